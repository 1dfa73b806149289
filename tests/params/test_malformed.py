"""Malformed params.yaml, through the program that `make repro` begins with.

Code 2, one line with the place and the reason, no traceback, no stage run.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from params_document import as_text, document, with_value, without
from project import ROOT
from stage_in_process import Ended, run_module, run_stage

GOOD = as_text(document())
TRAINING = "models.m.training"
NAMES_RULE = "1 to 64 characters of a-z, 0-9 and _"


def _value(key: str, value: object) -> bytes:
    """The document with one value replaced or added."""
    return as_text(with_value(key, value)).encode()


def _raw(key: str, text: str) -> bytes:
    """A value as the user types it, which no YAML writer would write."""
    return as_text(with_value(key, "HERE")).replace("HERE", text).encode()


def _named(name: str) -> bytes:
    return as_text({**document(), "models": {name: document()["models"]["m"]}}).encode()


def _merge_bomb(levels: int = 12, width: int = 9) -> bytes:
    """Few hundred bytes that merge to 9¹² keys."""
    lines = [
        f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * width)}]}}"
        for level in range(1, levels)
    ]
    return "\n".join(["a0: &a0 {k: 1}", *lines]).encode()


def _list_bomb(levels: int = 12, width: int = 9) -> bytes:
    """The "billion laughs"."""
    lines = [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]"
        for level in range(1, levels)
    ]
    return "\n".join(["a0: &a0 [ha]", *lines, f"split: *a{levels - 1}"]).encode()


# What is wrong: the content, and what the line must say: the place (a key, or a line where the file
# is no YAML), then the reason.
DOCUMENTS: dict[str, tuple[bytes, str, str]] = {
    # types
    "text for a number": (
        _value(f"{TRAINING}.epochs", "ten"),
        f"{TRAINING}.epochs",
        "whole number",
    ),
    "a number for text": (_value("dataset.source", 7), "dataset.source", "text"),
    "a number in quotes": (_value("split.seed", "0"), "split.seed", "whole number"),
    "yes for true": (
        _raw(f"{TRAINING}.save_optimizer", "'yes'"),
        "save_optimizer",
        "true or false",
    ),
    "1 for true": (_value(f"{TRAINING}.channels_last", 1), "channels_last", "true or false"),
    "true for 1": (_raw(f"{TRAINING}.epochs", "true"), f"{TRAINING}.epochs", "whole number"),
    "a fraction of an epoch": (
        _value(f"{TRAINING}.epochs", 2.5),
        f"{TRAINING}.epochs",
        "whole number",
    ),
    "a list for a number": (_value("split.seed", [0]), "split.seed", "whole number"),
    "a mapping for a number": (_value("split.seed", {"a": 1}), "split.seed", "whole number"),
    "a list for a block": (_value("split", [0, 1]), "split", "mapping"),
    "text for a block": (_value("split", "none"), "split", "mapping"),
    "nothing for a block": (_value("evaluation", None), "evaluation", "mapping"),
    "nothing for a number": (_value(f"{TRAINING}.seed", None), f"{TRAINING}.seed", "whole number"),
    "a date for a number": (_raw("split.seed", "2024-01-31"), "split.seed", "whole number"),
    "a time for a number": (_raw("dataset.timeout", "'1:30'"), "dataset.timeout", "number"),
    "binary for text": (_raw("dataset.source", "!!binary aGk="), "dataset.source", "text"),
    "a set for a list": (
        _raw("evaluation.mislabelled.mnist", "!!set {1, 2}"),
        "evaluation.mislabelled.mnist",
        "list",
    ),
    "a list for a mapping by dataset": (
        _value("evaluation.mislabelled", [1, 2]),
        "evaluation.mislabelled",
        "mapping",
    ),
    "text in a list of numbers": (
        _value("evaluation.mislabelled.mnist", [1, "2"]),
        "evaluation.mislabelled.mnist.1",
        "whole number",
    ),
    "an optimizer by its name": (_value(f"{TRAINING}.optimizer", "sgd"), "optimizer", "mapping"),
    "an unknown optimizer": (_value(f"{TRAINING}.optimizer.kind", "adan"), "kind", "'adam'"),
    "a schedule without its kind": (_value(f"{TRAINING}.schedule", {}), "schedule", "kind"),
    "an exponent without a dot": (_raw(f"{TRAINING}.learning_rate", "1e-3"), "rate", "write 0.001"),
    # ranges
    "no epoch": (_value(f"{TRAINING}.epochs", 0), f"{TRAINING}.epochs", "1 or more"),
    "a negative seed": (_value("split.seed", -1), "split.seed", "0 or more"),
    "a rate of 0": (_value(f"{TRAINING}.learning_rate", 0), "learning_rate", "greater than 0"),
    "a batch of 2³¹": (_value(f"{TRAINING}.batch_size", 2**31), "batch_size", "less than"),
    "a seed of 2⁶³": (_value(f"{TRAINING}.seed", 2**63), f"{TRAINING}.seed", "less than"),
    "5000 threads": (_value("evaluation.threads", 5000), "evaluation.threads", "1024"),
    "a place below 0": (
        _value("evaluation.mislabelled.mnist", [-1]),
        "mislabelled.mnist.0",
        "0 or more",
    ),
    "smoothing of 1": (_value(f"{TRAINING}.label_smoothing", 1), "label_smoothing", "less than 1"),
    "a momentum of 1": (
        _value(f"{TRAINING}.optimizer", {"kind": "sgd", "momentum": 1}),
        "optimizer.momentum",
        "less than 1",
    ),
    "nesterov without momentum": (
        _value(f"{TRAINING}.optimizer", {"kind": "sgd", "nesterov": True}),
        f"{TRAINING}.optimizer",
        "momentum",
    ),
    "half a checksum": (
        _value("dataset.files.train-images-idx3-ubyte.sha256", "ab" * 16),
        "train-images-idx3-ubyte.sha256",
        "64 characters of 0-9",
    ),
    "an address of nothing": (_value("dataset.source", ""), "dataset.source", "at least 1"),
    "NUL in a path": (_value("robustness.mnist_c", "a\0b"), "robustness.mnist_c", "one line"),
    "a line break in a path": (_value("dataset.source", "a\nb"), "dataset.source", "one line"),
    "an unknown device": (_value("evaluation.device", "gpu"), "evaluation.device", "cuda"),
    # NaN, infinity and huge numbers
    "NaN": (_raw(f"{TRAINING}.learning_rate", ".nan"), "learning_rate", "finite"),
    "infinity": (_raw("dataset.timeout", ".inf"), "dataset.timeout", "finite"),
    "minus infinity": (_raw(f"{TRAINING}.learning_rate", "-.inf"), "learning_rate", "finite"),
    "an overflow": (_raw(f"{TRAINING}.learning_rate", "1.0e+999"), "learning_rate", "finite"),
    "NaN for a whole number": (_raw("split.seed", ".nan"), "split.seed", "whole number"),
    "more than float32 holds": (
        _value(f"{TRAINING}.learning_rate", 1e300),
        "rate",
        "1e+30 or less",
    ),
    "a mean of 1e300": (
        _value("models.m.normalization", {"kind": "fixed", "mean": -1e300, "std": 1.0}),
        "models.m.normalization.mean",
        "-1e+30 or more",
    ),
    "a timeout beyond the clock's": (_value("dataset.timeout", 1e12), "dataset.timeout", "86400"),
    "5,000 digits": (_raw("split.seed", "9" * 5000), "line ", "5000 characters"),
    "40,000 bits": (_raw("split.seed", "0x" + "f" * 10_000), "line ", "10002 characters"),
    "a number of 99 digits": (_raw("split.seed", "9" * 99), "split.seed", "less than"),
    "300 parts to the base 60": (_raw("split.seed", "59:" * 300 + "1.5"), "line ", "characters"),
    # keys
    "a key twice": (GOOD.encode() + b"split: {validation_size: 1, seed: 1}\n", "line ", "twice"),
    "a key twice, deep down": (_raw("split.seed", "1\n  seed: 2"), "line ", "'seed' stands twice"),
    "an unknown key": (_value("split.sede", 1), "split", "did you mean 'seed'?"),
    "an unknown block": (_value("robustnes", {}), "the file", "did you mean 'robustness'?"),
    "a rate misspelt": (_value(f"{TRAINING}.learnig_rate", 1), TRAINING, "'learning_rate'?"),
    "a key in capitals": (_value(f"{TRAINING}.EPOCHS", 1), TRAINING, "unknown key 'EPOCHS'"),
    "an unknown key of an optimizer": (
        _value(f"{TRAINING}.optimizer", {"kind": "adam", "beta": [0.9, 0.9]}),
        f"{TRAINING}.optimizer",
        "did you mean 'betas'?",
    ),
    "an unknown key like none": (_value("split.zzz", 1), "split", "allowed: validation_size, seed"),
    "a number as a key": (_value("split.seed", 1) + b"7: 1\n", "the file", "unknown key 7"),
    "nothing as a key": (GOOD.encode() + b"~: 1\n", "the file", "unknown key None"),
    "NaN as a key": (GOOD.encode() + b".nan: 1\n", "the file", "unknown key nan"),
    "a date as a key": (GOOD.encode() + b"2024-01-31: 1\n", "the file", "unknown key"),
    "a list as a key": (GOOD.encode() + b"[a, b]: 1\n", "line ", "unhashable key"),
    "a colour of the terminal as a key": (
        GOOD.encode() + b'"\\e[31mred": 1\n',
        "the file",
        r"'\x1b[31mred'",
    ),
    "a missing key": (as_text(without(f"{TRAINING}.seed")).encode(), TRAINING, "is missing"),
    "a missing block": (as_text(without("dataset")).encode(), "dataset", "is missing"),
    "no models": (_value("models", {}), "models", "1 or more"),
    # names of models
    "a dot in a name": (_named("le.net"), "models.le.net", NAMES_RULE),
    "a slash in a name": (_named("../lenet"), "models.../lenet", NAMES_RULE),
    "a space in a name": (_named("my net"), "models.my net", NAMES_RULE),
    "a command in a name": (_named("x; touch /tmp/p"), "models.x; touch /tmp/p", NAMES_RULE),
    "a substitution in a name": (_named("$(reboot)"), "models.$(reboot)", NAMES_RULE),
    "a template of DVC's in a name": (_named("${item}"), "models.${item}", NAMES_RULE),
    "an option as a name": (_named("--help"), "models.--help", NAMES_RULE),
    "a colour of the terminal in a name": (_named("a\x1b[31m"), r"models.a\x1b[31m", NAMES_RULE),
    "a capital in a name": (_named("LeNet"), "models.LeNet", NAMES_RULE),
    "a letter beyond ASCII in a name": (_named("lénet"), "models.lénet", NAMES_RULE),
    "a name of 65 letters": (_named("m" * 65), "models.mmm", NAMES_RULE),
    "an empty name": (_named(""), "models.", NAMES_RULE),
    "a number as a name": (GOOD.replace("\n  m:", "\n  5:").encode(), "models.5", "text"),
    "a path as an architecture": (
        _value("models.m.architecture", "../../evil"),
        "models.m.architecture",
        "src/digits/models: ",
    ),
    # no YAML, or none that is ours
    "a tab": (GOOD.replace("  seed", "\tseed", 1).encode(), "line ", r"'\t'"),
    "an open bracket": (_raw("split.seed", "[1"), "line ", "expected"),
    "an open quote": (GOOD.encode() + b'"split: 1\n', "line ", "unexpected end of stream"),
    "wrong indentation": (GOOD.replace("  seed", "   seed", 1).encode(), "line ", "mapping"),
    "two documents": (GOOD.encode() + b"---\n" + GOOD.encode(), "line ", "another document"),
    "an object of Python": (
        _raw("split.seed", "!!python/object/apply:os.mkdir [trap]"),
        "line ",
        "python/object",
    ),
    "a tag of nobody's": (_raw("split.seed", "!secret 1"), "line ", "!secret"),
    "a timestamp that is none": (_raw("split.seed", "!!timestamp soon"), "line ", "timestamp"),
    "a truth that is none": (_raw("split.seed", "!!bool perhaps"), "line ", "no bool"),
    "a number that is none": (_raw("split.seed", "!!int ''"), "line ", "no int"),
    "month 13": (_raw("split.seed", "2024-13-01"), "line ", "month"),
    "a merge of no block": (_raw("split.seed", "1\n  <<: 5"), "line ", "merging"),
    "an anchor that isn't there": (_raw("split.seed", "*none"), "line ", "undefined alias 'none'"),
    "an anchor in itself": (b"split: &a {seed: *a}\n", "line 1", "inside of its own block"),
    "a bomb of merges": (_merge_bomb(), "line ", "anchors unfold to more than"),
    "a bomb of lists": (_list_bomb(), "line ", "anchors unfold to more than"),
    "5,000 nested lists": (b"split: " + b"[" * 5000 + b"]" * 5000, "line 1", "nested"),
    "500 nested blocks": (
        "\n".join(" " * level + "a:" for level in range(500)).encode(),
        "line ",
        "nested",
    ),
    "a file of 2 MB": (GOOD.encode() + b"# \n" * 700_000, "longer than", "1000000 bytes"),
    # no text
    "an empty file": (b"", "the file", "mapping"),
    "spaces alone": (b"  \n\n  \n", "the file", "mapping"),
    "comments alone": (b"# models:\n", "the file", "mapping"),
    "a list": (b"- models\n", "the file", "mapping"),
    "a word": (b"models\n", "the file", "mapping"),
    "JSON cut short": (b'{"models": {"m": ', "line ", "expected"),
    "UTF-16": (GOOD.encode("utf-16"), "byte 0", "UTF-8"),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), "line 1", "#x0000"),
    "UTF-32": (GOOD.encode("utf-32"), "byte 0", "UTF-8"),
    "Latin-1": (_value("dataset.source", "é").decode().encode("latin-1"), "byte ", "UTF-8"),
    "Windows's quotes": (b"# \x93models\x94\n" + GOOD.encode(), "byte 2", "UTF-8"),
    "a NUL byte": (GOOD.replace("split", "sp\0lit", 1).encode(), "line ", "#x0000"),
    "NUL bytes alone": (bytes(4096), "line 1", "#x0000"),
    "a half of a surrogate": (GOOD.encode() + b"# \xed\xa0\x80\n", "byte ", "UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "byte 0", "UTF-8"),
    "a packed file": (b"\x1f\x8b\x08\0\0\0\0\0", "byte 1", "UTF-8"),
}


def refused(ended: Ended, folder: Path, place: str, reason: str) -> None:
    """Code 2, and one line on standard error; nothing is made."""
    assert ended.code == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("error: params.yaml: ")
    assert ended.stderr.endswith("\n")
    assert len(ended.stderr.splitlines()) == 1
    assert all(letter.isprintable() for letter in ended.stderr[:-1])
    assert len(ended.stderr) < 1000
    said = ended.stderr.removeprefix("error: params.yaml: ")
    assert place in said
    assert reason in said[said.index(place) :]
    assert [path.name for path in folder.iterdir()] == ["params.yaml"]


def test_at_least_60_documents_are_malformed_in_different_ways() -> None:
    contents = [content for content, _, _ in DOCUMENTS.values()]
    print(f"{len(contents)} malformed documents")
    assert len(set(contents)) == len(contents) >= 60


def test_the_document_that_they_spoil_is_good(tmp_path: Path) -> None:
    for content in (
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode() + b"# \xf0\x9f\x98\x80",
    ):
        (tmp_path / "params.yaml").write_bytes(content)
        assert run_module(tmp_path, "digits.check_params") == Ended(0, "", "")


@pytest.mark.parametrize(("content", "place", "reason"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_malformed_document_is_refused_in_one_line(
    content: bytes, place: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "params.yaml").write_bytes(content)
    began = time.perf_counter()
    refused(run_module(tmp_path, "digits.check_params"), tmp_path, place, reason)
    assert time.perf_counter() - began < 5  # seconds; most take some hundredths


@pytest.mark.parametrize(
    "stage",
    [
        ("download",),
        ("normalize",),
        ("corrupt",),
        ("train", "m"),
        ("evaluate", "m"),
        ("visualize", "m"),
        ("export", "m"),
        ("report",),
    ],
    ids=lambda stage: stage[0],
)
@pytest.mark.parametrize("kind", ["an unknown key", "UTF-16", "NaN", "a command in a name"])
def test_every_stage_checks_the_whole_file_first(
    stage: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    content, place, reason = DOCUMENTS[kind]
    (tmp_path / "params.yaml").write_bytes(content)
    refused(run_stage(tmp_path, *stage), tmp_path, place, reason)


def program(folder: Path, *, memory: int | None = None) -> Ended:
    """`python -m digits.check_params` as a program of its own, with so many bytes of memory."""

    def limit() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    ended = subprocess.run(
        [sys.executable, "-m", "digits.check_params"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize(
    "kind",
    ["an unknown key", "an empty file", "UTF-16", "a command in a name", "5,000 nested lists"],
)
def test_the_program_itself_says_the_same(kind: str, tmp_path: Path) -> None:
    content, place, reason = DOCUMENTS[kind]
    (tmp_path / "params.yaml").write_bytes(content)
    refused(program(tmp_path), tmp_path, place, reason)


@pytest.mark.parametrize("kind", ["a bomb of merges", "a bomb of lists", "a file of 2 MB"])
def test_a_bomb_takes_no_memory(kind: str, tmp_path: Path) -> None:
    content, place, reason = DOCUMENTS[kind]
    (tmp_path / "params.yaml").write_bytes(content)
    refused(program(tmp_path, memory=512 * 2**20), tmp_path, place, reason)


def test_a_file_that_never_ends_is_refused(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").symlink_to("/dev/zero")
    refused(program(tmp_path, memory=512 * 2**20), tmp_path, "longer than", "1000000 bytes")


def _no_file(path: Path) -> None:
    del path


def _loop(path: Path) -> None:
    path.symlink_to(path)


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (_no_file, "run this in the project's folder"),
    "a folder": (Path.mkdir, "Is a directory"),
    "a link to itself": (_loop, "Too many levels of symbolic links"),
    "a link to nowhere": (lambda path: path.symlink_to("nowhere"), "run this in the project's"),
}


@pytest.mark.parametrize(("make", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_can_not_be_read_is_refused(
    make: Callable[[Path], object], reason: str, tmp_path: Path
) -> None:
    make(tmp_path / "params.yaml")
    ended = run_module(tmp_path, "digits.check_params")
    assert ended == Ended(2, "", ended.stderr)
    assert ended.stderr.startswith("error: params.yaml: ")
    assert reason in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "params.yaml").write_text(GOOD)
    (tmp_path / "params.yaml").chmod(0)
    if os.access(tmp_path / "params.yaml", os.R_OK):  # root may read everything

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, os.strerror(13))

        monkeypatch.setattr(Path, "open", refuse)
    ended = run_module(tmp_path, "digits.check_params")
    assert ended == Ended(2, "", "error: params.yaml: can't be read: Permission denied\n")


# Any value anywhere: what isn't accepted is refused in the same way.

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=10)
    | st.sampled_from(
        ["1e-3", "sgd", "adam", "cosine", "unit", "cuda:1", "~", "<<", "=", "x" * 999]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["kind", "seed"]), inner, max_size=3
        )
        | st.dictionaries(st.integers() | st.none() | st.dates(), inner, max_size=2)
    ),
    max_leaves=5,
)


def paths(block: object, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every key of a document, by the keys above it."""
    found: list[tuple[Any, ...]] = []
    if isinstance(block, dict):
        for key, value in block.items():
            found += [(*prefix, key), *paths(value, (*prefix, key))]
    return found


