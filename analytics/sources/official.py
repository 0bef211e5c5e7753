"""Official series → `labour_market.csv`, `official_earnings.csv` and `minimum_wages.csv`, in tidy long form.

One indicator has one unit and one definition (`data/indicators.csv`). A `series` is one line on a chart: it ends where
the geography, sex, area, age, detail or the design of the survey changes, so that no line joins two definitions.

It is one subject: every function turns one official table into rows of the same form, with the same checks.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analytics.model import NOT_STATED
from analytics.reading.fields.places import read_place
from analytics.sources.base import Source

WORKING_DAYS = 26
"""Days of work a month in the central rules on wages: a monthly minimum wage is 26 daily ones."""


Row = Mapping[Hashable, str]


class PreparedTable(NamedTuple):
    """The processed rows of the evidence: every row is in one of the two tables."""

    table: pd.DataFrame
    left_out: pd.DataFrame
    """With a column `reason`; where two sources disagree, with `instead_of` and both values."""


def official(evidence: Path, data: Path) -> dict[str, pd.DataFrame]:
    """The tables of the three files, by file name.

    Args:
        evidence: folder with `labour_market.csv` and `official_earnings.csv` as collected.
        data: folder of the shipped data, with the dictionary `indicators.csv`.

    Raises:
        ValueError: if a figure has no indicator, or not the unit of its indicator.
    """
    dictionary = pd.read_csv(data / "indicators.csv", dtype=str, keep_default_na=False)
    tables = {
        "labour_market.csv": labour_market(evidence).table,
        "official_earnings.csv": official_earnings(evidence).table,
    }
    for file, table in tables.items():
        _check_units(table, dictionary[dictionary["file"] == file], file)
    return tables | {"minimum_wages.csv": minimum_wages(evidence).table}


def read_evidence(evidence: Path, name: str) -> pd.DataFrame:
    """Read one file of the evidence: all text, missing values as empty strings."""
    return pd.read_csv(evidence / name, dtype=str, keep_default_na=False)


# ---------------------------------------------------------------------------------------------- the labour market

YEAR_STARTS = {"survey": 7, "fiscal": 4, "consumption": 8}
"""First month of a year written "2022-23": of the labour survey, the budget, the consumption survey."""


@dataclass(frozen=True)
class Indicator:
    """A rule mapping a name in the evidence to an indicator, by the words in its unit and the length of its period."""

    name: str
    indicator: str
    unit: str = ""
    frequency: str = ""
    year: str = "survey"
    detail: str = ""


INDICATORS = (
    *(
        Indicator(name, f"{column}_{definition}", words, frequency)
        for name, column in (
            ("unemployment_rate", "unemployment"),
            ("lfpr", "participation"),
            ("wpr", "workers_share"),
        )
        for words, frequency, definition in (
            ("usual status", "year", "usual_status"),
            ("CWS", "month", "weekly_month"),
            ("CWS", "quarter", "weekly_quarter"),
        )
    ),
    Indicator("unemployment_rate_graduates", "unemployment_graduates"),
    Indicator("self_employed_share", "self_employed_share"),
    Indicator("employment_share_sector", "workers_by_industry"),
    Indicator("avg_daily_wage_casual", "casual_daily_earnings"),
    Indicator("asi_labour_cost_per_manday", "labour_cost_per_manday"),
    Indicator("cpi_index", "consumer_prices_2012", unit="2012=100"),
    Indicator("cpi_index", "consumer_prices_2024", unit="2024=100"),
    Indicator("cpi_inflation_annual_average", "inflation_year", year="fiscal"),
    Indicator("mpce", "spending_per_person", year="consumption"),
    Indicator("epfo_net_payroll_addition", "formal_jobs_net", frequency="month"),
    Indicator("epfo_net_payroll_addition", "formal_jobs_net_year", frequency="year", year="fiscal"),
    Indicator("epfo_new_subscribers", "formal_jobs_new"),
    Indicator("epfo_share_of_net_addition", "formal_jobs_share"),
    Indicator("naukri_jobspeak_index", "hiring_index"),
    Indicator("naukri_jobspeak_yoy", "hiring_change", frequency="month"),
    Indicator("naukri_jobspeak_yoy", "hiring_change_several_months"),
    Indicator("naukri_jobspeak_yoy_sector", "hiring_change", frequency="month"),
    Indicator("naukri_jobspeak_yoy_sector", "hiring_change_several_months"),
    Indicator("naukri_jobspeak_yoy_city_sector", "hiring_change", frequency="month"),
    Indicator("naukri_jobspeak_yoy_freshers", "hiring_change_freshers"),
    Indicator("naukri_jobspeak_yoy_freshers_sector", "hiring_change_freshers"),
    Indicator("foundit_insights_tracker_mom", "foundit_change_month"),
    Indicator("foundit_insights_tracker_yoy", "foundit_change_year"),
    Indicator("indeed_share_of_call_centre_postings", "call_centre_posting_share"),
    Indicator("qjobs_share_of_blue_grey_vacancies", "blue_grey_vacancy_share"),
    Indicator("salary_growth_city", "salary_growth", year="fiscal"),
    Indicator("salary_growth_sector", "salary_growth", year="fiscal"),
    *(
        Indicator(f"salary_increment_{of}", "salary_increment_projected", year="fiscal")
        for of in ("city", "function", "role", "sector")
    ),
    Indicator("share_of_blue_collar_jobs_paying_20000_40000", "blue_collar_pay_share", detail="20,000 to 40,000"),
    Indicator("share_of_blue_collar_jobs_paying_20000_or_less", "blue_collar_pay_share", detail="20,000 or less"),
    Indicator("share_of_regular_workers_earning", "regular_workers_by_pay"),
    Indicator("share_saying_income_below_cost_of_living", "income_below_cost_of_living"),
    Indicator("median_hourly_wage_sector", "hourly_pay_median"),
)

REDESIGN = "2025-01-01"
"""The labour force survey was redesigned on this day; series are not joined across it."""

_REDESIGN = re.compile(
    r"usual_status$|weekly_quarter$|unemployment_graduates|self_employed|by_industry|earnings_regular"
)
_EARNINGS_ELSEWHERE = "avg_monthly_earnings_regular_wage"
_MINIMUM_WAGE = "minimum_wage: "
_NOT_PLAIN_UNIT = re.compile(r" \(.*\)| (?:YoY|MoM)$| of .*$| projected salary increment$")
_UNITS = {
    "index (2012=100)": "index (2012 = 100)",
    "index (2024=100)": "index (2024 = 100)",
    "index points (Jul 2008 = 1000)": "index points (July 2008 = 1000)",
}


def labour_market(evidence: Path) -> PreparedTable:
    """The long table of the labour market, minimum wages and earnings apart (they have files of their own)."""
    rows = read_evidence(evidence, "labour_market.csv")
    rows = rows[~rows["indicator"].str.startswith((_MINIMUM_WAGE, _EARNINGS_ELSEWHERE))]
    records, exclusions = [], []
    for row in rows.to_dict("records"):
        reason = _unusable(row)
        if reason:
            exclusions.append(row | {"reason": reason})
            continue
        name, _, detail = row["indicator"].partition(": ")
        rule, period = _indicator(name, row)
        records.append(
            {
                "indicator": rule.indicator,
                "geography": _geography(row["geography"]),
                "sex": row["sex"] or "all",
                "area": row["area"],
                "age_group": row["age_group"],
                "detail": detail or rule.detail,
                "period_start": period[0],
                "period_end": period[1],
                "value": float(row["value"]),
                "unit": _UNITS.get(row["unit"], _NOT_PLAIN_UNIT.sub("", row["unit"])),
                "source_title": row["source_title"],
                "source_url": _https(row["source_url"]),
            }
        )
    return _long(pd.DataFrame(records), pd.DataFrame(exclusions), ["geography", "sex", "area", "age_group", "detail"])


def _unusable(row: Row) -> str:
    if "status not stated" in row["unit"]:
        return "the definition is not stated"
    return "" if any(_period_words(row["period"])) else "no date"


def _indicator(name: str, row: Row) -> tuple[Indicator, tuple[str, str]]:
    """Find the rule for a row, and its period. Inflation belongs to the base in use in its month."""
    if name == "cpi_inflation_yoy":
        period = read_period(row["period"])
        base = "inflation_2024" if period[0] >= "2026-01-01" else "inflation_2012"
        return Indicator(name, base), period
    for rule in INDICATORS:
        if rule.name == name and rule.unit in row["unit"]:
            period = read_period(row["period"], rule.year)
            if rule.frequency in ("", frequency(*period)):
                return rule, period
    raise ValueError(f"labour_market.csv: no indicator for {name!r} in {row['unit']!r} of {row['period']!r}")


# --------------------------------------------------------------------------------------------------------- earnings

_EARNINGS = (
    # measure, unit, words in employment_type or source, frequency → indicator
    ("mean", "2021 PPP USD per month", "", "", "earnings_employees_ppp"),
    ("mean", "INR per month (real, constant prices)", "", "", "earnings_regular_real"),
    ("mean", "INR per month", "India Employment Report", "year", "earnings_regular_ilo"),
    ("mean", "INR per month", "Table 50", "year", "earnings_regular_occupation"),
    ("mean", "INR per month", "", "quarter", "earnings_regular_quarter"),
    ("mean", "INR per month", "", "year", "earnings_regular_year"),
    ("p90", "INR per month", "all wage earners", "year", "income_wage_earners_p90"),
    *(
        (measure, "INR per month", "all workers", "year", f"income_all_workers_{measure}")
        for measure in ("median", "p90", "p99")
    ),
)


def official_earnings(evidence: Path) -> PreparedTable:
    """The long table of earnings; the few quoted in the file on the labour market belong here too."""
    rows = read_evidence(evidence, "official_earnings.csv")
    elsewhere = read_evidence(evidence, "labour_market.csv").query("indicator == @_EARNINGS_ELSEWHERE")
    elsewhere = elsewhere.assign(
        measure="mean",
        occupation="",
        sample_size="",
        employment_type="regular wage/salaried",
        period_start=elsewhere["period"].map(lambda text: read_period(text)[0]),
        period_end=elsewhere["period"].map(lambda text: read_period(text)[1]),
    )
    rows = pd.concat([rows, elsewhere[[column for column in rows if column in elsewhere]]]).fillna("")
    records = [
        {
            "indicator": _earnings_indicator(row),
            "geography": _geography(row["geography"]),
            "sex": row["sex"],
            "area": row["area"],
            "occupation": row["occupation"],
            "period_start": row["period_start"],
            "period_end": row["period_end"],
            "value": float(row["value"]),
            "unit": row["unit"].replace(" (real, constant prices)", ", constant prices"),
            "sample_size": row["sample_size"],
            "source_title": row["source_title"],
            "source_url": _https(row["source_url"]),
        }
        for row in rows.to_dict("records")
    ]
    series = _long(pd.DataFrame(records), pd.DataFrame(), ["geography", "sex", "area", "occupation"])
    sizes = pd.to_numeric(series.table["sample_size"].replace("", None)).astype("Int64")
    return PreparedTable(series.table.assign(sample_size=sizes), series.left_out)


def _earnings_indicator(row: Row) -> str:
    length = frequency(row["period_start"], row["period_end"])
    for measure, unit, words, pattern, indicator in _EARNINGS:
        fits = words in row["employment_type"] or words in row["source_title"]
        if (measure, unit) == (row["measure"], row["unit"]) and fits and pattern in ("", length):
            return indicator
    raise ValueError(f"official_earnings.csv: no indicator for {row['measure']} in {row['unit']!r} over a {length}")


# --------------------------------------------------------------------------------------------------- minimum wages

CAPITAL_REGION = "Delhi NCR"
"""The towns around Delhi in four states: never filed as the city."""

SKILLS = ("Unskilled", "Semi-skilled", "Skilled", "Highly skilled")
ANY = "Any"
"""The designation of a wage set for a skill, not for a kind of work."""

_SCHEDULES = (
    ("shops", "Shops and commercial establishments"),
    ("construction", "Construction (central sphere)"),
    ("agriculture", "Agriculture (central sphere)"),
    ("central sphere", "All (central sphere)"),
)
_ZONE = re.compile(
    r"(zone (?:I{1,3}|IV|[A-C])\b|area [A-C]\b|towns over one lakh|rest of state|category I \([^)]*\)|Cochin)"
)
_SKILL = re.compile(r"(un|semi[- ]?|highly )?skilled(?: \(?([AB])\b\)?)?", re.IGNORECASE)
_SCHOOLING = {
    "category - ii": "category II",
    "category - i": "category I",
    "below": "below matriculation",
    "non": "below matriculation",
    "matriculat": "matriculate, not graduate",
    "graduate": "graduate and above",
}
"""Words that distinguish classes of clerical staff; the first match wins."""
_WEAK = re.compile(r"payroll source file|stored GitHub file")
_WAGE_KEY = ["state", "schedule", "zone", "designation", "skill", "house_rent", "effective"]


def minimum_wages(evidence: Path) -> PreparedTable:
    """Minimum wages by state, zone, designation or skill, and the day they took effect; "India" is the central sphere.

    A daily wage is multiplied by 26. A wage without a date stays undated. Of two figures for the same thing, the one
    from the systematic collection is kept; the other goes to the rows left out.
    """
    rows = read_evidence(evidence, "labour_market.csv")
    rows = rows[rows["indicator"].str.startswith(_MINIMUM_WAGE)]
    wages = pd.DataFrame([_wage(row) for row in rows.to_dict("records")])
    partial = rows["indicator"].str.contains("before DA").to_numpy()
    partial_wages = wages[partial].assign(
        reason="a part of the wage: without dearness allowance", instead_of=float("nan")
    )
    whole = wages[~partial].assign(rank=wages["source_title"].str.startswith("Saralweb").map({True: 0, False: 1}))
    wage_rows, repeats = _first_by_rank(whole, _WAGE_KEY, "per_month", 1)
    return PreparedTable(wage_rows, pd.concat([partial_wages, repeats], ignore_index=True))


def _wage(row: Row) -> dict[str, object]:
    words = row["indicator"].removeprefix(_MINIMUM_WAGE)
    work, skill = designation(words)
    zone = _ZONE.search(words)
    daily = row["unit"] == "INR per day"
    value = float(row["value"])
    period = _period_words(row["period"])
    return {
        "state": _geography(row["geography"]),
        "schedule": next((name for mark, name in _SCHEDULES if mark in words), "All"),
        "zone": _zone(zone[1]) if zone else "All",
        "designation": work,
        "skill": skill,
        "house_rent": "included" if "incl. HRA" in words else "apart",
        "effective": row["period_start"] or (read_period(row["period"])[0] if period else ""),
        "until": row["period_end"],
        "per_month": round(value * WORKING_DAYS if daily else value, 2),
        "per_day": round(value if daily else value / WORKING_DAYS, 2),
        "convert_factor": WORKING_DAYS if daily else 1,
        "confidence": "weak" if _WEAK.search(row["source_title"]) else "stated",
        "source_title": row["source_title"],
        "source_url": _https(row["source_url"]),
    }


def designation(words: str) -> tuple[str, str]:
    """Kind of work and skill that a wage is set for; one of the two is open.

    >>> designation("Semi Skilled, shops and commercial establishments, zone I")
    ('Any', 'Semi-skilled')
    >>> designation("Clerical matriculate but not Graduate, shops and commercial establishments")
    ('Clerical staff, matriculate, not graduate', 'Not stated')
    """
    name = words.split(",")[0].split(" (zone of")[0].strip()
    if match := _SKILL.match(name):
        level = (match[1] or "").lower().strip(" -")
        skill = {"un": "Unskilled", "semi": "Semi-skilled", "highly": "Highly skilled", "": "Skilled"}[level]
        work = "Clerical staff" if "clerical" in name.lower() else ANY
        return work, f"{skill} {match[2]}" if match[2] else skill
    if match := re.match(r"(Clerical|Supervisory)(?: |$)", name):
        rest = words.removeprefix(match[0])
        schooling = next((schooling_class for mark, schooling_class in _SCHOOLING.items() if mark in rest.lower()), "")
        return ", ".join(filter(None, (f"{match[1]} staff", schooling))), NOT_STATED
    plain = re.sub(r"[- ]cum[- ]", " cum ", name, flags=re.IGNORECASE)
    return plain[:1].upper() + plain[1:], NOT_STATED


def _zone(words: str) -> str:
    return "Kochi" if words == "Cochin" else words[:1].upper() + words[1:]


# ------------------------------------------------------------------------------------------------ what they share


def _long(rows: pd.DataFrame, excluded: pd.DataFrame, keys: list[str]) -> PreparedTable:
    """Build rows with their series, in a fixed order, one figure per series and period.

    If two sources give a figure for the same thing, the official table takes precedence over the newspaper; the other
    figure goes to the rows left out.
    """
    rows["segment"] = _segments(rows)
    rows["series"] = [
        "/".join(_detail_key(part) for part in parts) for parts in rows[["indicator", *keys, "segment"]].values
    ]
    rows["rank"] = [0 if re.search(_OFFICIAL_TABLE, title) else 1 for title in rows["source_title"]]
    final_rows, repeats = _first_by_rank(rows, ["series", "period_start", "period_end"], "value", 0.5)
    columns = ["indicator", "series", *keys, "segment"]
    order = [*columns, *(column for column in final_rows if column not in columns)]
    return PreparedTable(final_rows[order], pd.concat([excluded, repeats], ignore_index=True))


def _first_by_rank(
    rows: pd.DataFrame, key: list[str], value: str, rounding: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep one row per key, from the highest-ranked source; return the other rows with the reason.

    Args:
        rows: with the column `rank`; the lowest comes first.
        key: the columns that identify what a figure measures.
        value: the column of figures.
        rounding: figures that differ by less count as equal.
    """
    by_rank = rows.sort_values([*key, "rank"], kind="stable")
    superseded = by_rank.duplicated(key)
    first = by_rank.groupby(key)[value].transform("first")
    reason = pd.Series("another source gives another figure", index=by_rank.index)
    reason = reason.mask((by_rank[value] - first).abs() < rounding, "the same figure from a second source")
    repeats = by_rank[superseded].assign(reason=reason[superseded], instead_of=first[superseded])
    return by_rank[~superseded].drop(columns="rank").reset_index(drop=True), repeats.drop(columns="rank")


