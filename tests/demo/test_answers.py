"""What the page says of a drawing: probabilities, what the network saw, what its layers made."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

# Both can be missing: a browser is no Python package.
pytest.importorskip("playwright.sync_api", reason="needs Playwright: make setup")

from chromium import CHROMIUM
from demo_project import DEFAULT, OTHER, TEST
from drawing import ELEVEN, SEVEN, Open, expected, softmax

from digits.visualization.colour_scale import ColourScale

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]

SLOW = 250  # ms for an answer, which takes about 10; the machine may do other things meanwhile
NETWORKS = [DEFAULT, OTHER]


def test_probabilities_are_those_of_python(opened: Open, site: Path) -> None:
    drawing = opened()
    for name in NETWORKS:
        drawing.choose(name)
        for strokes in (SEVEN, ELEVEN):  # one upon the other
            drawing.draw(strokes)
            wanted = expected(site, name, drawing)
            assert drawing.probabilities == pytest.approx(softmax(wanted["logits"]), abs=1e-3)
            assert np.abs(drawing.seen - wanted["seen"][0]).max() <= 1
            assert drawing.text("answer") == str(wanted["logits"].argmax())
        assert drawing.seen.max() == 255
        drawing.click("clear")


def test_another_network_answers_what_is_drawn_already(opened: Open, site: Path) -> None:
    drawing = opened().draw(SEVEN)
    before = drawing.probabilities
    drawing.choose(OTHER)
    wanted = softmax(expected(site, OTHER, drawing)["logits"])
    assert drawing.probabilities == pytest.approx(wanted, abs=1e-3)
    assert drawing.probabilities != pytest.approx(before, abs=1e-3)
    options = drawing.page.locator("#model option").all_inner_texts()
    assert [option.split(" ")[0] for option in options] == NETWORKS
    assert options[0].startswith(f"{DEFAULT} · 98.76 % right · ")


def test_it_answers_while_a_stroke_goes_on(opened: Open) -> None:
    drawing = opened()
    drawing.page.mouse.move(*drawing.place(100, 100))
    drawing.page.mouse.down()
    drawing.page.mouse.move(*drawing.place(150, 200), steps=20)
    drawing.page.wait_for_selector("#probabilities li[data-probability]")
    assert drawing.text("said") == ""  # read aloud at its end only
    drawing.page.mouse.up()
    drawing.ready()
    assert drawing.text("said").startswith("It looks like ")


def test_it_invites_to_draw_what_its_networks_read(site: Path, opened: Open) -> None:
    drawing = opened()
    assert drawing.page.title() == drawing.text("title") == drawing.text("sure") == "Draw a digit"
    file = site / "models.json"
    content = file.read_text(encoding="utf-8")
    letters = {**json.loads(content), "classes": list("ABCDEFGHIJ")}
    # It would answer in place of the route.
    drawing.page.evaluate("async () => (await navigator.serviceWorker.ready).unregister()")
    drawing.page.route(
        "**/models.json", lambda route: route.fulfill(status=200, body=json.dumps(letters))
    )
    drawing.page.reload()
    drawing.ready()
    assert drawing.page.title() == drawing.text("title") == drawing.text("sure") == "Draw a picture"
    drawing.draw(SEVEN).click("clear")
    assert drawing.text("sure") == "Draw a picture"


@pytest.mark.parametrize("width", [320, 400, 1400])
def test_long_names_of_classes_fit(opened: Open, width: int) -> None:
    drawing = opened(width)
    names = ["Ankle boot", "T-shirt/top", "m" * 24, *map(str, range(7))]
    drawing.page.evaluate("async () => (await navigator.serviceWorker.ready).unregister()")

    def answer(route: "Route") -> None:
        site = route.fetch().json()
        route.fulfill(status=200, body=json.dumps({**site, "classes": names}))

    drawing.page.route("**/models.json", answer)
    drawing.page.reload()
    drawing.ready().draw(SEVEN)
    assert drawing.page.evaluate("document.documentElement.scrollWidth") <= width
    lines = drawing.page.evaluate(
        "[...document.querySelectorAll('.bars .digit')].map(name => name.clientHeight)"
    )
    assert lines[0] == lines[1] == lines[-1]  # not broken letter by letter


def test_a_network_that_takes_the_canvas_whole_says_so(opened: Open) -> None:
    drawing = opened()
    assert "moved to the middle" in drawing.text("prepared")
    drawing.page.evaluate("async () => (await navigator.serviceWorker.ready).unregister()")

    def answer(route: "Route") -> None:
        site = route.fetch().json()
        models = [{**model, "whole": True} for model in site["models"]]
        route.fulfill(status=200, body=json.dumps({**site, "models": models}))

    drawing.page.route("**/models.json", answer)
    drawing.page.reload()
    assert drawing.ready().text("prepared") == "The canvas, made smaller to 28 × 28 pixels."


def test_an_empty_canvas_has_no_answer(opened: Open) -> None:
    drawing = opened()
    for _ in range(2):
        assert drawing.text("sure") == "Draw a digit"
        assert drawing.text("answer") == "?"
        assert drawing.text("said") == ""
        assert not drawing.probabilities.size
        assert not drawing.seen.any()
        assert not drawing.ink.any()
        assert drawing.page.locator("#layers canvas:not(.empty)").count() == 0
        assert drawing.page.locator("button:disabled").count() == 2
        drawing.draw(SEVEN).click("clear")


def test_a_digit_to_try_is_put_on_the_canvas(opened: Open, site: Path) -> None:
    drawing = opened().draw(SEVEN)
    button = drawing.page.locator("#digits button").nth(5)
    place = int(str(button.get_attribute("title")).split()[2].rstrip(","))
    assert TEST.labels[place] == 2
    button.focus()
    drawing.page.keyboard.press("Enter")
    image = TEST.images[place, 0].numpy()
    assert (drawing.ready().ink == image.repeat(10, axis=0).repeat(10, axis=1)).all()
    wanted = softmax(expected(site, DEFAULT, drawing)["logits"])
    assert drawing.probabilities == pytest.approx(wanted, abs=1e-3)
    drawing.click("undo")
    assert not drawing.ink.any()


def test_layers_are_painted_in_the_colours_of_the_pictures(opened: Open, site: Path) -> None:
    drawing = opened().choose(OTHER).draw(SEVEN)
    wanted = expected(site, OTHER, drawing)
    figures = drawing.page.locator("#layers figure")
    assert figures.count() == len(wanted) - 2
    for index, (name, values) in enumerate(list(wanted.items())[2:]):
        assert name.split("_")[0] in figures.nth(index).locator("figcaption").inner_text()
        # The first map; of numbers, the first one.
        first = values[0] if values.ndim == 3 else values[:1, None]
        pixels = drawing.pixels(figures.nth(index).locator("canvas"))
        rows = first.shape[0]
        side = {28: 2, 14: 4, 10: 6, 5: 10}.get(rows) or (10 if values.size > 40 else 20)  # pixels
        middles = np.arange(rows) * side + side // 2
        same = pixels[middles[:, None], middles, :3] == ColourScale.of(values).paint(first)
        # Where the two runtimes differ by a rounding, a number may fall to the next colour.
        assert same.mean() > 0.99, name


@pytest.mark.soak  # a busy machine breaks it
def test_an_answer_takes_no_time_that_is_felt(opened: Open) -> None:
    drawing = opened().choose(OTHER)
    times: list[float] = []
    for _ in range(10):
        times.append(drawing.draw(SEVEN).milliseconds)
        drawing.click("clear")
    assert np.median(times) < SLOW
