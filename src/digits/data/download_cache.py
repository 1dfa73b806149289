"""Raw files that were fetched once: each in a folder of the user's, named by its checksum."""

from dataclasses import dataclass
from pathlib import Path

from digits.data.checksums import sha256_of
from digits.data.raw_files import ExpectedFile


@dataclass(frozen=True)
class CachedFile:
    """A file's place in the cache: its name there ends in its SHA-256, expected or computed."""

    cache: Path
    key: str  # where no checksum is known
    expected: ExpectedFile

    def find(self) -> Path | None:
        """The file, where it is there and undamaged: reads it."""
        if known := self.expected.sha256:
            candidates = [self.cache / known]
        else:
            candidates = sorted(self.cache.glob(f"{self.key}.*"))
        for candidate in candidates:
            if candidate.is_file() and sha256_of(candidate) == candidate.name.rpartition(".")[2]:
                return candidate
        return None

    def receive(self, file: Path, sha256: str) -> Path:
        """Move a good file in, which has this checksum; return where it is now."""
        known = self.expected.sha256
        return file.replace(self.cache / (known or f"{self.key}.{sha256}"))
