"""A YAML file as text, lists and mappings, each with its line.

Every scalar stays text: ``NO`` is Norway and not false, ``2024-01-01`` is no date yet, ``0`` is ``"0"``.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml


@dataclass(frozen=True)
class Node:
    """A value of a YAML file with its line (from 1). An empty scalar or ``~`` is an empty text."""

    value: str | list[Node] | dict[str, Node]
    line: int

    @property
    def kind(self) -> str:
        """Say in a word what it is."""
        return {str: "a text", list: "a list", dict: "a mapping"}[type(self.value)]


class YamlError(ValueError):
    """The text is no YAML; ``line`` says where."""

    def __init__(self, line: int, what: str) -> None:
        """Keep the line and what is wrong there."""
        super().__init__(what)
        self.line = line


def parse_yaml(text: str) -> Node:
    """Parse a YAML document.

    Raises:
        YamlError: it is no YAML, has a key twice, refers to itself, or is empty.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise YamlError(mark.line + 1 if mark else 1, str(error.problem)) from error
    except yaml.YAMLError as error:
        raise YamlError(1, "a character that YAML does not allow") from error
    if root is None:
        raise YamlError(1, "the file is empty")
    return _convert(root, depth=0)


def _convert(node: yaml.Node, depth: int) -> Node:
    line = node.start_mark.line + 1
    if depth > 20:
        raise YamlError(line, "values within values more than 20 deep")
    if isinstance(node, yaml.ScalarNode):
        return Node("" if node.value == "~" and node.style is None else str(node.value), line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_convert(item, depth + 1) for item in node.value], line)
    pairs: dict[str, Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError(line, "a key that is not a text")
        if key.value in pairs:
            raise YamlError(key.start_mark.line + 1, f"the key `{key.value}` twice")
        pairs[key.value] = _convert(value, depth + 1)
    return Node(pairs, line)
