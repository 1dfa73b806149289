"""A DVC project of many models that has been run: stages as the pipeline's, with nothing inside."""

import hashlib
import json
import subprocess
from pathlib import Path

import yaml
from own_git import GIT

_CODE = [f"src/module_{number}.py" for number in range(15)]  # about as many as here
_FOLDERS = {"evaluate": "metrics", "visualize": "pictures", "export": "exports"}
_STAGES = {
    "train": ("echo '{{\"accuracy\": {rate}}}' > checkpoints/{key}.json", "checkpoints"),
    **{
        stage: (f"cp checkpoints/{{key}}.json {folder}/{{key}}.json", folder)
        for stage, folder in _FOLDERS.items()
    },
}
_REPORT = "cat metrics/*.json > report.txt"


class ManyModels:
    """`train`, `evaluate`, `visualize` and `export` of each model, and a report of all.

    The lock file and the cache are written here: DVC reads and writes the whole lock file for every
    stage that it runs, so to have it run thousands would take hours.
    """

    def __init__(self, folder: Path, models: int) -> None:
        """Write the project into an empty folder, as a git repository with one commit."""
        self._folder = folder
        self._rates = {f"model_{number}": number / models for number in range(models)}
        for command in ("git init --quiet", "dvc init --quiet", "dvc config core.analytics false"):
            subprocess.run(command.split(), cwd=folder, check=True)  # noqa: S603 - written above
        for path in [*_CODE, "data/train"]:
            self._write(path, f"{path}\n")
        self._write("params.yaml", self._params())
        self._write("dvc.yaml", _dump(_pipeline()))
        stages = {
            f"{stage}@{key}": self._locked(stage, key) for stage in _STAGES for key in self._rates
        }
        stages["report"] = self._locked_report()
        self._write("dvc.lock", _dump({"schema": "2.0", "stages": stages}))
        self._write(".gitignore", "/checkpoints\n/pictures\n/exports\n")
        for command in ("add .", "commit --quiet --message models"):
            subprocess.run([*GIT, *command.split()], cwd=folder, check=True)  # noqa: S603 - written above

    def edit_one(self, rate: float) -> None:
        """Give one model in the middle another rate in params.yaml."""
        key = list(self._rates)[len(self._rates) // 2]
        self._rates[key] = rate
        self._write("params.yaml", self._params())

    def _params(self) -> str:
        return _dump({"models": {key: {"rate": rate} for key, rate in self._rates.items()}})

    def _write(self, path: str, text: str) -> None:
        (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self._folder / path).write_text(text, encoding="utf-8")

    def _entry(self, path: str) -> dict[str, object]:
        content = (self._folder / path).read_bytes()
        return {"path": path, "hash": "md5", "md5": _md5(content), "size": len(content)}

    def _locked(self, stage: str, key: str) -> dict[str, object]:
        """An entry of the lock file; the output is written, and put into the cache."""
        command, folder = _STAGES[stage]
        text = f'{{"accuracy": {self._rates[key]}}}\n'
        self._write(f"{folder}/{key}.json", text)
        if stage != "evaluate":
            md5 = _md5(text.encode())
            self._write(f".dvc/cache/files/md5/{md5[:2]}/{md5[2:]}", text)
        train = stage == "train"
        inputs = ["data/train" if train else f"checkpoints/{key}.json", *_CODE]
        params = {"params": {"params.yaml": {f"models.{key}": {"rate": self._rates[key]}}}}
        return {
            "cmd": command.format(key=key, rate=self._rates[key]),
            "deps": [self._entry(path) for path in sorted(inputs)],
            **(params if train else {}),
            "outs": [self._entry(f"{folder}/{key}.json")],
        }

    def _locked_report(self) -> dict[str, object]:
        files = sorted((self._folder / "metrics").iterdir())
        self._write("report.txt", "".join(file.read_text(encoding="utf-8") for file in files))
        # How DVC describes a folder: the MD5 of this JSON.
        listed = [{"md5": _md5(file.read_bytes()), "relpath": file.name} for file in files]
        folder = {
            "path": "metrics",
            "hash": "md5",
            "md5": f"{_md5(json.dumps(listed, sort_keys=True).encode())}.dir",
            "size": sum(file.stat().st_size for file in files),
            "nfiles": len(files),
        }
        return {"cmd": _REPORT, "deps": [folder], "outs": [self._entry("report.txt")]}


def _pipeline() -> dict[str, object]:
    stages: dict[str, object] = {}
    for stage, (command, folder) in _STAGES.items():
        train, judged = stage == "train", stage == "evaluate"
        output = f"{folder}/${{key}}.json"
        stages[stage] = {
            "foreach": "${models}",
            "do": {
                "cmd": command.format(key="${key}", rate="${item.rate}"),
                "deps": ["data/train" if train else "checkpoints/${key}.json", *_CODE],
                **({"params": ["models.${key}"]} if train else {}),
                **({"metrics": [{output: {"cache": False}}]} if judged else {"outs": [output]}),
            },
        }
    report = {"cmd": _REPORT, "deps": ["metrics"], "outs": [{"report.txt": {"cache": False}}]}
    return {"stages": {**stages, "report": report}}


def _dump(document: object) -> str:
    return yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, width=10_000)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
