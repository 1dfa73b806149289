"""YAML without surprises: the safe loader, which also refuses a key that stands twice."""

from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode


class StrictYamlError(ValueError):
    """The text is no YAML document, or a mapping in it holds the same key twice."""


class _StrictLoader(yaml.SafeLoader):
    """The safe loader keeps the last of two equal keys and says nothing; this one refuses."""

    def flatten_mapping(self, node: MappingNode) -> None:
        # Called on a mapping as written, before `<<: *anchor` adds the keys that may be overridden.
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise StrictYamlError(
                    f"line {key.start_mark.line + 1}: the key {key.value!r} stands twice; keep one"
                )
            seen.add(key.value)
        super().flatten_mapping(node)


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
