"""The stages of dvc.yaml and which must run before which, as DVC itself says."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

_NODE = re.compile(r'"([^"]+)";')
_EDGE = re.compile(r'"([^"]+)" -> "([^"]+)";')


@dataclass(frozen=True)
class Pipeline:
    """A graph of stages without cycles."""

    upstream: Mapping[str, frozenset[str]]  # of each stage: those that it reads from directly

    @classmethod
    def from_dot(cls, text: str) -> "Pipeline":
        """Read what `dvc dag --dot` prints, without the stages of other files than dvc.yaml."""
        edges = [found.groups() for line in text.splitlines() if (found := _EDGE.match(line))]
        nodes = [found[1] for line in text.splitlines() if (found := _NODE.match(line))]
        return cls(
            {
                node: frozenset(before for before, after in edges if after == node)
                for node in nodes
                if ":" not in node  # as in studies/tiny_cnn/dvc.yaml:train@1
            }
        )

    def ordered(self) -> list[str]:
        """All stages, each after those that it reads from."""
        return list(TopologicalSorter(self.upstream).static_order())

    def before(self, stages: Iterable[str]) -> set[str]:
        """All stages whose results these ones read, directly or not."""
        found: set[str] = set()
        waiting = list(stages)
        while waiting:
            new = self.upstream[waiting.pop()] - found
            found |= new
            waiting += new
        return found
