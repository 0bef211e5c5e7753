"""Candidates for the pay column and the meaning of its figures, each with a small table of evidence.

Every candidate is scored by all evidence at once, in logarithms of odds: words of the header, forms of the values, size
of the figures. The best is used; the others are kept with what they would give. What a file or a person states weighs
so much that only an absurd size comes near it, and then the lead is small and a person is asked. It is one subject.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.reading.fields.notations import in_plain_form, is_piece_rate
from analytics.reading.fields.numbers import UNIT_WORD, tidy
from analytics.reading.fields.pay import SMALLEST_BARE, NotPay, PayRange, read_pay
from analytics.reading.fields.periods import PER_MONTH, Period
from analytics.reading.fields.plausible import (
    GUESSED_PERIODS,
    UNIT_PRIOR,
    habit,
    magnitude,
    magnitudes,
    written_out_from,
)
from analytics.reading.importing.headers import header_currency, header_unit, plain, qualifying_words, read_period
from analytics.reading.importing.profile import Profile, no_amounts, pay_like
from analytics.texts import Message, message
from analytics.vocabulary import header_pattern

STATEMENT_WEIGHT = 6.0
"""The weight of a statement in the header."""
CONVENTION = 3.0
"""The lead of a convention over its alternative: reported, but not asked about."""


@dataclass(frozen=True)
class Evidence:
    """One reason for or against a candidate.

    Args:
        about: what speaks for or against it, such as "a word for pay in the header".
        points: logarithm of odds; negative against it.
    """

    about: Message
    points: float


@dataclass(frozen=True)
class Candidate:
    """One way to read the pay of a file.

    Args:
        columns: the headers of the column, or of the pair.
        period, unit: what time the figures are for, and what a bare number stands for.
        evidence: the reasons; their points add up to the score.
        median: of the figures, per month in the currency; nan where there are none.
    """

    columns: tuple[str, ...]
    period: Period
    unit: float
    evidence: tuple[Evidence, ...]
    median: float = float("nan")

    @property
    def score(self) -> float:
        """The sum of the evidence."""
        return sum(reason.points for reason in self.evidence)


# --------------------------------------------------------------------------------------------------- which column

_NO_PAY = re.compile(
    r"\bl(?:n|og)?(?= ?(?:wage|salar|pay|earn|income|comp))|"
    r"\b(?:log|ln|ids?|code|no of|number of|num|n|count|counts|reported|reports|reviews?|rank|rating"
    r"|(?<!daily )(?<!hourly )(?<!monthly )rated|score|satisf\w*|satisfied|fair|fairly|happy|hike|increments?"
    r"|increases?|aumentos?|percent(?:age|ile)?|pct|growth|ratio|bonus|bonuses|stocks?|equity|esops?|rsus?"
    r"|incentives?|(?<!fixed )(?<!plus )(?<!and )variable|allowances?|deductions?|tax|taxes|pf|overtime|perks?"
    r"|benefits?|beneficios?|currency|moneda|wahrung|type|basis|period|frequency|freq|interval|schedule|slip"
    r"|date|pay ?day|salary day|method|mode|confidence|source|reason|motivo|guardia|gap|diff|difference|change"
    r"|zscore|scaled|normali[sz]ed|index|sales|loan|rent|fees?|expenses?|spend\w*"
    r"|(?<!closing )(?<!opening )balance|(?<!salary )credit|price"
    r"|revenues?|turnover|profits?|funding|valuation|cost of living|important|importance|transparen\w*"
    r"|raise|url|link|unit|cap|head|account|processing"
    r"|(?:pay|paid|payable|salary|lop|lwp|lwop|present|worked) days?|loss of pay|without pay|lop|lwp|lwop|cut"
    r"|(?:special|personal|dearness|officiating) pay"
    r"|sample size|(?:(?<!firm )(?<!company )size|sample|respondents?|headcount|vacanc\w*)$"
    r"|negotiat\w*|discuss\w*|known|provided|disclosed|visible|hidden|creditable|cres|opinion|think|feel"
    r"|comparado|respecto|paid on time|other|otros|status|cycle|bank|proof|advance|arrears?|recovery|deduct\w*|remarks?"
    r"|notes?"
    r")\b|%|уровень удовл|валют|рейтинг"
)
_CONVERTED = re.compile(r"\bconverted\b|\bin (?:usd|us|dollars?|eur|inr)\b|\b(?:usd|eur|gbp|inr|dollars)\b|\bppp\b")
_YEAR = re.compile(r"\b(?:fy ?)?(20\d\d)\b|\bfy ?(?:\d\d )?(\d\d)\b")
_MONTHS_OF_YEAR = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_OF_YEAR = re.compile(rf"\b({'|'.join(_MONTHS_OF_YEAR)})[a-z]* (?:20)?(\d\d)\b")
_SHORT_YEAR = re.compile(r"(?<=[a-z] )(?:2\d )?([23]\d)$")
"""“CTC 23-24”, “CTC'25”."""
_UNDATED = 2050.0
"""A header without a year counts as later than any: pay is that of now unless it says when."""
_QUESTION_REMARK = re.compile(r"\([^()]{12,}\)")


