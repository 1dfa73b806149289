"""Some images with their labels."""

from matplotlib.figure import Figure

from digits.data.images import LabelledImages

_COLUMNS = 4
_SHORT = 12  # letters that fit over an image in the usual size


def digits_figure(digits: LabelledImages) -> Figure:
    """The images in a grid of four columns, each with its label."""
    rows = -(-len(digits) // _COLUMNS)
    size = "large" if max(map(len, digits.classes)) <= _SHORT else "x-small"
    figure = Figure(figsize=(1.5 * _COLUMNS, 1.7 * rows), layout="constrained")
    for index, axes in enumerate(figure.subplots(rows, _COLUMNS, squeeze=False).flat):
        axes.axis("off")
        if index < len(digits):
            axes.imshow(digits.images[index, 0].numpy(), cmap="gray_r", vmin=0, vmax=255)
            axes.set_title(digits.classes[digits.labels[index]], fontsize=size)
    return figure
