"""Guess the role of each column from its header and values, with a reason; a person can change it.

The roles a column can play:

=============  =====================================================================================================
pay            pay as one figure or as a range in one text
pay_low        the low end of a range, with `pay_high` beside it
pay_middle     the middle of that range, where the file gives it
pay_high       the high end
period         what time the pay is for ("YEARLY", "per month")
payments       how many payments of monthly pay make a year ("14", "13.5", "16薪")
unit           what a bare figure of pay stands for ("Lakhs", "Thousands", "Rs")
currency       the currency of the pay ("INR", "$")
experience     years of experience, as a number, a range or a band
role           job title
sector         industry or sector of work
employer       who pays: rows of one employer pay alike, so intervals take them together; never shown
city, state    where the work is
weight         a sampling weight; counts only when a person asks for it
count          how many people a row stands for; counts only when a person asks for it
dimension      anything else to group and filter by
ignore         everything else: identifiers, personal data, free text, dates, other figures
=============  =====================================================================================================

It is one subject: every rule assigns a role to a column and takes it from others; together they form one decision.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

import numpy as np

from analytics.reading.fields.pay import ISO_CODES
from analytics.reading.fields.personal import holds_personal, identifier, identifies_people, mask, personal
from analytics.reading.importing.candidates import (
    column_score,
    in_register,
    is_converted,
    latest_time,
    states_period,
    weigh_column,
    weigh_period_column,
)
from analytics.reading.importing.headers import (
    count_payments,
    header_currency,
    header_unit,
    plain,
    read_currency,
    read_period,
    read_unit,
)
from analytics.reading.importing.meanings import (
    COUNTRY,
    Weighed,
    weigh_city,
    weigh_employer,
    weigh_experience,
    weigh_role,
    weigh_sector,
    weigh_state,
)
from analytics.reading.importing.profile import (
    Profile,
    counter,
    in_cents,
    in_words,
    no_amounts,
    pay_like,
    share,
    words_found,
)
from analytics.texts import EMPTY, Message, message
from analytics.vocabulary import header_pattern

PAY_ROLES = ("pay", "pay_low", "pay_middle", "pay_high")
SINGLE_ROLES = (
    *PAY_ROLES,
    "period",
    "payments",
    "unit",
    "currency",
    "experience",
    "role",
    "sector",
    "city",
    "state",
    "employer",
    "weight",
    "count",
)
ROLES = (*SINGLE_ROLES, "dimension", "ignore")
"""The roles a mapping can name. Each belongs to one column, except the last two, which can belong to any number."""
GROUP_ROLES = ("experience", "role", "sector", "city", "state", "dimension")


BY_PERSON = message("you said so")
"""The reason for a person's decision."""


