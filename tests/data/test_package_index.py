"""The settings of the user's pip are honoured."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from digits.data import package_index
from digits.data.package_index import configured_certificates, configured_index


@pytest.fixture(autouse=True)
def pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A pip without settings; the path of the file that it would read them from."""
    for name in ("PIP_INDEX_URL", "PIP_CERT", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    configuration = tmp_path / "pip.conf"
    configuration.touch()
    monkeypatch.setenv("PIP_CONFIG_FILE", str(configuration))
    settings = package_index._pip_settings  # pyright: ignore[reportPrivateUsage] - remembered for the process, so a test must forget
    settings.cache_clear()
    yield configuration
    settings.cache_clear()


@pytest.fixture
def unset_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this machine's either."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))


def test_the_environment_names_the_index_and_the_certificates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1/own/simple")
    monkeypatch.setenv("PIP_CERT", "/own/it's.pem")
    assert configured_index() == "http://127.0.0.1/own/simple"
    assert configured_certificates() == "/own/it's.pem"


def test_a_path_with_backslashes_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CERT", r"C:\own\new.pem")
    assert configured_certificates() == r"C:\own\new.pem"


def test_the_file_of_settings_names_the_index(pip: Path) -> None:
    pip.write_text("[global]\nindex-url = http://127.0.0.1/of-file/simple?a=b\n")
    assert configured_index() == "http://127.0.0.1/of-file/simple?a=b"


def test_settings_of_a_command_go_before_general_ones_and_the_environment_before_all(
    pip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = ""
    for scope in ("global", "install", "download"):
        settings += f"[{scope}]\nindex-url = http://{scope}/\n"
        pip.write_text(settings)
        package_index._pip_settings.cache_clear()  # pyright: ignore[reportPrivateUsage] - as above
        assert configured_index() == f"http://{scope}/"
    package_index._pip_settings.cache_clear()  # pyright: ignore[reportPrivateUsage] - as above
    monkeypatch.setenv("PIP_INDEX_URL", "http://environment/")
    assert configured_index() == "http://environment/"


@pytest.mark.usefixtures("unset_files")
@pytest.mark.parametrize("name", ["UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_where_pip_has_no_index_that_of_uv_holds(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert configured_index() is None
    monkeypatch.setenv(name, "http://127.0.0.1/of-uv/simple")
    assert configured_index() == "http://127.0.0.1/of-uv/simple"


def test_without_pip_there_are_no_settings_of_its(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1/own/simple")
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert configured_index() is None
    assert configured_certificates() is None


@pytest.mark.usefixtures("unset_files")
def test_the_newer_setting_of_uv_goes_before_the_older_and_pips_before_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UV_INDEX_URL", "http://older/")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://newer/")
    assert configured_index() == "http://newer/"
    package_index._pip_settings.cache_clear()  # pyright: ignore[reportPrivateUsage] - as above
    monkeypatch.setenv("PIP_INDEX_URL", "http://pip/")
    assert configured_index() == "http://pip/"
