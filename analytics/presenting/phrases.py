"""Phrases for rows and selections in a sentence: "316 posts of 214 employers", "posts open to freshers in Pune"."""

from __future__ import annotations

import math

from analytics.model import NOT_STATED, Count, Experience, Filters, Kind
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import change, count, exact_money, money, rows
from analytics.reading.fields.places import FROM_HOME
from analytics.statistics.bands import MONTHS, Band, Quantile
from analytics.texts import N_
from analytics.view import Context

EMPLOYER_SHARE_NAMED = 0.1
"""From this share of the rows, the largest employer is mentioned, with the median without it."""
MOST_NAMED = 2
"""The most roles, sectors, states or values of another filter that a phrase names; more are counted."""
_PHRASE_DIMENSIONS = ("role", "sector", "experience", "city", "state")
"""The dimensions with their own wording in phrases."""

_NOUNS: dict[Kind, str] = {
    "posted": N_("posts"),
    "published": N_("claims"),
    "measured": N_("people"),
    "yours": N_("rows"),
}
_NOUN_TITLES: dict[Kind, str] = {
    "posted": N_("Posts"),
    "published": N_("Claims"),
    "measured": N_("People"),
    "yours": N_("Rows"),
}
_DIMENSIONS = {
    "experience": N_("experience"),
    "years": N_("years of experience"),
    "sector": N_("sector"),
    "role": N_("role"),
    "city": N_("city"),
    "state": N_("state"),
    "work_mode": N_("work mode"),
    "quarter": N_("quarter"),
    "doubt": N_("doubt"),
}
_MEASURES = {
    "low": N_("low end of each range"),
    "middle": N_("middle of each range"),
    "high": N_("high end of each range"),
}


def noun(kind: Kind) -> str:
    """The noun for the rows of a survey.

    >>> noun("posted"), noun("yours")
    ('posts', 'rows')
    """
    return _(_NOUNS[kind])


def counted_noun(context: Context) -> str:
    """The noun for the sample size: employers if each counts once, otherwise rows."""
    return _("employers") if context.count_unit == "employers" else noun(context.kind)


def counted_rows(n: float, context: Context) -> str:
    """The sample size with its noun."""
    if context.count_unit != "employers":
        return rows(n, context.kind)
    return ngettext("{n} employer", "{n} employers", n, n=count(n)) if n else _("no employers")


def least_rows(least: int, context: Context) -> str:
    """The sample size a figure needs, for a sentence that already names rows: a number, or a number of employers."""
    return counted_rows(least, context) if context.count_unit == "employers" else count(least)


def noun_title(kind: Kind) -> str:
    """The noun as a column heading.

    >>> noun_title("posted")
    'Posts'
    """
    return _(_NOUN_TITLES[kind])


def dimension(name: str, context: Context) -> str:
    """A dimension within a sentence; names from a visitor's file are quoted."""
    if name in _DIMENSIONS:
        return _(_DIMENSIONS[name])
    return _("“{name}”", name=context.titles.get(name, name.replace("_", " ")))


def dimensions_missing(context: Context, *names: str) -> str:
    """The sentence for a survey without the dimensions that a question needs."""
    return _(
        "{survey} does not say the {dimensions} of its {rows}.",
        survey=context.source.title,
        dimensions=list_names([dimension(name, context) for name in names], "or"),
        rows=noun(context.kind),
    )


def measure(context: Context) -> str:
    """The measure (low, middle or high) in words."""
    return _(_MEASURES[context.measure])


def sample(n: float, employers: int | None, kind: Kind, count: Count = "posts") -> str:
    """The number of rows, and of employers if known.

    >>> sample(316, 214, "posted"), sample(7, 1, "posted"), sample(5, None, "yours")
    ('316 posts of 214 employers', '7 posts of one employer', '5 rows')
    >>> sample(316, 214, "posted", "employers")
    '316 posts of 214 employers, each counted once'
    """
    if employers is None or not n:
        return rows(n, kind)
    return _of_employers(rows(n, kind), employers, count)


