"""What a user may have meant by a name that there isn't."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that shares most letters with this one, and of several the nearest in length.

    So `lenet6` is closer to `lenet5` than to `lenet`. Capitals don't count.

    Returns None where no known name is like this one.
    """
    typed, names = name.lower(), list(known)
    # All that are alike: the first is the shortest, of which the shared letters are most.
    alike = get_close_matches(typed, names, n=len(names) or 1)
    return min(
        alike,
        key=lambda each: (-_shared(typed, each), abs(len(typed) - len(each))),
        default=None,
    )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The question, with a space behind it; empty where no known name is like this one."""
    meant = closest(name, known)
    return f"did you mean {meant!r}? " if meant else ""


def _shared(one: str, other: str) -> int:
    return sum(run.size for run in SequenceMatcher(None, one, other).get_matching_blocks())
