"""Clean one chunk of raw text columns, noting what was left out: a pure function, mapped over a file or a cluster.

It is one subject: how the cells of a row become numbers, codes and a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, TypeVar, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numba import int32, uint8, uint64, void
from numpy.typing import NDArray

from analytics.machine_code import compile_for, read_only
from analytics.reading.fields.pay import (
    BARE_DOLLAR,
    DOLLARS,
    ENDS_SWAPPED,
    KRONER,
    LAKH_CURRENCIES,
    LARGEST,
    PESOS,
    NotPay,
    PayRange,
    Reason,
    read_pay,
)
from analytics.reading.fields.periods import Period
from analytics.reading.fields.personal import mask
from analytics.reading.fields.plausible import written_out_from
from analytics.reading.files.legend import plain_code
from analytics.reading.files.table import FEWER_CELLS, MORE_CELLS, Chunk, buffers, decoded_text, side_by_side
from analytics.reading.importing.headers import count_payments, read_currency, read_period, read_unit
from analytics.reading.importing.options import CURRENCIES
from analytics.reading.importing.roles import PAY_ROLES
from analytics.reading.importing.totals import AT_MOST, labelled_totals
from analytics.texts import N_, Message, message, verbatim
from analytics.vocabulary import is_blank

BLANK_ROW = N_("blank row")
HEADER_AGAIN = N_("the header again")
NOTE_BELOW = N_("a note below the table")
TOTAL_ROW = N_("a total of other rows")
MISALIGNED = N_("more cells than the header has columns")
PERIOD_UNKNOWN = N_("a period of pay that is not understood")
CURRENCY_UNKNOWN = N_("a currency that is not understood")
NO_WEIGHT = N_("no usable weight")
DUPLICATE = N_("exact duplicate of an earlier row")
OUTLIER = N_("pay very far from the others")
INDIAN_GROUPING = verbatim("figures grouped as 12,34,567")
DECIMAL_COMMA = verbatim("decimals behind a comma")
SILENT_NOTES = frozenset([INDIAN_GROUPING, DECIMAL_COMMA, KRONER, PESOS])
"""Notes that no sentence tells: they decide what unmarked rows are in."""
_FILLED_UP = message("Fewer cells than the header has columns, filled up with blanks")
_NATIONAL_SIGN = N_("“{sign}” read as {currency}, the currency of the country in the file")
ABSURD = N_("more than anyone is paid")
OTHER_CURRENCY = N_("another currency: {currency}")


PERIODS: tuple[Period, ...] = get_args(Period)
REASONS: tuple[str, ...] = (
    "",
    *(reason.value for reason in Reason),
    *(BLANK_ROW, HEADER_AGAIN, NOTE_BELOW, TOTAL_ROW, MISALIGNED, PERIOD_UNKNOWN, CURRENCY_UNKNOWN, NO_WEIGHT),
)
DAMAGE = frozenset(
    [
        *map(str, (Reason.UNCLEAR, Reason.SEVERAL_AMOUNTS, Reason.ENDS_APART, Reason.NOT_A_NUMBER, Reason.TOO_LARGE)),
        *(str(Reason.IMPLAUSIBLE), MISALIGNED, PERIOD_UNKNOWN, CURRENCY_UNKNOWN, ABSURD),
    ]
)
"""Reasons that indicate a damaged file: something was stated but could not be read."""
_TOMAN, _RIAL = CURRENCIES.index("IRT") + 1, CURRENCIES.index("IRR") + 1
RIALS_A_TOMAN = 10.0
TOMANS = message("A toman read as the ten rials that it is")
_REASON = {reason: code for code, reason in enumerate(REASONS)}
INDIAN_GROUPS = re.compile(r"(?<!\d)\d{1,2}(?:,\d\d)+,\d{3}(?!\d)")
DECIMAL_COMMAS = re.compile(r"^\D*\d+(?:[. ]\d{3})*,\d\d?\D*$")
_NOTE_LABEL = re.compile(
    r"(?:source|note|notes|disclaimer|footnote|remark|quelle|fuente)s?\s*[:\-–.]|\*|(?:estimated"
    r"|sample)\s+(?:no\b|number)"
    r"|(?:generated|exported|downloaded|prepared) (?:on|by|from)\b|©|page \d",
    re.IGNORECASE,
)


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
        labels: positions of all columns in which a total can say that it is one.
        period_decided: whether a person said what the period is: then no column of the file says otherwise.
        payments: how many monthly payments make a year, where no column says it row by row.
        likely_currency: the one in which sizes are weighed.
        monthly: whether pay that states no period is most credible as monthly.
        answers: position of a column of codes → code → the answer it stands for.
        foreign_currency: the currency of the country that the file names; a sign that several countries use, such as
            $, stands for it.
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
    labels: tuple[int, ...] = ()
    period_decided: bool = False
    payments: float = 12
    likely_currency: str = "INR"
    monthly: bool = False
    foreign_currency: str | None = None
    answers: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def positions(self) -> frozenset[int]:
        """Positions of the columns whose texts are read; of the others only whether they are equal matters."""
        return frozenset((*self.roles.values(), *self.groups, self.label))


Group = tuple[pa.StringArray, NDArray[np.integer]]
"""The different texts of a column, and one code per row.

