"""A stage given a file of the wrong kind, shape, type or classes: one line, and nothing written."""

import hashlib
import json
from collections.abc import Callable, Iterator
from math import inf, nan
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
import yaml
from judged import export_figures
from params_document import as_text, document
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from stage_in_process import run_stage
from synthetic import idx_bytes, synthetic_digits
from torch import Tensor
from trained import seeded_classifier

from digits.checkpoint import save_classifier
from digits.corruptions.every import CORRUPTIONS
from digits.records import CURVE_COLUMNS, write_csv, write_json

Spoil = Callable[[Path], object]
Change = Callable[[Tensor], Tensor | None]  # None leaves the tensor out

RAW = {
    name: f"data/raw/{name}-idx{3 if 'images' in name else 1}-ubyte"
    for name in ("train-images", "train-labels", "t10k-images", "t10k-labels")
}
TRAIN = "data/tensors/train.safetensors"
TEST = "data/tensors/test.safetensors"
CORRUPTED = "data/tensors/corrupted.safetensors"
STATISTICS = "metrics/normalization.json"
WEIGHTS = "checkpoints/m/weights.safetensors"
INITIAL = "checkpoints/m/initial.safetensors"
HISTORY = "checkpoints/m/history.csv"
SCORES = "metrics/test/m.json"
PREDICTIONS = "predictions/m.safetensors"
LAYERS = "pictures/m/page/layers.json"
MAPS = "pictures/m/page/fc1.png"
EXPORTED = "metrics/exports/m.json"
STUDY_PREDICTIONS = "studies/m/predictions/2.safetensors"
STUDY_SCORES = "studies/m/metrics/test/1.json"
STUDY_CURVES = "studies/m/metrics/curves/1.csv"

NORMALIZE = ("normalize",)
CORRUPT = ("corrupt",)
TRAIN_M = ("train", "m")
EVALUATE = ("evaluate", "m")
VISUALIZE = ("visualize", "m")
EXPORT = ("export", "m")
REPORT = ("report",)
STUDY = ("study", "m", "--seeds", "1", "2")

# Each stage with the files that it reads.
READ = {
    NORMALIZE: list(RAW.values()),
    CORRUPT: [TEST],
    TRAIN_M: [TRAIN, STATISTICS],
    EVALUATE: [TRAIN, TEST, CORRUPTED, WEIGHTS, INITIAL, HISTORY],
    VISUALIZE: [TEST, PREDICTIONS, WEIGHTS],
    EXPORT: [TEST, PREDICTIONS, WEIGHTS],
    REPORT: [
        TRAIN,
        TEST,
        STATISTICS,
        SCORES,
        PREDICTIONS,
        LAYERS,
        MAPS,
        EXPORTED,
        *(f"metrics/{kind}/m.csv" for kind in ("curves", "confusion", "reliability")),
    ],
    STUDY: [STUDY_PREDICTIONS, STUDY_SCORES, STUDY_CURVES],
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that each stage reads.

    Its networks are as they were seeded, since `train` has not run. Nor has `export`, of which the
    report reads the figures alone, nor the report, which nothing reads.
    """
    folder = tmp_path_factory.mktemp("good")
    params = document()
    params["models"]["m"]["architecture"] = "mlp_small"
    params["models"]["m"]["training"] |= {"epochs": 1, "device": "cpu", "batch_size": 64}
    params["models"]["other"] = params["models"]["m"]
    params["split"]["validation_size"] = 20
    params["robustness"]["images"] = 8
    params["evaluation"] |= {"mislabelled": {"mnist": [3]}, "device": "cpu"}
    (folder / "params.yaml").write_text(as_text(params))
    for part, count in (("train", 80), ("t10k", 30)):
        digits = synthetic_digits(count, seed=count)
        write_bytes(folder / RAW[f"{part}-images"], idx_bytes(digits.images[:, 0]))
        write_bytes(folder / RAW[f"{part}-labels"], idx_bytes(digits.labels.to(torch.uint8)))
    runs = [("m", "checkpoints/m"), ("other", "checkpoints/other")]
    runs += [(f"m --seed {seed}", f"studies/m/checkpoints/{seed}") for seed in (1, 2)]
    for seed, (_, checkpoint) in enumerate(runs):
        for name in ("initial", "weights"):
            save_classifier(
                seeded_classifier("mlp_small", seed), folder / checkpoint / f"{name}.safetensors"
            )
        write_csv(folder / checkpoint / "history.csv", CURVE_COLUMNS, [(1, 2.3, 0.1, 2.3, 0.1)])
    stages = [NORMALIZE, CORRUPT, *(("evaluate", *run.split()) for run, _ in runs)]
    for stage in (*stages, STUDY, VISUALIZE):
        assert run_stage(folder, *stage).code == 0, stage
    for model in ("m", "other"):
        write_json(folder / "metrics" / "exports" / f"{model}.json", export_figures(images=30))
    return folder


@pytest.fixture(scope="module")
def contents(good: Path) -> dict[Path, bytes]:
    """All of its files."""
    return {path: path.read_bytes() for path in good.rglob("*") if path.is_file()}


@pytest.fixture
def folder(good: Path, contents: dict[Path, bytes]) -> Iterator[Path]:
    """The same folder, for a test to spoil; put right after it."""
    yield good
    for path in sorted(good.rglob("*"), reverse=True):
        if path.is_file() and path not in contents:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    for path, content in contents.items():
        if not path.exists() or path.read_bytes() != content:
            write_bytes(path, content)


def write_bytes(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def files_in(folder: Path) -> dict[str, str]:
    """All files by their checksum."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and ".resume" not in path.parts and path.name != "initial.safetensors"
    }