_REGISTER_PARTS = re.compile(
    r"\b(?:basic|hra|da|conveyance|allowances?|e?pf|esi|deductions?|gross|net|pt|prof(?:essional)? tax)\b"
)
_REGISTER_PAY = re.compile(r"\b(?:gross|net|payable)\b")


def in_register(profiles: Sequence[Profile]) -> bool:
    """Whether the columns are those of a pay register (Basic, HRA, PF, Gross …): then “Gross” alone is pay."""
    return sum(bool(_REGISTER_PARTS.search(profile.plain)) for profile in profiles) >= 3


def weigh_column(profile: Profile, *, register: bool = False) -> tuple[Evidence, ...]:
    """The evidence that a column is pay; nothing where it cannot be.

    Args:
        profile: the column.
        register: whether it stands in a pay register, in which “gross” and “net” are pay, as they are beside a period.
    """
    named, weak = header_pattern("pay").search(profile.plain), header_pattern("weak_pay").search(profile.plain)
    strong = named
    if not strong and (register or _usual_for_its_time(profile)):
        strong = _REGISTER_PAY.search(profile.plain)
    # “Rs. per month”, “Total (INR mn)”
    of_money = bool(read_period(profile.header) or header_unit(profile.header))
    per_time = bool(header_currency(profile.header)) and of_money
    if not (strong or weak or per_time or profile.marked >= 0.5) or not profile.filled or no_amounts(profile):
        return ()
    if profile.pays < (0.3 if strong else 0.5):  # a column called pay stays one although much of it is damaged
        return ()
    if (
        not strong
        and profile.numeric > 0.5
        and profile.marked < 0.3
        and not (header_unit(profile.header) or pay_like(profile) or _usual_for_its_time(profile))
    ):
        return ()
    # What a question adds in brackets ("you will give the currency later") is not what it asks for.
    words = qualifying_words(_QUESTION_REMARK.sub(" ", profile.header)) or qualifying_words(profile.header)
    evidence = [
        Evidence(
            message("a word for pay in the header"),
            3.0 if named else 2.7 if strong else 1.0 if weak or per_time else 0.5,
        ),
        Evidence(message("amounts of money in the cells"), 2.0 * (profile.marked >= 0.3)),
        Evidence(
            message("a word for something beside pay"), -4.0 * bool(_NO_PAY.search(words) and profile.marked < 0.5)
        ),
        Evidence(
            message("a grade, not an amount"),
            -3.5 * bool(_names_grade(words, profile) and profile.marked < 0.5),
        ),
        Evidence(
            message("pay of another time, or hoped for"),
            (-1.5 if strong else -0.5) * bool(header_pattern("second_choice").search(profile.plain)),
        ),
        Evidence(message("pay for a piece of work"), -6.0 * bool(header_pattern("piece").search(profile.plain))),
        Evidence(message("the whole of the pay"), 0.2 * bool(header_pattern("gross").search(words))),
        Evidence(message("a part of the pay"), -0.5 * bool(header_pattern("part").search(words))),
        Evidence(message("a currency in the header"), 0.1 * bool(header_currency(profile.header))),
        Evidence(message("a period in the header"), 0.4 * bool(read_period(profile.header))),
        Evidence(message("converted from another currency"), -0.3 * bool(_CONVERTED.search(profile.plain))),
        Evidence(message("an earlier time"), 0.01 * (latest_time(profile.plain) - _UNDATED)),
        Evidence(message("a long header"), -max(0.0, 0.1 * (len(words.split()) - 8))),
        Evidence(
            message("share of the rows that are filled"), 0.3 * profile.rows / max(1, sum(profile.texts.values()))
        ),
    ]
    return tuple(reason for reason in evidence if reason.points)


