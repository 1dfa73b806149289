"""The training loop against a plain one, and what its seed decides."""

from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from every_model import ARCHITECTURES
from recipes import recipe
from side_by_side import assert_close_by_name
from synthetic import synthetic_digits
from torch import Tensor, nn, optim
from trained import CPU, NO_IMAGES, places, record_inputs, seeded_classifier, train
from weights import weight_bytes

from digits.data.images import LabelledImages
from digits.params.training import Augmentation
from digits.torch_classifier import logits_in_batches
from digits.training.augmentation import random_maps
from digits.training.batch_size import BatchSizeError
from digits.training.fast_layers.rewrite import copy_back
from digits.training.history import Epoch, Observer
from digits.training.trainer import Trainer

SGD = {"kind": "sgd", "momentum": 0.9}


def seen_indices(data: LabelledImages, seed: int = 1, **changes: object) -> list[list[Tensor]]:
    """The places of the images of every batch, epoch by epoch."""
    classifier = seeded_classifier("mlp_small")
    batches = record_inputs(classifier.network, training=True)
    chosen = recipe(seed=seed, epochs=2, **changes)
    train(classifier, chosen, data)
    images = classifier.normalize(data.images)
    found = [places(batch, images) for batch in batches]
    half = len(found) // 2
    return [found[:half], found[half:]]


def plain_loop(
    network: nn.Module,
    optimizer: optim.Optimizer,
    images: Tensor,
    labels: Tensor,
    batches: list[Tensor],
) -> float:
    """An epoch as the tutorials write it: log-softmax, negative log-likelihood, one step each."""
    total = 0.0
    for indices in batches:
        log_probabilities = F.log_softmax(network(images[indices]), dim=1)
        loss = F.nll_loss(log_probabilities, labels[indices])
        plain_step(optimizer, loss)
        total += loss.item() * len(indices)
    return total / len(images)


def plain_step(optimizer: optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


@pytest.mark.parametrize("architecture", ["mlp_small", "lenet5"])
@pytest.mark.parametrize(("momentum", "weight_decay"), [(0.0, 0.0), (0.9, 0.01)])
def test_equals_a_plain_loop_step_by_step(
    digits_200: LabelledImages, architecture: str, momentum: float, weight_decay: float
) -> None:
    ours, reference = seeded_classifier(architecture), seeded_classifier(architecture)
    choice = {"kind": "sgd", "momentum": momentum, "weight_decay": weight_decay}
    chosen = recipe(optimizer=choice, learning_rate=0.02)
    history = train(ours, chosen, digits_200).epochs
    images = reference.normalize(digits_200.images)
    optimizer = optim.SGD(
        reference.network.parameters(), lr=0.02, momentum=momentum, weight_decay=weight_decay
    )
    for epoch, batches in zip(history, seen_indices(digits_200), strict=True):
        loss = plain_loop(reference.network, optimizer, images, digits_200.labels, batches)
        assert epoch.train_loss == pytest.approx(loss, abs=1e-6)
    for name, wanted in reference.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], wanted, rtol=0, atol=1e-6)


def test_train_accuracy_is_that_of_the_answers_before_each_step(
    digits_200: LabelledImages,
) -> None:
    classifier = seeded_classifier("mlp_small")
    answers: list[Tensor] = []

    def keep(_module: nn.Module, _inputs: tuple[Tensor, ...], logits: Tensor) -> None:
        answers.append(logits.detach().argmax(1))

    classifier.network.register_forward_hook(keep)
    [epoch] = train(classifier, recipe(epochs=1), digits_200).epochs
    order = torch.cat(seen_indices(digits_200)[0])
    right = torch.cat(answers) == digits_200.labels[order]
    assert epoch.train_accuracy == pytest.approx(right.double().mean().item())


def test_sees_every_image_exactly_once_per_epoch(digits_200: LabelledImages) -> None:
    for epoch in seen_indices(digits_200):
        assert [len(batch) for batch in epoch] == [64, 64, 64, 8]
        assert torch.cat(epoch).sort().values.equal(torch.arange(200))


