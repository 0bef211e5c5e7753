"""Codes are replaced by the answers where another sheet, the header or a line plainly says what they mean."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from analytics.reading.files.legend import find_legends, split_answers
from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.files.test_workbook import workbook

Rows = Sequence[Sequence[Any]]
ANSWERS: Rows = [
    (1, "Less than 3 LPA"), (2, "3-6 LPA"), (3, "6-10 LPA"), (4, "10-15 LPA"), (5, "More than 15 LPA"),
]  # fmt: skip
YEARS: Rows = [(1, "0-2 years"), (2, "3-5 years"), (3, "6-10 years")]
CODED: Rows = [
    ["Respondent", "City", "Experience", "Annual salary"],
    *([row + 1, ("Pune", "Delhi")[row % 2], row % 3 + 1, row % 5 + 1] for row in range(30)),
]
CODES = "Codes"


def read(rows: Rows, legend: Rows, *, first: bool = False, **options: Any) -> Import:
    sheets = [("Answers", rows), (CODES, legend)]
    content = workbook(*(reversed(sheets) if first else sheets))
    return read_csv(content, ImportOptions(**options), name="survey.xlsx")


LEGENDS: dict[str, Rows] = {
    "two columns, the second called as the column": [["Code", "Annual salary"], *ANSWERS],
    "two columns, the answers first": [["Annual salary", "Code"], *((label, code) for code, label in ANSWERS)],
    "each line says the variable": [["Variable", "Value", "Label"], *(("Annual salary", *line) for line in ANSWERS)],
    "only the first line says the variable": [
        ["Variable", "Value", "Label"], ["Experience", *YEARS[0]], *(["", *line] for line in YEARS[1:]),
        ["Annual salary", *ANSWERS[0]], *(["", *line] for line in ANSWERS[1:]),
    ],
    "the question stands above": [["Q4. What is your annual salary?"], ["Code", "Answer"], *ANSWERS],
    "lists below one another": [["Experience"], *YEARS, [], ["Annual salary"], *ANSWERS],
    "all answers in one cell": [
        ["Field", "Choices"], ["Annual salary", " | ".join(f"{code}, {label}" for code, label in ANSWERS)],
    ],
    "all answers in one cell, with signs": [
        ["Annual salary", "; ".join(f"{code} = {label}" for code, label in ANSWERS)], ["City", "as stated"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("form", LEGENDS)
def test_codes_of_pay_are_read_as_the_answers_that_a_second_sheet_gives(form: str, *, first: bool) -> None:
    imported = read(CODED, LEGENDS[form], first=first)
    assert (imported.sheet, imported.audit.rows_used, imported.audit.open_ended) == ("Answers", 30, 12)
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(8e5 / 12)  # of six to ten lakh
    sentence = "The codes in “Annual salary” were replaced by the answers that the sheet “Codes” gives for them."
    assert sentence in imported.audit.sentences()
    assert read(CODED, LEGENDS[form], first=first, sheet="Answers").survey.middle.tolist() == (
        imported.survey.middle.tolist()
    )


def test_codes_of_groups_are_decoded_too() -> None:
    imported = read(CODED, LEGENDS["lists below one another"])
    assert imported.survey.dimensions["years"].values == ("0-2 years", "3-5 years", "6-10 years")


def test_a_list_without_a_name_is_for_the_only_column_that_it_fits() -> None:
    years = ["Fresher", "Junior", "Senior"]
    only_pay = [CODED[0], *([*row[:2], years[row[2] - 1], row[3]] for row in CODED[1:])]
    assert read(only_pay, [["Code", "Label"], *ANSWERS]).audit.rows_used == 30
    with pytest.raises(ImportRefusedError, match="codes of answers"):
        read([*CODED, ["", "Pune", 4, 1]], [["Code", "Label"], *ANSWERS])  # fits experience as well


@pytest.mark.parametrize(
    "legend",
    [
        [["Code", "Annual salary"], *ANSWERS[:3]],
        [["Code", "Gender"], (1, "Male"), (2, "Female")],
        [["Annual salary"], *ANSWERS, [], ["Annual salary"], *((code, f"Band {code}") for code, _ in ANSWERS)],
        [["Rating", "Town"], (3, "Agra"), (1, "Surat"), (5, "Kochi"), (2, "Salem"), (4, "Patna"), (3, "Indore")],
    ],
    ids=["some codes are missing", "about another column", "two meanings", "rows of data"],
)
def test_codes_are_refused_where_their_meaning_is_not_plain(legend: Rows) -> None:
    with pytest.raises(ImportRefusedError, match="codes of answers"):
        read(CODED, legend)


def test_a_list_of_people_is_no_legend_of_row_numbers() -> None:
    rows = [["S.No", "City", "Pay per month"], *([row + 1, "Pune", 20_000 + 500 * row] for row in range(12))]
    people = [["S.No", "Name"], *([row + 1, f"Person {'ABCDEFGHIJKL'[row]}"] for row in range(12))]
    imported = read(rows, people)
    assert imported.audit.rows_used == 12
    assert not any("codes" in sentence for sentence in imported.audit.sentences())


def test_codes_that_repeat_without_a_name_between_say_nothing() -> None:
    assert find_legends("Data", [["Grade", "Town"], ["1", "Agra"], ["2", "Surat"], ["1", "Kochi"]]) == []


BANDS = ("below 10000", "10000-20000", "20000-30000", "above 30000")
ROWS = "".join(f"{('Pune', 'Delhi')[row % 2]},{(1, 2, 2, 3, 3, 3, 3, 4, 4, 2, 1)[row]}\n" for row in range(11))
BELOW = "".join(f"{code},{band}\n" for code, band in enumerate(BANDS, 1))


def listed(sign: str, separator: str, bands: Sequence[str] = BANDS) -> str:
    return separator.join(f"{code}{sign}{band}" for code, band in enumerate(bands, 1))


ONE_LINE = f"Monthly salary: {listed(' = ', ', ')}"
SHORT = ("<10k", "10k–20k", "20–30k", ">30k")
PLAIN = "City,Monthly salary\n"
IN_FILES: dict[str, str] = {
    "in the header": f'City,"Monthly salary ({listed(" = ", ", ")})"\n{ROWS}',
    "in the header, in thousands": f'City,"Monthly salary ({listed("=", ", ", SHORT)})"\n{ROWS}',
    "in the header, in square brackets": f'City,"Monthly salary [{listed(": ", "; ")}]"\n{ROWS}',
    "in the header, with dashes": f'City,"Monthly salary: {listed(" - ", " / ")}"\n{ROWS}',
    "with the decimals that some programs write": f'City,"Monthly salary ({listed("=", ", ")})"\n{ROWS}'.replace(
        "\n", ".0\n"
    ).replace('".0', '"'),
    "in a row below the header": f'{PLAIN},"{listed("=", "; ")}"\n{ROWS}',
    "in a line above": f'"{ONE_LINE}"\n{PLAIN}{ROWS}',
    "in a line below": f'{PLAIN}{ROWS}\n"{ONE_LINE}"\n',
    "in a list beside": "City,Monthly salary,,Key,Meaning\n"
    + "".join(
        f"{line},,{f'{row + 1},{BANDS[row]}' if row < 4 else ','}\n" for row, line in enumerate(ROWS.splitlines())
    ),
    "in the header, with words behind": f'City,"Monthly ({listed("=", ", ")}) salary"\n{ROWS}',
    "from zero": f'City,"Monthly salary (0={BANDS[0]}, 1={BANDS[1]}, 2={BANDS[2]}, 3={BANDS[3]})"\n'
    + "".join(f"{line[:-1]}{int(line[-1]) - 1}\n" for line in ROWS.splitlines()),
    "one a line in the header": f'City,"Monthly salary\n{listed(" - ", chr(10))}"\n{ROWS}',
    "in a list below": f"{PLAIN}{ROWS}\nCode,Monthly salary\n{BELOW}",
}


@pytest.mark.parametrize("place", IN_FILES)
def test_codes_are_read_as_the_answers_that_the_file_gives_for_them(place: str) -> None:
    imported = read_csv(IN_FILES[place].encode(), name="survey.csv")
    assert (imported.columns.pay, imported.audit.rows_used, imported.audit.open_ended) == (("Monthly salary",), 11, 4)
    assert float(np.nanmedian(imported.survey.middle)) == 25_000
    sentence = "The codes in “Monthly salary” were replaced by the answers that the file gives for them."
    assert sentence in imported.audit.sentences()


def test_every_column_with_a_list_of_codes_is_read_by_it() -> None:
    header = (
        '"City (1=Pune, 2=Delhi)","Gender (1=Male, 2=Female)","CTC (A: up to 3 LPA, B: 3-6 LPA, C: 6 LPA and above)"'
    )
    rows = "".join(f"{1 + row % 2},{1 + row % 3 // 2},{'ABC'[row % 3]}\n" for row in range(12))
    imported = read_csv(f"{header}\n{rows}".encode(), name="survey.csv")
    assert imported.survey.sizes["city"] == {"Delhi": 6, "Pune": 6}
    assert imported.survey.dimensions["gender"].values == ("Female", "Male")
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(450_000 / 12)


@pytest.mark.parametrize(
    "content",
    [
        "Rank,City,Monthly salary (1 - 3 years of work)\n"
        + "".join(f"{row},Pune,{20_000 + 500 * row}\n" for row in range(1, 13)),
        "No,Name,Monthly pay\n" + "".join(f"{row},N{row},{20_000 + 500 * row}\n" for row in range(1, 13)),
        "City,Years,Monthly pay\n" + "".join(f"Pune,{row},{20_000 + 500 * row}\n" for row in range(1, 13)),
    ],
)
def test_numbers_that_are_no_codes_stay(content: str) -> None:
    imported = read_csv(content.encode(), name="pay.csv")
    assert float(np.nanmedian(imported.survey.middle)) == 23_250
    assert not any("were replaced" in sentence for sentence in imported.audit.sentences())


@pytest.mark.parametrize("text", ["₹" + " " * 200_000 + "20000", "1 = low" + " ( " * 100_000, " " * 200_000])
def test_endless_spaces_are_looked_through_once(text: str) -> None:
    """Where each of them began a search of its own, a cell took minutes."""
    assert split_answers(text) == (text, {})
