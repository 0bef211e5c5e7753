"""Any salary CSV → `Import(survey, audit)`.

A file is read in chunks of raw text columns (`table`), its columns are guessed (`columns`), each chunk is cleaned by a
pure function (`clean`), and what it found is added up and finished once (`read_csv`). The same function is mapped over
the files of a cluster (`gather`), where equal rows become one that stands for many. Nothing is written to disk, logged
or kept beyond the value that is returned.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numba import int32, uint8, uint64, void
from numpy.typing import NDArray

from analytics.machine_code import compiled, fixed
from analytics.model import Dimension, Provenance, RowCount, Survey
from analytics.reading.fields.pay import (
    BARE_DOLLAR,
    DOLLARS,
    ENDS_SWAPPED,
    ISO_CODES,
    LARGEST,
    PER_MONTH,
    NotPay,
    Period,
    Reason,
    decimal_style,
    read_pay,
)
from analytics.reading.fields.personal import holds_personal, masked
from analytics.reading.files.opening import open_table
from analytics.reading.files.separator import SEPARATORS
from analytics.reading.files.table import (
    FEWER_CELLS,
    LIMITS,
    MORE_CELLS,
    Chunk,
    ImportRefused,
    Limits,
    Source,
    Table,
    decoded_text,
    in_turn,
)
from analytics.reading.importing import groups
from analytics.reading.importing.audit import (
    Audit,
    Inference,
    left_out_groups,
    most_common,
    outlying,
    repeated,
    two_populations,
)
from analytics.reading.importing.columns import (
    CURRENCY_CODES,
    PAY_ROLES,
    Columns,
    Profile,
    guess,
    header_currency,
    header_unit,
    read_currency,
    read_period,
    says_country,
)

How = Literal["you", "rows", "header", "title", "files", "guess"]
"""Where a fact about the pay comes from: a person said so, each row says so, the header does, the text above the header
does, each of several files was read by itself, or nothing does and it is a guess."""
_WHERE = {
    "header": "the header says so",
    "title": "the text above the header says so",
    "you": "you said so",
    "files": "each file was read by itself",
}

BLANK_ROW = "blank row"
HEADER_AGAIN = "the header again"
NOTE_BELOW = "a note below the table"
TOTAL_ROW = "a total of other rows"
MISALIGNED = "more cells than the header has columns"
PERIOD_UNKNOWN = "a period of pay that is not understood"
CURRENCY_UNKNOWN = "a currency that is not understood"
NO_WEIGHT = "no usable weight"
DUPLICATE = "exact duplicate of an earlier row"
OUTLIER = "pay very far from the others"
OTHER_CURRENCY = "another currency: {}"

TYPICAL_MONTH: Mapping[str, float] = MappingProxyType(
    {"INR": 35e3, "USD": 5e3, "EUR": 3.5e3, "GBP": 3e3, "CAD": 5e3, "AUD": 6e3, "NZD": 5.5e3, "SGD": 5e3, "CHF": 7e3}
    | {"AED": 1e4, "SAR": 9e3, "QAR": 12e3, "JPY": 33e4, "CNY": 9e3, "HKD": 22e3, "KRW": 3.5e6, "RUB": 8e4, "UAH": 2e4}
    | {"PLN": 7.5e3, "CZK": 45e3, "HUF": 6e5, "RON": 8e3, "SEK": 38e3, "NOK": 5e4, "DKK": 45e3, "TRY": 4e4, "ILS": 12e3}
    | {
        "BRL": 4e3,
        "MXN": 15e3,
        "CLP": 9e5,
        "COP": 2.5e6,
        "PEN": 2.5e3,
        "ZAR": 25e3,
        "NGN": 25e4,
        "KES": 6e4,
        "EGP": 12e3,
    }
    | {"PHP": 25e3, "IDR": 5e6, "VND": 12e6, "THB": 25e3, "MYR": 4.5e3, "PKR": 6e4, "BDT": 3e4, "LKR": 8e4, "NPR": 35e3}
)
"""Usual pay per month in each currency, to the order of magnitude and no better. Only there to offer a period where a
file states none, always marked as a guess."""

_GUESSED_PERIODS: tuple[Period, ...] = ("year", "month", "day", "hour")
_PERIODS: tuple[Period, ...] = get_args(Period)
_CURRENCIES: tuple[str, ...] = tuple(sorted(ISO_CODES | CURRENCY_CODES))
_REASONS: tuple[str, ...] = (
    "",
    *(reason.value for reason in Reason),
    *(BLANK_ROW, HEADER_AGAIN, NOTE_BELOW, TOTAL_ROW, MISALIGNED, PERIOD_UNKNOWN, CURRENCY_UNKNOWN, NO_WEIGHT),
)
_REASON = {reason: code for code, reason in enumerate(_REASONS)}
_TOTAL_LABEL = re.compile(
    r"(?:grand |sub-?|overall )?totals?|all[ -]india|overall|gesamt|total general|итого|कुल|योग", re.IGNORECASE
)
_NOTE_LABEL = re.compile(
    r"(?:source|note|notes|disclaimer|footnote|remark|quelle|fuente)s?\s*[:\-–.]|\*|(?:estimated"
    r"|sample)\s+(?:no\b|number)"
    r"|(?:generated|exported|downloaded|prepared) (?:on|by|from)\b|©|page \d",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"[-–—.?*\s]*|n/?a|#n/a|nan|null|<na>|not (?:available|stated|specified|mentioned|applicable)", re.IGNORECASE
)


# ---------------------------------------------------------------------------------------------------- what comes out


@dataclass(frozen=True)
class Stated:
    """A fact about all the pay of a file.

    Args:
        value: the period or the currency of most rows.
        how: where it comes from.
        rows: value → how many rows are in it.
    """

    value: str
    how: How
    rows: Mapping[str, int]

    @property
    def guessed(self) -> bool:
        """Whether nothing in the file says so: to be shown as a guess and confirmed."""
        return self.how == "guess"


@dataclass(frozen=True, eq=False)
class Import:
    """A survey read from a file, and how it was read.

    Args:
        survey: pay per month in one currency.
        audit: rows read, used and left out; what was inferred.
        columns: what each column was taken for, why, and what could take its place.
        period: the time the file's own figures are for; `survey` has them per month.
        currency: the currency of the survey, and how many rows are in others.
        sheet: the sheet of a workbook that was read.
        sheets: the sheets that could be read instead.
    """

    survey: Survey
    audit: Audit
    columns: Columns
    period: Stated
    currency: Stated
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def own_unit(self) -> float:
        """Multiplies pay per month into the file's own unit, so that results can be shown as the file has them.

        >>> read_csv(b"CTC per year\\n240000\\n360000\\n", name="x.csv").own_unit
        12.0
        """
        return 1 / PER_MONTH[self.period.value]


# ------------------------------------------------------------------------------------------- one chunk: raw → clean


@dataclass(frozen=True)
class Plan:
    """How to read each row of a file. Small and picklable: a cluster sends it to every worker.

    Args:
        header: the names of the columns.
        encoding: how cells that are not UTF-8 are written.
        roles: role → position of the column.
        groups: positions of the columns that become dimensions.
        compared: positions of the columns that count when rows are compared: all but row numbers.
        label: position of the column in which totals and notes below the table say what they are.
        unit: what a number without a unit stands for, by position of the pay column.
        period, currency: what a header or title states.
        grouping_dots: whether dots in plain numbers group.
    """

    header: tuple[str, ...]
    encoding: str
    roles: Mapping[str, int]
    groups: tuple[int, ...]
    compared: tuple[int, ...]
    label: int
    unit: Mapping[int, float] = field(default_factory=dict)
    period: Period | None = None
    currency: str | None = None
    grouping_dots: bool = False

    @property
    def understood(self) -> frozenset[int]:
        """Positions of the columns whose texts are read; of the others only whether they are equal matters."""
        return frozenset((*self.roles.values(), *self.groups, self.label))


Aside = Literal["many", "personal"]
"""Why not every text of a column was kept: it has more of them than make groups, or some hold personal data."""


@dataclass(frozen=True, eq=False)
class Cleaned:
    """The rows of one or more chunks: those that state pay, as columns; the others, with their reasons.

    All columns but the `left_` ones have one entry per row that states pay, amounts in the unit of that row.
    `period` and `currency` index the known ones from 1; 0 is not stated. `groups` has for each dimension its texts and
    one code per row. `prints` are fingerprints of whole rows.

    Where equal rows were put together, `times` and `left_times` say how many rows each entry stands for, and `aside`
    holds the columns of which not every text was kept: by position, why.
    """

    rows: int
    row: NDArray[np.int64]
    low: NDArray[np.float64]
    middle: NDArray[np.float64]
    high: NDArray[np.float64]
    period: NDArray[np.uint8]
    currency: NDArray[np.uint16]
    weight: NDArray[np.float64] | None
    groups: Mapping[int, tuple[tuple[str, ...], NDArray[np.integer[Any]]]]
    prints: NDArray[np.uint64]
    left_row: NDArray[np.int64]
    left_reason: NDArray[np.uint8]
    left_text: NDArray[np.object_]
    notes: Mapping[str, int]
    examples: Mapping[str, tuple[str, ...]]
    times: NDArray[np.int64] | None = None
    left_times: NDArray[np.int64] | None = None
    aside: Mapping[int, Aside] = field(default_factory=dict)

    @staticmethod
    def together(parts: Sequence[Cleaned]) -> Cleaned:
        """Several chunks as one. The order of the parts is the order of the rows."""

        def joined(name: str) -> NDArray[Any]:
            return np.concatenate([getattr(part, name) for part in parts])

        low = joined("low")
        single = all(part.low is part.middle is part.high for part in parts)  # one figure a row: one column will do
        columns = {}
        for position in parts[0].groups:
            index: dict[str, int] = {}
            codes = []
            for part in parts:
                texts, own = part.groups[position]
                new = np.array([index.setdefault(text, len(index)) for text in texts], np.int64)
                codes.append(narrow(new[own] if len(new) else own))
            columns[position] = (tuple(index), np.concatenate(codes))
        notes = Counter[str]()
        examples: dict[str, tuple[str, ...]] = {}
        for part in parts:
            notes.update(part.notes)
            for note, texts in part.examples.items():
                examples[note] = tuple(dict.fromkeys((*examples.get(note, ()), *texts)))[:3]
        return Cleaned(
            rows=sum(part.rows for part in parts),
            weight=None if parts[0].weight is None else joined("weight"),
            times=None if parts[0].times is None else joined("times"),
            left_times=None if parts[0].left_times is None else joined("left_times"),
            aside=dict(item for part in parts for item in part.aside.items()),
            groups=columns,
            notes=notes,
            examples=examples,
            low=low,
            middle=low if single else joined("middle"),
            high=low if single else joined("high"),
            **{name: joined(name) for name in _JOINED},
        )


_JOINED = ("row", "period", "currency", "prints", "left_row", "left_reason", "left_text")


@dataclass(slots=True)
class _Readings:
    """What the different texts of one pay column say; one entry per text."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    period: NDArray[np.uint8]
    currency: NDArray[np.uint16]
    reason: NDArray[np.uint8]
    notes: dict[str, list[int]]

    def take(self, codes: NDArray[np.integer[Any]]) -> tuple[NDArray[Any], ...]:
        return self.low[codes], self.high[codes], self.period[codes], self.currency[codes], self.reason[codes]


