"""Mutants of a small project: which its tests kill, which survive, and which never end."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import mutants
import pytest
from mutant_fates import own_tests
from mutants import share_killed

# Of its five mutants, two count down too far or not far enough, two never end, and one counts
# down in twos, which is as good from 2.
LIBRARY = """def counted_down(number):
    while number > 0:
        number -= 1
    return number
"""
TESTS = """from digits.numbers import counted_down

def test_ends_at_zero():
    assert counted_down({start}) == {end}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one module and one test."""
    for folder in ("src/digits", "tests"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/digits/__init__.py").touch()
    (tmp_path / "src/digits/numbers.py").write_text(LIBRARY, encoding="utf-8")
    write_test(tmp_path, start=2)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)  # noqa: S607 - git
    return tmp_path


def write_test(project: Path, start: int, end: int = 0) -> None:
    text = TESTS.format(start=start, end=end)
    (project / "tests/test_numbers.py").write_text(text, encoding="utf-8")


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program without the libraries that it loads for speed."""
    program = "import mutant_fates, mutants\nmutant_fates._LOADED = []\nmutants.main()"
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, "--limit", "5", "--json", "fates", *arguments],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(Path(mutants.__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def fates(project: Path) -> Counter[str]:
    lines = (project / "fates").read_text(encoding="utf-8").splitlines()
    return Counter(json.loads(line)["fate"] for line in lines)


@pytest.mark.soak
def test_each_mutant_has_its_fate_and_survivors_can_be_tested_again(project: Path) -> None:
    done = run(project)
    assert fates(project) == {"killed": 2, "hung": 2, "survived": 1}
    assert "-         number -= 1\n+         number -= 2" in done.stderr
    assert done.stdout.splitlines()[-1].startswith("all                  4 of 5 (2 hung): 80.0%")
    assert (project / "src/digits/numbers.py").read_text(encoding="utf-8") == LIBRARY
    write_test(project, start=3)
    (project / "fates").rename(project / "before")
    run(project, "--again", "before")
    assert fates(project) == {"killed": 1}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--only", "no_such"], "--only: no module in src/digits begins with 'no_such'"),
        (["--again", "none"], "--again: none names no survivors"),
    ],
)
def test_nothing_to_test_is_an_error(arguments: list[str], reason: str, project: Path) -> None:
    (project / "none").write_text("", encoding="utf-8")
    done = run(project, *arguments)
    assert done.returncode != 0
    assert reason in done.stderr


def test_tests_that_fail_anyway_kill_nothing(project: Path) -> None:
    write_test(project, start=2, end=1)
    done = run(project, "--limit", "60")  # time to say what failed
    assert done.returncode == 1
    assert "assert 0 == 1" in done.stderr
    assert not (project / "fates").exists()


def test_a_module_has_the_tests_of_its_folder_those_that_name_it_first(tmp_path: Path) -> None:
    texts = {
        "params/test_b.py": "from digits.params.a import x",
        "params/test_a_more.py": "",
        "params/deep/test_c.py": "import digits.params.able",
        "test_a.py": "import digits.params.a",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    def found(module: str) -> list[str]:
        return [path.relative_to(tmp_path).as_posix() for path in own_tests(module, tmp_path)]

    a, b, c = "params/test_a_more.py", "params/test_b.py", "params/deep/test_c.py"
    assert found("params/a.py") == [a, b, c]
    assert found("params/deep/d.py") == [c, a, b]
    assert found("a.py") == ["test_a.py"]


def test_a_share_stands_with_its_interval() -> None:
    # Wilson's interval for 90 of 100, as in Brown, Cai and DasGupta's formula by hand.
    assert share_killed(Counter(killed=89, hung=1, survived=10)) == (
        "90 of 100 (1 hung): 90.0%, 95 % interval 82.6% to 94.5%"
    )
