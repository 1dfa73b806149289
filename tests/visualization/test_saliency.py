"""Gradients of answers with respect to pixels."""

import torch
from trained import seeded_classifier

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier
from digits.visualization.saliency import saliency


def test_of_a_linear_network_is_the_weights_of_the_predicted_digit(
    linear: TorchClassifier, test_images: LabelledImages
) -> None:
    images = test_images.images[:8]
    weight = linear.network.get_parameter("1.weight")
    predicted = linear(images).argmax(1)
    assert len(set(predicted.tolist())) > 1
    expected = weight[predicted].abs().unflatten(1, (28, 28)) / linear.std
    torch.testing.assert_close(saliency(linear, images), expected)


def test_is_the_slope_of_the_logit(test_images: LabelledImages) -> None:
    classifier = seeded_classifier("lenet").eval()
    image = test_images.images[:1]
    predicted = int(classifier(image).argmax())
    gradient = saliency(classifier, image)[0]
    row, column = divmod(int(gradient.argmax()), 28)

    def logit(step: float) -> float:
        moved = image.double()
        moved[0, 0, row, column] += step
        with torch.inference_mode():
            return float(classifier.network(classifier.normalize(moved))[0, predicted])

    slope = (logit(0.5) - logit(-0.5)) * 255
    assert abs(slope) > 0.01
    torch.testing.assert_close(abs(slope), float(gradient[row, column]), rtol=0.05, atol=0)


def test_images_have_the_same_alone_and_together(test_images: LabelledImages) -> None:
    classifier = seeded_classifier("compact_cnn")
    images = test_images.images[:3]
    together = saliency(classifier, images)
    alone = torch.cat([saliency(classifier, image[None]) for image in images])
    torch.testing.assert_close(together, alone, rtol=1e-3, atol=1e-5)
    assert all(parameter.grad is None for parameter in classifier.parameters())


def test_is_zero_where_no_pixel_has_a_slope(
    odd: dict[str, TorchClassifier], test_images: LabelledImages
) -> None:
    assert not saliency(odd["threshold"], test_images.images[:2]).any()
