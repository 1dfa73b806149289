"""The kinds of number and text that params.yaml holds."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints


def _like(pattern: str, rule: str) -> AfterValidator:
    """Text that matches a pattern as a whole; the rule says so in words."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(rule)
        return text

    return AfterValidator(check)


_LARGEST = 1e30  # float32, which weights are, ends at 3e38
Positive = Annotated[float, Field(gt=0, le=_LARGEST)]
# Numbers that are divided by, or added to a divisor. In float32, 1e-46 is 0 and gives NaN, which
# would be told as a training that has diverged.
Spread = Annotated[float, Field(ge=1e-6, le=_LARGEST)]  # so that _LARGEST / it is finite, too
Epsilon = Annotated[float, Field(ge=1e-30, le=_LARGEST)]
NotNegative = Annotated[float, Field(ge=0, le=_LARGEST)]
Number = Annotated[float, Field(ge=-_LARGEST, le=_LARGEST)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Decay = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=1, lt=2**31)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
Threads = Annotated[int, Field(ge=1, le=1024)]
# A path or an address: control characters would garble messages, and no system takes a NUL.
Text = Annotated[
    str,
    StringConstraints(min_length=1),
    _like(r"[^\x00-\x1f\x7f]*", "should be one line, without control characters"),
]
Sha256 = Annotated[
    str, _like("[0-9a-f]{64}", "should be 64 characters of 0-9 and a-f, as `sha256sum` prints them")
]
Device = Annotated[
    str,
    _like(
        "auto|cpu|mps|cuda|cuda:[0-9]|cuda:[1-9][0-9]",
        "should be auto, cpu, mps, cuda, or cuda: and a number from 0 to 99, as in cuda:1",
    ),
]
