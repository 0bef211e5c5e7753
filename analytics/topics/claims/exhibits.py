"""Published claims → exhibits: each claim as a bar before the posted band, and where claims contradict each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from analytics.market.claims import OF_ROLES, RULES, contradictions, select
from analytics.model import NOT_STATED, Filters, Provenance, Survey
from analytics.presenting import wording
from analytics.presenting.exhibit import Column, Exhibit
from analytics.reading import packaged
from analytics.statistics.bands import MONTHS, Period, band_columns
from analytics.topics.claims import figures

NEWEST = 12
"""How many claims are shown unless more are asked for."""
SHARED = ("role", "sector", "city", "state", "experience")
"""Dimensions that claims and posted pay have in common."""
TRUST = {
    "official": "a pay scale or settlement",
    "survey": "counted by a named organisation",
    "article": "figures without a method",
    "modelled site": "visitors' entries or an estimate of the site",
}
"""The grades of trust, from the most to the least, and what each means."""
WHAT = "Published figures: what websites and reports claim"


@dataclass(frozen=True, eq=False)
class Claims:
    """The published claims, read once.

    Args:
        table: `published_pay.csv`, claims about roles only.
        source: where the collection comes from.
    """

    table: pd.DataFrame
    source: Provenance

    @classmethod
    def read(cls, folder: Path = packaged.DATA) -> Claims:
        """From the files of a data folder.

        Raises:
            DataError: as `packaged.read`.
        """
        table = packaged.read("published_pay", folder)
        return cls(table[table["kind"].isin(OF_ROLES)], packaged.provenance("published_pay", folder))

    def chosen(self, filters: Filters) -> pd.DataFrame:
        """The claims that pass the filters they have in common with posted pay, newest first."""
        return select(self.table, **{name: filters[name] for name in SHARED})

    def roles(self) -> dict[str, int]:
        """The roles with the most claims, and how many each has."""
        return {str(role): int(n) for role, n in self.table["role"].value_counts().items()}


def published(
    claims: Claims, posted: Survey, filters: Filters, per: Period = "month", largest: int | None = NEWEST
) -> Exhibit:
    """Every claim about the selected work as a bar, newest first, the posted band behind it.

    Args:
        posted: the survey of posted pay; its middle half is worked out for the role, level and cities of each claim.
        filters: of the visitor; dimensions that claims lack do not count.
        per: whether pay is stated a month or a year.
        largest: how many claims to show; none for all.
    """
    everything = claims.chosen(filters)
    chosen = everything.head(largest) if largest else everything
    shared = _shared(claims, filters, "published_claims", per)
    if chosen.empty:
        return Exhibit(
            title="No published figure for this selection",
            reading="Nobody's figure for exactly this work and place is in the collection. A gap is not a zero.",
            data=_claim_data(chosen, per),
            columns=_claim_columns(per),
            n=0,
            relax=_relaxed(claims, filters),
            **shared,
        )
    behind = _behind(everything, posted, filters, per)
    data = _claim_data(chosen, per) | {name: column[: len(chosen)] for name, column in behind.items()}
    newest = f"The newest {len(chosen)} of {wording.count(len(everything))} are shown."
    exhibit = Exhibit(
        title="",
        reading="",
        data=data,
        columns=_claim_columns(per, behind=True),
        n=len(everything),
        notes=(
            *([newest] if len(chosen) < len(everything) else []),
            "Bar: the published range; diamond: a single figure; arrow: an end that is not given. Pale band and tick "
            "behind it: the middle half and the median of posted pay for the same role and level in the places chosen, "
            "where there are enough posts.",
            "Trust: " + "; ".join(f"{mark(grade)} {grade}, {meaning}" for grade, meaning in TRUST.items()) + ".",
            *(["Claims know nothing of the other filters; those are left aside."] if _other(filters) else []),
        ),
        draw=partial(figures.claims, per=per),
        **shared,
    )
    whole = _claim_data(everything, per) | behind
    return replace(exhibit, **_claim_words(exhibit, replace(exhibit, data=whole).rows, filters, per))


def mark(grade: str) -> str:
    """A grade of trust as a row of dots, so that colour is not needed to read it.

    >>> mark("official"), mark("modelled site")
    ('●●●●', '●○○○')
    """
    grades = list(TRUST)
    filled = len(grades) - grades.index(grade)
    return "●" * filled + "○" * (len(grades) - filled)


def _other(filters: Filters) -> bool:
    return any(name not in (*SHARED, "doubt") for name, _ in filters)


def _shared(claims: Claims, filters: Filters, key: str, per: Period) -> dict[str, Any]:
    held = Filters.of({name: values for name, values in filters if name in SHARED})
    return {
        "key": key,
        "unit": f"INR per {per}",
        "source": claims.source,
        "selection": " · ".join(wording.listed(values, "or") for _, values in held) or "Every role",
        "filters": held,
        "kind": WHAT,
        "method": "Claims as published, yearly figures divided by twelve for a month; none is averaged or corrected.",
    }


def _relaxed(claims: Claims, filters: Filters) -> tuple[tuple[str, int], ...]:
    counts = {name: len(claims.chosen(filters.without(name))) for name, _ in filters if name in SHARED}
    return tuple(sorted(((name, n) for name, n in counts.items() if n), key=lambda item: -item[1]))


def _claim_data(chosen: pd.DataFrame, per: Period) -> dict[str, Any]:
    months = MONTHS[per]
    return {
        "about": [_about(row) for row in chosen.itertuples()],
        "low": chosen["pay_low"].to_numpy(float) * months,
        "middle": chosen["pay_middle"].to_numpy(float) * months,
        "high": chosen["pay_high"].to_numpy(float) * months,
        "middle_kind": chosen["middle_kind"].tolist(),
        "basis": chosen["basis"].tolist(),
        "published": [wording.period(day) or "no date" for day in chosen["published"]],
        "trust": chosen["trust"].tolist(),
        "mark": [mark(grade) for grade in chosen["trust"]],
        "role": chosen["role"].tolist(),
        "experience": chosen["experience"].tolist(),
        "claim_id": chosen["claim_id"].tolist(),
        "source_title": chosen["source_title"].tolist(),
        "source_url": chosen["source_url"].tolist(),
    }


def _about(row: Any) -> str:
    """What a claim is about: role, place, and the source's own words on experience."""
    place = next((name for name in (row.city, row.state) if name != NOT_STATED), "India")
    level = row.experience if row.experience != NOT_STATED else row.experience_as_published
    return ", ".join(filter(None, [row.role, place, level]))


