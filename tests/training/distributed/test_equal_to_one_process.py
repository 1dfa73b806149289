"""Two processes train as one does on the same batches."""

import pytest
import torch
from shared_training import CASES, STEPS, TRAINING, trained
from side_by_side import assert_close_by_name
from torch import Tensor
from trained import places, seeded_classifier

from digits.training.processes import OneProcess

Found = list[dict[str, Tensor]]


def of_case(found: dict[str, Tensor], case: str) -> dict[str, Tensor]:
    parts = {name.split("/", 1)[1]: t for name, t in found.items() if name.startswith(f"{case}/")}
    assert parts
    return parts


def network_of(found: dict[str, Tensor]) -> dict[str, Tensor]:
    names = sorted(name for name in found if name.startswith("network."))
    return {name: found[name] for name in names if not name.endswith("num_batches_tracked")}


@pytest.mark.parametrize("case", CASES)
def test_losses_of_the_steps_are_those_of_one_process(two_processes: Found, case: str) -> None:
    alone = trained(*CASES[case], OneProcess())
    for each in two_processes:
        found = of_case(each, case)
        assert found["seen"].tolist() == alone["seen"].tolist()
        assert len(found["losses"]) == STEPS
        torch.testing.assert_close(found["losses"], alone["losses"], rtol=0, atol=1e-5)
        for name in ("training", "validation"):
            torch.testing.assert_close(found[name], alone[name], rtol=0, atol=1e-5)
        assert_close_by_name(network_of(found), network_of(alone), share=1e-3)
    # Something is learned: without, the mean loss of an epoch changes by its distortions alone.
    of_epochs = alone["training"][:, 0]
    assert of_epochs[0] - of_epochs[-1] > 0.02


@pytest.mark.parametrize("case", CASES)
def test_both_processes_have_the_same_bits(two_processes: Found, case: str) -> None:
    first, second = (of_case(each, case) for each in two_processes)
    for name in first.keys() - {"inputs"}:
        assert first[name].equal(second[name]), name


def test_every_image_is_seen_once_per_epoch(two_processes: Found) -> None:
    images = seeded_classifier("lenet5").normalize(TRAINING.images)
    inputs = [of_case(each, "plain")["inputs"] for each in two_processes]
    assert [len(each) for each in inputs] == [3 * 116, 3 * 115]  # 7 × 16 + 4, or + 3
    for first, second in zip(inputs[0].split(116), inputs[1].split(115), strict=True):
        seen = places(torch.cat([first, second]), images)
        assert sorted(seen.tolist()) == list(range(len(TRAINING)))
