"""The command that a pull request's workflow compares with."""

from pathlib import Path

import pytest
from project import ROOT

from digits.forge.compare import CommitError, compare, main, short_hash


def test_a_commit_has_a_short_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    name = short_hash("HEAD")
    assert len(name) >= 10
    assert int(name, 16)
    assert short_hash(name) == name


def test_a_commit_that_is_not_there_is_named_and_nothing_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(CommitError, match=r"^nowhere: not found .*fetch it first"):
        compare("nowhere", tmp_path / "results", "https://forge.example.org/runs/7")
    assert not (tmp_path / "results").exists()


def test_writes_a_comment_and_all_the_figures_beside_the_plots(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[str, ...]] = []

    def said(*words: str) -> str:
        asked.append(words)
        return f"| figure |\n|---|\n| of {words[-1]} |\n" if "--md" in words else ""

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("digits.forge.compare.said_by_dvc", said)
    folder, base = tmp_path / "new" / "results", short_hash("HEAD")
    main(["HEAD", str(folder), "https://forge.example.org/runs/7"])
    assert asked == [
        ("metrics", "diff", base, "--md"),
        ("metrics", "diff", base, "--md", "--targets", "metrics/summary.json"),
        ("plots", "diff", base, "--out", str(folder / "plots")),
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["comment.md", "metrics.md"]
    everything = (folder / "metrics.md").read_text(encoding="utf-8")
    assert everything == "| figure |\n|---|\n| of --md |\n"
    written = (folder / "comment.md").read_text(encoding="utf-8")
    assert "| of metrics/summary.json |" in written
    assert "https://forge.example.org/runs/7" in written
