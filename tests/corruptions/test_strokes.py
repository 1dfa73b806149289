"""Strokes over an image: where they lie."""

import numpy as np

from digits.corruptions.strokes import stripe


def test_a_stripe_is_straight_and_as_wide_at_every_angle() -> None:
    blank = np.zeros((50, 28, 28))
    for image in stripe(blank, np.random.default_rng(0)):
        assert set(np.unique(image)) == {0.0, 1.0}
        np.testing.assert_array_equal(image, image[::-1, ::-1])
        # A straight stripe from edge to edge holds all between any two of its pixels.
        places = np.argwhere(image)
        middles = (places[:, None] + places[None]) / 2
        whole = middles[(middles % 1 == 0).all(2)].astype(int)
        assert image[whole[:, 0], whole[:, 1]].all()
        # It is four pixels wide, and as long as an edge or, at most, as a diagonal.
        assert 4 * 28 - 20 <= len(places) <= 4 * 28 * 2**0.5 + 10
