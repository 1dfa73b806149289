"""The command `digits predict`: which digit a picture shows."""

import shutil
import sys
from argparse import Namespace
from collections.abc import Sequence

from digits.cli.drawing import drawing, side_by_side
from digits.cli.lines import json_line, text_lines
from digits.cli.output import accept_every_letter, printable, say, takes_colours
from digits.cli.quiet import libraries_are_quiet
from digits.cli.readings import Reading, readings
from digits.cli.sources import sources
from digits.prediction.model_file import model_file
from digits.prediction.network import Network

_WIDEST = 50  # letters: longer names push their line out of the column


def run(options: Namespace) -> int:
    """Print what each picture shows; on standard error those that can't be read, and notes.

    Args:
        options: as `digits.cli.main` reads them.

    Returns the exit code: 1 where a picture couldn't be read.
    """
    accept_every_letter()
    network = Network(model_file(options.model))
    pictures = sources(options.pictures)
    width = min(_WIDEST, max(len(printable(picture.name)) for picture in pictures))
    failed = False
    with libraries_are_quiet():
        for reading in readings(pictures, network, many=options.many):
            if reading.error is not None:
                failed = True
                print(f"error: {printable(reading.error)}", file=sys.stderr)
            if reading.several:
                print(
                    f"note: {printable(reading.name)}: seems to hold {reading.several} digits, read"
                    " as one; to read each: --many",
                    file=sys.stderr,
                )
            for line in _lines(reading, network.classes, width, options):
                say(line)
    return int(failed)


def _lines(reading: Reading, classes: Sequence[str], width: int, options: Namespace) -> list[str]:
    if options.json:
        return [json_line(reading, classes)]
    if reading.error is not None:
        return []
    lines = text_lines(reading, classes, width, many=options.many, top=options.top)
    if options.show:
        colours = takes_colours()
        images = [drawing(image, colours=colours) for image in reading.digits.seen]
        lines += side_by_side(images, shutil.get_terminal_size().columns)
    return lines
