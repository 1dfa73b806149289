"""Stage `summary` of a study: what one recipe comes to with several seeds."""

import argparse
from pathlib import Path

from digits.errors import reported_to_user
from digits.records import read_curves, read_numbers, write_json
from digits.run_files import RunFiles
from digits.study import read_predictions, study_scores


def main() -> None:
    """Write metrics/study/<model>.json from the runs of a model's study."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("model", help="a key of `models` in params.yaml")
    parser.add_argument("--seeds", type=int, nargs="+", required=True, help="of the runs")
    arguments = parser.parse_args()
    runs = [RunFiles.of(arguments.model, seed) for seed in arguments.seeds]
    scores = study_scores(*read_predictions([run.predictions for run in runs]))
    kept = ("parameters", "multiply_adds", "training_multiply_adds")
    repair = f"make it with: make study NAME={arguments.model}"
    costs = read_numbers(runs[0].scores, kept, repair)
    path = Path("metrics/study") / f"{arguments.model}.json"
    epochs = len(read_curves(runs[0].table("curves"), repair))
    write_json(path, {**scores, "epochs": epochs, **costs})
    print(
        f"{arguments.model}: {scores['accuracy_mean']:.3%} of the test images (mean of"
        f" {len(runs)} seeds), together {scores['ensemble_accuracy']:.2%}"
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
