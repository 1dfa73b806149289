"""How the files of a dataset differ from MNIST's own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """What to do with the bytes of raw files to have images upright, and labels from 0."""

    transposed: bool = False  # columns stand for rows, as EMNIST's files come from Matlab
    first_label: int = 0
    labels_in_columns: bool = False  # eight 32-bit numbers per image, the label first, as QMNIST's


MNIST_FORM = Form()
