"""The bands of groups in words: title, reading, notes, table.

They are one subject: a heading may claim only what its sentence and the notes under it bear out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from analytics.model import NOT_STATED, Measure, column_name
from analytics.presenting import headings, phrases
from analytics.presenting.exhibit import Exhibit, Finding, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import count, rows
from analytics.statistics.bands import LARGE, QUANTILES, SHOWN_FROM, Band, Period
from analytics.texts import N_
from analytics.topics.bands import figures
from analytics.topics.bands.answer import FLOOR_NAMED, BandsAnswer
from analytics.topics.bands.columns import band_data, benchmark_data, describe, group_column
from analytics.view import Context, RowsWithout

HOW_TO_READ = N_("Bar: the middle half. Thin line: 8 in 10. Mark: the median, with its 95 % interval.")
NAMED_AT_MOST = 6
"""The most groups that a note names; the rest are counted."""


WEIGHTS_TOO_UNEQUAL = N_("Few of the {rows} carry much of the weight: too few for a median.")


def bands(answer: BandsAnswer) -> Exhibit:
    """The bands of the groups of one dimension."""
    context = answer.context
    if not answer.has_dimension:
        return _unknown_dimension(answer)
    rows = answer.bands_with_median
    title, reading = finding(answer)
    numbers = band_data(answer.bands, ranges=context.ranges, count=context.count_unit)
    if answer.benchmarks:
        numbers |= benchmark_data(answer.benchmarks)
    name = column_name(answer.by, numbers)
    data = {name: [band.group for band in answer.bands]} | numbers
    return Exhibit(
        key=f"bands_by_{answer.by}",
        title=title,
        reading=reading,
        data=data,
        columns=describe(data, context, {name: group_column(answer.by, context, name)}),
        unit=context.unit,
        n=answer.total.n,
        employers=answer.total.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_alt(answer),
        notes=_notes(answer),
        rows_without=answer.rows_without,
        draw=chart_of(figures.bands, answer) if rows else None,
    )


def headline(answer: BandsAnswer) -> str:
    """One sentence on the whole selection that a person could repeat."""
    context, band = answer.context, answer.total
    if band.has_median:
        return middle_half(band, context)
    if not band.n:
        return no_rows_sentence(context)
    if _weights_withhold(band, "p50", context):
        return _(WEIGHTS_TOO_UNEQUAL, rows=rows(band.n, context.kind))
    return _("Only {rows} here: too few for a median.", rows=rows(band.n, context.kind))


def middle_half(band: Band, context: Context) -> str:
    """The sentence on the middle half of a group, or on its median if the quartiles may not be shown."""
    median = phrases.quantile(context, band.p50.value, band.p50.spread)
    sample = phrases.counted_population(band.n, band.employers, context.filters, context.kind, context.count_unit)
    if context.measure != "middle":
        return _half_of_ends(band, context, sample)
    if np.isnan(band.p25.value):
        if context.per == "month":
            return _("The median of {sample} is {median} a month.", sample=sample, median=median)
        return _("The median of {sample} is {median}.", sample=sample, median=median)
    low, high = (phrases.quantile(context, end.value, band.p50.spread) for end in (band.p25, band.p75))
    message = {
        ("posted", "month"): N_("Half of the {sample} offer between {low} and {high} a month; the median is {median}."),
        ("posted", "year"): N_("Half of the {sample} offer between {low} and {high}; the median is {median}."),
        ("other", "month"): N_("Half of the {sample} state between {low} and {high} a month; the median is {median}."),
        ("other", "year"): N_("Half of the {sample} state between {low} and {high}; the median is {median}."),
    }[("posted" if context.kind == "posted" else "other", context.per)]
    return _(message, sample=sample, low=low, high=high, median=median)


_ENDS: dict[Measure, dict[Period, str]] = {
    "low": {
        "month": N_(
            "For half of the {sample}, the low end is between {low} and {high} a month; its median is {median}."
        ),
        "year": N_("For half of the {sample}, the low end is between {low} and {high}; its median is {median}."),
    },
    "high": {
        "month": N_(
            "For half of the {sample}, the high end is between {low} and {high} a month; its median is {median}."
        ),
        "year": N_("For half of the {sample}, the high end is between {low} and {high}; its median is {median}."),
    },
}
_MEDIAN_ENDS: dict[Measure, dict[Period, str]] = {
    "low": {
        "month": N_("The median low end of {sample} is {median} a month."),
        "year": N_("The median low end of {sample} is {median}."),
    },
    "high": {
        "month": N_("The median high end of {sample} is {median} a month."),
        "year": N_("The median high end of {sample} is {median}."),
    },
}


def _half_of_ends(band: Band, context: Context, sample: str) -> str:
    """The same if only one end of each range counts, since nobody offers only that end."""
    median = phrases.quantile(context, band.p50.value, band.p50.spread)
    if np.isnan(band.p25.value):
        return _(_MEDIAN_ENDS[context.measure][context.per], sample=sample, median=median)
    low, high = (phrases.quantile(context, end.value, band.p50.spread) for end in (band.p25, band.p75))
    return _(_ENDS[context.measure][context.per], sample=sample, low=low, high=high, median=median)


def no_rows_sentence(context: Context) -> str:
    """The sentence for a selection without countable rows."""
    population = phrases.population(context.filters, context.kind)
    if context.source.protected:
        return _("There are no {rows}, or too few to show: this survey protects small groups.", rows=population)
    return _("There are no {rows}.", rows=population)


def thin_title(total: Band, context: Context) -> str:
    """The heading of a selection without a median."""
    if total.n == 0:
        return _("No {rows} match", rows=phrases.noun(context.kind))
    return _("{rows}: too few to say", rows=phrases.counted_rows(total.counting, context))


class PayAnswer(Protocol):
    """The common part of every answer about the pay of a selection."""

    @property
    def context(self) -> Context: ...  # noqa: D102
    @property
    def total(self) -> Band: ...  # noqa: D102
    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def rows_without(self) -> RowsWithout: ...  # noqa: D102


def empty_exhibit(answer: PayAnswer, key: str, title: str, reading: str) -> Exhibit:
    """The exhibit for a selection without an answer: a title, the reason, and the filters responsible."""
    context, total = answer.context, answer.total
    return Exhibit(
        key=key, title=title, reading=reading, data={}, columns=(), unit=context.unit, n=total.n,
        employers=total.employers, count_unit=context.count_unit, source=context.source,
        method=phrases.method(answer.method, context), selection=phrases.selection(context), filters=context.filters,
        rows_without=answer.rows_without,
    )  # fmt: skip


def _unknown_dimension(answer: BandsAnswer) -> Exhibit:
    """The exhibit in place of an answer that the survey cannot give."""
    name = phrases.dimension(answer.by, answer.context)
    return empty_exhibit(
        answer,
        f"bands_by_{answer.by}",
        _("No bands by {dimension}", dimension=name),
        phrases.dimensions_missing(answer.context, answer.by),
    )


def finding(answer: BandsAnswer) -> Finding:
    """The heading of the bands and the sentence under it."""
    context, rows, total = answer.context, answer.bands_with_median, answer.total
    if not rows:
        if _weights_withhold(total, "p50", context):
            posts = phrases.counted_rows(total.counting, context)
            return Finding(thin_title(total, context), _(WEIGHTS_TOO_UNEQUAL, rows=posts))
        if total.has_median:
            return _of_thin_groups(answer)
        few = _("{rows} are too few for a median, which needs {least}.",
                rows=phrases.counted_rows(total.counting, context), least=SHOWN_FROM["p50"])  # fmt: skip
        return Finding(thin_title(total, context), few if total.n else no_rows_sentence(context))
    if len(rows) == 1:
        return _of_one_group(answer, rows[0])
    candidates = [band for band in rows if band.group != NOT_STATED]
    sure = [band for band in candidates if headings.can_be_named(band)]
    if len(sure) < 2:
        return _without_ranking(answer)
    if answer.by == "experience":
        return _from_level_to_level(context, sure[0], sure[-1])
    return _highest_and_lowest(answer, sure)


def _of_thin_groups(answer: BandsAnswer) -> Finding:
    """The heading if each group is too small for a median, but all together are not."""
    context = answer.context
    title = _("Pay by {dimension}: too few {rows} in each group",
              dimension=phrases.dimension(answer.by, context), rows=phrases.counted_noun(context))  # fmt: skip
    none = _("No group has the {least} {rows} that a median needs.",
             least=SHOWN_FROM["p50"], rows=phrases.counted_noun(context))  # fmt: skip
    return Finding(title, f"{middle_half(answer.total, context)}\n{none}")


def _of_one_group(answer: BandsAnswer, band: Band) -> Finding:
    context = answer.context
    if band.flagged:
        sample = phrases.sample(band.n, band.employers, context.kind, context.count_unit)
        title = (
            _("{sample}: too few employers for a heading", sample=sample)
            if band.few_employers
            else _("{sample}: one employer weighs too much for a heading", sample=sample)
        )
        return Finding(title, middle_half(band, context))
    median = phrases.quantile(context, band.p50.value, band.p50.spread)
    if band.group in context.filters[answer.by]:
        title = (
            _("Median {median} a month", median=median)
            if context.per == "month"
            else _("Median {median}", median=median)
        )
    elif context.per == "month":
        title = _("Median {median} a month ({group})", median=median, group=band.group)
    else:
        title = _("Median {median} ({group})", median=median, group=band.group)
    return Finding(title, middle_half(band, context))


def _without_ranking(answer: BandsAnswer) -> Finding:
    """The heading that names no group, because fewer than two may be named."""
    context = answer.context
    title = _("Pay by {dimension}: too few {rows} or employers to rank",
              dimension=phrases.dimension(answer.by, context), rows=phrases.noun(context.kind))  # fmt: skip
    reading = (
        middle_half(answer.total, context) if answer.total.has_median else _("Each group is below, with its number.")
    )
    return Finding(title, reading)


def _from_level_to_level(context: Context, first: Band, last: Band) -> Finding:
    """The heading from the lowest level to the highest: it describes posts, whose work differs between levels."""
    low, high = (phrases.pay(context, band.p50.value, band.p50.spread) for band in (first, last))
    title = _("{first_level}: {low}; {last_level}: {high}",
              first_level=first.group, low=low, last_level=last.group, high=high)  # fmt: skip
    message = (
        N_("The median is {low} in {first_sample} for {first_level} and {high} in {last_sample} for {last_level}. "
           "{rows_title} for more years are mostly for other jobs.")
    )  # fmt: skip
    reading = _(
        message,
        low=low,
        high=high,
        first_sample=phrases.sample(first.n, first.employers, context.kind, context.count_unit),
        last_sample=phrases.sample(last.n, last.employers, context.kind, context.count_unit),
        first_level=phrases.level(first.group),
        last_level=phrases.level(last.group),
        rows_title=phrases.noun_title(context.kind),
    )
    return Finding(title, reading)


def _highest_and_lowest(answer: BandsAnswer, sure: list[Band]) -> Finding:
    context = answer.context
    top, bottom = max(sure, key=lambda band: band.p50.value), min(sure, key=lambda band: band.p50.value)
    highest, lowest = _median(top, context), _median(bottom, context)
    beyond = [
        band
        for band in answer.bands_with_median
        if band not in sure
        and not (band.flagged or band.group == NOT_STATED)
        and not bottom.p50.value <= band.p50.value <= top.p50.value
    ]
    title = _(
        N_("Of the groups that can be ranked by {dimension}, the median runs from {lowest} to {highest}")
        if beyond
        else N_("By {dimension}, the median runs from {lowest} to {highest}"),
        dimension=phrases.dimension(answer.by, context),
        lowest=lowest,
        highest=highest,
    )
    tops, bottoms = ([band.group for band in sure if _median(band, context) == end] for end in (highest, lowest))
    words = {
        "population": phrases.population(context.filters, context.kind),
        "top": _list_names(tops),
        "highest": highest,
        "bottom": _list_names(bottoms),
        "lowest": lowest,
    }
    if highest == lowest:
        title = _("By {dimension}, the medians are alike: {pay}",
                  dimension=phrases.dimension(answer.by, context), pay=highest)  # fmt: skip
        reading = _("Among {population}, the median of {groups} is {pay}.",
                    population=words["population"], groups=words["top"], pay=highest)  # fmt: skip
    elif headings.surely_above(top, bottom):
        reading = ngettext(
            "Among {population}, {top} is highest at {highest} and {bottom} lowest at {lowest}.",
            "Among {population}, {top} are highest at {highest} and {bottom} lowest at {lowest}.",
            len(tops),
            **words,
        )
    else:
        reading = ngettext(
            "Among {population}, {top} is highest at {highest} and {bottom} lowest at {lowest}; their intervals "
            "overlap, so the order is not certain.",
            "Among {population}, {top} are highest at {highest} and {bottom} lowest at {lowest}; their intervals "
            "overlap, so the order is not certain.",
            len(tops),
            **words,
        )
    if beyond:
        too_few = _("Too few {rows} to rank: {groups}.", rows=phrases.counted_noun(context),
                    groups=_list_names([band.group for band in beyond]))  # fmt: skip
        reading = f"{reading} {too_few}"
    return Finding(title, reading)


def _median(band: Band, context: Context) -> str:
    """The median of a group, worded as in the chart."""
    return phrases.pay(context, band.p50.value, band.p50.spread)


def _alt(answer: BandsAnswer) -> str:
    context, rows = answer.context, answer.bands_with_median
    parts = [
        _("{group} {median} from {n}", group=band.group, median=phrases.pay(context, band.p50.value, band.p50.spread),
          n=count(band.n))
        for band in rows[:8]
    ]  # fmt: skip
    if len(rows) > 8:
        parts.append(_("{n} more", n=count(len(rows) - 8)))
    return _("Pay bands by {dimension}. Medians: {medians}.",
             dimension=phrases.dimension(answer.by, context), medians="; ".join(parts))  # fmt: skip


def _notes(answer: BandsAnswer) -> tuple[str, ...]:
    context, kind = answer.context, answer.context.kind
    posts = phrases.noun(kind)
    empty = [band for band in answer.bands if not band.has_median and not _weights_withhold(band, "p50", context)]
    unequal = [band.group for band in answer.bands if any(_weights_withhold(band, name, context) for name in QUANTILES)]
    notes = [_(HOW_TO_READ)] if answer.bands_with_median else []
    notes += [phrases.largest_employer(answer.total, context), floor_note(answer.total, context)]
    if answer.bands_with_median and figures.floor_drawn(answer):
        notes.append(_("Dots across: the least pay this site takes."))
    if len(answer.bands) < answer.groups:
        notes.append(_("The {shown} of {groups} with the most {rows} are shown.",
                       shown=count(len(answer.bands)), groups=count(answer.groups), rows=posts))  # fmt: skip
    if empty:
        notes.append(_too_thin(empty, context))
    if unequal:
        notes.append(_("Left out, because too few {rows} carry the weight beyond them: figures of {groups}.",
                       rows=phrases.noun(kind), groups=_list_names(unequal)))  # fmt: skip
    if any(np.isnan(band.p90.value) and not band.withheld("p90") for band in answer.bands_with_median):
        notes.append(
            _("Where a bar or a line is missing there are too few {rows}: the middle half needs {quarters}, the ends "
              "{ends}.", rows=phrases.counted_noun(context), quarters=SHOWN_FROM["p25"], ends=SHOWN_FROM["p10"])
        )  # fmt: skip
    notes += employers_notes(answer.bands_with_median, context)
    if answer.overlapping:
        notes.append(_("Of these {rows}, one that names several groups counts in each of them, and once in the total.",
                       rows=posts))  # fmt: skip
    if answer.benchmarks:
        notes.append(
            _("Diamonds: the lowest and the highest published figure for the same group. Dotted line: the official "
              "average (mean) of regular employees in the towns of the state, or of India, {year}.",
              year=answer.benchmark_period)
        )  # fmt: skip
    return tuple(filter(None, notes))


def _weights_withhold(band: Band, name: str, context: Context) -> bool:
    """Whether a quantile is missing because of sampling weights, not because the survey is protected."""
    return band.withheld(name) and not context.source.protected


def _list_names(groups: Sequence[str]) -> str:
    """List some groups by name, and count the rest."""
    names = list(groups[:NAMED_AT_MOST])
    if len(groups) > NAMED_AT_MOST:
        names.append(_("{n} more", n=count(len(groups) - NAMED_AT_MOST)))
    return list_names(names)


def _too_thin(thin_bands: list[Band], context: Context) -> str:
    groups = [_("{group} ({n})", group=band.group, n=count(band.counting)) for band in thin_bands]
    return _("Too few {rows} for a figure, which needs {least}: {groups}.",
             rows=phrases.counted_noun(context), least=SHOWN_FROM["p50"], groups=_list_names(groups))  # fmt: skip


def employers_notes(bands: Sequence[Band], context: Context) -> list[str]:
    """Notes on groups with few employers, and on those in which one has a tenth or more, with the median without it."""
    large = [
        band
        for band in bands
        if not band.flagged and band.largest_share >= LARGE and not np.isnan(band.without_largest)
    ]
    notes = [few_employers_note([band for band in bands if band.flagged], context)]
    if large:
        names = [
            _("{group} ({share} in 100; without it {median})", group=band.group,
              share=count(round(band.largest_share * 100)),
              median=phrases.pay(context, band.without_largest, band.p50.spread))
            for band in large[:NAMED_AT_MOST]
        ]  # fmt: skip
        if len(large) > NAMED_AT_MOST:
            names.append(_("{n} more", n=count(len(large) - NAMED_AT_MOST)))
        notes.append(_("One employer placed a tenth or more of the {rows}: {groups}.",
                       rows=phrases.noun(context.kind), groups=list_names(names)))  # fmt: skip
    return notes


def few_employers_note(bands: list[Band], context: Context) -> str:
    """A note naming the groups with too few employers for any interval; empty if there are none."""
    if not bands:
        return ""
    return ngettext(
        "Read {groups} with care: few employers, or one that placed many of its {rows}, stand behind it.",
        "Read {groups} with care: few employers, or one that placed many of their {rows}, stand behind each.",
        len(bands),
        groups=_list_names([band.group for band in bands]),
        rows=phrases.noun(context.kind),
    )


def floor_note(band: Band, context: Context) -> str:
    """A note on the share that starts at the source's floor; empty if it is small or unknown."""
    if context.floor is None or np.isnan(band.at_floor) or band.at_floor < FLOOR_NAMED:
        return ""
    return _(
        "{share} start at {floor}, the least this site takes.",
        share=phrases.share_in_100(band.at_floor),
        floor=phrases.to_the_rupee(context, context.floor),
    )
