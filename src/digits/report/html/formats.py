"""How the page writes numbers and files into itself."""

import base64
import math

NOT_THERE = "–"
_ALMOST_ALL = 0.9995  # from here on, one decimal would make it 100 %


def percent(share: float | None, decimals: int = 2) -> str:
    """A share with its unit, 0.9945 as `99.45 %`; a dash for none."""
    if share is None or math.isnan(share):
        return NOT_THERE
    return f"{100 * share:.{decimals}f} %"


def sureness(probability: float) -> str:
    """A probability with one decimal; never 100 % for what is less."""
    return "over 99.9 %" if probability >= _ALMOST_ALL else percent(probability, 1)


def data_uri(content: bytes) -> str:
    """A PNG as an address that holds it, so that nothing has to be loaded."""
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"
