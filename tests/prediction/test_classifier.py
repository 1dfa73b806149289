"""The class for programs: every form of images, and what it refuses."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from drawn_digits import as_in_mnist, glyph
from exported_network import MODEL
from PIL import Image

from digits.errors import UserError
from digits.prediction.classifier import Classifier
from digits.prediction.images import (
    ImageFormError,
    Images,
    NoDigitError,
    Picture,
    Pixels,
    canvases_of,
)
from digits.preparation.picture import UnreadablePictureError

DIGITS = np.stack([as_in_mnist(glyph(digit)) for digit in range(10)])
SEVEN = DIGITS[7]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Image.fromarray(SEVEN).save(tmp_path / "seven.png")
    return tmp_path / "seven.png"


def forms(path: Path) -> list[Images]:
    """One image in every form."""
    tensor = torch.from_numpy(SEVEN)
    picture = Image.open(path)
    picture.load()
    one: list[Images] = [
        path,
        str(path),
        picture,
        picture.convert("RGB"),
        Image.fromarray(255 - SEVEN),
        SEVEN,
        np.asfortranarray(SEVEN),
        tensor,
    ]
    batches: list[Images] = [SEVEN[None], SEVEN[None, None], tensor[None], tensor[None, None]]
    lists: list[Images] = [[path], (path,), [SEVEN], [tensor[None]], iter([picture])]
    return one + batches + lists


def test_every_form_of_an_image_gives_the_same_answer(classifier: Classifier, path: Path) -> None:
    expected = classifier.answers(SEVEN)
    assert expected.probabilities.shape == (1, 10)
    assert (expected.seen == SEVEN).all()
    for form in forms(path):
        answers = classifier.answers(form)
        assert (answers.probabilities == expected.probabilities).all(), form
        assert (answers.seen == expected.seen).all(), form


def test_what_is_returned_agrees(classifier: Classifier) -> None:
    probabilities = classifier.probabilities(DIGITS)
    digits = classifier.predict(DIGITS)
    assert probabilities.shape == (10, 10)
    assert probabilities.dtype == np.float32
    assert digits.dtype == np.int64
    assert (digits == probabilities.argmax(1)).all()
    assert (classifier.seen(DIGITS) == DIGITS).all()


def test_images_of_all_forms_may_stand_in_one_list_and_keep_their_order(
    classifier: Classifier, path: Path
) -> None:
    mixed: list[Picture | Pixels] = [
        torch.from_numpy(DIGITS[:2]),
        path,
        glyph(3),
        Image.fromarray(DIGITS[4]),
    ]
    alone = [classifier.probabilities(each) for each in mixed]
    np.testing.assert_allclose(classifier.probabilities(mixed), np.concatenate(alone), atol=1e-6)


@pytest.mark.parametrize("nothing", [[], np.zeros((0, 28, 28), np.uint8)])
def test_no_images_give_no_answers(classifier: Classifier, nothing: Images) -> None:
    assert classifier.predict(nothing).shape == (0,)
    assert classifier.probabilities(nothing).shape == (0, 10)


WRONG: dict[str, tuple[object, str]] = {
    "floats": (SEVEN / 255, "image: pixels of type float64; should be uint8"),
    "floats of torch": (torch.zeros(28, 28), "image: pixels of type float32"),
    "of half precision": (torch.zeros(28, 28, dtype=torch.bfloat16), "image: pixels of type bfl"),
    "truth values": (SEVEN > 0, "image: pixels of type bool"),
    "whole numbers": ([SEVEN, SEVEN.astype(int)], "image 1: pixels of type int64"),
    "a row": (SEVEN[0], "image: an array of shape (28,)"),
    "colours": (np.stack([SEVEN] * 3, axis=-1), "image: an array of shape (28, 28, 3)"),
    "colours first": (SEVEN[None, None].repeat(3, 1), "image: an array of shape (1, 3, 28, 28)"),
    "a number": (7, "int: should be a path"),
    "numbers": ([[7]], "image 0: list: should be a path"),
    "a table": (SimpleNamespace(__array__=lambda: SEVEN), "image: pixels of type SimpleNamespace"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_image_is_refused_in_one_line(kind: str) -> None:
    images, beginning = WRONG[kind]
    with pytest.raises(ImageFormError) as caught:
        canvases_of(images, whole=False)
    assert str(caught.value).startswith(beginning)
    assert "\n" not in str(caught.value)


def test_an_image_without_a_digit_is_named(classifier: Classifier, tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("L", (50, 50), "white").save(blank)
    empty = np.zeros((28, 28), np.uint8)
    named: list[tuple[Images, str]] = [
        ([SEVEN, empty], "image 1"),
        (np.stack([SEVEN, SEVEN, empty]), "image 2"),
        (empty, "image"),
        ([SEVEN, blank], str(blank)),
    ]
    for images, name in named:
        with pytest.raises(NoDigitError, match="seems to hold no digit") as caught:
            classifier.predict(images)
        assert str(caught.value).startswith(f"{name}: "), name


def test_a_picture_that_cant_be_read_is_named(classifier: Classifier, tmp_path: Path) -> None:
    missing = tmp_path / "missing.png"
    with pytest.raises(UnreadablePictureError, match=r"missing\.png: can't be read"):
        classifier.predict([SEVEN, missing])
    with pytest.raises(UnreadablePictureError, match=r"^image 1: no pixels"):
        classifier.predict([SEVEN, Image.new("L", (0, 5))])


def test_load_finds_a_model_from_the_projects_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / "exports" / MODEL / "model.onnx"
    expected = Classifier.load(file).probabilities(SEVEN)
    with pytest.raises(UserError):
        Classifier.load("nothing_like_it")
    monkeypatch.chdir(project)
    for model in (MODEL, None, str(file)):
        assert (Classifier.load(model).probabilities(SEVEN) == expected).all()
