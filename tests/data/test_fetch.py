"""The four files come checked and whole, once per user, or the user hears why not."""

import errno
import gzip
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from local_server import (
    Answer,
    LocalServer,
    cut_off,
    drip,
    hang,
    hang_after,
    redirect,
    status,
    whole,
    without_length,
)

from digits.data.checksums import sha256_of
from digits.data.disk import DiskError, writing
from digits.data.fetch import FetchError, fetch_raw_files
from digits.data.folder import Folder
from digits.data.mirror import Mirror
from digits.data.raw_files import ExpectedFile
from digits.data.source import Source
from digits.data.transfer import OpenBar

FIRST = "train-images-idx3-ubyte"
PACKED = gzip.compress(bytes(range(256)) * 99, compresslevel=1)

MOVE = "the cache of downloads can be moved: set the environment variable DIGITS_CACHE_DIR"
TOO_LATE = "timed out|time limit"

BAD_ANSWERS: list[tuple[Answer, str]] = [
    (status(404), "404 Not Found"),
    (status(503), "503 Service Unavailable"),
    (cut_off(PACKED), "cut off|IncompleteRead"),
    (without_length(PACKED[:200]), "the gzip data ends too early"),
    (whole(b"<html>Please log in</html>"), "wrong file: 26 bytes with SHA-256"),
    (whole(b""), "wrong file: 0 bytes with SHA-256"),
    (whole(bytes(2_000_000)), "more than the .* bytes expected"),
    (whole(gzip.compress(bytes(50_000_000))), "more than the 7,072 bytes expected"),
    (whole(gzip.compress(bytes(7072))), "wrong file: 7,072 bytes .* expected 7,072 bytes with"),
    (hang(), TOO_LATE),
    (hang_after(PACKED), TOO_LATE),
    (drip(PACKED), TOO_LATE),
    (redirect(f"/{FIRST}.gz"), "30 redirects"),
]


class Fetching:
    """A destination, a cache, and what was said on the way."""

    def __init__(self, folder: Path, files: dict[str, ExpectedFile], open_bar: OpenBar) -> None:
        self.files = files
        self.destination = folder / "data" / "raw"
        self.cache = folder / "home" / "cache"
        self.open_bar = open_bar
        self.said: list[str] = []

    def __call__(self, *sources: Source) -> None:
        self.lazily(sources)

    def lazily(self, sources: Iterable[Source]) -> None:
        fetch_raw_files(
            self.files,
            sources,
            self.destination,
            dataset="mnist",
            cache=self.cache,
            open_bar=self.open_bar,
            say=self.said.append,
        )

    def found(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.destination.iterdir()}

    def cached(self, name: str) -> Path:
        """Where a file with a known checksum lies in the cache."""
        sha256 = self.files[name].sha256
        assert sha256
        return self.cache / sha256

    def leftovers(self) -> list[str]:
        """Whatever lies around beside the destination and the files in the cache."""
        sums = {expected.sha256 for expected in self.files.values()}
        cached = [path.name for path in self.cache.iterdir() if path.name not in sums]
        folder = self.destination.parent
        beside = [path.name for path in folder.iterdir()] if folder.exists() else []
        return cached + [name for name in beside if name != self.destination.name]


@pytest.fixture
def fetch(tmp_path: Path, files: dict[str, ExpectedFile], no_bar: OpenBar) -> Fetching:
    return Fetching(tmp_path, files, no_bar)


def mirror_at(server: LocalServer, timeout: float = 20.0) -> Mirror:
    return Mirror(server.url, timeout)


def test_the_files_of_a_good_mirror_arrive(
    fetch: Fetching, mirror: LocalServer, contents: dict[str, bytes]
) -> None:
    fetch(mirror_at(mirror))
    assert fetch.found() == contents
    assert fetch.leftovers() == []
    assert fetch.said == [f"fetching 4 files from {mirror.url}"]


@pytest.mark.parametrize(("answer", "reason"), BAD_ANSWERS)
def test_a_bad_answer_leaves_nothing_behind_but_its_reason(
    answer: Answer, reason: str, fetch: Fetching, mirror: LocalServer
) -> None:
    mirror.answers[f"/{FIRST}.gz"] = answer
    timeout = 0.5 if reason == TOO_LATE else 20.0
    with pytest.raises(FetchError, match=rf"  - {mirror.url}: .*({reason})"):
        fetch(mirror_at(mirror, timeout))
    assert not fetch.destination.exists()
    assert fetch.leftovers() == []
    assert not fetch.cached(FIRST).exists()


