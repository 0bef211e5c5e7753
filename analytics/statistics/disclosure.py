"""Disclosure control: publish figures about groups of people, never about one person.

A protected survey answers a fixed lattice of questions: one value of each of at most three dimensions; of a small file,
of two dimensions that are the same for everybody. For each group it gives a rounded count, and rounded percentiles with
at least five people on either side; nothing else leaves `order_statistics.Groups`, so bands, standings, steps and
ratios all build on publishable figures.

It is one subject: each rule closes a way around the others.

Source: A. Hundepool and others, Statistical Disclosure Control (2012), chapters 4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, permutations
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.model import NOT_STATED, Dimension, Filters, RowCount, Survey, small

LEAST_PEOPLE = 10
"""The fewest people whom a figure, or the difference between two figures, may describe."""
COUNT_STEP = 5
"""Counts are stated to the nearest multiple of this."""
LEAST_BEYOND = 5
"""The fewest people below a median, and above it; below and above another percentile, for each dimension that divides
the survey, up to `MOST_DIMENSIONS` of them (`people_beyond`)."""
FIGURES = 2
"""Significant figures of money."""
NARROWEST_SPREAD = 0.02
"""The distance between the lowest and the highest of half of a group's people, as a share, up to which the group is
withheld because its pay is so alike: one figure would then state the pay of that half to within 1 %."""
STEPS = 20
SHARES = np.arange(0, STEPS + 1) / STEPS
"""The shares of a group between which `is_alike` looks at its pay."""
MOST_ROWS = 1.1
"""The most rows that one person may have on average, where the file numbers people."""
MOST_DIMENSIONS = 3
"""The most dimensions that may describe a group."""
LEAST_EMPLOYERS = 5
"""The fewest employers of a group, where a survey has several."""
LARGEST_EMPLOYER_SHARE = 0.5
"""The largest share of a group's rows that one employer may have."""
SMALL_FILE, MIDDLING_FILE, LARGE_FILE = 2_000, 20_000, 100_000
"""A file of fewer people is divided by few of its dimensions; see `Limit`."""
PREFERRED = ("role", "experience", "city", "sector")
"""The dimensions that divide a file of few people, where it has them; then its own, in the order of the file."""
NESTED = 0.95
"""The share of rows from which one dimension counts as nested in another."""

Key = tuple[str, ...]
Count = Callable[[Sequence[str], Filters], Mapping[Key, int]]
"""The exact number of rows of each group: dimensions that make the groups, filters → group → rows."""
Shared = Mapping[str, Sequence[str | None]]
"""For some dimensions, the value that all rows of each group share; None without one."""
NOTHING_SHARED: Shared = {}
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class SeveralRowsError(ValueError):
    """Raised for a survey in which one person has several rows: ten rows may then be one person.

    Args:
        rows: the mean number of rows per person.
    """

    def __init__(self, rows: float) -> None:
        super().__init__(f"one person has {rows:.1f} rows on average; a protected survey has one row a person")
        self.rows = rows


class WithheldError(Exception):
    """Raised when a question to a protected survey could reveal one person's pay."""

    def __init__(self) -> None:
        super().__init__("a protected survey tells groups; it was asked for its single rows")


def protect(survey: Survey) -> Survey:
    """Make the form of a survey that everyone may see.

    Its count is rounded. Values of fewer than `LEAST_PEOPLE` rows become "Not stated", so no list, URL or file names
    them; unordered values are sorted by name. Where rows are ranges of pay, only the middles are available: low, middle
    and high ends of the same groups would be three answers about the same people, and about fewer of them if an end is
    missing. A file of few people keeps few dimensions (`few_dimensions`).

    Raises:
        SeveralRowsError: one person has several rows, such as one for each month.

    >>> from analytics.model import Provenance
    >>> city = Dimension.of("city", "City", ["Pune"] * 60 + ["Goa"] * 41 + ["Diu"] * 2)
    >>> roll = Survey.build(
    ...     name="x", provenance=Provenance("Pay roll", "us", "yours"), low=range(1, 104), dimensions=[city]
    ... )
    >>> shared = protect(roll)
    >>> shared.provenance.protected, shared.rows.used, shared.dimensions["city"].values
    (True, 105, ('Goa', 'Pune', 'Not stated'))
    """
    if survey.scope.rows_per_person > MOST_ROWS:
        raise SeveralRowsError(survey.scope.rows_per_person)
    both_ends = "middle" in survey.scope.measures
    shared = replace(
        survey,
        low=survey.middle if both_ends else survey.low,
        high=survey.middle if both_ends else survey.high,
        provenance=replace(survey.provenance, protected=True, sha256=""),  # it would confirm a guess of the whole file
        rows=RowCount(int(round_counts(survey.rows.used))),
        dimensions={
            name: _without_rare(_one_value_each(column), survey.counts) for name, column in survey.dimensions.items()
        },
    )
    return replace(shared, dimensions=few_dimensions(shared))