def _names_grade(words: str, profile: Profile) -> bool:
    """Whether a header speaks of a grade, and not of a scale of amounts of money: “Pay scale”, 18,000 to 56,900."""
    if _SCALE.search(words):
        words = _SCALE.sub(" ", words) if _holds_large_amounts(profile) else words
    return bool(header_pattern("grade").search(words))


_SCALE = re.compile(
    r"\b(?:pay|salary|income|wage|ctc) ?(?:scales?|bands?|slabs?|brackets?|groups?|matrix)\b|\bscales? of pay\b"
)


def _holds_large_amounts(profile: Profile) -> bool:
    readings = [profile.read(text) for text in profile.sample]
    tops = [reading.high or reading.low or 0.0 for reading in readings if isinstance(reading, PayRange)]
    return len(tops) > 0.5 * len(readings) and float(np.median(tops)) >= SMALLEST_BARE


def _usual_for_its_time(profile: Profile) -> bool:
    """Whether a header names a time and the figures are as large as pay for that time: “Rate per day”, 300 to 900."""
    period, positive = read_period(profile.header), profile.numbers[profile.numbers > 0]
    if period is None or not len(positive):
        return False
    month = float(np.median(positive)) * PER_MONTH[period]
    return magnitude(month, header_currency(profile.header) or "INR") > _HARDLY_PAY


_HARDLY_PAY = -3.0
"""Pay of less than a fifteenth of what is usual, or of more than fifteen times as much, has a lower `magnitude`."""


def latest_time(words: str) -> float:
    """The last time that the words of a header name, as a year; later than any where they name none.

    >>> latest_time("ctc fy24 25"), latest_time("apr 24 salary"), latest_time("ctc 23 24"), latest_time("salary")
    (2025.0, 2024.25, 2024.0, 2050.0)
    """
    years = [float(match[1] or f"20{match[2]}") for match in _YEAR.finditer(words)]
    months = [2000 + int(match[2]) + _MONTHS_OF_YEAR.index(match[1]) / 12 for match in _MONTH_OF_YEAR.finditer(words)]
    short = [2000.0 + int(match[1]) for match in _SHORT_YEAR.finditer(words)]
    return max((*years, *months, *short), default=_UNDATED)


def column_score(profile: Profile, *, register: bool = False) -> float:
    """How much a column looks like pay; 0 if it does not."""
    return max(0.0, sum(reason.points for reason in weigh_column(profile, register=register)))


def is_converted(header: str) -> bool:
    """Whether a header says that the pay was converted into one currency."""
    return bool(_CONVERTED.search(plain(header)))


# ------------------------------------------------------------------------------------------- what its figures mean

_WITH_UNIT = re.compile(rf"\d[\s)]*{UNIT_WORD}")


