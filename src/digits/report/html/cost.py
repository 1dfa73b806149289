"""Accuracy against what a network costs, as charts: the data of the report's cost figure."""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from digits.colours import BLUE, ORANGE
from digits.report.figures.cost import FAIR, FINER_TICKS, published
from digits.report.html.charts import specification
from digits.report.names import FONT_SIZE, place_names
from digits.report.result import Result

_KINDS = {  # with the colour and the shape of their points
    "here, test images read once": (BLUE, "circle"),
    "others, test images read at the end": (ORANGE, "diamond"),
    "others, chosen by the test images": ("#CC79A7", "cross"),
}
_COSTS = {  # with the title of their axis, and its unit
    "parameters": ("parameters", 1.0),
    "training_multiply_adds": ("training, 10¹² multiply-adds", 1e12),
}
_WIDTH, _HEIGHT = 500.0, 420.0  # pixels that the names are set for; of a narrower chart they go
_NARROW = 380  # pixels
_ROOM = 1.6  # around the points, times the least and the most
_Y_AXIS = alt.Axis(
    values=[1 - tick for tick in (0, *FINER_TICKS)], labelExpr="format(1 - datum.value, '.4~%')"
)
_Y_TITLE = "test accuracy"
_Range = tuple[float, float]


def cost_charts(results: Sequence[Result], dataset: str) -> dict[str, dict[str, Any]]:
    """A chart for parameters and one for training; bars are 95 % Wilson intervals."""
    return {column: _chart(results, dataset, column, *how) for column, how in _COSTS.items()}


def _chart(
    results: Sequence[Result], dataset: str, column: str, title: str, unit: float
) -> dict[str, Any]:
    rows = [*_published_rows(column, dataset), *(_row(result, column) for result in results)]
    for row in rows:
        row["cost"] /= unit
    costs = [row["cost"] for row in rows]
    errors = [row[key] for row in rows for key in ("error", "low", "high")]
    across = (min(costs) / _ROOM, max(costs) * _ROOM)
    along = (min(errors) / 1.1, max(errors) * 1.1)
    _place_names(rows, across, along)
    x = alt.X(
        "cost:Q",
        title=title,
        scale=alt.Scale(type="log", domain=across, nice=False),
        axis=_powers(across),
    )
    # The least error is at the top.
    y_scale = alt.Scale(type="log", reverse=True, domain=along, nice=False)
    base = alt.Chart(alt.InlineData(rows)).encode(x=x)
    kinds = [kind for kind in _KINDS if any(row["kind"] == kind for row in rows)]
    layers = [_bars(base, y_scale), *_names(base, y_scale), _points(base, y_scale, title, kinds)]
    others = " and of published results" if len(kinds) > 1 else ""
    description = f"Test accuracy against {title}, of every model{others}."
    return specification(alt.layer(*layers), int(_HEIGHT), description)


def _place_names(rows: list[dict[str, Any]], across: _Range, along: _Range) -> None:
    """Write into each row where its name stands beside its point, in pixels."""
    points = [
        (_WIDTH * _share(row["cost"], *across), _HEIGHT * _share(row["error"], *along))
        for row in rows
    ]
    names = [str(row["name"]) for row in rows]
    for row, (dx, dy) in zip(rows, place_names(points, names, _WIDTH, _HEIGHT), strict=True):
        row |= {"dx": dx, "dy": dy, "align": "left" if dx > 0 else "right"}


def _bars(base: alt.Chart, scale: alt.Scale) -> alt.Chart:
    y = alt.Y("high:Q", scale=scale, axis=_Y_AXIS, title=_Y_TITLE)
    return base.mark_rule(color="#888888").encode(y=y, y2="low:Q")


def _names(base: alt.Chart, scale: alt.Scale) -> list[alt.Chart]:
    return [
        base.transform_filter(f"datum.align == '{align}'")
        .mark_text(
            align=align,
            baseline="middle",
            fontSize=FONT_SIZE,
            dx=alt.ExprRef("datum.dx"),
            dy=alt.ExprRef("datum.dy"),
            opacity=alt.ExprRef(f"width < {_NARROW} ? 0 : 1"),
        )
        .encode(y=alt.Y("error:Q", scale=scale), text="name:N")
        for align in ("left", "right")
    ]


def _points(base: alt.Chart, scale: alt.Scale, title: str, kinds: list[str]) -> alt.Chart:
    colours, shapes = (list(each) for each in zip(*(_KINDS[kind] for kind in kinds), strict=True))
    return base.mark_point(filled=True, size=70, opacity=1).encode(
        y=alt.Y("error:Q", scale=scale, axis=_Y_AXIS, title=_Y_TITLE),
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours)),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=shapes)),
        tooltip=[
            alt.Tooltip("name:N"),
            alt.Tooltip("accuracy:Q", format=".2%"),
            alt.Tooltip("cost:Q", title=title, format=",.7~r"),
            alt.Tooltip("kind:N"),
        ],
    )


def _row(result: Result, column: str) -> dict[str, Any]:
    scores = result.scores
    return {
        "name": result.model,
        "kind": next(iter(_KINDS)),
        "cost": scores[column],
        "accuracy": scores["accuracy"],
        "error": result.error_rate(),
        "low": result.error_rate("accuracy_high"),
        "high": result.error_rate("accuracy_low"),
    }


def _published_rows(column: str, dataset: str) -> list[dict[str, Any]]:
    _, fair, chosen = _KINDS
    return [
        {
            "name": row["name"],
            "kind": fair if row["test_images"] == FAIR else chosen,
            "cost": row[column],
            "accuracy": row["accuracy"],
            **dict.fromkeys(("error", "low", "high"), 1 - row["accuracy"]),
        }
        for row in published(column, dataset)
    ]


def _powers(across: _Range) -> alt.Axis:
    """An axis with the powers of ten in a range; with other numbers where there are not two."""
    least, most = (math.log10(each) for each in across)
    powers = [10.0**exponent for exponent in range(math.ceil(least), math.floor(most) + 1)]
    return alt.Axis(format=",~r", values=powers if len(powers) > 1 else alt.Undefined)


def _share(value: float, least: float, most: float) -> float:
    return math.log(value / least) / math.log(most / least)
