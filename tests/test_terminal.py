"""What a terminal can show is printed as it is, and the rest by its number."""

from pathlib import Path

import pytest

from digits.terminal import showable

TEXT = "28 × 28 – 数字"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", TEXT),
        (None, TEXT),
        ("gbk", TEXT),
        ("latin-1", r"28 × 28 \u2013 \u6570\u5b57"),
        ("ascii", r"28 \xd7 28 \u2013 \u6570\u5b57"),
    ],
)
def test_what_an_encoding_lacks_is_spelt_out(
    encoding: str | None, expected: str, tmp_path: Path
) -> None:
    assert showable(TEXT, encoding) == expected
    (tmp_path / "screen").write_text(expected, encoding=encoding or "utf-8")
