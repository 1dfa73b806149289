"""Stands in for `python` in the commands of stages: runs the real one and notes its seconds.

`pipeline.py` puts it in front of PATH; it can't be seen from the stage.
"""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic


def main() -> int:
    """Run Python with our arguments, and append a line to the file $STAGE_SECONDS."""
    start = monotonic()
    code = subprocess.run([sys.executable, *sys.argv[1:]], check=False).returncode  # noqa: S603 - the stage's own command
    with Path(os.environ["STAGE_SECONDS"]).open("a", encoding="utf-8") as file:
        file.write(f"{monotonic() - start:.3f}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
