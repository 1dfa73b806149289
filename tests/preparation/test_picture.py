"""Every kind of picture gives the same greys; what is none is refused in one line."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from drawn_digits import glyph
from PIL import ExifTags, Image

from digits.preparation.picture import LARGEST_SIDE, UnreadablePictureError, read_grey

GREY = np.pad(255 - glyph(5), 40, constant_values=255)


def written(picture: Image.Image, kind: str, **settings: object) -> bytes:
    content = BytesIO()
    picture.save(content, kind, **settings)
    return content.getvalue()


def transparent(colour: str) -> Image.Image:
    """Ink of one colour, and nothing around it."""
    picture = Image.new("RGBA", (GREY.shape[1], GREY.shape[0]), colour)
    picture.putalpha(Image.fromarray(255 - GREY))
    return picture


PICTURE = Image.fromarray(GREY)
SAME = {
    "grey PNG": written(PICTURE, "PNG"),
    "colour PNG": written(PICTURE.convert("RGB"), "PNG"),
    "palette PNG": written(PICTURE.convert("P"), "PNG"),
    "opaque PNG": written(PICTURE.convert("RGBA"), "PNG"),
    "16-bit PNG": written(Image.fromarray(GREY.astype(np.uint16) * 257), "PNG"),
    "TIFF": written(PICTURE, "TIFF"),
    "TIFF of floats": written(Image.fromarray(GREY.astype(np.float32) / 255), "TIFF"),
    "CMYK TIFF": written(PICTURE.convert("RGB").convert("CMYK"), "TIFF"),
    "BMP": written(PICTURE, "BMP"),
    "GIF": written(PICTURE, "GIF"),
    "animated GIF": written(PICTURE, "GIF", save_all=True, append_images=[Image.new("L", (99, 9))]),
    "PPM": written(PICTURE.convert("RGB"), "PPM"),
    "lossless WebP": written(PICTURE, "WEBP", lossless=True),
    "JPEG": written(PICTURE, "JPEG", quality=95),
    "CMYK JPEG": written(PICTURE.convert("RGB").convert("CMYK"), "JPEG", quality=95),
    "dark ink on nothing": written(transparent("black"), "PNG"),
}


@pytest.mark.parametrize("kind", SAME)
def test_kinds_of_pictures(kind: str, tmp_path: Path) -> None:
    found = read_grey(SAME[kind])
    assert found.dtype == np.uint8
    np.testing.assert_allclose(found.astype(int), GREY, atol=12)
    path = tmp_path / "picture"
    path.write_bytes(SAME[kind])
    np.testing.assert_array_equal(read_grey(path), found)
    with Image.open(path) as opened:
        np.testing.assert_array_equal(read_grey(opened), found)


def test_bright_ink_on_nothing_is_seen() -> None:
    found = read_grey(written(transparent("white"), "PNG"))
    np.testing.assert_allclose(found.astype(int), 255 - GREY, atol=2)


def test_black_and_white() -> None:
    found = read_grey(written(PICTURE.convert("1", dither=Image.Dither.NONE), "PNG"))
    np.testing.assert_array_equal(found, np.where(GREY >= 128, 255, 0))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "TIFF, packed"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_that_was_turned_changes_nothing(kind: str, orientation: int) -> None:
    # As the pixels then lie, so that EXIF's turn sets them upright.
    lying = {
        1: GREY,
        2: GREY[:, ::-1],
        3: GREY[::-1, ::-1],
        4: GREY[::-1],
        5: GREY.T,
        6: GREY.T[::-1],
        7: GREY.T[::-1, ::-1],
        8: GREY.T[:, ::-1],
    }[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    name, _, packed = kind.partition(", ")
    settings = {"quality": 95} if name == "JPEG" else {"lossless": True} if name == "WEBP" else {}
    if packed:
        settings = {"compression": "tiff_lzw"}
    picture = Image.fromarray(np.ascontiguousarray(lying))
    content = written(picture, name, exif=exif, **settings)
    np.testing.assert_allclose(read_grey(content).astype(int), GREY, atol=12)
    np.testing.assert_allclose(read_grey(Image.open(BytesIO(content))).astype(int), GREY, atol=12)


def test_damaged_notes_of_a_camera_are_no_matter() -> None:
    content = written(PICTURE, "PNG", exif=b"Exif\0\0not as it should be")
    np.testing.assert_array_equal(read_grey(content), GREY)


def test_a_picture_in_lab_is_read() -> None:
    lab = Image.merge("LAB", (PICTURE, *[Image.new("L", PICTURE.size, 0)] * 2))
    found = read_grey(written(lab, "TIFF"))
    assert np.corrcoef(found.ravel(), GREY.ravel())[0, 1] > 0.99


@pytest.mark.parametrize("inverted", [False, True])
def test_of_a_sheet_on_nothing_the_sheet_is_read(*, inverted: bool) -> None:
    grey = 255 - GREY if inverted else GREY
    sheet = Image.fromarray(grey).convert("RGBA")
    shot = Image.new("RGBA", (sheet.width + 90, sheet.height + 50), (0, 0, 0, 0))
    shot.paste((0, 0, 0, 60), (25, 15, sheet.width + 40, sheet.height + 35))  # its shadow
    shot.paste(sheet, (30, 20))
    np.testing.assert_array_equal(read_grey(written(shot, "PNG")), grey)


def test_a_large_picture_is_reduced() -> None:
    found = read_grey(written(PICTURE.resize((4000, 2000)), "JPEG"))
    assert found.shape == (LARGEST_SIDE // 2, LARGEST_SIDE)


def test_a_picture_of_the_users_stays_as_it_was() -> None:
    picture = PICTURE.resize((3000, 3000))
    read_grey(picture)
    assert picture.size == (3000, 3000)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says so, with a hundred of them."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(100))))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


REFUSED = {
    "nothing": (b"", "an empty file; save or fetch it again"),
    "text": (
        b"a seven",
        "no picture of a kind that is read; save it as PNG, JPEG, GIF, BMP, TIFF, WebP or PPM",
    ),
    # Pillow would start another program for it.
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no picture of a kind"),
    "cut short": (SAME["grey PNG"][:300], "can't be read: "),
    "cut short, JPEG": (SAME["JPEG"][:2000], "can't be read: "),
    "too large": (
        png_of(20_000, 6_000),
        "20,000 × 6,000 pixels; at most 100,000,000 are read; make it smaller",
    ),
    "a pixel too large": (png_of(100_000_001, 1), "100,000,001 × 1 pixels; at most 100,000,000 "),
    "far too large": (png_of(2**15, 2**15), "more than 100,000,000 pixels; make it smaller"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_picture_is_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    content, reason = REFUSED[kind]
    path = tmp_path / "file.png"
    path.write_bytes(content)
    with pytest.raises(UnreadablePictureError) as caught:
        read_grey(path)
    assert str(caught.value).startswith(f"{path}: {reason}")
    assert "\n" not in str(caught.value)
    with pytest.raises(UnreadablePictureError) as caught:
        read_grey(content)
    assert str(caught.value).startswith(reason)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePictureError, match=r"no\.png: can't be read: No such file"):
        read_grey(tmp_path / "no.png")


def test_damage_of_any_kind_is_told_in_one_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("many\n  words, " + "and more " * 50)

    monkeypatch.setattr(Image.Image, "convert", fail)
    with pytest.raises(UnreadablePictureError) as caught:
        read_grey(SAME["grey PNG"])
    said = ("ValueError: many words, " + "and more " * 50)[:200]
    assert str(caught.value) == f"a damaged picture ({said}); save or fetch it again"


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(UnreadablePictureError, match=r"^no pixels in it$"):
        read_grey(Image.new("L", (0, 5)))


@pytest.mark.parametrize(
    ("opacity", "contrast", "bare", "cut"),
    [
        (250, 64, 0, True),
        (249, 64, 0, False),
        (250, 63, 0, False),
        (250, 64, 5, True),  # of a hundred pixels
        (250, 64, 6, False),
    ],
)
def test_a_sheet_is_opaque_all_over_and_has_ink_on_it(
    opacity: int, contrast: int, bare: int, *, cut: bool
) -> None:
    shot = np.zeros((20, 30, 4), np.uint8)
    shot[4:14, 7:17] = (200, 200, 200, opacity)
    shot[8, 9, :3] = 200 - contrast
    shot[4, 8 : 8 + bare, 3] = 0
    found = read_grey(Image.fromarray(shot))
    assert found.shape == ((10, 10) if cut else (20, 30))


@pytest.mark.parametrize(("ink", "paper"), [(127, 255), (128, 0)])
def test_what_is_transparent_is_white_under_dark_ink_and_black_under_bright(
    ink: int, paper: int
) -> None:
    drawing = np.zeros((20, 30, 4), np.uint8)
    drawing[5:15, 10:12] = (ink, ink, ink, 255)
    found = read_grey(Image.fromarray(drawing))
    assert found[0, 0] == paper
    assert found[9, 10] == ink
