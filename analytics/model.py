"""The types that all other modules use: surveys, dimensions, filters. Values are immutable; changes return new ones.

It is one subject, although long: each type here is a part of a survey or a choice among its rows.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.texts import EMPTY, Message, join, message, verbatim

NOT_STATED = "Not stated"
"""The value of a row whose source says nothing. Never an empty key: group-by would drop it."""

STANDARD_DIMENSIONS = (
    *("role", "sector", "city", "state", "experience", "years", "work_mode", "seniority"),
    *("quarter", "doubt", "pay_period"),
)
"""The dimensions that mean the same in every survey. All others are columns of the file that a survey was read from,
with any name."""
FILE_COLUMN = "column_"
"""The prefix of a file's own column wherever other names could clash with it: in links, in tables of figures."""

Measure = Literal["low", "middle", "high"]
MEASURES: tuple[Measure, ...] = ("low", "middle", "high")

Count = Literal["posts", "employers"]
COUNTS: tuple[Count, ...] = ("posts", "employers")
"""What counts once in a group: each row, or each cluster (employer) regardless of its number of rows."""

Ends = Literal["both", "low", "high", "single"]

Kind = Literal["measured", "posted", "published", "yours"]


class Experience(StrEnum):
    """The ordered levels of experience, each a half-open interval of years.

    >>> [level.value for level in Experience]
    ['Fresher', '1–2 years', '3–5 years', '6–9 years', '10+ years']
    >>> Experience.THREE_TO_FIVE.years
    (3.0, 6.0)
    """

    FRESHER = "Fresher"
    ONE_TO_TWO = "1–2 years"
    THREE_TO_FIVE = "3–5 years"
    SIX_TO_NINE = "6–9 years"
    TEN_AND_MORE = "10+ years"

    @property
    def years(self) -> tuple[float, float]:
        """Years of the level as [from, to)."""
        return _YEARS[self]

    @classmethod
    def of_years(cls, low: float, high: float | None = None) -> Experience:
        """The level for a number of years, or for the middle of a range.

        Raises:
            ValueError: for negative years, not-a-number, or a range that ends before it starts.

        >>> [str(level) for level in (Experience.of_years(0), Experience.of_years(1, 5), Experience.of_years(12))]
        ['Fresher', '3–5 years', '10+ years']
        """
        end = low if high is None else high
        if not 0 <= low <= end:
            raise ValueError(
                f"years of experience must be 0 or more, the first not above the second; got {low} to {end}"
            )
        middle = low + (end - low) / 2 if end < float("inf") else low
        return next(level for level in reversed(cls) if middle >= level.years[0])


_YEARS = {
    Experience.FRESHER: (0.0, 1.0),
    Experience.ONE_TO_TWO: (1.0, 3.0),
    Experience.THREE_TO_FIVE: (3.0, 6.0),
    Experience.SIX_TO_NINE: (6.0, 10.0),
    Experience.TEN_AND_MORE: (10.0, float("inf")),
}


@dataclass(frozen=True)
class Fault:
    """One error at one place in a file."""

    file: str
    rule: Message
    row: int | None = None
    column: str | None = None
    value: str | None = None

    @property
    def message(self) -> Message:
        """The place and the error, as a sentence."""
        parts = [verbatim(self.file)]
        if self.row is not None:
            parts.append(message("row {row}", row=self.row))
        if self.column is not None:
            parts.append(message("column “{column}”", column=self.column))
        place = join(parts, message("{first}, {second}"))
        if self.value is None:
            return message("{place}: {rule}", place=place, rule=self.rule)
        return message("{place}: {rule} (found “{value}”)", place=place, rule=self.rule, value=self.value)

    def __str__(self) -> str:
        return str(self.message)


FAULTS_NAMED = 20
"""The most faults that a message names; a broken column has one in every row."""


