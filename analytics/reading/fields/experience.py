"""Parse experience as people write it into a range of years, or a label without years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from analytics.reading.fields.numbers import tidy
from analytics.vocabulary import is_blank

LONGEST_CAREER = 60.0
"""Years above this are not experience but ages, calendar years or typos."""


@dataclass(frozen=True, slots=True)
class Years:
    """A range of years of experience; equal ends for one figure, an infinite end for “10+”."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Label:
    """A level that carries no years, such as “Senior” or “MI”.

    Args:
        text: the label as written, tidied.
        rank: its place in the usual order of levels, from 0; for labels of no known order `None`.
    """

    text: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class NotYears:
    """A text that states no experience, with the reason."""

    reason: str


_FRESH = re.compile(
    r"\bfreshers?\b|\bno (?:prior |previous |work )*experience\b|\bexperience not (?:required|needed)\b"
    r"|\bwithout experience\b|\bnil\b|\bsin experiencia\b|\bohne (?:berufs)?erfahrung\b|\bsans expérience\b"
    r"|\bsem experiência\b|без опыта|нет опыта|बिना अनुभव|अनुभवहीन|फ्रेशर"
)
_UNDER = re.compile(
    r"\b(?:less than|under|below|up ?to|menos de|menos que|moins de|weniger als|bis zu|unter|до)\b|<|से कम"
)
_OVER = re.compile(
    r"\+|\b(?:more than|over|above|at least|min(?:imum)?|plus de|más de|mais de|mehr als|über|от|более|свыше|onwards)\b"
    r"|\b(?:and above|or more|y más|oder mehr|et plus)\b|[>≥]|से अधिक|से ज़्यादा"
)
_ONE_PERIOD = re.compile(
    r"\b(?:a|one|an|un|uno|una|ein|eine|einem|um|один|одного)\b(?= (?:year|año|an|ano|jahr|год))|एक(?= (?:साल|वर्ष))"
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER_WORD = re.compile(
    rf"\b(?:{'|'.join(_NUMBERS)})\b(?=(?: and (?:a )?half)?[ +-]*(?:years?|yrs?|months?|mths?|to\b))"
)
_AND_HALF = re.compile(r"(\d+) ?(?:and|&) ?(?:a )?half\b|\b(?:a )?half (?:a )?(?=years?|yrs?)")
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"(?:\d{{1,2}}[- ]{_MONTH}|{_MONTH}[- ]\d{{1,2}})(?:[- ]\d{{2,4}})?"
    r"|\d{1,4}[/-]\d{1,2}[/-]\d{1,4}(?: [\d:]+)?"
)
_UNIT_WORDS: Mapping[float, str] = {
    1.0: r"years?|yrs?|y|yoe|años?|ans?|anos?|jahre?n?|год\w*|лет|г|साल|वर्ष|सालों|वर्षों"
    r"|jaar|år|vuotta|ஆண்டு\S*|வருட\S*|বছর",
    1 / 12: r"months?|mths?|mnths?|mos?|m|meses|mes|monate?n?|mois|месяц\w*|мес|महीन\S*|माह|maanden|kuukautta|மாத\S*|মাস",
    1 / 52: r"weeks?|wks?|semanas?|wochen?|semaines?|недел\w*|सप्ताह|हफ़्?ते",
    1 / 365: r"days?|días?|tage?n?|jours?|дн\w*|день|दिन|நாள்\S*|দিন",
}
_FIGURE = re.compile(
    r"(?P<number>\d+(?:[.,]\d{1,2}(?!\d))?|\.\d{1,2}(?!\d))\s*\+?\s*"
    + "".join(rf"(?:(?P<u{index}>{words})(?![^\W\d_])\.?)?" for index, words in enumerate(_UNIT_WORDS.values()))
)
_JOINS_RANGE = re.compile(r"\s*\+?\s*(?:-|to|till|~|a|à|bis|до|से|/)\s*(?:up to\s*)?|\s*-\s*")
_JOINS_SUM = re.compile(r"\s*(?:,|and|&|y|und|et|и|और)?\s*")
_HYPHEN = re.compile(r"\s*[-/:.]\s*")
_RANKS = {
    word: rank
    for rank, words in enumerate(
        (
            "intern|internship|trainee|apprentice|student|praktikant|becario|estagiário|стажер|prácticas",
            "en|entry|entry level|entry-level|fresher level|graduate|beginner|associate trainee",
            "junior|jr|associate|júnior|pleno junior|assistant",
            "mi|mid|middle|mid level|mid-level|intermediate|mid-senior level|regular|semi senior|ssr|pleno",
            "se|senior|sr|senior level|sénior|sênior|experienced",
            "lead|team lead|staff|principal|expert|specialist",
            "manager|management|head|director|senior management",
            "ex|executive|executive level|c-level|c-level executive|vp|cxo|chief",
        )
    )
    for word in words.split("|")
}


