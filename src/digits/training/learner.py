"""One step of learning, and all that one step leaves for the next."""

import copy
from collections.abc import Mapping

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from digits.data.images import SIDE
from digits.params.training import Training
from digits.resume.state_file import TrainingState
from digits.torch_classifier import TorchClassifier
from digits.training.fast_layers.rewrite import copy_back, with_fast_layers
from digits.training.memory_order import in_memory_order, laid_out_like
from digits.training.moving_average import moving_average
from digits.training.optimizer import allocate_state, build_optimizer, build_schedule
from digits.training.optimizer_state import own_tensors
from digits.training.processes import OneProcess


class Learner:
    """A network and what changes its weights.

    Attributes:
        network: what is trained: the classifier's network, a copy of it where the recipe averages
            weights (`ema`), or with `fast_layers` the twin of either.
        optimizer: of the network's parameters; it sees those that aren't in torch's plain layout in
            the order of memory.
    """

    def __init__(
        self,
        classifier: TorchClassifier,
        recipe: Training,
        device: torch.device,
        steps_per_epoch: int,
        processes: OneProcess | None = None,
    ) -> None:
        """Move the classifier to the device, and build the rest there.

        Args:
            classifier: `publish` gives it the trained weights.
            recipe: how to train.
            device: where.
            steps_per_epoch: for the schedule.
            processes: that share each batch; by default this one alone.
        """
        self._classifier = classifier.to(device)
        # Where the weights are averaged, the classifier receives the average, so steps need others.
        self.network = copy.deepcopy(classifier.network) if recipe.ema else classifier.network
        if recipe.channels_last:
            self.network.to(memory_format=torch.channels_last)
        if recipe.fast_layers and device.type == "cpu":
            self.network = with_fast_layers(self.network, torch.zeros(1, 1, SIDE, SIDE))
        processes = processes or OneProcess()
        self.network = processes.joined(self.network)
        self._gradients = processes.gradients(self.network, recipe, device)
        self._average = moving_average(self.network, recipe.ema) if recipe.ema else None
        self._stepped = [
            nn.Parameter(in_memory_order(p.detach())) for p in self._gradients.parameters
        ]
        self.optimizer = build_optimizer(recipe.optimizer, recipe.learning_rate, self._stepped)
        allocate_state(self.optimizer)
        self._schedule = build_schedule(
            recipe.schedule,
            self.optimizer,
            steps_per_epoch=steps_per_epoch,
            epochs=recipe.epochs,
        )

    @property
    def judged(self) -> nn.Module:
        """What is validated and saved: the average of the weights, where there is one."""
        return self._average.module if self._average else self.network

    def publish(self) -> None:
        """Copy the weights that are judged into the classifier."""
        copy_back(self.judged, self._classifier.network)

    def step(
        self,
        images: Float[Tensor, "own 1 28 28"],
        labels: Int64[Tensor, " own"],
        batch: int | None = None,
    ) -> Float[Tensor, "own classes"]:
        """Change the weights by one batch of normalized images.

        Args:
            images: of the batch, or this process's share of it.
            labels: of these images.
            batch: images in the whole batch; by default these are all.

        Returns the logits from before the change.
        """
        logits, gradients = self._gradients.of(images, labels, batch or len(labels))
        parameters = zip(self._gradients.parameters, self._stepped, gradients, strict=True)
        for parameter, stepped, gradient in parameters:
            unused = gradient is None
            stepped.grad = None if unused else in_memory_order(laid_out_like(parameter, gradient))
        self.optimizer.step()
        self.optimizer.zero_grad()  # gives their memory to the next step
        if self._average:
            self._average.update_parameters(self.network)
        return logits

    def advance_schedule(self) -> None:
        """Set the learning rate of the next step."""
        if self._schedule:
            self._schedule.step()

    def autocast(self) -> torch.autocast:
        """The precision of the recipe, for what is computed inside the block."""
        return self._gradients.autocast()

    def state(self) -> TrainingState:
        """All of it that steps change; tensors are not copied."""
        modules = {"network": self.network} | ({"average": self._average} if self._average else {})
        tensors = {
            f"{part}/{name}": tensor
            for part, module in modules.items()
            for name, tensor in module.state_dict().items()
        }
        tensors |= {f"optimizer/{k}": v for k, v in own_tensors(self.optimizer).items()}
        record = {
            "learning_rates": [group["lr"] for group in self.optimizer.param_groups],
            "schedule": self._schedule.state_dict() if self._schedule else None,
        }
        return TrainingState(tensors, record)

    def restore(self, state: TrainingState) -> None:
        """Take over the state of another learner that was built from equal arguments."""
        self.network.load_state_dict(_below("network/", state.tensors))
        if self._average:
            self._average.load_state_dict(_below("average/", state.tensors))
        for name, tensor in own_tensors(self.optimizer).items():
            tensor.copy_(state.tensors[f"optimizer/{name}"])
        rates = state.record["learning_rates"]
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        if self._schedule:
            self._schedule.load_state_dict(state.record["schedule"])
        # A training that was killed after its last epoch has no step left that would.
        self.publish()


def _below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