def refusal(folder: Path, stage: tuple[str, ...], file: str, spoil: Spoil) -> str:
    """What a stage says of a spoilt file; it ends with code 1, one line, and writes nothing."""
    spoil(folder / file)
    before = files_in(folder)
    ended = run_stage(folder, *stage)
    assert ended.code == 1
    assert ended.stderr.startswith((f"error: {file}: ", f"error: {file} holds ")), ended.stderr
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""
    assert len(ended.stderr) < 600
    assert files_in(folder) == before
    return ended.stderr


# What is wrong with any file, whatever it should hold.


def _missing(path: Path) -> None:
    path.unlink()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def _to(content: bytes) -> Spoil:
    return lambda path: path.write_bytes(content)


ANY_FILE: dict[str, Spoil] = {
    "missing": _missing,
    "a folder": _folder,
    "truncated": _truncated,
    "empty": _to(b""),
    "a web page": _to(b"<html><body>Not found</body></html>\n"),
    "random bytes": _to(np.random.default_rng(0).bytes(5000)),
    "UTF-16": _to('{"mean": 1}'.encode("utf-16")),
    "a list": _to(b"[1, 2]"),
    "nested lists": _to(b"[" * 100_000),
}


@pytest.mark.parametrize("kind", ANY_FILE)
@pytest.mark.parametrize(
    ("stage", "file"),
    [
        pytest.param(stage, file, id=f"{stage[0]}-{file}")
        for stage, files in READ.items()
        for file in files
    ],
)
def test_a_file_that_is_none_is_named_with_what_to_do(
    stage: tuple[str, ...], file: str, kind: str, folder: Path
) -> None:
    said = refusal(folder, stage, file, ANY_FILE[kind])
    assert "dvc repro" in said or "make study NAME=" in said


# Tensors under the right names, and wrong in themselves.


def _with(name: str, change: Change) -> Spoil:
    """One tensor of a file changed, or left out where the change is to None."""

    def spoil(path: Path) -> None:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata()  # of weights the architecture, of images the classes
        tensors = load_file(path)
        changed = change(tensors.pop(name))
        if changed is not None:
            tensors[name] = changed.contiguous()
        save_file(tensors, path, metadata)

    return spoil


def _number(place: int, value: float) -> Callable[[Tensor], Tensor]:
    def change(tensor: Tensor) -> Tensor:
        changed = tensor.clone()
        changed.view(-1)[place] = value
        return changed

    return change