Arrow holds the texts, since there can be as many as rows: what is done with all of them is done without Python's lock,
while other threads read.
"""
Truncation = Literal["many", "personal"]
"""Why not every text of a column was kept: it has more of them than make groups, or some hold personal data."""


@dataclass(frozen=True, eq=False)
class Cleaned:
    """The rows of one or more chunks: those that state pay, as columns; the others, with their reasons.

    All columns but the `left_` ones have one entry per row that states pay, amounts in the unit of that row.
    `period` and `currency` index the known ones from 1; 0 is not stated. `groups` has for each dimension its texts and
    one code per row. `prints` are fingerprints of whole rows.

    Where equal rows were put together, `times` and `left_times` say how many rows each entry stands for, and
    `truncated` holds the columns of which not every text was kept: by position, why.
    """

    rows: int
    row: NDArray[np.int64]
    low: NDArray[np.float64]
    middle: NDArray[np.float64]
    high: NDArray[np.float64]
    period: NDArray[np.uint8]
    currency: NDArray[np.uint16]
    weight: NDArray[np.float64] | None
    groups: Mapping[int, Group]
    prints: NDArray[np.uint64]
    left_row: NDArray[np.int64]
    left_reason: NDArray[np.uint8]
    left_text: NDArray[np.object_]
    notes: Mapping[Message, int]
    examples: Mapping[Message, tuple[str, ...]]
    times: NDArray[np.int64] | None = None
    left_times: NDArray[np.int64] | None = None
    truncated: Mapping[int, Truncation] = field(default_factory=dict)

    @staticmethod
    def concatenate(parts: Sequence[Cleaned]) -> Cleaned:
        """Several chunks as one. The order of the parts is the order of the rows."""

        names = [name for name in _COLUMNS if getattr(parts[0], name) is not None]
        if single := all(part.low is part.middle is part.high for part in parts):  # one figure a row: one column
            names = [name for name in names if name not in ("middle", "high")]
        arrays = side_by_side(lambda name: np.concatenate([getattr(part, name) for part in parts]), names)
        columns: dict[str, Any] = dict(zip(names, arrays, strict=True))
        if single:
            columns |= {"middle": columns["low"], "high": columns["low"]}
        positions = list(parts[0].groups)
        groups = side_by_side(lambda position: _concatenate([part.groups[position] for part in parts]), positions)
        notes = Counter[Message]()
        examples: dict[Message, tuple[str, ...]] = {}
        for part in parts:
            notes.update(part.notes)
            for note, texts in part.examples.items():
                examples[note] = tuple(dict.fromkeys((*examples.get(note, ()), *texts)))[:3]
        return Cleaned(
            rows=sum(part.rows for part in parts),
            truncated=dict(item for part in parts for item in part.truncated.items()),
            groups=dict(zip(positions, groups, strict=True)),
            notes=notes,
            examples=examples,
            **{"weight": None, **columns},
        )


_COLUMNS = (
    *("row", "low", "middle", "high", "period", "currency", "weight", "prints"),
    *("left_row", "left_reason", "left_text", "times", "left_times"),
)


def _concatenate(parts: Sequence[Group]) -> Group:
    """The same column of several parts as one; texts are in the order in which they come up."""
    columns = [pa.DictionaryArray.from_arrays(codes.astype(np.int32), texts) for texts, codes in parts]
    unified_columns = pa.chunked_array(columns).unify_dictionaries().chunks
    codes = np.concatenate([narrow(column.indices.to_numpy()) for column in unified_columns])
    return _distinct(unified_columns[0].dictionary, codes)


def _distinct(texts: pa.StringArray, codes: NDArray[np.integer]) -> Group:
    """A column with each text once."""
    encoded = texts.dictionary_encode()
    if len(encoded.dictionary) == len(texts):
        return texts, codes
    return encoded.dictionary, narrow(encoded.indices.to_numpy()[codes])


@dataclass(slots=True)
class _Readings:
    """The readings of the distinct texts of one pay column; one entry per text."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    period: NDArray[np.uint8]
    currency: NDArray[np.uint16]
    reason: NDArray[np.uint8]
    notes: dict[Message, list[int]]

    def take(self, codes: NDArray[np.integer]) -> tuple[NDArray[Any], ...]:
        return self.low[codes], self.high[codes], self.period[codes], self.currency[codes], self.reason[codes]