def clean(chunk: Chunk, plan: Plan, memory: Memory | None = None) -> Cleaned:
    """Raw text columns → clean columns and what was left out. Pure: the same chunk and plan give the same result.

    Each different text is understood once, however many rows have it; with a memory, once for all chunks.
    """
    texts = _Texts(chunk, plan)
    size = len(chunk)
    low, middle, high, period, currency, reason, notes = _pay_of(chunk, plan, texts, {} if memory is None else memory)
    period, unknown_period = _periods(plan, texts, period)
    currency, unknown_currency = _currencies(plan, texts, currency)
    for what, unknown in ((PERIOD_UNKNOWN, unknown_period), (CURRENCY_UNKNOWN, unknown_currency)):
        reason = np.where((reason == 0) & unknown, _REASON[what], reason).astype(np.uint8)
    weight = _weights(plan, texts)
    if weight is not None:
        reason[(reason == 0) & ~(weight > 0)] = _REASON[NO_WEIGHT]
    _mark_rows(chunk, plan, texts, reason)
    used = np.flatnonzero(reason == 0)
    left = np.flatnonzero(reason)
    row = np.arange(chunk.first, chunk.first + size, dtype=np.int64)
    if chunk.flaws is not None:
        notes.note("Rows with fewer cells than the header were filled up with blanks.", chunk.flaws == FEWER_CELLS)
    counts, examples = notes.summary(reason == 0)
    quoted = next(position for role in PAY_ROLES if (position := plan.roles.get(role)) is not None)
    return Cleaned(
        rows=size,
        row=row[used],
        low=low[used],
        middle=middle[used],
        high=high[used],
        period=period[used],
        currency=currency[used],
        weight=None if weight is None else weight[used],
        groups={position: texts.group(position, used) for position in plan.groups},
        prints=_fingerprints(chunk, plan.compared)[used],
        left_row=row[left],
        left_reason=reason[left],
        left_text=texts.quoted(quoted, left),
        notes=counts,
        examples=examples,
    )


Memory = dict[bytes, tuple[Any, ...]]
"""What was understood of a text before: saves time, changes nothing. It belongs to one import and goes with it."""
_REMEMBERED = 100_000
"""How many texts are remembered. A column in which each row says something else would fill the memory for nothing."""


