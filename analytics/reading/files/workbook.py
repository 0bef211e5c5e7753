"""A workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) → the table in one of its sheets.

`python-calamine` reads it. The sheet is the one that looks most like the wanted table; the others are named, so that a
person can choose. Cells that the sheet says are merged are filled down; macros are never run.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from analytics.reading.files.header import Header, find_header, is_numeric
from analytics.reading.files.legend import Legend, decode, explained_names, find_legends
from analytics.reading.files.table import (
    DAMAGED_WORKBOOK,
    LONGEST_NAME,
    PASSWORD,
    TOO_LARGE_UNPACKED,
    ImportRefusedError,
    Limits,
    MemoryTable,
    Table,
    check_width,
    distinct_names,
    quote_names,
    too_many_rows,
)
from analytics.texts import Message, count_message, message

if TYPE_CHECKING:
    from analytics.reading.files.opening import Preference

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged range, as (row, column) from 0."""

_HEAD_ROWS = 150
_LOOKED_AT = 300
_MOST_NAMED = 12
_CELLS_OF_LEGENDS = 20_000
"""Up to so many cells of a sheet are looked into for the meaning of codes."""
_SHEETS_OF_CODEBOOKS = 30
"""The most sheets of a workbook in which one explains the columns of another: each is compared with each."""


def workbook_table(
    name: str, data: pa.Buffer, limits: Limits, sheet: str = "", prefer: Preference | None = None
) -> Table:
    """The table in a workbook; see `opening.open_table`.

    Raises:
        ImportRefusedError: for a workbook that is damaged, protected or without rows, or a sheet that is not there.
    """
    try:
        with calamine.load_workbook(pa.BufferReader(data)) as book:
            return _Workbook(name, book, limits).table(sheet, prefer)
    except calamine.PasswordError as error:
        raise ImportRefusedError(name, PASSWORD) from error
    except (calamine.CalamineError, OSError, ValueError, UnicodeError) as error:
        raise ImportRefusedError(name, DAMAGED_WORKBOOK) from error
    except MemoryError as error:
        raise ImportRefusedError(name, TOO_LARGE_UNPACKED) from error