def clean(chunk: Chunk, plan: Plan, memory: Memory | None = None) -> Cleaned:
    """Raw text columns → clean columns and what was left out. Pure: the same chunk and plan give the same result.

    Each different text is understood once, however many rows have it; with a memory, once for all chunks.
    """
    chunk = chunk.encode(plan.positions)
    if plan.answers:
        chunk = _with_answers(chunk, plan)
    texts = _Texts(chunk, plan)
    size = len(chunk)
    memory = Memory() if memory is None else memory
    low, middle, high, period, currency, reason, notes = _pay_of(chunk, plan, texts, memory)
    period, unknown_period = _periods(plan, texts, period)
    currency, unknown_currency = _currencies(plan, texts, currency)
    pay, currency = _in_rials((low, middle, high), currency, notes)
    if "unit" in plan.roles:
        pay = scale(pay, _units(plan, texts, np.fmax(pay[0], pay[2])))
    if "payments" in plan.roles:
        pay = scale(pay, _share_of_payments(plan, texts, period))
    low, middle, high = pay
    for note, is_unknown in ((PERIOD_UNKNOWN, unknown_period), (CURRENCY_UNKNOWN, unknown_currency)):
        reason = np.where((reason == 0) & is_unknown, _REASON[note], reason).astype(np.uint8)
    weight = _weights(plan, texts)
    if weight is not None:
        reason[(reason == 0) & ~(weight > 0)] = _REASON[NO_WEIGHT]
    _mark_rows(chunk, plan, texts, reason)
    kept_rows = np.flatnonzero(reason == 0)
    dropped_rows = np.flatnonzero(reason)
    row = np.arange(chunk.first, chunk.first + size, dtype=np.int64)
    if chunk.flaws is not None:
        notes.note(_FILLED_UP, chunk.flaws == FEWER_CELLS)
    counts, examples = notes.summary(reason == 0)
    pay_position = next(position for role in PAY_ROLES if (position := plan.roles.get(role)) is not None)
    return Cleaned(
        rows=size,
        row=row[kept_rows],
        low=low[kept_rows],
        middle=middle[kept_rows],
        high=high[kept_rows],
        period=period[kept_rows],
        currency=currency[kept_rows],
        weight=None if weight is None else weight[kept_rows],
        groups={position: texts.group(position, kept_rows, memory) for position in plan.groups},
        prints=_fingerprints(chunk, plan.compared)[kept_rows],
        left_row=row[dropped_rows],
        left_reason=reason[dropped_rows],
        left_text=texts.quotes(pay_position, dropped_rows),
        notes=counts,
        examples=examples,
    )


