"""The common form of every file: a table with a header, facts about its form, and chunks of raw text columns.

A file that is not a table is refused in one sentence that says what it looks like.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analytics.model import DataError, Fault
from analytics.reading.width import COLUMNS, too_wide
from analytics.texts import Message, message

if TYPE_CHECKING:
    from analytics.reading.importing.roles import Columns

A = TypeVar("A")
B = TypeVar("B")

Source = Path | str | bytes | BinaryIO
"""A path, the bytes themselves, or an open binary file."""


class ImportRefusedError(DataError):
    """A file that cannot become a survey, with one sentence that says why and what to do.

    Where only the guess of the columns failed, `columns` holds it, so that a person can say which column is pay.

    >>> str(ImportRefusedError("pay.csv", message("is empty: export it again")))
    'pay.csv: is empty: export it again'
    """

    def __init__(self, file: str, sentence: Message, columns: Columns | None = None) -> None:
        super().__init__([Fault(file, sentence)])
        self.sentence, self.columns = sentence, columns


@dataclass(frozen=True)
class Limits:
    """Limits on the size of a file. A larger file is refused with the limit stated, never silently truncated.

    Args:
        size: bytes of the file; see `unpacked_from` for what it may unpack to.
        rows: rows below the header.
        columns: columns of the table.
        groups: different values of one dimension; a column with more of them is no dimension.
        texts: different texts of a column of titles, places or experience; one with more of them is left aside.
        cells: cells of a sheet of a workbook, blank ones between the first and the last included.
    """

    size: int = 200 * 1024**2
    rows: int = 10_000_000
    columns: int = COLUMNS
    groups: int = 500
    texts: int = 100_000
    cells: int = 20_000_000

    def unpacked_from(self, size: int) -> int:
        """Bytes that a file of so many bytes may unpack to: tables pack to a twentieth or so, bombs to a thousandth."""
        return min(20 * self.size, max(_ALWAYS_UNPACKED, _MOST_UNPACKED * size))

    def cells_from(self, size: int) -> int:
        """Cells that the rectangle of all cells of a workbook of so many bytes may have: sheets are hardly sparse."""
        return min(self.cells, max(_ALWAYS_CELLS, _MOST_CELLS * size))


LONGEST_NAME = 200
"""Letters of a column or a sheet that a name or a sentence keeps."""
_ALWAYS_UNPACKED = 16 << 20
_ALWAYS_CELLS = 1_000_000
_MOST_UNPACKED = 200
_MOST_CELLS = 4

LIMITS = Limits()
"""The limits unless others are given."""

PASSWORD = message("is protected by a password: remove it, or save the table as CSV")
FAR_APART = message(
    "has cells far apart from one another, or repeated over endless rows: delete the rows and columns behind the table"
)
DAMAGED_WORKBOOK = message(
    "is a workbook that is damaged, or another document: open it and save the sheet as CSV UTF-8"
)
TOO_LARGE_UNPACKED = message("is too large once it is unpacked: split it, or keep only the columns that matter")

MORE_CELLS, FEWER_CELLS = 1, 2
"""Flaws of a row: more cells than the table has columns, or fewer."""


@dataclass(frozen=True)
class Chunk:
    """Some consecutive rows of a table.

    Args:
        first: number of the first row, as a spreadsheet counts (the first line of the file is row 1; in text files
            lines without anything on them do not count).
        columns: one array of bytes per column, dictionary-encoded or not.
        flaws: for each row, whether it had more cells than the table has columns (1) or fewer (2); `None`: no row had.
    """

    first: int
    columns: Sequence[pa.Array]
    flaws: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        return len(self.columns[0])

    def encode(self, positions: Collection[int]) -> Chunk:
        """The same rows with each text of some columns once, and its place in every row that has it.

        >>> (column,) = Chunk(2, [pa.array([b"Pune", b"Agra", b"Pune"], pa.binary())]).encode([0]).columns
        >>> column.dictionary.to_pylist(), column.indices.to_pylist()
        ([b'Pune', b'Agra'], [0, 1, 0])
        """
        columns = [
            column.dictionary_encode() if index in positions else column for index, column in enumerate(self.columns)
        ]
        return replace(self, columns=columns)


@dataclass(frozen=True, eq=False, kw_only=True)
class Table:
    """A header, facts about the form of the file, and the rows below the header.

    This class has no rows; each kind of file has a subclass that reads its own.

    Args:
        name: of the file.
        header: one name per column, all different: "Pay (2)" for a second "Pay", "(column 3)" for one without a name.
        title: the text above the header.
        first: number of the first row below the header.
        encoding: how the letters of the file are written.
        delimiter: the sign between two cells; a comma where the file has no such sign.
        sheet: the sheet of a workbook that was read, or the file of an archive.
        sheets: all sheets with rows that could be read instead; empty for what is no workbook.
        notes: what was done to the form of the file, in sentences.
        guesses: what of it is a guess that the file does not settle, in sentences.
        preference: how much it resembles the wanted table, where it was preferred to others.
        rivals: the first rows of other sheets that resemble the wanted table, too, the best first.
    """

    name: str
    header: tuple[str, ...]
    title: str = ""
    first: int = 1
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    guesses: tuple[Message, ...] = ()
    preference: float = 0.0
    rivals: tuple[Table, ...] = field(default=(), repr=False)
    limits: Limits = field(default=LIMITS, repr=False)

    def expected_rows(self, sample: Sequence[Sequence[str]]) -> int:  # noqa: ARG002
        """Roughly how many rows there are, given what `sample` gave; at least 1."""
        return 1

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be looked at whole before it is read."""
        return False

    def sample(self, places: int = 5, rows: int = 600) -> list[list[str]]:  # noqa: ARG002
        """Rows from several places of the file, for guessing; all rows of a small one."""
        return []

    def chunks(self) -> Iterator[Chunk]:
        """The rows, some ten thousand at a time.

        Raises:
            ImportRefusedError: for what only shows while the rows are read: too many, or damage.
        """
        return iter(())


