"""params.yaml is read whole and strictly, and a mistake in it is said in one line."""

import re
from collections.abc import Callable
from datetime import date
from math import inf, nan
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from params_document import REAL_FILE, as_text, document, with_value, without
from stage_in_process import run_stage

from digits.data.expected_files import expected_files
from digits.errors import UserError
from digits.params.read import ParamsError, chosen_model, read_params

Refusal = Callable[[str | bytes], str]

TRAINING = "models.m.training"
OPTIMIZER = f"{TRAINING}.optimizer"
SHA256 = "dataset.files.t10k-labels-idx1-ubyte.sha256"
KINDS_OF_OPTIMIZER = "'sgd', 'adam', 'adamw', 'adadelta'"

# Key, wrong value, what is said to be allowed.
WRONG_VALUES: list[tuple[str, object, str]] = [
    ("dataset", None, "mapping of keys to values"),
    ("dataset", [], "mapping of keys to values"),
    ("dataset.source", "", "at least 1 character"),
    ("dataset.name", "minst", "should be 'mnist', 'fashion_mnist', "),
    ("dataset.name", "owm", "'qmnist' or 'own'"),
    ("dataset.source", 7, "should be text"),
    ("dataset.timeout", 0, "greater than 0"),
    ("dataset.timeout", -1.5, "greater than 0"),
    ("dataset.timeout", nan, "finite"),
    ("dataset.timeout", inf, "finite"),
    ("dataset.timeout", "soon", "should be a number"),
    ("dataset.timeout", True, "should be a number"),
    ("dataset.timeout", None, "should be a number"),
    ("dataset.files", "all", "mapping of keys to values"),
    (SHA256, "abc", "64 characters of 0-9"),
    (SHA256, "0" * 63, "64 characters of 0-9"),
    (SHA256, "0" * 65, "64 characters of 0-9"),
    (SHA256, "A" * 64, "64 characters of 0-9"),
    (SHA256, "0" * 64 + "\n", "64 characters of 0-9"),
    (SHA256, 12, "should be text"),
    ("dataset.files.t10k-labels-idx1-ubyte.size", 7, "8 or more"),
    ("split.validation_size", -1, "0 or more"),
    ("split.validation_size", 5000.0, "should be a whole number"),
    ("split.seed", True, "should be a whole number"),
    ("split.seed", "0", "should be a whole number"),
    ("split.seed", 2**63, "less than"),
    ("evaluation.batch_size", 0, "1 or more"),
    ("evaluation.device", "gpu", "cuda"),
    ("evaluation.device", "cuda:", "cuda"),
    ("evaluation.threads", 1025, "1024 or less"),
    ("models", {}, "1 or more"),
    ("models", ["mlp"], "mapping of keys to values"),
    ("models.m", None, "mapping of keys to values"),
    ("models.m.architecture", "lenet6", "src/digits/models: "),
    ("models.m.architecture", "../lenet", "src/digits/models: "),
    ("models.m.architecture", "__init__", "src/digits/models: "),
    ("models.m.architecture", "", "src/digits/models: "),
    ("models.m.normalization", "unit", "mapping"),
    (TRAINING, None, "mapping of keys to values"),
    (f"{TRAINING}.learning_rate", "1e-3", "write 0.001"),
    (f"{TRAINING}.learning_rate", 0, "greater than 0"),
    (f"{TRAINING}.learning_rate", True, "should be a number"),
    (f"{TRAINING}.learning_rate", [0.1], "should be a number"),
    (f"{TRAINING}.epochs", False, "should be a whole number"),
    (f"{TRAINING}.epochs", 2.5, "should be a whole number"),
    (f"{TRAINING}.epochs", 2**31, "less than"),
    (f"{TRAINING}.precision", "float16", "'float32' or 'bfloat16'"),
    (f"{TRAINING}.channels_last", 1, "should be true or false"),
    (f"{TRAINING}.channels_last", "true", "should be true or false"),
    (f"{TRAINING}.fast_layers", 1, "should be true or false"),
    (f"{TRAINING}.fast_layers", "true", "should be true or false"),
    (f"{TRAINING}.augmentation", True, "mapping"),
    (f"{TRAINING}.start_from", "weights.safetensors", "mapping"),
    (OPTIMIZER, "adam", "mapping"),
    (OPTIMIZER, None, "mapping"),
    (OPTIMIZER, {}, "kind"),
    (f"{TRAINING}.schedule", {"gamma": 0.5}, "kind"),
]

