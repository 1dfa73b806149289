"""What the results depend on."""

import platform
import re

import numpy as np
import pytest
from example_page import example

from digits.params.schema import Params
from digits.report.html.reproduction import reproduction

PARAMS = example().params


def on(device: str) -> Params:
    """The params with this device for the evaluation."""
    evaluation = PARAMS.evaluation.model_copy(update={"device": device})
    return PARAMS.model_copy(update={"evaluation": evaluation})


def test_versions_begin_with_that_of_python_and_name_no_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def built_for_some_machine(package: str) -> str:
        del package
        return "1.2.3+build"

    monkeypatch.setattr("digits.report.html.reproduction.version", built_for_some_machine)
    first, *others = reproduction(PARAMS).versions.items()
    assert first == ("Python", platform.python_version())
    assert {version for _, version in others} == {"1.2.3"}


def test_a_device_left_open_is_said_to_be_that() -> None:
    assert reproduction(on("auto")).devices == "auto: a GPU where there is one"
    assert reproduction(on("cpu")).devices == "auto: a GPU where there is one; cpu"


def test_what_the_files_had_to_be_is_told_by_their_names() -> None:
    assert reproduction(PARAMS).checksums == {
        f"{name}-ubyte": f"{place}abcdef0" * 8
        for place, name in enumerate(
            ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
        )
    }


@pytest.mark.parametrize(("name", "count"), [("mnist", 4), ("own", 0)])
def test_files_that_are_not_given_have_the_checksums_that_are_known(name: str, count: int) -> None:
    dataset = PARAMS.dataset.model_copy(update={"name": name, "files": None})
    checksums = reproduction(PARAMS.model_copy(update={"dataset": dataset})).checksums
    assert len(checksums) == count
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in checksums.values())


def test_threads_and_validation_images_are_those_of_the_params() -> None:
    split = PARAMS.split.model_copy(update={"validation_size": 12_345})
    evaluation = PARAMS.evaluation.model_copy(update={"threads": 16})
    found = reproduction(PARAMS.model_copy(update={"split": split, "evaluation": evaluation}))
    assert found.validation == "12,345"
    assert found.threads == "2, 16"
    assert reproduction(PARAMS).threads == "2"


def test_what_computes_judges_and_draws_is_told_with_its_version() -> None:
    versions = reproduction(PARAMS).versions
    assert [*versions] == [
        *("Python", "torch", "torchvision", "dvc", "numpy", "scipy", "scikit-learn"),
        *("scikit-image", "statsmodels", "pandas", "safetensors", "matplotlib", "altair"),
        "vl-convert-python",
    ]
    assert versions["numpy"] == np.__version__