def _with_answers(chunk: Chunk, plan: Plan) -> Chunk:
    """The chunk with the answers in place of their codes, in the columns whose texts are read."""
    columns = list(chunk.columns)
    for position in plan.answers.keys() & plan.positions:
        answers, column = plan.answers[position], columns[position]
        texts = [decoded_text(raw, plan.encoding) for raw in column.dictionary.to_pylist()]
        new = pa.array([answers.get(plain_code(text), text).encode() for text in texts], pa.binary())
        columns[position] = pa.DictionaryArray.from_arrays(column.indices, new)
    return replace(chunk, columns=columns)


_Reading = tuple[float, float, int, int, int, tuple[Message, ...]]
"""One text of a pay column: low, high, period, currency, reason, notes, in the codes of `Cleaned`."""
_MOST_REMEMBERED = 100_000
"""How many texts are remembered; then it begins anew. A column of ever new texts would fill the memory for nothing."""


class Memory:
    """A cache of parsed texts. It belongs to one import and is dropped with it."""

    def __init__(self) -> None:
        self._pay: dict[int, dict[bytes, _Reading]] = {}
        self._names: dict[bytes, str] = {}

    def pay(self, position: int, texts: Sequence[bytes], read: Callable[[bytes], _Reading]) -> list[_Reading]:
        """Read the texts of one pay column; columns can differ in their units."""
        return _read_once(self._pay.setdefault(position, {}), texts, read)

    def names(self, texts: Sequence[bytes], read: Callable[[bytes], str]) -> list[str]:
        """The texts of groups in their usual form."""
        return _read_once(self._names, texts, read)


T = TypeVar("T")


def _read_once(memory: dict[bytes, T], texts: Sequence[bytes], read: Callable[[bytes], T]) -> list[T]:
    """The reading of each text, parsed only if not cached."""
    values = list(map(memory.get, texts))
    if None not in values:
        return values  # type: ignore[return-value]
    for index in [index for index, value in enumerate(values) if value is None]:
        text = texts[index]
        if (value := memory.get(text)) is None:  # another thread may have read it since
            if len(memory) >= _MOST_REMEMBERED:
                memory.clear()
            value = memory[text] = read(text)
        values[index] = value
    return [value for value in values if value is not None]


class _Texts:
    """The different texts of each column of a chunk, decoded when first asked for."""

    def __init__(self, chunk: Chunk, plan: Plan) -> None:
        self.chunk, self.plan = chunk, plan
        self._decoded: dict[int, list[str]] = {}

    def codes(self, position: int) -> NDArray[np.int32]:
        return np.asarray(self.chunk.columns[position].indices, np.int32)

    def texts_of(self, position: int) -> list[str]:
        """Every different text of a column."""
        if position not in self._decoded:
            self._decoded[position] = self.texts_of_codes(
                position, np.arange(len(self.chunk.columns[position].dictionary))
            )
        return self._decoded[position]

    def texts_of_codes(self, position: int, which: NDArray[np.integer]) -> list[str]:
        """Some of the texts of a column, by their codes."""
        raw = self.chunk.columns[position].dictionary.take(pa.array(which))
        try:
            decoded = raw.cast(pa.string()).to_pylist()
        except pa.ArrowInvalid:
            decoded = [decoded_text(text, self.plan.encoding) for text in raw.to_pylist()]
        return [text.replace("\0", "").strip() for text in decoded]

    def quotes(self, position: int, rows: NDArray[np.integer]) -> NDArray[np.object_]:
        """The texts of some rows as an audit may quote them."""
        which, codes = np.unique(self.codes(position)[rows], return_inverse=True)
        return np.array([mask(text[:80]) for text in self.texts_of_codes(position, which)], dtype=object)[codes]

    def group(self, position: int, rows: NDArray[np.integer], memory: Memory) -> Group:
        """The names of a group, and the one of each row that is used; most texts are names as they stand."""
        raw = self.chunk.columns[position].dictionary
        unusual = pc.or_(pc.match_substring_regex(raw, _UNUSUAL_NAME), pc.greater(pc.binary_length(raw), _LONGEST_NAME))
        names = memory.names(raw.filter(unusual).to_pylist(), self._name)
        if names:
            raw = pc.replace_with_mask(raw, unusual, pa.array([name.encode() for name in names], raw.type))
        return _distinct(raw.cast(pa.string()), narrow(self.codes(position)[rows]))

    def _name(self, raw: bytes) -> str:
        return " ".join(decoded_text(raw, self.plan.encoding).replace("\0", "").split())[:_LONGEST_NAME]