def test_shuffles_anew_in_every_epoch_and_for_every_seed(digits_200: LabelledImages) -> None:
    orders = [torch.cat(epoch) for seed in (1, 2) for epoch in seen_indices(digits_200, seed)]
    orders.append(torch.arange(200))
    assert len(torch.stack(orders).unique(dim=0)) == 5


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "augmentation": {
                "rotation": 10.0,
                "scale": 0.1,
                "shear": 0.1,
                "shift": 2.0,
                "elastic": 0.5,
            }
        },
        {"precision": "bfloat16", "channels_last": True, "optimizer": {"kind": "adam"}},
        {"fast_layers": True, "channels_last": True},
        {"fast_layers": True, "precision": "bfloat16"},
        {"ema": 0.9, "channels_last": True, "fast_layers": True},
    ],
    ids=str,
)
def test_same_seed_gives_the_same_bytes_and_another_seed_others(
    digits_200: LabelledImages, changes: dict[str, object]
) -> None:
    def trained(seed: int) -> dict[str, bytes]:
        classifier = seeded_classifier("simple_cnn")  # it has dropout
        train(classifier, recipe(seed=seed, epochs=1, **changes), digits_200)
        return weight_bytes(classifier)

    first = trained(seed=1)
    assert trained(seed=1) == first
    other = trained(seed=2)
    assert all(other[name] != first[name] for name in first if name.startswith("network."))


def test_learns_digits_that_it_has_not_seen(digits_200: LabelledImages) -> None:
    chosen = recipe(optimizer={"kind": "adam"}, learning_rate=0.01, batch_size=20, epochs=3)
    unseen = synthetic_digits(100, seed=7)
    history = train(seeded_classifier("lenet5"), chosen, digits_200, unseen).epochs
    accuracy = history[-1].validation_accuracy
    assert accuracy is not None
    assert accuracy > 0.9


def test_faster_arithmetic_learns_almost_the_same(digits_200: LabelledImages) -> None:
    def losses(**changes: object) -> list[float]:
        history = train(seeded_classifier("lenet5"), recipe(**changes), digits_200).epochs
        return [epoch.train_loss for epoch in history]

    plain = losses()
    assert losses(channels_last=True) == pytest.approx(plain, abs=1e-5)
    assert losses(channels_last=True, precision="bfloat16") == pytest.approx(plain, abs=0.01)


@pytest.mark.parametrize("channels_last", [False, True], ids=["plain", "channels_last"])
@pytest.mark.parametrize("architecture", ["lenet", "lenet5", "two_conv", "full_conv"])
def test_fast_layers_learn_almost_the_same_from_the_same_batches(
    architecture: str, *, channels_last: bool, digits_200: LabelledImages
) -> None:
    def learned(**changes: object) -> tuple[list[float], Tensor]:
        chosen = recipe(channels_last=channels_last, **changes)
        trainer = Trainer(seeded_classifier(architecture), digits_200, NO_IMAGES, chosen, CPU)
        batches = record_inputs(trainer.learner.network, training=True)
        history = trainer.fit(Observer())
        return [epoch.train_loss for epoch in history], torch.cat(batches)

    for changes in (
        {"optimizer": SGD},
        {"optimizer": {"kind": "adam"}, "learning_rate": 0.001},
    ):
        (losses, images), (expected, same) = (
            learned(fast_layers=True, **changes),
            learned(**changes),
        )
        assert losses == pytest.approx(expected, abs=1e-4)
        assert abs(expected[1] - expected[0]) > 0.001  # something was learned
        assert images.equal(same)


# What an optimizer does to the weights doesn't depend on how their gradients were computed.
@pytest.mark.parametrize(
    ("optimizer", "channels_last", "fast_layers"),
    [
        pytest.param(SGD, False, False, id="plain"),
        pytest.param(SGD, False, True, id="fast layers"),
        pytest.param(SGD, True, False, id="channels_last"),
        pytest.param(SGD, True, True, id="both"),
        pytest.param({"kind": "adadelta"}, True, True, id="adadelta, both"),
    ],
)
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_steps_of_every_architecture_are_those_of_a_plain_loop(
    architecture: str,
    optimizer: dict[str, object],
    *,
    channels_last: bool,
    fast_layers: bool,
    digits_200: LabelledImages,
) -> None:
    reference, ours = seeded_classifier(architecture), seeded_classifier(architecture)
    images, labels = reference.normalize(digits_200.images[:8]), digits_200.labels[:8]
    before = {name: p.detach().clone() for name, p in reference.network.named_parameters()}
    plain = reference.network.eval()  # without dropout
    weights = plain.parameters()
    theirs = (
        optim.SGD(weights, lr=0.05, momentum=0.9)
        if optimizer["kind"] == "sgd"
        else optim.Adadelta(weights, lr=0.05)
    )
    chosen = recipe(optimizer=optimizer, channels_last=channels_last, fast_layers=fast_layers)
    trainer = Trainer(ours, digits_200, NO_IMAGES, chosen, CPU)
    trainer.learner.network.eval()
    for _ in range(2):
        logits = plain(images)
        torch.testing.assert_close(
            trainer.learner.step(images, labels), logits, rtol=1e-4, atol=1e-4
        )
        plain_step(theirs, F.cross_entropy(logits, labels))
    copy_back(trainer.learner.network, ours.network)
    expected, found = (
        {name: p.detach() - before[name] for name, p in each.network.named_parameters()}
        for each in (reference, ours)
    )
    # Of weights near 0.1, float32 holds a change of 0.001 to a hundred-thousandth.
    assert_close_by_name(found, expected, share=1e-2)


