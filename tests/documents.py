"""What the Markdown documents hold: blocks of code, commands, links, figures."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from project import ROOT

_FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_COMMENT = re.compile(r"\s+#\s.*$")


@dataclass(frozen=True)
class Block:
    """A block of code, without the indentation of its fence."""

    language: str
    lines: tuple[str, ...]

    def commands(self) -> list[str]:
        """What a reader types, without comments; of a console the lines after the prompt."""
        if self.language == "console":
            typed = [line.removeprefix("$ ") for line in self.lines if line.startswith("$ ")]
        else:
            typed = [line for line in self.lines if self.language == "sh" and line]
        return [_COMMENT.sub("", line) for line in typed]


def documents() -> list[Path]:
    """Every Markdown file of the project that a person wrote or reads."""
    folders = (ROOT, ROOT / "docs", ROOT / "report", ROOT / "benchmarks")
    return sorted(path for folder in folders for path in folder.glob("*.md"))


def blocks(text: str) -> list[Block]:
    """Its blocks of code, in order."""
    return [
        Block(language, tuple(line.removeprefix(indent) for line in body.splitlines()))
        for indent, language, body in _FENCE.findall(text)
    ]


def links(text: str) -> list[str]:
    """The targets of its links and pictures, outside of code."""
    return _LINK.findall(_FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """The names of its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def figures(text: str) -> Counter[str]:
    """Its numbers, outside of code and of the targets of links."""
    return Counter(_FIGURE.findall(_LINK.sub("]", _FENCE.sub("", text))))
