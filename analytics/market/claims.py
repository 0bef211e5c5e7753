"""Published pay claims: choosing among them, and finding where they contradict each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd
from babel.numbers import format_decimal

from analytics.model import NOT_STATED
from analytics.reading.fields.places import read_place
from analytics.reading.packaged import SEPARATOR

Claim = dict[Hashable, Any]
Choice = str | Sequence[str]

OF_ROLES = ("role", "one employer")
"""Kinds of claims that say what a role pays; averages over all roles do not."""

YEARS_APART = 2
"""Claims published further apart than this, or without a date, are not held against each other: pay has moved on."""

TOLERANCE = 0.05
"""Two figures of one source fit each other when the distance is at most this share of the nearer one."""


@dataclass(frozen=True)
class Contradiction:
    """Claims that do not fit together, and why."""

    rule: str
    claims: tuple[str, ...]
    explanation: str


class Rule(NamedTuple):
    """One kind of contradiction, in words, and what finds it."""

    name: str
    meaning: str
    find: Callable[[list[Claim]], Iterable[Contradiction]]


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

    A claim that names no place, or says nothing about experience, speaks for all and is kept; one whose words give no
    years ("senior") is not. Averages over all roles belong to no role.

    Args:
        claims: the table of `published_pay.csv`.
        role, sector, city, state, experience: one value or several; none chooses all.

    >>> table = pd.DataFrame({
    ...     "claim_id": ["C1", "C2", "C3"], "role": "Clerk", "city": ["Pune", "Delhi", "Not stated"],
    ...     "state": ["Maharashtra", "Delhi", "Not stated"], "experience": "Not stated",
    ...     "experience_as_published": "", "published": ["2024", "2025", ""]})
    >>> select(table, role="Clerk", city=["Pune", "Agra"], experience="Fresher")["claim_id"].tolist()
    ['C1', 'C3']
    """
    chosen = claims
    for column, wanted in (("role", role), ("sector", sector)):
        if wanted:
            chosen = chosen[_names_one_of(chosen[column], _listed(wanted))]
    if city:
        # A claim for a state as a whole speaks for the cities in it.
        states = [name for place in _listed(city) for name in read_place(place).states]
        whole = _names_one_of(chosen["city"], [NOT_STATED]) & _names_one_of(chosen["state"], [*states, NOT_STATED])
        chosen = chosen[whole | _names_one_of(chosen["city"], _listed(city))]
    if state:
        chosen = chosen[_names_one_of(chosen["state"], [*_listed(state), NOT_STATED])]
    if experience:
        silent = chosen["experience_as_published"] == ""
        chosen = chosen[chosen["experience"].isin(_listed(experience)) | silent]
    return chosen.sort_values(["published", "claim_id"], ascending=[False, True], kind="stable")


def _listed(choice: Choice) -> list[str]:
    return [choice] if isinstance(choice, str) else list(choice)


def _names_one_of(column: pd.Series, values: list[str]) -> pd.Series:
    """Whether each cell, which may hold several values joined by "|", names one of these."""
    wanted = set(values)
    return column.map(lambda cell: not wanted.isdisjoint(str(cell).split(SEPARATOR))).astype(bool)


def contradictions(claims: pd.DataFrame) -> list[Contradiction]:
    """Every contradiction among claims about a role, found by rule.

    Averages over all roles and offers of one employer are no claims about what a role pays, and are not compared.

    Args:
        claims: the table of `published_pay.csv`, or a part of it. Pay in rupees per month, missing where not published.

    >>> table = pd.DataFrame({
    ...     "claim_id": ["C1", "C2"], "kind": "role", "role": "Clerk", "city": "Pune", "state": "",
    ...     "experience": "Fresher", "experience_as_published": "", "basis": "", "source_title": ["A", "B"],
    ...     "source_url": "", "published": "2025", "published_period": "month", "middle_kind": "",
    ...     "pay_low": [10000, 22000], "pay_middle": [None, None], "pay_high": [18000, 30000]})
    >>> print(contradictions(table)[0].explanation)
    Clerk, Pune, Fresher: A says ₹10,000 to ₹18,000 a month, B says ₹22,000 to ₹30,000; the two never meet.
    """
    rows = claims[claims["kind"] == "role"].to_dict("records")
    return [found for rule in RULES for found in rule.find(rows)]


# ------------------------------------------------------------------------------------------------------- the rules


def _year_against_month(rows: list[Claim]) -> Iterator[Contradiction]:
    """A yearly figure and a monthly one of the same page, role, place and level, further apart than `TOLERANCE`."""
    for first, second in _pairs(rows, "source_url", "published", "role", "city", "state", "experience"):
        if {first["published_period"], second["published_period"]} != {"year", "month"}:
            continue
        year, month = (first, second) if first["published_period"] == "year" else (second, first)
        (low, high), (from_month, to_month) = _span(year), _span(month)
        if low > to_month * (1 + TOLERANCE) or high < from_month * (1 - TOLERANCE):
            yield _contradiction(
                "yearly figure does not fit the monthly one",
                (year, month),
                f"{year['source_title']} gives a yearly figure that is {_pay(year)} a month, and {_pay(month)} a month "
                "for the same work.",
            )


