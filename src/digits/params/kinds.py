"""The kinds of number and text that params.yaml holds."""

from typing import Annotated

from pydantic import Field, StringConstraints

_LARGEST = 1e30  # float32, which weights are, ends at 3e38
Positive = Annotated[float, Field(gt=0, le=_LARGEST)]
NotNegative = Annotated[float, Field(ge=0, le=_LARGEST)]
Number = Annotated[float, Field(ge=-_LARGEST, le=_LARGEST)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Decay = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=1, lt=2**31)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
Threads = Annotated[int, Field(ge=1, le=1024)]
# A path or an address: no system takes control characters in them.
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\x00-\x1f\x7f]*$")]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Device = Annotated[
    str, StringConstraints(pattern=r"^(auto|cpu|mps|cuda|cuda:[0-9]|cuda:[1-9][0-9])$")
]
