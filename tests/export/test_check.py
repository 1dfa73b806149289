"""The comparison of a file with torch: what it counts, and what it refuses."""

from dataclasses import replace

import numpy as np
import onnx
import onnx.numpy_helper
import pytest
import torch
from centred import centred_digits
from exported_network import Exported
from trained import seeded_classifier

from digits.export.check import Comparison, check, compare
from digits.export.errors import ExportError
from digits.export.onnx_file import OPSET
from digits.export.record import export_record, rounded_up
from digits.preparation.centre import Centre

IMAGES = centred_digits(30, seed=3)
SAME = Comparison(10, 1e-6, 0, torch.eye(10))


def altered(content: bytes, add: float) -> bytes:
    """The same network, with something added to its logit for a 3."""
    model = onnx.load_from_string(content)
    (bias,) = (each for each in model.graph.initializer if each.name.endswith("logits.bias"))
    values = onnx.numpy_helper.to_array(bias).copy()
    values[3] += add
    bias.CopyFrom(onnx.numpy_helper.from_array(values, bias.name))
    return model.SerializeToString()


def compared(content: bytes, batch_size: int = 30) -> Comparison:
    classifier = seeded_classifier("lenet5").eval()
    return compare(content, classifier, IMAGES, Centre(), batch_size=batch_size, threads=1)


@pytest.mark.parametrize("batch_size", [1, 7, 30, 1000])
def test_the_file_of_a_network_is_as_good_in_batches_of_any_size(
    exported: Exported, batch_size: int
) -> None:
    found = compared(exported("lenet5"), batch_size)
    assert found.images == 30
    assert found.largest_difference < 1e-5
    assert found.differing == 0
    classifier = seeded_classifier("lenet5").eval()
    with torch.inference_mode():  # which centring leaves as they are
        torch.testing.assert_close(found.torch_logits, classifier(IMAGES))
    check(found, "m")


def test_an_altered_file_is_refused_with_the_figures(exported: Exported) -> None:
    found = compared(altered(exported("lenet5"), 100.0))
    assert found.largest_difference == pytest.approx(100, rel=1e-3)
    expected = int((found.torch_logits.argmax(1) != 3).sum())
    assert 0 < found.differing == expected
    said = (
        rf"^lenet5: as ONNX, .* differ by up to 1e\+02, should be 0\.0001 at most; {expected} of 30"
        r" predictions differ, should be none; install the versions of requirements\.lock"
    )
    with pytest.raises(ExportError, match=said):
        check(found, "lenet5")


def test_a_slightly_altered_file_is_refused_though_its_predictions_are_right(
    exported: Exported,
) -> None:
    found = compared(altered(exported("lenet5"), -0.0002))
    with pytest.raises(ExportError, match=r"differ by up to 0\.0002"):
        check(found, "m")


def test_of_large_logits_roundings_are_let_through_and_mistakes_are_not() -> None:
    logits = torch.eye(10) * 3200
    large = replace(SAME, torch_logits=logits, largest_difference=0.009)
    check(large, "m")
    with pytest.raises(ExportError, match=r"differ by up to 0\.011, should be 0\.01 at most"):
        check(replace(large, largest_difference=0.011), "m")


def test_a_network_of_large_logits_is_as_good(exported: Exported) -> None:
    classifier = seeded_classifier("lenet5").eval()
    content = onnx.load_from_string(exported("lenet5"))
    factor = 2e4
    with torch.no_grad():
        for parameter in list(classifier.network.parameters())[-2:]:
            parameter.mul_(factor)
    for weights in content.graph.initializer:
        if ".logits." in weights.name:
            larger = onnx.numpy_helper.to_array(weights) * np.float32(factor)
            weights.CopyFrom(onnx.numpy_helper.from_array(larger, weights.name))
    found = compare(
        content.SerializeToString(), classifier, IMAGES, Centre(), batch_size=30, threads=1
    )
    assert found.largest_difference > 1e-4
    assert found.torch_logits.abs().max() > 1000
    check(found, "m")


def test_no_numbers_are_refused(exported: Exported) -> None:
    with pytest.raises(ExportError, match="differ by up to nan"):
        check(compared(altered(exported("lenet5"), np.nan)), "m")


def test_another_prediction_is_refused_however_near_the_logits_are() -> None:
    check(SAME, "m")
    with pytest.raises(ExportError, match="1 of 10 predictions differ"):
        check(replace(SAME, differing=1), "m")


def test_of_a_tie_either_answer_will_do(exported: Exported) -> None:
    classifier = seeded_classifier("lenet5").eval()
    with torch.no_grad():  # all logits are 0
        for parameter in list(classifier.network.parameters())[-2:]:
            parameter.zero_()
    content = onnx.load_from_string(exported("lenet5"))
    for weights in content.graph.initializer:
        if ".logits." in weights.name:
            zeros = np.zeros_like(onnx.numpy_helper.to_array(weights))
            zeros[..., 3] = (
                1e-6 if zeros.ndim == 1 else 0
            )  # and there the one for a 3 is a little more
            weights.CopyFrom(onnx.numpy_helper.from_array(zeros, weights.name))
    found = compare(
        content.SerializeToString(), classifier, IMAGES, Centre(), batch_size=30, threads=1
    )
    assert found.torch_logits.argmax(1).tolist() == [0] * 30
    assert found.largest_difference == pytest.approx(1e-6)
    assert found.differing == 0


def test_the_record_counts_what_centring_changes() -> None:
    judged = torch.eye(10).roll(1, 0)
    judged[:7] = torch.eye(10)[:7]
    assert export_record(b"12345", SAME, judged) == {
        "opset": OPSET,
        "bytes": 5,
        "images": 10,
        "largest_logit_difference": 1e-6,
        "predictions_that_differ": 0,
        "predictions_changed_by_centring": 3,
    }


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0.0, 0.0), (1.31e-5, 2e-5), (9.4e-6, 1e-5), (0.5, 0.5), (7.0000001e-6, 8e-6)],
)
def test_rounded_up_worked_out_by_hand(number: float, expected: float) -> None:
    assert rounded_up(number) == expected
