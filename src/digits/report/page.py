"""The text of report/RESULTS.md around tables and pictures."""

from collections.abc import Sequence

from digits.report.results import Result, best_by_validation
from digits.report.tables import comparisons_table, results_table

_PAGE = """\
# Results

Written by the stage `report` from the figures under `metrics/`; edits are lost.

{results}

Every network was trained with one seed on the images left after {set_aside} were set aside for
validation. Epochs and settings were chosen by those; the stage `evaluate` read the test images
once, with the weights of the last epoch.

## The data

The first 16 training images:

![sixteen handwritten digits, each with its label](figures/digits.png)

## Training

The loss (mean cross-entropy, logarithmic) of every epoch, in training and in validation:

![loss of every model by epoch](figures/loss.png)

The accuracy, on a scale that spreads the last percents:

![accuracy of every model by epoch](figures/accuracy.png)

Training figures are means over an epoch while the weights change, with dropout and distortions
where a recipe has them; validation figures are taken after it. So validation can look better.

## Side by side

![validation error of all models by epoch, and their test errors](figures/comparison.png)
{comparisons}
## The best model

`{best}` has the highest validation accuracy. The test set has no say in that choice, so another
network may stand first in the table above; near ties are common. What it takes for what, on the
test images:

![confusion matrix of {best}](figures/confusion.png)
"""

_COMPARISONS = """
What pairs of designs teach. "Wrong in one alone" counts the test images that one network of the
pair read wrong and the other right: for counts a and b, a difference below about 2√(a + b) can well
be chance. Where the recipes are different, so may be the reason; and there is one seed each.

{table}
"""


def results_page(results: Sequence[Result], set_aside: int) -> str:
    """The page, in Markdown.

    Args:
        results: of all models.
        set_aside: validation images.
    """
    table = comparisons_table(results)
    return _PAGE.format(
        results=results_table(results),
        set_aside=f"{set_aside:,}",
        comparisons=_COMPARISONS.format(table=table) if table else "",
        best=best_by_validation(results).model,
    )
