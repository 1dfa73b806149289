"""What the build writes, and what it says where something is missing."""

import json
import re
import shutil
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from demo_project import (
    ACCURACIES,
    DEFAULT,
    OTHER,
    SAID,
    SOURCE,
    TEST,
    built,
    run_program,
)
from PIL import Image

from digits.data.images import ImagesError
from digits.data.tensor_file import class_metadata
from digits.demo.build import main
from digits.demo.networks import NetworkError
from digits.demo.sources import SourceError
from digits.whole_file import write_tensors

FIRST_LOAD = 6_000_000  # bytes as gzip, at most


def files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def kept(site: Path) -> dict[str, object]:
    """What the service worker is told."""
    line = (site / "sw.js").read_text(encoding="utf-8").splitlines()[0]
    return json.loads(line.removeprefix("const SITE = ").removesuffix(";"))


def test_all_files_are_there_and_the_same_again(folder: Path, page: Path) -> None:
    said = built(folder, page)
    assert said.startswith(f"site/: {len(files(folder / 'site'))} files; networks: {DEFAULT}, ")
    before = files(folder / "site")
    assert before.keys() > {"index.html", "sw.js", "models.json", "digits.png", "src/main.js"}
    for name in ACCURACIES:
        exported = folder / "exports" / name / "model.onnx"
        assert before[f"models/{name}.onnx"] == exported.read_bytes()
    built(folder, page)
    assert files(folder / "site") == before


def test_catalogue_says_what_there_is(folder: Path, page: Path) -> None:
    built(folder, page)
    site = files(folder / "site")
    catalogue = json.loads(site["models.json"])
    assert catalogue["default"] == DEFAULT
    assert {each["name"]: each["accuracy"] for each in catalogue["models"]} == ACCURACIES
    for model in catalogue["models"]:
        assert len(site[model["file"]]) == model["bytes"]
    assert [len(colours) for colours in catalogue["scales"].values()] == [31, 31]


def test_offered_digits_are_the_first_two_of_each(folder: Path, page: Path) -> None:
    built(folder, page)
    site = files(folder / "site")
    digits = json.loads(site["models.json"])["digits"]
    labels = TEST.labels.tolist()
    places = [
        place
        for digit in range(10)
        for place in [index for index, label in enumerate(labels) if label == digit][:2]
    ]
    assert [each["place"] for each in digits["images"]] == places
    picture = np.asarray(Image.open(BytesIO(site[digits["file"]])))
    for index, each in enumerate(digits["images"]):
        tile = picture[:, 28 * index : 28 * (index + 1)]
        assert (tile == TEST.images[each["place"], 0].numpy()).all()
        assert each["label"] == labels[each["place"]]


def test_all_but_the_other_networks_is_kept_at_once(folder: Path, page: Path) -> None:
    built(folder, page)
    listed = kept(folder / "site")["files"]
    assert isinstance(listed, list)
    others = {"sw.js", f"models/{OTHER}.onnx"}
    assert set(listed) == {"./", *(files(folder / "site").keys() - others)}


@pytest.mark.parametrize("path", ["src/words.js", "sw.js", "style.css"])
def test_version_changes_with_any_file(folder: Path, page: Path, path: str, tmp_path: Path) -> None:
    built(folder, page)
    before = kept(folder / "site")["version"]
    changed = Path(shutil.copytree(page, tmp_path / "changed"))
    with (changed / path).open("a", encoding="utf-8") as file:
        file.write("\n")
    built(folder, changed)
    assert kept(folder / "site")["version"] != before


def test_a_network_of_another_dataset_is_refused(folder: Path, page: Path) -> None:
    path = folder / "data/tensors/test.safetensors"
    letters = tuple("ABCDEFGHIJ")
    write_tensors(path, {"images": TEST.images, "labels": TEST.labels}, class_metadata(letters))
    with pytest.raises(NetworkError, match=rf"tells apart other classes .* export@{DEFAULT}, or"):
        built(folder, page)


def test_a_network_that_is_no_longer_offered_is_removed(folder: Path, page: Path) -> None:
    built(folder, page)
    built(folder, page, [OTHER])
    assert [path.name for path in (folder / "site" / "models").iterdir()] == [f"{OTHER}.onnx"]
    listed = kept(folder / "site")["files"]
    assert isinstance(listed, list)
    assert f"models/{OTHER}.onnx" in listed
    assert f"models/{DEFAULT}.onnx" not in listed


def test_without_the_runtime_npm_is_named(folder: Path, page: Path, tmp_path: Path) -> None:
    bare = Path(shutil.copytree(page, tmp_path / "bare"))
    shutil.rmtree(bare / "node_modules")
    with pytest.raises(SourceError, match=r"not there; fetch it with: npm ci --prefix .*npm comes"):
        built(folder, bare)


def test_outside_the_project_the_folder_is_named(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"index.html: can't be read .*project's folder"):
        built(folder, Path("nowhere"))


def test_without_test_images_the_command_is_told(folder: Path, page: Path) -> None:
    shutil.rmtree(folder / "data")
    with pytest.raises(ImagesError, match=r"make it with: dvc repro normalize$"):
        built(folder, page)


def test_a_mistake_ends_in_one_line(folder: Path) -> None:
    ended = run_program(folder, "build")
    assert ended.returncode == 1
    assert re.fullmatch(r"error: demo/index.html: can't be read .*\n", ended.stderr)


def test_models_are_named_on_the_command_line(
    folder: Path, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "demo").symlink_to(page)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["build", OTHER])
    main()
    said = capsys.readouterr()
    assert said.err == ""
    assert f"networks: {OTHER}; first load, with {OTHER}: " in said.out


def test_first_load_is_small(site: Path) -> None:
    said = (site.parent / SAID).read_text(encoding="utf-8")
    megabytes = re.search(r"first load, with \w+: ([\d.]+) MB as gzip", said)
    assert megabytes
    assert float(megabytes[1]) * 1e6 < FIRST_LOAD


def test_nothing_names_another_host() -> None:
    written = [path for path in SOURCE.iterdir() if path.is_file()]
    for path in (*written, *(SOURCE / "src").iterdir()):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text, path
