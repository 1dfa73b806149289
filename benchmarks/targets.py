"""What the project promises of its speed and memory, and whether the figures keep it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

from figures import table
from pipeline_figures import Pipeline
from scaling_figures import Scaling, growth, steps_up
from speed_figures import Speed
from time_to_99_figures import GOAL, TimeTo99

_SMALL = "mlp_small"  # its steps are too short for the work around them to vanish
_LONG_STEP = 1.0  # ms


@dataclass(frozen=True)
class Figures:
    """What the four programs measured; None where one wasn't run."""

    speed: Speed | None
    time_to_99: TimeTo99 | None
    scaling: Scaling | None
    pipeline: Pipeline | None


@dataclass(frozen=True)
class Target:
    """One promise: a figure between two bounds."""

    text: str
    figure: float
    shown: str  # the figure, with what belongs to it
    least: float = -inf
    most: float = inf

    @property
    def met(self) -> bool:
        """Whether it is kept."""
        return self.least <= self.figure <= self.most


def targets_table(promises: Iterable[Target]) -> str:
    """A row per target."""
    rows = [
        {
            "target": target.text,
            "measured": target.shown,
            "": "met" if target.met else "**missed**",
        }
        for target in promises
    ]
    return table(rows, text_columns=3)


def targets(figures: Figures) -> Iterator[Target]:
    """All targets that there are figures for."""
    if figures.speed:
        yield from _of_speed(figures.speed)
    if figures.time_to_99:
        yield from _of_time(figures.time_to_99)
    if figures.scaling:
        yield from _of_scaling(figures.scaling)
    if figures.pipeline:
        yield from _of_pipeline(figures.pipeline)


def _of_speed(speed: Speed) -> Iterator[Target]:
    mean, models = speed["tutorial_to_ours"], speed["models"]
    text = "tutorial / ours, geometric mean: 4 or more (aim: 6)"
    yield Target(text, mean, f"{mean:.2f}", least=4)
    ratio, key = min((model["tutorial_to_ours"], key) for key, model in models.items())
    text = "tutorial / ours, each network: 2 or more"
    yield Target(text, ratio, f"{ratio:.2f} (`{key}`)", least=2)
    long = [
        (model["ours_to_limit"], key)
        for key, model in models.items()
        if model["step_ms"] > _LONG_STEP
    ]
    if long:
        ratio, key = max(long)
        text = "ours / limit, each network whose step takes over 1 ms: 1.05 or less"
        yield Target(text, ratio, f"{ratio:.3f} (`{key}`)", most=1.05)
    if small := models.get(_SMALL):
        ratio = small["ours_to_limit"]
        text = f"ours / limit of `{_SMALL}`: 1.3 or less"
        yield Target(text, ratio, f"{ratio:.3f}", most=1.3)


def _of_time(figures: TimeTo99) -> Iterator[Target]:
    ours, ratio = figures["ours"], figures["ratio"]
    accuracy = ours["mean_accuracy"]
    text = f"`{figures['model']}`, mean test accuracy: {GOAL:.1%} or more"
    yield Target(text, accuracy, f"{accuracy:.3%} (n = {ours['n']})", least=GOAL)
    text = "time to 99 %, pytorch/examples / ours: 100 or more"
    bare = f"{figures['ratio_without_tests']:.1f} without the example's tests"
    if accuracy < GOAL:
        yield Target(text, 0, "ours doesn't reach it", least=100)
    elif figures["example"]["reached"]:
        yield Target(text, ratio, f"{ratio:.1f} ({bare})", least=100)
    else:
        yield Target(text, ratio, f"over {ratio:.1f} (over {bare})", least=100)


def _of_scaling(scaling: Scaling) -> Iterator[Target]:
    if pairs := steps_up(scaling["cells"]):
        factor = max(growth(*pair) for pair in pairs)
        text = "4 times the images: 4.2 times the time or less"
        yield Target(text, factor, f"{factor:.2f}", most=4.2)
    if scaling["peak_gb"]:
        peak, key = max((peak, key) for key, peak in scaling["peak_gb"].items())
        text = "peak memory of training, each model: 1.0 GB or less"
        yield Target(text, peak, f"{peak:.2f} GB (`{key}`)", most=1.0)


def _of_pipeline(pipeline: Pipeline) -> Iterator[Target]:
    if not pipeline["targets"]:  # else it was a part
        minutes = pipeline["total_s"] / 60
        text = "the whole pipeline from an empty cache: 10 min or less"
        yield Target(text, minutes, f"{minutes:.1f} min", most=10)
    noop = pipeline["noop_s"]
    yield Target("`dvc repro` with nothing to do: 2 s or less", noop, f"{noop:.2f} s", most=2)