def population(filters: Filters, kind: Kind) -> str:
    """The rows of a selection, as a phrase.

    >>> population(Filters.of({"experience": ["Fresher"], "city": ["Pune"]}), "posted")
    'posts open to freshers in Pune'
    >>> population(Filters.of({"experience": ["1–2 years"], "role": ["Accountant"]}), "posted")
    'Accountant posts asking for 1–2 years'
    >>> population(Filters.of({"sector": ["Sales"], "state": ["Kerala"], "work_mode": ["Hybrid"]}), "posted")
    'Sales posts in Kerala narrowed to Hybrid'
    """
    phrase = _of_place(_of_experience(_of_work(noun(kind), filters), filters, kind), filters)
    return _with_doubtful(_narrow(phrase, filters), filters)


def counted_population(
    n: float, employers: int | None, filters: Filters, kind: Kind, count_unit: Count = "posts"
) -> str:
    """The rows of a selection, as a phrase with their number.

    >>> counted_population(316, 214, Filters.of({"role": ["Accountant"], "city": ["Pune"]}), "posted")
    '316 Accountant posts in Pune (214 employers)'
    >>> counted_population(316, 214, Filters(), "posted")
    '316 posts of 214 employers'
    """
    about = population(filters, kind)
    if n == 1 or about == noun(kind):
        return sample(n, employers, kind, count_unit)
    phrase = _("{n} {population}", n=count(n), population=about)
    if employers is None:
        return phrase
    if count_unit == "employers":
        return ngettext(
            "{rows} (one employer, counted once)",
            "{rows} ({employers} employers, each counted once)",
            employers,
            rows=phrase,
            employers=count(employers),
        )
    return ngettext(
        "{rows} (one employer)", "{rows} ({employers} employers)", employers, rows=phrase, employers=count(employers)
    )


def _of_employers(phrase: str, employers: int, count_unit: Count) -> str:
    if count_unit == "employers":
        return ngettext(
            "{rows} of one employer, counted once",
            "{rows} of {employers} employers, each counted once",
            employers,
            rows=phrase,
            employers=count(employers),
        )
    return ngettext(
        "{rows} of one employer",
        "{rows} of {employers} employers",
        employers,
        rows=phrase,
        employers=count(employers),
    )


def _of_work(phrase: str, filters: Filters) -> str:
    work = [value for value in filters["role"] or filters["sector"] if value != NOT_STATED]
    if not work and filters["role"]:
        return _("{rows} that state no role", rows=phrase)
    if not work and filters["sector"]:
        return _("{rows} that state no sector", rows=phrase)
    if len(work) <= MOST_NAMED:
        return _("{work} {rows}", work=list_names(work, "or"), rows=phrase) if work else phrase
    if filters["role"]:
        return _("{rows} of {n} roles", rows=phrase, n=count(len(work)))
    return _("{rows} of {n} sectors", rows=phrase, n=count(len(work)))


def _of_experience(phrase: str, filters: Filters, kind: Kind) -> str:
    levels = filters["experience"]
    years = list_names([level for level in Experience if level in levels and level != Experience.FRESHER], "or")
    freshers = Experience.FRESHER in levels
    if kind == "posted":
        if freshers and years:
            return _("{posts} open to freshers or asking for {years}", posts=phrase, years=years)
        if freshers:
            return _("{posts} open to freshers", posts=phrase)
        return _("{posts} asking for {years}", posts=phrase, years=years) if years else phrase
    if freshers and years:
        return _("{rows} about freshers or with {years}", rows=phrase, years=years)
    if freshers:
        return _("{rows} about freshers", rows=phrase)
    return _("{rows} with {years}", rows=phrase, years=years) if years else phrase


def _of_place(phrase: str, filters: Filters) -> str:
    cities = [city for city in filters["city"] if city not in (NOT_STATED, FROM_HOME)]
    place = list_names(cities, "or") if len(cities) <= 3 else _("{n} cities", n=count(len(cities)))
    if FROM_HOME in filters["city"]:
        if cities:
            return _("{rows} to work from home or in {place}", rows=phrase, place=place)
        return _("{rows} to work from home", rows=phrase)
    states = filters["state"]
    if states and not cities:
        place = list_names(states, "or") if len(states) <= MOST_NAMED else _("{n} states", n=count(len(states)))
    return _("{rows} in {place}", rows=phrase, place=place) if cities or states else phrase


