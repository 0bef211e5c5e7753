"""Wording of claims: their range, their subject, the grade of their source, their contradictions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from analytics.market.claims import Claim, Contradiction, RuleName
from analytics.model import NOT_STATED
from analytics.presenting import wording
from analytics.presenting.messages import _
from analytics.statistics.bands import MONTHS, Period
from analytics.texts import N_
from analytics.topics.claims.answer import ClaimBesidePosts

TRUST: dict[str, tuple[str, str]] = {
    "official": (N_("official"), N_("a pay scale or settlement")),
    "survey": (N_("survey"), N_("counted by a named organisation")),
    "article": (N_("article"), N_("figures without a method")),
    "modelled site": (N_("modelled site"), N_("visitors' entries or an estimate of the site")),
}
"""The grades of trust, from highest to lowest, with name and meaning."""
RULES: dict[RuleName, tuple[str, str]] = {
    "year_against_month": (
        N_("Yearly figure does not fit the monthly one"),
        N_("One page gives a yearly and a monthly figure for the same work, and the year is not twelve such months."),
    ),
    "ranges_apart": (
        N_("Ranges that never meet"),
        N_("Two sources give ranges for the same role, place and level of experience without a common rupee."),
    ),
    "bases_apart": (
        N_("Ranges on different bases"),
        N_("Two ranges never meet, but only one source says whether it is gross or in hand: both may be right."),
    ),
    "shared_edge": (
        N_("Ranges that share an edge"),
        N_("One page ends a level of experience at the figure where the next begins, so the edge belongs to both."),
    ),
    "open_top": (N_("Open top"), N_("A source says what pay starts from and never where it ends.")),
}
"""The name of each rule, and what it finds."""

NO_INDEX = N_("no index covers this")
"""The text for a claim that cannot be restated in later rupees."""
SERIES = {
    "consumer_prices_2012": N_("consumer prices of base 2012"),
    "consumer_prices_2024": N_("consumer prices of base 2024"),
}
"""The series of prices by which claims are restated in later rupees."""


def series_words(indicator: str) -> str:
    """A series of prices in words."""
    return _(SERIES[indicator])


def ageing_words(entry: ClaimBesidePosts, in_later_rupees: bool) -> list[str]:
    """The factor of a claim to later rupees, or that no index covers it; empty if not requested."""
    if not in_later_rupees:
        return []
    if entry.ageing is None:
        return [_(NO_INDEX)]
    factor, until = f"{entry.ageing.factor:.3f}", wording.period(entry.ageing.until)
    return [_("× {factor} for rupees of {until}", factor=factor, until=until)]


def amounts_in_words(claim: Claim, per: Period) -> str:
    """A claim in words: its range, its one figure, or the end that it gives."""
    words = range_in_words(claim.low, claim.middle, claim.high, per)
    return f"{words}+" if claim.high_open else words


def range_in_words(low: float, middle: float, high: float, per: Period) -> str:
    """A range per month in words, stated per month or per year.

    >>> nan = float("nan")
    >>> range_in_words(18000, 21500, 25000, "month"), range_in_words(nan, 16667, nan, "month")
    ('₹18,000 to ₹25,000', '₹16,700')
    >>> range_in_words(25500, nan, nan, "month"), range_in_words(18000, nan, 25000, "year")
    ('from ₹25,500', '₹2.16 LPA to ₹3.00 LPA')
    """
    least, center, most = (
        "" if math.isnan(amount) else wording.money(amount * MONTHS[per], per=per) for amount in (low, middle, high)
    )
    if least and most:
        return _("{low} to {high}", low=least, high=most)
    if center:
        return center
    return _("from {low}", low=least) if least else _("up to {high}", high=most)


def subject(claim: Claim, *, with_role: bool = True) -> str:
    """What a claim is about: role, place, and the source's own words on experience."""
    place = next((name for name in (claim.city, claim.state) if name not in (NOT_STATED, "")), _("India"))
    level = claim.experience if claim.experience != NOT_STATED else claim.experience_as_published
    return ", ".join(filter(None, [claim.role if with_role else "", place, level]))