def test_the_last_word_tells_every_reason_and_how_to_supply_the_files(
    fetch: Fetching, server: LocalServer, tmp_path: Path
) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(mirror_at(server), Mirror("http://127.0.0.1:9", 0.5), Folder(tmp_path / "nowhere"))
    first, tried_1, tried_2, tried_3, advice = str(caught.value).splitlines()
    assert first == f"could not fetch {', '.join(fetch.files)}. Tried:"
    assert tried_1.startswith(f"  - {server.url}: ")
    assert "404" in tried_1
    assert tried_2.startswith("  - http://127.0.0.1:9: ")
    assert "refused" in tried_2
    assert tried_3.startswith(f"  - the folder {tmp_path}/nowhere: holds none of")
    assert advice == (
        "To supply them by hand, put the four files (.gz or plain) into a folder and set"
        " dataset.source in params.yaml to its path."
    )
    reasons = [tried.partition(": ")[2] for tried in (tried_1, tried_2, tried_3)]
    assert reasons[0] == f"{server.url}/{FIRST}.gz: 404 Not Found"
    assert [line for line in fetch.said if line.startswith("  ")] == [
        f"  failed: {reason.removeprefix(': ')}" for reason in reasons
    ]


def test_a_second_source_is_asked_for_what_the_first_lacks(
    fetch: Fetching, mirror: LocalServer, contents: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "two").mkdir()
    for name in list(contents)[:2]:
        (tmp_path / "two" / name).write_bytes(contents[name])
    fetch(Folder(tmp_path / "two"), mirror_at(mirror))
    assert fetch.found() == contents
    assert mirror.asked == [f"/{name}.gz" for name in list(contents)[2:]]
    assert [line for line in fetch.said if line.startswith("fetching")] == [
        f"fetching 4 files from the folder {tmp_path}/two",
        f"fetching 2 files from {mirror.url}",
    ]


def test_no_further_source_is_made_once_all_is_there(fetch: Fetching, mirror: LocalServer) -> None:
    def sources() -> Iterator[Source]:
        yield mirror_at(mirror)
        pytest.fail("a second source was made")

    fetch.lazily(sources())
    assert len(fetch.found()) == 4


def test_the_next_fetch_asks_nobody(
    fetch: Fetching, mirror: LocalServer, contents: dict[str, bytes]
) -> None:
    fetch(mirror_at(mirror))
    fetch.destination.rename(fetch.destination.with_name("away"))
    fetch()
    assert fetch.found() == contents
    assert len(mirror.asked) == 4


@pytest.mark.parametrize("damage", [b"", b"half", bytes(7072)])
def test_a_damaged_cache_entry_is_fetched_again(
    damage: bytes, fetch: Fetching, mirror: LocalServer, contents: dict[str, bytes]
) -> None:
    fetch(mirror_at(mirror))
    mirror.asked.clear()
    fetch.cached(FIRST).write_bytes(damage)
    fetch(mirror_at(mirror))
    assert mirror.asked == [f"/{FIRST}.gz"]
    assert fetch.found() == contents


def test_the_cache_names_each_file_by_its_checksum(fetch: Fetching, mirror: LocalServer) -> None:
    fetch(mirror_at(mirror))
    for path in fetch.cache.iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    assert len(list(fetch.cache.iterdir())) == 4


