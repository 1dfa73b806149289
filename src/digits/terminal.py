"""What a terminal can show."""


def showable(text: str, encoding: str | None) -> str:
    """The text, with letters that an encoding lacks as their numbers.

    Args:
        text: of any letters.
        encoding: of the stream that it will be printed on; None for one that takes all.
    """
    return text.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