class MappingError(ValueError):
    """A mapping with an unknown role or column, or a forbidden use (personal data as a dimension)."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence)
        self.message = sentence


_CURRENCY = re.compile(
    r"\b(?:currency|currencies|curr|crcy|waers|moneda|wahrung|devise|divisa|valuta|moeda|ccy)\b|валют|मुद्रा"
)
_UNIT = re.compile(r"\b(?:units?|denomination|scale|figures|amounts? in|multiplier|in)\b")
_OTHER_MONEY = re.compile(
    r"\b(?:clients?|customers?|billing|invoic\w*|projects?|contracts?|revenues?|bonus|expenses?|travel|loans?|pairs?|fees?)\b"
)
"""Words that make a currency that of something beside the pay."""
_WEIGHT = re.compile(r"\b(?:weights?|wts?|wgt|multiplier|mult|mlts?|ponder\w*|gewicht\w*|expansion)\b")
_COUNT = re.compile(
    r"\b(?:salaries|responses|respondents|employees|people|persons|sample|staff|posts|postings|openings"
    r"|vacancies|workers"
    r"|headcount|n|counts?)\b"
)
_DATE = re.compile(
    r"\b(?:date|timestamp|time ?stamp|posted|created|updated|doj|joining|hired|fecha|datum|time|scraped"
    r"|marca temporal)\b"
    r"|дата|отметка времени|दिनांक|तारीख"
)
_TEXT = re.compile(r"\b(?:description|desc|comments?|remarks?|notes?|summary|feedback|suggestions?|requirements?|jd)\b")


@dataclass(frozen=True)
class Column:
    """The role assigned to one column of the file.

    Args:
        header: its name in the file.
        role: one of `ROLES`.
        reason: why, in words.
        personal: whether it is personal data or an identifier, and so never a dimension.
        examples: some of its texts; none of a personal column or of an employer.
        rows_per_person: where it names each person by a number or a code, how many rows one has on average.
    """

    header: str
    role: str
    reason: Message = EMPTY
    personal: bool = False
    examples: tuple[str, ...] = ()
    rows_per_person: float = 1.0


@dataclass(frozen=True)
class Columns:
    """Every column of a file with its role, and the alternatives for each role.

    Args:
        columns: in the order of the file.
        alternatives: role → headers that could play it instead, the best first.
        evidence: role → each column that could play it with the evidence, the best first; of roles beside pay.
    """

    columns: tuple[Column, ...]
    alternatives: Mapping[str, tuple[str, ...]]
    evidence: Mapping[str, tuple[tuple[str, Weighed], ...]] = field(default_factory=dict)

    def headers_with(self, role: str) -> tuple[str, ...]:
        """The headers of the columns that play a role."""
        return tuple(column.header for column in self.columns if column.role == role)

    def first_header(self, role: str) -> str | None:
        """The header of the column that plays a role, if one does."""
        return next(iter(self.headers_with(role)), None)

    @property
    def pay(self) -> tuple[str, ...]:
        """The headers of the columns that hold pay."""
        return tuple(column.header for column in self.columns if column.role in PAY_ROLES)


def _check_mapping(mapping: Mapping[str, str | Sequence[str]], headers: Sequence[str]) -> dict[str, list[str]]:
    """Resolve a mapping to role → headers as in the file; a person's letter case and spacing may differ."""
    headers_of_role: dict[str, list[str]] = {}
    role_of_header: dict[str, str] = {}
    exact = {header: header for header in headers}
    loose = {" ".join(header.split()).casefold(): header for header in headers}
    for role, value in mapping.items():
        if role not in ROLES:
            raise MappingError(
                message("“{role}” is no role of a column; the roles are {roles}", role=role, roles=", ".join(ROLES))
            )
        names = [value] if isinstance(value, str) else list(value)
        if role in SINGLE_ROLES and len(names) > 1:
            raise MappingError(
                message("only one column can be used as “{role}”; got {names}", role=role, names=", ".join(names))
            )
        headers_of_role[role] = []
        for name in filter(None, names):
            header = exact.get(name) or loose.get(" ".join(name.split()).casefold())
            if header is None:
                raise MappingError(
                    message(
                        "there is no column “{name}”; the columns are {headers}",
                        name=name,
                        headers=", ".join(headers)[:1000],
                    )
                )
            if header in role_of_header:
                raise MappingError(
                    message(
                        "“{header}” cannot be used as “{first}” and as “{second}”",
                        header=header,
                        first=role_of_header[header],
                        second=role,
                    )
                )
            role_of_header[header] = role
            headers_of_role[role].append(header)
    return headers_of_role


def guess(
    profiles: Sequence[Profile], title: str = "", mapping: Mapping[str, str | Sequence[str]] = MappingProxyType({})
) -> Columns:
    """Guess the role of each column from its header and a sample of its values.

    Args:
        profiles: one per column, in the order of the file.
        title: the text above the header; where it speaks of pay, columns of plain figures can be pay.
        mapping: what a person says: role → header, or several headers for "dimension" and "ignore"; an empty header
            means that no column plays the role. Naming any role of pay sets every guess about pay aside.

    Raises:
        MappingError: for an unknown role or header, two roles for one column, or personal data as a dimension.

    >>> profiles = [Profile.of("City", ["Pune", "Delhi"]), Profile.of("CTC (LPA)", ["4.5", "6"])]
    >>> [(column.header, column.role) for column in guess(profiles).columns]
    [('City', 'city'), ('CTC (LPA)', 'pay')]
    """
    return _Guess(profiles, title, _check_mapping(mapping, [profile.header for profile in profiles])).columns()


