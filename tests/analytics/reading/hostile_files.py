"""Files made to stop a reader: types it cannot cast, damage, and a few bytes that stand for gigabytes."""

import datetime
import gzip
import io
import json
import struct
import uuid
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

import openpyxl
import pyarrow as pa
from pyarrow import parquet

from tests.analytics.reading.parquet_footers import Change, Fields, columns, elements, groups, put, with_footer

PAY = pa.array([20_000 + index for index in range(12)])
PLACE = ["Pune", "Delhi", "Agra"] * 4


def parquet_bytes(columns: dict[str, Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(pa.table({"Pay per month": PAY, **columns}), buffer, **options)
    return buffer.getvalue()


def flipped(content: bytes, *places: float) -> bytes:
    """The bytes with some of them turned around."""
    damaged = bytearray(content)
    for place in places:
        damaged[int(place * (len(damaged) - 1))] ^= 0xFF
    return bytes(damaged)


def workbook(rows: int = 12) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["City", "Pay per month"])
    for index in range(rows):
        book.active.append([PLACE[index % 12], 20_000 + index])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_sheet(change: Any) -> bytes:
    """A workbook with its sheet changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            inside = before.read(name)
            after.writestr(name, change(inside) if name.startswith("xl/worksheets/") else inside)
    return buffer.getvalue()


def zipped(content: bytes, name: str = "pay.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def sheet_without_content_types(content: bytes) -> bytes:
    return content.replace(b"[Content_Types].xml", b"[Kontent_Types].xml")


def unusual_columns() -> dict[str, tuple[str, Any]]:
    """Columns of types that are not on the list of those that are read: kind → header and cells."""
    views = pa.array(PLACE, pa.string_view())
    structs = pa.array([{"name": place} for place in PLACE])
    return {
        "string view": ("City", views),
        "binary view": ("City", pa.array([place.encode() for place in PLACE], pa.binary_view())),
        "list of views": ("City", pa.array([[place] for place in PLACE], pa.list_(pa.string_view()))),
        "struct": ("Firm", structs),
        "list of structs": ("Firms", pa.array([[{"a": 1}]] * 12)),
        "nested lists": ("Cities", pa.array([[["Pune"]]] * 12)),
        "map": ("Pairs", pa.array([[("a", 1)]] * 12, pa.map_(pa.string(), pa.int64()))),
        "wide decimal": ("Price", pa.array([Decimal("1.5")] * 12, pa.decimal256(70, 2))),
        "uuid": ("Key", pa.array([uuid.UUID(int=index).bytes for index in range(12)], pa.uuid())),
        "fixed list": ("Cities", pa.array([["Pune"]] * 12, pa.list_(pa.string(), 1))),
        "half float": ("Rate", pa.array([1.0] * 12, pa.float16())),
        "fixed bytes": ("Code", pa.array([b"ab"] * 12, pa.binary(2))),
        "nanoseconds": ("Day", pa.array([datetime.datetime(2026, 1, 1)] * 12, pa.timestamp("ns", "UTC"))),
    }


def unusual_types() -> dict[str, bytes]:
    """Parquet files with one such column each; the pay can be read."""
    return {kind: parquet_bytes({header: cells}) for kind, (header, cells) in unusual_columns().items()}


def untrue() -> dict[str, bytes]:
    """Parquet files whose cells are not what their type says: text that is none, times in a zone that there is not."""
    return {
        "text of stray bytes": parquet_bytes({"City": pa.array([b"\xff\xfe\x80"] * 12, pa.large_binary())}),
        "a zone on Mars": parquet_bytes({"Day": pa.array([1] * 12, pa.timestamp("ns", "Mars/Olympus"))}),
        "a zone with a NUL": parquet_bytes({"Day": pa.array([1] * 12, pa.timestamp("us", "A\0B"))}),
    }


def with_all_types() -> bytes:
    """A Parquet file with all such columns."""
    return parquet_bytes({kind: cells for kind, (_, cells) in unusual_columns().items()})


def lying() -> dict[str, bytes]:
    """Parquet files whose footers say what is not so: of rows, of values, of places, of sizes."""
    sound = parquet_bytes({"City": PLACE}, compression="zstd")
    runs = _runs(1_500_000)

    def rows(number: int) -> Change:
        return lambda footer: put(footer, 3, number)

    def rows_of_groups(number: int) -> Change:
        return lambda footer: [put(group, 3, number) for group in groups(footer)]

    def everywhere(number: int) -> Change:
        return lambda footer: [
            change(footer) for change in (rows(number), rows_of_groups(number), of_columns(5, number))
        ]

    def of_columns(field: int, number: int) -> Change:
        return lambda footer: [put(column, field, number) for column in columns(footer)]

    def repeated(times: int) -> Change:
        """The same bytes as so many row groups."""
        return lambda footer: [put(footer, 4, (12, groups(footer) * times)), put(footer, 3, 12 * times)]

    def small(footer: Fields) -> None:
        """Nothing unpacks to more than a hundred bytes."""
        for group in groups(footer):
            put(group, 2, 100)
        of_columns(6, 100)(footer)

    changes: dict[str, Change] = {
        "rows of the file, fewer": rows(1),
        "rows of the file, negative": rows(-1),
        "rows of a group, fewer": lambda footer: [rows(1)(footer), rows_of_groups(1)(footer)],
        "rows everywhere, more": everywhere(13),
        "rows everywhere, millions": everywhere(9_000_000),
        "values, very many": of_columns(5, 2**62),
        "groups, a thousand of the same": repeated(1_000),
        "places, beyond the end": lambda footer: [of_columns(field, 2**62)(footer) for field in (9, 11)],
        "dictionaries, before the start": of_columns(11, -1),
        "packed sizes, very large": of_columns(7, 2**62),
        "children without end": lambda footer: put(elements(footer, 2)[0], 5, 2**31 - 1),
    }
    files = {kind: with_footer(sound, change) for kind, change in changes.items()}
    return {**files, "unpacked sizes, of runs": with_footer(runs, small)}


def damaged() -> dict[str, bytes]:
    """Files in which something is wrong, in ten ways."""
    sound = parquet_bytes({"City": PLACE}, compression="zstd")
    return {
        "parquet, one byte": flipped(sound, 0.05),
        "parquet, a page": flipped(sound, *(index / 100 for index in range(3, 30))),
        "parquet, the footer": flipped(sound, 0.8, 0.85, 0.9),
        "parquet, the length of the footer": sound[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1",
        "parquet, cut": sound[:-12] + sound[-8:],
        "workbook, cut": workbook()[:-300],
        "workbook, a page": flipped(workbook(), *(index / 100 for index in range(20, 60))),
        "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20,
        "gzip, cut": gzip.compress(b"City,Pay\nPune,20000\n" * 100)[:-9],
        "JSON, deep": b'[{"pay":' + b"[" * 300_000,
        "zip, cut": zipped(b"City,Pay\n" * 1_000)[:-30],
    }


def _dictionary_bomb() -> bytes:
    """A million rows that all mean one text of a hundred kilobytes."""
    buffer = io.BytesIO()
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), pa.array(["x" * 100_000]))
    table = pa.table({"Pay per month": pa.array([20_000] * 1_000_000), "City": texts})
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _runs(rows: int = 9_000_000) -> bytes:
    """Very many rows in a few kilobytes, as runs of one value."""
    buffer = io.BytesIO()
    same = pa.repeat(pa.scalar(20_000), rows)
    columns = {"Pay per month": same, **{f"Note {index}": same for index in range(4)}}
    parquet.write_table(pa.table(columns), buffer, compression="zstd")
    return buffer.getvalue()


def expanding(*kinds: str) -> dict[str, bytes]:
    """Small files that stand for very much: of these kinds, or in all eleven ways."""
    return {kind: _expanding(kind) for kind in kinds or EXPANDING}


@cache
def _expanding(kind: str) -> bytes:
    """One such file, made once: some take a second."""
    return EXPANDING[kind]()


def _gzipped() -> bytes:
    compressor = zlib.compressobj(9, wbits=31)
    return b"".join(compressor.compress(b"Pune,20000\n" * 100_000) for _ in range(600)) + compressor.flush()


SIZE = 100 << 20
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
ENTITIES = b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
EXPANDING: dict[str, Callable[[], bytes]] = {
    "parquet, one cell": lambda: parquet_bytes(
        {"Note": ["x" * SIZE, *[""] * 11]}, compression="zstd", use_dictionary=False
    ),
    "parquet, a dictionary": _dictionary_bomb,
    "parquet, runs": _runs,
    "gzip": _gzipped,
    "zip": lambda: zipped(bytes(SIZE * 3)),
    "zip of zip": lambda: zipped(zipped(bytes(SIZE)), "pay.zip"),
    "workbook, a far cell": lambda: with_sheet(lambda sheet: sheet.replace(b"</sheetData>", FAR)),
    "workbook, blanks": lambda: with_sheet(lambda sheet: sheet + b" " * SIZE),
    "workbook, entities": lambda: with_sheet(lambda sheet: ENTITIES + sheet),
    "many columns": lambda: (
        ",".join(f"c{index}" for index in range(100_000)) + "\n" + ",".join(["1"] * 100_000)
    ).encode(),
    "JSON with a column a row": lambda: json.dumps([{f"c{index}": index} for index in range(5_000)]).encode(),
}
