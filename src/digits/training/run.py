"""One training run from its block in params.yaml to the files of a checkpoint."""

from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from digits.checkpoint import load_verified, save_classifier
from digits.data.chosen_images import Images, as_chosen
from digits.data.statistics import PixelStatistics
from digits.launch.parent import launching_process
from digits.params.schema import Model
from digits.resume.fingerprint import fingerprint, loaded_code
from digits.resume.keeper import FileKeeper
from digits.resume.state_file import DamagedStateError, StateFile
from digits.training.history import Epoch, Observer, write_history
from digits.training.initial import initial_classifier
from digits.training.memory import check_memory
from digits.training.optimizer_state import restore_optimizer_state, save_optimizer_state
from digits.training.processes import OneProcess
from digits.training.trainer import Trainer


def train_and_save(  # noqa: PLR0913 - all that a run is
    model: Model,
    training: Images,
    validation: Images,
    statistics: PixelStatistics,
    folder: Path,
    state_folder: Path,
    observer: Observer,
    *,
    processes: OneProcess | None = None,
) -> None:
    """Train a model and write its checkpoint, from where an interrupted process stood, if one did.

    Args:
        model: its block in params.yaml.
        training: the images to learn from.
        validation: the images to measure by after every epoch; may be none.
        statistics: of the training images' pixels.
        folder: made where it doesn't exist; receives `initial.safetensors` and
            `weights.safetensors` (before and after training), `history.csv` (a row per epoch) and,
            where the recipe asks for it, `optimizer.safetensors`.
        state_folder: this run's own, outside `folder`; made where it doesn't exist; keeps where the
            training stands until the checkpoint is written. No other process may use it meanwhile.
        observer: told of the progress.
        processes: that train together, each called with the same arguments but for folders and
            observer; the first one alone writes files. By default this one alone.

    Raises a `UserError` where device, batch size, saved weights, optimizer's state or learning rate
    are no good, where memory or disk are too small, and where a signal ends the process.
    """
    recipe = model.training
    processes = processes or OneProcess()
    device = processes.device(recipe.device)
    classifier = initial_classifier(model, statistics, len(training.classes))
    if processes.rank == 0:
        save_classifier(classifier, folder / "initial.safetensors")
    processes.seed_apart(recipe.seed)
    trainer = Trainer(classifier, training, validation, recipe, device, processes)
    learner = trainer.learner
    check_memory(learner, recipe, len(training), processes)
    if recipe.start_from and (saved := recipe.start_from.optimizer):
        state = load_verified(Path(saved.path), saved.sha256)
        restore_optimizer_state(learner.optimizer, learner.network, classifier.network, state)
    mark = _mark(model, training, validation, statistics, processes.count, device)
    file = processes.state_file(state_folder, mark)
    history = _fit_from_state(trainer, file, observer, processes)
    if processes.rank == 0:
        write_history(folder / "history.csv", history)
        save_classifier(classifier, folder / "weights.safetensors")
        if recipe.save_optimizer:
            path = folder / "optimizer.safetensors"
            save_optimizer_state(learner.optimizer, learner.network, classifier.network, path)
        file.remove()


def _mark(
    model: Model,
    training: Images,
    validation: Images,
    statistics: PixelStatistics,
    processes: int,
    device: torch.device,
) -> str:
    """Of all that decides the weights: a state with another mark is of another training."""
    classes = len(training.classes)
    settings = [model.model_dump(mode="json"), asdict(statistics), classes, processes]
    return fingerprint(settings, _stored(training, validation), loaded_code("digits"), device)


def _stored(training: Images, validation: Images) -> list[Tensor]:
    """All that the two consist of, as it lies in memory or on disk: read in order, not copied."""
    one, other = as_chosen(training), as_chosen(validation)
    sets = (
        [one.everything]
        if one.everything is other.everything
        else [one.everything, other.everything]
    )
    tensors = [tensor for each in sets for tensor in (each.images, each.labels)]
    return [*tensors, one.places, other.places]


def _fit_from_state(
    trainer: Trainer, file: StateFile, observer: Observer, processes: OneProcess
) -> list[Epoch]:
    try:
        state = file.read()
    except DamagedStateError as error:
        observer.on_damaged_state(str(error))
        state = None
    if state:
        trainer.restore(state)
        observer.on_resume(len(state.record["history"]), len(state.tensors["logits"]))
    keeper = FileKeeper(file, agree=processes.largest)
    with keeper.on_signals(patient=launching_process() is not None):
        return trainer.fit(observer, keeper)
