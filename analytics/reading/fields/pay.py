"""Parse pay as people write it into a range of money with its period and currency.

Accepted forms: Indian, Western and European digits and grouping, lakh, crore, thousand and million, ranges, open ends,
periods, currencies and the words around them in English, Hindi and the larger European languages. What cannot be read
without guessing is rejected with a reason; nothing ever becomes 0.

It is one subject, although long: a grammar of amounts, whose rules refer to one another, and its reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from types import MappingProxyType
from typing import Literal

from babel.numbers import list_currencies

from analytics.reading.fields.notations import PAYMENTS, Payments, in_plain_form, is_piece_rate, split_payments
from analytics.reading.fields.numbers import UNITS, read_number, tidy
from analytics.reading.fields.periods import Period
from analytics.reading.fields.plausible import credibility, guessed_period, written_out_from
from analytics.texts import N_, Message, message
from analytics.vocabulary import (
    WITH_VOWEL_SIGNS,
    beginnings_pattern,
    is_blank,
    meanings,
    phrases_pattern,
    with_codes,
    words,
)

Basis = Literal["ctc", "gross", "in hand"]

SMALLEST_BARE, LARGEST_BARE = 1e3, 1e9
"""Outside these limits, a bare number beside words unrelated to pay is not pay: “Grade 7”, “room 412”, a telephone."""
LONGEST_SPAN = 100
"""From here on a bare number of years, months, days or hours is no length of time, but pay."""
LARGEST = 1e12
"""Above this, a figure is not pay in any currency but an id, or digits run together."""

_MOST: Mapping[float, float] = MappingProxyType({1e5: 1_000.0, 1e7: 1_000.0})
"""From so many lakhs or crores on, a figure is rupees with a wrong unit behind them."""


class Reason(StrEnum):
    """The reason a text states no pay."""

    BLANK = N_("blank")
    NOT_DISCLOSED = N_("not disclosed")
    UNPAID = N_("unpaid")
    ZERO = N_("zero")
    NEGATIVE = N_("negative")
    PERCENTAGE = N_("a percentage")
    NOT_A_NUMBER = N_("not a number")
    SEVERAL_AMOUNTS = N_("several amounts")
    ENDS_APART = N_("the two ends do not fit together")
    TOO_LARGE = N_("too large to be pay")
    IMPLAUSIBLE = N_("an impossible amount in its unit")
    PER_PIECE = N_("pay for a piece of work, not for a time")
    UNCLEAR = N_("not understood")


@dataclass(frozen=True, slots=True)
class PayRange:
    """The pay stated in a text, in its own unit of time.

    Args:
        low, high: amounts in units of the currency (rupees, not lakhs); `None` for an open end, never both.
        period: the time the amount is for; `None` where the text does not say.
        currency: ISO 4217 code, or `None` where the text does not say.
        basis: whether the figure is cost to company, gross or in hand; `None` where the text does not say.
        inferred: values filled in because the text left them open, in words that begin a sentence.
    """

    low: float | None
    high: float | None
    period: Period | None = None
    currency: str | None = None
    basis: Basis | None = None
    inferred: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class NotPay:
    """A text that states no pay, with the reason."""

    reason: Reason


UNIT_FROM_RIGHT = message("Unit of the upper end used for the lower")
UNIT_FROM_LEFT = message("Unit of the lower end used for the upper")
UNIT_FROM_COLUMN = message("Figure without a unit of its own, read in that of the column")
ENDS_SWAPPED = message("Ends swapped")
OPEN_TOP = message("“+” after the upper end left aside")
ZERO_FLOOR = message("Zero as the lower end read as open")
BARE_DOLLAR = message("“$” read as US dollars")
GROUPING_DOT = message("Dot read as grouping")
KRONER = message("“kr”, which several countries write")
PESOS = message("“$” before figures that dots group, as for pesos")


_PERIODS: Mapping[str, str] = meanings("period")
_CURRENCIES: Mapping[str, str] = meanings("currency")
ISO_CODES = frozenset(_CURRENCIES.values())
"""The currencies that are known by a sign or a word, and not only by their code."""

_ALL_CODES = frozenset(list_currencies()) - {"ALL", "TOP", "PER", "TRY", "PEN", "COP", "CUP", "AFA"}

DOLLARS = frozenset({"USD", "CAD", "AUD", "SGD", "HKD", "NZD", "MXN", "ARS", "CLP", "COP", "BRL"})
"""Currencies a bare “$” can stand for, when the file says so elsewhere."""

_MARKED_DOLLARS = frozenset(sign for sign in _CURRENCIES if "$" in sign and sign != "$")
"""“US$”, “R$”: whose dollar or peso it is."""
_CREDITS = frozenset({"cr", "crs"})
"""Before a figure these say on which side of an account it stands."""
_KRONER = frozenset({"kr", "kr.", "tkr"})
"""Kronor or kroner: which country's, the language of the file and its places decide."""
DOT_GROUPS = frozenset(
    {"EUR", "BRL", "ARS", "IDR", "VND", "CLP", "COP", "TRY", "DKK", "NOK", "SEK", "CHF", "RON"}
    | {"HUF", "CZK", "PLN", "ISK", "PYG", "UYU", "CRC", "RSD", "MKD", "BGN", "XOF", "IRR", "IRT"}
)
"""The currencies of those who group thousands with dots."""
OF_THOUSANDTHS = frozenset({"KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"})
"""Currencies of a thousand parts: 350.500 is three hundred and fifty and a half."""
LAKH_CURRENCIES = frozenset({"PKR", "NPR", "LKR", "BDT", "MMK", "MUR"})
"""Besides India's, the currencies of countries that count in lakhs or use rupees."""
_NOT_DOTTED = OF_THOUSANDTHS | LAKH_CURRENCIES | {"INR"}
"""Those of which three decimals can be meant: of a thousand parts, or counted in lakhs."""
_SOUTH_EAST_ASIA = "\u0e00"
"""The first letter of Thai. The letters of India's scripts come before it."""
_ANY_RUPEES = frozenset({"rs", "re", "rupee", "rupees", "₨"})
_INDIAN_UNITS = frozenset(
    word for key in ("100000", "10000000") for word in words("unit", key) if word < _SOUTH_EAST_ASIA
)
"""Lakh and crore; farther east others count in as many."""
_BASES: Mapping[str, str] = meanings("basis")
_UP_TO, _FROM, _RANGE = words("amount", "up_to"), words("amount", "from"), words("amount", "to")
_BETWEEN, _AND = words("amount", "between"), words("amount", "and")
"""“between 3 and 5 lakh”: the second joins two ends only where the first stands, before them or behind."""
_FILLER = words("amount", "filler") | _BETWEEN
_PAY_NOUNS = words("amount", "noun")
"""Behind these a dash stands between a name and its figure: “Salary - 5 LPA”."""
_SPANS = words("amount", "span")
"""Behind a bare number these make a length of time: “3 years” is not pay a year."""
_AFTER_SLASH: Mapping[str, Period] = MappingProxyType(
    {"m": "month", "y": "year", "a": "year", "h": "hour", "d": "day", "w": "week"}
)

