"""The shape of delimited text: separators, quotation marks, commas inside amounts, headers of several lines."""

import csv
import io
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.reading.files.commas import find_split_columns
from analytics.reading.files.opening import open_table
from analytics.reading.files.separator import needs_rewriting
from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.read import read_csv
from tests.paths import ROOT

CASES = ROOT.parent / "shared" / "cases"
CITIES = ("Pune", "Delhi", "Agra", "Navi Mumbai")
Rows = list[list[str]]


def header_and_rows(text: str) -> tuple[tuple[str, ...], Rows]:
    table = open_table(text.encode(), "pay.csv")
    return table.header, table.sample()


def whole_table(text: str) -> Rows:
    """Every cell of every row, as the import reads it."""
    table = open_table(text.encode(), "pay.csv")
    rows: Rows = []
    for chunk in table.chunks():
        columns = [[cell.decode().strip() for cell in column.to_pylist()] for column in chunk.columns]
        rows += map(list, zip(*columns, strict=True))
    return rows


# ----------------------------------------------------------------------------------------------------- the separator

SEMICOLONS = {
    "decimal commas": ("Stadt;Lohn", "Berlin;3107,50"),
    "decimal commas and grouping dots": ("Stadt;Lohn", "Berlin;3.107,50"),
    "two amounts": ("Stadt;von;bis", "Berlin;3107,50;4200,00"),
    "no header": ("", "Berlin;3107,50"),
    "no header and two amounts": ("", "Berlin;3107,50;4200,25"),
    "a place with a comma": ("Ort;Lohn", "Berlin, Mitte;3107,50"),
    "spaces around": ("Stadt ; Lohn", "Berlin ; 3107,50"),
    "tabs": ("Stadt\tLohn", "Berlin\t3107,50"),
    "bars": ("Stadt|Lohn", "Berlin|3107,50"),
    "tildes": ("City~Pay", "Pune~20000"),
    "carets": ("City^Pay^Note", "Pune^20000^a, b"),
}


@pytest.mark.parametrize("rows", [2, 19, 20, 21, 300])
@pytest.mark.parametrize(("header", "row"), SEMICOLONS.values(), ids=SEMICOLONS.keys())
def test_cells_are_whole_whatever_separates_them(header: str, row: str, rows: int) -> None:
    text = "".join(f"{line}\n" for line in [header, *[row] * rows] if line)
    separator = next(sign for sign in ";\t|~^" if sign in row)
    names, sample = header_and_rows(text)
    expected = [cell.strip() for cell in row.split(separator)]
    assert sample == [expected] * rows
    assert len(names) == len(expected)


def test_commas_separate_where_semicolons_stand_in_texts() -> None:
    text = "City,Skills,Pay\n" + "Pune,excel;tally;gst,20000\nDelhi,sql;excel,21000\nAgra,typing,9000\n" * 10
    assert header_and_rows(text)[0] == ("City", "Skills", "Pay")


@pytest.mark.parametrize(
    "first", ["sep=;\n", "SEP=;\r\n", '"sep=;"\n', "sep=;;\n"], ids=["plain", "Windows", "quoted", "filled up"]
)
def test_a_declared_separator_holds(first: str) -> None:
    assert header_and_rows(f"{first}A,B;Pay\nx,y;1\nx,y;2\n")[0] == ("A,B", "Pay")
    assert header_and_rows("sep=\\t\nA,B\tPay\nx,y\t1\n")[0] == ("A,B", "Pay")


@settings(max_examples=60)
@given(
    st.sampled_from([",", ";", "\t", "|", "~", "^"]),
    st.lists(
        st.tuples(st.sampled_from(CITIES), st.integers(1_000, 99_999), st.integers(0, 99)), min_size=2, max_size=40
    ),
    st.booleans(),
)
def test_a_table_is_the_same_whatever_separates_it(sign: str, rows: list[tuple[str, int, int]], commas: bool) -> None:
    """Decimal commas or points, any length: the cells that were written are the cells that are read."""
    amounts = [f"{whole}{',' if commas else '.'}{part:02d}" for _, whole, part in rows]
    lines = [["City", "Pay"], *([city, amount] for (city, _, _), amount in zip(rows, amounts, strict=True))]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=sign, lineterminator="\n").writerows(lines)
    names, sample = header_and_rows(buffer.getvalue())
    assert [list(names), *sample] == lines


