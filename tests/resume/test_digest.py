"""A checksum over tensors changes with each bit of them, and with nothing else."""

import itertools

import pytest
import torch
from torch import Tensor

from digits.resume.digest import tensors_digest

TENSORS: dict[str, Tensor] = {
    "floats": torch.tensor([[1.0, -0.0], [1e-40, float("nan")]]),
    "halves": torch.tensor([1.0, 2.0], dtype=torch.bfloat16),
    "number": torch.tensor(7),
    "none": torch.empty(0, 3),
    "flags": torch.tensor([True, False]),
}


def test_does_not_depend_on_the_layout_in_memory() -> None:
    images = torch.arange(24.0).reshape(1, 2, 3, 4)
    other = images.contiguous(memory_format=torch.channels_last)
    assert other.stride() != images.stride()
    assert tensors_digest([("", images)]) == tensors_digest([("", other)])


@pytest.mark.parametrize("name", [name for name in TENSORS if name != "none"])
def test_changes_with_each_bit(name: str) -> None:
    before = tensors_digest(TENSORS.items())
    size = TENSORS[name].nbytes
    bits = 1 if name == "flags" else 8  # a truth value has one that counts
    for byte, bit in itertools.product(range(size), range(bits)):
        changed = TENSORS[name].clone()
        changed.flatten().view(torch.uint8)[byte] ^= 1 << bit
        assert tensors_digest((TENSORS | {name: changed}).items()) != before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([("a", torch.zeros(2))], [("b", torch.zeros(2))]),
        ([("a", torch.zeros(2, 3))], [("a", torch.zeros(3, 2))]),
        ([("a", torch.zeros(0, 3))], [("a", torch.zeros(3, 0))]),
        ([("a", torch.zeros(2))], [("a", torch.zeros(2, dtype=torch.int32))]),
        (
            [("a", torch.zeros(2)), ("b", torch.ones(2))],
            [("b", torch.ones(2)), ("a", torch.zeros(2))],
        ),
        ([("a", torch.zeros(4))], [("a", torch.zeros(2)), ("a", torch.zeros(2))]),
    ],
)
def test_changes_with_names_shapes_types_and_order(
    one: list[tuple[str, Tensor]], other: list[tuple[str, Tensor]]
) -> None:
    assert tensors_digest(one) != tensors_digest(other)
