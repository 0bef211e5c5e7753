"""Format numbers as words: money in Indian notation, counts, shares, dates. Figures are rounded only here."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from babel.numbers import format_currency, format_decimal

from analytics.model import Kind
from analytics.presenting import periods
from analytics.presenting.messages import _, ngettext
from analytics.presenting.messages import list_names as list_names
from analytics.statistics.bands import Period
from analytics.texts import N_

LAKH, CRORE = 100_000, 10_000_000

KINDS: dict[Kind, str] = {
    "posted": N_("Posted pay: what advertisements offer, not what people are paid"),
    "published": N_("Published figures: what websites and reports claim"),
    "measured": N_("Measured pay: an official survey"),
    "yours": N_("Own data: the rows of this file, and no others"),
}

PROTECTED = N_(
    "Counts are rounded to 5 and pay to two figures, intervals are left out, and no figure describes fewer than 10 "
    "people."
)
"""The rules of a protected survey, which many people see (`disclosure.COUNT_STEP`, `LEAST_PEOPLE`)."""

PROTECTED_FEW = N_(
    "It has fewer than {people} people, so it is divided by at most {columns} of its columns: many answers about few "
    "people, put together, would reveal what each of them earns."
)
"""The further rule of one about few people (`disclosure.limit_of`)."""


def money(amount: float, currency: str = "INR", per: Period = "month", *, spread: float = 0.0) -> str:
    """An amount of pay in words and figures, rounded to the precision that its spread supports.

    Args:
        amount: currency units per `per`; missing gives a dash.
        currency: ISO 4217 code.
        per: rupees a year are written in lakh per annum.
        spread: half-width of the interval of the amount; a wide one means coarser rounding.

    >>> money(18000), money(216000, per="year"), money(12000000, per="year"), money(float("nan"))
    ('₹18,000', '₹2.16 LPA', '₹1.20 Cr', '–')
    >>> money(20833.3), money(20833.3, spread=3000), money(123456), money(4500.4, "EUR")
    ('₹20,800', '₹21,000', '₹1.23 lakh', '€4,500')
    >>> money(99960), money(9999999, per="year")
    ('₹1.00 lakh', '₹1.00 Cr')
    """
    if math.isnan(amount):
        return "–"
    if currency != "INR":
        return _whole(round_money(amount, spread), currency)
    in_lakh = round(amount / LAKH, 2)
    if abs(in_lakh) >= CRORE / LAKH:
        return f"₹{amount / CRORE:.2f} Cr"
    if per == "year":
        return f"₹{in_lakh:.2f} LPA" if spread < LAKH else f"₹{in_lakh:.1f} LPA"
    whole = round_money(amount, spread)
    return f"₹{in_lakh:.2f} lakh" if abs(whole) >= LAKH else _whole(whole, currency)


def change(amount: float, currency: str = "INR", per: Period = "month", *, spread: float = 0.0) -> str:
    """A difference in words, rounded as in `money`; one that rounds to zero is "about the same".

    >>> change(1240), change(-1240), change(0), change(-240, spread=6000), change(600, per="year")
    ('₹1,200 more', '₹1,200 less', 'the same', 'about the same', '₹0.01 LPA more')
    """
    if not amount:
        return _("the same")
    size = money(abs(amount), currency, per, spread=spread)
    if size == money(0, currency, per, spread=spread):
        return _("about the same")
    return _("{amount} more", amount=size) if amount > 0 else _("{amount} less", amount=size)


def signed_percent(share: float) -> str:
    """A signed difference in percent; a dash for nan, such as the limits in a protected survey.

    >>> [signed_percent(share) for share in (0.124, -0.03, 0.001, -0.9996, float("nan"))]
    ['+12%', '−3%', '0%', '−100%', '–']
    """
    if math.isnan(share):
        return "–"
    whole = round(share * 100)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}%"


def signed_money(amount: float, currency: str = "INR", per: Period = "month") -> str:
    """A signed difference of pay.

    >>> signed_money(1240), signed_money(-1240)
    ('+₹1,200', '−₹1,200')
    """
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{money(abs(amount), currency, per)}"


def round_money(amount: float, spread: float = 0.0) -> float:
    """Round to the nearest 100 (10 below 1,000), or to the nearest 500 or 1,000 if the interval is wide.

    >>> round_money(20833), round_money(20833, 2500), round_money(20833, 5000), round_money(743)
    (20800, 21000, 21000, 740)
    """
    step = 10 if abs(amount) < 1000 else 100
    if spread >= 5000:
        step = max(step, 1000)
    elif spread >= 2000:
        step = max(step, 500)
    return round(amount / step) * step


def exact_money(amount: float, currency: str = "INR") -> str:
    """An amount to the unit, for tables.

    >>> exact_money(250000.4), exact_money(float("nan"))
    ('₹2,50,000', '–')
    """
    if math.isnan(amount):
        return "–"
    return _whole(round(amount), currency)


@lru_cache(maxsize=1 << 16)
def _whole(amount: float, currency: str) -> str:
    """An amount without decimals in the grouping of its currency. Cached, since the same round amounts recur."""
    pattern, locale = ("¤#,##,##0", "en_IN") if currency == "INR" else ("¤#,##0", "en_US")
    return format_currency(amount, currency, pattern, locale=locale, currency_digits=False)


@lru_cache(maxsize=1 << 16)
def count(number: float) -> str:
    """A count in Indian grouping.

    >>> count(129577)
    '1,29,577'
    """
    return format_decimal(int(number), "#,##,##0", locale="en_IN")


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage; small ones never become 0 %.

    >>> percent(0.254), percent(0.0096), percent(0.0004), percent(0)
    ('25%', '1%', 'under 1%', '0%')
    """
    if math.isnan(share):
        return "–"
    if share > 0 and round(share * 100, digits) == 0:
        return _("under {share}", share="1%" if digits == 0 else f"0.{'0' * (digits - 1)}1%")
    return f"{share * 100:.{digits}f}%"


