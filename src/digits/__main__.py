"""The command line without the console script: `python -m digits predict photo.png`."""

import sys

from digits.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
