"""Stage `evaluate@<model>`: the only reader of the test images, once per trained network."""

import argparse
from pathlib import Path
from statistics import fmean

import torch
from torch import Tensor

from digits.checkpoint import CheckpointError, load_classifier
from digits.data.chosen_images import parts
from digits.data.image_files import load_corrupted_images, load_split_images, load_test_images
from digits.device import choose_device, set_up_arithmetic
from digits.errors import reported_to_user
from digits.evaluation.calibration import (
    RELIABILITY_COLUMNS,
    calibration_scores,
    fit_temperature,
    reliability_rows,
)
from digits.evaluation.cost import multiply_adds, training_multiply_adds
from digits.evaluation.scores import accuracy, score
from digits.params.read import chosen_model, read_params
from digits.records import read_curves, write_csv, write_json
from digits.run_files import RunFiles, add_run_arguments
from digits.torch_classifier import TorchClassifier, logits_in_batches
from digits.whole_file import write_tensors, write_text


def main() -> None:
    """Judge one trained model of params.yaml by the test set."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    add_run_arguments(parser)
    arguments = parser.parse_args()
    params = read_params()
    architecture = chosen_model(params, arguments.model).architecture
    run = RunFiles.of(arguments.model, arguments.seed)
    evaluation = params.evaluation
    set_up_arithmetic(evaluation.threads)
    device = choose_device(evaluation.device, "evaluation.device")
    test = load_test_images(Path("data/tensors/test.safetensors"))
    corrupted = load_corrupted_images(Path("data/tensors/corrupted.safetensors"))
    training, validation = parts(load_split_images(Path("data/tensors/train.safetensors")))

    repair = f"make it with: dvc repro {run.training} --force"

    def loaded(weights: str) -> TorchClassifier:
        classifier = load_classifier(
            run.checkpoint / weights,
            classes=len(test.classes),
            expected=architecture,
            repair=repair,
        ).to(device)
        classifier.network.to(memory_format=torch.channels_last)  # a third faster on a CPU
        return classifier

    def answers(classifier: TorchClassifier, images: Tensor) -> Tensor:
        return logits_in_batches(classifier, images.to(device), evaluation.batch_size).cpu()

    history = run.checkpoint / "history.csv"
    epochs = read_curves(history, repair)
    trained = loaded("weights.safetensors")
    before = answers(loaded("initial.safetensors"), test.images)
    after = answers(trained, test.images)
    if not after.isfinite().all():
        raise CheckpointError(
            f"{run.checkpoint / 'weights.safetensors'}: gives answers that are no finite numbers;"
            " train the network with a lower training.learning_rate"
        )
    temperature = None
    if len(validation):
        temperature = fit_temperature(answers(trained, validation.images), validation.labels)
    # As many as there are test images: what a network reads best are the images it learnt from.
    seen = training.select(torch.arange(min(len(test), len(training))))
    robustness = {
        name: accuracy(answers(trained, images.images), images.labels)
        for name, images in corrupted.items()
    }
    scores = {
        "parameters": trained.parameter_count(),
        "multiply_adds": multiply_adds(trained),
        "training_multiply_adds": training_multiply_adds(
            trained, images=len(training), epochs=len(epochs)
        ),
        **score(after, before, test.labels, test.classes, params.doubted_labels()),
        "accuracy_on_training_images": accuracy(answers(trained, seen.images), seen.labels),
        **calibration_scores(after, test.labels, temperature),
        "robustness": {"mean": fmean(robustness.values()), **robustness},
    }
    write_json(run.scores, scores)
    # A row per image: what `dvc plots` counts a confusion matrix from.
    pairs = [
        (test.classes[actual], test.classes[predicted])
        for actual, predicted in zip(test.labels.tolist(), after.argmax(1).tolist(), strict=True)
    ]
    write_csv(run.table("confusion"), ["actual", "predicted"], pairs)
    bins = reliability_rows(after, test.labels, temperature)
    write_csv(run.table("reliability"), RELIABILITY_COLUMNS, bins)
    write_text(run.table("curves"), history.read_text(encoding="utf-8"))
    write_tensors(run.predictions, {"logits": after, "labels": test.labels})
    print(
        f"{arguments.model}: {scores['errors']} errors in {scores['n']} test images,"
        f" {scores['accuracy']:.2%}"
        f" ({scores['accuracy_low']:.2%} to {scores['accuracy_high']:.2%})"
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
