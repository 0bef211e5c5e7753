"""The share of doubtful offers among those like this one, in words."""

from __future__ import annotations

import math

import numpy as np

from analytics.model import Filters
from analytics.presenting import phrases
from analytics.presenting.exhibit import Column, Exhibit, Finding
from analytics.presenting.messages import _, ngettext
from analytics.presenting.wording import count, rows
from analytics.statistics.bands import MONTHS, SHOWN_FROM
from analytics.texts import N_
from analytics.topics.standing import names
from analytics.topics.standing.answer import StandingAnswer

NEVER_PAY = N_("Never pay to get a job.")


def doubts(answer: StandingAnswer) -> Exhibit:
    """The share of doubtful offers among those like this one, or better."""
    context, offers = answer.context, answer.doubts
    title, reading = _doubts_finding(answer)
    data: dict[str, object] = {}
    if offers:
        data = {
            "doubt": [_("credible") if name == "none" else name for name in offers.counts],
            "n": np.array(list(offers.counts.values())),
            "share": np.array([n / offers.n if offers.n else math.nan for n in offers.counts.values()]),
        }
    notes = [_("Repeats of the same post are not counted.")] if offers else []
    if offers:
        included = N_("Doubtful posts are part of the answer above, as the switch says.")
        excluded = N_("Doubtful posts are never part of the answer above.")
        notes.append(_(included if context.filters["doubt"] else excluded))
    return Exhibit(
        key="doubtful_offers",
        title=title,
        reading=reading,
        data=data,
        columns=(
            Column("doubt", _("Doubt"), "", _("Why posts are doubtful; credible where nothing speaks against them")),
            Column("n", _("Posts"), "count", _("Posts for the same role, experience and work mode at this pay or "
                                               "more")),
            Column("share", _("Share"), "share", _("Share of these posts")),
        ) if offers else (),
        unit=context.unit,
        n=offers.n if offers else answer.tried[0].standing.n,
        source=context.source,
        method=_("Posts are called doubtful by the rules in Methods. The interval of a share is Wilson's."),
        selection=phrases.selection(context, offers.filters if offers else answer.tried[0].filters),
        filters=offers.filters if offers else answer.tried[0].filters,
        alt=reading,
        notes=tuple(notes),
    )  # fmt: skip


def _doubts_finding(answer: StandingAnswer) -> Finding:
    offers, context = answer.doubts, answer.context
    if offers is None:
        return Finding(
            _("Doubtful posts are not marked here"),
            _("{survey} does not say which of its rows are bait, so there is no warning to give.",
              survey=context.source.title),
        )  # fmt: skip
    pay = phrases.pay(context, answer.question.pay * MONTHS[context.per])
    population = phrases.population(_filters_of_question(answer), "posted")
    message = {
        (True, "month"): N_("{posts} to work from home at {pay} a month or more"),
        (True, "year"): N_("{posts} to work from home at {pay} or more"),
        (False, "month"): N_("{posts} in an office at {pay} a month or more"),
        (False, "year"): N_("{posts} in an office at {pay} or more"),
    }[offers.home, context.per]
    subject = _(message, posts=population, pay=pay)
    if offers.n == 0:
        return Finding(_("No post for this work offers as much"), _("There are no {posts}.", posts=subject))
    if offers.n < SHOWN_FROM["p50"]:
        return Finding(
            _("Only {posts} like this one: too few to tell bait from work", posts=rows(offers.n, "posted")),
            _(
                "There are {n} {posts}; a share needs {least}.",
                n=count(offers.n),
                posts=subject,
                least=SHOWN_FROM["p50"],
            ),
        )
    return _doubts_share(answer, subject)


def _filters_of_question(answer: StandingAnswer) -> Filters:
    filters = answer.doubts.filters if answer.doubts else answer.tried[0].filters
    return Filters.of({name: filters[name] for name in ("role", "experience")})


def _doubts_share(answer: StandingAnswer, subject: str) -> Finding:
    offers = answer.doubts
    if offers is None:
        raise ValueError("the survey marks no doubtful posts")
    n, doubtful = count(offers.n), count(offers.doubtful)
    if not offers.doubtful:
        title = (
            _("We found no warning signs in posts like this one to work from home")
            if offers.home
            else _("We found no warning signs in office posts like this one")
        )
        return Finding(title, _("We checked {n} {posts}. {never}", n=n, posts=subject, never=_(NEVER_PAY)))
    if offers.doubtful == offers.n:
        return Finding(
            _("We treat every offer like this one as doubtful"),
            _("{rule} All {n} {posts} match our rules for bait, which go by the pay itself. {never}",
              rule=rule(answer), n=n, posts=subject, never=_(NEVER_PAY)),
        )  # fmt: skip
    title = (
        _("Careful: {doubtful} of {n} offers like this one are doubtful", doubtful=doubtful, n=n)
        if offers.mostly
        else ngettext(
            "{doubtful} of {n} offers like this one is doubtful",
            "{doubtful} of {n} offers like this one are doubtful",
            offers.doubtful,
            doubtful=doubtful,
            n=n,
        )
    )
    reading = ngettext(
        "Among {posts}, {doubtful} of {n} ({span}) belongs to a bait series, offers far more than similar posts, or "
        "states implausible pay. {never}",
        "Among {posts}, {doubtful} of {n} ({span}) belong to a bait series, offer far more than similar posts, or "
        "state implausible pay. {never}",
        offers.doubtful,
        posts=subject,
        doubtful=doubtful,
        n=n,
        span=names.in_hundred(offers.low, offers.high),
        never=_(NEVER_PAY),
    )
    return Finding(title, reading)


def rule(answer: StandingAnswer) -> str:
    """A sentence saying that offers like this one are treated as doubtful."""
    home = answer.doubts is not None and answer.doubts.home
    all_doubtful = answer.doubts is not None and answer.doubts.doubtful == answer.doubts.n
    if all_doubtful and home:
        return _("We treat every such offer as doubtful: such work from home rarely pays this.")
    if all_doubtful:
        return _("We treat every such offer as doubtful: this work rarely pays so much.")
    return _("Most such offers are doubtful.")
