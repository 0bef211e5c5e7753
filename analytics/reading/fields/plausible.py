"""Priors of usual pay: one table for imported files and for typed figures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from analytics.reading.fields.periods import PER_MONTH, Period

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
    | {"IRR": 2e8, "IRT": 2e7, "IQD": 9e5, "JOD": 550.0, "KWD": 600.0, "BHD": 500.0, "OMR": 600.0}
    | {"MAD": 6e3, "TND": 1.2e3}
    | {"XOF": 2e5, "XAF": 2e5, "GHS": 3e3, "TZS": 8e5, "UGX": 1e6, "ETB": 1e4, "RWF": 3e5, "ZMW": 6e3, "DZD": 5e4}
    | {"KZT": 3e5, "UZS": 5e6, "GEL": 2e3, "AMD": 2.5e5, "AZN": 1e3, "MNT": 2e6, "RSD": 1e5, "MKD": 45e3, "BGN": 2e3}
    | {"ISK": 7e5, "MMK": 4e5, "KHR": 1.2e6, "LAK": 4e6, "TWD": 45e3, "CRC": 6e5, "GTQ": 5e3, "UYU": 45e3, "PYG": 3.5e6}
    | {"BOB": 4e3, "DOP": 3e4, "MDL": 12e3, "BYN": 2e3, "MVR": 12e3, "BTN": 3e4, "MUR": 3e4, "ALL": 7e4}
)
"""Usual pay per month in each currency, to the order of magnitude and no better: the middle of a wide log-normal prior.
Used only to weigh readings of a figure against each other, never in a statistic."""

PERIOD_PRIOR: Mapping[Period, float] = MappingProxyType(
    {"year": 0, "month": 0, "day": -2.5, "week": -4, "hour": -4.5, "fortnight": -5, "half-month": -9, "four weeks": -9}
)
"""How usual it is to state pay for each time, as the logarithm of odds, where hourly pay is rare (India)."""
GUESSED_PERIODS: tuple[Period, ...] = ("hour", "day", "week", "fortnight", "month", "year")
"""Those that pay can be taken to be for where nothing says so."""
HOURLY_COUNTRIES = frozenset({"USD", "CAD", "AUD", "NZD", "GBP", "EUR"})
"""Currencies of countries in which pay per hour is usual."""
UNIT_PRIOR: Mapping[float, float] = MappingProxyType(
    {1.0: 0.0, 100.0: -7.0, 1e3: -3.5, 1e4: -1.5, 1e5: -1.5, 1e6: -6.0, 1e7: -5.0}
)
"""The same for the unit of a bare number: rupees, thousands, lakhs, millions, crores."""
UNITS: Mapping[str, float] = MappingProxyType(
    {"one": 1.0, "hundred": 100.0, "thousand": 1e3, "ten thousand": 1e4, "lakh": 1e5, "million": 1e6, "crore": 1e7}
)
"""Names of the units a person can say."""
_UNIT_CURRENCIES: Mapping[float, frozenset[str]] = MappingProxyType(
    {
        1e4: frozenset({"JPY", "CNY", "KRW"}),
        1e5: frozenset({"INR", "PKR", "BDT", "NPR"}),
        1e7: frozenset({"INR", "PKR", "BDT", "NPR"}),
    }
)
"""Units that people count in only where they pay in these currencies: ten thousands (万), lakhs, crores."""

WIDTH = 1.1
"""Standard deviation of the logarithm of a column's median around the usual pay: a factor of 3."""
ABSURD = 1_000.0
"""From this multiple of usual pay, a figure is not the pay of one person."""


def log_prior(median: float, period: Period, unit: float, currency: str) -> float:
    """The log prior that a column with this median is in this unit and per this period.

    >>> readings = {(p, u): log_prior(7.55, p, u, "INR") for p in ("hour", "month", "year") for u in (1.0, 1e5)}
    >>> max(readings, key=readings.get)
    ('year', 100000.0)
    """
    return magnitude(median * unit * PER_MONTH[period], currency) + habit(period, unit, currency)


def written_out_from(unit: float, currency: str = "INR") -> float:
    """From where on a number in a column of lakhs or thousands is written out: more of them than anyone is paid.

    >>> written_out_from(1e3), written_out_from(1e5), round(written_out_from(1e3, "IDR"))
    (10000.0, 1000.0, 1428571)
    """
    larger = max(1.0, TYPICAL_MONTH.get(currency, 0.0) / TYPICAL_MONTH["INR"])
    return min(1e8 / unit, 1e4) * larger


def habit(period: Period, unit: float, currency: str) -> float:
    """How usual a period and unit are for a currency."""
    if currency not in _UNIT_CURRENCIES.get(unit, (currency,)):
        return -12.0
    bonus = 3.0 if period == "hour" and currency in HOURLY_COUNTRIES else 0.0
    return PERIOD_PRIOR[period] + bonus + UNIT_PRIOR[unit]


def magnitude(month: float, currency: str) -> float:
    """The closeness of monthly pay to usual pay, as the logarithm of an unnormalised normal density."""
    return float(magnitudes(np.array([month]), currency)[0])


def magnitudes(months: NDArray[np.float64], currency: str) -> NDArray[np.float64]:
    """The same for many amounts; 0 where nothing is known.

    >>> magnitudes(np.array([35e3, 35e3 * np.exp(1.1), 0.0]), "INR").round(6).tolist()
    [-0.0, -0.5, 0.0]
    """
    typical = TYPICAL_MONTH.get(currency)
    if typical is None:
        return np.zeros(len(months))
    is_positive = months > 0
    return np.where(is_positive, -0.5 * (np.log(np.where(is_positive, months, typical) / typical) / WIDTH) ** 2, 0.0)


def is_absurd(month: NDArray[np.float64], currency: str) -> NDArray[np.bool_]:
    """Find amounts per month that cannot be the pay of one person, whatever the work.

    >>> is_absurd(np.array([2.5e4, 9e6, 2e10]), "INR").tolist()
    [False, False, True]
    """
    typical = TYPICAL_MONTH.get(currency)
    return np.zeros(len(month), bool) if typical is None else np.asarray(month > ABSURD * typical, bool)


def guessed_period(median: float, currency: str) -> Period:
    """The period for which a figure is most credible in a currency: a guess, to be marked as one.

    >>> [guessed_period(figure, "INR") for figure in (500_000, 18_000, 700)], guessed_period(25, "USD")
    (['year', 'month', 'day'], 'hour')
    """
    if currency not in TYPICAL_MONTH or not median > 0:
        return "month"
    return max(_TYPED_PERIODS, key=lambda period: log_prior(median, period, 1.0, currency))


def credibility(figure: float, currency: str, period: Period | None) -> float:
    """The credibility of a figure as pay for a period, or for the best-fitting one if none is given.

    >>> credibility(1.5, "USD", None) < credibility(1_500, "USD", None)
    True
    """
    periods = (period,) if period else _TYPED_PERIODS
    return max(log_prior(figure, candidate, 1.0, currency) for candidate in periods)


_TYPED_PERIODS: tuple[Period, ...] = ("year", "month", "day", "hour")
"""Those that a single figure is taken to be for where it does not say."""