def details(claims: Iterable[Claim]) -> dict[str, str]:
    """What distinguishes each claim from others of the same subject, grade and date, by its number; empty where there
    is no other. As few details as possible: the source's own words on experience, the basis, the title, the number. The
    last one needed comes first, so that a shortened label keeps it.
    """
    by_number = {claim.claim_id: claim for claim in claims}
    words = dict.fromkeys(by_number, "")
    for differences in (_own_level, _basis, lambda claim: claim.source_title, lambda claim: claim.claim_id):
        alike: dict[tuple[str, ...], list[Claim]] = {}
        for number, claim in by_number.items():
            alike.setdefault((subject(claim), claim.trust, published_on(claim), words[number]), []).append(claim)
        for group in alike.values():
            if len(set(map(differences, group))) > 1:
                for claim in group:
                    words[claim.claim_id] = ", ".join(filter(None, [differences(claim), words[claim.claim_id]]))
    return words


def labels(claims: Sequence[Claim]) -> list[str]:
    """The subject of each claim, with details that distinguish it from the others."""
    detail_by_number = details(claims)
    return [", ".join(filter(None, [subject(claim), detail_by_number[claim.claim_id]])) for claim in claims]


def _own_level(claim: Claim) -> str:
    """The source's own words on experience, if the subject omits them."""
    return claim.experience_as_published if claim.experience != NOT_STATED else ""


def _basis(claim: Claim) -> str:
    return claim.basis if claim.basis != NOT_STATED else ""


def published_on(claim: Claim) -> str:
    """The publication date, as precise as is known."""
    return wording.period(claim.published) or _("no date")


def trust_mark(grade: str) -> str:
    """A grade of trust as a row of dots, so that colour is not needed to read it.

    >>> trust_mark("official"), trust_mark("modelled site")
    ('●●●●', '●○○○')
    """
    grades = list(TRUST)
    dots = len(grades) - grades.index(grade)
    return "●" * dots + "○" * (len(grades) - dots)


def trust_label(grade: str) -> str:
    """The name of a grade."""
    return _(TRUST[grade][0])


def explanation(item: Contradiction) -> str:
    """Explain a contradiction in a sentence; pay is per month."""
    first, *other_claims = item.claims
    place = next((name for name in (first.city, first.state) if name not in ("", NOT_STATED)), "")
    same_level = item.rule.name != "shared_edge" and first.experience != NOT_STATED
    about = ", ".join(filter(None, [first.role, place, first.experience if same_level else ""]))
    second = other_claims[0] if other_claims else first
    values = {
        "about": about,
        "source": first.source_title,
        "first": _exact_range(first),
        "first_level": _level(first),
        "other_source": second.source_title,
        "second": _exact_range(second),
        "second_level": _level(second),
        "edge": wording.exact_money(first.high),
    }
    return _(_EXPLANATIONS[item.rule.name], **values)


_EXPLANATIONS: dict[RuleName, str] = {
    "year_against_month": N_(
        "{about}: {source} gives a yearly figure that is {first} a month, and {second} a month for the same work."
    ),
    "ranges_apart": N_(
        "{about}: {source} says {first} a month{first_level}, {other_source} says {second}{second_level}; the two "
        "never meet."
    ),
    "bases_apart": N_(
        "{about}: {source} says {first} a month{first_level}, {other_source} says {second}{second_level}; only one "
        "says whether that is gross or in hand."
    ),
    "shared_edge": N_(
        "{about}: {source} ends one level and begins the next at {edge} a month: {first}{first_level} and "
        "{second}{second_level}."
    ),
    "open_top": N_("{about}: {source} says {first} a month{first_level} and gives no upper end."),
}


def _level(claim: Claim) -> str:
    """The source's own words about experience, in brackets."""
    return f" ({claim.experience_as_published})" if claim.experience_as_published else ""


def _exact_range(claim: Claim) -> str:
    low, middle, high = (
        "" if math.isnan(amount) else wording.exact_money(amount) for amount in (claim.low, claim.middle, claim.high)
    )
    if low and high:
        return _("{low} to {high}", low=low, high=f"{high}+" if claim.high_open else high)
    if middle:
        return middle
    return _("from {low}", low=low) if low else _("up to {high}", high=high)
