"""What other sources say, in words: one line per source, never pooled; a heading names the reliable ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from analytics.model import Measure, Provenance
from analytics.presenting import phrases
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.headings import LEAST_ROWS
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import count, exact_money, period
from analytics.statistics.bands import FEWEST_CLUSTERS, MONTHS
from analytics.texts import N_
from analytics.topics.bands.columns import band_column
from analytics.topics.witnesses import figures, names
from analytics.topics.witnesses.answer import End, Witness
from analytics.topics.witnesses.floor import FloorAnswer
from analytics.topics.witnesses.strip import StripAnswer
from analytics.view import Context

QUANTILES = ("p10", "p50", "p90")
IN_HEADING, IN_SENTENCES = 2, 3
"""The most sources in the heading, and in the notes; the chart and the table hold all."""


def strip(answer: StripAnswer, *, with_floor: bool = True) -> Exhibit:
    """One line per source for the same work, level and place, as closely as the source allows.

    Args:
        with_floor: whether to describe pay under the floor; not if another card on the page does.
    """
    context, rows = answer.context, answer.lines
    sources = len({line.witness.source for line in rows})
    source = Provenance(title=_("Other sources, each named in its row"), publisher="", kind="published")
    data = _data(answer) if rows else {}
    reading, sentences = _reading(answer, with_floor), _sentences(answer)
    return Exhibit(
        key="other_sources",
        title=_title(answer),
        reading=reading,
        data=data,
        columns=_columns(context, data),
        unit=f"INR per {context.per}",
        n=sum(line.end.n for line in rows),
        source=source,
        kind=_("Side by side"),
        sample=ngettext("{n} source", "{n} sources", sources, n=count(sources)),
        method=_(answer.method),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_(
            "Each source as a line from its tenth to its ninetieth of a hundred offers. {reading}",
            reading=" ".join(sentences),
        ),
        notes=(*sentences, *_notes(answer)),
        draw=chart_of(figures.strip, answer) if rows else None,
    )


def _reading(answer: StripAnswer, with_floor: bool) -> str:
    if not answer.applies:
        return _("The other sources are in rupees, this survey in {currency}.", currency=answer.context.currency)
    if not answer.lines:
        return _("No other source has six posts for this work.")
    if answer.floor and with_floor:
        return below_floor(answer.floor, answer.context)
    return _("Each answers for itself, for the work, place and level nearest to this that it knows.")


def _title(answer: StripAnswer) -> str:
    """The title: the medians of the sources that a heading may name, or a statement that there are none."""
    sure = [words for witness in answer.witnesses.lines if (words := _in_heading(witness, answer.context))]
    if sure:
        return _("Other sources: {figures}", figures=list_names(sure[:IN_HEADING]))
    if answer.lines:
        return _("No other source has enough posts to be sure")
    return _("No other source to compare with")


def _in_heading(witness: Witness, context: Context) -> str:
    """The median ends of a source with enough posts of enough employers; empty for any other."""
    ends = {end.measure: end for end in witness.bands if not math.isnan(end.p50.value) and end.n >= LEAST_ROWS}
    if witness.verdict == "unreliable" or (witness.employers or 0) < FEWEST_CLUSTERS or not ends:
        return ""
    if _runs_backwards(ends):
        return ""
    medians = {measure: names.pay(end.p50, context.per) for measure, end in ends.items()}
    if {"low", "high"} <= ends.keys():
        return _("{low} to {high} ({source})", source=witness.short_title, **medians)
    (measure, pay), *_others = medians.items()
    messages = {
        "low": N_("{pay} at the low end ({source})"),
        "high": N_("{pay} at the high end ({source})"),
        "middle": N_("{pay} ({source})"),
    }
    return _(messages[measure], pay=pay, source=witness.short_title)


def _runs_backwards(ends: Mapping[Measure, End]) -> bool:
    """Whether the posts that state a low end are above those that state a high one, so they form no range."""
    return {"low", "high"} <= ends.keys() and ends["low"].p50.value > ends["high"].p50.value


def _sentences(answer: StripAnswer) -> list[str]:
    """A sentence for each of the first sources that have a median."""
    able = [witness for witness in answer.witnesses.lines if witness.bands]
    return [_sentence(witness, answer.context) for witness in able[:IN_SENTENCES]]


def below_floor(floor: FloorAnswer, context: Context) -> str:
    """The share of pay below the floor of the source in view, on a site that accepts any pay."""
    core = floor.core
    return _(
        "Below {floor}, where this survey sees nothing: on {source}, which takes any pay, offers for clerical work "
        "start near {low} and commonly reach {high} ({n} posts, employers unknown, so read it with care).",
        floor=phrases.to_the_rupee(context, floor.floor),
        source=floor.title,
        low=names.pay(core.low.p50, context.per),
        high=names.pay(core.high.p50, context.per),
        n=count(core.n),
    )


def _sentence(witness: Witness, context: Context) -> str:
    ends = {end.measure: end for end in witness.bands if not math.isnan(end.p50.value)}
    places = {
        "title": witness.title,
        "sample": phrases.sample(witness.n, witness.employers, witness.kind),
        "matched": names.question_in_words(witness.matched),
    }
    if _runs_backwards(ends):
        return _("{title} ({sample}; {matched}): no range, because some posts state only a low end and others only a "
                 "high end.", **places)  # fmt: skip
    medians = {measure: names.pay(end.p50, context.per) for measure, end in ends.items()}
    if {"low", "high"} <= ends.keys():
        return _("{title} ({sample}; {matched}): the middle offer runs from {low} to {high}.",
                 low=medians["low"], high=medians["high"], **places)  # fmt: skip
    measure, end = next(iter(ends.items()), ("middle", witness.bands[0]))
    messages = {
        "low": N_("{title} ({sample}; {matched}): half of the lowest offers are below {pay}."),
        "high": N_("{title} ({sample}; {matched}): half of the highest offers are below {pay}."),
        "middle": N_("{title} ({sample}; {matched}): the middle figure is {pay}."),
    }
    return _(messages[measure], pay=names.pay(end.p50, context.per), **places)


def _data(answer: StripAnswer) -> dict[str, object]:
    rows, months = answer.lines, MONTHS[answer.context.per]
    data: dict[str, object] = {
        "source": [line.witness.title for line in rows],
        "period": [period(line.witness.period) for line in rows],
        "kind": [line.witness.kind for line in rows],
        "matched": [names.question_in_words(line.witness.matched) for line in rows],
        "end": [names.end(line.end.measure) for line in rows],
        "n": np.array([line.end.n for line in rows], np.int64),
        "employers": np.array([_or_missing(line.witness.employers) for line in rows]),
    }
    for name in QUANTILES:
        value, low, high = np.array([line.quantile(name) for line in rows]).T * months
        data |= {name: value, f"{name}_low": low, f"{name}_high": high}
    if answer.witnesses.pay is not None:
        data["below"] = np.array([line.end.below.value if line.end.below else math.nan for line in rows])
    return data | {"quality": [line.witness.verdict for line in rows]}


def _or_missing(employers: int | None) -> float:
    return math.nan if employers is None else employers


def _columns(context: Context, data: dict[str, object]) -> tuple[Column, ...]:
    columns = (
        Column("source", _("Source"), "", _("The site or survey")),
        Column("period", _("Period"), "", _("When its figures were collected")),
        Column("kind", _("Kind"), "", _("Posted, measured or published")),
        Column("matched", _("Answers for"), "", _("The work, place and level that the source could be asked for")),
        Column("end", _("End of the range"), "", _("Which end of the stated ranges the row is about")),
        Column("n", _("Posts"), "count", _("How many posts state this end")),
        Column("employers", _("Employers"), "count", _("How many employers they come from; empty where unknown")),
        Column("below", _("Share below"), "share", _("Share of these ends below the salary, ties counted half")),
        Column("quality", _("Quality"), "", _("How sure the least sure median of the source is")),
    )
    column_by_name = {column.name: column for column in columns}
    rupees = replace(context, currency="INR")
    return tuple(column_by_name.get(name) or band_column(name, rupees) for name in data)


def _notes(answer: StripAnswer) -> tuple[str, ...]:
    notes = [
        _("Each source stands for itself: other sites, other years. Nothing is added up."),
        *(_list_note(witness) for witness in answer.witnesses.lines if witness.verdict == "list" and witness.listed),
    ]
    thin = [witness.title for witness in answer.witnesses.lines if witness.verdict == "too few"]
    if thin:
        notes.append(_("Too few posts for this work: {sources}.", sources=list_names(thin)))
    if any(witness.work_from == "searches" and witness.bands for witness in answer.witnesses.lines):
        notes.append(
            _("Where a source was collected by searches, a post counts for the work searched for, not by its title.")
        )
    return tuple(notes)


def _list_note(witness: Witness) -> str:
    ranges = [
        exact_money(low) if low == high else _("{low} to {high}", low=exact_money(low), high=exact_money(high))
        for low, high in witness.listed[:IN_SENTENCES]
    ]
    return _("{title} ({n} in all, shown as a list; {matched}): {ranges}.", title=witness.title, n=count(witness.n),
             matched=names.question_in_words(witness.matched), ranges=list_names(ranges))  # fmt: skip