class _Texts:
    """The different texts of each column of a chunk, decoded when first asked for."""

    def __init__(self, chunk: Chunk, plan: Plan) -> None:
        self.chunk, self.plan = chunk, plan
        self._decoded: dict[int, list[str]] = {}

    def codes(self, position: int) -> NDArray[np.int32]:
        return np.asarray(self.chunk.columns[position].indices, np.int32)

    def of(self, position: int) -> list[str]:
        """Every different text of a column."""
        if position not in self._decoded:
            self._decoded[position] = self.some(position, np.arange(len(self.chunk.columns[position].dictionary)))
        return self._decoded[position]

    def some(self, position: int, which: NDArray[np.integer[Any]]) -> list[str]:
        """Some of the texts of a column, by their codes."""
        raw = self.chunk.columns[position].dictionary.take(pa.array(which))
        try:
            decoded = raw.cast(pa.string()).to_pylist()
        except pa.ArrowInvalid:
            decoded = [decoded_text(text, self.plan.encoding) for text in raw.to_pylist()]
        return [text.replace("\0", "").strip() for text in decoded]

    def quoted(self, position: int, rows: NDArray[np.integer[Any]]) -> NDArray[np.object_]:
        """The texts of some rows as an audit may quote them."""
        which, codes = np.unique(self.codes(position)[rows], return_inverse=True)
        return np.array([masked(text[:80]) for text in self.some(position, which)], dtype=object)[codes]

    def group(self, position: int, used: NDArray[np.integer[Any]]) -> tuple[tuple[str, ...], NDArray[np.integer[Any]]]:
        tidy = [" ".join(text.split())[:200] for text in self.of(position)]
        index: dict[str, int] = {}
        codes = np.array([index.setdefault(text, len(index)) for text in tidy], np.int64)
        return tuple(index), narrow(codes[self.codes(position)[used]])


Quote = Callable[[NDArray[np.integer[Any]]], Iterable[str]]


def _unquoted(rows: NDArray[np.integer[Any]]) -> tuple[str, ...]:  # noqa: ARG001
    return ()


def narrow(codes: NDArray[np.integer[Any]]) -> NDArray[np.integer[Any]]:
    """Codes in the fewest bytes that hold them, however many there are."""
    return codes.astype(np.min_scalar_type(int(codes.max(initial=0))), copy=False)


def in_use(texts: Sequence[str], codes: NDArray[np.integer[Any]]) -> tuple[tuple[str, ...], NDArray[np.integer[Any]]]:
    """A column without the texts that no row has.

    >>> texts, codes = in_use(("Pune", "Agra", "Delhi"), np.array([2, 0, 2]))
    >>> texts, codes.tolist()
    (('Pune', 'Delhi'), [1, 0, 1])
    """
    used = np.flatnonzero(np.bincount(codes, minlength=len(texts)))
    new = np.zeros(len(texts), np.int64)
    new[used] = np.arange(len(used))
    return tuple(texts[at] for at in used.tolist()), narrow(new)[codes]


class _Notes:
    """Which rows something was inferred for, and how to quote them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[NDArray[np.bool_], Quote]]] = {}

    def note(
        self,
        what: str,
        rows: NDArray[np.bool_],
        quote: Quote = _unquoted,
    ) -> None:
        self.rows.setdefault(what, []).append((rows, quote))

    def summary(self, used: NDArray[np.bool_]) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
        counts, examples = {}, {}
        for what, entries in self.rows.items():
            together = np.logical_or.reduce([rows for rows, _ in entries]) & used
            if together.any():
                counts[what] = int(together.sum())
                found = [text for rows, quote in entries for text in quote(np.flatnonzero(rows & used)[:3])]
                examples[what] = tuple(dict.fromkeys(found))[:3]
        return counts, examples


def _pay_of(chunk: Chunk, plan: Plan, texts: _Texts, memory: Memory) -> tuple[Any, ...]:
    """Low, middle and high end, period, currency and reason of each row, from one pay column or several."""
    size = len(chunk)
    nothing = np.full(size, np.nan)
    notes = _Notes()
    parts = {}
    for role in PAY_ROLES:
        if (position := plan.roles.get(role)) is None:
            continue
        readings = _readings(chunk.columns[position].dictionary, position, plan, memory)
        codes = texts.codes(position)
        parts[role] = readings.take(codes)
        for what, which in readings.notes.items():
            has = np.zeros(len(readings.low), bool)
            has[which] = True
            notes.note(what, has[codes], partial(texts.quoted, position))
    if "pay" in parts:
        low, high, period, currency, reason = parts["pay"]
        return low, _halfway(low, high), high, period, currency, reason, notes
    period, currency = np.zeros(size, np.uint8), np.zeros(size, np.uint16)
    reason = np.zeros(size, np.uint8)
    for part in parts.values():
        period = np.where(period == 0, part[2], period)
        currency = np.where(currency == 0, part[3], currency)
        # A blank says least: where one column is blank and the other unpaid, the row is unpaid.
        tells = (reason == 0) | (reason == _REASON[Reason.BLANK]) & (part[4] != 0)
        reason = np.where(tells, part[4], reason)
    low = parts["pay_low"][0] if "pay_low" in parts else nothing
    high = parts["pay_high"][1] if "pay_high" in parts else nothing
    middle = _halfway(*parts["pay_middle"][:2]) if "pay_middle" in parts else nothing
    alone = np.isnan(low) & np.isnan(high)
    low, high = np.where(alone, middle, low), np.where(alone, middle, high)
    swapped = low > high
    low, high = np.where(swapped, high, low), np.where(swapped, low, high)
    notes.note(ENDS_SWAPPED, swapped)
    middle = np.where(np.isnan(middle), _halfway(low, high), middle)
    stated = ~(np.isnan(low) & np.isnan(high))
    return low, middle, high, period, currency, np.where(stated, 0, reason), notes


def _halfway(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    return low if low is high else (low + high) / 2


def _readings(dictionary: pa.Array, position: int, plan: Plan, memory: Memory) -> _Readings:
    """What each different text of a pay column says; plain numbers all at once, the rest one by one."""
    size = len(dictionary)
    out = _Readings(
        low=np.full(size, np.nan),
        high=np.full(size, np.nan),
        period=np.zeros(size, np.uint8),
        currency=np.zeros(size, np.uint16),
        reason=np.zeros(size, np.uint8),
        notes={},
    )
    simple = np.zeros(size, bool)
    if position not in plan.unit and not plan.grouping_dots:
        simple = pc.match_substring_regex(dictionary, r"^\d{1,12}(\.\d{1,12})?$").to_numpy(zero_copy_only=False)
        numbers = dictionary.filter(pa.array(simple)).cast(pa.string()).cast(pa.float64()).to_numpy()
        out.low[simple] = out.high[simple] = np.where(numbers > 0, numbers, np.nan)
        out.reason[simple] = np.where(numbers > 0, 0, _REASON[Reason.ZERO])
    rest = np.flatnonzero(~simple)
    raw = dictionary.take(pa.array(rest)).to_pylist()
    found = []
    for text in raw:
        reading = memory.get(text) or _reading(text, position, plan)
        if len(memory) < _REMEMBERED:
            memory[text] = reading
        found.append(reading)
    if found:
        low, high, period, currency, reason, notes = zip(*found, strict=True)
        out.low[rest], out.high[rest], out.period[rest] = low, high, period
        out.currency[rest], out.reason[rest] = currency, reason
        for index, note in zip(rest, notes, strict=True):
            for what in note:
                out.notes.setdefault(what, []).append(int(index))
    return out


def _reading(raw: bytes, position: int, plan: Plan) -> tuple[float, float, int, int, int, tuple[str, ...]]:
    """One text of a pay column: low, high, period, currency, reason, notes, in the codes of `Cleaned`."""
    text = decoded_text(raw, plan.encoding).replace("\0", "").strip()
    reading = read_pay(text, unit=plan.unit.get(position), dot_groups=plan.grouping_dots)
    if isinstance(reading, NotPay):
        again = text.casefold() == plan.header[position].casefold()
        return np.nan, np.nan, 0, 0, _REASON[HEADER_AGAIN if again else reading.reason], ()
    code, notes = reading.currency, reading.inferred
    if BARE_DOLLAR in notes and ("currency" in plan.roles or plan.currency in DOLLARS):
        code, notes = None, tuple(note for note in notes if note != BARE_DOLLAR)
    return (
        np.nan if reading.low is None else reading.low,
        np.nan if reading.high is None else reading.high,
        0 if reading.period is None else _PERIODS.index(reading.period) + 1,
        0 if code is None else _CURRENCIES.index(code) + 1,
        0,
        notes,
    )


def _periods(plan: Plan, texts: _Texts, own: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The period of each row (its own, that of its period column, that of the header), and where none is understood."""
    unknown = np.zeros(len(own), bool)
    if "period" in plan.roles:
        read, blank = _column_facts(texts.of(plan.roles["period"]), read_period, _PERIODS)
        rows = texts.codes(plan.roles["period"])
        unknown = (own == 0) & (read == 0)[rows] & ~blank[rows]
        own = np.where(own == 0, read[rows], own)
    if plan.period is not None:
        own = np.where((own == 0) & ~unknown, _PERIODS.index(plan.period) + 1, own)
    return own.astype(np.uint8), unknown


