"""Tables that come with the code: figures of the tutorials and of others."""

from importlib.resources import files

import pandas as pd


def packaged_table(name: str, dataset: str | None = None) -> pd.DataFrame:
    """A table of this folder, by its file's name; of figures, only those for one dataset."""
    with (files("digits.report") / name).open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    if dataset is None:
        return table
    return table[table["dataset"] == dataset].drop(columns="dataset").reset_index(drop=True)
