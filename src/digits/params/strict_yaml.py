"""YAML without surprises: the safe loader, within bounds, which refuses a key that stands twice."""

from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode
from yaml.reader import ReaderError

_LONGEST_FILE = 1_000_000  # bytes
_LONGEST_NUMBER = 100  # characters
_DEEPEST = 40  # levels
_MOST_VALUES = 100_000  # of all mappings and lists, each as often as it is used
_NUMBERS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}


class StrictYamlError(ValueError):
    """The text is no YAML document, or too large, or a mapping in it holds the same key twice."""


class _StrictLoader(yaml.SafeLoader):
    """The safe loader keeps the last of two equal keys and says nothing; this one refuses.

    It also bounds what few bytes can ask for: levels, digits, and anchors (`&a [*b, *b]`) that
    unfold to billions of values where `<<` merges them.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._values: dict[int, int] = {}  # by a node's id: how many values it unfolds to

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:  # noqa: ANN401 - passed on
        line = self.peek_event().start_mark.line + 1
        if self._depth == _DEEPEST:
            raise StrictYamlError(f"line {line}: more than {_DEEPEST} levels of nested blocks")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, CollectionNode) and id(node) not in self._values:
            if node.end_mark is None:
                raise StrictYamlError(f"line {line}: an anchor stands inside of its own block")
            self._values[id(node)] = self._unfolded(node)
            if self._values[id(node)] > _MOST_VALUES:
                raise StrictYamlError(
                    f"line {line}: anchors unfold to more than {_MOST_VALUES} values here"
                )
        return node

    def _unfolded(self, node: CollectionNode) -> int:
        pairs = node.value if isinstance(node, MappingNode) else [(each,) for each in node.value]
        return 1 + sum(self._values.get(id(each), 1) for pair in pairs for each in pair)

    def compose_mapping_node(self, anchor: Any) -> MappingNode:  # noqa: ANN401 - passed on
        # On the mapping as written: `<<: *name` may well bring keys that the mapping overrides.
        node = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                continue  # a list or a mapping as a key is refused later, by YAML's own rules
            if key.value in seen:
                raise StrictYamlError(
                    f"line {key.start_mark.line + 1}: the key {key.value!r} stands twice; keep one"
                )
            seen.add(key.value)
        return node

    def construct_object(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - the base class's
        line = f"line {node.start_mark.line + 1}"
        if node.tag in _NUMBERS and len(node.value) > _LONGEST_NUMBER:
            raise StrictYamlError(
                f"{line}: a number of {len(node.value)} characters; should have"
                f" {_LONGEST_NUMBER} or fewer"
            )
        try:
            return super().construct_object(node, deep)
        except (StrictYamlError, yaml.YAMLError):
            raise
        except ValueError as error:  # a date of month 13 is one of datetime's, without a place
            raise StrictYamlError(f"{line}: {error}") from error
        except (LookupError, AttributeError, TypeError, ArithmeticError) as error:
            kind = node.tag.rpartition(":")[2]  # as in `!!timestamp soon`
            raise StrictYamlError(f"{line}: found {node.value!r:.60}; is no {kind}") from error


def load_strict_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML holds any type
    """Read the one YAML document in a file.

    Raises `StrictYamlError` where it isn't UTF-8, isn't YAML, repeats a key or exceeds the
    bounds above, and `OSError` where the file can't be read.
    """
    with path.open("rb") as file:
        content = file.read(_LONGEST_FILE + 1)
    if len(content) > _LONGEST_FILE:
        raise StrictYamlError(f"longer than {_LONGEST_FILE} bytes, the most that are read")
    try:
        # _StrictLoader is a SafeLoader: it builds plain values only, never objects.
        return yaml.load(content.decode(), _StrictLoader)  # noqa: S506
    except UnicodeDecodeError as error:
        raise StrictYamlError(
            f"byte {error.start} is not UTF-8 text; save the file as UTF-8"
        ) from error
    except ReaderError as error:
        line = content.decode()[: error.position].count("\n") + 1
        raise StrictYamlError(
            f"line {line}: the character #x{error.character:04x} is not allowed; take it out"
        ) from error
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        what = error.problem or "not YAML"
        if what.startswith("but "):  # the other half of a sentence
            what = f"{error.context}, {what}"
        hint = "; indent with spaces" if "'\\t'" in what else ""
        raise StrictYamlError(f"{line}{what}{hint}") from error
    except yaml.YAMLError as error:
        raise StrictYamlError(" ".join(str(error).split())) from error
