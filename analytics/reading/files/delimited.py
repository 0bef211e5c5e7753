"""Read delimited text as a table.

Arrow reads whole blocks of rows; from the first row that does not fit the header, a slower reader takes over, which
accepts ragged rows and reports them.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from analytics.reading.files import commas
from analytics.reading.files.encoding import Decoded, encoding_notes
from analytics.reading.files.header import Header, find_header, has_digit
from analytics.reading.files.separator import (
    LONGEST_CELL,
    declared_separator,
    guessed_separator,
    needs_rewriting,
    records,
    rewrite,
)
from analytics.reading.files.table import (
    FEWER_CELLS,
    MORE_CELLS,
    Chunk,
    ImportRefusedError,
    Limits,
    Table,
    check_width,
    decoded_text,
    quote_names,
    too_many_rows,
)
from analytics.texts import N_, Message, message

_SAMPLE_BYTES = 1 << 20
_BLOCK = 16 << 20
_CAREFUL_ROWS = 50_000
_HEAD_ROWS = 150
_LONG_CELL = 4096

_NEVER_CLOSED = N_("has a quotation mark in row {row} that is never closed: close or remove it")
_SPREAD_AMOUNTS = N_(
    "has amounts whose own commas spread them over several cells (row {row}: {cells}), and no one way to put them "
    "together: write the amounts in quotation marks, or save with semicolons"
)


def delimited_table(name: str, decoded: Decoded, limits: Limits) -> Table:
    """The table in some text.

    Raises:
        ImportRefusedError: for text without rows, with a quotation mark that is never closed, or beyond the limits.
    """
    data, notes = decoded.data, list[Message]()
    kind = needs_rewriting(data[:_SAMPLE_BYTES].to_pybytes())
    if kind:
        changed = rewrite(data.to_pybytes(), kind)
        data, notes = pa.py_buffer(changed.data), [changed.note]
    head = data[:_SAMPLE_BYTES].to_pybytes()
    declared = declared_separator(head)
    separator = declared or ("\t" if kind == "aligned" else guessed_separator(head))
    if len(separator.encode()) > 1 or separator in '"\r\n':
        raise ImportRefusedError(
            name, message("says that “{separator}” separates its columns, which no reader takes", separator=separator)
        )
    pieces = list(records(head, separator, _HEAD_ROWS))
    rows = [[_text(cell, decoded.encoding) for cell in record] for record, _ in pieces]
    check_width(name, max(map(len, rows), default=0) if len(rows) == 1 else 0, limits)
    _check_first_rows(name, rows, separator)
    split, width, rows_joined = _split_amounts(name, rows, separator)
    header = find_header(name, rows_joined, limits, start=1 if declared else 0)
    return DelimitedTable(
        name=name,
        header=header.names,
        title=header.title,
        first=sum(1 for row in rows[: header.body] if row) + 1,
        encoding=decoded.encoding,
        delimiter=separator,
        notes=(*encoding_notes(decoded), *notes, *header.notes, *_split_notes(header, split)),
        guesses=_encoding_guess(decoded),
        limits=limits,
        data=data,
        start=pieces[header.body - 1][1] if header.body else 0,
        split=split if width == len(header.names) else (),
    )


def _encoding_guess(decoded: Decoded) -> tuple[Message, ...]:
    if not decoded.alternative:
        return ()
    return (
        message(
            "How the letters of the file are written is a guess: {encoding}; {alternative} fits as well.",
            encoding=decoded.encoding,
            alternative=decoded.alternative,
        ),
    )


def _text(cell: str, encoding: str) -> str:
    text = cell if cell.isascii() else decoded_text(cell.encode("latin-1"), encoding)
    return text.replace("\0", "").strip()


def _check_first_rows(name: str, rows: Sequence[Sequence[str]], separator: str) -> None:
    for number, row in enumerate(rows, start=1):
        if any(len(cell) > 200 and is_runaway(cell, separator, len(rows[0])) for cell in row):
            raise ImportRefusedError(name, message(_NEVER_CLOSED, row=number))


def _split_amounts(
    name: str, rows: list[list[str]], separator: str
) -> tuple[commas.Split, int, Sequence[Sequence[str]]]:
    """Amounts that their own commas spread over cells: which columns, how many there are, and the rows put together."""
    if separator != "," or len(rows) < 2:
        return (), 0, rows
    filled = [row for row in rows if any(row)]
    if not filled:
        return (), 0, rows
    several = next((index for index, row in enumerate(filled) if sum(map(bool, row)) > 1), 0)
    # A header of one name above rows that their commas cut; a title above a header is no such thing.
    has_single_header = several > 0 and any(map(has_digit, filled[several]))
    filled = filled[several - has_single_header :]
    width, body = len(filled[0]), filled[1:]
    if any(map(has_digit, filled[0])) and sum(map(str.isdigit, filled[0])) > 1:
        results = commas.find_split_without_header(filled)
        split, width = results or ((), width)
    else:
        answer = commas.find_split_columns(body, width)
        if answer is None:
            row = next(row for row in body if len(row) > width)
            number = rows.index(row) + 1
            raise ImportRefusedError(
                name, message(_SPREAD_AMOUNTS, row=number, cells=" ".join(",".join(row).split())[:60])
            )
        split = answer
    if not split:
        return (), 0, rows
    return split, width, [commas.rejoin_cells(row, width, split) or row for row in rows]


def _split_notes(header: Header, split: commas.Split) -> tuple[Message, ...]:
    if not split:
        return ()
    names = quote_names((header.names[index] for index in split if index < len(header.names)), len(split))
    return (
        message(
            "The commas in {columns} had spread amounts over several cells; they were put together again.",
            columns=names,
        ),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class DelimitedTable(Table):
    """A table in delimited text.

    Args:
        data: the text, in UTF-8.
        start: the byte where the rows begin.
        split: positions of the columns whose amounts are spread over cells and put together again.
    """

    data: pa.Buffer = field(repr=False)
    start: int = field(repr=False)
    split: commas.Split = ()

    def expected_rows(self, sample: Sequence[Sequence[str]]) -> int:
        """Roughly how many rows there are, from the length of a sample's rows; at least 1."""
        length = sum(sum(map(len, row)) + len(row) for row in sample) / max(1, len(sample))
        return max(1, int((self.data.size - self.start) / max(1.0, length)))

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be looked at whole before it is read."""
        return bool(self.data.size - self.start > _SAMPLE_BYTES)

    def sample(self, places: int = 5, rows: int = 600) -> list[list[str]]:
        """Rows from several places of the file, for guessing; all rows of a small one."""
        width, size = len(self.header), self.data.size - self.start
        if not self.is_large:
            piece = self.data[self.start :].to_pybytes()
            return [(record + [""] * width)[:width] for record in self._read(piece) if record]
        sampled: list[list[str]] = []
        for place in range(places):
            start = self.start + size * place // places
            piece = self.data[start : start + _SAMPLE_BYTES // places].to_pybytes()
            # The first and the last line of a piece are cut through.
            piece = piece[piece.find(b"\n") + 1 if place else 0 : piece.rfind(b"\n") + 1]
            sampled += itertools.islice((record for record in self._read(piece) if len(record) == width), rows)
        return sampled

    def _read(self, piece: bytes) -> Iterator[list[str]]:
        """The records of some bytes, as text."""
        reader = csv.reader(io.StringIO(piece.decode("latin-1"), newline=""), delimiter=self.delimiter)
        while True:
            try:
                yield self._rejoin([_text(cell, self.encoding) for cell in next(reader)])
            except (StopIteration, csv.Error):
                return

    def _rejoin(self, record: list[str]) -> list[str]:
        if not self.split:
            return record
        return commas.rejoin_cells(record, len(self.header), self.split) or record

    def chunks(self) -> Iterator[Chunk]:
        """The rows, some hundred thousand at a time; see `Table.chunks`."""
        done = 0
        for chunk in self._arrow_then_careful():
            done += len(chunk)
            if done > self.limits.rows:
                raise ImportRefusedError(self.name, too_many_rows(self.limits))
            yield chunk

    def _arrow_then_careful(self) -> Iterator[Chunk]:
        done = 0
        names = [str(index) for index in range(len(self.header))]
        body = self.data[self.start :]
        if not body.size:
            return
        if self.split:
            yield from self._careful(0)
            return
        blocks = (np.frombuffer(body[start : start + _BLOCK], np.uint8) for start in range(0, body.size, _BLOCK))
        quoted = any((block == ord('"')).any() for block in blocks)
        try:
            # Arrow reads a stream on one thread either way; with threads it only keeps its first blocks back.
            with arrow_csv.open_csv(
                pa.BufferReader(body),
                read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
                parse_options=arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=quoted),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=False
                ),
            ) as reader:
                for batch in reader:
                    if not len(batch):
                        continue
                    chunk = Chunk(self.first + done, batch.columns)
                    self._check_quotes(chunk)
                    yield chunk
                    done += len(chunk)
        except pa.ArrowInvalid:
            yield from self._careful(done)

    def _careful(self, skip: int) -> Iterator[Chunk]:
        width = len(self.header)
        rows: list[list[str]] = []
        flaws: list[int] = []
        done = 0
        stream = io.TextIOWrapper(pa.BufferReader(self.data[self.start :]), encoding="latin-1", newline="")
        for record in _careful_records(stream, self.delimiter, self.name, self.first):
            done += 1
            if done <= skip:
                continue
            record, flaw = _fit(self._rejoin(record), width)
            rows.append(record)
            flaws.append(flaw)
            if len(rows) == _CAREFUL_ROWS:
                yield self._chunk(rows, flaws, done)
                rows, flaws = [], []
        if rows:
            yield self._chunk(rows, flaws, done)

    def _chunk(self, rows: list[list[str]], flaws: list[int], done: int) -> Chunk:
        cells = zip(*rows, strict=True)
        columns = [pa.array([cell.encode("latin-1") for cell in column], pa.binary()) for column in cells]
        first = self.first + done - len(rows)
        chunk = Chunk(first, columns, np.array(flaws, np.uint8) if any(flaws) else None)
        self._check_quotes(chunk)
        return chunk

    def _check_quotes(self, chunk: Chunk) -> None:
        """Detect an unclosed quotation mark, which would silently swallow the rows below it.

        Most chunks have no long cell. That is found out for all columns at once: after each call to Arrow this thread,
        which reads, waits for Python's lock, as long as others are interpreting what it has read.
        """
        if pc.max(pc.binary_length(pa.chunked_array(chunk.columns))).as_py() <= _LONG_CELL:
            return
        for column in chunk.columns:
            for row in np.flatnonzero(pc.binary_length(column).to_numpy(zero_copy_only=False) > _LONG_CELL):
                if is_runaway(column[int(row)].as_py().decode("latin-1"), self.delimiter, len(self.header)):
                    raise ImportRefusedError(self.name, message(_NEVER_CLOSED, row=chunk.first + int(row)))


def _fit(record: list[str], width: int) -> tuple[list[str], int]:
    """The record as wide as the header, and its flaw."""
    if len(record) > width:
        return record[:width], MORE_CELLS if any(cell.strip() for cell in record[width:]) else 0
    if len(record) < width:
        return record + [""] * (width - len(record)), FEWER_CELLS
    return record, 0


def _careful_records(stream: io.TextIOBase, separator: str, name: str, first: int) -> Iterator[list[str]]:
    reader = csv.reader(stream, delimiter=separator)
    row = first - 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ImportRefusedError(
                name,
                message(
                    "cannot be read beyond row {row}: a quotation mark is not closed, or a cell there is longer than "
                    "{most} letters",
                    row=row,
                    most=f"{LONGEST_CELL:,}",
                ),
            ) from error
        if record:
            row += 1
            yield record


def is_runaway(cell: str, separator: str, width: int) -> bool:
    """Whether a cell holds rows of the table that a quotation mark has swallowed, rather than a text of many lines.

    Swallowed rows have as many cells as the table, and figures in the same column line after line; a list of bullet
    points with commas has not.

    >>> rows = "Pune" + "".join(f"\\nPune,{at},20000" for at in range(30))
    >>> is_runaway(rows, ",", 3), is_runaway("Reports, charts, and models\\n" * 30, ",", 3)
    (True, False)
    """
    lines = re.split(r"\r\n|\n|\r", cell)[1:-1]
    if len(lines) < 20 or width < 2:
        return False
    rows = [record for line in lines for record in csv.reader([line], delimiter=separator) if record]
    fitting = [row for row in rows if len(row) == width]
    if len(fitting) < 0.8 * len(rows) or not fitting:
        return False
    return any(sum(map(has_digit, column)) > 0.8 * len(fitting) for column in zip(*fitting, strict=True))
