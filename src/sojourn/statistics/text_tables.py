"""Tables as text: with rules and weight on a terminal, as plain Markdown in a pipe or a file."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

_PLAIN_WIDTH = 400


def text_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    words: int = 1,
    total: bool = False,
    terminal: bool = False,
    width: int = 100,
) -> str:
    """Lay out one table; the first ``words`` columns are words, the others numbers to the right.

    Args:
        head: the columns' names.
        rows: cells as text.
        words: how many columns at the start hold words.
        total: the last row is a total, set apart on a terminal.
        terminal: draw with rules and weight (ANSI); otherwise plain Markdown.
        width: columns of the terminal.
    """
    table = Table(box=box.SIMPLE_HEAD if terminal else box.MARKDOWN, header_style="bold", pad_edge=not terminal)
    for place, name in enumerate(head):
        table.add_column(Text(name), justify="left" if place < words else "right", no_wrap=not terminal)
    for place, row in enumerate(rows):
        last = total and place == len(rows) - 1
        if last and terminal:
            table.add_section()
        table.add_row(*(Text(cell) for cell in row), style="bold" if last else None)
    return _render(table, terminal, width)


def heading(words: str, *, terminal: bool = False) -> str:
    """Set a line apart as a heading."""
    return f"\x1b[1m{words}\x1b[0m" if terminal else words


def _render(table: Table, terminal: bool, width: int) -> str:
    page = io.StringIO()
    console = Console(
        file=page,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        width=width if terminal else _PLAIN_WIDTH,
        legacy_windows=False,
    )
    console.print(table)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()).strip("\n")
