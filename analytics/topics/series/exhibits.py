"""Official series in words: movement, publisher, and changes of definition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analytics.market.indicators import Indicator
from analytics.model import Filters
from analytics.presenting import periods, wording
from analytics.presenting.exhibit import Column, Exhibit, Finding, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.values import format_value
from analytics.texts import N_
from analytics.topics.series import figures
from analytics.topics.series.answer import RATES, WHOLE, Movement, Point, Rate, SeriesAnswer, find_breaks, newest_point
from analytics.topics.series.labels import line_label

SUBJECTS: dict[str, str] = {
    "unemployment_by_year": N_("Unemployment"),
    "unemployment_by_month": N_("Unemployment"),
    "participation_by_year": N_("Participation"),
    "participation_by_month": N_("Participation"),
    "employment_by_year": N_("Share in work"),
    "employment_by_month": N_("Share in work"),
    "earnings": N_("Earnings of regular workers"),
    "formal_jobs": N_("Net new members of the provident fund"),
}
"""The subject of an answer; by default its indicator."""


def source_columns() -> tuple[Column, ...]:
    """The source of each figure."""
    return (
        Column("source_title", _("Source"), "", _("Title of the page or table the figure was taken from")),
        Column("source_url", _("Link"), "link", _("Its address")),
    )


def kind_of_figures(second_hand: bool) -> str:
    """The kind of figures; those from press reports are second-hand."""
    return _("As reported in the press") if second_hand else _("Official statistics")


def definitions(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """The definition of each series and the breaks not to join, each text once. The texts come from the data."""
    meanings = {indicator.definition: f"{indicator.title}: {indicator.definition}" for indicator in indicators}
    warnings = list(dict.fromkeys(indicator.breaks for indicator in indicators if indicator.breaks))
    distinct = [text for text in warnings if not any(text != longer and text in longer for longer in warnings)]
    return (*meanings.values(), *distinct)


def over_time(answer: SeriesAnswer) -> Exhibit:
    """Lines over time: one definition each, breaks marked, gaps open."""
    subject = _subject(answer)
    shared = _shared_parts(answer)
    if not answer.n:
        return Exhibit(
            title=_("{subject}: no figures for {place}", subject=subject, place=answer.place),
            reading=_("The data have no such figures. A missing figure is not zero: choose another place or group."),
            notes=definitions(answer.indicators),
            **shared,
        )
    finding = _finding(answer, subject)
    return Exhibit(
        title=finding.title,
        reading=finding.reading,
        alt=_alt(answer, subject),
        notes=(*_more_note(answer), *_how_to_read(answer), *definitions(answer.indicators)),
        draw=chart_of(figures.over_time, answer),
        **shared,
    )


def real_earnings(answer: SeriesAnswer) -> Exhibit:
    """Earnings as paid, and in rupees of the latest month of the price index."""
    base, link_month = (periods.month(month) for month in answer.base)
    shared = _shared_parts(answer) | {
        "selection": _("{place} · base month {month}", place=answer.place, month=base),
        "filters": Filters.of({"place": [answer.place], "base": [answer.base[0]]}),
    }
    if not answer.n:
        return Exhibit(
            title=_("Earnings in rupees of {month}: no figures for {place}", month=base, place=answer.place),
            reading=_(
                "The data have no earnings here since {month}, when the price index begins.",
                month=periods.month(answer.since),
            ),
            notes=definitions(answer.indicators),
            **shared,
        )
    finding = _real_finding(answer, base)
    return Exhibit(
        title=finding.title,
        reading=finding.reading,
        alt=_alt(answer, _("real and nominal earnings")),
        notes=(
            _(
                "Real: what the pay would buy at the prices of {month}, the latest month of the consumer price index. "
                "The index changed its base; the two are linked by growth in {linked}, not by level. Prices of a year "
                "are the mean of its known months.",
                month=base,
                linked=link_month,
            ),
            *_how_to_read(answer),
            _("A mean also moves when the mix of workers does: it rises when low-paid people lose their work."),
            *definitions(answer.indicators),
        ),
        draw=chart_of(figures.over_time, answer),
        **shared,
    )


def _shared_parts(answer: SeriesAnswer) -> dict[str, Any]:
    ages = _("ages {ages}", ages=answer.ages) if answer.ages else ""
    columns = _columns(answer.unit)
    points = [(series, point) for series in answer.series for point in series.points]
    return {
        "key": answer.key,
        "unit": answer.unit,
        "data": {
            "line": [line_label(series.line) for series, _point in points],
            "series": [series.title for series, _point in points],
            "stretch": [point.stretch for _series, point in points],
            "period": [periods.words(point.start, point.end) for _series, point in points],
            "period_start": [point.start for _series, point in points],
            "period_end": [point.end for _series, point in points],
            "value": np.array([point.value for _series, point in points]),
            "source_title": [point.source_title for _series, point in points],
            "source_url": [point.source_url for _series, point in points],
        },
        "columns": columns,
        "n": answer.n,
        "sample": ngettext("{count} figure", "{count} figures", answer.n, count=wording.count(answer.n)),
        "source": answer.source,
        "selection": " · ".join(filter(None, [answer.place, ages])),
        "filters": Filters.of({"place": [answer.place], "ages": [answer.ages] if answer.ages else []}),
        "kind": kind_of_figures(answer.second_hand),
        "method": _(answer.method),
    }


def _columns(unit: str) -> tuple[Column, ...]:
    return (
        Column("line", _("Line"), "", _("The line of the chart")),
        Column("series", _("Series"), "", _("Title of the indicator: one definition and one unit")),
        Column(
            "stretch",
            _("Stretch"),
            "",
            _("Stretch within one method; figures of two stretches are not to be joined"),
        ),
        Column("period", _("Period"), "", _("The period in words")),
        Column("period_start", _("From"), "", _("First day of the period")),
        Column("period_end", _("To"), "", _("Last day of the period")),
        Column(
            "value", _("Value, {unit}", unit=unit), unit, _("The figure as published; missing where none was found")
        ),
        *source_columns(),
    )


def _subject(answer: SeriesAnswer) -> str:
    if answer.key in SUBJECTS:
        return _(SUBJECTS[answer.key])
    return answer.indicators[0].title


def _finding(answer: SeriesAnswer, subject: str) -> Finding:
    """The movement of the first line within its longest stretch, and its latest figure."""
    move = answer.movement()
    line = line_label(move.line)
    if move.line != WHOLE and not subject.startswith(line):
        subject = _("{subject} ({line})", subject=subject, line=line)
    title = _movement(subject, move, answer.unit)
    if move.first is move.last:
        reading = _(
            "In {place}, {value} in {period}.",
            place=answer.place,
            value=format_value(move.latest.value, answer.unit),
            period=_period(move.latest),
        )
    else:
        reading = _(
            "In {place}: {first} in {start}, {last} in {end}.",
            place=answer.place,
            first=format_value(move.first.value, answer.unit),
            start=_period(move.first),
            last=format_value(move.last.value, answer.unit),
            end=_period(move.last),
        )
    return Finding(title, " ".join([reading, *_other_method(move, answer.unit), *_other_lines(answer, move)]))


def _movement(subject: str, move: Movement, unit: str) -> str:
    """A heading on the movement of a figure between two periods."""
    before, after = format_value(move.first.value, unit), format_value(move.last.value, unit)
    start, end = _period(move.first), _period(move.last)
    if move.first is move.last:
        return _("{subject}: {value} in {period}", subject=subject, value=after, period=end)
    values = {"subject": subject, "before": before, "start": start, "after": after, "end": end}
    if before == after:
        return _("{subject} was {after} in {end}, as in {start}", **values)
    if move.last.value > move.first.value:
        return _("{subject} rose from {before} ({start}) to {after} ({end})", **values)
    return _("{subject} fell from {before} ({start}) to {after} ({end})", **values)


def _other_method(move: Movement, unit: str) -> list[str]:
    if move.other_method is None:
        return []
    return [
        _(
            "By another method it was {value} in {period}; the two are not to be compared.",
            value=format_value(move.other_method.value, unit),
            period=_period(move.other_method),
        )
    ]


def _other_lines(answer: SeriesAnswer, move: Movement) -> list[str]:
    parts = []
    for line in answer.lines:
        if line == move.line:
            continue
        latest = newest_point(answer.series, line)
        values = {
            "line": line_label(line),
            "value": format_value(latest.value, answer.unit),
            "period": _period(latest),
        }
        same_end = latest.end == move.latest.end
        parts.append(_("{line}: {value}", **values) if same_end else _("{line}: {value} ({period})", **values))
    return [_("Latest figures: {figures}.", figures=list_names(parts))] if parts else []


def _real_finding(answer: SeriesAnswer, base: str) -> Finding:
    real, paid = answer.movement("real"), answer.movement("paid")
    money = [format_value(point.value, answer.unit) for point in (paid.first, paid.last, real.first, real.last)]
    if real.first is real.last:
        return Finding(
            _(
                "Earnings in rupees of {month}: {value} in {period}",
                month=base,
                value=money[3],
                period=_period(real.last),
            ),
            _(
                "In {place}, regular workers earned {paid} a month in {period}: {real} in rupees of {month}.",
                place=answer.place,
                paid=money[1],
                period=_period(paid.last),
                real=money[3],
                month=base,
            ),
        )
    reading = _(
        "In {place}, regular workers were paid {first} a month in {start} and {last} in {end}. At the prices of "
        "{month} that is {real_first} and {real_last}.",
        place=answer.place,
        first=money[0],
        start=_period(paid.first),
        last=money[1],
        end=_period(paid.last),
        month=base,
        real_first=money[2],
        real_last=money[3],
    )
    return Finding(_real_title(real), " ".join([reading, *_other_method(real, answer.unit)]))


HARDLY = 0.03
"""A change of real earnings below this share counts as hardly any: official means have errors of a few percent."""


def _real_title(move: Movement) -> str:
    change = move.last.value / move.first.value - 1
    year = _period(move.first)
    if abs(change) < HARDLY:
        return _("After prices, pay has hardly changed since {year}", year=year)
    share = wording.percent(abs(change))
    if change > 0:
        return _(
            "After prices, pay was {share} higher in {end} than in {start}",
            share=share,
            end=_period(move.last),
            start=year,
        )
    return _(
        "After prices, pay was {share} lower in {end} than in {start}", share=share, end=_period(move.last), start=year
    )


def _period(point: Point) -> str:
    return periods.words(point.start, point.end)


def _alt(answer: SeriesAnswer, subject: str) -> str:
    parts = []
    for series in answer.series:
        for stretch in series.stretches():
            points = [point for point in stretch if point.has_value]
            ends = [points[0], points[-1]] if len(points) > 1 else points
            figures_of = " – ".join(f"{format_value(p.value, answer.unit)} ({_period(p)})" for p in ends)
            if ends:
                parts.append(f"{line_label(series.line)}: {figures_of}")
    text = _("Line chart of {subject}, {place}. {lines}.", subject=subject, place=answer.place, lines="; ".join(parts))
    days = find_breaks(answer.series)
    return f"{text} {_break_sentence(days)}" if days else text


def _break_sentence(days: Sequence[str]) -> str:
    return _(
        "Break ({months}): the method changed; figures on either side are not to be compared.",
        months=list_names(periods.month(day[:7]) for day in days),
    )


def _more_note(answer: SeriesAnswer) -> tuple[str, ...]:
    if not answer.more:
        return ()
    return (
        ngettext(
            "{count} more series of this indicator can be chosen.",
            "{count} more series of this indicator can be chosen.",
            answer.more,
            count=wording.count(answer.more),
        ),
    )


def _how_to_read(answer: SeriesAnswer) -> tuple[str, ...]:
    """Notes on gaps, breaks and open marks, if there are any."""
    notes = []
    if answer.missing:
        notes.append(
            _(
                "A gap in a line is a period without a figure ({count} here), not a zero.",
                count=wording.count(answer.missing),
            )
        )
    days = find_breaks(answer.series)
    if days:
        notes.append(_break_sentence(days))
    titles = list(dict.fromkeys(series.title for series in answer.series))
    if len(answer.series) > len(answer.lines):
        notes.append(_("Filled marks: {first}. Open marks: {others}.", first=titles[0], others=list_names(titles[1:])))
    return tuple(notes)


def rate_labels() -> dict[Rate, str]:
    """The page's label for each yearly rate."""
    return {rate: _(SUBJECTS[f"{rate}_by_year"]) for rate in RATES}
