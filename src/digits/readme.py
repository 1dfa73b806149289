"""Keep the tables of the README, in both languages, equal to the figures in git: `make readme`."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from digits.chinese import in_chinese
from digits.errors import UserError, reported_to_user
from digits.records import read_json
from digits.whole_file import write_text

READMES: Mapping[str, Callable[[str], str]] = {
    "README.md": lambda table: table,
    "README.zh-CN.md": in_chinese,
}
_TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


class ReadmeError(UserError):
    """The README has no place for a table, or there is no table."""


class PlaceError(ReadmeError):
    """A text has no place for a table."""


def with_table(readme: str, mark: str, table: str) -> str:
    """The README with a table between `<!-- mark -->` and `<!-- /mark -->`.

    Raises `PlaceError` where it has no such marks.
    """
    between = re.compile(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)", re.DOTALL)
    if not between.search(readme):
        raise PlaceError(
            f"no lines <!-- {mark} --> and <!-- /{mark} -->; put them where the table should stand"
        )
    return between.sub(lambda _: table, readme)


def results_table(page: str) -> str:
    """The first table of report/RESULTS.md.

    Raises `ReadmeError` where there is none.
    """
    table = _TABLE.search(page)
    if table is None:
        raise ReadmeError("report/RESULTS.md: holds no table; make it with: dvc repro report")
    return table[0]


def studies_table(studies: Mapping[str, Mapping[str, Any]]) -> str:
    """One row per study, the most accurate first.

    Args:
        studies: by model, what `metrics/study/<model>.json` holds.
    """
    rows = [
        {
            "model": f"`{model}`",
            "parameters": f"{scores['parameters']:,}",
            "epochs": scores["epochs"],
            "training, 10¹² multiply-adds": f"{scores['training_multiply_adds'] / 1e12:.1f}",
            "seeds": scores["n"],
            "test accuracy, mean": f"{scores['accuracy_mean']:.3%}",
            "standard deviation": _points(scores["accuracy_sd"]),
            "lowest to highest": f"{min(scores['accuracy_each']):.2%}"
            f" to {max(scores['accuracy_each']):.2%}",
            "all together": f"{scores['ensemble_accuracy']:.2%}",
        }
        for model, scores in sorted(studies.items(), key=lambda study: -study[1]["accuracy_mean"])
    ]
    table = pd.DataFrame(rows).to_markdown(
        index=False, colalign=("left", *("right",) * 8), disable_numparse=True
    )
    return f"{table}\n"


def read_studies(folder: Path) -> dict[str, dict[str, Any]]:
    """What `metrics/study` holds, by model.

    Raises `ReadmeError` where it holds none, `RecordError` where one is damaged.
    """
    studies = {
        path.stem: read_json(path, f"make it with: make study NAME={path.stem}")
        for path in sorted(folder.glob("*.json"))
    }
    if not studies:
        raise ReadmeError(f"{folder}: holds no study; make one with: make study NAME=tiny_cnn")
    return studies


def up_to_date(readme: str, root: Path, translate: Callable[[str], str]) -> str:
    """The README with the tables of the results and studies of a project.

    Args:
        readme: its text.
        root: the project's folder.
        translate: from a table to the same in the README's language.
    """
    page = _text(root / "report" / "RESULTS.md", "make it with: dvc repro report")
    readme = with_table(readme, "results", translate(results_table(page)))
    studies = studies_table(read_studies(root / "metrics" / "study"))
    return with_table(readme, "studies", translate(studies))


def main() -> None:
    """Rewrite README.md and README.zh-CN.md in the current folder."""
    texts: dict[Path, str] = {}
    for name, translate in READMES.items():
        readme = _text(Path(name), "run this in the project's folder")
        try:
            texts[Path(name)] = up_to_date(readme, Path(), translate)
        except PlaceError as error:
            raise ReadmeError(f"{name}: {error}") from error
    for path, text in texts.items():  # none is written where one fails
        write_text(path, text)


def _text(path: Path, repair: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReadmeError(f"{path}: can't be read ({error.strerror}); {repair}") from error


def _points(deviation: float | None) -> str:
    return "–" if deviation is None else f"{100 * deviation:.3f} points"


if __name__ == "__main__":
    with reported_to_user():
        main()
