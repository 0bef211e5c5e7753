"""The minimum wage for clerical work in a state on a day."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

CLERICAL = r"cleric|clerk|typist|accounts|data entry|computer operator|receptionist"
"""Words of designations that are clerical work; chiefs and supervisors apart."""
NOT_CLERICAL = r"\b(?:head|chief|senior|manager|supervisor)"
CLERKS_LEVEL = "Skilled"
"""The skill clerks count as where a state sets no wage for them by name, as the notification of West Bengal says."""


@dataclass(frozen=True)
class MinimumWage:
    """The lowest and highest minimum wage for clerical work in one zone, in rupees a month of 26 days.

    Args:
        rule: how the wage was chosen: "named" for clerical designations, "skilled" for the skill clerks count as.
        designations: the designations or skills it is set for.
        effective: the day it took effect. A later one may exist that is not in the data.
    """

    state: str
    zone: str
    low: float
    high: float
    effective: str
    rule: str
    designations: tuple[str, ...]
    source_title: str
    source_url: str


def clerical_wages(table: pd.DataFrame, state: str, on: str) -> list[MinimumWage]:
    """The minimum wages for clerical work in force in a state on a day, zone by zone, the highest first.

    The latest order counts: states rename their zones, so an older one is not mixed in. In each zone, designations
    named in it come before skills. Wages that include house rent, rest on a weak source or have no date are left
    aside. A wage stays in force until the data have a later one.

    Args:
        table: `minimum_wages.csv`.
        state: name of the state; "India" for employers under the central government.
        on: ISO day.

    >>> row = {"state": "Goa", "schedule": "Shops and commercial establishments", "zone": "All", "house_rent": "apart",
    ...        "confidence": "stated", "source_title": "t", "source_url": "u", "skill": "Not stated"}
    >>> table = pd.DataFrame([row | {"designation": "Clerk", "effective": "2023-04-01", "per_month": 12000.0},
    ...                       row | {"designation": "Clerk", "effective": "2024-04-01", "per_month": 12500.0}])
    >>> [(wage.low, wage.effective) for wage in clerical_wages(table, "Goa", "2024-01-31")]
    [(12000.0, '2023-04-01')]
    """
    office = table["schedule"].str.startswith(("All", "Shops")) | (table["state"] == "India")
    usable = (table["house_rent"] == "apart") & (table["confidence"] == "stated") & (table["effective"] != "")
    rows = table[(table["state"] == state) & office & usable & (table["effective"] <= on)]
    named = _is_clerical(rows)
    skilled = ~named & rows["skill"].str.fullmatch(rf"{CLERKS_LEVEL}(?: [AB])?") & (rows["designation"] == "Any")
    rows = rows.assign(rule=named.map({True: "named", False: "skilled"}))[named | skilled]
    latest = rows[rows["effective"] == rows["effective"].max()]
    wages = [_wage(str(zone), group) for zone, group in latest.groupby("zone")]
    return sorted(wages, key=lambda wage: (-wage.high, wage.zone))


def clerical_history(table: pd.DataFrame, state: str) -> pd.DataFrame:
    """The same through time: one row for each zone and day a wage took effect, in order of time.

    Columns: effective, zone, low, high, rule, source_title, source_url. A step holds until the next one of its zone.
    """
    days = sorted(set(table.loc[(table["state"] == state) & (table["effective"] != ""), "effective"]))
    wages = {(wage.effective, wage.zone): wage for day in days for wage in clerical_wages(table, state, day)}
    columns = ["effective", "zone", "low", "high", "rule", "source_title", "source_url"]
    return pd.DataFrame([{c: getattr(wages[key], c) for c in columns} for key in sorted(wages)], columns=columns)


def _is_clerical(rows: pd.DataFrame) -> pd.Series:
    words = rows["designation"].str.lower()
    # A designation that names several kinds of work counts when one of them is a plain clerk.
    return words.str.contains(CLERICAL) & (~words.str.contains(NOT_CLERICAL) | words.str.contains("/.*clerk|clerk.*/"))


def _wage(zone: str, rows: pd.DataFrame) -> MinimumWage:
    chosen = rows[rows["rule"] == rows["rule"].min()]  # "named" comes before "skilled"
    labels = chosen["designation"].where(chosen["rule"] == "named", chosen["skill"])
    first = chosen.sort_values("per_month", kind="stable").iloc[0]
    return MinimumWage(
        state=str(first["state"]),
        zone=zone,
        low=float(chosen["per_month"].min()),
        high=float(chosen["per_month"].max()),
        effective=str(first["effective"]),
        rule=str(first["rule"]),
        designations=tuple(sorted(set(labels))),
        source_title=str(first["source_title"]),
        source_url=str(first["source_url"]),
    )