def _ranges_that_never_meet(rows: list[Claim]) -> Iterator[Contradiction]:
    """The same role, place and level of experience, and two ranges without a common rupee."""
    for first, second in _comparable(rows):
        low, high = sorted((first, second), key=lambda claim: _span(claim)[0])
        if _span(low)[1] < _span(high)[0]:
            yield _contradiction(
                "ranges that never meet",
                (low, high),
                f"{low['source_title']} says {_pay(low)} a month{_note(low)}, {high['source_title']} says "
                f"{_pay(high)}{_note(high)}; the two never meet.",
            )


def _shared_edges(rows: list[Claim]) -> Iterator[Contradiction]:
    """Levels of one page of which one ends where the next begins: the edge belongs to both."""
    ranges = [claim for claim in rows if _is_range(claim)]
    for first, second in _pairs(ranges, "source_url", "published", "role", "city", "state"):
        for lower, upper in ((first, second), (second, first)):
            if lower["pay_high"] == upper["pay_low"] and lower["pay_low"] < upper["pay_low"]:
                yield _contradiction(
                    "ranges that share an edge",
                    (lower, upper),
                    f"{lower['source_title']} ends one level and begins the next at {_rupees(lower['pay_high'])} a "
                    f"month: {_pay(lower)}{_note(lower)} and {_pay(upper)}{_note(upper)}.",
                    level=False,
                )


def _open_tops(rows: list[Claim]) -> Iterator[Contradiction]:
    """A low end without a high one: the claim cannot be refuted."""
    for claim in rows:
        if _stated(claim["pay_low"]) and not _stated(claim["pay_middle"]) and not _stated(claim["pay_high"]):
            yield _contradiction(
                "open top",
                (claim,),
                f"{claim['source_title']} says {_pay(claim)} a month{_note(claim)} and gives no upper end.",
            )


RULES = (
    Rule(
        "yearly figure does not fit the monthly one",
        "One page gives a yearly and a monthly figure for the same work, and the year is not twelve such months.",
        _year_against_month,
    ),
    Rule(
        "ranges that never meet",
        "Two sources give ranges for the same role, place and level of experience without a common rupee.",
        _ranges_that_never_meet,
    ),
    Rule(
        "ranges that share an edge",
        "One page ends a level of experience at the figure where the next begins, so the edge belongs to both.",
        _shared_edges,
    ),
    Rule("open top", "A source says what pay starts from and never where it ends.", _open_tops),
)
"""Every rule, in the order in which contradictions are listed."""


def _pairs(rows: list[Claim], *same: str) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims that agree in these columns."""
    groups: dict[tuple[Any, ...], list[Claim]] = {}
    for claim in rows:
        groups.setdefault(tuple(claim[column] for column in same), []).append(claim)
    for group in groups.values():
        yield from combinations(group, 2)


def _comparable(rows: list[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of ranges of different sources for the same work, place, level and time; gross and in hand stay apart."""
    ranges = [row for row in rows if _is_range(row) and row["experience"] != NOT_STATED and row["published"]]
    for first, second in _pairs(ranges, "role", "city", "state", "experience"):
        apart = abs(int(first["published"][:4]) - int(second["published"][:4]))
        bases = {first["basis"], second["basis"]}
        if first["source_title"] != second["source_title"] and apart <= YEARS_APART and bases != {"gross", "in hand"}:
            yield first, second


def _is_range(claim: Claim) -> bool:
    return _stated(claim["pay_low"]) and _stated(claim["pay_high"])


def _stated(amount: float | None) -> bool:
    return amount is not None and not math.isnan(amount)


def _span(claim: Claim) -> tuple[float, float]:
    """Lowest and highest figure of a claim; an open end is as far as it can be."""
    stated = [float(claim[end]) for end in ("pay_low", "pay_middle", "pay_high") if _stated(claim[end])]
    return (
        0.0 if not _stated(claim["pay_low"]) and not _stated(claim["pay_middle"]) else min(stated),
        float("inf") if not _stated(claim["pay_high"]) and not _stated(claim["pay_middle"]) else max(stated),
    )


def _contradiction(rule: str, claims: tuple[Claim, ...], explanation: str, *, level: bool = True) -> Contradiction:
    first = claims[0]
    place = next((first[name] for name in ("city", "state") if first[name] not in ("", NOT_STATED)), "")
    about = [first["role"], place, first["experience"] if level and first["experience"] != NOT_STATED else ""]
    ids = tuple(sorted(str(claim["claim_id"]) for claim in claims))
    return Contradiction(rule, ids, f"{', '.join(filter(None, about))}: {explanation}")


def _note(claim: Claim) -> str:
    """The source's own words about experience, in brackets."""
    return f" ({claim['experience_as_published']})" if claim["experience_as_published"] else ""


def _pay(claim: Claim) -> str:
    low, middle, high = (claim[end] for end in ("pay_low", "pay_middle", "pay_high"))
    if _stated(low) and _stated(high):
        return f"{_rupees(low)} to {_rupees(high)}"
    if _stated(middle):
        return _rupees(middle)
    return f"from {_rupees(low)}" if _stated(low) else f"up to {_rupees(high)}"


def _rupees(amount: float) -> str:
    return f"₹{format_decimal(round(amount), locale='en_IN')}"
