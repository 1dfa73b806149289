"""Words that the pictures and the page of results have in common."""


def article(digit: int) -> str:
    """As in "an 8" and "a 3"."""
    return f"{'an' if digit == 8 else 'a'} {digit}"  # noqa: PLR2004 - an eight


def percent(share: float) -> str:
    """One decimal; what is rounded up to all is said to be less."""
    text = f"{share:.1%}".replace("%", " %")
    return "> 99.9 %" if text == "100.0 %" and share < 1 else text