_PHRASES = (
    ("", re.compile(rf"{phrases_pattern('amount', 'up_to')}|^till\b"), " upto "),
    ("", re.compile(phrases_pattern("amount", "from")), " atleast "),
    ("", re.compile(r"(?:\band|\bor|&) (?:above|more|up|over|higher|beyond)\b"), " onwards "),
    ("", re.compile(r"(?:\band|\bor|&) (?:below|less|under|lower)\b"), " upto "),
    ("an", re.compile(r"\b(?:par|l') ?an\b|/ ?an\b"), " annum "),
    ("hand", re.compile(r"\bin[\s-]*hand\b"), " inhand "),
    ("home", re.compile(r"\btake[\s-]*home\b"), " takehome "),
    ("week", re.compile(r"\bbi[\s-]weekly\b|\bevery (?:two|2) weeks\b"), " fortnight "),
    (
        "month",
        re.compile(r"\b(?:semi|half)[\s-]monthly\b|\btwice (?:a|per) month\b|\b(?:per|a) half[\s-]month\b"),
        " semimonthly ",
    ),
    ("week", re.compile(r"\b(?:four|4)[\s-]weekly\b|\b(?:every|per) (?:four|4) weeks\b"), " fourweekly "),
    ("p", re.compile(r"\bp\s*\.\s*([amhdw])\b\.?|\bp\s?/\s?([am])\b"), r" p\1\2 "),
    ("pm", re.compile(r"(?<=\d)\s?([kl])\s?pm\b"), r" \1 pm "),
    ("/", re.compile(r"/\s*[-=](?!\s*\d)"), " "),
    ("p", re.compile(r"\bl\.\s?p\.\s?a\b\.?"), " lpa "),
    ("-", re.compile(r"(?<=\d)[.,]-+(?!\s*\d)"), " "),
    ("/", re.compile(r"\bs ?/ ?d\b"), " to "),
    ("€", re.compile(r"\b[tk] ?€(?=\s?\d)"), " teur "),
    ("mil", re.compile(r"\bmil\.? (?=kč|czk|lei|ron)"), " million "),
    # Of Spanish and Portuguese “mil” is a thousand, in other languages it is short for a million.
    (
        "mil",
        re.compile(r"(?<=\d) ?mil\b(?=.*\b(?:pesos|euros?|reais|soles|mxn|clp|cop|ars|brl|mens\w+|m[eê]s)\b|\s*€)"),
        " thousand ",
    ),
    ("mil", re.compile(r"((?:r\$|s/) ?[\d.,]+) ?mil\b"), r"\1 thousand "),
    ("lump", re.compile(r"\blump[\s-]?sum\b(?=.*(?:\bper\b|\bp\.?m\b|month))"), " "),
    ("2", re.compile(r"\b(?:w-?2|c2[ch])\b"), " "),
    ("1099", re.compile(r"\b(?:on )?1099\b(?=\W*$)"), " "),
    ("cfa", re.compile(r"\bf\.? ?cfa\b"), " fcfa "),
    ("ש", re.compile(r"ש[\"״]ח"), " ils "),
    *(
        (sign, re.compile(rf"(?<![^\s(-]){sign} ?(?=\d{{1,3}}[ ,.]\d{{3}}|\d{{4}}|\d+(?:[.,]\d+)? ?k\b)"), f" {word} ")
        for sign, word in (("r", "rand"), ("n", "naira"), ("p", "php"), ("q", "gtq"))
    ),
)
"""What a text must hold for a phrase to be looked for, the phrase, and the word that stands for it."""
_NOT_DISCLOSED = re.compile(
    r"\bnot (?:\w+ ){0,2}(?:disclosed|mentioned|specified|provided|available|stated|shown|given|revealed)"
    rf"|{beginnings_pattern('silence', 'not_disclosed')}"
)
_ON_REQUEST = re.compile(beginnings_pattern("silence", "on_request"))
_UNPAID = re.compile(rf"\bun[\s-]?paid\b|\bno pay\b|{beginnings_pattern('silence', 'unpaid')}")
_LETTER = rf"(?:[^\W\d_]|[\u0300-\u036f{WITH_VOWEL_SIGNS}])"
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*(?:e\+?\d{1,2}(?![\w.]))?|\.\d+)"
    rf"|(?P<sign>{'|'.join(sorted(map(re.escape, _MARKED_DOLLARS), key=len, reverse=True))}|<=|>=|s/)"
    rf"|(?P<word>{_LETTER}(?:{_LETTER}|['’])*(?:\.{_LETTER}+)*\.?)"
    r"|(?P<other>\S)"
)
# Most cells hold nothing but figures and these: no phrase needs to be looked for in them.
_USUAL = re.compile(
    r"(?=.*\d)(?:[\d₹$€£ +-]|[.,](?!-)|/(?![-=])|lacs?|lakhs?|pa\b|lpa\b|k\b|cr\b|per (?:month|annum|year)|month|year"
    r"|yr|to\b|rs\b|inr\b"
    r"|usd\b|eur\b){1,60}"
)
_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,12})?")
_TOO_NARROW = re.compile(r"#{3,}")
"""What a spreadsheet shows, and exports, of a figure that is wider than its column."""
_REMARKS = frozenset(["(", "[", "plus", "with", "including", "incl."])
_LISTS = frozenset([",", ";", "|", "•", "·"])
_NO_AMOUNTS = re.compile(
    rf"(?:\D*+\d[\d.,]*+\s*+(?:-\s*+\d[\d.,]*+\s*+)?+(?:%|(?:{'|'.join(sorted(_SPANS))})\b))++\D*+"
)
"""What a list says beside the pay: hours and days of work, shares of the firm."""
_THREE_DECIMALS = re.compile(r"\d{1,3}\.\d{3}")
_PESOS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:\.\d{3}|,\d\d?)(?!\d)")
"""A figure that only those write who group with dots; with “$” it is pesos, not dollars."""
_TRAILING_MINUS = re.compile(r"\d[.,]\d\d-$")
"""Negative as SAP writes it: “1,800.00-”."""
_LONGEST = 300


