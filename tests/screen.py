"""A stream that keeps what a program shows."""

import io


class Screen(io.StringIO):
    """Text in memory that may say that it is a terminal."""

    def __init__(self, *, terminal: bool = False) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    # beartype takes for TextIO what has these two, which a StringIO has not.
    @property
    def name(self) -> str:
        return "screen"

    @property
    def mode(self) -> str:
        return "w"

    def lines(self) -> list[str]:
        return self.getvalue().splitlines()