_OFFICIAL_TABLE = r"MoSPI|Annual Report|Table \d+|Lok Sabha|PIB\b|HCES|RBI"


def _segments(rows: pd.DataFrame) -> list[str]:
    """The segment of a series within one survey design; empty if the design never changed."""
    return [
        ""
        if not _REDESIGN.search(indicator)
        else "from 2025"
        if start >= REDESIGN
        else "2017-18"
        if indicator == "earnings_regular_quarter" and end <= "2018-06-30"
        else "to 2024"
        for indicator, start, end in zip(rows["indicator"], rows["period_start"], rows["period_end"], strict=True)
    ]


_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr)}
_PERIOD = re.compile(
    r"(?P<month>[A-Z][a-z]{2})(?: (?P<from>\d{4}))?(?:-(?P<last>[A-Z][a-z]{2}))? (?P<year>\d{4})"
    r"|(?:FY)?(?P<first>\d{4})-(?P<second>\d{2})\b(?! \(PLFS 2025)"
    r"|(?:2024-25 \(PLFS )?(?P<whole>\d{4})\b"
)


def read_period(text: str, year: str = "survey") -> tuple[str, str]:
    """Parse a period into its first and last day, as ISO dates.

    Args:
        text: "Apr 2026", "Jan-Mar 2024", "May 2020-May 2023", "2022-23", "FY2024-25" or "2025"; notes may follow.
        year: which year "2022-23" means: "survey" (from July), "fiscal" (April) or "consumption" (August).

    Raises:
        ValueError: for a text without a period.

    >>> read_period("Feb 2024"), read_period("Oct-Dec 2025 (provisional)")
    (('2024-02-01', '2024-02-29'), ('2025-10-01', '2025-12-31'))
    >>> read_period("2022-23"), read_period("2022-23", "fiscal"), read_period("2025 (Jan-Dec)")
    (('2022-07-01', '2023-06-30'), ('2022-04-01', '2023-03-31'), ('2025-01-01', '2025-12-31'))
    """
    match = _period_words(text)
    if not match:
        raise ValueError(f"a period looks like 'Apr 2026', 'Jan-Mar 2024', '2022-23' or '2025'; got {text!r}")
    if match["month"]:
        start = pd.Period(year=int(match["from"] or match["year"]), month=_MONTHS[match["month"]], freq="M")
        end = pd.Period(year=int(match["year"]), month=_MONTHS[match["last"] or match["month"]], freq="M")
    else:
        month = YEAR_STARTS[year] if match["first"] else 1
        start = pd.Period(year=int(match["first"] or match["whole"]), month=month, freq="M")
        end = start + 11
    return start.start_time.date().isoformat(), end.end_time.date().isoformat()