_LONGEST_NAME = 200
_UNUSUAL_NAME = r"^ | $|  |[^ -~]"
"""What makes a text other than its name: blanks too many, and any sign beyond ASCII's letters and signs."""
Quote = Callable[[NDArray[np.integer]], Iterable[str]]


def _no_quotes(rows: NDArray[np.integer]) -> tuple[str, ...]:  # noqa: ARG001
    return ()


def narrow(codes: NDArray[np.integer]) -> NDArray[np.integer]:
    """Codes in the fewest bytes that hold them, however many there are."""
    return codes.astype(np.min_scalar_type(int(codes.max(initial=0))), copy=False)


def drop_unused(texts: pa.StringArray, codes: NDArray[np.integer]) -> Group:
    """A column without the texts that no row has.

    >>> texts, codes = drop_unused(pa.array(["Pune", "Agra", "Delhi"]), np.array([2, 0, 2]))
    >>> texts.to_pylist(), codes.tolist()
    (['Pune', 'Delhi'], [1, 0, 1])
    """
    used_codes = np.flatnonzero(np.bincount(codes, minlength=len(texts)))
    if len(used_codes) == len(texts):
        return texts, codes
    new = np.zeros(len(texts), np.int64)
    new[used_codes] = np.arange(len(used_codes))
    return texts.take(pa.array(used_codes)), narrow(new)[codes]


class _Notes:
    """The rows with inferences, and how to quote them."""

    def __init__(self) -> None:
        self.rows: dict[Message, list[tuple[NDArray[np.bool_], Quote]]] = {}

    def note(
        self,
        text: Message,
        rows: NDArray[np.bool_],
        quote: Quote = _no_quotes,
    ) -> None:
        self.rows.setdefault(text, []).append((rows, quote))

    def summary(self, is_used: NDArray[np.bool_]) -> tuple[dict[Message, int], dict[Message, tuple[str, ...]]]:
        counts, examples = {}, {}
        for note, entries in self.rows.items():
            rows_of_note = np.logical_or.reduce([rows for rows, _ in entries]) & is_used
            if rows_of_note.any():
                counts[note] = int(rows_of_note.sum())
                quotes = [text for rows, quote in entries for text in quote(np.flatnonzero(rows & is_used)[:3])]
                examples[note] = tuple(dict.fromkeys(quotes))[:3]
        return counts, examples


