"""Archives: a gzip or zip file with one table in it, and workbooks, which are archives themselves.

Nothing is unpacked beyond a limit set by the size of the archive, whatever the archive claims: output is counted before
any of it is kept, so a bomb costs neither memory nor time.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numba import int64, uint8, void
from numpy.typing import NDArray

from analytics.machine_code import compile_for, read_only
from analytics.reading.files.table import (
    DAMAGED_WORKBOOK,
    FAR_APART,
    PASSWORD,
    TOO_LARGE_UNPACKED,
    ImportRefusedError,
    Limits,
    Table,
)
from analytics.reading.files.unfolding import SharedTexts, count_records
from analytics.texts import message

if TYPE_CHECKING:
    from analytics.reading.files.opening import Preference

_STEP = 1 << 20
_PIECE = 1 << 16
_MOST_LISTED = 1 << 20  # bytes of the list of files at the end of a zip archive
_TABLES = (".csv", ".tsv", ".txt", ".tab", ".json", ".jsonl", ".ndjson", ".parquet")
_DAMAGED = message("is an archive that is damaged or cut short: export or fetch it again")
_PACKED_TWICE = message("is an archive in an archive: unpack it and bring the table inside")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")


def packed_table(
    name: str, data: pa.Buffer, limits: Limits, sheet: str = "", prefer: Preference | None = None
) -> Table:
    """The table in an archive or a workbook.

    Raises:
        ImportRefusedError: for an archive with no table or several, a damaged one, or one that unpacks to too much.
    """
    head = data[:8].to_pybytes()
    if head.startswith(b"\x1f\x8b"):
        content = _unpack(name, lambda: _gunzip(name, data), data.size, limits)
        return _inside(re.sub(r"\.gz$", "", name, flags=re.IGNORECASE), name, content, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        from analytics.reading.files.legacy import check_legacy_workbook
        from analytics.reading.files.workbook import workbook_table

        check_legacy_workbook(name, data, limits)
        return workbook_table(name, data, limits, sheet, prefer)
    _check_list(name, data)
    try:
        with zipfile.ZipFile(pa.BufferReader(data)) as archive:
            members = [member for member in archive.infolist() if not _is_clutter(member.filename)]
            if _is_workbook(archive, members):
                from analytics.reading.files.workbook import workbook_table

                check_workbook(name, archive, data.size, limits)
                return workbook_table(name, data, limits, sheet, prefer)
            return _only_table(name, archive, members, data.size, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ImportRefusedError(name, _DAMAGED) from error


def _is_clutter(path: str) -> bool:
    return path.endswith("/") or any(part.startswith((".", "__MACOSX")) for part in path.split("/"))


def _is_workbook(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    names = {member.filename for member in members}
    if any(name.startswith("xl/") for name in names):
        return True
    if "mimetype" not in names:
        return False
    with archive.open("mimetype") as kind:
        return b"opendocument.spreadsheet" in kind.read(100)


def _only_table(
    name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], packed: int, limits: Limits
) -> Table:
    tables = [member for member in members if member.filename.lower().endswith(_TABLES)]
    data = [member for member in tables if not member.filename.lower().endswith(".txt")]
    tables = data or tables  # a text file beside a table describes it
    tables = tables if tables or len(members) != 1 else members
    if not tables:
        raise ImportRefusedError(name, message("is a zip archive without a table in it: bring the table as CSV"))
    if len(tables) > 1:
        names = ", ".join(f"“{member.filename[:60]}”" for member in tables[:4])
        raise ImportRefusedError(
            name,
            message(
                "holds {number} tables ({names}): unpack it and bring one of them",
                number=f"{len(tables):,}",
                names=names,
            ),
        )
    (member,) = tables
    if member.flag_bits & 1:
        raise ImportRefusedError(name, PASSWORD)
    content = _unpack(name, lambda: _pieces(archive, member), packed, limits)
    return _inside(member.filename.rpartition("/")[2], name, content, limits)


def _inside(inner: str, name: str, content: pa.Buffer, limits: Limits) -> Table:
    """Open the table in the unpacked bytes, under the name of the archive."""
    from analytics.reading.files.opening import bare_table

    if content[:8].to_pybytes().startswith(_ARCHIVES):
        raise ImportRefusedError(name, _PACKED_TWICE)
    table = bare_table(name, content, limits)
    note = message("The table is “{file}”, unpacked from the archive.", file=inner[:80])
    return replace(table, sheet=inner, notes=(note, *table.notes))


def _unpack(name: str, pieces: Callable[[], Iterator[bytes]], packed: int, limits: Limits) -> pa.Buffer:
    """Unpack all that a stream gives into memory.

    Raises:
        ImportRefusedError: for more than an archive of so many bytes may unpack to, before any of it is kept.
    """
    allowed, size = min(limits.unpacked_from(packed), limits.size), 0
    for piece in pieces():
        size += len(piece)
        if size > allowed:
            raise ImportRefusedError(name, TOO_LARGE_UNPACKED)
    content, place = bytearray(size), 0
    for piece in pieces():
        content[place : place + len(piece)] = piece
        place += len(piece)
    return pa.py_buffer(content)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while piece := stream.read(_STEP):
            yield piece


def _gunzip(name: str, data: pa.Buffer) -> Iterator[bytes]:
    """Unpack a gzip archive of one part or several, piece by piece."""
    stream, place = zlib.decompressobj(wbits=31), 0
    try:
        while place < data.size:
            piece = data[place : place + _PIECE].to_pybytes()
            place += len(piece)
            while piece:
                if stream.eof:
                    stream = zlib.decompressobj(wbits=31)
                    piece = piece.lstrip(b"\0")
                yield stream.decompress(piece, _STEP)
                piece = stream.unused_data if stream.eof else stream.unconsumed_tail
    except zlib.error as error:
        raise ImportRefusedError(name, _DAMAGED) from error
    if not stream.eof:
        raise ImportRefusedError(name, _DAMAGED)


def _check_list(name: str, data: pa.Buffer) -> None:
    """Refuse an archive with a very long file list, which would be read in full; damage is detected later."""
    tail = data[max(0, data.size - _PIECE - 22) :].to_pybytes()
    end = tail[tail.rfind(b"PK\5\6") :]
    if end.startswith(b"PK\5\6") and len(end) >= 22 and struct.unpack_from("<I", end, 12)[0] > _MOST_LISTED:
        raise ImportRefusedError(name, message("is an archive of very many files: bring the one with the table"))


# ------------------------------------------------------------------------------------------------------- workbooks


def check_workbook(name: str, archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    """Refuses a workbook that unpacks to too much or whose parts declare entities, by unpacking and counting.

    Raises:
        ImportRefusedError: in one sentence.
    """
    allowed, cells, cells_of_sheets = limits.unpacked_from(packed), limits.cells_from(packed), 0
    _check_sheets(name, sum(member.filename.startswith("xl/worksheets/") for member in archive.infolist()))
    if sum(member.file_size for member in archive.infolist()) > allowed:
        raise ImportRefusedError(name, TOO_LARGE_UNPACKED)
    for member in archive.infolist():
        if member.flag_bits & 1:
            raise ImportRefusedError(name, PASSWORD)
        first, extent, nesting = True, Extent(), np.zeros(3, np.int64)
        for piece in _pieces(archive, member):
            allowed -= len(piece)
            if first and re.search(rb"<!(?:DOCTYPE|ENTITY)", piece):
                raise ImportRefusedError(
                    name, message("is a workbook whose parts declare entities, which no program writes")
                )
            first = False
            if member.filename.endswith((".xml", ".rels")):
                count_nesting(np.frombuffer(piece, np.uint8), nesting)
                if nesting[1] > _DEEPEST:
                    raise ImportRefusedError(
                        name, message("is a workbook with parts in parts without end, which no program writes")
                    )
            if member.filename.startswith("xl/worksheets/"):
                extent.add(piece)
            if allowed < 0:
                raise ImportRefusedError(name, TOO_LARGE_UNPACKED)
            if extent.cells > cells:
                raise ImportRefusedError(name, FAR_APART if cells < limits.cells else TOO_LARGE_UNPACKED)
        if member.filename == "content.xml":
            if nesting[0] > 0:  # truncated: a reader could wait for the end forever
                raise ImportRefusedError(name, DAMAGED_WORKBOOK)
            content = archive.read(member)
            _check_sheets(name, len(_OPEN_DOCUMENT_SHEET.findall(content)))
            if repeated_cells(content) > cells:
                raise ImportRefusedError(name, FAR_APART)
        cells_of_sheets += extent.cells
        if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".bin"):
            rows, columns, _ = count_records(np.frombuffer(archive.read(member), np.uint8), np.zeros(0, np.int64))
            cells_of_sheets += rows * columns
            if rows * columns > cells:
                raise ImportRefusedError(name, FAR_APART if cells < limits.cells else TOO_LARGE_UNPACKED)
    texts, most = SharedTexts(archive), limits.unpacked_from(packed)
    if texts.longest * cells_of_sheets > most and texts.unfolded_bytes() > most:
        raise ImportRefusedError(name, TOO_LARGE_UNPACKED)


_MOST_SHEETS = 1_000
"""Each sheet is looked into; a workbook of thousands took longer than anyone waits."""
_OPEN_DOCUMENT_SHEET = re.compile(rb"<table:table\b(?!-)")


def _check_sheets(name: str, sheets: int) -> None:
    if sheets > _MOST_SHEETS:
        raise ImportRefusedError(
            name, message("is a workbook of {n} sheets: bring the one with the table", n=f"{sheets:,}")
        )


_DEEPEST = 200
"""How deep the parts of a workbook can stand in one another: a reader keeps a note of each that is open."""


@compile_for(void(read_only(uint8), int64[::1]))
def count_nesting(text: NDArray[np.uint8], state: NDArray[np.int64]) -> None:
    """Counts how deep tags stand in one another, in a document that comes in pieces.

    Args:
        state: how many tags are open, the most there were, and where the last piece ended: 0 outside of tags, 1 behind
            the “<” of one, 2 in one that ends or says nothing, 3 in one that begins, 4 behind a “/” in it, or the
            quotation mark that ends an attribute.
    """
    opened, deepest, place = state[0], state[1], state[2]
    for byte in text:
        if place == 0:
            if byte == 60:  # <
                place = 1
        elif place == 1:
            place = 2 if byte == 47 or byte == 33 or byte == 63 else 3  # / ! ?
            opened -= byte == 47
        elif byte == 62 and place < 5:  # >
            if place == 3:
                opened += 1
                deepest = max(deepest, opened)
            place = 0
        elif place == 3 or place == 4:
            place = 4 if byte == 47 else byte if byte == 34 or byte == 39 else 3
        elif place == byte:
            place = 3
    state[0], state[1], state[2] = opened, deepest, place


class Extent:
    """The extent of a sheet's cells: a reader holds every cell up to the last, and two cells may be far apart.

    >>> extent = Extent()
    >>> extent.add(b'<row r="2"><c r="A2"/><c r="AB2"/></row><c r=')
    >>> extent.add(b'"C2000"')
    >>> extent.rows, extent.columns
    (2000, 28)
    """

    def __init__(self) -> None:
        self.rows, self.columns, self.rest = 0, 0, b""

    @property
    def cells(self) -> int:
        """Cells of the smallest rectangle from the first cell of the sheet that holds all."""
        return self.rows * self.columns

    def add(self, piece: bytes) -> None:
        """Looks at more of a sheet."""
        text = self.rest + piece
        rows, columns = last_cell(np.frombuffer(text, np.uint8)).tolist()
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        self.rest = text[-40:]


@compile_for(int64[::1](read_only(uint8)))
def last_cell(text: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The largest row and column that an attribute such as r="AB12" names."""
    rows, columns, size = 0, 0, len(text)
    for place in range(1, size - 3):
        if text[place] != 114 or text[place - 1] > 32:  # an "r" behind a blank
            continue
        position = place + 1
        while position < size and (text[position] <= 32 or text[position] == 61):  # blanks and the sign of equality
            position += 1
        if position >= size or (text[position] != 34 and text[position] != 39):  # a quotation mark
            continue
        column, row = 0, 0
        position += 1
        while position < size and 65 <= text[position] <= 90 and column < 1 << 20:
            column = 26 * column + int(text[position]) - 64
            position += 1
        while position < size and 48 <= text[position] <= 57 and row < 1 << 30:
            row = 10 * row + int(text[position]) - 48
            position += 1
        if position < size and (text[position] == 34 or text[position] == 39):
            rows, columns = max(rows, row), max(columns, column)
    return np.array([rows, columns])


