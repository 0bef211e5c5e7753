"""A workbook of binary records (.xlsb) as small as one can be: which cells it has, and which texts they share."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

Cell = str | float
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def record(kind: int, payload: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size, length = len(payload), b""
    while size > 127:
        size, length = size >> 7, length + bytes([size & 127 | 128])
    return head + length + bytes([size]) + payload


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def cells_of(row: int, cells: Sequence[tuple[int, Cell]], shared: list[str]) -> bytes:
    """A row and its cells, each with its column."""
    records = record(0, struct.pack("<I", row) + bytes(13))
    for column, cell in cells:
        place = struct.pack("<II", column, 0)
        if isinstance(cell, str):
            if cell not in shared:
                shared.append(cell)
            records += record(7, place + struct.pack("<I", shared.index(cell)))
        else:
            records += record(5, place + struct.pack("<d", cell))
    return records


def binary_workbook(rows: Sequence[Sequence[Cell]], far: tuple[int, int] | None = None) -> bytes:
    """A workbook with one sheet of these rows, and one more cell far away."""
    shared: list[str] = []
    body = b"".join(cells_of(index, list(enumerate(row)), shared) for index, row in enumerate(rows))
    if far:
        body += cells_of(far[0], [(far[1], 1.0)], shared)
    size = struct.pack("<IIII", 0, max(0, len(rows) - 1), 0, max(0, len(rows[0]) - 1))
    sheet = record(129) + record(148, size) + record(145) + body + record(146) + record(130)
    texts = record(159, struct.pack("<II", len(shared), len(shared)))
    texts += b"".join(record(19, b"\0" + text(value)) for value in shared) + record(160)
    bundle = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Pay"))
    parts = {
        "xl/workbook.bin": record(131) + record(143) + bundle + record(144) + record(157, bytes(26)) + record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_SHEET}" '
        'Target="worksheets/sheet1.bin"/></Relationships>',
        "xl/worksheets/sheet1.bin": sheet,
        "xl/sharedStrings.bin": texts,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
