"""The exported network at work."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from drawn_digits import as_in_mnist, glyph
from exported_network import MODEL, Exported
from onnx import TensorProto, helper
from trained import seeded_classifier

from digits.prediction.model_file import ModelFile, ModelFileError
from digits.prediction.network import Network

DIGITS = [glyph(digit) for digit in range(10)]


def test_it_answers_as_torch_does(network: Network) -> None:
    images = np.stack([as_in_mnist(digit) for digit in DIGITS])
    answers = network.answers(list(images))
    assert (answers.seen == images).all()
    with torch.inference_mode():
        logits = seeded_classifier(MODEL).eval()(torch.from_numpy(images)[:, None])
    expected = logits.softmax(1).numpy()
    np.testing.assert_allclose(answers.probabilities, expected, atol=1e-6)
    np.testing.assert_allclose(answers.probabilities.sum(1), 1, atol=1e-6)
    assert network.model == MODEL
    assert network.classes == tuple("0123456789")


def test_answers_are_the_same_one_by_one_and_in_any_company(network: Network) -> None:
    canvases = [*DIGITS, *(as_in_mnist(digit) for digit in DIGITS), DIGITS[3][::2, ::2]]
    together = network.answers(canvases)
    for place, canvas in enumerate(canvases):
        alone = network.answers([canvas])
        assert (together.seen[place] == alone.seen[0]).all()
        np.testing.assert_allclose(together.probabilities[place], alone.probabilities[0], atol=1e-6)


def test_paper_around_a_digit_changes_nothing_but_roundings(network: Network) -> None:
    for paper in (((0, 31), (0, 17)), ((40, 31), (9, 117)), ((0, 300), (300, 0))):
        moved = network.answers([np.pad(digit, paper) for digit in DIGITS])
        alone = network.answers(DIGITS)
        changed = (moved.seen != alone.seen).mean((1, 2))
        assert changed.max() < 0.01  # of the pixels
        same = changed == 0
        assert same.sum() >= 8
        np.testing.assert_allclose(moved.probabilities[same], alone.probabilities[same], atol=1e-6)


def test_no_answer_is_certain(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    logits = np.zeros((1, 10), np.float32)
    logits[0, 4] = 60
    seen = np.zeros((1, 1, 28, 28), np.float32)
    monkeypatch.setattr(network, "_outputs", lambda _batch: (logits, seen))  # pyright: ignore[reportUnknownLambdaType] - as the method's
    ((*others, _),) = [sorted(network.answers([DIGITS[4]]).probabilities[0])]
    assert max(others) < 1e-20
    assert 0.9999 < network.answers([DIGITS[4]]).probabilities[0, 4] < 1


def test_nothing_gives_nothing(network: Network) -> None:
    answers = network.answers([])
    assert answers.probabilities.shape == (0, 10)
    assert answers.seen.shape == (0, 28, 28)


def _other_network(kind: str) -> bytes:
    """A network in good order, but another one."""
    sizes = {"of other classes": 7, "of another input": 10}
    give = np.full((2, sizes.get(kind, 10)), np.nan, np.float32)
    nodes = [
        helper.make_node("Constant", [], ["logits"], value=onnx.numpy_helper.from_array(give)),
        helper.make_node("Cast", ["images"], ["seen"], to=TensorProto.FLOAT),
    ]
    type_ = TensorProto.FLOAT if kind == "of another input" else TensorProto.UINT8
    shape = ["n", 1, "height", "width"]
    graph = helper.make_graph(
        nodes,
        "other",
        [helper.make_tensor_value_info("images", type_, shape)],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, give.shape),
            helper.make_tensor_value_info("seen", TensorProto.FLOAT, shape),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    if kind != "of unknown classes":
        helper.set_model_props(model, {"classes": json.dumps([str(digit) for digit in range(10)])})
    return model.SerializeToString()


def _damaged(good: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "text": b"no network at all\n" * 10,
        "cut short": good[: len(good) // 2],
        "a byte short": good[:-1],
        "without its beginning": good[100:],
        "of other classes": _other_network("of other classes"),
        "of unknown classes": _other_network("of unknown classes"),
        "of another input": _other_network("of another input"),
        "without numbers": _other_network("without numbers"),
    }


def test_a_damaged_or_foreign_file_is_one_line(
    tmp_path: Path, exported: Exported, capfd: pytest.CaptureFixture[str]
) -> None:
    for kind, content in _damaged(exported(MODEL)).items():
        path = tmp_path / f"{kind}.onnx"
        path.write_bytes(content)
        with pytest.raises(ModelFileError) as caught:
            Network(ModelFile(path, "repair it"))
        line = str(caught.value)
        assert line.startswith(f"{path}: "), kind
        assert line.endswith("; repair it"), kind
        assert "\n" not in line, kind
    assert capfd.readouterr() == ("", "")
