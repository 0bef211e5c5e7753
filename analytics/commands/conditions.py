"""Conditions as people type them: `city=Pune,Delhi`."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from analytics.commands.errors import InputError
from analytics.presenting import wording


def parse_conditions(
    conditions: Iterable[str], values: Mapping[str, Collection[str]], titles: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """The wanted values of each name. Letter case and kind of dash do not matter; quotes keep a comma in a value.

    Args:
        conditions: texts such as `experience=Fresher,"1–2 years"`.
        values: for each name that may be used, the values it has.
        titles: other names that people may use, such as a column's header, and what they stand for.

    Raises:
        InputError: for a text without `=`, an unknown name, or an unknown value, with the nearest known ones.

    >>> parse_conditions(["City=pune"], {"city": ["Pune", "Delhi"]}, {"City": "city"})
    {'city': ['Pune']}
    """
    chosen: dict[str, list[str]] = {}
    for condition in conditions:
        typed, equals, wanted = condition.partition("=")
        if not equals:
            example = "experience=Fresher" if "experience" in values else f"{next(iter(values), 'city')}=…"
            raise InputError(f"--where needs DIMENSION=VALUE, such as {example}; got {condition!r}")
        name = resolve_name(typed, values, titles)
        known = {fold(value): value for value in values[name]}
        parts = [wanted] if fold(wanted) in known else next(csv.reader([wanted], skipinitialspace=True), []) or [""]
        for part in parts:
            if fold(part) not in known:
                raise InputError(f"{name} has no value “{part.strip()}”; did you mean {_nearest(part, known)}?")
            chosen.setdefault(name, []).append(known[fold(part)])
    return chosen


def resolve_name(typed: str, known: Collection[str], titles: Mapping[str, str] | None = None) -> str:
    """The known name that a text stands for: the name itself, or a title of it.

    Raises:
        InputError: where there is none, with the names that exist.
    """
    aliases = {fold(title): name for title, name in (titles or {}).items()} | {fold(name): name for name in known}
    if fold(typed) not in aliases:
        raise InputError(f"there is no dimension “{typed.strip()}”; there are {wording.listed(known)}")
    return aliases[fold(typed)]


def fold(text: str) -> str:
    """A text without what people write differently: letter case, kind of dash, space around it.

    >>> fold(" 1–2 YEARS ")
    '1-2 years'
    """
    return text.strip().casefold().replace("–", "-").replace("—", "-")


def _nearest(typed: str, known: Mapping[str, str]) -> str:
    near = get_close_matches(fold(typed), known, n=3, cutoff=0.5) or list(known)[:5]
    return wording.listed([f"“{known[match]}”" for match in near], "or")
