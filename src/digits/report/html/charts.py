"""What all charts of the page share: their looks, and how they become plain Vega-Lite."""

from typing import Any

import altair as alt

# Axes and letters take the colour of the page's text, in the light and in the dark.
_CONFIG: dict[str, Any] = {
    "background": None,
    "customFormatTypes": True,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "domainColor": "currentColor",
        "tickColor": "currentColor",
        "gridColor": "currentColor",
        "gridOpacity": 0.15,
        "labelFontSize": 12,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelOverlap": True,
    },
    "legend": {
        "labelColor": "currentColor",
        "labelFontSize": 12,
        "labelLimit": 340,
        "orient": "bottom",
        "direction": "vertical",
        "title": None,
    },
    "text": {"color": "currentColor"},
}


def specification(
    chart: alt.LayerChart | alt.FacetChart, height: int, description: str
) -> dict[str, Any]:
    """A chart as wide as its place on the page.

    Args:
        chart: of layers, each parameter of which has a name of its own: altair's would count up.
        height: pixels.
        description: for readers who don't see it.
    """
    chart = chart.properties(width="container", height=height, description=description)
    spec = chart.to_dict(validate=False)
    # The page brings Vega-Lite along, and its letters and colours.
    del spec["$schema"]
    return {**spec, "config": _CONFIG, "autosize": {"type": "fit-x", "contains": "padding"}}
