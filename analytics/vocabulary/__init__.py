"""Words that people use in files, by language: one TOML file a language, one loader.

A file `LANGUAGE.toml` may hold:

=================  ===================================================================================================
blank              what stands in a cell that says nothing
money              the currency of most who write the language, where one stands out
[money_words]      ISO code: words for pay that only those who are paid in it write, with their accents
[period]           hour, day, week, fortnight, half-month, four weeks, month, year: words in cells
[unit]             1000, 100000, 1000000, 10000000: words behind a number
[currency]         ISO code: signs and words
[basis]            ctc, gross, in hand
[payments]         currency: how many payments of monthly pay make a year by custom where the language is written
[national money]   ISO code: what stands before a word that several countries use for their money, “Egyptian pounds”
[total]            sum, statistic, all: words that label rows which sum up others
[header]           words in headers: what a column is about; "salar*" stands for every word that begins so, "*lohn" for
                   every one that ends so
=================  ===================================================================================================

Beside the codes of ISO 4217 stands IRT, the toman: ten rials of Iran, in which people there count.

`places.toml` holds codes and customs of places, which are the same in every language. Each language counts at once:
a file may mix them. A new word is one more entry in one line.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent

_EAST_ASIA = "\u2e80"
"""The first letter of the scripts that set no blanks between words."""
_LETTERLESS = re.compile(r"[-–—−.?*/\\_~#\s]*")
_LATIN = re.compile(r"[a-zà-ɏа-яё0-9 ]+")
WITH_VOWEL_SIGNS = r"\u0900-\u109f\u1780-\u17ff"
"""The scripts from India to Cambodia, for a set of characters: their vowel signs are no letters (`\\w`)."""


def normalise(text: str) -> str:
    """Normalise a text as in the vocabulary: one form of each letter, lower case, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)).casefold().split())


def name_key(name: str) -> str:
    """A key shared by all spellings of a name: letters with their vowel signs and digits, in lower case.

    Unicode classes vowel signs as marks, not letters: without them पुणे and पूणे would be one name.

    >>> name_key("Jammu & Kashmir"), name_key("पुणे (शहर)"), name_key("I.T.")
    ('jammu and kashmir', 'पुणे शहर', 'i t')
    """
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    signs = (sign if sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc") else " " for sign in plain)
    return " ".join("".join(signs).split())


@cache
def _table(name: str) -> Mapping[str, frozenset[str]]:
    """Load one table of the files: key → words of all languages."""
    by_key: dict[str, set[str]] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get(name, {})
        for key, words in (entries if isinstance(entries, dict) else {"": entries}).items():
            by_key.setdefault(key, set()).update(map(normalise, words))
    return MappingProxyType({key: frozenset(words) for key, words in by_key.items()})


@cache
def words(table: str, key: str = "") -> frozenset[str]:
    """The words of one key.

    >>> "lakh" in words("unit", "100000"), "monat" in words("period", "month")
    (True, True)
    """
    return _table(table).get(key, frozenset())


@cache
def meanings(table: str) -> Mapping[str, str]:
    """Word → key, for a table in which each word has one meaning.

    >>> meanings("currency")["rupees"], meanings("period")["yrs"]
    ('INR', 'year')
    """
    return MappingProxyType({word: key for key, entries in _table(table).items() for word in entries})


def phrases_pattern(table: str, key: str) -> str:
    """A pattern that finds multi-word entries in a normalised text, and entries in scripts without spaces.

    >>> bool(re.search(phrases_pattern("amount", "up_to"), "no more than 20,000"))
    True
    """
    entries = words(table, key)
    phrases = rf"(?<!\w)(?:{_alternatives(entry for entry in entries if ' ' in entry)})(?!\w)"
    unspaced = [entry for entry in entries if entry >= _EAST_ASIA]
    return f"{phrases}|{_alternatives(unspaced)}" if unspaced else phrases


def beginnings_pattern(table: str, key: str) -> str:
    """A pattern that finds any entry in a normalised text, even if its last word continues.

    >>> bool(re.search(beginnings_pattern("silence", "on_request"), "salary: negotiable"))
    True
    """
    return rf"(?:{_alternatives(words(table, key))})"


def _alternatives(entries: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(entries, key=lambda entry: (-len(entry), entry))))


@cache
def header_pattern(*keys: str) -> re.Pattern[str]:
    """A pattern that finds the words of these keys in a header normalised by `headers.plain`.

    >>> bool(header_pattern("pay").search("annual salary")), bool(header_pattern("pay").search("payment mode"))
    (True, False)
    """
    stems = sorted({stem for key in keys for stem in words("header", key)}, key=lambda stem: (-len(stem), stem))
    return re.compile("|".join(map(_stem_pattern, stems)) or r"(?!)")


