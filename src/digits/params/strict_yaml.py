"""YAML without surprises: the safe loader, which also refuses a key that stands twice."""

from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, ScalarNode


class StrictYamlError(ValueError):
    """The text is no YAML document, or a mapping in it holds the same key twice."""


class _StrictLoader(yaml.SafeLoader):
    """The safe loader keeps the last of two equal keys and says nothing; this one refuses."""

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
        # A date of month 13 is a ValueError of datetime's, without a place.
        try:
            return super().construct_object(node, deep)
        except StrictYamlError:
            raise
        except ValueError as error:
            raise StrictYamlError(f"line {node.start_mark.line + 1}: {error}") from error


def load_strict_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML holds any type
    """Read the one YAML document in a file.

    Raises `StrictYamlError` where it isn't UTF-8, isn't YAML or repeats a key, and `OSError`
    where the file can't be read.
    """
    try:
        # _StrictLoader is a SafeLoader: it builds plain values only, never objects.
        return yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)  # noqa: S506
    except UnicodeDecodeError as error:
        raise StrictYamlError(f"byte {error.start} is not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise StrictYamlError(f"{line}{error.problem or 'not YAML'}") from error
    except yaml.YAMLError as error:
        raise StrictYamlError(" ".join(str(error).split())) from error
