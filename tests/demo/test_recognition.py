"""The promise of the page: digits that are drawn on it are recognised, and at once."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from project import ROOT

# Both can be missing: a browser is no Python package.
pytest.importorskip("playwright.sync_api", reason="needs Playwright: make setup")

from chromium import CHROMIUM
from demo_project import SOURCE, fetched_runtime, running
from drawing import SIDE, Drawing
from playwright.sync_api import Browser, Page
from traced import placed, traced

from digits.data.image_files import load_test_images
from digits.data.images import LabelledImages
from digits.demo.build import build
from digits.demo.serve import server_of

Watch = Callable[[Page, str], None]
Line = list[tuple[float, float]]

COUNT, RECOGNISED = 100, 95
SMALLEST, LARGEST = 100, 240  # pixels of the canvas, between the middles of the pen's lines
EDGE = 12  # pixels; half a pen, and a bit
LONGEST = 50  # ms for an answer of lenet5
_TENSORS = ROOT / "data" / "tensors" / "test.safetensors"
_SUMMARY = ROOT / "metrics" / "summary.json"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.soak,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
    pytest.mark.skipif(not _TENSORS.exists(), reason="needs the test images: make repro"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of the best network, and lenet5."""
    best = str(json.loads(_SUMMARY.read_text(encoding="utf-8"))["best_by_validation"])
    names = list(dict.fromkeys([best, "lenet5"]))
    for name in names:
        if not (ROOT / "exports" / name / "model.onnx").exists():
            pytest.skip(f"needs an exported network: dvc repro export@{name}")
    site = Path(tmp_path_factory.mktemp("recognition")) / "site"
    fetched_runtime()
    with contextlib.chdir(ROOT):
        build(names, SOURCE, site)
    with running(server_of(site, 0)) as url:
        yield f"{url}/"


@pytest.fixture(scope="module")
def test_images() -> LabelledImages:
    return load_test_images(_TENSORS)


@pytest.fixture
def drawing(
    browser: Browser, address: str, watch: Callable[[Page, str], None]
) -> Iterator[Drawing]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    watch(page, address)
    page.goto(address)
    yield Drawing(page).ready()
    context.close()


def strokes_of(
    image: np.ndarray, generator: np.random.Generator
) -> list[list[tuple[float, float]]]:
    """A digit retraced, of any size and at any place where it fits."""
    strokes = traced(image)
    size = generator.uniform(SMALLEST, LARGEST)
    reach = np.ptp(np.concatenate(placed(strokes, size, (0, 0))), axis=0) / 2 + EDGE
    x, y = generator.uniform(reach, SIDE - reach)
    return [[(float(a), float(b)) for a, b in line] for line in placed(strokes, size, (x, y))]


def test_retraced_test_digits_are_recognised(drawing: Drawing, test_images: LabelledImages) -> None:
    generator = np.random.default_rng(0)
    wrong: list[str] = []
    for place in range(COUNT):
        drawing.draw(strokes_of(test_images.images[place, 0].numpy(), generator))
        label, answer = int(test_images.labels[place]), drawing.text("answer")
        if answer != str(label):
            wrong.append(f"test image {place}: {label} read as {answer}")
        drawing.click("clear")
    print(f"recognised {COUNT - len(wrong)} of {COUNT}; {wrong}")
    assert len(wrong) <= COUNT - RECOGNISED, wrong


def test_test_images_reach_the_network_unchanged(
    drawing: Drawing, test_images: LabelledImages
) -> None:
    buttons = drawing.page.locator("#digits button")
    same: list[bool] = []
    for index in range(buttons.count()):
        place = int(str(buttons.nth(index).get_attribute("title")).split()[2].rstrip(","))
        buttons.nth(index).click()
        seen = drawing.ready().seen
        same.append(bool((seen == test_images.images[place, 0].numpy()).all()))
    assert np.mean(same) > 0.9  # not all images of MNIST are centred to the pixel


def test_lenet5_answers_at_once(drawing: Drawing, test_images: LabelledImages) -> None:
    generator = np.random.default_rng(1)
    drawing.choose("lenet5")
    times: list[float] = []
    for place in range(30):
        strokes = strokes_of(test_images.images[place, 0].numpy(), generator)
        times.extend(drawing.draw([stroke]).milliseconds for stroke in strokes)
        drawing.click("clear")
    print(f"median {np.median(times):.1f} ms, 95 % below {np.quantile(times, 0.95):.1f} ms")
    assert np.median(times) < LONGEST