PATH_RULE = "should be one line, without control characters"
DEVICE_RULE = "should be auto, cpu, mps, cuda, or cuda: and a number from 0 to 99, as in cuda:1"
NAME_RULE = "should be printable characters, and neither begin nor end with a space"

# Key, wrong value, all that is said of it.
WORD_FOR_WORD: list[tuple[str, object, str]] = [
    ("split", 3, "3; should be a mapping of keys to values"),
    ("models", None, "nothing; should be a mapping of keys to values"),
    ("dataset.source", False, "false; should be text"),
    ("dataset.source", "a\tb", rf"'a\tb'; {PATH_RULE}"),
    ("dataset.source", "a\x1fb", rf"'a\x1fb'; {PATH_RULE}"),
    ("dataset.source", "a\x7fb", rf"'a\x7fb'; {PATH_RULE}"),
    ("dataset.classes", "ab", "'ab'; should be a list"),
    ("dataset.classes", ["a"], "['a']; should hold 2 or more"),
    ("dataset.classes", ["a", " b"], f"['a', ' b']; ' b' {NAME_RULE}"),
    ("dataset.classes", ["a", "b", "a"], "['a', 'b', 'a']; no name should occur twice"),
    (
        "dataset.classes",
        ["a", "w" * 25],
        f"['a', '{'w' * 25}']; '{'w' * 25}' should have at most 24 characters",
    ),
    (SHA256, "0", "'0'; should be 64 characters of 0-9 and a-f, as `sha256sum` prints them"),
    ("split.seed", date(2024, 1, 31), "2024-01-31; should be a whole number"),
    ("split.seed", -1, "-1; should be 0 or more"),
    ("evaluation.threads", 1025, "1025; should be 1024 or less"),
    ("evaluation.device", "gpu", f"'gpu'; {DEVICE_RULE}"),
    ("evaluation.device", "cuda:100", f"'cuda:100'; {DEVICE_RULE}"),
    ("visualization.image", -1, "-1; should be 0 or more"),
    ("visualization.mistakes", 0, "0; should be 1 or more"),
    ("visualization.mistakes", 65, "65; should be 64 or less"),
    ("robustness.images", 0, "0; should be 1 or more"),
    (f"{TRAINING}.save_optimizer", "yes", "'yes'; should be true or false"),
    (
        f"{TRAINING}.epochs",
        "1e1",
        "'1e1'; should be a whole number (YAML takes 1e1 for text; write 10)",
    ),
    (f"{TRAINING}.epochs", "1.5e0", "'1.5e0'; should be a whole number"),
    (
        OPTIMIZER,
        {"kind": "sgd", "nesterov": True},
        "{'kind': 'sgd', 'nesterov': True}; nesterov should go with a momentum over 0",
    ),
    (OPTIMIZER, {}, "{}; should be a mapping that says which kind, {kind: …}"),
    (OPTIMIZER, "adam", "'adam'; should be a mapping of keys to values"),
]

