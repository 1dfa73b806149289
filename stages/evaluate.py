"""Stage `evaluate@<model>`: the only reader of the test images, once per trained network."""

import argparse
import shutil
from pathlib import Path

import torch
from torch import Tensor

from digits.checkpoint import load_classifier
from digits.classifier import logits_in_batches
from digits.data.images import load_test_images, save_tensors
from digits.device import choose_device, set_up_arithmetic
from digits.errors import reported_to_user
from digits.evaluation.scores import score
from digits.params.read import chosen_model, read_params
from digits.records import write_csv, write_json


def main() -> None:
    """Judge one trained model of params.yaml by the test set."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("model", help="a key of `models` in params.yaml")
    key = parser.parse_args().model
    params = read_params()
    chosen_model(params, key)
    evaluation = params.evaluation
    set_up_arithmetic(evaluation.threads)
    device = choose_device(evaluation.device)
    checkpoint = Path("checkpoints") / key
    test = load_test_images(Path("data/tensors/test.safetensors"))

    def answers(weights: str) -> tuple[Tensor, int]:
        classifier = load_classifier(checkpoint / weights).to(device)
        classifier.network.to(memory_format=torch.channels_last)  # a third faster on a CPU
        logits = logits_in_batches(classifier, test.images.to(device), evaluation.batch_size)
        return logits.cpu(), classifier.parameter_count()

    before, _ = answers("initial.safetensors")
    after, parameters = answers("weights.safetensors")
    scores = {"parameters": parameters, **score(after, before, test.labels)}
    write_json(Path("metrics/test") / f"{key}.json", scores)
    # A row per image: what `dvc plots` counts a confusion matrix from.
    pairs = zip(test.labels.tolist(), after.argmax(1).tolist(), strict=True)
    write_csv(Path("metrics/confusion") / f"{key}.csv", ["actual", "predicted"], pairs)
    curves = Path("metrics/curves") / f"{key}.csv"
    curves.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(checkpoint / "history.csv", curves)
    save_tensors(Path("predictions") / f"{key}.safetensors", {"logits": after})
    print(
        f"{key}: {scores['errors']} errors in {scores['n']} test images, {scores['accuracy']:.2%}"
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
