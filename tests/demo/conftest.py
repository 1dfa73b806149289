"""The site that the tests look at, and how they open it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from demo_project import built_once, page_without_runtime, running, written
from exported_network import Exported

from digits.demo.serve import server_of

if TYPE_CHECKING:
    from drawing import Open
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request


@pytest.fixture(scope="session")
def project(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to build from; to be left as it is."""
    return written(Path(tmp_path_factory.mktemp("project")), exported)


@pytest.fixture
def folder(project: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(project, tmp_path / "project"))


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's folder, without the true runtime."""
    return page_without_runtime(Path(tmp_path_factory.mktemp("page")) / "demo")


@pytest.fixture(scope="session")
def site(exported: Exported, shared_folder: Path) -> Path:
    """A whole site, with the true runtime; to be left as it is. See `built_once`."""
    return built_once(shared_folder / "site" / "project", exported)


@pytest.fixture
def watch() -> Iterator[Callable[["Page", str], None]]:
    """Watches a page: the browser may complain of nothing, and ask no other address."""
    problems: list[str] = []

    def told(message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning"):
            problems.append(f"{message.type}: {message.text}")

    def watch_page(page: "Page", address: str) -> None:
        def asked(request: "Request") -> None:
            if not request.url.startswith(address):
                problems.append(f"asked: {request.url}")

        page.on("console", told)
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
        page.context.on("request", asked)

    yield watch_page
    assert problems == []


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Of the whole site."""
    with running(server_of(site, 0)) as url:
        yield f"{url}/"


@pytest.fixture
def opened(
    browser: "Browser", address: str, watch: Callable[["Page", str], None]
) -> Iterator["Open"]:
    """Opens the page. See `watch`."""
    from drawing import Drawing  # noqa: PLC0415 - needs Playwright

    contexts: list[BrowserContext] = []

    def open_page(width: int = 1400, **options: Any) -> Drawing:  # noqa: ANN401 - of Playwright's
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        watch(page, address)
        page.goto(address)
        return Drawing(page).ready()

    yield open_page
    for context in contexts:
        context.close()
