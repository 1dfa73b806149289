"""The example that the tests of the page look at."""

from pathlib import Path

import pytest
from example_page import Example, example, with_pictures


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """Three models with all that a page can show."""
    return with_pictures(example(), Path(tmp_path_factory.mktemp("pictures")))


@pytest.fixture(scope="session")
def page(whole: Example) -> str:
    """Their page."""
    return whole.page()
