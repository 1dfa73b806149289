"""What a pull request does to the figures, as the text of a comment on it."""

LIMIT = 60_000  # characters; GitHub takes 65,536

_HEAD = 2  # lines of a Markdown table before its first row
_BETWEEN = 200  # characters at most, of the lines around the tables that name numbers


def comment(summary: str, everything: str, page: str, limit: int = LIMIT) -> str:
    """The tables that `dvc metrics diff --md` printed, the second one folded away.

    Args:
        summary: the table of the figures to look at first.
        everything: the table of all figures that differ.
        page: the address where the plots of both sides can be fetched.
        limit: characters that the comment may have; a table that is too long ends early, with
            the number of its rows that are left out.
    """
    plots = (
        f"[Curves, confusion matrices and pictures of both sides]({page}): under “Artifacts”, "
        "download `results`, unpack it and open `plots/index.html`. All figures are in its "
        "`metrics.md`."
    )
    rows = len(everything.strip().splitlines()) - _HEAD
    if rows <= 0:
        return f"No figure changes. {plots}\n"
    spare = limit - len(plots) - _BETWEEN
    shown = _within(summary, spare // 2)
    folded = _within(everything, spare - len(shown))
    title = f"<summary>All {rows:,} figures that differ</summary>"
    return f"{shown}\n\n{plots}\n\n<details>\n{title}\n\n{folded}\n\n</details>\n"


def _within(table: str, characters: int) -> str:
    lines = table.strip().splitlines()
    kept = 0
    for line in lines:
        characters -= len(line) + 1
        if characters < 0:
            break
        kept += 1
    if kept == len(lines):
        return "\n".join(lines)
    kept = kept if kept > _HEAD else 0
    return "\n".join([*lines[:kept], "", f"… and {len(lines) - max(kept, _HEAD):,} more rows."])
