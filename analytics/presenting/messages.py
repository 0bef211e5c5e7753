"""Messages in the visitor's language: gettext, with the language as a context variable that each visit sets.

A sentence is one message with named places: `_("Half of {posts} offer {low} or more.", posts=…, low=…)`. Catalogues are
`locales/<language>/LC_MESSAGES/vetan.mo`; English is the source language and needs none. `translate` handles messages
of `analytics.texts`, which come from reading files. `pybabel extract -k _ -k ngettext:1,2 -k N_ -k message -k
count_message:1,2 analytics pages` collects them all.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from analytics.texts import Message, fill

Name = TypeVar("Name", bound=str)
Value = TypeVar("Value")

DOMAIN = "vetan"
LOCALES = Path(__file__).with_name("locales")
ENGLISH = "en"

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


@contextmanager
def language(code: str) -> Iterator[None]:
    """A context in which messages use the language with this code, falling back to English.

    >>> with language("xx"):
    ...     _("{count} posts", count=3)
    '3 posts'
    """
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def languages() -> tuple[str, ...]:
    """The codes of the available languages: English, and those with a catalogue.

    >>> languages()
    ('en',)
    """
    return _languages_in(LOCALES)


@lru_cache
def _languages_in(folder: Path) -> tuple[str, ...]:
    return (ENGLISH, *sorted(file.parents[1].name for file in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


@lru_cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, [code], fallback=True)


def _(message: str, **values: object) -> str:
    """Translate a message and fill its placeholders. Values are inserted literally, braces included.

    A value that is a `Message` is translated first.

    >>> _("{role} posts in {city}", role="Accountant", city="{Pune}")
    'Accountant posts in {Pune}'
    """
    return _catalogue(_language.get()).gettext(message).format(**_translate_values(values))


def translate(text: str) -> str:
    """Translate a text of `analytics.texts`: a message with its placeholders, or a label marked by `N_`.

    >>> from analytics.texts import count_message
    >>> translate(count_message("{n} row", "{n} rows", 2, n=2))
    '2 rows'
    """
    if not text:
        return ""
    catalogue = _catalogue(_language.get())
    if not isinstance(text, Message):
        return catalogue.gettext(text)
    form = (
        catalogue.ngettext(text.singular, text.plural, text.number) if text.plural else catalogue.gettext(text.singular)
    )
    return fill(form, _translate_values(text.values))


def _translate_values(values: Mapping[str, Value]) -> dict[str, Value | str]:
    return {name: translate(value) if isinstance(value, Message) else value for name, value in values.items()}


def translate_labels(labels: Mapping[Name, str]) -> dict[Name, str]:
    """Translate labels, keeping their keys.

    >>> translate_labels({"month": "month"})
    {'month': 'month'}
    """
    return {name: _(label) for name, label in labels.items()}


def ngettext(singular: str, plural: str, number: float, **values: object) -> str:
    """Translate a message in the plural form for a number.

    >>> ngettext("{count} post", "{count} posts", 1, count=1), ngettext("{count} post", "{count} posts", 2, count=2)
    ('1 post', '2 posts')
    """
    return _catalogue(_language.get()).ngettext(singular, plural, int(number)).format(**_translate_values(values))


def list_names(names: Iterable[str], last: str = "and") -> str:
    """Join names into a list, as the language writes it.

    Args:
        names: in the order wanted.
        last: "and" or "or".

    >>> list_names(["Pune"]), list_names(["Pune", "Delhi", "Agra"]), list_names(["Pune", "Delhi"], "or"), list_names([])
    ('Pune', 'Pune, Delhi and Agra', 'Pune or Delhi', '')
    """
    from babel.lists import format_list  # imported here: the command line's help needs messages but not babel

    return format_list(list(names), "or" if last == "or" else "standard", locale=locale())


def locale() -> str:
    """The locale for lists, months and numbers of the language; Indian English for English.

    >>> with language("hi"):
    ...     locale()
    'hi'
    >>> locale()
    'en_IN'
    """
    code = _language.get()
    return "en_IN" if code == ENGLISH else code
