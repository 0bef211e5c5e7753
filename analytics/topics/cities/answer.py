"""Compare cities for the same work, by sector, and on the map; as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analytics.model import NOT_STATED
from analytics.reading.fields.places import FROM_HOME, OTHER_PLACES
from analytics.reference import Reference
from analytics.statistics.bands import NO_ROWS, SHOWN_FROM, Band, band_rows
from analytics.statistics.like_for_like import Reason, like_for_like
from analytics.statistics.order_statistics import Groups
from analytics.texts import N_
from analytics.topics.bands.answer import METHOD as BANDS_METHOD
from analytics.topics.bands.answer import rows_without_filters, whole
from analytics.view import Context, RowsWithout, View

AT_MOST = 5
SECTORS = 10
"""The sectors in the heat table: those with the most rows in the compared cities."""
ON_THE_MAP = 40
"""The most cities on the map: on a phone, more would overlap."""
NO_CITY = (NOT_STATED, FROM_HOME, OTHER_PLACES)

METHOD = N_(
    "Like for like: in each combination of role and experience that both cities have often enough, the ratio of the "
    "two medians; their geometric mean, weighted with the rows of both (direct standardisation to the pooled mix). The "
    "interval resamples the posts of each combination, whole employers where they are known (percentile bootstrap, "
    "fixed seed). A comparison is stated only from three combinations, three tenths of the mix and five employers on "
    "each side. Raw medians interpolate linearly (Hyndman–Fan type 7)."
)


@dataclass(frozen=True)
class CityRow:
    """One city compared with the first; ratios are nan if nothing is comparable.

    Args:
        raw_ratio: its median ÷ the first city's.
        ratio, ratio_low, ratio_high: the same for the same mix of work, with its 95 % interval.
        cells: the number of combinations of role and experience compared.
        matched: the share of both cities' rows in them.
        reason: the reason the ratio describes only that work and not the two cities; None if it describes them.
        spending: monthly spending per person in the towns of its state.
    """

    city: str
    band: Band
    raw_ratio: float
    ratio: float
    ratio_low: float
    ratio_high: float
    cells: int
    matched: float
    reason: Reason | None
    spending: float

    @property
    def comparable(self) -> bool:
        """Whether the ratio rests on enough shared work and employers to be stated."""
        return self.reason is None and not self.band.flagged and not math.isnan(self.ratio_low)

    @property
    def sure(self) -> bool:
        """Whether the interval shows which of the two offers more."""
        return not self.ratio_low <= 1 <= self.ratio_high


@dataclass(frozen=True)
class CitiesAnswer:
    """Compared cities; empty if the survey has no cities, or fewer than two with enough rows.

    Args:
        rows: the first city is the reference.
        cells: the dimensions that make work the same.
        buys: whether pay is divided by the spending level of the state.
    """

    context: Context
    rows: tuple[CityRow, ...]
    cells: tuple[str, ...]
    buys: bool
    total: Band
    rows_without: RowsWithout = ()
    method: str = METHOD

    @property
    def compared(self) -> tuple[CityRow, ...]:
        """The cities that may be compared with the first."""
        if not self.rows or self.rows[0].band.flagged:
            return ()
        return tuple(row for row in self.rows[1:] if row.comparable)

    def lacks_employers(self, row: CityRow) -> bool:
        """Whether the two are not compared because this city, or the first, has too few employers."""
        return row.band.flagged or row.reason == "few employers" or self.rows[0].band.flagged


def largest(view: View, first_cities: Sequence[str] = ()) -> tuple[str, ...]:
    """The cities to compare: those chosen, otherwise the five with the most rows in the selection.

    If the filters name a single city, the largest others join it.
    """
    if len(first_cities) > 1 or "city" not in view.survey.dimensions:
        return tuple(first_cities)
    first = tuple(first_cities) or (view.filters["city"] if len(view.filters["city"]) == 1 else ())
    filters = view.filters.without("city") if first else view.filters
    groups = Groups(view.survey, ["city"], filters, view.measure)
    sizes = {key[0]: int(n) for key, n in zip(groups.keys, groups.n, strict=True)}
    counting = {key[0]: int(n) for key, n in zip(groups.keys, groups.counting, strict=True)}
    more_cities = [city for city in sizes if city not in (*first, *NO_CITY) and counting[city] >= SHOWN_FROM["p50"]]
    return (*first, *sorted(more_cities, key=lambda city: -sizes[city])[: AT_MOST - len(first)])


def comparison(view: View, cities: Sequence[str], buys: bool = False, *, reference: Reference) -> CitiesAnswer:
    """Raw medians beside differences for the same work, with intervals and the share of posts matched.

    Args:
        cities: at least two; the first is the reference.
        buys: whether pay is divided by the spending level of the state.
    """
    survey = view.survey
    cells = tuple(name for name in ("role", "experience") if name in survey.dimensions)
    if "city" not in survey.dimensions or len(cities) < 2:
        return CitiesAnswer(view.context(), (), cells, buys, whole(view), rows_without_filters(view))

    def spending_of(city: str) -> float:
        return reference.cities[city].spending if city in reference.cities else math.nan

    first, *other_cities = cities
    filters = view.filters.with_values("city", cities)
    bands = {band.group: band for band in band_rows(survey, ["city"], filters, view.measure, view.per)}
    table = like_for_like(survey, "city", first, other_cities, cells, view.filters, view.measure, view.per)
    rows = []
    for row in table.to_dict("records"):
        city = str(row["city"])
        spending = spending_of(city)
        level = spending / spending_of(first) if buys else 1.0
        ratio, low, high = (
            float(row[name]) / level if cells else math.nan for name in ("ratio", "ratio_low", "ratio_high")
        )
        rows.append(
            CityRow(
                city=city,
                band=bands.get(city, NO_ROWS),
                raw_ratio=float(row["raw_ratio"]) / level,
                ratio=ratio,
                ratio_low=low,
                ratio_high=high,
                cells=int(row["cells"]),
                matched=float(row["matched"]) if cells else math.nan,
                reason=row["reason"] if cells else "nothing in common",
                spending=spending,
            )
        )
    return CitiesAnswer(view.context(), tuple(rows), cells, buys, whole(view, filters))


class Cell(NamedTuple):
    """A sector in a city; `step` is its quintile among the cells shown, 1 the lowest; nan without a median."""

    sector: str
    city: str
    band: Band
    step: float


@dataclass(frozen=True)
class HeatAnswer:
    """Sector by city.

    Args:
        lacking: which of the two dimensions the survey lacks.
        sectors: the total number of sectors in the cities.
    """

    context: Context
    cells: tuple[Cell, ...]
    cities: tuple[str, ...]
    lacking: tuple[str, ...]
    sectors: int
    total: Band
    rows_without: RowsWithout = ()
    method: str = BANDS_METHOD


def heat(view: View, cities: Sequence[str]) -> HeatAnswer:
    """The median of each sector in each city."""
    survey = view.survey
    lacking = tuple(name for name in ("sector", "city") if name not in survey.dimensions)
    if lacking or not cities:
        return HeatAnswer(view.context(), (), tuple(cities), lacking, 0, whole(view))
    filters = view.filters.with_values("city", cities)
    sectors = Groups(survey, ["sector"], filters, view.measure)
    sizes = {key[0]: int(n) for key, n in zip(sectors.keys, sectors.n, strict=True) if n}
    largest_sectors = sorted((name for name in sizes if name != NOT_STATED), key=lambda name: -sizes[name])[:SECTORS]
    total = whole(view, filters)
    if not largest_sectors:
        return HeatAnswer(view.context(), (), tuple(cities), (), 0, total, rows_without_filters(view))
    sector_filters = filters.with_values("sector", largest_sectors)
    all_bands = band_rows(survey, ["sector", "city"], sector_filters, view.measure, view.per, bounds=False)
    bands = {band.key: band for band in all_bands}
    places = [(sector, city) for sector in largest_sectors for city in cities]
    rows = [bands.get(place, NO_ROWS) for place in places]
    cells = [Cell(*place, band, step) for place, band, step in zip(places, rows, fifths(rows), strict=True)]
    return HeatAnswer(view.context(), tuple(cells), tuple(cities), (), len(sizes), total)


def fifths(bands: Sequence[Band]) -> list[float]:
    """The quintile of each median, 1 the lowest; equal values share one; nan without a median."""
    medians = np.array([band.p50.value for band in bands])
    ascending = np.sort(medians[~np.isnan(medians)])
    steps = 1.0 + 5 * np.searchsorted(ascending, medians) // max(len(ascending), 1)
    return [float(step) for step in np.where(np.isnan(medians), np.nan, steps)]


class PlacedCity(NamedTuple):
    """A city with its coordinates in degrees; `step` as in `Cell`."""

    city: str
    state: str
    band: Band
    step: float
    latitude: float
    longitude: float


@dataclass(frozen=True)
class MapAnswer:
    """The cities on the map, those with the most rows first.

    Args:
        has_cities: whether the survey has cities.
        cities: those that are shown.
        cities_with_median: the number with a median of enough employers.
        other_places: rows outside these cities: from home, or in other places.
        largest_share: the share of all rows that name one of the five largest.
    """

    context: Context
    has_cities: bool
    cities: tuple[PlacedCity, ...]
    cities_with_median: int
    other_places: tuple[str, ...]
    largest_share: float
    total: Band
    rows_without: RowsWithout = ()
    method: str = BANDS_METHOD


def on_the_map(view: View, *, reference: Reference) -> MapAnswer:
    """The rows, the median and the coordinates of each city."""
    total = whole(view)
    if "city" not in view.survey.dimensions:
        return MapAnswer(view.context(), False, (), 0, (), math.nan, total)
    all_bands = band_rows(view.survey, ["city"], view.filters, view.measure, view.per, bounds=False)
    by_size = sorted(
        (band for band in all_bands if band.group in reference.cities and band.has_median and not band.flagged),
        key=lambda band: -band.n,
    )
    if not by_size:
        return MapAnswer(view.context(), True, (), 0, (), math.nan, total, rows_without_filters(view))
    drawn_cities = by_size[:ON_THE_MAP]
    top = [band.group for band in drawn_cities[:AT_MOST]]
    rows_on_map = int(Groups(view.survey, (), view.filters.with_values("city", top), view.measure).n[0])
    cities = [
        PlacedCity(
            band.group,
            reference.state(band.group),
            band,
            step,
            reference.cities[band.group].latitude,
            reference.cities[band.group].longitude,
        )
        for band, step in zip(drawn_cities, fifths(drawn_cities), strict=True)
    ]
    return MapAnswer(
        view.context(),
        True,
        tuple(cities),
        cities_with_median=len(by_size),
        other_places=tuple(city for city in NO_CITY if any(band.group == city for band in all_bands)),
        largest_share=rows_on_map / max(total.n, 1),
        total=total,
    )
