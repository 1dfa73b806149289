"""The figures of `speed.py`, and how they are shown."""

from typing import TypedDict

from figures import table


class ModelSpeed(TypedDict):
    """One network's seconds per epoch of 60,000 images; medians of the rounds."""

    tutorial_s: float
    ours_s: float
    limit_s: float
    tutorial_to_ours: float
    ours_to_limit: float
    step_ms: float  # of the limit, per batch
    tutorial_batch: int  # images
    batch: int  # images
    rounds_s: dict[str, list[float]]  # by way, a figure per round


class Speed(TypedDict):
    """All networks' speed; the two ratios are geometric means."""

    images: int  # of an epoch as it was timed
    rounds: int
    models: dict[str, ModelSpeed]
    tutorial_to_ours: float
    ours_to_limit: float


def speed_table(figures: Speed) -> str:
    """A row per network, and the geometric means of the ratios."""
    rows = [
        {
            "model": f"`{key}`",
            "tutorial, s": f"{model['tutorial_s']:.2f}",
            "ours, s": f"{model['ours_s']:.2f}",
            "limit, s": f"{model['limit_s']:.2f}",
            "tutorial / ours": f"{model['tutorial_to_ours']:.2f}",
            "ours / limit": f"{model['ours_to_limit']:.3f}",
            "ms per step": f"{model['step_ms']:.2f}",
        }
        for key, model in figures["models"].items()
    ]
    means = dict.fromkeys(rows[0], "") | {
        "model": "geometric mean",
        "tutorial / ours": f"{figures['tutorial_to_ours']:.2f}",
        "ours / limit": f"{figures['ours_to_limit']:.3f}",
    }
    return table([*rows, means])
