"""Turn columns of texts into dimensions: one name per thing, in natural order if there is one, never personal data.

It is one subject: each kind of column has a function that makes its dimensions, and all share one form of texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import floor

import numpy as np
from babel import Locale
from babel.numbers import get_territory_currencies
from numpy.typing import NDArray

from analytics.model import FILE_COLUMN, NOT_STATED, STANDARD_DIMENSIONS, Dimension, Experience, small
from analytics.reading.fields.experience import Label, Years, read_experience
from analytics.reading.fields.personal import holds_personal
from analytics.reading.fields.places import Place, read_place
from analytics.reading.fields.sectors import read_sector
from analytics.reading.fields.titles import SENIORITIES, Title, read_title
from analytics.reading.importing.audit import rows_message
from analytics.reading.importing.candidates import STATEMENT_WEIGHT, Evidence
from analytics.reading.importing.headers import column_slug, plain
from analytics.texts import Message, message
from analytics.vocabulary import is_blank, meanings, normalise, words

MODES = ("Office", "Hybrid", "Work from home")
_UNITED_STATES = re.compile(
    r", ?(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT"
    r"|V[AT]|W[AIVY])"
    r"(?: \d{5})?(?:, ?(?:US|USA|United States))?$"
)
_LIST_NUMBER = re.compile(r"^\d+\.\s+")
"""What numbers the answers of a list: “2. Middle Atlantic”."""
_FIRST_NUMBER = re.compile(r"^\D{0,10}?(\d+(?:[.,]\d+)?)")

TITLES = {"role": "Role", "sector": "Sector", "city": "City", "state": "State", "years": "Years of experience"}


@dataclass(frozen=True, eq=False)
class Texts:
    """A column as its different texts and one code per row.

    >>> Texts(("Pune", "pune", ""), np.array([0, 0, 1, 2])).printed_names().tolist()
    ['Pune', 'Pune', 'Not stated']
    """

    texts: tuple[str, ...]
    codes: NDArray[np.integer]
    times: NDArray[np.int64] | None = None  # the number of rows with each code
    whole: bool = True  # whether every text is present; otherwise one represents others with the same meaning

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The number of rows with each text."""
        return np.bincount(self.codes, self.times, minlength=len(self.texts)).astype(np.int64)

    def printed_names(self) -> NDArray[np.object_]:
        """Each text as a person would print it: one spelling where only letter case differs, the commonest."""
        best: dict[str, int] = {}
        for index in np.argsort(-self.rows, kind="stable"):
            best.setdefault(self.texts[index].casefold(), int(index))
        names = [self.texts[best[text.casefold()]] for text in self.texts]
        return np.array([NOT_STATED if is_blank(name) else name for name in names], dtype=object)

    def share(self, which: Iterable[bool]) -> float:
        """Share of the rows whose text passes."""
        return float(self.rows[np.fromiter(which, bool, len(self.texts))].sum() / max(1, self.rows.sum()))

    def dimension(
        self, name: str, title: str, names: Iterable[str], *, order: Sequence[str] = (), separator: str | None = None
    ) -> Dimension:
        """A dimension in which each text goes by the name given for it; the usual ones have one title everywhere."""
        few = Dimension.of(name, TITLES.get(name, title), list(names), order=order, separator=separator)
        return few.take(self.codes)


@dataclass(frozen=True, eq=False)
class Places:
    """The places in a column, text by text."""

    column: Texts
    read: tuple[Place, ...]

    @classmethod
    def of(cls, column: Texts) -> Places:
        """The places of a column; each different text is read once."""
        return cls(column, tuple(map(read_place, column.texts)))

    def restrict_to(self, column: Texts) -> Places:
        """The same for some of the rows: every text of `column` is one of this column's."""
        place_of_text = dict(zip(self.column.texts, self.read, strict=True))
        return Places(column, tuple(place_of_text[text] for text in column.texts))

    @cached_property
    def indian(self) -> float:
        """Share of the rows that name a place in India."""
        return self.column.share(place.is_known and place.states != (NOT_STATED,) for place in self.read)