class Limit(NamedTuple):
    """The most dimensions that divide a file of few people.

    Each further dimension puts everyone into more overlapping groups. With three that are not nested, as its made
    payrolls of 5,000 have, `tests.benchmarks.disclosure` guesses 1 in 100 more within 5 % than the smallest group of
    each would give away; of 1,000 people 3. With four it would be 3 of 5,000 and 4 to 5 of 2,000; with five, 4 and 6.
    Dimensions nested in one another, such as cities in states, make fewer new groups: two add about 1. Of 20,000 people
    with five that are not nested and three that are, it would be 4; with four and three, 3.

    Attributes:
        people: the file has fewer.
        independent: how many of which none is nested in another.
        nested: how many more that are nested in these, or these in them.
    """

    people: int
    independent: int
    nested: int


def limit_of(survey: Survey) -> Limit | None:
    """The limit on the dimensions of a survey, if it has few people."""
    people = len(survey.middle) if survey.counts is None else int(survey.counts.sum())
    limits = Limit(SMALL_FILE, 2, 0), Limit(MIDDLING_FILE, 3, 2), Limit(LARGE_FILE, 4, 2)
    return next((limit for limit in limits if people < limit.people), None)


def few_dimensions(survey: Survey) -> dict[str, Dimension]:
    """Select the dimensions that a file of few people keeps, up to its limit.

    If few people are in many overlapping groups, someone who combines all answers can work out individual pay: of 400
    people, `tests.benchmarks.disclosure` guesses 3 to 4 in 100 more within 5 % than the smallest group of each would
    give away, and 6 in 100 more for an attacker who does not know what such posts usually pay. With two dimensions it
    is 1 to 2 in 100. The choice does not depend on anyone's pay. A dimension with a default filter is kept too, and so
    is, in a larger file, one that divides nothing.

    >>> from analytics.model import Provenance
    >>> columns = {"city": ["Pune", "Goa"] * 2, "years": ["1", "1", "2", "2"], "sector": ["IT"] * 4, "role": [*"CTTC"]}
    >>> dimensions = [Dimension.of(name, name, values * 25) for name, values in columns.items()]
    >>> list(few_dimensions(Survey.build(
    ...     name="x", provenance=Provenance("Pay roll", "us", "yours"), low=range(1, 101), dimensions=dimensions
    ... )))
    ['city', 'role']
    """
    limit = limit_of(survey)
    if limit is None:
        return dict(survey.dimensions)
    in_order = dict.fromkeys(name for name in (*PREFERRED, *survey.dimensions) if name in survey.dimensions)
    dividing = [survey.dimensions[name] for name in in_order if _divides(survey.dimensions[name])]
    independent: list[Dimension] = []
    nested: list[Dimension] = []
    for column in dividing:
        is_nested = any(
            _is_part(column, earlier, survey.counts) or _is_part(earlier, column, survey.counts)
            for earlier in independent
        )
        if is_nested:
            nested.append(column)
        elif len(independent) < limit.independent:
            independent.append(column)
    selection = [*independent, *nested[: limit.nested]]
    names = {column.name for column in selection} | {name for name, _ in survey.defaults}
    if limit.people > SMALL_FILE:
        names |= set(survey.dimensions) - {column.name for column in dividing}
    return {name: column for name, column in survey.dimensions.items() if name in names}


