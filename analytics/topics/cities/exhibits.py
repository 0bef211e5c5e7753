"""Comparison of cities, in words."""

from __future__ import annotations

import math

import numpy as np

from analytics.presenting import headings, phrases
from analytics.presenting.exhibit import Column, Exhibit, Finding, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import count, percent, rows, signed_percent
from analytics.reference import SPENDING
from analytics.statistics.bands import FEWEST_CLUSTERS, SHOWN_FROM
from analytics.statistics.like_for_like import CELL_FROM, LEAST_CELLS
from analytics.texts import N_
from analytics.topics.bands.columns import band_data, describe
from analytics.topics.bands.exhibits import employers_notes, empty_exhibit
from analytics.topics.cities import figures
from analytics.topics.cities.answer import (
    AT_MOST,
    CitiesAnswer,
    CityRow,
    HeatAnswer,
    MapAnswer,
)
from analytics.view import Context

BUYS = N_(
    "In what it buys: pay is divided by the {spending} (Household Consumption Expenditure Survey). It is imperfect: "
    "people spend more where they earn more, a city is not its state, and rents differ within it."
)


def _without_city(key: str, answer: CitiesAnswer | MapAnswer) -> Exhibit:
    context = answer.context
    reading = phrases.dimensions_missing(context, "city")
    return empty_exhibit(answer, key, _("No comparison of cities"), reading)


def _too_few(key: str, answer: CitiesAnswer | MapAnswer) -> Exhibit:
    reading = _("In this selection fewer than two cities have the {least} {rows} that a median needs.",
                least=SHOWN_FROM["p50"], rows=phrases.counted_noun(answer.context))  # fmt: skip
    return empty_exhibit(answer, key, _("Fewer than two cities to compare"), reading)


def comparison(answer: CitiesAnswer) -> Exhibit:
    """Raw medians beside differences for the same work."""
    context, key = answer.context, "cities_like_for_like"
    if "city" not in context.titles:
        return _without_city(key, answer)
    if not answer.rows:
        return _too_few(key, answer)
    title, reading = _comparison_finding(answer)
    data: dict[str, object] = {"city": [row.city for row in answer.rows]}
    data |= band_data([row.band for row in answer.rows], ranges=False, count=context.count_unit, quantiles=("p50",))
    for name in ("raw_ratio", "ratio", "ratio_low", "ratio_high", "cells", "matched", "spending"):
        data[name] = np.array([getattr(row, name) for row in answer.rows])
    return Exhibit(
        key=key,
        title=title,
        reading=reading,
        data=data,
        columns=describe(data, context, _comparison_columns(answer)),
        unit=context.unit,
        n=answer.total.n,
        employers=answer.total.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_("Differences from {first} for the same work, in percent. {reading}",
              first=answer.rows[0].city, reading=reading),
        notes=tuple(filter(None, _comparison_notes(answer))),
        draw=chart_of(figures.comparison, answer),
    )  # fmt: skip


def _likeness(answer: CitiesAnswer) -> str:
    return list_names([phrases.dimension(name, answer.context) for name in answer.cells])


def _comparison_columns(answer: CitiesAnswer) -> dict[str, Column]:
    first, alike = answer.rows[0].city, _likeness(answer)
    raw = N_("Median ÷ the median of {first}, in what it buys") if answer.buys else N_("Median ÷ the median of {first}")
    columns = (
        Column("city", _("City"), "", _("The first is the yardstick")),
        Column("raw_ratio", _("Raw ÷ {first}", first=first), "share", _(raw, first=first)),
        Column("ratio", _("Same work ÷ {first}", first=first), "share",
               _("The same for the same mix of {same}", same=alike)),
        Column("ratio_low", _("Same work, lower limit"), "share", _("Lower end of its 95 % interval")),
        Column("ratio_high", _("Same work, upper limit"), "share", _("Upper end of its 95 % interval")),
        Column("cells", _("Kinds of work compared"), "count", _("Combinations of {same} that both cities "
                                                                "have", same=alike)),
        Column("matched", _("Matched"), "share", _("Share of both cities' rows in the work compared")),
        Column("spending", _("Spending level"), "INR per person and month", _("The {spending}", spending=SPENDING)),
    )  # fmt: skip
    return {column.name: column for column in columns}


