"""Exhibits of the market: each figure shown stands in the data, and no line bridges a break or a gap."""

from __future__ import annotations

import ast
import csv
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.market.price_index import price_index
from analytics.market.tables import INDIA, Market
from analytics.model import Experience, Filters
from analytics.presenting.exhibit import Exhibit
from analytics.presenting.values import format_value as say
from analytics.reading.packaged import DATA, read
from analytics.topics.adverts import answer as adverts_answer
from analytics.topics.adverts import exhibits as advert_exhibits
from analytics.topics.adverts.answer import Adverts
from analytics.topics.hiring.answer import hiring_changes
from analytics.topics.hiring.exhibits import hiring_changes as hiring_exhibit
from analytics.topics.series import answer as series
from analytics.topics.series.answer import EARNINGS, MONTHLY, RATES, SPLITS, WHOLE, LineSource
from analytics.topics.series.exhibits import _real_title, over_time, real_earnings
from analytics.topics.states import figures as state_figures
from analytics.topics.states.answer import GROUPS, by_state, minimum_wages_by_state
from analytics.topics.states.exhibits import map_and_ranking
from analytics.topics.states.names import STATES
from analytics.topics.wages.answer import minimum_wages
from analytics.topics.wages.exhibits import over_time as wages_over_time
from tests.builders import table_rows


