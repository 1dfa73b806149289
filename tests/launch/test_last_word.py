"""A mistake that a new start wouldn't mend reaches the launcher, and nothing else does."""

from pathlib import Path
from unittest.mock import Mock

import pytest

from digits.errors import UserError
from digits.launch.last_word import LAST_WORDS, LastWord, last_word, last_word_to_launcher
from digits.resume.keeper import InterruptedTraining


class TwoError(UserError):
    exit_code = 2


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(LAST_WORDS, str(tmp_path))
    return tmp_path


def test_an_error_is_left_and_the_process_ends_as_if_all_were_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", "3")
    with pytest.raises(SystemExit) as ended, last_word_to_launcher():
        raise TwoError("of 3")
    assert not ended.value.code
    assert (folder / "3").exists()
    assert last_word(folder) == LastWord("of 3", 2)


def test_the_first_processs_word_is_the_one_that_is_told(folder: Path) -> None:
    for rank in (10, 2):
        text = f'{{"message": "of {rank}", "exit_code": 1}}'
        (folder / str(rank)).write_text(text, encoding="utf-8")
    assert last_word(folder) == LastWord("of 2", 1)


def test_a_process_that_is_started_after_it_does_nothing(folder: Path) -> None:
    (folder / "0").write_text('{"message": "m", "exit_code": 1}', encoding="utf-8")
    with pytest.raises(SystemExit) as ended, last_word_to_launcher():
        pytest.fail("went on")
    assert not ended.value.code


def test_what_follows_from_anothers_end_is_no_failure(folder: Path) -> None:
    def train() -> None:
        (folder / "1").write_text('{"message": "m", "exit_code": 1}', encoding="utf-8")
        raise RuntimeError("connection closed")

    with pytest.raises(SystemExit) as ended, last_word_to_launcher():
        train()
    assert not ended.value.code


def test_other_errors_are_failures_so_that_the_launcher_starts_again(folder: Path) -> None:
    with pytest.raises(RuntimeError), last_word_to_launcher():
        raise RuntimeError("connection closed")
    assert last_word(folder) is None


@pytest.mark.parametrize("rank", ["0", "1"])
def test_an_interruption_is_told_by_the_first_process_and_may_go_on(
    rank: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", rank)
    expected = InterruptedTraining if rank == "0" else SystemExit
    with pytest.raises(expected) as ended, last_word_to_launcher():
        raise InterruptedTraining(15, "saved")
    if isinstance(ended.value, SystemExit):
        assert ended.value.code == 143
    assert last_word(folder) is None


def test_without_a_launcher_errors_pass_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LAST_WORDS, raising=False)
    with pytest.raises(TwoError), last_word_to_launcher():
        raise TwoError("m")


def test_a_word_that_cannot_be_left_is_said_by_the_process_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / ".0.part").touch()  # of one that is being left
    (tmp_path / "words" / "0").mkdir()
    monkeypatch.setattr("digits.launch.last_word.last_word", Mock(return_value=None))
    monkeypatch.setenv(LAST_WORDS, str(tmp_path / "words"))
    with pytest.raises(TwoError, match="the mistake"), last_word_to_launcher():
        raise TwoError("the mistake")


def test_a_word_that_is_being_left_is_not_told_yet(folder: Path) -> None:
    (folder / ".0.part").touch()
    assert last_word(folder) is None
