"""The curves of all models in one chart, of which the page can leave some out."""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from digits.report.figures.cost import TICKS
from digits.report.html.charts import specification
from digits.report.html.colours import lines
from digits.report.result import Result

KINDS = {"validation": "validation", "train": "training"}
QUANTITIES = ("accuracy", "loss")
_LEAST = 0.0005  # the error rate whose place on a logarithmic scale stands for none
_NO_LOSS = 5e-7  # and the loss: half of the last decimal in a table of curves
_ROOM = 1.1  # above and below the lines, times the least and the most
_HEIGHT = 520  # pixels
_ACCURACY_AXIS = alt.Axis(
    values=[max(1 - each, _LEAST) for each in (0, *TICKS, 1)],
    labelExpr=f"datum.value <= {_LEAST} ? '≥ 99.95%' : format(1 - datum.value, '.4~%')",
)


def curves_charts(results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """A chart for each quantity and kind of image that was measured, as `accuracy-validation`.

    Each has a parameter `shown`: the models whose lines are drawn.
    """
    return {
        f"{quantity}-{kind}": _chart(results, quantity, kind)
        for kind in KINDS
        for quantity in QUANTITIES
        if any(result.curves[f"{kind}_{quantity}"].notna().any() for result in results)
    }


def _chart(results: Sequence[Result], quantity: str, kind: str) -> dict[str, Any]:
    rows = _rows(results, quantity, kind)
    models = [result.model for result in results]
    name = f"{KINDS[kind]} {quantity}"
    accuracy = quantity == "accuracy"
    # Domains are fixed: with some models switched off, the others stay where they are.
    last = max(row["epoch"] for row in rows)
    places = [row["place"] for row in rows]
    along = [min(places) / _ROOM, max(places) * _ROOM]
    base = alt.Chart(alt.InlineData(rows)).encode(
        x=alt.X(
            "epoch:Q",
            scale=alt.Scale(domain=[1, max(last, 2)], nice=False),
            axis=alt.Axis(tickMinStep=1, format="d", title="epoch"),
        ),
        y=alt.Y(
            "place:Q",
            scale=alt.Scale(type="log", domain=along, reverse=accuracy, nice=False),
            axis=_ACCURACY_AXIS if accuracy else alt.Axis(format="~g"),
            title=name,
        ),
    )
    layers = _layers(base, models, name, ".2%" if accuracy else ".4f")
    chart = layers.add_params(alt.param(name="shown", value=models))
    chart = chart.transform_filter("indexof(shown, datum.model) >= 0")
    in_table = "; the leaderboard gives the last epoch's" if name == "validation accuracy" else ""
    description = f"Lines of the {name} of every model by epoch{in_table}."
    return specification(chart, _HEIGHT, description)


def _layers(
    base: alt.Chart, models: list[str], name: str, number: str
) -> alt.LayerChart | alt.FacetChart:
    """Lines and points, of which the model nearest to the pointer stands out.

    Args:
        base: with data and axes.
        models: in the order of their styles.
        name: of the quantity, for the words at a point.
        number: its format there.
    """
    styles = lines(models)
    colours = [styles[model].colour for model in models]
    dashes = [styles[model].dash for model in models]
    near = alt.selection_point(
        name="near",
        on="pointerover",
        clear="pointerout",
        nearest=True,
        fields=["model"],
        empty=False,
    )
    scale = alt.Scale(domain=models, range=colours)
    base = base.encode(color=alt.Color("model:N", scale=scale, legend=None))
    drawn = base.mark_line().encode(
        strokeDash=alt.StrokeDash(
            "model:N", scale=alt.Scale(domain=models, range=dashes), legend=None
        ),
        size=alt.condition(near, alt.value(4), alt.value(1.8)),
    )
    points = base.mark_point(filled=True, opacity=1).encode(
        size=alt.condition(near, alt.value(70), alt.value(18)),
        tooltip=[
            # Where the nearest point is told, Vega-Lite finds text only through a format of one's
            # own: toString is Vega's.
            alt.Tooltip("model:N", format="", formatType="toString"),
            alt.Tooltip("epoch:Q"),
            alt.Tooltip("value:Q", title=name, format=number),
        ],
    )
    return alt.layer(drawn, points.add_params(near))


def _rows(results: Sequence[Result], quantity: str, kind: str) -> list[dict[str, Any]]:
    """A row per model and epoch, with its place on the logarithmic scale."""
    rows: list[dict[str, Any]] = []
    for result in results:
        for epoch, value in enumerate(result.curves[f"{kind}_{quantity}"].tolist(), 1):
            if not math.isnan(value):
                # Accuracies stand at the places of their error rates.
                accuracy = quantity == "accuracy"
                place = max(1 - value, _LEAST) if accuracy else max(value, _NO_LOSS)
                rows.append({"model": result.model, "epoch": epoch, "value": value, "place": place})
    return rows