WRONG_IMAGES: dict[str, Change] = {
    "left out": lambda _: None,
    "one image fewer": lambda images: images[1:],
    "none": lambda images: images[:0],
    "no channel": lambda images: images[:, 0],
    "27 wide": lambda images: images[..., 1:],
    "channels last": lambda images: images.permute(0, 2, 3, 1),
    "colour": lambda images: images.expand(-1, 3, -1, -1),
    "flat": torch.flatten,
    "a number": lambda _: torch.tensor(3, dtype=torch.uint8),
    "floats": lambda images: images.float() / 255,
    "signed": lambda images: images.to(torch.int8),
}
# Which corruptions there are is for `corrupt` to say; the report wants the same for all models.
WRONG_CORRUPTED = {kind: change for kind, change in WRONG_IMAGES.items() if kind != "left out"}
WRONG_LABELS: dict[str, Change] = {
    "left out": lambda _: None,
    "one fewer": lambda labels: labels[1:],
    "none": lambda labels: labels[:0],
    "a label 10": _number(2, 10),
    "a label -1": _number(2, -1),
    "a huge label": _number(2, 2**62),
    "bytes": lambda labels: labels.to(torch.uint8),
    "floats": lambda labels: labels.float(),
    "one-hot": lambda labels: torch.eye(10, dtype=torch.int64)[labels],
    "a column": lambda labels: labels[:, None],
    "a number": lambda _: torch.tensor(3),
}
WRONG_INDICES: dict[str, Change] = {
    "left out": lambda _: None,
    "beyond the images": _number(0, 80),
    "negative": _number(0, -1),
    "huge": _number(0, 2**62),
    "floats": lambda indices: indices.double(),
    "32 bits": lambda indices: indices.int(),
    "a mask": lambda indices: indices > 0,
    "a column": lambda indices: indices[:, None],
    "a number": lambda _: torch.tensor(3),
}
WRONG_WEIGHTS: dict[str, Change] = {
    "left out": lambda _: None,
    "transposed": lambda weights: weights.t(),
    "of 9 classes": lambda weights: weights[:9],
    "none": lambda weights: weights[:0],
    "a number": lambda _: torch.tensor(1.0),
    "whole numbers": lambda weights: weights.long(),
    "double": lambda weights: weights.double(),
    "NaN": _number(0, nan),
    "infinity": _number(0, inf),
    "too large to multiply": lambda weights: torch.full_like(weights, 3e38),
}
WRONG_LOGITS: dict[str, Change] = {
    "left out": lambda _: None,
    "9 classes": lambda logits: logits[:, 1:],
    "11 classes": lambda logits: torch.cat([logits, logits[:, :1]], 1),
    "one image fewer": lambda logits: logits[1:],
    "flat": torch.flatten,
    "a number": lambda _: torch.tensor(1.0),
    "whole numbers": lambda logits: logits.long(),
    "double": lambda logits: logits.double(),
    "NaN": _number(7, nan),
    "infinity": _number(7, -inf),
}

LABELS: dict[str, Change] = {**WRONG_LABELS, "others": lambda labels: (labels + 1) % 10}

OTHER_WEIGHTS: dict[str, Change] = {**WRONG_WEIGHTS, "others": lambda each: -each}


Way = TypeVar("Way")


def some(ways: dict[str, Way], *kinds: str) -> dict[str, Way]:
    """Two or so of many ways: enough to show that a stage calls the loader that finds all."""
    return {kind: ways[kind] for kind in kinds}


IMAGES_HERE = some(WRONG_IMAGES, "left out", "27 wide")
LABELS_HERE = some(WRONG_LABELS, "one fewer", "a label 10")
JUDGED_HERE = some(OTHER_WEIGHTS, "NaN", "others")
LOGITS_HERE = some(WRONG_LOGITS, "11 classes", "NaN")
JUDGED_LABELS_HERE = some(LABELS, "one fewer", "others")

