"""DVC doesn't follow imports: what a stage declares in dvc.yaml must be what its script runs."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from project import ROOT

DVC = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))
PARAMS = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
SOURCE = ROOT / "src"


def _stages() -> Iterator[tuple[str, dict[str, Any], str | None]]:
    """Each stage as written, with each architecture it is written for."""
    architectures = sorted({model["architecture"] for model in PARAMS["models"].values()})
    for name, stage in DVC["stages"].items():
        if "foreach" in stage:
            yield from ((f"{name}@{key}", stage["do"], key) for key in architectures)
        else:
            yield name, stage, None


def _declared(stage: dict[str, Any], architecture: str | None) -> set[Path]:
    """The files of code among a stage's dependencies; those in a folder stand for it."""
    found: set[Path] = set()
    for written in stage["deps"]:
        path = ROOT / written.replace("${item.architecture}", architecture or "")
        if written.startswith(("src/", "stages/")):
            found |= set(path.rglob("*")) if path.is_dir() else {path}
    return {path for path in found if path.is_file() and path.suffix != ".pyc"}


def _run(path: Path, architecture: str | None, found: set[Path]) -> set[Path]:
    """The files of this project that a script runs: its imports, and theirs, at any depth."""
    if path in found:
        return found
    found.add(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom(module=str(module)):
                names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
            # classifier.py imports f"digits.models.{architecture}".
            case ast.JoinedStr(values=[ast.Constant(value="digits.models."), *_]):
                names = [f"digits.models.{architecture}"] if architecture else []
            case ast.Constant(value=str(text)) if text.endswith(".csv"):
                found |= {path.parent / text} if (path.parent / text).is_file() else set()
            case _:
                pass
        for name in names:
            module_file = SOURCE / Path(*name.split(".")).with_suffix(".py")
            if name.startswith("digits.") and module_file.is_file():
                _run(module_file, architecture, found)
    return found


@pytest.mark.parametrize(
    ("stage", "architecture"),
    [pytest.param(stage, key, id=name) for name, stage, key in _stages()],
)
def test_declared_code_is_the_code_that_runs(stage: dict[str, Any], architecture: str) -> None:
    script = ROOT / stage["cmd"].split()[1]
    declared = {path for path in _declared(stage, architecture) if path.name != "__init__.py"}
    assert declared == _run(script, architecture, set())


def test_init_files_are_empty() -> None:
    assert [path for path in SOURCE.rglob("__init__.py") if path.stat().st_size] == []


def test_stage_and_script_share_their_name() -> None:
    for name, stage in DVC["stages"].items():
        assert stage.get("do", stage)["cmd"].split()[:2] == ["python", f"stages/{name}.py"]


def test_only_evaluate_reads_the_test_images() -> None:
    readers = [
        name
        for name, stage in DVC["stages"].items()
        if "data/tensors/test.safetensors" in stage.get("do", stage)["deps"]
        or "data/tensors" in stage.get("do", stage)["deps"]
    ]
    assert readers == ["evaluate"]


def test_plots_list_every_model() -> None:
    models = set(PARAMS["models"])
    for plot in DVC["plots"]:
        for name, settings in plot.items():
            if "y" in settings and isinstance(settings["y"], dict):
                assert {Path(path).stem for path in settings["y"]} == models, name
    confusions = [name for plot in DVC["plots"] for name in plot if "confusion" in name]
    assert {Path(name).stem for name in confusions} == models
