"""Read a Parquet file as a table of the texts that a CSV file would hold.

The types of all columns are compared with a list before any column is read: a type that some version of Arrow cannot
cast safely is skipped and named, not tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from analytics.reading.files.table import (
    TOO_LARGE_UNPACKED,
    Chunk,
    ImportRefusedError,
    Limits,
    Table,
    check_width,
    decoded_text,
    distinct_names,
    in_turn,
    quote_names,
    too_many_rows,
)
from analytics.texts import message

SURVEY_KEY = b"vetan"
"""The key in the metadata of a Parquet file under which a saved survey is described."""

_BATCH = 1 << 17
_SMALL = 3_000
_CELLS_A_BYTE = 50  # a cell in fewer bits than these is made up: sorted columns of real files need more
_FEW_CELLS = 1_000_000


@dataclass(frozen=True, eq=False, kw_only=True)
class ParquetTable(Table):
    """A table in a Parquet file, as the texts that a CSV file would hold. Its first row is row 1."""

    data: pa.Buffer = field(repr=False)

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be looked at whole before it is read."""
        with self._file() as file:
            return bool(file.metadata.num_rows > _SMALL)

    def sample(self, places: int = 5, rows: int = 600) -> list[list[str]]:
        """Rows from several places of the file, for guessing; all rows of a small one."""
        with self._file() as file:
            groups, total = file.num_row_groups, file.metadata.num_rows
            if total <= places * rows:
                batches = list(self._batches(file, range(groups), max(1, total)))
            else:
                row_groups = [groups * place // places for place in range(places)]
                batches = [
                    batch.slice(max(0, batch.num_rows - rows) * place // places, rows)
                    for place, group in enumerate(row_groups)
                    for batch in itertools.islice(self._batches(file, [group], _BATCH), 1)
                ]
        sampled: list[list[str]] = []
        for batch in batches:
            cells = [
                [decoded_text(cell, self.encoding).strip() for cell in _encoded_cells(column).to_pylist()]
                for column in batch.columns
            ]
            sampled += map(list, zip(*cells, strict=True))
        return sampled

    def expected_rows(self, sample: Sequence[Sequence[str]]) -> int:  # noqa: ARG002
        """How many rows there are; at least 1."""
        with self._file() as file:
            return max(1, int(file.metadata.num_rows))

    def chunks(self) -> Iterator[Chunk]:
        """The rows, some hundred thousand at a time; see `Table.chunks`."""
        first = self.first
        with self._file() as file:
            batches = self._batches(file, range(file.num_row_groups), _BATCH)
            for columns in in_turn(_texts, batches, most_waiting=1):  # they wait again where they are cleaned
                if len(columns[0]):
                    yield Chunk(first, columns)
                    first += len(columns[0])
            if first - self.first < file.metadata.num_rows:
                raise ImportRefusedError(self.name, _DAMAGED)

    def _file(self) -> parquet.ParquetFile:
        return _open(self.name, self.data)

    def _batches(self, file: parquet.ParquetFile, groups: Iterable[int], rows: int) -> Iterator[pa.RecordBatch]:
        readable_names = [field.name for field in file.schema_arrow if is_readable(field.type)]
        try:
            for batch in file.iter_batches(rows, list(groups), readable_names):
                yield from _flat(batch)
        except MemoryError as error:
            raise ImportRefusedError(self.name, TOO_LARGE_UNPACKED) from error
        except (pa.ArrowException, OSError) as error:
            raise ImportRefusedError(self.name, _DAMAGED) from error


_DAMAGED = message("is a Parquet file that is damaged or cut short: export or fetch it again")


def parquet_table(name: str, data: pa.Buffer, limits: Limits) -> Table:
    """The table in a Parquet file.

    Raises:
        ImportRefusedError: for a file that is damaged, has no column that can be read, or holds more than the limits.
    """
    with _open(name, data) as file:
        schema, metadata = file.schema_arrow, file.metadata
        if SURVEY_KEY in (schema.metadata or {}):
            raise ImportRefusedError(
                name, message("is a saved survey, whose rows are grouped already, not a table to import")
            )
        check_width(name, metadata.num_columns, limits)
        if not _adds_up(metadata, data.size):
            raise ImportRefusedError(name, _DAMAGED)
        if metadata.num_rows > limits.rows:
            raise ImportRefusedError(name, too_many_rows(limits))
        size = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
        cells = metadata.num_rows * metadata.num_columns
        if size > limits.unpacked_from(data.size) or cells > max(_FEW_CELLS, _CELLS_A_BYTE * data.size):
            raise ImportRefusedError(name, TOO_LARGE_UNPACKED)
        readable_names = [name for field in schema if is_readable(field.type) for name, _ in _leaves(field)]
        unreadable = [
            f"{quote_names([field.name], 1)} ({_type_name(field.type)})"
            for field in schema
            if not is_readable(field.type)
        ]
    if not readable_names:
        raise ImportRefusedError(name, message("is a Parquet file without columns of text or numbers"))
    notes = (
        (message("Columns that hold no text or number were left aside: {columns}.", columns=", ".join(unreadable[:8])),)
        if unreadable
        else ()
    )
    return ParquetTable(name=name, header=distinct_names(readable_names), notes=notes, limits=limits, data=data)


def _adds_up(metadata: parquet.FileMetaData, size: int) -> bool:
    """Whether the numbers in a footer are consistent, since a reader trusts each of them separately.

    Fewer rows in a group than values in its columns would be read as a part of the file without a word; groups that all
    point to the same bytes stand for any number of rows.

    Args:
        metadata: the footer.
        size: bytes of the file.
    """
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    if sum(group.num_rows for group in groups) != metadata.num_rows:
        return False
    repeats = [metadata.schema.column(index).max_repetition_level > 0 for index in range(metadata.num_columns)]
    for group in groups:
        if group.num_columns != metadata.num_columns:
            return False
        for index, is_list in enumerate(repeats):
            column = group.column(index)
            size -= column.total_compressed_size
            if size < 0 or column.num_values < group.num_rows or (column.num_values > group.num_rows and not is_list):
                return False
    return True


def _open(name: str, data: pa.Buffer) -> parquet.ParquetFile:
    try:
        schema = parquet.read_schema(pa.BufferReader(data))
        # Texts stay encoded: a few bytes on disk can stand for very many in memory.
        leaves = [leaf for field in schema if is_readable(field.type) for leaf in _leaves(field)]
        texts = [name for name, kind in leaves if pa.types.is_string(kind) or pa.types.is_binary(kind)]
        return parquet.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
    except MemoryError as error:
        raise ImportRefusedError(name, TOO_LARGE_UNPACKED) from error
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:  # also in the names of columns
        raise ImportRefusedError(name, _DAMAGED) from error


_PLAIN = (
    *(pa.types.is_null, pa.types.is_boolean, pa.types.is_integer, pa.types.is_float32, pa.types.is_float64),
    *(pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary),
    *(pa.types.is_decimal128, pa.types.is_date, pa.types.is_timestamp, pa.types.is_time, pa.types.is_duration),
)
_DEEPEST = 4
"""How many records may stand in one another."""
_TEXT = (pa.types.is_string, pa.types.is_large_string)


def is_readable(kind: pa.DataType, depth: int = 0) -> bool:
    """Whether cells of this type are read: plain values, categories and records of them, lists of texts, nothing else.

    >>> is_readable(pa.string()), is_readable(pa.list_(pa.string())), is_readable(pa.string_view())
    (True, True, False)
    >>> is_readable(pa.struct([("min", pa.int64())])), is_readable(pa.struct([("min", pa.string_view())]))
    (True, False)
    """
    if pa.types.is_struct(kind):
        return depth < _DEEPEST and kind.num_fields > 0 and all(is_readable(field.type, depth + 1) for field in kind)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return any(test(kind.value_type) for test in _TEXT)
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(test(kind) for test in _PLAIN)


def _leaves(field: pa.Field) -> list[tuple[str, pa.DataType]]:
    """The columns that a field holds, each with its type; those of a record are called "outer.inner"."""
    if not pa.types.is_struct(field.type):
        return [(field.name, field.type)]
    return [(f"{field.name}.{name}", kind) for inner in field.type for name, kind in _leaves(inner)]


def _flat(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The same rows with a column for each value of a record."""
    if not any(pa.types.is_struct(field.type) for field in batch.schema):
        yield batch
        return
    table = pa.Table.from_batches([batch])
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    yield from table.to_batches()


def _type_name(kind: pa.DataType) -> str:
    return str(kind).partition("<")[0].partition("[")[0]


def _texts(batch: pa.RecordBatch) -> list[pa.Array]:
    """The columns of a batch as texts in bytes; those that came so, dictionary-encoded."""
    return [
        _encoded_cells(column) if pa.types.is_dictionary(column.type) else _cells(column) for column in batch.columns
    ]


def _encoded_cells(column: pa.Array) -> pa.DictionaryArray:
    """The cells of a column, dictionary-encoded; each different text is turned into bytes once."""
    if not pa.types.is_dictionary(column.type):
        return _cells(column).dictionary_encode()
    size = len(column.dictionary)
    dictionary = pa.concat_arrays([_cells(column.dictionary), pa.array([b""], pa.binary())])
    codes = pc.fill_null(column.indices.cast(pa.int32()), size)
    return pa.DictionaryArray.from_arrays(codes, dictionary)


def _cells(column: pa.Array) -> pa.Array:
    """The cells of a column as texts in bytes; what is missing is empty."""
    if pa.types.is_dictionary(column.type):
        return _encoded_cells(column).cast(pa.binary())
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        column = pc.binary_join(column, ", ")
    if not pa.types.is_binary(column.type):
        column = column.cast(pa.string()).cast(pa.binary())
    return pc.fill_null(column, b"")
