"""Detect the separator of delimited text, and rewrite text whose lines have none.

Each sign is judged by whether it cuts the lines into the same number of cells, and by what the cells look like: a
semicolon file with decimal commas is cut by its commas into equal lines, too, but the cells then hold semicolons.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from babel.numbers import list_currencies

from analytics.texts import Message, message
from analytics.vocabulary import meanings, normalise

LONGEST_CELL = 1 << 20
# The limit of the standard library, an eighth of that, would take a file with one long description for an empty one.
csv.field_size_limit(LONGEST_CELL)

SEPARATORS = {
    ",": message("commas"),
    ";": message("semicolons"),
    "\t": message("tabs"),
    "|": message("vertical bars"),
    "~": message("tildes"),
    "^": message("carets"),
}
"""The signs that separate cells, and what they are called."""

_CODES = frozenset(list_currencies())
_LINES = 200
_BYTES = 1 << 17
_DECLARED = re.compile(rb"\"?sep=(\\t|[^\r\n\"])\"?[,;]*\r?\n", re.IGNORECASE)
_DIGITS = r"[-+]?(?:\d+|\d{1,3}(?:[., '\u00a0\u202f]\d{2,3})+)(?:[.,]\d+)?"
_NUMBER = re.compile(_DIGITS)
_AROUND = rf"[^\d{''.join(map(re.escape, SEPARATORS))}]"
_AMOUNTS = re.compile(rf"{_AROUND}{{0,12}}{_DIGITS}(?:{_AROUND}{{1,12}}{_DIGITS})?{_AROUND}{{0,16}}")
"""A number, or two, with a currency or a unit around: “2.100,50 €”, “R$ 1.500,00 - R$ 2.000,00”."""


def records(piece: bytes, separator: str, most: int) -> Iterator[tuple[list[str], int]]:
    """The records of some bytes, each with the offset of the byte after it. Cells stand for bytes (Latin-1)."""
    position = 0

    def lines() -> Iterator[str]:
        nonlocal position
        for line in re.finditer(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", piece):
            position = line.end()
            yield line.group().decode("latin-1")

    reader = csv.reader(lines(), delimiter=separator)
    for _ in range(most):
        try:
            record = next(reader)
        except (StopIteration, csv.Error):
            return
        yield record, position


def declared_separator(head: bytes) -> str:
    """The sign that a first line such as "sep=;" declares; else nothing.

    >>> declared_separator(b"sep=;\\nCity;Pay\\n")
    ';'
    """
    match = _DECLARED.match(head)
    if match is None:
        return ""
    sign = match.group(1)
    return "\t" if sign == rb"\t" else sign.decode("latin-1")


def guessed_separator(head: bytes) -> str:
    """The sign that cuts most lines into the same number of cells, more than one, whose cells are whole.

    >>> guessed_separator(b"City;Pay\\n" + b"Berlin;3107,50\\nBonn;2900,25\\n" * 20)
    ';'
    """
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        rows = [record for record, _ in records(head[:_BYTES], separator, _LINES) if any(record)]
        score = _evenness(rows) * (1 - 0.6 * _unsplit_share(rows, separator))
        if score > best_score * 1.05:
            best, best_score = separator, score
    return best


def _evenness(rows: Sequence[Sequence[str]]) -> float:
    common = Counter(len(row) for row in rows if len(row) > 1).most_common(1)
    return common[0][1] / len(rows) * (1 + 0.2 * math.log(common[0][0])) if common else 0.0


def _unsplit_share(rows: Sequence[Sequence[str]], separator: str) -> float:
    """The share of rows that still hold another separator between two texts, without being an amount."""
    others = "".join(re.escape(sign) for sign in SEPARATORS if sign != separator)
    inside = re.compile(rf"[^\s{others}][{others}](?=[^\s{others}])" + (r"|\s;\s" if separator != ";" else ""))
    glued = sum(any(inside.search(cell) and not _AMOUNTS.fullmatch(cell.strip()) for cell in row) for row in rows)
    return glued / max(1, len(rows))


@dataclass(frozen=True)
class Rewritten:
    """Text whose lines were rewritten with a separator, and a sentence that says so."""

    data: bytes
    note: Message


def needs_rewriting(head: bytes) -> str:
    """The reason no separator splits the lines: they are wholly "quoted", or "aligned" by spaces; empty otherwise."""
    lines = [line for line in re.split(rb"\r\n|\n|\r", head[:_BYTES])[:_LINES] if line.strip()]
    if len(lines) < 2:
        return ""
    whole = [line for line in lines if re.fullmatch(rb'"(?:[^"]|"")*"', line.strip())]
    if len(whole) == len(lines):
        inside = b"\n".join(line.strip()[1:-1].replace(b'""', b'"') for line in lines)
        return "quoted" if _cuts(inside) else ""
    if not _cuts(head) and _aligned_at(lines):
        return "aligned"
    return ""


def _cuts(head: bytes) -> bool:
    """Whether some separator cuts most lines into the same number of cells."""
    for separator in SEPARATORS:
        rows = [record for record, _ in records(head[:_BYTES], separator, _LINES) if any(record)]
        common = Counter(len(row) for row in rows).most_common(1)
        if common and common[0][0] > 1 and common[0][1] > 0.6 * len(rows):
            return True
    return False


def rewrite(data: bytes, kind: str) -> Rewritten:
    """Rewrite all lines of the text with a separator.

    >>> rewrite(b'"City,Pay"\\n"Pune,20000"\\n', "quoted").data
    b'City,Pay\\nPune,20000\\n'
    """
    if kind == "quoted":
        unquoted = [
            re.sub(rb'^\s*"(.*)"\s*$', rb"\1", line).replace(b'""', b'"') for line in re.split(rb"\r\n|\n|\r", data)
        ]
        note = message("Each line was one text in quotation marks; the marks were taken off.")
        return Rewritten(b"\n".join(unquoted), note)
    lines = re.split(rb"\r\n|\n|\r", data)
    sample = [line for line in lines[:_LINES] if line.strip()]
    cut = _aligned_at(sample)
    rows = (_cut_line(line, cut) for line in lines if line.strip())
    note = message("The columns are aligned by spaces; they were cut where the spaces are.")
    return Rewritten(b"".join(b"\t".join(row) + b"\n" for row in rows), note)


_Cuts = tuple[tuple[int, int], ...] | int
"""Where columns begin and end, in letters; or the number of words of each line."""


def _cut_line(line: bytes, cut: _Cuts) -> list[bytes]:
    if isinstance(cut, int):
        return line.replace(b"\t", b" ").split() if cut == 1 else re.split(rb" {2,}", line.strip().replace(b"\t", b" "))
    text = line.decode("utf-8", "replace").replace("\t", " ")
    return [text[start:end].strip().encode() for start, end in cut]


def _aligned_at(lines: Sequence[bytes]) -> _Cuts:
    """The way to split lines without a separator: two or more spaces, common gaps, or single spaces; 0 if none works.

    Single spaces only where each line ends in a number and begins with a word, so that "12 LPA" stays one cell.
    """
    pieces = [re.split(rb" {2,}", line.strip()) for line in lines]
    widths = {len(row) for row in pieces}
    if len(widths) == 1 and widths.pop() > 1:
        return 2
    texts = [line.decode("utf-8", "replace").rstrip() for line in lines]
    gaps = _gaps(texts)
    if gaps:
        return gaps
    words = [text.split() for text in texts]
    width = len(words[0])
    same_width = width > 1 and all(len(row) == width for row in words)
    numbers = [
        index for index in range(width) if same_width and all(_NUMBER.fullmatch(row[index]) for row in words[1:])
    ]
    labels = [index for index in range(width) if same_width and not any(re.search(r"\d", row[index]) for row in words)]
    large = numbers and all(len(re.sub(r"\D", "", row[numbers[-1]])) >= 4 for row in words[1:])
    money = same_width and all(_is_currency(row[0]) for row in words[1:])
    return 1 if len(lines) > 2 and large and labels and labels[0] == 0 and not money else 0


def _is_currency(word: str) -> bool:
    """Whether a word is a currency: “AED 12,000” below each other is one column, not two."""
    return normalise(word).strip(".") in meanings("currency") or word.upper() in _CODES


def _gaps(texts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The columns between gaps of two letters or more that are blank in every line; nothing where there is none."""
    longest = max(map(len, texts))
    if longest > 2000:
        return ()
    blank = [all(index >= len(text) or text[index] == " " for text in texts) for index in range(longest)]
    bounds, start = [], None
    for index, empty in enumerate([*blank, True, True]):
        if start is None and not empty:
            start = index
        elif start is not None and empty and (index + 1 >= len(blank) or blank[index + 1]):
            bounds.append((start, index))
            start = None
    if len(bounds) < 2 or len(texts) < 3:
        return ()
    starts = [start for start, _ in bounds]
    return tuple(zip([0, *starts[1:]], [*starts[1:], longest + 2000], strict=True))
