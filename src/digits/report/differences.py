"""Which networks differ by more than chance: a section of RESULTS.md."""

import math
from collections.abc import Sequence

from digits.report.result import Result
from digits.report.significance import name_of_p, neighbours

_SECTION = """\
## Which differences are real

Two networks that read the same images are compared by the images that one of them alone reads
wrong: the exact McNemar test{correction}. Below 0.05, chance is
an unlikely reason; it says nothing about other seeds.

![{p} of every two models](figures/significance.png)

{neighbours}

"""
_CORRECTION = ", with Holm's correction for all {pairs} pairs"


def differences(results: Sequence[Result]) -> str:
    """The section, in Markdown; no text where there is nothing to compare a network with."""
    pairs = math.comb(len(results), 2)
    if not pairs:
        return ""
    return _SECTION.format(
        p=name_of_p(len(results)),
        correction=_CORRECTION.format(pairs=pairs) if pairs > 1 else "",
        neighbours="\n".join(f"- {sentence}" for sentence in neighbours(results)),
    )
