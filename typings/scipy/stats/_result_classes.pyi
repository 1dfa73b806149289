from typing import NamedTuple

class ConfidenceInterval(NamedTuple):
    low: float
    high: float

class BinomTestResult:
    pvalue: float
    def proportion_ci(
        self, confidence_level: float = ..., method: str = ...
    ) -> ConfidenceInterval: ...