Note = Callable[[str, Message, int, Iterable[str]], None]
"""Tells what was inferred: about, sentence, rows, examples."""


def experience(column: Texts, title: str, note: Note) -> list[Dimension]:
    """`experience` in the usual levels, and `years`: the file's own bands, or whole years (of ranges, the low end)."""
    units = weigh_experience_units(column, title)
    unit = units[0].share if units else 1 / 12 if _IN_MONTHS.search(plain(title)) else 1.0
    if units and units[0].name == "months":
        strongest = max(units[0].evidence, key=lambda evidence: evidence.points)
        reason = strongest.about if strongest.points > 0 else message("as years they would be longer than careers")
        note("experience", message("Figures in “{title}” are months: {reason}.", title=title, reason=reason), 0, ())
    read = [read_experience(text, unit) for text in column.texts]
    years = [reading for reading in read if isinstance(reading, Years)]
    if not years:
        return [own_values(column, title)] if any(isinstance(reading, Label) for reading in read) else []
    unread = [not isinstance(reading, Years) for reading in read]
    silent = int(column.rows[np.array(unread) & np.array([bool(text) for text in column.texts])].sum())
    if silent:
        texts = [text for text, bad in zip(column.texts, unread, strict=True) if bad and text][:3]
        note(
            "experience",
            message("No years of experience in “{title}”: {rows}.", title=title, rows=rows_message(silent)),
            silent,
            texts,
        )
    levels = [str(Experience.of_years(r.low, r.high)) if isinstance(r, Years) else NOT_STATED for r in read]
    dimensions = [column.dimension("experience", "Experience", levels, order=[*Experience])]
    banded = sum(reading.low != reading.high for reading in years) > 0.5 * len(years)
    if banded and len(column.texts) <= 20:
        names = list(column.printed_names())
        ranks = sorted((r.low, r.high, name) for r, name in zip(read, names, strict=True) if isinstance(r, Years))
        order = list(dict.fromkeys(name for *_, name in ranks))
        dimensions.append(column.dimension("years", title, names, order=order))
    else:
        names = [str(floor(r.low)) if isinstance(r, Years) else NOT_STATED for r in read]
        order = sorted({name for name in names if name != NOT_STATED}, key=int)
        dimensions.append(column.dimension("years", "Years of experience", names, order=order))
    return dimensions


_IN_MONTHS = re.compile(r"\b(?:in |per )?(?:months?|mths?|mnths?|mos|monate|meses|mois)\b|महीन|माह|месяц|மாத")
_IN_YEARS = re.compile(r"\b(?:years?|yrs?|jahre|anos|ans|annees)\b|साल|वर्ष|лет|ஆண்டு")


@dataclass(frozen=True)
class ExperienceUnit:
    """A possible unit of bare figures of experience.

    Args:
        name: "years" or "months".
        share: of a year.
        evidence: its points add up to the score.
        median: of the figures, in years.
    """

    name: str
    share: float
    evidence: tuple[Evidence, ...]
    median: float

    @property
    def score(self) -> float:
        """The sum of the evidence."""
        return sum(reason.points for reason in self.evidence)


def weigh_experience_units(column: Texts, title: str) -> tuple[ExperienceUnit, ...]:
    """Whether bare figures of experience are years or months, the more credible first; nothing without such figures.

    >>> column = Texts(("6", "30", "48", "120"), np.array([0, 1, 2, 3, 1, 2]))
    >>> [unit.name for unit in weigh_experience_units(column, "Experience")]
    ['months', 'years']
    """
    bare = [(float(text), rows) for text, rows in zip(column.texts, column.rows, strict=True) if _BARE.fullmatch(text)]
    figures = np.repeat([figure for figure, _ in bare], [rows for _, rows in bare])
    if not len(figures) or sum(rows for _, rows in bare) < 0.3 * column.rows.sum():
        return ()
    words = plain(title)
    says_months, says_years = bool(_IN_MONTHS.search(words)), bool(_IN_YEARS.search(words))
    units = []
    for name, share in (("years", 1.0), ("months", 1 / 12)):
        years = figures * share
        positive = years[years > 0]
        middle = float(np.median(positive)) if len(positive) else _USUAL_YEARS
        months = name == "months"
        evidence = (
            Evidence(
                message("the header says so"),
                STATEMENT_WEIGHT * (says_months and not says_years if months else says_years),
            ),
            Evidence(message("size of the median"), -0.5 * (np.log(middle / _USUAL_YEARS) / 1.0) ** 2),
            Evidence(message("longer than careers"), -8.0 * float(np.mean(years > _LONG_CAREER))),
            Evidence(message("fractions"), -4.0 * float(np.mean(figures % 1 > 0)) * months),
            Evidence(message("how experience is usually stated"), -2.0 * months),
        )
        units.append(ExperienceUnit(name, share, tuple(e for e in evidence if e.points), float(np.median(years))))
    return tuple(sorted(units, key=lambda unit: -unit.score))


