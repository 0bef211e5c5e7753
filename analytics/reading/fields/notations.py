"""Rewrite other notations of an amount in plain form: sums, two units, account credits, intervals, labelled parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, prod

from analytics.reading.fields.numbers import NUMBER, UNIT_WORD, UNITS, read_number
from analytics.texts import Message, message
from analytics.vocabulary import meanings

FIXED_PART = message("Fixed part of fixed + variable")
CREDIT = message("“Cr” after paise read as credit")
SUM_OF_UNITS = message("Amount in two units added up")
INTERVAL = message("Brackets read as an interval")
PAYMENTS = message("Monthly pay times the payments a year")
PART_OF_YEAR = message("Pay for a part of a year times the parts of one")
GROSS_OF_BOTH = message("Gross figure of gross and net")

_AMOUNT = rf"[₹$€£]?\s*(?:rs\.?\s*|inr\s*)?({NUMBER})\s*({UNIT_WORD})?"
_VARIABLE = r"(?:variable|var|bonus|incentives?|performance|stocks?|esops?|rsus?|retention|joining|jb)"
_SUM = re.compile(
    rf"({NUMBER})\s*({UNIT_WORD})?\s*(?:\(?(?:fixed|base|basic|ctc)\)?\s*)?"
    rf"((?:\+\s*(?:[₹$€£]|rs\.?|inr)?\s*{NUMBER}(?!\s*%)(?![\d.,]*%)\s*(?:{UNIT_WORD})?\s*)+)"
)
_LABELLED = re.compile(
    rf"(?:fixed|base|basic)(?:\s+(?:pay|salary|ctc))?\s*[:=-]?\s*{_AMOUNT}\s*(?:[,;&|/+]|and)*\s*"
    rf"\(?{_VARIABLE}(?:\s+pay)?\s*[:=-]?\s*{_AMOUNT}(?:\s*[,;&|/+]\s*{_VARIABLE}\s*[:=-]?\s*{_AMOUNT})*"
)
_BREAKUP = re.compile(rf"^{_AMOUNT}([^()\d]*)\(((?=[^()]*(?:fixed|base|basic))(?=[^()]*{_VARIABLE})[^()]*\d[^()]*)\)$")
"""The whole with its parts in brackets: “12 LPA (11 fixed + 1 variable)”."""
_FIXED_IN_BREAKUP = re.compile(
    rf"(?:fixed|base|basic)\s*[:=-]\s*{_AMOUNT}|{_AMOUNT}\s*(?:is |as )?(?:fixed|base|basic)"
)
_LABELS_BEHIND = re.compile(
    rf"{_AMOUNT}\s*\(?(?:fixed|base|basic)(?:\s+(?:pay|salary|ctc))?\)?\s*(?:[,;&|/+]|and|plus)+\s*"
    rf"{_AMOUNT}\s*(?:in |as )?\(?{_VARIABLE}(?:\s+pay)?\)?"
)
_MONEY_MARK = re.compile(r"[₹$€£]|\b(?:rs|inr|usd|eur|gbp)\b")
_GROSS, _NET = re.compile(r"\b(?:gross|ctc)\b"), re.compile(r"\b(?:net|in[ -]?hand|take[ -]?home)\b")
_BETWEEN_PARTS = re.compile(r"\s*(?:[;|/(]|,\s|\band\b|&)\s*(?=\D*\d)")
_MIN_MAX = re.compile(
    r"^\(?(?:min(?:imum)?|lowest)\b[.)]?\s*[:=-]?\s*(\D*\d.*?)[\s,;/|&-]*(?:\b(?:and|to) )?"
    r"\(?\b(?:max(?:imum)?|highest)\b[.)]?\s*[:=-]?\s*(\D*\d.*)$"
)
"""Both ends by name: “Min 3 LPA, Max: 5 LPA”."""
_PAISE = re.compile(r"(?<=\d)=(?=\d\d(?!\d))")
"""“Rs. 25,000=00”, as bills were written."""
_WHOLE_AMOUNT = re.compile(r"(?<![\d.,])([1-9]\d{0,2})\.(\d{3})(?=\s?(?:/[-=]|,-))")
"""A dot before what ends an amount without paise groups: “Rs. 25.000/-”, “45.000,-”."""
_NO_PAISE = re.compile(r"(?<=\d\d\d)-00?(?![\d.,])")
_PAY_LEVEL = re.compile(
    r"^(?:in )?(?:the )?(?:pay )?(?:level|pay band|pb|grade)[ -]*\d{1,2}[a-z]?\b"
    r"(?: (?:of|in|as per) (?:the )?(?:\w+ cpc )?pay matrix)?[\s(:,-]+(\D*\d[\d,]{3,}[^()]*)\)?$"
)
"""The level of a pay matrix before its scale: “Level 6 (Rs. 35,400-1,12,400)”."""
_REMARK_ON_END = re.compile(r"\s?\([^()\d]{1,40}\)(?=\s?(?:-|to\b)\s?\D{0,4}\d)")
"""What is said of the lower end of a range: “15k (fresher) - 25k (experienced)”."""
_GRADE_PAY = re.compile(
    r"\s*(?:,|\+|\bwith|\band|\bplus)?\s*\(?\b(?:gp|grade pay)\b\.?\s*(?:of |[:=-])?\s*(?:rs\.?\s*|₹\s*)?\d{4,5}\b\)?"
)
_LAST_UNIT = re.compile(rf"({UNIT_WORD})\s*$")
_TWO_UNITS = re.compile(rf"(?<![\d.,])(\d[\d.,]*+)\s*+({UNIT_WORD})\s*(?:and |& |,\s*)?({NUMBER})\s*({UNIT_WORD})")
_A_YEAR = r"(1[2-9](?:[.,]\d{1,2})?|2[0-4])"
_PAYMENT_WORDS = (
    r"(?:payments?|salaries|months? (?:salary|pay)|instal\w+|pagas|mensualidades|sueldos|mensilità|mensilita|mois"
    r"|salaires|(?:monats)?gehälter|(?:monats)?gehaelter|(?:monats)?löhne|salários|薪)"
)
_AMOUNT_TIMES = re.compile(
    rf"^(.*\d.*?)\s*\(?\s*(?<![a-jl-z])[x×*·・]\s*{_A_YEAR}(?![\d.,]*\d)\s*"
    rf"(?:{_PAYMENT_WORDS}|months?|monate|mesi|meses|maanden)?\s*\)?([^\d%]{{0,4}})$"
)
"""A monthly figure and how often it is paid a year: “30,000 x 13.5”, “1.500 € × 14 pagas”, “15-25k·14薪”."""
_TIMES_BEFORE = re.compile(rf"^{_A_YEAR}\s*(?:[x×*]\s*|{_PAYMENT_WORDS} (?:da|de|à|of|zu|von) )(\D{{0,5}}\d.*)$")
"""The same with the number first: “13 x 3.200 €”, “14 mensilità da 1.700 €”."""
_ANY_PAYMENTS = re.compile(r"(?<![\d.,])(?:1[2-9]|2[0-4])(?:[.,]\d{1,2})?(?![.,]?\d)")
_IN_PAYMENTS = re.compile(
    rf"^(.*\d.*?)[\s,;(]+(?:(?:en|in|sur|su|per|over|em|bei|paid in) )?{_A_YEAR} ?{_PAYMENT_WORDS}"
    r"(?: (?:a|per|pro|al|par|por) (?:year|jahr|anno|an|año))?\s*\)?$"
)
"""In how many payments pay comes: “1.800 € en 14 pagas” is monthly, “39 000 € sur 13 mois” is a year's."""
_PART_OF_YEAR = re.compile(
    r"^(.*\d.*?)\s*(?:(?:per|a|an|each|every|/)\s*(?:(quarter|3 months)|(?:half[ -]?year|6 months))"
    r"|(quarterly)|(?:half|semi)[ -]?(?:yearly|annual(?:ly)?))$"
)
"""Pay for three or six months: “75,000 per quarter”, “1.5 lakh half-yearly”."""
_COMPOUND = re.compile(rf"(?:{NUMBER}\s*[億亿억万萬만千천百백]+\s*){{1,3}}(?:\d[\d,]*)?")
"""Amounts as they are counted in East Asia: “1억 2천만”, “25万5,000”."""
_POWERS = {"億": 1e8, "亿": 1e8, "억": 1e8, "万": 1e4, "萬": 1e4, "만": 1e4, "千": 1e3, "천": 1e3, "百": 1e2, "백": 1e2}
_AND_TENTHS = re.compile(r"(\d+)\s?(tr|triệu|tỷ|tỉ)(\d)\b")
"""“15tr5” is 15.5 million dongs."""
_LENGTH_OF_WORK = re.compile(
    r"((?:per|a|/|every) ?(?:month|week|day|hour)|\bp\.? ?m\.?|monthly) (?:for|x) (?:a period of )?\d{1,2} "
    r"(?:months?|weeks?|days?|years?)$"
)
"""For how long pay per month is paid: “15,000 per month for 6 months”."""
_IN_CREDIT = re.compile(
    r"(?:\b[cd]r\.?\s*)?(\d[\d,]*\.\d\d)(?!\d)\s*\(?[cd]r\b\.?\)?|\b[cd]r\.?\s*(\d[\d,]*\.\d\d)(?!\d)"
)
_END = rf"([^\d\s]?\s*{NUMBER}\s*\w*)"
_INFINITY = r"(?:\+?\s*(?:inf\w*|∞))"
_BETWEEN = re.compile(rf"[₹$€£]?\s*[\[(\]]\s*{_END}\s*(?:-|;|,\s|,(?=\D)|\.\.|to)\s*<?{_END}\s*[\])\[]")
_COMMA_BETWEEN = re.compile(r"[\[(\]](\d+(?:\.\d+)?),(\d+(?:\.\d+)?)[\])\[]")
"""Two bounds with nothing but a comma between: an interval where they are not one grouped number."""
_HALF_OPEN = re.compile(rf"{_END}\s*(?:-|to)\s*<\s*{_END}")
_BELOW = re.compile(
    rf"(?:[\[(\]]\s*(?:-\s*(?:{_INFINITY}|0*\.0*[1-9]\d*)?|0+(?:\.0+)?)\s*[-,;]|-)\s*{_END}\s*[\])\[]"
    rf"|\(\s*(?:<=?|≤|below|under|up ?to)\s*{_END}\)"
)
_ABOVE = re.compile(
    rf"[\[(\]]\s*{_END}\s*(?:[-;]|,\s*(?!\d))\s*{_INFINITY}?\s*[\])\[]?|\(\s*{_END}\s*\+\s*\)"
    rf"|\(\s*(?:>=?|≥|above|over)\s*{_END}\)"
)
_IN_BRACKETS = re.compile(rf"\(\s*({NUMBER}\s*\w*\s*-\s*{NUMBER}\s*\w*)\s*\)")

