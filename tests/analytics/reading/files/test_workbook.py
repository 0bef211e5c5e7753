"""A table in a workbook is read as the same table in CSV is, from the sheet that looks like pay."""

import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from analytics.reading.files.opening import open_table
from analytics.reading.files.table import ImportRefusedError, Limits
from analytics.reading.files.unfolding import SharedTexts
from analytics.reading.importing.decide import resembles_pay
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.files.binary_workbook import binary_workbook

Rows = Sequence[Sequence[Any]]
PAY: Rows = [
    ["City", "Job title", "Pay per month"],
    *([city, "Accountant", 18_000 + 500 * index] for index in range(8) for city in ("Pune", "Delhi")),
]


def workbook(*sheets: tuple[str, Rows], change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for index, (title, rows) in enumerate(sheets):
        sheet = book.create_sheet(title, index)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sharing_workbook(rows: Rows) -> bytes:
    """A workbook in which cells of the same text share it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Pay")
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    return buffer.getvalue()


def cells(content: bytes, name: str = "pay.xlsx", sheet: str = "") -> list[list[str]]:
    return open_table(content, name, sheet=sheet, prefer=resembles_pay).sample()


def test_a_sheet_gives_the_survey_that_its_csv_gives() -> None:
    csv = "\n".join(",".join(map(str, row)) for row in PAY).encode()
    sheet, text = read_csv(workbook(("Pay", PAY)), name="pay.xlsx"), read_csv(csv, name="pay.csv")
    assert sheet.survey.middle.tolist() == text.survey.middle.tolist()
    assert sheet.survey.sizes == text.survey.sizes
    assert sheet.audit.rows_used == text.audit.rows_used == 16


def test_numbers_days_and_truths_are_texts_as_a_person_would_type_them() -> None:
    day = datetime.datetime(2026, 1, 31)
    row = [399999.99999999994, 12.5, 10**15, day, day.replace(hour=9), True, 1, "  Pune ", None]
    content = workbook(("Pay", [[f"Name {chr(65 + index)}" for index in range(9)], row, row]))
    assert cells(content)[0] == [
        "400000", "12.5", "1000000000000000", "2026-01-31", "2026-01-31 09:00:00", "true", "1", "Pune", "",
    ]  # fmt: skip


def test_the_sheet_that_looks_like_pay_is_read_and_the_others_are_named() -> None:
    notes = [["Note", "Value"], *([f"line {index}", index] for index in range(300))]

    def hide(book: openpyxl.Workbook) -> None:
        book["Old"].sheet_state = "hidden"

    content = workbook(("Read me", notes), ("Pay 2026", PAY), ("Old", PAY), change=hide)
    imported = read_csv(content, name="pay.xlsx")
    assert (imported.sheet, imported.sheets) == ("Pay 2026", ("Read me", "Pay 2026"))
    sentences = imported.audit.sentences()
    assert "The sheet “Pay 2026” was read." in sentences
    assert "The other sheets are “Read me”." in sentences
    assert "Hidden sheets were not read: “Old”." in sentences


def test_a_person_can_choose_the_sheet() -> None:
    second_sheet = [PAY[0], *([city, title, 2 * pay] for city, title, pay in PAY[1:])]
    content = workbook(("Old", PAY), ("New", second_sheet))
    assert read_csv(content, ImportOptions(sheet="New"), name="pay.xlsx").survey.middle.min() == 36_000
    assert read_csv(content, ImportOptions(sheet="Old"), name="pay.xlsx").survey.middle.min() == 18_000
    with pytest.raises(ImportRefusedError, match="has no sheet “Newer”; its sheets are “Old”, “New”"):
        read_csv(content, ImportOptions(sheet="Newer"), name="pay.xlsx")


def test_a_title_above_and_an_indent_keep_the_row_numbers_of_the_sheet() -> None:
    rows = [[], [None, "Pay survey 2026, per month"], [], *([None, *row] for row in PAY)]
    table = open_table(workbook(("Pay", rows)), "pay.xlsx")
    assert (table.title, table.header, table.first) == ("Pay survey 2026, per month", tuple(PAY[0]), 5)
    (chunk,) = table.chunks()
    assert chunk.first == 5


def test_merged_cells_are_filled_down_and_told() -> None:
    rows = [
        ["Department", "Grade", "Pay per month"],
        *(["Accounts" if not row else None, "A", 20_000 + row] for row in range(4)),
        *(["Sales" if not row else None, "B", 30_000 + row] for row in range(3)),
    ]

    def merge(book: openpyxl.Workbook) -> None:
        book["Pay"].merge_cells("A2:A5")
        book["Pay"].merge_cells("A6:A8")

    imported = read_csv(workbook(("Pay", rows), change=merge), name="pay.xlsx")
    assert dict(imported.survey.sizes["sector"]) == {"Accounting & finance": 4, "Sales": 3}
    assert "Merged cells in “Department” were filled down into 5 rows." in imported.audit.sentences()


def test_gaps_that_look_merged_are_told_where_the_sheet_does_not_say_so() -> None:
    rows = [["Department", "Pay per month"]]
    for name in ("Accounts", "Sales", "Back office"):
        rows += [[name, 20_000], *([None, 21_000 + index] for index in range(4))]  # type: ignore[list-item]
    audit = read_csv(workbook(("Pay", rows)), name="pay.xlsx").audit
    assert any(note.guessed and "as merged cells leave it" in note.sentence for note in audit.inferences)


def test_a_name_merged_across_columns_is_joined_to_the_names_below_it() -> None:
    rows = [
        ["City", "Pay per month", None, "Grade"],
        [None, "Basic", "Gross", None],
        *(["Pune", 9_000, 20_000 + index, "A"] for index in range(6)),
    ]

    def merge(book: openpyxl.Workbook) -> None:
        book["Pay"].merge_cells("B1:C1")
        book["Pay"].merge_cells("A1:A2")
        book["Pay"].merge_cells("D1:D2")

    table = open_table(workbook(("Pay", rows), change=merge), "pay.xlsx")
    assert table.header == ("City", "Pay per month Basic", "Pay per month Gross", "Grade")
    assert table.sample()[0] == ["Pune", "9000", "20000", "A"]
    assert table.first == 3


def test_blank_rows_within_the_sheet_count_as_rows() -> None:
    rows = [PAY[0], *PAY[1:3], [], *PAY[3:]]
    imported = read_csv(workbook(("Pay", rows)), name="pay.xlsx")
    left = imported.audit.left_out_rows
    assert left["row"].tolist() == [4]
    assert left["reason"].tolist() == ["blank row"]


def test_columns_with_neither_name_nor_cell_are_no_columns() -> None:
    rows = [[*PAY[0], None, "Remark"], *([*row, None, "x"] for row in PAY[1:])]
    assert open_table(workbook(("Pay", rows)), "pay.xlsx").header == (*PAY[0], "Remark")


# ------------------------------------------------------------------------------------------------ what is refused


def packed(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def with_part(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            inside = before.read(name)
            after.writestr(name, change(inside) if name == part else inside)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "damaged": (lambda: workbook(("Pay", PAY))[:-200], "damaged"),
    "without rows": (lambda: workbook(("Pay", [])), "without anything in its sheets"),
    "no sheet": (lambda: packed(xl__workbook_xml=b"<workbook/>"), "is a workbook"),
    "a bomb": (
        lambda: with_part(workbook(("Pay", PAY)), SHEET, lambda part: part + b" " * (70 << 20)),
        "too large once",
    ),
    "a far cell": (
        lambda: with_part(
            workbook(("Pay", PAY)),
            SHEET,
            lambda part: part.replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            ),
        ),
        "far apart",
    ),
    "a far column above a far row": (
        lambda: with_part(
            workbook(("Pay", PAY)),
            SHEET,
            lambda part: part.replace(
                b"<sheetData>", b'<sheetData><row><c r="XFD1"/></row><row><c r="A1048576"/></row>'
            ),
        ),
        "far apart",
    ),
    "entities": (
        lambda: with_part(
            workbook(("Pay", PAY)),
            "xl/styles.xml",
            lambda part: b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + part,
        ),
        "declare entities",
    ),
    "entities behind a long remark": (
        lambda: with_part(
            workbook(("Pay", PAY)),
            "xl/styles.xml",
            lambda part: b"<!--" + b"x" * 8_000 + b'--><!DOCTYPE x [<!ENTITY a "b">]>' + part,
        ),
        "declare entities",
    ),
    "a far cell in other quotation marks": (
        lambda: with_part(
            workbook(("Pay", PAY)),
            SHEET,
            lambda part: part.replace(b"</sheetData>", b"<row><c r = 'C1048576'><v>1</v></c></row></sheetData>"),
        ),
        "far apart",
    ),
    "a text that many cells share": (
        lambda: sharing_workbook([PAY[0], *([["x" * 30_000, "Accountant", 20_000]] * 600)]),
        "too large once",
    ),
    "a text that many cells of a binary sheet share": (
        lambda: binary_workbook([["City", "Pay per month"], *([["x" * 30_000, 20_000.0]] * 600)]),
        "too large once",
    ),
    "a far cell of a binary sheet": (
        lambda: binary_workbook([["City", "Pay per month"], ["Pune", 20_000.0]], far=(1_048_575, 16_383)),
        "far apart",
    ),
    "an OpenDocument row a million times": (
        lambda: packed(
            mimetype=b"application/vnd.oasis.opendocument.spreadsheet",
            content_xml=b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell><text:p>Pune</text:p>'
            b'</table:table-cell><table:table-cell office:value="9"/></table:table-row>',
        ),
        "far apart",
    ),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_sound_workbook_is_refused_in_a_sentence(content: Callable[[], bytes], words: str) -> None:
    with pytest.raises(ImportRefusedError, match=words):
        read_csv(content(), name="pay.xlsx")


def test_a_binary_workbook_is_read_as_any_other() -> None:
    content = binary_workbook([["City", "Pay per month"], *(["Pune", 18_000.0 + 500 * row] for row in range(12))])
    imported = read_csv(content, name="pay.xlsb")
    assert (imported.sheet, imported.survey.middle.tolist()) == ("Pay", [18_000.0 + 500 * row for row in range(12)])


def test_long_texts_that_some_rows_share_are_no_bomb() -> None:
    rows = [
        [*PAY[0], "Description"],
        *([*row, f"{index % 3} {'We look for you. ' * 600}"] for index, row in enumerate(PAY[1:])),
    ]
    assert read_csv(sharing_workbook(rows), name="pay.xlsx").audit.rows_used == 16


@pytest.mark.parametrize(
    ("cells", "count"),
    [
        (b'<c r="A1" t="s"><v>1</v></c><c t = \'s\' r="B1"><v>0</v></c>', 1),
        (b'<x:c t="s"><x:f>A1</x:f><x:v> 1 </x:v></x:c><c t="s"><v>0</v></c>', 1),
        (b'<c t="s"><!-- hidden --><v>0</v></c><c t="s"><v>0</v></c>', 1),  # what is not found counts as the longest
    ],
)
def test_texts_of_cells_are_added_up_however_they_are_written(cells: bytes, count: int) -> None:
    texts = b"<sst><si><t>Pune</t></si><si><t>" + b"x" * 1_000 + b"</t></si></sst>"
    content = packed(
        **{"xl/sharedStrings.xml": texts, "xl/worksheets/sheet1.xml": b"<sheetData>" + cells + b"</sheetData>"}
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        shared = SharedTexts(archive)
        assert shared.longest * count < shared.unfolded_bytes() < shared.longest * count + 100


def test_limits_hold_for_sheets() -> None:
    content = workbook(("Pay", PAY))
    for limits, words in (
        (Limits(rows=5), "more than 5 rows"),
        (Limits(columns=2), "3 columns, the limit is 2"),
        (Limits(cells=20), "too large once"),
    ):
        with pytest.raises(ImportRefusedError, match=words):
            read_csv(content, name="pay.xlsx", limits=limits)


def test_notes_keep_what_they_are_made_of_so_that_they_can_be_translated() -> None:
    content = workbook(("Pay", PAY), ("Notes", [["Nothing", "of"], ["use", "here"]]))
    table = open_table(content, "pay.xlsx", prefer=resembles_pay)
    assert [(note, note.singular, dict(note.values)) for note in table.notes] == [
        ("The sheet “Pay” was read.", "The sheet “{sheet}” was read.", {"sheet": "Pay"}),
        ("The other sheets are “Notes”.", "The other sheets are {sheets}.", {"sheets": "“Notes”"}),
    ]


def test_one_filled_row_is_no_rows() -> None:
    rows = [["Department", "Pay per month"], ["Accounts", 20_000], [None, 21_000], *([["Sales", 22_000]] * 6)]
    table = open_table(workbook(("Pay", rows), change=lambda book: book["Pay"].merge_cells("A2:A3")), "pay.xlsx")
    assert "Merged cells in “Department” were filled down into 1 row." in table.notes


def test_a_stray_cell_at_the_end_of_a_sheet_is_refused_before_room_is_made_for_the_rows_between() -> None:
    def add_cell(book: openpyxl.Workbook) -> None:
        book["Pay"].cell(1_048_576, 9).value = "x"

    rows = [*PAY, *([f"Town {row}", f"Clerk {row * 7919}", 20_000 + row] for row in range(4_000))]
    with pytest.raises(ImportRefusedError, match="cells far apart"):
        read_csv(workbook(("Pay", rows), change=add_cell), name="pay.xlsx")
    assert Limits().cells_from(267_899) < 9 * 1_048_576  # such a file of this size took half a gigabyte
