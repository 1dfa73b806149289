"""Stage `download`: the raw files of the dataset, checked by SHA-256, MD5 or size."""

import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from platformdirs import user_cache_path
from tqdm import tqdm

from digits.data.expected_files import expected_files
from digits.data.fetch import fetch_raw_files
from digits.data.sources import sources_of
from digits.data.transfer import Bar
from digits.errors import reported_to_user
from digits.params.read import read_params
from digits.terminal import showable


def open_bar(name: str, size: int | None) -> AbstractContextManager[Bar]:
    """A progress bar in bytes, shown on a terminal only."""
    return tqdm(desc=name, total=size, unit="B", unit_scale=True, disable=None)


def main() -> None:
    """Fetch what `dataset` in params.yaml describes into data/raw."""
    dataset = read_params().dataset
    cache = Path(os.environ.get("DIGITS_CACHE_DIR") or user_cache_path("digits"))
    fetch_raw_files(
        expected_files(dataset),
        sources_of(dataset),
        Path("data/raw"),
        dataset=dataset.name,
        cache=cache,
        open_bar=open_bar,
        say=lambda line: print(showable(line, sys.stdout.encoding), flush=True),
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
