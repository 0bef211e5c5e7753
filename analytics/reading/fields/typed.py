"""Parse what people type into a box or a link: pay without its period, a city by an old name, "fresher"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analytics.model import NOT_STATED, Experience
from analytics.reading.fields.experience import Years, read_experience
from analytics.reading.fields.pay import NotPay, Reason, read_pay
from analytics.reading.fields.periods import PER_MONTH, Period
from analytics.reading.fields.places import read_place
from analytics.reading.fields.plausible import UNIT_PRIOR, is_absurd, log_prior
from analytics.vocabulary import name_key

LAKHS_A_YEAR = 1.5
"""The weight of the rule that pay in lakhs is per year."""
HARDLY = -6.0
"""Below this, even the best reading is hardly credible."""
SURE = 2.0
"""The lead that the best reading needs, as the logarithm of odds; with less, the person is asked."""
_WORDS_OF_YEARS = re.compile(r"[\w\s.,+½–-]{1,40}")
"""What years of experience may be typed in; anything else, as a formula or markup, is no statement of years."""


@dataclass(frozen=True)
class TypedPay:
    """Pay as typed, per month, with what had to be read into it.

    Args:
        low, high: per month; one of them may be open.
        period: the time it was taken for.
        unit: what a bare number was taken to stand for.
        states_period: whether the text itself says the period.
        sure: whether nothing else is nearly as credible; otherwise ask.
    """

    low: float | None
    high: float | None
    period: Period
    unit: float
    states_period: bool
    sure: bool


def read_typed_pay(text: str, currency: str = "INR") -> TypedPay | NotPay:
    """Pay that somebody types, with the most credible period and unit where the text leaves them open.

    >>> [(typed.period, round(typed.low)) for typed in map(read_typed_pay, ("3 Lakhs", "12,00,000", "4.5", "18000"))]
    [('year', 25000), ('year', 100000), ('year', 37500), ('month', 18000)]
    >>> read_typed_pay("5600000 LPA")
    NotPay(reason=<Reason.IMPLAUSIBLE: 'an impossible amount in its unit'>)
    """
    reading = read_pay(text)
    if isinstance(reading, NotPay):
        return reading
    figure = max(end for end in (reading.low, reading.high) if end is not None)
    periods: tuple[Period, ...] = (reading.period,) if reading.period else ("year", "month", "day", "hour")
    bare = not any(sign.isalpha() for sign in text)
    in_lakhs = figure >= 1e5 and not bare and currency == "INR"
    ranked = sorted(
        (
            (log_prior(figure, period, unit, currency) + LAKHS_A_YEAR * (in_lakhs and period == "year"), period, unit)
            for period in periods
            for unit in _units(bare)
        ),
        key=lambda entry: -entry[0],
    )
    score, period, unit = ranked[0]
    factor = unit * PER_MONTH[period]
    if bool(is_absurd(np.array([figure * factor]), currency)[0]):
        return NotPay(Reason.IMPLAUSIBLE)
    return TypedPay(
        None if reading.low is None else reading.low * factor,
        None if reading.high is None else reading.high * factor,
        period,
        unit,
        reading.period is not None,
        len(ranked) == 1 or (score - ranked[1][0] >= SURE and score > HARDLY),
    )


def _units(bare: bool) -> Iterable[float]:
    return UNIT_PRIOR if bare else (1.0,)


def match_city(text: str, values: Iterable[str]) -> str | None:
    """Find the value of a city dimension that a text means, under any name: Bangalore is Bengaluru.

    >>> match_city("bangalore", ["Bengaluru", "Pune"]), match_city("Paris", ["Bengaluru"])
    ('Bengaluru', None)
    """
    value_by_key = {name_key(value): value for value in values}
    if name_key(text) in value_by_key:
        return value_by_key[name_key(text)]
    cities = read_place(text).cities
    return value_by_key.get(name_key(cities[0])) if len(cities) == 1 and cities[0] != NOT_STATED else None


def match_experience(text: str, values: Iterable[str]) -> str | None:
    """Find the level of experience that a text means: "fresher", "2 years", "10+".

    >>> levels = [str(level) for level in Experience]
    >>> [match_experience(text, levels) for text in ("fresher", "2 years", "1-2 Years", "=1+1")]
    ['Fresher', '1–2 years', '1–2 years', None]
    """
    value_by_key = {name_key(value): value for value in values}
    if name_key(text) in value_by_key:
        return value_by_key[name_key(text)]
    if not _WORDS_OF_YEARS.fullmatch(text):
        return None
    reading = read_experience(text)
    return (
        value_by_key.get(name_key(Experience.of_years(reading.low, reading.high)))
        if isinstance(reading, Years)
        else None
    )