def test_a_file_is_read_once_for_its_checksum(
    fetch: Fetching, mirror: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def recorded(path: Path) -> str:
        read.append(path.name)
        return sha256_of(path)

    monkeypatch.setattr("digits.data.fetch.sha256_of", recorded)
    monkeypatch.setattr("digits.data.download_cache.sha256_of", recorded)
    fetch(mirror_at(mirror))
    assert sorted(read) == sorted(fetch.files)
    read.clear()
    fetch()
    assert sorted(read) == sorted(fetch.cached(name).name for name in fetch.files)


def test_a_file_that_leaves_the_cache_meanwhile_is_named(
    fetch: Fetching, mirror: LocalServer
) -> None:
    fetch(mirror_at(mirror))
    _, second, *_ = fetch.files
    fetch.cached(FIRST).unlink()

    def sources() -> Iterator[Source]:
        fetch.cached(second).unlink()
        yield mirror_at(mirror)

    with pytest.raises(FetchError, match="DIGITS_CACHE_DIR") as caught:
        fetch.lazily(sources())
    assert str(caught.value) == (
        f"{fetch.cache}: {second} was removed from it meanwhile; fetch it again with: dvc repro"
        f" download; {MOVE}"
    )
    assert len(fetch.found()) == 4  # as it was


def test_what_a_failed_fetch_brought_needs_no_second_asking(
    fetch: Fetching, mirror: LocalServer, contents: dict[str, bytes]
) -> None:
    last = list(contents)[-1]
    good = mirror.answers.pop(f"/{last}.gz")
    with pytest.raises(FetchError, match=f"^could not fetch {last}. Tried:"):
        fetch(mirror_at(mirror))
    mirror.asked.clear()
    mirror.answers[f"/{last}.gz"] = good
    fetch(mirror_at(mirror))
    assert mirror.asked == [f"/{last}.gz"]
    assert fetch.found() == contents


def test_an_old_destination_is_replaced_as_a_whole(
    fetch: Fetching, mirror: LocalServer, contents: dict[str, bytes]
) -> None:
    fetch.destination.mkdir(parents=True)
    (fetch.destination / "old").write_text("old")
    fetch(mirror_at(mirror))
    assert fetch.found() == contents


def test_an_old_destination_survives_a_failure(fetch: Fetching, server: LocalServer) -> None:
    fetch.destination.mkdir(parents=True)
    (fetch.destination / "old").write_text("old")
    with pytest.raises(FetchError):
        fetch(mirror_at(server))
    assert fetch.found() == {"old": b"old"}


def test_an_old_destination_that_cannot_be_moved_stays_as_it_is(
    fetch: Fetching, mirror: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch.destination.mkdir(parents=True)
    (fetch.destination / "old").write_text("old")

    def busy(path: Path, target: Path) -> Path:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path), None, str(target))

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(DiskError) as caught:
        fetch(mirror_at(mirror))
    assert str(caught.value) == (
        f"{fetch.destination}: can't be written: {os.strerror(errno.EBUSY)}"
    )
    assert fetch.found() == {"old": b"old"}
    assert fetch.leftovers() == []


def test_a_cache_that_cannot_be_written_is_named_with_the_way_out(
    fetch: Fetching, mirror: LocalServer
) -> None:
    fetch.cache.parent.mkdir()
    fetch.cache.write_text("a file where the folder should be")
    with pytest.raises(FetchError) as caught:
        fetch(mirror_at(mirror))
    assert str(caught.value) == f"{fetch.cache}: {os.strerror(errno.EEXIST)}; {MOVE}"


class Writes:
    """A source of these bytes."""

    name = "a pen"

    def __init__(self, contents: dict[str, bytes]) -> None:
        self._contents = contents

    def fetch(self, files: Mapping[str, ExpectedFile], folder: Path, open_bar: OpenBar) -> None:
        del open_bar
        for name in files:
            with writing(folder / name, files[name].size):
                (folder / name).write_bytes(self._contents[name])


def test_of_a_file_without_a_checksum_the_size_counts(
    fetch: Fetching, contents: dict[str, bytes]
) -> None:
    fetch.files = {name: ExpectedFile(len(content)) for name, content in contents.items()}
    with pytest.raises(FetchError) as caught:
        fetch(Writes(contents | {FIRST: contents[FIRST][1:]}))
    assert str(caught.value).splitlines()[:2] == [
        f"could not fetch {FIRST}. Tried:",
        f"  - a pen: {FIRST}: wrong file: 7,071 bytes, expected 7,072",
    ]
    fetch(Writes(contents))
    assert fetch.found() == contents


def test_a_full_disk_under_the_cache_is_told_with_the_way_out(
    fetch: Fetching, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, content: bytes) -> int:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT), str(path), None, len(content))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(FetchError) as caught:
        fetch(Writes(contents))
    assert re.fullmatch(
        rf"{fetch.cache}/incoming-\w+/{FIRST}: can't be written:"
        rf" {os.strerror(errno.EDQUOT)}; it needs 7,072 bytes; .*; {MOVE}",
        str(caught.value),
    )
