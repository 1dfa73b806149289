"""Check params.yaml without running anything: `python -m digits.check_params`."""

from digits.errors import reported_to_user
from digits.params.read import read_params

if __name__ == "__main__":
    with reported_to_user():
        read_params()
