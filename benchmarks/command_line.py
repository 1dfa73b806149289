"""Arguments of the benchmarks, and their lines of progress."""

import sys
from argparse import ArgumentTypeError


def show_progress(line: str) -> None:
    """Print a line where it doesn't mix with the table."""
    print(line, file=sys.stderr, flush=True)


def comma_separated(text: str) -> list[str]:
    """The parts of an argument such as `a,b`."""
    return [part for part in text.split(",") if part]


def whole_numbers(text: str) -> list[int]:
    """The parts of an argument such as `1,2`, one or more; raises as `positive`."""
    if not (numbers := [positive(part) for part in comma_separated(text)]):
        raise ArgumentTypeError(f"found {text!r}; should be whole numbers, 1 or more, as in 1,2")
    return numbers


def positive(text: str) -> int:
    """A whole number over zero, or `ArgumentTypeError`."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ArgumentTypeError(f"found {text!r}; should be a whole number, 1 or more")
    return int(text)