# Block, its wrong content, the key in it, what is said of that key.
WRONG_BLOCKS: list[tuple[str, object, str, str]] = [
    (OPTIMIZER, {"kind": "adm"}, "kind", f"found 'adm'; should be one of {KINDS_OF_OPTIMIZER}"),
    (OPTIMIZER, {"kind": None}, "kind", f"should be one of {KINDS_OF_OPTIMIZER}"),
    (OPTIMIZER, {"kind": "sgd", "momentum": 1}, "momentum", "found 1; should be less than 1"),
    (OPTIMIZER, {"kind": "adam", "betas": [0.9]}, "betas", "found [0.9]; should hold 2 or more"),
    (OPTIMIZER, {"kind": "adamw", "betas": [0.9, 2]}, "betas.1", "found 2; should be less than 1"),
    (OPTIMIZER, {"kind": "adadelta", "eps": "1e-6"}, "eps", "found '1e-6'; should be a number"),
    (f"{TRAINING}.schedule", {"kind": "warm"}, "kind", "found 'warm'; should be one of 'constant'"),
    (f"{TRAINING}.schedule", {"kind": "step", "gamma": 0.5}, "every", "is missing"),
    (f"{TRAINING}.schedule", {"kind": "exponential", "gamma": 0}, "gamma", "greater than 0"),
    (f"{TRAINING}.schedule", {"kind": "one_cycle", "warmup": 1}, "warmup", "less than 1"),
    ("models.m.normalization", {"kind": "minmax"}, "kind", "found 'minmax'; should be one of"),
    ("models.m.normalization", {"kind": "fixed", "std": 1}, "mean", "is missing"),
    ("models.m.normalization", {"kind": "fixed", "mean": nan, "std": 1}, "mean", "finite"),
    ("models.m.normalization", {"kind": "fixed", "mean": 0, "std": 0}, "std", "1e-06 or more"),
    (
        f"{TRAINING}.augmentation",
        {"rotation": 181, "scale": 0, "shear": 0, "shift": 0},
        "rotation",
        "found 181; should be 180 or less",
    ),
    (
        f"{TRAINING}.augmentation",
        {"rotation": 9, "scale": 0, "shear": 0, "elastic": 0},
        "shift",
        "is missing",
    ),
    (f"{TRAINING}.start_from", {"weights": {"path": "w", "sha256": "0" * 64}}, "optimizer", "miss"),
    (
        f"{TRAINING}.start_from",
        {"weights": {"path": "w", "sha256": "0"}, "optimizer": None},
        "weights.sha256",
        "found '0'; should be 64",
    ),
]

# Block, a key that it doesn't have, the key that was meant.
UNKNOWN_KEYS = [
    ("split", "sed", "seed"),
    ("dataset", "timeouts", "timeout"),
    ("dataset.files", "train-images-idx3-ubytes", "train-images-idx3-ubyte"),
    ("models.m", "achitecture", "architecture"),
    (TRAINING, "learning_rat", "learning_rate"),
    ("evaluation", "batchsize", "batch_size"),
]

MISSING_KEYS = [
    "dataset",
    "dataset.name",
    "dataset.source",
    "dataset.classes",
    "dataset.files",
    "dataset.files.train-labels-idx1-ubyte",
    f"{SHA256}",
    "split.seed",
    "models",
    "models.m.architecture",
    "models.m.normalization",
    TRAINING,
    f"{TRAINING}.optimizer",
    f"{TRAINING}.augmentation",
    f"{TRAINING}.seed",
    "evaluation",
]

BAD_NAMES = ["a.b", "a/b", "a b", "A", "é", "a-b", "", "..", "a\nb", "m" * 65]


def test_the_real_file_is_valid() -> None:
    params = read_params(REAL_FILE)
    assert params.models
    assert len(expected_files(params.dataset)) == 4


def test_values_arrive_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    spoilt = with_value(OPTIMIZER, {"kind": "adam", "betas": [0.8, 0.9]})
    path.write_text(as_text(spoilt | {"split": {"validation_size": 7, "seed": 3}}))
    params = read_params(path)
    assert params.split.model_dump() == {"validation_size": 7, "seed": 3}
    optimizer = params.models["m"].training.optimizer
    assert optimizer.model_dump(exclude_unset=True) == {"kind": "adam", "betas": [0.8, 0.9]}


@pytest.mark.parametrize(("key", "value", "allowed"), WRONG_VALUES)
def test_a_wrong_value_is_named_with_what_is_allowed(
    key: str, value: object, allowed: str, refusal: Refusal
) -> None:
    said = refusal(as_text(with_value(key, value)))
    assert said.startswith(f"{key}: found ")
    assert allowed in said


