"""Decide which column is pay, and how to read its figures.

It is one subject: header, title, neighbours and values are weighed together, for each decision depends on the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.model import NOT_STATED
from analytics.reading.fields.notations import FIXED_PART, variable_share
from analytics.reading.fields.numbers import decimal_style, tidy
from analytics.reading.fields.pay import DOT_GROUPS, GROUPING_DOT, KRONER, OF_THOUSANDTHS, PESOS, NotPay, PayRange
from analytics.reading.fields.periods import PER_MONTH, Period
from analytics.reading.fields.plausible import magnitude
from analytics.reading.files.legend import decode_table
from analytics.reading.files.table import ImportRefusedError, Table
from analytics.reading.importing import groups
from analytics.reading.importing.candidates import (
    CONVENTION,
    STATEMENT_WEIGHT,
    Candidate,
    bare_amounts,
    column_score,
    in_full,
    in_register,
    weigh_readings,
)
from analytics.reading.importing.clean import DECIMAL_COMMAS, INDIAN_GROUPS, OF_INDIA, RUPEES, Plan
from analytics.reading.importing.currencies import weigh_currencies
from analytics.reading.importing.headers import (
    count_payments,
    header_currency,
    header_unit,
    read_currency,
    read_months,
    read_payments,
    read_period,
    read_unit,
    says_kroner,
)
from analytics.reading.importing.meanings import share_differing
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.profile import SILENT, Profile, looks_coded
from analytics.reading.importing.roles import (
    BY_PERSON,
    GROUP_ROLES,
    PAY_ROLES,
    Columns,
    guess,
    says_country,
    says_region,
)
from analytics.texts import N_, Message, message
from analytics.vocabulary import customary_payments, header_pattern, money_of_language

How = Literal["you", "rows", "header", "title", "files", "guess"]
"""Where a fact about the pay comes from: a person said so, each row says so, the header does, the text above the header
does, each of several files was read by itself, or nothing does and it is a guess."""


@dataclass(frozen=True)
class PayFact:
    """A fact about all the pay of a file.

    Args:
        value: the period or the currency of most rows.
        how: where it comes from.
        rows: value → how many rows are in it.
    """

    value: str
    how: How
    rows: Mapping[str, int]

    @property
    def guessed(self) -> bool:
        """Whether nothing in the file says so: to be shown as a guess and confirmed."""
        return self.how == "guess"


_PROVENANCE: Mapping[How, Message] = {
    "header": message("the header says so"),
    "title": message("the text above the header says so"),
    "you": message("you said so"),
    "files": message("each file was read by itself"),
}
_ROWS_SAY_SO = message("the rows say so")


def provenance_message(how: How) -> Message:
    """The origin of a fact about the pay, in words.

    >>> provenance_message("title")
    'the text above the header says so'
    """
    return _PROVENANCE.get(how, _ROWS_SAY_SO)


@dataclass(frozen=True)
class Rival:
    """Another column that could be the pay.

    Args:
        score: how much it looks like pay.
        median: of a sample of its figures, per month, read as its own header says.
    """

    header: str
    score: float
    median: float


@dataclass(frozen=True)
class GroupRival:
    """Another column that could play a role beside pay.

    Args:
        role: which one.
        header, other_header: the headers of the column that plays it and of the next best.
        score, other_score: how much each looks like it.
        share_moved: the share of rows that the other would put into other groups.
    """

    role: str
    header: str
    other_header: str
    score: float
    other_score: float
    share_moved: float


@dataclass(frozen=True)
class Payments:
    """The number of stated payments per year, and the runner-up.

    Args:
        a_year: what is used: 12 of monthly pay, 4 of pay per quarter.
        rival: the next best; the same where there is no other.
        lead: by how much the first is ahead, as the logarithm of odds.
    """

    a_year: float = 12.0
    rival: float = 12.0
    lead: float = float("inf")


@dataclass(frozen=True, eq=False)
class InterpretedFile:
    """A file with known columns, and the plan for reading its rows.

    Args:
        columns: what each column was taken for.
        plan: how to read each row.
        how_period, how_currency: where a period and a currency that hold for all rows come from.
        expected: roughly how many rows there are.
        how_unit: where the unit of bare figures comes from.
        candidates: the ways to read them, the best first.
        currency: the one in which their sizes were weighed.
        rivals: other columns that could be the pay.
        column_score: how much the column taken looks like pay.
        foreign_currency: the currency of the country that the file names, where it names one.
        group_rivals: columns that come near to playing the role of another one beside pay.
        bare_dollar: whether nothing but a dollar sign, which many countries write, says that pay is in US dollars.
        total_ratio: the median of fixed and variable pay together, over that of the fixed part, which is taken.
        dots_ratio: the median if dots began decimals, over that with dots that group, where they could do either.
        payments: how many payments make a year, and how many could.
    """

    table: Table
    columns: Columns
    plan: Plan
    how_period: How
    how_currency: How
    expected: int = 1
    how_unit: How = "rows"
    candidates: tuple[Candidate, ...] = ()
    currency: str = "INR"
    rivals: tuple[Rival, ...] = ()
    column_score: float = 0.0
    foreign_currency: str | None = None
    group_rivals: tuple[GroupRival, ...] = ()
    bare_dollar: bool = False
    total_ratio: float = 1.0
    dots_ratio: float = 1.0
    payments: Payments = Payments()


def interpret(table: Table, options: ImportOptions) -> InterpretedFile:
    """Interpret the columns of a table, from a sample of its rows and from a person's decisions.

    Raises:
        ImportRefusedError: for a table without rows or without pay.
        MappingError: for a mapping that does not fit the table.
    """
    sample = table.sample()
    decoded = decode_table(table, sample)
    table = decoded.table
    profiles = [
        Profile.of(header, decoded.cells(position, cells))
        for position, (header, cells) in enumerate(zip(table.header, zip(*sample, strict=True), strict=False))
    ]
    if not profiles:
        raise ImportRefusedError(table.name, message(_NO_FIT, columns=len(table.header)) if table.is_large else NO_ROWS)
    columns = guess(profiles, table.title, options.mapping)
    if not columns.pay:
        raise ImportRefusedError(table.name, _no_pay(profiles), columns)
    foreign = _foreign_currency(columns, {profile.header: profile for profile in profiles})
    facts = _facts(table, columns, profiles, foreign, options)
    return InterpretedFile(
        table,
        columns,
        replace(_plan(table, columns, profiles, facts, foreign), answers=decoded.answers),
        facts.how_period,
        facts.how_currency,
        table.expected_rows(sample),
        facts.how_unit,
        facts.candidates,
        facts.likely_currency,
        rival_columns(profiles, columns),
        max(
            column_score(profile, register=in_register(profiles))
            for profile in profiles
            if profile.header in columns.pay
        ),
        foreign,
        group_rivals(profiles, columns),
        foreign != "USD" and _says_dollar_only(table.title, profiles, columns),
        _total_ratio([profile for profile in profiles if profile.header in columns.pay]),
        facts.dots_ratio,
        facts.payments,
    )


def _total_ratio(pays: Sequence[Profile]) -> float:
    """The median of pay with its variable part, over that without it, in a sample; 1 where nothing has such a part."""
    texts = [(profile, text) for profile in pays for text in profile.sample]
    readings = [(text, profile.filled[text], profile.read(text)) for profile, text in texts]
    pay_in_rows = [(text, rows, reading) for text, rows, reading in readings if isinstance(reading, PayRange)]
    shares = [variable_share(tidy(text)) if FIXED_PART in reading.inferred else 0.0 for text, _, reading in pay_in_rows]
    if not any(shares):
        return 1.0
    times = [rows for _, rows, _ in pay_in_rows]
    fixed = np.array([reading.high or reading.low or np.nan for _, _, reading in pay_in_rows], float)
    with_variable = fixed * (1 + np.array(shares))
    return float(np.nanmedian(np.repeat(with_variable, times)) / np.nanmedian(np.repeat(fixed, times)))


_AMERICAN = re.compile(r"(?<![a-z])usd?(?![a-z])|\bu\.s\.|\bamerican?\b|\bunited states\b", re.IGNORECASE)


def _says_dollar_only(title: str, profiles: Sequence[Profile], columns: Columns) -> bool:
    """Whether pay, its header or its column of currencies says “$”, and none of them whose dollar it is."""
    of_money = [profile for profile in profiles if profile.header in (*columns.pay, columns.first_header("currency"))]
    texts = [title, *(profile.header for profile in of_money), *(text for p in of_money for text in p.sample)]
    return any("$" in text for text in texts) and not any(map(_AMERICAN.search, texts))


def rival_columns(profiles: Sequence[Profile], columns: Columns) -> tuple[Rival, ...]:
    """Other columns that could be the pay, the best first, with the median each would give as its header reads."""
    by_header = {profile.header: profile for profile in profiles}
    register = in_register(profiles)
    rivals = []
    for header in columns.alternatives.get("pay", ())[:4]:
        profile = by_header[header]
        median = _median_of_month(profile)
        if median is not None and header not in columns.pay:
            rivals.append(Rival(header, column_score(profile, register=register), median))
    return tuple(rivals)


def _median_of_month(profile: Profile) -> float | None:
    """The median per month of a sample of a column, read as its own header and cells say; nothing without figures."""
    header = profile.header
    weigh = partial(weigh_readings, (header,), currency=header_currency(header) or "INR", period=read_period(header))
    if len(amounts := bare_amounts(profile)):
        return weigh(amounts, unit=header_unit(header))[0].median
    if len(amounts := bare_amounts(profile, with_units=True)):
        return weigh(amounts, unit=1.0, decided_unit=True)[0].median
    months = [
        (reading.high or reading.low or np.nan) * PER_MONTH[reading.period]
        for reading in _readings(profile)
        if isinstance(reading, PayRange) and reading.period
    ]
    return float(np.nanmedian(months)) if months else None


def group_rivals(profiles: Sequence[Profile], columns: Columns) -> tuple[GroupRival, ...]:
    """For each role beside pay, the next best column, where the file has one and no person has said which it is."""
    by_header = {profile.header: profile for profile in profiles}
    reasons = {column.header: column.reason for column in columns.columns}
    rivals = []
    for role, ranked in columns.evidence.items():
        if role in PAY_ROLES:  # weighed by the figures, too: `rival_columns`
            continue
        best_header = columns.first_header(role)
        rest = [
            (header, weighed)
            for header, weighed in ranked
            if header != best_header and header in columns.alternatives[role]
        ]
        if best_header is None or not rest or reasons[best_header] == BY_PERSON:
            continue
        header, weighed = rest[0]
        score = next((weight.score for name, weight in ranked if name == best_header), 0.0)
        share_moved = share_differing(by_header[best_header], by_header[header])
        rivals.append(GroupRival(role, best_header, header, score, weighed.score, share_moved))
    return tuple(rivals)


def resembles_pay(table: Table) -> float:
    """Score how much a table resembles one of pay: 0 without pay, more with each further role that a column plays."""
    sample = table.sample()
    cells = zip(table.header, zip(*sample, strict=True), strict=False)
    columns = guess([Profile.of(header, column) for header, column in cells], table.title, {})
    understood = {column.role for column in columns.columns} - {"ignore", "dimension", *PAY_ROLES}
    return 1.0 + len(understood) if columns.pay else 0.0


NO_ROWS = message("has a header and no rows below it: export it again with its data")
_NO_FIT = N_(
    "has no rows that fit its header of {columns} columns, or lines too long to look into: check the sign that "
    "separates the columns, and the quotation marks"
)


def _no_pay(profiles: Sequence[Profile]) -> Message:
    for profile in profiles:
        if reason := _explain_unread(profile):
            return reason
    figures = [f"“{profile.header}”" for profile in profiles if profile.numeric > 0.5][:8]
    if not figures:
        return message("has no column that looks like pay, and none that holds figures: add a column of pay")
    return message(
        "has no column that looks like pay; the columns with figures are {columns}: if one of them is pay, say which",
        columns=", ".join(figures),
    )


def _explain_unread(profile: Profile) -> Message | None:
    """The reason most cells of a column named pay are not pay; empty for other columns."""
    if not header_pattern("pay").search(profile.plain) or not profile.filled:
        return None
    if looks_coded(profile):
        return message(
            "calls “{header}” pay, but its values are the whole numbers from {first} to {last}, as codes of answers "
            "are: put what each code stands for in its place, such as “3-6 LPA”: if another column is pay, say which",
            header=profile.header,
            first=int(profile.numbers.min()),
            last=int(profile.numbers.max()),
        )
    if profile.pays >= 0.3:
        return None
    reasons = Counter(
        reading.reason
        for text in profile.sample
        if isinstance(reading := profile.read(text), NotPay) and reading.reason not in SILENT
    )
    if not reasons:
        return None
    reason, texts = reasons.most_common(1)[0]
    return message(
        "calls “{header}” pay, but {n} of {all} values looked at are {reason}: if another column is pay, say which",
        header=profile.header,
        n=f"{texts:,}",
        all=f"{len(profile.sample):,}",
        reason=message(reason),
    )


_ROW_NUMBER = re.compile(r"\(column \d+\)|unnamed.*|index|(?:s|sr|sl)\.? ?no\.?|serial.*|row.*|#|no\.?", re.IGNORECASE)


@dataclass(frozen=True)
class _Facts:
    """The facts about all the pay of a file, with their origin."""

    period: Period | None
    how_period: How
    currency: str | None
    how_currency: How
    unit: float | None
    how_unit: How
    candidates: tuple[Candidate, ...]
    likely_currency: str
    dots_ratio: float
    payments: Payments


def _plan(
    table: Table, columns: Columns, profiles: Sequence[Profile], facts: _Facts, foreign_currency: str | None
) -> Plan:
    """Build the plan for reading the rows."""
    position = {header: index for index, header in enumerate(table.header)}
    roles = {
        column.role: position[column.header] for column in columns.columns if column.role not in ("dimension", "ignore")
    }
    pays = [position[header] for header in columns.pay]
    texts = [text for index in pays for text in profiles[index].sample]
    units = {index: facts.unit or header_unit(table.header[index]) for index in pays}
    words = [index for index, profile in enumerate(profiles) if profile.filled and profile.numeric < 0.5]
    return Plan(
        header=table.header,
        encoding=table.encoding,
        roles=MappingProxyType(roles),
        groups=tuple(
            position[column.header] for column in columns.columns if column.role in (*GROUP_ROLES, "employer")
        ),
        compared=tuple(
            index
            for index, profile in enumerate(profiles)
            if not (_ROW_NUMBER.fullmatch(profile.header) and len(profile.filled) == profile.rows)
        ),
        label=next(iter(words), 0),
        labels=tuple(
            index for index in words if index not in pays and (index == words[0] or _is_short(profiles[index]))
        )[:_LABELS],
        unit={index: unit for index, unit in units.items() if unit is not None and unit != 1.0},
        period=facts.period,
        period_decided=facts.how_period == "you",
        # A currency column counts row by row; which of its currencies to take is decided when all are counted.
        currency=None if "currency" in roles and facts.how_currency != "header" else facts.currency,
        grouping_dots=decimal_style(texts) and not any(units.values()) and not _three_decimals(texts, facts.currency),
        payments=12.0 if "payments" in roles else facts.payments.a_year,
        likely_currency=facts.likely_currency,
        monthly=bool(facts.candidates) and facts.candidates[0].period == "month",
        foreign_currency=foreign_currency,
    )


_LABELS = 12
"""In how many columns totals are looked for."""
_SHORT = 40
"""Up to so many letters a cell names something; longer ones describe it, and there no row says that it is a total."""


def _is_short(profile: Profile) -> bool:
    return sum(map(len, profile.sample)) <= _SHORT * len(profile.sample)


def _three_decimals(texts: Sequence[str], currency: str | None) -> bool:
    """Whether figures such as 4.500 and 12.200 have three decimals: lakhs, for rupees are not grouped with dots."""
    if currency in OF_THOUSANDTHS:
        return True
    return currency == "INR" and all(re.fullmatch(r"\D*\d{1,2}\.\d{3}\D*|[^.]*", text) for text in texts)


def _facts(
    table: Table,
    columns: Columns,
    profiles: Sequence[Profile],
    foreign_currency: str | None,
    options: ImportOptions,
) -> _Facts:
    """The period, currency and unit of the pay: what a person says, else the header, else the most credible reading."""
    period, currency, unit = options.period, options.currency, options.unit
    by_header = {profile.header: profile for profile in profiles}
    pays = [by_header[header] for header in columns.pay]
    in_header = next(filter(None, (_currency_in_header(profile.header, foreign_currency) for profile in pays)), None)
    in_title = header_currency(table.title) if in_header is None and columns.first_header("currency") is None else None
    from_header: Period | None = next(filter(None, (read_period(profile.header) for profile in pays)), None)
    if from_header is None and any(_part_of_year(profile.header) for profile in pays):
        from_header = "month"  # of which `payments` says how many there are
    from_title = None if from_header else read_period(table.title)
    stated_unit = next(
        (unit_in_header for profile in pays if (unit_in_header := header_unit(profile.header)) is not None), None
    )
    amounts = np.concatenate([bare_amounts(profile) for profile in pays])
    units_stated = not len(amounts)
    if units_stated:  # “4.5 lakh”, “25k”: only the period is open
        amounts = np.concatenate([bare_amounts(profile, with_units=True) for profile in pays])
    amounts = _in_stated_units(columns, by_header, amounts)
    column_period = _only_period(columns, by_header)
    candidates: tuple[Candidate, ...] = ()
    likely_currency = currency or in_header or in_title or _likely_currency(columns, by_header, pays, foreign_currency)
    unit_settled = bool(units_stated or unit or stated_unit or columns.first_header("unit"))
    dots_ratio = 1.0
    if len(amounts) and (columns.first_header("period") is None or column_period):
        weigh = partial(
            weigh_readings,
            columns.pay,
            currency=likely_currency,
            period=period or from_header or from_title or column_period,
            decided_period=bool(period),
        )
        candidates = weigh(amounts, unit=1.0 if units_stated else unit or stated_unit, decided_unit=unit_settled)
        texts = [text for profile in pays for text in profile.sample]
        if not unit_settled and decimal_style(texts) and not _three_decimals(texts, likely_currency):
            as_decimals = candidates[0].median
            grouped = np.concatenate([bare_amounts(profile, grouping_dots=True) for profile in pays])
            candidates = weigh(grouped, unit=1.0, decided_unit=True)
            if not any(map(_DOTS_OF_ONE_KIND.search, texts)):
                dots_ratio = as_decimals / candidates[0].median
        elif any(map(_groups_unlike_others, chain.from_iterable(map(_readings, pays)))):
            dots_ratio = 1e-3
    best_unit = candidates[0].unit if candidates and unit is None and stated_unit is None else 1.0
    return _Facts(
        period=period or from_header or from_title,
        how_period="you" if period else "header" if from_header else "title" if from_title else "rows",
        currency=currency or in_header or in_title,
        how_currency="you" if currency else "header" if in_header else "title" if in_title else "rows",
        unit=unit or (best_unit if best_unit != 1.0 else None),
        how_unit="you" if unit else "header" if stated_unit else "guess" if best_unit != 1.0 else "rows",
        candidates=candidates,
        likely_currency=likely_currency,
        dots_ratio=dots_ratio,
        payments=_payments(columns, by_header, likely_currency, amounts, decided_period=period is not None),
    )


def _readings(profile: Profile) -> Iterator[PayRange | NotPay]:
    return map(profile.read, profile.sample)


def _groups_unlike_others(reading: PayRange | NotPay) -> bool:
    """Whether a dot was taken for grouping by the size of the figure alone: “1.500 USD”."""
    return isinstance(reading, PayRange) and GROUPING_DOT in reading.inferred and reading.currency not in DOT_GROUPS


def _in_stated_units(
    columns: Columns, by_header: Mapping[str, Profile], amounts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Amounts of a sample in the units that a column states, as far as one can say without the rows: its commonest."""
    header = columns.first_header("unit")
    if header is None:
        return amounts
    return in_full(amounts, next(iter(filter(None, map(read_unit, by_header[header].filled))), 1.0))