class DataError(Exception):
    """All faults of the data at once; the message names the first twenty and counts the others.

    >>> str(DataError([Fault("pay.csv", message("pay_low is above pay_high"), row=7)]))
    'pay.csv, row 7: pay_low is above pay_high'
    >>> str(DataError([Fault("pay.csv", message("no pay"), row=row) for row in range(2, 99)]))[-36:]
    'pay.csv, row 21: no pay; and 77 more'
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        more = len(self.faults) - FAULTS_NAMED
        sentences = [fault.message for fault in self.faults[:FAULTS_NAMED]]
        sentences += [message("and {n} more", n=more)] if more > 0 else []
        self.message = join(sentences, message("{first}; {second}")) if sentences else EMPTY
        super().__init__(self.message)


@dataclass(frozen=True)
class Provenance:
    """The origin and the kind of figures."""

    title: str
    publisher: str
    kind: Kind
    url: str = ""
    licence: str = ""
    period: str = ""
    accessed: str = ""
    sha256: str = ""
    protected: bool = False  # whether counts are rounded and small groups withheld, because the survey is shared
    short_title: str = ""  # a short title for a line on a phone, if the title is longer


@dataclass(frozen=True)
class Scope:
    """The limits of a source of pay, so that no figure claims more.

    Attributes:
        floor: the lowest pay per month that the source accepts; None if it accepts any.
        cap: the highest pay per month that the source accepts.
        ends: which ends of a range the source states: "both", only one of them, or a "single" figure a row.
        leaves_out: what else is missing, in plain words ("posts of overseas employers"), or nothing.
        doubt: why every figure of the survey is unreliable at best, such as a file that was largely unreadable.
        rows_per_person: the mean number of rows per person, such as one per month, if known.

    >>> Scope(floor=16_667).measures
    ('low', 'middle', 'high')
    >>> Scope(ends="low").measures
    ('low',)
    """

    floor: float | None = None
    cap: float | None = None
    ends: Ends = "both"
    leaves_out: str = ""
    doubt: str = ""
    rows_per_person: float = 1.0

    def __post_init__(self) -> None:
        if self.ends not in ("both", "low", "high", "single"):
            raise ValueError(f"ends must be both, low, high or single; got {self.ends!r}")
        limits = [limit for limit in (self.floor, self.cap) if limit is not None]
        if not all(0 < limit < float("inf") for limit in limits) or sorted(limits) != limits:
            raise ValueError(f"a floor and a cap are amounts above zero, the floor first; got {self.floor}, {self.cap}")

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures available from a source with these ends."""
        return tuple(measure for measure in MEASURES if self.ends in ("both", "single", measure))


WHOLE_SCOPE = Scope()
"""The scope of a source that takes any pay and states both ends of a range."""


GroupKey = tuple[Measure, frozenset[tuple[str, str]]]
"""The key of a group in a survey: the measure of pay, and one value in each of some dimensions."""


class NamedEmployers(NamedTuple):
    """Sums over a group's employers by name, for a survey whose employer numbers do not identify firms.

    Attributes:
        employers: how many.
        largest_share: the share of the rows that the largest has.
        equal_employers: Kish's effective number of employers.
        design_effects: how many times larger the variance of the share below each quantile (p10, p25, p50, p75, p90) is
            than among independent rows; at least 1.
        median_without_largest: per month.

    All are nan if they would identify employers; then one of few employers decides the figures.
    """

    employers: float
    largest_share: float
    equal_employers: float
    design_effects: tuple[float, ...]
    median_without_largest: float


