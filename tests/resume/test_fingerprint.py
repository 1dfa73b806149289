"""A fingerprint changes with whatever could change the result of a training, and only then."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

import digits.resume.fingerprint
from digits.resume.fingerprint import fingerprint, loaded_code

SETTINGS = {"learning_rate": 0.1, "threads": 2, "augmentation": None}
CPU = torch.device("cpu")
DATA = [torch.arange(6, dtype=torch.uint8).reshape(2, 3), torch.tensor([1, 2])]


@pytest.fixture
def code(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "a.py", tmp_path / "b.py"]
    for file in files:
        file.write_text(f"name = {file.name!r}\n", encoding="utf-8")
    return files


def test_is_the_same_for_equal_things(code: list[Path]) -> None:
    found = fingerprint(SETTINGS, DATA, code, CPU)
    assert found == fingerprint(
        dict(reversed(SETTINGS.items())), [t.clone() for t in DATA], code, CPU
    )
    assert found == fingerprint(SETTINGS, DATA, list(reversed(code)), CPU)
    assert len(found) == 64
    assert set(found) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS | {"learning_rate": 0.1000001},
        SETTINGS | {"augmentation": {}},
        SETTINGS | {"more": 1},
        [SETTINGS],
    ],
)
def test_changes_with_the_settings(settings: object, code: list[Path]) -> None:
    assert fingerprint(settings, DATA, code, CPU) != fingerprint(SETTINGS, DATA, code, CPU)


@pytest.mark.parametrize(
    "data",
    [
        [DATA[0] + 1, DATA[1]],
        [DATA[0].reshape(3, 2), DATA[1]],
        [DATA[0].to(torch.int8), DATA[1]],
        [DATA[0], DATA[1].flip(0)],
        DATA[:1],
        [],
    ],
)
def test_changes_with_the_data(data: list[Tensor], code: list[Path]) -> None:
    assert fingerprint(SETTINGS, data, code, CPU) != fingerprint(SETTINGS, DATA, code, CPU)


def test_changes_with_the_code(code: list[Path]) -> None:
    before = fingerprint(SETTINGS, DATA, code, CPU)
    assert fingerprint(SETTINGS, DATA, code[:1], CPU) != before
    code[0].write_text("name = 'a.py'  # a comment\n", encoding="utf-8")
    assert fingerprint(SETTINGS, DATA, code, CPU) != before


def test_changes_with_the_number_of_threads(code: list[Path]) -> None:
    torch.set_num_threads(1)
    one = fingerprint(SETTINGS, DATA, code, CPU)
    torch.set_num_threads(2)
    assert fingerprint(SETTINGS, DATA, code, CPU) != one


def test_changes_with_versions_and_processor(
    code: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> str:
        return fingerprint(SETTINGS, DATA, code, CPU)

    seen = {found()}
    monkeypatch.setattr(torch, "__version__", "1.0")
    seen.add(found())
    monkeypatch.setattr("platform.python_version", lambda: "3.99.0")
    seen.add(found())
    monkeypatch.setattr("torch.backends.cpu.get_cpu_capability", lambda: "another")
    seen.add(found())
    monkeypatch.setattr("digits.resume.fingerprint.processor_name", lambda: "another")
    seen.add(found())
    assert len(seen) == 5


def test_changes_with_the_device(code: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    names = {0: "one", 1: "one", 2: "another"}

    def name_of(device: torch.device) -> str:
        return names[device.index or 0]

    monkeypatch.setattr("torch.cuda.get_device_name", name_of)
    on_cpu = fingerprint(SETTINGS, DATA, code, CPU)
    first, twin, other = (
        fingerprint(SETTINGS, DATA, code, torch.device("cuda", number)) for number in names
    )
    assert first == twin  # the same kind of GPU computes the same
    assert len({on_cpu, first, other}) == 3


def test_finds_the_files_of_a_package_that_are_in_use_and_no_others() -> None:
    files = loaded_code("digits")
    assert Path(digits.resume.fingerprint.__file__) in files
    assert Path(torch.__file__) not in files
    assert len(set(files)) == len(files)
