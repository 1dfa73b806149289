"""Which mistakes the tests notice: a random sample of mutants of the library, each tested alone.

A mutant's tests are the files of its package's folder, first those that are named after its module
or import it. The first failure kills it.
Nothing of the library is imported here: forks would test that in place of their copy.
"""

import argparse
import json
import random
from collections import Counter
from pathlib import Path

from command_line import positive, show_progress
from mutant_fates import tested
from mutations import Mutant, mutants
from scipy.stats import binomtest


def main() -> None:
    """Say how large a share of a sample of mutants the tests kill, and show those that survive."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--mutants", type=positive, default=400, help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the sample (default: %(default)s)")
    parser.add_argument("--only", default="", help="modules whose paths in the library begin so")
    parser.add_argument(
        "--limit", type=positive, default=300, help="seconds of a processor (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, help="a file to add a line per mutant to")
    parser.add_argument("--again", type=Path, help="such a file: test its survivors instead")
    arguments = parser.parse_args()
    if arguments.again:
        lines = map(json.loads, arguments.again.read_text(encoding="utf-8").splitlines())
        chosen = [Mutant(x["module"], x["number"]) for x in lines if x["fate"] == "survived"]
    else:
        every = list(mutants(arguments.only))
        show_progress(f"a sample of {len(every):,} mutants")
        size = min(arguments.mutants, len(every))
        chosen = random.Random(arguments.seed).sample(every, size)  # noqa: S311 - no secret
    if not chosen:
        parser.error(
            f"--again: {arguments.again} names no survivors"
            if arguments.again
            else f"--only: no module in src/digits begins with {arguments.only!r}"
        )
    fates: dict[str, Counter[str]] = {}
    for mutant, fate in tested(chosen, arguments.limit):
        fates.setdefault(mutant.module.split("/")[0], Counter())[fate] += 1
        show_progress(f"{fate}: {mutant.module} {mutant.number}")
        if fate == "survived":
            show_progress(mutant.difference())
        if arguments.json:
            with arguments.json.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**vars(mutant), "fate": fate}) + "\n")
    for package, counted in sorted(fates.items()):
        print(f"{package:20}", share_killed(counted))
    print(f"{'all':20}", share_killed(sum(fates.values(), Counter())))


def share_killed(fates: Counter[str]) -> str:
    """How many were killed, those that hung among them, with the 95 % Wilson interval."""
    killed, n = fates["killed"] + fates["hung"], fates.total()
    bounds = binomtest(killed, n).proportion_ci(method="wilson")
    interval = f"95 % interval {bounds[0]:.1%} to {bounds[1]:.1%}"
    return f"{killed} of {n} ({fates['hung']} hung): {killed / n:.1%}, {interval}"


if __name__ == "__main__":
    main()