# ------------------------------------------------------------------------------------------------- lines rewritten

REWRITTEN = {
    "quoted lines": '"City,Pay"\n"Pune,20000"\n"Delhi,21000"\n"Agra,9000"\n',
    "quoted lines with semicolons": '"City;Pay"\n"Pune;20000"\n"Delhi;21000"\n"Agra;9000"\n',
    "quoted lines with quoted cells": '"City,Pay"\n"""Pune"",20000"\n"Delhi,""21000"""\n"Agra,9000"\n',
    "quoted lines of Windows": '"City,Pay"\r\n"Pune,20000"\r\n"Delhi,21000"\r\n"Agra,9000"\r\n',
    "two spaces": "City   Pay\nPune   20000\nDelhi  21000\nAgra   9000\n",
    "aligned right": "City        Pay\nPune      20000\nDelhi     21000\nAgra       9000\n",
    "single spaces": "City Pay\nPune 20000\nDelhi 21000\nAgra 9000\n",
}


@pytest.mark.parametrize("text", REWRITTEN.values(), ids=REWRITTEN.keys())
def test_lines_that_no_separator_cuts_are_cut(text: str) -> None:
    assert header_and_rows(text) == (("City", "Pay"), [["Pune", "20000"], ["Delhi", "21000"], ["Agra", "9000"]])
    assert whole_table(text) == [["Pune", "20000"], ["Delhi", "21000"], ["Agra", "9000"]]


def test_a_line_of_nothing_but_an_exotic_blank_aligns_with_nothing() -> None:
    assert needs_rewriting("Pune 20000\n\u00a0\nAgra 21000\n".encode()) == ""


def test_a_blank_cell_of_aligned_columns_stays_blank() -> None:
    text = "City         Grade  Pay\nNavi Mumbai  A      20000\nPune                21000\nDelhi        B      9000\n"
    assert header_and_rows(text)[1] == [["Navi Mumbai", "A", "20000"], ["Pune", "", "21000"], ["Delhi", "B", "9000"]]


@pytest.mark.parametrize("cell", ["12 LPA", "3 to 5 lakhs", "₹ 20,000 per month"])
def test_a_column_of_pay_with_words_is_not_cut_at_its_spaces(cell: str) -> None:
    assert header_and_rows("Annual CTC\n" + f"{cell}\n" * 6)[0] == ("Annual CTC",)


# ------------------------------------------------------------------------------------------------- Indian commas

SPREAD = {
    "lakhs": ("City,Salary", ["Pune,12,00,000", "Delhi,8,50,000"], ["12,00,000", "8,50,000"]),
    "lakhs, thousands, crores": ("City,Pay", ["Pune,12,00,000", "Delhi,50,000", "Agra,1,20,00,000"],
                                 ["12,00,000", "50,000", "1,20,00,000"]),
    "first": ("Salary,City", ["12,00,000,Pune", "8,50,000,Delhi"], ["12,00,000", "8,50,000"]),
    "in the middle": ("City,Salary,Grade", ["Pune,12,00,000,A", "Delhi,50,000,B"], ["12,00,000", "50,000"]),
    "with rupees": ("City,Salary", ["Pune,₹12,00,000", "Delhi,Rs. 8,50,000"], ["₹12,00,000", "Rs. 8,50,000"]),
    "with paise and words": ("City,Salary", ["Pune,12,00,000.50", "Delhi,8,50,000/- per year"],
                             ["12,00,000.50", "8,50,000/- per year"]),
    "western": ("City,Salary", ["Austin,1,200,000", "Boston,85,000"], ["1,200,000", "85,000"]),
    "some are silent": ("City,Salary", ["Pune,12,00,000", "Delhi,Not disclosed"], ["12,00,000", "Not disclosed"]),
}  # fmt: skip