_TIMES = frozenset(meanings("period")) | {
    "half",
    "man",
    "calendar",
    "working",
    "each",
    "every",
    "month's",
    "the",
    "one",
}
_NO_PIECES = frozenset(
    (
        *("head", "person", "persons", "capita", "employee", "employees", "individual", "resource", "worker"),
        *("position", "cent", "ctc", "norms", "norm", "company", "policy", "industry", "market", "experience"),
        *("interview", "government"),
    )
)
_PER = re.compile(r"(?<!\bas )(?<!\bas-)(?:\bper\s+|\bp/|\beach\s+|(?<=\d)\s*/\s*per\s+)([^\W\d_]{2,})")
_PIECES = (
    r"(?:lect(?:ure)?s?|class(?:es)?|projects?|articles?|visits?|words?|km|kms|kilomet\w*|sessions?|cases?|pieces?"
    r"|pages?|calls?|students?|patients?|assignments?|tasks?|trips?|deliver\w*|orders?|shoots?|episodes?|videos?|posts?"
    r"|blogs?|slides?|minutes?|mins?|leads?|sales?|hires?|joinings?|forms?|entr(?:y|ies)|images?|photos?|songs?|shows?"
    r"|events?|matches|games?|chapters?|subjects?|papers?|scripts?|sq\.? ?(?:ft|feet)|seats?|rides?|boxes|kg|tonnes?"
    r"|quintals?|acres?|units?|items?|designs?|reels?|translations?|interviews?|surveys?|tickets?|parcels?|periods?"
    r"|candidates?|closures?|referrals?|consultations?|nights?|batch(?:es)?|movies?|slots?|tests?|reports?|shifts?)"
)
_PIECE = re.compile(
    rf"(?:{NUMBER}\s*(?:{UNIT_WORD})?\s*(?:rs\.?|inr|rupees|/-)?\s*)(?:/|\ba\s+){_PIECES}\b|\b(?:lecture|class|session)\s*[:@=-]?\s*{NUMBER}$"
)


