"""An estimate in words: title, reading, notes, table; or a sentence on why there is none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.model import Filters
from analytics.presenting import phrases
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, list_names
from analytics.presenting.wording import count, exact_money, rows
from analytics.statistics.bands import SHOWN_FROM
from analytics.statistics.pooling import DIMENSIONS, Refusal, Support
from analytics.texts import N_
from analytics.topics.estimates import figures
from analytics.topics.estimates.answer import FIGURES, EstimateAnswer, Nearest, Silence
from analytics.topics.estimates.figures import figure_in_words
from analytics.topics.estimates.legal_minimums import highest_of
from analytics.view import Context

HOW_TO_READ = N_(
    "Estimated, not counted, so drawn hollow. Dotted line: 8 in 10 offers of employers not seen before. Dashed "
    "outline: the middle half. Ring: the median, with its 95 % interval as a line."
)
MOST_SUPPORTS = 3
"""The most groups that a sentence names as the basis of an estimate."""
MOST_NAMED = 2
"""The most estimates that the title of a card lists one by one."""
REASONS = {
    Refusal.PROTECTED: N_("No estimates: this survey protects small groups."),
    Refusal.DIMENSIONS: N_("No estimates: they need a role, a city and an experience for each row."),
    Refusal.ONE_END: N_(
        "No estimates: this survey states one end of each range only, and estimates need both or a single figure."
    ),
    Refusal.FEW_ROWS: N_("No estimates: they need at least 1,000 rows that state pay."),
    Refusal.NO_EMPLOYERS: N_("Name the employer column to get estimates."),
    Refusal.FEW_EMPLOYERS: N_("No estimates: they need at least 20 employers."),
}


def silence(answer: Silence, context: Context) -> str:
    """A sentence on why there is no estimate."""
    if answer.reason is not None:
        return _(REASONS[answer.reason])
    if answer.unnamed:
        return _(
            "No estimate: it needs exactly one of each; choose {dimensions}.",
            dimensions=list_names([phrases.dimension(name, context) for name in answer.unnamed]),
        )
    if answer.other_sector:
        return _("No estimate: none of these roles belongs to the sector chosen.")
    return _(
        "No estimate with a filter on {filters}: estimates go by {known}.",
        filters=list_names([phrases.dimension(name, context) for name in answer.filters]),
        known=list_names([phrases.dimension(name, context) for name in DIMENSIONS]),
    )


def estimate(answer: EstimateAnswer) -> Exhibit:
    """The estimate for one profile as a card."""
    context, figure = answer.context, answer.estimate
    title, reading, data = _title(answer), _reading(answer), _data([answer])
    return Exhibit(
        key="estimate",
        title=title,
        reading=reading,
        data=data,
        columns=_columns(context),
        unit=context.unit,
        n=figure.n_direct,
        employers=figure.employers_direct,
        source=context.source,
        kind=_("Estimated"),
        sample=_(
            "{sample} of exactly this",
            sample=phrases.sample(figure.n_direct, figure.employers_direct, context.kind),
        ),
        method=_(answer.method),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_("An estimate, drawn as an outline. {title}. {reading}", title=title, reading=reading),
        notes=_notes(answer),
        draw=chart_of(figures.estimates, (answer,)),
    )


def estimates(answers: Sequence[EstimateAnswer]) -> Exhibit:
    """Estimates for several profiles as one card."""
    if len(answers) == 1:
        return estimate(answers[0])
    context = answers[0].context
    n = sum(answer.estimate.n_direct for answer in answers)
    title = _title_of_several(answers)
    reading = " ".join(dict.fromkeys(filter(None, (
        _basis_of_several(answers, n), *map(law, answers), *map(_floor, answers)
    ))))  # fmt: skip
    return Exhibit(
        key="estimates",
        title=title,
        reading=reading,
        data=_data(answers),
        columns=_columns(context),
        unit=context.unit,
        n=n,
        employers=None,
        source=context.source,
        kind=_("Estimated"),
        sample=_("{rows} of exactly these", rows=rows(n, context.kind)),
        method=_(answers[0].method),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_("Estimates, drawn as outlines. {title}. {reading}", title=title, reading=reading),
        notes=(_(HOW_TO_READ),),
        draw=chart_of(figures.estimates, tuple(answers)),
    )


def way_to(group: Nearest, context: Context) -> str:
    """A counted group close by, as the label of a link."""
    median = phrases.quantile(context, group.band.p50.value, group.band.p50.spread)
    rows_in_words = rows(group.band.n, context.kind)
    of_any_work = not (group.filters["role"] or group.filters["sector"])
    message = (
        N_("All {population}: {median} (counted, {rows})")
        if of_any_work
        else N_("{population}: {median} (counted, {rows})")
    )
    return _(message, population=phrases.population(group.filters, context.kind),
             median=median, rows=rows_in_words)  # fmt: skip


def _title(answer: EstimateAnswer) -> str:
    message = (
        N_("Estimated {median} a month ({low} to {high} in 8 of 10 offers)")
        if answer.context.per == "month"
        else N_("Estimated {median} ({low} to {high} in 8 of 10 offers)")
    )
    return _(
        message,
        median=figure_in_words(answer, "p50"),
        low=figure_in_words(answer, "offer_low"),
        high=figure_in_words(answer, "offer_high"),
    )


def _title_of_several(answers: Sequence[EstimateAnswer]) -> str:
    """The title: each median of a few estimates; the range of many."""
    if len(answers) > MOST_NAMED:
        by_median = sorted(answers, key=lambda answer: answer.estimate.p50)
        return _("Estimated where too few posts answer: medians of {low} to {high}",
                 low=figure_in_words(by_median[0], "p50"), high=figure_in_words(by_median[-1], "p50"))  # fmt: skip
    return _("Estimated where too few posts answer: {medians}", medians=list_names(
        _("{median} for {rows}", median=figure_in_words(answer, "p50"),
          rows=phrases.population(answer.context.filters, answer.context.kind))
        for answer in answers
    ))  # fmt: skip


def _reading(answer: EstimateAnswer) -> str:
    sentences = (_basis(answer), law(answer), _floor(answer))
    return " ".join(filter(None, sentences))


def _basis(answer: EstimateAnswer) -> str:
    """The number of exact matches, and the posts that support the estimate most."""
    context, figure = answer.context, answer.estimate
    supports = _largest(figure.leans_on, context)
    exactly = phrases.counted_population(figure.n_direct, figure.employers_direct, context.filters, context.kind)
    if not figure.n_direct:
        population = phrases.population(context.filters, context.kind)
        if not supports:
            return _("There are no {rows}: this is an estimate.", rows=population)
        return _("There are no {rows}: the estimate rests on {supports}.", rows=population, supports=supports)
    if not supports:
        return _("Counted for exactly this: {rows}. The rest is an estimate.", rows=exactly)
    return _("Counted for exactly this: {rows}. The estimate also rests on {supports}.",
             rows=exactly, supports=supports)  # fmt: skip


def _basis_of_several(answers: Sequence[EstimateAnswer], n: int) -> str:
    """The same for several estimates together."""
    context = answers[0].context
    supports = _largest([support for answer in answers for support in answer.estimate.leans_on], context)
    if not supports:
        return _("Counted for exactly these: {rows}. The rest is an estimate.", rows=rows(n, context.kind))
    return _("Counted for exactly these: {rows}. The estimates rest on {supports}.",
             rows=rows(n, context.kind), supports=supports)  # fmt: skip


def _largest(supports: Sequence[Support], context: Context) -> str:
    """The largest groups that support estimates; single posts only if there is nothing else."""
    largest = sorted(dict.fromkeys(supports), key=lambda support: support.n, reverse=True)[:MOST_SUPPORTS]
    weighty = [support for support in largest if support.n >= SHOWN_FROM["p50"]] or largest[:1]
    return list_names(
        phrases.counted_population(support.n, None, _filters(support), context.kind) for support in weighty
    )


def _all_supports(answer: EstimateAnswer) -> str:
    """All groups that support the estimate, with employers; single posts only if there is nothing else."""
    leans_on = answer.estimate.leans_on
    groups = [support for support in leans_on if support.n > 1] or leans_on
    if not groups:
        return ""
    supports = (
        phrases.counted_population(support.n, support.employers, _filters(support), answer.context.kind)
        for support in groups
    )
    return _("It rests on {supports}.", supports="; ".join(supports))


def _filters(support: Support) -> Filters:
    return Filters.of({name: (value,) for name, value in support.values})


def law(answer: EstimateAnswer) -> str:
    """A note on figures below the legal minimum; empty if there are none."""
    legal = answer.legal
    if legal is None or not answer.below_minimum:
        return ""
    if answer.states > 1:
        message = N_(
            "Part of it lies under the legal minimum for clerical work of some states, which goes highest in {state}: "
            "up to {minimum} a month."
        )
    else:
        message = N_(
            "Part of it lies under the legal minimum for clerical work in {state}, which goes up to {minimum} a month."
        )
    currency = answer.context.currency
    sentences = [_(message, state=legal.state, minimum=exact_money(legal.high, currency))]
    if highest_of(legal) > legal.high:
        reported = exact_money(legal.reported_high, currency)
        sentences.append(_("A newer order, reported but not checked, raises it to {reported}.", reported=reported))
    return " ".join(sentences)


def _floor(answer: EstimateAnswer) -> str:
    """A note on figures at the source's floor; empty if there are none."""
    context = answer.context
    if not answer.estimate.at_floor or context.floor is None:
        return ""
    return _(
        "This site takes no offer under {floor}, so the truth may be less.",
        floor=phrases.to_the_rupee(context, context.floor),
    )


