"""A program ends on a mistake of the user's with one line, on any other with its traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from digits.errors import UserError, reported_to_user


class OddError(UserError):
    """A mistake with an exit code and a first word of its own."""

    exit_code = 7
    kind = "odd"


@pytest.mark.parametrize(("kind", "code", "word"), [(UserError, 1, "error"), (OddError, 7, "odd")])
def test_a_mistake_of_the_users_becomes_its_message_and_an_exit_code(
    kind: type[UserError], code: int, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, reported_to_user():
        raise kind("the key is missing")
    assert ended.value.code == code
    assert capsys.readouterr() == ("", f"{word}: the key is missing\n")


def test_a_mistake_of_ours_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), reported_to_user():
        raise ZeroDivisionError
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_went_away_is_no_error_and_the_exit_code_says_so() -> None:
    program = """
from digits.errors import reported_to_user
with reported_to_user():
    while True:
        print("a line", flush=True)
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own program
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"a line\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 141


def test_nothing_happens_where_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with reported_to_user():
        done = True
    assert done
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize(
    ("error", "code"), [("OddError('m')", 7), ("KeyboardInterrupt", 130)], ids=["mistake", "Ctrl+C"]
)
def test_the_exit_code_tells_where_the_message_finds_no_room(error: str, code: int) -> None:
    program = f"""
from digits.errors import UserError, reported_to_user
class OddError(UserError):
    exit_code = 7
with reported_to_user():
    raise {error}
"""
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run([sys.executable, "-c", program], stderr=full, check=False)  # noqa: S603 - our own program
    assert ended.returncode == code


def test_ctrl_c_is_told_in_one_word_and_the_exit_code_is_that_of_shells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended, reported_to_user():
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "interrupted\n")
