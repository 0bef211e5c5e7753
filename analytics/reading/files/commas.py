"""Repair unquoted amounts with commas: 12,00,000 spread over three cells of a comma-separated file.

They are rejoined only if all rows agree on one way to do it; see `find_split_columns`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

_SIGNS = "|".join(re.escape(sign) for sign in ("₹", "€", "£", "$"))
_SIGNS += "|" + "|".join(sign.encode().decode("latin-1") for sign in ("₹", "€", "£"))  # as cells of bytes have them
_FIRST = re.compile(rf"[-+]?\s*(?:{_SIGNS}|rs\.?|inr)?\s*\d{{1,3}}", re.IGNORECASE)
_TWO, _THREE = re.compile(r"\d{2}"), re.compile(r"\d{3}")
_LAST = re.compile(r"\d{3}(?:\.\d+)?\s*(?:/-)?\s*(?:[A-Za-z].*)?")
_END = rf"(?:{_SIGNS}|rs\.?|inr)?\s*\d{{1,3}}(?:(?:,\d\d)*,\d{{3}}|(?:,\d{{3}})+)?(?:\.\d+)?\s*(?:/-)?"
_DASH = "-|–|" + "–".encode().decode("latin-1")
_RANGE = re.compile(
    rf"(?:(?:up ?to|below|above|under|over|from|(?:less|more) than|between)\s+{_END}|{_END}(?=\s*(?:{_DASH}|to\b)))"
    rf"(?:\s*(?:{_DASH}|to|and)\s*{_END})?\s*(?:[+/(A-Za-z][^,]*)?",
    re.IGNORECASE,
)
"""A range, or an amount with an open end: “₹15,001 - ₹30,000”, “Upto 15,000”."""
_MOST_COLUMNS = 3
_MOST_EXTRA = 4
"""How many cells beyond its own an amount may be spread over."""
_EXAMINED_COLUMNS = 24

Split = tuple[int, ...]
"""Positions of the columns whose amounts are spread over cells."""


def is_amount(cells: Sequence[str]) -> bool:
    """Whether cells, joined by commas, are one amount in the Indian or the western grouping, or a range of them.

    >>> is_amount(["12", "00", "000"]), is_amount(["1", "200", "300"]), is_amount(["12", "0", "000"])
    (True, True, False)
    >>> is_amount(["₹15", "001 - ₹30", "000"]), is_amount(["Upto 15", "000"]), is_amount(["15", "000", "30", "000"])
    (True, True, False)
    """
    if len(cells) < 2:
        return False
    if _RANGE.fullmatch(",".join(cells)):
        return True
    if not _FIRST.fullmatch(cells[0]) or not _LAST.fullmatch(cells[-1]):
        return False
    middle = cells[1:-1]
    return all(map(_TWO.fullmatch, middle)) or all(map(_THREE.fullmatch, middle))


def rejoin_cells(row: Sequence[str], width: int, split: Split) -> list[str] | None:
    """Rejoin a row to as many cells as the header has; `None` if there is no way, or more than one.

    >>> rejoin_cells(["Pune", "12", "00", "000", "3"], 3, (1,))
    ['Pune', '12,00,000', '3']
    """
    extra = len(row) - width
    if extra <= 0:
        return list(row) if extra == 0 else None
    answer = None
    for shares in _shares(extra, len(split)):
        extra_pieces = dict(zip(split, shares, strict=True))
        cells, start = [], 0
        for column in range(width):
            size = 1 + extra_pieces.get(column, 0)
            piece = row[start : start + size]
            if size > 1 and not is_amount(piece):
                break
            cells.append(",".join(piece))
            start += size
        else:
            if answer is not None:
                return None
            answer = cells
    return answer


def _shares(extra: int, columns: int) -> list[tuple[int, ...]]:
    """The ways to spread surplus cells over columns."""
    return [
        shares
        for shares in itertools.product(range(min(extra, _MOST_EXTRA) + 1), repeat=columns)
        if sum(shares) == extra
    ]


def find_split_columns(rows: Sequence[Sequence[str]], width: int) -> Split | None:
    """The columns whose amounts are spread over cells, where all rows with too many cells agree on one answer.

    Returns:
        The positions; an empty tuple where rows have too many cells for another reason; `None` where amounts are
        spread over cells, but not in one way only.
    """
    wide = [row for row in rows if len(row) > width]
    if not wide or len(wide) < 0.2 * len(rows) or width > _EXAMINED_COLUMNS:
        return ()
    if max(map(len, wide)) > width + _MOST_COLUMNS * _MOST_EXTRA:
        return ()
    spread = sum(any(_starts_amount(row[index : index + 4]) for index in range(len(row) - 1)) for row in wide)
    if spread < 0.8 * len(wide):
        return ()
    for columns in range(1, _MOST_COLUMNS + 1):
        fitting = [
            split
            for split in itertools.combinations(range(width), columns)
            if all(rejoin_cells(row, width, split) is not None for row in wide)
        ]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _starts_amount(cells: Sequence[str]) -> bool:
    return any(is_amount(cells[:size]) for size in (2, 3, 4, 5) if len(cells) >= size)


def find_split_without_header(rows: Sequence[Sequence[str]]) -> tuple[Split, int] | None:
    """The same where no header says how many columns there are: the positions, and how many columns remain.

    Only the Indian grouping is taken, and only where groups begin with a zero: "12", "00", "000" is nothing else.
    """
    shapes = set()
    zeros = False
    for row in rows:
        cells, start, positions = 0, 0, []
        while start < len(row):
            size = next((size for size in (4, 3) if start + size <= len(row) and _indian(row[start : start + size])), 1)
            if size > 1:
                positions.append(cells)
                zeros = zeros or any(cell.startswith("0") for cell in row[start + 1 : start + size])
            cells, start = cells + 1, start + size
        shapes.add((tuple(positions), cells))
    if len(shapes) != 1 or not zeros:
        return None
    positions_found, width = shapes.pop()
    return (positions_found, width) if positions_found and width else None


def _indian(cells: Sequence[str]) -> bool:
    return is_amount(cells) and all(map(_TWO.fullmatch, cells[1:-1]))
