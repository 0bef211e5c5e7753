"""Bytes of a delimited or a Parquet file → a header and chunks of raw text columns.

Knows encodings, delimiters, preambles, headers of one or two lines and ragged rows; knows nothing of pay. What is no
table is refused in one sentence that says what it looks like.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from analytics.model import DataError, Fault
from analytics.reading.importing.columns import Columns

A = TypeVar("A")
B = TypeVar("B")

Source = Path | str | bytes | BinaryIO
"""A path, the bytes themselves, or an open binary file."""


class ImportRefused(DataError):
    """A file that cannot become a survey, with one sentence that says why and what to do.

    Where only the guess of the columns failed, `columns` holds it, so that a person can say which column is pay.

    >>> str(ImportRefused("pay.csv", "is empty: export it again"))
    'pay.csv: is empty: export it again'
    """

    def __init__(self, file: str, sentence: str, columns: Columns | None = None) -> None:
        super().__init__([Fault(file, sentence)])
        self.columns = columns


@dataclass(frozen=True)
class Limits:
    """How much of a file is read. What goes beyond is refused with the limit, never cut off in silence.

    Args:
        size: bytes of the file.
        rows: rows below the header.
        columns: columns of the table.
        groups: different values of one dimension; a column with more of them is no dimension.
        texts: different texts of a column of titles, places or experience; one with more of them is left aside.
    """

    size: int = 200 * 1024**2
    rows: int = 10_000_000
    columns: int = 2_000
    groups: int = 500
    texts: int = 100_000


LIMITS = Limits()
"""The limits unless others are given."""


@dataclass(frozen=True)
class Chunk:
    """Some consecutive rows of a table.

    Args:
        first: number of the first row, as a spreadsheet counts (the first line of the file is row 1; lines without
            anything on them do not count).
        columns: one array of bytes per column; dictionary-encoded where its texts are to be understood.
        flaws: for each row, whether it had more cells than the table has columns (1) or fewer (2); `None`: no row had.
    """

    first: int
    columns: Sequence[pa.Array]
    flaws: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        return len(self.columns[0])


MORE_CELLS, FEWER_CELLS = 1, 2

_SAMPLE_BYTES = 1 << 20
_BLOCK = 16 << 20
_CAREFUL_ROWS = 50_000
_LONGEST_CELL = 1 << 20
# The standard library's own limit, an eighth of that, would take a file with one long description for an empty one.
csv.field_size_limit(_LONGEST_CELL)
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}

_LOOKS_LIKE = (
    (rb"version https://git-lfs", "is a Git LFS pointer, not the data: fetch the file itself with “git lfs pull”"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|RIFF.{4}WEBP", "is a picture: export the table behind it as CSV"),
    (rb"%PDF", "is a PDF: copy its table into a spreadsheet and save that as CSV"),
    (
        rb"PK\x03\x04.*(?:xl/|\[Content_Types\]|mimetype)",
        "is an Excel workbook: open it and save the sheet as CSV UTF-8",
    ),
    (rb"PK(?:\x03\x04|\x05\x06)", "is a zip archive: unpack it and bring the CSV inside"),
    (rb"\xd0\xcf\x11\xe0", "is an old Excel or Word document: open it and save the table as CSV UTF-8"),
    (
        rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd",
        "is a compressed file: unpack it and bring the CSV inside",
    ),
    (rb"ARROW1|SQLite format|\x93NUMPY|\x80[\x02-\x05]", "is a binary data file: export the table as CSV"),
    (
        rb"\s*<(?:!doctype|html|head|body|table|\?xml|svg|script|div)",
        "is a web page or XML, not a table: save the data as CSV",
    ),
    (rb"\s*(?:\{\s*[\"}]|\[\s*[\[{])", "is JSON, not a table: convert it to CSV"),
    (rb"\s*\{\\rtf", "is a text document: copy its table into a spreadsheet and save that as CSV"),
)


def open_table(source: Source, name: str = "", limits: Limits = LIMITS) -> Table:
    """The table in a file.

    Raises:
        ImportRefused: for what is no table, or one beyond the limits.

    >>> table = open_table(b"City;Pay\\nPune;18.000\\n", "pay.csv")
    >>> table.header, table.delimiter, table.first
    (('City', 'Pay'), ';', 2)
    """
    name = name or (Path(source).name if isinstance(source, str | Path) else "the file")
    data = _bytes(source, name, limits)
    head = data[:4096].to_pybytes()
    if head.startswith(b"PAR1"):
        return _parquet_table(name, data, limits)
    for pattern, sentence in _LOOKS_LIKE:
        if re.match(pattern, head, re.DOTALL | re.IGNORECASE):
            raise ImportRefused(name, sentence)
    data, encoding = _in_utf8(data)
    if not data[:_SAMPLE_BYTES].to_pybytes().strip(b"\0\r\n\t ,;|"):
        raise ImportRefused(name, "is empty: there is nothing in it")
    if encoding == "binary":
        raise ImportRefused(name, "is no text: export the table as CSV")
    return _Layout(name, data, encoding, limits).table()


@dataclass(frozen=True, eq=False)
class Table:
    """A header, and the rows below it.

    Args:
        header: one name per column, all different: "Pay (2)" for a second "Pay", "(column 3)" for one without a name.
        title: the text above the header.
        first: number of the first row below the header.
        encoding, delimiter: how the file is written.
        notes: what was inferred about its form, in words.
    """

    name: str
    header: tuple[str, ...]
    title: str
    first: int
    encoding: str
    delimiter: str
    notes: tuple[str, ...]
    limits: Limits = field(repr=False)
    _data: pa.Buffer = field(repr=False)
    _start: int = field(repr=False)

    def expected_rows(self, sample: Sequence[Sequence[str]]) -> int:
        """Roughly how many rows there are, from the length of a sample's rows; at least 1."""
        length = sum(sum(map(len, row)) + len(row) for row in sample) / max(1, len(sample))
        return max(1, int((self._data.size - self._start) / max(1.0, length)))

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be looked at whole before it is read."""
        return bool(self._data.size - self._start > _SAMPLE_BYTES)

    def sample(self, places: int = 5, rows: int = 600) -> list[list[str]]:
        """Rows from several places of the file, for guessing; all rows of a small one."""
        width, size = len(self.header), self._data.size - self._start
        if not self.is_large:
            piece = self._data[self._start :].to_pybytes()
            return [(record + [""] * width)[:width] for record in self._read(piece) if record]
        sampled: list[list[str]] = []
        for place in range(places):
            start = self._start + size * place // places
            piece = self._data[start : start + _SAMPLE_BYTES // places].to_pybytes()
            # The first and the last line of a piece are cut through.
            piece = piece[piece.find(b"\n") + 1 if place else 0 : piece.rfind(b"\n") + 1]
            sampled += itertools.islice((record for record in self._read(piece) if len(record) == width), rows)
        return sampled

    def _read(self, piece: bytes) -> Iterator[list[str]]:
        """The records of some bytes, as text."""
        text = decoded_text(piece, self.encoding).replace("\0", "")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        while True:
            try:
                yield [cell.strip() for cell in next(reader)]
            except (StopIteration, csv.Error):
                return

    def chunks(self, encoded: Collection[int] | None = None) -> Iterator[Chunk]:
        """The rows, some ten thousand at a time.

        Args:
            encoded: positions of the columns to dictionary-encode; all of them if not given.

        Raises:
            ImportRefused: for more rows than the limit, or a quotation mark that is never closed.
        """
        done = 0
        every = range(len(self.header))
        for chunk in self._arrow_then_careful(frozenset(every if encoded is None else encoded)):
            done += len(chunk)
            if done > self.limits.rows:
                raise ImportRefused(self.name, _TOO_MANY.format(self.limits.rows))
            yield chunk

    def _arrow_then_careful(self, encoded: frozenset[int]) -> Iterator[Chunk]:
        """Arrow reads whole blocks; from the first row that does not fit the header on, the careful reader goes on."""
        done = 0
        names = [str(index) for index in range(len(self.header))]
        body = self._data[self._start :]
        if not body.size:
            return
        sheets = (np.frombuffer(body[start : start + _BLOCK], np.uint8) for start in range(0, body.size, _BLOCK))
        quoted = any((sheet == ord('"')).any() for sheet in sheets)
        try:
            with arrow_csv.open_csv(
                pa.BufferReader(body),
                read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
                parse_options=arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=quoted),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=False
                ),
            ) as reader:
                for columns in in_turn(partial(_encoded, encoded), reader):
                    if not len(columns[0]):
                        continue
                    self._check_quotes(columns, self.first + done)
                    yield Chunk(self.first + done, columns)
                    done += len(columns[0])
        except pa.ArrowInvalid:
            yield from self._careful(done, encoded)

    def _careful(self, skip: int, encoded: frozenset[int]) -> Iterator[Chunk]:
        width = len(self.header)
        rows: list[list[str]] = []
        flaws: list[int] = []
        done = 0
        stream = io.TextIOWrapper(pa.BufferReader(self._data[self._start :]), encoding="latin-1", newline="")
        for record in _careful_records(stream, self.delimiter, self.name, self.first):
            done += 1
            if done <= skip:
                continue
            flaw = 0
            if len(record) > width:
                flaw = MORE_CELLS if any(cell.strip() for cell in record[width:]) else 0
                record = record[:width]
            elif len(record) < width:
                flaw = FEWER_CELLS
                record = record + [""] * (width - len(record))
            rows.append(record)
            flaws.append(flaw)
            if len(rows) == _CAREFUL_ROWS:
                yield self._chunk(rows, flaws, done, encoded)
                rows, flaws = [], []
        if rows:
            yield self._chunk(rows, flaws, done, encoded)

    def _chunk(self, rows: list[list[str]], flaws: list[int], done: int, encoded: frozenset[int]) -> Chunk:
        cells = zip(*rows, strict=True)
        arrays = [pa.array([cell.encode("latin-1") for cell in column], pa.binary()) for column in cells]
        columns = _encoded(encoded, pa.record_batch(arrays, [str(index) for index in range(len(arrays))]))
        first = self.first + done - len(rows)
        self._check_quotes(columns, first)
        return Chunk(first, columns, np.array(flaws, np.uint8) if any(flaws) else None)

    def _check_quotes(self, columns: Sequence[pa.Array], first: int) -> None:
        """A quotation mark that is never closed swallows the rows below it: that must not happen in silence."""
        for column in columns:
            texts = column.dictionary if isinstance(column, pa.DictionaryArray) else column
            sizes = pa.compute.binary_length(texts).to_numpy(zero_copy_only=False)
            for index in np.flatnonzero(sizes > 4096):
                if _runaway(texts[int(index)].as_py().decode("latin-1"), self.delimiter):
                    at = index if texts is column else np.flatnonzero(column.indices.to_numpy() == index)[0]
                    row = first + int(at)
                    raise ImportRefused(self.name, _NEVER_CLOSED.format(row))


SURVEY_KEY = b"vetan"
"""The key in the metadata of a Parquet file under which a saved survey is described."""

_BATCH = 1 << 17


class ParquetTable(Table):
    """A table in a Parquet file, as the texts that a CSV file would hold. Its first row is row 1."""

    def sample(self, places: int = 5, rows: int = 600) -> list[list[str]]:
        """Rows from several places of the file, for guessing; all rows of a small one."""
        with self._file() as file:
            groups, total = file.num_row_groups, file.metadata.num_rows
            if total <= places * rows:
                batches = list(self._batches(file, range(groups), max(1, total)))
            else:
                picked = [groups * place // places for place in range(places)]
                batches = [
                    batch.slice(max(0, batch.num_rows - rows) * place // places, rows)
                    for place, group in enumerate(picked)
                    for batch in itertools.islice(self._batches(file, [group], _BATCH), 1)
                ]
        sampled: list[list[str]] = []
        for batch in batches:
            cells = [
                [decoded_text(cell, self.encoding).strip() for cell in _cells(column).to_pylist()]
                for column in batch.columns
            ]
            sampled += map(list, zip(*cells, strict=True))
        return sampled

    def expected_rows(self, sample: Sequence[Sequence[str]]) -> int:  # noqa: ARG002
        """How many rows there are; at least 1."""
        with self._file() as file:
            return max(1, int(file.metadata.num_rows))

    def chunks(self, encoded: Collection[int] | None = None) -> Iterator[Chunk]:
        """The rows, some hundred thousand at a time; see `Table.chunks`."""
        which = frozenset(range(len(self.header)) if encoded is None else encoded)
        first = self.first
        with self._file() as file:
            for columns in in_turn(partial(_texts, which), self._batches(file, range(file.num_row_groups), _BATCH)):
                if len(columns[0]):
                    yield Chunk(first, columns)
                    first += len(columns[0])

    def _file(self) -> parquet.ParquetFile:
        return _open_parquet(self.name, self._data)

    def _batches(self, file: parquet.ParquetFile, groups: Iterable[int], rows: int) -> Iterator[pa.RecordBatch]:
        kept = [field.name for field in file.schema_arrow if _tells(field.type)]
        try:
            yield from file.iter_batches(rows, list(groups), kept)
        except (pa.ArrowException, OSError) as error:
            raise ImportRefused(self.name, _DAMAGED) from error


_DAMAGED = "is a Parquet file that is damaged or cut short: export or fetch it again"
_UNPACKED = 20  # how many times larger than its file a table may be


def _open_parquet(name: str, data: pa.Buffer) -> parquet.ParquetFile:
    try:
        schema = parquet.read_schema(pa.BufferReader(data))
        # Texts stay encoded: a few bytes on disk can stand for very many in memory.
        texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_binary(field.type)]
        return parquet.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:  # also in the names of columns
        raise ImportRefused(name, _DAMAGED) from error


def _parquet_table(name: str, data: pa.Buffer, limits: Limits) -> Table:
    with _open_parquet(name, data) as file:
        if SURVEY_KEY in (file.schema_arrow.metadata or {}):
            raise ImportRefused(
                name, "is a saved survey, whose rows are grouped already: it is no table to be imported"
            )
        if file.metadata.num_rows > limits.rows:
            raise ImportRefused(name, _TOO_MANY.format(limits.rows))
        groups = [file.metadata.row_group(at).total_byte_size for at in range(file.num_row_groups)]
        if sum(groups) > _UNPACKED * limits.size:
            raise ImportRefused(
                name, "is too large once it is unpacked: split it, or keep only the columns that matter"
            )
        kept = [field.name for field in file.schema_arrow if _tells(field.type)]
        nested = [f"“{field.name}”" for field in file.schema_arrow if not _tells(field.type)]
    if len(kept) > limits.columns:
        raise ImportRefused(name, f"has {len(kept):,} columns; the limit is {limits.columns:,}")
    if not kept:
        raise ImportRefused(name, "is a Parquet file without columns of text or numbers")
    notes = (f"Columns that hold tables of their own were left aside: {', '.join(nested[:8])}.",) if nested else ()
    return ParquetTable(
        name=name,
        header=_distinct(kept),
        title="",
        first=1,
        encoding="utf-8",
        delimiter=",",
        notes=notes,
        limits=limits,
        _data=data,
        _start=0,
    )


def _tells(kind: pa.DataType) -> bool:
    """Whether cells of this type have a text."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return bool(pa.types.is_string(kind.value_type))
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    try:
        pa.array([], kind).cast(pa.string())
    except pa.ArrowException:
        return False
    return True