def is_piece_rate(text: str) -> bool:
    """Whether a tidy text states pay for a piece of work: “per lecture”, “/visit”, “per” anything that is no time.

    >>> [is_piece_rate(t) for t in ("rs 500 per lecture", "₹300/class", "20000 per month", "5 lpa as per norms")]
    [True, True, False, False]
    """
    nouns = (match[1] for match in _PER.finditer(text))
    return any(noun not in _TIMES and noun not in _NO_PIECES for noun in nouns) or bool(_PIECE.search(text))


_IN_LIST = re.compile(
    rf"\(?(?:\d{{1,2}}|[a-h])[.)]\s+(?=(?:[^\d\s]\s*)?{NUMBER}\s*\w*\s*(?:-|to|\+|(?:and|or|&) (?:above|more|over))"
    r"|below|under|less|up ?to|above|over|more|[<>≤≥])"
)
"""The number of an answer in a list: “2. 20,000 - 40,000”, “3) Above 40,000”."""


def in_plain_form(text: str) -> tuple[str, tuple[Message, ...]]:
    """A tidy text with sums, amounts in two units, credits and intervals in the plain form, and what was done.

    >>> in_plain_form("12+2 lpa"), in_plain_form("[75.000-")
    (('12 lpa ', ('Fixed part of fixed + variable',)), ('from 75.000', ('Brackets read as an interval',)))
    """
    notes: list[Message] = []
    text = text.replace("(s)", "s")
    if "=" in text or "-0" in text:
        text = _NO_PAISE.sub("", _PAISE.sub(".", text))
    if "/" in text or ",-" in text:
        text = _WHOLE_AMOUNT.sub(r"\1\2", text)
    if "max" in text or "highest" in text:
        text = _MIN_MAX.sub(r"\1 - \2", text)
    if "gross" in text or "ctc" in text:
        text = _gross_of_both(text, notes)
    if ")" in text:
        text = _REMARK_ON_END.sub("", text)
    if "gp" in text or "grade pay" in text:
        text = _GRADE_PAY.sub("", text)
    if "level" in text or text.startswith(("p", "grade")):
        text = _PAY_LEVEL.sub(r"\1", text)
    if text[:4].find(". ") > 0 or text[:4].find(") ") > 0:
        text = text[match.end() :] if (match := _IN_LIST.match(text)) else text
    if "cr" in text or "dr" in text:
        text = _substitute(_IN_CREDIT, _amount_in_credit, text, notes, CREDIT)
    if text.endswith(")") and ("fixed" in text or "bas" in text):
        text = _substitute(_BREAKUP, _fixed_of_breakup, text, notes, FIXED_PART)
    if "+" in text:
        text = _substitute(_SUM, _first_summand, text, notes, FIXED_PART)
    if "fixed" in text or "bas" in text:
        for pattern in (_LABELLED, _LABELS_BEHIND):
            text = _substitute(pattern, _fixed_of_labelled, text, notes, FIXED_PART)
    if "[" in text or ")" in text or "]" in text or "<" in text:
        interval = _interval(text)
        if interval:
            return interval, (INTERVAL,)
    if not text.isascii():
        text = _substitute(_COMPOUND, _compound_amount, text, notes, SUM_OF_UNITS)
    if "tr" in text or "tỷ" in text or "tỉ" in text:
        text = _AND_TENTHS.sub(r"\1.\3 \2", text)
    if "quarter" in text or "year" in text or "annual" in text or "month" in text:
        text = _LENGTH_OF_WORK.sub(r"\1", text)
        text = _substitute(_PART_OF_YEAR, _times_parts, text, notes, PART_OF_YEAR)
    return _substitute(_TWO_UNITS, _sum_of_units, text, notes, SUM_OF_UNITS), tuple(notes)


