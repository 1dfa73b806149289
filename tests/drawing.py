"""The page to draw on, as a test uses it."""

from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import onnxruntime
from jaxtyping import Float, UInt8
from PIL import Image
from playwright.sync_api import Locator, Page

SIDE = 280  # pixels of the canvas
_PROBABILITIES = """
  [...document.querySelectorAll("#probabilities li")].map((item) => item.dataset.probability)
"""
SEVEN = [[(80.0, 70.0), (200.0, 70.0), (120.0, 220.0)]]
ELEVEN = [[(90.0, 60.0), (90.0, 220.0)], [(180.0, 60.0), (180.0, 220.0)]]
Strokes = Iterable[Iterable[tuple[float, float]]]


@dataclass(frozen=True)
class Drawing:
    """An open page; places are pixels of the canvas, whatever its size on the screen."""

    page: Page

    def ready(self) -> "Drawing":
        """Wait until a network has been loaded, and whatever is drawn has been read."""
        self.page.wait_for_selector("html[data-model]", timeout=60_000)
        self.page.wait_for_selector("#reading[aria-busy=false]")
        return self

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a pixel of the canvas is in the window, CSS pixels."""
        box = self.page.locator("#pad").bounding_box()
        assert box is not None
        scale = box["width"] / SIDE
        return box["x"] + x * scale, box["y"] + y * scale

    def draw(self, strokes: Strokes) -> "Drawing":
        """Draw with the mouse, and wait for the answer."""
        for stroke in strokes:
            places = [self.place(*point) for point in stroke]
            self.page.mouse.move(*places[0])
            self.page.mouse.down()
            for place in places[1:]:
                self.page.mouse.move(*place)
            self.page.mouse.up()
        return self.ready()

    def choose(self, model: str) -> "Drawing":
        """Take another network."""
        self.page.locator("#model").select_option(model)
        self.page.wait_for_selector(f"html[data-model='{model}']")
        return self.ready()

    def click(self, button: str) -> "Drawing":
        """Press a button by its id."""
        self.page.locator(f"#{button}").click()
        return self.ready()

    @property
    def ink(self) -> UInt8[np.ndarray, "280 280"]:
        """What is on the canvas."""
        return self.pixels(self.page.locator("#pad"))[..., 0]

    @property
    def seen(self) -> UInt8[np.ndarray, "28 28"]:
        """What is shown as seen by the network."""
        return self.pixels(self.page.locator("#seen"))[..., 0]

    def pixels(self, canvas: Locator) -> UInt8[np.ndarray, "h w 4"]:
        """Red, green, blue and opacity of what stands on a canvas."""
        png = str(canvas.evaluate("(canvas) => canvas.toDataURL()")).partition(",")[2]
        return np.array(Image.open(BytesIO(b64decode(png))).convert("RGBA"))

    @property
    def probabilities(self) -> Float[np.ndarray, " digits"]:
        """As the page has them, before they are rounded; none on an empty canvas."""
        found: list[str | None] = self.page.evaluate(_PROBABILITIES)
        assert len(found) == 10
        assert all(found) or not any(found)
        return np.array([float(each) for each in found if each], np.float64)

    def text(self, name: str) -> str:
        """What a part of the page says."""
        return self.page.locator(f"#{name}").inner_text()

    @property
    def milliseconds(self) -> float:
        """From the end of a change to the answer on the page."""
        return float(str(self.page.locator("#answer").get_attribute("data-milliseconds")))


Open = Callable[..., Drawing]  # takes the width of the window and what Playwright takes


def outputs(file: Path, ink: UInt8[np.ndarray, "h w"]) -> dict[str, np.ndarray]:
    """What an exported network gives for a canvas, by Python's runtime."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    found = session.run(names, {"images": ink[None, None]})
    return {name: np.asarray(value)[0] for name, value in zip(names, found, strict=True)}


def expected(site: Path, name: str, drawing: Drawing) -> dict[str, np.ndarray]:
    """Python's outputs for what is on the page's canvas, by a network of a site."""
    return outputs(site / "models" / f"{name}.onnx", drawing.ink)


def softmax(logits: np.ndarray) -> Float[np.ndarray, " digits"]:
    """Probabilities."""
    powers = np.exp(logits.astype(np.float64) - logits.max())
    return powers / powers.sum()
