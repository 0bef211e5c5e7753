"""Messages made in layers without a language: marked here for the catalogue, translated where shown.

`analytics.presenting.messages.translate` translates them for the visitor; files, JSON and logs keep the English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_PLACE = re.compile(r"\{(\w+)\}")


def N_(text: str) -> str:
    """Mark a text for translation and return it unchanged. Code that shows it calls `analytics.presenting.messages._`.

    >>> N_("Quantiles interpolate linearly.")
    'Quantiles interpolate linearly.'
    """
    return text


class Message(str):
    """An English sentence that keeps its template and values, so that it can be translated where it is shown.

    Args:
        text: the English sentence with its placeholders filled.
        singular: the template with named placeholders, as in the catalogue; the text itself without placeholders.
        plural: the plural template; empty if there is only one form.
        number: the number that selects the form.
        values: the placeholders' values: texts or further messages.
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
        """Create the message; `message` and `count_message` fill its text."""
        made = super().__new__(cls, text)
        made.singular, made.plural, made.number = singular or text, plural, number
        made.values = MappingProxyType(dict(values or {}))
        return made

    def __getnewargs__(self) -> tuple[str, str, str, int, dict[str, str]]:  # type: ignore[override]
        return str(self), self.singular, self.plural, self.number, dict(self.values)

    def __reduce__(self) -> tuple[type[Message], tuple[str, str, str, int, dict[str, str]]]:
        return Message, self.__getnewargs__()


EMPTY = Message()
"""The empty message."""


def message(text: str, /, **values: object) -> Message:
    """Build a sentence with named placeholders; `pybabel extract` finds it by this function's name.

    >>> message("Read as {encoding}.", encoding="cp1252")
    'Read as cp1252.'
    """
    texts = _texts(values)
    return Message(fill(text, texts), text, values=texts)


def verbatim(text: str) -> Message:
    """Wrap a text that is the same in every language: a name, a code, a program's output.

    >>> verbatim("pay.csv")
    'pay.csv'
    """
    return message("{text}", text=text)


def count_message(singular: str, plural: str, number: float, **values: object) -> Message:
    """Build a sentence in the singular or plural form for a number.

    >>> count_message("{n} row", "{n} rows", 1, n="1"), count_message("{n} row", "{n} rows", 2_000, n="2,000")
    ('1 row', '2,000 rows')
    """
    texts = _texts(values)
    return Message(fill(singular if number == 1 else plural, texts), singular, plural, int(number), texts)


def join(parts: list[Message], separator: Message | None = None) -> Message:
    """Join messages into one sentence, as the language does.

    Args:
        parts: at least one.
        separator: a message with the placeholders first and second; "first and second" without it.

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
    """Fill a template's placeholders. A placeholder is a bare name, so a template cannot do anything else.

    >>> fill("{n} of {all}, {other}", {"n": "1", "all": "{n}"})
    '1 of {n}, {other}'
    """
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), template)


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
