"""What README.md and CONTRIBUTING.md tell a reader to type, in a clone, in their order.

The short walk goes over the small dataset, the long one (make soak) over the real one, where the
figures that README.md shows must come out. A command that no walk types is listed here with the
test that runs it.
"""

import os
import re
import shlex
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from documents import Block, blocks
from project import ROOT, Project, copy_of_project

BLOCKS = blocks((ROOT / "README.md").read_text(encoding="utf-8"))
CONSOLES = [block for block in BLOCKS if block.language == "console"]
CHANGE, COMPARE, PREDICT = CONSOLES
TWO_COMMANDS, VARIANTS, ADD = [block for block in BLOCKS if block.language == "sh"]
NEW_MODEL = next(block for block in BLOCKS if block.lines[0].strip() == "my_net:")
# Commands within sentences, and the tests that run them with the same arguments or others.
BETWEEN_THE_LINES = {
    "make study NAME=tiny_cnn": "test_the_commands_that_take_long, tests/pipeline/test_study.py",
    "source .venv/bin/activate": "what make does to PATH itself",
    "make help": "test_help_lists_every_target_that_the_documents_name",
    "dvc dag": "tests/pipeline/test_dag.py",
    "dvc plots diff main gentler": "tests/pipeline/test_diff_between_branches.py",
    "make demo": "test_the_commands_that_take_long, tests/demo",
}
MY_NET = '''"""A toy.

Source: this test. Parameters: 7,850.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                flatten=nn.Flatten(),  # 784
                logits=nn.Linear(784, classes),
            )
        )
'''


def set_up(project: Project) -> Project:
    """Give it this environment in `.venv`, so that make has nothing to set up."""
    venv = project.folder / ".venv"
    venv.mkdir()
    (venv / "bin").symlink_to(Path(sys.prefix) / "bin")
    for stamp in (".packages", ".ready"):
        (venv / stamp).touch()
    return project


def typed(project: Project, command: str) -> str:
    """What a command prints that a reader types."""
    finished = project.run("bash", "-c", command)
    return finished.stdout + finished.stderr


def shown(block: Block) -> list[str]:
    """The lines that a console shows, but for what it leaves out."""
    return [line for line in block.lines if not line.startswith("$ ") and line != "…"]


def stages(lines: list[str]) -> list[str]:
    return [line.split("'")[1] for line in lines if line.startswith("Running stage")]


def change(project: Project, learning_rate: float) -> list[str]:
    """Type what "Change something" says; return what the last command printed."""
    printed = ""
    for command in CHANGE.commands():
        if command.startswith("$EDITOR"):
            project.edit_params(
                lambda params: params["models"]["mlp_small"]["training"].update(
                    learning_rate=learning_rate
                )
            )
        else:
            printed = typed(project, command)
    return printed.splitlines()


def compare(project: Project) -> list[str]:
    """Type what "Compare branches" says; return the lines of the comparison."""
    printed = [typed(project, command) for command in COMPARE.commands()]
    return printed[1].splitlines()


def add_my_net(project: Project, settings: dict[str, Any]) -> None:
    """The files that CONTRIBUTING.md says a model touches."""
    path = project.folder / "src/digits/models/my_net.py"
    path.write_text(MY_NET, encoding="utf-8")
    project.edit_params(lambda params: params["models"].update(my_net=settings))
    pipeline = project.folder / "dvc.yaml"
    text = pipeline.read_text(encoding="utf-8")
    line = r"(        metrics/curves/)micro_cnn(\.csv: validation_\w+\n)"
    text = re.sub(line, r"\1micro_cnn\2\1my_net\2", text)
    pipeline.write_text(text, encoding="utf-8")


def new_settings() -> dict[str, Any]:
    """README.md's block, as it reads at the end of `models:` in this project's params.yaml."""
    params = (ROOT / "params.yaml").read_text(encoding="utf-8")
    block = "\n".join(NEW_MODEL.lines)
    with_block = params.replace("\nrobustness:", f"\n{block}\n\nrobustness:")
    return yaml.safe_load(with_block)["models"]["my_net"]


def test_every_command_is_typed_here_or_named_with_its_test() -> None:
    assert sorted(block.language for block in BLOCKS) == sorted(
        ["sh", "sh", "sh", "console", "console", "console", "yaml", "yaml", "mermaid"]
    )
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    within = re.findall(r"`((?:make|dvc|git|python|digits|source) [^`]+)`", text)
    in_blocks = {command for block in BLOCKS for command in block.commands()}
    assert {each for each in within if each not in in_blocks} == set(BETWEEN_THE_LINES)


def test_help_lists_every_target_that_the_documents_name(project: Project) -> None:
    listed = {line.split()[0] for line in typed(set_up(project), "make help").splitlines()}
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        assert set(re.findall(r"\bmake ([a-z]+)`", path.read_text(encoding="utf-8"))) <= listed


def test_change_compare_and_go_back(project: Project) -> None:
    set_up(project)
    printed = change(project, 0.003)
    lines = shown(CHANGE)
    assert stages(printed) == stages(lines)
    assert {line for line in lines if line.startswith("Stage")} <= set(printed)

    columns = [line.split()[:2] for line in compare(project)]
    assert columns == [line.split()[:2] for line in shown(COMPARE)]
    assert project.stages_run("--dry") == set()


def test_add_a_model(project: Project) -> None:
    set_up(project)
    settings = new_settings()
    settings["training"] |= {"epochs": 1, "batch_size": 50}
    add_my_net(project, settings)
    dry, real = ADD.commands()
    assert "fit together" in typed(project, dry)
    of_the_model = [f"{stage}@my_net" for stage in ("train", "evaluate", "visualize", "export")]
    assert stages(typed(project, real).splitlines()) == [*of_the_model, "report"]
    project.run("ruff", "check", "--isolated", "src/digits/models/my_net.py")
    project.run("pytest", "-q", "tests/models", "-k", "my_net")
    assert "my_net" in (project.folder / "report/RESULTS.md").read_text(encoding="utf-8")


def test_predict(project: Project) -> None:
    for command in PREDICT.commands():
        printed = typed(project, command).splitlines()
        pictures = [word for word in shlex.split(command) if word.endswith((".jpg", ".png"))]
        assert [line.split()[0] for line in printed] == pictures


@pytest.mark.soak
def test_the_commands_that_take_long(tmp_path: Path) -> None:
    project = set_up(copy_of_project(tmp_path / "project"))
    typed(project, TWO_COMMANDS.commands()[0])
    tracked = project.run("git", "status", "--porcelain", "metrics", "report").stdout
    print(f"figures and pictures that came out otherwise than committed: {tracked or 'none'}")
    assert "Running stage" not in typed(project, "make repro")

    printed = change(project, 0.003)
    assert [line for line in shown(CHANGE) if line not in printed] == []
    found = [line.split() for line in compare(project)]
    assert [line.split() for line in shown(COMPARE) if line.split() not in found] == []

    readings = [
        line for command in PREDICT.commands() for line in typed(project, command).split("\n")
    ]
    assert [line for line in shown(PREDICT) if line not in readings] == []

    demo = project.start("make", "demo")
    assert demo.stdout
    address = next(
        found[0] for line in demo.stdout if (found := re.search(r"http://[\w.:]+/?", line))
    )
    assert requests.get(address, timeout=10).status_code == requests.codes.ok
    os.killpg(demo.pid, signal.SIGINT)
    demo.wait()

    typed(project, "make study NAME=tiny_cnn")
    assert project.run("git", "status", "--porcelain", "metrics/study").stdout == ""
