"""Official series, minimum wages and hiring → exhibits that say what they found, from whom, and where they break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analytics.market.indicators import Indicator, dictionary, figures_of, filled
from analytics.market.minimum_wages import clerical_history
from analytics.market.price_index import PriceIndex, price_index
from analytics.model import Filters, Provenance
from analytics.presenting import market_figures, periods, wording
from analytics.presenting.exhibit import Column, Exhibit
from analytics.presenting.market_figures import say
from analytics.reading import packaged

INDIA = "India"
ALL = "All"
"""The line that stands for everyone, or for the whole."""
RATES = {
    "Unemployment": "unemployment_usual_status",
    "Participation": "participation_usual_status",
    "Share in work": "workers_share_usual_status",
}
"""What the page calls each yearly rate, and its indicator."""
MONTHLY = {name: indicator.replace("usual_status", "weekly_month") for name, indicator in RATES.items()}
EARNINGS, EARNINGS_QUARTER = "earnings_regular_year", "earnings_regular_quarter"
SPLITS: dict[str, dict[str, dict[str, str]]] = {
    "Women and men": {
        ALL: {"sex": "all", "area": "all"},
        "Women": {"sex": "female", "area": "all"},
        "Men": {"sex": "male", "area": "all"},
    },
    "Towns and villages": {
        ALL: {"sex": "all", "area": "all"},
        "Towns": {"sex": "all", "area": "urban"},
        "Villages": {"sex": "all", "area": "rural"},
    },
}
"""How a series can be split into lines: the name of each line, and the rows it is made of."""
APART = ("sex", "area", "age_group", "detail", "occupation")
"""What tells the series of one indicator in one place apart."""
SAID = {
    "all": "",
    "female": "women",
    "male": "men",
    "rural": "villages",
    "urban": "towns",
    "15+": "",
    "15-29": "ages 15 to 29",
    "18-25": "ages 18 to 25",
    "All occupations": "",
}
"""The values of those columns in words; empty for the whole."""
FEW = 4
"""Lines shown unless others are chosen: more cannot be told apart on a phone."""
RECENT_YEARS = 2
"""How far before the latest one a reported change still counts as recent."""
SOURCE_COLUMNS = (
    Column("source_title", "Source", "", "Title of the page or table the figure was taken from"),
    Column("source_url", "Link", "link", "Its address"),
)
AS_PUBLISHED = "Figures as published; nothing is averaged, filled in or adjusted."


@dataclass(frozen=True, eq=False)
class MarketExhibit(Exhibit):
    """An exhibit whose figures are no pay bands: it says itself what they are and how they came about.

    Args:
        what: the kind of figures.
        method: how they were worked out.
        noun: what `n` counts.
    """

    what: str = "Official statistics"
    method: str = AS_PUBLISHED
    noun: str = "figures"

    @property
    def facts(self) -> tuple[str, ...]:
        """What kind of figures these are, how many, which, and of when."""
        return self.what, f"{wording.count(self.n)} {self.noun}", self.selection, wording.period(self.source.period)


class Line(NamedTuple):
    """A line of a chart: its name, and the rows of an indicator it joins."""

    name: str
    indicator: str
    where: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Market:
    """The packaged tables of the labour market, read once.

    Args:
        indicators: the dictionary, by name.
        rows: the figures of each indicator in order of time.
        sources: provenance of each file, by file name.
        wages: minimum wages for clerical work through time, of all states.
        prices: the index of consumer prices.
    """

    indicators: Mapping[str, Indicator]
    rows: Mapping[str, pd.DataFrame]
    sources: Mapping[str, Provenance]
    wages: pd.DataFrame
    prices: PriceIndex

    @classmethod
    def read(cls, folder: Path = packaged.DATA) -> Market:
        """From the files of a data folder.

        Raises:
            DataError: as `packaged.read`.
        """
        names = ("labour_market", "official_earnings", "minimum_wages")
        tables = {f"{name}.csv": packaged.read(name, folder) for name in names}
        indicators = dictionary(folder)
        return cls(
            indicators=indicators,
            rows={name: figures_of(tables[indicator.file], indicator) for name, indicator in indicators.items()},
            sources={f"{name}.csv": packaged.provenance(name, folder) for name in names},
            wages=clerical_history(tables["minimum_wages.csv"]),
            prices=price_index(tables["labour_market.csv"]),
        )

    def line(self, line: Line) -> pd.DataFrame:
        """The figures of a line in order of time, with a row for each missing period. Worked out once, and kept."""
        key = (line.indicator, *sorted(line.where.items()))
        if key not in self._lines:
            rows = self.rows[line.indicator]
            for column, value in line.where.items():
                if column in rows:
                    rows = rows[rows[column] == value]
            self._lines[key] = filled(rows, self.indicators[line.indicator])
        return self._lines[key]

    @cached_property
    def _lines(self) -> dict[tuple[object, ...], pd.DataFrame]:
        return {}

    def places(self, indicators: Iterable[str]) -> list[str]:
        """India, then every place these indicators have figures for."""
        found = set().union(*(set(self.rows[name]["geography"]) for name in indicators))
        return [*([INDIA] if INDIA in found else []), *sorted(found - {INDIA})]

    def source(self, names: Sequence[str], rows: pd.DataFrame) -> Provenance:
        """Where the figures of some indicators come from, and the time they cover."""
        chosen = [self.indicators[name] for name in names]
        press = any("press" in indicator.source for indicator in chosen)
        stated = rows[rows["value"].notna()]
        years = f"{stated['period_start'].min()[:4]} to {stated['period_end'].max()[:4]}" if len(stated) else ""
        first, _, last = years.partition(" to ")
        return replace(
            self.sources[chosen[0].file],
            title=wording.listed(dict.fromkeys(indicator.source for indicator in chosen)),
            publisher=wording.listed(dict.fromkeys(indicator.source for indicator in chosen)),
            url=chosen[0].source_url,
            period=first if first == last else years,
            kind="published" if press else "measured",
        )


# ------------------------------------------------------------------------------------------------- lines through time


def over_time(
    market: Market, key: str, lines: Sequence[Line], *, place: str = INDIA, ages: str = "", title: str = ""
) -> MarketExhibit:
    """One or several series through time, each line of one definition; breaks are marked and gaps stay open.

    Args:
        key: names the exhibit.
        lines: what to draw; lines without figures in this place are left out.
        title: what the first line is about; otherwise the title of its indicator.
    """
    unit = market.indicators[lines[0].indicator].unit
    own = {"geography": place} | ({"age_group": ages} if ages else {})
    lines = [line._replace(where={**line.where, **own}) for line in lines]
    parts = [(line, market.line(line)) for line in lines]
    parts = [(line, rows) for line, rows in parts if rows["value"].notna().any()]
    names = list(dict.fromkeys(line.indicator for line in lines))
    selection = " · ".join([place, *([f"ages {ages}"] if ages else [])])
    title = title or market.indicators[names[0]].title.split(",")[0]
    columns = _line_columns(unit)
    shared: dict[str, Any] = {
        "key": key,
        "columns": columns,
        "unit": unit,
        "selection": selection,
        "filters": Filters.of({"place": [place], "ages": [ages] if ages else []}),
    }
    if not parts:
        return MarketExhibit(
            title=f"{title}: no figures for {place}",
            reading="The data have no such figures. A missing figure is not zero: choose another place or group.",
            data={column.name: [] for column in columns},
            n=0,
            source=market.source(names, market.rows[names[0]].iloc[:0]),
            notes=definitions(market, names),
            **shared,
        )
    table = pd.concat([rows.assign(line=line.name) for line, rows in parts], ignore_index=True)
    data = _line_data(market, table)
    n = int(table["value"].notna().sum())
    exhibit = MarketExhibit(
        title="",
        reading="",
        data=data,
        n=n,
        source=market.source(names, table),
        notes=(*_line_notes(data, table), *definitions(market, names)),
        what=what_kind(market, names),
        draw=partial(market_figures.lines, unit=unit),
        **shared,
    )
    heading, reading = _line_words(exhibit, title, unit, place)
    return replace(exhibit, title=heading, reading=reading, alt=_line_alt(exhibit, title, unit))


def _line_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column("line", "Line", "", "The line of the chart"),
        Column("series", "Series", "", "Title of the indicator: one definition and one unit"),
        Column("stretch", "Stretch", "", "Stretch within one method; figures of two stretches are not to be joined"),
        Column("period", "Period", "", "The period in words"),
        Column("period_start", "From", "", "First day of the period"),
        Column("period_end", "To", "", "Last day of the period"),
        Column("value", f"Value, {unit}", unit, "The figure as published; missing where none was found"),
        *SOURCE_COLUMNS,
    )


def _line_data(market: Market, table: pd.DataFrame) -> dict[str, Any]:
    segment = table["segment"].fillna("") if "segment" in table else pd.Series("", index=table.index)
    titles = [market.indicators[name].title for name in table["indicator"]]
    return {
        "line": table["line"].tolist(),
        "series": titles,
        "stretch": [f"{title} {part}".strip() for title, part in zip(titles, segment, strict=True)],
        "period": period_words(table),
        "period_start": table["period_start"].tolist(),
        "period_end": table["period_end"].tolist(),
        "value": table["value"].to_numpy(float),
        "source_title": table["source_title"].fillna("").tolist(),
        "source_url": table["source_url"].fillna("").tolist(),
    }


def period_words(table: pd.DataFrame) -> list[str]:
    """The period of each row in words."""
    return [periods.words(start, end) for start, end in zip(table["period_start"], table["period_end"], strict=True)]


def _line_words(exhibit: MarketExhibit, title: str, unit: str, place: str) -> tuple[str, str]:
    """The finding about the first line: how it moved within its longest stretch, and where it stands now."""
    rows = [row for row in exhibit.rows if not np.isnan(row.value)]
    main = [row for row in rows if row.line == rows[0].line]
    stretches = [[row for row in main if row.stretch == name] for name in dict.fromkeys(row.stretch for row in main)]
    latest = max(main, key=lambda row: row.period_end)
    longest = max(stretches, key=len) if len(main) > len(stretches) else [latest]
    first, last = longest[0], longest[-1]
    name = main[0].line
    of = "" if name == ALL or title.startswith(name) else f" ({name.lower()})"
    if len(longest) > 1:
        heading = f"{title}{of} {_moved(first, last, unit)}"
        reading = f"In {place}: {say(first.value, unit)} in {first.period}, {say(last.value, unit)} in {last.period}."
    else:
        heading = f"{title}{of}: {say(latest.value, unit)} in {latest.period}"
        reading = f"In {place}, {say(latest.value, unit)} in {latest.period}."
    apart = latest if latest.stretch != last.stretch else main[0]
    if apart.stretch != last.stretch:
        reading += (
            f" By another method it was {say(apart.value, unit)} in {apart.period}; the two are not to be compared."
        )
    others = []
    for name in dict.fromkeys(row.line for row in rows if row.line != main[0].line):
        own = max((row for row in rows if row.line == name), key=lambda row: row.period_end)
        when = "" if own.period == latest.period else f" ({own.period})"
        others.append(f"{name.lower()} {say(own.value, unit)}{when}")
    if others:
        reading += f" Latest for {wording.listed(others)}."
    return heading, reading


def _moved(first: Any, last: Any, unit: str) -> str:
    """How a figure moved between two periods, in words.

    >>> from types import SimpleNamespace
    >>> _moved(SimpleNamespace(value=6.0, period="2018"), SimpleNamespace(value=3.2, period="2024"), "percent")
    'fell from 6% (2018) to 3.2% (2024)'
    >>> _moved(SimpleNamespace(value=5.0, period="2018"), SimpleNamespace(value=5.0, period="2024"), "percent")
    'was 5% in 2024, as in 2018'
    """
    before, after = say(first.value, unit), say(last.value, unit)
    if before == after:
        return f"was {after} in {last.period}, as in {first.period}"
    return f"{'rose' if last.value > first.value else 'fell'} from {before} ({first.period}) to {after} ({last.period})"


def _line_alt(exhibit: MarketExhibit, title: str, unit: str) -> str:
    said = []
    rows = [row for row in exhibit.rows if not np.isnan(row.value)]
    for name in dict.fromkeys(row.line for row in rows):
        for stretch in dict.fromkeys(row.stretch for row in rows if row.line == name):
            own = [row for row in rows if (row.line, row.stretch) == (name, stretch)]
            ends = [own[0], own[-1]] if len(own) > 1 else own
            said.append(f"{name}: {wording.listed([f'{say(row.value, unit)} in {row.period}' for row in ends], 'to')}")
    broken = market_figures.breaks(exhibit.rows)
    marks = f" The method changed in {wording.listed(periods.month(day[:7]) for day in broken)}." if broken else ""
    return f"Line chart of {title.lower()}, {exhibit.selection}. {'; '.join(said)}.{marks}"


def definitions(market: Market, names: Sequence[str]) -> tuple[str, ...]:
    """What each series counts and what must not be joined, each text once."""
    chosen = [market.indicators[name] for name in names]
    meant = {indicator.definition: f"{indicator.title}: {indicator.definition}" for indicator in chosen}
    warned = list(dict.fromkeys(indicator.breaks for indicator in chosen if indicator.breaks))
    once = [text for text in warned if not any(text != other and text in other for other in warned)]
    return (*meant.values(), *once)


def _line_notes(data: Mapping[str, Any], table: pd.DataFrame) -> tuple[str, ...]:
    """How to read gaps, breaks and open marks, where there are any."""
    notes = []
    missing = int(table["value"].isna().sum())
    if missing:
        notes.append(f"A gap in a line is a period without a figure ({wording.count(missing)} here), not a zero.")
    rows = [SimpleNamespace(**dict(zip(data, row, strict=True))) for row in zip(*data.values(), strict=True)]
    days = market_figures.breaks(rows)
    if days:
        when = wording.listed(periods.month(day[:7]) for day in days)
        notes.append(f"Break ({when}): the method changed; figures on either side are not to be compared.")
    titles = list(dict.fromkeys(data["series"]))
    if _shares_lines(rows):
        notes.append(f"Filled marks: {titles[0]}. Open marks: {wording.listed(titles[1:])}.")
    return tuple(notes)


def _shares_lines(rows: Sequence[Any]) -> bool:
    """Whether one line holds more than one series."""
    pairs = {(row.line, row.series) for row in rows}
    return len(pairs) > len({line for line, _ in pairs})


def what_kind(market: Market, names: Sequence[str]) -> str:
    """The kind of figures, in words: what the press reports is second-hand."""
    press = any("press" in market.indicators[name].source for name in names)
    return "As reported in the press" if press else "Official statistics"


def rate_over_time(market: Market, rate: str, split: str, place: str, ages: str) -> MarketExhibit:
    """A yearly rate by usual status, split by sex or area."""
    lines = [Line(name, RATES[rate], where) for name, where in SPLITS[split].items()]
    return over_time(market, f"{rate} by year", lines, place=place, ages=ages)


def rate_by_month(market: Market, rate: str, split: str, ages: str) -> MarketExhibit:
    """The same rate of India by weekly status, month by month."""
    lines = [Line(name, MONTHLY[rate], where) for name, where in SPLITS[split].items()]
    return over_time(market, f"{rate} by month", lines, ages=ages)


def earnings_over_time(market: Market, split: str, place: str) -> MarketExhibit:
    """Earnings of regular workers by quarter (until 2024) and by year (from 2022): two series, never one line."""
    lines = [
        Line(name, indicator, where)
        for name, where in SPLITS[split].items()
        for indicator in (EARNINGS_QUARTER, EARNINGS)
    ]
    return over_time(market, "Earnings of regular workers", lines, place=place)


def formal_jobs(market: Market) -> MarketExhibit:
    """Net new and first-time members of the provident fund, month by month."""
    where = {"sex": "all", "age_group": "", "detail": ""}
    lines = [Line("Net new", "formal_jobs_net", where), Line("First time", "formal_jobs_new", where)]
    return over_time(market, "Formal jobs", lines, title="Net new members of the provident fund")


def hiring_index(market: Market) -> MarketExhibit:
    """The index of listings on one job site."""
    return over_time(market, "Hiring index", [Line(ALL, "hiring_index", {"detail": ""})])


def series_names(market: Market, name: str, place: str) -> dict[str, Line]:
    """Every series of one indicator in one place, by what tells it apart; the whole comes first."""
    rows = market.rows[name]
    rows = rows[rows["geography"] == place]
    apart = [column for column in APART if column in rows and rows[column].nunique() > 1]
    found = {}
    for values in rows[apart].drop_duplicates().itertuples(index=False, name=None) if apart else [()]:
        words = [SAID.get(value, value) for value in map(str, values)]
        label = _capitalised(", ".join(filter(None, words))) or ALL
        found[label] = Line(label, name, dict(zip(apart, values, strict=True)))
    return dict(sorted(found.items(), key=lambda item: item[0] != ALL))


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def any_series(market: Market, name: str, place: str, chosen: Sequence[str] = ()) -> MarketExhibit:
    """Some series of any indicator in one place; without a choice, the first few."""
    named = series_names(market, name, place)
    lines = [named[label] for label in chosen if label in named] or list(named.values())[:FEW]
    exhibit = over_time(market, name, lines, place=place, title=market.indicators[name].title)
    more = len(named) - len(lines)
    return (
        replace(exhibit, notes=(f"{more} more series of this indicator can be chosen.", *exhibit.notes))
        if more
        else exhibit
    )


# ---------------------------------------------------------------------------------------------------- prices and pay


def real_earnings(market: Market, place: str) -> MarketExhibit:
    """Earnings of regular workers as paid, and in rupees of the latest month of the price index."""
    base = periods.month(market.prices.base_month)
    rows = [
        market.line(Line("", name, {"geography": place, "sex": "all", "area": "all"}))
        for name in (EARNINGS_QUARTER, EARNINGS)
    ]
    table = pd.concat([part for part in rows if len(part)] or rows[:1], ignore_index=True)
    factors = np.array(
        [_price_factor(market.prices, *ends) for ends in zip(table["period_start"], table["period_end"], strict=True)]
    )
    real = table.assign(value=table["value"] * factors, line="Real")
    known = real["value"].notna()
    since = real.loc[known, "period_start"].min() if known.any() else ""
    both = pd.concat([real, table.assign(line="As paid")], ignore_index=True)
    both = (both[both["period_start"] >= since] if since else both.iloc[:0]).reset_index(drop=True)
    exhibit = MarketExhibit(
        key="Real earnings",
        title=f"Earnings in rupees of {base}: no figures for {place}",
        reading=""
        if since
        else f"The data have no earnings here since {periods.month(min(market.prices.level))}, when the "
        "price index begins.",
        data=_line_data(market, both),
        columns=_line_columns("INR per month"),
        unit="INR per month",
        n=int(both["value"].notna().sum()),
        source=market.source((EARNINGS_QUARTER, EARNINGS), both),
        selection=f"{place} · base month {base}",
        filters=Filters.of({"place": [place], "base": [market.prices.base_month]}),
        notes=(
            f"Real: what the pay would buy at the prices of {base}, the latest month of the consumer price index. The "
            f"index changed its base; the two are linked by growth in {periods.month(market.prices.linked_at)}, not "
            "by level. Prices of a quarter or year are the mean of its known months.",
            *_line_notes(_line_data(market, both), both),
            "A mean also moves when the mix of workers does: it rises when low-paid people lose their work.",
            *definitions(market, (EARNINGS_QUARTER, EARNINGS)),
        ),
        method=f"Earnings times the consumer prices of {base} over those of the period (all India, rural and urban).",
        draw=partial(market_figures.lines, unit="INR per month") if since else None,
    )
    if not since:
        return exhibit
    title, reading = _real_words(exhibit, base, place)
    return replace(
        exhibit, title=title, reading=reading, alt=_line_alt(exhibit, "Real and nominal earnings", exhibit.unit)
    )


def _price_factor(prices: PriceIndex, start: str, end: str) -> float:
    months = (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7]) + 1
    period = start[:4] if months == 12 else f"{start[:4]}-Q{(int(start[5:7]) + 2) // 3}"
    return prices.factor(period)


def _real_words(exhibit: MarketExhibit, base: str, place: str) -> tuple[str, str]:
    def ends(line: str) -> tuple[Any, Any]:
        own = [row for row in exhibit.rows if row.line == line and not np.isnan(row.value)]
        real = [row for row in exhibit.rows if row.line == "Real" and not np.isnan(row.value)]
        stretches = [[r for r in own if r.stretch == name] for name in dict.fromkeys(row.stretch for row in real)]
        longest = max(stretches, key=len)
        return longest[0], longest[-1]

    (first, last), (paid_first, paid_last) = ends("Real"), ends("As paid")
    unit = exhibit.unit
    if first is last:
        return (
            f"Earnings in rupees of {base}: {say(last.value, unit)} in {last.period}",
            f"In {place}, regular workers earned {say(paid_last.value, unit)} a month in {paid_last.period}: "
            f"{say(last.value, unit)} in rupees of {base}.",
        )
    return (
        f"In rupees of {base}, earnings {_moved(first, last, unit)}",
        f"In {place}, regular workers were paid {say(paid_first.value, unit)} a month in {paid_first.period} and "
        f"{say(paid_last.value, unit)} in {paid_last.period}. At the prices of {base} that is "
        f"{say(first.value, unit)} and {say(last.value, unit)}.",
    )


# ------------------------------------------------------------------------------------------------------------- hiring


def hiring_changes(market: Market, by: str) -> MarketExhibit:
    """The latest reported change on the year before, of each sector or city.

    Args:
        by: "Sector" or "City".
    """
    name = "hiring_change"
    rows = market.rows[name]
    rows = rows[(rows["detail"] != "") if by == "Sector" else (rows["detail"] == "") & (rows["geography"] != INDIA)]
    column = "detail" if by == "Sector" else "geography"
    newest = rows.sort_values("period_end", kind="stable").drop_duplicates([column], keep="last")
    recent = newest[newest["period_end"] > years_before(rows["period_end"].max(), RECENT_YEARS)]
    recent = recent.sort_values(["value", column], ascending=[False, True], kind="stable")
    when = period_words(recent)
    up = int((recent["value"] > 0).sum())
    group = recent[column].tolist()
    first, last = (f"{group[at]} ({say(float(recent['value'].iloc[at]), 'change')}, {when[at]})" for at in (0, -1))
    return MarketExhibit(
        key=f"hiring_changes_by_{by.lower()}",
        title=f"Hiring: up on the year before in {up} of {len(recent)} {'sectors' if by == 'Sector' else 'cities'}",
        reading=f"Highest at its last report: {first}; lowest: {last}.",
        data={
            "name": group,
            "value": recent["value"].to_numpy(float),
            "when": when,
            "source_title": recent["source_title"].tolist(),
            "source_url": recent["source_url"].tolist(),
        },
        columns=(
            Column("name", by, "", "As the source names it"),
            Column(
                "value", "Change, percent", "percent", "Job listings on the site against the same month a year before"
            ),
            Column("when", "Month", "", "The latest month reported for it"),
            *SOURCE_COLUMNS,
        ),
        unit="percent",
        n=len(recent),
        source=market.source([name], recent),
        selection=f"latest report of each {by.lower()}",
        filters=Filters.of({"by": [by]}),
        alt="Ranked bars of change on the year before: "
        + "; ".join(f"{g} {say(v, 'change')} ({w})" for g, v, w in zip(group, recent["value"], when, strict=True)),
        notes=(
            "Each figure is of the month written beside it: the months differ, so the order is no race.",
            *definitions(market, [name]),
        ),
        what=what_kind(market, [name]),
        draw=partial(market_figures.ranked, value="value", unit="change"),
    )


def years_before(day: str, years: int) -> str:
    """The same day of an earlier year, as ISO text."""
    return f"{int(day[:4]) - years}{day[4:]}"
