"""What pay is usual: one table, for the import and for a figure that somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from analytics.reading.fields.pay import PER_MONTH, Period

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


def guessed_period(median: float, currency: str) -> Period:
    """The period for which a figure is most usual in a currency: a guess, to be marked as one.

    >>> [guessed_period(figure, "INR") for figure in (500_000, 18_000, 700)], guessed_period(25, "USD")
    (['year', 'month', 'day'], 'hour')
    """
    typical = TYPICAL_MONTH.get(currency)
    if typical is None or not median > 0:
        return "month"
    return min(_GUESSED_PERIODS, key=lambda period: abs(np.log(median * PER_MONTH[period] / typical)))