def read_experience(text: str | None, unit: float = 1.0) -> Years | Label | NotYears:
    """Experience from a text. Never raises, never returns negative years.

    Ends may be open (“10+ years” ends at infinity, “less than a year” begins at 0). Months become parts of years. Where
    a remark follows (“15, thereof 8 as CTO”), the first figure counts.

    Args:
        text: a cell of a file.
        unit: years that a number without a unit stands for: 1/12 in a column of months.

    >>> read_experience("2-4 Yrs"), read_experience("Fresher"), read_experience("Menos de un año")
    (Years(low=2.0, high=4.0), Years(low=0.0, high=0.0), Years(low=0.0, high=1.0))
    >>> read_experience("10+ years"), read_experience("18 months"), read_experience("Senior")
    (Years(low=10.0, high=inf), Years(low=1.5, high=1.5), Label(text='Senior', rank=4))
    """
    if text is None:
        return NotYears("blank")
    clean = _in_digits(tidy(text[:200]))
    if clean in ("nil", "none"):
        return Years(0.0, 0.0)
    if clean == "any" or (is_blank(clean) and not re.match(r"-\s*\d", clean)):
        return NotYears("blank")
    if _DATE.fullmatch(clean):
        return NotYears("looks like a date")
    if re.match(r"-\s*\d", clean):
        return NotYears("negative")
    figures = _figures(clean, unit)
    if not figures:
        return _without_figures(text, clean)
    low, high = figures[0], figures[-1]
    if low > high:
        low, high = high, low
    if high > LONGEST_CAREER:
        return NotYears("too many to be years of experience")
    if len(figures) == 1:
        if _UNDER.search(clean):
            low = 0.0
        elif _OVER.search(clean):
            high = inf
    return Years(low, high)


def _in_digits(clean: str) -> str:
    """A text with its number words as digits: “two and a half years” is “2.5 years”."""
    clean = _ONE_PERIOD.sub("1", clean)
    clean = _NUMBER_WORD.sub(lambda match: str(_NUMBERS.index(match[0]) + 1), clean)
    return _AND_HALF.sub(lambda match: f"{match[1]}.5" if match[1] else "0.5 ", clean)


def _without_figures(text: str, clean: str) -> Years | Label | NotYears:
    if _FRESH.search(clean):
        return Years(0.0, 0.0)
    if _UNDER.search(clean) and re.search(r"\b(?:year|año|ano|an|jahr|год)\b", clean):
        return Years(0.0, 1.0)
    label = " ".join(text.split()).strip(" .")
    if not any(sign.isalpha() for sign in label) or len(label) > 60:
        return NotYears("not understood")
    return Label(label, _RANKS.get(clean.strip(" .")))


def _figures(clean: str, unit: float) -> list[float]:
    """The first figure, or the first two where a range joins them, in years.

    Figures in falling units beside each other are one: “1 yr 6 mths”. A unit of the upper end holds for the lower.
    """
    figures = list(_FIGURE.finditer(clean))
    if not figures or clean[: figures[0].start()][-1:].isalpha():  # "B2" is a grade, not two years
        return []
    sums: list[tuple[float, float | None]] = []  # number, unit
    end = 0
    joined = False
    for match in figures:
        number, own_unit = float(match["number"].replace(",", ".")), _unit(match)
        between = clean[end : match.start()] if sums else ""
        last = sums[-1][1] if sums else None
        if sums and own_unit is not None and last is not None and _adds_up(between, number * own_unit, own_unit, last):
            sums[-1] = sums[-1][0] + number * own_unit / last, last
        elif sums and not (_JOINS_RANGE.fullmatch(between) and not joined):
            break
        else:
            joined = bool(sums)
            sums.append((number, own_unit))
        end = match.end()
    default = next((own_unit for _, own_unit in reversed(sums) if own_unit is not None), unit)
    return [number * (default if own_unit is None else own_unit) for number, own_unit in sums]


def _adds_up(between: str, years: float, unit: float, last: float) -> bool:
    """Whether a figure continues the one before, as in “1 yr 6 mths”; “03Y-04M” does, “1 year - 18 months” not."""
    return unit < last and bool(_JOINS_SUM.fullmatch(between) or (_HYPHEN.fullmatch(between) and years < last))


def _unit(match: re.Match[str]) -> float | None:
    """The unit of a figure, as a share of a year; `None` if not stated."""
    return next((years for index, years in enumerate(_UNIT_WORDS) if match[f"u{index}"]), None)