_END_OF_ROW = b"</table:table-row>"
_OPEN_DOCUMENT_ROW = re.compile(rb"<table:table-row\b([^<>]*[^/<>])?>(.*?)" + _END_OF_ROW, re.DOTALL)
_OPEN_DOCUMENT_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^<>]*)>")
_REPEATED = re.compile(rb"-repeated\s*=\s*[\"'](\d+)")


def repeated_cells(content: bytes) -> int:
    """How many cells with something in them the rows of an OpenDocument sheet stand for that say they are repeated.

    >>> row = b'<table:table-row table:number-rows-repeated="900">%s</table:table-row>'
    >>> repeated_cells(row % b"<table:table-cell/>"), repeated_cells(row % b"<table:table-cell><p>x</p></table:table-cell>")
    (0, 900)
    """  # noqa: E501
    if not re.search(rb"-repeated\s*=\s*[\"']\d\d\d", content):
        return 0
    cells, end = 0, content.rfind(_END_OF_ROW) + len(_END_OF_ROW)  # beyond it, each row would be sought to the end
    for row in _OPEN_DOCUMENT_ROW.finditer(content, 0, end):
        for cell in _OPEN_DOCUMENT_CELL.finditer(row[2]):
            if not cell[1].endswith(b"/") or b"office:" in cell[1]:
                cells += _times(row[1] or b"") * _times(cell[1])
    return cells


def _times(attributes: bytes) -> int:
    match = _REPEATED.search(attributes)
    return int(match[1][:10]) if match else 1
