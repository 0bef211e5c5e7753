"""Files in files: a gzip or zip archive with one table in it, and workbooks, which are archives themselves.

Nothing is unpacked beyond a limit that follows from the size of the archive, whatever the archive says of its contents.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from analytics.reading.files.table import TOO_LARGE_UNPACKED, ImportRefused, Limits, Table

if TYPE_CHECKING:
    from analytics.reading.files.opening import Preference

_STEP = 1 << 20
_SPREAD_OUT = 2  # the rectangle from the first cell of the sheet is larger than that of its own cells
_TABLES = (".csv", ".tsv", ".txt", ".tab", ".json", ".jsonl", ".ndjson", ".parquet")
_DAMAGED = "is an archive that is damaged or cut short: export or fetch it again"
_PASSWORD = "is protected by a password: remove it, or save the table as CSV"
_PACKED_TWICE = "is an archive in an archive: unpack it and bring the table inside"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")


def packed_table(
    name: str, data: pa.Buffer, limits: Limits, sheet: str = "", prefer: Preference | None = None
) -> Table:
    """The table in an archive or a workbook.

    Raises:
        ImportRefused: for an archive with no table or several, one that is damaged, or one that unpacks to too much.
    """
    head = data[:8].to_pybytes()
    if head.startswith(b"\x1f\x8b"):
        return _inside(re.sub(r"\.gz$", "", name, flags=re.IGNORECASE), name, _gunzipped(name, data, limits), limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        from analytics.reading.files.workbook import workbook_table

        return workbook_table(name, data, limits, sheet, prefer)
    try:
        with zipfile.ZipFile(pa.BufferReader(data)) as archive:
            members = [member for member in archive.infolist() if not _is_clutter(member.filename)]
            if _is_workbook(archive, members):
                from analytics.reading.files.workbook import workbook_table

                _check_unpacked(name, archive, data.size, limits)
                return workbook_table(name, data, limits, sheet, prefer)
            return _only_table(name, archive, members, data.size, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ImportRefused(name, _DAMAGED) from error


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
    tables = data or tables  # a text beside a table tells about it
    tables = tables if tables or len(members) != 1 else members
    if not tables:
        raise ImportRefused(name, "is a zip archive without a table in it: bring the table as CSV")
    if len(tables) > 1:
        names = ", ".join(f"“{member.filename[:60]}”" for member in tables[:4])
        raise ImportRefused(name, f"holds {len(tables):,} tables ({names}): unpack it and bring one of them")
    (member,) = tables
    if member.flag_bits & 1:
        raise ImportRefused(name, _PASSWORD)
    allowed = min(limits.unpacked_from(packed), limits.size)
    with archive.open(member) as stream:
        content = stream.read(allowed + 1)
    if len(content) > allowed:
        raise ImportRefused(name, TOO_LARGE_UNPACKED)
    return _inside(member.filename.rpartition("/")[2], name, content, limits)


def _inside(inner: str, name: str, content: bytes, limits: Limits) -> Table:
    """The table in what was unpacked; it is called by the name of the archive."""
    from analytics.reading.files.opening import open_table

    if content.startswith(_ARCHIVES):
        raise ImportRefused(name, _PACKED_TWICE)
    table = open_table(content, name, limits)
    return replace(table, sheet=inner, notes=(f"The table is “{inner[:80]}”, unpacked from the archive.", *table.notes))


def _gunzipped(name: str, data: pa.Buffer, limits: Limits) -> bytes:
    allowed = min(limits.unpacked_from(data.size), limits.size)
    unpacked = io.BytesIO()
    rest = data.to_pybytes()
    try:
        while rest:
            stream = zlib.decompressobj(wbits=31)
            piece = rest
            while piece and not stream.eof:
                unpacked.write(stream.decompress(piece, _STEP))
                piece = stream.unconsumed_tail
                if unpacked.tell() > allowed:
                    raise ImportRefused(name, TOO_LARGE_UNPACKED)
            if not stream.eof:
                raise ImportRefused(name, _DAMAGED)
            rest = stream.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise ImportRefused(name, _DAMAGED) from error
    return unpacked.getvalue()


def _check_unpacked(name: str, archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    """Refuses a workbook that unpacks to too much or whose parts declare entities, by unpacking and counting."""
    allowed = limits.unpacked_from(packed)
    if sum(member.file_size for member in archive.infolist()) > allowed:
        raise ImportRefused(name, TOO_LARGE_UNPACKED)
    for member in archive.infolist():
        if member.flag_bits & 1:
            raise ImportRefused(name, _PASSWORD)
        first = True
        extent = _Extent()
        with archive.open(member) as stream:
            while piece := stream.read(_STEP):
                allowed -= len(piece)
                if member.filename.startswith("xl/worksheets/"):
                    extent.add(piece)
                if first and re.search(rb"<!(?:DOCTYPE|ENTITY)", piece[:4096]):
                    raise ImportRefused(name, "is a workbook whose parts declare entities, which no program writes")
                first = False
                if allowed < 0 or extent.cells > _SPREAD_OUT * limits.cells:
                    raise ImportRefused(name, TOO_LARGE_UNPACKED)


class _Extent:
    """How far the cells of a sheet reach: a reader holds every cell up to the last, and two cells may be far apart."""

    def __init__(self) -> None:
        self.rows, self.columns, self.rest = 0, 26, b""

    @property
    def cells(self) -> int:
        """Cells of the smallest rectangle that holds all; columns up to Z are not told apart."""
        return self.rows * self.columns

    def add(self, piece: bytes) -> None:
        """Looks at more of a sheet; rows are looked for only where columns lie beyond Z, which takes time."""
        text = self.rest + piece
        letters = set(re.findall(rb'r="([A-Z]{2,3})\d', text))
        self.columns = max([self.columns, *map(_column_number, letters)])
        if self.columns > 26:
            self.rows = max([self.rows, *map(int, set(re.findall(rb'r="[A-Z]{0,3}(\d{1,9})"', text)))])
        self.rest = text[-40:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
