"""params.yaml, `models.<model>.normalization`: what a network sees of a pixel."""

from typing import Annotated, Literal

from pydantic import Field

from digits.params.block import Block
from digits.params.kinds import Number, Spread


class Standardize(Block):
    """(x - mean) / std with the statistics of the training images, x in [0, 1]."""

    kind: Literal["standardize"]


class Unit(Block):
    """Pixels / 255, in [0, 1]."""

    kind: Literal["unit"]


class Symmetric(Block):
    """(x - 0.5) / 0.5, in [-1, 1]."""

    kind: Literal["symmetric"]


class Fixed(Block):
    """(x - mean) / std with given numbers, x in [0, 1]."""

    kind: Literal["fixed"]
    mean: Number
    std: Spread


Normalization = Annotated[Standardize | Unit | Symmetric | Fixed, Field(discriminator="kind")]