def _part_of_year(header: str) -> bool:
    """Whether a header says that its figures are for several months together, or may be."""
    return read_payments(header) < 12 or read_months(header) > 1


def _payments(
    columns: Columns,
    by_header: Mapping[str, Profile],
    currency: str,
    amounts: NDArray[np.float64],
    *,
    decided_period: bool,
) -> Payments:
    """The number of payments per year: from the header, otherwise from the size of the pay or the country's custom.

    A person who says what time the pay is for leaves no part of a year.
    """
    if column := columns.first_header("payments"):
        counts = [count_payments(text) or 12.0 for text in by_header[column].cells if text] or [12.0]
        return Payments(float(np.median(counts)), 12.0, STATEMENT_WEIGHT)
    in_header = next((n for header in columns.pay if (n := read_payments(header)) != 12), 12.0)
    if in_header > 12 or (in_header < 12 and not decided_period):
        return Payments(in_header, 12.0, STATEMENT_WEIGHT)
    months = 1 if decided_period else max(map(read_months, columns.pay))
    if months > 1:
        median = float(np.median(amounts)) if len(amounts) else 0.0
        lead = magnitude(median, currency) - magnitude(median / months, currency)
        return Payments(12.0, 12 / months, lead) if lead > 0 else Payments(12 / months, 12.0, -lead)
    customary = customary_payments(columns.pay[0], currency, _country(columns, by_header))
    return Payments(12.0, customary, CONVENTION) if customary else Payments()


