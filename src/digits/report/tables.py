"""The tables of the report, as Markdown."""

from collections.abc import Sequence

import pandas as pd

from digits.report.packaged import packaged_table
from digits.report.result import Result

_NONE = "–"  # where there is no figure


def results_table(results: Sequence[Result], dataset: str) -> str:
    """One row per model, fewest test errors first, beside the figure of its tutorial, if any."""
    tutorials = packaged_table("tutorials.csv", dataset).set_index("model")
    rows = [
        {
            "model": f"`{result.model}`",
            "parameters": f"{result.scores['parameters']:,}",
            "epochs": len(result.curves),
            "validation accuracy": _percent(result.validation_accuracy),
            "test accuracy": _percent(result.scores["accuracy"]),
            "95 % interval": f"{result.scores['accuracy_low']:.2%} to"
            f" {result.scores['accuracy_high']:.2%}",
            f"errors of {result.scores['n']:,}": result.scores["errors"],
            "tutorial's own figure": _percent(_cell(tutorials, result.model, "accuracy")),
            "measured on": _cell(tutorials, result.model, "measured_on") or _NONE,
        }
        for result in sorted(results, key=lambda result: result.scores["errors"])
    ]
    table = pd.DataFrame(rows)
    if tutorials.empty:
        table = table.iloc[:, :-2]
    return _markdown(_measured(table))


def doubts_table(results: Sequence[Result], *, doubted: bool) -> str:
    """One row per model: how far to trust its answers, and the labels that are doubted, if any."""
    rows = [
        {
            "model": f"`{result.model}`",
            "calibration error": _percent(result.scores["calibration_error"]),
            "temperature": _number(result.scores.get("temperature")),
            "with temperature": _percent(result.scores.get("calibration_error_with_temperature")),
            "errors on doubtful labels": result.scores["errors_mislabelled"],
            "accuracy without these images": _percent(
                result.scores["accuracy_without_mislabelled"]
            ),
        }
        for result in sorted(results, key=lambda result: result.scores["errors"])
    ]
    return _markdown(_measured(pd.DataFrame(rows).iloc[:, : None if doubted else -2]))


def comparisons_table(results: Sequence[Result]) -> str:
    """The rows of `design_pairs`."""
    rows = design_pairs(results)
    return pd.DataFrame(rows).to_markdown(index=False, disable_numparse=True) if rows else ""


def design_pairs(results: Sequence[Result]) -> list[dict[str, str]]:
    """Pairs of networks that differ in one idea; a pair that lacks a model is left out."""
    by_model = {result.model: result for result in results}
    rows: list[dict[str, str]] = []
    for pair in packaged_table("comparisons.csv").to_dict("records"):
        if not {pair["model"], pair["other"]} <= by_model.keys():
            continue
        one, other = by_model[pair["model"]], by_model[pair["other"]]
        rows.append(
            {
                "question": pair["question"],
                "test errors": f"{_errors(one)} against {_errors(other)}",
                "wrong in one alone": f"{one.missed_by_this_alone(other)} against"
                f" {other.missed_by_this_alone(one)}",
                "recipes": pair["recipes"],
            }
        )
    return rows


def _measured(table: pd.DataFrame) -> pd.DataFrame:
    """Without the columns that nothing was measured for, as without validation images."""
    return table.loc[:, [bool((column != _NONE).any()) for _, column in table.items()]]


def _markdown(table: pd.DataFrame) -> str:
    words = {"model", "measured on"}
    alignment = ["left" if name in words else "right" for name in table.columns]
    return table.to_markdown(index=False, colalign=alignment, disable_numparse=True)


def _errors(result: Result) -> str:
    return f"{result.scores['errors']} (`{result.model}`, {result.scores['parameters']:,} weights)"


def _cell(table: pd.DataFrame, row: str, column: str) -> object:
    value = table[column].get(row)
    return None if pd.isna(value) else value


def _number(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else _NONE


def _percent(fraction: object) -> str:
    return f"{fraction:.2%}" if isinstance(fraction, float) else _NONE
