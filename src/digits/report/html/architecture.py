"""A network layer by layer, with the pictures that `visualize` made for the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from pydantic import ValidationError

from digits.data.images import LabelledImages
from digits.records import read_json
from digits.report.checks import first_mistake
from digits.report.html.formats import data_uri
from digits.report.html.layers_file import DrawnDigit, Layer, LayersFile
from digits.report.inside import PictureError

_WIDEST = 640  # pixels of the page, for one digit's maps
_LARGEST_ZOOM = 6  # pixels of the page per pixel
_FLAT, _FLAT_ZOOM = 4, 16  # rows of pixels that are numbers in a row, no maps


@dataclass(frozen=True)
class Maps:
    """A layer's picture: a strip for each digit, one above the other."""

    address: str  # that holds the picture
    width: int  # pixels, of one strip
    height: int
    zoom: int  # pixels of the page for each

    @property
    def page_width(self) -> int:
        """Pixels of the page."""
        return self.width * self.zoom


@dataclass(frozen=True)
class Architecture:
    """What `pictures/<model>/` tells the page."""

    digits: list[DrawnDigit]
    looks: int  # at an image; the maps are those of the first
    layers: list[tuple[Layer, Maps | None]]


def read_architecture(folder: Path, test: LabelledImages) -> Architecture | None:
    """Read `page/layers.json` and the pictures that it names; None where the folder isn't there.

    Args:
        folder: `pictures/<model>`.
        test: the test images.

    Raises `PictureError` or `RecordError` where it is damaged or not what it should be.
    """
    if not folder.is_dir():
        return None
    file = folder / "page" / "layers.json"
    repair = f"make it with: dvc repro visualize@{folder.name}"
    content = read_json(file, repair)
    try:
        page = LayersFile.model_validate(content)
    except ValidationError as error:
        raise PictureError(f"{file}: {first_mistake(error)}; {repair}") from error
    for digit in page.digits:
        if len(digit.probabilities) != len(test.classes):
            raise PictureError(
                f"{file}: digits: found {len(digit.probabilities)} probabilities; should be one for"
                f" each of {len(test.classes)} classes; {repair}"
            )
        if digit.image >= len(test) or test.labels[digit.image] != digit.label:
            raise PictureError(
                f"{file}: digits: found a {digit.label} at {digit.image}; should be as in the test"
                f" images; {repair}"
            )
    return Architecture(
        page.digits,
        page.looks,
        [
            (
                layer,
                None
                if layer.picture is None
                else _maps(file.with_name(layer.picture), len(page.digits), repair),
            )
            for layer in page.layers
        ],
    )


def read_architectures(
    folder: Path, models: Iterable[str], test: LabelledImages
) -> dict[str, Architecture | None]:
    """`read_architecture` of each model, in a folder of its own within this one."""
    return {model: read_architecture(folder / model, test) for model in models}


def _maps(path: Path, digits: int, repair: str) -> Maps:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PictureError(f"{path}: can't be read ({error.strerror}); {repair}") from error
    try:
        with Image.open(BytesIO(content)) as picture:
            picture.load()  # its size alone would tell nothing of an end that is missing
            width, height = picture.size
    except (OSError, SyntaxError, ValueError) as error:  # all of them Pillow's, for damaged bytes
        raise PictureError(f"{path}: is no whole picture; {repair}") from error
    if height % digits:
        raise PictureError(
            f"{path}: found {height} rows of pixels; should be as many for each of {digits} digits;"
            f" {repair}"
        )
    strip = height // digits
    largest = _FLAT_ZOOM if strip <= _FLAT else _LARGEST_ZOOM
    return Maps(data_uri(content), width, strip, max(1, min(largest, _WIDEST // width)))
