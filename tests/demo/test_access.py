"""The page for everyone: on a phone and a desk, light and dark, by keyboard."""

from typing import Any, Literal

import pytest

# Both can be missing: a browser is no Python package.
pytest.importorskip("playwright.sync_api", reason="needs Playwright: make setup")
pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe: make setup")

from axe_playwright_python.sync_playwright import Axe
from chromium import CHROMIUM
from drawing import SEVEN, Open

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]

PHONE, DESK = 400, 1400  # pixels


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_page_fits_and_has_no_serious_fault(
    opened: Open, width: int, scheme: Literal["light", "dark"]
) -> None:
    drawing = opened(width, color_scheme=scheme, reduced_motion="reduce")
    before = drawing.page.evaluate("document.documentElement.scrollHeight")
    drawing.draw(SEVEN)
    # What is drawn later moves nothing.
    assert drawing.page.evaluate("document.documentElement.scrollHeight") == before
    assert drawing.page.evaluate("document.documentElement.scrollWidth") <= width
    found: dict[str, Any] = Axe().run(drawing.page).response
    assert len(found["passes"]) > 10
    serious = [
        (fault["id"], [node["html"] for node in fault["nodes"]][:3])
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_keyboard_reaches_every_control(opened: Open) -> None:
    drawing = opened().draw(SEVEN)
    reached: list[str] = []
    for _ in range(23):
        drawing.page.keyboard.press("Tab")
        reached.append(drawing.page.evaluate("document.activeElement.id || 'digit'"))
        outline = drawing.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    assert reached == ["undo", "clear", *["digit"] * 20, "model"]
