"""The server of the page: types of files, the port, and what it doesn't give out."""

import re
import socket
import struct
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from demo_project import run_program, running

from digits.demo.serve import ServeError, main, server_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    site = tmp_path / "site"
    site.mkdir()
    for name in ("index.html", "a.js", "a.wasm", "a.onnx", "a.json", "a.png", "a.svg"):
        (site / name).write_text(name, encoding="utf-8")
    return site


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
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


def test_the_command_serves_on_this_machine_until_it_is_interrupted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[Path, int]] = []

    def interrupted(server: ThreadingHTTPServer, poll_interval: float = 0.5) -> None:
        del server, poll_interval
        raise KeyboardInterrupt

    def any_port(folder: Path, port: int) -> ThreadingHTTPServer:
        asked.append((folder, port))
        return server_of(folder, 0)

    monkeypatch.chdir(folder.parent)
    monkeypatch.setattr(ThreadingHTTPServer, "serve_forever", interrupted)
    monkeypatch.setattr("digits.demo.serve.server_of", any_port)
    for arguments in ([], ["--port", "0"], ["--port", "65535", "--folder", str(folder)]):
        monkeypatch.setattr("sys.argv", ["serve", *arguments])
        main()
        address, empty, rest = capsys.readouterr().out.split("\n")
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/  \(Ctrl\+C ends it\)", address)
        assert (empty, rest) == ("", "")
    assert asked == [(Path("site"), 8000), (Path("site"), 0), (folder, 65535)]


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_what_is_no_port_is_refused(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["serve", f"--port={port}"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert (
        f"argument --port: found '{port}'; should be from 0, for any, to 65535"
        in capsys.readouterr().err
    )


def test_where_all_ports_are_taken_another_one_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def taken(address: tuple[str, int], handler: object) -> ThreadingHTTPServer:
        del handler
        assert address[0] == "127.0.0.1"
        tried.append(address[1])
        raise OSError

    monkeypatch.setattr("digits.demo.serve.Server", taken)
    for first, last in ((8000, 8100), (65500, 65535)):
        tried.clear()
        said = f"no port from {first} to {last} can be had; name another with --port"
        with pytest.raises(ServeError, match=said):
            server_of(folder, first)
        assert tried == list(range(first, last + 1))


def test_a_browser_that_leaves_is_not_told_of(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.onnx").write_bytes(bytes(50_000_000))
    with running(server_of(folder, 0)) as url:
        for _ in range(3):
            place = urlsplit(url)
            with socket.create_connection((place.hostname, place.port)) as line:
                line.sendall(b"GET /a.onnx HTTP/1.1\r\nHost: here\r\n\r\n")
                line.recv(1000)
                # Ends the connection with a reset, though an answer is on its way.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert requests.get(f"{url}/a.js", timeout=10).text == "a.js"
    assert capfd.readouterr().err == ""
