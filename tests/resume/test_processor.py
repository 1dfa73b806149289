"""What the processor calls itself, where the system tells and where it doesn't."""

import platform
from pathlib import Path

import pytest

from digits.resume.processor import processor_name

TWO_CORES = """\
processor\t: 0
model\t\t: 85
model name\t: Some Processor @ 2.00GHz: fast
processor\t: 1
model name\t: Another
"""


def named(cpuinfo: str | None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name where Linux shows this of its processors, or another system shows nothing."""

    def read(path: Path, **_: object) -> str:
        assert path == Path("/proc/cpuinfo")
        if cpuinfo is None:
            raise FileNotFoundError
        return cpuinfo

    monkeypatch.setattr(Path, "read_text", read)
    return processor_name()


def test_linux_tells_the_model_of_the_first_core(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named(TWO_CORES, monkeypatch) == "Some Processor @ 2.00GHz: fast"


@pytest.mark.parametrize("cpuinfo", [None, "", "Hardware\t: some board\n"])
@pytest.mark.parametrize(("processor", "name"), [("arm", "arm"), ("", "arm64")])
def test_elsewhere_it_is_at_least_the_architecture(
    cpuinfo: str | None, processor: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "processor", lambda: processor)
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert named(cpuinfo, monkeypatch) == name
