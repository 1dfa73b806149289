"""Wall time of the whole pipeline from an empty cache, stage by stage, and of doing nothing."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import mkdtemp

from command_line import comma_separated, show_progress
from figures import write_figures
from fresh_clone import FreshClone, StageTime
from machine import warn_if_busy
from pipeline_figures import Pipeline, Stage, conclusion, stages_table

from digits.errors import reported_to_user

_NOOPS = 3


def main() -> None:
    """Time `dvc repro` of the committed project from an empty cache, then again with no work left.

    It runs in a temporary clone of HEAD with this environment's programs, so uncommitted edits
    have no part in it. The raw files come from the user's cache of downloads where it has them
    (DIGITS_CACHE_DIR), else from the network.
    """
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the clone, and say where it is")
    parser.add_argument(
        "--targets",
        type=comma_separated,
        default=[],
        help="stages, as in train@mlp; only these and what they need are run",
    )
    parser.add_argument("--json", type=Path, help="a file to write the figures to as well")
    arguments = parser.parse_args()
    warn_if_busy()
    folder = Path(mkdtemp(prefix="digits-pipeline-"))
    try:
        figures = _measured(FreshClone(folder), arguments.targets)
    finally:
        if arguments.keep:
            show_progress(f"the clone stays in {folder / 'project'}")
        else:
            rmtree(folder)
    print(f"{stages_table(figures)}\n\n{conclusion(figures)}")
    write_figures(arguments.json, figures)


def _measured(clone: FreshClone, targets: Sequence[str]) -> Pipeline:
    total_s, stages = clone.reproduce_everything(targets)
    noops = [clone.reproduce_nothing(targets) for _ in range(_NOOPS)]
    return Pipeline(
        targets=list(targets),
        total_s=total_s,
        stages=[_record(stage) for stage in stages],
        dvc_s=total_s - sum(stage.command_s for stage in stages),
        noop_s=median(noops),
        noop_rounds_s=noops,
        changed_files=clone.changed_files(),
    )


def _record(stage: StageTime) -> Stage:
    return Stage(stage=stage.stage, seconds=stage.seconds, command_s=stage.command_s)


if __name__ == "__main__":
    with reported_to_user():
        main()
