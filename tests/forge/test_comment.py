"""The comment on a pull request."""

import re

import pytest
from markdown_table import rows_of

from digits.forge.comment import comment

HEAD = "| Path | Metric | a1b2c3d | workspace | Change |\n|------|--------|---|---|---|\n"
PAGE = "https://forge.example.org/runs/7"


def table(rows: int) -> str:
    """What DVC prints of so many figures that differ."""
    lines = (f"| metrics/test/lenet.json | figure_{row} | 0.1 | 0.2 | 0.1 |" for row in range(rows))
    return HEAD + "".join(f"{line}\n" for line in lines) + "\n"


def test_shows_the_summary_and_folds_away_the_rest() -> None:
    text = comment(table(2), table(5), PAGE)
    shown, folded = text.split("<details>")
    assert shown == (
        f"{table(2).strip()}\n\n[Curves, confusion matrices and pictures of both sides]({PAGE}):"
        " under “Artifacts”, download `results`, unpack it and open `plots/index.html`. All figures"
        " are in its `metrics.md`.\n\n"
    )
    assert "<summary>All 5 figures that differ</summary>\n\n|" in folded  # or it is no table
    assert table(5).strip() in folded
    assert folded.endswith("\n\n</details>\n")


def test_says_so_when_no_figure_differs() -> None:
    text = comment(table(0), table(0), PAGE)
    assert text.startswith("No figure changes. [Curves, confusion matrices and pictures of both")
    assert PAGE in text
    assert text.endswith(" in its `metrics.md`.\n")
    assert "|" not in text


@pytest.mark.parametrize("limit", [1_500, 10_000, 60_000])
@pytest.mark.parametrize("in_summary", [3, 2_000])
def test_keeps_to_the_limit_and_counts_what_it_leaves_out(limit: int, in_summary: int) -> None:
    text = comment(table(in_summary), table(2_000), PAGE, limit)
    assert limit - 450 < len(text) <= limit
    for part, rows in zip(text.split("<details>"), (in_summary, 2_000), strict=True):
        kept = max(0, len(rows_of(part)) - 2)
        left_out = re.findall(r"… and ([\d,]+) more rows\.", part)
        assert left_out == ([f"{rows - kept:,}"] if kept < rows else [])
    assert text.endswith("\n\n</details>\n")


@pytest.mark.parametrize("rows", [1, 2])
def test_one_figure_that_differs_is_a_change(rows: int) -> None:
    assert f"All {rows} figures that differ" in comment(table(1), table(rows), PAGE)
