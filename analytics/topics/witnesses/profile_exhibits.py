"""The sources in words: description, blind spots, differences in level, re-identification risk."""

from __future__ import annotations

import math

import numpy as np

from analytics.model import Ends, Provenance
from analytics.presenting import phrases
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import count, exact_money, percent, period
from analytics.texts import N_
from analytics.topics.witnesses import figures, names
from analytics.topics.witnesses.agreement import OUTSIDE, YEARS_APART
from analytics.topics.witnesses.levels import LevelGap, Likeness
from analytics.topics.witnesses.profiles import Profile, SourcesAnswer
from analytics.topics.witnesses.traces import Traces

ENDS: dict[Ends, str] = {
    "both": N_("It states both ends of a range."),
    "high": N_("It states the highest offer only."),
    "low": N_("It states the lowest offer only."),
    "single": N_("It states single figures."),
}
ALIKE: dict[Likeness, str] = {"role": N_("role"), "experience": N_("level"), "class": N_("class of city")}


def terms(answer: SourcesAnswer) -> list[tuple[str, str]]:
    """Each source with its description, scope, blind spots and re-identification risk."""
    return [(profile.title, " ".join(filter(None, _facts(profile)))) for profile in answer.profiles]


def _facts(profile: Profile) -> list[str]:
    posted = profile.kind == "posted"
    return [
        profile.description,
        _size(profile, posted),
        _("Too few for bands: shown as a list.") if posted and profile.listed else "",
        "" if profile.checked else _("Computed by others; we could not check it."),
        _(ENDS[profile.ends]) if posted or profile.official else "",
        _limits(profile),
        _("It cannot see: {missing}.", missing=profile.leaves_out) if profile.leaves_out else "",
        _traceability(profile.traces) if profile.traces else "",
    ]


def _size(profile: Profile, posted: bool) -> str:
    """The number of rows, their period, and the number of rows left out."""
    n = profile.n
    figures = ngettext("{n} figure", "{n} figures", n, n=count(n))
    sample = phrases.sample(n, profile.employers, profile.kind) if posted else figures
    values = {"sample": sample, "period": period(profile.period)}
    if not profile.left_out:
        return _("{sample}, {period}.", **values)
    excluded = count(profile.left_out)
    return _("{sample}, {period}; {left_out} rows of the evidence were left out.", left_out=excluded, **values)


def _limits(profile: Profile) -> str:
    floor, cap = ("" if limit is None else exact_money(limit) for limit in (profile.floor, profile.cap))
    if floor and cap:
        return _("It takes no pay under {floor} or above {cap} a month.", floor=floor, cap=cap)
    if floor:
        return _("It takes no pay under {floor} a month.", floor=floor)
    return _("It takes no pay above {cap} a month.", cap=cap) if cap else ""


def _traceability(traces: Traces) -> str:
    sentence = _(
        "A reader who knows one of its posts could find the row of {alone} of them: no other has the same values.",
        alone=percent(traces.share_unique),
    )
    if traces.linked is None:
        return f"{sentence} {_('No row tells its employer.')}"
    note = _(
        "For {linked} the number of the employer leads on to other posts of the same firm and family of work, at most "
        "{most}.",
        linked=percent(traces.linked),
        most=count(traces.most),
    )
    return f"{sentence} {note}"


def levels(answer: SourcesAnswer) -> Exhibit:
    """The difference in level between each pair of sources, for like work."""
    gaps = answer.gaps
    able = [gap for gap in gaps if not math.isnan(gap.ratio)]
    sentences = [_gap_sentence(gap, answer) for gap in sorted(able, key=lambda gap: -gap.cells)]
    reading = (
        _("{first} The table holds every pair.", first=sentences[0])
        if sentences
        else _("No two sources have three kinds of like work with six posts each.")
    )
    return Exhibit(
        key="source_levels",
        title=_("How far sources lie from each other for like work"),
        reading=reading,
        data=_gap_data(answer) if gaps else {},
        columns=_gap_columns(),
        unit="share",
        n=sum(gap.cells for gap in gaps),
        source=Provenance(title=_("The sources, each named in its row"), publisher="", kind="published"),
        kind=_("Side by side"),
        sample=ngettext("{n} pair", "{n} pairs", len(gaps), n=count(len(gaps))),
        selection=_("Every role"),
        method=_(answer.levels_method),
        alt=_("For each pair of sources the difference of like work in percent. {pairs}", pairs=" ".join(sentences)),
        notes=(
            _("Mark: how much higher the first source lies than the second, in the middle of the cells; line: the "
              "middle half of the cells. A pair without a mark has too few cells."),
            _(answer.levels_method),
        ),
        draw=chart_of(figures.levels, answer) if gaps else None,
    )  # fmt: skip


