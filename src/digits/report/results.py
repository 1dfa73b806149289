"""What the stages measured, gathered from `metrics/` into one record per model."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from digits.errors import UserError
from digits.records import read_json, read_numbers
from digits.report.checks import check_scores, check_table
from digits.report.result import Result

_EXPORT = (
    "bytes",
    "images",
    "largest_logit_difference",
    "predictions_that_differ",
    "predictions_changed_by_centring",
)


class ResultsError(UserError):
    """A file under `metrics/` is missing, damaged, or not what it should be."""


def read_results(metrics: Path, models: Iterable[str], classes: Sequence[str]) -> list[Result]:
    """Read the records of these models; those of others, left by an earlier state, are ignored.

    Raises `ResultsError` or `RecordError` where one is missing or damaged, not what it should be,
    or of other test images than the rest.
    """
    results = [_read(metrics, model, classes) for model in models]
    for result in results:
        one, other = results[0], result
        if not one.confusion["actual"].equals(other.confusion["actual"]):
            raise _contradiction(metrics / "confusion", ".csv", one, other, "labels")
        if list(one.scores["robustness"]) != list(other.scores["robustness"]):
            raise _contradiction(metrics / "test", ".json", one, other, "corruptions")
    return results


def _read(metrics: Path, model: str, classes: Sequence[str]) -> Result:
    file = metrics / "test" / f"{model}.json"
    scores = read_json(file, _repair(model))
    with _named(file, model):
        check_scores(scores)
    return Result(
        model,
        scores,
        _read_table(metrics, "curves", model, classes),
        _read_table(metrics, "confusion", model, classes, rows=scores["n"]),
        _read_table(metrics, "reliability", model, classes),
        _read_export(metrics / "exports" / f"{model}.json", model),
    )


def _read_export(file: Path, model: str) -> dict[str, int | float] | None:
    if not file.parent.exists():  # nothing has been exported
        return None
    return read_numbers(file, _EXPORT, repair=f"make it with: dvc repro export@{model}")


def _read_table(
    metrics: Path, kind: str, model: str, classes: Sequence[str], rows: int | None = None
) -> pd.DataFrame:
    file = metrics / kind / f"{model}.csv"
    with _named(file, model):
        # A class may be called "1" or "NA".
        named = kind == "confusion"
        table = pd.read_csv(file, dtype=str if named else None, keep_default_na=not named)
        check_table(kind, table, classes)
        if rows is not None and len(table) != rows:
            raise ValueError(f"{len(table)} rows; should be one for each of {rows} test images")
    return table


def _contradiction(
    folder: Path, suffix: str, one: Result, other: Result, what: str
) -> ResultsError:
    return ResultsError(
        f"{folder / one.model}{suffix}: other {what} than in {folder / other.model}{suffix}; make"
        f" both with: dvc repro evaluate@{one.model} evaluate@{other.model}"
    )


@contextmanager
def _named(file: Path, model: str) -> Generator[None]:
    """Name the file, and the stage that makes it, in what goes wrong with it."""
    try:
        yield
    except OSError as error:
        raise ResultsError(f"{file}: can't be read ({error.strerror}); {_repair(model)}") from error
    except (ValueError, OverflowError) as error:
        raise ResultsError(f"{file}: {' '.join(str(error).split())}; {_repair(model)}") from error


def _repair(model: str) -> str:
    return f"make it with: dvc repro evaluate@{model}"
