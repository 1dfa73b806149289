"""Pictures with wrong bytes in them: what a disk, a network or an attacker makes of files."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from drawn_digits import as_in_mnist, glyph
from PIL import Image

_KINDS: dict[str, dict[str, Any]] = {  # suffix: how Pillow saves it
    ".png": {"format": "PNG"},
    ".jpg": {"format": "JPEG", "quality": 80},
    ".gif": {"format": "GIF"},
    ".bmp": {"format": "BMP"},
    ".tif": {"format": "TIFF", "compression": "tiff_lzw"},
    ".tiff": {"format": "TIFF"},
    ".webp": {"format": "WEBP"},
    ".pgm": {"format": "PPM"},
}


def write_mutated(folder: Path, count: int, seed: int) -> None:
    """Fill a folder with files whose names end as those of pictures do.

    Args:
        folder: which exists.
        count: how many.
        seed: of all that is random.
    """
    chance = np.random.default_rng(seed)
    good = list(_good_pictures())
    for number in range(count):
        suffix, content = good[number % len(good)]
        mutate = _MUTATIONS[chance.integers(len(_MUTATIONS))]
        mutated = mutate(np.frombuffer(content, np.uint8), chance)
        (folder / f"{number:05}{suffix}").write_bytes(mutated.tobytes())


def _good_pictures() -> Iterator[tuple[str, bytes]]:
    small = Image.fromarray(as_in_mnist(glyph(3)))
    large = Image.fromarray(255 - np.pad(glyph(8), 20)).resize((90, 120))
    for suffix, options in _KINDS.items():
        for picture in (small, large.convert("RGB"), large.convert("P"), large.convert("1")):
            content = BytesIO()
            usable = picture.convert("RGB") if suffix in {".jpg", ".webp"} else picture
            usable = usable.convert("L") if suffix == ".pgm" else usable
            usable.save(content, **options)
            yield suffix, content.getvalue()
    several = BytesIO()
    small.save(several, "GIF", save_all=True, append_images=[small.rotate(90), small.rotate(45)])
    yield ".gif", several.getvalue()


_Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


def _changed(content: _Bytes, chance: np.random.Generator) -> _Bytes:
    """Some bytes anywhere."""
    mutated = content.copy()
    count = int(chance.integers(1, 30))
    mutated[chance.integers(0, len(content), count)] = chance.integers(0, 256, count)
    return mutated


def _changed_at_the_beginning(content: _Bytes, chance: np.random.Generator) -> _Bytes:
    """Where sizes and kinds stand."""
    head = min(len(content), 64)
    return np.concatenate([_changed(content[:head], chance), content[head:]])


def _extreme(content: _Bytes, chance: np.random.Generator) -> _Bytes:
    """Numbers at the ends of their range."""
    mutated = content.copy()
    for place in chance.integers(0, min(len(content), 200), 4):
        mutated[place : place + 4] = chance.choice([0, 127, 128, 255])
    return mutated


def _cut(content: _Bytes, chance: np.random.Generator) -> _Bytes:
    return content[: chance.integers(0, len(content))]


def _missing(content: _Bytes, chance: np.random.Generator) -> _Bytes:
    """Some bytes in the middle."""
    start = int(chance.integers(0, len(content)))
    return np.delete(content, slice(start, start + int(chance.integers(1, 50))))


def _twice(content: _Bytes, chance: np.random.Generator) -> _Bytes:
    start = int(chance.integers(0, len(content)))
    return np.concatenate([content[:start], content])


def _noise(content: _Bytes, chance: np.random.Generator) -> _Bytes:
    """Nothing of it, or its first bytes, then anything."""
    kept = content[: chance.choice([0, 4, 12])]
    rest = chance.integers(0, 256, int(chance.integers(0, 2000)), dtype=np.uint8)
    return np.concatenate([kept, rest])


_MUTATIONS: list[Callable[[_Bytes, np.random.Generator], _Bytes]] = [
    _changed,
    _changed_at_the_beginning,
    _extreme,
    _cut,
    _missing,
    _twice,
    _noise,
]