@pytest.mark.parametrize(("header", "rows", "amounts"), SPREAD.values(), ids=SPREAD.keys())
def test_amounts_spread_over_cells_are_put_together(header: str, rows: list[str], amounts: list[str]) -> None:
    text = "\n".join([header, *rows * 5]) + "\n"
    names, sample = header_and_rows(text)
    pay = next(index for index, name in enumerate(names) if name in ("Salary", "Pay"))
    assert list(names) == header.split(",")
    assert [row[pay] for row in sample] == amounts * 5
    assert [row[pay] for row in whole_table(text)] == amounts * 5


def test_both_ends_of_a_range_are_put_together() -> None:
    text = "City,Min,Max\n" + "Pune,3,00,000,5,00,000\nDelhi,2,50,000,12,00,000\n" * 5
    assert header_and_rows(text)[1][:2] == [["Pune", "3,00,000", "5,00,000"], ["Delhi", "2,50,000", "12,00,000"]]


def test_without_a_header_indian_groups_alone_are_put_together() -> None:
    assert header_and_rows("Pune,12,00,000\nDelhi,8,50,000\n" * 6)[1][0] == ["Pune", "12,00,000"]


def test_where_amounts_could_be_put_together_in_two_ways_the_file_is_refused() -> None:
    text = "Min,Max\n" + "1,200,300\n2,300,400\n" * 8
    with pytest.raises(ImportRefusedError, match=r"spread them over several cells \(row 2: 1,200,300\)"):
        read_csv(text.encode(), name="pay.csv")


class _ShortSlices(list[str]):
    """A row of which only a few cells may be copied at a time: the rest for each cell is the square of its length."""

    def __getitem__(self, place: Any) -> Any:
        cells = super().__getitem__(place)
        assert not isinstance(place, slice) or len(cells) <= 4
        return cells


def test_a_row_of_endless_cells_is_not_copied_for_each_of_them() -> None:
    for cells in (14, 500):
        row = _ShortSlices(["Pune", "20000", *["1"] * cells])
        assert find_split_columns([row] * 3, 3) == ()


def test_rows_with_too_many_cells_for_another_reason_stay_as_they_are() -> None:
    text = "City,Pay\n" + "Pune,20000\n" * 20 + "Delhi,21000,extra\n" * 3
    audit = read_csv(text.encode(), name="pay.csv").audit
    assert {left.reason: left.rows for left in audit.left_out} == {"more cells than the header has columns": 3}


@settings(max_examples=60)
@given(st.lists(st.integers(100_000, 99_999_999), min_size=3, max_size=30), st.integers(0, 2))
def test_any_indian_amounts_are_the_same_quoted_or_not(amounts: list[int], columns: int) -> None:
    def indian(amount: int) -> str:
        head, tail = divmod(amount, 1000)
        groups = [f"{tail:03d}"]
        while head >= 100:
            head, group = divmod(head, 100)
            groups.append(f"{group:02d}")
        return ",".join([str(head), *reversed(groups)])

    names = ",".join(["City", "Salary", *(f"Note {index}" for index in range(columns))])
    rest = ",x" * columns
    quoted = "\n".join([names, *(f'Pune,"{indian(amount)}"{rest}' for amount in amounts)])
    bare = "\n".join([names, *(f"Pune,{indian(amount)}{rest}" for amount in amounts)])
    assert whole_table(bare) == whole_table(quoted)


# --------------------------------------------------------------------------------------------- texts of many lines

BULLETS = {
    "few commas": "* Build reports and models",
    "as many commas as columns": "* Build reports, dashboards, models, and decks",
    "figures in them": "* Handle 20 calls, 5 reports, 3 decks and more",
    "blank lines": "",
    "semicolons": "* Excel; Tally; GST",
    "long": "* " + "Prepare statements for clients, " * 12,
}


