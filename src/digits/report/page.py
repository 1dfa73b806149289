"""The text of report/RESULTS.md around tables and pictures."""

from collections.abc import Collection, Sequence

from digits.params.schema import Robustness
from digits.report.differences import differences
from digits.report.exported import exported
from digits.report.inside import inside
from digits.report.packaged import packaged_table
from digits.report.result import Result, best_by_validation
from digits.report.tables import comparisons_table, doubts_table, results_table
from digits.report.validated import validation_words

_PAGE = """\
# Results

Written by the stage `report` from the figures under `metrics/`; edits are lost.

{results}

{recipes}

## The data

The first 16 training images:

![the first images, each with its label](figures/digits.png)

## Training

The loss (mean cross-entropy, logarithmic) of every epoch, {in_what}:

![loss of every model by epoch](figures/loss.png)

The accuracy, on a scale that spreads the last percents:

![accuracy of every model by epoch](figures/accuracy.png)

{compared}

## Side by side

![{of_what} error of all models by epoch, and their test errors](figures/comparison.png)
{comparisons}
## What accuracy costs

Multiply-adds of a training run are three times the forward ones, times images, times epochs. The
bars are 95 % intervals: how far the figure might be from that of many more images of this kind.
{others}

![test accuracy of every model against its parameters and its training](figures/cost.png)

{differences}## How sure, and how right

A network is calibrated if it is right as often as it is sure. The calibration error (ECE) is the
distance between the two in each of 15 ranges of confidence, averaged over all
images.{temperature}{doubted}

{doubts}

![accuracy against confidence, of every model](figures/reliability.png)

## Images that are worse than any they were trained on

Accuracy on {corrupted} of the test images under fifteen corruptions ({corruptions}):

![accuracy of every model under every corruption](figures/robustness.png)

{exported}{choice}

![confusion matrix of {best}](figures/confusion.png)

{inside}"""

_DOUBTED = """\
 The last two columns are about {count} test images
{reason}; the first figure of a
network stays that with all images."""
_REJECTED = "whose label most of five raters reject (Northcutt, Athalye & Mueller, 2021)"
_LISTED = "whose label is in doubt (`evaluation.mislabelled` in params.yaml)"
_OTHERS = """\
Figures of others are marked by what their authors did with the test images
([published.csv](../src/digits/report/published.csv))."""
_MNIST_C = "the official files of MNIST-C, Mu & Gilmer, 2019"
_MNIST_C_STYLE = """\
MNIST-C-style: the kinds of
Mu & Gilmer's MNIST-C, 2019, made here, with strengths of our own;
[every.py](../src/digits/corruptions/every.py)"""

_COMPARISONS = """
What pairs of designs teach. "Wrong in one alone" counts the test images that one network of the
pair read wrong and the other right: for counts a and b, a difference below about 2√(a + b) can well
be chance. Where the recipes are different, so may be the reason; and there is one seed each.

{table}
"""


def results_page(
    results: Sequence[Result],
    dataset: str,
    set_aside: int,
    mislabelled: int,
    robustness: Robustness,
    pictures: Collection[str] = (),
) -> str:
    """The page, in Markdown.

    Args:
        results: of all models.
        dataset: its name in params.yaml.
        set_aside: validation images.
        mislabelled: test images whose label is doubted.
        robustness: which test images were corrupted, and how.
        pictures: of the best model, by their names; see `inside`.
    """
    table = comparisons_table(results)
    best = best_by_validation(results).model
    reason = _REJECTED if dataset == "mnist" else _LISTED
    page = _PAGE.format(
        results=results_table(results, dataset),
        **validation_words(best, set_aside),
        differences=differences(results),
        doubted=_DOUBTED.format(count=mislabelled, reason=reason) if mislabelled else "",
        corrupted=f"{min(robustness.images, results[0].scores['n']):,}",
        corruptions=_MNIST_C if robustness.mnist_c else _MNIST_C_STYLE,
        others="" if packaged_table("published.csv", dataset).empty else _OTHERS,
        doubts=doubts_table(results, doubted=mislabelled > 0),
        comparisons=_COMPARISONS.format(table=table) if table else "",
        exported=exported(results),
        best=best,
        inside=inside(best, pictures),
    )
    return page.rstrip("\n") + "\n"