# Every way where a loader is called first; some of them in the stages that call it too.
TENSORS: list[tuple[tuple[str, ...], str, str, dict[str, Change]]] = [
    *((TRAIN_M, TRAIN, "images", WRONG_IMAGES), (TRAIN_M, TRAIN, "labels", WRONG_LABELS)),
    (TRAIN_M, TRAIN, "training", {**WRONG_INDICES, "none": lambda indices: indices[:0]}),
    (TRAIN_M, TRAIN, "validation", WRONG_INDICES),
    *((EVALUATE, TRAIN, "images", IMAGES_HERE), (EVALUATE, TRAIN, "labels", LABELS_HERE)),
    *((REPORT, TRAIN, "images", IMAGES_HERE), (REPORT, TRAIN, "labels", LABELS_HERE)),
    *((CORRUPT, TEST, "images", WRONG_IMAGES), (CORRUPT, TEST, "labels", WRONG_LABELS)),
    *(
        each
        for stage in (EVALUATE, VISUALIZE, EXPORT, REPORT)
        for each in ((stage, TEST, "images", IMAGES_HERE), (stage, TEST, "labels", LABELS_HERE))
    ),
    *(
        (EVALUATE, CORRUPTED, "fog", WRONG_CORRUPTED),
        (EVALUATE, CORRUPTED, "labels", WRONG_LABELS),
    ),
    (EVALUATE, WEIGHTS, "network.fc1.weight", WRONG_WEIGHTS),
    (VISUALIZE, WEIGHTS, "network.fc1.weight", OTHER_WEIGHTS),
    (EXPORT, WEIGHTS, "network.fc1.weight", JUDGED_HERE),
    *((VISUALIZE, PREDICTIONS, "logits", WRONG_LOGITS), (VISUALIZE, PREDICTIONS, "labels", LABELS)),
    *(
        each
        for stage in (EXPORT, REPORT)
        for each in (
            (stage, PREDICTIONS, "logits", LOGITS_HERE),
            (stage, PREDICTIONS, "labels", JUDGED_LABELS_HERE),
        )
    ),
    *(
        (STUDY, STUDY_PREDICTIONS, "logits", WRONG_LOGITS),
        (STUDY, STUDY_PREDICTIONS, "labels", LABELS),
    ),
]


@pytest.mark.parametrize(
    ("stage", "file", "name", "change"),
    [
        pytest.param(stage, file, name, change, id=f"{stage[0]}-{file}-{name}-{kind}")
        for stage, file, name, changes in TENSORS
        for kind, change in changes.items()
    ],
)
def test_a_wrong_tensor_is_named(
    stage: tuple[str, ...],
    file: str,
    name: str,
    change: Change,
    folder: Path,
) -> None:
    refusal(folder, stage, file, _with(name, change))


# JSON and tables that hold other figures.


def _json(key: str, *value: object) -> Spoil:
    """One key of a mapping set to a value, or left out where none is given; dots part levels."""

    def spoil(path: Path) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        *parents, last = key.split(".")
        block: dict[str, Any] = content
        for parent in parents:
            block = block[parent]
        block.pop(last, None)
        if value:
            block[last] = value[0]
        path.write_text(json.dumps(content), encoding="utf-8")

    return spoil


NO_NUMBERS: list[object] = ["0.1", None, True, [0.1], {}, nan, inf, -inf, 10**200]
FIGURES: list[tuple[tuple[str, ...], str, str, list[object]]] = [
    (TRAIN_M, STATISTICS, "mean", [*NO_NUMBERS, -0.1, 33.3]),
    (TRAIN_M, STATISTICS, "std", [*NO_NUMBERS, -0.1, 0, 1e-30, 78.6]),
    (REPORT, SCORES, "accuracy", [*NO_NUMBERS, -0.1, 99.2]),
    (REPORT, SCORES, "errors", [*NO_NUMBERS, -1, 2.5]),
    (REPORT, SCORES, "n", [*NO_NUMBERS, 0, -1]),
    (REPORT, SCORES, "parameters", [*NO_NUMBERS, 0]),
    (REPORT, SCORES, "loss", [*NO_NUMBERS, -0.1]),
    (REPORT, SCORES, "robustness", [None, [0.5], 0.5, {}, {"fog": 0.5}]),
    (REPORT, SCORES, "robustness.fog", NO_NUMBERS),
    (REPORT, SCORES, "temperature", [each for each in NO_NUMBERS if each is not None]),
    (REPORT, EXPORTED, "bytes", NO_NUMBERS),
    (REPORT, EXPORTED, "largest_logit_difference", NO_NUMBERS),
    (STUDY, STUDY_SCORES, "parameters", NO_NUMBERS),
    (STUDY, STUDY_SCORES, "training_multiply_adds", NO_NUMBERS),
]
REQUIRED = [
    *((TRAIN_M, STATISTICS, key) for key in ("mean", "std")),
    *((REPORT, SCORES, key) for key in ("accuracy", "errors", "n", "parameters", "loss")),
    *((REPORT, SCORES, key) for key in ("accuracy_low", "accuracy_high", "calibration_error")),
    *((REPORT, SCORES, key) for key in ("robustness", "robustness.mean")),
    *((REPORT, SCORES, key) for key in ("errors_mislabelled", "accuracy_without_mislabelled")),
    *((REPORT, EXPORTED, key) for key in ("bytes", "images", "predictions_that_differ")),
    *((STUDY, STUDY_SCORES, key) for key in ("parameters", "multiply_adds")),
]