@pytest.mark.parametrize("line", BULLETS.values(), ids=BULLETS.keys())
@pytest.mark.parametrize("lines", [3, 40, 400])
def test_a_description_of_many_lines_is_one_cell(line: str, lines: int) -> None:
    text = "\n".join(["About us:"] + [line] * lines + ["Apply now"])
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["City", "Title", "Description", "Pay per month"])
    writer.writerows([city, "Analyst", text, str(20_000 + index)] for index, city in enumerate(CITIES * 3))
    imported = read_csv(buffer.getvalue().encode(), name="pay.csv")
    assert imported.audit.rows_used == imported.audit.rows_read == 12


@pytest.mark.parametrize("position", [0, 3, 200, 4_000])
def test_a_quotation_mark_that_is_never_closed_is_told(position: int) -> None:
    rows = [f"Pune,{20_000 + row},Accountant" for row in range(5_000)]
    rows[position] = f'Pune,{20_000 + position},"Accountant'
    with pytest.raises(ImportRefusedError, match=f"quotation mark in row {position + 2} that is never closed"):
        read_csv("\n".join(["City,Pay per month,Title", *rows]).encode(), name="pay.csv")


# ------------------------------------------------------------------------------------------ headers of survey tools

NAMES = ["StartDate", "Q5", "Q7_1", "Q9"]
QUESTIONS = ["Start Date", "What is your monthly pay in INR?", "In which city do you work?", "How many years?"]
ANSWERS = [["2026-01-02", str(20_000 + position), "Pune", str(position % 9)] for position in range(12)]


def csv_text(*lines: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([*lines, *ANSWERS])
    return buffer.getvalue()


SURVEYS = {
    "three lines": csv_text(NAMES, QUESTIONS, [f'{{"ImportId":"QID{position}"}}' for position in range(4)]),
    "identifiers with times": csv_text(
        NAMES, QUESTIONS, ['{"ImportId":"startDate","timeZone":"Asia/Kolkata"}', *['{"ImportId":"QID1_TEXT"}'] * 3]
    ),
    "identifiers only": csv_text(QUESTIONS, [f'{{"ImportId":"QID{position}"}}' for position in range(4)]),
    "codes and questions": csv_text(["Q1", "Q5", "Q7_1", "Q9"], ["On what day was it?", *QUESTIONS[1:]]),
    "responses": csv_text(QUESTIONS, ["Response", "Open-Ended Response", "Response", "Response"]),
    "one line": csv_text(QUESTIONS),
    "questions with line breaks": csv_text(
        NAMES, ["Start\nDate", *QUESTIONS[1:]], [f'{{"ImportId":"QID{position}"}}' for position in range(4)]
    ),
}


@pytest.mark.parametrize("text", SURVEYS.values(), ids=SURVEYS.keys())
def test_the_questions_of_a_survey_name_its_columns(text: str) -> None:
    imported = read_csv(text.encode(), name="survey.csv")
    assert imported.audit.rows_read == 12
    assert imported.survey.middle.tolist() == [20_000.0 + index for index in range(12)]
    assert [column.header for column in imported.columns.columns][1:] == QUESTIONS[1:]


# ------------------------------------------------------------------------------------- the cases that were handed over


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases lie beside the project")
def test_the_cases_of_shape() -> None:
    description = open_table(CASES / "jobspy_description_refused.csv")
    assert len(description.sample()) == 12
    amounts = open_table(CASES / "unquoted_indian_commas.csv")
    assert amounts.header == ("City", "Salary")
    assert amounts.sample()[0] == ["Pune", "12,00,000"]


def test_a_table_that_is_shuffled_is_cut_alike() -> None:
    rows = [f"{city};{pay},50" for city, pay in zip(CITIES * 10, range(2_000, 2_040), strict=True)]
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert header_and_rows("\n".join(["Stadt;Lohn", *rows]))[1][0] == rows[0].split(";")