class _Guess:
    """Assigns the roles one by one; a column that has one is no longer a candidate."""

    def __init__(self, profiles: Sequence[Profile], title: str, by_person: Mapping[str, Sequence[str]]) -> None:
        self.profiles = list(profiles)
        self.title = plain(title)
        self.by_person = by_person
        self.assigned: dict[str, Column] = {}
        self.alternatives: dict[str, tuple[str, ...]] = {}
        self.evidence: dict[str, tuple[tuple[str, Weighed], ...]] = {}

    def columns(self) -> Columns:
        for profile in self.profiles:
            reason = personal(profile.plain, list(profile.filled)[:200])
            if reason and not self._clearly_pay(profile):
                self.assigned[profile.header] = Column(profile.header, "ignore", reason, personal=True)
        self._apply_user_mapping()
        if not any(role in PAY_ROLES for role in self.by_person):
            self._pay()
        if any(column.role in PAY_ROLES for column in self.assigned.values()):
            self._units()
        self._assign_best("experience", weigh_experience)
        self._assign_best("role", weigh_role)
        self._assign_best("city", weigh_city)
        city = next(
            (p for p in self.profiles if p.header in self.assigned and self.assigned[p.header].role == "city"), None
        )
        self._assign_best("state", partial(weigh_state, city=city))
        self._assign_best("sector", weigh_sector)
        self._assign_best("employer", weigh_employer)
        for profile in self.profiles:
            if profile.header not in self.assigned:
                self.assigned[profile.header] = self._rest(profile)
        for role, words in (("weight", _WEIGHT), ("count", _COUNT)):
            self.alternatives[role] = tuple(
                profile.header
                for profile in self.profiles
                if self.assigned[profile.header].role in ("ignore", "dimension")
                and not self.assigned[profile.header].personal
                and words.search(profile.plain)
                and profile.numeric > 0.9
                and (profile.numbers >= 0).all()
            )
        return Columns(tuple(map(self._complete, self.profiles)), self.alternatives, self.evidence)

    def _complete(self, profile: Profile) -> Column:
        """The column with some of its texts, or, where it numbers people, with how many rows one has."""
        column = self.assigned[profile.header]
        if identifies_people(profile.plain) and profile.filled:
            return replace(column, rows_per_person=profile.rows / len(profile.filled))
        if column.personal or column.role == "employer" or holds_personal(profile.filled):
            return column
        return replace(column, examples=tuple(mask(text[:40]) for text in list(profile.filled)[:3]))

    def _apply_user_mapping(self) -> None:
        """Assign the roles that a person chose."""
        for role, headers in self.by_person.items():
            for header in headers:
                profile = next(profile for profile in self.profiles if profile.header == header)
                column = self.assigned.get(header) or self._rest(profile)
                if column.personal and role not in ("ignore", *PAY_ROLES, "weight", "count"):
                    raise MappingError(
                        message(
                            "“{header}” cannot be used as “{role}”: {reason}; such columns are never shown",
                            header=header,
                            role=role,
                            reason=column.reason,
                        )
                    )
                self.assigned[header] = Column(header, role, BY_PERSON, column.personal)

    def _free(self) -> list[Profile]:
        return [profile for profile in self.profiles if profile.header not in self.assigned]

    def _assign(self, profile: Profile, role: str, reason: Message) -> None:
        self.assigned[profile.header] = Column(profile.header, role, reason)

    # ---- pay

    @staticmethod
    def _clearly_pay(profile: Profile) -> bool:
        return bool(header_pattern("pay").search(profile.plain)) and column_score(profile) > 1.0

    def _pay(self) -> None:
        register = in_register(self.profiles)
        scored = {profile.header: column_score(profile, register=register) for profile in self._free()}
        scores = {header: score for header, score in scored.items() if score > 0}
        if not scores:
            scores = {profile.header: score for profile in self._free() if (score := self._nameless_pay(profile)) > 0}
        if not scores and header_pattern("pay").search(self.title):
            scores = {profile.header: score for profile in self._free() if (score := self._titled_pay(profile)) > 0}
        by_header = {profile.header: profile for profile in self.profiles}
        weighed = ((header, Weighed(weigh_column(by_header[header], register=register))) for header in scores)
        self.evidence["pay"] = tuple(sorted(weighed, key=lambda entry: -entry[1].score))
        triple = self._triple([by_header[header] for header in scores])
        singles = [header for header in scores if header not in (triple or {}).values()]
        ranked = sorted(singles, key=lambda header: -scores[header])
        ranked = self._converted_first(ranked)
        best = scores[ranked[0]] if ranked else 0.0
        if triple and np.mean([scores[header] for header in triple.values()]) + 0.5 >= best:
            for role, header in triple.items():
                self._assign(by_header[header], role, self._pay_reason(by_header[header]))
            self.alternatives["pay"] = tuple(ranked) + tuple(triple.values())
        elif ranked:
            self._assign(by_header[ranked[0]], "pay", self._pay_reason(by_header[ranked[0]], ranked))
            self.alternatives["pay"] = tuple(ranked[1:]) + tuple((triple or {}).values())

    @staticmethod
    def _nameless_pay(profile: Profile) -> float:
        """Pay without a word for it: only a column without a name, whose figures look like nothing else."""
        nameless = bool(_NAMELESS.fullmatch(profile.header)) and profile.numeric > 0.9
        return float(nameless and (pay_like(profile) or in_cents(profile)))

    @staticmethod
    def _titled_pay(profile: Profile) -> float:
        """Figures below a title that speaks of pay: the column for everyone before those for a part."""
        if profile.numeric < 0.8 or no_amounts(profile) or identifier(profile.plain) or not (profile.numbers > 0).any():
            return 0.0
        words = profile.plain
        covers_all = 0.5 * bool(header_pattern("gross").search(words)) + 0.5 * bool(
            re.search(r"\brural urban\b", words)
        )
        time = 0.01 * (latest_time(words) - latest_time(""))
        return 2.0 + covers_all + time - 0.4 * bool(re.search(r"\b(?:fe)?males?\b|\bwomen\b|\bmen\b", words))

    @staticmethod
    def _triple(candidates: Sequence[Profile]) -> dict[str, str] | None:
        """Low, middle and high columns whose headers are otherwise the same."""
        ends: dict[str, dict[str, str]] = {"pay_low": {}, "pay_high": {}, "pay_middle": {}}
        for profile in candidates:
            if len(profile.plain.split()) > 6:
                continue
            for role, key in (("pay_low", "low"), ("pay_high", "high"), ("pay_middle", "middle")):
                words = header_pattern(key)
                if words.search(profile.plain):
                    rest = " ".join(sorted(words.sub(" ", profile.plain).split()))
                    ends[role].setdefault(rest, profile.header)
        for rest, low in ends["pay_low"].items():
            if rest in ends["pay_high"] and low != ends["pay_high"][rest]:
                middle = ends["pay_middle"].get(rest)
                ends_of_pay = {"pay_low": low, "pay_high": ends["pay_high"][rest]}
                return ends_of_pay | ({"pay_middle": middle} if middle else {})
        return None

    def _converted_first(self, ranked: list[str]) -> list[str]:
        """If pay is in many currencies and also in a single one, prefer that one: it makes all rows comparable."""
        several = any(
            len([text for text in profile.filled if read_currency(text)]) > 1
            and profile.share(lambda text: bool(read_currency(text))) > 0.8
            and profile.rows - max(profile.filled.values()) > 0.05 * profile.rows
            for profile in self._free()
            if _CURRENCY.search(profile.plain)
        )
        if several:
            converted = [header for header in ranked if is_converted(header) and header_currency(header)]
            return converted + [header for header in ranked if header not in converted]
        return ranked

    def _pay_reason(self, profile: Profile, ranked: Sequence[str] = ()) -> Message:
        match = header_pattern("pay").search(profile.plain) or header_pattern("weak_pay").search(profile.plain)
        if match:
            words = words_found(match)
        elif header_pattern("pay").search(self.title) and profile.marked < 0.5:
            words = message("the title speaks of pay")
        else:
            words = message("its values look like pay")
        share = in_words(profile.pays, profile.sample)
        if len(ranked) > 1 and is_converted(profile.header) and not is_converted(ranked[1]):
            return message(
                "{words}, {share} read as pay; one currency for every row, unlike “{header}”",
                words=words,
                share=share,
                header=ranked[1],
            )
        return message("{words}, {share} read as pay", words=words, share=share)

    def _units(self) -> None:
        """The columns that say what period and currency the pay is in; what its own header states needs no column."""
        pay = [column.header for column in self.assigned.values() if column.role in PAY_ROLES]
        taken_roles = {column.role for column in self.assigned.values()} | set(self.by_person)
        taken_roles |= {"currency"} if any(map(header_currency, pay)) else set()
        # Units for the original pay do not apply to pay converted from it.
        taken_roles |= (
            {"currency", "period"} if any(re.search(r"\bconverted\b", plain(header)) for header in pay) else set()
        )
        self._payments_column(taken_roles)
        self._unit_column(taken_roles, pay)
        self._period_column(taken_roles, [profile for profile in self.profiles if profile.header in pay])
        for profile in self._free():
            words, texts = profile.plain, profile.sample
            if not texts or len(profile.filled) > 60 or "currency" in taken_roles:
                continue
            currencies = share(texts, lambda text: bool(read_currency(text)))
            if _OTHER_MONEY.search(words):
                continue
            names_currency = bool(_CURRENCY.search(words))
            only_codes = all(text.strip().upper() in ISO_CODES for text in texts)  # “Crcy”, “Waehrg”: whatever its name
            if only_codes or (
                currencies >= (0.5 if names_currency else 0.8)
                and (names_currency or header_pattern("pay").search(words))
            ):
                self._assign(profile, "currency", message("its values are currencies"))
                taken_roles.add("currency")

    def _payments_column(self, taken_roles: set[str]) -> None:
        """A column of payments per year, recognised by its name and by each of its values."""
        if "payments" in taken_roles:
            return
        for profile in self._free():
            named = header_pattern("payments").search(profile.plain)
            if named and profile.filled and all(map(count_payments, profile.filled)):
                self._assign(profile, "payments", message("its values are payments a year"))
                return

    def _unit_column(self, taken_roles: set[str], pay: Sequence[str]) -> None:
        """A column with the unit of bare figures, if no header of the pay states it."""
        if "unit" in taken_roles or any(map(header_unit, pay)):
            return
        for profile in self._free():
            units = set(map(read_unit, profile.filled)) if _UNIT.search(profile.plain) else set()
            if units and None not in units and units != {1.0}:
                self._assign(profile, "unit", message("its values are units of the pay"))
                return

    def _period_column(self, taken_roles: set[str], pay: Sequence[Profile]) -> None:
        """A column of periods, where it is about pay and agrees with the size of the figures.

        What the header of the pay states beats it: “Pay frequency: monthly” beside “CTC (LPA)” says how often it is
        paid out, not what the figure is for.
        """
        if "period" in taken_roles or not pay or any(read_period(profile.header) for profile in pay):
            return
        if all(profile.share(states_period) > 0.5 for profile in pay):
            return
        weighed = [(profile, weigh_period_column(profile, pay[-1])) for profile in self._free()]
        profile, points = max(weighed, key=lambda entry: entry[1], default=(None, float("-inf")))
        if profile is not None and points > 0:
            self._assign(
                profile, "period", message("its values are periods of pay and agree with the size of the figures")
            )

    # ---- the others

    def _assign_best(self, role: str, weigh: Callable[[Profile], Weighed]) -> None:
        """Assign a role to the column with the highest score; other columns with a score become alternatives."""
        weighed = [(profile, weigh(profile)) for profile in self._free() if profile.filled]
        ranked = sorted((entry for entry in weighed if entry[1].score > 0), key=lambda entry: -entry[1].score)
        self.evidence[role] = tuple((profile.header, weight) for profile, weight in ranked)
        if ranked and role not in self.by_person:
            profile, best = ranked.pop(0)
            self._assign(profile, role, best.reason)
        self.alternatives[role] = tuple(profile.header for profile, _ in ranked)

    def _rest(self, profile: Profile) -> Column:
        """A column that plays no role: a dimension, if it has few values that say something."""
        header, words = profile.header, profile.plain
        if not profile.filled:
            return Column(header, "ignore", message("it is empty"))
        is_identifier = identifier(words) and 5 * len(profile.filled) > profile.rows
        if is_identifier or identifies_people(words) or counter(profile):
            return Column(header, "ignore", message("it numbers or identifies the rows"), personal=True)
        if len(profile.filled) == 1 and len(profile.filled) == len(profile.texts):
            return Column(header, "ignore", message("every row has the same value"))
        if holds_personal(profile.filled):
            return Column(header, "ignore", message("some values hold personal data"), personal=True)
        if (_DATE.search(words) and len(profile.filled) > 12) or profile.share(_is_date) > 0.6:
            return Column(header, "ignore", message("it is a date"))
        if profile.numeric > 0.8 and not _few_whole_numbers(profile):
            return Column(header, "ignore", message("it is a figure, not a group"))
        if _TEXT.search(words) or profile.share(lambda text: len(text) > 100) > 0.3:
            return Column(header, "ignore", message("it is free text"))
        few = 500 if _WIDE.search(words) else 100
        if len(profile.filled) > few:
            return Column(header, "ignore", message("it has too many different values to group by"))
        if len(profile.filled) > max(2.0, 0.5 * profile.rows):
            return Column(header, "ignore", message("nearly every row has its own value"))
        return Column(header, "dimension", message("it has few different values"))


