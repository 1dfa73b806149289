"""Names of files: no two runs share one."""

from argparse import ArgumentParser, HelpFormatter
from functools import partial
from pathlib import Path

import pytest

from digits.run_files import RunFiles, add_run_arguments


def every_file(run: RunFiles) -> list[Path]:
    tables = [run.table(kind) for kind in ("curves", "confusion", "reliability")]
    return [run.checkpoint, run.predictions, run.scores, *tables]


def test_a_model_has_its_name_in_the_pipelines_folders() -> None:
    assert [str(path) for path in every_file(RunFiles.of("lenet"))] == [
        "checkpoints/lenet",
        "predictions/lenet.safetensors",
        "metrics/test/lenet.json",
        "metrics/curves/lenet.csv",
        "metrics/confusion/lenet.csv",
        "metrics/reliability/lenet.csv",
    ]


def test_a_run_of_a_study_has_the_same_files_under_its_folder() -> None:
    model = every_file(RunFiles.of("lenet"))
    run = every_file(RunFiles.of("lenet", 3))
    assert run == [Path("studies/lenet", str(path).replace("lenet", "3")) for path in model]


def test_a_run_is_trained_by_the_stage_that_dvc_knows_it_by() -> None:
    assert RunFiles.of("lenet").training == "train@lenet"
    assert RunFiles.of("lenet", 3).training == "studies/lenet/dvc.yaml:train@3"


def test_no_two_runs_share_a_file() -> None:
    runs = [RunFiles.of(model, seed) for model in ("lenet", "mlp") for seed in (None, 0, 1, 10)]
    files = [path for run in runs for path in every_file(run)]
    assert len(set(files)) == len(files)


@pytest.mark.parametrize(("line", "seed"), [(["mlp"], None), (["mlp", "--seed", "0"], 0)])
def test_arguments_name_a_run(line: list[str], seed: int | None) -> None:
    parser = ArgumentParser()
    add_run_arguments(parser)
    arguments = parser.parse_args(line)
    assert (arguments.model, arguments.seed) == ("mlp", seed)


@pytest.mark.parametrize("seed", ["-1", str(2**63), "1.5", "one", ""])
def test_a_seed_is_one_that_params_could_hold(
    seed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = ArgumentParser()
    add_run_arguments(parser)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["mlp", f"--seed={seed}"])
    assert ended.value.code == 2
    said = f"argument --seed: found '{seed}'; should be a whole number from 0 to {2**63 - 1}\n"
    assert capsys.readouterr().err.endswith(said)


SEED_HELP = "in place of the recipe's, as a run of the model's study: files go to studies/<model>"


def test_help_says_what_the_arguments_are() -> None:
    parser = ArgumentParser(prog="some", formatter_class=partial(HelpFormatter, width=120))
    add_run_arguments(parser)
    assert parser.format_help().splitlines() == [
        "usage: some [-h] [--seed SEED] model",
        "",
        "positional arguments:",
        "  model        a key of `models` in params.yaml",
        "",
        "options:",
        "  -h, --help   show this help message and exit",
        f"  --seed SEED  {SEED_HELP}",
    ]
