"""Ten minutes of coverage-guided fuzzing, or as many seconds as DIGITS_FUZZ_SECONDS says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT

PROGRAM = Path(__file__).with_name("fuzz_idx.py")
SECONDS = int(os.environ.get("DIGITS_FUZZ_SECONDS", "600"))


def fuzz(*options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    return subprocess.run(  # noqa: S603 - a program of the tests
        [
            sys.executable,
            PROGRAM,
            "-max_len=8000",  # bytes
            f"-artifact_prefix={folder}/",
            *options,
        ],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.soak
def test_no_input_gives_an_undocumented_exception_or_takes_more_memory(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="no wheel of it for this machine")
    ended = fuzz(f"-max_total_time={SECONDS}", folder=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    done = re.search(r"Done (\d+) runs in (\d+) second", ended.stderr)
    assert done, ended.stderr
    print(f"{int(done[1]):,} executions in {done[2]} seconds")
    assert int(done[1]) > 50 * SECONDS
