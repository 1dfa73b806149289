"""Images with their labels."""

import pytest

from digits.data.images import LabelledImages
from digits.report.figures.digits import digits_figure


@pytest.mark.parametrize("count", [1, 4, 16])
def test_every_digit_has_its_label(digits_200: LabelledImages, count: int) -> None:
    few = LabelledImages(digits_200.images[:count], digits_200.labels[:count])
    titles = [axes.get_title() for axes in digits_figure(few).axes]
    assert [title for title in titles if title] == [str(int(label)) for label in few.labels]
