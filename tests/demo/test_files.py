"""The page's files: without a network, in any folder, in a newer version, or missing."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Event

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright: make setup")

from chromium import CHROMIUM
from demo_project import DEFAULT, OTHER, SOURCE, built, running
from drawing import SEVEN, Drawing
from playwright.sync_api import Browser, Error, Page

from digits.demo.serve import HOST, Handler, server_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]

# As the browser does by itself after a page was opened; waits for nothing, as the page may be gone.
UPDATE = "void navigator.serviceWorker.ready.then((found) => found.update())"
Watch = Callable[[Page, str], None]


@pytest.fixture
def own(site: Path, tmp_path: Path) -> Path:
    """A copy of the project with its site, to be changed."""
    return Path(shutil.copytree(site.parent, tmp_path / "project"))


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def kept(page: Page) -> None:
    """Wait until the page is kept for later."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def test_works_without_a_network_once_loaded(site: Path, tab: Page, watch: Watch) -> None:
    with running(server_of(site, 0)) as url:
        watch(tab, url)
        tab.goto(url)
        drawing = Drawing(tab).ready()
        kept(tab)
        tab.reload()  # now the other network is kept too, when it is chosen
        answer = drawing.ready().choose(OTHER).draw(SEVEN).probabilities
    tab.context.set_offline(True)
    tab.reload()
    drawing.ready()
    assert tab.locator("html").get_attribute("data-model") == DEFAULT
    assert drawing.draw(SEVEN).probabilities.size == 10
    assert (drawing.choose(OTHER).probabilities == answer).all()
    assert tab.locator("#digits button").count() == 20


def test_works_in_any_folder_of_a_host(site: Path, tab: Page, watch: Watch) -> None:
    handler = partial(Handler, directory=str(site.parent))
    with running(ThreadingHTTPServer((HOST, 0), handler)) as url:
        watch(tab, f"{url}/site/")
        tab.goto(f"{url}/site/")
        assert Drawing(tab).ready().draw(SEVEN).probabilities.size == 10
        kept(tab)


def test_a_newer_version_takes_the_place_of_an_empty_page(own: Path, tab: Page) -> None:
    with running(server_of(own / "site", 0)) as url:
        tab.goto(url)
        Drawing(tab).ready()
        kept(tab)
        tab.reload()
        Drawing(tab).ready()
        with tab.expect_navigation():
            built(own, SOURCE, [OTHER])
            with suppress(Error):  # where the browser has looked by itself, and the page is going
                tab.evaluate(UPDATE)
        tab.wait_for_selector(f"html[data-model='{OTHER}']")
        caches: list[str] = tab.evaluate("caches.keys()")
    assert len(caches) == 1


def test_a_newer_version_waits_while_something_is_drawn(own: Path, tab: Page) -> None:
    with running(server_of(own / "site", 0)) as url:
        tab.goto(url)
        Drawing(tab).ready()
        kept(tab)
        tab.reload()
        drawing = Drawing(tab).ready().draw(SEVEN)
        kept(tab)
        assert not tab.locator("#update").is_visible()
        built(own, SOURCE, [OTHER])
        tab.evaluate(UPDATE)
        tab.locator("#update").wait_for()
        assert drawing.ink.any()
        tab.get_by_role("button", name="Load it").click()
        tab.wait_for_selector(f"html[data-model='{OTHER}']")


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("models.json", "The page can't be loaded: models.json: 404"),
        (f"models/{DEFAULT}.onnx", f"{DEFAULT} can't be loaded: 404"),
        ("src/worker.js", f"{DEFAULT} can't be loaded: its program can't be loaded"),
        ("runtime/ort-wasm-simd-threaded.wasm", f"{DEFAULT} can't be loaded: "),
    ],
)
def test_a_missing_file_is_told(own: Path, tab: Page, missing: str, said: str) -> None:
    (own / "site" / missing).unlink()
    with running(server_of(own / "site", 0)) as url:
        tab.goto(url)
        problem = tab.locator("#status.problem")
        problem.wait_for()
    assert problem.inner_text().startswith(said)
    assert problem.inner_text().endswith("Reload the page to try again.")


def test_after_a_network_that_fails_another_one_works(own: Path, tab: Page) -> None:
    (own / "site" / "models" / f"{DEFAULT}.onnx").write_bytes(b"no network")
    with running(server_of(own / "site", 0)) as url:
        tab.goto(url)
        tab.locator("#status.problem").wait_for()
        drawing = Drawing(tab).choose(OTHER).draw(SEVEN)
        assert drawing.probabilities.size == 10
        assert tab.locator("#status.problem").count() == 0


def test_a_network_that_fails_leaves_no_answer_of_the_one_before(own: Path, tab: Page) -> None:
    (own / "site" / "models" / f"{OTHER}.onnx").write_bytes(b"no network")
    with running(server_of(own / "site", 0)) as url:
        tab.goto(url)
        drawing = Drawing(tab).ready().draw(SEVEN)
        assert drawing.probabilities.size == 10
        tab.locator("#model").select_option(OTHER)
        tab.locator("#status.problem").wait_for()
        for _ in range(2):
            assert drawing.text("answer") == "?"
            assert not drawing.probabilities.size
            assert tab.locator("#layers canvas:not(.empty)").count() == 0
            tab.mouse.click(*drawing.place(150, 150))  # another stroke
        assert drawing.choose(DEFAULT).probabilities.size == 10


def test_a_network_that_is_passed_by_keeps_no_other_waiting(site: Path, tab: Page) -> None:
    asked, over = Event(), Event()

    class Slow(Handler):
        """Answers at once, but for one network, of which nothing comes."""

        def do_GET(self) -> None:  # noqa: N802 - the base class's name
            if self.path.endswith(f"{OTHER}.onnx"):
                asked.set()
                over.wait(timeout=120)
            else:
                super().do_GET()

    with running(ThreadingHTTPServer((HOST, 0), partial(Slow, directory=str(site)))) as url:
        tab.goto(url)
        drawing = Drawing(tab).ready().draw(SEVEN)
        before = drawing.probabilities
        tab.locator("#model").select_option(OTHER)
        assert asked.wait(timeout=20)
        assert drawing.text("status").startswith(f"loading {OTHER}")
        assert drawing.text("answer") == "?"
        assert drawing.choose(DEFAULT).probabilities == pytest.approx(before, abs=1e-6)
        over.set()


def test_the_page_may_ask_no_other_host(site: Path, tab: Page) -> None:
    with running(server_of(site, 0)) as url, running(server_of(site, 0)) as other:
        tab.goto(url)
        Drawing(tab).ready()
        # Which no server has to allow: the page's policy alone can refuse it.
        options = "{mode: 'no-cors'}"
        attempt = f"fetch('{other}/models.json', {options}).then(() => 'had', () => 'refused')"
        assert tab.evaluate(attempt) == "refused"
