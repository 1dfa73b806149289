"""`make repro JOBS=…`: what it takes for a number, and what it has DVC do in which order."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from params_document import as_text, document

from digits.jobs import __main__ as program
from digits.jobs.__main__ import JobsError, main, number_of_jobs
from digits.jobs.display import Display
from digits.jobs.failures import FailedJobsError
from digits.jobs.job import Job
from digits.jobs.run import Runner

DAG = "".join(
    f'"{before}" -> "{after}";\n'
    for before, after in (
        ("download", "train@m"),
        ("download", "train@other"),
        ("train@m", "evaluate@m"),
        ("evaluate@m", "report"),
    )
) + "".join(
    f'"{stage}";\n'
    for stage in ("download", "train@m", "train@other", "evaluate@m", "report", "studies/x:train")
)
# Stands in for DVC: notes what it is told to do, and fails at the word that is its second argument.
DVC = """
import pathlib, sys
told, refused, *words = sys.argv[1:]
with pathlib.Path(told).open("a") as file:
    print(*words, file=file)
sys.exit(refused in words and "no such luck")
"""
BESIDE = "--wait-for-lock repro --single-item"


class Dvc:
    """What it was told to do, when it is asked what is stale again and again."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stale: list[list[str]] = []
        self.refused = "nothing"
        self._told = folder / "told"
        monkeypatch.setattr(program, "dvc", self._command)
        monkeypatch.setattr(program, "said_by_dvc", self._said)

    def told(self) -> list[str]:
        return self._told.read_text(encoding="utf-8").splitlines() if self._told.exists() else []

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", DVC, str(self._told), self.refused, *words]

    def _said(self, *words: str) -> str:
        if words == ("dag", "--dot"):
            return DAG
        assert words == ("status", "--json", "dvc.yaml")
        return json.dumps(dict.fromkeys(self.stale.pop(0), "changed"))


@pytest.fixture
def dvc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dvc:
    models = {name: document()["models"]["m"] for name in ("m", "other")}
    (tmp_path / "params.yaml").write_text(as_text({**document(), "models": models}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["jobs", "--jobs", "1"])
    return Dvc(tmp_path, monkeypatch)


def test_what_all_models_need_comes_first_and_the_report_last(dvc: Dvc) -> None:
    dvc.stale = [["download", "train@m", "evaluate@m", "report"], ["train@m", "report"]]
    main()
    assert dvc.told() == [
        "repro download",
        f"{BESIDE} train@m",
        f"{BESIDE} evaluate@m",  # it reads what the training writes
        "repro",
    ]
    logs = {path.name for path in Path(".jobs").iterdir()}
    assert logs == {"shared.log", "train@m.log", "evaluate@m.log", "rest.log"}


def test_where_nothing_is_stale_dvc_has_the_last_word(dvc: Dvc) -> None:
    dvc.stale = [[]]
    main()
    assert dvc.told() == ["repro"]


def test_what_all_models_need_is_left_alone_where_it_is_there(dvc: Dvc) -> None:
    dvc.stale = [["train@other"]]
    main()
    assert dvc.told() == [f"{BESIDE} train@other", "repro"]


def test_a_failure_is_told_with_its_words_and_nothing_comes_after(dvc: Dvc) -> None:
    dvc.stale, dvc.refused = [["train@m"]], "train@m"
    with pytest.raises(FailedJobsError) as told:
        main()
    assert str(told.value) == (
        "train@m failed; all that it printed: .jobs/train@m.log; the end of it:\n  no such luck"
    )
    assert dvc.told() == [f"{BESIDE} train@m"]


def test_more_jobs_than_processors_are_told_of(
    dvc: Dvc, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dvc.stale = [["train@m", "train@other"]]
    monkeypatch.setattr("sys.argv", ["jobs", "--jobs", "2"])
    monkeypatch.setattr(program, "count_processors", lambda: 1)
    main()
    assert "2 jobs: 1 fits at a time" in capsys.readouterr().out


def test_each_process_of_a_training_has_threads_of_its_own(
    dvc: Dvc, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    params = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    params["launcher"] = {"kind": "torchrun", "processes": 3}
    for model in params["models"].values():
        model["training"]["threads"] = 2
    Path("params.yaml").write_text(as_text(params), encoding="utf-8")
    dvc.stale = [["train@m", "train@other"]]
    monkeypatch.setattr("sys.argv", ["jobs", "--jobs", "2"])
    monkeypatch.setattr(program, "count_processors", lambda: 11)
    main()
    assert "2 jobs: 1 fits at a time" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0", "-1", "abc", "1.5", "", "²", "1 2", "0x2"])
def test_what_is_no_number_of_jobs_is_quoted(text: str) -> None:
    with pytest.raises(JobsError) as refused:
        number_of_jobs(text)
    assert str(refused.value) == (
        f"JOBS: found {text!r}; should be a whole number, 1 or more: make repro JOBS=2"
    )
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("16", 16), ("007", 7)])
def test_whole_numbers_are_numbers_of_jobs(text: str, number: int) -> None:
    assert number_of_jobs(text) == number


def test_what_follows_a_training_has_the_threads_of_evaluations(
    dvc: Dvc, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    params["evaluation"]["threads"] = 5
    Path("params.yaml").write_text(as_text(params), encoding="utf-8")
    dvc.stale = [["evaluate@m"]]
    ran: list[Job] = []

    def run(_runner: Runner, jobs: Sequence[Job], _display: Display) -> list[Job]:
        ran.extend(jobs)
        return []

    monkeypatch.setattr(Runner, "run", run)
    main()
    assert [(job.name, job.threads) for job in ran] == [("evaluate@m", 5), ("rest", 1)]