def _times_parts(match: re.Match[str]) -> str | None:
    """“75,000 per quarter” as the pay of a year."""
    return _times(match[1], 4 if match[2] or match[3] else 2)


def _times(amounts: str, payments: int) -> str | None:
    """One amount or a range, so many times a year, as the pay of a year; nothing where one of its figures is none."""
    figures = {figure: read_number(figure) for figure in re.findall(NUMBER, amounts)}
    if None in figures.values():
        return None
    return re.sub(NUMBER, lambda figure: f"{(figures[figure[0]] or 0) * payments:.15g}", amounts) + " per year"


def _interval(text: str) -> str:
    """The bounds of an interval in words; nothing where a text is none. A lone number in brackets is negative."""
    for pattern, form in ((_BELOW, "upto {}"), (_BETWEEN, "{} - {}"), (_HALF_OPEN, "{} - {}"), (_ABOVE, "from {}")):
        match = pattern.fullmatch(text)
        if match:
            return form.format(*(end for end in match.groups() if end))
    if (match := _COMMA_BETWEEN.fullmatch(text)) and read_number(f"{match[1]},{match[2]}") is None:
        return f"{match[1]} - {match[2]}"
    match = _IN_BRACKETS.fullmatch(text)
    return match[1] if match else ""


def _substitute(
    pattern: re.Pattern[str],
    form: Callable[[re.Match[str]], str | None],
    text: str,
    notes: list[Message],
    note: Message,
) -> str:
    """Put the form of each match in its place, and note it; a match without a form stays as it is."""

    def replacement(match: re.Match[str]) -> str:
        new = form(match)
        if new is None:
            return match[0]
        notes.append(note)
        return new

    return pattern.sub(replacement, text)


