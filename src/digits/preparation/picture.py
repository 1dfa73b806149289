"""A user's picture as grey pixels."""

import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float32, Real, UInt8
from PIL import ExifTags, Image, UnidentifiedImageError

from digits.errors import UserError

MOST_PIXELS = 100_000_000  # of a picture; the largest phones' have as many
LARGEST_SIDE = 1600  # pixels, of what is kept: a digit that can be read has enough left
_MIDDLE = 128  # of the greys
_OPAQUE = 250  # of 255
_SHEET = 0.95  # opaque share of a sheet of paper, of the box around it
_CONTRAST = 64  # between a sheet and the ink on it, in greys
_MORE_BITS = ("I", "I;16", "I;16L", "I;16B", "I;16N", "F")
# By EXIF's number for how a camera was held, what sets its picture upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Pillow knows more, some of them by starting other programs.
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
_KINDS = "PNG, JPEG, GIF, BMP, TIFF, WebP or PPM"


class UnreadablePictureError(UserError):
    """A file is no picture that can be read, or one that is too large."""


def read_grey(source: Path | bytes | Image.Image) -> UInt8[np.ndarray, "height width"]:
    """Read a picture upright, in 256 greys, reduced to at most `LARGEST_SIDE`.

    What is transparent becomes white, or black under bright ink; around a sheet of paper it is cut
    off. Of an animation the first picture counts.

    Args:
        source: a file, its bytes, or a picture that is open already.

    Raises `UnreadablePictureError` with the reason.
    """
    name = f"{source}: " if isinstance(source, Path) else ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata; pixels that fail are errors
            return _read(source)
    except UnidentifiedImageError as error:
        raise UnreadablePictureError(
            f"{name}no picture of a kind that is read; save it as {_KINDS}"
        ) from error
    except _SizeError as error:
        raise UnreadablePictureError(f"{name}{error}") from error
    except Image.DecompressionBombError as error:  # Pillow's own limit is another
        raise UnreadablePictureError(
            f"{name}more than {MOST_PIXELS:,} pixels; make it smaller"
        ) from error
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise UnreadablePictureError(f"{name}can't be read: {_one_line(reason)}") from error
    # Pillow's readers raise many kinds of errors at damaged files.
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise UnreadablePictureError(
            f"{name}a damaged picture ({_one_line(reason)}); save or fetch it again"
        ) from error


class _SizeError(Exception):
    pass


def _read(source: Path | bytes | Image.Image) -> UInt8[np.ndarray, "height width"]:
    if isinstance(source, Image.Image):
        return _grey(source)
    file = source.open("rb") if isinstance(source, Path) else BytesIO(source)
    with file:
        if not file.read(1):
            raise _SizeError("an empty file; save or fetch it again")
        file.seek(0)
        with Image.open(file, formats=_FORMATS) as picture:
            picture.draft("L", (LARGEST_SIDE, LARGEST_SIDE))  # large JPEGs are read at half size
            return _grey(picture)


def _grey(picture: Image.Image) -> UInt8[np.ndarray, "height width"]:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _SizeError(
            f"{width:,} × {height:,} pixels; at most {MOST_PIXELS:,} are read; make it smaller"
        )
    if width * height == 0:
        raise _SizeError("no pixels in it")
    picture.load()  # Pillow sets TIFFs upright itself, and forgets their orientation
    upright = _UPRIGHT.get(_orientation(picture))
    # Reduced first: what follows needs several times the memory of a picture.
    factor = max(1, max(width, height) // LARGEST_SIDE)
    if picture.mode in _MORE_BITS:
        picture = _eight_bits(np.asarray(picture)[::factor, ::factor])
    elif picture.has_transparency_data:
        picture = _on_paper(picture.convert("RGBA").reduce(factor))
    elif picture.mode == "LAB":  # which Pillow makes no greys of
        picture = picture.convert("RGB")
    picture = picture.convert("L")
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.BOX)
    return np.array(picture if upright is None else picture.transpose(upright))


def _orientation(picture: Image.Image) -> int:
    try:
        return picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - many kinds, at damaged metadata, which other programs ignore
        return 1


def _eight_bits(values: Real[np.ndarray, "h w"]) -> Image.Image:
    """Its darkest to 0, its brightest to 255: which of the greys it uses, the mode doesn't say."""
    numbers = np.nan_to_num(values.astype(np.float64))
    low, high = numbers.min(), numbers.max()
    return Image.fromarray(((numbers - low) * (255 / max(high - low, 1))).round().astype(np.uint8))


def _on_paper(picture: Image.Image) -> Image.Image:
    """On white where its ink is dark, on black where it is bright; a sheet of paper as it is."""
    pixels = np.asarray(picture.convert("LA"), dtype=np.float32)
    opacity = pixels[..., 1]
    if sheet := _sheet(pixels[..., 0], opacity >= _OPAQUE):
        return picture.crop(sheet)
    ink = (pixels[..., 0] * opacity).sum() / max(opacity.sum(), 1)
    paper = Image.new("RGBA", picture.size, "white" if ink < _MIDDLE else "black")
    return Image.alpha_composite(paper, picture)


def _sheet(
    grey: Float32[np.ndarray, "h w"], opaque: Bool[np.ndarray, "h w"]
) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of an opaque sheet with ink on it; None where there is none."""
    if not opaque.any():
        return None
    rows, columns = (np.flatnonzero(opaque.any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    # A lone stroke may fill its box, but has no contrast in it; a drawing on nothing fills none.
    if opaque[box].mean() < _SHEET or np.ptp(grey[box][opaque[box]]) < _CONTRAST:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
