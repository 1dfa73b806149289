"""What all pictures have in common: the file they end as, and the colours of what is drawn."""

from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from digits.whole_file import write_bytes

mpl.use("Agg")  # draws to files, needs no screen

# Okabe & Ito's colours: readers who see colours differently can tell them apart.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#BBBBBB"
DPI = 110  # dots per inch


def save_figure(figure: Figure, path: Path) -> None:
    """Write a PNG, the same bytes for the same figure; folders are made where they don't exist."""
    content = BytesIO()
    # The version of matplotlib, which it would write into the file, is none of the figure's.
    figure.savefig(content, dpi=DPI, metadata={"Software": None})
    write_bytes(path, content.getvalue())


def save_in_few_colours(figure: Figure, path: Path) -> None:
    """The same for a picture of not much more than 256 colours, in a third of the bytes."""
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
    content = BytesIO()
    few = picture.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(content, "PNG")
    write_bytes(path, content.getvalue())
