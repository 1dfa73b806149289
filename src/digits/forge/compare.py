"""Compare the results in this folder with those of a commit, for a comment on a pull request.

`python -m digits.forge.compare COMMIT FOLDER PAGE` writes into the folder `comment.md`, all the
figures that differ as `metrics.md`, and the plots of both sides. PAGE is where others find these.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from digits.dvc_command import said_by_dvc
from digits.errors import UserError, reported_to_user
from digits.forge.comment import comment


class CommitError(UserError):
    """There is nothing to compare with."""


def short_hash(commit: str) -> str:
    """How git calls a commit, in ten or more hexadecimal digits.

    Raises `CommitError` where it knows none of that name.
    """
    asked = subprocess.run(  # noqa: S603 - no shell reads it
        ["git", "rev-parse", "--short=10", "--verify", f"{commit}^{{commit}}"],  # noqa: S607 - git of PATH
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        words = asked.stderr.strip()
        raise CommitError(f"{commit}: not found ({words}); a shallow clone must fetch it first")
    return asked.stdout.strip()


def compare(commit: str, folder: Path, page: str) -> None:
    """Write the comparison of this folder with a commit."""
    base = short_hash(commit)
    diff = ("metrics", "diff", base, "--md")
    everything = said_by_dvc(*diff)
    summary = said_by_dvc(*diff, "--targets", "metrics/summary.json")
    folder.mkdir(parents=True, exist_ok=True)
    said_by_dvc("plots", "diff", base, "--out", str(folder / "plots"))
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
