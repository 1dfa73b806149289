"""Images of a user's own: twelve kinds with names, of which some look like numbers or nothing."""

import torch

from digits.data.images import LabelledImages

NAMES = ("NA", "10", "Ankle boot", "T-shirt/top", "é", *(f"kind {place}" for place in range(7)))


def twelve_kinds(count: int, seed: int) -> LabelledImages:
    """Images with a bright block at one of twelve places."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % len(NAMES)
    images = torch.randint(0, 60, (count, 1, 28, 28), generator=generator, dtype=torch.uint8)
    for index, label in enumerate(labels.tolist()):
        row, column = 2 + 9 * (label // 4), 1 + 7 * (label % 4)
        images[index, 0, row : row + 6, column : column + 5] = 240
    return LabelledImages(images, labels, NAMES)
