"""Tables whose cells are coloured: which differences are real, and what corruptions cost."""

from collections.abc import Sequence
from typing import NamedTuple

from digits.colours import BLUE
from digits.report.html.colours import Shade, shade
from digits.report.result import Result
from digits.report.significance import SMALLEST_P, comparisons

_REAL = Shade(BLUE, "#fff")


class HeatCell(NamedTuple):
    """A number on its colour, and what it says in words."""

    text: str
    words: str
    shade: Shade | None


class HeatTable(NamedTuple):
    """Rows and columns with names; a cell that says nothing is None."""

    columns: list[str]
    rows: list[tuple[str, list[HeatCell | None]]]

    @property
    def in_words(self) -> list[str]:
        """What all cells say, row by row."""
        return [cell.words for _, cells in self.rows for cell in cells if cell is not None]


def significance_table(results: Sequence[Result]) -> HeatTable:
    """Every two models, fewest errors first: the corrected p of the exact McNemar test."""
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    names = [result.model for result in ordered]
    cells: dict[tuple[str, str], HeatCell] = {}
    for pair in comparisons(ordered):
        text = "<.001" if pair.corrected_p < SMALLEST_P else f"{pair.corrected_p:.3f}".lstrip("0")
        verdict = "a real difference" if pair.differ else "can't be told apart"
        words = (
            f"{pair.first} and {pair.second}: {verdict}; {pair.first_alone} against"
            f" {pair.second_alone} wrong in one alone"
        )
        cells[pair.second, pair.first] = HeatCell(text, words, _REAL if pair.differ else None)
    return HeatTable(
        names[:-1],
        [(row, [cells.get((row, column)) for column in names[:-1]]) for row in names[1:]],
    )


def robustness_table(results: Sequence[Result]) -> HeatTable:
    """Accuracy of every model under every corruption, the most robust model first."""
    ordered = sorted(results, key=lambda result: -result.scores["robustness"]["mean"])
    names = list(ordered[0].scores["robustness"])
    rows = [(result.model, [_corrupted(result, name) for name in names]) for result in ordered]
    return HeatTable([name.replace("_", " ") for name in names], [*rows])


def _corrupted(result: Result, name: str) -> HeatCell | None:
    share = result.scores["robustness"][name]
    words = f"{result.model}, {name.replace('_', ' ')}: {100 * share:.1f} %"
    return HeatCell(f"{100 * share:.0f}", words, shade(share))
