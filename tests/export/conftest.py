"""Exports of networks as they are seeded: each is made once, in some seconds."""

from collections.abc import Callable
from functools import cache

import pytest
from trained import seeded_classifier

from digits.data.classes import DIGITS
from digits.export.onnx_file import onnx_bytes
from digits.preparation.centre import Centre


@pytest.fixture(scope="session")
def exported() -> Callable[[str], bytes]:
    """The file of an architecture, as a model `m`."""

    @cache
    def of(architecture: str) -> bytes:
        return onnx_bytes(seeded_classifier(architecture).eval(), "m", DIGITS, Centre())

    return of
