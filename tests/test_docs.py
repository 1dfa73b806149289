"""The documents: their links, their programs, and the README in both languages."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from documents import anchors, blocks, documents, figures, links
from project import ROOT

from digits.data.idx import read_idx

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
MADE_BY_STAGES = {"report/index.html"}  # in no clone before `make repro`


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in links(path.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists() or name in MADE_BY_STAGES, link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


def test_both_readmes_have_the_same_code_but_for_comments() -> None:
    ours, theirs = blocks(README), blocks(CHINESE)
    assert [block.language for block in ours] == [block.language for block in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert one.commands() == other.commands()
        if one.language != "sh":
            uncommented = [[line.split("  #")[0] for line in block.lines] for block in (one, other)]
            assert uncommented[0] == uncommented[1]


def test_both_readmes_have_the_same_figures_links_and_sections() -> None:
    assert figures(README) == figures(CHINESE)
    languages = {"README.md": "README.zh-CN.md", "README.zh-CN.md": "README.md"}
    assert sorted(links(README)) == sorted(languages.get(each, each) for each in links(CHINESE))
    levels = [
        [line.split()[0] for line in text.splitlines() if line.startswith("#")]
        for text in (README, CHINESE)
    ]
    assert levels[0] == levels[1]


def test_arrays_are_written_as_files_that_the_pipeline_reads(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "datasets.md").read_text(encoding="utf-8")
    program = next(block for block in blocks(text) if block.language == "python")
    (tmp_path / "my_images").mkdir()
    before = (
        "import numpy as np\nimages = np.arange(3 * 784).reshape(3, 28, 28).astype('uint8')\n"
        "labels = np.array([2, 0, 1], dtype='uint8')\n"
    )
    command = [sys.executable, "-c", before + "\n".join(program.lines)]
    subprocess.run(command, cwd=tmp_path, check=True)  # noqa: S603 - the document's own program
    images, labels = (
        read_idx(tmp_path / "my_images" / f"train-{name}", dimensions)
        for name, dimensions in (("images-idx3-ubyte", 3), ("labels-idx1-ubyte", 1))
    )
    assert images.flatten().tolist() == [place % 256 for place in range(3 * 784)]
    assert labels.tolist() == [2, 0, 1]


def test_the_script_for_slurm_has_no_fault_that_shellcheck_knows() -> None:
    shellcheck = shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    assert shellcheck
    command = [shellcheck, "--severity=style", str(ROOT / "docs" / "train.slurm")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a linter
    assert found.returncode == 0, found.stdout
