"""What a network says of an image, in the room below its picture."""

from collections.abc import Sequence

from digits.visualization.mistakes import Answer
from digits.visualization.sheet import text_width
from digits.wording import percent


def captions(shown: Sequence[Answer], width: int, *, short: bool = False) -> list[list[str]]:
    """The label, the answer and its probability: one line for each, or as many as names need.

    A line that is too long by itself ends in "…".

    Args:
        shown: the answers.
        width: pixels that a line may take, in small letters.
        short: say a right answer once.
    """
    parts = [
        (answer.label, "" if short and answer.right else f"read as {answer.predicted}")
        for answer in shown
    ]
    shares = [percent(answer.probability) for answer in shown]
    one = [
        [f"{' '.join(filter(None, part))}, {share}"]
        for part, share in zip(parts, shares, strict=True)
    ]
    two = [
        [label, f"{read}, {share}" if read else share]
        for (label, read), share in zip(parts, shares, strict=True)
    ]
    three = [[*filter(None, part), share] for part, share in zip(parts, shares, strict=True)]
    for texts in (one, two):
        if all(text_width(line, "small") <= width for lines in texts for line in lines):
            return texts
    return [[_cut(line, width) for line in lines] for lines in three]


def _cut(line: str, width: int) -> str:
    shorter = (line[:end].rstrip() + "…" for end in range(len(line) - 1, 0, -1))
    fitting = (each for each in (line, *shorter) if text_width(each, "small") <= width)
    return next(fitting, "…")