_DOTS_OF_ONE_KIND = re.compile(r"\d\.\d{3}[.,]\d|\d,\d{3}\.\d")
"""A figure that shows whether dots group or begin decimals: 1.250,50."""


def _currency_in_header(header: str, foreign_currency: str | None) -> str | None:
    """The currency that a header names; “Rs” is the rupee of the country that the file names."""
    code = header_currency(header)
    return foreign_currency if code == "INR" and foreign_currency in RUPEES and not OF_INDIA.search(header) else code


def _only_period(columns: Columns, by_header: Mapping[str, Profile]) -> Period | None:
    """The period that a column of periods gives for nearly every row, if there is one."""
    header = columns.first_header("period")
    if header is None:
        return None
    counts = Counter[Period]()
    for text, rows in by_header[header].filled.items():
        if period := read_period(text):
            counts[period] += rows
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= 0.9 * counts.total() else None


def _likely_currency(
    columns: Columns, by_header: Mapping[str, Profile], pays: Sequence[Profile], foreign_currency: str | None
) -> str:
    """The currency that sizes are weighed in: the most credible one of the sample."""
    counts, indian, commas, kroner, pesos = Counter[str](), 0, 0, 0, 0
    header = columns.first_header("currency")
    for profile in [by_header[header]] if header else pays:
        for text, rows in list(profile.filled.items())[:500]:
            reading = profile.read(text)
            code = read_currency(text) if header else None if isinstance(reading, NotPay) else reading.currency
            counts[code or ""] += rows
            indian += rows * bool(INDIAN_GROUPS.search(text))
            commas += rows * bool(DECIMAL_COMMAS.search(text))
            inferred = () if isinstance(reading, NotPay) else reading.inferred
            kroner += rows * (KRONER in inferred)
            pesos += rows * (PESOS in inferred)
    silent = counts.pop("", 0)
    city = columns.first_header("city")
    places = by_header[city].places if city else []
    candidates = weigh_currencies(
        counts,
        silent,
        indian_digits=indian / max(1, silent),
        decimal_commas=min(1.0, commas / max(1, silent)),
        indian_places=sum(place.is_known and place.states != (NOT_STATED,) for place in places) / max(1, len(places)),
        foreign_currency=foreign_currency,
        language_currency=money_of_language(pays[0].header),
        kroner=1.0 if says_kroner(pays[0].header) else kroner / max(1, silent),
        pesos=pesos / max(1, silent),
    )
    return candidates[0].code


def _foreign_currency(columns: Columns, by_header: Mapping[str, Profile]) -> str | None:
    """The currency of the country that a column of countries names, or that the places lie in."""
    return groups.currency_abroad(_geographic_texts(columns, by_header))


def _country(columns: Columns, by_header: Mapping[str, Profile]) -> str | None:
    """The code of the country that a column of countries names, or that the places lie in."""
    return groups.country_abroad(_geographic_texts(columns, by_header))


def _geographic_texts(columns: Columns, by_header: Mapping[str, Profile]) -> Iterator[groups.Texts]:
    """The columns of countries and regions, then those of places."""
    geographic = [column.header for column in columns.columns if says_country(column) or says_region(column)]
    for header in (*geographic, *columns.headers_with("city")):
        if filled := by_header[header].filled:
            yield groups.Texts(tuple(filled), np.repeat(np.arange(len(filled)), list(filled.values())))
