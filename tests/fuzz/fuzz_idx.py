"""Coverage-guided fuzzing of the readers of IDX files: `python fuzz_idx.py [option of libFuzzer]…`.

An input is what a pair of files might hold. Each reader must give the very values that stand in its
file or a documented exception, within memory that the file's size bounds. Anything else ends the
program with the input that did it.
"""

import resource
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris
import torch
from synthetic import idx_bytes

# It has no types that pyright could see.
with atheris.instrument_imports(include=["digits.data"]):  # pyright: ignore[reportAttributeAccessIssue]
    from digits.data.idx import IdxError, read_idx, read_idx_integers
    from digits.data.images import ImagesError
    from digits.data.raw_images import read_raw_images
    from digits.params.dataset import MOST_CLASSES, Dataset

_MOST_GROWTH = 300  # MB; libFuzzer keeps a corpus and coverage as well
_SPARE = 100_000  # bytes for messages, shapes and what Python keeps
_MNIST, _OWN = (
    Dataset(name=name, source="folder", timeout=1, classes=None, files=None)
    for name in ("mnist", "own")
)
_SEEDS = [(1, 28, 28), (3, 28, 28), (0, 28, 28), (2, 3, 4), (1, 0, 1)]
# Each with its number of dimensions in MNIST's files, and in QMNIST's labels.
_READERS = {read_idx: (3, 1), read_idx_integers: (2, 2)}


def demand(met: bool, found: object) -> None:  # noqa: FBT001 - like an assertion
    """End the program, by an exception that no reader documents, where a demand isn't met."""
    if not met:
        raise AssertionError(found)


def check(folder: Path, images: bytes, labels: bytes) -> None:
    """Read both contents in every way."""
    files = folder / "train-images-idx3-ubyte", folder / "train-labels-idx1-ubyte"
    for place, (file, content) in enumerate(zip(files, (images, labels), strict=True)):
        file.write_bytes(content)
        for read, dimensions in _READERS.items():
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            try:
                values = read(file, dimensions[place])
            except IdxError as error:
                demand(str(error).startswith(f"{file}: "), error)
            else:
                demand(idx_bytes(values) == content, values)
                del values
            _, peak = tracemalloc.get_traced_memory()
            demand(peak - before <= 3 * len(content) + _SPARE, peak - before)
    for dataset, most in ((_MNIST, 10), (_OWN, MOST_CLASSES)):
        try:
            pair, _ = read_raw_images(folder, dataset)
        except (IdxError, ImagesError) as error:
            demand(str(error).startswith(str(folder)), error)
        else:
            demand(pair.images.shape == (len(pair.labels), 1, 28, 28), pair.images.shape)
            demand(len(pair.classes) <= most, pair.classes)
            demand(set(pair.labels.tolist()) <= set(range(len(pair.classes))), pair.labels)


def write_test_images(folder: Path) -> None:
    """The other part of a dataset, which is good."""
    (folder / "t10k-images-idx3-ubyte").write_bytes(idx_bytes(torch.zeros(2, 28, 28).byte()))
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx_bytes(torch.tensor([1, 0]).byte()))


def seeds(folder: Path) -> None:
    """Contents to begin from: good pairs, and pairs of other sizes."""
    for number, shape in enumerate(_SEEDS):
        images = idx_bytes(torch.arange(torch.Size(shape).numel()).to(torch.uint8).reshape(shape))
        labels = idx_bytes(torch.arange(shape[0], dtype=torch.uint8))
        (folder / str(number)).write_bytes(len(images).to_bytes(2) + images + labels)
    integers = idx_bytes(torch.arange(16, dtype=torch.int32).reshape(2, 8))
    (folder / "integers").write_bytes(len(integers).to_bytes(2) + integers + integers)


def main() -> None:
    """Fuzz until libFuzzer is told to stop, as by `-max_total_time=60` (seconds)."""
    with TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        seeds(corpus)
        write_test_images(Path(folder))

        def one_input(data: bytes) -> None:
            length = int.from_bytes(data[:2])  # of the images' file
            check(Path(folder), data[2 : 2 + length], data[2 + length :])

        # What is imported takes some already: the readers may add no more than this.
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # MB
        limit = f"-rss_limit_mb={resident + _MOST_GROWTH}"
        tracemalloc.start()
        atheris.Setup([sys.argv[0], limit, *sys.argv[1:], str(corpus)], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
