"""The standing of one salary, in words: what the person most needs to know comes first.

It is one subject: the sentences of one card come in a fixed order and share their wording.
"""

from __future__ import annotations

import math

import numpy as np

from analytics.presenting import phrases
from analytics.presenting.exhibit import Column, Exhibit, Finding, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import count, exact_money, rows
from analytics.statistics.bands import MONTHS, SHOWN_FROM
from analytics.texts import N_
from analytics.topics.bands.columns import band_column, band_data, describe
from analytics.topics.bands.exhibits import floor_note
from analytics.topics.standing import doubt_exhibits, figures, names
from analytics.topics.standing.answer import StandingAnswer
from analytics.topics.witnesses.exhibits import below_floor
from analytics.topics.witnesses.floor import FloorAnswer

AS_STATED = N_("Pay is CTC or gross, as each post states it: enter pay before deductions. Pay in hand is lower.")

NEAR_THE_LAW = 1.1
"""Up to this multiple of the highest legal minimum, pay is compared with the minimum in a sentence."""


def salary(answer: StandingAnswer, under_floor: FloorAnswer | None = None) -> Exhibit:
    """The answer: what the law says, then where the salary stands, then whether it is too good to be true.

    Args:
        under_floor: what other sources say about pay below this source's floor.
    """
    context = answer.context
    title, reading = finding(answer, under_floor)
    data = _amount_data(answer)
    return Exhibit(
        key="standing",
        title=title,
        reading=reading,
        data=data,
        columns=describe(data, context, _amount_columns(answer)) if data else (),
        unit=context.unit,
        n=answer.band.n if answer.meaning else answer.tried[-1].standing.n,
        employers=answer.band.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=names.selection(answer.meaning, context, answer.city_class),
        filters=context.filters,
        alt=_alt(answer),
        notes=tuple(filter(None, _notes(answer))),
        draw=chart_of(figures.salary, answer) if answer.meaning else None,
    )


def finding(answer: StandingAnswer, under_floor: FloorAnswer | None = None) -> Finding:
    """The heading, and the sentences under it, in order of importance to the person."""
    under = answer.below_the_floor
    lines = [
        [_law_sentence(answer)],
        [_below_every_post(answer), _span(answer), _ends_of_a_range(answer), _median(answer)],
        [_too_few(answer)],
        [floor_sentence(answer) if under else ""],
        [below_floor(under_floor, answer.context) if under_floor and under else ""],
        [_too_good(answer)],
    ]
    sentences = (" ".join(filter(None, line)) for line in lines)
    return Finding(_title(answer), "\n".join(filter(None, sentences)))


def _title(answer: StandingAnswer) -> str:
    kind, verdict = answer.context.kind, answer.verdict
    if verdict == "below the law" and answer.legal:
        return _("Below the legal minimum for clerical work in {state}", state=answer.legal.state)
    if verdict == "unknown":
        most = max(meaning.standing.n for meaning in answer.tried)
        return _("{rows} to compare with: too few to say", rows=rows(most, kind))
    if verdict == "below every post":
        return _("Below every comparable {rows} here", rows=_single(answer))
    if verdict == "too good":
        if answer.doubts and answer.doubts.mostly:
            return _("Too good to be true? Offers like this one are mostly bait")
        return _("More than any comparable {rows} here: be careful", rows=_single(answer))
    if answer.band.flagged:
        if answer.band.few_employers:
            return _("Too few employers to say where this pay stands")
        return _("One employer weighs too much to say where this pay stands")
    middle = answer.middle
    if answer.context.ranges:
        return _(
            "More than the lowest offer in {lows} of 100 {rows}, more than the highest in {highs}",
            lows=names.of_hundred(answer.share_of_lows),
            highs=names.of_hundred(answer.share_of_highs),
            rows=phrases.noun(kind),
        )
    return _(
        "Better than {span} comparable {rows}", span=names.in_hundred(middle.low, middle.high), rows=phrases.noun(kind)
    )


def _single(answer: StandingAnswer) -> str:
    return {"posted": _("post"), "published": _("claim"), "measured": _("person"), "yours": _("row")}[
        answer.context.kind
    ]


