"""Count the columns in the first line of a text file, without any library.

So a file of far too many columns is refused before anything slow is imported or started.
"""

from __future__ import annotations

from pathlib import Path

from analytics.texts import EMPTY, Message, message

COLUMNS = 2_000
"""The most columns that a table may have."""

_LINE = 1 << 22
_SEPARATORS = (b",", b"\t", b";", b"|")


def first_line_columns(path: Path) -> int:
    """The columns of the first line of a file; 0 where only a reader can tell.

    That is so for anything but a regular file, for what is no plain text, and for a line with quotes, in which a
    separator may be part of a cell.

    Raises:
        OSError: for a file that cannot be read.
    """
    if not path.is_file():
        return 0
    with path.open("rb") as stream:
        line = stream.read(_LINE).partition(b"\n")[0]
    if b'"' in line or b"\0" in line:
        return 0
    return 1 + max(line.count(separator) for separator in _SEPARATORS)


def too_wide(columns: int, limit: int = COLUMNS) -> Message:
    """Why a table of so many columns is refused; empty where it has few enough.

    >>> too_wide(2_500), too_wide(20)
    ('has 2,500 columns, the limit is 2,000: keep only the columns that matter', '')
    """
    if columns <= limit:
        return EMPTY
    return message(
        "has {columns} columns, the limit is {limit}: keep only the columns that matter",
        columns=f"{columns:,}",
        limit=f"{limit:,}",
    )