def _comparison_notes(answer: CitiesAnswer) -> list[str]:
    context, noun = answer.context, phrases.noun(answer.context.kind)
    if not answer.cells:
        notes = [_("Circle: the difference of the raw medians. This survey has no role or experience column, so "
                   "nothing can "
                   "be compared like for like.")]  # fmt: skip
    else:
        notes = [
            _("Mark: the difference for the same mix of {same}, with its 95 % interval. Circle: the difference of "
              "the raw "
              "medians. Dotted line: {first}.", same=_likeness(answer), first=answer.rows[0].city),
            _("Only work with {least} {rows} in both cities is compared; matched is the share of {rows} in it.",
              least=CELL_FROM, rows=noun),
        ]  # fmt: skip
    lacking = [name for name in ("role", "experience") if name not in answer.cells]
    if len(lacking) == 1:
        notes.append(_("This survey does not have the {dimension}, so its mix is not held fixed.",
                       dimension=phrases.dimension(lacking[0], context)))  # fmt: skip
    notes += employers_notes([row.band for row in answer.rows if row.band.has_median], context)
    if answer.buys:
        notes.append(_(BUYS, spending=SPENDING))
        unknown = [row.city for row in answer.rows if math.isnan(row.spending)]
        if unknown:
            notes.append(_("No spending level is known for {cities}.", cities=list_names(unknown)))
    return notes


def _comparison_finding(answer: CitiesAnswer) -> Finding:
    first, rows = answer.rows[0], answer.compared
    if not rows:
        return _no_comparison(answer)
    sentences = [_compared_sentence(row, first, answer.buys) for row in rows]
    excluded = [row.city for row in answer.rows[1:] if row not in rows]
    if excluded:
        sentences.append(
            _("Too little of the same work, or too few employers, to compare {cities}.", cities=list_names(excluded))
        )
    sure = [row for row in rows if row.sure]
    if not sure:
        title = (
            _("For the same work, no clear difference from {first} in what it buys", first=first.city)
            if answer.buys
            else _("For the same work, no clear difference from {first}", first=first.city)
        )
        return Finding(title, " ".join(sentences))
    widest = max(sure, key=lambda row: abs(math.log(row.ratio)))
    more = widest.ratio > 1
    message = {
        (True, False): N_("For the same work, {city} offers about {share} more than {first}"),
        (False, False): N_("For the same work, {city} offers about {share} less than {first}"),
        (True, True): N_("For the same work, {city} offers about {share} more than {first} in what it buys"),
        (False, True): N_("For the same work, {city} offers about {share} less than {first} in what it buys"),
    }[more, answer.buys]
    title = _(message, city=widest.city, share=percent(abs(widest.ratio - 1)), first=first.city)
    return Finding(title, " ".join(sentences))


def _no_comparison(answer: CitiesAnswer) -> Finding:
    reasons = [
        _("{city} {median} (n {n})", city=row.city, n=count(row.band.n),
          median=phrases.pay(answer.context, row.band.p50.value, row.band.p50.spread))
        for row in answer.rows if row.band.has_median
    ]  # fmt: skip
    few = any(answer.lacks_employers(row) for row in answer.rows[1:])
    title = _("Too few employers to compare") if few else _("Too little of the same work to compare")
    if answer.context.source.protected:
        return Finding(
            _("No comparison for the same work"),
            _("This survey protects small groups, so it gives no interval. Raw medians: {medians}.",
              medians=list_names(reasons) or _("none")),
        )  # fmt: skip
    reading = _(
        "A comparison needs {cells} kinds of work that both cities have, three tenths of their {rows} in them, and "
        "{employers} employers on each side. Raw medians: {medians}.",
        cells=LEAST_CELLS,
        rows=phrases.noun(answer.context.kind),
        employers=FEWEST_CLUSTERS,
        medians=list_names(reasons) or _("none"),
    )
    return Finding(title, reading)


def _compared_sentence(row: CityRow, first: CityRow, buys: bool) -> str:
    message = (
        N_("{city} against {first} in what it buys: {difference} ({low} to {high}), {matched} of their posts matched.")
        if buys
        else N_("{city} against {first}: {difference} ({low} to {high}), {matched} of their posts matched.")
    )
    return _(
        message,
        city=row.city,
        first=first.city,
        difference=signed_percent(row.ratio - 1),
        low=signed_percent(row.ratio_low - 1),
        high=signed_percent(row.ratio_high - 1),
        matched=percent(row.matched),
    )


