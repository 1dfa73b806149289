"""What the page of all benchmarks says, from their figures."""

from collections.abc import Mapping

from pipeline_figures import conclusion as pipeline_conclusion
from pipeline_figures import stages_table
from scaling_figures import memory_table, scaling_table
from speed_figures import speed_table
from targets import Figures, targets, targets_table
from time_to_99_figures import conclusion, time_table

_SPEED = """\
Seconds per epoch of 60,000 images; medians of n = {rounds} rounds, timed on {images:,} images each,
the three ways in turns. "Tutorial" trains as the network's tutorial does (torchvision, an image at
a time; torch's defaults), "ours" as the pipeline does; both validate on one image for twelve.

{table}

"Tutorial / ours" is how many times as fast an epoch is. "Limit" is our steps alone on a batch that
never moves, so "ours / limit" is what data, validation and logging cost: 1 would be nothing. The
batch is the recipe's: {batches}.
"""

_TIME = """\
From the seeded initialisation to a network that reads 99 % of the test images: ours (n = {n} seeds,
mean ± standard deviation) after a fixed number of epochs, pytorch/examples (n = 1) up to its first
epoch at or over 99 % on the test images.

{table}

{conclusion} Ours trains on 55,000 images and is tested once, after the clock has stopped. The
example trains on 60,000 and tests after every epoch, which favours it: it may stop at a lucky one.
"""

_SCALING = """\
`{model}` as the pipeline trains it, with one validation image for twelve; medians of n = {rounds}
epochs, each row in a process of its own, in turns.

{table}

Where time is proportional to images, four times the images take four times as long.
"""

_MEMORY = """
The largest memory of a training process of the pipeline (55,000 images, 5,000 for validation, one
epoch; n = 1), in GB of 10⁹ bytes:

{table}
"""

_TITLES = {
    "speed": "Seconds per epoch",
    "time_to_99": "Time to 99 %",
    "scaling": "Images, threads and memory",
    "pipeline": "The whole pipeline",
}
_MISSING = "Not measured: its file of figures is missing.\n"

_PIPELINE = """\
`dvc repro` in a fresh clone with an empty cache (n = 1){part}. A stage's seconds end where the next
one begins; those of its command are Python's alone, so the difference is DVC's.

{table}

{conclusion}
"""


def page(figures: Figures, machines: Mapping[str, Mapping[str, object]]) -> str:
    """The whole page, in Markdown.

    Args:
        figures: of the programs that were run.
        machines: by the program's name, what it measured on, and when.
    """
    sections = {
        "Targets": targets_table(targets(figures)) + "\n",
        _TITLES["speed"]: _speed(figures),
        _TITLES["time_to_99"]: _time(figures),
        _TITLES["scaling"]: _scaling(figures),
        _TITLES["pipeline"]: _pipeline(figures),
    }
    parts = [f"## {title}\n\n{text or _MISSING}" for title, text in sections.items()]
    head = "# Benchmarks\n\nWritten by `make bench`; edits are lost.\n\n"
    return head + _measured_on(machines) + "\n" + "\n".join(parts)


def _measured_on(machines: Mapping[str, Mapping[str, object]]) -> str:
    sections: dict[str, list[str]] = {}
    for name, machine in machines.items():
        text = (
            "{date}, {processor}, {cores} cores, {memory_gb} GB of memory, {system}; Python"
            " {python}, torch {torch}"
        ).format(**machine)
        sections.setdefault(text, []).append(_TITLES[name])
    lines = (f"- {'; '.join(titles)}: {text}\n" for text, titles in sections.items())
    return "Measured on:\n\n" + "".join(lines)


def _speed(figures: Figures) -> str:
    if (speed := figures.speed) is None:
        return ""
    batches = ", ".join(
        f"`{key}` {model['tutorial_batch']} and {model['batch']}"
        for key, model in speed["models"].items()
        if model["tutorial_batch"] != model["batch"]
    )
    return _SPEED.format(
        rounds=speed["rounds"],
        images=speed["images"],
        table=speed_table(speed),
        batches=f"tutorial's and ours differ for {batches}" if batches else "the tutorial's",
    )


def _time(figures: Figures) -> str:
    if (times := figures.time_to_99) is None:
        return ""
    return _TIME.format(n=times["ours"]["n"], table=time_table(times), conclusion=conclusion(times))


def _scaling(figures: Figures) -> str:
    if (scaling := figures.scaling) is None:
        return ""
    text = _SCALING.format(
        model=scaling["model"], rounds=scaling["rounds"], table=scaling_table(scaling["cells"])
    )
    peaks = scaling["peak_gb"]
    return text + (_MEMORY.format(table=memory_table(peaks)) if peaks else "")


def _pipeline(figures: Figures) -> str:
    if (pipeline := figures.pipeline) is None:
        return ""
    wanted = ", ".join(pipeline["targets"])
    return _PIPELINE.format(
        part=f", only {wanted} and what it needs" if wanted else "",
        table=stages_table(pipeline),
        conclusion=pipeline_conclusion(pipeline),
    )
