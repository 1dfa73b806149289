"""The table of the variants of a network."""

from typing import Any

import pandas as pd
import pytest
import yaml
from markdown_table import rows_of
from project import Project, copy_of_project

from digits.errors import UserError
from digits.variants import show, variants_table


def block(rate: float, ema: float | None = None) -> dict[str, Any]:
    return {"architecture": "mlp", "training": {"learning_rate": rate, "ema": ema, "epochs": 2}}


def epoch(accuracy: float | None, loss: float | None) -> pd.Series:
    row = {"epoch": 2, "validation_accuracy": accuracy, "validation_loss": loss}
    return pd.Series(row, dtype=float)


def test_the_lowest_loss_comes_first_with_the_params_that_differ() -> None:
    blocks = {"HEAD": block(0.1), "one": block(0.2), "two": block(0.1, ema=0.9)}
    last = {"HEAD": epoch(0.5, 0.31), "one": epoch(0.25, 0.3), "two": epoch(0.75, 0.25)}
    heading, _, *rows = rows_of(variants_table(blocks, last))
    assert heading == [
        *("variant", "learning rate", "ema", "epoch", "validation accuracy", "validation loss"),
    ]
    assert [row[0] for row in rows] == ["two", "one", "HEAD"]
    assert [row[1] for row in rows] == ["0.1", "0.2", "0.1"]
    assert rows[0][2] == "0.9"
    assert rows[1][3:] == ["2", "25.00%", "0.3000"]


def test_without_validation_images_there_is_nothing_to_compare_by() -> None:
    blocks, last = {"HEAD": block(0.1), "one": block(0.2)}, {"HEAD": epoch(None, None)}
    with pytest.raises(UserError, match=r"split\.validation_size should be over 0"):
        variants_table(blocks, last | {"one": epoch(None, None)})


HISTORY = "epoch,validation_accuracy,validation_loss\n2,0.5,{loss}\n"


def test_a_variant_by_its_code_is_listed_and_one_of_another_model_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    losses = {"HEAD": 0.4, "wider": 0.3, "other_model": 0.4, "rate": 0.5}

    def read(path: str, rev: str) -> str:
        if path == "params.yaml":
            rate = 0.2 if rev == "rate" else 0.1
            return yaml.safe_dump({"models": {"mlp": block(rate)}})
        assert path == "checkpoints/mlp/history.csv"
        return HISTORY.format(loss=losses[rev])

    def said(*words: str) -> str:
        assert words[:2] == ("exp", "list")
        return "wider other_model rate"

    monkeypatch.setattr("dvc.api.read", read)
    monkeypatch.setattr("digits.variants.said_by_dvc", said)
    assert [row[0] for row in rows_of(show("mlp"))[2:]] == ["wider", "HEAD", "rate"]


def test_without_variants_the_way_to_one_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    params = yaml.safe_dump({"models": {"mlp": block(0.1)}})
    files = {"params.yaml": params, "checkpoints/mlp/history.csv": HISTORY.format(loss=0.4)}

    def read(path: str, rev: str) -> str:
        assert rev in {"HEAD", "other_model"}
        return files[path]

    def said(*words: str) -> str:
        assert words[:2] == ("exp", "list")
        return "other_model"

    monkeypatch.setattr("dvc.api.read", read)
    monkeypatch.setattr("digits.variants.said_by_dvc", said)
    with pytest.raises(
        UserError, match=r"^no variants of mlp .*: dvc exp run train@mlp --set-param"
    ):
        show("mlp")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project as git has it: dvc.lock names histories that no cache holds."""
    return copy_of_project(tmp_path_factory.mktemp("variants") / "project")


@pytest.mark.parametrize(
    ("model", "first", "last"),
    [
        (
            "lenet5",
            "HEAD: checkpoints/lenet5/history.csv can't be read",
            "has only what was trained here: train it, and commit dvc.lock",
        ),
        ("lenet7", "lenet7: no such model in params.yaml; found", ""),
    ],
)
def test_what_cannot_be_read_is_one_line(clone: Project, model: str, first: str, last: str) -> None:
    said = clone.run("python", "-m", "digits.variants", model, expect=1)
    assert said.stdout == ""
    assert said.stderr.startswith(f"error: {first}")
    assert said.stderr.endswith(f"{last}\n")
    assert said.stderr.count("\n") == 1
