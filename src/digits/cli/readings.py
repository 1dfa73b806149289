"""From pictures to what a network reads in them, a few at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

import numpy as np
from jaxtyping import UInt8

from digits.cli.sources import Source
from digits.errors import UserError
from digits.prediction.network import Answers, Network
from digits.preparation.ink import ink_and_count
from digits.preparation.parts import parts_of
from digits.preparation.whole import bright_on_dark

_MOST = 128  # pictures in a batch
_LONGEST = 0.1  # seconds until a batch is read: answers shouldn't wait for pictures after them


@dataclass(frozen=True)
class Reading:
    """What is known of one picture."""

    name: str
    digits: Answers  # in reading order; none where it seems to hold no digit
    error: str | None  # why it couldn't be read, with its name
    several: int = 0  # digits that it seems to hold, where it was read as one


@dataclass(frozen=True)
class _Prepared:
    name: str
    canvases: list[UInt8[np.ndarray, "_ _"]]
    error: str | None = None
    several: int = 0


def readings(sources: Iterable[Source], network: Network, *, many: bool) -> Iterator[Reading]:
    """Read pictures, in their order.

    Args:
        sources: of the pictures.
        network: reads the digits.
        many: look for several digits in each; otherwise its whole ink is one, as is every picture
            to a network that takes them whole.
    """
    batch: list[_Prepared] = []
    begun = monotonic()
    for source in sources:
        batch.append(_prepared(source, many=many, whole=network.whole))
        if len(batch) == _MOST or monotonic() - begun > _LONGEST:
            yield from _answered(batch, network)
            batch, begun = [], monotonic()
    yield from _answered(batch, network)


def _prepared(source: Source, *, many: bool, whole: bool) -> _Prepared:
    try:
        grey = source.grey()
    except UserError as error:
        return _Prepared(source.name, [], str(error))
    if whole:
        canvas = bright_on_dark(grey)
        return _Prepared(source.name, [canvas] if canvas.any() else [])
    if many:
        return _Prepared(source.name, [canvas for canvas in parts_of(grey) if canvas.any()])
    ink, count = ink_and_count(grey)
    return _Prepared(source.name, [ink] if ink.any() else [], several=count if count > 1 else 0)


def _answered(batch: list[_Prepared], network: Network) -> Iterator[Reading]:
    answers = network.answers([canvas for picture in batch for canvas in picture.canvases])
    start = 0
    for picture in batch:
        mine = slice(start, start + len(picture.canvases))
        start = mine.stop
        digits = Answers(answers.probabilities[mine], answers.seen[mine])
        yield Reading(picture.name, digits, picture.error, picture.several)