@dataclass(frozen=True, eq=False, kw_only=True)
class MemoryTable(Table):
    """A table whose cells are in memory, one dictionary of texts per column: a sheet, or JSON records."""

    columns: tuple[pa.DictionaryArray, ...] = field(repr=False)
    flaws: NDArray[np.uint8] | None = field(default=None, repr=False)

    def expected_rows(self, sample: Sequence[Sequence[str]]) -> int:  # noqa: ARG002
        """How many rows there are; at least 1."""
        return max(1, len(self.columns[0]))

    def sample(self, places: int = 5, rows: int = 600) -> list[list[str]]:
        """Rows from several places, for guessing; all rows of a small table."""
        size = len(self.columns[0])
        starts = [0] if size <= places * rows else [(size - rows) * place // (places - 1) for place in range(places)]
        length = size if len(starts) == 1 else rows
        sampled: list[list[str]] = []
        for start in starts:
            pieces = [column.slice(start, length) for column in self.columns]
            texts = [[text.decode().strip() for text in piece.cast(pa.binary()).to_pylist()] for piece in pieces]
            sampled += map(list, zip(*texts, strict=True))
        return sampled

    def chunks(self) -> Iterator[Chunk]:
        """The rows, fifty thousand at a time; see `Table.chunks`."""
        for start in range(0, len(self.columns[0]), _ROWS_A_CHUNK):
            columns = [column.slice(start, _ROWS_A_CHUNK).cast(pa.binary()) for column in self.columns]
            flaws = None if self.flaws is None else self.flaws[start : start + _ROWS_A_CHUNK]
            yield Chunk(self.first + start, columns, flaws)


_ROWS_A_CHUNK = 50_000


def decoded_text(raw: bytes, encoding: str) -> str:
    """A cell as text: UTF-8 where it is, otherwise the encoding of the file. Never raises."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252" if encoding.startswith("utf") else encoding, "replace")


def buffers(texts: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """The bytes of an array of texts, one after the other, and where each text begins and ends in them.

    >>> content, bounds = buffers(pa.array([b"Pune", b"Agra"], pa.binary()))
    >>> content[bounds[1] : bounds[2]].tobytes()
    b'Agra'
    """
    _, offsets, data = texts.buffers()
    bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8), bounds


def too_many_rows(limits: Limits) -> Message:
    """The refusal of a table with more rows than the limit."""
    return message("has more than {rows} rows, the limit: split it, or group it into counts", rows=f"{limits.rows:,}")


def check_width(name: str, columns: int, limits: Limits) -> None:
    """Refuse a table with more columns than the limit.

    Raises:
        ImportRefusedError: for more columns than the limit.
    """
    if rule := too_wide(columns, limits.columns):
        raise ImportRefusedError(name, rule)


def distinct_names(header: Sequence[str]) -> tuple[str, ...]:
    """The names of columns, made different; a column without a name is called by its number.

    >>> distinct_names(["Pay", "", "Pay"])
    ('Pay', '(column 2)', 'Pay (2)')
    """
    names: dict[str, None] = {}
    repeats = Counter[str]()
    for index, name in enumerate(header):
        label = base = " ".join(name.split())[:LONGEST_NAME] or f"(column {index + 1})"
        while label in names:
            repeats[base] += 1
            label = f"{base} ({repeats[base] + 1})"
        names[label] = None
    return tuple(names)


def quote_names(names: Iterable[str], most: int) -> str:
    """The first of some names in quotation marks, none so long that it would take the sentence around it over.

    >>> quote_names(["Pay", "Rates", "Notes"], most=2)
    '“Pay”, “Rates”'
    """
    return ", ".join(f"“{name[:LONGEST_NAME]}”" for name in islice(names, most))


def side_by_side(work: Callable[[A], B], items: Iterable[A]) -> list[B]:
    """Process independent items on two threads.

    >>> side_by_side(str, [1, 2, 3])
    ['1', '2', '3']
    """
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))


def in_turn(work: Callable[[A], B], items: Iterable[A], most_waiting: int = 5) -> Iterator[B]:
    """The work on each item, in order, done on two other threads while more items are read.

    Args:
        most_waiting: how many items are read ahead. The first take longest, since most texts of a file are new in them.

    >>> list(in_turn(str, [1, 2, 3]))
    ['1', '2', '3']
    """
    waiting: deque[Future[B]] = deque()
    with ThreadPoolExecutor(2) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > most_waiting:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