def _texts(encoded: frozenset[int], batch: pa.RecordBatch) -> list[pa.Array]:
    """The columns of a batch as texts in bytes, those to be understood dictionary-encoded."""
    return [_cells(c).dictionary_encode() if at in encoded else _cells(c) for at, c in enumerate(batch.columns)]


def _cells(column: pa.Array) -> pa.Array:
    """The cells of a column as texts in bytes; what is missing is empty."""
    if isinstance(column, pa.DictionaryArray):
        codes = pc.fill_null(column.indices, len(column.dictionary))
        return pa.concat_arrays([_cells(column.dictionary), pa.array([b""], pa.binary())]).take(codes)
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        column = pc.binary_join(column, ", ")
    if not pa.types.is_binary(column.type):
        column = column.cast(pa.string()).cast(pa.binary())
    return pc.fill_null(column, b"")


_TOO_MANY = "has more than {:,} rows, the limit: split it, or group it into counts"
_NEVER_CLOSED = "has a quotation mark in row {} that is never closed: close or remove it"


def _runaway(cell: str, delimiter: str) -> bool:
    """Whether a cell looks like many rows that a quotation mark has swallowed."""
    lines = cell.count("\n") + cell.count("\r")
    return lines > 20 and cell.count(delimiter) > lines // 2


