"""What RESULTS.md says of validation images, and where there are none."""

_VALIDATED = {
    "recipes": """\
Every network was trained with one seed on the images left after {set_aside} were set aside for
validation. Epochs and settings were chosen by those; the stage `evaluate` read the test images
once, with the weights of the last epoch.""",
    "in_what": "in training and in validation",
    "compared": """\
Training figures are means over an epoch while the weights change, with dropout and distortions
where a recipe has them; validation figures are taken after it. So validation can look better.""",
    "of_what": "validation",
    "temperature": """ The temperature, which logits are divided
by, was fitted on the validation images.""",
    "choice": """\
## The best model

`{best}` has the highest validation accuracy. The test set has no say in that choice, so another
network may stand first in the table above; near ties are common. What it confuses, on the test
images:""",
}
_UNVALIDATED = {
    "recipes": """\
Every network was trained with one seed on all training images: none were set aside to choose
epochs and settings by. The stage `evaluate` read the test images once, with the weights of the last
epoch.""",
    "in_what": "in training",
    "compared": """\
Training figures are means over an epoch while the weights change, with dropout and distortions
where a recipe has them.""",
    "of_what": "training",
    "temperature": "",
    "choice": """\
## The first model

No images were set aside to choose a network by, and the test set has no say, so this is `{best}`,
the first of params.yaml. What it confuses, on the test images:""",
}


def validation_words(best: str, set_aside: int) -> dict[str, str]:
    """Parts of the page, by the names that it gives them.

    Args:
        best: the model to show.
        set_aside: validation images.
    """
    words = _VALIDATED if set_aside else _UNVALIDATED
    return {key: text.format(best=best, set_aside=f"{set_aside:,}") for key, text in words.items()}
