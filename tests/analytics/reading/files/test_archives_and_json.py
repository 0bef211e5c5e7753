"""Archives with one table and JSON records are read as the table in them is; bombs unpack to nothing."""

import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from analytics.reading.files import archive
from analytics.reading.files.opening import open_table
from analytics.reading.files.table import ImportRefusedError, Limits
from analytics.reading.importing.read import read_csv
from analytics.reading.wire import decode, encode
from analytics.texts import Message

CSV = b"City,Pay per month\n" + b"".join(b"Pune,%d\n" % (20_000 + index) for index in range(12))
RECORDS = [{"City": "Pune", "Pay per month": 20_000 + index} for index in range(12)]
LINES = "\n".join(map(json.dumps, RECORDS))


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_in_", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


FILES = {
    "gzip": gzip.compress(CSV),
    "gzip in two parts": gzip.compress(CSV[:100]) + gzip.compress(CSV[100:]),
    "zip": zipped(pay_dot_csv=CSV),
    "zip with clutter": zipped(data_in_pay_dot_csv=CSV, __MACOSX_in_pay_dot_csv=b"x", readme_dot_md=b"read me"),
    "tabs": CSV.replace(b",", b"\t"),
    "records": json.dumps(RECORDS).encode(),
    "records with lines": json.dumps(RECORDS, indent=2).encode("utf-8-sig"),
    "records in UTF-16": json.dumps(RECORDS).encode("utf-16"),
    "records inside": json.dumps({"total": 12, "results": RECORDS}).encode(),
    "a record a line": LINES.encode(),
    "records in gzip": gzip.compress(LINES.encode()),
    "lists": json.dumps([["City", "Pay per month"], *[list(record.values()) for record in RECORDS]]).encode(),
    "columns": json.dumps({key: [record[key] for record in RECORDS] for key in RECORDS[0]}).encode(),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_the_table_is_the_same_however_it_is_packed(content: bytes) -> None:
    imported = read_csv(content, name="pay")
    assert imported.survey.middle.tolist() == [20_000.0 + index for index in range(12)]
    assert dict(imported.survey.sizes["city"]) == {"Pune": 12}
    assert imported.audit.rows_read == 12


def test_numbers_stay_as_typed_and_records_inside_records_are_columns() -> None:
    text = (
        '[{"pay": {"min": 1.50, "max": 20000000000000000000}, "tags": ["a", "b"], "open": true, "x": null}, {"y": 1}]'
    )
    table = open_table(text.encode(), "pay.json")
    assert table.header == ("pay.min", "pay.max", "tags", "open", "x", "y")
    assert table.sample() == [["1.50", "20000000000000000000", "a, b", "true", "", ""], ["", "", "", "", "", "1"]]


BROKEN: dict[str, tuple[bytes, str]] = {
    "cut": (json.dumps(RECORDS).encode()[:-30], "damaged or cut short after"),
    "deep": (b'[{"a":' + b"[" * 200_000, "damaged or cut short after 0 records"),
    "no records": (b'{"a": 1, "b": [1, 2]}', "no list of records"),
    "a gzip that is cut": (gzip.compress(CSV)[:-9], "damaged or cut short"),
    "a zip in a zip": (zipped(pay_dot_csv=zipped(pay_dot_csv=CSV)), "an archive in an archive"),
    "two tables": (zipped(a_dot_csv=CSV, b_dot_csv=CSV), "holds 2 tables"),
    "no table": (zipped(a_dot_png=b"x", b_dot_png=b"y"), "without a table"),
    "a picture in gzip": (gzip.compress(b"\x89PNG\r\n\x1a\n"), "is a picture"),
}


@pytest.mark.parametrize(("content", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_unpacked_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(ImportRefusedError, match=words):
        read_csv(content, name="pay.csv.gz")


@pytest.mark.parametrize(
    ("limits", "words"), [(Limits(rows=5), "more than 5 rows"), (Limits(columns=1), "2 columns, the limit is 1")]
)
def test_limits_hold_for_records(limits: Limits, words: str) -> None:
    content: Any = json.dumps(RECORDS).encode()
    with pytest.raises(ImportRefusedError, match=words):
        read_csv(content, name="pay.json", limits=limits)


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": lambda: gzip.compress(bytes(100 << 20), 1),
    "gzip of many parts": lambda: gzip.compress(bytes(1 << 20), 1) * 400,
    "zip": lambda: zipped(pay_dot_csv=bytes(400 << 20)),
}


@pytest.mark.parametrize("build", BOMBS.values(), ids=BOMBS.keys())
@pytest.mark.slow
def test_a_bomb_is_refused_before_any_of_it_is_kept(build: Callable[[], bytes]) -> None:
    content = build()
    tracemalloc.start()
    with pytest.raises(ImportRefusedError, match="too large once it is unpacked"):
        open_table(content, "pay.csv")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 16 << 20


def test_a_gzip_of_very_many_parts_is_read_once_over() -> None:
    table = open_table(gzip.compress(b"City,Pay\n") + gzip.compress(b"Pune,20000\n") * 2_000, "pay.csv.gz")
    assert sum(map(len, table.chunks())) == 2_000


def test_a_zip_with_an_endless_list_of_files_is_not_listed() -> None:
    with pytest.raises(ImportRefusedError, match="very many files"):
        open_table(zipped(**{f"{index:0200}": b"" for index in range(5_000)}), "pay.zip")


def test_a_cell_as_long_as_a_file_is_refused() -> None:
    records = [*RECORDS, {"City": "x" * 1_048_577, "Pay per month": 20_000}]
    with pytest.raises(ImportRefusedError, match="more than 1,048,576 letters in record 13"):
        open_table(json.dumps(records).encode(), "pay.json")


def test_a_name_that_never_ends_does_not_fill_the_note_about_it() -> None:
    name = "x" * 20_000
    (note,) = open_table(json.dumps({name: RECORDS}).encode(), "pay.json").notes
    assert note == f"The file is JSON; each record in “{name[:200]}” is a row."
    assert decode(Message, encode(Message, note)) == note


@pytest.mark.parametrize(
    "inside",
    [
        b"<table:table-row>" * 200_000,
        b"<table:table-row " * 200_000 + b"/></table:table-row>",
        b"<table:table-row>" + b"<table:table-cell " * 200_000 + b"</table:table-row>",
    ],
    ids=["rows", "rows without end", "cells without end"],
)
def test_rows_that_do_not_end_are_sought_once(inside: bytes) -> None:
    """Each would be sought to the end of three megabytes, for minutes; no document is written so."""
    assert archive.repeated_cells(b'<x a="' + inside + b'" table:number-rows-repeated="99999"/>') == 0


def test_lists_without_a_header_are_not_read_to_their_end() -> None:
    """Nothing could come of them: millions of empty lists took ten seconds."""
    with pytest.raises(ImportRefusedError, match="no list of records"):
        open_table(b"[[],[1],[}", "pay.json")
