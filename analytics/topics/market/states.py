"""Figures of the states and union territories → tile maps, ranked lists, and the minimum wages of one state."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analytics.model import Filters
from analytics.presenting import market_figures, periods, wording
from analytics.presenting.exhibit import Column
from analytics.presenting.market_figures import LEGAL, TILES, say
from analytics.topics.market.exhibits import (
    INDIA,
    RECENT_YEARS,
    SOURCE_COLUMNS,
    Market,
    MarketExhibit,
    definitions,
    period_words,
    what_kind,
    years_before,
)

EVERYONE = "Everyone"
GROUPS = {
    EVERYONE: {"sex": "all", "area": "all"},
    "Women": {"sex": "female", "area": "all"},
    "Men": {"sex": "male", "area": "all"},
    "Towns": {"sex": "all", "area": "urban"},
    "Villages": {"sex": "all", "area": "rural"},
}
MAP_NEEDS = 12
"""States a period must have figures for, to be drawn as a map."""


STATE_COLUMNS = {
    "state": Column("state", "State or union territory", "", "The state; India for the whole, where there is a figure"),
    "step": Column("step", "Step", "", "Fifth of the states, 1 the lowest; missing without a current figure"),
    "high": Column("high", "Highest", LEGAL, "The highest clerical wage of the same zone"),
    "zone": Column("zone", "Zone", "", "The zone of the state"),
    "rule": Column("rule", "Chosen as", "", "named: set for clerks; skilled: set for the skill clerks count as"),
    "when": Column("when", "Old figure of", "", "The year of a figure too old to rank with the others"),
    "period": Column("period", "Period", "", "The time the figure is for"),
    **{column.name: column for column in SOURCE_COLUMNS},
}
NOTIFIED = "Minimum wages as notified"
WAGE_NOTES = (
    "The wage set for clerks, typists and data entry by name; where a state names none, the wage for skilled work. A "
    "month of 26 days, house rent apart. No legal advice: check the notification.",
)


def by_state(market: Market, name: str, group: str, ages: str = "") -> tuple[MarketExhibit, MarketExhibit]:
    """The latest figures of all states: as a tile map, and ranked. Both hold the same table.

    Args:
        name: the indicator.
        group: one of `GROUPS`.
        ages: "15+" or "15-29", for indicators that have age groups.
    """
    indicator = market.indicators[name]
    rows = market.rows[name]
    wanted = {**GROUPS[group], "occupation": "", "detail": ""} | ({"age_group": ages} if ages else {})
    for column, value in wanted.items():
        if column in rows:
            rows = rows[rows[column] == value]
    states = rows[rows["geography"].isin(TILES)].groupby("period_end")["geography"].nunique()
    latest = rows[rows["period_end"] == states[states >= MAP_NEEDS].index.max()]
    table = latest.assign(period=period_words(latest)).set_index("geography")
    return _state_exhibits(
        f"{name}_by_state",
        table[["value", "period", "source_title", "source_url"]],
        subject=indicator.title.split(",")[0] + ("" if group == EVERYONE else f" ({group.lower()})"),
        unit=indicator.unit,
        source=market.source([name], latest),
        selection=" · ".join([group, *([f"ages {ages}"] if ages else [])]),
        filters=Filters.of({"group": [group], "ages": [ages] if ages else []}),
        notes=definitions(market, [name]),
        what=what_kind(market, [name]),
    )


def minimum_wages_by_state(market: Market) -> tuple[MarketExhibit, MarketExhibit]:
    """The latest known minimum wage for clerical work in the dearest zone of each state."""
    wages = market.wages[market.wages["state"] != INDIA]
    latest = wages[wages["effective"] == wages.groupby("state")["effective"].transform("max")]
    top = latest.sort_values(["state", "low", "zone"]).drop_duplicates("state", keep="last").set_index("state")
    old = top["effective"] < years_before(top["effective"].max(), RECENT_YEARS)
    table = pd.DataFrame(
        {
            "value": top["low"],
            "high": top["high"],
            "zone": top["zone"],
            "rule": top["rule"],
            "when": top["effective"].str[:4].where(old, ""),
            "period": "from " + top["effective"].map(periods.day),
            "source_title": top["source_title"],
            "source_url": top["source_url"],
        }
    )
    outdated = wording.listed(f"{state} ({year})" for state, year in table.loc[old, "when"].items())
    return _state_exhibits(
        "minimum_wages_by_state",
        table,
        aside=frozenset(map(str, table.index[old])),
        subject="Minimum wage for clerical work",
        unit=LEGAL,
        source=market.sources["minimum_wages.csv"],
        selection="dearest zone of each state",
        notes=(
            f"Not ranked, because the latest order in the data is more than {RECENT_YEARS} years older than the newest "
            f"one: {outdated}. A later order may exist.",
            *WAGE_NOTES,
        ),
        what=NOTIFIED,
        method="The lowest clerical wage of the zone with the highest, for a month of 26 days, without house rent.",
    )


def _state_exhibits(
    key: str,
    table: pd.DataFrame,
    *,
    subject: str,
    unit: str,
    notes: tuple[str, ...],
    aside: Collection[str] = (),
    **shared: Any,
) -> tuple[MarketExhibit, MarketExhibit]:
    """Map and ranked list of one table.

    Args:
        table: by state, and India where it has a figure; its column `value` is drawn.
        aside: states whose figure is shown but not ranked.
    """
    values = {str(state): float(value) for state, value in table["value"].items()}
    order = sorted(values, key=lambda state: (state in aside, -values[state], state))
    missing = sorted(set(TILES) - set(values))
    ranked = [state for state in order if state in TILES and state not in aside]
    fifths = dict(zip(ranked, _fifths([values[state] for state in ranked]), strict=True))
    rows = table.reindex([*order, *missing])
    data: dict[str, Any] = {
        "state": [*order, *missing],
        "value": rows["value"].to_numpy(float),
        "step": np.array([fifths.get(state, np.nan) for state in [*order, *missing]], float),
    }
    for name in table.columns.drop("value"):
        numeric = pd.api.types.is_numeric_dtype(rows[name])
        data[name] = rows[name].to_numpy(float) if numeric else rows[name].fillna("").tolist()
    shared |= {
        "data": data,
        "columns": tuple(
            Column("value", f"{subject}, {unit}", unit, "The figure as published")
            if name == "value"
            else STATE_COLUMNS[name]
            for name in data
        ),
        "unit": unit,
        "n": len(order),
    }
    if len(ranked) < MAP_NEEDS:
        words: dict[str, Any] = {
            "title": f"{subject}: too few states have figures",
            "reading": "The tables found give this one for India only, or for few states. Choose another group.",
        }
        shared |= words | {"notes": notes}
        return MarketExhibit(key=f"{key}_map", **shared), MarketExhibit(key=f"{key}_ranked", **shared)
    top, bottom = ranked[0], ranked[-1]
    low, high = say(values[bottom], unit), say(values[top], unit)
    india = f" India as a whole: {say(values[INDIA], unit)}." if INDIA in values else ""
    absent = f"No figure, which is not zero: {wording.listed(missing)}." if missing else "Every state has a figure."
    listing = "; ".join(f"{state} {say(values[state], unit)}" for state in ranked)
    thousands = ("Tiles are in thousands of rupees a month.",) if unit.startswith("INR") else ()
    return (
        MarketExhibit(
            key=f"{key}_map",
            title=f"{subject}: from {low} in {bottom} to {high} in {top}",
            reading=f"Of {len(ranked)} states and union territories, {bottom} is lowest and {top} highest.{india}",
            alt=f"Tile map of {subject.lower()}. {listing}. {absent}",
            notes=(*thousands, "Five steps of equally many states; the darker, the higher.", absent, *notes),
            draw=partial(market_figures.tiles, unit=unit),
            **shared,
        ),
        MarketExhibit(
            key=f"{key}_ranked",
            title=f"Highest: {wording.listed(ranked[:3])}. Lowest: {wording.listed(ranked[-3:])}",
            reading=f"{top} stands at {high}, {bottom} at {low}.{india}",
            alt=f"Ranked bars. {listing}.",
            notes=(absent,),
            draw=partial(market_figures.ranked, value="value", unit=unit, strong=INDIA),
            **shared,
        ),
    )


def _fifths(descending: Sequence[float]) -> list[int]:
    """The fifth of each value among all, 1 the lowest; equal values share one.

    >>> _fifths([50, 40, 30, 20, 20, 10])
    [5, 4, 3, 1, 1, 1]
    """
    ascending = sorted(descending)
    return [1 + 5 * ascending.index(value) // len(ascending) for value in descending]


def minimum_wages_over_time(market: Market, state: str) -> MarketExhibit:
    """The minimum wages for clerical work in a state through time, a line for each zone."""
    rows = market.wages[market.wages["state"] == state]
    # A wage holds until the next order of its state; zones an order no longer names end with it.
    data: dict[str, Any] = {
        "line": rows["zone"].replace("All", "All zones").tolist(),
        "series": ["Minimum wage for clerical work"] * len(rows),
        "stretch": rows["rule"].tolist(),
        "period": [periods.day(day) for day in rows["effective"]],
        "period_start": rows["effective"].tolist(),
        "period_end": rows["effective"].tolist(),
        "value": rows["low"].to_numpy(float),
        "high": rows["high"].to_numpy(float),
        "source_title": rows["source_title"].tolist(),
        "source_url": rows["source_url"].tolist(),
    }
    columns = (
        Column("line", "Zone", "", "The zone of the state"),
        Column("series", "Series", "", "What the figures are"),
        Column("stretch", "Chosen as", "", STATE_COLUMNS["rule"].description),
        Column("period", "In force from", "", "First day of the wage; it holds until the next order"),
        Column("period_start", "From", "", "The same day"),
        Column("period_end", "Known on", "", "The same day: the last one is not in the data"),
        Column("value", "Lowest clerical wage", LEGAL, "For a month of 26 days, house rent apart"),
        Column("high", "Highest clerical wage", LEGAL, "The highest of the clerical designations"),
        *SOURCE_COLUMNS,
    )
    shared: dict[str, Any] = {
        "key": "Minimum wages over time",
        "data": data,
        "columns": columns,
        "unit": LEGAL,
        "n": len(rows),
        "source": market.sources["minimum_wages.csv"],
        "selection": state,
        "filters": Filters.of({"state": [state]}),
        "what": NOTIFIED,
        "method": "The lowest clerical wage of each zone and order, for a month of 26 days, without house rent.",
    }
    if rows.empty:
        return MarketExhibit(
            title=f"No minimum wage for clerical work in the data for {state}",
            reading="That does not mean there is none: no order of this state was found with a date and a figure.",
            notes=WAGE_NOTES,
            **shared,
        )
    latest = rows[rows["effective"] == rows["effective"].max()].sort_values("low")
    low, high = (say(float(latest["low"].iloc[at]), LEGAL) for at in (0, -1))
    span = low if low == high else f"{low} to {high}"
    where = "India (central government)" if state == INDIA else state
    first = rows[rows["effective"] == rows["effective"].min()]["low"]
    return MarketExhibit(
        title=f"A clerk in {where} is due at least {span} a month",
        reading=(
            f"In force from {periods.day(rows['effective'].max())}, by zone. The oldest order in the data, of "
            f"{periods.day(rows['effective'].min())}, set {say(float(first.min()), LEGAL)}."
        ),
        alt=f"Steps of the minimum wage in {where} by zone, {rows['effective'].min()} to {rows['effective'].max()}; "
        + "; ".join(f"{row.zone} {say(row.low, LEGAL)}" for row in latest.itertuples()),
        notes=(*WAGE_NOTES, *_rule_note(rows)),
        draw=partial(market_figures.lines, unit=LEGAL, steps=True),
        **shared,
    )


def _rule_note(rows: pd.DataFrame) -> tuple[str, ...]:
    changed = rows["rule"].nunique() > 1
    return ("Where the line is marked, orders began or ceased to name clerks.",) if changed else ()
