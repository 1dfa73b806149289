"""Copying tables into the README."""

import json
import re
from pathlib import Path

import pytest
from markdown_table import rows_of
from project import ROOT

from digits.chinese import UntranslatedError
from digits.readme import (
    READMES,
    ReadmeError,
    main,
    results_table,
    studies_table,
    up_to_date,
    with_table,
)
from digits.records import RecordError

README = (
    "# Title\n\n<!-- results -->\nold\n<!-- /results -->\n\nmore\n<!-- studies -->\n"
    "<!-- /studies -->\n"
)
PAGE = "# Results\n\n| a |\n|--:|\n| 1 |\n\n| b |\n|---|\n"
STUDY = {
    "accuracy_mean": 0.99702,
    "accuracy_sd": 0.000123,
    "n": 2,
    "accuracy_each": [0.9971, 0.9969],
    "ensemble_accuracy": 0.998,
    "epochs": 34,
    "parameters": 197482,
    "training_multiply_adds": 16_600_000_000_000,
}


def test_the_table_stands_between_its_marks_and_all_else_stays() -> None:
    found = with_table(README, "results", "| 1 |\n")
    assert found == README.replace("old\n", "| 1 |\n")
    assert with_table(found, "results", "| 1 |\n") == found
    assert with_table(README, "studies", "| 2 |\n").endswith("-->\n| 2 |\n<!-- /studies -->\n")


def test_missing_marks_are_refused() -> None:
    with pytest.raises(ReadmeError, match="no lines <!-- results --> and"):
        with_table("no marks", "results", "| 1 |\n")


def test_the_first_table_of_the_page_is_the_one_of_results() -> None:
    assert results_table(PAGE) == "| a |\n|--:|\n| 1 |\n"
    with pytest.raises(ReadmeError, match="no table; make it with: dvc repro"):
        results_table("no table")


def test_without_the_page_of_results_the_command_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadmeError, match=r"RESULTS\.md: can't be read .*dvc repro report$"):
        up_to_date(README, tmp_path, str)


def test_studies_are_listed_by_their_mean() -> None:
    single = STUDY | {"accuracy_sd": None, "n": 1, "accuracy_each": [0.999], "accuracy_mean": 0.999}
    _, _, first, second = rows_of(studies_table({"compact_cnn": STUDY, "single": single}))
    assert first[0] == "`single`"
    assert first[6] == "–"
    assert second == [
        "`compact_cnn`",
        "197,482",
        "34",
        "16.6",
        "2",
        "99.702%",
        "0.012 points",
        "99.69% to 99.71%",
        "99.80%",
    ]


def test_where_one_language_fails_none_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "RESULTS.md").write_text("| weather |\n|--|\n", encoding="utf-8")
    studies = tmp_path / "metrics" / "study"
    studies.mkdir(parents=True)
    (studies / "compact_cnn.json").write_text(json.dumps(STUDY), encoding="utf-8")
    for name in READMES:
        (tmp_path / name).write_text(README, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UntranslatedError):
        main()
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in READMES] == [README] * 2


def test_what_is_missing_is_named_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("report", "README.md"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    studies = tmp_path / "metrics" / "study"
    studies.mkdir(parents=True)
    with pytest.raises(ReadmeError, match="metrics/study: holds no study; make one"):
        main()
    (studies / "tiny_cnn.json").write_text("{", encoding="utf-8")
    with pytest.raises(RecordError, match=r"is no JSON .*make study NAME=tiny_cnn$"):
        main()
    (studies / "tiny_cnn.json").unlink()
    (studies / "compact_cnn.json").write_text(json.dumps(STUDY), encoding="utf-8")
    (tmp_path / "README.zh-CN.md").write_text("no marks", encoding="utf-8")
    with pytest.raises(ReadmeError, match=r"^README\.zh-CN\.md: no lines <!-- results -->"):
        main()


def test_the_command_writes_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("README.md", "README.zh-CN.md", "report", "metrics"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in READMES:
        (tmp_path / name).unlink()
        text = (ROOT / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(
            re.sub(r"^\| \[?`quick.*\n", "", text, flags=re.MULTILINE), "utf-8"
        )
    monkeypatch.chdir(tmp_path)
    main()
    for name in READMES:
        assert (tmp_path / name).read_bytes() == (ROOT / name).read_bytes()
