"""Stage `visualize@<model>`: pictures of what a trained network does."""

import argparse
from pathlib import Path

from digits.data.image_files import load_test_images
from digits.device import choose_device, set_up_arithmetic
from digits.errors import reported_to_user
from digits.params.read import chosen_model, read_params
from digits.predictions import load_predictions
from digits.records import write_json
from digits.visualization.activations import activations
from digits.visualization.chosen_digits import chosen_image, first_of_each
from digits.visualization.every_picture import pictures_of_answers, pictures_of_layers
from digits.visualization.page_pictures import page_pictures
from digits.visualization.trained import load_judged
from digits.whole_file import write_bytes


def main() -> None:
    """Draw what one trained model of params.yaml does."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("model", help="a key of `models` in params.yaml")
    model: str = parser.parse_args().model
    params = read_params()
    architecture = chosen_model(params, model).architecture
    set_up_arithmetic(params.evaluation.threads)
    device = choose_device(params.evaluation.device, "evaluation.device")
    test = load_test_images(Path("data/tensors/test.safetensors"))
    place = chosen_image(params.visualization.image, test.labels)
    predictions = Path(f"predictions/{model}.safetensors")
    logits = load_predictions(predictions, test, made_by=f"evaluate@{model}")
    digits = first_of_each(test.labels)
    weights = Path(f"checkpoints/{model}/weights.safetensors")
    classifier = load_judged(weights, architecture, device, test.images[digits], logits[digits])
    maps = activations(classifier, test.images[[*digits, place]].to(device))
    sheets = pictures_of_layers(
        model, maps.of(slice(len(digits), None)), test, logits, place
    ) | pictures_of_answers(
        model, classifier, test, logits, digits=digits, mistakes=params.visualization.mistakes
    )
    folder = Path("pictures") / model
    for name, sheet in sheets.items():
        sheet.save(folder / f"{name}.png")
    content, files = page_pictures(maps.of(slice(len(digits))), test, logits, digits)
    for name, png in files.items():
        write_bytes(folder / "page" / name, png)
    write_json(folder / "page" / "layers.json", content)
    print(f"{model}: {len(sheets)} pictures, and {len(files)} of layers for the page")


if __name__ == "__main__":
    with reported_to_user():
        main()
