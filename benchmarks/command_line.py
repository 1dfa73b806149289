"""Arguments of the benchmarks, and their lines of progress."""

import sys


def show_progress(line: str) -> None:
    """Print a line where it doesn't mix with the table."""
    print(line, file=sys.stderr, flush=True)


def comma_separated(text: str) -> list[str]:
    """The parts of an argument such as `a,b`."""
    return [part for part in text.split(",") if part]


def whole_numbers(text: str) -> list[int]:
    """The parts of an argument such as `1,2`; `ValueError` for none, or for no positive number."""
    if not (numbers := [positive(part) for part in comma_separated(text)]):
        raise ValueError(text)
    return numbers


def positive(text: str) -> int:
    """A whole number over zero, or `ValueError`."""
    if (number := int(text)) <= 0:
        raise ValueError(text)
    return number
