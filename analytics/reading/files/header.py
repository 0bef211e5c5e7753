"""Find the header of a table and the names of its columns, in the first rows of text or of a sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from analytics.reading.files.table import ImportRefusedError, Limits, check_width, distinct_names
from analytics.texts import Message, message

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Header:
    """The names of the columns and where the rows begin.

    Args:
        names: one per column, all different.
        title: the text above the header.
        body: index of the first row below the header among the rows looked at.
        notes: the repairs made, in sentences.
    """

    names: tuple[str, ...]
    title: str
    body: int
    notes: tuple[Message, ...]


def find_header(name: str, rows: Rows, limits: Limits, start: int = 0) -> Header:
    """The header of a table whose first rows these are; `start` is the first that may be one.

    Raises:
        ImportRefusedError: for rows without anything in them, or more columns than the limit.

    >>> found = find_header("pay.csv", [["Pay survey 2026"], ["City", "Pay"], ["Pune", "20000"], ["Delhi", "9"]], Limits())
    >>> found.names, found.title, found.body
    (('City', 'Pay'), 'Pay survey 2026', 2)
    """  # noqa: E501
    if not any(map(any, rows)):
        raise ImportRefusedError(name, message("is empty: there is nothing in it"))
    full = [len(row) for row in rows if sum(map(bool, row)) > 1] or [1]
    width = Counter(full).most_common(1)[0][0]
    check_width(name, max(width, len(rows[0])), limits)
    return _HeaderSearch(name, rows, limits, width).header(start)


class _HeaderSearch:
    def __init__(self, name: str, rows: Rows, limits: Limits, width: int) -> None:
        self.name, self.rows, self.limits, self.width = name, rows, limits, width
        self.notes: list[Message] = []

    def header(self, start: int) -> Header:
        header_at = self._header_row(start)
        if header_at is None:
            self.notes.append(message("No header was found; the columns were numbered."))
            body = next((index for index, row in enumerate(self.rows) if sum(map(bool, row)) > self.width // 2), 0)
            return self._header([""] * self.width, body, [])
        questions = self._survey_header(header_at)
        if questions is not None:
            names, body = questions
            return self._header(names, body, self.rows[start:header_at])
        lower = header_at + self._goes_on_below(header_at)
        upper = self._upper_row(lower)
        names = list(self.rows[lower])
        if upper is not None:
            names = _two_levels(list(self.rows[upper]), names)
            self.notes.append(message("The header has two lines; their names were joined."))
        body = lower + 1
        while body < len(self.rows) and _is_column_numbers(self.rows[body]):
            body += 1
            self.notes.append(message("A row of column numbers below the header was skipped."))
        return self._header(names, body, self.rows[start : lower if upper is None else upper])

    def _header(self, names: list[str], body: int, above: Rows) -> Header:
        names = self._fit(names, body)
        check_width(self.name, len(names), self.limits)
        title = " ".join(cell for row in above for cell in row if cell)
        if title:
            self.notes.append(message("The lines above the header were read as its title."))
        return Header(distinct_names(names), " ".join(title.split())[:1000], body, tuple(self.notes))

    def _header_row(self, start: int) -> int | None:
        """The first row that can be the header; `None` if the table begins without one."""
        filled = Counter(count for row in self.rows[start:] if (count := sum(map(bool, row))) > 1).most_common(1)
        usual = min(self.width, filled[0][0] if filled else 1, 40)
        needed_cells = 1 if self.width == 1 else max(2, ceil(0.6 * usual))
        for index in range(start, len(self.rows)):
            row = self.rows[index]
            if sum(map(bool, row)) >= min(needed_cells, max(2, self.width)) or (self.width == 1 and any(row)):
                return None if self._is_data(index) else index
        return None

    def _is_data(self, index: int) -> bool:
        """Whether a row looks like the rows below it rather than like their names."""
        row = self.rows[index]
        if _names_years(row):
            return False
        below = [
            lower_row
            for lower_row in self.rows[index + 1 :]
            if sum(map(bool, lower_row)) > self.width // 2 and lower_row != row
        ]
        if not below:
            return sum(map(is_numeric, row)) > 0
        data = header = 0
        for column, cell in enumerate(row):
            values = [lower_row[column] for lower_row in below if column < len(lower_row) and lower_row[column]]
            if not cell or not values:
                continue
            numeric = sum(map(is_numeric, values)) / len(values)
            if numeric >= 0.6:
                data, header = data + is_numeric(cell), header + (not is_numeric(cell))
            elif sum(map(has_digit, values)) > 0.9 * len(values):
                alike = has_digit(cell) and _letters(cell) <= 2 + 2 * max(map(_letters, values))
                data, header = data + alike, header + (not alike)
            elif cell in values:
                data += 1
        return data > header

    def _survey_header(self, index: int) -> tuple[list[str], int] | None:
        """Names and first row below a header of a survey tool: codes, questions and identifiers, or a line of kinds.

        The question names the column, because "Q7" says nothing of pay.
        """
        codes = list(self.rows[index])
        below = [list(row) for row in self.rows[index + 1 : index + 3]]
        if len(below) > 1 and _share(below[1], r"\{\s*\"?ImportId.*\}") > 0.8:
            self.notes.append(
                message("The header has three lines, as survey tools write them; the questions name the columns.")
            )
            return _questions(codes, below[0]), index + 3
        if below and _share(below[0], r"\{\s*\"?ImportId.*\}") > 0.8:
            self.notes.append(message("A line of identifiers below the header, as survey tools write it, was skipped."))
            return codes, index + 2
        coded = _share(codes, _CODES) > 0.5
        sentences = sum(len(cell) > 15 and not has_digit(cell[:1]) for cell in below[0]) if below else 0
        if coded and sentences > sum(not re.fullmatch(_SYSTEM_CODES, code, re.IGNORECASE) for code in codes) // 2:
            self.notes.append(message("The header has two lines, codes and questions; the questions name the columns."))
            return _questions(codes, below[0]), index + 2
        if below and any(below[0]) and _share(below[0], r"(?:open-ended )?response|antwort|respuesta|réponse") > 0.8:
            self.notes.append(message("A line below the header that says “Response” in each column was skipped."))
            return codes, index + 2
        return None

    def _goes_on_below(self, index: int) -> bool:
        """Whether the next line holds the lower names of a header of two lines.

        They stand below gaps, and repeat or name figures that the lines below them hold.
        """
        if index + 1 >= len(self.rows):
            return False
        upper, lower = self.rows[index], self.rows[index + 1]
        names = [name for name in lower if name]
        under_gaps = any(name and not above for above, name in zip(upper, lower, strict=False))
        if not under_gaps or any(map(has_digit, names)):
            return False
        return len(names) > len(set(names)) or (not lower[0] and self._names_figures(index + 1))

    def _names_figures(self, index: int) -> bool:
        """Whether each name of a line, and there are two or more, stands above figures."""
        columns = [column for column, name in enumerate(self.rows[index]) if name]
        below = [row for row in self.rows[index + 1 :] if sum(map(bool, row)) > self.width // 2]
        figures = [sum(is_numeric(row[column]) for row in below if column < len(row)) for column in columns]
        return len(columns) > 1 and bool(below) and min(figures) >= 0.6 * len(below)

    def _upper_row(self, header_at: int) -> int | None:
        """The first line of a header of two lines: several names above names that repeat."""
        if not header_at:
            return None
        names = [name for name in self.rows[header_at] if name]
        above = [name for name in self.rows[header_at - 1] if name]
        return header_at - 1 if len(above) > 1 and len(names) > len(set(names)) else None

    def _fit(self, names: list[str], body_at: int) -> list[str]:
        """The header as wide as the rows: a nameless first column (row names), or nameless ones at the end."""
        widths = Counter(len(row) for row in self.rows[body_at:] if sum(map(bool, row)) > 1)
        width = widths.most_common(1)[0][0] if widths else len(names)
        body = [row for row in self.rows[body_at:] if len(row) == width]
        if width == len(names) + 1 and len(body) > 1 and all(row[-1] for row in body[:20]):
            firsts = [row[0] for row in body]
            if len(set(firsts)) == len(firsts):
                self.notes.append(message("The header has no name for the first column."))
                return ["", *names]
        while len(names) > width and not names[-1]:
            names.pop()
        return names + [""] * (width - len(names))


_SYSTEM_CODES = (
    r"id|token|seed|submitdate|startdate|datestamp|lastpage|startlanguage|ipaddr|refurl|enddate|status|progress|finished"
    r"|responseid|recordeddate|userlanguage|distributionchannel"
)
"""What survey tools call the columns that they add themselves."""
_CODES = rf"Q(?:ID)?\d+(?:[._]\w+)*|(?:[A-Z]{{1,4}}\d{{1,3}})+(?:[._\[]\w+\]?)*|{_SYSTEM_CODES}"
"""What they call columns above the questions: “Q7_1”, “G01Q02[SQ001]”, “submitdate”."""


def _questions(codes: list[str], questions: list[str]) -> list[str]:
    """Each column's question, or its code where it has none."""
    padded = questions + [""] * (len(codes) - len(questions))
    return [" ".join(question.split()) or code for code, question in zip(codes, padded, strict=False)]


