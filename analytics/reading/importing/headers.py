"""Parse the words of a header: the period, currency and unit of its figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel.core import get_global
from babel.numbers import get_territory_currencies, list_currencies

from analytics.reading.fields.numbers import UNITS, tidy
from analytics.reading.fields.pay import ISO_CODES, LAKH_CURRENCIES, PayRange, read_pay
from analytics.reading.fields.periods import Period
from analytics.vocabulary import WITH_VOWEL_SIGNS, header_pattern, meanings, with_codes, without_accents, words

_MONEY_SIGNS = "$" + "".join(
    sorted(sign for sign in meanings("currency") if unicodedata.category(sign[-1]) == "Sc" and len(sign) == 1)
)
_MONEY_SIGN = re.compile(f"[{_MONEY_SIGNS}]")


def plain(header: str) -> str:
    """A header in lower case, its words apart, without accents or punctuation.

    >>> plain("Yearly_brutto_salary_EUR"), plain("jobTitle"), plain("Años de experiencia"), plain("वेतन (₹)")
    ('yearly brutto salary eur', 'job title', 'anos de experiencia', 'वेतन ₹')
    >>> plain("totalyearlycompensation"), plain("basesalary"), plain("company")
    ('total yearly compensation', 'base salary', 'company')
    """
    spaced = re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", unicodedata.normalize("NFKC", header))
    visible = "".join(sign for sign in spaced.lower() if unicodedata.category(sign) != "Cf")
    separate = re.sub(rf"[^\w{WITH_VOWEL_SIGNS}%{_MONEY_SIGNS}]|_", " ", without_accents(visible))
    return " ".join(map(_split_words, separate.split()))


def _split_words(word: str) -> str:
    """A word that consists of several about pay, as some exports write them: “basesalary”. Others stay as they are."""
    pieces = _about_pay().findall(word) if len(word) > 6 and word.isascii() else []
    if "".join(pieces) != word or not any(header_pattern("pay").fullmatch(piece) for piece in pieces):
        return word
    return " ".join(pieces)


@cache
def _about_pay() -> re.Pattern[str]:
    """Matches words of three or more letters about pay, its parts, ends and periods."""
    keys = ("pay", "gross", "part", "low", "high", "middle", "year", "month", "week", "day", "hour")
    entries = {entry.strip("*") for key in keys for entry in words("header", key)} | {"salary", "salaries"}
    short = {entry for entry in entries if re.fullmatch("[a-z]{3,}", entry)}
    return re.compile("|".join(sorted(short, key=lambda entry: (-len(entry), entry))))


def column_slug(header: str) -> str:
    """A short name for code, URL and CSV: letters, digits and underscores; empty where the header has no such letters.

    >>> column_slug("Employment Status"), column_slug("Tenés guardias ?"), column_slug("शिक्षा")
    ('employment_status', 'tenes_guardias', '')
    """
    name = re.sub(r"[^a-z0-9]+", "_", plain(header)).strip("_")
    return name[:40].rstrip("_")


_DURATIONS = r"(?:hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|yrs?)"
_EXTRAS = (
    r"(?:tax\w*|tds|bonus\w*|variable\w*|incentives?|pensions?|pf|epf|esi|allowances?|overtime|deductions?|benefits?|esops?|rsus?"
    r"|stocks?|equity|gratuity|hra|13th month|perks?|commissions?|insurance|super(?:annuation)?|vat|gst"
    r"|holiday pay|steuern?|skat|hikes?|increments?|appraisals?|revisions?|promotions?)"
)
_TIMES_SIGN = re.compile(r"[*×]")
_A_YEAR = r"(1[2-6](?: (?:5|25|33|75|92))?)"
_PAYMENTS = re.compile(
    rf"\bx ?{_A_YEAR}\b|\b{_A_YEAR} ?x\b|\b{_A_YEAR} (?:times|months?) (?:a|per|every) year"
    rf"|\b{_A_YEAR} ?(?:x )?(?:monthly )?(?:payments?|salaries|instal\w*|pays|pagas|mensilita|\w*gehalter|\w*lohne"
    r"|mensualidades|sueldos|salarios|salaires|months? (?:salary|pay))\b"
    rf"|\b(?:sur|in|en|x) {_A_YEAR} (?:months|mois|monate\w*|meses|mesi|maanden)\b"
    rf"|(?<![1-9]){_A_YEAR} ?(?:개월|か月|ヶ月)|(?<!\d)(1[2-9]|2[0-4]) ?薪"
)
_MONTHS_IN_BRACKETS = re.compile(r"\b(1[3-6](?: (?:5|25|33|75|92))?) (?:months|mois|monate|meses|mesi|maanden)\b")
"""More months than a year has, behind pay per month: the payments of a year."""
_PARTS_OF_A_YEAR: Mapping[float, str] = {
    2.0: r"(?:half|semi) ?(?:year\w*|annual\w*)|semestral\w*|semestriel\w*|halbjahr\w*|6 monthly|semester\w*",
    4.0: r"quarter(?:ly)?|quartals\w*|vierteljahr\w*|trimestral\w*|trimestriel\w*|3 monthly",
}
"""What pay for a part of a year is called, by how many such parts make one."""
_MONTHS = re.compile(
    r"(?:\b(?:for|in|during|over|für|por|pour|per)|\() *(?:the )?(?:(?:last|past|first) )?([2-9]|1[01]) ?"
    r"(?:months?|mths?|mos|monate|meses|mois|mesi) *(?:[),(\[]|$)"
)
_QUALIFIERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:(?:before|after|excl\w*|incl\w*|plus|less|with) )?401 ?k\b|\bk ?12\b",
        rf"\b(?:before|after|excl\w*|without|incl\w*|plus|less|minus|net of|w o|inc|ex|vor|nach"
        rf"|for) (?:\w+ ){{0,2}}?{_EXTRAS}\b(?: (?:hours?|pay|(?:and |or |plus )?(?:\w+ )?{_EXTRAS})\b)*",
        r"\b(?:and|or) (?:incl\w*|excl\w*) (?:of )?(?:\w+ )?\w+\b",
        rf"\b(?:\w+ )?{_EXTRAS} (?:incl\w*|excl\w*|extra|free)\b|\bpre ?tax\b|\bpost ?tax\b",
        r"\b(?:paid|payable|credited|disbursed|payout|settled|received|billed|reviewed) (?:out )?(?:in |on "
        r"|every |per )?"
        r"(?:a )?(?:\w+ly|months?|weeks?|years?|hours?|days?)\b",
        rf"\b\d+(?: \d+)? ?{_DURATIONS}(?: (?:(?:per|a|each|every|pr|je|pro|in a) )?(?:week|wk|woche|month|day"
        rf"|year|weekly|daily)| (?:per|a|each))?\b",
        rf"\b{_DURATIONS} (?:per|a|worked|of|in) (?:week|day|work\w*|month)\b|\b(?:working|weekly|daily) (?:hours"
        rf"|days)\b",
        rf"\b(?:last|past|previous|next|this|over) (?:\d+ )?{_DURATIONS}\b",
        r"\btax year(?: \d{4})?\b",
        r"\b(?:daily|hourly|weekly) (?:rated |wage |paid )?(?:staff|work\w*|employees?|people)\b",
        r"\b(?:fy|financial year|fiscal year|assessment year|for the year|in the year|year) ?(?:\d{2,4} ?)+\b"
        r"|\b(?:financial|fiscal) year\b",
        # A header begins with the work, and the time follows the pay: “HR dept salary per hr”, “PM pay p.m.”.
        r"^(?:hr|pm|pa|mo|cr) (?!rates?\b)(?=\w)",
        r"\b(?:hr|pm|pa|mo|cr|day shift|night shift) (?=(?:\w+ )?(?:salar|pay|wage|ctc|package|comp|sal\b|manager"
        r"|executive|staff|dep(?:artmen)?t|team|head|function|role|job))",
        rf"\b(?:{'|'.join(_PARTS_OF_A_YEAR.values())})\b",
        r"\b(?:per|each|every) (?:pay|payroll|salary) (?:period|cycle)\b",
        r"\b(?:1[0-9]th|\d+(?:st|nd|rd|th)) months?\b|\byears? (?:ago|old|of|over)\b|\bweeks? hours?\b|\bper capita\b",
    )
)
"""What a pay header says beside the pay: “401(k)”, “(37.5 hours per week)”, “paid monthly”, “before tax”, “HR …”."""

_PAID_OUT = re.compile(r"\b(?:paid|payable|credited|disbursed)(?: out)? $")
_RHYTHM = re.compile(r"\b(?:paid|payable|credited) (?:out )?(?:in |on |every |per )?(?:a )?(\w+)\b")
_FORMER_CODES = {"RUR": "RUB", "BYR": "BYN"}
_UNCOMMON_PERIODS: tuple[Period, ...] = ("half-month", "four weeks")
"""Those whose names hold the name of another."""
_PERIOD_ORDER: tuple[Period, ...] = ("hour", "day", "fortnight", "week", "month", "year")
_CURRENCY_WORDS: Mapping[str, str] = {
    without_accents(word): code
    for word, code in meanings("currency").items()
    if word not in ("re", "fr", "rand", "sar", "rm", "lei", "try", "php", "ron", "pen", "cop", "r", "р", "ft")
    and word not in ("amd", "gel", "mad", "lak", "kip", "gs", "bob", "kd", "grand", "som", "ден", "дин", "đ")
}
"""Words and codes for a currency that mean nothing else in a header."""
CURRENCY_CODES = frozenset(list_currencies())
"""Every code of ISO 4217, past ones included."""

_HEADER_CURRENCIES = (
    ("INR", re.compile(r"₹|\b(?:inr|rs|rupees?|lpa|lakhs?|lacs?|crores?)\b|रु|लाख|ரூ")),
    ("EUR", re.compile(r"€|\b(?:eur|euro\w*|[kt]eur)\b")),
    ("GBP", re.compile(r"£|\b(?:gbp|pounds?)\b")),
    ("ARS", re.compile(r"\bar ?\$|\bars\b|pesos argentinos")),
    ("MXN", re.compile(r"\bmx ?\$|\bmxn\b|\bpesos? mexicanos?\b|\bmexican pesos?\b")),
    ("BRL", re.compile(r"\br ?\$|\bbrl\b")),
    ("CAD", re.compile(r"\bca? ?\$|\bcad\b")),
    ("AUD", re.compile(r"\bau? ?\$|\baud\b")),
    ("SGD", re.compile(r"\bs ?\$|\bsgd\b")),
    ("RUB", re.compile(r"₽|\brub\b|руб")),
    ("USD", re.compile(r"\$|\b(?:usd|us dollars?|dollars?)\b")),
    ("PLN", re.compile(r"\bpln\b|\bzl\b")),
    ("ALL", re.compile(r"\bleke?\b")),
    ("MYR", re.compile(r"\bmyr\b|\brm$")),
)


def qualifying_words(header: str) -> str:
    """The words of a header that qualify its own figures, without what it says about something else.

    >>> qualifying_words("Monthly salary before 401(k) (USD)"), qualifying_words("Annual CTC, paid monthly")
    ('monthly salary usd', 'annual ctc')
    """
    words = _PAYMENTS.sub(" ", plain(_TIMES_SIGN.sub(" x ", header)))
    for pattern in _QUALIFIERS:
        words = pattern.sub(" ", words)
    return " ".join(words.split())


def read_payments(header: str) -> float:
    """The number of payments per year that a header states; 12 otherwise.

    >>> read_payments("Monthly gross (14 payments)"), read_payments("Annual CTC (12 months)")
    (14.0, 12.0)
    >>> read_payments("Gross per month (x13)"), read_payments("Monthly salary (13.5 payments)")
    (13.0, 13.5)
    >>> read_payments("Salary for the quarter"), read_payments("Half-yearly pay (INR)")
    (4.0, 2.0)
    """
    words = plain(_TIMES_SIGN.sub(" x ", header))
    for payments, part in _PARTS_OF_A_YEAR.items():
        if re.search(rf"\b(?:{part})\b", words) and not stated_periods(header):
            return payments
    match = _PAYMENTS.search(words) or (
        _MONTHS_IN_BRACKETS.search(words) if "month" in stated_periods(header) else None
    )
    # `plain` writes a point or comma as a blank.
    return next((float(number.replace(" ", ".")) for number in match.groups() if number), 12.0) if match else 12.0


def count_payments(text: str) -> float | None:
    """The payments of a year that a cell states: from 12 to 24; `None` where it states something else.

    >>> count_payments("14"), count_payments("13,5 Gehälter"), count_payments("16薪"), count_payments("Yes")
    (14.0, 13.5, 16.0, None)
    """
    match = _COUNT.fullmatch(text.strip())
    number = float(match[1].replace(",", ".")) if match else 0.0
    return number if 12 <= number <= 24 else None


def read_unit(text: str) -> float | None:
    """The unit of a bare figure, from a cell of a column of units; `None` if it states something else.

    >>> read_unit("Lakhs"), read_unit("in thousands"), read_unit("Rs."), read_unit("LPA"), read_unit("month")
    (100000.0, 1000.0, 1.0, None, None)
    """
    match = _UNIT_CELL.fullmatch(tidy(text))
    if match is None or len(match[1]) == 1 or match[1] in meanings("period"):  # “L” may be the size of a firm
        return None
    return UNITS.get(match[1], 1.0 if match[1] in _ONES else None)


_UNIT_CELL = re.compile(r"(?:(?:rs\.?|inr|₹|rupees)?\s*in\s+|(?:rs\.?|inr|₹)\s+)?([^\W\d_]+)\.?")
_ONES = frozenset({"rs", "inr", "rupees", "rupee", "actual", "actuals", "absolute", "units", "ones", "unit", "full"})
_COUNT = re.compile(r"[^\d%]{0,4}(\d\d(?:[.,]\d{1,2})?)[^\d%]{0,20}")


def read_months(header: str) -> int:
    """The number of months that a header mentions, and for which its figures may be; 1 where it names a period or none.

    >>> read_months("Salary for 3 months (Rs)"), read_months("Stipend (6 months)")
    (3, 6)
    >>> read_months("Average monthly salary, last 3 months"), read_months("Salary")
    (1, 1)
    """
    match = _MONTHS.search(header.casefold())
    return int(match[1]) if match and not stated_periods(header) else 1


_ADVERBS: Mapping[Period, str] = {
    "hour": "hourly|hr rate|(?:per|an?|each|every) (?:hour|hr)",
    "day": "daily|(?:per|an?|each|every) (?:day|diem)",
    "fortnight": "fortnightly|bi ?weekly|(?:per|an?|each|every) fortnight",
    "week": "weekly|pw|(?:per|an?|each|every) (?:week|wk)",
    "month": "monthly|p ?m|pcm|(?:per|an?|each|every) (?:month|mth)",
    "year": "yearly|annual\\w*|annum|p ?a|lpa|(?:per|an?|each|every) (?:year|yr)",
}
_QUALIFYING = {period: re.compile(rf"\b(?:{words}|\w+lich\w*)\b") for period, words in _ADVERBS.items()}


def stated_periods(header: str) -> tuple[Period, ...]:
    """Every period that qualifies the figures of a header, in the order of its words."""
    whole = plain(header)
    for period in _UNCOMMON_PERIODS:
        if (match := header_pattern(period).search(whole)) and not _PAID_OUT.search(whole[: match.start()]):
            return stated_periods(whole.replace(match[0], " ")) or (period,)
    words = qualifying_words(header)
    periods: list[tuple[int, Period]] = []
    for period in _PERIOD_ORDER:
        match = header_pattern(period).search(words)
        if match:
            periods.append((match.start(), period))
    if len(periods) > 1:  # “monthly” and “per annum” qualify; “hours” and “month” may only be mentioned
        periods = [entry for entry in periods if _QUALIFYING[entry[1]].search(words)] or periods
    return tuple(period for _, period in sorted(periods))


def read_period(text: str) -> Period | None:
    """The period a header, or a cell of a column of periods, names; `None` if it names none.

    >>> read_period("YEARLY"), read_period("per annum"), read_period("Monthly_Salary"), read_period("once")
    ('year', 'year', 'month', None)
    >>> read_period("Annual CTC (12 months)"), read_period("Salary (37.5 hours per week)"), read_period("mth")
    ('year', None, 'month')
    """
    periods = stated_periods(text)
    if not periods and (rhythm := _RHYTHM.search(plain(text))):  # how often it is paid, where nothing says more
        periods = stated_periods(rhythm[1])
    return next(iter(periods), None)


def read_currency(text: str) -> str | None:
    """The ISO code a text names on its own; `None` if it names none.

    >>> read_currency("EUR European Euro"), read_currency("₹"), read_currency("Rs."), read_currency("Pune")
    ('EUR', 'INR', 'INR', None)
    """
    clean = text.strip()
    if clean in _FORMER_CODES:
        return _FORMER_CODES[clean]
    match = re.match(r"([A-Z]{3})(?![A-Za-z]|\s*[/|-]\s*[A-Z]{3}\b)", clean)  # USD/INR is no currency
    if match and match.group(1) in CURRENCY_CODES:
        return match.group(1)
    if clean.upper() in ISO_CODES:
        return clean.upper()
    reading = read_pay(f"{tidy(clean)[:30]} 1") if clean and not any(sign.isdigit() for sign in clean) else None
    return reading.currency if isinstance(reading, PayRange) and len(clean) <= 24 else None


def header_currency(header: str) -> str | None:
    """The currency a header or a title states.

    >>> header_currency("Salario bruto mensual (AR$)"), header_currency("salary_in_usd"), header_currency("Salary")
    ('ARS', 'USD', None)
    >>> header_currency("Mesečna plata (RSD)"), header_currency("Salary (HRD)"), header_currency("PHP DEVELOPER PAY")
    ('RSD', None, None)
    """
    words = with_codes(plain(header))
    named = {word: _CURRENCY_WORDS[word] for word in words.split() if word in _CURRENCY_WORDS}
    code = next((code for word, code in named.items() if "$" in word[1:] or code in LAKH_CURRENCIES), None)
    code = code or next((code for code, pattern in _HEADER_CURRENCIES if pattern.search(words)), None)
    code = code or next(iter(named.values()), None)
    code = code or next((meanings("currency")[sign] for sign in _MONEY_SIGN.findall(words)), None)
    codes = ("".join(match.groups("")) for match in _CODE_IN_HEADER.finditer(header))
    return code or next((in_capitals for in_capitals in codes if in_capitals in _codes_in_use()), None)


_CODE_IN_HEADER = re.compile(r"[(\[/,]\s*([A-Z]{3})\s*(?=[)\]/,]|$)|\bin ([A-Z]{3})\b|(?<=[a-z][ _])([A-Z]{3})(?=\)?$)")
"""A code of three capitals in brackets, behind “in” or at the end: “Mesečna plata (RSD)”, “salary in UGX”."""


@cache
def _codes_in_use() -> frozenset[str]:
    """The codes of the currencies that are legal tender somewhere today."""
    territories = get_global("territory_currencies")
    return frozenset(code for territory in territories for code in get_territory_currencies(territory))


def says_kroner(header: str) -> bool:
    """Whether a header names kronor or kroner without their country.

    >>> says_kroner("Årslön (tkr)"), says_kroner("Salary, kr per month"), says_kroner("Krefeld")
    (True, True, False)
    """
    return bool(re.search(r"\bt?kr\b", plain(header)))


_UNIT_KEYS = ("100000", "10000000", "1000000", "10000", "1000", "100")
"""The keys of units in the order they are looked for: “百万円” holds “万円”."""


def header_unit(header: str) -> float | None:
    """The unit of a number in the column, if the header states it.

    >>> header_unit("Package (LPA)"), header_unit("Annual Income (k$)"), header_unit("Salary")
    (100000.0, 1000.0, None)
    >>> header_unit("Annual package (Rs Cr)"), header_unit("Monthly salary before 401(k)")
    (10000000.0, None)
    """
    words = re.sub(r"\bk ?[$€£₹]|[$€£₹] ?k\b", " k ", qualifying_words(header))
    return next((float(key) for key in _UNIT_KEYS if header_pattern(key).search(words)), None)
