"""JSON → a table: a list of records, one record a line, a list of lists, or columns by name.

Numbers stay as they were typed. Records are read one after another, so that memory does not grow with their nesting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.reading.files.encoding import Decoded, encoding_notes
from analytics.reading.files.separator import LONGEST_CELL
from analytics.reading.files.table import (
    LONGEST_NAME,
    ImportRefusedError,
    Limits,
    MemoryTable,
    Table,
    check_width,
    distinct_names,
    too_many_rows,
)
from analytics.texts import N_, Message, message

_NO_RECORDS = message("is JSON, but no list of records: convert it to CSV")
_BROKEN = N_("is JSON that is damaged or cut short after {records} records: export it again")
_TOO_LONG = N_("has a cell of more than {most} letters in record {row}: shorten it, or leave that column out")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BETWEEN = re.compile(r"[\s,\ufeff\x1e]*")
_DEEPEST = 3


def records_table(name: str, decoded: Decoded, limits: Limits) -> Table:
    """The table in JSON text.

    Raises:
        ImportRefusedError: for JSON that is damaged or holds no records, or more than the limits.
    """
    text = decoded.data.to_pybytes().decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    reader = _Records(name, text)
    values = reader.records()
    first = list(islice(values, 1))
    if not first:
        raise ImportRefusedError(name, _NO_RECORDS)
    records = chain(first, values)
    columns = _Columns(name, limits)
    if isinstance(first[0], dict):
        for record in records:
            columns.add(_flat(record) if isinstance(record, dict) else {})
    elif isinstance(first[0], list):
        header = [_cell(cell) or f"(column {position})" for position, cell in enumerate(next(records), start=1)]
        if not header:
            raise ImportRefusedError(name, _NO_RECORDS)
        for record in records:
            cells = record if isinstance(record, list) else []
            columns.add({column: _cell(cell) for column, cell in zip(header, cells, strict=False)})
    else:
        raise ImportRefusedError(name, _NO_RECORDS)
    if not columns.codes:
        raise ImportRefusedError(name, _NO_RECORDS)
    return MemoryTable(
        name=name,
        header=distinct_names(list(columns.codes)),
        encoding=decoded.encoding,
        notes=(*encoding_notes(decoded), _note(reader.inside[:LONGEST_NAME])),
        limits=limits,
        columns=columns.arrays(),
    )


def _note(inside: str) -> Message:
    if not inside:
        return message("The file is JSON; each record is a row.")
    return message("The file is JSON; each record in “{inside}” is a row.", inside=inside)


class _Records:
    """The records of JSON text, one after another."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.read = name, text, 0
        self.inside = ""  # the name of the list they stand in

    def records(self) -> Iterator[Any]:
        if self.text.startswith("["):
            yield from self._values(1)
            return
        first, end = self._value(0)
        following = self._skip(end)
        if following < len(self.text):  # one record a line
            yield first
            yield from self._values(following)
            return
        yield from self._in_object(first)

    def _in_object(self, value: Any) -> Iterator[Any]:
        """The records in a single object: its longest list of records, however deep; else its columns, or itself."""
        lists = list(_record_lists(value)) if isinstance(value, dict) else []
        if lists:
            self.inside, longest = max(lists, key=lambda entry: len(entry[1]))
            yield from longest
        else:
            yield from _single_object(value)

    def _skip(self, position: int) -> int:
        match = _BETWEEN.match(self.text, position)
        return match.end() if match else position

    def _values(self, position: int) -> Iterator[Any]:
        while (position := self._skip(position)) < len(self.text) and self.text[position] != "]":
            value, position = self._value(position)
            self.read += 1
            yield value

    def _value(self, position: int) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(self.text, position)
        except (ValueError, RecursionError) as error:
            raise ImportRefusedError(self.name, message(_BROKEN, records=self.read)) from error


def _record_lists(value: dict[str, Any], prefix: str = "", depth: int = 1) -> Iterator[tuple[str, list[Any]]]:
    """Every list of records in an object, with the names on the way to it."""
    for key, inner in value.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield f"{prefix}{key}", inner
        elif isinstance(inner, dict) and depth < _DEEPEST:
            yield from _record_lists(inner, f"{prefix}{key}.", depth + 1)


def _single_object(value: Any) -> Iterator[Any]:
    """The records of an object without a list of them: its columns, or itself."""
    if not isinstance(value, dict):
        return
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner]
    if len(lists) > 1 and len(lists) == len(value) and len({len(inner) for inner in lists}) == 1:
        for cells in zip(*value.values(), strict=True):
            yield dict(zip(value, cells, strict=True))
    elif value and not lists:
        yield value


def _flat(record: dict[str, Any], prefix: str = "", depth: int = 1) -> dict[str, str]:
    """The cells of a record; those of a record inside it are called "outer.inner"."""
    cells: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            cells |= _flat(value, f"{prefix}{key}.", depth + 1)
        else:
            cells[f"{prefix}{key}"] = _cell(value)
    return cells


def _cell(value: Any) -> str:
    """A value as a cell: a number as it was typed, a list of plain values joined by commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return ", ".join(map(_cell, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:1000]


class _Columns:
    """Columns that grow row by row, each with a dictionary of its texts; a cell that is missing is blank."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits, self.rows = name, limits, 0
        self.codes: dict[str, list[int]] = {}
        self.texts: dict[str, dict[str, int]] = {}

    def add(self, cells: dict[str, str]) -> None:
        """One more row.

        Raises:
            ImportRefusedError: for more rows or columns than the limits, and for a cell as long as a file.
        """
        if self.rows == self.limits.rows:
            raise ImportRefusedError(self.name, too_many_rows(self.limits))
        for key, text in cells.items():
            if key not in self.codes:
                check_width(self.name, len(self.codes) + 1, self.limits)
                self.codes[key], self.texts[key] = [], {"": 0}
            codes, texts = self.codes[key], self.texts[key]
            if len(text) > LONGEST_CELL:
                too_long = message(_TOO_LONG, row=self.rows + 1, most=f"{LONGEST_CELL:,}")
                raise ImportRefusedError(self.name, too_long)
            if len(codes) < self.rows:
                codes.extend([0] * (self.rows - len(codes)))
            codes.append(texts.setdefault(text, len(texts)))
        self.rows += 1

    def arrays(self) -> tuple[pa.DictionaryArray, ...]:
        """The columns, all equally long."""
        arrays = []
        for key, codes in self.codes.items():
            padded = np.zeros(self.rows, np.int32)
            padded[: len(codes)] = codes
            texts = [text.encode("utf-8", "replace") for text in self.texts[key]]
            arrays.append(pa.DictionaryArray.from_arrays(padded, pa.array(texts, pa.binary())))
        return tuple(arrays)
