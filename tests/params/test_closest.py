"""What is proposed for a name that there isn't."""

import pytest

from digits.params.closest import closest, did_you_mean

KNOWN = ["lenet", "lenet5", "strided_cnn", "strided_cnn_slim", "mlp_small", "mlp", "compact_cnn"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lenet6", "lenet5"),
        ("lenet55", "lenet5"),
        ("lent", "lenet"),
        ("LeNet", "lenet"),
        ("LENET-5", "lenet5"),
        ("mpl", "mlp"),
        ("mlp2", "mlp"),
        ("mlpsmall", "mlp_small"),
        ("compact_cn", "compact_cnn"),
        ("strided_slim", "strided_cnn_slim"),
        ("strided-cnn", "strided_cnn"),
        ("vgg", None),
        ("", None),
    ],
)
def test_it_is_the_name_that_shares_most_letters(typed: str, meant: str | None) -> None:
    assert closest(typed, KNOWN) == closest(typed, reversed(KNOWN)) == meant


def test_nothing_is_close_to_a_name_where_there_are_none() -> None:
    assert closest("lenet", []) is None


def test_it_is_a_question_before_the_list_of_names_or_nothing() -> None:
    assert did_you_mean("lenet6", KNOWN) == "did you mean 'lenet5'? "
    assert did_you_mean("vgg", KNOWN) == ""
