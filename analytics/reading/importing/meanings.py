"""Evidence for which column is experience, role, place, sector or employer.

As with pay, all evidence counts at once: words of the header first, values second, agreement with other columns third.
The best column of each role is used; where the next one is close, a person is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from analytics.model import NOT_STATED
from analytics.reading.fields.experience import Years, read_experience
from analytics.reading.fields.places import Place, read_place
from analytics.reading.importing.candidates import Evidence
from analytics.reading.importing.profile import Profile, holds_region_codes, in_words, words_found
from analytics.texts import EMPTY, Message, message
from analytics.vocabulary import header_pattern

AGE = re.compile(r"\b(?:age|ages|edad|alter|age group|idade|leeftijd|years old)\b|возраст|आयु|उम्र")
COUNTRY = re.compile(r"\b(?:country|countries|nation\w*|pais|land|pays|residence|citizenship)\b|стран|देश")
_LESS_EXPERIENCE = re.compile(
    r"\b(?:company|puesto|actual|current|present|germany|here|tenure|antiguedad|relevant|firm|employer|this"
    r"|organi[sz]ation|level|seniority|type|required skills|certification|satisf\w*)\b"
)
_MORE_EXPERIENCE = re.compile(r"\b(?:total|overall|pro|professional|gesamt|years?|anos|work)\b")
_NO_ROLE = re.compile(
    r"\b(?:ids?|code|type|level|description|desc|url|link|location|city|salary|pay|date|count|openings?|company"
    r"|category|family|function|group|status|satisf\w*|in (?:this|current|your)|actual|years?|time|number|no|skills?"
    r"|industry|manager designation|reporting)\b"
)
_ROLE_BEST = re.compile(r"\b(?:title|designation)\b|должност|पद\b")
_JOBS = re.compile(r"\bjobs?$")
_PERHAPS_CITY = re.compile(r"\b(?:place|branch|base|posting|office|where|site|pin ?code|postal|zip)\b")
_NO_PLACE = re.compile(r"\b(?:ids?|type|marital|status|tier|category|class|lat\w*|lon\w*|size|url|remote|state of)\b")
_NO_EMPLOYER = re.compile(
    r"\b(?:size|type|rating|ratings|reviews?|age|industry|sector|location|city|state|country|revenue|founded|url|website"
    r"|id|code|no|description|employees?|experience|years?|headquarters|category|logo|size range|strength|culture)\b"
)
_SALUTATIONS = frozenset(
    ["mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "dr", "dr.", "prof", "prof.", "sri", "smt", "shri"]
)


@dataclass(frozen=True)
class Weighed:
    """The evidence that a column plays a role, and the reason in words; no evidence where it cannot.

    Args:
        evidence: its points add up to the score.
        reason: what a person is told when the column is taken.
    """

    evidence: tuple[Evidence, ...] = ()
    reason: Message = EMPTY

    @property
    def score(self) -> float:
        """The sum of the evidence; a column plays the role only above 0."""
        return sum(reason.points for reason in self.evidence)

    @classmethod
    def of(cls, reason: Message, *evidence: Evidence) -> Weighed:
        """The reason, and the evidence that has any weight."""
        return cls(tuple(part for part in evidence if part.points), reason)


NONE = Weighed()


def weigh_experience(profile: Profile) -> Weighed:
    """The evidence that a column is years, or months, of experience."""
    words = profile.plain
    match = header_pattern("experience").search(words)
    names_other_thing = (
        AGE.search(words) or header_pattern("pay").search(words) or re.search(r"\bids?\b|\bcode\b$", words)
    )
    if not match or names_other_thing:
        return NONE
    readings = [read_experience(text) for text in profile.sample]
    years = sum(isinstance(reading, Years) for reading in readings) / len(readings)
    if years < 0.5:
        return NONE
    return Weighed.of(
        message("{words}, {share} read as years", words=words_found(match), share=in_words(years, profile.sample)),
        Evidence(message("a word for experience"), 2.0),
        Evidence(message("values that are lengths of time"), years),
        Evidence(message("all of the experience"), 0.5 * bool(_MORE_EXPERIENCE.search(words))),
        Evidence(message("a part of the experience"), -1.0 * bool(_LESS_EXPERIENCE.search(words))),
    )


def weigh_role(profile: Profile) -> Weighed:
    """The evidence that a column is the job title."""
    words = profile.plain
    match = header_pattern("role").search(words) or _JOBS.search(words)
    if not match or len(words.split()) > 8 or profile.numeric > 0.3:
        return NONE
    if set(map(str.lower, profile.filled)) <= _SALUTATIONS or profile.share(lambda text: len(text) > 120) > 0.2:
        return NONE
    if _NO_ROLE.search(header_pattern("role").sub(" ", words)):
        return NONE
    return Weighed.of(
        words_found(match),
        Evidence(message("a word for a job"), 1.0),
        Evidence(message("a title"), 1.0 * bool(_ROLE_BEST.search(words))),
        Evidence(message("someone else"), -0.5 * bool(header_pattern("elsewhere").search(words))),
        Evidence(message("a long header"), -0.02 * len(words.split())),
    )


def weigh_city(profile: Profile) -> Weighed:
    """The evidence that a column is the place of work."""
    words = profile.plain
    match, weak_match = header_pattern("city").search(words), _PERHAPS_CITY.search(words)
    if _NO_PLACE.search(words) or header_pattern("elsewhere").search(words) or COUNTRY.search(words):
        return NONE
    if (profile.numeric > 0.3 and not is_postal(profile)) or len(words.split()) > 7:
        return NONE
    share_known = _share_known(profile.places, "cities")
    if holds_region_codes(profile) and not share_known:
        return NONE
    if not match and (len(profile.filled) < 2 or profile.share(lambda text: len(text) > 60) > 0.2):
        return NONE
    values_reason = message("{share} are cities of India", share=in_words(share_known, profile.places))
    if match and profile.share(lambda text: len(text) > 80) < 0.3:
        if not share_known and header_pattern("role").search(words):
            return NONE
        return Weighed.of(
            message("{words}, {share}", words=words_found(match), share=values_reason)
            if share_known
            else words_found(match),
            Evidence(message("a word for a place"), 1.0),
            Evidence(message("values that are cities"), share_known),
            Evidence(message("a word for a city"), 1.0 * ("city" in match.group())),
        )
    if share_known >= (0.3 if weak_match else 0.6):
        return Weighed.of(values_reason, Evidence(message("values that are cities"), 0.5 + share_known))
    return NONE


def weigh_state(profile: Profile, city: Profile | None) -> Weighed:
    """The evidence that a column is the state of work.

    Args:
        profile: the column.
        city: that of the place of work: a state in which the cities do not lie is that of something else.
    """
    words = profile.plain
    if _NO_PLACE.search(words) or header_pattern("elsewhere").search(words) or profile.numeric > 0.3:
        return NONE
    match = header_pattern("state").search(words)
    share_known = _share_known(profile.places, "states")
    if holds_region_codes(profile) and not (match and share_known >= 0.6):
        return NONE
    cities = _share_known(profile.places, "cities")  # a column of cities is no column of states
    if share_known < 0.5 or not (match or (share_known >= 0.8 and cities < 0.3)):
        return NONE
    return Weighed.of(
        message("{share} are states of India", share=in_words(share_known, profile.places)),
        Evidence(message("a word for a state"), 1.0 * bool(match)),
        Evidence(message("values that are states"), share_known),
        Evidence(
            message("agreement with the cities"), 0.0 if city is None else 4.0 * (_agreement(profile, city) - 0.5)
        ),
    )


def _agreement(state: Profile, city: Profile) -> float:
    """Among rows that name a city and a state, the share whose city is in that state; one half if there are none."""
    pairs = [(set(read_place(a).states), set(read_place(b).states)) for a, b in _pairs(state, city)]
    pairs_known = [(a, b) for a, b in pairs if NOT_STATED not in a | b]
    return sum(bool(a & b) for a, b in pairs_known) / len(pairs_known) if pairs_known else 0.5


def _pairs(first: Profile, second: Profile, most: int = 300) -> list[tuple[str, str]]:
    return list(zip(first.cells[:most], second.cells[:most], strict=False))


def share_differing(first: Profile, second: Profile) -> float:
    """The share of rows of the sample in which two columns say something else, in whatever letter case."""
    pairs = [(a.strip().casefold(), b.strip().casefold()) for a, b in _pairs(first, second, 1_000)]
    return sum(a != b for a, b in pairs) / max(1, len(pairs))


def weigh_sector(profile: Profile) -> Weighed:
    """The evidence that a column is the sector of work: a sector, else a department, else a field of work."""
    words = profile.plain
    if len(words.split()) > 6 or re.search(r"\b(?:ids?|code|size|count|head)\b", words) or profile.numeric > 0.3:
        return NONE
    evidence = {
        "sector": Evidence(message("a word for a sector"), 3.0),
        "department": Evidence(message("a word for a department"), 2.0),
        "field": Evidence(message("a word for a field"), 1.0),
    }
    for key, weight in evidence.items():
        match = header_pattern(key).search(words)
        if match and len(profile.filled) <= 500:
            return Weighed.of(words_found(match), weight)
    return NONE


def weigh_employer(profile: Profile) -> Weighed:
    """The evidence that a column is the employer."""
    words = profile.plain
    match = header_pattern("employer").search(words)
    if not match or _NO_EMPLOYER.search(words) or profile.numeric > 0.3 or len(words.split()) > 5:
        return NONE
    return Weighed.of(
        message("{words}; never shown", words=words_found(match)),
        Evidence(message("a word for an employer"), 1.0),
        Evidence(message("a name"), 1.0 * ("name" in words)),
        Evidence(message("someone else"), -0.5 * bool(header_pattern("elsewhere").search(words))),
        Evidence(message("a long header"), -0.02 * len(words.split())),
    )


def _share_known(places: list[Place], attribute: str) -> float:
    return float(np.mean([place.is_known and getattr(place, attribute) != (NOT_STATED,) for place in places]))


def is_postal(profile: Profile) -> bool:
    """Whether a column holds India's postal codes, whose first digits identify the place."""
    return (
        profile.share(lambda text: bool(re.fullmatch(r"[1-9]\d{2} ?\d{3}", text))) > 0.8 and profile.places[0].is_known
    )
