"""params.yaml, `launcher`: in how many processes a network is trained."""

from typing import Annotated, Literal

from pydantic import Field

from digits.params.block import Block


class Python(Block):
    """One process."""

    kind: Literal["python"]


class Torchrun(Block):
    """Several processes that share each batch, started by torch's own launcher."""

    kind: Literal["torchrun"]
    processes: Annotated[int, Field(ge=1, le=1024)]  # of all machines together


Launcher = Annotated[Python | Torchrun, Field(discriminator="kind")]