def _is_date(text: str) -> bool:
    return bool(
        re.match(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)|\d+\+? (?:day|hour|week|month)s? ago|just now", text.lower())
    )


def _few_whole_numbers(profile: Profile) -> bool:
    """Numbers that name groups (years, codes, shares of work from home) and not amounts."""
    numbers = profile.numbers
    whole = bool((numbers == np.round(numbers)).all())
    return (
        whole
        and len(profile.filled) <= 20
        and numbers.max() <= 2100
        and not (header_pattern("pay").search(profile.plain) or _MONEYS.search(profile.plain))
    )


_MONEYS = re.compile(
    r"\b(?:bonus|stocks?|equity|grants?|allowances?|hra|incentives?|tax|pf|deductions?|overtime|basic|gross|net)\b"
)
_NAMELESS = re.compile(
    r"\(column \d+\)|(?:q|v|x|c|f|var|col|column|field|item|question|unnamed)[ _.:-]*\d+(?:[_.]\d+)?|[a-z]",
    re.IGNORECASE,
)
"""Headers that number a column and do not name it."""
_WIDE = re.compile(
    r"\b(?:compan\w*|employer|organi[sz]ation|firm|department|industry|skills?|technology|country|team)\b"
)


def says_country(column: Column) -> bool:
    """Whether a dimension names countries."""
    return column.role in ("dimension", "ignore") and not column.personal and bool(COUNTRY.search(plain(column.header)))


def says_region(column: Column) -> bool:
    """Whether a column names states or regions, of whatever country."""
    return column.role in ("state", "dimension", "ignore") and bool(_REGION.search(plain(column.header)))


_REGION = re.compile(r"\b(?:states?|regions?|provinces?|county|counties|bundesland|locations?)\b")
