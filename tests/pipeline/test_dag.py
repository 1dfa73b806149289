"""The picture of the stages in README.md is what `dvc dag` says of dvc.yaml."""

import re

import yaml
from documents import blocks
from project import ROOT, Project


def edges(mermaid: str) -> set[tuple[str, str]]:
    """Which stage goes before which, models left out."""
    names = dict(re.findall(r'(\w+)\["([^"]+)"\]', mermaid))
    found = re.findall(r"(\w+)(?:\[[^\]]*\])?\s*-->\s*(\w+)", mermaid)
    return {
        (names.get(one, one).partition("@")[0], names.get(other, other).partition("@")[0])
        for one, other in found
    }


def test_the_diagram_of_the_stages(project: Project) -> None:
    pictures = [
        block
        for block in blocks((ROOT / "README.md").read_text("utf-8"))
        if block.language == "mermaid"
    ]
    whole = edges(project.run("dvc", "dag", "--mermaid").stdout)
    ours = {pair for pair in whole if "studies/" not in "".join(pair)}
    assert len(ours) > 10
    assert edges("\n".join(pictures[0].lines)) == ours


def test_the_table_has_a_row_for_every_stage() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z]+)(?:@model)?` \|", text, re.MULTILINE)
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    assert rows == list(stages)
