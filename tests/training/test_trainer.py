"""The training loop against a plain one, and what its seed decides."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from recipes import recipe
from synthetic import synthetic_digits
from torch import Tensor, nn, optim
from trained import CPU, Recorder, places, record_inputs, seeded_classifier, train
from weights import weight_bytes

from digits.data.images import LabelledImages
from digits.training.history import Observer
from digits.training.trainer import DivergedError, Trainer


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
        optimizer.zero_grad()
        log_probabilities = F.log_softmax(network(images[indices]), dim=1)
        loss = F.nll_loss(log_probabilities, labels[indices])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(indices)
    return total / len(images)


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
        {"augmentation": {"rotation": 10.0, "scale": 0.1, "shear": 0.1, "shift": 2.0}},
        {"precision": "bfloat16", "channels_last": True, "optimizer": {"kind": "adam"}},
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
    assert trainer.optimizer.param_groups[0]["lr"] == pytest.approx(0.01)


def test_distortions_fill_in_the_background_of_the_normalized_images() -> None:
    blank = LabelledImages(torch.zeros(64, 1, 28, 28, dtype=torch.uint8), torch.zeros(64).long())
    classifier = seeded_classifier("mlp_small")
    batches = record_inputs(classifier.network, training=True)
    amounts = {"rotation": 45.0, "scale": 0.3, "shear": 0.2, "shift": 5.0}
    train(classifier, recipe(augmentation=amounts, epochs=1), blank)
    [batch] = batches
    torch.testing.assert_close(batch, torch.full_like(batch, -0.13 / 0.31))


def test_distorts_anew_in_every_epoch(digits_200: LabelledImages) -> None:
    few = digits_200.select(torch.arange(1))
    classifier = seeded_classifier("mlp_small")
    batches = record_inputs(classifier.network, training=True)
    amounts = {"rotation": 10.0, "scale": 0.0, "shear": 0.0, "shift": 0.0}
    train(classifier, recipe(augmentation=amounts), few)
    first, second = batches
    assert not first.equal(second)


def test_a_learning_rate_that_is_too_high_stops_the_run(digits_200: LabelledImages) -> None:
    recorder = Recorder()
    chosen = recipe(learning_rate=1e30, epochs=5)
    trainer = Trainer(seeded_classifier("mlp_small"), digits_200, digits_200, chosen, CPU)
    with pytest.raises(DivergedError, match=r"after epoch 1: .*learning_rate"):
        trainer.fit(recorder)
    assert recorder.epochs == []