def _claim_columns(per: Period, behind: bool = False) -> tuple[Column, ...]:
    unit = f"INR per {per}"
    columns = [
        Column("about", "Claim about", "", "Role, place and experience"),
        Column("low", "Low end", unit, "Published low end; missing where none was published"),
        Column("middle", "Middle", unit, "Published mean, median or typical figure, or halfway between the ends"),
        Column("high", "High end", unit, "Published high end; missing where none was published"),
        Column("middle_kind", "Kind of middle", "", "What the middle is"),
        Column("basis", "Basis", "", "Whether the source says gross or in hand"),
        Column("published", "Published", "", "Date of publication as far as known"),
        Column("trust", "Trust", "", "Grade of the source"),
        Column("mark", "Mark", "", "The grade as dots: the more are filled, the more it can be trusted"),
        Column("role", "Role", "", "Standard role"),
        Column("experience", "Experience", "", "Level, where the source gives years"),
        Column("claim_id", "Number", "", "Stable number of the claim"),
        Column("source_title", "Source", "", "Title of the page"),
        Column("source_url", "Link", "link", "Its address"),
    ]
    if behind:
        columns += [
            Column("posted_n", "Posts", "count", "Advertisements for the same role, level and selected place"),
            Column("posted_p25", "Posted, 25 in 100 below", unit, "Lower end of the middle half of posted pay"),
            Column("posted_p50", "Posted, median", unit, "Median of posted pay"),
            Column("posted_p75", "Posted, 75 in 100 below", unit, "Upper end of the middle half of posted pay"),
        ]
    return tuple(columns)


def _behind(chosen: pd.DataFrame, posted: Survey, filters: Filters, per: Period) -> dict[str, Any]:
    """The band of posted pay for each claim: the same role and level, in the places the visitor chose."""
    place = {name: filters[name] for name in ("city", "state") if name in posted.dimensions}
    asked = Filters.of({"role": sorted(set(chosen["role"])), **place})
    bands = {}
    for by in (("role",), ("role", "experience")):
        columns = band_columns(posted, by, asked, "middle", per, bounds=False)
        for at in range(len(columns["n"])):
            bands[tuple(columns[name][at] for name in by)] = [
                float(columns[name][at]) for name in ("n", "p25", "p50", "p75")
            ]
    nothing = [0.0, np.nan, np.nan, np.nan]
    rows = [
        bands.get((role,) if level == NOT_STATED else (role, level), nothing)
        for role, level in zip(chosen["role"], chosen["experience"], strict=True)
    ]
    names = ("posted_n", "posted_p25", "posted_p50", "posted_p75")
    return {name: np.array([row[at] for row in rows]) for at, name in enumerate(names)}