def _law_sentence(answer: StandingAnswer) -> str:
    """The legal minimum, if the pay is below it or near it; empty if it is well above."""
    legal, context, question = answer.legal, answer.context, answer.question
    if legal is None:
        return ""
    pay, state, day = names.pay_in_question(question, context), legal.state, names.date(legal.effective)
    span, reported_span = _range_of(legal.low, legal.high), _range_of(legal.reported_low, legal.reported_high)
    if answer.pays_less_than_the_law:
        parts = [_("{pay} is less than the legal minimum for clerical work in {state}: {span} a month in the last "
                   "order we hold "
                   "({day}).", pay=pay, state=state, span=span, day=day)]  # fmt: skip
        if legal.reported_from:
            parts.append(_("A newer order is reported: {reported} from {from_day}; we could not check it.",
                           reported=reported_span, from_day=names.date(legal.reported_from)))  # fmt: skip
        return " ".join(parts)
    if legal.reported_from and question.low < legal.reported_low:
        if question.high >= legal.reported_low:
            pay = _("{pay}, the low end of yours,", pay=names.low_end_in_question(question, context))
        return _(
            "For clerical work in {state} the last order we hold ({day}) sets {span} a month, but a newer one is "
            "reported: "
            "{reported} from {from_day}. We could not check it; {pay} is less.",
            state=state,
            day=day,
            span=span,
            reported=reported_span,
            from_day=names.date(legal.reported_from),
            pay=pay,
        )
    if question.low < legal.high:
        return _(
            "The legal minimum for clerical work in {state} is {span} a month by zone and skill, in the last order "
            "we hold "
            "({day}): check which applies to you.",
            state=state,
            span=span,
            day=day,
        )
    if question.low < legal.high * NEAR_THE_LAW:
        if question.high >= legal.high * NEAR_THE_LAW:
            pay = _("{pay}, the low end of yours,", pay=names.low_end_in_question(question, context))
        return _(
            "{pay} is just above the legal minimum for clerical work in {state}: {span} a month in the last order we "
            "hold ({day}).",
            pay=pay,
            state=state,
            span=span,
            day=day,
        )
    return ""


def _range_of(low: float, high: float) -> str:
    """A minimum wage per month, from its lowest to its highest zone or skill; empty if there is none."""
    if math.isnan(low):
        return ""
    return exact_money(low) if low == high else _("{low} to {high}", low=exact_money(low), high=exact_money(high))


def _below_every_post(answer: StandingAnswer) -> str:
    """The finding if every post starts higher."""
    if answer.meaning is None or answer.share_of_lows > 0:
        return ""
    context = answer.context
    message = N_("All {n} {rows} start higher.") if context.ranges else N_("All {n} {rows} state more.")
    return _(message, n=count(answer.band.n), rows=names.comparable(answer, answer.meaning))


def floor_sentence(answer: StandingAnswer) -> str:
    """A sentence saying that the source has nothing under its floor, so it cannot judge this pay."""
    context = answer.context
    if context.floor is None:
        return ""
    pay, floor = names.pay_in_question(answer.question, context), phrases.to_the_rupee(context, context.floor)
    return _("This site takes no job under {floor}, so it cannot judge {pay}.", floor=floor, pay=pay)


def _too_few(answer: StandingAnswer) -> str:
    """Says what was tried if nothing is comparable, or which posts stand in from other places or work."""
    meaning, first, kind = answer.meaning, answer.tried[0], answer.context.kind
    if meaning is None:
        return _(
            "{rows} are the widest group that is still comparable; a figure needs {least}. Choose another role, or "
            "fewer years.",
            rows=names.comparable(answer, answer.tried[-1]),
            least=phrases.least_rows(SHOWN_FROM["p50"], answer.context),
        )
    if meaning is first:
        return ""
    sample = phrases.sample(answer.band.n, answer.band.employers, kind, answer.context.count_unit)
    place, wider_place = names.place_of(answer, first), names.place_of(answer, meaning)
    if not first.standing.n:
        return _("We hold none for {place}, so we used {sample} from {wider}.",
                 place=place, sample=sample, wider=wider_place)  # fmt: skip
    return ngettext(
        "Only {few} is for {place}, so we used {sample} from {wider}.",
        "Only {few} are for {place}, so we used {sample} from {wider}.",
        first.standing.n,
        few=rows(first.standing.n, kind),
        place=place,
        sample=sample,
        wider=wider_place,
    )


