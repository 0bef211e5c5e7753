"""Detect rows that are not people: totals, averages and counts of other rows, by label and by figures."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import boolean, float64, int32, int64, uint8
from numpy.typing import NDArray

from analytics.machine_code import compile_for, read_only
from analytics.reading.files.table import buffers, decoded_text
from analytics.vocabulary import words

AT_MOST = 0.4
"""If more of a column's rows than this look like totals, they are ordinary names."""
_LONGEST = 120
_NAMES = 500
_NUMBERED = re.compile(r"p(\d\d?)")
"""Among how many texts of a column the name behind "Total" is looked for."""
_ABOUT = (
    r"(?:of|for|the|in|per|and|&|salar(?:y|ies)|pay(?:out|able|roll|ment)?|ctc|packages?|wages?|values?|company|overall|all"
    r"|amounts?|cost to company|costs?|(?<=\s)(?:headcount|no\.? of|number of)|monthly"
    r"|annual|yearly|net|gross|basic|employees?|staff|people|persons?|dep(?:artmen)?ts?"
    r"|inr|rs|rupees|₹|\d[\d.,]*+|[-–:=/()%])"
)


@cache
def _label() -> re.Pattern[str]:
    """Matches a whole label that marks its row as a total of others."""
    total = _any_of(words("total", "sum"))
    statistic = _any_of(words("total", "statistic"))
    all_words = _any_of(words("total", "all"))
    word = r"[^\W\d][^\s:=*]*"
    return re.compile(
        rf"(?:(?:{word}[\s.&/:–-]+){{0,4}}?(?:grand|sub|overall|net|page|final)?[\s-]*{total}(?:\s*\([^)]*\))?"
        rf"|{total}\s*[-–:]\s*\S.{{0,40}}|(?:grand|sub|overall|net|page|final)[\s-]*{total}\b.{{0,40}}"
        rf"|{total}(?:\s*{_ABOUT})++|{total} (?:of|for)\b.{{0,40}}|{total} (?:carried|brought) (?:over|forward|down)"
        rf"|(?:{_ABOUT}\s*)*+{statistic}(?:\s*{_ABOUT})*+|{statistic} of\b.{{0,40}}"
        rf"|{word}(?: {word})? (?:average|avg)\.?"
        rf"|{all_words}(?: {_ABOUT})*+"
        rf"|(?:balance |total )?[cb]/[fd]|(?:balance )?(?:carried|brought) (?:over|forward|down)"
        rf"|p\d\d|quartile \d|\d\d?(?:st|nd|rd|th) percentile)\s*[:=₹.-]*\s*(?:{_ABOUT}\s*)*+",
        re.IGNORECASE,
    )


def _any_of(entries: frozenset[str]) -> str:
    return rf"(?:{'|'.join(map(re.escape, sorted(entries, key=lambda entry: (-len(entry), entry))))})(?!\w)\.?"


def _entries() -> frozenset[str]:
    return frozenset(entry for key in ("sum", "statistic", "all") for entry in words("total", key))


@cache
def _hint() -> str:
    """Finds, in bytes and faster, what can be such a label; letters that are not ASCII have two cases there."""
    latin = "|".join(sorted(re.escape(entry) for entry in _entries() if entry.isascii()))
    forms = {form for entry in _entries() if not entry.isascii() for form in (entry, entry.capitalize(), entry.upper())}
    others = "|".join(sorted(map(re.escape, forms)))
    return rf"(?i)\b(?:{latin}|[cb]/[fd]|carried|brought|p\d\d|quartile)\b|{others}"


@cache
def _beginnings() -> NDArray[np.bool_]:
    """The hashes of the first three bytes of the words of such labels."""
    latin = {"c/f", "b/f", "c/d", "b/d", "carried", "brought", "quartile", *(f"p{digit}" for digit in range(10))}
    latin |= {entry for entry in _entries() if entry.isascii()}
    forms = {form for entry in _entries() - latin for form in (entry, entry.capitalize(), entry.upper())}
    table = np.zeros(1 << 18, bool)
    for form in latin | forms:
        first, second, *third = form.encode()
        for last in third[:1] or range(256):
            table[first << 10 ^ second << 5 ^ last] = True
    return table


