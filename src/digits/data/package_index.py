"""The package index that the user's pip is set up for: its address and its certificates."""

import os
import subprocess
import sys
from ast import literal_eval
from functools import cache


def configured_index() -> str | None:
    """The address of the index in the settings of pip or uv, None where they leave the default."""
    return (
        _pip_setting("index-url")
        or os.environ.get("UV_DEFAULT_INDEX")
        or os.environ.get("UV_INDEX_URL")
    )


def configured_certificates() -> str | None:
    """The file of certificates that pip trusts, None where the default ones hold."""
    return _pip_setting("cert")


def _pip_setting(name: str) -> str | None:
    settings = _pip_settings()
    for scope in (":env:", "download", "install", "global"):  # pip's own order of precedence
        if value := settings.get(f"{scope}.{name}"):
            return value
    return None


@cache
def _pip_settings() -> dict[str, str]:
    # pip has no importable interface; `pip config list` prints lines of key=repr(value).
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,  # an environment without pip has no settings of pip's
    ).stdout
    pairs = (line.partition("=") for line in listing.splitlines())
    return {key: str(literal_eval(value)) for key, _, value in pairs if value}
