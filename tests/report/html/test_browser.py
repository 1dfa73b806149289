"""The page as a reader has it: in a browser, by mouse and by keyboard, on a phone, in the dark."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

# Both can be missing: a browser is no Python package.
pytest.importorskip("playwright.sync_api", reason="needs Playwright: make setup")
pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe: make setup")

from axe_playwright_python.sync_playwright import Axe
from chromium import CHROMIUM
from example_page import example, with_pictures
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from digits.wording import article

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]

PHONE, DESK = 400, 1400  # pixels
# Marks what the Tab key should reach, in this order; of radio buttons it is the one that is chosen.
MARK_STOPS = """
  [...document.querySelectorAll(
    "a[href], button, input, select, summary, [tabindex='0']"
  )].filter(
    (element) => element.checkVisibility() && (element.type !== "radio" || element.checked)
  ).map((element, index) => {
    element.dataset.stop = index;
    return element.tagName;
  })
"""
UNNAMED = """
  [...document.querySelectorAll("img, [role=img], svg, canvas, object")].filter(
    (element) =>
      !element.closest("[aria-hidden=true]") &&
      !(element.getAttribute("alt") || element.getAttribute("aria-label") ||
        element.parentElement.closest("svg, [role=graphics-document][aria-label]"))
  ).map((element) => element.outerHTML.slice(0, 200))
"""
TALLER_THAN_THEIR_ROOM = """
  [...document.querySelectorAll(".chart")].filter((chart) => chart.offsetParent).filter(
    (chart) => chart.firstElementChild.scrollHeight > parseFloat(getComputedStyle(chart).minHeight)
  ).map((chart) => chart.outerHTML.slice(0, 100))
"""
# Returns when the page has heard of it.
GO_TO = """
  (fragment) => new Promise((resolve) => {
    addEventListener("hashchange", () => resolve(null), { once: true });
    location.hash = fragment;
  })
