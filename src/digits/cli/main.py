"""The program `digits`: its commands and their options."""

import argparse
from collections.abc import Sequence
from importlib import import_module

from digits.errors import reported_to_user

_EXAMPLES = """\
examples:
  digits predict photo.png
  digits predict scans/*.jpg --model lenet5 --top 3
  digits predict scans --json | jq '.digits[0].class'
  digits predict date.png --many --show
  some-scanner | digits predict -

exit codes:
  0    every picture was read, also where it seems to hold no digit
  1    a picture couldn't be read; the others were
  2    wrong options, or no such network
  130  interrupted; 141: nobody reads the output any more
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code.

    Args:
        arguments: without the program's name; None for those of the command line.

    Raises `SystemExit` on wrong options and where the whole command fails.
    """
    with reported_to_user():
        options = _parser().parse_args(arguments)
        # Its libraries take half a second: not for --help, nor where Ctrl+C would show a traceback.
        return import_module(f"digits.cli.{options.command}").run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digits", description="Read handwritten digits with the networks of this project."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    predict = commands.add_parser(
        "predict",
        help="say which digit pictures show",
        description="Say which digit each picture shows: the digit, its probability, the runner-up."
        "\nPhotos and scans of any size, dark on light or light on dark.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_options_of_predict(predict)
    return parser


def _add_options_of_predict(predict: argparse.ArgumentParser) -> None:
    predict.add_argument(
        "pictures",
        nargs="+",
        metavar="picture",
        help="a file; or a folder, for the pictures in it by name, without those in its folders;"
        " or -, for one on standard input",
    )
    predict.add_argument(
        "--model",
        help="a name of params.yaml, or the path of a model.onnx; the best of metrics/summary.json"
        " if left out",
    )
    predict.add_argument(
        "--many",
        action="store_true",
        help="several digits in each picture, in reading order; they mustn't touch each other",
    )
    predict.add_argument(
        "--top",
        type=_top,
        metavar="K",
        help="the K most probable answers, 1 to 10; with --many in lines of their own",
    )
    form = predict.add_mutually_exclusive_group()
    form.add_argument("--show", action="store_true", help="draw what the network sees")
    form.add_argument(
        "--json",
        action="store_true",
        help="a line of JSON per picture: path, digits with the probability of each class, error",
    )


def _top(text: str) -> int:
    if text not in map(str, range(1, 11)):
        raise argparse.ArgumentTypeError(f"found {text!r}; should be a whole number from 1 to 10")
    return int(text)
