"""What the raw files of params.yaml's dataset must be."""

from collections.abc import Mapping

from digits.data.folder import Folder
from digits.data.published import published
from digits.data.raw_files import ExpectedFile
from digits.params.dataset import Dataset


def expected_files(dataset: Dataset) -> Mapping[str, ExpectedFile]:
    """Size and checksum of each file, by its name in data/raw.

    They are those of params.yaml, or else the published ones, or else those of the files that now
    lie in one's own folder.

    Raises `FolderError` where that folder doesn't hold four files of IDX.
    """
    if dataset.files:
        given = dataset.files.by_name()
        return {name: ExpectedFile(raw.size, raw.sha256) for name, raw in given.items()}
    if known := published(dataset):
        return known.files
    return Folder.of(dataset.source).described()
