"""Labels for the answers about one salary: amounts, places, changes, other figures."""

from __future__ import annotations

import math
from dataclasses import replace

from analytics.model import Filters
from analytics.presenting import phrases
from analytics.presenting.messages import _
from analytics.presenting.periods import day
from analytics.presenting.wording import count, money, period
from analytics.statistics.bands import MONTHS
from analytics.topics.standing.answer import Amount, Meaning, Scope, StandingAnswer
from analytics.topics.standing.changes import Change
from analytics.topics.standing.others import OtherFigure
from analytics.topics.standing.question import Question
from analytics.view import Context


def amount(name: str) -> str:
    """The name of an amount: the pay, or an end or the middle of its range."""
    return {"pay": _("Your pay"), "low": _("Low end"), "middle": _("Middle"), "high": _("High end")}[name]


def amounts(rows: tuple[Amount, ...]) -> list[str]:
    """The same for each amount of an answer."""
    return [amount(row.name) for row in rows]


def pay_in_question(question: Question, context: Context) -> str:
    """The pay in question, in words."""
    months = MONTHS[context.per]
    low, high = (phrases.pay(context, end * months) for end in (question.low, question.high))
    if context.per == "year":
        return _("{low} to {high}", low=low, high=high) if question.is_range else low
    if question.is_range:
        return _("{low} to {high} a month", low=low, high=high)
    return _("{pay} a month", pay=low)


def low_end_in_question(question: Question, context: Context) -> str:
    """The low end of the pay in question, in words."""
    return pay_in_question(replace(question, high=question.low), context)


def place_of(answer: StandingAnswer, meaning: Meaning) -> str:
    """The place that a meaning of "comparable" covers, in a few words."""
    if meaning.scope == "city class":
        return city_class(answer.city_class)
    if meaning.scope == "sector":
        return _("{sector}, India", sector=" · ".join(meaning.filters["sector"]))
    if meaning.filters["city"]:
        return meaning.filters["city"][0]
    return _("India") if "city" in answer.context.titles else _("Everywhere")


def city_class(name: str) -> str:
    """The cities of a class for house rent allowance, by their size."""
    return {
        "X": _("the eight biggest cities"),
        "Y": _("cities of 5 to 50 lakh people"),
        "Z": _("cities under 5 lakh people"),
    }[name]


def selection(meaning: Meaning | None, context: Context, hra_class: str) -> str:
    """The selection in words: a class of cities by its name, not city by city."""
    if meaning is None or meaning.scope != "city class":
        return phrases.selection(context)
    rest = phrases.selection(context, meaning.filters.without("city"))
    return _("{selection} · {place}", selection=rest, place=city_class(hra_class))


def comparable(answer: StandingAnswer, meaning: Meaning) -> str:
    """The rows that a meaning of "comparable" covers, as a phrase."""
    return comparable_rows(meaning.scope, meaning.filters, answer.context, answer.city_class)


def comparable_rows(scope: Scope, filters: Filters, context: Context, hra_class: str) -> str:
    """The rows that a scope with its filters covers, as a phrase.

    Args:
        context: the context of the rows.
        hra_class: the class of the city in question; empty where not known.
    """
    if scope == "place":
        return phrases.population(filters, context.kind)
    rows = phrases.population(filters.without("city"), context.kind)
    if scope == "city class":
        return _("{rows} in {place}", rows=rows, place=city_class(hra_class))
    return _("{rows} in India", rows=rows) if "city" in context.titles else rows


def change(row: Change) -> str:
    """The label of a change."""
    return {
        "now": _("As now"),
        "experience": _("With {value}", value=row.value),
        "role": _("As {value}", value=row.value),
        "city": _("In {value}", value=row.value),
    }[row.kind]


def figure_label(row: OtherFigure) -> str:
    """The label of a figure from another source, with its publisher."""
    return {
        "claim": _("Published: {source}", source=row.source_title),
        "average": _("Official average: all regular employees, towns of {place}", place=row.place),
        "clerks": _("Official average: office clerks, {place}", place=row.place),
        "minimum": _("Legal minimum: clerical work, {place}", place=row.place),
        "reported minimum": _("Reported legal minimum, not checked: {place}", place=row.place),
    }[row.label]


def range_of(row: OtherFigure, context: Context) -> str:
    """The amounts of a figure, already in the answer's period."""

    def pay(amount: float) -> str:
        return money(amount, "INR", context.per)

    if row.is_range and row.low != row.high:
        return _("{low} to {high}", low=pay(row.low), high=f"{pay(row.high)}+" if row.high_open else pay(row.high))
    if not math.isnan(row.middle):
        return pay(row.middle)
    if math.isnan(row.high):
        return _("from {low}", low=pay(row.low))
    return pay(row.high) if row.low == row.high else _("up to {high}", high=pay(row.high))


def date(text: str) -> str:
    """A day, month or year of a source in words."""
    if not text:
        return _("no date")
    return day(text) if len(text) == 10 else period(text)


def of_hundred(share: float) -> str:
    """A share as a number out of a hundred; few never round to none, nor most to all.

    >>> of_hundred(0.69), of_hundred(0.004), of_hundred(0.998), of_hundred(1.0)
    ('69', 'under 1', 'over 99', '100')
    """
    whole = round(share * 100)
    if whole == 0 < share:
        return _("under {share}", share=1)
    return _("over {share}", share=99) if whole == 100 and share < 1 else count(whole)


def in_hundred(low: float, high: float) -> str:
    """A range of shares as people say it.

    >>> in_hundred(0.551, 0.628), in_hundred(0.0, 0.031), in_hundred(0.982, 1.0), in_hundred(0.5, 0.502)
    ('55 to 63 in 100', 'at most 3 in 100', 'at least 98 in 100', '50 in 100')
    """
    first, last = round(low * 100), round(high * 100)
    if first == last:
        return _("{share} in 100", share=first)
    if first == 0:
        return _("at most {share} in 100", share=last)
    if last == 100:
        return _("at least {share} in 100", share=first)
    return _("{low} to {high} in 100", low=first, high=last)
