"""What is said of a network, against what its answers are by hand."""

import pytest
import torch
from trained import seeded_classifier

from digits.data.chosen_images import ChosenImages
from digits.data.images import LabelledImages
from digits.evaluation.calibration import calibration_error, fit_temperature, reliability
from digits.evaluation.judgement import Answered, answered, judge

CLASSES = ("a", "b")
LOGITS = torch.tensor([[2.0, 0.0], [0.0, 1.0], [3.0, 0.0], [0.0, 1.0]])
RIGHT = Answered(LOGITS, torch.tensor([0, 1, 0, 1]))
ONE_WRONG = Answered(LOGITS, torch.tensor([0, 1, 1, 1]))
TWO_WRONG = Answered(LOGITS, torch.tensor([1, 1, 1, 1]))
THREE_WRONG = Answered(-LOGITS, ONE_WRONG.labels)


def judged(validation: Answered | None = None) -> tuple[dict[str, object], list[tuple[str, str]]]:
    judgement = judge(
        ONE_WRONG,
        THREE_WRONG,
        validation,
        RIGHT,
        {"fog": TWO_WRONG, "stripe": RIGHT},
        classes=CLASSES,
        mislabelled=[2],
    )
    assert len(judgement.reliability) == (15 if validation is None else 30)
    rows = [row[1:] for row in judgement.reliability[:15]]
    assert str(rows) == str(reliability(ONE_WRONG.logits, ONE_WRONG.labels))
    return judgement.scores, judgement.confusion


def test_each_set_of_images_gives_its_own_figure() -> None:
    scores, confusion = judged()
    assert confusion == [("a", "a"), ("b", "b"), ("b", "a"), ("b", "b")]
    assert (scores["accuracy"], scores["errors"], scores["errors_mislabelled"]) == (0.75, 1, 1)
    assert scores["accuracy_before_training"] == 0.25
    assert scores["accuracy_on_training_images"] == 1.0
    assert scores["calibration_error"] == calibration_error(ONE_WRONG.logits, ONE_WRONG.labels)
    assert scores["robustness"] == {"mean": 0.75, "fog": 0.5, "stripe": 1.0}


def test_the_temperature_is_that_of_the_validation_images() -> None:
    assert "temperature" not in judged()[0]
    expected = fit_temperature(TWO_WRONG.logits, TWO_WRONG.labels)
    assert judged(TWO_WRONG)[0]["temperature"] == expected


@pytest.mark.parametrize("batch_size", [1, 7, 1000])
def test_images_are_asked_in_their_order_in_batches_of_any_size(
    batch_size: int, digits_200: LabelledImages
) -> None:
    classifier = seeded_classifier("mlp_small").eval()
    places = torch.tensor([5, 2, 9])
    found = answered(classifier, ChosenImages(digits_200, places), batch_size)
    with torch.inference_mode():
        expected = classifier(digits_200.images[places])
    torch.testing.assert_close(found.logits, expected)
    assert found.labels.equal(digits_200.labels[places])
