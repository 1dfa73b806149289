"""A layer beside the one that it stands in for: what each answers, and what each learns."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

LAYOUTS = {"plain": torch.contiguous_format, "channels_last": torch.channels_last}


def distinct(*shape: int) -> Tensor:
    """Whole numbers in a random order, no two of them equal."""
    count = int(torch.Size(shape).numel())
    numbers = torch.randperm(count, generator=torch.Generator().manual_seed(0))
    return (numbers - count // 2).float().view(shape)


def normal(*shape: int, seed: int = 0) -> Tensor:
    """Random numbers around zero."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def output_and_gradients(
    layer: nn.Module, images: Tensor, *, half: bool = False
) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
    """The output; the gradients of the images, and of every parameter by its name.

    The gradient of the output is random and the same in every layout of its memory. With `half`,
    the way forward is under torch's autocast to bfloat16.
    """
    images = images.detach().clone(memory_format=torch.preserve_format).requires_grad_()
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        output = layer(images)
    parameters = dict(layer.named_parameters())
    upstream = normal(*output.shape, seed=1).to(output.dtype)
    of_images, *others = torch.autograd.grad(output, [images, *parameters.values()], upstream)
    return output.detach(), of_images, dict(zip(parameters, others, strict=True))


def assert_close_by_name(
    found: Mapping[str, Tensor], expected: Mapping[str, Tensor], share: float = 1e-4
) -> None:
    """Each of the tensors differs by a small share of its length; a shape may be laid out anew.

    Sums that all but cancel, as behind batch normalization, keep the rounding of their terms: a
    share of the longest tensor, a hundred times smaller, is let through too.
    """
    assert list(found) == list(expected)
    longest = max((wanted.norm() for wanted in expected.values()), default=torch.zeros(()))
    for name, wanted in expected.items():
        error = (found[name].reshape(wanted.shape) - wanted).norm()
        allowed = share * (wanted.norm() + longest / 100)
        assert error <= allowed, f"{name}: {error} of {wanted.norm()}, longest {longest}"