class _Workbook:
    def __init__(self, name: str, book: calamine.CalamineWorkbook, limits: Limits) -> None:
        self.name, self.book, self.limits = name, book, limits
        sheets = [entry for entry in book.sheets_metadata if entry.typ == calamine.SheetTypeEnum.WorkSheet]
        visible = [entry.name for entry in sheets if entry.visible == calamine.SheetVisibleEnum.Visible]
        self.hidden = [entry.name for entry in sheets if entry.name not in visible]
        self.visible = visible or self.hidden
        self.legends: list[Legend] = []
        self.explanations: dict[str, dict[str, str]] = {}

    def table(self, sheet_name: str, prefer: Preference | None) -> Table:
        names = [*self.visible, *self.hidden]
        if sheet_name and sheet_name not in names:
            sheet_list = quote_names(self.visible, _MOST_NAMED)
            raise ImportRefusedError(
                self.name,
                message(
                    "has no sheet “{sheet}”; its sheets are {sheets}",
                    sheet=sheet_name,
                    sheets=sheet_list,
                ),
            )
        sheets = {sheet: self.book.get_sheet_by_name(sheet) for sheet in ([sheet_name] if sheet_name else self.visible)}
        sheets = {sheet: content for sheet, content in sheets.items() if content.height and content.width}
        if not sheets:
            raise ImportRefusedError(self.name, message("is a workbook without anything in its sheets"))
        self.legends = [legend for name in names for legend in self._legends(name, sheets)] if len(names) > 1 else []
        rivals = self._rank(sheets, prefer) if len(names) > 1 else []
        is_unclear = bool(prefer and rivals and rivals[0].preference <= 0)
        if is_unclear and len(names) <= _SHEETS_OF_CODEBOOKS:  # “v2” says nothing, but a sheet may say what it is
            self.explanations = self._explain(rivals, names, sheets)
            rivals = self._rank(sheets, prefer)
        best_sheet = rivals[0].sheet if rivals else next(iter(sheets))
        alternatives = tuple(sheet for sheet in self.visible if sheet_name or sheet in sheets)
        table, _ = self._read(best_sheet, sheets[best_sheet], alternatives if len(alternatives) > 1 else ())
        if not rivals:
            return table
        resembling = tuple(rival for rival in rivals[1:] if rival.preference > 0)
        return replace(table, preference=rivals[0].preference, rivals=resembling)

    def _rank(self, sheets: dict[str, calamine.CalamineSheet], prefer: Preference | None) -> list[Table]:
        """Rank the first rows of each sheet, best first; ties go to the one with the most rows.

        Sheets that only say what the codes of another mean come last.
        """
        heads: list[tuple[float, int, Table]] = []
        of_codes = set[str]()
        for sheet, content in sheets.items():
            with suppress(ImportRefusedError):
                head, sheets_of_legends = self._read(sheet, content, (), _LOOKED_AT)
                of_codes |= sheets_of_legends
                liking = prefer(head) if prefer else 0.0
                heads.append((liking, content.height * min(content.width, 3), replace(head, preference=liking)))
        heads = [
            (-1.0, size, replace(head, preference=-1.0)) if head.sheet in of_codes else (liking, size, head)
            for liking, size, head in heads
        ]
        return [head for _, _, head in sorted(heads, key=lambda entry: (-entry[0], -entry[1]))]

    def _legends(self, sheet: str, sheets: dict[str, calamine.CalamineSheet]) -> list[Legend]:
        """The legends in a small sheet."""
        return find_legends(sheet, self._texts(sheet, sheets))

    def _explain(
        self, rivals: Sequence[Table], names: Sequence[str], sheets: dict[str, calamine.CalamineSheet]
    ) -> dict[str, dict[str, str]]:
        """For each sheet, the explanations of its columns in the sheet that explains the most of them."""
        best: dict[str, dict[str, str]] = {rival.sheet: {} for rival in rivals}
        for name in names:
            texts = self._texts(name, sheets)
            for rival in rivals:
                explanations = explained_names(texts, rival.header) if rival.sheet != name else {}
                best[rival.sheet] = max(best[rival.sheet], explanations, key=len)
        return best

    def _texts(self, sheet: str, sheets: dict[str, calamine.CalamineSheet]) -> list[list[str]]:
        """The cells of a small sheet; none of a large one."""
        content = sheets.get(sheet) or self.book.get_sheet_by_name(sheet)
        if content.height * content.width > _CELLS_OF_LEGENDS:
            return []
        return [[text_of(cell) for cell in row] for row in content.to_python()]

    def _read(
        self, sheet: str, content: calamine.CalamineSheet, sheets: tuple[str, ...], most: int | None = None
    ) -> tuple[MemoryTable, frozenset[str]]:
        """The table in a sheet with its codes decoded, and the sheets that say what they mean."""
        check_width(self.name, content.width, self.limits)
        if content.height > self.limits.rows:
            raise ImportRefusedError(self.name, too_many_rows(self.limits))
        if content.height * content.width > self.limits.cells:
            raise ImportRefusedError(self.name, TOO_LARGE_UNPACKED)
        rows: list[list[Value]] = content.to_python(nrows=most)
        top, left = content.start or (0, 0)
        merged = [
            ((first[0] - top, first[1] - left), (last[0] - top, last[1] - left))
            for first, last in content.merged_cell_ranges or ()
        ]
        _join_upper_names(rows, merged)
        head = [[text_of(cell) for cell in row] for row in rows[:_HEAD_ROWS]]
        header = self._with_explanations(find_header(self.name, head, self.limits), sheet)
        filled_cells = _fill_down(rows, merged, header.body)
        columns = [encode_column(column) for column in zip(*rows[header.body :], strict=True)]
        columns = columns or [encode_column(()) for _ in header.names]
        column_indexes = [
            index for index, column in enumerate(columns) if _says_something(header.names[index], index, column)
        ]
        table = MemoryTable(
            name=self.name,
            header=tuple(header.names[index] for index in column_indexes),
            title=header.title,
            first=top + header.body + 1,
            sheet=sheet,
            sheets=sheets,
            notes=self._notes(sheet, sheets, header, filled_cells),
            guesses=_gaps_as_merged_cells_leave_them(header, columns, filled_cells),
            limits=self.limits,
            columns=tuple(columns[index] for index in column_indexes),
        )
        return decode(table, [legend for legend in self.legends if legend.sheet != sheet])

    def _with_explanations(self, header: Header, sheet: str) -> Header:
        explanations = self.explanations.get(sheet)
        if not explanations:
            return header
        names = [
            f"{name}: {explanations[name]}"[:LONGEST_NAME] if name in explanations else name for name in header.names
        ]
        note = message("What another sheet says of the columns was read as part of their names.")
        return replace(header, names=distinct_names(names), notes=(*header.notes, note))

    def _notes(
        self, sheet: str, sheets: tuple[str, ...], header: Header, filled: dict[int, int]
    ) -> tuple[Message, ...]:
        notes = [message("The sheet “{sheet}” was read.", sheet=sheet[:LONGEST_NAME])]
        if other_sheets := [name for name in sheets if name != sheet]:
            notes.append(message("The other sheets are {sheets}.", sheets=quote_names(other_sheets, _MOST_NAMED)))
        if hidden := [name for name in self.hidden if name != sheet]:
            notes.append(message("Hidden sheets were not read: {sheets}.", sheets=quote_names(hidden, _MOST_NAMED)))
        notes += [_filled_note(header.names[column], rows) for column, rows in filled.items()]
        return (*notes, *header.notes)