def _divides(column: Dimension) -> bool:
    """Whether a dimension divides the people: whether it has at least two stated values."""
    return len(set(column.values) - {NOT_STATED}) > 1


def _one_value_each(column: Dimension) -> Dimension:
    """Make each combination of values of a row one value, so that everyone is in one group of a dimension.

    Otherwise a person with five skills is in five overlapping groups, which together reveal more: of 400 people with up
    to five of twelve skills, 4 in 100 more are guessed within 5 %, and of 1,900 with up to eight of thirty as many. And
    no group of such a dimension is part of another, such as a city of its state, only because one row names two cities.

    >>> city = _one_value_each(Dimension.of("city", "City", ["Pune|Goa", "Goa", "Goa|Pune"], separator="|"))
    >>> [city.values[code] for code in city.codes]
    ['Goa + Pune', 'Goa', 'Goa + Pune']
    """
    if column.cells is None:
        return column
    texts = np.array([" + ".join(column.values[index] for index in sorted(cell)) for cell in column.cells], object)
    return Dimension.of(column.name, column.title, texts[column.codes], order=column.values if column.ordered else ())


def _without_rare(column: Dimension, counts: NDArray[np.int64] | None) -> Dimension:
    """Replace values that only a few rows have with "Not stated"."""
    people = np.bincount(column.codes, weights=counts, minlength=len(column.values))
    frequent = [
        value for value, rows in zip(column.values, people, strict=True) if value != NOT_STATED and rows >= LEAST_PEOPLE
    ]
    values = (*(frequent if column.ordered else sorted(frequent)), NOT_STATED)
    number = {value: place for place, value in enumerate(values)}
    new = np.array([number.get(value, len(frequent)) for value in column.values])
    if NOT_STATED not in column.values and len(frequent) == len(column.values):
        values = values[:-1]
    return Dimension(column.name, column.title, values, small(new[column.codes]), None, column.ordered)


def single_values(filters: Filters) -> Filters:
    """The first value of each filter: a protected survey answers no more of a link with several.

    >>> dict(single_values(Filters.of({"city": ["Pune", "Goa"], "role": ["Clerk"]})))
    {'city': ('Goa',), 'role': ('Clerk',)}
    """
    return Filters.of({name: values[:1] for name, values in filters})


