"""Stage `export@<model>`: a trained network as an ONNX file, checked against torch."""

import argparse
from pathlib import Path

import torch

from digits.data.image_files import load_test_images
from digits.data.published import centred_by_mass
from digits.device import set_up_arithmetic
from digits.errors import reported_to_user
from digits.export.check import check, compare
from digits.export.onnx_file import onnx_bytes
from digits.export.record import export_record
from digits.params.read import chosen_model, read_params
from digits.predictions import load_predictions
from digits.preparation.centre import Centre
from digits.preparation.frame import Frame
from digits.records import write_json
from digits.visualization.trained import load_judged
from digits.whole_file import write_bytes


def main() -> None:
    """Write one trained model of params.yaml as ONNX, if it answers as in torch."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("model", help="a key of `models` in params.yaml")
    model: str = parser.parse_args().model
    params = read_params()
    architecture = chosen_model(params, model).architecture
    threads, batch_size = params.evaluation.threads, params.evaluation.batch_size
    set_up_arithmetic(threads)
    test = load_test_images(Path("data/tensors/test.safetensors"))
    predictions = Path(f"predictions/{model}.safetensors")
    logits = load_predictions(predictions, test, made_by=f"evaluate@{model}")
    weights = Path(f"checkpoints/{model}/weights.safetensors")
    some = slice(batch_size)
    preparation = Centre() if centred_by_mass(params.dataset) else Frame()
    # On the CPU, whatever the device of the evaluation: the file is the same everywhere.
    classifier = load_judged(
        weights, architecture, torch.device("cpu"), test.images[some], logits[some]
    )
    content = onnx_bytes(classifier, model, test.classes, preparation)
    classifier.network.to(memory_format=torch.channels_last)  # a third faster on a CPU
    comparison = compare(
        content, classifier, test.images, preparation, batch_size=batch_size, threads=threads
    )
    check(comparison, model)
    record = export_record(content, comparison, logits)
    write_bytes(Path("exports") / model / "model.onnx", content)
    write_json(Path("metrics/exports") / f"{model}.json", record)
    print(
        f"{model}: {record['bytes']:,} bytes; logits within"
        f" {record['largest_logit_difference']:.0e} of torch's, {record['images']:,} predictions"
        " the same"
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