@st.composite
def mutations(draw: st.DrawFn) -> dict[str, Any]:
    """The good document with one to three changes: a value replaced, a key left out or added."""
    spoilt = deepcopy(document())
    for _ in range(draw(st.integers(1, 3))):
        *parents, last = draw(st.sampled_from(paths(spoilt)))
        block: Any = spoilt
        for parent in parents:
            block = block[parent]
        match draw(st.sampled_from(["replace", "delete", "add", "rename"])):
            case "replace":
                block[last] = draw(VALUES)
            case "delete":
                del block[last]
            case "add":
                block[draw(st.text(max_size=12))] = draw(VALUES)
            case _:
                block[f"{last}{draw(st.text(max_size=3))}"] = block.pop(last)
        if not paths(spoilt):
            break
    return spoilt


def accepted_or_refused(folder: Path, content: bytes) -> bool:
    """Whether a content is accepted; if it isn't, the program ends as documented."""
    path = folder / "params.yaml"
    path.write_bytes(content)
    ended = run_module(folder, "digits.check_params")
    if ended == Ended(0, "", ""):
        return True
    refused(ended, folder, "", "")
    return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


EXAMPLES = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


@EXAMPLES
@given(spoilt=mutations())
def test_a_document_with_changed_values_is_accepted_or_refused(
    spoilt: dict[str, Any], folder: Path
) -> None:
    taken = accepted_or_refused(folder, as_text(spoilt).encode("utf-8", "surrogatepass"))
    event("accepted" if taken else "refused")


@EXAMPLES
@given(data=st.data())
def test_a_document_with_changed_bytes_is_accepted_or_refused(
    data: st.DataObject, folder: Path
) -> None:
    content = bytearray(GOOD.encode())
    pieces = st.binary(min_size=1, max_size=4) | st.sampled_from(
        [
            b"&a ",
            b"*a",
            b"<<: ",
            b"!!int ",
            b"!!bool ",
            b"- ",
            b"? ",
            b": ",
            b"\t",
            b"\n",
            b"{",
            b"[",
        ]
    )
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 6))
        content[start : start + length] = data.draw(pieces)
    taken = accepted_or_refused(folder, bytes(content))
    event("accepted" if taken else "refused")


@EXAMPLES
@given(
    content=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_anything_else_is_refused(content: bytes, folder: Path) -> None:
    assert not accepted_or_refused(folder, content)