def test_smoothed_labels_are_learned_and_plain_ones_reported(digits_200: LabelledImages) -> None:
    reference, ours = seeded_classifier("mlp_small"), seeded_classifier("mlp_small")
    batch, labels = reference.normalize(digits_200.images), digits_200.labels
    logits = reference.network(batch)
    # Each digit gets a tenth of the share given away; the label's keeps the rest.
    targets = 0.8 * F.one_hot(labels, 10) + 0.2 / 10
    optimizer = optim.SGD(reference.parameters(), lr=0.05)
    plain_step(optimizer, -(targets * F.log_softmax(logits, dim=1)).sum(1).mean())
    chosen = recipe(label_smoothing=0.2, batch_size=200, epochs=1)
    [epoch] = train(ours, chosen, digits_200).epochs
    assert epoch.train_loss == pytest.approx(F.cross_entropy(logits, labels).item(), abs=1e-6)
    for name, wanted in reference.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], wanted, rtol=0, atol=1e-6)


def test_a_step_returns_the_logits_from_before_it(digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("lenet5")
    trainer = Trainer(classifier, digits_200, NO_IMAGES, recipe(), CPU)
    images = classifier.normalize(digits_200.images[:32])
    before = classifier.network(images).detach()
    logits = trainer.learner.step(images, digits_200.labels[:32])
    assert logits.equal(before)
    assert not logits.requires_grad
    assert not classifier.network(images).equal(before)


@pytest.mark.parametrize("channels_last", [False, True], ids=["plain", "channels_last"])
@pytest.mark.parametrize("architecture", ["lenet", "simple_cnn", "full_conv"])
def test_after_every_epoch_the_classifier_holds_the_trained_weights_in_plain_shape(
    architecture: str, *, channels_last: bool, digits_200: LabelledImages
) -> None:
    classifier = seeded_classifier(architecture)
    shapes = {name: value.shape for name, value in classifier.state_dict().items()}
    chosen = recipe(fast_layers=True, channels_last=channels_last, epochs=3)
    trainer = Trainer(classifier, digits_200, digits_200, chosen, CPU)
    images = classifier.normalize(digits_200.images)
    answers: list[Tensor] = [logits_in_batches(classifier, digits_200.images, 100)]

    class Listener(Observer):
        def on_epoch(self, epoch: Epoch) -> None:
            found = logits_in_batches(classifier, digits_200.images, 100)
            wanted = logits_in_batches(trainer.learner.network, images, 100)
            torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-4)
            loss = F.cross_entropy(found, digits_200.labels).item()
            assert epoch.validation_loss == pytest.approx(loss, abs=1e-4)
            answers.append(found)

    trainer.fit(Listener())
    assert all((after - before).abs().max() > 0.01 for before, after in pairwise(answers))
    assert len(answers) == 4
    assert {name: value.shape for name, value in classifier.state_dict().items()} == shapes


def test_trains_the_classifiers_own_network_where_fast_layers_are_not_asked_for(
    digits_200: LabelledImages,
) -> None:
    classifier = seeded_classifier("simple_cnn")
    trainer = Trainer(classifier, digits_200, NO_IMAGES, recipe(), CPU)
    assert trainer.learner.network is classifier.network
    twin = Trainer(classifier, digits_200, NO_IMAGES, recipe(fast_layers=True), CPU).learner.network
    assert twin is not classifier.network
    assert list(dict(twin.named_parameters())) == list(dict(classifier.network.named_parameters()))


