"""What README.md and CONTRIBUTING.md tell a reader to type, in a clone, in their order.

The short walk goes over the small dataset, the long one (make soak) over the real one, where the
figures that README.md shows must come out. A command that no walk types is listed here with the
test that runs it.
"""

import json
import os
import re
import shlex
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from documents import Block, blocks
from markdown_table import rows_of
from process_lines import lines_of
from project import ROOT, Project, copy_of_project, copy_of_run, with_this_environment

from digits.whole_file import write_bytes

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = blocks(README)
CONSOLES = [block for block in BLOCKS if block.language == "console"]
CHANGE, COMPARE, PREDICT = CONSOLES
TWO_COMMANDS, VARIANTS, ADD = [block for block in BLOCKS if block.language == "sh"]
NEW_MODEL = next(block for block in BLOCKS if block.lines[0].strip() == "my_net:")
# Commands within sentences, and the tests that run them with the same arguments or others.
BETWEEN_THE_LINES = {
    "make study NAME=tiny_cnn": "test_the_commands_that_take_long, tests/pipeline/test_study.py",
    "make setup": "what make repro and make test do first",
    "source .venv/bin/activate": "what make does to PATH itself",
    "dvc repro": "what make repro types itself",
    "dvc repro export@lenet5": "test_one_network_alone, of another one",
    "digits predict --model lenet5": "test_one_network_alone, of another one; tests/cli",
    "make help": "test_help_lists_every_target_that_the_documents_name",
    "dvc checkout": "test_compare_branches_and_go_back, with arguments",
    "dvc push": "nothing to type here; tests/pipeline/test_shared_results.py",
    "dvc dag": "tests/pipeline/test_dag.py",
    "dvc plots diff main gentler": "test_compare_branches_and_go_back",
    "make demo": "test_the_commands_that_take_long, tests/demo",
}
PATIENCE = 1200.0  # seconds for four trainings
METRICS = "metrics/test/mlp_small.json"
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


def typed(project: Project, command: str) -> str:
    """What a command prints that a reader types."""
    finished = project.run("bash", "-c", command)
    return finished.stdout + finished.stderr


def shown(block: Block) -> list[str]:
    """The lines that a console shows, but for what it leaves out."""
    return [line for line in block.lines if not line.startswith("$ ") and line != "…"]


def stages(lines: list[str]) -> list[str]:
    return [line.split("'")[1] for line in lines if line.startswith("Running stage")]


def words(line: str) -> list[str]:
    """A line without its numbers."""
    return [word for word in line.split() if not re.search(r"[\d%]", word)]


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
    # The last model's entries once more: a line for a curve or a picture, five for the confusions.
    place = r"(?: +metrics/curves/| +- pictures/| +- metrics/confusion/)"
    entry = re.compile(rf"^{place}micro_cnn.*\n(?:      \w.*\n)*", re.MULTILINE)
    text = entry.sub(lambda each: each[0] + each[0].replace("micro_cnn", "my_net"), text)
    pipeline.write_text(text, encoding="utf-8")


def variants(project: Project) -> list[list[str]]:
    """Type what "Try variants" says; return the table without the names, which DVC draws."""
    queue, start, table = VARIANTS.commands()
    typed(project, queue)
    typed(project, f"{start} > queue.log 2>&1 < /dev/null")  # the worker goes on after it
    end = time.monotonic() + PATIENCE
    while len(typed(project, "dvc exp list --name-only").split()) < 4 and time.monotonic() < end:
        time.sleep(5)
    return [row[1:] for row in rows_of(typed(project, table))]


def status_of_page(project: Project) -> int:
    """What the server of `make demo` answers to who asks for its page."""
    with project.start("make", "demo") as demo:
        try:
            lines = lines_of(demo)
            address = next(found[0] for line in lines if (found := re.search(r"http://\S+", line)))
            return requests.get(address, timeout=10).status_code
        finally:
            os.killpg(demo.pid, signal.SIGTERM)  # SIGINT would be ignored in a background job


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
    within = re.findall(r"`((?:make|dvc|git|python|digits|source) [^`]+)`", README)
    in_blocks = {command for block in BLOCKS for command in block.commands()}
    assert {each for each in within if each not in in_blocks} == set(BETWEEN_THE_LINES)


def test_help_lists_every_target_that_the_documents_name(project: Project) -> None:
    listed = {
        line.split()[0] for line in typed(with_this_environment(project), "make help").splitlines()
    }
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        assert set(re.findall(r"`make ([a-z]+)", path.read_text(encoding="utf-8"))) <= listed


@pytest.mark.soak
def test_one_network_alone(project: Project) -> None:
    project.edit_params(lambda params: params["split"].update(seed=1))  # all that is trained on
    ran = project.stages_run("export@mlp_small")
    assert ran == {
        "normalize",
        *(f"{stage}@mlp_small" for stage in ("train", "evaluate", "export")),
    }
    picture = "docs/photos/five.jpg"
    assert typed(project, f"digits predict --model mlp_small {picture}").startswith(picture)


