"""List the variants of a network that `dvc exp` trained: `python -m digits.variants lenet5`.

By their last epoch on the validation images. `dvc exp show` has figures of the test images, and of
the commit that the variants started from.
"""

import argparse
import io
import sys
from collections.abc import Mapping
from typing import Any

import pandas as pd
import yaml

from digits.dvc_command import said_by_dvc
from digits.errors import UserError, reported_to_user


def variants_table(blocks: Mapping[str, Mapping[str, Any]], last: Mapping[str, pd.Series]) -> str:
    """A Markdown table with a row per variant, the lowest validation loss first.

    Args:
        blocks: by variant, its block of params.yaml.
        last: by variant, the last row of its history.

    Raises `UserError` where no images were set aside for validation.
    """
    flat = pd.json_normalize([dict(block) for block in blocks.values()]).set_axis([*blocks])
    differing = flat.loc[:, (flat.map(str) != flat.iloc[0].map(str)).any()]
    epochs = pd.DataFrame(last).T[["epoch", "validation_accuracy", "validation_loss"]]
    if epochs.isna().any(axis=None):
        raise UserError(
            "no validation images to compare by; split.validation_size should be over 0"
        )
    epochs["epoch"] = epochs["epoch"].astype(int).astype(str)
    epochs["validation_accuracy"] = epochs["validation_accuracy"].map("{:.2%}".format)
    table = differing.join(epochs).sort_values("validation_loss")
    table["validation_loss"] = table["validation_loss"].map("{:.4f}".format)
    table.columns = [name.removeprefix("training.").replace("_", " ") for name in table.columns]
    with_names = table.rename_axis("variant").reset_index()
    return with_names.to_markdown(index=False, disable_numparse=True) or ""


def show(model: str) -> str:
    """The table of a model's variants of the current commit.

    Raises `UserError` where there are none, or what they left can't be read.
    """
    import dvc.api  # noqa: PLC0415 - takes a second, which a mistaken call needn't
    from dvc.exceptions import DvcException  # noqa: PLC0415
    from dvc_data.index import DataIndexError  # noqa: PLC0415

    names = said_by_dvc("exp", "list", "--name-only").split()
    history = f"checkpoints/{model}/history.csv"
    blocks: dict[str, dict[str, Any]] = {}
    histories: dict[str, str] = {}
    for name in ["HEAD", *names]:
        try:
            models = yaml.safe_load(dvc.api.read("params.yaml", rev=name))["models"]
            if model not in models:
                raise UserError(f"{model}: no such model in params.yaml; found {', '.join(models)}")
            text = dvc.api.read(history, rev=name)
        except (DvcException, DataIndexError, OSError) as error:
            raise UserError(
                f"{name}: {history} can't be read ({error}); dvc's cache has only what was trained"
                " here: train it, and commit dvc.lock"
            ) from error
        # A variant of another model has this one's block and history; one by its code, the block.
        if (models[model], text) not in zip(blocks.values(), histories.values(), strict=True):
            blocks[name], histories[name] = models[model], text
    if len(blocks) == 1:
        raise UserError(
            f"no variants of {model} at this commit; make one: dvc exp run train@{model}"
            f" --set-param models.{model}.training.learning_rate=0.001; those of other commits: dvc"
            " exp list --all-commits"
        )
    epochs = {name: pd.read_csv(io.StringIO(text)) for name, text in histories.items()}
    return variants_table(blocks, {name: each.iloc[-1] for name, each in epochs.items()})


def main(arguments: list[str] | None = None) -> None:
    """Print the table of one model."""
    parser = argparse.ArgumentParser(
        prog="python -m digits.variants", description="the variants of a network, by validation"
    )
    parser.add_argument("model", help="a name of params.yaml")
    print(show(parser.parse_args(arguments).model))


if __name__ == "__main__":
    with reported_to_user():
        main(sys.argv[1:])
