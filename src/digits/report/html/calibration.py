"""Accuracy against confidence of one network: a chart that each model's table is put into."""

from typing import Any

import altair as alt

from digits.colours import BLUE, ORANGE
from digits.report.html.charts import specification
from digits.report.result import Result

DATA = "ranges"  # what the page calls the table in the chart
_KINDS = ["as trained", "with temperature"]
_HEIGHT = 320  # pixels


def calibration_chart() -> dict[str, Any]:
    """Dots whose area is the count of images, for a table called `ranges`."""
    equal = (
        alt.Chart(alt.InlineData([{"x": 0, "y": 0}, {"x": 1, "y": 1}]))
        .mark_line(color="currentColor", opacity=0.4, strokeDash=[4, 4])
        .encode(x="x:Q", y="y:Q")
    )
    colours = alt.Scale(domain=_KINDS, range=[BLUE, ORANGE])
    base = alt.Chart(alt.NamedData(DATA)).encode(
        x=alt.X("confidence:Q", title="confidence", axis=alt.Axis(format="%")),
        y=alt.Y("accuracy:Q", title="accuracy", axis=alt.Axis(format="%")),
        color=alt.Color("logits:N", scale=colours),
    )
    points = base.mark_point(filled=True, opacity=0.9).encode(
        shape=alt.Shape("logits:N", scale=alt.Scale(domain=_KINDS, range=["circle", "square"])),
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