def _pay_of(chunk: Chunk, plan: Plan, texts: _Texts, memory: Memory) -> tuple[Any, ...]:
    """Low, middle and high end, period, currency and reason of each row, from one pay column or several."""
    size = len(chunk)
    no_figures = np.full(size, np.nan)
    notes = _Notes()
    parts = {}
    for role in PAY_ROLES:
        if (position := plan.roles.get(role)) is None:
            continue
        readings = _readings(chunk.columns[position].dictionary, position, plan, memory)
        codes = texts.codes(position)
        parts[role] = readings.take(codes)
        for note, which in readings.notes.items():
            has = np.zeros(len(readings.low), bool)
            has[which] = True
            notes.note(note, has[codes], partial(texts.quotes, position))
    if "pay" in parts:
        low, high, period, currency, reason = parts["pay"]
        return low, _midpoint(low, high), high, period, currency, reason, notes
    period, currency = np.zeros(size, np.uint8), np.zeros(size, np.uint16)
    reason = np.zeros(size, np.uint8)
    for part in parts.values():
        period = np.where(period == 0, part[2], period)
        currency = np.where(currency == 0, part[3], currency)
        # A blank says least: where one column is blank and the other unpaid, the row is unpaid.
        is_telling = (reason == 0) | (reason == _REASON[Reason.BLANK]) & (part[4] != 0)
        reason = np.where(is_telling, part[4], reason)
    low = parts["pay_low"][0] if "pay_low" in parts else no_figures
    high = parts["pay_high"][1] if "pay_high" in parts else no_figures
    middle = _midpoint(*parts["pay_middle"][:2]) if "pay_middle" in parts else no_figures
    lacks_ends = np.isnan(low) & np.isnan(high)
    low, high = np.where(lacks_ends, middle, low), np.where(lacks_ends, middle, high)
    # A cell of one end can state only the other end: “10 LPA and above” as a maximum.
    lacks_ends = np.isnan(low) & np.isnan(high)
    low = np.where(lacks_ends, parts["pay_high"][0] if "pay_high" in parts else no_figures, low)
    high = np.where(lacks_ends, parts["pay_low"][1] if "pay_low" in parts else no_figures, high)
    is_swapped = low > high
    low, high = np.where(is_swapped, high, low), np.where(is_swapped, low, high)
    notes.note(ENDS_SWAPPED, is_swapped)
    middle = np.where(np.isnan(middle), _midpoint(low, high), middle)
    has_end = ~(np.isnan(low) & np.isnan(high))
    return low, middle, high, period, currency, np.where(has_end, 0, reason), notes


Pay = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""The low end, the middle and the high end of each row's pay: one array three times where each row has one figure."""


def scale(pay: Pay, factor: NDArray[np.float64]) -> Pay:
    """The pay of each row times its factor.

    >>> figures = np.array([10.0, 20.0])
    >>> low, middle, high = scale((figures, figures, figures), np.array([1.0, 12.0]))
    >>> low.tolist(), low is middle is high
    ([10.0, 240.0], True)
    """
    if (factor == 1).all():
        return pay
    low, middle, high = pay
    if low is middle is high:
        scaled = low * factor
        return scaled, scaled, scaled
    return low * factor, middle * factor, high * factor


def _in_rials(pay: Pay, currency: NDArray[np.uint16], notes: _Notes) -> tuple[Pay, NDArray[np.uint16]]:
    """Pay and currency of each row, tomans, in which Iran counts, as the ten rials that each is."""
    is_toman = currency == _TOMAN
    if not is_toman.any():
        return pay, currency
    notes.note(TOMANS, is_toman)
    factor = np.where(is_toman, RIALS_A_TOMAN, 1.0)
    return scale(pay, factor), np.where(is_toman, _RIAL, currency).astype(np.uint16)


def _units(plan: Plan, texts: _Texts, largest: NDArray[np.float64]) -> NDArray[np.float64]:
    """The factor for the pay of each row: the unit that a column states; 1 for amounts written out."""
    position = plan.roles["unit"]
    units = np.array([read_unit(text) or 1.0 for text in texts.texts_of(position)])
    written_out = np.array([written_out_from(unit, plan.likely_currency) for unit in units])
    rows = texts.codes(position)
    return np.where(largest < written_out[rows], units[rows], 1.0)


