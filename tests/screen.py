"""A stream that keeps what a program shows."""

import io


class Screen(io.StringIO):
    """Text in memory, with the two properties by which beartype knows a TextIO."""

    @property
    def name(self) -> str:
        return "screen"

    @property
    def mode(self) -> str:
        return "w"

    def lines(self) -> list[str]:
        return self.getvalue().splitlines()