@compile_for(boolean[::1](read_only(uint8), read_only(int32), read_only(boolean)))
def _may_hold(
    content: NDArray[np.uint8], bounds: NDArray[np.int32], beginnings: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """A fast pre-filter for `_hint`: the texts with a word that may begin like one of the table."""
    hints = np.zeros(len(bounds) - 1, np.bool_)
    for index in range(len(hints)):
        first, second, in_word = 0, 0, False
        for position in range(bounds[index], bounds[index + 1] + 2):
            last = int(content[position]) if position < bounds[index + 1] else 0
            if 65 <= last <= 90:
                last += 32
            if not in_word and first and beginnings[first << 10 ^ second << 5 ^ last]:
                hints[index] = True
                break
            in_word = 97 <= first <= 122 or 48 <= first <= 57
            first, second = second, last
    return np.asarray(hints)


def says_total(text: str) -> bool:
    """Whether a label marks its row as a total of others.

    >>> [says_total(text) for text in ("Grand Total:", "Sales Total", "Avg.", "Total Quality Manager", "Max Life")]
    [True, True, True, False, False]
    """
    return len(text) < _LONGEST and bool(_label().fullmatch(text.strip(" \t*=_-–.|")))


def _of_another(text: str, others: frozenset[str]) -> bool:
    """Whether a label is "Total" and a name that stands in the same column, as in “Total Sales” below “Sales”."""
    first, _, rest = text.strip().casefold().partition(" ")
    return first.rstrip(":") in words("total", "sum") and rest.strip() in others


def _is_numbered(text: str, names: frozenset[str]) -> bool:
    """Whether “P10” stands among “P1”, “P2” …, which number people and are no percentiles."""
    numbers = (match[1] for name in names if (match := _NUMBERED.fullmatch(name)))
    return bool(_NUMBERED.fullmatch(text.strip().casefold())) and any(int(number) % 5 for number in numbers)


def labelled_totals(column: pa.Array, encoding: str) -> NDArray[np.bool_]:
    """Find rows that a text column labels as a total, an average or a maximum of others."""
    encoded = isinstance(column, pa.DictionaryArray)
    texts = column.dictionary if encoded else column
    hints = np.flatnonzero(_may_hold(*buffers(texts), _beginnings()))
    if len(hints):
        hints = hints[pc.match_substring_regex(texts.take(pa.array(hints)), _hint()).to_numpy(zero_copy_only=False)]
    totals = np.zeros(len(texts), bool)
    if not len(hints):
        return np.zeros(len(column), bool)
    short = [raw for raw in texts.slice(0, _NAMES).to_pylist() if raw and len(raw) < _LONGEST]
    names = frozenset(decoded_text(raw, encoding).strip().casefold() for raw in short)
    for index in hints:
        raw = texts[int(index)].as_py()
        if len(raw) < 4 * _LONGEST:
            text = decoded_text(raw, encoding)
            totals[index] = (says_total(text) and not _is_numbered(text, names)) or _of_another(text, names)
    return totals[np.asarray(column.indices)] if encoded else totals


@compile_for(boolean[::1](read_only(float64), int64))
def sums_of_rows_above(pay: NDArray[np.float64], least: int) -> NDArray[np.bool_]:
    """Find figures that are the sum of those above, back to the last such sum or to the first row.

    No label is needed: an exact sum of at least this many figures is not a person's pay.

    >>> sums_of_rows_above(np.array([100.0, 250, 300, 410, 90, 1150, 70]), 5).tolist()
    [False, False, False, False, False, True, False]
    """
    sums = np.zeros(len(pay), np.bool_)
    since, count, total = 0.0, 0, 0.0
    for row in range(len(pay)):
        figure = pay[row]
        if not figure > 0:
            continue
        if count >= least and abs(figure - since) <= 1e-9 * since:
            sums[row] = True
            since, count = 0.0, 0
        elif total > since and abs(figure - total) <= 1e-9 * total:
            sums[row] = True
        else:
            since += figure
            total += figure
            count += 1
    return np.asarray(sums)
