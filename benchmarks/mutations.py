"""Mutants: the library with one mistake, made by mutmut's operators.

`<` for `<=`, None for an argument, 3 for 2. Unlike mutmut itself, this changes constants and
decorated functions too. An argument's annotation, a decorator and an import stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path

from libcst import (
    Annotation,
    CSTNode,
    CSTVisitor,
    Decorator,
    Import,
    ImportFrom,
    Module,
    parse_module,
)
from mutmut.mutation.mutators import mutation_operators

LIBRARY = Path("src/digits")


@dataclass(frozen=True)
class Mutant:
    """One mistake in one module."""

    module: str  # its path in the library
    number: int  # of the mistake in the module, from 0

    def code(self) -> str:
        """The module with the mistake."""
        tree = parse_module(_text(self.module))
        return _replaced(tree, *changes(tree)[self.number]).code

    def difference(self) -> str:
        """The lines that change, before and after."""
        lines = ndiff(_text(self.module).splitlines(), self.code().splitlines())
        return "\n".join(line for line in lines if line[0] in "-+")


def mutants(start: str = "") -> Iterator[Mutant]:
    """Every mutant of the modules whose paths in the library begin so."""
    for path in sorted(LIBRARY.rglob("*.py")):
        module = path.relative_to(LIBRARY).as_posix()
        if module.startswith(start):
            found = changes(parse_module(_text(module)))
            yield from (Mutant(module, number) for number in range(len(found)))


def changes(tree: Module) -> list[tuple[CSTNode, CSTNode]]:
    """What can be replaced in a module, by what, in the order of its text."""
    finder = _Finder()
    tree.visit(finder)
    return finder.found


class _Finder(CSTVisitor):
    def __init__(self) -> None:
        self.found: list[tuple[CSTNode, CSTNode]] = []

    def on_visit(self, node: CSTNode) -> bool:
        if isinstance(node, Annotation | Decorator | Import | ImportFrom):
            return False
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                self.found.extend((node, other) for other in operator(node))
        return True


def _text(module: str) -> str:
    return (LIBRARY / module).read_text(encoding="utf-8")


def _replaced(tree: Module, old: CSTNode, new: CSTNode) -> Module:
    """Raise `TypeError` if it isn't a module any more."""
    changed = tree.deep_replace(old, new)
    if not isinstance(changed, Module):
        raise TypeError(changed)
    return changed
