"""The functions of typings/ are in the installed libraries, and take the parameters it states."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TYPINGS = Path(__file__).parents[1] / "typings"


def _stated() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Module, name within it and parameters of every function and method."""
    for path in sorted(TYPINGS.rglob("*.pyi")):
        module = ".".join(path.relative_to(TYPINGS).with_suffix("").parts)
        tree = ast.parse(path.read_text())
        for owner in (tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))):
            within = f"{owner.name}." if isinstance(owner, ast.ClassDef) else ""
            for node in owner.body:
                if isinstance(node, ast.FunctionDef):
                    names = [each.arg for each in (*node.args.args, *node.args.kwonlyargs)]
                    yield module, within + node.name, tuple(names)


STATED = list(_stated())


def test_there_are_some() -> None:
    assert len(STATED) > 15


@pytest.mark.parametrize(("module", "name", "parameters"), STATED)
def test_the_library_takes_these_parameters(
    module: str, name: str, parameters: tuple[str, ...]
) -> None:
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    real = inspect.signature(found).parameters
    assert set(parameters) - {"self", "cls"} <= set(real)
