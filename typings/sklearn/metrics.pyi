from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

def confusion_matrix(
    y_true: ArrayLike, y_pred: ArrayLike, *, labels: Iterable[object] | None = ...
) -> np.ndarray: ...
def precision_recall_fscore_support(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    labels: Iterable[object] | None = ...,
    zero_division: float = ...,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]: ...