def _share_of_payments(plan: Plan, texts: _Texts, period: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The factor for the monthly pay of each row: the payments per year that a column states, over 12."""
    position = plan.roles["payments"]
    shares = np.array([(count_payments(text) or 12) / 12 for text in texts.texts_of(position)])
    is_monthly = (period == PERIODS.index("month") + 1) | ((period == 0) & plan.monthly)
    return np.where(is_monthly, shares[texts.codes(position)], 1.0)


def _midpoint(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    return low if low is high else (low + high) / 2


def _readings(dictionary: pa.Array, position: int, plan: Plan, memory: Memory) -> _Readings:
    """Read each distinct text of a pay column: plain numbers all at once, the rest one by one."""
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
    if read := memory.pay(position, raw, lambda text: _reading(text, position, plan)):
        low, high, period, currency, reason, notes = zip(*read, strict=True)
        out.low[rest], out.high[rest], out.period[rest] = low, high, period
        out.currency[rest], out.reason[rest] = currency, reason
        for index, note in zip(rest, notes, strict=True):
            for note_text in note:
                out.notes.setdefault(note_text, []).append(int(index))
    return out


def _reading(raw: bytes, position: int, plan: Plan) -> _Reading:
    """Read one text of a pay column."""
    text = decoded_text(raw, plan.encoding).replace("\0", "").strip()
    unit = plan.unit.get(position)
    written_out = None if unit is None else written_out_from(unit, plan.likely_currency)
    reading = read_pay(text, unit=unit, written_out=written_out, dot_groups=plan.grouping_dots)
    if isinstance(reading, NotPay):
        repeats_header = text.casefold() == plan.header[position].casefold()
        return np.nan, np.nan, 0, 0, _REASON[HEADER_AGAIN if repeats_header else reading.reason], ()
    code, notes = _in_its_country(reading, text, plan)
    if INDIAN_GROUPS.search(text):
        notes = (*notes, INDIAN_GROUPING)
    if DECIMAL_COMMAS.search(text):
        notes = (*notes, DECIMAL_COMMA)
    return (
        np.nan if reading.low is None else reading.low,
        np.nan if reading.high is None else reading.high,
        0 if reading.period is None else PERIODS.index(reading.period) + 1,
        0 if code is None else CURRENCIES.index(code) + 1,
        0,
        notes,
    )


RUPEES = frozenset({"PKR", "LKR", "NPR", "MUR"})
_SAYS_RUPEES = re.compile(r"₹|\b(?:inr|rs|re|rupees?)\b|रु|रू|রু|ரூ|రూ|ರೂ|રૂ|രൂപ|ਰੁ", re.IGNORECASE)
OF_INDIA = re.compile(r"₹|\binr\b|indian", re.IGNORECASE)


def _in_its_country(reading: PayRange, text: str, plan: Plan) -> tuple[str | None, tuple[Message, ...]]:
    """The currency of a text and what was inferred: “$” and “Rs” are those of the country that the file names."""
    code, notes = reading.currency, reading.inferred
    if BARE_DOLLAR in notes or PESOS in notes:
        others = tuple(note for note in notes if note != BARE_DOLLAR)
        if "currency" in plan.roles or plan.currency in DOLLARS:
            return None, others
        if plan.foreign_currency in DOLLARS - {"USD"}:
            return plan.foreign_currency, (
                *others,
                message(_NATIONAL_SIGN, sign="$", currency=plan.foreign_currency),
            )
    if code == "INR" and _counts_in_lakhs_elsewhere(text, plan):
        return None, notes
    if code == "INR" and plan.foreign_currency in RUPEES and not OF_INDIA.search(text):
        return plan.foreign_currency, (
            *notes,
            message(_NATIONAL_SIGN, sign="Rs", currency=plan.foreign_currency),
        )
    return code, notes


def _counts_in_lakhs_elsewhere(text: str, plan: Plan) -> bool:
    """Whether nothing but a lakh or crore makes a text one of rupees, in a file of a neighbour who counts in them."""
    elsewhere = plan.currency in LAKH_CURRENCIES or plan.foreign_currency in LAKH_CURRENCIES or "currency" in plan.roles
    return elsewhere and not _SAYS_RUPEES.search(text)


def _periods(plan: Plan, texts: _Texts, periods: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The period of each row (its own, that of its period column, that of the header), and where none is understood."""
    unknown = np.zeros(len(periods), bool)
    if "period" in plan.roles and not plan.period_decided:
        read, blank = _column_facts(texts.texts_of(plan.roles["period"]), read_period, PERIODS)
        rows = texts.codes(plan.roles["period"])
        unknown = (periods == 0) & (read == 0)[rows] & ~blank[rows]
        periods = np.where(periods == 0, read[rows], periods)
    if plan.period is not None:
        periods = np.where((periods == 0) & ~unknown, PERIODS.index(plan.period) + 1, periods)
    return periods.astype(np.uint8), unknown


def _currencies(
    plan: Plan, texts: _Texts, currencies: NDArray[np.uint16]
) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    """The currency of each row (its own, that of the header, of its currency column), and where none is understood."""
    unknown = np.zeros(len(currencies), bool)
    if plan.currency is not None:
        currencies = np.where(currencies == 0, CURRENCIES.index(plan.currency) + 1, currencies)
    if "currency" in plan.roles:
        read, blank = _column_facts(texts.texts_of(plan.roles["currency"]), read_currency, CURRENCIES)
        rows = texts.codes(plan.roles["currency"])
        unknown = (currencies == 0) & (read == 0)[rows] & ~blank[rows]
        currencies = np.where(currencies == 0, read[rows], currencies)
    return currencies.astype(np.uint16), unknown


def _column_facts(
    texts: Sequence[str], read: Callable[[str], str | None], values: Sequence[str]
) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    """For each text its value as a code from 1 (0: none), and whether it is blank."""
    facts = [read(text) for text in texts]
    codes = np.array([0 if value is None else values.index(value) + 1 for value in facts], np.uint16)
    return codes, np.array([bool(is_blank(text)) for text in texts], bool)


def _weights(plan: Plan, texts: _Texts) -> NDArray[np.float64] | None:
    position = plan.roles.get("weight", plan.roles.get("count"))
    if position is None:
        return None
    numbers = pd.to_numeric(pd.Series([text.replace(",", "") for text in texts.texts_of(position)]), errors="coerce")
    values = numbers.to_numpy(float, copy=True)
    values[~np.isfinite(values) | (values > LARGEST)] = np.nan
    if "count" in plan.roles:
        values = np.where(values == np.round(values), values, np.nan)
    return np.asarray(values[texts.codes(position)], float)


def _mark_rows(chunk: Chunk, plan: Plan, texts: _Texts, reason: NDArray[np.uint8]) -> None:
    """Mark rows that are not data: misaligned, totals, notes, blank."""
    if chunk.flaws is not None:
        reason[chunk.flaws == MORE_CELLS] = _REASON[MISALIGNED]
    for position in plan.labels:
        totals = labelled_totals(chunk.columns[position], plan.encoding)
        if totals.any() and totals.mean() <= AT_MOST:
            reason[totals] = _REASON[TOTAL_ROW]
    notes = np.array([bool(_NOTE_LABEL.match(label)) for label in texts.texts_of(plan.label)], bool)
    if notes.any():
        reason[notes[texts.codes(plan.label)]] = _REASON[NOTE_BELOW]
    blank = np.flatnonzero(reason == _REASON[Reason.BLANK])
    for column in chunk.columns:
        cells = column.take(pa.array(blank)).cast(pa.binary()).to_pylist()
        blank = blank[np.array([not cell.strip(b"\0 \t\r\n") for cell in cells], bool)]
    reason[blank] = _REASON[BLANK_ROW]


@compile_for(void(uint64[::1], read_only(uint8), read_only(int32), read_only(int32)))
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
        content, bounds = buffers(raw)
        codes = np.asarray(column.indices, np.int32) if encoded else np.arange(len(column), dtype=np.int32)
        _mix(prints, content, bounds, codes)
    return prints