@cache
def rows_of(file: str) -> list[dict[str, str]]:
    """The file itself, read without the code under test, and once for all tests."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def market() -> Market:
    return Market.read()


@pytest.fixture(scope="module")
def adverts() -> Adverts:
    return Adverts.read()


def every_series(market: Market) -> Iterator[Exhibit]:
    """All exhibits of official series that the page can show, for India and some states."""
    for place in (INDIA, "Kerala", "Ladakh", "Maharashtra", "Lakshadweep"):
        for split in SPLITS:
            yield over_time(series.earnings(market, split, place))
            for rate in RATES:
                for ages in ("15+", "15-29"):
                    yield over_time(series.rate_by_year(market, rate, split, place, ages))
    for rate in MONTHLY:
        yield over_time(series.rate_by_month(market, rate, "sex", "15+"))
    yield over_time(series.formal_jobs(market))
    yield over_time(series.hiring_index(market))
    for name in market.indicators:
        for place in market.places([name]):
            yield over_time(series.any_series(market, name, place))


def every_state_exhibit(market: Market) -> Iterator[Exhibit]:
    for group in GROUPS:
        yield from map_and_ranking(by_state(market, EARNINGS, group))
        for indicator in RATES.values():
            yield from map_and_ranking(by_state(market, indicator, group, "15+"))
    yield from map_and_ranking(minimum_wages_by_state(market))


@pytest.fixture(scope="module")
def series_exhibits(market: Market) -> list[Exhibit]:
    return list(every_series(market))


@pytest.fixture(scope="module")
def drawings(series_exhibits: list[Exhibit]) -> dict[int, str]:
    """The charts of those exhibits as JSON, by their places in the list."""
    return {
        place: exhibit.figure().to_json() for place, exhibit in enumerate(series_exhibits) if exhibit.draw is not None
    }


@pytest.fixture(scope="module")
def state_exhibits(market: Market) -> list[Exhibit]:
    return list(every_state_exhibit(market))


@pytest.fixture(scope="module")
def published() -> dict[str, set[float]]:
    """Every value of every indicator, from the files themselves."""
    named = defaultdict(set)
    for file in ("labour_market.csv", "official_earnings.csv"):
        for row in rows_of(file):
            named[row["indicator"]].add(float(row["value"]))
    return named


# ------------------------------------------------------------------------------------------ every figure is in the data


@pytest.mark.slow
def test_every_figure_of_a_series_stands_in_the_data_with_its_period_and_source(series_exhibits: list[Exhibit]) -> None:
    titles = {row["title"]: row["indicator"] for row in rows_of("indicators.csv")}
    figures = {
        (row["indicator"], row["period_start"], row["period_end"], float(row["value"]), row["source_url"])
        for file in ("labour_market.csv", "official_earnings.csv")
        for row in rows_of(file)
    }
    total = 0
    for exhibit in series_exhibits:
        for row in table_rows(exhibit):
            if not math.isnan(row.value):
                key = (titles[row.series], row.period_start, row.period_end, row.value, row.source_url)
                assert key in figures, (exhibit.key, key)
                total += 1
    assert total > 2000


@pytest.mark.slow
def test_every_figure_in_the_words_of_a_series_is_one_of_its_own(
    series_exhibits: list[Exhibit], state_exhibits: list[Exhibit]
) -> None:
    """Percentages and rupees in heading, reading and alternative text are figures of the table, as they are read."""
    checked = 0
    for exhibit in [*series_exhibits, *state_exhibits]:
        unit = next(column.unit for column in exhibit.columns if column.name == "value")
        amounts = {say(row.value, unit) for row in table_rows(exhibit) if not math.isnan(row.value)}
        for figure in re.findall(
            r"−?₹?\d[\d,.]*%|₹\d[\d,.]*(?: lakh)?", f"{exhibit.title} {exhibit.reading} {exhibit.alt}"
        ):
            assert figure.rstrip(".,") in amounts, (exhibit.key, figure)
            checked += 1
    assert checked > 3000


def test_every_figure_of_the_states_stands_in_the_data(market: Market, published: dict[str, set[float]]) -> None:
    for group in GROUPS:
        for indicator in (EARNINGS, *RATES.values()):
            for exhibit in map_and_ranking(by_state(market, indicator, group, "" if indicator == EARNINGS else "15+")):
                assert {row.value for row in table_rows(exhibit) if not math.isnan(row.value)} <= published[indicator]
    wages = {float(row["per_month"]) for row in rows_of("minimum_wages.csv")}
    for exhibit in map_and_ranking(minimum_wages_by_state(market)):
        assert {row.value for row in table_rows(exhibit) if not math.isnan(row.value)} <= wages
        assert {row.high for row in table_rows(exhibit) if not math.isnan(row.high)} <= wages
    for state in (INDIA, *STATES):
        assert {row.value for row in table_rows(wages_over_time(minimum_wages(market, state)))} <= wages


def test_unemployment_of_india_by_hand(market: Market) -> None:
    exhibit = over_time(series.rate_by_year(market, "unemployment", "sex", INDIA, "15+"))
    # PLFS annual reports: 6.0 % in 2017-18, 3.2 % in 2023-24; 3.1 % in 2025 by the redesigned survey.
    assert exhibit.title == "Unemployment fell from 6% (2017-18) to 3.2% (2023-24)"
    assert "By another method it was 3.1% in 2025; the two are not to be compared." in exhibit.reading
    assert exhibit.source.title == "Periodic Labour Force Survey (Ministry of Statistics)"
    assert exhibit.kind == "Official statistics"


def test_hiring_changes_are_the_latest_of_each_sector(market: Market) -> None:
    latest: dict[str, tuple[str, float]] = {}
    for row in rows_of("labour_market.csv"):
        if row["indicator"] == "hiring_change" and row["detail"]:
            latest[row["detail"]] = max(latest.get(row["detail"], ("", 0.0)), (row["period_end"], float(row["value"])))
    exhibit = hiring_exhibit(hiring_changes(market, "sector"))
    assert [row.value for row in table_rows(exhibit)] == sorted(
        (row.value for row in table_rows(exhibit)), reverse=True
    )
    for row in table_rows(exhibit):
        assert row.value == latest[row.group][1]
    newest = max(day for day, _ in latest.values())
    assert {row.group for row in table_rows(exhibit)} == {
        name
        for name, (day, _) in latest.items()
        if int(newest[:4]) - int(day[:4]) <= 2 and day > f"{int(newest[:4]) - 2}{newest[4:]}"
    }
    assert exhibit.kind == "As reported in the press"


def test_a_month_reported_twice_is_said_to_be_doubtful(market: Market) -> None:
    assert any("3001" in note for note in over_time(series.hiring_index(market)).notes)


# --------------------------------------------------------------------------------------------------- breaks and gaps


def plotted(drawing: str) -> list[list[tuple[str, float | None]]]:
    """The points of each line of a chart, of its JSON."""
    data = json.loads(drawing)["data"]
    return [list(zip(trace["x"], trace["y"], strict=True)) for trace in data if "lines" in trace["mode"]]


@pytest.mark.slow
def test_no_line_joins_two_definitions_or_two_methods(series_exhibits: list[Exhibit], drawings: dict[int, str]) -> None:
    """Every drawn line holds the figures of one series of the file, which never spans a change of method."""
    series_at = defaultdict(set)
    for file in ("labour_market.csv", "official_earnings.csv"):
        for row in rows_of(file):
            middle = (
                date.fromisoformat(row["period_start"])
                + (date.fromisoformat(row["period_end"]) - date.fromisoformat(row["period_start"])) / 2
            )
            series_at[(middle.isoformat(), float(row["value"]))].add(row["series"])
    lines = 0
    for place, drawing in drawings.items():
        for points in plotted(drawing):
            series_of_line = [series_at[(day, value)] for day, value in points if value is not None]
            assert set.intersection(*series_of_line), (series_exhibits[place].key, points)
            lines += 1
    assert lines > 300


@pytest.mark.slow
def test_a_missing_period_is_a_gap_and_not_a_zero(
    market: Market, series_exhibits: list[Exhibit], drawings: dict[int, str]
) -> None:
    days = {"month": 31, "quarter": 92, "year": 366}
    frequency = {row["title"]: row["frequency"] for row in rows_of("indicators.csv")}
    gaps = 0
    real = real_earnings(series.real_earnings(market, INDIA))
    drawn = [(series_exhibits[place], drawing) for place, drawing in drawings.items()]
    for exhibit, drawing in [*drawn, (real, real.figure().to_json())]:
        lengths = {days.get(frequency[row.series]) for row in table_rows(exhibit)}
        if None in lengths:
            continue
        for points in plotted(drawing):
            for (earlier, first), (later, second) in pairwise(points):
                gaps += second is None
                if first is not None and second is not None:
                    days_between = (date.fromisoformat(later) - date.fromisoformat(earlier)).days
                    assert days_between <= max(filter(None, lengths)), (exhibit.key, earlier, later)
    assert gaps > 50


def test_a_change_of_method_is_marked_where_it_happened(market: Market) -> None:
    exhibit = over_time(series.rate_by_year(market, "participation", "sex", INDIA, "15+"))
    figure = exhibit.figure()
    assert [shape.x0 for shape in figure.layout.shapes] == ["2025-01-01"]
    assert "break" in [note.text for note in figure.layout.annotations]
    assert any(note.startswith("Break (January 2025)") for note in exhibit.notes)
    assert "Break (January 2025)" in exhibit.alt
    assert not over_time(series.rate_by_month(market, "unemployment", "sex", "15+")).figure().layout.shapes


def test_what_is_not_in_the_data_says_so(market: Market) -> None:
    exhibit = over_time(series.rate_by_year(market, "participation", "sex", INDIA, "15-29"))
    assert exhibit.draw is None
    assert exhibit.empty
    assert "not zero" in exhibit.reading
    wages = wages_over_time(minimum_wages(market, "Lakshadweep"))
    assert wages.draw is None
    assert "does not mean there is none" in wages.reading
    for exhibit in map_and_ranking(by_state(market, RATES["unemployment"], "women", "15+")):
        assert exhibit.draw is None
        assert "too few states" in exhibit.title


# ----------------------------------------------------------------------------------------------------------- real pay


def test_real_earnings_are_of_comparable_years(market: Market) -> None:
    exhibit = real_earnings(series.real_earnings(market, INDIA))
    values = {(row.line, row.period): row.value for row in table_rows(exhibit)}
    # Computed outside this project from the same tables: earnings of each calendar year times the consumer prices of
    # July 2026 over the mean of the year's months, the two bases linked in February 2025.
    assert [round(values["Real", year], -1) for year in ("2022", "2023", "2024")] == [23_010, 23_010, 23_430]
    assert values["As paid", "2022"] == 19_315.5
    # No quarter: those begin in a lockdown.
    assert {row.period for row in table_rows(exhibit)} == {"2022", "2023", "2024", "2025"}
    assert exhibit.title == "After prices, pay has hardly changed since 2022"
    assert "July 2026" in exhibit.selection


def test_a_rise_of_real_earnings_is_said_only_where_it_is_more_than_the_errors_of_a_mean() -> None:
    def titled(last: float) -> str:
        points = [
            series.Point(f"{year}-01-01", f"{year}-12-31", value, "", "", "")
            for year, value in ((2022, 100.0), (2024, last))
        ]
        return _real_title(series.Movement("real", points[0], points[1], points[1], None))

    assert titled(102.9) == titled(97.1) == "After prices, pay has hardly changed since 2022"
    assert titled(105) == "After prices, pay was 5% higher in 2024 than in 2022"
    assert titled(95) == "After prices, pay was 5% lower in 2024 than in 2022"


def test_earnings_of_years_without_prices_are_left_out(market: Market) -> None:
    rows = market.rows[EARNINGS]
    before = rows[rows["period_start"] == "2022-01-01"].assign(period_start="2019-01-01", period_end="2019-12-31")
    older = replace(market, rows={**market.rows, EARNINGS: pd.concat([before, rows], ignore_index=True)})
    answer = series.real_earnings(older, INDIA)
    starts = [point.start for line in answer.series for point in line.points]
    assert min(starts) >= answer.since > "2019-01-01"


def test_a_single_year_of_real_earnings_is_no_change(market: Market) -> None:
    answer = series.real_earnings(market, INDIA)
    newest = replace(answer, series=tuple(replace(line, points=line.points[-1:]) for line in answer.series))
    exhibit = real_earnings(newest)
    assert exhibit.title == "Earnings in rupees of July 2026: ₹24,000 in 2025"
    assert "changed" not in exhibit.reading


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ([5.0], "Unemployment in India: 5% in 2021"),
        ([5.0, 5.0], "Unemployment in India was 5% in 2022, as in 2021"),
        ([5.001, 5.002], "Unemployment in India was 5% in 2022, as in 2021"),
        ([5.0, 6.0], "Unemployment in India rose from 5% (2021) to 6% (2022)"),
        ([6.0, 5.0], "Unemployment in India fell from 6% (2021) to 5% (2022)"),
    ],
)
def test_a_movement_is_one_between_figures_that_differ_as_printed(
    market: Market, values: list[float], title: str
) -> None:
    points = tuple(
        series.Point(f"{year}-01-01", f"{year}-12-31", value, "", "", "") for year, value in enumerate(values, 2021)
    )
    answer = series.rate_by_year(market, next(iter(RATES)), "sex", INDIA, "15+")
    alone = replace(answer, key="", series=(replace(answer.series[0], line=WHOLE, points=points),))
    figures = re.sub(r"^.*?(?=:| was | rose | fell )", "Unemployment in India", over_time(alone).title)
    assert figures == title


def test_a_map_is_of_the_newest_period_that_enough_states_have(market: Market) -> None:
    newest = by_state(market, EARNINGS, next(iter(GROUPS)))
    rows = market.rows[EARNINGS]
    late = rows[(rows["period_start"] == rows["period_start"].max()) & rows["geography"].isin(list(STATES)[:5])]
    late = late.assign(period_start="2027-01-01", period_end="2027-12-31")
    few = replace(market, rows={**market.rows, EARNINGS: pd.concat([rows, late], ignore_index=True)})
    assert by_state(few, EARNINGS, next(iter(GROUPS))).figures == newest.figures


def test_real_earnings_are_earnings_times_prices(market: Market) -> None:
    prices = price_index(read("labour_market"))
    for place in (INDIA, "Ladakh"):
        rows = table_rows(real_earnings(series.real_earnings(market, place)))
        paid = {(row.series, row.stretch, row.period_start): row.value for row in rows if row.line == "As paid"}
        real = [row for row in rows if row.line == "Real" and not math.isnan(row.value)]
        assert real
        for row in real:
            year, month = row.period_start[:4], int(row.period_start[5:7])
            period = year if row.period_end[5:7] == "12" and month == 1 else f"{year}-Q{(month + 2) // 3}"
            assert row.value == pytest.approx(paid[row.series, row.stretch, row.period_start] * prices.factor(period))


# ------------------------------------------------------------------------------------------------------------- states


def test_each_state_has_one_tile_of_its_own() -> None:
    assert set(STATES) == {row["state"] for row in rows_of("states.csv")}
    assert len({(column, line) for _, column, line in STATES.values()}) == len(STATES)
    codes = [code for code, _, _ in STATES.values()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[A-Z]{2,3}", code) for code in codes)


def test_a_tile_map_says_each_value_and_leaves_out_none(market: Market) -> None:
    tiles, ranked = map_and_ranking(by_state(market, RATES["unemployment"], "everyone", "15+"))
    assert tiles.table.equals(ranked.table)
    words = tiles.figure().data[0].text
    by_code = dict(word.replace("<b>", "").split("</b><br>") for word in words)
    for row in table_rows(tiles):
        if row.group != INDIA:
            assert by_code[STATES[row.group][0]] == ("–" if math.isnan(row.value) else f"{row.value:g}")
    missing = [row.group for row in table_rows(tiles) if math.isnan(row.value)]
    assert missing
    assert all(name in note for name in missing for note in tiles.notes if note.startswith("No figure"))


def test_the_steps_of_a_map_hold_equally_many_states_in_order(market: Market) -> None:
    tiles, _ = map_and_ranking(by_state(market, EARNINGS, "everyone"))
    states = [row for row in table_rows(tiles) if row.group != INDIA]
    sizes = [sum(row.step == step for row in states) for step in range(1, 6)]
    assert sum(sizes) == len(states) == 36
    assert max(sizes) - min(sizes) <= 1
    for low, high in zip(range(1, 5), range(2, 6), strict=True):
        assert max(row.value for row in states if row.step == low) <= min(
            row.value for row in states if row.step == high
        )


def test_an_old_minimum_wage_is_shown_but_not_ranked(market: Market) -> None:
    tiles, _ = map_and_ranking(minimum_wages_by_state(market))
    rows = {row.group: row for row in table_rows(tiles)}
    # Arunachal Pradesh: the latest order in the collection is of 1 April 2016.
    assert rows["Arunachal Pradesh"].when == "2016"
    assert math.isnan(rows["Arunachal Pradesh"].step)
    assert "Arunachal Pradesh (2016)" in " ".join(tiles.notes)
    assert "Arunachal" not in tiles.title + tiles.reading
    # Delhi from April 2025: 20,371 for the lowest clerical wage. An amount of law is not rounded.
    assert "₹20,371" in wages_over_time(minimum_wages(market, "Delhi")).title
    assert INDIA not in rows


def test_text_on_each_step_can_be_read() -> None:
    """WCAG contrast of at least 4.5 to 1, by the formula of its definition."""

    def luminance(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for fill, ink in zip(state_figures.FILLS, state_figures.INKS, strict=True):
        dark, light = sorted((luminance(fill), luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


# ------------------------------------------------------------------------------------------------------ words and links


@pytest.mark.slow
def test_every_exhibit_says_what_it_shows_and_from_whom(
    series_exhibits: list[Exhibit], drawings: dict[int, str], state_exhibits: list[Exhibit], adverts: Adverts
) -> None:
    for place, exhibit in enumerate([*series_exhibits, *state_exhibits, *every_advert(adverts)]):
        assert exhibit.title
        assert exhibit.reading.endswith(".")
        assert exhibit.source.url.startswith("https://")
        assert exhibit.source.title
        assert exhibit.notes or exhibit.draw is None
        assert [column.name for column in exhibit.columns] == list(exhibit.data), exhibit.key
        if exhibit.draw is not None:
            assert exhibit.source.period
            assert len(exhibit.alt) > 40
            assert len(drawings.get(place) or exhibit.figure().to_json()) < 60_000, exhibit.key
        for row in table_rows(exhibit):
            assert getattr(row, "source_url", "") == "" or row.source_url.startswith("https://")


MODULES = (
    "topics/series/exhibits",
    "topics/states/exhibits",
    "topics/wages/exhibits",
    "topics/hiring/exhibits",
    "topics/adverts/exhibits",
    "topics/claims/exhibits",
    "topics/methods/terms",
)
PAGES = ("labour_market", "published_figures", "methods")


@pytest.mark.parametrize(
    "path", [*(f"analytics/{name}.py" for name in MODULES), *(f"pages/{name}.py" for name in PAGES)]
)
def test_no_figure_is_typed_by_hand(path: str) -> None:
    """Texts of the code hold no rupees, percentages, years or large numbers; pages hold no number at all."""
    tree = ast.parse((DATA.parent / path).read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]
    for sentence in texts:
        rest = re.sub(r"(\d+ )?in 100\b", "", sentence)
        if not sentence.startswith("#"):  # colours
            assert not re.search(r"₹\s?\d|\d\s?%|\d{3}|\d lakh", rest), sentence
    if path.startswith("pages/"):
        numbers = [
            node for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) in (int, float)
        ]
        assert not numbers


@pytest.mark.slow
def test_a_definition_goes_with_every_series(series_exhibits: list[Exhibit]) -> None:
    definitions = {row["title"]: (row["definition"], row["breaks"]) for row in rows_of("indicators.csv")}
    for exhibit in series_exhibits:
        notes = " ".join(exhibit.notes)
        for title in {row.series for row in table_rows(exhibit)}:
            assert definitions[title][0] in notes
            assert definitions[title][1] in notes


def test_lines_stay_apart_at_their_ends(market: Market) -> None:
    exhibit = wages_over_time(minimum_wages(market, "Karnataka"))
    figure = exhibit.figure()
    labels = sorted(note.y for note in figure.layout.annotations if note.text != "break")
    top = figure.layout.yaxis.range[1]
    assert len(labels) == len({row.line for row in table_rows(exhibit)})
    assert labels[-1] <= top
    assert min(np.diff(labels)) > 0.05 * top


def test_a_line_is_one_stretch_of_the_table() -> None:
    conditions = {"sex": "all", "area": "all"}
    market = Market.read()
    exhibit = over_time(series.over_time(market, "x", [LineSource("all", EARNINGS, conditions)], "Goa"))
    assert {row.source_url for row in table_rows(exhibit)} <= {
        row["source_url"] for row in rows_of("official_earnings.csv")
    }


# ------------------------------------------------------------------------------------------------------ advertisements


def every_advert(adverts: Adverts) -> Iterator[Exhibit]:
    for chosen in (
        {},
        {"sector": ["Office & administration"]},
        {"city": ["Pune"]},
        {"sector": ["Legal"], "city": ["Agra"]},
    ):
        filters = Filters.of(chosen)
        for by in ("sector", "city", "experience"):
            yield advert_exhibits.feature_shares(adverts_answer.feature_shares(adverts, "hidden", by, filters))
        yield advert_exhibits.feature_shares(adverts_answer.feature_shares(adverts, "from_home", "sector", filters))
        yield advert_exhibits.experience_asked(adverts_answer.experience_asked(adverts, filters))
        yield advert_exhibits.places(adverts_answer.places(adverts, filters))
        yield advert_exhibits.skills(adverts_answer.skills(adverts, filters.without("city")))


def tally(by: str, count: str, **conditions: str) -> dict[str, int]:
    """The expected counts: advertisements added up row by row from the file."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows_of("postings.csv"):
        if all(value in row[name].split("|") for name, value in conditions.items()):
            for value in row[by].split("|"):
                hidden = int(row["posts"]) - int(row["with_pay"])
                sums[value] += hidden if count == "hidden" else int(row[count])
    return sums


