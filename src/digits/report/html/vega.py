"""The library that draws the charts, to be written into the page."""

from functools import cache

import altair as alt
import vl_convert

_SNIPPET = "window.vegaEmbed = vegaEmbed;"


@cache  # it takes two seconds
def vega_script() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, which gives the window `vegaEmbed`."""
    major, minor, _ = alt.VEGALITE_VERSION.split(".", 2)
    script = vl_convert.javascript_bundle(_SNIPPET, vl_version=f"{major}.{minor}")
    # What would end the element that holds the script means the same to JavaScript like this.
    return script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
