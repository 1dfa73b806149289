"""From a block of params.yaml to the files of a checkpoint, and on from there."""

import hashlib
from pathlib import Path

import pytest
import torch
from recipes import model_block
from safetensors.torch import load_file
from side_by_side import assert_close_by_name
from torch import Tensor
from trained import NO_IMAGES, Recorder
from weights import weight_bytes

from digits.checkpoint import CheckpointError, load_classifier
from digits.data.images import LabelledImages
from digits.data.statistics import pixel_statistics
from digits.device import DeviceError
from digits.params.schema import Model
from digits.training.divergence import DivergedError
from digits.training.history import write_history
from digits.training.run import train_and_save


def run(
    model: Model,
    data: LabelledImages,
    folder: Path,
    validation: LabelledImages = NO_IMAGES,
) -> Recorder:
    recorder = Recorder()
    statistics, states = pixel_statistics(data.images), folder.with_name(f"{folder.name}-states")
    train_and_save(model, data, validation, statistics, folder, states, recorder)
    return recorder


def checked(path: Path) -> dict[str, str]:
    return {"path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


layers = pytest.mark.parametrize("fast_layers", [False, True], ids=["torch's", "fast"])


def test_writes_the_weights_before_and_after_and_the_history(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    folder = tmp_path / "made" / "here"
    run(model_block("lenet5"), digits_200, folder)
    assert set(contents(folder)) == {"initial.safetensors", "weights.safetensors", "history.csv"}
    before, after = (load_classifier(folder / f"{n}.safetensors") for n in ("initial", "weights"))
    assert (before.architecture, after.architecture) == ("lenet5", "lenet5")
    first, second = weight_bytes(before.network), weight_bytes(after.network)
    assert all(first[name] != second[name] for name in first)


@layers
def test_the_saved_weights_are_those_that_were_validated(
    *, fast_layers: bool, digits_200: LabelledImages, tmp_path: Path
) -> None:
    # channels_last, fast layers and dropout must leave no trace in the file.
    adam = {"optimizer": {"kind": "adam"}, "learning_rate": 0.001}
    block = model_block("simple_cnn", channels_last=True, fast_layers=fast_layers, **adam)
    recorder = run(block, digits_200, tmp_path, validation=digits_200)
    classifier = load_classifier(tmp_path / "weights.safetensors").eval()
    with torch.no_grad():
        loss = torch.nn.functional.cross_entropy(classifier(digits_200.images), digits_200.labels)
    assert recorder.epochs[-1].validation_loss == pytest.approx(loss.item(), abs=1e-5)


def test_the_history_holds_what_was_told(digits_200: LabelledImages, tmp_path: Path) -> None:
    epochs = run(model_block(epochs=3), digits_200, tmp_path, validation=digits_200).epochs
    assert len(epochs) == 3
    write_history(tmp_path / "expected.csv", epochs)
    assert (tmp_path / "history.csv").read_bytes() == (tmp_path / "expected.csv").read_bytes()


@layers
def test_the_same_block_writes_the_same_bytes(
    *, fast_layers: bool, digits_200: LabelledImages, tmp_path: Path
) -> None:
    adam = {"optimizer": {"kind": "adam"}, "save_optimizer": True}
    block = model_block("simple_cnn", fast_layers=fast_layers, epochs=1, **adam)
    for name in ("first", "second"):
        run(block, digits_200, tmp_path / name)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_goes_on_from_the_weights_and_the_optimizer_of_another_run(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    adam = {"optimizer": {"kind": "adam"}, "save_optimizer": True}
    run(model_block(**adam), digits_200, first)
    start = {
        "weights": checked(first / "weights.safetensors"),
        "optimizer": checked(first / "optimizer.safetensors"),
    }
    run(model_block(**adam, start_from=start), digits_200, second)
    ended, began = first / "weights.safetensors", second / "initial.safetensors"
    assert began.read_bytes() == ended.read_bytes()
    steps = [load_file(f / "optimizer.safetensors")["fc1.weight/step"] for f in (first, second)]
    assert steps == [8, 16]  # two epochs of four batches, each time


@pytest.mark.parametrize("second_fast", [False, True], ids=["to torch's", "to fast"])
@pytest.mark.parametrize("first_fast", [False, True], ids=["from torch's", "from fast"])
def test_goes_on_from_either_kind_of_layers_in_the_other(
    *, first_fast: bool, second_fast: bool, digits_200: LabelledImages, tmp_path: Path
) -> None:
    def trained(first: dict[str, bool], second: dict[str, bool], folder: Path) -> dict[str, Tensor]:
        momentum = {"kind": "sgd", "momentum": 0.9}
        options = {"optimizer": momentum, "channels_last": True, "save_optimizer": True}
        run(model_block("lenet", **first, **options), digits_200, folder / "1")
        start = {
            "weights": checked(folder / "1" / "weights.safetensors"),
            "optimizer": checked(folder / "1" / "optimizer.safetensors"),
        }
        block = model_block("lenet", **second, **options, start_from=start)
        run(block, digits_200, folder / "2")
        files = ("weights", "optimizer")
        found = [load_file(folder / "2" / f"{name}.safetensors") for name in files]
        return {**found[0], **found[1]}

    chosen = {"fast_layers": first_fast}, {"fast_layers": second_fast}
    found = trained(*chosen, tmp_path / "some")
    expected = trained({}, {}, tmp_path / "plain")
    assert {name: value.shape for name, value in found.items()} == {
        name: value.shape for name, value in expected.items()
    }
    assert_close_by_name(found, expected, share=1e-3)


def test_goes_on_with_a_fresh_optimizer_where_none_is_named(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    adam = {"optimizer": {"kind": "adam"}, "save_optimizer": True}
    run(model_block(**adam), digits_200, first)
    start = {"weights": checked(first / "weights.safetensors"), "optimizer": None}
    run(model_block(**adam, start_from=start), digits_200, second)
    assert load_file(second / "optimizer.safetensors")["fc1.weight/step"] == 8


def test_refuses_an_optimizer_state_that_is_not_that_of_the_checksum(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    first = tmp_path / "first"
    run(model_block(save_optimizer=True, optimizer={"kind": "adam"}), digits_200, first)
    state = {**checked(first / "optimizer.safetensors"), "sha256": "0" * 64}
    start = {"weights": checked(first / "weights.safetensors"), "optimizer": state}
    with pytest.raises(CheckpointError, match=r"optimizer\.safetensors: its SHA-256"):
        run(model_block(start_from=start), digits_200, tmp_path / "second")


def test_a_device_that_is_not_there_leaves_nothing_behind(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    with pytest.raises(DeviceError):
        run(model_block(device="cuda:99"), digits_200, tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


def test_a_diverged_run_leaves_no_weights(digits_200: LabelledImages, tmp_path: Path) -> None:
    with pytest.raises(DivergedError):
        run(model_block(learning_rate=1e30), digits_200, tmp_path)
    assert not (tmp_path / "weights.safetensors").exists()
