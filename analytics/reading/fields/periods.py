"""The periods of pay, and the factor of each to a month."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Period = Literal["hour", "day", "week", "fortnight", "month", "year", "half-month", "four weeks"]

PER_MONTH: Mapping[str, float] = MappingProxyType(
    {"hour": 8.0 * 26, "day": 26.0, "week": 52 / 12, "fortnight": 26 / 12, "half-month": 2.0}
    | {"four weeks": 13 / 12, "month": 1.0, "year": 1 / 12}
)
"""What one unit of pay per period makes per month: 8 hours a day and 26 days a month, as India's minimum-wage rules
count (G.S.R. 343(E) of 8 May 2026); 52 weeks and 12 months a year; half a month (twice a month, the quincena of Latin
America) is not a fortnight, nor four weeks a month. The only place where periods are converted."""