def _currencies(plan: Plan, texts: _Texts, own: NDArray[np.uint16]) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    """The currency of each row (its own, that of the header, of its currency column), and where none is understood."""
    unknown = np.zeros(len(own), bool)
    if plan.currency is not None:
        own = np.where(own == 0, _CURRENCIES.index(plan.currency) + 1, own)
    if "currency" in plan.roles:
        read, blank = _column_facts(texts.of(plan.roles["currency"]), read_currency, _CURRENCIES)
        rows = texts.codes(plan.roles["currency"])
        unknown = (own == 0) & (read == 0)[rows] & ~blank[rows]
        own = np.where(own == 0, read[rows], own)
    return own.astype(np.uint16), unknown


def _column_facts(
    texts: Sequence[str], read: Callable[[str], str | None], values: Sequence[str]
) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    """For each text its value as a code from 1 (0: none), and whether it is blank."""
    found = [read(text) for text in texts]
    codes = np.array([0 if value is None else values.index(value) + 1 for value in found], np.uint16)
    return codes, np.array([bool(_NOTHING.fullmatch(text)) for text in texts], bool)


def _weights(plan: Plan, texts: _Texts) -> NDArray[np.float64] | None:
    position = plan.roles.get("weight", plan.roles.get("count"))
    if position is None:
        return None
    numbers = pd.to_numeric(pd.Series([text.replace(",", "") for text in texts.of(position)]), errors="coerce")
    values = numbers.to_numpy(float, copy=True)
    values[~np.isfinite(values) | (values > LARGEST)] = np.nan
    if "count" in plan.roles:
        values = np.where(values == np.round(values), values, np.nan)
    return np.asarray(values[texts.codes(position)], float)


def _mark_rows(chunk: Chunk, plan: Plan, texts: _Texts, reason: NDArray[np.uint8]) -> None:
    """Rows that are no rows of the table: misaligned, totals, notes, blank."""
    if chunk.flaws is not None:
        reason[chunk.flaws == MORE_CELLS] = _REASON[MISALIGNED]
    labels = texts.of(plan.label)
    for what, pattern in ((TOTAL_ROW, _TOTAL_LABEL.fullmatch), (NOTE_BELOW, _NOTE_LABEL.match)):
        found = np.array([bool(pattern(label)) for label in labels], bool)
        if found.any():
            reason[found[texts.codes(plan.label)]] = _REASON[what]
    blank = np.flatnonzero(reason == _REASON[Reason.BLANK])
    for column in chunk.columns:
        cells = column.take(pa.array(blank)).cast(pa.binary()).to_pylist()
        blank = blank[np.array([not cell.strip(b"\0 \t\r\n") for cell in cells], bool)]
    reason[blank] = _REASON[BLANK_ROW]


@compiled(void(uint64[::1], fixed(uint8), fixed(int32), fixed(int32)))
def _mix(
    prints: NDArray[np.uint64], data: NDArray[np.uint8], offsets: NDArray[np.int32], codes: NDArray[np.int32]
) -> None:
    """Works the text of one more column (FNV-1a) into the fingerprint of each row."""
    hashes = np.empty(len(offsets) - 1, np.uint64)
    for index in range(len(hashes)):
        value = np.uint64(14695981039346656037)
        for position in range(offsets[index], offsets[index + 1]):
            value = (value ^ np.uint64(data[position])) * np.uint64(1099511628211)
        hashes[index] = value
    for row in range(len(prints)):
        value = prints[row] * np.uint64(0x9E3779B97F4A7C15) + hashes[codes[row]]
        prints[row] = value ^ (value >> np.uint64(29))


def _fingerprints(chunk: Chunk, compared: Sequence[int]) -> NDArray[np.uint64]:
    """One number per row, the same for rows that are equal in every column that counts."""
    prints = np.zeros(len(chunk), np.uint64)
    for position in compared:
        column = chunk.columns[position]
        encoded = isinstance(column, pa.DictionaryArray)
        raw = column.dictionary if encoded else column
        _, offsets, data = raw.buffers()
        bounds = np.frombuffer(offsets, np.int32)[raw.offset : raw.offset + len(raw) + 1]
        content = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
        codes = np.asarray(column.indices, np.int32) if encoded else np.arange(len(column), dtype=np.int32)
        _mix(prints, content, bounds, codes)
    return prints


# --------------------------------------------------------------------------------------------- a whole file → a survey