_USUAL_YEARS, _LONG_CAREER = 5.0, 45.0


_BARE = re.compile(r"\d{1,3}(?:\.\d+)?")


def roles(column: Texts, title: str, groups: int, has_sector: bool, note: Note) -> list[Dimension]:
    """`role` in standard names where they cover half of the rows, with the sector of work; the file's own titles beside
    it if they are few. Otherwise `role` is the file's own text."""
    read = [read_title(text) for text in column.texts]
    titles = column.printed_names()
    if not column.whole:
        titles = np.array(
            [name if r.role == NOT_STATED else r.role for name, r in zip(titles, read, strict=True)], object
        )
    share_named = column.share(reading.role != NOT_STATED for reading in read)
    if share_named < 0.5:
        dimension, rest = _commonest_values(column, "role", title, titles, groups, "Other roles")
        if rest:
            note(
                "role",
                message(
                    "“{title}” has many different titles; all but the {groups} commonest are “Other roles”.",
                    title=title,
                    groups=groups,
                ),
                rest,
                (),
            )
        return [dimension, *_modes(column, [reading.work_mode for reading in read])]
    names = [reading.role for reading in read]
    examples = [f"{text} → {name}" for text, name in zip(titles, names, strict=True) if name not in (NOT_STATED, text)][
        :3
    ]
    share = message(
        "“{title}” has a title with a standard name in {percent} % of rows.",
        title=title,
        percent=round(100 * share_named),
    )
    note("role", share, 0, examples)
    dimensions = [column.dimension("role", "Role", names)]
    if not has_sector:
        dimensions.append(column.dimension("sector", "", [reading.sector for reading in read]))
        note("sector", message("The sector of work was taken from “{title}”.", title=title), 0, ())
    if column.whole and 1 < len(set(titles)) <= groups and not holds_personal(titles):
        dimensions.append(column.dimension(_free_name(column_slug(title)), title, titles))
    seniority = _seniority(column, read)
    return dimensions + seniority + _modes(column, [reading.work_mode for reading in read])


def _seniority(column: Texts, read: Sequence[Title]) -> list[Dimension]:
    marks = [reading.seniority or "No mark" for reading in read]
    if len(set(marks)) < 2:
        return []
    order = [mark or "No mark" for mark in SENIORITIES]
    return [column.dimension("seniority", "Seniority in the title", marks, order=order)]


