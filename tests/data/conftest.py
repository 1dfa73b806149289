"""What tests of downloads share: a small dataset, its checksums, and a server to lay it on."""

import gzip
import hashlib
from collections.abc import Iterator

import pytest
from local_server import LocalServer, serving, whole
from synthetic import synthetic_digits, write_dataset
from tqdm import tqdm

from digits.data.raw_files import ExpectedFile
from digits.data.transfer import OpenBar


@pytest.fixture(scope="session")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The four files of a small dataset, uncompressed, by name."""
    folder = tmp_path_factory.mktemp("dataset")
    return write_dataset(folder, synthetic_digits(9, seed=1), synthetic_digits(6, seed=2))


@pytest.fixture(scope="session")
def files(contents: dict[str, bytes]) -> dict[str, ExpectedFile]:
    """What these files must be."""
    return {
        name: ExpectedFile(len(content), hashlib.sha256(content).hexdigest())
        for name, content in contents.items()
    }


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """A server with no answer but 404."""
    for name in ("no_proxy", "NO_PROXY"):  # whatever proxy the machine is set up for
        monkeypatch.setenv(name, "127.0.0.1")
    with serving() as server:
        yield server


@pytest.fixture
def mirror(server: LocalServer, contents: dict[str, bytes]) -> LocalServer:
    """A server with the four files as `.gz`."""
    for name, content in contents.items():
        server.answers[f"/{name}.gz"] = whole(gzip.compress(content))
    return server


@pytest.fixture
def no_bar() -> OpenBar:
    """A progress bar that shows nothing."""
    return lambda name, size: tqdm(desc=name, total=size, disable=True)