"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(page: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of the example's page on disk."""
    file = Path(tmp_path_factory.mktemp("page")) / "index.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page of sixteen models with names as long as params.yaml has them."""
    folder = Path(tmp_path_factory.mktemp("long"))
    models = {f"{index:02}{'m' * 62}": 3 + index for index in range(16)}
    file = folder / "index.html"
    file.write_text(with_pictures(example(models), folder / "pictures").page(), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def long_classes(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page of classes with names as long as params.yaml has them."""
    folder = Path(tmp_path_factory.mktemp("classes"))
    whole = with_pictures(example(), folder / "pictures")
    names = ("m" * 24, "Something with two words", *(f"{place} is a name" for place in range(8)))
    file = folder / "index.html"
    page = whole.but(test=replace(whole.test, classes=names)).page()
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Open]:
    """Opens the page. At the end of the test, the browser must have had nothing to complain of."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def told(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            problems.append(f"{message.type}: {message.text}")

    def open_page(
        width: int = DESK,
        scheme: Literal["light", "dark"] = "light",
        fragment: str = "",
        *,
        scripts: bool = True,
        other: str | None = None,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", told)
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((other or address) + fragment)
        if scripts:
            page.wait_for_selector("[data-curves] svg")
            page.wait_for_selector(".model.chosen [data-calibration] svg")
            for chart in page.query_selector_all("[data-chart]"):
                chart.wait_for_selector("svg")
        return page

    requests: list[str] = []
    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_page_fits_and_has_no_serious_fault(
    opened: Open, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = opened(width, scheme)
    page.locator(".model.chosen [data-cell] button").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(UNNAMED) == []
    # What is drawn late must move nothing that is being read.
    assert page.evaluate(TALLER_THAN_THEIR_ROOM) == []
    found: dict[str, Any] = Axe().run(page).response
    assert len(found["passes"]) > 10
    serious = [
        (fault["id"], [node["html"] for node in fault["nodes"]][:3])
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_table_sorts_both_ways_by_any_column(opened: Open) -> None:
    page = opened()

    def models() -> list[str]:
        return page.locator(".sortable tbody th").all_inner_texts()

    def header(name: str) -> str | None:
        return page.locator(".sortable thead th", has_text=name).get_attribute("aria-sort")

    assert models() == ["lenet", "my_net", "mlp"]
    assert header("errors") == "ascending"
    page.get_by_role("button", name="errors").click()
    assert models() == ["mlp", "my_net", "lenet"]
    assert header("errors") == "descending"
    # my_net has no figure of a tutorial: it stays last.
    page.get_by_role("button", name="tutorial's figure").focus()
    page.keyboard.press("Enter")
    assert models() == ["mlp", "lenet", "my_net"]
    page.keyboard.press("Enter")
    assert models() == ["lenet", "mlp", "my_net"]
    assert header("errors") is None
    page.get_by_role("button", name="model").click()
    assert models() == ["lenet", "mlp", "my_net"]


def lines_drawn(page: Page) -> int:
    return page.locator("[data-curves] .mark-line path[aria-label]").count()


def test_models_are_switched_off_and_on_in_the_chart(opened: Open) -> None:
    page = opened()
    assert lines_drawn(page) == 3
    page.get_by_role("checkbox", name="mlp").uncheck()
    page.wait_for_function("document.querySelectorAll('[data-curves] .mark-line path').length == 2")
    # The choice holds for the other charts.
    page.get_by_role("radio", name="loss").check()
    page.wait_for_selector("[data-curves][aria-label*='validation loss'] svg")
    assert lines_drawn(page) == 2
    page.get_by_role("radio", name="training").check()
    page.wait_for_selector("[data-curves][aria-label*='training loss'] svg")
    assert lines_drawn(page) == 2
    page.get_by_role("button", name="none").click()
    page.wait_for_function("document.querySelectorAll('[data-curves] .mark-line path').length == 0")
    page.get_by_role("button", name="all", exact=True).click()
    page.wait_for_function("document.querySelectorAll('[data-curves] .mark-line path').length == 3")


def test_a_point_tells_its_model_and_figure(opened: Open) -> None:
    page = opened()
    # What takes the pointer lies over the points: the nearest one is told.
    page.locator("[data-curves] .mark-symbol path").nth(1).hover(force=True)
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    told = tip.inner_text()
    assert "lenet" in told
    assert "validation accuracy" in told
    assert "96.50%" in told


def test_a_confusion_cell_opens_its_images(opened: Open) -> None:
    page = opened()
    model = page.locator(".model.chosen")
    wrong = model.locator("td:not(.right) > button")
    assert wrong.count() > 0
    cell = wrong.first
    cell.focus()
    page.keyboard.press("Enter")
    count = int(cell.inner_text())
    assert cell.get_attribute("aria-expanded") == "true"
    images = model.locator(".cell [role=img]")
    assert images.count() == count
    actual, predicted = str(cell.locator("..").get_attribute("data-cell")).split("-")
    said = f"{article(actual)} read as {predicted}"
    assert cell.get_attribute("aria-label") == f"{count}: {said}"
    words = str(images.first.get_attribute("aria-label"))
    assert words.startswith("test image ")
    assert f": {said}, " in words
    heading = model.get_by_role("status")
    assert heading.inner_text() == f"A{said[1:]}: {count} of {count}, the surest first"
    # Another cell takes its place, and a second click closes that.
    right = model.locator("td.right > button").first
    right.click()
    assert cell.get_attribute("aria-expanded") == "false"
    assert model.locator(".cell [role=img]").count() == min(12, int(right.inner_text()))
    right.click()
    assert images.count() == 0
    assert heading.inner_text() == ""


def test_a_coloured_cell_is_said_in_words_to_all(opened: Open) -> None:
    page = opened()
    cell = page.locator(".heat td[data-words]").first
    words = str(cell.get_attribute("data-words"))
    said = page.locator(".said").first
    cell.hover()
    assert said.inner_text() == words
    # Without a pointer: the list below.
    item = page.get_by_text(words, exact=True).and_(page.locator("li"))
    assert not item.is_visible()
    page.locator("#differences ~ details summary").focus()
    page.keyboard.press("Enter")
    assert item.is_visible()


def test_the_images_of_a_cell_are_in_the_picture_at_their_places(opened: Open) -> None:
    page = opened()
    page.locator(".model.chosen [data-cell] button").first.click()
    tile = page.locator(".model.chosen .cell .tile").first
    styles = "(tile) => ({...getComputedStyle(tile)})"
    style: dict[str, str] = tile.evaluate(styles)
    image, position = style["backgroundImage"], style["backgroundPosition"]
    assert image.startswith('url("data:image/png;base64,')
    place = int(str(tile.get_attribute("aria-label")).split()[2].rstrip(":"))
    index = page.evaluate(
        f"JSON.parse(document.getElementById('confusion').textContent).places.indexOf({place})"
    )
    x, y = (float(part.removesuffix("px")) for part in position.split())
    assert (x, y) == (-56 * (index % 50), -56 * (index // 50))


def test_another_digit_moves_maps_and_answer(opened: Open) -> None:
    page = opened()
    model = page.locator(".model.chosen")
    maps = model.locator(".map").first

    def position() -> str:
        return maps.evaluate("(element) => getComputedStyle(element).backgroundPositionY")

    assert maps.get_attribute("aria-label")
    assert position() == "0%"
    assert model.locator(".answer-0.probabilities").is_visible()
    model.locator(".digits input").first.focus()
    page.keyboard.press("ArrowRight")
    assert position() == "100%"  # the last of two
    assert model.locator(".answer-1.probabilities").is_visible()
    assert not model.locator(".answer-0.probabilities").is_visible()


def test_one_model_is_shown_and_the_address_says_which(opened: Open) -> None:
    page = opened(fragment="#model-mlp")
    shown = page.locator(".model:visible h3")
    assert shown.all_inner_texts() == ["mlp"]
    box = shown.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 200
    page.get_by_label("Network", exact=True).select_option("my_net")
    assert shown.all_inner_texts() == ["my_net"]
    assert page.url.endswith("#model-my_net")
    page.locator(".sortable tbody a", has_text="lenet").click()
    page.wait_for_selector("#model-lenet.chosen [data-calibration] svg")
    assert shown.all_inner_texts() == ["lenet"]
    assert page.locator("#chooser").input_value() == "lenet"


def test_an_address_that_names_no_model_opens_the_first(opened: Open) -> None:
    page = opened(fragment="#model-unknown")
    shown = page.locator(".model:visible h3")
    assert shown.all_inner_texts() == ["lenet"]
    # Nor does the open page follow such an address.
    for fragment in ("#%", "#model-%", "#model-toString", "#model-__proto__", "#model-"):
        page.evaluate(GO_TO, fragment)
        assert shown.all_inner_texts() == ["lenet"], fragment
    page.evaluate(GO_TO, "#model-mlp")
    assert shown.all_inner_texts() == ["mlp"]


def test_without_scripts_all_models_are_shown(opened: Open) -> None:
    page = opened(scripts=False)
    assert page.locator(".model:visible").count() == 3
    assert page.locator(".js-only:visible").count() == 0
    assert page.locator("noscript p").is_visible()
    # Nothing looks like a button that does nothing.
    assert page.locator("button:visible").count() == 0
    page.locator("#leaderboard ~ details summary").click()
    assert page.locator(".meanings").is_visible()
    # Digits are chosen by the style sheet alone.
    last = page.locator("#model-mlp .digits input").last
    last.check()
    assert page.locator("#model-mlp .answer-1.probabilities").is_visible()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_page_of_long_names_of_classes_fits(opened: Open, width: int, long_classes: str) -> None:
    page = opened(width, other=long_classes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_page_of_many_models_with_long_names_fits(
    opened: Open, width: int, long_names: str
) -> None:
    page = opened(width, other=long_names)
    assert page.locator("#chooser option").count() == 16
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".model.chosen [data-cell] button").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.body.scrollWidth") <= width
    # The names stay in sight while the rest of a table moves below them, and leave room for it.
    for table in (".sortable", ".heat"):
        name = page.locator(f"{table} tbody th").first.bounding_box()
        assert name is not None
        assert name["width"] < 0.6 * PHONE


def test_keyboard_reaches_everything_in_order(opened: Open) -> None:
    page = opened()
    stops: list[str] = page.evaluate(MARK_STOPS)
    assert set(stops) == {"A", "BUTTON", "INPUT", "SELECT", "SUMMARY", "DIV", "PRE"}
    reached: list[str | None] = []
    for _ in stops:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.stop"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid" or stops[len(reached) - 1] == "INPUT", reached
    assert reached == [str(index) for index in range(len(stops))]
