"""Tables of figures, and the JSON files that they are made from."""

import json
from pathlib import Path

import pytest
from figures import table, write_figures
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_table import rows_of

CELLS = st.text("0123456789.,-+%e× abc`", max_size=8).map(str.strip)


@settings(deadline=None, max_examples=50)  # the first call is slow: it loads code
@example(rows=[("1.10", "007", "1e3"), ("", "12,000", "nan")])
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_every_cell_shows_the_text_that_it_was_given(rows: list[tuple[str, str, str]]) -> None:
    titles = ("model", "seconds", "ratio")
    header, _, *found = rows_of(table([dict(zip(titles, row, strict=True)) for row in rows]))
    assert header == list(titles)
    assert found == [list(row) for row in rows]


@pytest.mark.parametrize("text_columns", range(4))
def test_text_stands_left_and_numbers_right(text_columns: int) -> None:
    text = table([{"a": "x", "b": "1", "c": "2"}], text_columns)
    alignment = [(cell[0], cell[-1]) for cell in rows_of(text)[1]]
    assert alignment == [(":", "-")] * text_columns + [("-", ":")] * (3 - text_columns)


def test_the_file_names_the_machine_beside_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "results" / "some.json"
    write_figures(path, {"seconds": 1.5})
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content.pop("machine")["cores"] > 0
    assert content == {"seconds": 1.5}


def test_nothing_is_written_where_no_file_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_figures(None, {"seconds": 1.5})
    assert list(tmp_path.iterdir()) == []
