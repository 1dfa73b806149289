"""Which images stand in for more than there are."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sources import cyclic


@settings(deadline=None)  # the first call is slow: it loads code
@given(count=st.integers(0, 200), length=st.integers(1, 60))
def test_every_image_comes_as_often_as_any_other_and_in_order(count: int, length: int) -> None:
    places = cyclic(count, length)
    assert len(places) == count
    times = places.bincount(minlength=length)
    assert len(times) == length
    assert times.max() - times.min() <= 1
    for start in range(0, count, length):
        turn = places[start : start + length].tolist()
        assert turn == list(range(len(turn)))
