"""JSON and CSV as git likes them."""

import json
from collections.abc import Callable
from math import inf, nan
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digits.records import (
    CURVE_COLUMNS,
    RecordError,
    read_curves,
    read_numbers,
    write_csv,
    write_json,
)
from digits.training.history import Epoch, write_history

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(deadline=None, max_examples=50)
@example(content={"note": "[ 1,  2 ]"})
@given(content=st.dictionaries(st.text(), VALUES))
def test_json_is_read_back_as_it_was(
    content: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.json"
    write_json(path, content)
    assert json.loads(path.read_text(encoding="utf-8")) == content


def test_json_has_a_line_for_a_value_and_one_for_a_list_of_numbers(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    write_json(path, {"n": 3, "counts": [5, 6], "sub": {"shape": [1, 28.5, 28], "none": []}})
    assert path.read_text(encoding="utf-8").splitlines() == [
        "{",
        '  "n": 3,',
        '  "counts": [5, 6],',
        '  "sub": {',
        '    "shape": [1, 28.5, 28],',
        '    "none": []',
        "  }",
        "}",
    ]


def test_files_end_with_a_line_break_and_make_their_folders(tmp_path: Path) -> None:
    json_file, csv_file = tmp_path / "a" / "b.json", tmp_path / "c" / "d" / "e.csv"
    write_json(json_file, {"n": 3})
    write_csv(csv_file, ["n"], [[3]])
    assert json_file.read_bytes() == b'{\n  "n": 3\n}\n'
    assert csv_file.read_bytes() == b"n\n3\n"


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_json_refuses_what_it_does_not_know_and_keeps_the_old_file(
    number: float, tmp_path: Path
) -> None:
    path = tmp_path / "some.json"
    write_json(path, {"n": 3})
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"n": [number]})
    assert json.loads(path.read_text(encoding="utf-8")) == {"n": 3}


def test_csv_has_six_decimals_and_no_column_of_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    write_csv(path, ["epoch", "loss", "set"], [[1, 1 / 3, "a"], [2, 2e-7, "b,c"]])
    assert path.read_bytes() == b'epoch,loss,set\n1,0.333333,a\n2,0.000000,"b,c"\n'


def test_csv_leaves_a_missing_number_empty(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    write_csv(path, ["epoch", "loss"], [[1, nan], [2, 0.5], [3, None]])
    assert path.read_bytes() == b"epoch,loss\n1,\n2,0.500000\n3,\n"


REPAIR = "make it with: dvc repro it"


def refusal(read: Callable[[Path], object], path: Path, content: str) -> str:
    """What is said of a file of this content, between its name and what to do."""
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        read(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert said.endswith(f"; {REPAIR}")
    return said.removeprefix(f"{path}: ").removesuffix(f"; {REPAIR}")


def test_numbers_are_those_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    write_json(path, {"n": 3, "share": 0.5, "other": "text"})
    assert read_numbers(path, ("share", "n"), REPAIR) == {"n": 3, "share": 0.5}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[3]", "should hold a mapping"),
        ("{}", "n: is missing; should be a finite number"),
        ('{"n": "3"}', "n: found '3'; should be a finite number"),
        ('{"n": true}', "n: found True; should be a finite number"),
        ('{"n": NaN}', "n: found nan; should be a finite number"),
        ('{"n": -Infinity}', "n: found -inf; should be a finite number"),
        (f'{{"n": {"9" * 4000}}}', "n: found 999"),
        (f'{{"n": {"9" * 5000}}}', "is no JSON"),
    ],
)
def test_what_holds_no_such_numbers_is_refused(content: str, said: str, tmp_path: Path) -> None:
    def read(path: Path) -> object:
        return read_numbers(path, ["n"], REPAIR)

    assert refusal(read, tmp_path / "some.json", content).startswith(said)


def test_the_columns_of_curves_are_those_that_a_training_writes(tmp_path: Path) -> None:
    epochs = [Epoch(1, 2.3, 0.1, None, None), Epoch(2, 1.2, 0.6, 1.1, 0.7)]
    write_history(tmp_path / "history.csv", epochs)
    assert read_curves(tmp_path / "history.csv", REPAIR) == [
        ["1", "2.300000", "0.100000", "", ""],
        ["2", "1.200000", "0.600000", "1.100000", "0.700000"],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "1,2,0.1,2\n",
        "1,2,0.1,2,0.1,0\n",
        "1,,0.1,2,0.1\n",
        "1,high,0.1,2,0.1\n",
        "1,2,0.1,nan,0.1\n",
        "1,inf,0.1,2,0.1\n",
        "1,2,0.1,2,0.1\n\n",
    ],
)
def test_curves_of_something_else_than_numbers_are_refused(rows: str, tmp_path: Path) -> None:
    def read(path: Path) -> object:
        return read_curves(path, REPAIR)

    assert refusal(read, tmp_path / "some.csv", f"{','.join(CURVE_COLUMNS)}\n{rows}")
    assert refusal(read, tmp_path / "some.csv", "epoch,loss\n1,2\n")
    assert refusal(read, tmp_path / "some.csv", "")
