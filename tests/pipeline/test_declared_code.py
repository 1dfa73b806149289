"""DVC doesn't follow imports: what a stage declares in dvc.yaml must be what its script runs."""

import ast
import re
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
            # torch_classifier.py imports f"digits.models.{architecture}".
            case ast.JoinedStr(values=[ast.Constant(value="digits.models."), *_]):
                names = [f"digits.models.{architecture}"] if architecture else []
            case ast.Constant(value=str(text)) if text.endswith(".csv"):
                found |= {path.parent / text} if (path.parent / text).is_file() else set()
            # PackageLoader("digits.report.html", "templates") may read any of them.
            case ast.Constant(value="templates"):
                found |= set((path.parent / "templates").iterdir())
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


STUDY = yaml.safe_load((ROOT / "studies/compact_cnn/dvc.yaml").read_text(encoding="utf-8"))
NAMES = {
    "${model}": "${key}",
    "${architecture}": "${item.architecture}",
    "studies/${key}/checkpoints/${item}": "checkpoints/${key}",
}


@pytest.mark.parametrize("name", ["train", "evaluate"])
def test_a_study_runs_the_pipelines_stage_on_the_same_files(name: str) -> None:
    ours, pipelines = STUDY["stages"][name]["do"], DVC["stages"][name]["do"]
    deps: list[str] = []
    for dep in ours["deps"]:
        for study, pipeline in NAMES.items():
            dep = dep.replace(study, pipeline)  # noqa: PLW2901 - step by step
        deps.append(dep)
    assert deps == pipelines["deps"]
    assert ours["wdir"] == "../.."  # the project
    options = {"train": " ${recipe}", "evaluate": ""}[name]
    assert ours["cmd"] == f"python stages/{name}.py ${{model}} --seed ${{item}}{options}"
    assert [each.replace("${model}", "${key}") for each in ours["params"]] == pipelines["params"]


def test_a_studys_summary_declares_the_code_that_runs() -> None:
    summary = STUDY["stages"]["summary"]
    assert _declared(summary, None) == _run(ROOT / "stages" / "study.py", None, set())


TEST_IMAGES = {
    "data/tensors",
    "data/tensors/test.safetensors",
    "data/tensors/corrupted.safetensors",
}


@pytest.mark.parametrize("pipeline", [DVC, STUDY], ids=["pipeline", "study"])
def test_no_stage_that_trains_or_chooses_reads_test_images(pipeline: dict[str, Any]) -> None:
    stages = {name: stage.get("do", stage) for name, stage in pipeline["stages"].items()}
    readers = {name for name, stage in stages.items() if TEST_IMAGES & set(stage["deps"])}
    assert readers <= {"corrupt", "evaluate", "visualize", "export", "report"}
    assert "evaluate" in readers
    # Nor does any read what was found on them, but for those that tell of it; nothing reads these.
    for name, stage in stages.items():
        found = {
            dep
            for dep in stage["deps"]
            if "predictions" in dep or ("metrics" in dep and dep != "metrics/normalization.json")
        }
        assert not found or name in {"visualize", "export", "report", "summary"}


def test_no_other_stage_opens_test_images_undeclared() -> None:
    openers = {
        path.relative_to(ROOT).as_posix()
        for path in (*(ROOT / "stages").glob("*.py"), *SOURCE.rglob("*.py"))
        if re.search(r"test\.safetensors|load_test_images", path.read_text(encoding="utf-8"))
    }
    stages = ("normalize", "corrupt", "evaluate", "visualize", "export", "report")
    assert openers == {
        *(f"stages/{name}.py" for name in stages),
        "src/digits/data/image_files.py",  # says how, not which file
        "src/digits/demo/build.py",  # no stage
    }


def test_plots_list_every_model() -> None:
    models = set(PARAMS["models"])
    plots = [plot for plot in DVC["plots"] if isinstance(plot, dict)]
    for plot in plots:
        for name, settings in plot.items():
            if "y" in settings and isinstance(settings["y"], dict):
                assert {Path(path).stem for path in settings["y"]} == models, name
    confusions = [name for plot in plots for name in plot if "confusion" in name]
    assert {Path(name).stem for name in confusions} == models
    pictures = [Path(plot) for plot in DVC["plots"] if isinstance(plot, str)]
    for kind in ("feature_maps", "saliency", "wrong"):
        assert {path.parent.name for path in pictures if path.stem == kind} == models, kind