def bare_amounts(
    profile: Profile, *, with_units: bool = False, grouping_dots: bool = False, most: int = 1_000
) -> NDArray[np.float64]:
    """The figures of a column that say neither unit nor period, as often as they stand there; or that say no period.

    Args:
        grouping_dots: whether dots in plain numbers group.

    >>> bare_amounts(Profile.of("Pay", ["4.5", "4.5", "3-5", "6 LPA", "₹ 20,000"])).tolist()
    [4.5, 4.5, 4.0, 20000.0]
    >>> bare_amounts(Profile.of("Pay", ["4.5 lakh", "6 LPA"]), with_units=True).tolist()
    [450000.0]
    """
    values: list[float] = []
    for text, rows in list(profile.filled.items())[:most]:
        reading = read_pay(text, dot_groups=True) if grouping_dots else profile.read(text)
        if (
            isinstance(reading, NotPay)
            or reading.period is not None
            or (not with_units and _WITH_UNIT.search(in_plain_form(tidy(text[:100]))[0]))
        ):
            continue
        ends = [end for end in (reading.low, reading.high) if end is not None]
        values += [sum(ends) / len(ends)] * rows
    return np.array(values, float)


def weigh_readings(
    columns: tuple[str, ...],
    amounts: NDArray[np.float64],
    currency: str,
    *,
    period: Period | None = None,
    unit: float | None = None,
    decided_period: bool = False,
    decided_unit: bool = False,
) -> tuple[Candidate, ...]:
    """Every period and unit that bare figures can be in, the best first.

    Args:
        amounts: bare figures of the column.
        period, unit: what the header states.
        decided_period, decided_unit: whether a person or a descriptor says so: then there is no other.

    >>> best, *others = weigh_readings(("Package",), np.array([3.5, 6.0, 7.5, 12.0]), "INR")
    >>> best.period, best.unit
    ('year', 100000.0)
    """
    candidates = []
    yearly = names_yearly_pay(columns, currency)
    periods = (period,) if decided_period and period else tuple(dict.fromkeys((*GUESSED_PERIODS, period or "month")))
    for each_unit in [unit or 1.0] if decided_unit else UNIT_PRIOR:
        sizes = in_full(amounts, each_unit, currency)
        for each_period in periods:
            month = sizes * PER_MONTH[each_period]
            median = float(np.median(month)) if len(month) else float("nan")
            evidence = [
                Evidence(message("size of the median"), magnitude(median, currency)),
                Evidence(message("size of the rows"), _fit_of_rows(month, currency)),
                Evidence(message("how pay is usually stated"), habit(each_period, each_unit, currency)),
                Evidence(message("CTC and packages are stated per year"), 1.5 * (yearly and each_period == "year")),
                Evidence(
                    message("the header states the period"),
                    STATEMENT_WEIGHT * (period is not None and each_period == period),
                ),
                Evidence(
                    message("the header states the unit"), STATEMENT_WEIGHT * (unit is not None and each_unit == unit)
                ),
            ]
            candidates.append(Candidate(columns, each_period, each_unit, tuple(evidence), median))
    return tuple(sorted(candidates, key=lambda candidate: -candidate.score))


_YEARLY = re.compile(r"\b(?:ctc|package|cost to company|lpa)\b")


def names_yearly_pay(columns: Sequence[str], currency: str) -> bool:
    """Whether the words for the pay are those that in India go with a year: CTC, package."""
    return currency == "INR" and any(_YEARLY.search(plain(header)) for header in columns)


