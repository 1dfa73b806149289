"""YAML without surprises."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from digits.params.strict_yaml import StrictYamlError, load_strict_yaml

ALLOWED = {
    "a key that overrides a merged one": """
        base: &base {x: 1, y: 1}
        other: {<<: *base, x: 2}
        """,
    "a key that stands before the merge it overrides": """
        base: &base {x: 1, y: 1}
        other: {x: 2, <<: *base}
        """,
    "a merge of a block that itself overrides a merged key": """
        base: &base {x: 1, y: 1}
        second: &second {<<: *base, x: 2}
        third: {<<: *second, x: 3}
        """,
    "one such block merged twice": """
        base: &base {x: 1, y: 1}
        second: &second {<<: *base, x: 2}
        third: {<<: *second}
        fourth: {<<: *second, y: 4}
        """,
    "two merged blocks with a key in common": """
        one: &one {x: 1}
        two: &two {x: 2, y: 2}
        both: {<<: [*one, *two]}
        """,
    "the same key in two mappings": "{a: {x: 1}, b: {x: 2}}",
    "a block used twice": "{a: &a {x: 1}, b: *a, c: *a}",
    "a byte-order mark": "\ufeffa: 1",
    "nothing": "",
    "40 levels": "a: " + "[" * 39 + "]" * 39,
    "a number of 100 digits": f"a: {'9' * 100}",
    "text of 101 digits": f"a: '{'9' * 101}'",
    "many values": "[" + "1, " * 9_999 + "1]",
}

REFUSED = {
    "a key twice": ("a: 1\nb: 2\na: 3\n", "line 3: the key 'a' stands twice"),
    "a key twice, quoted once": ("a: 1\n'a': 3\n", "line 2: the key 'a' stands twice"),
    "a key twice in a deep block": ("a:\n  - b: 1\n    b: 1\n", "line 3: the key 'b' stands twice"),
    "a key twice beside a merge": (
        "base: &base {x: 1}\nother:\n  <<: *base\n  x: 2\n  x: 3\n",
        "line 5: the key 'x' stands twice",
    ),
    "a key twice in a merged block": (
        "base: &base\n  x: 1\n  x: 2\nother: {<<: *base}\n",
        "line 3: the key 'x' stands twice",
    ),
    "a tab": ("a:\n\tb: 1\n", r"line 2: found character .\\t."),
    "a bracket left open": ("a: [1\nb: 2\n", "line 2"),
    "an anchor that isn't there": ("a: *b\n", "line 1: .*'b'"),
    "two documents": ("a: 1\n---\na: 2\n", "line 2: .*another document"),
    "a control character": ("b: 1\na: \x01", "line 2: .*#x0001"),
    "an object of Python": ("a: !!python/object:os.system {}\n", "line 1: .*python"),
    "a list as a key": ("[a]: 1\n", "line 1"),
    "a mapping as a key": ("{{ a }}: 1\n", "line 1"),
    "a date that isn't one": ("a: 2024-13-01\n", "line 1: .*month"),
    "a number that isn't one": ("a: !!int x\n", "line 1: .*'x'"),
    "a truth that isn't one": ("a: 1\nb: !!bool x\n", "line 2: found 'x'; is no bool"),
    "a time that isn't one": ("a: !!timestamp soon\n", "line 1: found 'soon'; is no timestamp"),
    "a number without digits": ("a: !!float ''\n", "line 1: found ''; is no float"),
    "a number of 101 digits": (f"a: {'9' * 101}", "line 1: a number of 101 characters"),
    "41 levels": ("a: " + "[" * 40 + "]" * 40, "line 1: more than 40 levels"),
    "an anchor in its own block": ("a: &a\n  - *a\n", "line 2: an anchor stands inside"),
}


def written(folder: Path, text: str) -> Path:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED)
def test_reads_what_the_safe_loader_reads(text: str, tmp_path: Path) -> None:
    expected: Any = yaml.safe_load(text)
    assert load_strict_yaml(written(tmp_path, text)) == expected


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_says_in_one_line_what_is_no_yaml(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(StrictYamlError, match=message) as caught:
        load_strict_yaml(written(tmp_path, text))
    assert len(str(caught.value).splitlines()) == 1


def test_names_the_byte_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_bytes("a: é".encode("latin-1"))
    with pytest.raises(StrictYamlError, match=r"^byte 3 is not UTF-8"):
        load_strict_yaml(path)


@pytest.mark.parametrize(("uses", "refused"), [(90, False), (110, True)])
def test_bounds_what_anchors_unfold_to(uses: int, refused: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    text = f"a: &a [{'1, ' * 1000}]\nb: [{'*a, ' * uses}]\n"
    if refused:
        with pytest.raises(StrictYamlError, match="line 2: anchors unfold to more than 100000"):
            load_strict_yaml(written(tmp_path, text))
    else:
        assert load_strict_yaml(written(tmp_path, text))["b"] == [[1] * 1000] * uses


@pytest.mark.parametrize(("size", "refused"), [(1_000_000, False), (1_000_001, True)])
def test_bounds_the_file(size: int, refused: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    text = f"a: 1 #{'-' * (size - 6)}"
    if refused:
        with pytest.raises(StrictYamlError, match="longer than 1000000 bytes"):
            load_strict_yaml(written(tmp_path, text))
    else:
        assert load_strict_yaml(written(tmp_path, text)) == {"a": 1}


def test_leaves_a_missing_file_to_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_strict_yaml(tmp_path / "some.yaml")
