"""An edit runs the stages that it touches again, and no other.

`make test` asks DVC which stages three edits together would run, test_readme_walk.py has a learning
rate and a new model, and `make soak` runs each edit by itself.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from project import Project

Params = dict[str, Any]


EVERY = ("train", "evaluate", "visualize", "export")


def of(*models: str, stages: tuple[str, ...] = EVERY) -> set[str]:
    """These stages of these models."""
    return {f"{stage}@{model}" for stage in stages for model in models}


def _add_model(params: Params) -> None:
    params["models"]["lenet_again"] = deepcopy(params["models"]["lenet"])


EDITS_OF_PARAMS: dict[str, tuple[Callable[[Params], object], set[str]]] = {
    "one model's learning rate": (
        lambda params: params["models"]["lenet"]["training"].update(learning_rate=0.005),
        of("lenet") | {"report"},
    ),
    "the seed of one model": (
        lambda params: params["models"]["mlp_small"]["training"].update(seed=9),
        of("mlp_small") | {"report"},
    ),
    "the size of the split": (
        lambda params: params["split"].update(validation_size=50),
        of("mlp_small", "lenet") | {"normalize", "report"},
    ),
    "a split without validation": (
        lambda params: params["split"].update(validation_size=0),
        of("mlp_small", "lenet") | {"normalize", "report"},
    ),
    # Batches of another size add up the same logits: nothing after these stages changes.
    "the test batch size": (
        lambda params: params["evaluation"].update(batch_size=200),
        of("mlp_small", "lenet", stages=("evaluate", "export")),
    ),
    "the image to draw": (
        lambda params: params["visualization"].update(image=5),
        of("mlp_small", "lenet", stages=("visualize",)) | {"report"},
    ),
    "the images to corrupt": (
        lambda params: params["robustness"].update(images=40),
        of("mlp_small", "lenet", stages=("evaluate",)) | {"corrupt", "report"},
    ),
    # What was fetched stays what it is.
    "the time limit of a download": (
        lambda params: params["dataset"].update(timeout=30),
        set(),
    ),
    "a new model": (_add_model, of("lenet_again") | {"report"}),
    "a removed model": (lambda params: params["models"].pop("mlp_small"), {"report"}),
}

# A comment changes no result, so the stages after the edited one have nothing new to read.
EDITS_OF_CODE = {
    "src/digits/models/lenet.py": of("lenet"),
    "src/digits/training/trainer.py": of("mlp_small", "lenet", stages=("train",)),
    "src/digits/evaluation/scores.py": of("mlp_small", "lenet", stages=("evaluate",)),
    "src/digits/visualization/sheet.py": of("mlp_small", "lenet", stages=("visualize",)),
    "src/digits/export/record.py": of("mlp_small", "lenet", stages=("export",)),
    "src/digits/visualization/activations.py": of(
        "mlp_small", "lenet", stages=("visualize", "export")
    ),
    "src/digits/colours.py": of("mlp_small", "lenet", stages=("visualize",)) | {"report"},
    "src/digits/report/page.py": {"report"},
    "src/digits/corruptions/noise.py": {"corrupt"},
    "src/digits/data/idx.py": {"download", "normalize"},
    "src/digits/data/transfer.py": {"download"},
}


# Each makes only what it touches stale: nothing that is read by later stages comes out otherwise.
TOGETHER = ("the time limit of a download", "a removed model")
TOGETHER_CODE = "src/digits/corruptions/noise.py"
# Of no model in params.yaml, of no stage, and of no key.
OF_NO_STAGE = ("src/digits/models/lenet5.py", "src/digits/readme.py", "params.yaml")


def test_edits_together_run_what_each_of_them_runs(project: Project) -> None:
    expected = set(EDITS_OF_CODE[TOGETHER_CODE])
    project.append(TOGETHER_CODE, "# a comment\n")
    for edit in TOGETHER:
        change, stages = EDITS_OF_PARAMS[edit]
        project.edit_params(change)
        expected |= stages
    assert project.stages_run("--dry") == expected


def test_a_dry_run_can_list_all_that_follows(project: Project) -> None:
    change, expected = EDITS_OF_PARAMS["one model's learning rate"]
    project.edit_params(change)
    assert project.stages_run("--dry", "--force-downstream") == expected


@pytest.mark.soak
@pytest.mark.parametrize("edit", EDITS_OF_PARAMS)
def test_edit_of_params(project: Project, edit: str) -> None:
    change, expected = EDITS_OF_PARAMS[edit]
    project.edit_params(change)
    assert project.stages_run() == expected


@pytest.mark.soak
@pytest.mark.parametrize("path", EDITS_OF_CODE)
def test_edit_of_code(project: Project, path: str) -> None:
    project.append(path, "# a comment\n")
    assert project.stages_run() == EDITS_OF_CODE[path]


def test_edits_that_no_stage_reads_run_nothing(project: Project) -> None:
    for path in OF_NO_STAGE:
        project.append(path, "# a comment\n")
    assert project.stages_run() == set()
