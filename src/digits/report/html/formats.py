"""How the page writes numbers and files into itself."""

import base64
import math

NOT_THERE = "–"
_MANY = 100  # from here on, what stands after the point is left out


def percent(share: float | None, decimals: int = 2) -> str:
    """A share with its unit, 0.9945 as `99.45 %`; a dash for none."""
    if share is None or math.isnan(share):
        return NOT_THERE
    return f"{100 * share:.{decimals}f} %"


def trillions(count: float) -> str:
    """A count of multiply-adds in units of 10¹²; a dash for none."""
    if math.isnan(count):
        return NOT_THERE
    value = count / 1e12
    return f"{value:,.0f}" if value >= _MANY else f"{value:.3g}"


def data_uri(content: bytes) -> str:
    """A PNG as an address that holds it, so that nothing has to be loaded."""
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"
