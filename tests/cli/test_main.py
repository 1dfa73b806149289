"""The program as a whole: options, exit codes, pipes, and how soon it answers."""

import os
import pty
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from exported_network import MODEL
from stage_in_process import Ended

Run = Callable[..., Ended]
Start = Callable[..., "subprocess.Popen[bytes]"]

USAGES: list[list[str]] = [
    [],
    ["predict"],
    ["predict", "x.png", "--top", "0"],
    ["predict", "x.png", "--top", "11"],
    ["predict", "x.png", "--json", "--show"],
    ["guess", "x.png"],
]


def ended(process: "subprocess.Popen[bytes]", given: bytes = b"") -> Ended:
    with process:
        stdout, stderr = process.communicate(given, timeout=60)
        return Ended(process.returncode, stdout.decode(), stderr.decode())


@pytest.mark.parametrize("arguments", USAGES)
def test_wrong_options_are_2(digits: Run, arguments: list[str]) -> None:
    end = digits(*arguments)
    assert (end.code, end.stdout) == (2, "")
    assert end.stderr.startswith("usage: digits")


@pytest.mark.parametrize("top", ["0", "11", "1.5", "two", ""])
def test_a_wrong_number_of_digits_is_answered_with_the_right_ones(digits: Run, top: str) -> None:
    said = f"argument --top: found '{top}'; should be a whole number from 1 to 10\n"
    assert digits("predict", "x.png", f"--top={top}").stderr.endswith(said)


def test_help_has_examples_and_exit_codes(digits: Run) -> None:
    end = digits("predict", "--help")
    assert end.code == 0
    assert "digits predict scans/*.jpg --model" in end.stdout
    assert "exit codes:" in end.stdout


def test_a_model_is_given_by_its_name_or_file(digits: Run, project: Path, pictures: Path) -> None:
    file = project / "exports" / MODEL / "model.onnx"
    forms = [[], ["--model", MODEL], ["--model", file]]
    assert len({digits("predict", pictures, *form).stdout for form in forms}) == 1
    wrong = digits("predict", pictures, "--model", "mlp_smal")
    assert (wrong.code, wrong.stdout) == (2, "")
    assert f"did you mean '{MODEL}'?" in wrong.stderr


def test_it_runs_as_a_module_without_torch(command: Start, pictures: Path, digits: Run) -> None:
    assert ended(command("predict", pictures)) == digits("predict", pictures)
    program = (
        "import sys; from digits.cli.main import main;"
        f"main(['predict', {str(pictures)!r}, '--many', '--show']);"
        "print([name for name in ('torch', 'pydantic', 'matplotlib') if name in sys.modules])"
    )
    assert ended(command(program=["-c", program])).stdout.splitlines()[-1] == "[]"


def test_the_first_answer_comes_within_two_seconds(command: Start, pictures: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended(command("predict", pictures / "1.png")).code == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Of the processor's time: what else runs beside the tests doesn't count.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_standard_input_is_a_picture(command: Start, pictures: Path, digits: Run) -> None:
    content = (pictures / "5.png").read_bytes()
    named = digits("predict", pictures / "5.png").stdout.removeprefix(str(pictures / "5.png"))
    end = ended(command("predict", "-"), content)
    assert (end.code, end.stdout.removeprefix("-"), end.stderr) == (0, named, "")
    for wrong in (b"", content[:40]):
        end = ended(command("predict", "-"), wrong)
        assert (end.code, end.stdout) == (1, "")
        assert end.stderr.startswith("error: -: ")
        assert end.stderr.count("\n") == 1


def test_a_named_pipe_is_a_picture(command: Start, pictures: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = command("predict", pipe)
    pipe.write_bytes((pictures / "5.png").read_bytes())
    end = ended(process)
    assert (end.code, end.stderr) == (0, "")
    assert end.stdout.startswith(f"{pipe}  ")


def test_nobody_reads_on(command: Start, pictures: Path) -> None:
    with command("predict", *[pictures] * 200) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 128 + signal.SIGPIPE


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl+C, and so would all that tests start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_is_quiet(command: Start, pictures: Path) -> None:
    with command("predict", *[pictures] * 2000) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        assert stderr == b"interrupted\n"
        assert process.returncode == 128 + signal.SIGINT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_is_one_line(command: Start, pictures: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = command("predict", pictures, stdout=full)
        _, stderr = process.communicate(timeout=60)
    assert stderr.startswith(b"error: standard output: can't be written: ")
    assert stderr.count(b"\n") == 1
    assert process.returncode == 1


@pytest.mark.parametrize("colours", [True, False])
def test_a_terminal_has_colours_unless_its_user_wants_none(
    command: Start, pictures: Path, *, colours: bool
) -> None:
    ours, theirs = pty.openpty()
    environment = {"TERM": "xterm-256color", "NO_COLOR": "" if colours else "1"}
    process = command(
        "predict", pictures / "4.png", "--show", stdout=theirs, environment=environment
    )
    _, stderr = process.communicate(timeout=60)
    os.close(theirs)
    text = _everything(ours).decode()
    assert stderr == b""
    assert ("\x1b[" in text) == ("▀" in text) == colours
    assert len(text.splitlines()) == 15


def _everything(terminal: int) -> bytes:
    content = b""
    try:
        while part := os.read(terminal, 10_000):
            content += part
    except OSError:  # how Linux says that there is no more
        pass
    os.close(terminal)
    return content


def test_an_ascii_terminal_gets_ascii(command: Start, tmp_path: Path, pictures: Path) -> None:
    name = tmp_path / "sièven.png"
    name.write_bytes((pictures / "7.png").read_bytes())
    environment = {"PYTHONIOENCODING": "ascii"}
    end = ended(command("predict", name, "--show", environment=environment))
    assert (end.code, end.stderr) == (0, "")
    assert r"si\xe8ven.png" in end.stdout
