"""What is kept of an export: the size of the file, and how near its answers are."""

from decimal import ROUND_UP, Context

from jaxtyping import Float
from torch import Tensor

from digits.export.check import Comparison
from digits.export.onnx_file import OPSET


def export_record(
    content: bytes, comparison: Comparison, judged: Float[Tensor, "n classes"]
) -> dict[str, int | float]:
    """The content of `metrics/exports/<model>.json`.

    Args:
        content: of the ONNX file.
        comparison: of its answers to the test images with torch's.
        judged: the network's logits for the same images, as they are stored, that `evaluate` wrote.
    """
    changed = comparison.torch_logits.argmax(1) != judged.argmax(1)
    return {
        "opset": OPSET,
        "bytes": len(content),
        "images": comparison.images,
        "largest_logit_difference": rounded_up(comparison.largest_difference),
        "predictions_that_differ": comparison.differing,
        "predictions_changed_by_centring": int(changed.sum()),
    }


def rounded_up(number: float) -> float:
    """One significant digit: the others depend on the processor."""
    return float(Context(prec=1, rounding=ROUND_UP).create_decimal_from_float(number))
