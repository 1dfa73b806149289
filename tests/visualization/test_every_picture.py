"""All pictures of a network: small, and the same every time."""

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from every_model import MODELS
from PIL import Image
from sheet_boxes import pixels_on
from torch import Tensor
from trained import seeded_classifier

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier
from digits.visualization.activations import activations
from digits.visualization.chosen_digits import first_of_each
from digits.visualization.every_picture import pictures_of_answers, pictures_of_layers
from digits.visualization.sheet import Sheet, ink
from digits.wording import article

LARGEST = 300_000  # bytes
GUESSES = torch.randn(60, 10, generator=torch.Generator().manual_seed(0))
NAMES = {"feature_maps", "filters", "wrong", "unsure", "saliency"}


def drawn(
    classifier: TorchClassifier, test: LabelledImages, logits: Tensor, mistakes: int = 64
) -> dict[str, Sheet]:
    maps = activations(classifier, test.images[[3]])
    digits = first_of_each(test.labels)
    return pictures_of_layers("a_model", maps, test, logits, 3) | pictures_of_answers(
        "a_model", classifier, test, logits, digits=digits, mistakes=mistakes
    )


def saved(sheets: dict[str, Sheet], folder: Path) -> dict[str, bytes]:
    for name, sheet in sheets.items():
        sheet.save(folder / f"{name}.png")
    return {path.stem: path.read_bytes() for path in folder.iterdir()}


def said(sheet: Sheet) -> str:
    return "\n".join(text.text for text in sheet.texts)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.soak) for n in (1, 2))])
@pytest.mark.parametrize("architecture", sorted({each.architecture for each in MODELS.values()}))
def test_every_picture_is_small_with_the_weights_of_any_seed(
    architecture: str, seed: int, test_images: LabelledImages, tmp_path: Path
) -> None:
    classifier = seeded_classifier(architecture, seed)
    sheets = drawn(classifier, test_images, GUESSES)
    files = saved(sheets, tmp_path)
    assert set(files) == NAMES
    for name, content in files.items():
        assert len(content) <= LARGEST, name
        pixels = np.asarray(Image.open(BytesIO(content)).convert("RGB"))
        assert pixels.std() > 5  # something is drawn
        assert (pixels[:, [0, -1]] == 255).all()  # and keeps off the edges
        assert (pixels[[0, -1]] == 255).all()
    words = said(sheets["feature_maps"])
    for name, _ in classifier.network.named_children():
        assert f"\n{name} · " in words


def test_same_network_gives_the_same_bytes(test_images: LabelledImages, tmp_path: Path) -> None:
    one, other = (
        saved(drawn(seeded_classifier("lenet"), test_images, GUESSES), tmp_path / run)
        for run in ("first", "second")
    )
    assert one == other


def test_colours_stay_what_they_were(test_images: LabelledImages, tmp_path: Path) -> None:
    sheet = drawn(seeded_classifier("lenet"), test_images, GUESSES)["feature_maps"]
    sheet.save(tmp_path / "few.png")
    few = np.asarray(Image.open(tmp_path / "few.png").convert("RGB"), dtype=int)
    assert np.abs(np.asarray(sheet.picture(), dtype=int) - few).max() <= 8  # of 255


def test_feature_maps_are_titled_and_end_in_the_prediction(test_images: LabelledImages) -> None:
    logits = torch.zeros(60, 10)
    logits[3, 6] = 2.0
    words = said(drawn(seeded_classifier("lenet"), test_images, logits)["feature_maps"])
    assert "conv1 · 6 × 24 × 24" in words
    assert "pool2 · 16 × 4 × 4" in words
    assert "fc1 · 120" in words
    assert "Read as 6, with a probability of 45.1 %" in words  # e² / (e² + 9)
    assert "softmax of the logits, as trained" in words
    assert (
        f"test image 3, {article(test_images.classes[test_images.labels[3]])}, layer by layer"
        in words
    )


