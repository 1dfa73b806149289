"""Calibration, against rows worked out by hand and networks that are calibrated by design."""

import math

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor

from digits.evaluation.calibration import (
    BINS,
    calibration_error,
    calibration_scores,
    fit_temperature,
    reliability,
    reliability_rows,
)


def sure_of(confidence: float, digit: int = 0) -> Tensor:
    """Logits whose softmax is the confidence for one digit, the rest shared by the others."""
    others = math.log((1 - confidence) / 9)
    return others + (math.log(confidence) - others) * F.one_hot(torch.tensor(digit), 10).double()


def calibrated(n: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Random logits, and labels drawn from their own softmax."""
    generator = torch.Generator().manual_seed(seed)
    logits = 3 * torch.randn(n, 10, generator=generator)
    labels = torch.multinomial(logits.softmax(1), 1, generator=generator).squeeze(1)
    return logits, labels


def test_four_images_worked_out_by_hand() -> None:
    logits = torch.stack([sure_of(0.95), sure_of(0.95), sure_of(0.5), sure_of(0.5)])
    labels = torch.tensor([0, 1, 0, 0])
    # Two at 0.95, one of them right; two at 0.5, both right.
    assert calibration_error(logits, labels) == pytest.approx((2 * 0.45 + 2 * 0.5) / 4)


def test_ranges_count_every_image_once() -> None:
    logits, labels = calibrated(500)
    ranges = reliability(logits, labels)
    assert len(ranges) == BINS
    assert sum(count for count, _, _ in ranges) == 500
    for index, (count, confidence, accuracy) in enumerate(ranges):
        if count:
            assert index / BINS <= confidence <= (index + 1) / BINS
            assert 0 <= accuracy <= 1
        else:
            assert math.isnan(confidence)
            assert math.isnan(accuracy)


def test_a_calibrated_network_has_little_error_and_keeps_its_temperature() -> None:
    logits, labels = calibrated(20_000)
    assert calibration_error(logits, labels) < 0.015
    assert fit_temperature(logits, labels) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("factor", [0.25, 3.0])
def test_the_temperature_undoes_a_scaling_of_the_logits(factor: float) -> None:
    logits, labels = calibrated(20_000)
    scaled = factor * logits
    temperature = fit_temperature(scaled, labels)
    assert temperature == pytest.approx(factor * fit_temperature(logits, labels), rel=1e-3)
    assert calibration_error(scaled, labels) > 0.05
    assert calibration_error(scaled / temperature, labels) < 0.015


def test_the_temperature_is_the_best_one() -> None:
    logits, labels = calibrated(300)
    best = fit_temperature(logits, labels)
    losses = {
        t: F.cross_entropy(logits.double() / t, labels) for t in (best, best * 0.9, best * 1.1)
    }
    assert min(losses, key=lambda t: losses[t].item()) == best


def test_images_that_are_all_read_right_leave_the_temperature_in_its_range() -> None:
    temperature = fit_temperature(torch.stack([sure_of(0.9)] * 5), torch.zeros(5).long())
    assert 0.01 <= temperature <= 0.1  # the loss is as good as zero there


def test_scores_with_and_without_a_temperature() -> None:
    logits, labels = calibrated(1000)
    without = calibration_scores(logits, labels, None)
    assert without == {"calibration_error": calibration_error(logits, labels)}
    found = calibration_scores(logits, labels, 2.0)
    assert found["temperature"] == 2.0
    assert found["calibration_error"] == without["calibration_error"]
    assert found["calibration_error_with_temperature"] == calibration_error(
        logits.double() / 2, labels
    )
    assert found["loss_with_temperature"] == pytest.approx(
        F.cross_entropy(logits.double() / 2, labels).item()
    )


def test_rows_tell_the_two_kinds_apart() -> None:
    logits, labels = calibrated(50)
    assert [row[0] for row in reliability_rows(logits, labels, None)] == ["as trained"] * BINS
    rows = reliability_rows(logits, labels, 2.0)
    assert [row[0] for row in rows] == ["as trained"] * BINS + ["with temperature"] * BINS
    # As text: NaN, of an empty range, equals nothing.
    expected = [*reliability(logits, labels), *reliability(logits.double() / 2, labels)]
    assert str([row[1:] for row in rows]) == str(expected)
