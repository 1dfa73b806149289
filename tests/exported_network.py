"""A small network that isn't trained, exported, in a folder like the project's."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from project import ROOT
from seeded_exports import write_seeded_exports

MODEL = "mlp_small"


@cache
def exported_bytes() -> bytes:
    """The same file whenever it is asked for; made once, in some seconds."""
    with TemporaryDirectory() as folder:
        write_seeded_exports(Path(folder), [MODEL])
        return (Path(folder) / MODEL / "model.onnx").read_bytes()


def project_with_network(folder: Path) -> Path:
    """Write what `digits predict` finds its network by: the best of the summary, exported."""
    file = folder / "exports" / MODEL / "model.onnx"
    file.parent.mkdir(parents=True)
    file.write_bytes(exported_bytes())
    (folder / "metrics").mkdir()
    summary = {"best_by_validation": MODEL, "models": {MODEL: {}}}
    (folder / "metrics" / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    content = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    content["models"] = {MODEL: content["models"][MODEL]}
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder
