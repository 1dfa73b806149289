"""Strokes by mouse and touch, and how they are taken back."""

from pathlib import Path

import numpy as np
import pytest

# Both can be missing: a browser is no Python package.
pytest.importorskip("playwright.sync_api", reason="needs Playwright: make setup")

from chromium import CHROMIUM
from demo_project import DEFAULT
from drawing import ELEVEN, SEVEN, Open, expected, softmax

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


def test_undo_takes_back_stroke_by_stroke(opened: Open) -> None:
    drawing = opened().draw(ELEVEN[:1])
    one, answer = drawing.ink, drawing.probabilities
    drawing.draw(ELEVEN[1:])
    assert (drawing.ink != one).any()
    drawing.click("undo")
    assert (drawing.ink == one).all()
    assert (drawing.probabilities == answer).all()
    drawing.draw(SEVEN)
    drawing.page.keyboard.press("Control+z")
    assert (drawing.ready().ink == one).all()
    drawing.page.keyboard.press("Control+z")
    assert not drawing.ready().ink.any()
    drawing.page.keyboard.press("Control+z")
    assert not drawing.ready().ink.any()


def test_two_keys_clear(opened: Open) -> None:
    drawing = opened()
    for key in ("Escape", "Delete"):
        assert drawing.draw(ELEVEN).ink.any()
        drawing.page.keyboard.press(key)
        assert not drawing.ready().ink.any(), key


def test_a_click_makes_a_round_dot(opened: Open) -> None:
    ink = opened().draw([[(140.0, 140.0)]]).ink
    rows, columns = (ink > 127).nonzero()
    assert np.ptp(rows) == pytest.approx(20, abs=1)
    assert np.ptp(columns) == pytest.approx(20, abs=1)
    assert (ink > 127).sum() == pytest.approx(np.pi * 10**2, rel=0.05)


def test_a_stroke_that_leaves_the_canvas_goes_on_where_it_comes_back(opened: Open) -> None:
    ink = opened().draw([[(200.0, 140.0), (400.0, 140.0), (400.0, 60.0), (200.0, 60.0)]]).ink
    assert ink[140, 270]
    assert ink[60, 230]


def test_pixels_do_not_depend_on_the_screen(opened: Open) -> None:
    desk = opened().draw(ELEVEN)
    fine = opened(device_scale_factor=2).draw(ELEVEN)
    assert (desk.ink == fine.ink).all()


def test_touch_draws_and_does_not_scroll(opened: Open, site: Path) -> None:
    drawing = opened(400, has_touch=True, is_mobile=True)
    client = drawing.page.context.new_cdp_session(drawing.page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [
            {"x": x, "y": y, "id": index}
            for index, (x, y) in enumerate(drawing.place(*place) for place in places)
        ]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (140, 250))
    for y in range(240, 30, -10):
        touch("touchMove", (140, y))
    touch("touchEnd")
    ink = drawing.ready().ink
    assert (ink[45:245, 140] == 255).all()
    assert drawing.page.evaluate("[scrollX, scrollY]") == [0, 0]
    wanted = softmax(expected(site, DEFAULT, drawing)["logits"])
    assert drawing.probabilities == pytest.approx(wanted, abs=1e-3)
    # A second finger neither draws nor joins its places to the stroke of the first.
    drawing.click("clear")
    touch("touchStart", (60, 60))
    touch("touchStart", (60, 60), (220, 220))
    touch("touchMove", (60, 120), (220, 160))
    touch("touchEnd")
    assert not drawing.ready().ink[:, 110:].any()


_POINTER = """([kind, pointerType, pointerId, clientX, clientY]) =>
    document.getElementById("pad").dispatchEvent(
        new PointerEvent(kind, {pointerType, pointerId, button: 0, clientX, clientY}))"""


_POINTER_AT = """([kind, pointerType, pointerId, clientX, clientY, timeStamp]) => {
    const event = new PointerEvent(kind, {pointerType, pointerId, button: 0, clientX, clientY});
    Object.defineProperty(event, "timeStamp", {value: timeStamp});
    document.getElementById("pad").dispatchEvent(event);
}"""


def test_a_hand_that_rests_on_the_screen_leaves_nothing(opened: Open) -> None:
    drawing = opened()
    # Pointers that a script makes up can't be captured.
    drawing.page.evaluate("document.getElementById('pad').setPointerCapture = () => {}")

    def pointer(kind: str, type_: str, number: int, x: float, y: float) -> None:
        drawing.page.evaluate(_POINTER, [kind, type_, number, *drawing.place(x, y)])

    pointer("pointerdown", "touch", 1, 240, 240)
    pointer("pointermove", "touch", 1, 250, 250)
    pointer("pointercancel", "touch", 1, 250, 250)  # as browsers take it for what it is
    assert not drawing.ready().ink.any()
    pointer("pointerdown", "touch", 2, 240, 240)
    pointer("pointerdown", "pen", 3, 100, 60)
    pointer("pointermove", "pen", 3, 100, 200)
    pointer("pointerup", "pen", 3, 100, 200)
    ink = drawing.ready().ink
    assert ink[60:200, 100].all()
    assert not ink[:, 200:].any()


def test_where_the_pen_was_put_away_fingers_draw_again(opened: Open) -> None:
    drawing = opened()
    drawing.page.evaluate("document.getElementById('pad').setPointerCapture = () => {}")

    def stroke(type_: str, x: float, seconds: float) -> None:
        for kind, y in (("pointerdown", 60), ("pointermove", 200), ("pointerup", 200)):
            place = drawing.place(x, y)
            drawing.page.evaluate(_POINTER_AT, [kind, type_, 1, *place, 1000 * seconds])

    stroke("pen", 60, seconds=100)
    stroke("touch", 140, seconds=105)  # the hand
    stroke("touch", 220, seconds=111)
    ink = drawing.ready().ink
    assert ink[60:200, 60].all()
    assert not ink[:, 140].any()
    assert ink[60:200, 220].all()


def test_other_buttons_of_the_mouse_do_not_draw(opened: Open) -> None:
    drawing = opened()
    drawing.page.mouse.move(*drawing.place(100, 100))
    drawing.page.mouse.down(button="right")
    drawing.page.mouse.move(*drawing.place(200, 200))
    drawing.page.mouse.up(button="right")
    assert not drawing.ready().ink.any()
