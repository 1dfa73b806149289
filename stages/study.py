"""Stage `summary` of a study: what one recipe comes to with several seeds."""

import argparse
import json
from pathlib import Path

from digits.data.images import load_tensors
from digits.errors import reported_to_user
from digits.records import write_json
from digits.run_files import RunFiles
from digits.study import study_scores


def main() -> None:
    """Write metrics/study/<model>.json from the runs of a model's study."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("model", help="a key of `models` in params.yaml")
    parser.add_argument("--seeds", type=int, nargs="+", required=True, help="of the runs")
    arguments = parser.parse_args()
    runs = [RunFiles.of(arguments.model, seed) for seed in arguments.seeds]
    predictions = [
        load_tensors(run.predictions, {"logits", "labels"}, made_by="evaluate") for run in runs
    ]
    scores = study_scores([each["logits"] for each in predictions], predictions[0]["labels"])
    costs = json.loads(runs[0].scores.read_text(encoding="utf-8"))
    kept = ("parameters", "multiply_adds", "training_multiply_adds")
    path = Path("metrics/study") / f"{arguments.model}.json"
    write_json(path, {**scores, **{name: costs[name] for name in kept}})
    print(
        f"{arguments.model}: {scores['accuracy_mean']:.3%} of the test images (mean of"
        f" {len(runs)} seeds), together {scores['ensemble_accuracy']:.2%}"
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
