"""A small .xls written by hand, so that a test can let it lie about its sizes.

A compound file holds a stream of records (BIFF8): globals with the list of sheets and the shared texts, then a sheet
with its dimensions and cells. Every count in it can be replaced.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


@dataclass(frozen=True)
class Lies:
    """What the file says of itself; what is not given is true.

    Args:
        rows, columns: of the sheet's dimensions.
        texts: how many texts are shared.
        letters: how many letters the first shared text has.
        last_row: where the last cell stands.
        stream: bytes of the stream of records.
        sectors: how many sectors hold the table of sectors.
        chain: whether the chain of sectors ends where it began.
        repeated: how many records of one row's worth of blank cells follow, each to the last column.
    """

    rows: int | None = None
    columns: int | None = None
    texts: int | None = None
    letters: int | None = None
    last_row: int | None = None
    stream: int | None = None
    sectors: int | None = None
    chain: bool = False
    repeated: int = 0


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


_LONGEST_RECORD = 8_224


def _shared_table(content: bytes) -> bytes:
    """The table of shared texts; the letters of a long one go on in further records, which say their width again."""
    records, rest, kind, mark = b"", content, 0x00FC, b""
    while rest:
        part, rest = rest[: _LONGEST_RECORD - len(mark)], rest[_LONGEST_RECORD - len(mark) :]
        records += _record(kind, mark + part)
        kind, mark = 0x003C, b"\0"
    return records


def _text(text: str, letters: int | None = None) -> bytes:
    return struct.pack("<HB", len(text) if letters is None else letters, 0) + text.encode("latin-1")


def legacy_workbook(rows: Sequence[Sequence[str | float]], lies: Lies) -> bytes:
    """A workbook with one sheet of these rows."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    count = len(texts) if lies.texts is None else lies.texts
    shared = struct.pack("<II", count, count) + b"".join(
        _text(text, lies.letters if not index else None) for index, text in enumerate(texts)
    )
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = b"\x03\x00Pay"
    table = _shared_table(shared)
    globals_length = 4 + len(begin) + 4 + 6 + len(name) + len(table) + 4
    sheets = struct.pack("<IH", globals_length, 0) + name
    book = _record(0x0809, begin) + _record(0x0085, sheets) + table + _record(0x000A, b"")
    width = max(map(len, rows))
    dimensions = struct.pack("<IIHHH", 0, lies.rows or len(rows), 0, lies.columns or width, 0)
    cells = [_cell(row, column, cell, texts) for row, line in enumerate(rows) for column, cell in enumerate(line)]
    if lies.last_row is not None:
        cells.append(_record(0x0203, struct.pack("<HHHd", lies.last_row, 255, 0, 1.0)))
    cells += [_record(0x00BE, struct.pack("<HH", row % 65536, 0) + b"\0\0" * 256 + struct.pack("<H", 255))
              for row in range(lies.repeated)]  # fmt: skip
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + _record(0x0200, dimensions)
    return _compound(book + sheet + b"".join(cells) + _record(0x000A, b""), lies)


def _cell(row: int, column: int, value: str | float, texts: list[str]) -> bytes:
    if isinstance(value, str):
        return _record(0x00FD, struct.pack("<HHHI", row, column, 0, texts.index(value)))
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _compound(stream: bytes, lies: Lies) -> bytes:
    """A compound file of one stream: a header, sectors of the table of sectors, the directory, the stream."""
    stream = stream.ljust(8 * SECTOR, b"\0")  # shorter streams lie in sectors of another size
    length = -(-len(stream) // SECTOR)
    tables = -(-(length + 1) // (SECTOR // 4 - 1))
    first = tables + 1
    chain = [first + index + 1 for index in range(length - 1)] + [first if lies.chain else _END]
    entries = [_FAT] * tables + [_END] + chain
    table = struct.pack(f"<{len(entries)}I", *entries)
    table += struct.pack("<I", _FREE) * ((tables * SECTOR - len(table)) // 4)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, lies.sectors or tables, tables, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(
        "Workbook", 2, first, len(stream) if lies.stream is None else lies.stream
    )
    return header + table + directory.ljust(SECTOR, b"\0") + stream.ljust(length * SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", _FREE, _FREE, child)
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBB", len(letters), kind, 1)
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