def rows(number: float, kind: Kind) -> str:
    """A number of rows, with the noun for this kind of survey.

    >>> rows(1, "posted"), rows(1200, "posted"), rows(0, "yours")
    ('1 post', '1,200 posts', 'no rows')
    """
    n = count(number)
    if kind == "posted":
        return ngettext("{n} post", "{n} posts", number, n=n) if number else _("no posts")
    if kind == "published":
        return ngettext("{n} claim", "{n} claims", number, n=n) if number else _("no claims")
    if kind == "measured":
        return ngettext("{n} person", "{n} people", number, n=n) if number else _("no people")
    return ngettext("{n} row", "{n} rows", number, n=n) if number else _("no rows")


def period(text: str) -> str:
    """A period of ISO dates in words; any other text is unchanged.

    >>> period("2025-06-02 to 2026-08-22"), period("2026-08"), period("2004 to 2026")
    ('June 2025 to August 2026', 'August 2026', '2004 to 2026')
    >>> period("2023-24"), period("2011-12")
    ('2023-24', '2011-12')
    """
    start, to, end = text.partition(" to ")
    if to:
        return _("{start} to {end}", start=period(start), end=period(end))
    return re.sub(r"\b(\d{4})-(0[1-9]|1[0-2])(?:-\d{2})?\b", _month, text)


def _month(match: re.Match[str]) -> str:
    """A month in words; a fiscal year such as 2011-12, which looks like one, is unchanged."""
    year, month = int(match[1]), int(match[2])
    return match[0] if len(match[0]) == 7 and month == (year + 1) % 100 else periods.month(match[0][:7])


_BRIEF = 40
DIRECTIONS = str.maketrans(dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "\ufffd"))
"""Bidirectional control characters; they have no place in a name."""


def strip_bidi_controls(text: object) -> str:
    """Replace the control characters that would reverse the text around them.

    >>> strip_bidi_controls("Pune \\u202eenuP"), strip_bidi_controls("पुणे")
    ('Pune �enuP', 'पुणे')
    """
    return str(text).translate(DIRECTIONS)


def brief(text: str) -> str:
    """Shorten a text to one line.

    >>> brief("Pune"), brief("9" * 400)
    ('Pune', '999999999999999999999999999999999999999…')
    """
    line = " ".join(text[: 4 * _BRIEF].split())
    return line if len(line) <= _BRIEF else f"{line[: _BRIEF - 1]}…"


def file_slug(*words: str) -> str:
    """Build a safe part of a file name.

    >>> file_slug("Salary bands", "1–2 years", "../etc")
    'salary-bands-1-2-years-etc'
    """
    return re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-")[:80] or "data"


def tick(amount: float, currency: str = "INR", per: Period = "month") -> str:
    """A round amount on an axis: like `money`, without needless decimals.

    >>> tick(0), tick(50000), tick(150000), tick(400000, per="year")
    ('0', '₹50,000', '₹1.5 lakh', '₹4 LPA')
    """
    return (
        "0"
        if amount == 0
        else re.sub(r"\.(\d*?)0+(?= )", lambda match: f".{match[1]}" if match[1] else "", money(amount, currency, per))
    )