def heat(answer: HeatAnswer) -> Exhibit:
    """Sector by city: the median of each cell and its n."""
    context, key = answer.context, "sector_by_city"
    if answer.lacking:
        reading = phrases.dimensions_missing(context, *answer.lacking)
        return empty_exhibit(answer, key, _("No table of sectors and cities"), reading)
    if not answer.cells:
        reading = _("No sector of a city has the {least} {rows} that a median needs.",
                    least=SHOWN_FROM["p50"], rows=phrases.counted_noun(context))  # fmt: skip
        return empty_exhibit(answer, key, _("No table of sectors and cities"), reading)
    title, reading = _heat_finding(answer)
    data: dict[str, object] = {
        "sector": [cell.sector for cell in answer.cells],
        "city": [cell.city for cell in answer.cells],
        **band_data([cell.band for cell in answer.cells], ranges=False, count=context.count_unit, quantiles=("p50",)),
        "step": np.array([cell.step for cell in answer.cells]),
    }
    columns = {
        "sector": Column("sector", _("Sector"), "", _("Sector of work")),
        "city": Column("city", _("City"), "", _("The city")),
        "step": Column("step", _("Step"), "", _("Fifth of the cells shown, 1 the lowest; missing without a median")),
    }
    return Exhibit(
        key=key,
        title=title,
        reading=reading,
        data=data,
        columns=describe(data, context, columns),
        unit=context.unit,
        n=answer.total.n,
        employers=answer.total.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_("Table of medians by sector and city. {reading}", reading=reading),
        notes=_heat_notes(answer),
        draw=chart_of(figures.heat, answer),
        wide=True,
    )


def _heat_notes(answer: HeatAnswer) -> tuple[str, ...]:
    context, noun = answer.context, phrases.noun(answer.context.kind)
    empty_cells = sum(not cell.band.has_median for cell in answer.cells)
    sectors = len({cell.sector for cell in answer.cells})
    notes = [_("Each cell: the median and its n; the darker, the higher.")]
    if context.per == "year" and context.currency == "INR":
        notes.append(_("Figures in lakh rupees a year."))
    if empty_cells:
        notes.append(_("{hidden} of {cells} cells have fewer than {least} {rows}, so they show no figure.",
                       hidden=empty_cells, cells=len(answer.cells), least=SHOWN_FROM["p50"],
                       rows=phrases.counted_noun(context)))  # fmt: skip
    if sectors < answer.sectors:
        notes.append(_("The {shown} sectors with the most {rows} of {sectors} are shown.",
                       shown=sectors, rows=noun, sectors=answer.sectors))  # fmt: skip
    notes.append(_("Plain medians: the mix of work in a cell is not held fixed."))
    return tuple(notes)


def _heat_finding(answer: HeatAnswer) -> Finding:
    context = answer.context
    candidates = [cell for cell in answer.cells if headings.can_be_named(cell.band)]
    if len(candidates) < 2:
        return Finding(
            _("Pay by sector and city"),
            _("A heading names cells with {least} {rows} of {employers} employers; fewer than two have that many.",
              least=headings.LEAST_ROWS, rows=phrases.noun(context.kind), employers=FEWEST_CLUSTERS),
        )  # fmt: skip
    top, bottom = (
        max(candidates, key=lambda cell: cell.band.p50.value),
        min(candidates, key=lambda cell: cell.band.p50.value),
    )
    highest, lowest = (phrases.pay(context, cell.band.p50.value, cell.band.p50.spread) for cell in (top, bottom))
    if not headings.surely_above(top.band, bottom.band):
        return Finding(_("Pay by sector and city: no clear difference"),
                       _("The medians run from {lowest} to {highest}; their intervals overlap.",
                         lowest=lowest, highest=highest))  # fmt: skip
    title = (
        _("Highest: {sector} in {city} at {pay} a month", sector=top.sector, city=top.city, pay=highest)
        if context.per == "month"
        else _("Highest: {sector} in {city} at {pay}", sector=top.sector, city=top.city, pay=highest)
    )
    return Finding(
        title,
        _(
            "Highest is {top_sector} in {top_city} at {highest} ({top_low} to {top_high}, {top_sample}), lowest "
            "{bottom_sector} in {bottom_city} at {lowest} ({bottom_low} to {bottom_high}, {bottom_sample}).",
            top_sector=top.sector,
            top_city=top.city,
            highest=highest,
            top_low=phrases.pay(context, top.band.p50.low),
            top_high=phrases.pay(context, top.band.p50.high),
            top_sample=phrases.sample(top.band.n, top.band.employers, context.kind, context.count_unit),
            bottom_sector=bottom.sector,
            bottom_city=bottom.city,
            lowest=lowest,
            bottom_low=phrases.pay(context, bottom.band.p50.low),
            bottom_high=phrases.pay(context, bottom.band.p50.high),
            bottom_sample=phrases.sample(bottom.band.n, bottom.band.employers, context.kind, context.count_unit),
        ),
    )


