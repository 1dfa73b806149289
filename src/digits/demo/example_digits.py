"""Images of the test set that the page offers to try, whatever networks say of them."""

from io import BytesIO
from typing import Any

import numpy as np
import torch
from PIL import Image

from digits.data.images import SIDE, LabelledImages

EACH = 2  # images of each class
FILE = "digits.png"


def first_places(test: LabelledImages, each: int = EACH) -> list[int]:
    """Where the first images of 0 stand, then those of 1, and so on."""
    found = [torch.nonzero(test.labels == digit)[:each, 0] for digit in range(len(test.classes))]
    return torch.cat(found).tolist()


def example_digits(test: LabelledImages) -> tuple[dict[str, Any], bytes]:
    """What the page needs to know about them, and the images side by side as a grey PNG."""
    places = first_places(test)
    picture = np.concatenate([test.images[place, 0].numpy() for place in places], axis=1)
    content = BytesIO()
    Image.fromarray(picture).save(content, format="PNG", optimize=True)
    images = [{"place": place, "label": int(test.labels[place])} for place in places]
    return {"file": FILE, "side": SIDE, "images": images}, content.getvalue()
