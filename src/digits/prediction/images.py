"""What a user may hand over as images, to canvases of ink."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from digits.errors import UserError
from digits.preparation.ink import ink_of
from digits.preparation.picture import read_grey
from digits.preparation.whole import bright_on_dark

_COLOURS = (3, 4)  # channels in the last dimension: no width of an image


class ImageFormError(UserError):
    """What was given is no image, or one of another kind than is read."""


class NoDigitError(UserError):
    """An image seems to hold no digit."""


@runtime_checkable
class Pixels(Protocol):
    """Whatever numpy takes for an array: its own, and tensors of torch and others."""

    def __array__(self) -> np.ndarray:
        """Itself as numpy's array."""
        ...


_Prepared = Callable[[UInt8[np.ndarray, "h w"]], UInt8[np.ndarray, "_ _"]]
Picture = str | Path | Image.Image
Images = Picture | Pixels | Iterable[Picture | Pixels]


def canvases_of(images: object, *, whole: bool) -> list[UInt8[np.ndarray, "_ _"]]:
    """Each image, bright on 0, as an exported network takes it.

    Args:
        images: see `Classifier`.
        whole: whether the network takes pictures as they are; otherwise it is given their ink.

    Raises `ImageFormError`, `UnreadablePictureError`, or `NoDigitError` where a canvas would hold
    no ink; each names the image.
    """
    canvases: list[UInt8[np.ndarray, "_ _"]] = []
    prepared = bright_on_dark if whole else ink_of
    for name, canvas in _each(images, prepared):
        if not canvas.any():
            raise NoDigitError(
                f"{name}: seems to hold no digit; leave it out, or give one with more contrast"
            )
        canvases.append(canvas)
    return canvases


def _each(images: object, prepared: _Prepared) -> Iterator[tuple[str, UInt8[np.ndarray, "_ _"]]]:
    if isinstance(images, Picture | Pixels):
        yield from _named("image", images, prepared)
    elif isinstance(images, Iterable):
        for place, image in enumerate(images):
            yield from _named(f"image {place}", image, prepared)
    else:
        raise ImageFormError(f"{type(images).__name__}: {_TAKEN}")


_TAKEN = "should be a path, a picture of Pillow's, an array or a tensor, or a list of them"


def _named(
    name: str, image: object, prepared: _Prepared
) -> Iterator[tuple[str, UInt8[np.ndarray, "_ _"]]]:
    """One image, or the images of an array; with what an error calls them."""
    if isinstance(image, str | Path):
        yield str(image), prepared(read_grey(Path(image)))
    elif isinstance(image, Image.Image):
        try:
            yield name, prepared(read_grey(image))
        except UserError as error:  # which can't know its name
            raise type(error)(f"{name}: {error}") from error
    elif isinstance(image, Pixels):
        array = _array(name, image)
        if array.ndim == 2:  # noqa: PLR2004 - height and width
            yield name, array
        else:
            flat = array.reshape(len(array), *array.shape[-2:])
            yield from ((f"{name} {place}", canvas) for place, canvas in enumerate(flat))
    else:
        raise ImageFormError(f"{name}: {type(image).__name__}: {_TAKEN}")


def _array(name: str, pixels: Any) -> UInt8[np.ndarray, "..."]:  # noqa: ANN401 - of any library
    """Check that it is one image or a batch, as the dataset stores them."""
    if hasattr(pixels, "detach"):  # torch's tensors, wherever they are
        pixels = pixels.detach().cpu()
    kind = str(getattr(pixels, "dtype", type(pixels).__name__)).removeprefix("torch.")
    if kind != "uint8":
        raise ImageFormError(
            f"{name}: pixels of type {kind}; should be uint8, ink up to 255 on 0;"
            " where they go from 0 to 1: (255 * image).round().astype('uint8')"
        )
    array = np.asarray(pixels)
    match array.shape:
        case (_, _) | (_, _, _) | (_, 1, _, _) if array.shape[-1] not in _COLOURS:
            return array
        case _:
            raise ImageFormError(
                f"{name}: an array of shape {array.shape}; should be height × width,"
                " n × height × width or n × 1 × height × width, without colours;"
                " pictures in colour: PIL.Image.fromarray(image)"
            )
