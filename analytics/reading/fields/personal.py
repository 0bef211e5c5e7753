"""Detect columns that identify a person: never a dimension, never exported, never quoted in an audit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.texts import EMPTY, Message, message

_HEADERS = re.compile(
    r"\b(?:(?:first|last|middle|full|sur|given|family|father|mother|spouse|employee|emp|candidate|staff|worker"
    r"|nick|person"
    r"|respondent|user|student|applicant)s? ?names?|surname|names? of (?:the )?(?:employee|candidate|person"
    r"|staff|respondent)"
    r"|phone|mobile|telephone|telefono|telefon|handy|whatsapp|fax|contact (?:no|number|details)|cell(?:phone)?"
    r"|e ?mails?"
    r"|mail id|correo|email ?address|pan ?(?:no|number|card)|aadhaa?r|uan|esic? (?:no|number)|pf (?:no|number)|passport"
    r"|voter|driving|licen[cs]e (?:no|number)|ssn|social security (?:no|number)|(?:home|street|postal"
    r"|residential|permanent"
    r"|current|mailing|local)? ?address(?:es)?|direccion|adresse|date of birth|birth ?date|dob|d o b|birthday"
    r"|geburtsdatum|fecha de nacimiento|nombre|apellidos?|vorname|nachname|nom|prenom|фио|имя|фамилия|телефон|почта"
    r"|नाम|पता|फोन|मोबाइल|ip ?address|linkedin|twitter|url|website|links?|bank|account (?:no|number)|ifsc|iban"
    r"|signature|photo|resume|cv)\b"
)
_PLAIN_NAME = re.compile(r"^(?:name|names|naam|pan)$")
_IDENTIFIERS = re.compile(
    r"\b(?:id|ids|uid|uuid|guid|sr ?no|s ?no|sl ?no|serial(?: ?no)?|no|row|record|ref|reference|token|hash"
    r"|(?:emp(?:loyee)?"
    r"|staff|payroll|personnel|worker|job|posting|vacancy|requisition|salary|user|respondent|response) ?(?:id"
    r"|code|no|number"
    r"|key|nr)|empid|empno|jobid|badge|pin ?code|post(?:al)? ?code|zip(?: ?code)?|plz|latitude|longitude|lat|lng|lon)\b"
)
_PEOPLE = re.compile(
    r"\b(?:(?:emp(?:loyee)?|staff|payroll|personnel|worker|user|respondent) ?(?:id|ids|code|codes|no|number|key|nr)"
    r"|empid|empno|badge(?: ?(?:id|no|number))?|uan|pan|aadhaa?r)\b"
)
"""Headers of what numbers people, and not posts, places or rows."""
_VALUES = (
    (message("e-mail addresses"), re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]{2,}")),
    (message("PAN numbers"), re.compile(r"\b[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]\b")),
    (message("Aadhaar numbers"), re.compile(r"(?<!\d)[2-9]\d{3}[ -]\d{4}[ -]\d{4}(?!\d)|^[2-9]\d{11}$")),
    (
        message("phone numbers"),
        re.compile(r"^(?:\+\d{1,3}[ -]?)?(?:\(?\d{2,5}\)?[ -]?)?[6-9]\d{4}[ -]?\d{5}$|^\+\d[\d ()-]{8,}$"),
    ),
    (message("web addresses"), re.compile(r"^(?:https?://|www\.)", re.IGNORECASE)),
    (message("network addresses"), re.compile(r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$")),
)


def personal(plain_header: str, texts: Iterable[str]) -> Message:
    """The reason a column is personal data, in words; empty if it is not.

    Args:
        plain_header: the header in lower case, words apart (`headers.plain`).
        texts: different values of the column. A fifth of them in a personal form is enough.

    >>> personal("employee name", []), personal("contact", ["98200 12345", "99300-54321"]), personal("city", ["Pune"])
    ('the header names personal data', 'the values look like phone numbers', '')
    """
    if _HEADERS.search(plain_header) or _PLAIN_NAME.match(plain_header):
        return message("the header names personal data")
    filled = [text.strip() for text in texts if text.strip()]
    for kind, pattern in _VALUES:
        hits = sum(bool(pattern.search(text)) for text in filled)
        if hits and hits >= 0.2 * len(filled):
            return message("the values look like {kind}", kind=kind)
    return EMPTY


def holds_personal(texts: Iterable[str]) -> bool:
    """Whether any text holds an e-mail address, a PAN or an Aadhaar number: such a text is never shown as a group.

    >>> holds_personal(["Pune", "ask asha@example.in"]), holds_personal(["Pune"])
    (True, False)
    """
    patterns = [pattern for _, pattern in _VALUES[:3]]
    return any(pattern.search(text) for text in texts if _IN_ALL_PERSONAL.search(text) for pattern in patterns)


_IN_ALL_PERSONAL = re.compile(r"@|\d{4}")
"""What every personal text has; most texts have neither, and need no further look."""


def identifier(plain_header: str) -> bool:
    """Whether a header names an id, a row number or a postcode.

    >>> identifier("job id"), identifier("pin code"), identifier("job title")
    (True, True, False)
    """
    return bool(_IDENTIFIERS.search(plain_header))


def identifies_people(plain_header: str) -> bool:
    """Whether a header names the number or the code of a person, by which rows of one person are known.

    >>> identifies_people("emp code"), identifies_people("pin code")
    (True, False)
    """
    return bool(_PEOPLE.search(plain_header))


def mask(text: str) -> str:
    """A text to quote in an audit: without addresses or numbers of nine digits and more that could reach a person.

    >>> mask("25000, call 9820012345 or hr@example.in")
    '25000, call ••• or •••'
    """
    text = _VALUES[0][1].sub("•••", text)
    text = _VALUES[1][1].sub("•••", text)
    return re.sub(
        r"(?<![\d.,])(?:\+?\d{1,3}[ -])?\d{5}[ -]?\d{5}(?![\d.,])|(?<!\d)\d{4}[ -]\d{4}[ -]\d{4}(?!\d)", "•••", text
    )