def _period_words(text: str) -> dict[str, str]:
    match = _PERIOD.match(text)
    return {} if match is None else match.groupdict(default="")


def frequency(start: str, end: str) -> str:
    """Classify the length of a period: "month", "quarter", "year" or "other".

    >>> frequency("2024-02-01", "2024-02-29"), frequency("2022-07-01", "2023-06-30")
    ('month', 'year')
    """
    months = (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7]) + 1
    return {1: "month", 3: "quarter", 12: "year"}.get(months, "other")


def _geography(text: str) -> str:
    """India, or the name of a region, state or city; Delhi is both state and city, the region around it neither."""
    if text in ("India", CAPITAL_REGION):
        return text
    place = read_place(text)
    return place.cities[0] if place.cities != (NOT_STATED,) else place.states[0]


def _https(url: str) -> str:
    return re.sub(r"^http://", "https://", url)


def _detail_key(text: str) -> str:
    return re.sub(r"[^a-z0-9+]+", "_", text.lower()).strip("_")


def _check_units(table: pd.DataFrame, dictionary: pd.DataFrame, file: str) -> None:
    units = dict(zip(dictionary["indicator"], dictionary["unit"], strict=True))
    pairs = set(zip(table["indicator"], table["unit"], strict=True))
    wrong = [f"{indicator} in {unit!r}" for indicator, unit in sorted(pairs) if units.get(indicator) != unit]
    wrong += [f"{indicator} without a figure" for indicator in sorted(set(units) - set(table["indicator"]))]
    if wrong:
        raise ValueError(f"{file} does not fit indicators.csv: {'; '.join(wrong)}")


SOURCE = Source(("official_earnings.csv", "labour_market.csv"), official)