def _filled_note(column: str, rows: int) -> Message:
    return count_message(
        "Merged cells in “{column}” were filled down into {n} row.",
        "Merged cells in “{column}” were filled down into {n} rows.",
        rows,
        column=column,
        n=f"{rows:,}",
    )


def text_of(value: Value) -> str:
    """A cell as text: a number as a sheet shows it, with at most 15 digits; a day without its midnight.

    >>> text_of(399999.99999999994), text_of(12.5), text_of(datetime.datetime(2026, 1, 31))
    ('400000', '12.5', '2026-01-31')
    """
    if isinstance(value, str):
        return value.replace("\0", "").strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def encode_column(values: Sequence[Value]) -> pa.DictionaryArray:
    """A column as dictionary-encoded texts in bytes; each different value is turned into text once."""
    if bool in set(map(type, values)):  # True equals 1, but is written otherwise
        values = [text_of(value) for value in values]
    index: dict[Value, int] = {}
    codes = np.fromiter((index.setdefault(value, len(index)) for value in values), np.int32, len(values))
    texts = pa.array([text_of(value).encode("utf-8", "replace") for value in index], pa.binary())
    return pa.DictionaryArray.from_arrays(codes, texts)


def _says_something(name: str, index: int, column: pa.DictionaryArray) -> bool:
    """Whether a column has a name or a cell: sheets often have formatted columns without anything in them."""
    return name != f"(column {index + 1})" or any(column.dictionary.to_pylist())


def _join_upper_names(rows: list[list[Value]], merged: Sequence[Merged]) -> None:
    """Join a name that is merged across several columns with the names below it."""
    for (top, left), (bottom, right) in merged:
        if top != bottom or right - left < 1 or top + 1 >= min(len(rows), 20) or right - left + 1 >= len(rows[top]):
            continue
        below = [text_of(cell) for cell in rows[top + 1]]
        if any(is_numeric(cell) for cell in below) or not all(below[left : right + 1]):
            continue
        for column in range(left, min(right + 1, len(below))):
            rows[top + 1][column] = f"{text_of(rows[top][left])} {below[column]}"
        for column, name in enumerate(rows[top]):
            outside = not any(
                first[0] == top == last[0] and first[1] <= column <= last[1] for first, last in merged if last != first
            )
            if name and outside and not below[column]:
                rows[top + 1][column] = name
                rows[top][column] = ""
        rows[top][left] = ""


def _fill_down(rows: list[list[Value]], merged: Sequence[Merged], body: int) -> dict[int, int]:
    """Fills merged cells below the header with what stands in their first cell; how many, by column."""
    filled: dict[int, int] = {}
    for (top, left), (bottom, right) in merged:
        if bottom == top or top < body or right - left + 1 >= len(rows[0]):
            continue
        last = min(bottom, len(rows) - 1)
        for row in range(top, last + 1):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = rows[top][left]
        filled[left] = filled.get(left, 0) + max(0, last - top)
    return filled


def _gaps_as_merged_cells_leave_them(
    header: Header, columns: Sequence[pa.DictionaryArray], filled: dict[int, int]
) -> tuple[Message, ...]:
    """Columns of text filled in the first of several rows only, though the sheet does not say that cells are merged."""
    guesses = []
    for index, column in enumerate(columns):
        if index in filled or len(column) < 6:
            continue
        texts = [text.decode() for text in column.dictionary.to_pylist()]
        blank = np.array([not text for text in texts], bool)[column.indices.to_numpy()]
        words = [text for text in texts if text]
        runs = int((np.diff(blank.astype(np.int8)) == 1).sum())
        if not blank[0] and 0.5 <= blank.mean() < 0.95 and runs >= 2 and runs == len(words) and len(words) > 1:
            guesses.append(
                message(
                    "“{column}” is blank in {n} rows, as merged cells leave it; the sheet does not say that they are "
                    "merged, so that they stay blank.",
                    column=header.names[index],
                    n=f"{int(blank.sum()):,}",
                )
            )
    return tuple(guesses)
