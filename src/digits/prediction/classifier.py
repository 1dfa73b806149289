"""A trained network for programs: images of any form to digits, without torch."""

from pathlib import Path

import numpy as np
from jaxtyping import Float32, Int64

from digits.prediction.images import Images, canvases_of
from digits.prediction.model_file import model_file
from digits.prediction.network import Answers, Network


class Classifier:
    """Reads one digit, or what else the network has learnt, in each image.

        from digits.prediction.classifier import Classifier

        classifier = Classifier.load("compact_cnn")
        classifier.predict(["seven.png", "scans/3.jpg"])   # array([7, 3])
        classifier.predict(images)                         # uint8, n × 28 × 28
        classifier.probabilities("seven.png").max()        # 0.998

    Images may be
    - pictures, as paths or as pictures of Pillow's: any size, any of Pillow's modes, dark on light
      or light on dark. Their ink is found first;
    - arrays of numpy's or tensors of torch's with pixels of type uint8, bright ink on 0 as the
      dataset stores it: height × width, n × height × width or n × 1 × height × width. Their ink is
      taken as it is; the digit is scaled and centred, which leaves images of MNIST unchanged;
    - a list, or whatever else gives several of these one by one; `[]` gives empty results.

    A network of other images than handwriting takes pictures and arrays whole, scaled to 28 × 28;
    pictures should be bright on black, or have a border that is all white, and are then inverted.

    All methods raise `UnreadablePictureError`, `ImageFormError` or `NoDigitError`, in one line that
    says which image it is about, counted from 0.
    """

    def __init__(self, network: Network) -> None:
        """See `load`."""
        self._network = network

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of what the network tells apart: `classes[7]` is "7" for digits."""
        return self._network.classes

    @classmethod
    def load(cls, model: str | Path | None = None) -> "Classifier":
        """Read a network that the stage `export` wrote.

        Args:
            model: a name as in params.yaml, found from the project's folder; or the path of a file
                such as `exports/compact_cnn/model.onnx`; None for the best of
                `metrics/summary.json`, by its validation images.

        Raises `ModelFileError` or `ParamsError`, which say what to do.
        """
        return cls(Network(model_file(model)))

    def predict(self, images: Images) -> Int64[np.ndarray, " n"]:
        """The most probable class of each image, as its place in `classes`: of digits, the digit.

        n is 1 for a single image.
        """
        return self.probabilities(images).argmax(axis=1)

    def probabilities(self, images: Images) -> Float32[np.ndarray, "n classes"]:
        """The probability of each class, by image; each row sums to 1."""
        return self.answers(images).probabilities

    def seen(self, images: Images) -> Float32[np.ndarray, "n 28 28"]:
        """What the network sees of each image, pixels from 0 to 255."""
        return self.answers(images).seen

    def answers(self, images: Images) -> Answers:
        """Probabilities, and what was seen, for one look at the images."""
        return self._network.answers(canvases_of(images, whole=self._network.whole))
