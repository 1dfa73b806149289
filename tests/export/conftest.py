"""Exports of networks as they are seeded: each is made once, in some seconds."""

from collections.abc import Callable
from functools import cache

import pytest
from trained import seeded_classifier

from digits.export.onnx_file import onnx_bytes


@pytest.fixture(scope="session")
def exported() -> Callable[[str], bytes]:
    """The file of an architecture, as a model `m`."""

    @cache
    def of(architecture: str) -> bytes:
        return onnx_bytes(seeded_classifier(architecture).eval(), "m")

    return of