def read_csv(
    source: Source,
    *,
    name: str = "",
    mapping: Mapping[str, str | Sequence[str]] = MappingProxyType({}),
    period: Period | None = None,
    currency: str | None = None,
    sheet: str = "",
    drop_duplicates: bool = False,
    drop_outliers: bool = False,
    limits: Limits = LIMITS,
    progress: Callable[[float], None] | None = None,
) -> Import:
    """Any salary CSV → a survey of pay per month, and the audit of how it came about.

    Args:
        source: a path, the bytes, or an open binary file. Beside a path, `FILE.datapackage.json` is heeded: its first
            resource may give each field a "role" (one of `columns.ROLES`), and the whole a "period" and "currency".
        name: what to call the file; needed for bytes.
        mapping: role → header, over the guesses and the descriptor; see `columns.guess`.
        period: the time the figures are for, where the rows do not state it themselves.
        currency: which currency to take (ISO code); rows that state another are left out and counted.
        sheet: the sheet of a workbook; else the one that looks most like pay.
        drop_duplicates, drop_outliers: leave those rows out; by default they are counted and kept.
        limits: how much is read.
        progress: called with the share done, from 0 to 1.

    Raises:
        ImportRefused: for what is no table, has no pay or is beyond the limits: one sentence.
        MappingError: for a mapping that does not fit the file.
        ValueError: for an unknown period or currency.

    >>> file = "City,Salary\\nPune,₹18000 per month\\nDelhi,3 LPA\\nPune,Not disclosed\\n".encode()
    >>> read = read_csv(file, name="pay.csv")
    >>> read.survey.middle.tolist(), read.survey.currency, read.audit.rows_used
    ([18000.0, 25000.0], 'INR', 2)
    """
    if period is not None and period not in PER_MONTH:
        raise ValueError(f"period must be one of {', '.join(PER_MONTH)}; got {period!r}")
    if currency is not None and currency not in _CURRENCIES:
        raise ValueError(f"currency must be an ISO 4217 code such as INR; got {currency!r}")
    report = progress or _silently
    report(0.0)
    table = open_table(source, name, limits, sheet=sheet, prefer=resembles_pay)
    said = beside(source)
    file = understood(table, {**said.mapping, **mapping}, period or said.period, currency or said.currency)
    parts: list[Cleaned] = []
    memory: Memory = {}
    done = 0
    for part in in_turn(lambda chunk: clean(chunk, file.plan, memory), table.chunks(file.plan.understood)):
        parts.append(part)
        done += part.rows
        report(min(0.95, done / file.expected))
    wanted = currency or said.currency
    finished = Finish(file, Cleaned.together(parts), wanted, drop_duplicates, drop_outliers).result()
    report(1.0)
    return finished


@dataclass(frozen=True, eq=False)
class Understood:
    """A file of which the columns are known, and how to read its rows.

    Args:
        columns: what each column was taken for.
        plan: how to read each row.
        how_period, how_currency: where a period and a currency that hold for all rows come from.
        expected: roughly how many rows there are.
    """

    table: Table
    columns: Columns
    plan: Plan
    how_period: How
    how_currency: How
    expected: int = 1


def understood(
    table: Table, mapping: Mapping[str, str | Sequence[str]], period: Period | None, currency: str | None
) -> Understood:
    """What the columns of a table are, from a sample of its rows.

    Raises:
        ImportRefused: for a table without rows or without pay.
        MappingError: for a mapping that does not fit the table.
    """
    sample = table.sample()
    profiles = [
        Profile.of(header, cells) for header, cells in zip(table.header, zip(*sample, strict=True), strict=False)
    ]
    if not profiles:
        raise ImportRefused(table.name, _NO_FIT.format(len(table.header)) if table.is_large else _NO_ROWS)
    columns = guess(profiles, table.title, mapping)
    if not columns.pay:
        raise ImportRefused(table.name, _no_pay(profiles), columns)
    return Understood(
        table, columns, *_plan(table, columns, profiles, period, currency), expected=table.expected_rows(sample)
    )


def resembles_pay(table: Table) -> float:
    """How much a table resembles one of pay: nothing without a column of pay, more with more columns understood."""
    sample = table.sample()
    cells = zip(table.header, zip(*sample, strict=True), strict=False)
    columns = guess([Profile.of(header, column) for header, column in cells], table.title, {})
    understood_columns = [column for column in columns.columns if column.role not in ("ignore", "dimension")]
    return float(len(understood_columns)) if columns.pay else 0.0


def _silently(share: float) -> None:
    """No progress to report."""


_NO_ROWS = "has a header and no rows below it: export it again with its data"
_NO_FIT = (
    "has no rows that fit its header of {} columns, or lines too long to look into: check the sign that separates the "
    "columns, and the quotation marks"
)


def _no_pay(profiles: Sequence[Profile]) -> str:
    figures = [f"“{profile.header}”" for profile in profiles if profile.numeric > 0.5][:8]
    there = f"the columns with figures are {', '.join(figures)}" if figures else "no column holds figures"
    return f"has no column that looks like pay; {there}: if one of them is pay, say which"


@dataclass(frozen=True)
class Said:
    """What a descriptor says of a file: the roles of its columns, and what holds for all its pay."""

    mapping: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    period: Period | None = None
    currency: str | None = None


def beside(source: Source) -> Said:
    """What a descriptor beside the file says of it."""
    if not isinstance(source, str | Path):
        return Said()
    path = Path(f"{source}.datapackage.json")
    if not path.is_file():
        return Said()
    try:
        resource = json.loads(path.read_text(encoding="utf-8"))["resources"][0]
        fields = [(entry["name"], entry["role"]) for entry in resource["schema"]["fields"] if "role" in entry]
    except (ValueError, LookupError, TypeError) as error:
        raise ImportRefused(
            path.name, "is no descriptor: it needs resources[0].schema.fields with name and role"
        ) from error
    mapping: dict[str, list[str]] = {}
    for column, role in fields:
        mapping.setdefault(role, []).append(column)
    single = {role: names[0] if len(names) == 1 else names for role, names in mapping.items()}
    return Said(single, resource.get("period"), resource.get("currency"))


_ROW_NUMBER = re.compile(r"\(column \d+\)|unnamed.*|index|(?:s|sr|sl)\.? ?no\.?|serial.*|row.*|#|no\.?", re.IGNORECASE)
_GROUP_ROLES = ("experience", "role", "sector", "city", "state", "dimension")


