"""The whole of params.yaml: models by their names and their files."""

from pathlib import Path

import pytest
from params_document import document, with_value

import digits.models
from digits.params.schema import Params

FILES_OF_MODELS = sorted(
    path.stem for path in Path(digits.models.__path__[0]).glob("*.py") if path.stem != "__init__"
)


@pytest.mark.parametrize("architecture", FILES_OF_MODELS)
def test_every_file_of_models_is_an_architecture(architecture: str) -> None:
    params = Params.model_validate(with_value("models.m.architecture", architecture))
    assert params.models["m"].architecture == architecture


@pytest.mark.parametrize("name", ["m", "7", "_", "lenet5_adam_2", "m" * 64])
def test_a_model_may_be_named_in_small_letters_digits_and_underscores(name: str) -> None:
    params = Params.model_validate({**document(), "models": {name: document()["models"]["m"]}})
    assert list(params.models) == [name]


def test_models_keep_the_order_of_the_file() -> None:
    model = document()["models"]["m"]
    params = Params.model_validate({**document(), "models": dict.fromkeys("zaq", model)})
    assert list(params.models) == ["z", "a", "q"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("visualization.image", 0),
        ("visualization.mistakes", 1),
        ("visualization.mistakes", 64),
        ("robustness.images", 1),
        ("robustness.mnist_c", None),
        ("evaluation.mislabelled", {"own": [0]}),
        ("launcher", {"kind": "torchrun", "processes": 1}),
        ("launcher", {"kind": "torchrun", "processes": 1024}),
    ],
)
def test_what_stands_at_the_edge_of_a_range_is_accepted(key: str, value: object) -> None:
    found: object = Params.model_validate(with_value(key, value)).model_dump()
    for part in key.split("."):
        assert isinstance(found, dict)
        found = found[part]
    assert found == value


@pytest.mark.parametrize(("dataset", "doubted"), [("mnist", [5, 3]), ("kmnist", [])])
def test_labels_are_doubted_in_their_own_dataset_alone(dataset: str, doubted: list[int]) -> None:
    written = with_value("evaluation.mislabelled", {"mnist": [5, 3], "emnist_digits": [7]})
    written["dataset"]["name"] = dataset
    assert Params.model_validate(written).doubted_labels() == doubted