def _gross_of_both(text: str, notes: list[Message]) -> str:
    """The part of a text that says gross, where the other says net: “30,000 gross / 27,000 net”."""
    parts = _BETWEEN_PARTS.split(text)
    if len(parts) != 2:
        return text
    gross = [part for part in parts if _GROSS.search(part) and not _NET.search(part)]
    net = [part for part in parts if _NET.search(part) and not _GROSS.search(part)]
    if not (gross and net and all(any(sign.isdigit() for sign in part) for part in parts)):
        return text
    notes.append(GROSS_OF_BOTH)
    return gross[0].removesuffix(")")


def _money_mark(match: re.Match[str]) -> str:
    """The first sign or code of money in a match, with a space; empty without one."""
    money = _MONEY_MARK.search(match[0])
    return f"{money[0]} " if money else ""


def _fixed_of_labelled(match: re.Match[str]) -> str:
    """The fixed part of “base $120k + bonus $20k”, with the money that either of both names."""
    return f"{_money_mark(match)}{match[1]} {match[2] or match[4] or ''} "


def _fixed_of_breakup(match: re.Match[str]) -> str | None:
    """The fixed part of “12 LPA (11 fixed + 1 variable)”, in the unit of the whole where it has none."""
    whole, unit, behind, parts = match.groups()
    fixed = _FIXED_IN_BREAKUP.search(parts)
    if fixed is None:
        return None
    figure, of_figure = fixed[1] or fixed[3], fixed[2] or fixed[4]
    return f"{_money_mark(match)}{figure} {of_figure or unit or ''} {behind}" if figure != whole else None


def _amount_in_credit(match: re.Match[str]) -> str | None:
    """The figure beside "Cr" or "Dr" where it is a balance; nothing below 1000, which may be crores."""
    figure = match[1] or match[2]
    return figure if float(figure.replace(",", "")) >= 1000 else None