def _nearby(answer: EstimateAnswer) -> str:
    if not answer.nearest:
        return ""
    groups = "; ".join(_group(group, answer.context) for group in answer.nearest)
    return _("Counted close by, as medians: {groups}.", groups=groups)


def _group(group: Nearest, context: Context) -> str:
    median = phrases.quantile(context, group.band.p50.value, group.band.p50.spread)
    sample = phrases.counted_population(group.band.n, group.band.employers, group.filters, context.kind)
    if np.isnan(group.kilometres):
        return _("{median} in {sample}", median=median, sample=sample)
    return _("{median} in {sample}, {kilometres} km away",
             median=median, sample=sample, kilometres=count(round(group.kilometres)))  # fmt: skip


def _notes(answer: EstimateAnswer) -> tuple[str, ...]:
    notes = [
        _(HOW_TO_READ),
        *filter(None, (_all_supports(answer), _nearby(answer))),
        _("With 95 % confidence the median lies between {low} and {high}; half of the offers lie between {p25} and "
          "{p75}.", **{name: figure_in_words(answer, figure) for name, figure in
                       (("low", "p50_low"), ("high", "p50_high"), ("p25", "p25"), ("p75", "p75"))}),
    ]  # fmt: skip
    if answer.context.measure != "middle":
        notes.append(_("Estimates are always of the middle of each range."))
    if answer.has_direct_median and answer.context.count_unit == "employers":
        notes.append(
            _("{employers} have {rows} of exactly this, enough for a counted median, which goes first.",
              employers=phrases.counted_rows(answer.estimate.employers_direct, answer.context),
              rows=rows(answer.estimate.n_direct, answer.context.kind))
        )  # fmt: skip
    elif answer.has_direct_median:
        notes.append(
            _("There are {rows} of exactly this, enough for a counted median, which goes first.",
              rows=rows(answer.estimate.n_direct, answer.context.kind))
        )  # fmt: skip
    return tuple(notes)


