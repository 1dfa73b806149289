"""Several seeds of one recipe, summed up."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from digits.data.images import ImagesError
from digits.evaluation.intervals import wilson_interval
from digits.study import ensemble_errors, read_predictions, study_scores
from digits.whole_file import write_tensors

LABELS = torch.tensor([0, 1, 2, 3])


def sure_of(*answers: int, of: float = 10.0) -> Tensor:
    """Logits that give these answers, each by this margin over all other digits."""
    return of * torch.eye(10)[list(answers)]


def test_single_networks_and_all_together() -> None:
    # Each misses another image; the mean of their probabilities is right about all but the last.
    runs = [sure_of(9, 1, 2, 0), sure_of(0, 9, 2, 0), sure_of(0, 1, 2, 3)]
    scores = study_scores(runs, LABELS)
    assert scores["accuracy_each"] == [0.5, 0.5, 1.0]
    assert scores["accuracy_mean"] == pytest.approx(2 / 3)
    assert scores["accuracy_sd"] == pytest.approx((1 / 12) ** 0.5)
    assert scores["n"] == 3
    assert scores["ensemble_errors"] == 1
    assert scores["ensemble_accuracy"] == 0.75
    bounds = scores["ensemble_accuracy_low"], scores["ensemble_accuracy_high"]
    assert bounds == wilson_interval(3, 4)


def test_the_ensemble_weighs_probabilities_not_votes() -> None:
    # Two hesitate in favour of 9, one is sure of 0: the mean probability of 0 is the higher one.
    runs = [sure_of(9, of=0.5), sure_of(9, of=0.5), sure_of(0, of=20)]
    assert ensemble_errors(runs, LABELS[:1]) == 0


def test_large_logits_of_one_network_do_not_silence_the_others() -> None:
    runs = [sure_of(0, of=20), sure_of(0, of=20), sure_of(9, of=1000)]
    assert ensemble_errors(runs, LABELS[:1]) == 0


def test_a_single_run_has_no_deviation() -> None:
    scores = study_scores([sure_of(0, 1, 2, 3)], LABELS)
    assert scores["accuracy_sd"] is None
    assert scores["accuracy_mean"] == scores["ensemble_accuracy"] == 1.0


def test_no_run_is_no_study() -> None:
    with pytest.raises(ValueError, match="one run or more"):
        study_scores([], LABELS)


def written(folder: Path, seed: int, logits: Tensor, labels: Tensor) -> Path:
    path = folder / "studies/mlp/predictions" / f"{seed}.safetensors"
    write_tensors(path, {"logits": logits, "labels": labels})
    return path


def test_predictions_are_read_back_run_by_run(tmp_path: Path) -> None:
    runs = [sure_of(9, 1, 2, 0)[:, :5], sure_of(0, 9, 2, 0)[:, :5]]  # of five classes
    paths = [written(tmp_path, seed, logits, LABELS) for seed, logits in enumerate(runs)]
    found, labels = read_predictions(paths)
    assert all(one.equal(other) for one, other in zip(found, runs, strict=True))
    assert labels.equal(LABELS)


@pytest.mark.parametrize(
    ("logits", "labels", "said"),
    [
        (torch.zeros(4, 9), LABELS, "logits: found torch.float32 of shape [4, 9]; should be"),
        (torch.zeros(3, 10), LABELS, "logits: found torch.float32 of shape [3, 10]; should be"),
        (torch.zeros(4, 10).double(), LABELS, "logits: found torch.float64 of shape [4, 10]; "),
        (torch.zeros(4, 10), LABELS.int(), "labels: found torch.int32 of shape [4]; should be"),
        (torch.zeros(4, 10), LABELS + 7, "labels: found 10; should be from 0 to 9; make it"),
        (torch.zeros(4, 10), LABELS.flip(0), "labels: are others than in {}; make it"),
        (
            sure_of(1, 2, 3, 4) / 0,
            LABELS,
            "logits: should be finite numbers, for one image or more;",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_run_that_does_not_go_with_the_first_is_named_with_its_own_stage(
    logits: Tensor, labels: Tensor, said: str, tmp_path: Path
) -> None:
    first = written(tmp_path, 1, torch.zeros(4, 10), LABELS)
    second = written(tmp_path, 2, logits, labels)
    with pytest.raises(ImagesError) as refused:
        read_predictions([first, second])
    assert str(refused.value).startswith(f"{second}: {said.format(first)}")
    assert str(refused.value).endswith(
        f"; make it with: dvc repro {tmp_path}/studies/mlp/dvc.yaml:evaluate@2"
    )


@pytest.mark.parametrize("shape", [(4,), (4, 1), (4, 10, 1)])
def test_the_first_run_says_how_many_classes_there_are(
    shape: tuple[int, ...], tmp_path: Path
) -> None:
    path = written(tmp_path, 1, torch.zeros(shape), LABELS)
    with pytest.raises(ImagesError) as refused:
        read_predictions([path])
    said = f"{path}: logits: found a shape of {list(shape)}; should be images × classes; make it"
    assert str(refused.value).startswith(said)
