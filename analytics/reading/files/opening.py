"""Identify a file by its first bytes: some kind of table, or something else, which is refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from analytics.reading.files.delimited import delimited_table
from analytics.reading.files.encoding import in_utf8
from analytics.reading.files.table import LIMITS, ImportRefusedError, Limits, Source, Table
from analytics.texts import N_, message

_HEAD = 4096

_LOOKS_LIKE = (
    (
        rb"version https://git-lfs",
        N_("is a Git LFS pointer, not the data: fetch the file itself with “git lfs pull”"),
    ),
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|RIFF.{4}WEBP",
        N_("is a picture: export the table behind it as CSV"),
    ),
    (rb"%PDF", N_("is a PDF: copy its table into a spreadsheet and save that as CSV")),
    (
        rb"BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd",
        N_("is a compressed file: unpack it and bring the table inside"),
    ),
    (rb"ARROW1|SQLite format|\x93NUMPY|\x80[\x02-\x05]", N_("is a binary data file: export the table as CSV")),
    (
        rb"\s*<(?:!doctype|html|head|body|table|\?xml|svg|script|div)",
        N_("is a web page or XML, not a table: save the data as CSV"),
    ),
    (rb"\s*\{\\rtf", N_("is a text document: copy its table into a spreadsheet and save that as CSV")),
)

Preference = Callable[[Table], float]
"""A score for how much a table resembles the wanted one; used to choose a sheet of a workbook."""


def open_table(
    source: Source, name: str = "", limits: Limits = LIMITS, *, sheet: str = "", prefer: Preference | None = None
) -> Table:
    """The table in a file.

    Args:
        source: a path, the bytes, or an open binary file.
        name: what to call the file; needed for bytes.
        sheet: the sheet of a workbook to read; else the one that `prefer` likes best, else the largest.
        prefer: see `Preference`.

    Raises:
        ImportRefusedError: for a file that is not a table, or is beyond the limits.

    >>> table = open_table(b"City;Pay\\nPune;18.000\\n", "pay.csv")
    >>> table.header, table.delimiter, table.first
    (('City', 'Pay'), ';', 2)
    """
    name = name or (Path(source).name if isinstance(source, str | Path) else "the file")
    data = _bytes(source, name, limits)
    head = data[:_HEAD].to_pybytes()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        from analytics.reading.files.archive import packed_table

        return packed_table(name, data, limits, sheet, prefer)
    return bare_table(name, data, limits)


def bare_table(name: str, data: pa.Buffer, limits: Limits) -> Table:
    """The table in a file that is no archive.

    Raises:
        ImportRefusedError: for a file that is not a table, or is beyond the limits.
    """
    if data[:4].to_pybytes() == b"PAR1":
        from analytics.reading.files.parquet import parquet_table

        return parquet_table(name, data, limits)
    return plain_table(name, data, limits)


def plain_table(name: str, data: pa.Buffer, limits: Limits) -> Table:
    """The table in text: delimited, or JSON records.

    Raises:
        ImportRefusedError: for a file that is not a table, or is beyond the limits.
    """
    head = data[:_HEAD].to_pybytes()
    for pattern, sentence in _LOOKS_LIKE:
        if re.match(pattern, head, re.DOTALL | re.IGNORECASE):
            raise ImportRefusedError(name, message(sentence))
    decoded = in_utf8(data)
    if decoded.encoding == "binary":
        raise ImportRefusedError(name, message("is not text: export the table as CSV"))
    if not decoded.data[: 1 << 20].to_pybytes().strip(b"\0\r\n\t ,;|"):
        raise ImportRefusedError(name, message("is empty: there is nothing in it"))
    if re.match(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{])", decoded.data[:_HEAD].to_pybytes()):
        from analytics.reading.files.json_records import records_table

        return records_table(name, decoded, limits)
    return delimited_table(name, decoded, limits)


def _bytes(source: Source, name: str, limits: Limits) -> pa.Buffer:
    too_large = message(
        "is larger than {megabytes} MB, the limit: split it, or keep only the columns that matter",
        megabytes=limits.size // 1024**2,
    )
    if isinstance(source, str | Path):
        path = Path(source)
        if path.is_fifo() or path.is_char_device():
            with path.open("rb") as stream:
                return _bytes(stream.read(min(limits.size, LIMITS.size) + 1), name, limits)
        if not path.is_file():
            raise ImportRefusedError(
                name,
                message("is not there: check the name") if not path.exists() else message("is a folder, not a file"),
            )
        if path.stat().st_size > limits.size:
            raise ImportRefusedError(name, too_large)
        return pa.memory_map(str(path)).read_buffer() if path.stat().st_size else pa.py_buffer(b"")
    if not isinstance(source, bytes) and source.seekable():
        source.seek(0)
    content = source if isinstance(source, bytes) else source.read(limits.size + 1)
    if len(content) > limits.size:
        raise ImportRefusedError(name, too_large)
    return pa.py_buffer(content)