@dataclass(frozen=True)
class Filters:
    """The values of each dimension that count. All values of an unnamed dimension count.

    Values are sorted tuples, so equal filters hash alike and can key a cache.

    >>> a = Filters.of({"city": ["Pune", "Delhi"], "role": []})
    >>> a["city"], a["role"], a == Filters.of({"city": ("Delhi", "Pune")})
    (('Delhi', 'Pune'), (), True)
    >>> a.without("city")
    Filters(selections=())
    """

    selections: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, selections: Mapping[str, Iterable[str]]) -> Filters:
        """Build filters from dimension → values; an empty list means no filter."""
        clean = {name: tuple(sorted(set(map(str, values)))) for name, values in selections.items()}
        return cls(tuple(sorted((name, values) for name, values in clean.items() if values)))

    def __getitem__(self, dimension: str) -> tuple[str, ...]:
        return dict(self.selections).get(dimension, ())

    def __iter__(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return iter(self.selections)

    def __bool__(self) -> bool:
        return bool(self.selections)

    def with_values(self, dimension: str, values: Iterable[str]) -> Filters:
        """The same filters with these values for one dimension."""
        return Filters.of(dict(self.selections) | {dimension: tuple(values)})

    def without(self, dimension: str) -> Filters:
        """The same filters without those on one dimension."""
        return Filters.of({name: values for name, values in self.selections if name != dimension})

    def over(self, defaults: Filters) -> Filters:
        """These filters, plus the defaults for dimensions they do not name."""
        return Filters.of(dict(defaults.selections) | dict(self.selections))


ALL_ROWS = Filters()
"""No filters: every row counts."""


@dataclass(frozen=True, eq=False)
class Dimension:
    """A column to group or filter by.

    Args:
        name: the word used in code, URL and CSV.
        title: the word used on the screen.
        values: the distinct values in display order.
        codes: one small integer per row, an index into `values`, or into `cells` if rows can have several values.
        cells: for a dimension with several values in a row, the indices into `values` that each code stands for.
        ordered: whether the values have a natural order (experience); otherwise they are ranked by pay.
    """

    name: str
    title: str
    values: tuple[str, ...]
    codes: NDArray[np.unsignedinteger]
    cells: tuple[tuple[int, ...], ...] | None = None
    ordered: bool = False

    @classmethod
    def of(
        cls, name: str, title: str, rows: Sequence[str], *, order: Sequence[str] = (), separator: str | None = None
    ) -> Dimension:
        """Build a dimension from one string per row; `order` lists values in their natural order.

        With a separator, a row can have several values, and counts in each.

        >>> city = Dimension.of("city", "City", ["Delhi|Pune", "Pune", ""], separator="|")
        >>> city.values, [[city.values[i] for i in city.cells[code]] for code in city.codes]
        (('Delhi', 'Pune', 'Not stated'), [['Delhi', 'Pune'], ['Pune'], ['Not stated']])
        """
        codes, uniques = pd.factorize(np.asarray(rows, dtype=object))
        texts = [str(text) for text in uniques]
        split = [
            tuple(dict.fromkeys(part.strip() for part in (text.split(separator) if separator else [text])))
            for text in texts
        ]
        split = [tuple(part or NOT_STATED for part in parts) for parts in split]
        distinct = {part for parts in split for part in parts}
        rank = {value: position for position, value in enumerate(order)}
        values = tuple(sorted(distinct, key=lambda value: (value == NOT_STATED, rank.get(value, len(rank)), value)))
        index = {value: position for position, value in enumerate(values)}
        cells = tuple(tuple(index[part] for part in parts) for parts in split)
        if all(len(cell) == 1 for cell in cells):
            return cls(name, title, values, small(np.array([cell[0] for cell in cells], int)[codes]), None, bool(order))
        return cls(name, title, values, small(codes), cells, bool(order))

    def members(self) -> tuple[tuple[int, ...], ...]:
        """For each code, the indices of the values it stands for."""
        return self.cells if self.cells is not None else tuple((index,) for index in range(len(self.values)))

    def passes(self, values: Iterable[str]) -> NDArray[np.bool_]:
        """For each code, whether its rows pass a filter: a row with several values passes if any one is selected."""
        chosen = np.zeros(len(self.values), bool)
        chosen[[self._index[value] for value in values if value in self._index]] = True
        if self.cells is None:
            return chosen
        codes, members = self._memberships
        return np.bincount(codes[chosen[members]], minlength=len(self.cells)) > 0

    @cached_property
    def _index(self) -> dict[str, int]:
        return {value: index for index, value in enumerate(self.values)}

    @cached_property
    def _memberships(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pairs of a code and the index of each value it stands for."""
        cells = self.members()
        return np.repeat(np.arange(len(cells)), [len(cell) for cell in cells]), np.array([*chain(*cells)], np.intp)

    def take(self, rows: NDArray[np.integer] | slice) -> Dimension:
        """The same dimension for some rows, in the given order."""
        return Dimension(self.name, self.title, self.values, self.codes[rows], self.cells, self.ordered)


def column_name(dimension: str, figures: Container[str]) -> str:
    """Name the column of a dimension in a table that also has these columns of figures.

    >>> column_name("grade", ["n", "p50"]), column_name("n", ["n", "p50"])
    ('grade', 'column_n')
    """
    return f"{FILE_COLUMN}{dimension}" if dimension in figures else dimension


def small(codes: ArrayLike) -> NDArray[np.unsignedinteger]:
    """Store codes in the smallest type: one byte for up to 256 values, two for up to 65,536.

    Raises:
        ValueError: for more than 65,536 values; such a column identifies rows and cannot group them.
    """
    array = np.asarray(codes)
    top = int(array.max(initial=0))
    if top >= 65536:
        raise ValueError(f"a dimension holds at most 65,536 different values; got {top + 1}")
    return array.astype(np.uint8 if top < 256 else np.uint16, copy=False)


@dataclass(frozen=True)
class RowCount:
    """Row counts of a file: read = used + left out, by reason."""

    read: int
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def used(self) -> int:
        """The number of rows in the survey."""
        return self.read - sum(self.left_out.values())


class _SelectedDimensions(Mapping[str, Dimension]):
    """Dimensions of some rows, each selected on first use: most questions need few of them."""

    def __init__(self, dimensions: Mapping[str, Dimension], rows: NDArray[np.integer] | slice) -> None:
        self._all, self._rows = dimensions, rows
        self._columns: dict[str, Dimension] = {}

    def __getitem__(self, name: str) -> Dimension:
        if name not in self._columns:
            self._columns[name] = self._all[name].take(self._rows)
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


@dataclass(frozen=True, eq=False)
class SortedRows:
    """The rows of a survey that state one measure, by ascending pay.

    Args:
        pay: currency units per month, ascending; no missing values.
        dimensions: their codes have at least one entry per row of pay; any further entries belong to rows without pay.
        counts: how many rows each row stands for, if the survey is grouped.
        weights: sampling weight of each row, if the survey has them.
        clusters: the employer, household or respondent of each row, as a number, where a survey knows it.
    """

    pay: NDArray[np.float64]
    dimensions: Mapping[str, Dimension]
    counts: NDArray[np.int64] | None
    weights: NDArray[np.float64] | None
    clusters: NDArray[np.uint32] | None = None

    @cached_property
    def mass(self) -> NDArray[np.float64] | None:
        """The weight or the count of each row; 1 without either."""
        return self.weights if self.counts is None else self.counts.astype(np.float64)

    def take(self, rows: NDArray[np.integer] | slice) -> SortedRows:
        """Select rows by ascending position; a row can be repeated."""
        return SortedRows(
            pay=self.pay[rows],
            dimensions=_SelectedDimensions(self.dimensions, rows),
            counts=None if self.counts is None else self.counts[rows],
            weights=None if self.weights is None else self.weights[rows],
            clusters=None if self.clusters is None else self.clusters[rows],
        )

    def one_value_a_row(self, names: Iterable[str]) -> SortedRows:
        """Repeat each row for every value it has in the named dimensions."""
        spread = self
        for name in names:
            cells = self.dimensions[name].cells
            if cells is None:
                continue
            dimension = spread.dimensions[name]
            codes = dimension.codes[: len(spread.pay)]
            sizes = np.array([len(cell) for cell in cells])[codes]
            rows = np.repeat(np.arange(len(codes)), sizes)
            starts = np.concatenate([[0], np.cumsum([len(cell) for cell in cells])])[codes]
            nth = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            values = np.array([value for cell in cells for value in cell])[starts[rows] + nth]
            single = Dimension(name, dimension.title, dimension.values, small(values), None, dimension.ordered)
            exploded = spread.take(rows)
            spread = replace(exploded, dimensions={**exploded.dimensions, name: single})
        return spread


@dataclass(frozen=True, eq=False)
class Survey:
    """Rows of pay with their provenance: read-only, in memory, shared by all visitors.

    Pay is gross, per month, in `currency`. An open end of a range is `nan`. Build one with `Survey.build`.

    Rows of one employer (household, respondent) have similar pay. `clusters` holds its number, from 0, for each row,
    for use in intervals; the numbers have no other meaning and are never shown. A row with an unknown employer has its
    own number. `count_unit` says what counts once in each group; see `with_count`. `employers_by_name` holds groups
    whose employers were counted by name when the survey was made.
    """

    name: str
    provenance: Provenance
    currency: str
    low: NDArray[np.float64]
    middle: NDArray[np.float64]
    high: NDArray[np.float64]
    dimensions: Mapping[str, Dimension]
    counts: NDArray[np.int64] | None
    weights: NDArray[np.float64] | None
    defaults: Filters
    rows: RowCount
    clusters: NDArray[np.uint32] | None = None
    scope: Scope = WHOLE_SCOPE
    count_unit: Count = "posts"
    employers_by_name: Mapping[GroupKey, NamedEmployers] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        *,
        name: str,
        provenance: Provenance,
        low: ArrayLike,
        high: ArrayLike | None = None,
        middle: ArrayLike | None = None,
        dimensions: Iterable[Dimension] = (),
        currency: str = "INR",
        counts: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        clusters: ArrayLike | None = None,
        defaults: Filters = ALL_ROWS,
        rows: RowCount | None = None,
        scope: Scope = WHOLE_SCOPE,
    ) -> Survey:
        """Build a survey from columns of equal length, sorted by the middle of the pay.

        Read-only columns already in this order are not copied.

        Args:
            low, high: pay per month; `nan` for an open end. Without `high`, every row states one figure.
            middle: as the source gives it; otherwise halfway between low and high, `nan` for an open range.
            counts: whole frequencies of grouped rows.
            weights: sampling weights; not together with counts.
            clusters: the employer (household, respondent) of each row as a whole number from 0, less than 2³². Any
                numbers will do; they are renumbered without gaps.
            defaults: filters for every dimension that a visitor has not set.
            scope: what the source excludes, and which ends of a range it states.

        Raises:
            ValueError: for columns of unequal length, low above high, counts together with weights, any of them not
                above zero, or clusters that are no whole numbers from 0.

        >>> source = Provenance("Example", "nobody", "yours")
        >>> survey = Survey.build(name="x", provenance=source, low=[30, 10], high=[50, 10])
        >>> survey.middle.tolist(), survey.low.tolist(), survey.has_ranges
        ([10.0, 40.0], [10.0, 30.0], True)
        """
        low_pay = np.asarray(low, float)
        high_pay = low_pay if high is None else np.asarray(high, float)
        middle_pay = (
            (low_pay if high_pay is low_pay else (low_pay + high_pay) / 2)
            if middle is None
            else np.asarray(middle, float)
        )
        columns = list(dimensions)
        lengths = {len(low_pay), len(high_pay), len(middle_pay), *(len(column.codes) for column in columns)}
        lengths |= {len(np.asarray(extra)) for extra in (counts, weights, clusters) if extra is not None}
        if len(lengths) > 1:
            raise ValueError(f"the columns of a survey must be equally long; got lengths {sorted(lengths)}")
        if (low_pay > high_pay).any():
            raise ValueError(f"pay_low is above pay_high in {int((low_pay > high_pay).sum())} rows")
        if counts is not None and weights is not None:
            raise ValueError("a survey has counts (grouped rows) or sampling weights, not both")
        for label, extra in (("counts", counts), ("weights", weights)):
            if extra is not None and not (np.asarray(extra) > 0).all():
                raise ValueError(f"{label} must be above zero in every row")
        order = None if _is_ascending(middle_pay) else ascending_order(middle_pay)
        one_figure = all(
            pay is low_pay or np.array_equal(pay, low_pay, equal_nan=True) for pay in (high_pay, middle_pay)
        )

        def arrange(column: NDArray[Any]) -> NDArray[Any]:
            if order is not None:
                column = column[order]
            elif column.flags.writeable:
                column = column.copy()
            column.flags.writeable = False
            return column

        sorted_middle = arrange(middle_pay)
        return cls(
            name=name,
            provenance=provenance,
            currency=currency,
            low=sorted_middle if one_figure else arrange(low_pay),
            middle=sorted_middle,
            high=sorted_middle if one_figure else arrange(high_pay),
            dimensions=MappingProxyType(
                {column.name: replace(column, codes=arrange(column.codes)) for column in columns}
            ),
            counts=None if counts is None else arrange(np.asarray(counts, np.int64)),
            weights=None if weights is None else arrange(np.asarray(weights, np.float64)),
            defaults=defaults,
            rows=rows or RowCount(int(len(low_pay) if counts is None else np.asarray(counts).sum())),
            clusters=None if clusters is None else arrange(cluster_codes(clusters)),
            scope=scope,
        )

    @property
    def count_choices(self) -> tuple[Count, ...]:
        """The units that can count once: employers only if known, and never in a protected survey.

        There, two ways of counting would together reveal more about a person than either alone.
        """
        return COUNTS if self.clusters is not None and not self.provenance.protected else COUNTS[:1]

    def with_count(self, count: Count) -> Survey:
        """The same rows, with either each row or each employer (cluster) counting once in its group.

        Raises:
            ValueError: for employers, where they are not known or the survey is protected.

        >>> source = Provenance("Example", "nobody", "yours")
        >>> survey = Survey.build(name="x", provenance=source, low=[10, 20, 30], clusters=[0, 0, 1])
        >>> survey.with_count("employers").count_unit, survey.with_count("posts") is survey
        ('employers', True)
        """
        if count not in self.count_choices:
            choices = ", ".join(self.count_choices)
            raise ValueError(f"what counts once in {self.name} can be {choices}; got {count!r}")
        return self if count == self.count_unit else replace(self, count_unit=count)

    @property
    def has_ranges(self) -> bool:
        """Whether rows state a range of pay rather than one figure."""
        return self.low is not self.middle

    @cached_property
    def sizes(self) -> Mapping[str, Mapping[str, int]]:
        """For each dimension, the rows of each value, ignoring the default filters."""
        by_name: dict[str, dict[str, int]] = {}
        for name, dimension in self.dimensions.items():
            members = dimension.members()
            per_code = np.bincount(dimension.codes, weights=self.counts, minlength=len(members))
            sizes = dict.fromkeys(dimension.values, 0)
            for code, rows in enumerate(per_code):
                for value in members[code]:
                    sizes[dimension.values[value]] += int(rows)
            by_name[name] = sizes
        return by_name

    def listed_values(self, name: str) -> list[str]:
        """The values of a dimension in display order: their natural order, or largest first.

        By name in a protected survey, where an order by size would reveal sizes.
        """
        dimension = self.dimensions[name]
        if dimension.ordered or self.provenance.protected:
            return list(dimension.values)
        sizes = self.sizes[name]
        return sorted(dimension.values, key=lambda value: -sizes[value])

    @cached_property
    def _orders(self) -> dict[tuple[str, ...], SortedRows]:
        return {}

    def sorted_rows(self, measure: Measure = "middle", by: Iterable[str] = ()) -> SortedRows:
        """The rows that state this measure, sorted by it, with one value per row in the dimensions of `by`.

        Sorted on first use, then cached.
        """
        if measure not in MEASURES:
            raise ValueError(f"measure must be one of {', '.join(MEASURES)}; got {measure!r}")
        key = measure if self.has_ranges else "middle"
        if (key,) not in self._orders:
            self._orders[(key,)] = self._sort(key)
        several = tuple(sorted(name for name in set(by) if self.dimensions[name].cells is not None))
        if (key, *several) not in self._orders:
            self._orders[(key, *several)] = self._orders[(key,)].one_value_a_row(several)
        return self._orders[(key, *several)]

    def _sort(self, measure: Measure) -> SortedRows:
        pay: NDArray[np.float64] = getattr(self, measure)
        # Missing pay sorts last, so the rows that state the middle come first in every column.
        row_count = len(pay) - int(np.isnan(pay).sum())
        unsorted = SortedRows(pay, self.dimensions, self.counts, self.weights, self.clusters)
        if measure == "middle":
            return replace(unsorted.take(slice(row_count)), dimensions=self.dimensions)
        sorted_rows = unsorted.take(np.argsort(pay)[:row_count])
        return replace(
            sorted_rows, dimensions=dict(sorted_rows.dimensions)
        )  # evaluated now, so that the positions need not be kept


def cluster_codes(clusters: ArrayLike) -> NDArray[np.uint32]:
    """Renumber clusters without gaps, so that arrays by cluster have no unused entries.

    >>> cluster_codes([7, 2, 7]).tolist()
    [0, 1, 0]
    """
    numbers = np.asarray(clusters)
    if not np.issubdtype(numbers.dtype, np.integer) or (numbers.size and int(numbers.min()) < 0):
        raise ValueError(f"clusters must be whole numbers from 0; got {numbers[:3]}")
    if numbers.dtype == np.uint32 and _without_gaps(numbers):
        return numbers
    return pd.factorize(numbers)[0].astype(np.uint32)


def _without_gaps(numbers: NDArray[np.uint32]) -> bool:
    top = int(numbers.max(initial=0))
    if top >= max(len(numbers), 1):
        return False
    occurs = np.zeros(top + 1, bool)
    occurs[numbers] = True
    return bool(occurs[: len(numbers)].all())


def ascending_order(pay: NDArray[np.float64]) -> NDArray[np.intp]:
    """Stable sort order by pay, missing values last; few distinct figures are sorted as codes.

    >>> ascending_order(np.array([30.0, np.nan, 10.0, 30.0])).tolist()
    [2, 0, 3, 1]
    """
    codes, figures = pd.factorize(pay, use_na_sentinel=False)
    if len(figures) > _SORTED_AS_CODES:
        return np.argsort(pay, kind="stable")
    ranks = np.empty(len(figures), np.uint16)
    ranks[np.argsort(figures)] = np.arange(len(figures))
    return np.argsort(ranks[codes], kind="stable")


_SORTED_AS_CODES = 1 << 16
"""Up to this many distinct figures, codes fit 16 bits and are radix-sorted."""


def _is_ascending(pay: NDArray[np.float64]) -> bool:
    """Whether pay is ascending, with nan last."""
    row_count = len(pay) - int(np.isnan(pay).sum())
    return not np.isnan(pay[:row_count]).any() and bool((pay[1:row_count] >= pay[: max(row_count - 1, 0)]).all())
