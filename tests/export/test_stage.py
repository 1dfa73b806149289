"""The stage `export`: what it writes, and what it refuses."""

import json
from pathlib import Path

import onnx
import pytest
from exported_network import Exported
from judged import write_judged
from onnx_outputs import outputs_of
from stage_in_process import run_stage
from synthetic import synthetic_digits
from trained import seeded_classifier

from digits.checkpoint import save_classifier
from digits.torch_classifier import TorchClassifier

TEST = synthetic_digits(60, seed=2)
ONNX = Path("exports/m/model.onnx")
RECORD = Path("metrics/exports/m.json")
WEIGHTS = "checkpoints/m/weights.safetensors"


def named(content: bytes, model: str) -> bytes:
    """The ONNX file of a network, as that of another model."""
    network = onnx.load_from_string(content)
    entries = [entry for entry in network.metadata_props if entry.key == "model"]
    entries[0].value = model
    return network.SerializeToString(deterministic=True)


def test_writes_one_file_and_its_record(tmp_path: Path, exported: Exported) -> None:
    ended = run_stage(write_judged(tmp_path, TEST, "lenet5"), "export", "m")
    assert (ended.code, ended.stderr) == (0, "")
    assert [path.name for path in (tmp_path / ONNX).parent.iterdir()] == ["model.onnx"]
    content = (tmp_path / ONNX).read_bytes()
    assert content == named(exported("lenet5"), "m")
    record = json.loads((tmp_path / RECORD).read_text(encoding="utf-8"))
    assert record["bytes"] == len(content)
    assert record["images"] == 60
    assert record["largest_logit_difference"] <= 1e-4
    assert record["predictions_that_differ"] == 0
    # Synthetic digits fill their images: centred, they are smaller.
    centred = outputs_of(content, TEST.images)["logits"].argmax(1)
    judged = seeded_classifier("lenet5").eval()(TEST.images).argmax(1)
    assert record["predictions_changed_by_centring"] == int((centred != judged).sum())
    assert ended.stdout.startswith(f"m: {len(content):,} bytes; logits within ")


def test_weights_that_the_predictions_are_not_of_are_refused(tmp_path: Path) -> None:
    write_judged(tmp_path, TEST)
    save_classifier(seeded_classifier("lenet", seed=1), tmp_path / WEIGHTS)
    ended = run_stage(tmp_path, "export", "m")
    assert ended.code == 1
    assert ended.stderr.startswith(f"error: {WEIGHTS}: gives other answers than `evaluate` wrote")
    assert_nothing_written(tmp_path)


def test_weights_of_another_architecture_are_refused(tmp_path: Path) -> None:
    write_judged(tmp_path, TEST)
    save_classifier(seeded_classifier("two_conv"), tmp_path / WEIGHTS)
    ended = run_stage(tmp_path, "export", "m")
    assert ended.code == 1
    assert ended.stderr == (
        f"error: {WEIGHTS}: weights of two_conv, params.yaml says lenet; make it with: dvc repro"
        " train@m\n"
    )
    assert_nothing_written(tmp_path)


def test_a_file_that_answers_otherwise_is_not_kept(
    tmp_path: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_other_weights(_classifier: TorchClassifier, *_others: object) -> bytes:
        return exported("lenet5")

    monkeypatch.setattr("digits.export.onnx_file.onnx_bytes", of_other_weights)
    ended = run_stage(write_judged(tmp_path, TEST), "export", "m")
    assert ended.code == 1
    assert ended.stderr.startswith("error: m: as ONNX, it answers otherwise than in torch: logits")
    assert ended.stderr.count("\n") == 1
    assert_nothing_written(tmp_path)


def assert_nothing_written(folder: Path) -> None:
    assert not (folder / "exports").exists()
    assert not (folder / "metrics").exists()
