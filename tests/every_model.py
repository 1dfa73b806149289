"""The models that tests go through: all of params.yaml, and every file of src/digits/models."""

from pathlib import Path
from pkgutil import iter_modules

import digits.models
from digits.params.read import read_params

ARCHITECTURES = sorted(module.name for module in iter_modules(digits.models.__path__))
MODELS = read_params(Path(__file__).parents[1] / "params.yaml").models
