"""What can go wrong in an export."""

from digits.errors import UserError


class ExportError(UserError):
    """A network can't be written as ONNX, or the file gives other answers than the network."""
