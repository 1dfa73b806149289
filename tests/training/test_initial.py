"""The classifier that training starts from."""

import hashlib
from pathlib import Path

import pytest
import torch
from recipes import model_block
from safetensors.torch import load_file, save_file
from trained import seeded_classifier
from weights import weight_bytes

from digits.checkpoint import CheckpointError, save_classifier
from digits.data.statistics import PixelStatistics
from digits.params.schema import Model
from digits.training.initial import initial_classifier, mean_and_std

STATISTICS = PixelStatistics(mean=0.1307, std=0.3081)


def starting_from(path: Path, sha256: str | None = None, architecture: str = "mlp_small") -> Model:
    """A block that starts from a file, with its own checksum unless another is given."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    weights = {"path": str(path), "sha256": sha256 or found}
    return model_block(architecture, start_from={"weights": weights, "optimizer": None})


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Weights of another seed, with another normalization than the recipe's."""
    save_classifier(seeded_classifier("mlp_small", seed=77), tmp_path / "saved.safetensors")
    return tmp_path / "saved.safetensors"


@pytest.mark.parametrize(
    ("choice", "mean", "std"),
    [
        ({"kind": "standardize"}, 0.1307, 0.3081),
        ({"kind": "unit"}, 0.0, 1.0),
        ({"kind": "symmetric"}, 0.5, 0.5),
        ({"kind": "fixed", "mean": 0, "std": 128}, 0.0, 128.0),
        ({"kind": "fixed", "mean": -0.25, "std": 2.5}, -0.25, 2.5),
    ],
    ids=str,
)
def test_each_normalization_has_its_mean_and_spread(
    choice: dict[str, object], mean: float, std: float
) -> None:
    block = Model.model_validate({**model_block().model_dump(), "normalization": choice})
    assert mean_and_std(block.normalization, STATISTICS) == (mean, std)
    classifier = initial_classifier(block, STATISTICS)
    assert classifier.mean.item() == pytest.approx(mean)
    assert classifier.std.item() == pytest.approx(std)


@pytest.mark.parametrize(
    ("choice", "black", "white"),
    [
        ({"kind": "unit"}, 0.0, 1.0),
        ({"kind": "symmetric"}, -1.0, 1.0),
        ({"kind": "standardize"}, -0.1307 / 0.3081, 0.8693 / 0.3081),
        ({"kind": "fixed", "mean": 0, "std": 128}, 0.0, 1 / 128),  # the tutorials' mistake
    ],
    ids=str,
)
def test_black_and_white_land_where_the_kind_says(
    choice: dict[str, object], black: float, white: float
) -> None:
    block = Model.model_validate({**model_block().model_dump(), "normalization": choice})
    images = torch.tensor([0, 255], dtype=torch.uint8)[:, None, None, None].expand(2, 1, 28, 28)
    found = initial_classifier(block, STATISTICS).normalize(images)
    assert found[:, 0, 0, 0].tolist() == pytest.approx([black, white])


def test_the_seed_decides_the_weights_and_all_that_is_drawn_later() -> None:
    def start(seed: int) -> tuple[dict[str, bytes], list[float]]:
        classifier = initial_classifier(model_block(seed=seed), STATISTICS)
        return weight_bytes(classifier), torch.rand(5).tolist()

    assert start(1) == start(1)
    (weights, drawn), (other_weights, other_drawn) = start(1), start(2)
    assert weights != other_weights
    assert drawn != other_drawn


def test_starts_from_saved_weights_with_the_recipes_normalization(saved: Path) -> None:
    classifier = initial_classifier(starting_from(saved), STATISTICS)
    assert weight_bytes(classifier.network) == weight_bytes(
        seeded_classifier("mlp_small", 77).network
    )
    assert (classifier.mean.item(), classifier.std.item()) == (0.0, 1.0)


def test_refuses_weights_that_are_not_those_of_the_checksum(saved: Path) -> None:
    with pytest.raises(CheckpointError, match="SHA-256") as error:
        initial_classifier(starting_from(saved, sha256="0" * 64), STATISTICS)
    assert str(saved) in str(error.value)


def test_refuses_weights_of_another_network_in_one_line(saved: Path) -> None:
    with pytest.raises(CheckpointError, match="another network") as error:
        initial_classifier(starting_from(saved, architecture="lenet5"), STATISTICS)
    assert str(saved) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("dtype", "value", "found"),
    [
        (torch.float64, 0.5, "torch.float64"),
        (torch.bfloat16, 0.5, "torch.bfloat16"),
        (torch.float32, float("nan"), "NaN"),
        (torch.float32, float("-inf"), "infinity"),
    ],
    ids=str,
)
def test_refuses_weights_of_another_type_or_without_a_value(
    dtype: torch.dtype, value: float, found: str, saved: Path
) -> None:
    spoilt = torch.zeros(28, 784, dtype=dtype)
    spoilt[3, 5] = value
    save_file({**load_file(saved), "network.fc1.weight": spoilt}, saved)
    with pytest.raises(CheckpointError, match=rf"fc1\.weight: .*{found}") as error:
        initial_classifier(starting_from(saved), STATISTICS)
    assert str(saved) in str(error.value)


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    weights = {"path": str(tmp_path / "nowhere"), "sha256": "0" * 64}
    block = model_block(start_from={"weights": weights, "optimizer": None})
    with pytest.raises(CheckpointError, match="nowhere"):
        initial_classifier(block, STATISTICS)