@pytest.fixture(scope="module")
def changed(
    first_run: tuple[Project, set[str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Project, list[str]]:
    """The small run after "Change something", and what that printed."""
    folder = tmp_path_factory.mktemp("changed") / "project"
    project = with_this_environment(copy_of_run(first_run[0], folder))
    return project, change(project, 0.0001)  # which moves all figures of so few images


def test_change_something(changed: tuple[Project, list[str]]) -> None:
    lines = shown(CHANGE)
    assert sorted(stages(changed[1])) == sorted(stages(lines))  # DVC is free to choose
    assert {line for line in lines if line.startswith("Stage")} <= set(changed[1])


def test_compare_branches_and_go_back(changed: tuple[Project, list[str]], tmp_path: Path) -> None:
    project = copy_of_run(changed[0], tmp_path / "project")
    began = project.folder / "checkpoints" / "lenet" / "initial.safetensors"
    shutil.rmtree(began.parent)  # as DVC does before a training, which was then interrupted
    write_bytes(began, b"other weights")
    found = compare(project)
    columns = [[line.split()[:2] for line in lines] for lines in (found, shown(COMPARE))]
    best = ["metrics/summary.json", "best_by_validation"]  # may be another one of these two
    assert [each for each in columns[0] if each != best] == columns[1]
    assert project.stages_run("--dry") == set()

    # "This needs git alone, neither cache nor data."
    project.run("git", "clone", "--quiet", ".", str(tmp_path / "clone" / "project"))
    clone = Project(tmp_path / "clone" / "project")
    clone.run("git", "fetch", "--quiet", "origin", "gentler:gentler")
    assert not (clone.folder / ".dvc" / "cache").exists()
    assert typed(clone, COMPARE.commands()[1]).splitlines() == found
    diff = json.loads(clone.run("dvc", "metrics", "diff", "main", "gentler", "--json").stdout)
    before, after = (
        json.loads(clone.run("git", "show", f"{branch}:{METRICS}").stdout)
        for branch in ("main", "gentler")
    )
    accuracy = diff[METRICS]["accuracy"]
    assert (accuracy["old"], accuracy["new"]) == (before["accuracy"], after["accuracy"])
    # Nothing of the model that didn't change. What is said of the exported file may change, or not.
    assert set(diff) - {"metrics/exports/mlp_small.json"} == {METRICS, "metrics/summary.json"}
    assert not any("lenet" in key for key in diff["metrics/summary.json"])

    clone.run("dvc", "plots", "diff", "main", "gentler", "--out", "plots")
    page = (clone.folder / "plots" / "index.html").read_text(encoding="utf-8")
    assert {'"main"', '"gentler"', "validation_loss"} <= set(
        re.findall(r'"main"|"gentler"|validation_loss', page)
    )


@pytest.fixture
def with_my_net(project: Project) -> Project:
    """The small run with the new model, whose results are still to be made."""
    settings = new_settings()
    settings["training"] |= {"epochs": 1, "batch_size": 50}
    add_my_net(project, settings)
    return with_this_environment(project)


OF_MY_NET = {f"{stage}@my_net" for stage in ("train", "evaluate", "visualize", "export")}


def test_add_a_model(with_my_net: Project) -> None:
    project = with_my_net
    assert "fit together" in typed(project, ADD.commands()[0])
    stale = json.loads(project.run("dvc", "status", "--json", "dvc.yaml").stdout)
    assert set(stale) == {*OF_MY_NET, "report"}
    project.run("ruff", "check", "--isolated", "src/digits/models/my_net.py")
    # Among all models, whose plots dvc.yaml lists: what the tests ask of a model's files.
    every = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))["models"]
    project.edit_params(lambda params: params.update(models=every | params["models"]))
    tests = ("tests/models", "tests/pipeline/test_declared_code.py")
    project.run("pytest", "-q", *tests, "-k", "my_net or plots")


@pytest.mark.soak
def test_run_an_added_model(with_my_net: Project) -> None:
    printed = typed(with_my_net, ADD.commands()[1])
    assert set(stages(printed.splitlines())) == {*OF_MY_NET, "report"}
    results = with_my_net.folder / "report/RESULTS.md"
    assert "my_net" in results.read_text(encoding="utf-8")


def test_predict(project: Project) -> None:
    for command in PREDICT.commands():
        printed = typed(project, command).splitlines()
        pictures = [word for word in shlex.split(command) if word.endswith((".jpg", ".png"))]
        assert [line.split()[0] for line in printed] == pictures


@pytest.mark.soak
def test_the_commands_that_take_long(tmp_path: Path) -> None:
    project = with_this_environment(copy_of_project(tmp_path / "project", patience=None))
    ran = stages(typed(project, TWO_COMMANDS.commands()[0]).splitlines())
    all_stages = project.run("dvc", "stage", "list", "--name-only", "dvc.yaml").stdout.split()
    assert sorted(ran) == sorted(all_stages)
    tracked = project.run("git", "status", "--porcelain", "metrics", "report").stdout
    print(f"figures and pictures that came out otherwise than committed: {tracked or 'none'}")
    assert "Running stage" not in typed(project, "make repro")
    if tracked:  # "Commit what the first run changed before you change anything."
        project.commit("Run on this processor")

    # On another kind of processor the figures differ in their last digits: the words then count.
    same = words if tracked else str.split

    found = [same(line) for line in change(project, 0.003)]
    assert [line for line in shown(CHANGE) if same(line) not in found] == []
    found = [same(line) for line in compare(project)]
    assert [line for line in shown(COMPARE) if same(line) not in found] == []

    found = [
        same(line) for command in PREDICT.commands() for line in typed(project, command).split("\n")
    ]
    assert [line for line in shown(PREDICT) if same(line) not in found] == []

    place = README.index("| variant")
    expected = rows_of(README[place : README.index("\n\n", place)])
    found = variants(project)
    assert len(found) == len(expected)
    if not tracked:
        assert found == [row[1:] for row in expected]

    assert status_of_page(project) == requests.codes.ok

    typed(project, "make study NAME=tiny_cnn")
    changed = project.run("git", "status", "--porcelain", "metrics/study").stdout
    assert not changed or tracked