def places(places_read: Places, title: str, groups: int, has_state: bool, note: Note) -> list[Dimension]:
    """`city`, and `state` where the places are in India and no column has it. A row can have several of both."""
    column = places_read.column
    cities = np.array(["|".join(place.cities) for place in places_read.read], dtype=object)
    several = [len(place.cities) > 1 for place in places_read.read]
    if any(several):
        rows = int(column.rows[np.array(several)].sum())
        examples = [text for text, many in zip(column.texts, several, strict=True) if many][:3]
        sentence = message(
            "Several places in “{title}”, counted in each of them: {n} rows.", title=title, n=f"{rows:,}"
        )
        note("city", sentence, rows, examples)
    changed = [
        f"{text} → {', '.join(place.cities)}"
        for text, place in zip(column.texts, places_read.read, strict=True)
        if place.is_known and len(place.cities) == 1 and place.cities[0] not in (text, NOT_STATED)
    ]
    if changed:
        sentence = message("{n} spellings of places in “{title}” were given their usual name.",
                           n=f"{len(changed):,}", title=title)  # fmt: skip
        note("city", sentence, 0, changed[:5])
    only_state = [place.cities == (NOT_STATED,) and place.states != (NOT_STATED,) for place in places_read.read]
    if any(only_state):
        rows = int(column.rows[np.array(only_state)].sum())
        examples = [text for text, is_only_state in zip(column.texts, only_state, strict=True) if is_only_state][:3]
        sentence = message("A state and no city in “{title}”, so without a city: {n} rows.", title=title, n=f"{rows:,}")
        note("city", sentence, rows, examples)
    dimension, rest = _commonest_values(column, "city", title, cities, groups, "Other places", separator="|")
    if rest:
        sentence = message("“{title}” has many different places; all but the {groups} commonest are “Other places”.",
                           title=title, groups=groups)  # fmt: skip
        note("city", sentence, rest, ())
    dimensions = [dimension]
    if not has_state and places_read.indian >= 0.1:
        dimensions.append(
            column.dimension("state", "State", ["|".join(p.states) for p in places_read.read], separator="|")
        )
    return dimensions + _modes(column, [place.work_mode for place in places_read.read])


def states(column: Texts, title: str) -> list[Dimension]:
    """`state` by its usual name; what is no state of India keeps its text."""
    texts = column.printed_names()
    read = map(read_place, column.texts)
    names = [
        "|".join(place.states) if place.is_known and place.states != (NOT_STATED,) else name
        for place, name in zip(read, texts, strict=True)
    ]
    return [column.dimension("state", title, names, separator="|")]


def currency_abroad(columns: Iterable[Texts]) -> str | None:
    """The currency of the country of most rows, according to a column of countries or places.

    >>> currency_abroad([Texts(("Austin, TX", "Boston, MA", "Remote"), np.array([0, 1, 2, 1]))])
    'USD'
    >>> currency_abroad([Texts(("Germany", "France", "Peru"), np.array([0, 1, 0, 2]))])
    'EUR'
    """
    return _in_most_rows(columns, _currency_of)


def country_abroad(columns: Iterable[Texts]) -> str | None:
    """The code of the country of most rows, according to a column of countries or places.

    >>> country_abroad([Texts(("Wien, Austria", "Graz, Austria", "Berlin, Germany"), np.array([0, 1, 2]))])
    'AT'
    """
    return _in_most_rows(columns, _country_of)


def _in_most_rows(columns: Iterable[Texts], read: Callable[[str], str | None]) -> str | None:
    """The value shared by more than half of the rows, from the first column that has one."""
    for column in columns:
        rows: dict[str, int] = {}
        for text, number in zip(column.texts, column.rows, strict=True):
            if code := read(text):
                rows[code] = rows.get(code, 0) + int(number)
        best = max(rows, key=lambda code: rows[code], default=None)
        if best and rows[best] > 0.5 * column.rows.sum():
            return best
    return None


def _currency_of(text: str) -> str | None:
    country = _country_of(text)
    return get_territory_currencies(country)[-1] if country and get_territory_currencies(country) else None


def _country_of(text: str) -> str | None:
    text = _LIST_NUMBER.sub("", text)
    code = re.fullmatch(r"[A-Z]{2}", text) is not None and not read_place(text).is_known  # TN is Tamil Nadu here
    if _UNITED_STATES.search(f", {text}" if code else text):
        return "US"
    last, first = text.rpartition(",")[2].strip(), text.partition(",")[0].strip()
    return _territories().get(last.casefold()) or _country_of_city(first)


def _country_of_city(name: str) -> str | None:
    code = meanings("abroad").get(normalise(name), "")
    return code if len(code) == 2 else None


@cache
def _territories() -> Mapping[str, str]:
    """Names of countries, and their codes, → code."""
    codes = {name.casefold(): code for code, name in Locale("en").territories.items() if len(code) == 2}
    return (
        codes
        | dict.fromkeys(words("abroad", "US states"), "US")
        | {"usa": "US", "us": "US", "united states of america": "US", "uk": "GB", "england": "GB", "uae": "AE"}
    )