def test_wrong_and_unsure_digits_are_captioned(test_images: LabelledImages) -> None:
    logits = 9.0 * torch.eye(10)[test_images.labels]
    logits[7] = logits[7].roll(1)
    label = int(test_images.labels[7])
    sheets = drawn(seeded_classifier("mlp_small"), test_images, logits, mistakes=4)
    words = said(sheets["wrong"])
    assert f"{label} read as {(label + 1) % 10}, 99.9 %" in words
    assert "test image 7\n" in words + "\n"
    assert "as trained" in words
    assert said(sheets["unsure"]).count("test image") == 4


def test_a_sheet_without_any_answer_says_so(test_images: LabelledImages, tmp_path: Path) -> None:
    right = 9.0 * torch.eye(10)[test_images.labels]
    classifier = seeded_classifier("mlp_small")
    sheets = drawn(classifier, test_images, right)
    assert "None of 60 test images is read wrong." in said(sheets["wrong"])
    assert said(sheets["unsure"]).count("test image") == 60
    assert set(saved(sheets, tmp_path)) == NAMES
    sheets = drawn(classifier, test_images, right.roll(1, 1))
    assert "None of 60 test images is read right." in said(sheets["unsure"])
    assert said(sheets["wrong"]).count("test image") == 60


def test_titles_say_what_is_drawn_of_which_network(test_images: LabelledImages) -> None:
    logits = torch.zeros(60, 10)
    sheets = drawn(seeded_classifier("mlp_small"), test_images, logits)
    shown = article(test_images.classes[test_images.labels[3]])
    assert {name: sheet.texts[0].text for name, sheet in sheets.items()} == {
        "feature_maps": f"a_model: test image 3, {shown}, layer by layer",
        "filters": "a_model: what its first layer looks for",
        "wrong": "a_model: wrong, and surest of it",
        "unsure": "a_model: right, and least sure of it",
        "saliency": "a_model: the pixels that its answer depends on",
    }
    softmax = "The probability is the softmax of the logits, as trained, without a temperature."
    assert [sheets[name].texts[1].text for name in ("wrong", "unsure")] == [softmax] * 2
    blank = drawn(seeded_classifier("two_conv"), test_images, logits)["filters"]
    assert blank.texts[1].text.startswith("conv1 · all ")


def test_each_picture_shows_the_digits_that_it_speaks_of(test_images: LabelledImages) -> None:
    sheets = drawn(seeded_classifier("mlp_small"), test_images, GUESSES)
    digits = first_of_each(test_images.labels)
    places = {"saliency": digits, "feature_maps": [3]}
    for name in ("wrong", "unsure"):
        numbers = re.findall(r"test image (\d+)", said(sheets[name]))
        places[name] = [int(number) for number in numbers]
        assert len(numbers) > 0
    for name, (times, step) in {
        "saliency": (3, 2),
        "feature_maps": (4, 10**3),
        "wrong": (4, 1),
        "unsure": (4, 1),
    }.items():
        for place, pixels in zip(places[name], pixels_on(sheets[name])[::step], strict=True):
            np.testing.assert_array_equal(pixels, ink(test_images.images[place, 0].numpy(), times))


def test_odd_networks_have_all_pictures(
    odd: dict[str, TorchClassifier], test_images: LabelledImages, tmp_path: Path
) -> None:
    without: set[str] = set()
    for kind, classifier in odd.items():
        sheets = drawn(classifier, test_images, GUESSES)
        assert set(saved(sheets, tmp_path / kind)) == NAMES
        if "Nothing to draw" in said(sheets["filters"]):
            without.add(kind)
    assert without == {"without layers", "past its layers", "several tensors"}


def test_digits_that_are_missing_are_no_mistake(test_images: LabelledImages) -> None:
    some = test_images.select(torch.isin(test_images.labels, torch.tensor([2, 8])).nonzero()[:, 0])
    sheets = drawn(seeded_classifier("lenet"), some, GUESSES[: len(some)])
    assert said(sheets["saliency"]).count(" read as ") == 2
