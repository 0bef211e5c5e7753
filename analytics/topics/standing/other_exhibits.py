"""Changes to a salary, and other figures for the work, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analytics.market.benchmarks import INDIA
from analytics.presenting import headings, phrases
from analytics.presenting.exhibit import Column, Exhibit, Finding, chart_of
from analytics.presenting.messages import _, ngettext
from analytics.presenting.wording import count, money
from analytics.statistics.bands import FEWEST_CLUSTERS, MONTHS
from analytics.texts import N_
from analytics.topics.bands.columns import band_data, describe
from analytics.topics.standing import figures, names
from analytics.topics.standing.changes import Change, ChangesAnswer, Missing
from analytics.topics.standing.others import SOURCES, OtherFigure, OthersAnswer, in_period
from analytics.view import Context

MISSING: dict[Missing, str] = {
    "highest level": N_("This is the highest level of experience."),
    "no levels": N_("More experience: this survey has no levels of experience."),
    "other work": N_(
        "More experience: other work of the sector answers here, and what asks for more years is mostly other jobs."
    ),
    "no next role": N_("The next role: no ladder of roles leads on from here, or the survey has no roles."),
    "no other city": N_("Other cities: none has such posts, or the survey has no cities."),
}


def changes(answer: ChangesAnswer) -> Exhibit:
    """The pay of other posts with one thing changed: more experience, the next role, another city."""
    context, bands = answer.context, [change.band for change in answer.changes]
    title, reading = _changes_finding(answer)
    data: dict[str, object] = {}
    if bands:
        medians = np.array([band.p50.value for band in bands])
        data = {"change": [names.change(change) for change in answer.changes]}
        data |= band_data(bands, ranges=False, count=context.count_unit)
        data["difference"] = medians - medians[0]
    columns = {
        "change": Column("change", _("Change"), "", _("What is different; the rest stays")),
        "difference": Column("difference", _("Difference"), context.unit, _("Median less the median as now")),
    }
    notes = [_(MISSING[missing]) for missing in answer.missing]
    if bands:
        notes.insert(0, _("Medians of posts for the same work with one thing changed, each with its own n. They are "
                          "offers to different people: not what one person would gain."))  # fmt: skip
    return Exhibit(
        key="changes",
        title=title,
        reading=reading,
        data=data,
        columns=describe(data, context, columns),
        unit=context.unit,
        n=sum(band.n for band in bands),
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=names.selection(answer.meaning, context, answer.city_class),
        filters=context.filters,
        alt=_("Pay bands beside a line for your pay. {reading}", reading=reading),
        notes=tuple(notes),
        draw=chart_of(figures.changes, answer) if bands else None,
    )


def _changes_finding(answer: ChangesAnswer) -> Finding:
    if not answer.changes:
        return Finding(_("Nothing to compare a change with"), _("Without comparable posts no change can be judged."))
    current, *alternatives = answer.changes
    nameable = [change for change in alternatives if headings.can_be_named(change.band)]
    if not nameable or not current.band.has_median:
        return Finding(
            _("We cannot tell what would raise your pay"),
            _("No change has {least} posts of {employers} employers, which a comparison needs.",
              least=headings.LEAST_ROWS, employers=FEWEST_CLUSTERS),
        )  # fmt: skip
    context = answer.context
    current_pay = phrases.pay(context, current.band.p50.value, current.band.p50.spread)
    sample = phrases.sample(current.band.n, current.band.employers, context.kind, context.count_unit)
    first = (
        _("As now, the median is {median} a month ({sample}).", median=current_pay, sample=sample)
        if context.per == "month"
        else _("As now, the median is {median} ({sample}).", median=current_pay, sample=sample)
    )
    reading = " ".join([first, *(_change_sentence(answer, current, change) for change in nameable)])
    sure = [change for change in nameable if headings.surely_above(change.band, current.band)]
    if not sure:
        return Finding(_("We cannot tell what would raise your pay"), reading)
    best = max(sure, key=lambda change: change.band.p50.value)
    return Finding(_change_title(answer, current, best), reading)


def _difference(answer: ChangesAnswer, current: Change, change: Change) -> str:
    band = change.band
    return phrases.more_or_less(answer.context, band.p50.value - current.band.p50.value, band.p50.spread)


def _change_title(answer: ChangesAnswer, current: Change, change: Change) -> str:
    message = {
        "experience": N_("Posts asking for {value} offer {difference}"),
        "role": N_("{value} posts offer {difference}; they may ask more"),
        "city": N_("Posts in {value} offer {difference}"),
    }[change.kind]
    return _(message, value=change.value, difference=_difference(answer, current, change))


def _change_sentence(answer: ChangesAnswer, current: Change, change: Change) -> str:
    band = change.band
    sure = headings.surely_above(band, current.band) or headings.surely_above(current.band, band)
    messages = {
        ("experience", True): N_("Posts asking for {value} offer {difference} ({sample})."),
        ("role", True): N_("{value} posts offer {difference} ({sample}); they may ask more."),
        ("city", True): N_("Posts in {value} offer {difference} ({sample})."),
        ("experience", False): N_("Posts asking for {value}: no clear difference ({sample})."),
        ("role", False): N_("{value} posts: no clear difference ({sample})."),
        ("city", False): N_("Posts in {value}: no clear difference ({sample})."),
    }
    return _(
        messages[change.kind, sure],
        value=change.value,
        difference=_difference(answer, current, change),
        sample=phrases.sample(band.n, band.employers, answer.context.kind),
    )


def others(answer: OthersAnswer) -> Exhibit:
    """Other figures for the same work: published claims, official averages, the legal minimum."""
    context = answer.context
    figures_used = [in_period(figure, context) for figure in answer.figures]
    title, reading = _others_finding(answer)
    data: dict[str, object] = {
        "figure": [names.figure_label(row) for row in figures_used],
        "kind": [row.kind for row in figures_used],
        "low": np.array([row.low for row in figures_used]),
        "middle": np.array([row.middle for row in figures_used]),
        "high": np.array([row.high for row in figures_used]),
        "high_open": [_("yes") if row.high_open else _("no") for row in figures_used],
        "period": [names.date(row.period) for row in figures_used],
        "source_title": [row.source_title for row in figures_used],
        "source_url": [row.source_url for row in figures_used],
    }
    level = context.filters["experience"]
    parts = [answer.question.role, answer.question.city or INDIA, *level]
    return Exhibit(
        key="other_figures",
        title=title,
        reading=reading,
        data=data if answer.applies else {},
        columns=_others_columns(context.unit) if answer.applies else (),
        unit=context.unit,
        n=len(figures_used),
        source=replace(
            answer.source,
            title=_(answer.source.title),
            short_title=_(answer.source.short_title),
            publisher=_(answer.source.publisher),
        ),
        kind=_("Published claims, official averages and minimum wages"),
        sample=ngettext("{n} figure", "{n} figures", len(figures_used), n=count(len(figures_used))),
        method=_(answer.method),
        selection=" · ".join(filter(None, parts)),
        filters=context.filters,
        alt=_("Other figures beside a line for your pay. {reading}", reading=reading),
        notes=_others_notes(answer),
        draw=chart_of(figures.others, answer) if figures_used else None,
    )


def _others_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column("figure", _("Figure"), "", _("What it is, and whose")),
        Column("kind", _("Kind"), "", _("Published claim, official average, or what the law sets")),
        Column("low", _("Low"), unit, _("Lower end of a range; the lowest zone of a minimum wage")),
        Column("middle", _("Middle"), unit, _("A single figure, a mean or a middle as published")),
        Column("high", _("High"), unit, _("Upper end of a range; the highest zone of a minimum wage")),
        Column("high_open", _("Open top"), "", _("Whether the source prints a plus behind the high end")),
        Column("period", _("Date"), "", _("When it was published, the year it is for, or the day it took effect")),
        Column("source_title", _("Source"), "", _("Who says so")),
        Column("source_url", _("Link"), "link", _("Where it says so")),
    )


def _others_finding(answer: OthersAnswer) -> Finding:
    if not answer.applies:
        return Finding(
            _("No other figures in this currency"),
            _("What others publish and what the law says is in rupees, this survey in {currency}.",
              currency=answer.context.currency),
        )  # fmt: skip
    claims = _claims_sentence(answer)
    sentences = [
        claims,
        *(_official_sentence(figure, answer) for figure in answer.figures if figure.kind != "published"),
    ]
    return Finding(claims.rstrip("."), " ".join(filter(None, sentences)))


def _claims_sentence(answer: OthersAnswer) -> str:
    context, claims = answer.context, answer.of("claim")
    ranges = [figure for figure in claims if figure.is_range]
    if not claims:
        return _("We hold no published figure for this work.")
    if not ranges:
        return ngettext("{n} published figure for this work gives no range.",
                        "{n} published figures for this work give no "
                        "range.", len(claims), n=count(len(claims)))  # fmt: skip
    if len(ranges) == 1:
        only = in_period(ranges[0], context)
        low, high = money(only.low, "INR", context.per), _high_end([ranges[0]], context)
        year = only.period[:4]
        if year:
            return _("One website ({year}) says {low} to {high}.", year=year, low=low, high=high)
        return _("One website, without a date, says {low} to {high}.", low=low, high=high)
    pay = answer.question.pay
    inside = sum(figure.contains(pay) for figure in ranges)
    message = (
        N_("{pay} lies within {inside} of {n} published ranges for this work, which run from {low} to {high}.")
        if inside
        else N_("{pay} lies within none of {n} published ranges for this work, which run from {low} to {high}.")
    )
    return _(
        message,
        inside=count(inside),
        n=count(len(ranges)),
        pay=money(pay * MONTHS[context.per], "INR", context.per),
        low=money(min(figure.low for figure in ranges) * MONTHS[context.per], "INR", context.per),
        high=_high_end(ranges, context),
    )


def _high_end(ranges: Sequence[OtherFigure], context: Context) -> str:
    """The highest high end, with the plus printed by its source."""
    highest = max(ranges, key=lambda figure: (figure.high, figure.high_open))
    words = money(highest.high * MONTHS[context.per], "INR", context.per)
    return f"{words}+" if highest.high_open else words


def _official_sentence(figure: OtherFigure, answer: OthersAnswer) -> str:
    pay = names.range_of(in_period(figure, answer.context), answer.context)
    message = {
        "average": N_(
            "Regular employees in the towns of {place} earned {pay} on average in {period}, all ages and jobs."
        ),
        "clerks": N_("Office clerks in all India earned {pay} on average in {period}."),
        "minimum": N_("The legal minimum for clerical work in {place} is {pay} in the last order we hold ({period})."),
        "reported minimum": N_("A newer order is reported, which we could not check: {pay} from {period}."),
    }[figure.label]
    return _(message, place=figure.place, pay=pay, period=names.date(figure.period))


def _others_notes(answer: OthersAnswer) -> tuple[str, ...]:
    notes = []
    if answer.of("average"):
        notes.append(_("Official averages are means of all who work regularly, young and old."))
    if answer.of("minimum"):
        notes.append(_("The minimum wage depends on zone and skill and is for a month of 26 days without house "
                       "rent. No "
                       "legal advice: check the notification."))  # fmt: skip
    elif answer.applies and answer.place == INDIA:
        notes.append(_("No legal minimum is shown: it depends on the state, and the central government's binds only "
                       "its own "
                       "workplaces."))  # fmt: skip
    elif answer.applies:
        notes.append(_("No minimum wage for clerical work in {state} is in the data; that does not mean there is none.",
                       state=answer.place))  # fmt: skip
    if answer.claims > len(answer.of("claim")):
        notes.append(_("The newest figure of each source, of {n} in all; at most {sources} sources.",
                       n=count(answer.claims), sources=SOURCES))  # fmt: skip
    return tuple(notes)
