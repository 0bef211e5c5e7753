"""What the words of a header say: the time, currency and unit of its figures."""

from __future__ import annotations

import re
import unicodedata

from babel.numbers import list_currencies

from analytics.reading.fields.pay import ISO_CODES, PayRange, Period, read_pay, tidy


def plain(header: str) -> str:
    """A header in lower case, its words apart, without accents or punctuation.

    >>> plain("Yearly_brutto_salary_EUR"), plain("jobTitle"), plain("Años de experiencia"), plain("वेतन (₹)")
    ('yearly brutto salary eur', 'job title', 'anos de experiencia', 'वेतन ₹')
    """
    apart = re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", unicodedata.normalize("NFKC", header))
    bare = [
        sign
        for sign in unicodedata.normalize("NFD", apart.lower())
        if not "\u0300" <= sign <= "\u036f" and unicodedata.category(sign) != "Cf"
    ]
    words = re.sub(r"[^\w\u0900-\u0dff₹€£$%]|_", " ", unicodedata.normalize("NFC", "".join(bare)))
    return " ".join(words.replace("ё", "е").split())


def slug(header: str) -> str:
    """A short name for code, URL and CSV: letters, digits and underscores; empty where the header has no such letters.

    >>> slug("Employment Status"), slug("Tenés guardias ?"), slug("शिक्षा")
    ('employment_status', 'tenes_guardias', '')
    """
    name = re.sub(r"[^a-z0-9]+", "_", plain(header)).strip("_")
    return name[:40].rstrip("_")


_PERIOD_WORDS: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("hour", re.compile(r"hourly|\bhours?\b|\bhr(?:ly|s)?\b|\bper hr\b|\bstunde\w*|\bhora\b|час(?!т)|घंट")),
    ("day", re.compile(r"daily|\bper day\b|\ba day\b|^days?$|\bdiari[oa]\b|\btaglich|दैनिक|प्रति दिन")),
    ("fortnight", re.compile(r"\bbi ?weekly\b|\bfortnight(?:ly)?\b|\bquincena\w*|\bevery two weeks\b")),
    ("week", re.compile(r"\bweek(?:ly)?\b(?! hours?)|\bwk\b|\bwochentlich|\bsemanal|साप्ताहिक")),
    (
        "month",
        re.compile(
            r"monthly|\bmonths?\b|\bp ?m\b|\bmonat\w*|monats|\bmensual\w*|\bmensuel\w*|\bmensal|\bmensile"
            r"|\bpcm\b|месяц|मासिक|माह"
        ),
    ),
    (
        "year",
        re.compile(
            r"yearly|\byear\b(?! (?:ago|old|of|over))|\byrs?\b|annual(?:ly|i[sz]ed)?\b|\bannum\b|\bp ?a\b"
            r"|\blpa\b|\bjahr\w*|jahres"
            r"|\banual\w*|\bannuel\w*|\bannuo|\bannua\b|годов|в год|वार्षिक|सालाना"
        ),
    ),
)
_HEADER_UNITS = (
    (re.compile(r"\b(?:lpa|lakhs?|lacs?)\b|लाख"), 1e5),
    (re.compile(r"\bcrores?\b"), 1e7),
    (re.compile(r"\bthousands?\b|\b(?:in )?k\b|\b000s?\b|\btsd\b|\bin 1000s?\b|тыс"), 1e3),
    (re.compile(r"\bmillions?\b|\bin mn\b"), 1e6),
)
_HEADER_CURRENCIES = (
    ("INR", re.compile(r"₹|\b(?:inr|rs|rupees?|lpa|lakhs?|lacs?|crores?)\b|रु|लाख")),
    ("EUR", re.compile(r"€|\b(?:eur|euros?)\b")),
    ("GBP", re.compile(r"£|\b(?:gbp|pounds?)\b")),
    ("ARS", re.compile(r"\bar ?\$|\bars\b|pesos argentinos")),
    ("BRL", re.compile(r"\br ?\$|\bbrl\b")),
    ("CAD", re.compile(r"\bca? ?\$|\bcad\b")),
    ("AUD", re.compile(r"\bau? ?\$|\baud\b")),
    ("SGD", re.compile(r"\bs ?\$|\bsgd\b")),
    ("RUB", re.compile(r"₽|\brub\b|руб")),
    ("USD", re.compile(r"\$|\b(?:usd|us dollars?|dollars?)\b")),
    ("PLN", re.compile(r"\bpln\b|\bzl\b")),
)
_OTHER_CODES = re.compile(r"\b(?:" + "|".join(sorted(code.lower() for code in ISO_CODES)) + r")\b")
CURRENCY_CODES = frozenset(list_currencies())
"""Every code of ISO 4217, past ones included."""


_FORMER_CODES = {"RUR": "RUB", "BYR": "BYN"}


def read_period(text: str) -> Period | None:
    """The period a text names on its own, in any of the usual words; `None` if it names none.

    >>> read_period("YEARLY"), read_period("per annum"), read_period("Monthly_Salary"), read_period("once")
    ('year', 'year', 'month', None)
    """
    words = plain(text)
    return next((period for period, pattern in _PERIOD_WORDS if pattern.search(words)), None)


def read_currency(text: str) -> str | None:
    """The ISO code a text names on its own; `None` if it names none.

    >>> read_currency("EUR European Euro"), read_currency("₹"), read_currency("Rs."), read_currency("Pune")
    ('EUR', 'INR', 'INR', None)
    """
    clean = text.strip()
    if clean in _FORMER_CODES:
        return _FORMER_CODES[clean]
    match = re.match(r"([A-Z]{3})(?![A-Za-z])", clean)
    if match and match.group(1) in CURRENCY_CODES:
        return match.group(1)
    if clean.upper() in ISO_CODES:
        return clean.upper()
    reading = read_pay(f"{tidy(clean)[:20]} 1") if clean and not any(sign.isdigit() for sign in clean) else None
    return reading.currency if isinstance(reading, PayRange) and len(clean) <= 12 else None


def header_currency(header: str) -> str | None:
    """The currency a header or a title states.

    >>> header_currency("Salario bruto mensual (AR$)"), header_currency("salary_in_usd"), header_currency("Salary")
    ('ARS', 'USD', None)
    """
    words = plain(header)
    found = next((code for code, pattern in _HEADER_CURRENCIES if pattern.search(words)), None)
    other = _OTHER_CODES.search(words)
    return found or (
        other.group().upper() if other and other.group() not in ("try", "php", "ron", "pen", "cop") else None
    )


def header_unit(header: str) -> float | None:
    """What a number in the column stands for, where the header says so.

    >>> header_unit("Package (LPA)"), header_unit("Annual Income (k$)"), header_unit("Salary")
    (100000.0, 1000.0, None)
    """
    words = plain(header).replace("k$", "k").replace("$k", "k")
    return next((unit for pattern, unit in _HEADER_UNITS if pattern.search(words)), None)
