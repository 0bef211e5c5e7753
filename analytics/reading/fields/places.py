"""Normalise place names as people type them to one name for each city and state of India.

The names are kept in `data/cities.csv` and `data/states.csv`, where a reader can see and correct them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.model import NOT_STATED
from analytics.vocabulary import is_blank, meanings, name_key

DATA = Path(__file__).parents[3] / "data"

OFFICE = "Office"
HYBRID = "Hybrid"
FROM_HOME = "Work from home"
OTHER_PLACES = "Other places"


@dataclass(frozen=True)
class Place:
    """The place of work, as far as a text states it.

    Args:
        cities: names in alphabetical order; never empty: `NOT_STATED` where the text names no city.
        states: states and union territories in alphabetical order; `NOT_STATED` where none is known.
        work_mode: "Office", "Hybrid" or "Work from home"; empty where the text does not say.
        is_known: whether the text was recognised. If not, `cities` holds the text itself, tidied.
    """

    cities: tuple[str, ...] = (NOT_STATED,)
    states: tuple[str, ...] = (NOT_STATED,)
    work_mode: str = ""
    is_known: bool = True

    def with_known_cities(self) -> Place:
        """The same place, with a city outside the table of Indian cities as "Other places".

        >>> read_place("Manchar, Maharashtra").with_known_cities()
        Place(cities=('Other places',), states=('Maharashtra',), work_mode='', is_known=False)
        """
        return self if self.is_known else Place((OTHER_PLACES,), self.states, self.work_mode, is_known=False)


def read_place(text: str) -> Place:
    """One place from one text, in any letter case and any of the usual forms.

    Several places may be listed, or one may be narrowed ("Koregaon Park, Pune"): what the tables do not know counts
    as a part of the city beside it. A text of which nothing is known, the world outside India included, stays whole.
    Work from home with no place named has the city "Work from home".

    >>> read_place("Hybrid - Bangalore, Gurgaon")
    Place(cities=('Bengaluru', 'Gurugram'), states=('Haryana', 'Karnataka'), work_mode='Hybrid', is_known=True)
    >>> read_place("work from home").cities, read_place("Delhi / NCR").cities, read_place(" berlin ").cities
    (('Work from home',), ('Delhi',), ('Berlin',))
    >>> read_place("Maharashtra")
    Place(cities=('Not stated',), states=('Maharashtra',), work_mode='', is_known=True)
    """
    rest, work_mode = _without_work_mode(unicodedata.normalize("NFKC", text))
    cities, states, codes, unknown = set[str](), set[str](), set[str](), list[str]()
    for part in _parts(rest):
        match = _names().get(_key(part)) or _by_postal_code(part)
        if match is None:
            unknown.append(part)
            continue
        (codes if match.is_code else states).update(match.states)
        cities.update(match.cities)
    # "TN" may be Tamil Nadu or Tennessee: beside an unknown name, a code of two letters says nothing.
    if cities or states or not unknown:
        states |= codes
    named_states = tuple(sorted(states)) or (NOT_STATED,)
    if cities:
        return Place(tuple(sorted(cities)), named_states, work_mode)
    if unknown:
        return Place((_tidy(", ".join(unknown) if states else rest),), named_states, work_mode, is_known=False)
    return Place((FROM_HOME,) if work_mode == FROM_HOME and not states else (NOT_STATED,), named_states, work_mode)


def read_places(texts: Iterable[str]) -> list[Place]:
    """The place of each text, in the same order; each distinct text is read once.

    >>> [place.cities[0] for place in read_places(["Bombay", "Madras", "Bombay"])]
    ['Mumbai', 'Chennai', 'Mumbai']
    """
    rows = list(texts)
    places = {text: read_place(text) for text in dict.fromkeys(rows)}
    return [places[text] for text in rows]


# ---------------------------------------------------------------------------------------------- the forms of a text

_FROM_HOME = r"work(?:ing)?[\s-]*(?:from|at)[\s-]*home|home[\s-]*based|wfh|(?:fully |100% )?remote(?:ly)?"
_HYBRID = r"hybrid"
_OFFICE = r"work[\s-]*from[\s-]*office|wfo|on[\s-]?site|in[\s-]office|in[\s-]person"
_WORK_MODE = re.compile(rf"\b(?:(?P<home>{_FROM_HOME})|(?P<hybrid>{_HYBRID})|(?P<office>{_OFFICE}))\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,;/|()\[\]\n•·]|\s[-–—]\s")
_CONJUNCTIONS = re.compile(r"\s+(?:and|or)\s+|\s*&\s*|(?<=\w)-(?=\w)", re.IGNORECASE)
_QUALIFIERS = frozenset(
    [
        "east",
        "west",
        "north",
        "south",
        "central",
        "greater",
        "city",
        "urban",
        "rural",
        "district",
        "sub district",
        "division",
        "region",
        "metro",
        "metropolitan",
        "area",
        "suburbs",
        "suburban",
        "state",
    ]
)
_EVERYWHERE = frozenset(
    [
        "india",
        "all india",
        "pan india",
        "across india",
        "anywhere in india",
        "anywhere",
        "multiple locations",
        "various locations",
        "all areas",
        "other",
        "others",
        "various",
        "multiple",
    ]
)
_POSTAL = re.compile(r"[1-9]\d{2} ?\d{3}")


def _is_silent(text: str) -> bool:
    """Whether a text names no place: blank, or everywhere."""
    return is_blank(text) or _key(text) in _EVERYWHERE or is_blank(_key(text))


def _without_work_mode(text: str) -> tuple[str, str]:
    modes = {match.lastgroup for match in _WORK_MODE.finditer(text)}
    if not modes:
        return text, ""
    mode = HYBRID if len(modes) > 1 or "hybrid" in modes else FROM_HOME if "home" in modes else OFFICE
    return re.sub(r"\(\W*\)", " ", _WORK_MODE.sub(",", text)), mode


def _parts(text: str) -> Iterator[str]:
    """The names in a text; a part is split further only where that leads to names that are known."""
    for part in [] if _is_silent(text) else _SEPARATORS.split(text):
        key = _key(part)
        if _is_silent(part):
            continue
        if key in _names():
            yield part
            continue
        pieces = _CONJUNCTIONS.split(part)
        if len(pieces) > 1 and all(_key(piece) in _names() for piece in pieces):
            yield from pieces
            continue
        yield _core(part) or part


def _core(part: str) -> str:
    """The known name that remains of "Greater Bengaluru Area" or ends "Vashi Navi Mumbai"; empty if there is none."""
    words = part.split()
    while words and _key(words[0]) in _QUALIFIERS:
        words.pop(0)
    while words and _key(words[-1]) in _QUALIFIERS:
        words.pop()
    tails = (" ".join(words[start:]) for start in range(len(words)))
    return next((tail for tail in tails if len(tail) > 3 and _key(tail) in _names()), "")


def _tidy(text: str) -> str:
    """Single spaces, no loose punctuation, capitals where the text is all in one case."""
    clean = re.sub(r"\s*,[\s,]*", ", ", " ".join(text.split())).strip(" ,;/|-–—.")
    clean = clean[1:-1] if re.fullmatch(r"\([^()]*\)", clean) else clean
    shouted = clean.isupper() and len(clean) > 3
    return clean.title() if clean.islower() or shouted else clean


def _key(name: str) -> str:
    """A key shared by all spellings of a name: letters with their vowel signs and digits, in lower case.

    >>> _key("पुणे") == _key("पूणे"), _key("Jammu & Kashmir") == _key("jammu-and-KASHMIR")
    (False, True)
    """
    return name_key(name)


# -------------------------------------------------------------------------------------------------------- the tables


@dataclass(frozen=True)
class _Name:
    cities: tuple[str, ...]
    states: tuple[str, ...]
    is_code: bool = False


@cache
def _names() -> Mapping[str, _Name]:
    """Every known spelling → what it names. Delhi, Chandigarh and Puducherry are cities before they are states."""
    names: dict[str, _Name] = {}
    for row in _table("states.csv"):
        for name in (row["state"], *row["aliases"].split("|")):
            names[_key(name)] = _Name((), (row["state"],), is_code=len(name) == 2)
    for row in _table("cities.csv"):
        for name in (row["city"], *row["aliases"].split("|"), *row["localities"].split("|")):
            names[_key(name)] = _Name((row["city"],), (row["state"],))
    del names[""]
    by_city = {row["city"]: names[_key(row["city"])] for row in _table("cities.csv")}
    for table in ("airport", "native"):
        for name, city in meanings(table).items():
            if city in by_city:
                names.setdefault(_key(name), by_city[city])
    return names


def _by_postal_code(text: str) -> _Name | None:
    """The city of a postal code, by its sorting district; nothing for other texts."""
    if not _POSTAL.fullmatch(text.strip()):
        return None
    city = meanings("postal").get(text.strip()[:3])
    return _names().get(_key(city)) if city else None


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