def _span(answer: StandingAnswer) -> str:
    """The answer as a range: more than the lowest offer of so many, more than the highest of so many."""
    meaning = answer.meaning
    if meaning is None or answer.share_of_lows == 0:
        return ""
    context, middle = answer.context, answer.middle
    pay = names.pay_in_question(answer.question, context)
    group = names.comparable(answer, meaning)
    if answer.context.ranges:
        message = (
            N_("The middle of {pay} is more than the lowest offer in {lows} of 100 {rows}, and more than the "
               "highest in "
               "{highs}.")
            if answer.question.is_range
            else N_("{pay} is more than the lowest offer in {lows} of 100 {rows}, and more than the highest in "
                    "{highs}.")
        )  # fmt: skip
        lows, highs = names.of_hundred(answer.share_of_lows), names.of_hundred(answer.share_of_highs)
        return _(message, pay=pay, lows=lows, highs=highs, rows=group)
    message = (
        N_("The middle of {pay} is better than {span} {rows}.")
        if answer.question.is_range
        else N_("{pay} is better than {span} {rows}.")
    )
    return _(message, pay=pay, span=names.in_hundred(middle.low, middle.high), rows=group)


def _ends_of_a_range(answer: StandingAnswer) -> str:
    if answer.meaning is None or not answer.question.is_range:
        return ""
    low, _middle, high = (amount.standing for amount in answer.amounts)
    if answer.context.ranges:
        return _(
            "Its low end is more than the lowest offer in {lows} of 100, its high end more than the highest in "
            "{highs}.",
            lows=names.of_hundred(low.share_of_lows),
            highs=names.of_hundred(high.share_of_highs),
        )
    return _("Its low end is better than {low}, its high end than {high}.",
             low=names.in_hundred(low.low, low.high), high=names.in_hundred(high.low, high.high))  # fmt: skip


def _median(answer: StandingAnswer) -> str:
    if answer.meaning is None or not answer.band.has_median:
        return ""
    context, median = answer.context, answer.band.p50
    return _("Their median is {median}.", median=phrases.with_interval(context, median, median.spread))


def _too_good(answer: StandingAnswer) -> str:
    if answer.verdict != "too good" or answer.doubts is None:
        return ""
    if answer.doubts.mostly:
        return " ".join([doubt_exhibits.rule(answer), _(doubt_exhibits.NEVER_PAY)])
    return " ".join([_("No comparable post offers as much: ask why this one does."), _(doubt_exhibits.NEVER_PAY)])


def _alt(answer: StandingAnswer) -> str:
    if answer.meaning is None:
        return ""
    return _("Band of {rows} with a line for {pay}. {title}", rows=names.comparable(answer, answer.meaning),
             pay=names.pay_in_question(answer.question, answer.context), title=_title(answer))  # fmt: skip


def _notes(answer: StandingAnswer) -> list[str]:
    context = answer.context
    notes = []
    if answer.meaning:
        line = (
            N_("Lines: the ends and the middle of your range.") if answer.question.is_range else N_("Line: your pay.")
        )
        notes += [
            _(line),
            _("Bar: the middle half. Thin line: 8 in 10. Mark: the median, with its 95 % interval."),
            phrases.largest_employer(answer.band, context),
            floor_note(answer.band, context),
        ]
        if context.ranges:
            notes.append(_("Counted by the {measure}, your pay is better than "
                           "{span}.", measure=phrases.measure(context),
                           span=names.in_hundred(answer.middle.low, answer.middle.high)))  # fmt: skip
        notes.append(_(AS_STATED))
    if answer.legal:
        notes.append(_("The minimum wage depends on zone and skill and is for a month of 26 days without house "
                       "rent. No "
                       "legal advice: check the notification."))  # fmt: skip
    return notes + left_aside(answer)


def left_aside(answer: StandingAnswer) -> list[str]:
    """Notes on what the survey does not state, and on ignored filters."""
    notes = []
    if answer.lacking:
        lacking = list_names([phrases.dimension(name, answer.context) for name in answer.lacking], "or")
        notes.append(_("{survey} does not say the {dimensions} of its {rows}, so every one counts.",
                       survey=answer.context.source.title, dimensions=lacking,
                       rows=phrases.noun(answer.context.kind)))  # fmt: skip
    if answer.set_aside:
        notes.append(
            _("The question says role, city and years; filters on these, on sector and on state do not count here.")
        )
    return notes