def _data(answers: Sequence[EstimateAnswer]) -> dict[str, object]:
    figures = [answer.estimate for answer in answers]
    return {
        "profile": [phrases.population(answer.context.filters, answer.context.kind) for answer in answers],
        "kind": [answer.kind for answer in answers],
        "n": np.array([estimate.n_direct for estimate in figures], np.int64),
        "employers": np.array([estimate.employers_direct for estimate in figures], np.int64),
        **{name: np.array([getattr(estimate, name) for estimate in figures]) for name in FIGURES},
        "or_less": [", ".join(estimate.at_floor) for estimate in figures],
    }


def _columns(context: Context) -> tuple[Column, ...]:
    unit, posts = context.unit, phrases.noun(context.kind)
    return (
        Column("profile", _("Profile"), "", _("The work, level and place that pay is estimated for")),
        Column("kind", _("Kind"), "", _("Estimated: worked out from other {rows}, not counted", rows=posts)),
        Column("n", phrases.noun_title(context.kind), "count", _("How many {rows} are of exactly this", rows=posts)),
        Column("employers", _("Employers"), "count", _("How many employers they come from")),
        Column("p25", _("25 in 100 below"), unit, _("Estimated: a quarter of the offers are below")),
        Column("p50", _("Median"), unit, _("Estimated: half of the offers are below")),
        Column("p75", _("75 in 100 below"), unit, _("Estimated: three quarters of the offers are below")),
        Column("p50_low", _("Median, lower limit"), unit, _("Lower end of the 95 % interval of the median")),
        Column("p50_high", _("Median, upper limit"), unit, _("Upper end of the 95 % interval of the median")),
        Column("offer_low", _("8 in 10 offers, from"), unit, _("8 in 10 offers of employers not seen are above or at")),
        Column("offer_high", _("8 in 10 offers, to"), unit, _("8 in 10 offers of employers not seen are below or at")),
        Column(
            "or_less", _("Or less"), "", _("Figures that are the least pay the source takes; the truth may be less")
        ),
    )