def _share(row: Sequence[str], pattern: str) -> float:
    """The share of this value among the cells that are not blank."""
    cells = [cell for cell in row if cell]
    matching = sum(bool(re.fullmatch(pattern, cell, re.IGNORECASE | re.DOTALL)) for cell in cells)
    return matching / max(1, len(cells))


def _two_levels(upper: list[str], lower: list[str]) -> list[str]:
    """Names of both lines joined. Where the upper names stand side by side instead of above their blocks, each is
    given its block: the lower names repeat as often as there are upper ones."""
    upper = (upper + [""] * len(lower))[: len(lower)]
    start = next((index for index, name in enumerate(lower) if name), 0)
    names, blocks = [name for name in upper[start:] if name], lower[start:]
    size = len(blocks) // len(names) if names and len(blocks) % len(names) == 0 else 0
    crowded = all(upper[start : start + len(names)])
    if size > 1 and crowded and all(blocks[i] == blocks[i % size] for i in range(len(blocks))):
        spread = [name for name in names for _ in range(size)]
        upper = upper[:start] + spread
    else:
        last = ""
        for index in range(start, len(upper)):
            last = upper[index] or last
            upper[index] = last
    return [" ".join(dict.fromkeys(part for part in pair if part)) for pair in zip(upper, lower, strict=True)]


def is_numeric(cell: str) -> bool:
    """Whether a cell is a number, whatever its grouping and currency sign."""
    return bool(re.fullmatch(r"[-+₹$€£(]?\s*\d[\d.,'’ ]*(?:e[+-]?\d+)?\)?%?", cell, re.IGNORECASE))


def has_digit(cell: str) -> bool:
    """Whether a cell has a digit of any script."""
    return any(sign.isdigit() for sign in cell)


def _names_years(row: Sequence[str]) -> bool:
    """Whether names stand beside years in a row, each but the first a year after the one before it."""
    years = [int(cell) for cell in row if re.fullmatch(r"(?:19|20)\d\d", cell)]
    named = any(cell and not has_digit(cell) for cell in row)
    return named and len(years) > 1 and {later - earlier for earlier, later in pairwise(years)} in ({1}, {-1})


def _letters(cell: str) -> int:
    return sum(map(str.isalpha, cell))


def _is_column_numbers(row: Sequence[str]) -> bool:
    numbers = [re.sub(r"[^\d]", "", cell) for cell in row]
    return len(row) > 2 and numbers in ([str(i + 1) for i in range(len(row))], [str(i) for i in range(len(row))])