def _claim_words(exhibit: Exhibit, rows: list[SimpleNamespace], filters: Filters, per: Period) -> dict[str, Any]:
    """The finding: what the claims span, and how they compare with posted pay.

    Args:
        rows: all claims of the selection, with those not drawn.
    """
    money = partial(wording.money, per=per)
    ends = np.array([[row.low, row.middle, row.high] for row in rows])
    span = f"{money(float(np.nanmin(ends)))} to {money(float(np.nanmax(ends)))}"
    claimed = wording.rows(len(rows), "published")
    roles = {row.role for row in rows}
    where = f" in {wording.listed(filters['city'], 'or')}" if 0 < len(filters["city"]) <= 3 else ""
    compared = [row for row in rows if not np.isnan(row.posted_p25)]
    above = sum(_least(row) > row.posted_p75 for row in compared)
    below = sum(_most(row) < row.posted_p25 for row in compared)
    meet = len(compared) - above - below
    beside = (
        f"Of {_many(len(compared))} with enough posts to compare, {_many(above)} lie wholly above the middle half of "
        f"posted pay, {_many(below)} below it, and {_many(meet)} meet it."
        if compared
        else "There are too few posts to compare them with."
    )
    title = (
        f"{claimed} for {next(iter(roles))}{where}: {span}"
        if len(roles) == 1
        else f"{claimed}{where} on {len(roles)} roles: {_many(above)} lie above posted pay, {_many(below)} below"
    )
    spoken = [f"{row.about}: {_span(row, per)} ({row.trust}, {row.published})" for row in exhibit.rows[:NEWEST]]
    return {
        "title": title,
        "reading": f"They put pay between {span.replace(' to ', ' and ')} a {per}. {beside}",
        "alt": f"Bars of published claims, newest first. {'; '.join(spoken)}. {beside}",
    }


def _many(number: int) -> str:
    return wording.count(number) if number else "none"


def _least(row: Any) -> float:
    return float(np.nanmin([row.low, row.middle])) if not np.isnan([row.low, row.middle]).all() else -np.inf


def _most(row: Any) -> float:
    return float(np.nanmax([row.high, row.middle])) if not np.isnan([row.high, row.middle]).all() else np.inf


def _span(row: Any, per: Period) -> str:
    return figures.span(row.low, row.middle, row.high, per)


def disagreements(claims: Claims, filters: Filters, per: Period = "month") -> Exhibit:
    """Where the selected claims contradict each other or themselves: pairs of bars, with the rule that found them."""
    chosen = claims.chosen(filters)
    found = contradictions(chosen)
    shared = _shared(claims, filters, "contradictions", per) | {
        "method": "Found by rule: " + " ".join(rule.meaning for rule in RULES)
    }
    by_id = chosen.set_index("claim_id", drop=False)
    pairs = [(number, item, claim) for number, item in enumerate(found, start=1) for claim in item.claims]
    rows = by_id.loc[[claim for _, _, claim in pairs]]
    data: dict[str, Any] = {
        "contradiction": [str(number) for number, _, _ in pairs],
        "rule": [item.rule for _, item, _ in pairs],
        "explanation": [item.explanation for _, item, _ in pairs],
        **_claim_data(rows, per),
    }
    columns = (
        Column("contradiction", "Number", "", "Claims with the same number contradict each other"),
        Column("rule", "Rule", "", "The rule that found it"),
        Column("explanation", "Why", "", "The contradiction in a sentence; pay a month"),
        *(column for column in _claim_columns(per) if column.name in data),
    )
    n = len(chosen)
    rules = tuple(f"{rule.name.capitalize()}: {rule.meaning}" for rule in RULES)
    if not found:
        return Exhibit(
            title=f"No contradiction among {wording.rows(n, 'published')}"
            if n
            else "No claims to hold against each other",
            reading="The rules found none. Two figures that agree can still both be wrong.",
            data=data,
            columns=columns,
            n=n,
            notes=rules,
            relax=_relaxed(claims, filters),
            **shared,
        )
    kinds = {rule.name: sum(item.rule == rule.name for item in found) for rule in RULES}
    said = wording.listed(f"{count} × {name}" for name, count in kinds.items() if count)
    many = "contradiction" if len(found) == 1 else "contradictions"
    return Exhibit(
        title=f"{len(found)} {many} among {wording.rows(n, 'published')}",
        reading=f"Found by rule: {said}.",
        data=data,
        columns=columns,
        n=n,
        notes=rules,
        alt=f"Pairs of bars. {' '.join(item.explanation for item in found)}",
        draw=partial(figures.claims, per=per),
        **shared,
    )


def sentences(exhibit: Exhibit) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each contradiction as a sentence, with the titles and addresses of its sources."""
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for row in exhibit.rows:
        sentence = found.setdefault(row.contradiction, (row.explanation, []))
        if (row.source_title, row.source_url) not in sentence[1]:
            sentence[1].append((row.source_title, row.source_url))
    return list(found.values())


def sources(exhibit: Exhibit) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each claim of an exhibit in words, with the title and address of its source."""
    per: Period = "year" if exhibit.unit.endswith("year") else "month"
    return [
        (f"{row.about}: {_span(row, per)}, {row.published}, {row.trust}", [(row.source_title, row.source_url)])
        for row in exhibit.rows
    ]