def test_weights_stay_float32_under_bfloat16(digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("lenet5")
    train(classifier, recipe(precision="bfloat16", epochs=1), digits_200)
    assert {value.dtype for value in classifier.state_dict().values()} == {torch.float32}


def test_normalization_is_not_trained(digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("mlp_small")
    train(classifier, recipe(optimizer={"kind": "adamw"}), digits_200)
    assert classifier.mean.item() == pytest.approx(0.13)
    assert classifier.std.item() == pytest.approx(0.31)


def test_the_schedule_moves_with_every_batch(digits_200: LabelledImages) -> None:
    trainer = Trainer(
        seeded_classifier("mlp_small"),
        digits_200,
        digits_200,
        recipe(schedule={"kind": "step", "every": 1, "gamma": 0.5}, learning_rate=0.08, epochs=3),
        CPU,
    )
    trainer.fit(Observer())
    # After the last batch the third decay is due: 200 images make four batches of 64.
    assert trainer.learner.optimizer.param_groups[0]["lr"] == pytest.approx(0.01)


def test_distortions_fill_in_the_background_of_the_normalized_images() -> None:
    blank = LabelledImages(torch.zeros(64, 1, 28, 28, dtype=torch.uint8), torch.zeros(64).long())
    classifier = seeded_classifier("mlp_small")
    batches = record_inputs(classifier.network, training=True)
    amounts = {"rotation": 45.0, "scale": 0.3, "shear": 0.2, "shift": 5.0, "elastic": 1.0}
    train(classifier, recipe(augmentation=amounts, epochs=1), blank)
    [batch] = batches
    torch.testing.assert_close(batch, torch.full_like(batch, -0.13 / 0.31))


def test_distorts_anew_in_every_epoch(digits_200: LabelledImages) -> None:
    few = digits_200.select(torch.arange(1))
    classifier = seeded_classifier("mlp_small")
    batches = record_inputs(classifier.network, training=True)
    amounts = {"rotation": 10.0, "scale": 0.0, "shear": 0.0, "shift": 0.0, "elastic": 0.0}
    train(classifier, recipe(augmentation=amounts), few)
    first, second = batches
    assert not first.equal(second)


def augmented_batches(data: LabelledImages, **changes: object) -> Tensor:
    """All images of two epochs as the network sees them."""
    classifier = seeded_classifier("mlp_small")
    batches = record_inputs(classifier.network, training=True)
    amounts = {"rotation": 10.0, "scale": 0.1, "shear": 0.1, "shift": 2.0, "elastic": 0.0}
    train(classifier, recipe(augmentation=amounts, **changes), data)
    return torch.cat(batches)


def test_each_image_is_distorted_by_the_next_map_that_the_seed_draws(
    digits_200: LabelledImages,
) -> None:
    found = augmented_batches(digits_200, seed=3)
    generator = torch.Generator().manual_seed(3)
    limits = Augmentation(rotation=10, scale=0.1, shear=0.1, shift=2, elastic=0)
    for epoch in found.split(200):
        order = torch.randperm(200, generator=generator)
        maps = random_maps(200, limits, side=28, generator=generator)
        grid = F.affine_grid(maps, [200, 1, 28, 28], align_corners=False)
        pixels = F.grid_sample(digits_200.images[order] / 255, grid, align_corners=False)
        torch.testing.assert_close(epoch, (pixels - 0.13) / 0.31, rtol=0, atol=1e-3)


def test_the_size_of_the_batches_changes_no_image(digits_200: LabelledImages) -> None:
    found = augmented_batches(digits_200, batch_size=7)
    expected = augmented_batches(digits_200, batch_size=64)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-4)


def test_bfloat16_distorts_in_float32(digits_200: LabelledImages) -> None:
    precise, rough = (
        augmented_batches(digits_200, precision=each) for each in ("float32", "bfloat16")
    )
    assert rough.dtype == torch.bfloat16
    assert rough.equal(precise.bfloat16())


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_every_image_of_a_large_set_is_normalized(precision: str) -> None:
    many = synthetic_digits(2003, seed=4)
    classifier = seeded_classifier("mlp_small")
    batches = record_inputs(classifier.network, training=True)
    train(classifier, recipe(batch_size=2003, epochs=1, precision=precision), many)
    order = torch.randperm(2003, generator=torch.Generator().manual_seed(1))
    [batch] = batches
    assert batch.equal(classifier.normalize(many.images[order]).to(batch.dtype))


@pytest.mark.parametrize(("images", "batch_size"), [(129, 64), (200, 1), (1, 64)])
def test_batch_normalization_refuses_a_batch_of_one_before_any_step(
    digits_200: LabelledImages, images: int, batch_size: int
) -> None:
    data = digits_200.select(torch.arange(images))
    chosen = recipe(batch_size=batch_size)
    with pytest.raises(BatchSizeError, match=f"batch_size: found {batch_size}; of {images} images"):
        Trainer(seeded_classifier("compact_cnn"), data, NO_IMAGES, chosen, CPU)
    Trainer(seeded_classifier("mlp_small"), data, NO_IMAGES, chosen, CPU)  # others don't mind
