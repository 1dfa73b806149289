"""Stage `train@<model>`: a network's weights, and how its training went."""

import argparse
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from pydantic import TypeAdapter

from digits.data.chosen_images import Images, parts
from digits.data.image_files import load_split_images
from digits.data.images import LabelledImages
from digits.data.statistics import read_statistics
from digits.device import set_up_arithmetic
from digits.errors import reported_to_user
from digits.launch.last_word import last_word_to_launcher
from digits.launch.parent import launching_process
from digits.launch.torchrun import launch, processes_to_start, restarted
from digits.params.kinds import Count
from digits.params.read import chosen_model, read_params
from digits.params.schema import Model
from digits.resume.lock import only_process
from digits.resume.state_file import remove_states
from digits.run_files import RunFiles, add_run_arguments
from digits.training.batch_size import images_at_once
from digits.training.history import Observer
from digits.training.join import joined_processes
from digits.training.progress import PrintedProgress
from digits.training.run import train_and_save

DRY_STEPS = 3  # batches
DRY_VALIDATION = 1000  # images
STATES = Path(".resume")  # where trainings stand that were interrupted


def first(data: Images, count: int) -> LabelledImages:
    """The first images of a set, or all where it has fewer."""
    return data.select(torch.arange(min(count, len(data))))


def epochs(text: str) -> int:
    """A number of epochs, as params.yaml allows them; argparse reports any other."""
    try:
        return TypeAdapter(Count).validate_python(int(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"found {text!r}; should be a whole number from 1 to {2**31 - 1}"
        ) from error


def changed(model: Model, **recipe: int | None) -> Model:
    """The model with other numbers in its recipe, where they are given."""
    given = {key: value for key, value in recipe.items() if value is not None}
    return model.model_copy(update={"training": model.training.model_copy(update=given)})


def parsed() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    add_run_arguments(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="one quick pass through training, validation and saving that leaves nothing behind",
    )
    parser.add_argument("--epochs", type=epochs, help="in place of the recipe's")
    return parser.parse_args()


def main() -> None:
    """Train one model of params.yaml into checkpoints/<model>.

    Interrupted, it continues when it is run again: from the last finished epoch, or from a point of
    the epoch at most a minute of training ago. DIGITS_AFRESH=1 in the environment starts afresh.
    """
    arguments = parsed()
    params = read_params()
    model = changed(
        chosen_model(params, arguments.model), seed=arguments.seed, epochs=arguments.epochs
    )
    if count := processes_to_start(params.launcher):
        images_at_once(model.training, count)  # refused before anything is started
        launch(count, model.training.threads, sys.argv)
        return
    set_up_arithmetic(model.training.threads)
    training, validation = parts(load_split_images(Path("data/tensors/train.safetensors")))
    statistics = read_statistics(Path("metrics/normalization.json"))
    place = TemporaryDirectory() if arguments.dry_run else nullcontext("")
    with place as temporary, joined_processes() as processes:
        first_one = processes.rank == 0
        if arguments.dry_run:
            model = changed(model, epochs=1)
            training = first(training, DRY_STEPS * model.training.batch_size)
            validation = first(validation, DRY_VALIDATION)
            folder, states = Path(temporary, "checkpoint"), Path(temporary, "states")
        else:
            folder = RunFiles.of(arguments.model, arguments.seed).checkpoint
            states = STATES / folder
        observer = PrintedProgress(model.training.epochs) if first_one else Observer()
        what = f"the training that writes {folder}"
        with only_process(states, what, launching_process()) if first_one else nullcontext():
            afresh = os.environ.get("DIGITS_AFRESH", "0") not in {"", "0"}
            if afresh and first_one and not restarted():
                remove_states(states)
            train_and_save(
                model,
                training,
                validation,
                statistics,
                folder,
                states,
                observer,
                processes=processes,
            )
    if arguments.dry_run and first_one:
        print(f"dry run of {arguments.model}: training, validation and saving fit together")


if __name__ == "__main__":
    with reported_to_user(), last_word_to_launcher():
        main()
