"""What tests of params.yaml share: the one line that a wrong file gives."""

from collections.abc import Callable
from pathlib import Path

import pytest

from digits.params.read import ParamsError, read_params

Refusal = Callable[[str | bytes], str]


@pytest.fixture
def refusal(tmp_path: Path) -> Refusal:
    """Write a wrong params.yaml; return what is said of it after the name of the file."""

    def refused(content: str | bytes) -> str:
        path = tmp_path / "params.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(ParamsError) as caught:
            read_params(path)
        message = str(caught.value)
        assert message.startswith(f"{path}: ")
        assert len(message.splitlines()) == 1
        return message.removeprefix(f"{path}: ")

    return refused
