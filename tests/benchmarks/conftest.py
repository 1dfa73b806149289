"""Figures as the four programs would have written them, each at the very bound of its target."""

from typing import Any

import pytest
from pipeline_figures import Pipeline, Stage
from scaling_figures import Cell, Scaling
from speed_figures import ModelSpeed, Speed
from time_to_99_figures import Example, Ours, TimeTo99

MACHINE = {
    "date": "2026-01-02",
    "processor": "Some processor",
    "cores": 2,
    "memory_gb": 25.3,
    "system": "Some system",
    "python": "3.11.7",
    "torch": "2.14.1",
}


@pytest.fixture
def speed() -> Speed:
    mlp = ModelSpeed(
        tutorial_s=2.1,
        ours_s=1.05,
        limit_s=1.0,
        tutorial_to_ours=2.0,
        ours_to_limit=1.05,
        step_ms=1.5,
        tutorial_batch=100,
        batch=100,
        rounds_s={"tutorial": [2.1], "ours": [1.05], "limit": [1.0]},
    )
    small = ModelSpeed(
        tutorial_s=2.08,
        ours_s=0.26,
        limit_s=0.2,
        tutorial_to_ours=8.0,
        ours_to_limit=1.3,
        step_ms=1.0,
        tutorial_batch=64,
        batch=256,
        rounds_s={"tutorial": [2.08], "ours": [0.26], "limit": [0.2]},
    )
    models = {"mlp": mlp, "mlp_small": small}
    return Speed(images=12_000, rounds=1, models=models, tutorial_to_ours=4.0, ours_to_limit=1.168)


@pytest.fixture
def times() -> TimeTo99:
    ours = Ours(
        n=3,
        epochs=2,
        mean_accuracy=0.99,
        sd_accuracy=0.001,
        min_accuracy=0.989,
        mean_s=3.0,
        accuracies=[0.989, 0.99, 0.991],
        seconds=[2.9, 3.0, 3.1],
    )
    example = Example(
        reached=True,
        epochs=2,
        seconds=300.0,
        seconds_without_tests=270.0,
        accuracies=[0.98, 0.9912],
        training_s=[130.0, 140.0],
        test_s=[14.0, 16.0],
    )
    return TimeTo99(
        model="quick", ours=ours, example=example, ratio=100.0, ratio_without_tests=90.0
    )


@pytest.fixture
def scaling() -> Scaling:
    cells = [
        Cell(images=15_000, threads=1, epoch_s=1.0, rounds_s=[1.0], peak_gb=0.81),
        Cell(images=60_000, threads=1, epoch_s=4.2, rounds_s=[4.2], peak_gb=0.87),
        Cell(images=15_000, threads=2, epoch_s=0.5, rounds_s=[0.5], peak_gb=0.82),
        Cell(images=60_000, threads=2, epoch_s=1.9, rounds_s=[1.9], peak_gb=0.88),
    ]
    return Scaling(model="lenet", rounds=1, cells=cells, peak_gb={"mlp": 0.9, "quick": 1.0})


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline(
        targets=[],
        total_s=600.0,
        stages=[
            Stage(stage="download", seconds=10.0, command_s=9.5),
            Stage(stage="train@mlp", seconds=400.0, command_s=399.5),
            Stage(stage="report", seconds=185.0, command_s=184.0),
        ],
        dvc_s=7.0,
        noop_s=2.0,
        noop_rounds_s=[1.9, 2.0, 2.1],
        changed_files=[],
    )


@pytest.fixture
def contents(speed: Speed, times: TimeTo99, scaling: Scaling, pipeline: Pipeline) -> dict[str, Any]:
    """What stands in the JSON files, by their names; a test may change it."""
    figures = {"speed": speed, "time_to_99": times, "scaling": scaling, "pipeline": pipeline}
    return {name: {"machine": dict(MACHINE), **of_one} for name, of_one in figures.items()}