@dataclass(slots=True)
class _Amount:
    number: float
    unit: float | None = None
    dotted: bool = False  # whether its dot was taken for a grouping of thousands
    in_thousandths: bool = False  # whether its dot stands before exactly three digits, and was not


def read_pay(
    text: str | None,
    *,
    unit: float | None = None,
    written_out: float | None = None,
    decimal_comma: bool = False,
    dot_groups: bool = False,
) -> PayRange | NotPay:
    """Pay from a text as people write it. Never raises, never returns 0.

    Args:
        text: a cell of a file, or a line someone typed.
        unit: what a number without a unit of its own stands for, where the column says so (1e5 for “in lakhs”). Numbers
            too large for that (1,000 lakhs, 10,000 thousands) are taken as written out.
        written_out: from where on a number is too large for the unit; else as `written_out_from` has it for rupees.
        decimal_comma: whether the column writes decimals with a comma; then a dot before three digits groups.
        dot_groups: the same for a column in which every dot stands before three digits.

    >>> read_pay("3.5-5 Lacs PA")
    PayRange(low=350000.0, high=500000.0, period='year', currency='INR', basis=None, inferred=('Unit of the upper end \
used for the lower',))
    >>> read_pay("₹१८,००० – ₹२५,००० प्रति माह")
    PayRange(low=18000.0, high=25000.0, period='month', currency='INR', basis=None, inferred=())
    >>> read_pay("Not disclosed"), read_pay("-1").reason.value
    (NotPay(reason=<Reason.NOT_DISCLOSED: 'not disclosed'>), 'negative')
    """
    if text is None:
        return NotPay(Reason.BLANK)
    if _PLAIN.fullmatch(text) and not (dot_groups or decimal_comma):
        return _single(float(text), unit, written_out)
    clean = tidy(text[: _LONGEST + 1])
    if not (dot_groups or decimal_comma) and (form := _usual_form(clean)) is not None:
        return form.read(clean, unit, written_out)
    clean, notes = in_plain_form(clean)
    if _USUAL.fullmatch(clean) and not notes:
        return _Reader(clean, unit, decimal_comma or dot_groups, written_out).result()
    if _TOO_NARROW.fullmatch(clean):
        return NotPay(Reason.UNCLEAR)
    if is_blank(clean) and not clean.startswith("-1"):
        return NotPay(Reason.BLANK)
    if _UNPAID.search(clean):
        return NotPay(Reason.UNPAID)
    if _NOT_DISCLOSED.search(clean):
        return NotPay(Reason.NOT_DISCLOSED)
    if not any("0" <= sign <= "9" for sign in clean):
        return NotPay(Reason.NOT_DISCLOSED if _ON_REQUEST.search(clean) else Reason.NOT_A_NUMBER)
    if len(clean) >= _LONGEST:
        return NotPay(Reason.UNCLEAR)
    if is_piece_rate(clean):
        return NotPay(Reason.PER_PIECE)
    payments = split_payments(clean)
    clean = with_codes(payments.amount if payments else clean)
    for hint, pattern, word in _PHRASES:
        if hint in clean:
            clean = pattern.sub(word, clean)
    reading = _Reader(clean, unit, decimal_comma or dot_groups, written_out).result()
    if isinstance(reading, NotPay):
        return reading
    if payments:
        reading = _of_a_year(reading, payments)
    return replace(reading, inferred=(*reading.inferred, *notes))


