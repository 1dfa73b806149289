"""What the results depend on."""

import platform

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