def round_counts(n: ArrayLike) -> Integers:
    """Round counts to the nearest multiple of `COUNT_STEP`.

    >>> round_counts(np.array([0, 12, 13, 104])).tolist()
    [0, 10, 15, 105]
    """
    return (np.asarray(n, np.int64) + COUNT_STEP // 2) // COUNT_STEP * COUNT_STEP


def round_money(amount: ArrayLike) -> Floats:
    """Round amounts to `FIGURES` significant figures.

    >>> round_money([18_449.5, 123_456, 7.77, 0, np.nan]).tolist()
    [18000.0, 120000.0, 7.8, 0.0, nan]
    """
    amounts = np.asarray(amount, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        places = FIGURES - 1 - np.floor(np.log10(np.abs(amounts)))
        up, down = 10 ** np.maximum(places, 0), 10 ** np.maximum(-places, 0)  # one of them is 1, so both are exact
        rounded = np.round(amounts * up / down) / up * down
    return np.where(np.isfinite(places), rounded, amounts)


def people_beyond(survey: Survey) -> int:
    """The number of people required below, and above, a percentile other than the median.

    Each further dimension puts everyone into more overlapping groups, and what these reveal about one person adds up.
    With five people throughout, `tests.benchmarks.disclosure` guesses the pay of 5 to 6 in 100 more people of a payroll
    of 400 than the median of the smallest group gives away. With five for each dimension that divides the survey, up to
    the number that may describe a group, it is about 3 in 100. A dimension of one value divides nothing.

    >>> from analytics.model import Provenance
    >>> columns = [Dimension.of(name, name, [*"ab"] * 20) for name in ("city", "role")]
    >>> columns.append(Dimension.of("sector", "Sector", ["IT"] * 40))
    >>> source = Provenance("Pay roll", "us", "yours")
    >>> people_beyond(Survey.build(name="x", provenance=source, low=range(1, 41), dimensions=columns))
    10
    """
    dividing = sum(map(_divides, survey.dimensions.values()))
    return LEAST_BEYOND * min(max(dividing, 1), MOST_DIMENSIONS)


def publish(
    percentiles: Floats,
    shares: Sequence[float],
    n: ArrayLike,
    beyond: int = LEAST_BEYOND,
    rows_beyond: Floats | None = None,
) -> Floats:
    """Make percentiles publishable: round them, and blank those with too few people on either side.

    Args:
        percentiles: exact figures, groups × shares.
        shares: which share of the group is below each.
        n: the exact number of people in each group.
        beyond: the fewest people on either side of a percentile other than the median; see `people_beyond`.
        rows_beyond: the number of people beyond each percentile, if rows are weighted and shares do not tell it.

    >>> publish(np.array([[17_020.0, 18_449.5, 20_900]] * 3), [0.25, 0.5, 0.75], [9, 19, 20]).tolist()
    [[nan, nan, nan], [nan, 18000.0, nan], [17000.0, 18000.0, 21000.0]]
    """
    below, people = np.asarray(shares, np.float64), np.asarray(n, np.float64)[:, None]
    outside = np.round(np.minimum(below, 1 - below) * people, 9)
    if rows_beyond is not None:
        outside = np.minimum(outside, rows_beyond)
    return np.where(outside >= np.where(below == 0.5, LEAST_BEYOND, beyond), round_money(percentiles), np.nan)


def is_alike(pay: Floats) -> NDArray[np.bool_]:
    """Find the groups so uniform that one figure states the pay of half their people.

    That is the middle half if both quartiles are published as the same amount, or any half that earns nearly the same
    (`NARROWEST_SPREAD`), such as everyone on the lowest pay. A half that begins between two of the steps contains nine
    of them, so nine are checked.

    Source: the shortest half; P. J. Rousseeuw and A. M. Leroy, Robust Regression and Outlier Detection (1987),
        chapter 4.

    Args:
        pay: groups × `SHARES`: the pay below which each of these shares of a group lies.

    >>> spread, floor = np.linspace(20_000, 30_000, 21), np.linspace(20_000, 30_000, 21)
    >>> floor[:11] = 20_000  # the lower half
    >>> is_alike(np.array([spread, floor])).tolist()
    [False, True]
    """
    lower, upper = (round_money(pay[:, quarters * STEPS // 4]) for quarters in (1, 3))
    within = STEPS // 2 - 1
    close = pay[:, within:] <= pay[:, :-within] * (1 + NARROWEST_SPREAD)
    return np.asarray((lower == upper) | close.any(axis=1), bool)


def position(pay: float, percentiles: Mapping[float, float]) -> tuple[float, float]:
    """Find the published shares of a group between which an amount lies; both nan if nothing is published.

    Args:
        pay: the amount.
        percentiles: share → published figure; missing figures are ignored.

    >>> position(18_500, {0.25: 18_000, 0.5: 21_000, 0.75: float("nan")})
    (0.25, 0.5)
    >>> position(30_000, {0.25: 18_000, 0.5: 21_000})
    (0.5, 1.0)
    """
    percentiles_known = {share: figure for share, figure in percentiles.items() if not np.isnan(figure)}
    if not percentiles_known:
        return float("nan"), float("nan")
    below = [share for share, figure in percentiles_known.items() if figure < pay]
    above = [share for share, figure in percentiles_known.items() if figure > pay]
    return max(below, default=0.0), min(above, default=1.0)


def is_answered(by: Sequence[str], filters: Filters) -> bool:
    """Whether groups lie on the lattice: one value of each of at most `MOST_DIMENSIONS` dimensions.

    >>> is_answered(["city"], Filters.of({"role": ["Clerk"]})), is_answered([], Filters.of({"city": ["Goa", "Pune"]}))
    (True, False)
    """
    single = all(len(values) == 1 for name, values in filters if name not in by)
    return single and len({*by, *(name for name, _ in filters)}) <= MOST_DIMENSIONS


def is_concentrated(
    groups: Integers, employers: NDArray[np.unsignedinteger], people: Floats, size: int
) -> NDArray[np.bool_]:
    """Find the groups with too few employers, or with a dominant one.

    That is fewer than `LEAST_EMPLOYERS`, or one with more than `LARGEST_EMPLOYER_SHARE` of the people.

    Args:
        groups: the group of each row, as a number below `size`.
        employers: the employer of each row, as a number.
        people: how many people each row stands for; 0 for rows that do not count.
        size: how many groups there are.

    >>> groups, employers = np.repeat([0, 1], 6), np.array([0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 1, 2])
    >>> is_concentrated(groups, employers, np.ones(12), 2).tolist()
    [False, True]
    """
    has_people = people > 0
    pair, place = np.unique(
        np.stack([groups[has_people], employers[has_people].astype(np.int64)]), axis=1, return_inverse=True
    )
    of_pair = np.bincount(place.ravel(), weights=people[has_people], minlength=pair.shape[1])
    number = np.bincount(pair[0], minlength=size)
    total = np.bincount(pair[0], weights=of_pair, minlength=size)
    largest = np.zeros(size)
    np.maximum.at(largest, pair[0], of_pair)
    return np.asarray((total > 0) & ((number < LEAST_EMPLOYERS) | (largest > LARGEST_EMPLOYER_SHARE * total)), bool)


_nested: WeakKeyDictionary[Survey, Mapping[str, tuple[str, ...]]] = WeakKeyDictionary()


def find_nested(survey: Survey) -> Mapping[str, tuple[str, ...]]:
    """For each dimension, find those nested in it, such as cities in states or years in levels.

    A dimension counts as nested if nearly all (`NESTED`) rows with one of its values share one value of the wider
    dimension, which has no more values: of two states, one city each may be named. A few contradicting rows, such as a
    city name found in two states, do not hide the nesting.
    """
    if survey not in _nested:
        parts: dict[str, list[str]] = {}
        for whole, part in permutations(survey.dimensions.values(), 2):
            if _is_part(part, whole, survey.counts):
                parts.setdefault(whole.name, []).append(part.name)
        _nested[survey] = {name: tuple(names) for name, names in parts.items()}
    return _nested[survey]


def _is_part(part: Dimension, whole: Dimension, counts: NDArray[np.int64] | None) -> bool:
    is_value = [np.array([value != NOT_STATED for value in column.values], bool) for column in (part, whole)]
    if not 1 < is_value[1].sum() <= is_value[0].sum():
        return False
    rows = is_value[0][part.codes] & is_value[1][whole.codes]
    pair = part.codes[rows].astype(np.int64) * len(whole.values) + whole.codes[rows]
    weights = None if counts is None else counts[rows]
    table = np.bincount(pair, weights=weights, minlength=len(part.values) * len(whole.values))
    table = table.reshape(len(part.values), len(whole.values))
    total = table.sum()
    if not total or table.sum(axis=0).max() >= NESTED * total:  # nearly all rows have one value of the whole
        return False
    return bool(table.max(axis=1).sum() >= NESTED * total)


def reveals_people(
    keys: Sequence[Key],
    by: Sequence[str],
    filters: Filters,
    count: Count,
    parts: Mapping[str, Sequence[str]] | None = None,
    others: Sequence[str] = (),
) -> NDArray[np.bool_]:
    """Find the groups that must be withheld.

    A group is a selection: one value of each dimension of `by`, and the filters. It is withheld if it has fewer than
    `LEAST_PEOPLE` rows; if a wider selection, without some of its dimensions, has only a few rows more (subtraction
    would isolate them); and if its hidden parts have only a few rows together (subtracting the shown parts would
    isolate them). So if one of two shown selections contains the other, the wider has either the same rows or at least
    `LEAST_PEOPLE` more. That holds of selections by other dimensions too, which contain a group if all its people share
    a value, such as clerks of whom all are in one grade. A withheld group looks like an empty one, so empty groups do
    not reveal how the others overlap.

    Source: the complement check of interactive tables; A. Hundepool and others, Statistical Disclosure Control (2012),
        chapter 5, on differencing.

    Args:
        keys: the requested groups.
        by: the dimensions that make them.
        filters: which rows count, one value of each dimension.
        count: counts rows exactly.
        parts: for each dimension, those nested in it, as `find_nested` finds them.
        others: the further dimensions that can make selections.

    >>> rows = {"Pune": 40, "Goa": 3}
    >>> def count(by, filters):
    ...     return {(city,): n for city, n in rows.items()} if by else {(): sum(rows.values())}
    >>> reveals_people([("Pune",), ("Goa",)], ["city"], Filters(), count).tolist()  # 43 − 40 would reveal Goa's three
    [True, True]
    """
    dimensions = tuple(dict.fromkeys((*by, *(name for name, _ in filters))))
    fixed = {name: place for place, name in enumerate(by)}

    def count_rows(dropped: Sequence[str], shared: Shared = NOTHING_SHARED) -> Integers:
        """Count the rows of each group without its values of some dimensions, but with values that its rows share."""
        names_left, wider = [name for name in by if name not in dropped], filters
        for name in dropped:
            wider = wider.without(name)
        for name, values in shared.items():
            wider = wider.with_values(name, {value for value in values if value})
        rows = count([*names_left, *shared], wider)
        left = [tuple(key[fixed[name]] for name in names_left) for key in keys]
        further = zip(*shared.values(), strict=True) if shared else [()] * len(keys)
        return np.array([rows.get((*key, *values), 0) for key, values in zip(left, further, strict=True)], np.int64)

    exact = count_rows(())
    withheld = _few(exact)
    alike = {}
    for name in dimensions:
        more = count_rows([name]) - exact
        withheld |= _few(more)
        alike[name] = more == 0
    # A selection that gains enough rows without one filter gains enough without several.
    for size in range(2, len(dimensions) + 1):
        for names in combinations(dimensions, size):
            unsure = np.logical_and.reduce([alike[name] for name in names]) & ~withheld & (exact > 0)
            if unsure.any():
                withheld |= unsure & _few(count_rows(names) - exact)
    for name in dimensions:
        for part in (parts or {}).get(name, ()):
            if part not in dimensions:
                withheld |= _few(_unshown(keys, by, filters, part, count))
    # A dimension in which one of the group's is nested needs no look: there, the wider selection is withheld.
    wholes = {whole for whole, nested in (parts or {}).items() if not set(nested).isdisjoint(dimensions)}
    free = [name for name in others if name not in wholes and name not in dimensions]
    values_shared = {name: _shared_values(keys, by, filters, name, count, exact) for name in free}
    for size in range(1, MOST_DIMENSIONS + 1):
        for further in combinations(free, size):
            rows_shared = list(zip(*(values_shared[name] for name in further), strict=True))
            unsure = np.array([None not in values for values in rows_shared], bool) & ~withheld
            if not unsure.any():
                continue
            shared = {
                name: [
                    value if is_unsure else None for value, is_unsure in zip(values_shared[name], unsure, strict=True)
                ]
                for name in further
            }
            most_kept = min(MOST_DIMENSIONS - size, len(dimensions) - 1)
            for size_dropped in range(len(dimensions) - most_kept, len(dimensions) + 1):
                for names in combinations(dimensions, size_dropped):
                    withheld |= unsure & _few(count_rows(names, shared) - exact)
    return np.asarray(withheld & (exact > 0), bool)


def _shared_values(
    keys: Sequence[Key], by: Sequence[str], filters: Filters, name: str, count: Count, exact: Integers
) -> list[str | None]:
    """Find the value of another dimension that all rows of a group share, if there is one, for each group."""
    place = {key: index for index, key in enumerate(keys)}
    shared: list[str | None] = [None] * len(keys)
    for (*key, value), rows in count([*by, name], filters).items():
        index = place.get(tuple(key))
        if index is not None and 0 < rows == exact[index]:
            shared[index] = value
    return shared


def _unshown(keys: Sequence[Key], by: Sequence[str], filters: Filters, part: str, count: Count) -> Integers:
    """Count the rows of each group whose value of this dimension is rare within it."""
    unshown = dict.fromkeys(keys, 0)
    for (*key, _), rows in count([*by, part], filters).items():
        if 0 < rows < LEAST_PEOPLE and tuple(key) in unshown:
            unshown[tuple(key)] += rows
    return np.array([unshown[key] for key in keys], np.int64)


def _few(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray((rows > 0) & (rows < LEAST_PEOPLE), bool)