def _narrow(phrase: str, filters: Filters) -> str:
    """Add all other filters to the phrase, including columns of the visitor's file."""
    values = [value for name, values in filters if name not in (*_PHRASE_DIMENSIONS, "doubt") for value in values]
    if not values:
        return phrase
    narrowed = (
        list_names(values, "or") if len(values) <= MOST_NAMED else _("{n} values of filters", n=count(len(values)))
    )
    return _("{rows} narrowed to {values}", rows=phrase, values=narrowed)


def _with_doubtful(phrase: str, filters: Filters) -> str:
    doubts = filters["doubt"]
    if "none" in doubts and len(doubts) > 1:
        return _("{rows}, doubtful ones included", rows=phrase)
    return _narrow(phrase, Filters.of({"doubts": doubts})) if doubts and "none" not in doubts else phrase


def selection(context: Context, filters: Filters | None = None) -> str:
    """The selection on one line, without the survey's default filters."""
    parts = []
    for name, values in context.filters if filters is None else filters:
        if name == "doubt" and len(values) > len(context.defaults[name]):
            parts.append(_("doubtful posts included"))
        elif context.defaults[name] != values:
            many = _("{n} values of {dimension}", n=count(len(values)), dimension=dimension(name, context))
            parts.append(list_names(values, "or") if len(values) < 4 else many)
    return " · ".join(parts) or _("Everything")


def level(value: str) -> str:
    """A level of experience within a sentence.

    >>> level("Fresher"), level("3–5 years")
    ('freshers', '3–5 years')
    """
    return _("freshers") if value == Experience.FRESHER else value


def pay(context: Context, amount: float, spread: float = 0.0) -> str:
    """An amount, already in the answer's unit, in words."""
    return money(amount, context.currency, context.per, spread=spread)


def with_interval(context: Context, median: Quantile, spread: float = 0.0) -> str:
    """A median with its interval in words; alone without one, as in a protected survey."""
    amount = pay(context, median.value, spread)
    if math.isnan(median.low):
        return amount
    return _("{median} ({low} to {high})", median=amount, low=pay(context, median.low), high=pay(context, median.high))


def to_the_rupee(context: Context, amount: float) -> str:
    """An amount per month that the law or a source sets, unrounded, in the answer's period."""
    if context.per == "month":
        return exact_money(amount, context.currency)
    return money(amount * MONTHS[context.per], context.currency, context.per)


def quantile(context: Context, value: float, spread: float = 0.0) -> str:
    """A quantile in words; "or less" at the source's floor, which hides lower pay."""
    floor = None if context.floor is None else context.floor * MONTHS[context.per]
    if floor is None or not value <= floor:
        return pay(context, value, spread)
    return _("{floor} or less", floor=to_the_rupee(context, context.floor or 0))


def method(text: str, context: Context) -> str:
    """The method of the figures, what counts once, and the protection of a protected survey."""
    employer_rule = N_("Each employer counts once: each of its {rows} weighs 1 ÷ their number in the group.")
    if context.count_unit == "employers":
        return f"{_(text)} {_(employer_rule, rows=noun(context.kind))}"
    protection = N_("Counts are rounded to 5, and no figure describes fewer than 10 people.")
    return f"{_(text)} {_(protection)}" if context.source.protected else _(text)


def largest_employer(band: Band, context: Context) -> str:
    """A note if one employer has a tenth or more of the rows, with the median without it; empty otherwise."""
    if math.isnan(band.largest_share) or band.largest_share < EMPLOYER_SHARE_NAMED:
        return ""
    share = count(round(band.largest_share * 100))
    if math.isnan(band.without_largest):
        return _(
            "One employer placed {share} in 100 of these {rows}; too few are left without it.",
            share=share,
            rows=noun(context.kind),
        )
    return _(
        "One employer placed {share} in 100 of these {rows}; without it the median is {median}.",
        share=share,
        rows=noun(context.kind),
        median=pay(context, band.without_largest, band.p50.spread),
    )


def share_in_100(share: float) -> str:
    """A share as people say it.

    >>> share_in_100(0.454), share_in_100(0.002)
    ('45 in 100', 'under 1 in 100')
    """
    if 0 < share < 0.005:
        return _("under 1 in 100")
    return _("{share} in 100", share=count(round(share * 100)))


def more_or_less(context: Context, amount: float, spread: float = 0.0) -> str:
    """A difference, already in the answer's unit, in words."""
    return change(amount, context.currency, context.per, spread=spread)
