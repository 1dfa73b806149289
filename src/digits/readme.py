"""Keep README.md's table of results equal to the one in report/RESULTS.md: `make readme`."""

import re
import sys
from pathlib import Path

_TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)
_BETWEEN_MARKS = re.compile(r"(?<=<!-- results -->\n).*?(?=<!-- /results -->)", re.DOTALL)


def with_results(readme: str, results: str) -> str:
    """The README with the first table of RESULTS.md between its two marks.

    Raises `ValueError` where either lacks its part.
    """
    table = _TABLE.search(results)
    if table is None or not _BETWEEN_MARKS.search(readme):
        raise ValueError("RESULTS.md holds no table, or README.md no <!-- results --> marks")
    return _BETWEEN_MARKS.sub(lambda _: table[0], readme)


def main() -> None:
    """Rewrite README.md in the current folder."""
    readme = Path("README.md")
    results = Path("report/RESULTS.md").read_text(encoding="utf-8")
    readme.write_text(with_results(readme.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
