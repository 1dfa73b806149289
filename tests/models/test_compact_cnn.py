"""The five looks of `compact_cnn`."""

import torch
from torch import Tensor, nn

from digits.models.compact_cnn import Model


def seeded() -> Model:
    torch.manual_seed(0)
    return Model()


def test_answers_with_the_mean_over_an_image_and_its_four_moves() -> None:
    network = seeded().eval()
    images = torch.full((3, 1, 28, 28), -0.4)
    images[:, :, 8:20, 8:20] = torch.randn(3, 1, 12, 12)
    moves = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]
    views = [images.roll(move, dims=(2, 3)) for move in moves]  # the border is background
    with torch.no_grad():
        expected = torch.stack([nn.Sequential.forward(network, view) for view in views]).mean(0)
        torch.testing.assert_close(network(images), expected)


def test_trains_on_one_look() -> None:
    network = seeded().train()
    shapes: list[torch.Size] = []

    def keep(_module: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
        shapes.append(output.shape)

    network.get_submodule("conv1").register_forward_hook(keep)
    network(torch.randn(4, 1, 28, 28))
    assert shapes == [(4, 32, 24, 24)]


def test_ink_at_the_border_is_not_lost() -> None:
    """What comes in repeats the border, so a uniform image stays uniform."""
    network = seeded().eval()
    image = torch.full((1, 1, 28, 28), 2.0)
    with torch.no_grad():
        expected = nn.Sequential.forward(network, image)
        torch.testing.assert_close(network(image), expected)
