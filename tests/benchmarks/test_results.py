"""The page of all benchmarks: its sections, and the figures that stand in each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import results
from markdown_table import rows_of
from project import ROOT

from digits.errors import UserError
from digits.records import write_json

Contents = dict[str, Any]
Writer = Callable[[Path], str]

SECTIONS = {
    "speed": "Seconds per epoch",
    "time_to_99": "Time to 99 %",
    "scaling": "Images, threads and memory",
    "pipeline": "The whole pipeline",
}
FIRST_ROWS = {
    "Targets": ["tutorial / ours, geometric mean: 4 or more (aim: 6)", "4.00", "met"],
    "Seconds per epoch": ["`mlp`", "2.10", "1.05", "1.00", "2.00", "1.050", "1.50"],
    "Time to 99 %": ["`quick`", "3", "2", "99.00% ± 0.10%", "3.00", "1"],
    "Images, threads and memory": ["1", "15,000", "1.00", "66.7", "", "0.81"],
    "The whole pipeline": ["`download`", "10.0", "9.5"],
}


@pytest.fixture
def page_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """The page that the program writes from a folder, beside none that is committed."""
    page = tmp_path / "RESULTS.md"
    monkeypatch.setattr(results, "PAGE", page)

    def run(folder: Path) -> str:
        monkeypatch.setattr("sys.argv", ["results.py", str(folder)])
        results.main()
        return page.read_text(encoding="utf-8")

    return run


def written(folder: Path, contents: Contents) -> Path:
    """A folder with the JSON files."""
    for name, content in contents.items():
        write_json(folder / f"{name}.json", content)
    return folder


def sections(page: str) -> dict[str, str]:
    """The text below each heading."""
    parts = (part.partition("\n") for part in page.split("\n## ")[1:])
    return {title: text.strip() for title, _, text in parts}


def test_every_section_shows_the_figures_of_its_file(
    contents: Contents, tmp_path: Path, page_of: Writer
) -> None:
    found = sections(page_of(written(tmp_path / "figures", contents)))
    assert {title: rows_of(text)[2] for title, text in found.items()} == FIRST_ROWS
    speed = found["Seconds per epoch"]
    assert "n = 1 rounds, timed on 12,000 images each" in speed
    assert "tutorial's and ours differ for `mlp_small` 64 and 256." in speed
    assert "ours (n = 3 seeds" in found["Time to 99 %"]
    assert "`lenet` as the pipeline trains it" in found["Images, threads and memory"]
    assert rows_of(found["Images, threads and memory"])[-1] == ["`quick`", "1.00"]
    assert rows_of(found["The whole pipeline"])[-1][1:] == ["600.0", "593.0"]


@pytest.mark.parametrize("name", SECTIONS)
def test_a_missing_file_is_said_to_be_and_leaves_the_others_as_they_are(
    name: str, contents: Contents, tmp_path: Path, page_of: Writer
) -> None:
    whole = sections(page_of(written(tmp_path / "all", contents)))
    del contents[name]
    found = sections(page_of(written(tmp_path / "some", contents)))
    assert found[SECTIONS[name]] == "Not measured: its file of figures is missing."
    changed = {title for title, text in found.items() if text != whole[title]}
    assert found.keys() == whole.keys()
    assert changed == {SECTIONS[name], "Targets"}


def test_what_was_not_measured_is_not_spoken_of(
    contents: Contents, tmp_path: Path, page_of: Writer
) -> None:
    contents["scaling"]["peak_gb"] = {}
    contents["pipeline"]["targets"] = ["train@mlp"]
    contents["speed"]["models"]["mlp_small"]["batch"] = 64
    found = sections(page_of(written(tmp_path / "figures", contents)))
    assert "GB of 10⁹ bytes" not in found["Images, threads and memory"]
    assert "(n = 1), only train@mlp and what it needs." in found["The whole pipeline"]
    assert found["Seconds per epoch"].endswith("batch is the recipe's: the tutorial's.")


def test_each_machine_and_day_is_named_once_with_what_it_measured(
    contents: Contents, tmp_path: Path, page_of: Writer
) -> None:
    contents["speed"]["machine"] |= {"date": "2026-01-01"}
    contents["scaling"]["machine"] |= {"cores": 4}
    head = page_of(written(tmp_path / "figures", contents)).partition("\n## ")[0]
    assert [line for line in head.splitlines() if line.startswith("- ")] == [
        f"- {measured}: 2026-01-0{day}, Some processor, {cores} cores, 25.3 GB of memory, Some"
        " system; Python 3.11.7, torch 2.14.1"
        for measured, day, cores in [
            ("Seconds per epoch", 1, 2),
            ("Time to 99 %; The whole pipeline", 2, 2),
            ("Images, threads and memory", 2, 4),
        ]
    ]


def test_a_folder_without_figures_is_refused(tmp_path: Path, page_of: Writer) -> None:
    with pytest.raises(UserError, match="holds no figures; measure them with: make bench"):
        page_of(tmp_path / "nothing")


def test_a_file_that_is_cut_short_is_refused_by_name(
    contents: Contents, tmp_path: Path, page_of: Writer
) -> None:
    path = written(tmp_path, contents) / "scaling.json"
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(UserError, match=r"scaling\.json: can't be read .*make bench"):
        page_of(tmp_path)


def test_the_committed_page_is_that_of_the_committed_figures(page_of: Writer) -> None:
    folder = ROOT / "benchmarks"
    committed = (folder / "RESULTS.md").read_text(encoding="utf-8")
    assert committed == page_of(folder / "results"), "run `python benchmarks/results.py`"
