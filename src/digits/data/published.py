"""The datasets in MNIST's form that torchvision knows: their classes, and what their files hold.

Sources: LeCun, Cortes & Burges, "The MNIST database of handwritten digits"; Xiao, Rasul & Vollgraf,
"Fashion-MNIST", 2017; Clanuwat et al., "Deep learning for classical Japanese literature", 2018
(KMNIST); Cohen et al., "EMNIST: an extension of MNIST to handwritten letters", 2017; Yadav &
Bottou, "Cold case: the lost MNIST digits", 2019 (QMNIST).
"""

from collections.abc import Mapping
from string import ascii_uppercase

from digits.data.classes import DIGITS
from digits.data.form import Form
from digits.data.published_dataset import PublishedDataset, expected_files, names_by_role
from digits.params.dataset import Dataset, PublishedName


def _emnist(
    split: str, classes: tuple[str, ...], *, train: int, test: int, first_label: int = 0
) -> PublishedDataset:
    parts = ("train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1")
    return PublishedDataset(
        f"handwritten {split}",
        classes,
        expected_files(train, test),
        Form(transposed=True, first_label=first_label),
        centred_by_mass=True,
        published_names=names_by_role(*(f"emnist-{split}-{part}-ubyte" for part in parts)),
    )


PUBLISHED: Mapping[PublishedName, PublishedDataset] = {
    "mnist": PublishedDataset(
        "handwritten digits",
        DIGITS,
        expected_files(
            60_000,
            10_000,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
        centred_by_mass=True,
    ),
    "fashion_mnist": PublishedDataset(
        "clothes",
        (
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        # Of the files in Debian's package dataset-fashion-mnist, uncompressed.
        expected_files(
            60_000,
            10_000,
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ),
    ),
    "kmnist": PublishedDataset(
        "handwritten hiragana",
        ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
        expected_files(60_000, 10_000),
    ),
    "emnist_digits": _emnist("digits", DIGITS, train=240_000, test=40_000),
    "emnist_letters": _emnist(
        "letters", tuple(ascii_uppercase), train=124_800, test=20_800, first_label=1
    ),
    "qmnist": PublishedDataset(
        "handwritten digits",
        DIGITS,
        expected_files(60_000, 60_000, header=12, label=8 * 4),
        Form(labels_in_columns=True),
        centred_by_mass=True,
        published_names=names_by_role(
            "qmnist-train-images-idx3-ubyte",
            "qmnist-train-labels-idx2-int",
            "qmnist-test-images-idx3-ubyte",
            "qmnist-test-labels-idx2-int",
        ),
    ),
}


def centred_by_mass(dataset: Dataset) -> bool:
    """Whether pictures have to be centred as MNIST's to look like the images of this dataset."""
    known = published(dataset)
    return known is not None and known.centred_by_mass


def subject(dataset: Dataset) -> str:
    """What the images of params.yaml's dataset show, for titles."""
    known = published(dataset)
    return known.subject if known else "images"


def published(dataset: Dataset) -> PublishedDataset | None:
    """What is known of the dataset of params.yaml; None of one's own."""
    return None if dataset.name == "own" else PUBLISHED[dataset.name]
