"""A small network that never learned, exported, in a folder like the project's."""

import json
from collections.abc import Callable
from pathlib import Path

import yaml
from project import ROOT

MODEL = "mlp_small"
# The ONNX file of an architecture; see the fixture `exported`.
Exported = Callable[[str], bytes]


def project_with_network(folder: Path, content: bytes) -> Path:
    """Write what `digits predict` finds its network by: the best of the summary, exported."""
    file = folder / "exports" / MODEL / "model.onnx"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    (folder / "metrics").mkdir()
    summary = {"best_by_validation": MODEL, "models": {MODEL: {}}}
    (folder / "metrics" / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    params["models"] = {MODEL: params["models"][MODEL]}
    (folder / "params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")
    return folder
