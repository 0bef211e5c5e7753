"""Parse pay as a person types it into monthly amounts, or a helpful error."""

from __future__ import annotations

from analytics.presenting.messages import _
from analytics.presenting.wording import money
from analytics.reading.fields.pay import NotPay, read_pay
from analytics.reading.fields.periods import PER_MONTH
from analytics.reading.fields.typed import read_typed_pay
from analytics.texts import N_

UNITS: dict[str, tuple[str, float]] = {"month": ("month", 1.0), "year": ("year", 1.0), "lpa": ("year", 1e5)}
"""The units for typed pay: its period, and what a bare number stands for. LPA: lakh per annum."""
DEFAULT_UNIT = next(iter(UNITS))
_WORK = {
    "hour": N_("8 hours a day, 26 days a month"),
    "day": N_("26 days a month"),
    "week": N_("52 weeks a year"),
    "fortnight": N_("26 fortnights a year"),
    "half-month": N_("24 half-months a year"),
    "four weeks": N_("13 times four weeks a year"),
}
"""The amount of work assumed in a month, for each shorter period (`PER_MONTH`)."""
LEAST_RUPEES, MOST_PAY = 1_000, 10_000_000
"""Monthly pay in rupees that the question accepts: outside, the unit is more often wrong than right."""


def pay_given(text: str, up_to: str = "", unit: str = DEFAULT_UNIT, currency: str = "INR") -> tuple[float, float]:
    """Parse pay as a person types it into low and high end per month; equal for one figure.

    Args:
        text: an amount or a range, in any form a job site uses; its own words on the period come before the unit.
        up_to: the upper end of a range; empty for none.
        unit: one of `UNITS`.
        currency: of the survey that it will be compared with.

    Raises:
        ValueError: for implausible pay, with a helpful sentence.

    >>> pay_given("17,000"), pay_given("2.4", unit="lpa"), pay_given("15000", "20,000"), pay_given("₹3-3.6 LPA")
    ((17000.0, 17000.0), (20000.0, 20000.0), (15000.0, 20000.0), (25000.0, 30000.0))
    >>> [round(pay_given(text)[0]) for text in ("3 Lakhs", "12,00,000", "4.5")]  # plainly a year, whatever the unit
    [25000, 100000, 37500]
    >>> pay_given("-17000")
    Traceback (most recent call last):
    ...
    ValueError: Pay must be above zero: “-17000” is not. Write a figure such as 17,000.
    """
    ends = [_single_pay(part, unit, currency) for part in (text, up_to) if part.strip()]
    if not ends:
        raise ValueError(_("Write your pay as a figure, such as 17,000."))
    low, high = min(low for low, _high in ends), max(high for _low, high in ends)
    for amount in (low, high):
        pay = money(amount, currency)
        if currency == "INR" and amount < LEAST_RUPEES:
            raise ValueError(
                _("{pay} a month is less than any full-time pay. Is it meant in thousands, or in LPA?", pay=pay)
            )
        if currency == "INR" and amount > MOST_PAY:
            raise ValueError(
                _("{pay} a month is more than any post offers. Is it meant per year, or without LPA?", pay=pay)
            )
    return low, high


def _single_pay(text: str, unit: str, currency: str) -> tuple[float, float]:
    excerpt = " ".join(text.split())[:40]
    period, bare = UNITS[unit]
    read = read_pay(text, unit=bare if bare > 1 else None)
    if isinstance(read, NotPay):
        if read.reason.value in ("negative", "zero"):
            raise ValueError(_("Pay must be above zero: “{text}” is not. Write a figure such as 17,000.", text=excerpt))
        raise ValueError(
            _("“{text}” is not an amount of pay. Write a figure such as 17,000, or 2.4 with LPA.", text=excerpt)
        )
    if read.currency not in (None, currency):
        raise ValueError(
            _("“{text}” is in {other}; the posts are in {currency}. Write it in {currency}.",
              text=excerpt, other=read.currency, currency=currency)
        )  # fmt: skip
    reading = _usual_reading(text, unit, currency)
    if reading is not None:
        return reading
    months = PER_MONTH[read.period or period]
    ends = [end for end in (read.low, read.high) if end is not None]
    return min(ends) * months, max(ends) * months


def _usual_reading(text: str, unit: str, currency: str) -> tuple[float, float] | None:
    """Low and high end per month where the figure can only be pay for a year; else `None`. Only while the unit is the
    preset one.
    """
    reading = read_typed_pay(text, currency)
    if (
        unit != DEFAULT_UNIT
        or isinstance(reading, NotPay)
        or reading.states_period
        or not reading.sure
        or reading.period != "year"
    ):
        return None
    ends = [end for end in (reading.low, reading.high) if end is not None]
    return min(ends), max(ends)


def assumption(text: str, up_to: str = "", unit: str = DEFAULT_UNIT, currency: str = "INR") -> str:
    """A sentence that says how pay was turned into pay a month where the text alone does not decide it; else nothing.

    >>> assumption("3 Lakhs")
    '“3 Lakhs” is read as pay for a year: ₹25,000 a month. Write “per month” behind it if it is not.'
    >>> assumption("100 per hour")
    '“100 per hour” is counted as ₹20,800 a month: 8 hours a day, 26 days a month.'
    >>> assumption("25,000")
    ''
    """
    for part in filter(None, (text.strip(), up_to.strip())):
        short = read_pay(part)
        if not isinstance(short, NotPay) and short.period in _WORK:
            pay, _high = _single_pay(part, unit, currency)
            return _(
                "“{text}” is counted as {pay} a month: {work}.",
                text=" ".join(part.split())[:40],
                pay=money(pay, currency),
                work=_(_WORK[short.period]),
            )
        reading = _usual_reading(part, unit, currency)
        if reading is not None:
            return _(
                "“{text}” is read as pay for a year: {pay} a month. Write “per month” behind it if it is not.",
                text=" ".join(part.split())[:40],
                pay=money(reading[1], currency),
            )
    return ""