def on_the_map(answer: MapAnswer) -> Exhibit:
    """The cities on the map: the number of posts, and the median."""
    context, key = answer.context, "cities_on_the_map"
    if not answer.has_cities:
        return _without_city(key, answer)
    if not answer.cities:
        return _too_few(key, answer)
    title, reading = _map_finding(answer)
    data: dict[str, object] = {
        "city": [city.city for city in answer.cities],
        "state": [city.state for city in answer.cities],
        **band_data([city.band for city in answer.cities], ranges=False, count=context.count_unit, quantiles=("p50",)),
        "step": np.array([city.step for city in answer.cities]),
        "latitude": np.array([city.latitude for city in answer.cities]),
        "longitude": np.array([city.longitude for city in answer.cities]),
    }
    columns = (
        Column("city", _("City"), "", _("The city")),
        Column("state", _("State"), "", _("State or union territory")),
        Column("step", _("Step"), "", _("Fifth of the cities by median, 1 the lowest")),
        Column("latitude", _("Latitude"), "degrees north", _("Of the centre of the city")),
        Column("longitude", _("Longitude"), "degrees east", _("Of the centre of the city")),
    )
    return Exhibit(
        key=key,
        title=title,
        reading=reading,
        data=data,
        columns=describe(data, context, {column.name: column for column in columns}),
        unit=context.unit,
        n=answer.total.n,
        employers=answer.total.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_("Bubbles at the place of each city, north up. {reading}", reading=reading),
        notes=_map_notes(answer),
        draw=chart_of(figures.on_the_map, answer),
    )


def _map_notes(answer: MapAnswer) -> tuple[str, ...]:
    noun, city_count = phrases.noun(answer.context.kind), len(answer.cities)
    notes = [_("North is up. The larger a bubble, the more {rows}; the darker, the higher the median, in five steps.",
               rows=noun)]  # fmt: skip
    if city_count < answer.cities_with_median:
        notes.append(_("The {shown} cities with the most {rows} of {cities} are shown.",
                       shown=city_count, rows=noun, cities=count(answer.cities_with_median)))  # fmt: skip
    notes.append(_("Plain medians: the mix of work differs from city to city. No boundaries are drawn."))
    if answer.other_places:
        notes.append(_("Not on the map: {places}.", places=list_names(answer.other_places)))
    return tuple(notes)


def _map_finding(answer: MapAnswer) -> Finding:
    context: Context = answer.context
    noun, names = phrases.noun(context.kind), [city.city for city in answer.cities]
    share = percent(answer.largest_share)
    reading = ngettext(
        "{share} of {rows} name {cities}; {everywhere} city has enough for a median.",
        "{share} of {rows} name {cities}; {everywhere} cities have enough for a median.",
        answer.cities_with_median,
        share=share,
        rows=rows(answer.total.n, context.kind),
        cities=list_names(names[:AT_MOST], "or"),
        everywhere=count(answer.cities_with_median),
    )
    if len(names) > AT_MOST:
        title = _("{share} of {rows} are in {few} of {everywhere} cities",
                  share=share, rows=noun, few=AT_MOST, everywhere=count(answer.cities_with_median))  # fmt: skip
        return Finding(title, reading)
    title = _("{share} of {rows} are in {cities}", share=share, rows=noun, cities=list_names(names, "or"))
    return Finding(title, reading)
