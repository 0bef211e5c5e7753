"""Select published pay claims, and find those that conflict or say too little to be wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, NamedTuple

import pandas as pd

from analytics.model import NOT_STATED
from analytics.reading.fields.places import read_place
from analytics.reading.packaged import SEPARATOR

Choice = str | Sequence[str]
RuleName = Literal["year_against_month", "ranges_apart", "bases_apart", "shared_edge", "open_top"]

OF_ROLES = ("role", "one employer")
"""Kinds of claims that say what a role pays; averages over all roles do not."""

YEARS_APART = 2
"""Claims published further apart than this, or without a date, are not compared: pay has moved on."""

RECENT_YEARS = 3
"""Claims up to this many calendar years older than the newest one still count as current."""

TOLERANCE = 0.05
"""Two figures from one source agree if they differ by at most this share of the nearer one."""


@dataclass(frozen=True)
class Claim:
    """One published figure, as in the table. Pay in rupees per month; nan if not published.

    Args:
        claim_id: stable number.
        kind: what it is about, such as `role`; see `OF_ROLES`.
        city, state: of the work; `NOT_STATED` for all India.
        experience: the standard level; `NOT_STATED` where the source gives no years.
        experience_as_published: the source's own words on experience.
        low, middle, high: what was published.
        high_open: whether the source prints a plus behind the high end.
        middle_kind: what the middle is, such as a mean.
        basis: gross, in hand, or not stated.
        period: what the source states pay for: a year or a month.
        published: ISO date, as precise as is known; empty if unknown.
        trust: grade of the source.
    """

    claim_id: str
    kind: str
    role: str
    city: str
    state: str
    experience: str
    experience_as_published: str
    low: float
    middle: float
    high: float
    high_open: bool
    middle_kind: str
    basis: str
    period: str
    published: str
    trust: str
    source_title: str
    source_url: str

    @property
    def is_range(self) -> bool:
        """Whether both ends were published."""
        return not math.isnan(self.low) and not math.isnan(self.high)

    @property
    def least(self) -> float:
        """Its lowest figure; 0 if it states no low end."""
        return min_stated(self.low, self.middle) if not (math.isnan(self.low) and math.isnan(self.middle)) else 0.0

    @property
    def most(self) -> float:
        """Its highest figure; infinity if it states no high end."""
        if self.high_open:
            return math.inf
        if math.isnan(self.high) and math.isnan(self.middle):
            return math.inf
        return max(amount for amount in (self.middle, self.high) if not math.isnan(amount))


def min_stated(*amounts: float) -> float:
    """The lowest of the stated amounts."""
    return min(amount for amount in amounts if not math.isnan(amount))


def claims_of(table: pd.DataFrame) -> tuple[Claim, ...]:
    """Convert rows of `published_pay.csv` into claims, in the same order."""
    columns = {
        "claim_id": "claim_id", "kind": "kind", "role": "role", "city": "city", "state": "state",
        "experience": "experience", "experience_as_published": "experience_as_published", "pay_low": "low",
        "pay_middle": "middle", "pay_high": "high", "high_open": "high_open",
        "middle_kind": "middle_kind", "basis": "basis",
        "published_period": "period", "published": "published", "trust": "trust", "source_title": "source_title",
        "source_url": "source_url",
    }  # fmt: skip
    rows = table[list(columns)].rename(columns=columns).to_dict("records")
    return tuple(Claim(**{str(name): _parse_value(str(name), value) for name, value in row.items()}) for row in rows)


def _parse_value(name: str, value: Any) -> Any:
    """Convert a cell of the table to the type of its field."""
    if name == "high_open":
        return value == "yes"
    return float(value) if name in ("low", "middle", "high") else str(value)


@dataclass(frozen=True)
class Contradiction:
    """Claims that conflict, or one that nothing could refute, with the rule that found them."""

    rule: Rule
    claims: tuple[Claim, ...]


class Rule(NamedTuple):
    """One way in which claims can contradict each other.

    Args:
        conflict: whether one of the claims must be wrong; otherwise they only say too little.
        find: returns the groups of claims that break the rule.
    """

    name: RuleName
    conflict: bool
    find: Callable[[Sequence[Claim]], Iterable[tuple[Claim, ...]]]


def first_recent_year(claims: Iterable[Claim]) -> int:
    """The first calendar year that counts as recent, relative to the newest claim; 0 if no claim has a date."""
    years = [int(claim.published[:4]) for claim in claims if claim.published]
    return max(years) - RECENT_YEARS if years else 0


def select(
    claims: pd.DataFrame,
    *,
    role: Choice = (),
    sector: Choice = (),
    city: Choice = (),
    state: Choice = (),
    experience: Choice = (),
) -> pd.DataFrame:
    """The claims for some work, place and level of experience, newest first; undated ones last.

    A claim that names no place, or no experience, covers all of them and is kept; one that describes experience without
    years ("senior") is not. Averages over all roles belong to no role.

    Args:
        claims: the table of `published_pay.csv`.
        role, sector, city, state, experience: one value or several; none selects all.

    >>> table = pd.DataFrame({
    ...     "claim_id": ["C1", "C2", "C3"], "role": "Clerk", "city": ["Pune", "Delhi", "Not stated"],
    ...     "state": ["Maharashtra", "Delhi", "Not stated"], "experience": "Not stated",
    ...     "experience_as_published": "", "published": ["2024", "2025", ""]})
    >>> select(table, role="Clerk", city=["Pune", "Agra"], experience="Fresher")["claim_id"].tolist()
    ['C1', 'C3']
    """
    selection = claims
    for column, value in (("role", role), ("sector", sector)):
        if value:
            selection = selection[_names_one_of(selection[column], _values(value))]
    if city:
        # A claim about a whole state covers the cities in it.
        states = [name for place in _values(city) for name in read_place(place).states]
        whole = _names_one_of(selection["city"], [NOT_STATED]) & _names_one_of(
            selection["state"], [*states, NOT_STATED]
        )
        selection = selection[whole | _names_one_of(selection["city"], _values(city))]
    if state:
        selection = selection[_names_one_of(selection["state"], [*_values(state), NOT_STATED])]
    if experience:
        silent = selection["experience_as_published"] == ""
        selection = selection[selection["experience"].isin(_values(experience)) | silent]
    return selection.sort_values(["published", "claim_id"], ascending=[False, True], kind="stable")


def _values(choice: Choice) -> list[str]:
    return [choice] if isinstance(choice, str) else list(choice)


def _names_one_of(column: pd.Series, values: list[str]) -> pd.Series:
    """Whether each cell, which may hold several values joined by "|", names one of these."""
    names = set(values)
    return column.map(lambda cell: not names.isdisjoint(str(cell).split(SEPARATOR))).astype(bool)


def contradictions(claims: Sequence[Claim]) -> tuple[Contradiction, ...]:
    """Find every contradiction among claims about a role, rule by rule: conflicts first, then loose statements.

    Averages over all roles and offers of one employer say nothing about what a role pays, so they are not compared.

    >>> def claim(number, low, high):
    ...     work, pay = ("role", "Clerk", "Pune", "", "Fresher", ""), (low, math.nan, high, False, "", "", "month")
    ...     return Claim(number, *work, *pay, "2025", "article", f"Site {number}", "")
    >>> found, = contradictions([claim("C1", 10_000, 18_000), claim("C2", 22_000, 30_000)])
    >>> found.rule.name, found.rule.conflict, [claim.claim_id for claim in found.claims]
    ('ranges_apart', True, ['C1', 'C2'])
    """
    of_roles = [claim for claim in claims if claim.kind == "role"]
    return tuple(Contradiction(rule, group) for rule in RULES for group in rule.find(of_roles))


# ------------------------------------------------------------------------------------------------------- the rules


def _year_against_month(claims: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    """A yearly figure and a monthly one of the same page, role, place and level, further apart than `TOLERANCE`."""
    for first, second in _pairs(claims, "source_url", "published", "role", "city", "state", "experience"):
        if {first.period, second.period} != {"year", "month"}:
            continue
        year, month = (first, second) if first.period == "year" else (second, first)
        if year.least > month.most * (1 + TOLERANCE) or year.most < month.least * (1 - TOLERANCE):
            yield year, month


def _ranges_apart(claims: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    """Two ranges for the same role, place, level and basis that do not overlap."""
    return (pair for pair in _disjoint(claims) if pair[0].basis == pair[1].basis)


def _bases_apart(claims: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    """The same, if only one of the two says whether it is gross or in hand: both may be right."""
    opposites = {"gross", "in hand"}
    return (pair for pair in _disjoint(claims) if len({pair[0].basis, pair[1].basis} & opposites) == 1
            and pair[0].basis != pair[1].basis)  # fmt: skip


def _disjoint(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Ranges of different sources for the same work, place, level and time that never meet, the lower one first."""
    ranges = [claim for claim in claims if claim.is_range and claim.experience != NOT_STATED and claim.published]
    for first, second in _pairs(ranges, "role", "city", "state", "experience"):
        years = abs(int(first.published[:4]) - int(second.published[:4]))
        low, high = sorted((first, second), key=lambda claim: claim.least)
        if first.source_title != second.source_title and years <= YEARS_APART and low.most < high.least:
            yield low, high


def _shared_edge(claims: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    """Two levels on one page that share an edge: one ends at the figure where the next begins."""
    ranges = [claim for claim in claims if claim.is_range]
    for first, second in _pairs(ranges, "source_url", "published", "role", "city", "state"):
        for lower, upper in ((first, second), (second, first)):
            if lower.high == upper.low and lower.low < upper.low:
                yield lower, upper


def _open_top(claims: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    """A low end without a high one: the claim cannot be refuted."""
    for claim in claims:
        if not math.isnan(claim.low) and math.isnan(claim.middle) and math.isnan(claim.high):
            yield (claim,)


RULES = (
    Rule("year_against_month", True, _year_against_month),
    Rule("ranges_apart", True, _ranges_apart),
    Rule("bases_apart", False, _bases_apart),
    Rule("shared_edge", False, _shared_edge),
    Rule("open_top", False, _open_top),
)
"""Every rule, in the order in which contradictions are listed."""


def _pairs(claims: Sequence[Claim], *same: str) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims that agree in these attributes."""
    groups: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(tuple(getattr(claim, name) for name in same), []).append(claim)
    for group in groups.values():
        yield from combinations(group, 2)
