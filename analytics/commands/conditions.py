"""Parse conditions as people type them: `city=Pune,Delhi`."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from analytics.commands.errors import InputError
from analytics.presenting import wording
from analytics.presenting.messages import _


def parse_conditions(
    conditions: Iterable[str], values: Mapping[str, Collection[str]], titles: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """Parse conditions into the values of each name. Case and kind of dash do not matter; quotes protect a comma.

    Args:
        conditions: texts such as `experience=Fresher,"1–2 years"`.
        values: the values of each allowed name.
        titles: other names that people may use, such as a column's header, and the names they mean.

    Raises:
        InputError: for a text without `=`, an unknown name, or an unknown value, with the nearest known ones.

    >>> parse_conditions(["City=pune"], {"city": ["Pune", "Delhi"]}, {"City": "city"})
    {'city': ['Pune']}
    """
    conditions_by_name: dict[str, list[str]] = {}
    for condition in conditions:
        name_text, equals, values_text = condition.partition("=")
        if not equals:
            example = "experience=Fresher" if "experience" in values else f"{next(iter(values), 'city')}=…"
            raise InputError(
                _(
                    "--where needs DIMENSION=VALUE, such as {example}; got {condition}",
                    example=example,
                    condition=repr(condition),
                )
            )
        name = resolve_name(name_text, values, titles)
        value_by_key = {fold(value): value for value in values[name]}
        parts = (
            [values_text]
            if fold(values_text) in value_by_key
            else next(csv.reader([values_text], skipinitialspace=True), []) or [""]
        )
        for part in parts:
            if fold(part) not in value_by_key:
                raise InputError(
                    _(
                        "{name} has no value “{value}”; did you mean {nearest}?",
                        name=name,
                        value=part.strip(),
                        nearest=_nearest(part, value_by_key),
                    )
                )
            conditions_by_name.setdefault(name, []).append(value_by_key[fold(part)])
    return conditions_by_name


def resolve_name(text: str, names: Collection[str], titles: Mapping[str, str] | None = None) -> str:
    """Resolve a text to a known name: the name itself, or one of its titles.

    Raises:
        InputError: for an unknown name, listing the names that exist.
    """
    aliases = {fold(title): name for title, name in (titles or {}).items()} | {fold(name): name for name in names}
    if fold(text) not in aliases:
        raise InputError(
            _(
                "there is no dimension “{name}”; there are {names}",
                name=text.strip(),
                names=wording.list_names(names),
            )
        )
    return aliases[fold(text)]


def fold(text: str) -> str:
    """Normalise a text: case, kind of dash, surrounding space.

    >>> fold(" 1–2 YEARS ")
    '1-2 years'
    """
    return text.strip().casefold().replace("–", "-").replace("—", "-")


def _nearest(key: str, name_by_key: Mapping[str, str]) -> str:
    near = get_close_matches(fold(key), name_by_key, n=3, cutoff=0.5) or list(name_by_key)[:5]
    return wording.list_names([f"“{name_by_key[match]}”" for match in near], "or")
