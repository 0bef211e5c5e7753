"""Labels for the range ends, selections and verdicts of other sources."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from analytics.model import Filters
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import count, money, signed_percent
from analytics.statistics.bands import MONTHS, Period
from analytics.texts import N_
from analytics.topics.witnesses.agreement import OUTSIDE, YEARS_APART, Agreement, AgreementVerdict, Cell, Reason
from analytics.topics.witnesses.answer import Figure

VERDICTS: dict[AgreementVerdict, str] = {
    "agree": N_("agree"),
    "differ": N_("differ"),
    "cannot be compared": N_("cannot be compared"),
}
REASONS: dict[Reason, str] = {
    "different ends": N_("they state different ends of the range"),
    "pay scale": N_("one is a pay scale, not offers"),
    "too few posts": N_("fewer than six posts"),
    "too few employers": N_("fewer than five employers"),
}


def end(measure: str) -> str:
    """An end of the ranges of a source."""
    return {"low": _("lowest offers"), "high": _("highest offers"), "middle": _("figures")}[measure]


def question_in_words(filters: Filters) -> str:
    """The question to a source, in a few words."""
    return " · ".join(list_names(values, "or") for _name, values in filters) or _("all its posts")


def verdict(pair: Agreement) -> str:
    """The verdict of a pair with its reason, the end it is about, and the years in between."""
    words = _(VERDICTS[pair.verdict])
    if pair.reason:
        return _("{verdict} ({reason})", verdict=words, reason=_(REASONS[pair.reason]))
    about = _("{verdict} in the {end}", verdict=words, end=end(pair.end or "high"))
    if pair.outside >= OUTSIDE:
        about = _("{about}, counting only posts that both take", about=about)
    if pair.years <= YEARS_APART:
        return about
    return ngettext(
        "{about}, though {n} year lies between them",
        "{about}, though {n} years lie between them",
        pair.years,
        about=about,
        n=count(pair.years),
    )


def medians(cell: Cell, per: Period) -> str:
    """The medians of a source's lowest and highest offers, if stated."""
    ends = {name: pay(figure, per) for name, figure in (("low", cell.low), ("high", cell.high))}
    if ends["low"] and ends["high"]:
        return _("{low} to {high}", **ends)
    if ends["high"]:
        return _("up to {high}", high=ends["high"])
    return _("from {low}", low=ends["low"]) if ends["low"] else _("too few to say")


def pay(figure: Figure, per: Period) -> str:
    """A figure rounded to the precision of its interval; empty if missing."""
    if math.isnan(figure.value):
        return ""
    return money(figure.value * MONTHS[per], "INR", per, spread=(figure.high - figure.low) / 2)


def verdicts(pairs: Sequence[Agreement]) -> str:
    """The verdicts of the pairs of sources for one role and level, on one line."""
    if len(pairs) == 1:
        (pair,) = pairs
        years = _("{n} years between", n=count(pair.years)) if pair.years > YEARS_APART else ""
        return ", ".join(filter(None, [_(VERDICTS[pair.verdict]), years]))
    counts = Counter(pair.verdict for pair in pairs)
    return ", ".join(f"{_(words)}: {count(counts[name])}" for name, words in VERDICTS.items() if counts[name])


def cell_in_words(cell: Cell, per: Period) -> str:
    """A source's figures, with the number of its posts, on one line."""
    return _("{range} · n {n}", range=medians(cell, per), n=count(cell.n))


def ratio(value: float) -> str:
    """A ratio to 1 as a difference in percent, with its sign.

    >>> ratio(1.14), ratio(0.9)
    ('+14%', '−10%')
    """
    return signed_percent(value - 1)
