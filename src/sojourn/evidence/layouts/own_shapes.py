"""The shapes a layout file may have, checked one by one, with all problems collected."""

from __future__ import annotations

from sojourn.evidence.layouts.own_yaml import Node
from sojourn.evidence.problems import Problem

UNANSWERED = "?"


class Shapes:
    """Reads shapes from YAML nodes; what is wrong is added to ``problems`` and a harmless value is given instead."""

    def __init__(self, file: str) -> None:
        """Start with no problems; ``file`` names the layout file in them."""
        self.file = file
        self.problems: list[Problem] = []

    def add(self, line: int, what: str | None, found: str, allowed: str) -> None:
        """Add a problem of the key ``what``."""
        self.problems.append(Problem(self.file, "bad-layout", what, found, allowed, line))

    def mapping(self, node: Node, what: str, allowed: tuple[str, ...]) -> dict[str, Node]:
        """Read a mapping whose keys are among ``allowed``."""
        names = ", ".join(f"`{key}`" for key in allowed)
        if not isinstance(node.value, dict):
            self.add(node.line, what, node.kind, f"a mapping with the keys {names}")
            return {}
        for key, value in node.value.items():
            if key not in allowed:
                self.add(value.line, what, f"an unknown key `{key}`", names)
        return {key: value for key, value in node.value.items() if key in allowed}

    def items(self, node: Node | None, what: str) -> list[Node]:
        """Read a list; none for a key that is absent."""
        if node is None:
            return []
        if isinstance(node.value, list):
            return node.value
        self.add(node.line, what, node.kind, "a list")
        return []

    def text(self, node: Node | None, what: str, default: str = "") -> str:
        """Read a text; a question mark is a question that the writer of the layout has not answered yet."""
        if node is None:
            return default
        if not isinstance(node.value, str):
            self.add(node.line, what, node.kind, "a text")
            return default
        if node.value.strip() == UNANSWERED:
            self.add(node.line, what, "a question that is not answered (`?`)", "the answer")
            return default
        return node.value

    def choice(self, node: Node | None, what: str, allowed: tuple[str, ...], default: str) -> str:
        """Read one of a closed list of texts."""
        text = self.text(node, what, default)
        if node is not None and text not in allowed:
            self.add(node.line, what, f"`{text}`", ", ".join(f"`{each}`" for each in allowed))
            return default
        return text

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Read a list of texts; one text is a list of one."""
        if node is not None and isinstance(node.value, str):
            return (self.text(node, what),)
        return tuple(self.text(item, what) for item in self.items(node, what))

    def number(self, node: Node | None, what: str, default: int) -> int:
        """Read a whole number from 0."""
        text = self.text(node, what, str(default))
        if text.isascii() and text.isdigit():
            return int(text)
        if node is not None:
            self.add(node.line, what, "no whole number", "a number such as `0` or `2`")
        return default

    def character(self, node: Node | None, what: str, default: str) -> str:
        """Read one character; ``\\\\t`` is a tab."""
        text = self.text(node, what, default).replace("\\t", "\t")
        if len(text) == 1:
            return text
        if node is not None:
            self.add(node.line, what, f"{len(text)} characters", "one character (`\\t` for a tab)")
        return default
