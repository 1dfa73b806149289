"""Names of files for layers, whatever these are called."""

import re
from collections.abc import Iterable
from itertools import chain, count


def file_names(layers: Iterable[str]) -> list[str]:
    """A name of letters, digits and underscores for each, none of them twice, whatever the case.

    As in `block1_conv1` for `block1.conv1`, and `relu1_2` for `relu1 (2)`.
    """
    found: list[str] = []
    taken: set[str] = set()
    for layer in layers:
        plain = re.sub(r"[^A-Za-z0-9]+", "_", layer).strip("_") or "layer"
        numbered = chain([plain], (f"{plain}_{number}" for number in count(2)))
        name = next(each for each in numbered if each.lower() not in taken)
        found.append(name)
        taken.add(name.lower())
    return found
