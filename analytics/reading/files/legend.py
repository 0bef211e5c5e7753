"""Decode coded answers from a legend: another sheet, a header, a line above or below.

Surveys are often exported as codes (1, 2, 3) with a second sheet that has the answers: code beside answer, below the
question or behind it, or all answers of a question in one cell. In a file without sheets they stand in the header,
“Salary (1 = under 10k, 2 = 10-20k)”, in a row below it, or above or below the table. A column is decoded only where it
is plain: the legend is about it by name, or nothing else fits the only legend there is, and each of its values is a
code of that legend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from analytics.reading.files.header import is_numeric
from analytics.reading.files.table import LONGEST_NAME, MemoryTable, Table, distinct_names
from analytics.texts import message
from analytics.vocabulary import name_key

_CODE = re.compile(r"\d{1,3}|[A-Za-z]\d{0,2}")
_MOST_CODES = 60
_ANSWER = re.compile(r"\s*(\d{1,3}|[A-Z])\s*(?:[=:,.)]|[-–](?=\s))\s*(\S.*)", re.DOTALL)
_NEXT_ANSWER = re.compile(r"[|;\n]|,\s*+(?=\d{1,3}\s*[=:)])")
_LABEL_WORDS = frozenset(
    ("code", "codes", "value", "values", "label", "labels", "meaning", "answer", "answers", "option", "options", "text")
)
"""What the columns of a legend are called, whatever they are about."""


@dataclass(frozen=True)
class Legend:
    """Codes with what they stand for.

    Args:
        sheet: where it stands.
        subjects: the names of columns that it may be about: the cells beside and above it.
        labels: code → answer.
    """

    sheet: str
    subjects: tuple[str, ...]
    labels: Mapping[str, str]


def find_legends(sheet: str, rows: Sequence[Sequence[str]]) -> list[Legend]:
    """The legends in the rows of a sheet.

    >>> find_legends("Codes", [["Code", "Salary"], ["1", "Below 3 LPA"], ["2", "3-6 LPA"]])
    [Legend(sheet='Codes', subjects=('Salary',), labels={'1': 'Below 3 LPA', '2': '3-6 LPA'})]
    """
    return [*_lists(sheet, rows), *_cells(sheet, rows)]


def explained_names(rows: Sequence[Sequence[str]], names: Sequence[str]) -> dict[str, str]:
    """The explanations of columns in the rows of a sheet, by name; empty if they explain less than half of the names.

    >>> explained_names([["Variable", "Label"], ["v1", "City"], ["v2", "Annual CTC"]], ["v1", "v2", "v3"])
    {'v1': 'City', 'v2': 'Annual CTC'}
    """
    by_key = {name.casefold(): name for name in names}
    explanations: dict[str, str] = {}
    for row in rows:
        cells = [cell for cell in row if cell]
        for place, cell in enumerate(cells[:-1]):
            if (name := by_key.get(cell.casefold())) is None:
                continue
            text = max(cells[place + 1 :], key=len)  # a type or unit may stand between
            if not is_numeric(text):
                explanations.setdefault(name, text)
                break
    return explanations if len(explanations) >= max(2, len(names) / 2) else {}


def _lists(sheet: str, rows: Sequence[Sequence[str]]) -> Iterator[Legend]:
    """A code in each of several rows, and its answer behind or before it."""
    width = max(map(len, rows), default=0)
    for code_column in range(width):
        for label_column in (code_column + 1, code_column - 1):
            if 0 <= label_column < width:
                yield from _lists_of_columns(sheet, rows, code_column, label_column)


def _lists_of_columns(
    sheet: str, rows: Sequence[Sequence[str]], code_column: int, label_column: int
) -> Iterator[Legend]:
    first, last = sorted((code_column, label_column))
    begin = 0
    while begin < len(rows):
        labels: dict[str, str] = {}
        neighbour = _cell(rows[begin], first - 1)
        for row in rows[begin:]:
            code, label = _cell(row, code_column), _cell(row, label_column)
            if not label or not _CODE.fullmatch(code) or _cell(row, first - 1) not in ("", neighbour):
                break
            if code in labels:  # rows that have codes, and do not say what they mean
                return
            labels[code] = label
        figures = sum(map(is_numeric, labels.values()))
        if 2 <= len(labels) == len(set(labels.values())) <= _MOST_CODES and figures <= len(labels) / 2:
            yield Legend(sheet, _subjects(rows, begin, first, last), labels)
        begin += max(1, len(labels))


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if 0 <= column < len(row) else ""


def _subjects(rows: Sequence[Sequence[str]], begin: int, first: int, last: int) -> tuple[str, ...]:
    """The names beside the first row of a list, else in the two rows above; what says no more than “code” is none."""
    neighbours = rows[begin][:first]
    upper = [cell for row in rows[max(0, begin - 2) : begin] for cell in row[max(0, first - 1) : last + 1]]
    names = [name for name in neighbours if name and not is_numeric(name)] or upper
    return tuple(dict.fromkeys(name for name in names if not set(name_key(name).split()) <= _LABEL_WORDS))


def _cells(sheet: str, rows: Sequence[Sequence[str]]) -> Iterator[Legend]:
    """All codes and answers of a question in one cell: “1=Below 3 LPA; 2=3-6 LPA”."""
    for row in rows:
        for index, cell in enumerate(row):
            answers = [_ANSWER.fullmatch(answer) for answer in _NEXT_ANSWER.split(cell) if answer.strip()]
            labels = {answer[1]: answer[2].strip() for answer in answers if answer}
            if len(answers) == len(labels) > 1:
                yield Legend(sheet, tuple(name for name in row[:index] if name), labels)


@dataclass(frozen=True)
class Decoded:
    """The meanings of codes in some columns of a table.

    Args:
        table: with names without their legends, and a note for each column.
        answers: position of the column → text of a cell → what it stands for; nothing for what is part of a legend.
    """

    table: Table
    answers: Mapping[int, Mapping[str, str]]

    def cells(self, position: int, cells: Sequence[str]) -> Sequence[str]:
        """The cells of a column with answers in place of codes."""
        answers = self.answers.get(position)
        return [answers.get(plain_code(cell), cell) for cell in cells] if answers else cells


def plain_code(text: str) -> str:
    """A cell as a legend writes it: a code without the decimals that some programs give it.

    >>> plain_code(" 2.0 "), plain_code("2.5")
    ('2', '2.5')
    """
    match = _DECIMAL_CODE.fullmatch(text.strip())
    return match[1] if match else text.strip()


_DECIMAL_CODE = re.compile(r"(\d{1,2})\.0+")
_FIRST_CODES = ("1", "0", "A", "a", "01")
_SIGN = r"\s*+(?:=|:|→|\)|\.(?=\s)|[-–—](?=\s))\s*+"
_RUN_OF_SPACES = r"(?<!\s)(?=\s)"
"""Where spaces begin: a search that began anew at each of very many would take the square of their number."""
_TAIL = 80
"""How many rows at either end are looked at for a legend."""


def split_answers(text: str) -> tuple[str, dict[str, str]]:
    """Split a text into what precedes a list of codes, and the answers; no answers without such a list.

    >>> split_answers("Salary (1 = under 10k, 2 = 10-20k, 3 = above)")
    ('Salary', {'1': 'under 10k', '2': '10-20k', '3': 'above'})
    >>> split_answers("Salary for grade 1 - 3")
    ('Salary for grade 1 - 3', {})
    """
    name, labels = max((_answers_from(first, text) for first in _FIRST_CODES), key=lambda answers: len(answers[1]))
    is_list = len(labels) > 1 and all(labels.values()) and len(set(labels.values())) == len(labels)
    return (name, labels) if is_list else (text, {})


def _answers_from(first: str, text: str) -> tuple[str, dict[str, str]]:
    """The text around a list of codes that begins with this one, and the answer of each."""
    begin = re.search(rf"(?:^|[(\[{{:,;?]|{_RUN_OF_SPACES})\s*+{first}{_SIGN}", text)
    if begin is None:
        return text, {}
    labels: dict[str, str] = {}
    code, place = first, begin.end()
    while code:
        following = _next_code(code)
        end = re.compile(rf"(?:[,;/|(]|{_RUN_OF_SPACES})\s*+\(?{following}{_SIGN}").search(text, place)
        labels[code] = text[place : end.start() if end else len(text)].strip().strip(" ,;/|([{").rstrip(")]} ")
        last, code, place = code, *((following, end.end()) if end else ("", len(text)))
    closing = {"(": ") ", "[": "] ", "{": "} "}.get(begin[0][0], "\0")
    labels[last], closed, behind = labels[last].partition(closing)
    name = text[: begin.start()].rstrip(" ([{:,;-–—")
    return f"{name} {behind.strip()}" if closed else name, labels


def _next_code(code: str) -> str:
    return f"{int(code) + 1:0{len(code)}d}" if code.isdigit() else chr(ord(code) + 1)


def decode_table(table: Table, sample: Sequence[Sequence[str]]) -> Decoded:
    """The answers that a table states for its codes: in its header, in a row below it, above or below the rows.

    Args:
        sample: some of its rows, the first and the last among them.
    """
    named = [split_answers(name) for name in table.header]
    in_first_row = [split_answers(cell)[1] for cell in sample[0]] if sample else [{}] * len(named)
    elsewhere = _among_rows(sample)
    title, of_title = split_answers(table.title)
    if of_title:
        elsewhere.append(Legend("", (title,), of_title))
    answers: dict[int, Mapping[str, str]] = {}
    nameless = [legend.labels for legend in elsewhere if not legend.subjects]
    coded = [index for index in range(len(named)) if len(nameless) == 1 and _holds_codes(sample, index, nameless[0])]
    for index, (labels, below) in enumerate(zip((labels for _, labels in named), in_first_row, strict=False)):
        about = [legend.labels for legend in elsewhere if legend.subjects and _is_about(legend, table.header[index])]
        about = about or (nameless if coded == [index] else [])
        labels = labels or below or (dict(about[0]) if len(about) == 1 else {})
        if labels and _holds_codes(sample, index, labels):
            of_legend = [*labels.values(), *([plain_code(sample[0][index])] if below else [])]
            answers[index] = dict.fromkeys(of_legend, "") | labels
    if not answers:
        return Decoded(table, answers)
    names = [name if index in answers else table.header[index] for index, (name, _) in enumerate(named)]
    header = distinct_names(names)
    notes = [
        message(
            "The codes in “{column}” were replaced by the answers that the file gives for them.", column=header[index]
        )
        for index in answers
    ]
    return Decoded(replace(table, header=header, notes=(*table.notes, *notes)), answers)


def _among_rows(sample: Sequence[Sequence[str]]) -> list[Legend]:
    """The legends among the rows: all codes in one cell at the end, or one a row in a column that holds no others."""
    tail = sample[-_TAIL:]
    legends = []
    for row in tail:
        filled = [cell for cell in row if cell]
        for cell in filled if len(filled) <= 2 else ():
            name, labels = split_answers(cell)
            if labels:
                legends.append(Legend("", (name or filled[0],), labels))
    for column in range(max(map(len, tail), default=0) - 1):
        ends = sample if len(sample) <= 2 * _TAIL else [*sample[:_TAIL], *tail]
        if not 2 <= sum(bool(_CODE.fullmatch(_cell(row, column))) for row in ends) <= _MOST_CODES:
            continue  # the whole of a long column is looked at only where its ends may hold a list
        codes = [index for index, row in enumerate(sample) if _CODE.fullmatch(_cell(row, column))]
        if len(codes) <= min(_MOST_CODES, len(sample) / 2) and codes[-1] - codes[0] == len(codes) - 1:
            rows = [list(row[column : column + 2]) for row in sample[max(0, codes[0] - 2) : codes[-1] + 1]]
            legends += _lists_of_columns("", rows, 0, 1)
    return legends


def _holds_codes(sample: Sequence[Sequence[str]], index: int, labels: Mapping[str, str]) -> bool:
    """Whether nearly every cell of a column is a code of a legend."""
    cells = [plain_code(row[index]) for row in sample if index < len(row) and row[index]]
    codes = sum(cell in labels for cell in cells)
    return codes >= max(2, 0.6 * len(cells)) and codes > len(labels)  # a list itself has each code once


def decode(table: MemoryTable, legends: Sequence[Legend]) -> tuple[MemoryTable, frozenset[str]]:
    """The table with answers in place of codes where that is plain, and the sheets that are about its codes."""
    if not legends:
        return table, frozenset()
    columns = {index: column for index, column in enumerate(table.columns) if _is_coded(column)}
    fitting = {
        index: [legend for legend in legends if _values(column) <= legend.labels.keys()]
        for index, column in columns.items()
    }
    legend_of_column = {
        index: named[0]
        for index, candidates in fitting.items()
        if (named := [legend for legend in candidates if _is_about(legend, table.header[index])])
        and all(legend.labels == named[0].labels for legend in named)
    }
    if not legend_of_column:
        nameless = [(index, candidates[0]) for index, candidates in fitting.items() if len(candidates) == 1]
        if len(nameless) == 1 and sum(map(bool, fitting.values())) == 1 and not nameless[0][1].subjects:
            legend_of_column = dict(nameless)
    about_codes = {
        legend.sheet
        for index, column in columns.items()
        for legend in legends
        if (_is_about(legend, table.header[index]) or not legend.subjects) and _values(column) & legend.labels.keys()
    }
    notes = [
        message(
            "The codes in “{column}” were replaced by the answers that the sheet “{sheet}” gives for them.",
            column=table.header[index],
            sheet=legend.sheet[:LONGEST_NAME],
        )
        for index, legend in legend_of_column.items()
    ]
    new = tuple(
        _with_labels(column, legend_of_column[index].labels) if index in legend_of_column else column
        for index, column in enumerate(table.columns)
    )
    return replace(table, columns=new, notes=(*table.notes, *notes)), frozenset(about_codes)


def _is_coded(column: pa.DictionaryArray) -> bool:
    """Whether a column can hold codes: few different short texts, each in two rows on average."""
    values = _values(column)
    return 2 <= len(values) <= _MOST_CODES and 2 * len(values) <= len(column) and all(map(_CODE.fullmatch, values))


def _values(column: pa.DictionaryArray) -> set[str]:
    if len(column.dictionary) > 2 * _MOST_CODES:
        return set()
    used = np.flatnonzero(np.bincount(column.indices.to_numpy()))
    return {text for text in _texts(column.dictionary.take(pa.array(used))) if text}


def _texts(dictionary: pa.Array) -> list[str]:
    return [text.decode("utf-8", "replace").strip() for text in dictionary.to_pylist()]


def _is_about(legend: Legend, header: str) -> bool:
    """Whether a legend is about a column: the name of one holds all words of the other."""
    words = name_key(header).split()
    for subject in legend.subjects or (legend.sheet,):
        shorter, longer = sorted((words, name_key(subject).split()), key=len)
        if shorter and not set(shorter) <= _LABEL_WORDS and set(shorter) <= set(longer):
            return True
    return False


def _with_labels(column: pa.DictionaryArray, labels: Mapping[str, str]) -> pa.DictionaryArray:
    texts = [labels.get(text, text).encode() for text in _texts(column.dictionary)]
    return pa.DictionaryArray.from_arrays(column.indices, pa.array(texts, pa.binary()))
