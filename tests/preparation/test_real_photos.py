"""Test images of MNIST made into photos: the default network reads them as it reads the images."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from photo import photo
from PIL import Image
from safetensors.numpy import load_file

from digits.prediction.classifier import Classifier

TEST = Path("data/tensors/test.safetensors")
COUNT = 1000


@pytest.mark.soak
def test_photos_are_read_as_the_images_are() -> None:
    if not (TEST.exists() and any(Path("exports").glob("*/model.onnx"))):
        pytest.skip("needs trained networks: make repro")
    test = load_file(TEST)
    images, labels = test["images"][:COUNT, 0], test["labels"][:COUNT]
    classifier = Classifier.load()
    of_images = classifier.predict(images)
    of_photos = classifier.predict(
        [Image.open(BytesIO(photo(image, seed))) for seed, image in enumerate(images)]
    )
    same = float((of_photos == of_images).mean())
    clean, photographed = (float((found == labels).mean()) for found in (of_images, of_photos))
    print(f"{same:.1%} the same; {clean:.1%} of images and {photographed:.1%} of photos read right")
    assert same >= 0.99
    assert abs(clean - photographed) <= 0.005
    assert np.bincount(of_photos, minlength=10).all()
