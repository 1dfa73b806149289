"""`digits predict`: its lines, and the pictures that it takes."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_digits import as_in_mnist, glyph
from exported_network import MODEL
from PIL import Image
from stage_in_process import Ended

from digits.prediction.classifier import Classifier

Run = Callable[..., Ended]

EIGHT = Image.fromarray(255 - np.pad(glyph(8), 30))  # dark on light, some 260 pixels high
LINE = re.compile(r"(.+?) +(\d)  +(\S+|> 99\.9) %   \(then (\d), (?:\S+|< 0\.1) %\)")


def records(ended: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.stdout.splitlines()]


def number(record: dict[str, Any]) -> str:
    return "".join(each["class"] for each in record["digits"])


def test_a_line_per_picture_in_their_order(digits: Run, pictures: Path, project: Path) -> None:
    paths = [pictures / f"{digit}.png" for digit in (3, 1, 2)]
    ended = digits("predict", *paths)
    assert (ended.code, ended.stderr) == (0, "")
    found = [LINE.fullmatch(line) for line in ended.stdout.splitlines()]
    assert [each and each[1] for each in found] == [str(path) for path in paths]
    shares = Classifier.load(project / "exports" / MODEL / "model.onnx").probabilities(paths)
    ranked = np.argsort(-shares, axis=1)
    for each, row, order in zip(found, shares, ranked, strict=True):
        assert each is not None
        assert (int(each[2]), int(each[4])) == (order[0], order[1])
        assert each[3] == f"{row.max():.1%}"[:-1]


def test_lines_stand_below_each_other(digits: Run, project: Path) -> None:
    names = ["8.png", "a rather long name.png"]
    for name in names:
        EIGHT.save(project / name)
    ended = digits("predict", *names)
    assert len({line.index("(then") for line in ended.stdout.splitlines()}) == 1


def test_a_folder_stands_for_its_pictures_by_name(digits: Run, pictures: Path) -> None:
    ended = digits("predict", pictures)
    assert (ended.code, ended.stderr) == (0, "")
    names = [Path(line.split()[0]).name for line in ended.stdout.splitlines()]
    assert names == [f"{digit}.png" for digit in range(10)]


@pytest.mark.parametrize("top", [1, 3, 10])
def test_top_names_as_many_digits(digits: Run, pictures: Path, top: int) -> None:
    [line] = digits("predict", pictures / "1.png", "--top", str(top)).stdout.splitlines()
    assert line.count(" %") == top
    assert ("then" in line) == (top > 1)


def test_json_has_a_line_per_picture_with_all_probabilities(digits: Run, pictures: Path) -> None:
    missing = pictures / "missing.png"
    ended = digits("predict", pictures, missing, "--json")
    *read, failed = records(ended)
    assert ended.code == 1
    assert len(read) == 10
    for record in read:
        [digit] = record["digits"]
        assert set(record) == {"path", "digits", "error"}
        assert record["error"] is None
        shares = digit["probabilities"]
        assert list(shares) == list("0123456789")
        assert shares[digit["class"]] == digit["probability"] == max(shares.values())
        assert abs(sum(shares.values()) - 1) < 1e-4
    assert failed == {
        "path": str(missing),
        "digits": [],
        "error": f"{missing}: can't be read: No such file or directory",
    }
    assert ended.stderr == f"error: {failed['error']}\n"


def test_many_digits_are_read_in_order(digits: Run, tmp_path: Path) -> None:
    alone: list[str] = []
    page = Image.new("L", (1200, 700), "white")
    for place, digit in enumerate([2, 0, 2, 6, 4, 7]):
        single = Image.fromarray(255 - glyph(digit))
        page.paste(single, (50 + 300 * (place % 3), 50 + 330 * (place // 3)))
        path = tmp_path / f"{place}.png"
        Image.fromarray(255 - np.pad(glyph(digit), 60)).save(path)
        alone.append(number(records(digits("predict", path, "--json"))[0]))
    path = tmp_path / "page.png"
    page.save(path)
    ended = digits("predict", path, "--many", "--json")
    assert ended.stderr == ""
    [record] = records(ended)
    assert number(record) == "".join(alone)
    [line] = digits("predict", path, "--many").stdout.splitlines()
    assert line.split()[1] == number(record)
    assert line.count(" %") == 6
    lines = digits("predict", path, "--many", "--top", "2").stdout.splitlines()
    assert [each.split()[0] for each in lines[1:]] == alone
    assert all("then" in each for each in lines[1:])


def test_several_digits_that_are_read_as_one_are_noted(digits: Run, tmp_path: Path) -> None:
    page = Image.new("L", (700, 400), "white")
    for place, digit in enumerate([2, 7]):
        page.paste(Image.fromarray(255 - glyph(digit)), (50 + 300 * place, 50))
    page.save(tmp_path / "page.png")
    EIGHT.save(tmp_path / "single.png")
    ended = digits("predict", tmp_path / "page.png", tmp_path / "single.png")
    assert ended.code == 0
    assert len(ended.stdout.splitlines()) == 2
    assert ended.stderr == (
        f"note: {tmp_path}/page.png: seems to hold 2 digits, read as one; to read each: --many\n"
    )


def test_show_draws_what_the_network_sees(digits: Run, pictures: Path) -> None:
    ended = digits("predict", pictures / "4.png", "--show")
    first, *lines = ended.stdout.splitlines()
    assert LINE.fullmatch(first)
    assert len(lines) == 14
    assert {len(line) for line in lines} == {28}
    ink = as_in_mnist(glyph(4)).reshape(14, 2, 28).mean(1) > 200
    assert (np.array([list(line) for line in lines])[ink] != " ").all()
    assert "\x1b" not in ended.stdout


def test_a_picture_without_a_digit_is_answered_and_no_error(digits: Run, tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    Image.new("L", (200, 100), "white").save(path)
    assert digits("predict", path) == Ended(0, f"{path}  -  no digit found\n", "")
    assert digits("predict", path, "--many", "--show").stdout == f"{path}  -  no digit found\n"
    assert records(digits("predict", path, "--json"))[0]["digits"] == []


def _saved(**options: Any) -> Callable[[Image.Image], bytes]:  # noqa: ANN401 - Pillow's
    def save(picture: Image.Image) -> bytes:
        content = BytesIO()
        picture.save(content, **options)
        return content.getvalue()

    return save


def _sixteen_bits(picture: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)


def _transparent(picture: Image.Image) -> Image.Image:
    made = Image.new("RGBA", picture.size, (20, 20, 20, 0))
    made.putalpha(Image.eval(picture, lambda grey: 255 - grey))
    return made


# By the file's name: how a picture, dark on light, is saved.
KINDS: dict[str, Callable[[Image.Image], bytes]] = {
    "plain.png": _saved(format="PNG"),
    "a.jpg": _saved(format="JPEG", quality=95),
    "a.bmp": _saved(format="BMP"),
    "a.gif": _saved(format="GIF"),
    "a.webp": _saved(format="WEBP", lossless=True),
    "a.tiff": _saved(format="TIFF"),
    "a.pgm": _saved(format="PPM"),
    "UPPER.PNG": _saved(format="PNG"),
    "wrong-suffix.png": _saved(format="JPEG", quality=95),
    "light on dark.png": lambda picture: _saved(format="PNG")(
        Image.eval(picture, lambda g: 255 - g)
    ),
    "colours.png": lambda picture: _saved(format="PNG")(picture.convert("RGB")),
    "palette.png": lambda picture: _saved(format="PNG")(picture.convert("P")),
    "cmyk.jpg": lambda picture: _saved(format="JPEG", quality=95)(picture.convert("CMYK")),
    "sixteen.png": lambda picture: _saved(format="PNG")(_sixteen_bits(picture)),
    "sixteen.tiff": lambda picture: _saved(format="TIFF")(_sixteen_bits(picture)),
    "transparent.png": lambda picture: _saved(format="PNG")(_transparent(picture)),
    "one-bit.png": lambda picture: _saved(format="PNG")(picture.convert("1")),
    "animated.gif": lambda picture: _saved(
        format="GIF", save_all=True, append_images=[picture.rotate(90), picture.rotate(180)]
    )(picture),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_picture_shows_the_same_digit(digits: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(KINDS[name](EIGHT))
    EIGHT.save(tmp_path / "expected.png")
    ended = digits("predict", tmp_path / "expected.png", tmp_path / name, "--json")
    assert (ended.code, ended.stderr) == (0, "")
    expected, found = (record["digits"][0]["probabilities"] for record in records(ended))
    assert list(found) == list(expected)
    np.testing.assert_allclose(list(found.values()), list(expected.values()), atol=0.02)


def _huge() -> bytes:
    """A picture of more pixels than are read, in few bytes."""
    content = bytearray(_saved(format="BMP")(EIGHT))
    content[18:26] = (40_000).to_bytes(4, "little") * 2
    return bytes(content)


def test_a_picture_with_too_many_pixels_is_told_the_limit(digits: Run, tmp_path: Path) -> None:
    (tmp_path / "huge.bmp").write_bytes(_huge())
    ended = digits("predict", tmp_path / "huge.bmp")
    assert ended.stderr.endswith("more than 100,000,000 pixels; make it smaller\n")


def test_an_empty_argument_is_no_folder(digits: Run) -> None:
    ended = digits("predict", "")
    assert (ended.code, ended.stdout) == (1, "")
    assert ended.stderr == "error: '': names no file\n"


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "empty.png": bytes,
    "text.png": lambda: b"seven\n",
    "truncated.png": lambda: _saved(format="PNG")(EIGHT)[:-900],
    "truncated.jpg": lambda: _saved(format="JPEG")(EIGHT)[:-900],
    "huge.bmp": _huge,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cant_be_read_is_one_line_and_the_others_go_on(
    digits: Run, pictures: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(UNREADABLE[name]())
    ended = digits("predict", pictures / "0.png", path, pictures / "1.png")
    assert ended.code == 1
    assert len(ended.stdout.splitlines()) == 2
    [line] = ended.stderr.splitlines()
    assert line.startswith(f"error: {path}: ")


def test_a_pattern_that_the_shell_left_and_an_empty_folder(digits: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = digits("predict", tmp_path / "*.jpg", tmp_path / "empty", tmp_path / ("x" * 300))
    assert (ended.code, ended.stdout) == (1, "")
    pattern, folder, long = ended.stderr.splitlines()
    assert pattern == f"error: {tmp_path}/*.jpg: no file matches this pattern"
    assert folder.startswith(f"error: {tmp_path}/empty: no picture in this folder")
    assert long.endswith("File name too long")


def test_names_do_nothing_to_the_terminal(digits: Run, tmp_path: Path) -> None:
    names = ["a\nb.png", "\x1b[31mred.png", "\udcff.png", "good ü.png"]
    for name in names:
        EIGHT.save(tmp_path / name)
    ended = digits("predict", *(tmp_path / name for name in names), tmp_path / "no\n.png")
    assert len(ended.stdout.splitlines()) == 4
    assert len(ended.stderr.splitlines()) == 1
    assert "\x1b" not in ended.stdout
    assert "good ü.png" in ended.stdout
    found = records(digits("predict", *(tmp_path / name for name in names), "--json"))
    assert [record["path"] for record in found] == [str(tmp_path / name) for name in names]


@pytest.mark.parametrize("colour", ["white", "black"])
def test_a_blank_picture_holds_nothing_for_a_network_of_whole_pictures(
    colour: str, digits: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digits.prediction.network.takes_whole", bool)
    Image.new("L", (40, 30), colour).save(tmp_path / "blank.png")
    ended = digits("predict", tmp_path / "blank.png")
    assert (ended.code, ended.stderr) == (0, "")
    assert "no digit found" in ended.stdout
