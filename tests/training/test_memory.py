"""What a step takes: as estimated, against what it takes, and refused where that is too much."""

import json
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
import torch
from every_model import ARCHITECTURES
from recipes import NO_DISTORTION, recipe
from trained import CPU, seeded_classifier
from weights import weight_bytes

from digits.params.training import Training
from digits.training.learner import Learner
from digits.training.memory import OutOfMemoryError, StepMemory, check_memory, step_memory
from digits.training.processes import OneProcess

IMAGES = 60_000

# In a process of its own, whose peak is that of the step. It leaves the test's own peak behind.
STEP = """
import json, sys
import torch
from digits.torch_classifier import TorchClassifier
from digits.device import set_up_arithmetic
from digits.params.training import Training
from digits.training.learner import Learner
from digits.training.memory import step_memory

def status(key):
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))

set_up_arithmetic(1)
recipe = Training.model_validate_json(sys.argv[1])
learner = Learner(TorchClassifier("lenet"), recipe, torch.device("cpu"), 10)
resting = status("VmRSS")
memory = step_memory(learner, recipe)
estimating = status("VmRSS")
images = torch.rand(recipe.batch_size, 1, 28, 28)
labels = torch.zeros(recipe.batch_size, dtype=torch.int64)
before = status("VmRSS") - images.nbytes
learner.step(images, labels)
print(json.dumps({
    "estimated": memory.peak(recipe.batch_size),
    "measured": status("VmHWM") - before,
    "of the estimate itself": estimating - resting,
    "compiler": "torch._dynamo" in sys.modules,
}))
"""


def learner_of(architecture: str, chosen: Training) -> Learner:
    return Learner(seeded_classifier(architecture), chosen, CPU, 10)


def memory_of(architecture: str, **changes: object) -> StepMemory:
    chosen = recipe(**changes)
    return step_memory(learner_of(architecture, chosen), chosen)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_estimate_is_near_what_a_step_takes(tmp_path: Path) -> None:
    options = {"optimizer": {"kind": "adam"}, "channels_last": True, "fast_layers": True}
    chosen = recipe(batch_size=4096, **options).model_dump_json()
    command = [sys.executable, "-c", STEP, chosen]
    output = subprocess.check_output(command, cwd=tmp_path, timeout=120)  # noqa: S603 - our own program
    found = json.loads(output)
    assert 0.6 < found["estimated"] / found["measured"] < 1.7, found
    assert found["of the estimate itself"] < 0.15 * found["measured"]  # mostly torch's own code
    assert not found["compiler"]


@pytest.mark.parametrize("fast_layers", [False, True], ids=["torch's", "fast"])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_large_batches_take_memory_in_proportion(architecture: str, *, fast_layers: bool) -> None:
    memory = memory_of(architecture, fast_layers=fast_layers, channels_last=fast_layers)
    assert memory.peak(400_000) == pytest.approx(2 * memory.peak(200_000), rel=0.02)
    assert 0 < memory.peak(1) < memory.peak(64) < memory.peak(1024)


def test_gradients_take_memory_whatever_the_batch() -> None:
    weights = 784 * 784 + 784 + 784 * 10 + 10  # numbers in float32
    assert 4 * weights < memory_of("mlp").peak(1) < 2 * 4 * weights


def test_a_distorted_batch_takes_memory_of_its_own() -> None:
    distorted = memory_of("mlp_small", augmentation=NO_DISTORTION)
    assert distorted.peak(IMAGES) > 2 * memory_of("mlp_small").peak(IMAGES)


@pytest.mark.parametrize("architecture", ["compact_cnn", "simple_cnn"])  # statistics; dropout
def test_leaves_everything_as_it_is(architecture: str) -> None:
    chosen = recipe(optimizer={"kind": "adam"}, ema=0.9, fast_layers=True, channels_last=True)
    learner = learner_of(architecture, chosen)
    learner.network.eval()
    weights, generator = weight_bytes(learner.network), torch.get_rng_state()
    state = {name: tensor.clone() for name, tensor in learner.state().tensors.items()}
    step_memory(learner, chosen)
    assert torch.equal(torch.get_rng_state(), generator)
    assert weight_bytes(learner.network) == weights
    assert all(torch.equal(tensor, state[n]) for n, tensor in learner.state().tensors.items())
    assert not any(module.training for module in learner.network.modules())
    assert all(parameter.grad is None for parameter in learner.network.parameters())


def test_refuses_with_figures_and_a_size_that_is_then_accepted() -> None:
    chosen = recipe(batch_size=5000)
    learner = learner_of("lenet", chosen)
    takes = step_memory(learner, chosen).peak(5000)
    check_memory(learner, chosen, IMAGES, available=takes)
    with pytest.raises(OutOfMemoryError) as refused:
        check_memory(learner, chosen, IMAGES, available=takes / 2)
    found = re.fullmatch(
        r"params\.yaml: training\.batch_size: found 5000; a step of 5000 images would take about"
        r" (\S+) GB, and (\S+) GB are free; a step of (\d+) would fit:"
        r" lower training\.batch_size or raise training\.accumulation",
        str(refused.value),
    )
    assert found
    assert float(found[1]) == pytest.approx(takes / 1e9, abs=0.005)
    assert float(found[2]) == pytest.approx(takes / 2e9, abs=0.005)
    assert int(found[3]) == 2048
    check_memory(learner, recipe(batch_size=2048), IMAGES, available=takes / 2)
    assert refused.value.exit_code == 1


def test_says_that_no_size_fits() -> None:
    chosen = recipe()
    learner = learner_of("mlp", chosen)
    with pytest.raises(OutOfMemoryError, match="not even a batch of 1 would fit: close"):
        check_memory(learner, chosen, IMAGES, available=1e6)


def test_no_batch_is_larger_than_an_epoch() -> None:
    chosen = recipe(batch_size=10**9)
    learner = learner_of("lenet", chosen)
    takes = step_memory(learner, chosen).peak(200)
    check_memory(learner, chosen, 200, available=takes)
    with pytest.raises(OutOfMemoryError, match=r"found 1000000000; a step of 200 images"):
        check_memory(learner, chosen, 200, available=takes - 1)


def test_several_processes_share_an_epoch_that_is_smaller_than_a_batch() -> None:
    chosen = recipe(batch_size=10**6)
    learner = learner_of("lenet", chosen)
    processes = OneProcess()
    processes.count = 2
    takes = step_memory(learner, chosen).peak(101)
    check_memory(learner, chosen, 201, processes, available=takes)
    with pytest.raises(OutOfMemoryError, match=r"found 1000000; a step of 101 images"):
        check_memory(learner, chosen, 201, processes, available=takes - 1)


def test_what_is_free_on_the_device_is_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = recipe()
    learner = learner_of("lenet", chosen)
    check_memory(learner, chosen, IMAGES)
    monkeypatch.setattr("digits.training.memory.free_memory", Mock(return_value=0))
    with pytest.raises(OutOfMemoryError, match=r"and 0\.00 GB are free"):
        check_memory(learner, chosen, IMAGES)
