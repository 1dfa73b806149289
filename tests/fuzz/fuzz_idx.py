"""Coverage-guided fuzzing of the readers of IDX files: `python fuzz_idx.py [option of libFuzzer]…`.

An input is what a pair of files might hold. Each reader must give the very values that stand in its
file or a documented exception, within memory that the file's size bounds. Anything else ends the
program with the input that did it.
"""

import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris
import torch
from synthetic import idx_bytes

# It has no types that pyright could see.
with atheris.instrument_imports(include=["digits.data"]):  # pyright: ignore[reportAttributeAccessIssue]
    from digits.data.idx import IdxError, read_idx
    from digits.data.images import ImagesError
    from digits.data.raw_images import read_labelled_images

_SPARE = 100_000  # bytes for messages, shapes and what Python keeps
_SEEDS = [(1, 28, 28), (3, 28, 28), (0, 28, 28), (2, 3, 4), (1, 0, 1)]


def demand(met: bool, found: object) -> None:  # noqa: FBT001 - like an assertion
    """End the program, by an exception that no reader documents, where a demand isn't met."""
    if not met:
        raise AssertionError(found)


def check(folder: Path, images: bytes, labels: bytes) -> None:
    """Read both contents in every way."""
    files = folder / "images", folder / "labels"
    for file, content, dimensions in zip(files, (images, labels), (3, 1), strict=True):
        file.write_bytes(content)
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        try:
            values = read_idx(file, dimensions)
        except IdxError as error:
            demand(str(error).startswith(f"{file}: "), error)
        else:
            demand(idx_bytes(values) == content, values)
            del values
        _, peak = tracemalloc.get_traced_memory()
        demand(peak - before <= 3 * len(content) + _SPARE, peak - before)
    try:
        pair = read_labelled_images(*files)
    except (IdxError, ImagesError) as error:
        demand(str(error).startswith(str(folder)), error)
    else:
        demand(pair.images.shape == (len(pair.labels), 1, 28, 28), pair.images.shape)
        demand(set(pair.labels.tolist()) <= set(range(10)), pair.labels)


def seeds(folder: Path) -> None:
    """Contents to begin from: good pairs, and pairs of other sizes."""
    for number, shape in enumerate(_SEEDS):
        images = idx_bytes(torch.arange(torch.Size(shape).numel()).to(torch.uint8).reshape(shape))
        labels = idx_bytes(torch.arange(shape[0], dtype=torch.uint8))
        (folder / str(number)).write_bytes(len(images).to_bytes(2) + images + labels)


def main() -> None:
    """Fuzz until libFuzzer is told to stop, as by `-max_total_time=60` (seconds)."""
    with TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        seeds(corpus)

        def one_input(data: bytes) -> None:
            length = int.from_bytes(data[:2])  # of the images' file
            check(Path(folder), data[2 : 2 + length], data[2 + length :])

        tracemalloc.start()
        atheris.Setup([*sys.argv, str(corpus)], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
