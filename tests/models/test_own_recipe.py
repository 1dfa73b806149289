"""Each model of params.yaml with the recipe that stands beside it."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from every_model import MODELS

from digits.data.images import LabelledImages
from digits.data.statistics import pixel_statistics
from digits.training.initial import initial_classifier
from digits.training.optimizer import build_optimizer, build_schedule


@pytest.mark.parametrize("key", MODELS)
def test_a_step_lowers_the_loss_on_its_batch(key: str, digits_200: LabelledImages) -> None:
    recipe = MODELS[key].training.model_copy(update={"start_from": None})
    model = MODELS[key].model_copy(update={"training": recipe})
    classifier = initial_classifier(model, pixel_statistics(digits_200.images)).eval()
    images, labels = digits_200.images[: recipe.batch_size], digits_200.labels[: recipe.batch_size]
    # A tenth of the rate: a first step of Adam at 0.01, as tutorial 3 has it, overshoots.
    optimizer = build_optimizer(
        recipe.optimizer, recipe.learning_rate / 10, classifier.network.parameters()
    )
    build_schedule(recipe.schedule, optimizer, steps_per_epoch=100, epochs=recipe.epochs)
    before = F.cross_entropy(classifier(images), labels)
    before.backward()
    optimizer.step()
    with torch.no_grad():
        after = F.cross_entropy(classifier(images), labels)
    assert after < before