def _amount_data(answer: StandingAnswer) -> dict[str, object]:
    if answer.meaning is None:
        return {}
    places = [amount.standing for amount in answer.amounts]
    columns = {
        "below": "share", "below_low": "low", "below_high": "high", "below_by_lows": "share_of_lows",
        "below_by_highs": "share_of_highs",
    }  # fmt: skip
    return {
        "amount": names.amounts(answer.amounts),
        "pay": np.array([amount.pay for amount in answer.amounts]) * MONTHS[answer.context.per],
        **{name: np.array([getattr(place, field) for place in places]) for name, field in columns.items()},
        **band_data([answer.band] * len(places), ranges=answer.context.ranges, count=answer.context.count_unit),
    }


def _amount_columns(answer: StandingAnswer) -> dict[str, Column]:
    noun, unit = phrases.noun(answer.context.kind), answer.context.unit
    columns = (
        Column("amount", _("Amount"), "", _("Your pay, or the ends and the middle of its range")),
        Column("pay", _("Pay"), unit, _("The amount compared")),
        Column("below", _("Share below"), "share", _("Share of comparable {rows} below, ties counted half", rows=noun)),
        Column("below_low", _("Share below, lower limit"), "share", _("Lower end of its 95 % interval")),
        Column("below_high", _("Share below, upper limit"), "share", _("Upper end of its 95 % interval")),
        Column("below_by_lows", _("Share below by low ends"), "share", _("Share whose low end is below")),
        Column("below_by_highs", _("Share below by high ends"), "share", _("Share whose high end is below")),
    )
    return {column.name: column for column in columns}


def comparable(answer: StandingAnswer) -> Exhibit:
    """The meanings of "comparable" that were tried, each with its n and the share below the salary."""
    context = answer.context
    places = [meaning.standing for meaning in answer.tried]
    columns = _amount_columns(answer)
    listing = "; ".join(
        _("{place} {n}", place=names.place_of(answer, meaning), n=count(meaning.standing.n)) for meaning in answer.tried
    )
    reading = _("From the narrowest to the widest, n is: {listing}. Other work counts only where the same work has "
                "under {least}.", listing=listing, least=phrases.least_rows(SHOWN_FROM["p50"], context))  # fmt: skip
    return Exhibit(
        key="comparable",
        title=_comparable_title(answer),
        reading=reading,
        data={
            "where": [names.place_of(answer, meaning) for meaning in answer.tried],
            "comparable": [names.comparable(answer, meaning) for meaning in answer.tried],
            "n": np.array([place.n for place in places]),
            "below": np.array([place.share for place in places]),
            "below_low": np.array([place.low for place in places]),
            "below_high": np.array([place.high for place in places]),
            "used": [_("yes") if index == answer.used else "" for index in range(len(places))],
        },
        columns=(
            Column("where", _("Where"), "", _("The place, and the sector where the role was widened to it")),
            Column("comparable", _("Comparable"), "", _("What counts as comparable")),
            band_column("n", context),
            columns["below"],
            columns["below_low"],
            columns["below_high"],
            Column("used", _("Answers"), "", _("Whether this group gives the answer")),
        ),
        unit=context.unit,
        n=answer.band.n if answer.meaning else places[0].n,
        employers=answer.band.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=names.selection(answer.meaning, context, answer.city_class),
        filters=context.filters,
        alt=reading,
        notes=(
            _("Filled: the group that answers. Line: the 95 % interval of the share below your pay; groups below "
              "{least} "
              "{rows} show none.", least=SHOWN_FROM["p50"], rows=phrases.counted_noun(context)),
            *left_aside(answer),
        ),
        draw=chart_of(figures.comparable, answer) if any(not math.isnan(place.share) for place in places) else None,
    )  # fmt: skip


def _comparable_title(answer: StandingAnswer) -> str:
    kind, first = answer.context.kind, answer.tried[0].standing.n
    if answer.meaning is None:
        return _("No group of comparable {rows} is large enough", rows=phrases.noun(kind))
    if answer.used == 0:
        return _("{rows} for exactly this work and place answer", rows=rows(first, kind))
    if not first:
        return _("No such {rows} for this place: {similar} like them answer", rows=phrases.noun(kind),
                 similar=count(answer.meaning.standing.n))  # fmt: skip
    return _("{rows} for exactly this, so {similar} like it answer",
             rows=rows(first, kind), similar=count(answer.meaning.standing.n))  # fmt: skip
