"""Words that the pictures and the page of results have in common."""

import re

_SPOKEN_WITH_A_VOWEL = re.compile(r"[aefhilmnorsx]|8\d*|1[18]|[aeio]\D.*", re.IGNORECASE)


def article(name: str) -> str:
    """As in "an 8", "a 3", "an F", "a ki" and "an Ankle boot"."""
    return f"{'an' if _SPOKEN_WITH_A_VOWEL.fullmatch(name) else 'a'} {name}"


def percent(share: float) -> str:
    """One decimal; what is rounded up to all is said to be less."""
    text = f"{share:.1%}".replace("%", " %")
    return "> 99.9 %" if text == "100.0 %" and share < 1 else text
