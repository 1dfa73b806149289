"""Weights on disk: what goes in comes out, and nothing else is let in."""

import hashlib
import pickle
from math import inf, nan
from pathlib import Path

import pytest
import torch
from every_model import ARCHITECTURES
from safetensors.torch import save_file
from trained import seeded_classifier
from weights import weight_bytes

from digits.checkpoint import (
    CheckpointError,
    in_one_line,
    load_classifier,
    load_verified,
    save_classifier,
)
from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "weights.safetensors"
    save_classifier(seeded_classifier("mlp_small"), path)
    return path


class Attack:
    """Leaves a file behind where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self._mark,)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_round_trip_gives_the_same_bytes(
    architecture: str, digits_200: LabelledImages, tmp_path: Path
) -> None:
    classifier = seeded_classifier(architecture).eval()
    save_classifier(classifier, tmp_path / "weights.safetensors")
    loaded = load_classifier(tmp_path / "weights.safetensors").eval()
    assert loaded.architecture == architecture
    assert weight_bytes(loaded) == weight_bytes(classifier)
    assert loaded(digits_200.images[:20]).equal(classifier(digits_200.images[:20]))


def test_the_same_weights_give_the_same_file_whatever_their_layout(tmp_path: Path) -> None:
    plain, reordered = (seeded_classifier("lenet5") for _ in range(2))
    reordered.to(memory_format=torch.channels_last)
    save_classifier(plain, tmp_path / "plain")
    save_classifier(reordered, tmp_path / "reordered")
    assert (tmp_path / "plain").read_bytes() == (tmp_path / "reordered").read_bytes()


def test_loading_leaves_a_trained_normalization_in_force(saved: Path) -> None:
    loaded = load_classifier(saved)
    assert (loaded.mean.item(), loaded.std.item()) == pytest.approx((0.13, 0.31))


def test_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    mark, path = tmp_path / "mark", tmp_path / "weights.safetensors"
    torch.save({"mean": Attack(mark)}, path)
    with pytest.raises(CheckpointError, match=r"weights\.safetensors"):
        load_classifier(path)
    path.write_bytes(pickle.dumps(Attack(mark)))
    with pytest.raises(CheckpointError, match=r"weights\.safetensors"):
        load_classifier(path)
    assert not mark.exists()
    pickle.loads(path.read_bytes())  # noqa: S301 - the attack does work where it is let in
    assert mark.exists()


@pytest.mark.parametrize("kept", [0.0, 0.00001, 0.0001, 0.003, 0.5, 0.99999])
def test_a_truncated_file_is_refused(saved: Path, kept: float) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(kept * len(whole))])
    with pytest.raises(CheckpointError, match=r"weights\.safetensors"):
        load_classifier(saved)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"nowhere\.safetensors"):
        load_classifier(tmp_path / "nowhere.safetensors")


@pytest.mark.parametrize(
    "name",
    ["", "lenet6", "os", "../../x", "..", "../data/idx", "lenet.nn", "__init__", "a\nb", "x" * 300],
)
def test_an_architecture_that_is_none_of_ours_is_refused(saved: Path, name: str) -> None:
    state = load_classifier(saved).state_dict()
    save_file(state, saved, metadata={"architecture": name})
    with pytest.raises(CheckpointError, match=r"weights\.safetensors"):
        load_classifier(saved)


def test_an_architecture_never_leads_out_of_the_models_folder(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "intruder.py").write_text(
        "from digits.models.mlp_small import Model\nfrom pathlib import Path\n"
        f"Path({str(tmp_path / 'mark')!r}).touch()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    state = load_classifier(saved).state_dict()
    for name in ("intruder", str(tmp_path / "intruder"), "../../intruder", "lenet.intruder"):
        save_file(state, saved, metadata={"architecture": name})
        with pytest.raises(CheckpointError):
            load_classifier(saved)
    assert not (tmp_path / "mark").exists()


def test_weights_of_another_network_are_refused_in_one_line(saved: Path) -> None:
    state = load_classifier(saved).state_dict()
    save_file(state, saved, metadata={"architecture": "lenet5"})
    with pytest.raises(CheckpointError, match=r"weights\.safetensors") as error:
        load_classifier(saved)
    assert "\n" not in str(error.value)


def test_a_file_without_the_normalization_is_refused(saved: Path) -> None:
    state = load_classifier(saved).state_dict()
    del state["std"]
    save_file(state, saved, metadata={"architecture": "mlp_small"})
    with pytest.raises(CheckpointError, match="std"):
        load_classifier(saved)


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_weights_that_are_no_finite_numbers_are_refused(saved: Path, number: float) -> None:
    state = load_classifier(saved).state_dict()
    state["network.fc1.weight"][0, 0] = number
    save_file(state, saved, metadata={"architecture": "mlp_small"})
    with pytest.raises(CheckpointError, match=r"network\.fc1\.weight: .*NaN or infinity"):
        load_classifier(saved)


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.int64])
def test_weights_of_another_type_are_refused(saved: Path, dtype: torch.dtype) -> None:
    state = load_classifier(saved).state_dict()
    state["network.fc1.weight"] = state["network.fc1.weight"].to(dtype)
    save_file(state, saved, metadata={"architecture": "mlp_small"})
    with pytest.raises(CheckpointError, match=rf"torch\.float32, found {dtype};"):
        load_classifier(saved)


def test_the_file_that_the_checksum_names_is_read(saved: Path) -> None:
    found = load_verified(saved, hashlib.sha256(saved.read_bytes()).hexdigest())
    expected = seeded_classifier("mlp_small").state_dict()
    assert found.keys() == expected.keys()
    assert all(found[name].equal(expected[name]) for name in expected)


def test_another_file_than_the_checksum_names_is_refused_with_both(saved: Path) -> None:
    found, expected = hashlib.sha256(saved.read_bytes()).hexdigest(), "0" * 64
    with pytest.raises(CheckpointError) as error:
        load_verified(saved, expected)
    assert str(error.value) == (
        f"{saved}: its SHA-256 is {found}, params.yaml expects {expected}; give the file that was"
        " meant, or its SHA-256 in `training.start_from`"
    )


@pytest.mark.parametrize("content", [b"", b"no weights at all", pickle.dumps({"a": 1})])
def test_a_file_that_holds_no_tensors_is_refused_though_its_checksum_is_right(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="can't be read"):
        load_verified(path, hashlib.sha256(content).hexdigest())


def test_a_folder_or_nothing_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CheckpointError, match="can't be read"):
            load_verified(path, "0" * 64)


def test_refuses_weights_of_another_architecture_than_expected(saved: Path) -> None:
    architecture = load_classifier(saved).architecture
    assert load_classifier(saved, architecture).architecture == architecture
    with pytest.raises(CheckpointError) as error:
        load_classifier(saved, "lenet")
    assert str(error.value) == (
        f"{saved}: weights of {architecture}, params.yaml says lenet; train the network again"
    )


def test_what_to_do_about_a_missing_file_is_what_the_caller_says(tmp_path: Path) -> None:
    path = tmp_path / "nowhere"
    with pytest.raises(CheckpointError) as error:
        load_classifier(path, repair="make it")
    assert str(error.value).startswith(f"{path}: can't be read (")
    assert str(error.value).endswith("); make it")
    with pytest.raises(CheckpointError) as error:
        load_verified(path, "0" * 64)
    assert str(error.value) == (
        f"{path}: can't be read (No such file or directory);"
        " name another in `training.start_from` of params.yaml, or write null there"
    )


def test_a_network_of_other_classes_is_refused_and_one_of_as_many_is_not(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    save_classifier(TorchClassifier("mlp_small", classes=3), path)
    assert load_classifier(path, classes=3).network.get_submodule("logits").out_features == 3
    with pytest.raises(
        CheckpointError, match=r"safetensors: no weights of this network \(.*logits"
    ):
        load_classifier(path)


def test_an_error_of_many_lines_becomes_one_of_300_characters() -> None:
    assert in_one_line(ValueError("one\n\ttwo")) == "one two"
    said = in_one_line(ValueError("word\n" * 1000))
    assert said == f"{'word ' * 59}…"
    assert in_one_line(ValueError("w" * 300)) == "w" * 300