@pytest.mark.parametrize(
    ("stage", "file", "key", "value"),
    [
        *((stage, file, key, (value,)) for stage, file, key, values in FIGURES for value in values),
        *((stage, file, key, ()) for stage, file, key in REQUIRED),
    ],
)
def test_a_wrong_figure_is_named(
    stage: tuple[str, ...],
    file: str,
    key: str,
    value: tuple[object, ...],
    folder: Path,
) -> None:
    said = refusal(folder, stage, file, _json(key, *value))
    assert f": {key}" in said


CONTRADICTIONS: list[tuple[str, Spoil, str]] = [
    (SCORES, _json("robustness.snow", 0.5), "other corruptions than in metrics/test/other.json"),
    (SCORES, _json("robustness.fog"), "other corruptions than in metrics/test/other.json"),
    (
        "metrics/confusion/m.csv",
        lambda path: write_csv(path, ["actual", "predicted"], [(1, 1)] * 30),
        "other labels than in metrics/confusion/other.csv",
    ),
    (
        "metrics/confusion/m.csv",
        lambda path: _json("n", 31)(path.parents[1] / "test" / "m.json"),
        "30 rows; should be one for each of 31 test images",
    ),
]


@pytest.mark.parametrize(("file", "spoil", "expected"), CONTRADICTIONS)
def test_figures_of_other_test_images_than_the_rest_are_named(
    file: str, spoil: Spoil, expected: str, folder: Path
) -> None:
    assert expected in refusal(folder, REPORT, file, spoil)


