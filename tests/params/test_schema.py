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
