"""What the raw files of params.yaml's dataset must be."""

from collections.abc import Mapping

from digits.data.folder import Folder
from digits.data.published import published
from digits.data.raw_files import ExpectedFile
from digits.params.dataset import Dataset, is_folder


def expected_files(dataset: Dataset) -> Mapping[str, ExpectedFile]:
    """Size and checksum of each file, by its name in data/raw.

    They are those of params.yaml, or else the published ones. Where nobody has published checksums,
    those of the files that now lie in the user's folder, if they come from one: no size tells
    another dataset from the one that was meant, and later ones must not be taken for them.

    Raises `FolderError` where that folder doesn't hold four files of IDX, of the published sizes.
    """
    if dataset.files:
        given = dataset.files.by_name()
        return {name: ExpectedFile(raw.size, raw.sha256) for name, raw in given.items()}
    known = published(dataset)
    if known and (known.has_checksums or not is_folder(dataset.source)):
        return known.files
    folder = Folder.of(dataset.source, known.published_names if known else {})
    return folder.described(known.files if known else {})