def _plan(
    table: Table, columns: Columns, profiles: Sequence[Profile], period: Period | None, currency: str | None
) -> tuple[Plan, How, How]:
    """How to read the rows, and where a period and a currency that hold for all of them come from."""
    position = {header: index for index, header in enumerate(table.header)}
    roles = {
        column.role: position[column.header] for column in columns.columns if column.role not in ("dimension", "ignore")
    }
    pays = [position[header] for header in columns.pay]
    headers = [table.header[index] for index in pays]
    from_header: Period | None = next(filter(None, map(read_period, headers)), None)
    from_title = None if from_header else read_period(table.title)
    in_header = next(filter(None, map(header_currency, headers)), None)
    in_title = header_currency(table.title) if in_header is None and "currency" not in roles else None
    texts = [text for index in pays for text in profiles[index].some]
    plan = Plan(
        header=table.header,
        encoding=table.encoding,
        roles=MappingProxyType(roles),
        groups=tuple(position[column.header] for column in columns.columns if column.role in _GROUP_ROLES),
        compared=tuple(
            index
            for index, profile in enumerate(profiles)
            if not (_ROW_NUMBER.fullmatch(profile.header) and len(profile.filled) == profile.rows)
        ),
        label=next((index for index, profile in enumerate(profiles) if profile.filled and profile.numeric < 0.5), 0),
        unit={index: unit for index in pays if (unit := header_unit(table.header[index])) is not None},
        period=period or from_header or from_title,
        # A currency column is heeded row by row; which of its currencies to take is decided when all are counted.
        currency=None if "currency" in roles and not in_header else (currency or in_header or in_title),
        grouping_dots=decimal_style(texts),
    )
    how_period: How = "you" if period else "header" if from_header else "title" if from_title else "rows"
    how_currency: How = "you" if currency else "header" if in_header else "title" if in_title else "rows"
    return plan, how_period, how_currency


