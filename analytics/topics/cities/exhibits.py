"""City against city → exhibits: for the same work, sector by sector, and where they lie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from analytics.model import NOT_STATED
from analytics.presenting import answer_figures, phrases, wording
from analytics.presenting.exhibit import Column, Exhibit, View
from analytics.reading.fields.places import FROM_HOME, OTHER_PLACES
from analytics.reference import SPENDING, Reference
from analytics.statistics.bands import SHOWN_FROM, band_columns
from analytics.statistics.like_for_like import CELL_FROM, like_for_like
from analytics.statistics.order_statistics import Groups
from analytics.topics.bands.answer import relaxed
from analytics.topics.bands.columns import band_column

AT_MOST = 5
SECTORS = 10
"""How many sectors the heat table shows: those with the most rows in the cities compared."""
ON_THE_MAP = 40
"""How many cities the map shows: on a phone, more would cover each other."""
NO_CITY = (NOT_STATED, FROM_HOME, OTHER_PLACES)
BUYS = (
    f"In what it buys: pay is divided by the {SPENDING} (Household Consumption Expenditure Survey). It is imperfect: "
    "people spend more where they earn more, a city is not its state, and rents differ within it."
)


def largest(view: View, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """The cities to compare: those chosen, or else the five with the most rows in the selection.

    Where the filters name a single city, the largest others join it, since one city alone compares with nothing.
    """
    if len(chosen) > 1 or "city" not in view.survey.dimensions:
        return tuple(chosen)
    own = tuple(chosen) or (view.filters["city"] if len(view.filters["city"]) == 1 else ())
    filters = view.filters.without("city") if own else view.filters
    groups = Groups(view.survey, ["city"], filters, view.measure)
    sizes = {key[0]: int(n) for key, n in zip(groups.keys, groups.n, strict=True)}
    others = [city for city in sizes if city not in (*own, *NO_CITY) and sizes[city] >= SHOWN_FROM["p50"]]
    return (*own, *sorted(others, key=lambda city: -sizes[city])[: AT_MOST - len(own)])


def _shared(view: View, key: str, n: int) -> dict[str, Any]:
    return {
        "key": key,
        "unit": view.unit,
        "n": n,
        "source": view.survey.provenance,
        "selection": phrases.selection(view.context(view.filters)),
        "filters": view.filters,
    }


def _without_city(view: View, key: str) -> Exhibit:
    source = view.survey.provenance
    return Exhibit(
        title="No comparison of cities",
        reading=f"{source.title} does not say the city of its {phrases.noun(source.kind)}.",
        data={},
        columns=(),
        **_shared(view, key, 0),
    )


def _too_few(view: View, key: str) -> Exhibit:
    return Exhibit(
        title="Fewer than two cities to compare",
        reading=f"In this selection fewer than two cities have the {SHOWN_FROM['p50']} rows that a median needs.",
        data={},
        columns=(),
        relax=relaxed(view),
        **_shared(view, key, 0),
    )


def compared(view: View, cities: Sequence[str], reference: Reference, buys: bool = False) -> Exhibit:
    """Raw medians beside differences for the same work, with intervals and the share of posts matched.

    Args:
        cities: at least two; the first is the yardstick.
        buys: whether pay is divided by the spending level of the state.
    """
    survey = view.survey
    if "city" not in survey.dimensions:
        return _without_city(view, "cities_like_for_like")
    if len(cities) < 2:
        return _too_few(view, "cities_like_for_like")
    cells = [name for name in ("role", "experience") if name in survey.dimensions]
    first, *others = cities
    table = like_for_like(survey, "city", first, others, cells, view.filters, view.measure, view.per)
    spending = np.array([reference.cities[city].spending if city in reference.cities else np.nan for city in cities])
    if buys:
        level = spending / spending[0]
        for name in ("raw_ratio", "ratio", "ratio_low", "ratio_high"):
            table[name] = table[name] / level
    names = [name for name in table if name != "city"]
    data: dict[str, Any] = {"city": list(cities)} | {str(name): table[name].to_numpy() for name in names}
    if not cells:
        for name in ("ratio", "ratio_low", "ratio_high", "matched"):
            data[name] = np.full(len(cities), np.nan)
    data["spending"] = spending
    n = int(Groups(survey, (), view.filters.having("city", cities), view.measure).n[0])
    noun = phrases.noun(survey.provenance.kind)
    same = wording.listed(cells) if cells else ""
    exhibit = Exhibit(
        title="",
        reading="",
        data=data,
        columns=_compared_columns(view, first, buys, same),
        notes=(
            f"Mark: the difference for the same mix of {same}, with its 95 % interval. Circle: the difference of the "
            f"raw medians. Dotted line: {first}."
            if cells
            else "Circle: the difference of the raw medians. The survey tells neither role nor experience, so nothing "
            "can be compared like for like.",
            *([f"Only work with {CELL_FROM} {noun} in both cities is compared; matched is the share of {noun} in it."]
              if cells else []),
            *_lacking_cells(cells),
            *([BUYS] if buys else []),
            *_no_spending(cities, spending, buys),
        ),
        draw=partial(answer_figures.differences, noun=noun, raw="raw_ratio"),
        **_shared(view, "cities_like_for_like", n),
    )  # fmt: skip
    title, reading = _compared_words(view, exhibit, buys)
    return replace(exhibit, title=title, reading=reading, alt=_compared_alt(exhibit, first))


def _lacking_cells(cells: Sequence[str]) -> list[str]:
    lacking = [name for name in ("role", "experience") if name not in cells]
    return [f"The survey does not tell the {lacking[0]}, so its mix is not held fixed."] if len(lacking) == 1 else []


def _no_spending(cities: Sequence[str], spending: Any, buys: bool) -> list[str]:
    unknown = [city for city, level in zip(cities, spending, strict=True) if math.isnan(level)]
    return [f"No spending level is known for {wording.listed(unknown)}."] if buys and unknown else []


def _compared_columns(view: View, first: str, buys: bool, same: str) -> tuple[Column, ...]:
    bought = ", in what it buys" if buys else ""
    return (
        Column("city", "City", "", "The first is the yardstick"),
        *(band_column(name, view.context()) for name in ("n", "p50", "p50_low", "p50_high")),
        Column("raw_ratio", f"Raw ÷ {first}", "share", f"Median ÷ the median of {first}{bought}"),
        Column("ratio", f"Same work ÷ {first}", "share", f"The same for the same mix of {same}{bought}"),
        Column("ratio_low", "Same work, lower limit", "share", "Lower end of its 95 % interval"),
        Column("ratio_high", "Same work, upper limit", "share", "Upper end of its 95 % interval"),
        Column("cells", "Kinds of work compared", "count", f"Combinations of {same} that both cities have"),
        Column("matched", "Matched", "share", "Share of both cities' rows in the work compared"),
        Column("spending", "Spending level", "INR per person and month", f"The {SPENDING}"),
    )


def _percent_apart(ratio: float) -> str:
    """A ratio as people say it.

    >>> _percent_apart(1.12), _percent_apart(0.957), _percent_apart(1.001)
    ('12% more', '4% less', 'the same')
    """
    whole = round((ratio - 1) * 100)
    return f"{abs(whole)}% {'more' if whole > 0 else 'less'}" if whole else "the same"


def _span(low: float, high: float) -> str:
    return answer_figures.signed_span(low - 1, high - 1)


def _compared_words(view: View, exhibit: Exhibit, buys: bool) -> tuple[str, str]:
    first, *others = exhibit.rows
    told = [row for row in others if not math.isnan(row.ratio)]
    bought = " in what it buys" if buys else ""
    if not told:
        named = [f"{row.group} {phrases.pay(view.context(), row.p50)} (n {wording.count(row.n)})" for row in exhibit.rows  # noqa: E501
                 if not math.isnan(row.p50)]  # fmt: skip
        return (
            "No comparison for the same work",
            f"No other city shares work with {first.group} that both offer often enough. Raw medians: "
            f"{wording.listed(named) or 'none'}.",
        )
    widest = max(told, key=lambda row: abs(math.log(row.ratio)))
    title = f"For the same work, {widest.group} pays {_percent_apart(widest.ratio)} than {first.group}{bought}"
    if round((widest.ratio - 1) * 100) == 0:
        title = f"For the same work, these cities pay the same as {first.group}{bought}"
    rest = [
        f"{row.group} {answer_figures.signed(row.ratio - 1)} ({_span(row.ratio_low, row.ratio_high)})"
        for row in told
        if row is not widest
    ]
    verb = "pays" if round((widest.ratio - 1) * 100) else "pays, give or take,"
    return title, (
        f"For the same mix of work, {widest.group} (n {wording.count(widest.n)}) {verb} {_percent_apart(widest.ratio)}"
        f"{' than' if round((widest.ratio - 1) * 100) else ' as'} {first.group} (n {wording.count(first.n)}){bought}: "
        f"{_span(widest.ratio_low, widest.ratio_high)}, {wording.percent(widest.matched)} of their posts matched."
        + (f" The others: {wording.listed(rest)}." if rest else "")
    )


def _compared_alt(exhibit: Exhibit, first: str) -> str:
    parts = [
        f"{row.group} {_span(row.ratio_low, row.ratio_high)}"
        if not math.isnan(row.ratio)
        else f"{row.group} no evidence"
        for row in exhibit.rows[1:]
    ]
    return f"Differences from {first} for the same work, in percent. {'; '.join(parts)}."


def heat(view: View, cities: Sequence[str]) -> Exhibit:
    """Sector by city: the median of each cell and its n."""
    survey, kind = view.survey, view.survey.provenance.kind
    lacking = [name for name in ("sector", "city") if name not in survey.dimensions]
    if lacking or not cities:
        words = f"does not say the {wording.listed(lacking)} of its {phrases.noun(kind)}" if lacking else ""
        return Exhibit(
            title="No table of sectors and cities",
            reading=f"{survey.provenance.title} {words}." if lacking else "No city of the selection has posts enough.",
            data={},
            columns=(),
            **_shared(view, "sector_by_city", 0),
        )
    filters = view.filters.having("city", cities)
    sectors = Groups(survey, ["sector"], filters, view.measure)
    sizes = {key[0]: int(n) for key, n in zip(sectors.keys, sectors.n, strict=True) if n}
    ranked = sorted((name for name in sizes if name != NOT_STATED), key=lambda name: -sizes[name])[:SECTORS]
    shown = filters.having("sector", ranked)
    found = band_columns(survey, ["sector", "city"], shown, view.measure, view.per, bounds=False)
    at = {pair: place for place, pair in enumerate(zip(found["sector"], found["city"], strict=True))}
    cells = [(sector, city) for sector in ranked for city in cities]
    places = [at.get(cell, -1) for cell in cells]
    data: dict[str, Any] = {"sector": [s for s, _ in cells], "city": [c for _, c in cells]}
    for name in ("n", "p50", "p50_low", "p50_high"):
        empty = 0 if name == "n" else np.nan
        data[name] = np.array([found[name][place] if place >= 0 else empty for place in places])
    data["quality"] = [found["quality"][place] if place >= 0 else None for place in places]
    data["step"] = _fifths(data["p50"])
    n = int(Groups(survey, (), filters, view.measure).n[0])
    title, reading = _heat_words(view, data, cities, n)
    hidden = int(np.isnan(data["p50"]).sum())
    year = " Figures in lakh rupees a year." if view.per == "year" and survey.currency == "INR" else ""
    return Exhibit(
        title=title,
        reading=reading,
        data=data,
        columns=(
            Column("sector", "Sector", "", "Sector of work"),
            Column("city", "City", "", "City"),
            *(band_column(name, view.context()) for name in ("n", "p50", "p50_low", "p50_high", "quality")),
            Column("step", "Step", "", "Fifth of the cells shown, 1 the lowest; missing without a median"),
        ),
        alt=f"Table of medians by sector and city. {reading}",
        notes=(
            f"Each cell: the median and its n; the darker, the higher.{year}",
            *([f"{hidden} of {len(cells)} cells hold under {SHOWN_FROM['p50']} {phrases.noun(kind)}: no figure."]
              if hidden else []),
            *([f"The {len(ranked)} sectors with the most {phrases.noun(kind)} of {len(sizes)} are shown."]
              if len(ranked) < len(sizes) else []),
            "Plain medians: the mix of work in a cell is not held fixed.",
        ),
        relax=() if ranked else relaxed(view),
        draw=partial(answer_figures.heat, rows="sector", columns="city", currency=survey.currency, per=view.per)
        if ranked else None,
        **_shared(view, "sector_by_city", n),
    )  # fmt: skip


def _fifths(values: Any) -> Any:
    """The fifth of each value among all, 1 the lowest; equal values share one; missing stays missing.

    >>> _fifths(np.array([50.0, 40, 30, 20, np.nan, 10])).tolist()
    [5.0, 4.0, 3.0, 2.0, nan, 1.0]
    """
    ranked = np.sort(values[~np.isnan(values)])
    steps = 1.0 + 5 * np.searchsorted(ranked, values) // max(len(ranked), 1)
    return np.where(np.isnan(values), np.nan, steps)


def _heat_words(view: View, data: dict[str, Any], cities: Sequence[str], n: int) -> tuple[str, str]:
    period = "" if view.per == "year" else " a month"
    shown = np.flatnonzero(~np.isnan(data["p50"])).tolist()
    sure = [at for at in shown if data["quality"][at] != "unreliable"] or shown
    if not sure:
        kind = view.survey.provenance.kind
        return "Too few posts for sector by city", f"{wording.rows(n, kind).capitalize()} in {len(cities)} cities."
    top, bottom = max(sure, key=lambda at: data["p50"][at]), min(sure, key=lambda at: data["p50"][at])

    def cell(at: int) -> str:
        spread = (data["p50_high"][at] - data["p50_low"][at]) / 2
        return f"{data['sector'][at]} in {data['city'][at]} at {phrases.pay(view.context(), data['p50'][at], spread)}"

    def limits(at: int) -> str:
        span = (
            f"{phrases.pay(view.context(), data['p50_low'][at])} to {phrases.pay(view.context(), data['p50_high'][at])}"
        )
        return f"({span}, n {wording.count(data['n'][at])})"

    return (
        f"Highest: {cell(top)}{period}",
        f"Highest is {cell(top)}{period} {limits(top)}, lowest {cell(bottom)} {limits(bottom)}.",
    )


def bubbles(view: View, reference: Reference) -> Exhibit:
    """The cities where they lie: how many posts, and the median."""
    survey, kind = view.survey, view.survey.provenance.kind
    if "city" not in survey.dimensions:
        return _without_city(view, "cities_on_the_map")
    found = band_columns(survey, ["city"], view.filters, view.measure, view.per, bounds=False)
    placed = [
        at for at, city in enumerate(found["city"]) if city in reference.cities and not np.isnan(found["p50"][at])
    ]
    n = int(Groups(survey, (), view.filters, view.measure).n[0])
    if not placed:
        return _too_few(view, "cities_on_the_map")
    everywhere = len(placed)
    placed = sorted(placed, key=lambda at: -found["n"][at])[:ON_THE_MAP]
    names = [found["city"][at] for at in placed]
    data: dict[str, Any] = {"city": names, "state": [reference.state(city) for city in names]}
    data |= {name: found[name][placed] for name in ("n", "p50", "p50_low", "p50_high")}
    data["quality"] = [found["quality"][at] for at in placed]
    data["step"] = _fifths(data["p50"])
    data["latitude"] = np.array([reference.cities[city].latitude for city in names])
    data["longitude"] = np.array([reference.cities[city].longitude for city in names])
    noun = phrases.noun(kind)
    top = names[:5]
    there = view.filters.having("city", top)
    share = int(Groups(survey, (), there, view.measure).n[0]) / max(n, 1)
    reading = (
        f"{wording.percent(share)} of {wording.rows(n, kind)} name {wording.listed(top, 'or')}; "
        f"{wording.count(everywhere)} cities have enough for a median."
    )
    elsewhere = [city for city in NO_CITY if city in found["city"]]
    return Exhibit(
        title=f"{wording.percent(share)} of {noun} are in {len(top)} of {wording.count(everywhere)} cities"
        if len(names) > len(top)
        else f"The {noun} are in {wording.listed(names)}",
        reading=reading,
        data=data,
        columns=(
            Column("city", "City", "", "City"),
            Column("state", "State", "", "State or union territory"),
            *(band_column(name, view.context()) for name in ("n", "p50", "p50_low", "p50_high", "quality")),
            Column("step", "Step", "", "Fifth of the cities by median, 1 the lowest; missing without a median"),
            Column("latitude", "Latitude", "degrees north", "Of the centre of the city"),
            Column("longitude", "Longitude", "degrees east", "Of the centre of the city"),
        ),
        alt=f"Bubbles at the place of each city, north up. {reading}",
        notes=(
            f"North is up. The larger a bubble, the more {noun}; the darker, the higher the median, in five steps.",
            *(
                [f"The {len(names)} cities with the most {noun} of {wording.count(everywhere)} are shown."]
                if len(names) < everywhere
                else []
            ),
            "Plain medians: the mix of work differs from city to city. No boundaries are drawn.",
            *([f"Not on the map: {wording.listed(elsewhere).lower()}."] if elsewhere else []),
        ),
        draw=partial(answer_figures.bubbles, currency=survey.currency, per=view.per),
        **_shared(view, "cities_on_the_map", n),
    )