def _single(number: float, unit: float | None, written_out: float | None) -> PayRange | NotPay:
    """A bare number."""
    notes: tuple[Message, ...] = ()
    if unit is not None and number < (written_out or written_out_from(unit)):
        number, notes = number * unit, (UNIT_FROM_COLUMN,)
    if number == 0:
        return NotPay(Reason.ZERO)
    if number > LARGEST:
        return NotPay(Reason.TOO_LARGE)
    return PayRange(number, number, inferred=notes)


def _of_a_year(reading: PayRange, payments: Payments) -> PayRange:
    """Pay that comes in several payments, as that of a year: so many times what is monthly."""
    figure = reading.high or reading.low or 0.0
    is_monthly = reading.period == "month" or (
        reading.period is None and (payments.is_factor or guessed_period(figure, reading.currency or "EUR") == "month")
    )
    times = payments.a_year if is_monthly else 1.0
    return replace(
        reading,
        low=None if reading.low is None else reading.low * times,
        high=None if reading.high is None else reading.high * times,
        period="year" if is_monthly or reading.period is None else reading.period,
        inferred=(*reading.inferred, PAYMENTS) if is_monthly else reading.inferred,
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of texts that differ only in their digits: the reading of one, and the positions of its figures."""

    reader: _Reader
    figures: tuple[slice, ...]

    def read(self, text: str, unit: float | None, written_out: float | None) -> PayRange | NotPay:
        """Read a text of this form."""
        numbers = [read_number(text[figure]) or 0.0 for figure in self.figures]
        return self.reader.with_numbers(numbers, unit, written_out).result()


_FORMS: dict[str, _Form | None] = {}
"""Form by its text with each digit a 9. Only texts of usual words are kept, without their digits: nothing that tells
whose they were."""
_MOST_FORMS = 10_000
_NINES = str.maketrans("012345678", "9" * 9)


def _usual_form(clean: str) -> _Form | None:
    """The form of a tidy text of usual words, where its digits change its figures and nothing else.

    A column has thousands of texts in a handful of forms. The words of each form are understood once, which is three
    quarters of the work.
    """
    alike = clean.translate(_NINES)
    form = _FORMS.get(alike)
    if form is None and alike not in _FORMS and _USUAL.fullmatch(alike):
        if len(_FORMS) >= _MOST_FORMS:
            _FORMS.clear()
        form = _FORMS[alike] = _form_of(alike)
    return form


def _form_of(alike: str) -> _Form | None:
    # Whether a part is rewritten can depend on its size: the largest and the smallest figures tell.
    if any(in_plain_form(text) != (text, ()) for text in (alike, alike.replace("9", "0"))):
        return None
    reader = _Reader(alike, None, False, None)
    if reader.failure or reader.dot_groups or not reader.amounts:
        return None
    figures = [slice(*match.span()) for match in _TOKEN.finditer(alike) if match["number"]]
    return _Form(reader, tuple(figures[: len(reader.amounts)]))  # behind them are remarks


class _Reader:
    """Reads one text from left to right: amounts, what joins them, and the words around them."""

    def __init__(self, text: str, unit: float | None, dot_groups: bool, written_out: float | None) -> None:
        self.unit, self.dot_groups, self.written_out = unit, dot_groups, written_out
        self.period: Period | None = None
        self.currency: str | None = None
        self.basis: Basis | None = None
        self.amounts: list[_Amount] = []
        self.notes: list[Message] = []
        self.negative = self.joined = self.open_low = self.open_high = self.plus = False
        self.any_rupees = False  # nothing but “lakh” or “Rs” says that it is India's money
        self.leading_unit: float | None = None  # “TEUR 42”
        self.strange = self.span = False  # words before the number that are unrelated to pay; a length of time
        self.failure: Reason | None = None
        self.of_pesos = bool(_PESOS.search(text)) if "$" in text else False
        # Accounts write a negative figure in brackets.
        self.bracketed = (text.startswith("(") and text.endswith(")")) or bool(_TRAILING_MINUS.search(text))
        tokens = list(_TOKEN.finditer(text))
        cut = self._cut(tokens)
        self.between = any(match.group() in _BETWEEN for match in tokens)
        if "." in text and not dot_groups:
            words = [match.group().rstrip(".") for match in tokens]
            self.dot_groups = any(word in _KRONER or _CURRENCIES.get(word) in DOT_GROUPS for word in words)
        self._read(tokens[:cut])
        if not any(match.lastgroup == "number" for match in tokens[cut:]):
            self._remarks(tokens[cut:])
        elif tokens[cut].group() in _LISTS and not _NO_AMOUNTS.fullmatch(text, tokens[cut].end()):
            self._fail(Reason.SEVERAL_AMOUNTS)

    def with_numbers(self, numbers: Sequence[float], unit: float | None, written_out: float | None) -> _Reader:
        """The reader of the same text with other numbers, in a column of this unit."""
        pairs = zip(numbers, self.amounts, strict=True)
        amounts = [_Amount(number, part.unit, in_thousandths=part.in_thousandths) for number, part in pairs]
        reader = object.__new__(_Reader)
        vars(reader).update(vars(self), unit=unit, written_out=written_out, notes=[*self.notes], amounts=amounts)
        return reader

    @staticmethod
    def _cut(tokens: list[re.Match[str]]) -> int:
        """Find where the pay ends and remarks begin: “+ ESOPs”, “(Glassdoor est.)”, “, plus incentives”."""
        has_number = False
        for position, match in enumerate(tokens):
            sign = match.group()
            has_number = has_number or match.lastgroup == "number"
            if not has_number:
                continue
            if sign in _REMARKS or sign in _LISTS:
                return position
            if sign == "+":
                rest = tokens[position + 1 :]
                if rest and not _continues(rest[0].group()):
                    return position
        return len(tokens)

    def _read(self, tokens: list[re.Match[str]]) -> None:
        for position, match in enumerate(tokens):
            token = match.group()
            before = tokens[position - 1] if position else None
            after_number = before is not None and before.lastgroup == "number"
            if match.lastgroup == "number":
                glued = before is not None and before.end() == match.start()
                self._number(token, before.group().rstrip(".") if before is not None and glued else "")
            elif match.lastgroup == "other":
                self._sign(token, before)
            else:
                sign = "" if before is None else before.group()
                self._word(token.replace(".", "").replace("’", "'"), after_number, sign == "/", sign == "+")

    def _remarks(self, tokens: list[re.Match[str]]) -> None:
        """Reads what follows the pay, which can still say its period or basis: “12,000 + incentives, monthly”."""
        for match in tokens:
            word = match.group().replace(".", "")
            if word in _PERIODS and match.lastgroup == "word":
                self._period(_PERIODS[word])  # type: ignore[arg-type]
            elif word in _BASES:
                self.basis = self.basis or _BASES[word]  # type: ignore[assignment]

    def _number(self, token: str, glued_to: str) -> None:
        period_before = not glued_to.isascii() and glued_to in _PERIODS  # “月給20万円”
        if glued_to and glued_to[-1].isalpha() and not (period_before or _is_filler_or_sign(glued_to.replace(".", ""))):
            self._fail(Reason.UNCLEAR)
            return
        number = read_number(token, self.dot_groups)
        if number is None:
            self._fail(Reason.UNCLEAR)
        elif len(self.amounts) == 2 or (self.amounts and not self.joined):
            self._fail(Reason.SEVERAL_AMOUNTS)
        else:
            thousands = bool(_THREE_DECIMALS.fullmatch(token))
            dotted = self.dot_groups and thousands
            if dotted:
                self.notes.append(GROUPING_DOT)
            self.amounts.append(_Amount(number, dotted=dotted, in_thousandths=thousands and not dotted))

    def _sign(self, sign: str, before: re.Match[str] | None) -> None:
        if sign == "%":
            self._fail(Reason.PERCENTAGE)
        elif sign == "$":
            if self.of_pesos:
                self.notes.append(PESOS)
            elif self.currency is None:
                self.currency = "USD"
                self.notes.append(BARE_DOLLAR)
        elif sign in _CURRENCIES:
            self._currency(_CURRENCIES[sign])
        elif sign in ("-", "~"):
            if self.amounts:
                self.joined = True
            elif sign == "-" and (
                before is None or before.lastgroup != "word" or _is_filler_or_sign(before.group().rstrip("."))
            ):
                word = "" if before is None else before.group().rstrip(".")
                self.negative = word not in _BASES and word not in _PAY_NOUNS
        elif sign == "?" and self.amounts:  # before a figure it is a sign of money that was lost; behind it, a doubt
            self._fail(Reason.UNCLEAR)
        elif sign == "+":
            self.plus = bool(self.amounts)
        elif sign in _UP_TO:
            self.open_low = True
        elif sign in _FROM:
            self.open_high = True
        elif sign == "/" and before is not None and before.lastgroup == "number":
            pass
        elif sign in ":=&#@\\*^" and self.amounts:
            self._fail(Reason.UNCLEAR)

    def _word(self, word: str, after_number: bool, after_slash: bool, after_plus: bool) -> None:
        if after_slash and word in _AFTER_SLASH:
            self._period(_AFTER_SLASH[word])
            return
        is_kroner = word in _KRONER
        if is_kroner and KRONER not in self.notes:
            self.notes.append(KRONER)
        if (after_number or after_plus) and word in UNITS and self.amounts and self.amounts[-1].unit is None:
            self.amounts[-1].unit = UNITS[word]
            if UNITS[word] > 1e3:
                self._undo_grouping()
            if word in _INDIAN_UNITS and self.currency is None:
                self._currency("INR", of_any_country=True)
            if word in _CURRENCIES:  # “400万円”: a unit and a currency in one word
                self._currency(_CURRENCIES[word])
            is_kroner = True
        elif word in UNITS and not self.amounts and (len(word) > 1 or not word.isascii()) and word not in _CREDITS:
            self.leading_unit = UNITS[word]
            self.currency = self.currency or _CURRENCIES.get(word)
            is_kroner = True
        if word in _PERIODS and not (is_kroner and word != "lpa"):
            self._period(_PERIODS[word])  # type: ignore[arg-type]
            self.span = self.span or (after_number and word in _SPANS)
            self.joined = self.joined and len(self.amounts) == 2
            is_kroner = True
        if is_kroner:
            return
        if word in _CURRENCIES:
            self._currency(_CURRENCIES[word], of_any_country=word in _ANY_RUPEES)
        elif word in _BASES:
            self.basis = _BASES[word]  # type: ignore[assignment]
        elif self.amounts and (word in _RANGE or (self.between and word in _AND)):
            self.joined = True
        elif word in _UP_TO:
            self.open_low = True
        elif word in _FROM:
            self.open_high = True
        elif len(word) == 3 and self.currency is None and word.upper() in _ALL_CODES:
            self._currency(word.upper())
        elif word not in _FILLER:
            self.strange = True
            if after_number:
                self._fail(Reason.UNCLEAR)

    def _undo_grouping(self) -> None:
        """Three decimals are decimals where the unit is lakh, million or crore: 12.200 LPA."""
        for amount in self.amounts:
            if amount.dotted:
                amount.number, amount.dotted = amount.number / 1000, False
                self.notes.remove(GROUPING_DOT)

    def _currency(self, code: str, *, of_any_country: bool = False) -> None:
        """Takes a currency; rupees of any country give way to those of one: “PKR 1.5 lakh”, “Rs 2,000 (NPR)”."""
        if of_any_country and self.currency in LAKH_CURRENCIES:
            return
        if BARE_DOLLAR in self.notes:
            self.notes.remove(BARE_DOLLAR)
        elif self.currency not in (None, code) and not (self.any_rupees and code in LAKH_CURRENCIES):
            self._fail(Reason.UNCLEAR)
        self.any_rupees = of_any_country and (self.any_rupees or self.currency is None)
        self.currency = code

    def _period(self, period: Period) -> None:
        self.period = self.period or period

    def _fail(self, reason: Reason) -> None:
        self.failure = self.failure or reason

    def result(self) -> PayRange | NotPay:
        if self.failure or not self.amounts:
            return NotPay(self.failure or Reason.NOT_A_NUMBER)
        if self.negative or self.bracketed:
            return NotPay(Reason.NEGATIVE)
        if self.leading_unit and not any(
            amount.unit or amount.number >= written_out_from(self.leading_unit) for amount in self.amounts
        ):
            for amount in self.amounts:
                amount.unit = self.leading_unit
        if any(amount.number >= _MOST.get(amount.unit or 1.0, inf) for amount in self.amounts):
            return NotPay(Reason.IMPLAUSIBLE)
        self._group_thousandths()
        ends = self._ends()
        if isinstance(ends, NotPay):
            return ends
        low, high = ends
        if self._counts_something_else(max(low, high)):
            return NotPay(Reason.UNCLEAR)
        if max(low, high) > LARGEST:
            return NotPay(Reason.TOO_LARGE)
        if low > high:
            low, high = high, low
            self.notes.append(ENDS_SWAPPED)
        if high == 0:
            return NotPay(Reason.ZERO)
        floor: float | None = low
        top: float | None = high
        if len(self.amounts) == 1 and self.open_low:
            floor = None
        elif len(self.amounts) == 1 and (self.open_high or self.plus):
            top = None
        elif low == 0:
            floor = None
            self.notes.append(ZERO_FLOOR)
        elif self.plus:
            self.notes.append(OPEN_TOP)
        return PayRange(floor, top, self.period, self.currency, self.basis, tuple(self.notes))

    def _group_thousandths(self) -> None:
        """Takes dots before three digits for grouping, where as decimals the figures are less likely pay: 1.500 USD."""
        if self.currency is None or self.currency in _NOT_DOTTED or self.unit is not None:
            return
        if any(amount.unit or not amount.in_thousandths for amount in self.amounts):
            return
        top = self.amounts[-1].number
        if top >= 1 and credibility(1000 * top, self.currency, self.period) > credibility(
            top, self.currency, self.period
        ):
            for amount in self.amounts:
                amount.number *= 1000
            self.notes.append(GROUPING_DOT)

    def _counts_something_else(self, top: float) -> bool:
        """Whether the words show that an unmarked number counts something other than money."""
        if self.currency is not None or any(amount.unit for amount in self.amounts):
            return False
        of_time = self.span and top < LONGEST_SPAN
        return of_time or (self.strange and self.period is None and not SMALLEST_BARE <= top < LARGEST_BARE)

    def _ends(self) -> tuple[float, float] | NotPay:
        """The two amounts with their units; a unit can stand for both ends where that makes a sensible range."""
        first, last = self.amounts[0], self.amounts[-1]
        if first.unit is None and last.unit is None:
            if self.unit is not None and max(first.number, last.number) < (
                self.written_out or written_out_from(self.unit)
            ):
                self.notes.append(UNIT_FROM_COLUMN)
                first.unit = last.unit = self.unit
        elif last.unit is not None and first.unit is None:
            top = last.number * last.unit
            if first.number < last.number or (first.number < 100 and first.number * last.unit <= 10 * top):
                first.unit = last.unit
                self.notes.append(UNIT_FROM_RIGHT)
            elif first.number < 1000 and top > 100 * first.number:
                return NotPay(Reason.ENDS_APART)
        elif first.unit is not None and last.unit is None and last.number < first.number * first.unit:
            if last.number < first.number:
                return NotPay(Reason.ENDS_APART)
            last.unit = first.unit
            self.notes.append(UNIT_FROM_LEFT)
        return first.number * (first.unit or 1.0), last.number * (last.unit or 1.0)


def _continues(word: str) -> bool:
    """Whether what follows a “+” still belongs to the amount before it (“25,000+ per month”)."""
    word = word.replace(".", "")
    return (
        word in _PERIODS
        or word in _CURRENCIES
        or word in UNITS
        or word in _KRONER
        or word in "/-+"
        or word in ("per", "a", "प्रति", "to")
    )


def _is_filler_or_sign(word: str) -> bool:
    return any(word in words for words in (_CURRENCIES, _KRONER, _UP_TO, _FROM, _BASES, _RANGE, _FILLER))