def in_turn(work: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
    """The work on each item, in order, done on two other threads while more items are read; few wait at a time.

    >>> list(in_turn(str, [1, 2, 3]))
    ['1', '2', '3']
    """
    waiting: deque[Future[B]] = deque()
    with ThreadPoolExecutor(2) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _encoded(which: frozenset[int], batch: pa.RecordBatch) -> list[pa.Array]:
    return [column.dictionary_encode() if index in which else column for index, column in enumerate(batch.columns)]


# ------------------------------------------------------------------------------------------------- bytes and encodings


def _bytes(source: Source, name: str, limits: Limits) -> pa.Buffer:
    too_large = f"is larger than {limits.size // 1024**2} MB, the limit: split it, or keep only the columns that matter"
    if isinstance(source, str | Path):
        path = Path(source)
        if not path.is_file():
            raise ImportRefused(
                name, "is not there: check the name" if not path.exists() else "is a folder, not a file"
            )
        if path.stat().st_size > limits.size:
            raise ImportRefused(name, too_large)
        return pa.memory_map(str(path)).read_buffer() if path.stat().st_size else pa.py_buffer(b"")
    if not isinstance(source, bytes) and source.seekable():
        source.seek(0)
    content = source if isinstance(source, bytes) else source.read(limits.size + 1)
    if len(content) > limits.size:
        raise ImportRefused(name, too_large)
    return pa.py_buffer(content)


def _in_utf8(data: pa.Buffer) -> tuple[pa.Buffer, str]:
    """The bytes without a byte order mark, transcoded where they are UTF-16 or UTF-32, and the encoding they are in."""
    head = data[:4096].to_pybytes()
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return pa.py_buffer(data.to_pybytes().decode(encoding, "replace").encode()), encoding
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if (
            len(head) >= 8
            and head[offset::2].count(0) > 0.6 * len(head[offset::2])
            and head[1 - offset :: 2].count(0) == 0
        ):
            return pa.py_buffer(data.to_pybytes().decode(encoding, "replace").encode()), encoding
    if head.startswith(codecs.BOM_UTF8):
        data = data[3:]
    control = sum(byte < 32 and byte not in b"\t\n\r\f\v\0\x1a" for byte in head) + max(0, head.count(0) - 16)
    if control > 0.02 * len(head) + 8:
        return data, "binary"
    return data, "utf-8" if _is_utf8(data) else _single_byte(data)


def _is_utf8(data: pa.Buffer) -> bool:
    """Whether every byte is part of UTF-8 text."""
    offsets = pa.py_buffer(np.array([0, data.size], np.int64))
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, data]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def decoded_text(raw: bytes, encoding: str) -> str:
    """A cell as text: UTF-8 where it is, otherwise the encoding of the file. Never raises."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252" if encoding.startswith("utf") else encoding, "replace")


def _single_byte(data: pa.Buffer) -> str:
    """Which single-byte encoding: Cyrillic writes whole words above ASCII; Polish and Czech put letters where Western
    Europe has signs."""
    sheets = ((start, np.frombuffer(data[start : start + _BLOCK], np.uint8)) for start in range(0, data.size, _BLOCK))
    first = next(start + int(np.argmax(sheet > 127)) for start, sheet in sheets if sheet.max() > 127)
    sample = data[max(0, first - 1000) : first + _SAMPLE_BYTES].to_pybytes()
    runs = re.findall(rb"[\x80-\xff]{4,}", sample)
    high = sum(byte > 127 for byte in sample)
    if high and sum(map(len, runs)) > 0.5 * high:
        return "cp1251"
    inside = re.findall(rb"(?<=[A-Za-z])[\x80-\xff](?=[a-z])|(?<=[a-z])[\x80-\xff]\b", sample)
    signs = sum(not byte.decode("cp1252", "replace").isalpha() for byte in inside)
    letters = sum(byte.decode("cp1250", "replace").isalpha() for byte in inside)
    return "cp1250" if inside and signs > 0.3 * len(inside) and letters == len(inside) else "cp1252"


# ----------------------------------------------------------------------------------------------------------- records


def _records(piece: bytes, delimiter: str, most: int) -> Iterator[tuple[list[str], int]]:
    """The records of some bytes, each with the offset of the byte after it. Cells stand for bytes (Latin-1)."""
    position = 0

    def lines() -> Iterator[str]:
        nonlocal position
        for line in re.finditer(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", piece):
            position = line.end()
            yield line.group().decode("latin-1")

    reader = csv.reader(lines(), delimiter=delimiter)
    for _ in range(most):
        try:
            record = next(reader)
        except (StopIteration, csv.Error):
            return
        yield record, position


def _careful_records(stream: io.TextIOBase, delimiter: str, name: str, first: int) -> Iterator[list[str]]:
    reader = csv.reader(stream, delimiter=delimiter)
    row = first - 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ImportRefused(
                name,
                f"cannot be read beyond row {row}: a quotation mark is not closed, or a cell there is longer than "
                f"{_LONGEST_CELL:,} letters",
            ) from error
        if record:
            row += 1
            yield record


# ---------------------------------------------------------------------------------------------- delimiter and header


class _Layout:
    """Finds the delimiter, the header and the first row of a file from its first lines."""

    def __init__(self, name: str, data: pa.Buffer, encoding: str, limits: Limits) -> None:
        self.name, self.data, self.encoding, self.limits = name, data, encoding, limits
        self.notes: list[str] = []
        self.head = data[:_SAMPLE_BYTES].to_pybytes()

    def table(self) -> Table:
        told = re.match(rb"sep=(.)\r?\n", self.head)
        self.delimiter = told.group(1).decode("latin-1") if told else self._delimiter()
        records = list(_records(self.head, self.delimiter, 150))
        self.ends = [end for _, end in records]
        self.rows = [[self._text(cell) for cell in record] for record, _ in records]
        if not any(map(any, self.rows)):
            raise ImportRefused(self.name, "is empty: there is nothing in it")
        full = [len(row) for row in self.rows if sum(map(bool, row)) > 1] or [1]
        self.width = Counter(full).most_common(1)[0][0]
        self._check_width(max(self.width, len(self.rows[0])))
        for number, row in enumerate(self.rows, start=1):
            if any(len(cell) > 200 and _runaway(cell, self.delimiter) for cell in row):
                raise ImportRefused(self.name, _NEVER_CLOSED.format(number))
        header_at = self._header_row(start=1 if told else 0)
        upper = self._upper_row(header_at)
        return self._table(header_at, upper)

    def _check_width(self, columns: int) -> None:
        if columns > self.limits.columns:
            raise ImportRefused(
                self.name,
                f"has {columns:,} columns, the limit is {self.limits.columns:,}: keep only the columns that matter",
            )

    def _text(self, cell: str) -> str:
        return decoded_text(cell.encode("latin-1"), self.encoding).replace("\0", "").strip()

    def _delimiter(self) -> str:
        """The sign that cuts most lines into the same number of cells, more than one."""
        best, best_score = ",", 0.0
        for delimiter in _DELIMITERS:
            widths = [len(record) for record, _ in _records(self.head[: 1 << 17], delimiter, 200) if any(record)]
            common = Counter(width for width in widths if width > 1).most_common(1)
            if common:
                score = common[0][1] / len(widths) * (1 + 0.2 * np.log(common[0][0]))
                if score > best_score * 1.05:
                    best, best_score = delimiter, score
        return best

    def _header_row(self, start: int) -> int | None:
        """The row of the header; `None` if the table begins without one."""
        wanted = 1 if self.width == 1 else max(2, int(0.6 * min(self.width, 40)))
        for index in range(start, len(self.rows)):
            row = self.rows[index]
            if sum(map(bool, row)) >= min(wanted, max(2, self.width)) or (self.width == 1 and any(row)):
                return None if self._is_data(index) else index + self._goes_on_below(index)
        return None

    def _is_data(self, index: int) -> bool:
        """Whether a row looks like the rows below it rather than like their names."""
        row = self.rows[index]
        below = [other for other in self.rows[index + 1 :] if sum(map(bool, other)) > self.width // 2 and other != row]
        if not below:
            return sum(map(_numeric, row)) > 0
        data = header = 0
        for column, cell in enumerate(row):
            values = [other[column] for other in below if column < len(other) and other[column]]
            if not cell or not values:
                continue
            numeric = sum(map(_numeric, values)) / len(values)
            if numeric >= 0.6:
                data, header = data + _numeric(cell), header + (not _numeric(cell))
            elif sum(map(_has_digit, values)) > 0.9 * len(values):
                data, header = data + _has_digit(cell), header + (not _has_digit(cell))
            elif cell in values:
                data += 1
        return data > header

    def _goes_on_below(self, index: int) -> bool:
        """Whether the next line holds the lower names of a header of two lines: names that repeat, below gaps."""
        if index + 1 >= len(self.rows):
            return False
        upper, lower = self.rows[index], self.rows[index + 1]
        names = [name for name in lower if name]
        under_gaps = any(name and not above for above, name in zip(upper, lower, strict=False))
        return under_gaps and len(names) > len(set(names)) and not any(map(_has_digit, names))

    def _upper_row(self, header_at: int | None) -> int | None:
        """The first line of a header of two lines: several names above names that repeat."""
        if not header_at:
            return None
        names = [name for name in self.rows[header_at] if name]
        above = [name for name in self.rows[header_at - 1] if name]
        return header_at - 1 if len(above) > 1 and len(names) > len(set(names)) else None

    def _table(self, header_at: int | None, upper: int | None) -> Table:
        if header_at is None:
            start = next((index for index, row in enumerate(self.rows) if sum(map(bool, row)) > self.width // 2), 0)
            body_at, header = start, [""] * self.width
            self.notes.append("No header was found; the columns were numbered.")
        else:
            body_at, header = header_at + 1, list(self.rows[header_at])
            if upper is not None:
                header = self._two_levels(self.rows[upper], header)
                self.notes.append("The header has two lines; their names were joined.")
            while body_at < len(self.rows) and _column_numbers(self.rows[body_at]):
                body_at += 1
                self.notes.append("A row of column numbers below the header was skipped.")
        header = self._fit(header, body_at)
        self._check_width(len(header))
        above = self.rows[: (upper if upper is not None else header_at) or 0] if header_at is not None else []
        title = " ".join(cell for row in above for cell in row if cell)
        if title:
            self.notes.append("The lines above the header were read as its title.")
        first = sum(1 for row in self.rows[:body_at] if row) + 1
        start = self.ends[body_at - 1] if body_at else 0
        return Table(
            name=self.name,
            header=_distinct(header),
            title=" ".join(title.split())[:1000],
            first=first,
            encoding=self.encoding,
            delimiter=self.delimiter,
            notes=tuple(self.notes),
            limits=self.limits,
            _data=self.data,
            _start=start,
        )

    def _fit(self, header: list[str], body_at: int) -> list[str]:
        """The header as wide as the rows: a nameless first column (row names), or nameless ones at the end."""
        widths = Counter(len(row) for row in self.rows[body_at:] if sum(map(bool, row)) > 1)
        width = widths.most_common(1)[0][0] if widths else len(header)
        body = [row for row in self.rows[body_at:] if len(row) == width]
        if width == len(header) + 1 and len(body) > 1 and all(row[-1] for row in body[:20]):
            firsts = [row[0] for row in body]
            if len(set(firsts)) == len(firsts):
                self.notes.append("The header has no name for the first column.")
                return ["", *header]
        while len(header) > width and not header[-1]:
            header.pop()
        return header + [""] * (width - len(header))

    @staticmethod
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


def _numeric(cell: str) -> bool:
    return bool(re.fullmatch(r"[-+₹$€£(]?\s*\d[\d.,'’ ]*(?:e[+-]?\d+)?\)?%?", cell, re.IGNORECASE))


def _has_digit(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell)


def _column_numbers(row: list[str]) -> bool:
    numbers = [re.sub(r"[^\d]", "", cell) for cell in row]
    return len(row) > 2 and numbers in ([str(i + 1) for i in range(len(row))], [str(i) for i in range(len(row))])


def _distinct(header: list[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    repeats = Counter[str]()
    for index, name in enumerate(header):
        label = base = " ".join(name.split())[:200] or f"(column {index + 1})"
        while label in names:
            repeats[base] += 1
            label = f"{base} ({repeats[base] + 1})"
        names[label] = None
    return tuple(names)
