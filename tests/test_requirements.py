"""requirements.lock installs with any pip, whatever has been released since."""

import re
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = {
    canonicalize_name(requirement.name): requirement
    for requirement in map(Requirement, re.findall(r"^([a-z0-9].*?) \\$", LOCK, re.MULTILINE))
}


def _asked(package: Requirement) -> list[Requirement]:
    """What an installed package needs here, with the extras that it is pinned with."""
    try:
        written = requires(package.name) or []
    except PackageNotFoundError:  # for another system
        return []
    found = map(Requirement, written)
    extras = [{"extra": extra} for extra in ("", *package.extras)]
    return [
        each
        for each in found
        if each.marker is None or any(each.marker.evaluate(extra) for extra in extras)
    ]


def test_extras_are_pinned_with_their_package() -> None:
    """Pip 23 takes `coverage[toml]` for another package than the pinned `coverage`."""
    asked = [need for package in PINNED.values() for need in _asked(package)]
    with_extras = [need for need in asked if need.extras]
    assert with_extras
    for need in with_extras:
        assert need.extras <= PINNED[canonicalize_name(need.name)].extras, str(need)
