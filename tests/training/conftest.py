"""Set-up of the tests that train."""

import pytest
import torch


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """Two threads that share their cores with another program wait for each other at every step."""
    torch.set_num_threads(1)
