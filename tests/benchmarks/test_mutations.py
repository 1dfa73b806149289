"""Which mistakes are made in a module, and where none are."""

import ast
from pathlib import Path

import libcst
import mutations
import pytest
from mutations import Mutant, changes, mutants

TEXT = '''"""A module."""

from math import pi

_LEAST = 2


@lru_cache(maxsize=3)
def is_large(number: "Number") -> bool:
    """Whether it is."""
    return number >= _LEAST
'''


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of two modules."""
    monkeypatch.setattr(mutations, "LIBRARY", tmp_path)
    (tmp_path / "sizes").mkdir()
    (tmp_path / "sizes" / "large.py").write_text(TEXT, encoding="utf-8")
    (tmp_path / "names.py").write_text("NAME = 'a'\n", encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("library")
def test_each_mistake_changes_one_line_and_leaves_a_program() -> None:
    found = [mutant.difference() for mutant in mutants("sizes/")]
    assert found == [
        "- _LEAST = 2\n+ _LEAST = None",
        "- _LEAST = 2\n+ _LEAST = 3",
        "-     return number >= _LEAST\n+     return number > _LEAST",
    ]
    assert all(ast.parse(mutant.code()) for mutant in mutants())


@pytest.mark.usefixtures("library")
def test_mutants_are_numbered_within_their_modules() -> None:
    found = list(mutants())
    assert found == [
        *(Mutant("names.py", number) for number in range(3)),
        *(Mutant("sizes/large.py", number) for number in range(3)),
    ]


def test_types_decorators_imports_and_documentation_stay() -> None:
    tree = libcst.parse_module(TEXT.replace("_LEAST = 2\n", "").replace(">=", "is"))
    assert [type(old) for old, _ in changes(tree)] == [libcst.Is]