@pytest.mark.parametrize("share", ["hidden", "from_home"])
@pytest.mark.parametrize("by", ["sector", "city", "experience"])
@pytest.mark.parametrize("conditions", [{}, {"sector": "Office & administration"}, {"city": "Pune"}], ids=str)
@pytest.mark.slow
def test_shares_are_those_of_the_file(adverts: Adverts, share: str, by: str, conditions: dict[str, str]) -> None:
    exhibit = advert_exhibits.feature_shares(
        adverts_answer.feature_shares(
            adverts, share, by, Filters.of({name: [value] for name, value in conditions.items()})
        )
    )
    others = {name: value for name, value in conditions.items() if name != by}
    posts, having = tally(by, "posts", **others), tally(by, share, **others)
    assert len(table_rows(exhibit)) > 3
    for row in table_rows(exhibit)[1:]:
        assert (row.having, row.posts) == (having[row.group], posts[row.group])
        assert row.share == pytest.approx(having[row.group] / posts[row.group], rel=1e-12)
    everything = rows_of("postings.csv")
    total = sum(int(row["posts"]) for row in everything if all(v in row[n].split("|") for n, v in conditions.items()))
    assert exhibit.n == total


def test_experience_places_and_skills_are_those_of_the_file(adverts: Adverts) -> None:
    filters = Filters.of({"sector": ["BPO & customer support"]})
    posts = tally("experience", "posts", sector="BPO & customer support")
    exhibit = advert_exhibits.experience_asked(adverts_answer.experience_asked(adverts, filters))
    assert {row.group: row.posts for row in table_rows(exhibit)} == {level: posts.get(level, 0) for level in Experience}
    assert sum(row.share for row in table_rows(exhibit)) == pytest.approx(1)
    cities = tally("city", "posts", sector="BPO & customer support")
    for row in table_rows(advert_exhibits.places(adverts_answer.places(adverts, filters))):
        assert row.posts == cities[row.group]
    sector_of = {row["role"]: row["sector"] for row in rows_of("roles.csv")}
    named: dict[str, int] = defaultdict(int)
    for line in rows_of("skills.csv"):
        if sector_of.get(line["role"]) == "BPO & customer support":
            named[line["skill"]] += int(line["posts"])
    exhibit = advert_exhibits.skills(adverts_answer.skills(adverts, filters))
    assert exhibit.n == named["(any)"]
    for row in table_rows(exhibit):
        assert row.posts == named[row.group]
        assert row.share == pytest.approx(named[row.group] / named["(any)"])


def test_too_few_advertisements_show_no_share(adverts: Adverts) -> None:
    exhibit = advert_exhibits.feature_shares(
        adverts_answer.feature_shares(adverts, "hidden", "sector", Filters.of({"sector": ["Legal"], "city": ["Agra"]}))
    )
    assert exhibit.n < adverts_answer.LEAST_ADVERTS
    assert exhibit.draw is None
    assert "too few" in exhibit.title


def test_names_from_the_data_stay_text(adverts: Adverts) -> None:
    skills = adverts.skills.assign(skill=adverts.skills["skill"].replace("MS-Excel", "<img src=x>"))
    changed: Any = Adverts(
        adverts.dimensions, adverts.counts, skills, adverts.sector_of, adverts.source, adverts.source
    )
    figure = advert_exhibits.skills(adverts_answer.skills(changed, Filters())).figure()
    words = " ".join(word for trace in figure.data for word in [*(trace.text or ()), *(trace.hovertext or ())])
    assert "<img" not in words
    assert "&lt;img" in words
