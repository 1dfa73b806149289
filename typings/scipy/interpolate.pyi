from typing import Self

import numpy as np

class BSpline:
    @classmethod
    def basis_element(cls, t: np.ndarray, extrapolate: bool = ...) -> Self: ...
    def __call__(self, x: np.ndarray) -> np.ndarray: ...