def _fit_of_rows(month: NDArray[np.float64], currency: str) -> float:
    """The fit of single rows to usual pay: at most 0, at least −6."""
    sample = month[:: 1 + len(month) // 2_000]
    return float(np.maximum(-6.0, 0.25 * magnitudes(sample, currency)).mean()) if len(sample) else 0.0


def in_full(amounts: NDArray[np.float64], unit: float, currency: str = "INR") -> NDArray[np.float64]:
    """Amounts in units of a currency; those too large for the unit of the column are taken as written out."""
    if unit == 1:
        return amounts
    return np.asarray(np.where(amounts < written_out_from(unit, currency), amounts * unit, amounts))


def lead(candidates: Sequence[Candidate]) -> float:
    """By how much the best candidate is ahead of the next one that would give other figures."""
    if not candidates:
        return 0.0
    best = candidates[0]
    others = [c for c in candidates[1:] if not 0.9 < c.median / best.median < 1.1]
    return best.score - others[0].score if others else float("inf")


# ------------------------------------------------------------------------------------------------ a column of periods

_EXPLICIT = re.compile(
    r"(?:pay|salary|salaries|wages?|comp|compensation|ctc|remuneration|period|interval|unit|text|per|time|basis|rate|\W)+"
)
"""Headers that say nothing but what time the pay is for."""
_RHYTHM_WORDS = re.compile(r"\b(?:frequency|freq|type|mode|cycle)\b")
"""Words that may say how often pay is paid out, and not what time it is for."""
_PERIOD_WORDS = re.compile(
    r"\b(?:period|frequency|freq|interval|unit|per|basis|schedule|periodicidad|zeitraum|time ?unit|rate ?type"
    r"|type|cycle"
    r"|mode|duration)\b|अवधि"
)


def states_period(text: str) -> bool:
    """Whether a cell of pay says its own period."""
    reading = read_pay(text)
    return not isinstance(reading, NotPay) and reading.period is not None


def weigh_period_column(column: Profile, pay: Profile) -> float:
    """The evidence that a column says what time the pay is for: above 0 it does.

    Its name weighs, and whether the figures are more usual with it than with one period for all: “Notice period”,
    “Review frequency” are about something else, whatever their cells say.
    """
    words = column.plain
    names_period, about_pay = _PERIOD_WORDS.search(words), header_pattern("pay").search(words)
    if not (names_period or about_pay) or not column.filled or len(column.filled) > 60:
        return float("-inf")
    read = sum(rows for text, rows in column.filled.items() if read_period(text) or is_piece_rate(f"per {tidy(text)}"))
    if read < 0.6 * column.rows or not any(map(read_period, column.filled)):
        return float("-inf")
    if header_pattern("other_period").search(words):
        return float("-inf")
    explicit = bool(_EXPLICIT.fullmatch(words))
    if header_pattern("perhaps_period").search(words):
        points = -1.5
    else:
        points = 2.0 if explicit else 1.0 if about_pay or _RHYTHM_WORDS.fullmatch(words) else -1.0
    return points + _agreement(column, pay, explicit) + 0.01


_OUTRIGHT = -1.9
"""The least that the size of figures weighs against what a column says outright."""


def _agreement(column: Profile, pay: Profile, explicit: bool) -> float:
    """How much better the figures fit usual pay with the periods of a column than with one period for all.

    What a column says outright (“Wage period: weekly”) need not be usual; only the size of the figures weighs then.
    """
    currency = header_currency(pay.header) or "INR"
    groups: dict[Period, list[float]] = {}
    for period_text, pay_text in zip(column.cells, pay.cells, strict=False):
        period, reading = read_period(period_text), read_pay(pay_text)
        if period is None or isinstance(reading, NotPay):
            continue
        groups.setdefault(period, []).append(float(reading.high or reading.low or 0))
    total = sum(map(len, groups.values()))
    if not total:
        return 0.0
    medians = {period: float(np.median(figures)) for period, figures in groups.items()}
    shares = {period: len(figures) / total for period, figures in groups.items()}
    yearly = names_yearly_pay([pay.header], currency)

    def fit(periods: Mapping[Period, Period], rarity: float) -> float:
        return sum(
            share
            * (
                magnitude(medians[period] * PER_MONTH[periods[period]], currency)
                + rarity * habit(periods[period], 1.0, currency)
                + 1.5 * (yearly and periods[period] == "year")
            )
            for period, share in shares.items()
        )

    as_stated = {period: period for period in groups}
    best_of_one = max(fit(dict.fromkeys(groups, period), 1.0) for period in GUESSED_PERIODS)
    agreement = fit(as_stated, 0.0 if explicit else 1.0) - best_of_one
    # Pay is hardly paid out once a year or by the hour: a column of nothing else says what its figures are for.
    return max(agreement, _OUTRIGHT) if explicit and groups.keys() <= {"year", "hour"} else agreement
