"""JSON as people and `git diff` like it: a key per line, the same bytes for the same values."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

_LIST_OF_NUMBERS = re.compile(r"\[[^\[\]{}\"]*\]")


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a mapping, each list of numbers in one line; folders are made where they don't exist.

    Raises `ValueError` for NaN and infinity, which JSON doesn't know.
    """
    text = json.dumps(content, indent=2, allow_nan=False)
    text = _LIST_OF_NUMBERS.sub(lambda found: " ".join(found[0].split()), text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("[ ", "[").replace(" ]", "]") + "\n", encoding="utf-8")
