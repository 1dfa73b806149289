"""An exported network at work: digits on canvases to probabilities."""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import onnxruntime
from jaxtyping import Float32, UInt8

from digits.prediction.batches import SIDE, batches
from digits.prediction.model_file import ModelFile, ModelFileError
from digits.preparation.whole import takes_whole

_FATAL = 4  # the runtime's errors arrive as exceptions; on standard error it needn't repeat them


class Answers(NamedTuple):
    """What a network says of some digits."""

    probabilities: Float32[np.ndarray, "n classes"]
    seen: Float32[np.ndarray, "n 28 28"]  # the digits as it saw them, pixels from 0 to 255


class Network:
    """Runs the file that the stage `export` writes, on all cores, without torch.

    Attributes:
        model: its key in params.yaml, where the file says it.
        classes: the names of what it tells apart.
        whole: whether it was trained on pictures as they are, rather than on centred ink.
    """

    def __init__(self, file: ModelFile) -> None:
        """Read the file.

        Raises `ModelFileError` where it is damaged, or another network than those of this project.
        """
        options = onnxruntime.SessionOptions()
        options.log_severity_level = _FATAL
        # Threads that wait for the next batch shouldn't keep the cores from preparing it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                file.path, options, providers=["CPUExecutionProvider"]
            )
            metadata = self._session.get_modelmeta().custom_metadata_map
            self.model: str | None = metadata.get("model")
            self.classes = tuple(map(str, json.loads(metadata["classes"])))
            self.whole = takes_whole(metadata)
            fits = self._fits(*self._outputs(np.zeros((2, 1, SIDE, SIDE), np.uint8)))
        # The runtime has an exception for each kind of damage, and no class above them.
        except Exception as error:
            reason = " ".join(str(error).split())[:200]
            raise ModelFileError(
                f"{file.path}: no network that can be run ({reason}); {file.repair}"
            ) from error
        if not fits:
            raise ModelFileError(
                f"{file.path}: a network with other outputs than `export` writes; {file.repair}"
            )

    def answers(self, canvases: Sequence[UInt8[np.ndarray, "_ _"]]) -> Answers:
        """Read one image per canvas, bright on 0. Canvases may be of different sizes."""
        probabilities = np.empty((len(canvases), len(self.classes)), np.float32)
        seen = np.empty((len(canvases), SIDE, SIDE), np.float32)
        for places, batch in batches(canvases, whole=self.whole):
            logits, images = self._outputs(batch)
            probabilities[places] = _softmax(logits)
            seen[places] = images[:, 0]
        return Answers(probabilities, seen)

    def _outputs(self, batch: UInt8[np.ndarray, "n 1 h w"]) -> tuple[np.ndarray, np.ndarray]:
        logits, seen = self._session.run(["logits", "seen"], {"images": batch})
        return np.asarray(logits), np.asarray(seen)

    def _fits(self, logits: np.ndarray, seen: np.ndarray) -> bool:
        return (
            logits.shape == (2, len(self.classes))
            and seen.shape == (2, 1, SIDE, SIDE)
            and bool(np.isfinite(logits).all())
        )


def _softmax(logits: Float32[np.ndarray, "n classes"]) -> Float32[np.ndarray, "n classes"]:
    exact = logits.astype(np.float64)
    powers = np.exp(exact - exact.max(axis=1, keepdims=True))
    shares = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return np.minimum(shares, np.nextafter(np.float32(1), np.float32(0)))  # rounded, but never sure
