"""The networks as files that other programs can run: a section of RESULTS.md."""

from collections.abc import Sequence

import pandas as pd

from digits.report.result import Result

_SECTION = """\
## As files for other programs

Each network is also one ONNX file, with its preprocessing inside; programs run it without torch.
All {images} test images were read by onnxruntime and by torch. Where the images of a dataset were
centred when they were made, as those of MNIST, the file centres what it is given. That changes next
to nothing in them: the last column counts the test images that the network then reads otherwise.

{table}

"""


def exported(results: Sequence[Result]) -> str:
    """The section, in Markdown; no text where no network has been exported.

    One row per model, fewest test errors first.
    """
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    exports = [(result.model, result.export) for result in ordered if result.export]
    if not exports:
        return ""
    rows = [
        {
            "model": f"`{model}`",
            "file, kB": f"{export['bytes'] / 1000:,.0f}",
            "logits differ by up to": f"{export['largest_logit_difference']:.0e}",
            "other answers than torch's": f"{export['predictions_that_differ']:,}",
            "other answers after centring": f"{export['predictions_changed_by_centring']:,}",
        }
        for model, export in exports
    ]
    table = pd.DataFrame(rows).to_markdown(
        index=False, colalign=("left", *("right",) * 4), disable_numparse=True
    )
    return _SECTION.format(images=f"{exports[0][1]['images']:,}", table=table)