_GENERAL_MONEY = (
    r"(?:dollars?|pounds?|rupees?|pesos?|dinars?|francs?|riy?als?|dirhams?|shillings?|kron\w+|koruna|won|rou?bles?)"
)
_ANY_MONEY = re.compile(_GENERAL_MONEY)
_NATIONAL_MONEY = "|".join(map(re.escape, meanings("national money")))
_WITH_NATION = re.compile(rf"(?<!\w)({_NATIONAL_MONEY}) {_GENERAL_MONEY}(?!\w)")


def with_codes(text: str) -> str:
    """Replace money named with its country in a lower-case text with the currency code.

    >>> with_codes("5000 egyptian pounds a month"), with_codes("salary in pounds")
    ('5000 egp a month', 'salary in pounds')
    """
    if not _ANY_MONEY.search(text):  # several times as fast
        return text
    return _WITH_NATION.sub(lambda match: meanings("national money")[match[1]].lower(), text)


@cache
def _languages_of_pay() -> tuple[tuple[Mapping[str, Any], re.Pattern[str]], ...]:
    """Each language except English, with the pattern of its words for pay in headers."""
    entries = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))]
    return tuple(
        (entry, re.compile("|".join(_stem_pattern(normalise(stem)) for stem in entry["header"]["pay"])))
        for entry in entries
        if entry.get("header", {}).get("pay") and ("money" in entry or "payments" in entry)
    )


def customary_payments(header: str, currency: str, country: str | None) -> float | None:
    """The customary number of monthly payments per year, in a country or where a header's language is written.

    >>> customary_payments("Salario mensual", "EUR", None), customary_payments("Monthly pay", "EUR", "AT")
    (14.0, 14.0)
    >>> customary_payments("Salario mensual", "MXN", None), customary_payments("Monthly pay", "EUR", "DE")
    (None, None)
    """
    if country:
        payments = meanings("customary payments").get(country.casefold())
        return float(payments) if payments else None
    words = without_accents(normalise(header))
    return next(
        (
            float(entry["payments"][currency])
            for entry, pattern in _languages_of_pay()
            if currency in entry.get("payments", {}) and pattern.search(words)
        ),
        None,
    )


def money_of_language(header: str) -> str | None:
    """The currency of most who write the language of a header of pay; `None` for English and where several do.

    >>> money_of_language("Gehalt"), money_of_language("मासिक वेतन"), money_of_language("Salary")
    ('EUR', 'INR', None)
    >>> money_of_language("Månedsløn"), money_of_language("Månadslön"), money_of_language("年収(万円)")
    ('DKK', 'SEK', 'JPY')
    """
    words = normalise(re.sub(rf"[^\w{WITH_VOWEL_SIGNS}]|_", " ", header))
    currency = next((money for money, pattern in _accented_words() if pattern.search(words)), None)
    bare = without_accents(words)
    if currency or _english_pay().search(bare):
        return currency
    return next(
        (entry["money"][0] for entry, pattern in _languages_of_pay() if "money" in entry and pattern.search(bare)), None
    )


@cache
def _accented_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each currency, with the words for pay used only by people paid in it."""
    return tuple(
        (money, re.compile("|".join(_stem_pattern(stem, accents=True) for stem in sorted(stems))))
        for money, stems in _table("money_words").items()
    )


@cache
def _english_pay() -> re.Pattern[str]:
    stems = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))["header"]["pay"]
    return re.compile("|".join(_stem_pattern(normalise(stem)) for stem in stems))


def _stem_pattern(stem: str, *, accents: bool = False) -> str:
    bare = stem.strip("*") if accents else without_accents(stem.strip("*"))
    pattern = re.escape(bare).replace(r"\ ", " ?" if "*" not in stem else " ")
    if not _LATIN.fullmatch(bare):  # in scripts with vowel signs the end of a word is not what `\b` takes for it
        return pattern
    return ("" if stem.startswith("*") else r"\b") + pattern + (r"\w*" if stem.endswith("*") else r"\b")


_LETTERS = str.maketrans({"ё": "е", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into a plain one and an accent."""


def without_accents(text: str) -> str:
    """A text in lower case with plain letters, as headers and the words for them are compared.

    >>> without_accents("bruttolønn"), without_accents("wynagrodzenie (zł)"), without_accents("años")
    ('bruttolonn', 'wynagrodzenie (zl)', 'anos')
    """
    bare = [sign for sign in unicodedata.normalize("NFD", text) if not "\u0300" <= sign <= "\u036f"]
    return unicodedata.normalize("NFC", "".join(bare)).translate(_LETTERS)


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, "N/A", "Not mentioned", "Nil", "-1", in any language.

    >>> [is_blank(text) for text in ("", " - ", "N.A.", "not  Mentioned", "Nil", "-1", "Pune", "0")]
    [True, True, True, True, True, True, False, False]
    """
    if len(text) > _LONGEST_BLANK:
        return not text.strip()
    return bool(_LETTERLESS.fullmatch(text)) or normalise(text).strip(" .") in words("blank")


_LONGEST_BLANK = 60
"""Longer texts say something; no word of the vocabulary for nothing is as long."""
