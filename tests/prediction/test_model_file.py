"""Which file is meant, and what is said where there is none."""

from pathlib import Path

import pytest
from exported_network import MODEL

from digits.errors import UserError
from digits.prediction.model_file import model_file

FILE = Path("exports") / MODEL / "model.onnx"


@pytest.fixture
def copy(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's small files, to be changed, as the current folder."""
    for name in (FILE, Path("params.yaml"), Path("metrics/summary.json")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((project / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(model: str | Path | None) -> str:
    with pytest.raises(UserError) as caught:
        model_file(model)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.usefixtures("copy")
def test_a_name_a_path_and_the_best_are_the_same_file() -> None:
    assert {model_file(model).path for model in (None, MODEL, FILE, str(FILE))} == {FILE}


def test_what_is_missing_is_named_with_the_command_that_makes_it(copy: Path) -> None:
    (copy / FILE).unlink()
    line = f"{FILE}: not there; make it with: dvc repro export@{MODEL}"
    assert refusal(MODEL) == refusal(None) == line
    other = "give another file, or the name of a model"
    assert refusal(FILE) == f"{FILE}: not there; {other}"
    assert refusal(FILE.parent.with_suffix(".onnx")).endswith(f"not there; {other}")


def test_what_else_was_exported_is_offered(copy: Path) -> None:
    for name in ("tiny_cnn", "lenet5"):
        (copy / "exports" / name).mkdir()
        (copy / "exports" / name / "model.onnx").touch()
    (copy / "exports" / "mlp").mkdir()  # of an export that was interrupted
    (copy / FILE).unlink()
    command = f"make it with: dvc repro export@{MODEL}"
    assert refusal(None) == f"{FILE}: not there; {command}; or name another: lenet5, tiny_cnn"


@pytest.mark.usefixtures("copy")
def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert refusal("mlp_smal").startswith(
        f"params.yaml: models: no 'mlp_smal'; did you mean '{MODEL}'?"
    )


@pytest.mark.parametrize("model", [None, MODEL])
def test_in_another_folder_it_says_so(
    model: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refusal(model).startswith("params.yaml: not in this folder; run this in the project's")


def test_the_best_of_a_summary_may_have_left_params_yaml(copy: Path) -> None:
    params = copy / "params.yaml"
    params.write_text(
        params.read_text(encoding="utf-8").replace(f"{MODEL}:", "mine:"), encoding="utf-8"
    )
    (copy / FILE).unlink()
    assert refusal(None) == (
        f"metrics/summary.json: best_by_validation: {MODEL} is no model of params.yaml any more;"
        " name one of mine, or make it again with: dvc repro report"
    )
    assert refusal(MODEL).startswith(f"params.yaml: models: no {MODEL!r}; ")


def test_without_a_summary_no_model_is_the_best(copy: Path) -> None:
    (copy / "metrics" / "summary.json").unlink()
    assert refusal(None).startswith("metrics/summary.json: not there")
    assert model_file(MODEL).path == FILE


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"3", b'{"best_by_validation": 3}', b"\xff", b"[" * 100_000]
)
def test_a_damaged_summary_is_one_line(copy: Path, content: bytes) -> None:
    (copy / "metrics" / "summary.json").write_bytes(content)
    assert refusal(None).startswith("metrics/summary.json: best_by_validation: should be")


@pytest.mark.usefixtures("copy")
@pytest.mark.parametrize("model", ["x" * 300 + ".onnx", Path("x" * 300)])
def test_a_name_that_no_system_takes_is_one_line(model: str | Path) -> None:
    assert refusal(model).endswith(
        "can't be read (File name too long); give another file, or the name of a model"
    )
    assert refusal("x" * 300).startswith("params.yaml: models: no ")


def test_a_folder_is_no_file(copy: Path) -> None:
    assert refusal(copy) == f"{copy}: is no file; give another file, or the name of a model"
