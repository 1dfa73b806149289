"""What `pictures/<model>/page/layers.json` holds: a network's layers, and the digits drawn."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

_Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class DrawnDigit(_Part):
    """A test image that the maps are of."""

    image: Annotated[int, Field(ge=0)]
    label: Annotated[int, Field(ge=0)]
    probabilities: list[_Share]  # of each class

    @property
    def answer(self) -> int:
        """The class that the network reads."""
        return self.probabilities.index(max(self.probabilities))


class Layer(_Part):
    """A layer, and where its maps lie."""

    name: str
    kind: str
    text: str
    shape: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1)]
    parameters: Annotated[int, Field(ge=0)]
    # The numbers at both ends of its colours; of a layer with a picture.
    scale: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    shown: int | None = None
    picture: Annotated[str, Field(pattern=r"^\w+\.png$")] | None = None

    @property
    def size(self) -> str:
        """Its output for one image."""
        return " × ".join(f"{length:,}" for length in self.shape)

    @property
    def diverges(self) -> bool:
        """Whether its colours go to both sides of zero."""
        return self.scale is not None and self.scale[0] < 0

    @model_validator(mode="after")
    def _scaled(self) -> "Layer":
        if self.picture is not None and self.scale is None:
            raise ValueError("a layer with a picture should have a scale")
        return self


class LayersFile(_Part):
    """All of the file."""

    digits: Annotated[list[DrawnDigit], Field(min_length=1)]
    looks: Annotated[int, Field(ge=1)]  # at an image
    layers: Annotated[list[Layer], Field(min_length=1)]
