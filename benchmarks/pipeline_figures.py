"""The figures of `pipeline.py`, and how they are shown."""

from typing import TypedDict

from figures import table


class Stage(TypedDict):
    """One stage of the run."""

    stage: str
    seconds: float  # until the next stage began
    command_s: float  # of its command alone


class Pipeline(TypedDict):
    """The whole run, and runs with nothing left to do."""

    targets: list[str]  # none: all stages
    total_s: float
    stages: list[Stage]
    dvc_s: float  # the total without the stages' commands
    noop_s: float  # median
    noop_rounds_s: list[float]
    changed_files: list[str]  # tracked by git; dvc.lock where a stage or its output is another


def stages_table(figures: Pipeline) -> str:
    """A row per stage in the order of the run, and the sums."""
    command_s = sum(stage["command_s"] for stage in figures["stages"])
    rows = [
        (f"`{stage['stage']}`", stage["seconds"], stage["command_s"]) for stage in figures["stages"]
    ]
    rows.append(("all, with DVC's start and end", figures["total_s"], command_s))
    return table(
        [
            {"stage": stage, "seconds": f"{seconds:.1f}", "of its command": f"{command:.1f}"}
            for stage, seconds, command in rows
        ]
    )


def conclusion(figures: Pipeline) -> str:
    """DVC's share, the run with nothing to do, and whether results are the committed bytes."""
    results = [path for path in figures["changed_files"] if path != "dvc.lock"]
    same = (
        "The code was newer than the committed dvc.lock, or the processor another; the run changed"
        f" that, and {len(results) or 'none'} of the tracked figures and pictures"
        if "dvc.lock" in figures["changed_files"]
        else "Every output has the bytes that the committed dvc.lock names"
    )
    return (
        f"DVC itself took {figures['dvc_s']:.1f} s, {figures['dvc_s'] / figures['total_s']:.1%}."
        f" With nothing to do, `dvc repro` takes {figures['noop_s']:.2f} s (median of"
        f" {len(figures['noop_rounds_s'])}). {same}. Downloads came from the user's cache where it"
        " had them."
    )
