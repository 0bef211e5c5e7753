"""Published claims in words: each with the band of posted pay, and the contradictions between claims."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from analytics.market.claims import RULES as ALL_RULES
from analytics.market.claims import Claim
from analytics.presenting import wording
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.statistics.bands import MONTHS, Period
from analytics.texts import N_
from analytics.topics.claims import figures
from analytics.topics.claims.answer import AGEING_METHOD, ClaimsAnswer, ContradictionsAnswer
from analytics.topics.claims.words import (
    NO_INDEX,
    RULES,
    TRUST,
    ageing_words,
    amounts_in_words,
    explanation,
    labels,
    published_on,
    range_in_words,
    series_words,
    trust_label,
    trust_mark,
)

ALONE: dict[Literal["above", "below", "meets"], str] = {
    "above": N_("One can be compared with enough posts: it lies above the middle half of posted pay."),
    "below": N_("One can be compared with enough posts: it lies below the middle half of posted pay."),
    "meets": N_("One can be compared with enough posts: it meets the middle half of posted pay."),
}
"""The sentences for a single comparable claim."""
CITIES_NAMED = 3
"""The most cities that a heading names."""

Entry = tuple[str, list[tuple[str, str]]]
"""A sentence, and the titles and addresses of its sources."""


def published_claims(answer: ClaimsAnswer) -> Exhibit:
    """The claims about the selected work, newest first, with the band of posted pay behind them."""
    shared: dict[str, Any] = {
        "key": "published_claims",
        "data": _claim_data([entry.claim for entry in answer.drawn_claims], answer.per)
        | (_ageing_data(answer) if answer.aged else {})
        | _posted_data(answer),
        "columns": (
            *_claim_columns(answer.per),
            *(_ageing_columns(answer.per) if answer.aged else ()),
            *_posted_columns(answer.per),
        ),
        "unit": f"INR per {answer.per}",
        "n": len(answer.claims),
        "source": answer.source,
        "selection": " · ".join([*_selection(answer), *_recency(answer)]),
        "filters": answer.filters,
        "method": " ".join(map(_, [answer.method, *([AGEING_METHOD] if answer.aged else [])])),
        "rows_without": answer.rows_without,
    }
    if not answer.claims:
        return Exhibit(
            title=_("No published figure for this selection"),
            reading=_("The collection has no recent figure for exactly this work and place. A gap is not a zero."),
            notes=_set_aside(answer),
            **shared,
        )
    reading = " ".join([_span_sentence(answer), _comparison(answer), *_ageing_sentences(answer)])
    sentences = [
        f"{label}: {amounts_in_words(entry.claim, answer.per)} "
        f"({', '.join([trust_label(entry.claim.trust), published_on(entry.claim), *ageing_words(entry, answer.aged)])})"
        for entry, label in list(zip(answer.drawn_claims, _labels(answer), strict=True))[:12]
    ]
    return Exhibit(
        title=_title(answer),
        reading=reading,
        alt=_("Bars of published claims, newest first. {claims}. {comparison}", claims="; ".join(sentences),
              comparison=_comparison(answer)),
        notes=(*_newest_note(answer), *_set_aside(answer), *_how_to_read(answer)),
        draw=chart_of(figures.published_claims, answer),
        **shared,
    )  # fmt: skip


def _title(answer: ClaimsAnswer) -> str:
    """The title: the range of the claims for one role; their number for several roles, which have no common range."""
    n = len(answer.claims)
    claims = ngettext("{count} claim", "{count} claims", n, count=wording.count(n))
    cities = answer.filters["city"]
    place = list_names(cities, "or") if 0 < len(cities) <= CITIES_NAMED else ""
    if len(answer.roles) == 1:
        values = {"claims": claims, "role": answer.roles[0], "span": _span(answer), "place": place}
        return (
            _("{claims} for {role} in {place}: {span}", **values)
            if place
            else _("{claims} for {role}: {span}", **values)
        )
    values = {"claims": claims, "roles": str(len(answer.roles)), "place": place}
    if place:
        return _("{claims} on {roles} roles in {place}", **values)
    return _("{claims} on {roles} roles", **values)


def _span(answer: ClaimsAnswer) -> str:
    return range_in_words(answer.lowest, float("nan"), answer.highest, answer.per)


def _span_sentence(answer: ClaimsAnswer) -> str:
    low, high = (wording.money(amount * answer.months, per=answer.per) for amount in (answer.lowest, answer.highest))
    if answer.per == "month":
        return _("They put pay between {low} and {high} a month.", low=low, high=high)
    return _("They put pay between {low} and {high}.", low=low, high=high)


def _comparison(answer: ClaimsAnswer) -> str:
    counts = {position: answer.count(position) for position in ALONE}
    total = sum(counts.values())
    if not total:
        return _("There are too few posts to compare them with.")
    if total == 1:
        return _(ALONE[next(position for position, number in counts.items() if number)])
    return _(
        "{count} can be compared with enough posts: {above} lie above the middle half of posted pay, {below} below it, "
        "{meets} meet it.",
        count=wording.count(total),
        **{position: wording.count(number) for position, number in counts.items()},
    )


def _ageing_sentences(answer: ClaimsAnswer) -> Iterator[str]:
    """Sentences on the claims in later rupees, with series and month; and on those that no series covers."""
    if not answer.aged:
        return
    series_counts = Counter((e.ageing.series, e.ageing.until) for e in answer.claims if e.ageing is not None)
    for (series, until), n in sorted(series_counts.items()):
        yield ngettext(
            "{count} claim is in rupees of {until}, by {series}.",
            "{count} claims are in rupees of {until}, by {series}.",
            n,
            count=wording.count(n),
            until=wording.period(until),
            series=series_words(series),
        )
    if missing_prices := len(answer.claims) - series_counts.total():
        yield ngettext(
            "No index covers {count} claim: it is shown as published.",
            "No index covers {count} claims: they are shown as published.",
            missing_prices,
            count=wording.count(missing_prices),
        )


def _selection(answer: ClaimsAnswer | ContradictionsAnswer) -> list[str]:
    return [list_names(values, "or") for _name, values in answer.filters] or [_("Every role")]


def _recency(answer: ClaimsAnswer) -> list[str]:
    return [_("published since {year}", year=answer.since)] if answer.age == "recent" else []


def _set_aside(answer: ClaimsAnswer) -> tuple[str, ...]:
    if not (answer.older or answer.undated):
        return ()
    return (
        _(
            "Set aside: {older} published before {year} and {undated} without a date. They are about other years.",
            older=wording.count(answer.older),
            year=answer.since,
            undated=wording.count(answer.undated),
        ),
    )


def _newest_note(answer: ClaimsAnswer) -> tuple[str, ...]:
    if len(answer.drawn_claims) == len(answer.claims):
        return ()
    return (
        _(
            "The newest {shown} of {count} are shown.",
            shown=len(answer.drawn_claims),
            count=wording.count(len(answer.claims)),
        ),
    )


def _how_to_read(answer: ClaimsAnswer) -> tuple[str, ...]:
    grades = "; ".join(f"{trust_mark(grade)} {_(label)}, {_(meaning)}" for grade, (label, meaning) in TRUST.items())
    unused_filters = (
        (_("Claims cannot be narrowed by the other filters, so those do not count here."),)
        if answer.other_filters
        else ()
    )
    return (
        _(
            "Bar: the published range; diamond: a single figure; arrow: an end that is not given. Pale band and tick "
            "behind it: the middle half and the median of posted pay for the same role and level in the places chosen, "
            "where there are enough posts."
        ),
        _("Trust: {grades}.", grades=grades),
        *unused_filters,
    )


def contradictions(answer: ContradictionsAnswer) -> Exhibit:
    """Contradictions between the selected claims, or within one, with the rule that found each."""
    rows = [(number, item, claim) for number, item in enumerate(answer.items, start=1) for claim in item.claims]
    data: dict[str, object] = {
        "contradiction": [str(number) for number, _item, _claim in rows],
        "rule": [_(RULES[item.rule.name][0]) for _number, item, _claim in rows],
        "conflict": [_("conflict") if item.rule.conflict else _("loose") for _number, item, _claim in rows],
        "explanation": [explanation(item) for _number, item, _claim in rows],
        **_claim_data([claim for _number, _item, claim in rows], answer.per),
    }
    shared: dict[str, Any] = {
        "key": "contradictions",
        "data": data,
        "columns": (*_contradiction_columns(), *_claim_columns(answer.per)),
        "unit": f"INR per {answer.per}",
        "n": answer.n,
        "source": answer.source,
        "selection": " · ".join(_selection(answer)),
        "filters": answer.filters,
        "method": _("Found by rule: {rules}", rules=" ".join(_(RULES[rule.name][1]) for rule in ALL_RULES)),
        "rows_without": answer.rows_without,
        "notes": tuple(f"{_(label)}: {_(meaning)}" for label, meaning in RULES.values()),
    }
    if not answer.items:
        claims = ngettext("{count} claim", "{count} claims", answer.n, count=wording.count(answer.n))
        if not answer.n:
            return Exhibit(
                title=_("No claims to compare"),
                reading=_("The collection has no claim, of any year, about exactly this work and place."),
                **shared,
            )
        return Exhibit(
            title=_("No contradiction among {claims}", claims=claims),
            reading=_(
                "Checked by {rules} rules, claims of all years and without a date included. Two figures that agree can "
                "still both be wrong.",
                rules=len(ALL_RULES),
            ),
            **shared,
        )
    conflicts = ngettext("{count} conflict", "{count} conflicts", len(answer.conflicts), count=len(answer.conflicts))
    loose = ngettext("{count} loose statement", "{count} loose statements", len(answer.loose), count=len(answer.loose))
    return Exhibit(
        title=_("{conflicts}, {loose}", conflicts=conflicts, loose=loose),
        reading=_(
            "Among {count} claims, those of all years and without a date. In a conflict one figure must be wrong; a "
            "loose statement says too little to be wrong.",
            count=wording.count(answer.n),
        ),
        alt=_("Groups of bars. {explanations}", explanations=" ".join(map(explanation, answer.items))),
        draw=chart_of(figures.contradictions, answer),
        wide=True,
        **shared,
    )


def explanations(answer: ContradictionsAnswer) -> list[Entry]:
    """Each contradiction as a sentence, with the titles and addresses of its sources."""
    return [
        (explanation(item), list(dict.fromkeys((claim.source_title, claim.source_url) for claim in item.claims)))
        for item in answer.items
    ]


def sources(answer: ClaimsAnswer) -> list[Entry]:
    """Each claim that is shown, in words, with the title and address of its source."""
    return [
        (
            f"{label}: {amounts_in_words(entry.claim, answer.per)}, {published_on(entry.claim)}, "
            f"{', '.join([trust_label(entry.claim.trust), *ageing_words(entry, answer.aged)])}",
            [(entry.claim.source_title, entry.claim.source_url)],
        )
        for entry, label in zip(answer.drawn_claims, _labels(answer), strict=True)
    ]


def _labels(answer: ClaimsAnswer) -> list[str]:
    return labels([entry.claim for entry in answer.drawn_claims])


def _claim_data(claims: Sequence[Claim], per: Period) -> dict[str, Any]:
    months = MONTHS[per]
    return {
        "about": labels(claims),
        "low": np.array([claim.low for claim in claims]) * months,
        "middle": np.array([claim.middle for claim in claims]) * months,
        "high": np.array([claim.high for claim in claims]) * months,
        "high_open": [_("yes") if claim.high_open else _("no") for claim in claims],
        "middle_kind": [claim.middle_kind for claim in claims],
        "basis": [claim.basis for claim in claims],
        "published": [published_on(claim) for claim in claims],
        "trust": [trust_label(claim.trust) for claim in claims],
        "mark": [trust_mark(claim.trust) for claim in claims],
        "role": [claim.role for claim in claims],
        "experience": [claim.experience for claim in claims],
        "claim_id": [claim.claim_id for claim in claims],
        "source_title": [claim.source_title for claim in claims],
        "source_url": [claim.source_url for claim in claims],
    }


def _ageing_data(answer: ClaimsAnswer) -> dict[str, object]:
    """The factor of each claim with its series, and the figures as they were published."""
    entries, months = answer.drawn_claims, answer.months
    steps = [entry.ageing for entry in entries]
    return {
        "factor": np.array([math.nan if step is None else step.factor for step in steps]),
        "price_series": [_(NO_INDEX) if step is None else step.series for step in steps],
        "prices_since": ["" if step is None else step.since for step in steps],
        "prices_until": ["" if step is None else step.until for step in steps],
        **{
            f"{end}_published": np.array([getattr(entry.as_published, end) for entry in entries]) * months
            for end in ("low", "middle", "high")
        },
    }


def _posted_data(answer: ClaimsAnswer) -> dict[str, object]:
    bands = [entry.posted for entry in answer.drawn_claims]
    return {
        "posted_n": np.array([band.n for band in bands], np.int64),
        **{
            f"posted_{name}": np.array([getattr(band, name) for band in bands], float) * answer.months
            for name in ("p25", "p50", "p75")
        },
    }


def _claim_columns(per: Period) -> tuple[Column, ...]:
    unit = f"INR per {per}"
    return (
        Column("about", _("Claim about"), "", _("Role, place and experience")),
        Column("low", _("Low end"), unit, _("Published low end; missing where none was published")),
        Column("middle", _("Middle"), unit, _("Published mean, median or typical figure, or halfway between the ends")),
        Column("high", _("High end"), unit, _("Published high end; missing where none was published")),
        Column("high_open", _("Open top"), "", _("Whether the source prints a plus behind the high end")),
        Column("middle_kind", _("Kind of middle"), "", _("What the middle is")),
        Column("basis", _("Basis"), "", _("Whether the source says gross or in hand")),
        Column("published", _("Published"), "", _("Date of publication as far as known")),
        Column("trust", _("Trust"), "", _("Grade of the source")),
        Column("mark", _("Mark"), "", _("The grade as dots: the more are filled, the more it can be trusted")),
        Column("role", _("Role"), "", _("Standard role")),
        Column("experience", _("Experience"), "", _("Level, where the source gives years")),
        Column("claim_id", _("Number"), "", _("Stable number of the claim")),
        Column("source_title", _("Source"), "", _("Title of the page")),
        Column("source_url", _("Link"), "link", _("Its address")),
    )


def _ageing_columns(per: Period) -> tuple[Column, ...]:
    unit = f"INR per {per}"
    return (
        Column("factor", _("Factor"), "ratio", _("What the published figures were multiplied by")),
        Column("price_series", _("Series"), "", _("The series of consumer prices that covers the date of the claim")),
        Column("prices_since", _("Prices of"), "", _("The month or year of the claim")),
        Column("prices_until", _("In rupees of"), "", _("The last month of the series")),
        Column("low_published", _("Low end, as published"), unit, _("Before it was restated in later rupees")),
        Column("middle_published", _("Middle, as published"), unit, _("Before it was restated in later rupees")),
        Column("high_published", _("High end, as published"), unit, _("Before it was restated in later rupees")),
    )


def _posted_columns(per: Period) -> tuple[Column, ...]:
    unit = f"INR per {per}"
    return (
        Column("posted_n", _("Posts"), "count", _("Advertisements for the same role, level and selected place")),
        Column("posted_p25", _("Posted, 25 in 100 below"), unit, _("Lower end of the middle half of posted pay")),
        Column("posted_p50", _("Posted, median"), unit, _("Median of posted pay")),
        Column("posted_p75", _("Posted, 75 in 100 below"), unit, _("Upper end of the middle half of posted pay")),
    )


def _contradiction_columns() -> tuple[Column, ...]:
    return (
        Column("contradiction", _("Number"), "", _("Claims with the same number contradict each other")),
        Column("rule", _("Rule"), "", _("The rule that found it")),
        Column("conflict", _("Kind"), "", _("conflict: one must be wrong; loose: too little is said to be wrong")),
        Column("explanation", _("Why"), "", _("The contradiction in a sentence; pay a month")),
    )