def _gap_sentence(gap: LevelGap, answer: SourcesAnswer) -> str:
    difference = gap.ratio - 1
    parts = [
        _(
            "{first} lies {difference} than {second} in the {end} ({cells}, alike in {alike}; middle half {low} to "
            "{high}).",
            first=answer.title_of(gap.first),
            second=answer.title_of(gap.second),
            difference=_difference(difference),
            end=names.end(gap.end or "high"),
            cells=ngettext("{n} cell", "{n} cells", gap.cells, n=count(gap.cells)),
            alike=list_names(_(ALIKE[name]) for name in gap.alike),
            low=names.ratio(gap.low),
            high=names.ratio(gap.high),
        )
    ]
    if gap.years > YEARS_APART:
        parts.append(_("{n} years lie between them.", n=count(gap.years)))
    if gap.outside >= OUTSIDE:
        parts.append(_("One does not take {share} of the other's posts.", share=percent(gap.outside)))
    return " ".join(parts)


def _difference(difference: float) -> str:
    share = percent(abs(difference))
    return _("{share} higher", share=share) if difference >= 0 else _("{share} lower", share=share)


def _gap_data(answer: SourcesAnswer) -> dict[str, object]:
    gaps = answer.gaps
    return {
        "first": [answer.title_of(gap.first) for gap in gaps],
        "second": [answer.title_of(gap.second) for gap in gaps],
        "end": [names.end(gap.end) if gap.end else "" for gap in gaps],
        "alike": [list_names(_(ALIKE[name]) for name in gap.alike) for gap in gaps],
        "cells": np.array([gap.cells for gap in gaps], np.int64),
        "posts": np.array([gap.posts for gap in gaps], np.int64),
        "ratio": np.array([gap.ratio for gap in gaps]),
        "ratio_low": np.array([gap.low for gap in gaps]),
        "ratio_high": np.array([gap.high for gap in gaps]),
        "years_between": np.array([gap.years for gap in gaps], np.int64),
        "outside": np.array([gap.outside for gap in gaps]),
    }


def _gap_columns() -> tuple[Column, ...]:
    return (
        Column("first", _("First source"), "", _("The site or survey")),
        Column("second", _("Second source"), "", _("The one it is compared with")),
        Column("end", _("End compared"), "", _("The end of the ranges that both state")),
        Column("alike", _("Alike in"), "", _("What is the same in both")),
        Column("cells", _("Cells"), "count", _("Kinds of like work with six posts in both")),
        Column("posts", _("Posts"), "count", _("The smaller number of posts of each cell, added up")),
        Column("ratio", _("First ÷ second"), "share", _("Weighted median over the cells of median ÷ median")),
        Column("ratio_low", _("25 in 100 cells below"), "share", _("Lower end of the middle half of the cells")),
        Column("ratio_high", _("75 in 100 cells below"), "share", _("Upper end of the middle half of the cells")),
        Column("years_between", _("Years between"), "count", _("Full years between the periods of the two")),
        Column("outside", _("Not taken"), "share",
               _("Posts of one, for the same roles, that the other does not take; the larger of the two shares")),
    )  # fmt: skip


def found_again(answer: SourcesAnswer) -> Exhibit:
    """The posts that a reader who knows one could recognise, measured for each source of posts."""
    pairs = [(profile.title, profile.traces) for profile in answer.profiles if profile.traces is not None]
    data: dict[str, object] = {
        "source": [title for title, _traces in pairs],
        "posts": np.array([traces.posts for _title, traces in pairs], np.int64),
        "alone": np.array([traces.share_unique for _title, traces in pairs]),
        "employers": np.array([_or_missing(traces.employers) for _title, traces in pairs]),
        "linked": np.array([_or_missing(traces.linked) for _title, traces in pairs]),
        "most": np.array([_or_missing(traces.most) for _title, traces in pairs]),
    }
    columns = (
        Column("source", _("Source"), "", _("The site")),
        Column("posts", _("Posts"), "count", _("All of them, doubtful ones included")),
        Column("alone", _("Alone"), "share", _("Posts that no other equals in every dimension and pay")),
        Column("employers", _("Employers"), "count", _("Numbers of employers; empty where they are unknown")),
        Column("linked", _("Linked"), "share", _("Posts whose employer's number leads to another post")),
        Column("most", _("Largest"), "count", _("Posts of the largest employer in one family of work")),
    )
    shares = list_names(f"{title}: {percent(traces.share_unique)}" for title, traces in pairs)
    return Exhibit(
        key="source_traces",
        title=_("What a reader could still recognise"),
        reading=_("Posts that are unique in a file, so that whoever knows one would find its row: {shares}. Names, "
                  "titles, links, texts and days are in none.", shares=shares),
        data=data if pairs else {},
        columns=columns,
        unit="share",
        n=sum(traces.posts for _title, traces in pairs),
        source=Provenance(title=_("The sources, each named in its row"), publisher="", kind="published"),
        kind=_("Side by side"),
        selection=_("Every post"),
        method=_(answer.traces_method),
        notes=(_(answer.traces_method),),
    )  # fmt: skip


def _or_missing(value: float | None) -> float:
    return math.nan if value is None else value
