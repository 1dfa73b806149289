"""Tables that come with the code: figures of the tutorials and of others."""

from importlib.resources import files

import pandas as pd


def packaged_table(name: str) -> pd.DataFrame:
    """A table of this folder, by its file's name."""
    with (files("digits.report") / name).open(encoding="utf-8") as file:
        return pd.read_csv(file)
