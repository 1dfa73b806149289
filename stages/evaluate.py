"""Stage `evaluate@<model>`: the only judge by the test images, once per trained network."""

import argparse
from pathlib import Path

import torch

from digits.checkpoint import CheckpointError, load_classifier
from digits.data.chosen_images import Images, parts
from digits.data.image_files import load_corrupted_images, load_split_images, load_test_images
from digits.device import choose_device, set_up_arithmetic
from digits.errors import reported_to_user
from digits.evaluation.calibration import RELIABILITY_COLUMNS
from digits.evaluation.cost import cost_scores
from digits.evaluation.judgement import Answered, Judgement, answered, judge
from digits.params.read import chosen_model, read_params
from digits.records import read_curves, write_csv, write_json
from digits.run_files import RunFiles, add_run_arguments
from digits.torch_classifier import TorchClassifier
from digits.whole_file import write_tensors, write_text


def main() -> None:
    """Judge one trained model of params.yaml by the test set."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    add_run_arguments(parser)
    arguments = parser.parse_args()
    params = read_params()
    architecture = chosen_model(params, arguments.model).architecture
    run = RunFiles.of(arguments.model, arguments.seed)
    set_up_arithmetic(params.evaluation.threads)
    device = choose_device(params.evaluation.device, "evaluation.device")
    test = load_test_images(Path("data/tensors/test.safetensors"))
    corrupted = load_corrupted_images(Path("data/tensors/corrupted.safetensors"))
    training, validation = parts(load_split_images(Path("data/tensors/train.safetensors")))

    repair = f"make it with: dvc repro {run.training}"

    def loaded(weights: str) -> TorchClassifier:
        path = run.checkpoint / weights
        return load(path, architecture, len(test.classes), repair).to(device)

    def ask(images: Images, classifier: TorchClassifier) -> Answered:
        return answered(classifier, images, params.evaluation.batch_size)

    epochs = read_curves(run.checkpoint / "history.csv", repair)
    trained = loaded("weights.safetensors")
    before = ask(test, loaded("initial.safetensors"))
    after = ask(test, trained)
    check_finite(after, run)
    # As many as there are test images: what a network reads best are the images it learnt from.
    seen = training.select(torch.arange(min(len(test), len(training))))
    judgement = judge(
        after,
        before,
        ask(validation, trained) if len(validation) else None,
        ask(seen, trained),
        {name: ask(images, trained) for name, images in corrupted.items()},
        classes=test.classes,
        mislabelled=params.doubted_labels(),
    )
    cost = cost_scores(trained, images=len(training), epochs=len(epochs))
    scores = {**cost, **judgement.scores}
    write(run, scores, judgement, after)
    print(
        f"{arguments.model}: {scores['errors']} errors in {scores['n']} test images,"
        f" {scores['accuracy']:.2%}"
        f" ({scores['accuracy_low']:.2%} to {scores['accuracy_high']:.2%})"
    )


def load(path: Path, architecture: str, classes: int, repair: str) -> TorchClassifier:
    """Read a network, its weights channels last: on a CPU, a third faster."""
    classifier = load_classifier(path, architecture, classes=classes, repair=repair)
    classifier.network.to(memory_format=torch.channels_last)
    return classifier


def check_finite(answers: Answered, run: RunFiles) -> None:
    """Raise `CheckpointError` where a trained network gives no finite numbers."""
    if not answers.logits.isfinite().all():
        raise CheckpointError(
            f"{run.checkpoint / 'weights.safetensors'}: gives answers that are no finite numbers;"
            " train the network with a lower `training.learning_rate` in params.yaml"
        )


def write(run: RunFiles, scores: dict[str, object], judgement: Judgement, test: Answered) -> None:
    """Write all that was found to the files of the run."""
    write_json(run.scores, scores)
    # A row per image: what `dvc plots` counts a confusion matrix from.
    write_csv(run.table("confusion"), ["actual", "predicted"], judgement.confusion)
    write_csv(run.table("reliability"), RELIABILITY_COLUMNS, judgement.reliability)
    history = run.checkpoint / "history.csv"
    write_text(run.table("curves"), history.read_text(encoding="utf-8"))
    write_tensors(run.predictions, {"logits": test.logits, "labels": test.labels})


if __name__ == "__main__":
    with reported_to_user():
        main()
