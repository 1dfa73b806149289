"""One network's pictures in RESULTS.md."""

import re
from pathlib import Path

import pytest

from digits.params.schema import Robustness
from digits.report.inside import PictureError, copy_pictures, inside
from digits.report.page import results_page
from digits.report.result import Result

ROBUSTNESS = Robustness(images=10, seed=0, mnist_c=None)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Pictures of a network that reads everything right: none of its mistakes."""
    folder = tmp_path / "pictures" / "lenet"
    folder.mkdir(parents=True)
    for name in ("feature_maps", "saliency", "filters"):
        (folder / f"{name}.png").write_bytes(name.encode())
    return folder


def test_copies_the_pictures_that_there_are(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "report" / "figures"
    assert copy_pictures(source, target) == ["saliency", "feature_maps"]
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {
        "saliency.png": b"saliency",
        "feature_maps.png": b"feature_maps",
    }


def test_without_a_folder_nothing_is_copied(tmp_path: Path) -> None:
    assert copy_pictures(tmp_path / "nowhere", tmp_path / "figures") == []
    assert not (tmp_path / "figures").exists()


def test_the_page_shows_what_was_copied_and_nothing_else(results: list[Result]) -> None:
    def shown(pictures: list[str]) -> set[str]:
        page = results_page(results, "mnist", 5, 0, ROBUSTNESS, pictures)
        assert page.endswith("\n")
        assert not page.endswith("\n\n")
        return set(re.findall(r"!\[[^]]+\]\(figures/(\w+)\.png\)", page))

    assert shown(["saliency", "feature_maps"]) - shown([]) == {"saliency", "feature_maps"}


def test_texts_name_the_model() -> None:
    assert inside("my_net", ["wrong"]).count("my_net") == 1
    assert inside("my_net", []) == ""


def test_a_picture_that_cannot_be_read_is_named(source: Path, tmp_path: Path) -> None:
    (source / "wrong.png").mkdir()
    with pytest.raises(PictureError, match=r"wrong\.png: .*dvc repro visualize@lenet"):
        copy_pictures(source, tmp_path / "figures")


def test_pictures_come_with_their_texts_in_the_order_of_the_page() -> None:
    assert inside("lenet", {"feature_maps", "wrong", "saliency"}).split("\n\n") == [
        "The images that it reads wrong and is surest of:",
        "![the most confidently wrong images of lenet](figures/wrong.png)",
        "Which pixels its answer depends on: how much the logit of its answer changes with each.",
        "![saliency of lenet for one image of each class, of ten at most](figures/saliency.png)",
        "What becomes of one image in it, layer by layer:",
        "![every layer's output of lenet for one test image](figures/feature_maps.png)\n",
    ]