def _text(old: str, new: str) -> Spoil:
    """A table with some text replaced in it."""

    def spoil(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


CURVES_SPOILT: dict[str, Spoil] = {
    "no epoch": lambda path: path.write_text(",".join(CURVE_COLUMNS) + "\n", encoding="utf-8"),
    "another name": _text("train_loss", "loss"),
    "columns exchanged": _text("train_loss,train_accuracy", "train_accuracy,train_loss"),
    "a column fewer": _text(",validation_accuracy", ""),
    "a field fewer": _text(",2.300000,0.100000,2", ",0.100000,2"),
    "a field more": _text(",2.300000,0.100000,2", ",2.300000,0.100000,3,2"),
    "text": _text("1,2.300000", "1,high"),
    "nothing": _text("1,2.300000", "1,"),
    "NaN": _text("1,2.300000", "1,nan"),
    "infinity": _text("1,2.300000", "1,inf"),
    "NUL": _text("1,2.300000", "1,\0"),
    "another separator": lambda path: path.write_text(
        path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8"
    ),
}
CONFUSION_SPOILT: dict[str, Spoil] = {
    "another name": _text("predicted", "answer"),
    "a digit 10": lambda path: path.write_text(
        path.read_text(encoding="utf-8") + "1,10\n", encoding="utf-8"
    ),
    "a digit -1": _text("\n", "\n-1,1\n"),
    "a fraction": _text("\n", "\n1.5,1\n"),
    "text": _text("\n", "\none,1\n"),
    "a missing field": _text("\n", "\n,1\n"),
    "an image more": _text("\n", "\n1,1\n"),
    "no image": lambda path: path.write_text("actual,predicted\n", encoding="utf-8"),
}
RELIABILITY_SPOILT: dict[str, Spoil] = {
    "another name": _text("confidence", "sureness"),
    "no row": lambda path: path.write_text("logits,images,confidence,accuracy\n", encoding="utf-8"),
    "text": _text("as trained,0,", "as trained,none,"),
    "a negative count": _text("as trained,0,", "as trained,-1,"),
    "no count": _text("as trained,0,", "as trained,,"),
    "a confidence over 1": _text("as trained,0,,", "as trained,0,1.5,"),
}
TABLES: list[tuple[tuple[str, ...], str, dict[str, Spoil]]] = [
    (EVALUATE, HISTORY, CURVES_SPOILT),
    (STUDY, STUDY_CURVES, some(CURVES_SPOILT, "no epoch", "text")),
    (REPORT, "metrics/curves/m.csv", CURVES_SPOILT),  # by a reader of its own
    (REPORT, "metrics/confusion/m.csv", CONFUSION_SPOILT),
    (REPORT, "metrics/reliability/m.csv", RELIABILITY_SPOILT),
]


@pytest.mark.parametrize(
    ("stage", "file", "spoil"),
    [
        pytest.param(stage, file, spoil, id=f"{stage[0]}-{file}-{kind}")
        for stage, file, spoilt in TABLES
        for kind, spoil in spoilt.items()
    ],
)
def test_a_wrong_table_is_named(
    stage: tuple[str, ...], file: str, spoil: Spoil, folder: Path
) -> None:
    refusal(folder, stage, file, spoil)


# Raw files that are IDX files, and of something else.


def _idx(*shape: int, fill: int = 0) -> Spoil:
    return _to(idx_bytes(torch.full(shape, fill, dtype=torch.uint8)))


RAW_SPOILT: list[tuple[str, str, Spoil]] = [
    ("labels in place of images", "train-images", _idx(80)),
    ("images in place of labels", "train-labels", _idx(80, 28, 28)),
    ("27 × 28 pixels", "train-images", _idx(80, 27, 28)),
    ("56 × 14 pixels", "t10k-images", _idx(80, 56, 14)),
    ("no pixels", "t10k-images", _idx(80, 0, 0)),
    ("a label 10", "train-labels", _idx(80, fill=10)),
    ("a label 255", "t10k-labels", _idx(30, fill=255)),
    ("signed bytes", "train-images", _to(b"\0\0\x09\x03" + idx_bytes(torch.zeros(1).byte())[4:])),
    ("four dimensions", "train-images", _idx(80, 28, 28, 1)),
    ("more promised than any memory", "train-images", _to(b"\0\0\x08\x03" + b"\xff" * 12)),
    ("nothing, in endless rows", "t10k-images", _to(b"\0\0\x08\x03" + bytes(4) + b"\xff" * 8)),
]
PAIRS_SPOILT: list[tuple[str, str, Spoil]] = [
    ("a label fewer", "train-labels", _idx(79)),
    ("no label", "t10k-labels", _idx(0)),
]


@pytest.mark.parametrize(
    ("name", "spoil"), [pytest.param(name, spoil, id=kind) for kind, name, spoil in RAW_SPOILT]
)
def test_a_wrong_raw_file_is_named(name: str, spoil: Spoil, folder: Path) -> None:
    assert "dvc repro download" in refusal(folder, NORMALIZE, RAW[name], spoil)


@pytest.mark.parametrize(
    ("name", "spoil"), [pytest.param(name, spoil, id=kind) for kind, name, spoil in PAIRS_SPOILT]
)
def test_raw_files_that_do_not_fit_each_other_are_both_named(
    name: str, spoil: Spoil, folder: Path
) -> None:
    images = RAW[name.replace("labels", "images")]
    said = refusal(folder, NORMALIZE, images, lambda _: spoil(folder / RAW[name]))
    assert RAW[name] in said


def test_empty_sets_are_refused(folder: Path) -> None:
    def spoil(path: Path) -> None:
        _idx(0, 28, 28)(path)
        _idx(0)(folder / RAW["train-labels"])

    said = refusal(folder, NORMALIZE, RAW["train-images"], spoil)
    assert "at least one" in said


# What belongs to another network, and files that params.yaml names.


@pytest.mark.parametrize("file", [WEIGHTS, INITIAL])
def test_weights_of_another_network_are_refused(file: str, folder: Path) -> None:
    said = refusal(
        folder, EVALUATE, file, lambda path: save_classifier(seeded_classifier("lenet5"), path)
    )
    assert "weights of lenet5, params.yaml says mlp_small" in said


def edit_params(folder: Path, key: str, value: object) -> None:
    path = folder / "params.yaml"
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    *parents, last = key.split(".")
    block = params
    for parent in parents:
        block = block[parent]
    block[last] = value
    path.write_text(as_text(params), encoding="utf-8")


OFFICIAL: dict[str, Callable[[], Any]] = {
    "floats": lambda: np.zeros((30, 28, 28, 1), np.float32),
    "an image fewer": lambda: np.zeros((29, 28, 28, 1), np.uint8),
    "no channel": lambda: np.zeros((30, 28, 28), np.uint8),
    "objects": lambda: np.array([{"a": 1}], dtype=object),
}


@pytest.mark.parametrize("kind", OFFICIAL)
def test_a_wrong_official_file_is_named(kind: str, folder: Path) -> None:
    def spoil(path: Path) -> None:
        edit_params(folder, "robustness.mnist_c", "official")
        for name in CORRUPTIONS:
            (folder / "official" / name).mkdir(parents=True)
            np.save(
                folder / "official" / name / "test_images.npy",
                np.zeros((30, 28, 28, 1), np.uint8),
            )
        np.save(path, OFFICIAL[kind](), allow_pickle=True)

    refusal(folder, CORRUPT, "official/fog/test_images.npy", spoil)


def test_official_files_are_refused_for_another_dataset(folder: Path) -> None:
    def switch(path: Path) -> None:
        del path
        edit_params(folder, "robustness.mnist_c", "official")
        edit_params(folder, "dataset.name", "fashion_mnist")

    said = refusal(folder, CORRUPT, "params.yaml", switch)
    assert "found the files of mnist for fashion_mnist; should be null" in said


SAVED: dict[str, Spoil] = {
    "of another network": lambda path: save_classifier(seeded_classifier("lenet5"), path),
    "no tensors": _to(b"weights"),
    "empty": _to(b""),
    "truncated": lambda path: path.write_bytes(
        (path.parents[0] / WEIGHTS).read_bytes()[:9000],
    ),
    "other names": lambda path: save_file({"a": torch.zeros(3)}, path),
}


@pytest.mark.parametrize("kind", SAVED)
def test_wrong_weights_to_start_from_are_named(kind: str, folder: Path) -> None:
    def spoil(path: Path) -> None:
        SAVED[kind](path)
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        start = {"weights": {"path": path.name, "sha256": checksum}, "optimizer": None}
        edit_params(folder, "models.m.training.start_from", start)

    refusal(folder, TRAIN_M, "mine.safetensors", spoil)


@pytest.mark.parametrize("places", [[30], [2**70], list(range(30))])
def test_doubted_labels_that_the_test_set_does_not_have_are_refused(
    places: list[int], folder: Path
) -> None:
    said = refusal(
        folder,
        EVALUATE,
        "params.yaml",
        lambda _: edit_params(folder, "evaluation.mislabelled.mnist", places),
    )
    assert "evaluation.mislabelled" in said


def test_a_set_of_equal_pixels_can_not_be_normalized(folder: Path) -> None:
    _idx(80, 28, 28, fill=9)(folder / RAW["train-images"])
    assert run_stage(folder, *NORMALIZE).code == 0
    ended = run_stage(folder, *TRAIN_M)
    assert ended.code == 1
    assert ended.stderr.startswith(f"error: {STATISTICS}: std: found 0")
    assert ended.stderr.count("\n") == 1
