"""One mistake of the tutorials, as the page tells of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Lesson:
    """One mistake."""

    title: str
    mistake: str
    tutorials: str
    instead: str
    cost: str = ""  # empty where it wasn't measured
    columns: list[str] = field(default_factory=list[str])  # of a table of figures, if there is one
    rows: list[list[str]] = field(default_factory=list[list[str]])
