"""A program ends on a mistake of the user's with one line, on any other with its traceback."""

import pytest

from digits.errors import UserError, reported_to_user


class OddError(UserError):
    """A mistake with an exit code of its own."""

    exit_code = 7


@pytest.mark.parametrize(("kind", "code"), [(UserError, 1), (OddError, 7)])
def test_a_mistake_of_the_users_becomes_its_message_and_an_exit_code(
    kind: type[UserError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, reported_to_user():
        raise kind("the key is missing")
    assert ended.value.code == code
    assert capsys.readouterr() == ("", "error: the key is missing\n")


def test_a_mistake_of_ours_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), reported_to_user():
        raise ZeroDivisionError
    assert capsys.readouterr() == ("", "")


def test_nothing_happens_where_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with reported_to_user():
        done = True
    assert done
    assert capsys.readouterr() == ("", "")
