"""Parse numbers as people write them: Indian, Western and European grouping, fractions, digits of any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import unescape

from analytics.vocabulary import meanings

UNITS: Mapping[str, float] = {word: float(factor) for word, factor in meanings("unit").items()}
"""Words behind a number and what they multiply it by: "lakh", "k", "crore"."""
NUMBER = r"\d[\d.,]*"
UNIT_WORD = rf"(?:{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})(?![^\W\d_])\.?"

_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{2,3})*\.\d{3}")
_SIGNS = (
    dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－〜～→⟶➔"), "-")
    | dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
    | {0x066B: ".", 0x066C: ",", 0x060C: ","}
    | dict.fromkeys([0, *map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")])
)
"""Dashes and arrows, blanks, Arabic points and commas, and what says nothing: raised figures refer to notes,
“25,000¹”, and are no digits of the amount."""
_SIMPLE = re.compile(r"[\t\n\r\x20-\x7e₹€£]*")
_FRACTION = re.compile(r"(\d*)\s?([½¼¾])")
_LONGEST = 300


def _decimal(match: re.Match[str]) -> str:
    """“1½” as “1.5”."""
    return f"{match[1] or 0}{ {'½': '.5', '¼': '.25', '¾': '.75'}[match[2]] }"


def tidy(text: str) -> str:
    """The text in one alphabet of digits, dashes and spaces: no zero-width signs, no exotic blanks, lower case.

    >>> tidy("₹१८,०००\\u00a0–\\u200b ₹२५,०००")
    '₹18,000 - ₹25,000'
    """
    if "&" in text and ";" in text:
        text = unescape(text)  # a page's “&#8377;”
    if not text.isascii() and any(sign in text for sign in "½¼¾"):
        text = _FRACTION.sub(_decimal, text)
    text = text.translate(_SIGNS).rstrip("*†‡ ")  # what refers to a note below the table
    if _SIMPLE.fullmatch(text):
        return " ".join(text.lower().split())
    signs = []
    for sign in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(sign)
        if category == "Nd":
            sign = str(unicodedata.decimal(sign))
        elif category in ("Cf", "Cc") and not sign.isspace():
            continue
        signs.append(sign)
    # A nukta may come composed or apart (ज़, ड़): NFC of the result makes them equal; the vocabulary is NFC too.
    return " ".join(unicodedata.normalize("NFC", "".join(signs)).lower().split())


def read_number(token: str, dot_groups: bool = False) -> float | None:
    """The value of digits with separators; `None` if the grouping is unknown.

    Args:
        token: digits with commas, dots, spaces or apostrophes between them.
        dot_groups: whether a single dot before three digits groups.

    >>> read_number("12,34,567.50"), read_number("3.107,50"), read_number("45.000", dot_groups=True), read_number("1,2,3")
    (1234567.5, 3107.5, 45000.0, None)
    """  # noqa: E501
    digits = token.replace(" ", "").replace("'", "").replace("’", "")
    commas, dots = digits.count(","), digits.count(".")
    if commas and dots:
        group, point = (",", ".") if digits.rfind(".") > digits.rfind(",") else (".", ",")
        whole, _, fraction = digits.rpartition(point)
        pattern = _GROUPED if group == "," else _DOTTED
        if point in whole or not pattern.fullmatch(whole):
            return None
        digits = f"{whole.replace(group, '')}.{fraction}"
    elif commas:
        whole, _, fraction = digits.rpartition(",")
        if commas == 1 and len(fraction) < 3:
            digits = f"{whole}.{fraction}"
        elif _GROUPED.fullmatch(digits):
            digits = digits.replace(",", "")
        else:
            return None
    elif dots > 1 or (dots and dot_groups and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits)):
        if not _DOTTED.fullmatch(digits):
            return None
        digits = digits.replace(".", "")
    try:
        return float(digits)
    except (ValueError, OverflowError):
        return None


_UNITLESS = re.compile(rf"\d[\d.,]*\d(?![\d.,]*\s*(?:-\s*[\d.,]+\s*)?{UNIT_WORD})")


def decimal_style(texts: Iterable[str]) -> bool:
    """Whether a column of plain numbers groups with dots, as in “45.000” or “1.250,50”.

    True when some number can only be read so, or when every dot in it (three or more different numbers) stands before
    exactly three digits and none of them reads as a decimal.

    >>> decimal_style(["45.000", "52.500", "1.250,50"]), decimal_style(["75.5", "12.125", "10"])
    (True, False)
    """
    dotted = 0
    for text in texts:
        for token in _UNITLESS.findall(tidy(text[:_LONGEST])):
            if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}", token):
                return True
            if "." in token:
                if not re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", token):
                    return False
                dotted += 1
    return dotted >= 3
