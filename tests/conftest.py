"""Set-up of every test: shapes and types of all calls into the library are checked."""

import gc
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jaxtyping import install_import_hook

# What is imported and collected is no garbage, and looking for some takes a third of that time.
gc.disable()

# Before the first import of the library, whose functions it wraps.
install_import_hook("digits", "beartype.beartype")

import torch  # noqa: E402 - after the hook, like everything that imports the library
from chromium import ARGUMENTS, CHROMIUM  # noqa: E402
from synthetic import synthetic_digits  # noqa: E402

from digits.data.images import LabelledImages  # noqa: E402

if TYPE_CHECKING:
    from exported_network import Exported
    from playwright.sync_api import Browser

os.environ["DVC_NO_ANALYTICS"] = "1"

# The first two make the runs that others of the pipeline wait for, but for the one beside them.
_LONGEST = (
    *("/pipeline/test_interruption", "/pipeline/test_determinism", "/export/test_onnx_file"),
    *("/pipeline/", "/export/", "/demo/", "/html/test_browser"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make soak` runs the long tests too."""
    parser.addoption("--soak", action="store_true", help="run the tests that take long as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take the longest; leave the long tests out."""
    items.sort(key=lambda item: _place(item.path))
    if not config.getoption("--soak"):
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(pytest.mark.skip(reason="takes long: make soak"))


def pytest_collection_finish() -> None:
    """From here on there is garbage; what stood before it is looked at no more."""
    gc.enable()
    gc.freeze()


def _place(path: Path) -> int:
    """Where a file of tests stands in the order, as long as it takes."""
    return next(
        (place for place, part in enumerate(_LONGEST) if part in path.as_posix()), len(_LONGEST)
    )


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of the tests have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def exported(shared_folder: Path) -> "Exported":
    """The ONNX file of an architecture, whose network never learned: seconds, once each."""
    from seeded_exports import seeded_export  # noqa: PLC0415 - most tests do without the exporter

    return partial(seeded_export, shared_folder / "exports")


@pytest.fixture(scope="session")
def digits_200() -> LabelledImages:
    """200 synthetic digits that a small network can learn to tell apart."""
    return synthetic_digits(200, seed=0)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Chromium; closed after each module, so that its event loop is in no other test's way."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - may be missing

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _restored_torch_settings() -> Iterator[None]:
    """A test may change torch's process-wide settings; the next one finds them as they were."""
    threads = torch.get_num_threads()
    deterministic = torch.are_deterministic_algorithms_enabled()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(deterministic)
    torch.set_flush_denormal(False)  # hypothesis refuses to draw floats where it is on


@pytest.fixture
def usual_signals() -> Iterator[None]:
    """A test run in the background may have inherited that some mean nothing."""
    usual = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGTERM: signal.SIG_DFL,
        signal.SIGHUP: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
