"""What the results depend on."""

import platform

from example_page import example

from digits.params.schema import Params
from digits.report.html.reproduction import reproduction

PARAMS = example().params


def on(device: str) -> Params:
    """The params with this device for the evaluation."""
    evaluation = PARAMS.evaluation.model_copy(update={"device": device})
    return PARAMS.model_copy(update={"evaluation": evaluation})


def test_versions_begin_with_that_of_python() -> None:
    versions = reproduction(PARAMS).versions
    assert next(iter(versions.items())) == ("Python", platform.python_version())
    assert not any("+" in version for version in versions.values())


def test_a_device_left_open_is_said_to_be_that() -> None:
    assert reproduction(on("auto")).devices == "auto: a GPU where there is one"
    assert reproduction(on("cpu")).devices == "auto: a GPU where there is one; cpu"
