"""Periods of time in words, and their positions on a time axis."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from babel.dates import format_date, format_interval

from analytics.presenting.messages import _, locale

DAY = timedelta(days=1)


def words(start: str, end: str) -> str:
    """A period from its first to its last day, in the shortest words possible.

    >>> words("2026-07-01", "2026-07-31"), words("2024-04-01", "2024-06-30"), words("2025-01-01", "2025-12-31")
    ('July 2026', 'April – June 2024', '2025')
    >>> words("2023-07-01", "2024-06-30"), words("2025-10-01", "2026-01-31"), words("2025-01-01", "2025-01-15")
    ('2023-24', 'October 2025 – January 2026', '2025-01-01 to 2025-01-15')
    """
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if first.day != 1 or (last + DAY).day != 1:
        return _("{start} to {end}", start=start, end=end)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months == 12:
        return str(first.year) if first.month == 1 else f"{first.year}-{last.year % 100:02}"
    return _months(first, last, locale())


def month(text: str) -> str:
    """A month such as 2026-07 in words.

    >>> month("2026-07")
    'July 2026'
    """
    first = date.fromisoformat(f"{text}-01")
    return _months(first, first, locale())


def day(text: str) -> str:
    """A day in words.

    >>> day("2025-04-01")
    '1 April 2025'
    """
    return _day(date.fromisoformat(text), locale())


@lru_cache(maxsize=1 << 14)
def middle(start: str, end: str) -> str:
    """The day in the middle of a period.

    >>> middle("2025-01-01", "2025-12-31")
    '2025-07-02'
    """
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return (first + (last - first) / 2).isoformat()


@lru_cache(maxsize=1 << 14)
def _months(first: date, last: date, language: str) -> str:
    """Whole months as the language writes them, with ordinary spaces for thin ones, which few fonts have."""
    return format_interval(first, last, "yMMMM", locale=language).replace("\u2009", " ")


@lru_cache(maxsize=1 << 14)
def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale=language)