@pytest.mark.parametrize(("block", "content", "key", "said"), WRONG_BLOCKS)
def test_a_mistake_in_one_kind_of_a_block_is_named_by_its_key(
    block: str, content: object, key: str, said: str, refusal: Refusal
) -> None:
    found = refusal(as_text(with_value(block, content)))
    assert found.startswith(f"{block}.{key}: ")
    assert said in found


@pytest.mark.parametrize(("block", "key", "meant"), UNKNOWN_KEYS)
def test_an_unknown_key_is_named_with_the_one_that_was_meant(
    block: str, key: str, meant: str, refusal: Refusal
) -> None:
    said = refusal(as_text(with_value(f"{block}.{key}", 1)))
    assert said.startswith(f"{block}: unknown key '{key}'; did you mean '{meant}'? allowed: ")
    assert meant in said.partition("allowed: ")[2].split(", ")


@pytest.mark.parametrize(("key", "value", "said"), WORD_FOR_WORD)
def test_a_mistake_is_said_word_for_word(
    key: str, value: object, said: str, refusal: Refusal
) -> None:
    assert refusal(as_text(with_value(key, value))) == f"{key}: found {said}"


def test_an_unknown_key_of_the_whole_file_is_named(refusal: Refusal) -> None:
    said = refusal(as_text(with_value("modls", {})))
    assert said.startswith("the file: unknown key 'modls'; did you mean 'models'? allowed: ")


def test_no_key_is_suggested_where_none_is_close(refusal: Refusal) -> None:
    said = refusal(as_text(with_value("split.zzz", 1)))
    assert said == "split: unknown key 'zzz'; allowed: validation_size, seed"


def test_an_option_of_another_optimizer_is_unknown_to_this_one(refusal: Refusal) -> None:
    said = refusal(as_text(with_value(OPTIMIZER, {"kind": "sgd", "betas": [0.9, 0.999]})))
    assert said.startswith(f"{OPTIMIZER}: unknown key 'betas'; allowed: kind, momentum, ")


@pytest.mark.parametrize("key", MISSING_KEYS)
def test_a_missing_key_is_named(key: str, refusal: Refusal) -> None:
    assert refusal(as_text(without(key))) == f"{key}: is missing"


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_model_has_a_name_that_dvc_can_use(name: str, refusal: Refusal) -> None:
    said = refusal(as_text({**document(), "models": {name: document()["models"]["m"]}}))
    assert said.startswith("models.")
    assert "a-z, 0-9 and _" in said


def test_a_number_is_no_name_of_a_model(refusal: Refusal) -> None:
    said = refusal(as_text({**document(), "models": {1: document()["models"]["m"]}}))
    assert said == "models.1: found 1; should be text"


def test_an_unknown_architecture_is_answered_with_the_known_ones(refusal: Refusal) -> None:
    known = document()["models"]["m"]["architecture"]
    said = refusal(as_text(with_value("models.m.architecture", "lenet6")))
    assert known in said.partition("src/digits/models: ")[2].split(", ")


def test_further_mistakes_are_counted(refusal: Refusal) -> None:
    spoilt = with_value("split", {"validation_size": -1, "seed": -2}) | {"evaluation": {}}
    assert refusal(as_text(spoilt)).endswith("(and 5 more)")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file: found nothing; should be a mapping"),
        (b"# a comment\n", "the file: found nothing; should be a mapping"),
        (b"- a\n- b\n", "the file: found ['a', 'b']; should be a mapping"),
        (b"hello", "the file: found 'hello'; should be a mapping"),
        (b"split: \xff", "byte 7 is not UTF-8"),
        (b"split:\n\tseed: 1\n", "line 2: found character"),
        (b"split: {seed: 1,\n", "line 2: "),
        (b"split:\n  seed: 1\n  seed: 2\n", "line 3: the key 'seed' stands twice"),
        (b"split:\n  seed: 2024-13-01\n", "line 2: "),
        (b"{{ split }}: 1\n", "line 1: "),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(content: bytes, said: str, refusal: Refusal) -> None:
    assert refusal(content).startswith(said)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    with pytest.raises(ParamsError) as caught:
        read_params(path)
    assert str(caught.value) == (
        f"{path}: not there; run this in the project's folder, or take the file back with:"
        " git checkout params.yaml"
    )