class Finish:
    """What can be said only when every row is read: one currency, the period, far and repeated rows, the dimensions."""

    def __init__(
        self,
        file: Understood,
        cleaned: Cleaned,
        currency: str | None,
        drop_duplicates: bool = False,
        drop_outliers: bool = False,
    ) -> None:
        self.table, self.columns, self.plan, self.cleaned = file.table, file.columns, file.plan, cleaned
        self.how_period, self.how_currency, self.wanted = file.how_period, file.how_currency, currency
        self.drop_duplicates, self.drop_outliers = drop_duplicates, drop_outliers
        self.inferences: list[Inference] = []
        self.warnings: list[str] = []
        self.keep = np.ones(len(cleaned.row), bool)
        left = {
            "row": cleaned.left_row,
            "reason": pd.Series([_REASONS[code] for code in cleaned.left_reason], dtype="str"),
            "text": pd.Series(cleaned.left_text, dtype="str"),
        }
        if cleaned.left_times is not None:
            left["times"] = cleaned.left_times
        self.left: list[pd.DataFrame] = [pd.DataFrame(left)]

    def _n(self, rows: NDArray[np.bool_] | NDArray[np.integer[Any]]) -> int:
        """How many rows of the file these are, given by a mask or by their places."""
        if self.cleaned.times is None:
            return int(np.count_nonzero(rows)) if rows.dtype == bool else len(rows)
        return int(self.cleaned.times[rows].sum())

    def stated(self) -> Cleaned:
        """The same rows with what the file leaves open filled in: each has a currency, and a period.

        Each currency has its own guess of the period. Nothing is left out.
        """
        self._said_of_the_file()
        counts = self._currencies()
        currency, period = self.cleaned.currency.copy(), self.cleaned.period.copy()
        silent = currency == 0
        if silent.any():
            stated = next(iter(most_common(counts)), None) or self.wanted
            chosen = stated or self._guessed_currency(self._places()).value
            currency[silent] = _CURRENCIES.index(chosen) + 1
            if stated:
                self._infer_silent(chosen)
        for code in np.unique(currency):
            rows = np.flatnonzero((period == 0) & (currency == code))
            stated_rows = np.flatnonzero((self.cleaned.period != 0) & (currency == code))
            if len(rows):
                self._guess_period(period, rows, _CURRENCIES[code - 1])
            if len(stated_rows):
                self._check_period(period, stated_rows, _CURRENCIES[code - 1])
        return replace(self.cleaned, currency=currency, period=period)

    def result(self) -> Import:
        """The survey of all rows.

        Raises:
            ImportRefused: where no row states pay that a band can be made of.
        """
        if not len(self.cleaned.row):
            raise ImportRefused(self.table.name, self._nothing(), self.columns)
        if self.cleaned.times is None:
            self._said_of_the_file()
        self._said_of_the_pay()
        currency = self._currency()
        places = self._places()
        if currency is None:
            currency = self._guessed_currency(places)
        code, period = self._period(currency.value)
        factor = np.array([np.nan, *(PER_MONTH[period] for period in _PERIODS)])[code]
        low, middle, high = (column * factor for column in (self.cleaned.low, self.cleaned.middle, self.cleaned.high))
        duplicates, outliers = self._repeated(), self._far(middle)
        if not np.isfinite(middle[self.keep]).any():
            raise ImportRefused(
                self.table.name, "states pay only with open ends (“up to”, “from”): no band can be made of it"
            )
        dimensions = self._dimensions(code, places)
        left = pd.concat(self.left, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
        by_reason = left_out_groups(left)
        audit = Audit(
            file=self.table.name,
            rows_read=self.cleaned.rows,
            left_out=by_reason,
            inferences=tuple(self.inferences),
            warnings=tuple(self.warnings),
            duplicates=duplicates,
            outliers=outliers,
            left_out_rows=left,
        )
        rows: Any = slice(None) if self.keep.all() else self.keep
        weight = None if self.cleaned.weight is None else self.cleaned.weight[rows]
        ranges = not np.array_equal(low[rows], high[rows]) or not np.array_equal(low[rows], middle[rows])
        counted = "count" in self.plan.roles
        survey = Survey.build(
            name=self.table.name,
            provenance=Provenance(self.table.name, "your file", "yours"),
            currency=currency.value,
            low=low[rows],
            middle=middle[rows] if ranges else None,
            high=high[rows] if ranges else None,
            dimensions=dimensions,
            counts=weight if counted else None,
            weights=None if counted else weight,
            rows=RowCount(audit.rows_read, {group.reason: group.rows for group in by_reason}),
        )
        return Import(survey, audit, self.columns, period, currency, self.table.sheet, self.table.sheets)

    def _nothing(self) -> str:
        reasons = left_out_groups(self.left[0])
        if not reasons:
            return _NO_ROWS
        told = ", ".join(f"{group.rows:,} {group.reason}" for group in reasons[:4])
        columns = "”, “".join(self.columns.pay)
        return f"has no row that states pay in “{columns}”: {told}; if another column is pay, say which"

    def _infer(
        self, about: str, sentence: str, rows: int = 0, examples: Iterable[str] = (), guessed: bool = False
    ) -> None:
        self.inferences.append(Inference(about, sentence, rows, tuple(map(masked, examples)), guessed))

    def _leave(self, rows: NDArray[np.bool_], reason: Callable[[int], str] | str) -> None:
        """Leaves out rows that were kept so far."""
        rows = rows & self.keep
        if not rows.any():
            return
        found = np.flatnonzero(rows)
        self.keep &= ~rows
        texts = [self._amount(int(index)) for index in found]
        reasons = [reason if isinstance(reason, str) else reason(int(index)) for index in found]
        frame = {
            "row": self.cleaned.row[found],
            "reason": pd.Series(reasons, dtype="str"),
            "text": pd.Series(texts, dtype="str"),
        }
        if self.cleaned.times is not None:
            frame["times"] = self.cleaned.times[found]
        self.left.append(pd.DataFrame(frame))

    def _amount(self, index: int) -> str:
        ends = dict.fromkeys(f"{end:.15g}" for end in (self.cleaned.low[index], self.cleaned.high[index]) if end == end)
        return "–".join(ends)

    def _said_of_the_file(self) -> None:
        table = self.table
        if table.encoding != "utf-8":
            self._infer("file", f"The file is not UTF-8; it was read as {table.encoding}.")
        if table.delimiter != ",":
            self._infer("file", f"Columns are separated by {SEPARATORS.get(table.delimiter, table.delimiter)}.")
        for note in table.notes:
            self._infer("file", note)
        for sentence in table.guesses:
            self._infer("file", sentence, guessed=True)
        for column in self.columns.columns:
            if column.role not in ("ignore", "dimension"):
                self._infer("column", f"“{column.header}” is taken as {_ROLE_WORDS[column.role]}: {column.reason}.")
        for role, what in (("count", "how many people a row stands for"), ("weight", "a sampling weight")):
            for header in self.columns.alternatives.get(role, ())[:3]:
                self._infer("weight", f"“{header}” could be {what}; it is not applied unless you say so.")
        if self.plan.grouping_dots:
            self._infer("pay", "Dots in the figures group thousands; commas are decimals.")

    def _said_of_the_pay(self) -> None:
        for note, rows in sorted(self.cleaned.notes.items(), key=lambda item: -item[1]):
            sentence = note if note.endswith(".") else f"{note[0].upper()}{note[1:]}: {_rows(rows)}."
            self._infer("pay", sentence, rows, self.cleaned.examples.get(note, ()))

    # ---- currency and period

    def _currencies(self) -> dict[str, int]:
        """How many rows state each currency."""
        rows = np.bincount(self.cleaned.currency, weights=self.cleaned.times)
        return {_CURRENCIES[code - 1]: int(number) for code, number in enumerate(rows) if code and number}

    def _infer_silent(self, chosen: str) -> int:
        silent = self._n(self.cleaned.currency == 0)
        self._infer("currency", f"No currency stated: {_rows(silent)}, taken as {chosen} like the others.", silent)
        return silent

    def _currency(self) -> Stated | None:
        """The currency of the survey; rows in others are left out. `None` when no row states one."""
        codes, counts = self.cleaned.currency, self._currencies()
        chosen = self.wanted or next(iter(most_common(counts)), None)
        if chosen is None:
            return None
        if counts and chosen not in counts and not (codes == 0).any():
            raise ImportRefused(
                self.table.name, f"has no pay in {chosen}; it has {', '.join(most_common(counts))}", self.columns
            )
        if counts and (codes == 0).any():
            counts[chosen] = counts.get(chosen, 0) + self._infer_silent(chosen)
        others = (codes != 0) & (codes != _CURRENCIES.index(chosen) + 1)
        foreign = self._n(others)
        self._leave(others, lambda index: OTHER_CURRENCY.format(_CURRENCIES[codes[index] - 1]))
        if foreign:
            told = ", ".join(f"{code} {counts[code]:,}" for code in most_common(counts)[:8])
            self._infer("currency", f"Pay is in several currencies ({told} rows); {chosen} was taken.", foreign)
        how = self.how_currency
        self._infer("currency", f"The currency is {chosen}: {_WHERE.get(how, 'the rows say so')}.")
        return Stated(chosen, how, counts or {chosen: self._n(np.ones(len(codes), bool))})

    def _guessed_currency(self, places: groups.Places | None) -> Stated:
        known = places is not None and places.indian >= 0.3
        countries = [self._texts(column.header) for column in self.columns.columns if says_country(column)]
        abroad = None if known else groups.currency_abroad([*countries, *([places.column] if places else [])])
        why = "its places are in India" if known else "its places are there" if abroad else "nothing points to another"
        code = abroad or "INR"
        self._infer("currency", f"The file does not state its currency; {code} is a guess: {why}.", guessed=True)
        return Stated(code, "guess", {code: self._n(np.ones(len(self.keep), bool))})

    def _period(self, currency: str) -> tuple[NDArray[np.uint8], Stated]:
        """The period of each row; where no row, header or title says it, a marked guess."""
        code = self.cleaned.period.copy()
        silent = np.flatnonzero((code == 0) & self.keep)
        stated = np.flatnonzero((code != 0) & self.keep)
        if len(silent):
            self._guess_period(code, silent, currency)
        code[code == 0] = _PERIODS.index("year") + 1  # rows that were left out: any period will do
        times = self.keep if self.cleaned.times is None else self.keep * self.cleaned.times
        kept = np.bincount(code, weights=times, minlength=len(_PERIODS) + 1)
        counts: dict[str, int] = {unit: int(kept[index + 1]) for index, unit in enumerate(_PERIODS) if kept[index + 1]}
        value = most_common(counts)[0] if counts else "month"
        mostly_guessed = self._n(silent) > self._n(stated)
        how: How = "guess" if mostly_guessed else self.how_period
        if not mostly_guessed:
            told = ", ".join(f"per {period} in {counts[period]:,}" for period in most_common(counts))
            self._infer("period", f"Pay is {told} rows: {_WHERE.get(how, 'the rows say so')}.")
            self._check_period(code, stated, currency)
        factors = ", ".join(
            f"per {period} × {PER_MONTH[period]:.4g}" for period in _PERIODS if period in counts and period != "month"
        )
        if factors:
            self._infer("period", f"To pay per month: {factors} (8 hours a day, 26 days a month, 52 weeks a year).")
        return code, Stated(value, how, counts)

    def _sizes(self, rows: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """One figure for each of some rows: the middle, or the end that is stated."""
        middle = self.cleaned.middle[rows]
        return np.asarray(np.where(np.isnan(middle), np.fmax(self.cleaned.low[rows], self.cleaned.high[rows]), middle))

    def _spread_out(self, rows: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """The same, each as often as it stands for rows of the file, or its share of enough of them for a median."""
        sizes = self._sizes(rows)
        return sizes if self.cleaned.times is None else repeated(sizes, self.cleaned.times[rows])

    def _guess_period(self, code: NDArray[np.uint8], silent: NDArray[np.integer[Any]], currency: str) -> None:
        sizes = self._sizes(silent)
        cut = two_populations(self._spread_out(silent))
        sides = [silent] if cut is None else [silent[sizes < cut], silent[sizes >= cut]]
        medians = [float(np.median(self._spread_out(side))) for side in sides]
        guesses = [guessed_period(median, currency) for median in medians]
        if cut is not None:
            told = " and ".join(
                f"{_rows(self._n(side))} around {median:,.0f}" for side, median in zip(sides, medians, strict=True)
            )
            self.warnings.append(
                f"Two populations in one column: {told}. They are hardly pay for the same time"
                + (f"; they were taken as per {guesses[0]} and per {guesses[1]}." if guesses[0] != guesses[1] else ".")
            )
        for side, median, period in zip(sides, medians, guesses, strict=True):
            code[side] = _PERIODS.index(period) + 1
            self._infer(
                "period",
                f"No period stated: {_rows(self._n(side))}; per {period} is a guess: the median, "
                f"{median:,.0f} {currency}, is usual pay per {period}.",
                self._n(side),
                guessed=True,
            )

    def _check_period(self, code: NDArray[np.uint8], stated: NDArray[np.integer[Any]], currency: str) -> None:
        """A stated period that makes the pay impossible, where another would make it usual."""
        typical = TYPICAL_MONTH.get(currency)
        some = stated[:: 1 + len(stated) // 100_000]
        for index, period in enumerate(_PERIODS):
            rows = some[code[some] == index + 1]
            if typical is None or len(rows) < 5:
                continue
            median = float(np.median(self._spread_out(rows)))
            better = guessed_period(median, currency)
            off, fits = (abs(np.log(median * PER_MONTH[unit] / typical)) for unit in (period, better))
            if off > np.log(10) and fits < np.log(3):
                self.warnings.append(
                    f"Pay said to be per {period}: its median, {median:,.0f} {currency}, is "
                    f"usual per {better}: check the period."
                )

    # ---- repeated and far rows

    def _repeated(self) -> int:
        if self.cleaned.times is not None:  # only the row itself was compared, not what was left of it
            return 0
        again = np.zeros(len(self.keep), bool)
        kept = np.flatnonzero(self.keep)
        again[kept] = pd.Series(self.cleaned.prints[kept]).duplicated().to_numpy()
        found = int(again.sum())
        if found and self.drop_duplicates:
            self._leave(again, DUPLICATE)
        elif found:
            self._infer("rows", f"Equal to an earlier row in every column: {_rows(found)}, kept.", found)
        return found

    def _far(self, middle: NDArray[np.float64]) -> int:
        far = outlying(np.where(self.keep, middle, np.nan), times=self.cleaned.times)
        found = self._n(far)
        which = np.flatnonzero(far)
        distance = np.abs(np.log(middle[which] / np.nanmedian(middle[self.keep]))) if found else which
        farthest = which[np.argsort(-distance, kind="stable")][:5]
        examples = [f"row {self.cleaned.row[index]}: {self._amount(int(index))}" for index in farthest]
        if self.cleaned.times is not None:  # the rows of many files
            examples = [self._amount(int(index)) for index in farthest]
        if found and self.drop_outliers:
            self._leave(far, OUTLIER)
        elif found:
            self._infer("rows", f"Pay very far from the others: {_rows(found)}, kept.", found, examples)
        return found

    # ---- dimensions

    def _texts(self, header: str) -> groups.Texts:
        """A column among the rows kept."""
        texts, codes = self.cleaned.groups[self.plan.header.index(header)]
        texts, codes = in_use(texts, codes if self.keep.all() else codes[self.keep])
        # A personal text in a column that is kept (an address in the place) is worth as much as a blank.
        shown = tuple("" if holds_personal([text]) else text for text in texts)
        times = self.cleaned.times
        return groups.Texts(shown, codes, None if times is None else times[self.keep], header not in self._aside)

    @property
    def _aside(self) -> dict[str, Aside]:
        """The headers of the columns of which not every text was kept, and why."""
        return {self.plan.header[position]: why for position, why in self.cleaned.aside.items()}

    def _places(self) -> groups.Places | None:
        header = self.columns.one("city")
        column = None if header is None else self._texts(header)
        return groups.Places.of(column) if column and len(column.texts) <= self.table.limits.texts else None

    def _dimensions(self, code: NDArray[np.uint8], places: groups.Places | None) -> tuple[Dimension, ...]:
        limits, found = self.table.limits, list[Dimension]()
        has = {column.role for column in self.columns.columns}
        for column in self.columns.columns:
            if column.role not in _GROUP_ROLES:
                continue
            texts, header = self._texts(column.header), column.header
            aside = self._aside.get(header)
            personal = column.role == "dimension" and (
                aside == "personal" or holds_personal(self.cleaned.groups[self.plan.header.index(header)][0])
            )
            if aside == "many" and column.role not in ("role", "city"):
                self._infer("dimension", f"“{header}” is no dimension: it has too many different values.")
            elif len(texts.texts) > (limits.groups if column.role == "dimension" else limits.texts):
                most = f"{len(texts.texts):,} different values; more than {limits.groups:,} make no groups"
                self._infer("dimension", f"“{header}” is no dimension: it has {most}.")
            elif column.role == "experience":
                found += groups.experience(texts, header, self._infer)
            elif column.role == "role":
                found += groups.roles(texts, header, limits.groups, "sector" in has, self._infer)
            elif column.role == "city" and places is not None:
                kept_places = places.among(texts)  # of the rows that are kept in the end
                found += groups.places(kept_places, header, limits.groups, "state" in has, self._infer)
            elif column.role == "state":
                found += groups.states(texts, header)
            elif column.role == "sector":
                found.append(groups.sectors(texts, header, self._infer))
            elif personal:
                self._infer("dimension", f"“{header}” is no dimension: some of its values hold personal data.")
            else:
                found.append(groups.labelled(texts, header))
        kept = code[self.keep]
        which = np.flatnonzero(np.bincount(kept))
        if len(which) > 1:
            names = tuple(_PERIODS[index - 1] for index in which)
            own = np.searchsorted(which, np.arange(len(_PERIODS) + 1))[kept]
            found.append(groups.Texts(names, own).dimension("pay_period", "Pay stated per", names, order=_PERIODS))
        # Standard names come first: a column of the file never takes one away.
        found.sort(key=lambda dimension: dimension.name not in groups.STANDARD)
        return groups.distinct(found, len(kept))


_ROLE_WORDS = {
    "pay": "the pay",
    "pay_low": "the low end of the pay",
    "pay_middle": "the middle of the pay",
    "pay_high": "the high end of the pay",
    "period": "the period of the pay",
    "currency": "the currency",
    "experience": "years of experience",
    "role": "the job title",
    "sector": "the sector",
    "city": "the place of work",
    "state": "the state",
    "weight": "the sampling weight",
    "count": "how many people each row stands for",
}


def guessed_period(median: float, currency: str) -> Period:
    """The period for which a figure is most usual in a currency: a guess, to be marked as one.

    >>> [guessed_period(figure, "INR") for figure in (500_000, 18_000, 700)], guessed_period(25, "USD")
    (['year', 'month', 'day'], 'hour')
    """
    typical = TYPICAL_MONTH.get(currency)
    if typical is None or not median > 0:
        return "month"
    return min(_GUESSED_PERIODS, key=lambda period: abs(np.log(median * PER_MONTH[period] / typical)))


def _rows(number: int) -> str:
    return f"{number:,} row" + ("" if number == 1 else "s")