def sectors(column: Texts, title: str, note: Note) -> Dimension:
    """`sector` by its usual name; what the table of sectors does not know keeps its text."""
    texts = column.printed_names()
    names = [read_sector(text) for text in texts]
    changed = [f"{text} → {name}" for text, name in zip(texts, names, strict=True) if text != name]
    if changed:
        sentence = message("{n} names of sectors in “{title}” were given their usual name.",
                           n=f"{len(changed):,}", title=title)  # fmt: skip
        note("sector", sentence, 0, changed[:5])
    return column.dimension("sector", title, names)


def own_values(column: Texts, title: str) -> Dimension:
    """A dimension with the file's own texts, in their order where they have one: levels, numbers, bands of numbers."""
    texts = column.printed_names()
    values = sorted(set(texts) - {NOT_STATED})
    ranks = {value: _rank(value) for value in values}
    numbers = {value: _FIRST_NUMBER.match(value) for value in values}
    levels = column.share(ranks.get(name) is not None for name in texts)
    if levels >= 0.8 * column.share(name != NOT_STATED for name in texts) > 0:
        values.sort(key=lambda value: (ranks[value] is None, ranks[value] or 0, value))
    elif values and sum(map(bool, numbers.values())) >= 0.7 * len(values):
        values.sort(key=lambda value: float(match[1].replace(",", ".")) if (match := numbers[value]) else float("inf"))
    else:
        values = []
    return column.dimension(_free_name(column_slug(title)), title, texts, order=values)


def _rank(value: str) -> int | None:
    reading = read_experience(value)
    return reading.rank if isinstance(reading, Label) else None


def _free_name(name: str) -> str:
    """The name of a file's own column: another one where it is called like a standard dimension without being it."""
    return f"{name}_2" if name in STANDARD_DIMENSIONS else name


def _commonest_values(
    column: Texts,
    name: str,
    title: str,
    names: NDArray[np.object_],
    groups: int,
    rest_name: str,
    separator: str | None = None,
) -> tuple[Dimension, int]:
    """A dimension with the commonest names, the rest together; and how many rows that rest has."""
    counts: dict[str, int] = {}
    for value, rows in zip(names, column.rows, strict=True):
        counts[value] = counts.get(value, 0) + int(rows)
    if len(counts) <= groups:
        return column.dimension(name, title, names, separator=separator), 0
    commonest = set(sorted(counts, key=lambda value: (-counts[value], value))[:groups])
    rest = sum(rows for value, rows in counts.items() if value not in commonest)
    values = [value if value in commonest else rest_name for value in names]
    return column.dimension(name, title, values, separator=separator), rest


def _modes(column: Texts, modes: Sequence[str]) -> list[Dimension]:
    if column.share(map(bool, modes)) < 0.02:
        return []
    return [column.dimension("work_mode", "Work mode", [mode or NOT_STATED for mode in modes], order=MODES)]


def with_distinct_names(dimensions: Iterable[Dimension], rows: int) -> tuple[Dimension, ...]:
    """Give dimensions distinct names, the first of a name keeping it, and drop empty ones.

    A name or title that is taken gets a number; a name that is empty (a header without Latin letters) becomes
    "column_3".
    """
    by_name: dict[str, Dimension] = {}
    titles = set[str]()
    for number, dimension in enumerate(dimensions, start=1):
        if (
            dimension.values == (NOT_STATED,)
            or not rows
            or (len(dimension.values) < 2 and dimension.name not in STANDARD_DIMENSIONS)
        ):
            continue
        base = dimension.name or f"{FILE_COLUMN}{number}"
        name, repeat = base, 1
        if name in by_name and name == "work_mode":
            continue
        while name in by_name:
            repeat += 1
            name = f"{base}_{repeat}"
        title, repeat = dimension.title, 1
        while title in titles:
            repeat += 1
            title = f"{dimension.title} ({repeat})"
        titles.add(title)
        by_name[name] = Dimension(
            name, title, dimension.values, small(dimension.codes), dimension.cells, dimension.ordered
        )
    return tuple(by_name.values())