def test_a_long_value_is_shortened(refusal: Refusal) -> None:
    assert len(refusal(as_text(with_value("split.seed", "9" * 10_000)))) < 200


def suggested(said: str) -> str:
    found = re.search(r"write (.*)\)$", said)
    assert found, said
    return found[1]


@pytest.mark.parametrize(
    ("key", "text", "number"),
    [
        (f"{TRAINING}.learning_rate", "1e-3", 0.001),
        (f"{TRAINING}.learning_rate", "5E-05", 0.00005),
        (f"{TRAINING}.learning_rate", "1e-20", 1e-20),
        ("dataset.timeout", "1e2", 100),
        (f"{TRAINING}.epochs", "1e1", 10),
        (f"{TRAINING}.epochs", "1.50e1", 15),
    ],
)
def test_a_number_that_yaml_takes_for_text_is_answered_with_one_that_works(
    key: str, text: str, number: float, refusal: Refusal, tmp_path: Path
) -> None:
    spelling = suggested(refusal(as_text(with_value(key, text))))
    mended = tmp_path / "params.yaml"
    mended.write_text(as_text(with_value(key, "HERE")).replace("HERE", spelling))
    value: object = read_params(mended).model_dump()
    for part in key.split("."):
        assert isinstance(value, dict)
        value = value[part]
    assert value == number


@settings(deadline=None, max_examples=40)
@given(number=st.floats(min_value=1e-7, max_value=1e4))
def test_every_usual_number_in_powers_of_ten_is_answered_with_its_value(
    number: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("params") / "params.yaml"
    text = f"{number:.3e}".replace("e+", "e")
    path.write_text(as_text(with_value("dataset.timeout", "HERE")).replace("HERE", f"'{text}'"))
    with pytest.raises(ParamsError) as caught:
        read_params(path)
    assert float(suggested(str(caught.value))) == float(text)


@pytest.mark.parametrize(
    ("key", "text"),
    [(SHA256, "123"), ("evaluation.device", "0"), (f"{TRAINING}.learning_rate", "nan")],
)
def test_text_that_no_number_can_mend_gets_no_advice_about_numbers(
    key: str, text: str, refusal: Refusal
) -> None:
    assert "YAML takes" not in refusal(as_text(with_value(key, text)))


def test_chooses_a_model_by_its_key() -> None:
    params = read_params(REAL_FILE)
    for key, model in params.models.items():
        assert chosen_model(params, key) is model


def test_a_model_that_is_not_there_is_answered_with_those_that_are() -> None:
    params = read_params(REAL_FILE)
    first, *_ = params.models
    for key, hint in (("???", ""), (f"{first}?", f"did you mean {first!r}? ")):
        with pytest.raises(ParamsError) as caught:
            chosen_model(params, key)
        assert str(caught.value) == (
            f"params.yaml: models: no {key!r}; {hint}there are {', '.join(params.models)}"
        )


def test_a_mistake_in_params_is_a_mistake_of_the_user() -> None:
    assert issubclass(ParamsError, UserError)
    assert ParamsError.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "content", "said"),
    [
        (["train", "m"], as_text(with_value("split.sed", 1)), "split: unknown key 'sed'"),
        (["train", "other"], as_text(document()), "models: no 'other'; there are m"),
        (["download"], "a: 1\na: 2\n", "line 2: the key 'a' stands twice"),
    ],
)
def test_a_stage_ends_on_a_mistake_with_one_line_and_code_2(
    arguments: list[str], content: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "params.yaml").write_text(content, encoding="utf-8")
    script, *others = arguments
    ended = run_stage(tmp_path, script, *others)
    assert ended.code == 2
    assert ended.stderr.startswith(f"error: params.yaml: {said}")
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["params.yaml"]
