"""The minimum wage for clerical work in a state on a day."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

CLERICAL = r"cleric|clerk|typist|accounts|data entry|computer operator|receptionist"
"""Words in designations that mean clerical work, except chiefs and supervisors."""
NOT_CLERICAL = r"\b(?:head|chief|senior|manager|supervisor)"
CLERKS_LEVEL = "Skilled"
"""The skill grade of clerks where a state sets no wage for them by name, following West Bengal's notification."""


@dataclass(frozen=True)
class MinimumWage:
    """The lowest and highest minimum wage for clerical work in one zone, in rupees a month of 26 days.

    Args:
        rule: how the wage was chosen: "named" for clerical designations, "skilled" for the skill grade of clerks.
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
    named in it come before skills. Wages that include house rent, rest on a weak source or have no date are ignored. A
    wage stays in force until a later one appears in the data.

    Args:
        table: `minimum_wages.csv`.
        state: name of the state; "India" means workplaces of the central government only: no other clerk is entitled to
            it.
        on: ISO day.

    >>> row = {"state": "Goa", "schedule": "Shops and commercial establishments", "zone": "All", "house_rent": "apart",
    ...        "confidence": "stated", "source_title": "t", "source_url": "u", "skill": "Not stated"}
    >>> table = pd.DataFrame([row | {"designation": "Clerk", "effective": "2023-04-01", "per_month": 12000.0},
    ...                       row | {"designation": "Clerk", "effective": "2024-04-01", "per_month": 12500.0}])
    >>> [(wage.low, wage.effective) for wage in clerical_wages(table, "Goa", "2024-01-31")]
    [(12000.0, '2023-04-01')]
    """
    orders = _orders(table[(table["state"] == state) & (table["effective"] <= on)])
    latest = orders[orders["effective"] == orders["effective"].max()]
    wages = [MinimumWage(**{str(name): value for name, value in row.items()}) for row in latest.to_dict("records")]
    return sorted(wages, key=lambda wage: (-wage.high, wage.zone))


def clerical_history(table: pd.DataFrame, state: str = "") -> pd.DataFrame:
    """The history of these wages: one row per state, effective date and zone, sorted in that order.

    Args:
        table: `minimum_wages.csv`.
        state: name of the state; empty for all.

    Returns:
        The fields of `MinimumWage` as columns. A wage holds until the next effective date of its state.
    """
    return _orders(table[table["state"] == state] if state else table)


def _orders(table: pd.DataFrame) -> pd.DataFrame:
    """The clerical wages of each order, by state, effective date and zone."""
    office = table["schedule"].str.startswith(("All", "Shops"))  # not builders or farms
    usable = (table["house_rent"] == "apart") & (table["confidence"] == "stated") & (table["effective"] != "")
    rows = table[office & usable]
    clerical = _is_clerical(rows)
    skilled_grade = (
        ~clerical & rows["skill"].str.fullmatch(rf"{CLERKS_LEVEL}(?: [AB])?") & (rows["designation"] == "Any")
    )
    rows = rows.assign(
        rule=clerical.map({True: "named", False: "skilled"}),
        designations=rows["designation"].where(clerical, rows["skill"]),
    )[clerical | skilled_grade]
    by = ["state", "effective", "zone"]
    first_rule = rows.groupby(by)["rule"].transform("min")  # "named" comes before "skilled"
    wages = rows[rows["rule"] == first_rule].sort_values("per_month", kind="stable")
    orders = wages.groupby(by, as_index=False).agg(
        low=("per_month", "min"),
        high=("per_month", "max"),
        rule=("rule", "first"),
        designations=("designations", lambda names: tuple(sorted(set(names)))),
        source_title=("source_title", "first"),
        source_url=("source_url", "first"),
    )
    return orders[[field.name for field in fields(MinimumWage)]].sort_values(by, kind="stable", ignore_index=True)


def _is_clerical(rows: pd.DataFrame) -> pd.Series:
    words = rows["designation"].str.lower()
    # A designation that names several kinds of work counts when one of them is a plain clerk.
    return words.str.contains(CLERICAL) & (~words.str.contains(NOT_CLERICAL) | words.str.contains("/.*clerk|clerk.*/"))