def _first_summand(match: re.Match[str]) -> str:
    """The first of several amounts; a unit behind the last holds for it, too."""
    last = _LAST_UNIT.search(match[3].strip())
    return f"{match[1]} {match[2] or (last[1] if last else '')} "


_SUMMAND = re.compile(rf"\+\s*(?:[₹$€£]|rs\.?|inr)?\s*({NUMBER})\s*({UNIT_WORD})?")


def variable_share(text: str) -> float:
    """The variable part of an amount in a tidy text, as a share of its fixed part; 0 without one.

    >>> [variable_share(text) for text in ("12+3 lpa", "fixed 8 lakh, bonus 80k", "10 lpa + 5% bonus", "12 lpa")]
    [0.25, 0.1, 0.0, 0.0]
    """
    if match := _SUM.search(text):
        last = _LAST_UNIT.search(match[3].strip())
        unit = match[2] or (last[1] if last else None)
        parts = [(match[1], unit), *((part[1], part[2] or unit) for part in _SUMMAND.finditer(match[3]))]
    elif match := _LABELLED.search(text) or _LABELS_BEHIND.search(text):
        parts = [(match[1], match[2] or match[4]), (match[3], match[4] or match[2])]
    else:
        return 0.0
    fixed, *variable = [(read_number(figure) or 0.0) * _factor(unit) for figure, unit in parts]
    return sum(variable) / fixed if fixed else 0.0


def _factor(unit: str | None) -> float:
    return UNITS.get(unit, UNITS.get(unit.rstrip("."), 1.0)) if unit else 1.0


@dataclass(frozen=True)
class Payments:
    """The number of payments per year that a text states.

    Args:
        amount: the text of the amount alone.
        a_year: how many.
        is_factor: whether the amount is to be taken so many times (“3,000 x 13”), whatever its size.
    """

    amount: str
    a_year: float
    is_factor: bool


def split_payments(text: str) -> Payments | None:
    """Split a tidy text into its amount and the payments per year; nothing if the text does not say.

    >>> split_payments("2.500 € x 14 pagas"), split_payments("39 000 € sur 13 mois").is_factor
    (Payments(amount='2.500 €', a_year=14.0, is_factor=True), False)
    >>> split_payments("13 x 3.200 €").amount, split_payments("18000 per month")
    ('3.200 €', None)
    """
    if not _ANY_PAYMENTS.search(text):
        return None
    if match := _AMOUNT_TIMES.match(text):
        return Payments(match[1] + match[3], _decimals(match[2]), is_factor=True)
    if match := _TIMES_BEFORE.match(text):
        return Payments(match[2], _decimals(match[1]), is_factor=True)
    if match := _IN_PAYMENTS.match(text):
        return Payments(match[1], _decimals(match[2]), is_factor=text.endswith("薪"))
    return None


def _decimals(figure: str) -> float:
    return float(figure.replace(",", "."))


def _compound_amount(match: re.Match[str]) -> str | None:
    """“1억 2천만” as one number; nothing where there is one figure with one power, whose unit may hold for a range."""
    parts = re.findall(rf"({NUMBER})\s*([億亿억万萬만千천百백]*)", match[0])
    if len(parts) == 1 and len(parts[0][1]) == 1:
        return None
    total = 0.0
    last_power = inf
    for figure, signs in parts:
        number, power = read_number(figure), prod(_POWERS[sign] for sign in signs)
        if number is None or power >= last_power:
            return None
        total, last_power = total + number * power, power
    return f"{total:.15g}"


def _sum_of_units(match: re.Match[str]) -> str | None:
    """“1 crore 20 lakhs” as one number of rupees; nothing where the second is not a part of the first."""
    first, last = read_number(match[1]), read_number(match[3])
    great, small = UNITS[match[2].rstrip(".")], UNITS[match[4].rstrip(".")]
    if first is None or last is None or not (small < great and last * small < great):
        return None
    return f"{'₹' if great in (1e5, 1e7) else ''}{first * great + last * small:.0f}{' pa' if 'lpa' in match[4] else ''}"
