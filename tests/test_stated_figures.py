"""Figures within sentences of the documents: those of the code, of params.yaml, of results in git.

A failure shows the words that the document should have. Tables of results and what consoles show
have tests of their own.
"""

import csv
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
import yaml
from project import ROOT
from recipes import recipe
from torch.distributed.launcher.api import LaunchConfig

from digits.corruptions.every import CORRUPTIONS
from digits.data.published import PUBLISHED
from digits.data.raw_files import TEST_IMAGES, TRAIN_IMAGES
from digits.launch import torchrun
from digits.models import compact_cnn
from digits.params.dataset import MOST_CLASSES, PublishedName
from digits.preparation.centre import BOX, SIDE
from digits.resume import keeper
from digits.training.batch_size import BatchSizeError, images_at_once
from digits.training.fast_layers import dropout

Said = Mapping[str, list[str]]  # words that should stand in each document

WORDS = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty",
)
MINUTES = {1: "a minute", 90: "an hour and a half", 180: "three hours"}


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def yaml_of(path: str) -> Any:  # noqa: ANN401 - whatever the file holds
    return yaml.safe_load(text_of(path))


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text_of(path).splitlines()))


def counts(dataset: PublishedName) -> list[int]:
    """Images for training and for testing, by the sizes of their files."""
    files = PUBLISHED[dataset].files
    return [files[name].size // 28**2 for name in (TRAIN_IMAGES, TEST_IMAGES)]


def of_params() -> Said:
    """Of params.yaml and the studies, of dvc.yaml and dvc.lock."""
    params, studies = yaml_of("params.yaml"), list((ROOT / "studies").glob("*/study.yaml"))
    epochs = {name: model["training"]["epochs"] for name, model in params["models"].items()}
    ours = {path.parent.name: epochs[path.parent.name] for path in studies}
    others = [epochs[name] for name in epochs.keys() - ours.keys()]
    study = yaml_of("studies/compact_cnn/study.yaml")
    longer = study["recipe"]["epochs"] / epochs["compact_cnn"]
    seeds, studied = WORDS[len(study["runs"]["seeds"])], WORDS[len(studies)]
    networks, validation = WORDS[len(epochs)], params["split"]["validation_size"]
    plots, mistakes = text_of("dvc.yaml").count("/mlp_small"), params["visualization"]["mistakes"]
    train, test = counts("mnist")
    return {
        "README.md": [
            f"train {networks} networks",
            f"trained on {train - validation:,} images",
            f"on {validation:,} validation images",
            f"the {test:,} test images",
            f"{seeds} seeds of {studied} networks",
            f"trains {'twice' if longer == 2 else longer} as long",
        ],
        "CHANGELOG.md": [
            f"{networks.capitalize()} networks of five tutorials",
            f"several seeds of {studied} networks",
        ],
        "CONTRIBUTING.md": [f"its {WORDS[plots]} entries under `plots:`"],
        "docs/networks.md": [
            f"{max(others)} epochs ({max(ours.values())} for the {studied} of ours",
            f"one recipe with {seeds} seeds",
            f"![{WORDS[mistakes]} digits",
        ],
        "docs/datasets.md": [
            f"where {params['dataset']['timeout']} seconds don't suffice",
            f"`split.validation_size`, {validation:,} images",
        ],
        "docs/scale.md": [
            f"{train:,} training images, {test:,} test images",
            f"{len(epochs)} models, {len(yaml_of('dvc.lock')['stages'])} stages",
        ],
    }


def of_code() -> Said:
    """Of constants and messages of the library."""
    corruptions, views = WORDS[len(CORRUPTIONS)], WORDS[len(vars(compact_cnn)["_MOVES"])]
    patience, restarts = vars(keeper)["_PATIENCE"], vars(torchrun)["_RESTARTS"]
    with pytest.raises(BatchSizeError) as refused:
        images_at_once(recipe(batch_size=256), processes=3)
    images = {name: " + ".join(f"{count:,}" for count in counts(name)) for name in PUBLISHED}
    return {
        "CHANGELOG.md": [f"{corruptions} corruptions"],
        "CONTRIBUTING.md": [f'the word "{corruptions}"'],
        "docs/networks.md": [f"{views} views of an image"],
        "docs/datasets.md": [
            f"Up to {MOST_CLASSES} classes",
            *(f"| `{name}` | {both} |" for name, both in images.items()),
        ],
        "docs/interruptions.md": [f"at most {MINUTES[patience / 60]} of training ago"],
        "docs/many_processes.md": [
            f"{WORDS[restarts]} times at most",
            f"error: {refused.value}",
        ],
        "docs/speed.md": [f"rounded to 1/{vars(dropout)['_VALUES']}"],
        "docs/your_digits.md": [
            f"scaled to {BOX} pixels and centred by its mass in {SIDE} × {SIDE}",
        ],
    }


def of_surroundings() -> Said:
    """Of the programs that the project needs, of torch's launcher and of the workflow."""
    python = tomllib.loads(text_of("pyproject.toml"))["project"]["requires-python"]
    node = re.findall(r"Node\.js \d+ or later", text_of("Makefile"))[0]
    dvc = re.findall(r"^dvc==(\d+\.\d+)\.", text_of("requirements.lock"), re.MULTILINE)[0]
    launcher = LaunchConfig(min_nodes=1, max_nodes=1, nproc_per_node=2)
    jobs = yaml_of(".github/workflows/results.yml")["jobs"]
    pipeline, test = (MINUTES[jobs[name]["timeout-minutes"]] for name in ("pipeline", "test"))
    return {
        "README.md": [f"Python {python.removeprefix('>=')} or later", node],
        "docs/your_digits.md": [node],
        "docs/experiments.md": [f"tried with DVC {dvc}."],
        "docs/forge.md": [f"`pipeline` is ended after {pipeline}, `test` after {test}"],
        "docs/many_processes.md": [f"gives them {launcher.shutdown_timeout} seconds"],
    }


def of_results() -> Said:
    """Of what the committed run made."""
    outputs = [out for stage in yaml_of("dvc.lock")["stages"].values() for out in stage["outs"]]
    size = {out["path"]: out["size"] for out in outputs}
    confusions = [path.stat().st_size for path in (ROOT / "metrics" / "confusion").iterdir()]
    _, test = counts("mnist")
    tenth = {name: float(value) for name, value in rows("metrics/curves/lenet.csv")[9].items()}
    training, validation = (
        f"loss {tenth[f'{name}_loss']:.4f}, accuracy {tenth[f'{name}_accuracy']:.2%};"
        for name in ("train", "validation")
    )
    ranges = [row for row in rows("metrics/reliability/compact_cnn.csv") if row["confidence"]]
    confidence = sum(
        int(row["images"]) * float(row["confidence"])
        for row in ranges
        if row["logits"] == "as trained"
    )
    return {
        "docs/interruptions.md": [f"epoch 10/12 done: {training} validation: {validation}"],
        "docs/your_digits.md": [
            f"more often than the {100 * confidence / test:.0f} % that it says"
        ],
        "docs/scale.md": [
            f"8 place | {size['data/tensors/train.safetensors'] / 1e6:.0f} MB",
            f"{size['predictions/mlp.safetensors'] / test:.0f} bytes in `predictions/`",
            f"{sum(confusions) / len(confusions) / test:.1f} in git",
            f"{sum(confusions) / 1e3:.0f} kB for {len(confusions)} × {test:,}",
            f"`report/index.html` is {size['report/index.html'] / 1e6:.1f} MB",
        ],
    }


def of_benchmarks() -> Said:
    """Of what `make bench` measured."""
    speed, times, scaling = (
        json.loads(text_of(f"benchmarks/results/{name}.json"))
        for name in ("speed", "time_to_99", "scaling")
    )
    models, quick, example = speed["models"], times["ours"], times["example"]
    gains = sorted((each["tutorial_to_ours"], name) for name, each in models.items())
    (least, slowest), (most, fastest) = gains[0], gains[-1]
    added = {name: 100 * (each["ours_to_limit"] - 1) for name, each in models.items()}
    small, per_image = added.pop("mlp_small"), models["mlp_small"]["ours_s"] / 0.06
    seconds = {(cell["threads"], cell["images"]): cell["epoch_s"] for cell in scaling["cells"]}
    peak = max(scaling["peak_gb"].values())
    return {
        "docs/speed.md": [
            f"On {speed['machine']['cores']} cores of a server",
            f"is {speed['tutorial_to_ours']:.1f} times as fast",
            f"over their {WORDS[len(models)]} networks",
            f"from {least:.1f} (`{slowest}`) to {most:.0f} (`{fastest}`)",
            f"is {min(added.values()):.0f} to {max(added.values()):.0f} %",
            f"and {small:.0f} % for `mlp_small`",
            f"steps take {models['mlp_small']['step_ms']:.1f} ms",
            f"`quick` reads {100 * quick['mean_accuracy']:.2f} % of the test images",
            f"(mean of {quick['n']} seeds, standard",
            f"deviation {100 * quick['sd_accuracy']:.2f}) after {quick['mean_s']:.0f} seconds",
            f"takes {example['seconds']:.0f} seconds to its first epoch",
            f"needs more than {max(1, peak)} GB of memory",
        ],
        "docs/scale.md": [
            f"take {per_image:.0f} µs per image (`mlp_small`)",
            f"and {seconds[2, 60_000] / 0.06:.0f} (`lenet`",
            f"RESULTS.md: {seconds[2, 240_000] / seconds[2, 60_000]:.2f} for 4 times",
        ],
    }


@pytest.mark.parametrize(
    "said",
    [of_params, of_code, of_surroundings, of_results, of_benchmarks],
    ids=lambda said: said.__name__,
)
def test_documents_state_the_figures_as_they_are(said: Callable[[], Said]) -> None:
    texts = {name: " ".join(text_of(name).split()) for name in said()}
    missing = [(name, each) for name, all_of in said().items() for each in all_of]
    assert [f"{name}: {each}" for name, each in missing if each not in texts[name]] == []
