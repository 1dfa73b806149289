"""The test images that most models read wrong."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from digits.visualization.mistakes import Answers
from digits.wording import article

_HARDEST = 12  # test images


class HardImage(NamedTuple):
    """A test image that many models read wrong."""

    place: int
    label: str
    wrong: int  # models

    @property
    def words(self) -> str:
        """The picture in words."""
        models = "model" if self.wrong == 1 else "models"
        shown = article(self.label)
        return f"test image {self.place}: {shown}, read wrong by {self.wrong} {models}"


def hardest_images(answers: Sequence[Answers]) -> list[HardImage]:
    """The images that most models read wrong, the first of the file first where they are equal."""
    wrong: Counter[int] = Counter(
        place
        for each in answers
        for place in (each.predicted != each.labels).nonzero().flatten().tolist()
    )
    order = sorted(wrong, key=lambda place: (-wrong[place], place))[:_HARDEST]
    return [HardImage(place, answers[0].at(place).label, wrong[place]) for place in order]
