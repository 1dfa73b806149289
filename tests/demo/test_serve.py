"""The server of the page: types of files, the port, and what it doesn't give out."""

from pathlib import Path

import pytest
import requests
from demo_project import run_program, running

from digits.demo.serve import ServeError, server_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    site = tmp_path / "site"
    site.mkdir()
    for name in ("index.html", "a.js", "a.mjs", "a.wasm", "a.onnx", "a.json", "a.png", "a.svg"):
        (site / name).write_text(name, encoding="utf-8")
    return site


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a.onnx", "application/octet-stream"),
        ("a.json", "application/json"),
        ("a.png", "image/png"),
        ("a.svg", "image/svg+xml"),
    ],
)
def test_types_are_those_that_browsers_insist_on(folder: Path, path: str, kind: str) -> None:
    with running(server_of(folder, 0)) as url:
        answer = requests.get(f"{url}/{path}", timeout=10)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.text == (path or "index.html")


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/nowhere"])
def test_nothing_else_is_given_out(folder: Path, path: str) -> None:
    with running(server_of(folder, 0)) as url:
        request = requests.Request("GET", url).prepare()
        request.url = url + path  # as it is: the library would tidy it up
        assert requests.Session().send(request, timeout=10).status_code == 404


def test_the_next_port_is_taken_where_one_is_in_use(folder: Path) -> None:
    with server_of(folder, 0) as first, server_of(folder, first.server_port) as second:
        assert first.server_port < second.server_port < first.server_port + 100


def test_without_a_page_the_command_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match=r"index.html: not there; build it with: make site$"):
        server_of(tmp_path / "site")
    ended = run_program(tmp_path, "serve")
    assert (ended.returncode, ended.stderr) == (
        1,
        "error: site/index.html: not there; build it with: make site\n",
    )
