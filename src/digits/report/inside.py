"""What one network does, in pictures that `visualize` drew and RESULTS.md shows."""

from collections.abc import Collection
from pathlib import Path

from digits.errors import UserError
from digits.whole_file import write_bytes

# The pictures by their names, each with its text in the page.
_TEXTS = {
    "wrong": """\
The images that it reads wrong and is surest of:

![the most confidently wrong images of {model}](figures/wrong.png)
""",
    "saliency": """\
Which pixels its answer depends on: how much the logit of its answer changes with each.

![saliency of {model} for one image of each class, of ten at most](figures/saliency.png)
""",
    "feature_maps": """\
What becomes of one image in it, layer by layer:

![every layer's output of {model} for one test image](figures/feature_maps.png)
""",
}


class PictureError(UserError):
    """What `visualize` wrote can't be read, or is not what it should be."""


def copy_pictures(source: Path, target: Path) -> list[str]:
    """Copy the pictures that there are, `<name>.png`; return their names.

    Args:
        source: `pictures/<model>`; what isn't in it is left out.
        target: a folder; made where it doesn't exist.

    Raises `PictureError` where one can't be read.
    """
    found = [name for name in _TEXTS if (source / f"{name}.png").exists()]
    for name in found:
        path = source / f"{name}.png"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise PictureError(
                f"{path}: can't be read ({error.strerror}); make it with: dvc repro"
                f" visualize@{source.name}"
            ) from error
        write_bytes(target / f"{name}.png", content)
    return found


def inside(model: str, names: Collection[str]) -> str:
    """Markdown that shows these pictures of a model; empty without any."""
    return "\n".join(text.format(model=model) for name, text in _TEXTS.items() if name in names)
