"""Messages that are made where nothing may know a language: marked for the catalogue here, translated where shown.

`analytics.presenting.messages.translate` says them in the visitor's language; files, JSON and logs hold the English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_PLACE = re.compile(r"\{(\w+)\}")


def N_(text: str) -> str:
    """The same text. Whoever shows it passes it through `analytics.presenting.messages._`.

    >>> N_("Quantiles interpolate linearly.")
    'Quantiles interpolate linearly.'
    """
    return text


class Message(str):
    """A sentence in English that keeps what it was made of, so that it can be translated where it is shown.

    Args:
        text: the sentence in English, its places filled.
        singular: the same with named places, as the catalogue has it; a text without places by itself.
        plural: the form for other numbers than one; empty where there is one form.
        number: which decides between the forms.
        values: what fills the places: texts, or messages in their turn.
    """

    singular: str
    plural: str
    number: int
    values: Mapping[str, str]

    def __new__(
        cls,
        text: str = "",
        singular: str = "",
        plural: str = "",
        number: int = 1,
        values: Mapping[str, str] | None = None,
    ) -> Message:
        """The message; `message` and `count_message` make its text of its places."""
        made = super().__new__(cls, text)
        made.singular, made.plural, made.number = singular or text, plural, number
        made.values = MappingProxyType(dict(values or {}))
        return made

    def __getnewargs__(self) -> tuple[str, str, str, int, dict[str, str]]:  # type: ignore[override]
        return str(self), self.singular, self.plural, self.number, dict(self.values)

    def __reduce__(self) -> tuple[type[Message], tuple[str, str, str, int, dict[str, str]]]:
        return Message, self.__getnewargs__()


EMPTY = Message()
"""The message without words."""


def message(text: str, /, **values: object) -> Message:
    """A sentence with named places, which `pybabel extract` finds by the name of this function.

    >>> message("Read as {encoding}.", encoding="cp1252")
    'Read as cp1252.'
    """
    texts = _texts(values)
    return Message(fill(text, texts), text, values=texts)


def verbatim(text: str) -> Message:
    """A text that is the same in every language: a name, a code, what a program reports.

    >>> verbatim("pay.csv")
    'pay.csv'
    """
    return message("{text}", text=text)


def count_message(singular: str, plural: str, number: float, **values: object) -> Message:
    """A sentence in the form that a number needs.

    >>> count_message("{n} row", "{n} rows", 1, n="1"), count_message("{n} row", "{n} rows", 2_000, n="2,000")
    ('1 row', '2,000 rows')
    """
    texts = _texts(values)
    return Message(fill(singular if number == 1 else plural, texts), singular, plural, int(number), texts)


def join(parts: list[Message], separator: Message | None = None) -> Message:
    """Messages one after the other, as a sentence of the language joins two of them.

    Args:
        parts: at least one.
        separator: a message with the places first and second; "first and second" without it.

    >>> join([message("3 per month"), message("5 per year")])
    '3 per month and 5 per year'
    """
    template = (separator or message("{first} and {second}")).singular
    whole, *rest = parts
    for part in rest:
        texts = {"first": whole, "second": part}
        whole = Message(fill(template, texts), template, values=texts)
    return whole


def fill(template: str, values: Mapping[str, str]) -> str:
    """A template with its places filled. Nothing but a name stands in a place, so that no template can do more.

    >>> fill("{n} of {all}, {other}", {"n": "1", "all": "{n}"})
    '1 of {n}, {other}'
    """
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), template)


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
