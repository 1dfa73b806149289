"""Compare the results in this folder with those of a commit, for a comment on a pull request.

`python -m digits.forge.compare COMMIT FOLDER PAGE` writes into the folder `comment.md`, all the
figures that differ as `metrics.md`, and the plots of both sides. PAGE is where others find these.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from digits.errors import UserError, reported_to_user
from digits.forge.comment import comment


def run(*command: str) -> str:
    """What a command prints.

    Raises `UserError` with its own words where it fails.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise UserError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def compare(commit: str, folder: Path, page: str) -> None:
    """Write the comparison of this folder with a commit."""
    base = run("git", "rev-parse", "--short=10", "--verify", f"{commit}^{{commit}}").strip()
    diff = ("dvc", "metrics", "diff", base, "--md")
    everything = run(*diff)
    summary = run(*diff, "--targets", "metrics/summary.json")
    folder.mkdir(parents=True, exist_ok=True)
    run("dvc", "plots", "diff", base, "--out", str(folder / "plots"))
    (folder / "metrics.md").write_text(everything, encoding="utf-8")
    (folder / "comment.md").write_text(comment(summary, everything, page), encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and compare."""
    parser = argparse.ArgumentParser(prog="python -m digits.forge.compare", description=__doc__)
    parser.add_argument("commit", help="what to compare with")
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("page", help="address at which the folder can be fetched")
    given = parser.parse_args(arguments)
    compare(given.commit, given.folder, given.page)


if __name__ == "__main__":
    with reported_to_user():
        main(sys.argv[1:])
