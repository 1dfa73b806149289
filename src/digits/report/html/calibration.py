"""Accuracy against confidence of one network: a chart that each model's table is put into."""

from typing import Any

import altair as alt

from digits.colours import BLUE, ORANGE
from digits.report.html.charts import specification
from digits.report.result import Result

DATA = "ranges"  # what the page calls the table in the chart
_STYLES = {"as trained": (BLUE, "circle"), "with temperature": (ORANGE, "square")}
_HEIGHT = 320  # pixels


def calibration_chart(*, validated: bool) -> dict[str, Any]:
    """Dots whose area is the count of images, for a table called `ranges`.

    Args:
        validated: whether there were images to fit temperatures on.
    """
    kinds = [*_STYLES] if validated else [*_STYLES][:1]
    hues, shapes = (list(each) for each in zip(*(_STYLES[kind] for kind in kinds), strict=True))
    equal = (
        alt.Chart(alt.InlineData([{"x": 0, "y": 0}, {"x": 1, "y": 1}]))
        .mark_line(color="currentColor", opacity=0.4, strokeDash=[4, 4])
        .encode(x="x:Q", y="y:Q")
    )
    colours = alt.Scale(domain=kinds, range=hues)
    base = alt.Chart(alt.NamedData(DATA)).encode(
        x=alt.X("confidence:Q", title="confidence", axis=alt.Axis(format="%")),
        y=alt.Y("accuracy:Q", title="accuracy", axis=alt.Axis(format="%")),
        color=alt.Color("logits:N", scale=colours),
    )
    points = base.mark_point(filled=True, opacity=0.9).encode(
        shape=alt.Shape("logits:N", scale=alt.Scale(domain=kinds, range=shapes)),
        size=alt.Size("images:Q", scale=alt.Scale(range=[30, 220]), legend=None),
        tooltip=[
            alt.Tooltip("logits:N"),
            alt.Tooltip("images:Q", format=","),
            alt.Tooltip("confidence:Q", format=".1%"),
            alt.Tooltip("accuracy:Q", format=".1%"),
        ],
    )
    lines = base.mark_line(opacity=0.4)
    description = "Accuracy against confidence; on the diagonal, both are equal."
    return specification(alt.layer(equal, lines, points), _HEIGHT, description)


def calibration_rows(result: Result) -> list[dict[str, Any]]:
    """The ranges of confidence that an image falls into."""
    table = result.reliability
    return [
        {str(key): value for key, value in row.items()}
        for row in table[table["images"] > 0].round(4).to_dict("records")
    ]
