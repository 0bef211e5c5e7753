"""Figures of official series in words: a value with its unit."""

from __future__ import annotations

import math

from analytics.presenting import wording
from analytics.presenting.messages import _

LEGAL_UNIT = "INR per month of 26 days"
"""The unit of minimum wages: an amount set by law is never rounded."""


def format_value(value: float, unit: str, *, axis: bool = False) -> str:
    """Format a value with its unit for a label; shares as percentages.

    Args:
        unit: as in the dictionary of indicators; `change` is a change in percent.
        axis: whether it is an axis tick, without needless decimals.

    >>> format_value(3.1, "percent"), format_value(-9, "change"), format_value(26247.4, "INR per month")
    ('3.1%', '−9%', '₹26,200')
    >>> format_value(21.04, "lakh members"), format_value(2664, "index points"), format_value(float("nan"), "percent")
    ('21.04 lakh', '2,664', '–')
    >>> format_value(20000, "INR per month", axis=True), format_value(20371, LEGAL_UNIT), format_value(0.96, "share")
    ('₹20,000', '₹20,371', '1.0%')
    """
    if math.isnan(value):
        return "–"
    if unit == "change":
        return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):g}%"
    if unit == "share":
        return wording.percent(value / 100, 1)
    if unit == "percent":
        return f"{value:.3g}%".replace("-", "−")
    if unit == LEGAL_UNIT and not axis:
        return wording.exact_money(value)
    if unit.startswith("INR"):
        return wording.tick(value) if axis else wording.money(value)
    if unit.startswith("lakh"):
        return _("{number} lakh", number=f"{value:g}")
    return wording.count(value) if abs(value) >= 1000 else f"{value:g}"
