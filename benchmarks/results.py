"""The page of all benchmarks, from the JSON files that their programs wrote."""

import argparse
import json
from pathlib import Path
from typing import Any

from results_page import page
from targets import Figures

from digits.errors import UserError, reported_to_user

PAGE = Path(__file__).with_name("RESULTS.md")
_NAMES = ("speed", "time_to_99", "scaling", "pipeline")


def main() -> None:
    """Write benchmarks/RESULTS.md from speed.json, time_to_99.json, scaling.json, pipeline.json."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=PAGE.with_name("results"),
        help="of the JSON files; a missing one leaves its section out (default: %(default)s)",
    )
    folder = parser.parse_args().folder
    found = {name: _read(folder / f"{name}.json") for name in _NAMES}
    machines = {name: content["machine"] for name, content in found.items() if content}
    if not machines:
        raise UserError(f"{folder}: holds no figures; measure them with: make bench")
    PAGE.write_text(page(Figures(**found), machines), encoding="utf-8")
    print(f"written: {PAGE.name}, from {len(machines)} of {len(found)} files of figures")


def _read(path: Path) -> Any:  # noqa: ANN401 - the TypedDict that the program of this name wrote
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: can't be read ({error}); measure again: make bench") from error


if __name__ == "__main__":
    with reported_to_user():
        main()
