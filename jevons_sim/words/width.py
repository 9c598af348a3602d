"""Width: text in the columns of a terminal, of which a Korean letter takes two."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

COLUMNS = 79
"""Columns of a line."""


def columns(text: str) -> int:
    """Return the columns that a text takes.

    >>> columns("R = 1"), columns("반등")
    (5, 4)
    """
    return cell_len(text)


def left(text: str, width: int) -> str:
    """Return a text with spaces after it, to a width.

    >>> left("반등", 6) + "|"
    '반등  |'
    """
    return text + " " * (width - columns(text))


def right(text: str, width: int) -> str:
    """Return a text with spaces before it, to a width.

    >>> right("반등", 6)
    '  반등'
    """
    return " " * (width - columns(text)) + text


def wrapped(text: str, head: str = "", indent: str | None = None, width: int = COLUMNS) -> str:
    """Return a paragraph in lines of a width.

    A space that does not break keeps its words together; a word too wide for a line is cut.

    Parameters
    ----------
    text : str
        The paragraph.
    head : str, optional
        What its first line begins with.
    indent : str, optional
        What the others begin with; by default spaces as wide as the head.
    width : int, optional
        Most columns of a line.

    Examples
    --------
    >>> print(wrapped("가나다 " * 13, "  답: "))
      답: 가나다 가나다 가나다 가나다 가나다 가나다 가나다 가나다 가나다 가나다
          가나다 가나다 가나다
    """
    start = " " * columns(head) if indent is None else indent
    lines, line, is_empty = [], head, True
    for word in _words(text, width - max(columns(head), columns(start))):
        gap = 0 if is_empty else 1
        if columns(line) + gap + columns(word) > width and not is_empty:
            lines.append(line)
            line, gap = start, 0
        line, is_empty = line + " " * gap + word, False
    return "\n".join([*lines, line])


def _words(text: str, room: int) -> list[str]:
    """Return the words of a text, those that are too wide in pieces."""
    found: list[str] = []
    for word in re.split("[ \t\r\n\f\v]+", text.strip()):
        found += [word] if columns(word) <= room else chop_cells(word, max(room, 2))
    return [word.replace("\N{NO-BREAK SPACE}", " ") for word in found]
