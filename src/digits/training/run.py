"""One training run from its block in params.yaml to the files of a checkpoint."""

from pathlib import Path

from digits.checkpoint import load_verified, save_classifier
from digits.data.images import LabelledImages
from digits.data.statistics import PixelStatistics
from digits.device import choose_device
from digits.params.schema import Model
from digits.training.history import Observer, write_history
from digits.training.initial import initial_classifier
from digits.training.optimizer_state import restore_optimizer_state, save_optimizer_state
from digits.training.trainer import Trainer


def train_and_save(
    model: Model,
    training: LabelledImages,
    validation: LabelledImages,
    statistics: PixelStatistics,
    folder: Path,
    observer: Observer,
) -> None:
    """Train a model and write its checkpoint.

    Args:
        model: its block in params.yaml.
        training: the images to learn from.
        validation: the images to measure by after every epoch; may be none.
        statistics: of the training images' pixels.
        folder: made where it doesn't exist; receives `initial.safetensors` and
            `weights.safetensors` (before and after training), `history.csv` (a row per epoch) and,
            where the recipe asks for it, `optimizer.safetensors`.
        observer: told of the progress.

    Raises a `UserError` where the device, the saved weights or the learning rate are no good.
    """
    recipe = model.training
    device = choose_device(recipe.device)
    classifier = initial_classifier(model, statistics)
    folder.mkdir(parents=True, exist_ok=True)
    save_classifier(classifier, folder / "initial.safetensors")
    trainer = Trainer(classifier, training, validation, recipe, device)
    if recipe.start_from and (saved := recipe.start_from.optimizer):
        state = load_verified(Path(saved.path), saved.sha256)
        restore_optimizer_state(trainer.optimizer, trainer.network, classifier.network, state)
    write_history(folder / "history.csv", trainer.fit(observer))
    save_classifier(classifier, folder / "weights.safetensors")
    if recipe.save_optimizer:
        path = folder / "optimizer.safetensors"
        save_optimizer_state(trainer.optimizer, trainer.network, classifier.network, path)
