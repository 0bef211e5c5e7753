"""Every page × no filter, each filter, an impossible filter, a nonsense URL: it opens, and its tables are right."""

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.testing.v1 import AppTest

from analytics.model import Filters, Survey
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from pages.parts.cache import surveys
from pages.parts.state.identifiers import link_slug
from tests.app.visiting import (
    FILTERED,
    PAGES,
    SCRIPTS,
    charts,
    headings,
    headline,
    link_notices,
    numbers,
    page_title,
    parameters,
    plain,
    sound,
    words,
)  # fmt: skip

ASKING = [entry.script for entry in PAGES if entry.asks]

NONSENSE: dict[str, Any] = {
    "a word": "banana",
    "nothing": "",
    "huge": "9" * 400,
    "a long text": "x" * 20_000,
    "not a number": "nan",
    "infinity": "-1e400",
    "markup": "<img src=x onerror=alert(1)>",
    "markdown": "[x](javascript:alert(1)) $\\LaTeX$ :material/home: **b**",
    "invisible": "\u202e\u200b\x00",
    "a formula": "=1+1",
    "a path": "../../etc/passwd",
    "JSON": '{"a": [1]}',
    "repeated": ["banana", "banana", "true", "[]"],
    "many": ["x" * number for number in range(1, 41)],  # beyond 1,000 in all, Streamlit reads none of an address
}


ANYTHING = ("my_role", "my_city", "my_pay", "my_pay_to")
"""Parameters that take any text; what cannot be understood of it, the page says itself."""


@pytest.fixture(scope="module")
def survey() -> Survey:
    return packaged.survey("posted_pay")


def parts(app: AppTest) -> list[dict[str, str]]:
    """The addresses of the parts of a page, of which only the open one is built."""
    tabs = [node for node in app.main if node.type == "tab_container"]
    return [
        {user_key_from_element_id(node.proto.tab_container.id) or "": link_slug(tab.label)}
        for node in tabs
        for tab in node.children.values()
    ] or [{}]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_page_opens(visit: Callable[..., AppTest], script: str) -> None:
    app = visit(script)
    sound(app)
    assert page_title(app) == next(entry.heading for entry in PAGES if entry.script == script)


def test_the_first_visit_shows_bands(visit: Callable[..., AppTest]) -> None:
    app = visit()
    sound(app)
    assert page_title(app) == "What does your work pay?"
    assert charts(app)


@pytest.mark.parametrize("script", FILTERED)
@pytest.mark.parametrize("choose", [max, pytest.param(min, marks=pytest.mark.thorough)], ids=["common", "rare"])
def test_a_page_under_each_single_filter(
    visit: Callable[..., AppTest],
    survey: Survey,
    script: str,
    choose: Callable[..., str],
    subtests: pytest.Subtests,
) -> None:
    options = parameters(visit(script))
    for name, sizes in survey.sizes.items():
        if name not in options:
            continue
        value = choose(sizes, key=sizes.__getitem__)
        with subtests.test(filter=f"{name}={value}"):
            held = link_slug(value) if name == "experience" else value
            assert sound(visit(script, {name: [value]})).get_by_key(name).value == [held]
    assert set(options) >= {"sector", "role", "city"} | (set() if script in ASKING else {"experience"})


@pytest.mark.parametrize("script", FILTERED)
@pytest.mark.parametrize("measure", ["low", "high"])
@pytest.mark.parametrize("per", ["month", "year"])
def test_a_page_in_each_unit_and_measure(visit: Callable[..., AppTest], script: str, measure: str, per: str) -> None:
    sound(visit(script, {"per": per, "measure": measure, "doubtful": "true"}))


@pytest.mark.parametrize("script", FILTERED)
@pytest.mark.parametrize("name", list(surveys.packaged_titles()))
def test_a_page_on_each_survey(visit: Callable[..., AppTest], script: str, name: str) -> None:
    app = visit(script, {"survey": name})
    sound(app)
    assert app.get_by_key("survey").value == name


@pytest.fixture(scope="module")
def impossible(survey: Survey) -> dict[str, list[str]]:
    """A role and a city that no post has together, though each has posts enough."""
    pairs = set(salary_bands(survey, ["role", "city"])[["role", "city"]].itertuples(index=False, name=None))
    busy = {
        name: [value for value, n in sorted(survey.sizes[name].items(), key=lambda item: -item[1]) if n >= 60]
        for name in ("role", "city")
    }
    role, city = next((r, c) for r in reversed(busy["role"]) for c in reversed(busy["city"]) if (r, c) not in pairs)
    return {"role": [role], "city": [city]}


@pytest.mark.parametrize("script", FILTERED)
def test_a_page_where_nothing_matches(
    visit: Callable[..., AppTest], impossible: dict[str, list[str]], script: str
) -> None:
    sound(visit(script, impossible))


@pytest.mark.parametrize("script", ["overview", "salary_bands"])
@pytest.mark.parametrize("lifted", ["role", "city"])
def test_an_empty_selection_offers_to_lift_a_filter(
    visit: Callable[..., AppTest], survey: Survey, impossible: dict[str, list[str]], script: str, lifted: str
) -> None:
    app = visit(script, impossible)
    others = re.compile("The market around it$|Other sources: |No other source ")
    findings = [heading for heading in headings(app) if not others.match(heading)]
    assert findings == ["No posts match"]
    reasons = [sentence for sentence in words(app) if sentence.startswith("There are no ")]
    assert len(reasons) == 1
    offer = next(button for button in app.button if button.key.startswith("without ") and button.key.endswith(lifted))
    remaining = {name: values for name, values in impossible.items() if name != lifted}
    n = int(salary_bands(survey, (), Filters.of(remaining))["n"].iloc[0])
    assert n >= 6
    assert f"({n:,} posts)" in plain(offer.label)  # below one lakh, Indian grouping is the usual one
    offer.click().run()
    sound(app)
    assert charts(app)
    assert {name: app.get_by_key(name).value for name in impossible} == remaining | {lifted: []}


def assert_left_out(app: AppTest, untouched: AppTest, nonsense: dict[str, Any]) -> None:
    """A page opens as if the nonsense in its address were not there, and says so."""
    assert headings(sound(app)) == headings(untouched)
    meaningful = {
        name: value for name, value in nonsense.items() if name in parameters(untouched) and name not in ANYTHING
    }
    if not any(str(value).strip() for value in meaningful.values()):
        assert not link_notices(app)
        return
    (notice,) = link_notices(app)
    assert "left out" in notice
    assert len(notice) < 600
    # Short values are quoted letter by letter.
    assert "banana" not in meaningful.values() or "“banana”" in notice


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_page_at_an_address_full_of_nonsense(
    visit: Callable[..., AppTest], script: str, subtests: pytest.Subtests
) -> None:
    untouched = visit(script)
    assert not link_notices(untouched)
    for kind, value in NONSENSE.items():
        with subtests.test(nonsense=kind):
            url = dict.fromkeys([*parameters(untouched), "unknown", "embed_options"], value)
            assert_left_out(visit(script, url), untouched, url)


@pytest.mark.thorough
@pytest.mark.parametrize("script", SCRIPTS)
def test_each_part_of_a_page_with_nonsense_in_each_parameter(
    visit: Callable[..., AppTest], script: str, subtests: pytest.Subtests
) -> None:
    for selection in parts(visit(script)):
        untouched = visit(script, selection)
        for name in set(parameters(untouched)) - selection.keys():
            with subtests.test(selection=selection, name=name):
                assert_left_out(visit(script, {**selection, name: "banana"}), untouched, {name: "banana"})


def test_a_value_repeated_or_beside_nonsense_still_counts(visit: Callable[..., AppTest]) -> None:
    once = visit("salary_bands", {"experience": ["Fresher"]})
    for value in (["Fresher", "Fresher"], ["Fresher", "banana"]):
        app = visit("salary_bands", {"experience": value})
        sound(app)
        assert headings(app) == headings(once)


FILTERS = [
    {},
    {"experience": ["Fresher"]},
    {"experience": ["1–2 years", "3–5 years"], "city": ["Pune", "Mumbai"]},
    {"sector": ["IT & software"], "work_mode": ["Work from home"]},
]


def same_bands(table: pd.DataFrame, expected: pd.DataFrame) -> None:
    """A table of a page holds the bands; figures that are whole but for the last digit of a float are whole there."""
    flags = [column for column in expected if column in table and expected[column].dtype == bool]
    columns = [column for column in expected if column in table and column not in flags]
    assert len(columns) > 25
    pd.testing.assert_frame_equal(
        table[columns], expected[columns], rtol=1e-12, check_index_type=False, check_dtype=False
    )
    assert "flagged" in flags
    for column in flags:  # a page says "yes", or nothing
        assert [bool(flag) for flag in table[column]] == expected[column].tolist()


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_every_grouping_shows_the_bands_of_its_rows(
    visit: Callable[..., AppTest], survey: Survey, filters: dict[str, list[str]], subtests: pytest.Subtests
) -> None:
    titles = {dimension.title: name for name, dimension in survey.dimensions.items()}
    for title in visit("salary_bands").get_by_key("by").options:
        name = titles[title]
        with subtests.test(by=title):
            key = f"bands_by_{name}"
            app = visit("salary_bands", filters | {"by": name, "groups": "all"}, tables=(key,))
            sound(app)
            table = app.dataframe[0].value.set_index(name).sort_index()
            expected = salary_bands(survey, [name], Filters.of(filters)).set_index(name).sort_index()
            same_bands(table, expected)
            drawn = table["p50"].dropna()
            medians = next(trace for trace in charts(app)[0]["data"] if trace.get("mode") == "markers")
            assert sorted(numbers(medians["x"])) == sorted(drawn)  # the chart holds the rows of the table


@pytest.mark.parametrize("name", ["experience", "sector"])
def test_the_cards_of_the_overview_show_the_bands_of_their_rows(
    visit: Callable[..., AppTest], survey: Survey, name: str
) -> None:
    app = visit("overview", {"city": ["Pune"]}, tables=(f"bands_by_{name}",))
    table = app.dataframe[0].value.set_index(name)
    expected = salary_bands(survey, [name], Filters.of({"city": ["Pune"]})).set_index(name)
    same_bands(table, expected.loc[table.index])
    left_out = expected.index.difference(table.index)
    assert expected.loc[left_out, "n"].max() <= table["n"].min() if len(left_out) else True


@pytest.mark.parametrize(
    ("parameters_", "keep"),
    [
        ({"experience": ["Fresher"]}, lambda rows: rows["experience"] == "Fresher"),
        ({"city": ["Pune"]}, lambda rows: rows["city"].str.split("|").map(lambda cities: "Pune" in cities)),
        (
            {"sector": ["Sales"], "work_mode": ["Office"], "doubtful": "true"},
            lambda rows: (rows["sector"] == "Sales") & (rows["work_mode"] == "Office"),
        ),
        (
            {"measure": "low", "per": "year", "experience": ["3–5 years"]},
            lambda rows: rows["experience"] == "3–5 years",
        ),
    ],
    ids=["freshers", "Pune", "sales in offices", "low ends per year"],
)
def test_a_table_against_plain_pandas_and_numpy(
    visit: Callable[..., AppTest], parameters_: dict[str, Any], keep: Callable[[pd.DataFrame], pd.Series]
) -> None:
    """The expected table: the rows of the file, repeated as often as they count, and `numpy.percentile`."""
    rows = pd.read_csv(packaged.DATA / "posted_pay.csv", keep_default_na=False, dtype={"years": str})
    if "doubtful" not in parameters_:
        rows = rows[rows["doubt"] == "none"]
    rows = rows[keep(rows)]
    low = parameters_.get("measure") == "low"
    rows = rows.assign(pay=rows["pay_low"] if low else (rows["pay_low"] + rows["pay_high"]) / 2)
    months = 1 if parameters_.get("per") == "year" else 12
    key = "bands_by_quarter"
    app = visit("salary_bands", parameters_ | {"by": "Quarter", "groups": "All"}, tables=(key,))
    table = app.dataframe[0].value.set_index("quarter")
    assert set(table.index) == set(rows["quarter"])
    for quarter, group in rows.groupby("quarter"):
        pay = np.repeat(group["pay"].to_numpy(float) / months, group["posts"])
        assert table.loc[quarter, "n"] == len(pay)
        for name, share, least in (("p10", 10, 29), ("p25", 25, 11), ("p50", 50, 6), ("p75", 75, 11), ("p90", 90, 29)):
            expected = np.percentile(pay, share) if len(pay) >= least else np.nan
            assert table.loc[quarter, name] == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_pay_per_year_is_twelve_times_pay_per_month(visit: Callable[..., AppTest]) -> None:
    tables = [
        visit("overview", {"per": per}, tables=("bands_by_experience",)).dataframe[0].value for per in ("month", "year")
    ]
    money = [name for name in tables[0] if name.startswith("p")]
    assert len(money) == 26  # five quantiles with intervals and bounds, and the median without the largest employer
    np.testing.assert_allclose(tables[1][money], tables[0][money] * 12, rtol=1e-14)


def test_filters_stay_from_page_to_page(visit: Callable[..., AppTest]) -> None:
    app = visit("overview", {"experience": ["Fresher"], "city": ["Pune"], "per": "year"})
    for script in FILTERED:
        app.switch_page(f"../{script}.py").run()
        sound(app)
        if script not in ASKING:  # it asks for the years itself; the pages after it still have the level
            assert app.get_by_key("experience").value == ["fresher"], script
        assert app.get_by_key("city").value == ["Pune"], script
        assert app.get_by_key("per").value == "year", script


def test_no_two_cards_of_the_overview_say_the_same(visit: Callable[..., AppTest]) -> None:
    app = visit("overview", {"experience": ["Fresher"], "city": ["Pune"]})
    assert len(charts(app)) == 2  # the roles and the sectors: of one level and one city there is one band
    titles = headings(app)
    assert len(titles) == len(set(titles)) == 3


def test_a_pill_changes_headline_chart_and_table_together(visit: Callable[..., AppTest]) -> None:
    app = visit("overview", tables=("bands_by_city",))
    before = charts(app)[1], app.dataframe[0].value, headline(app)
    app.get_by_key("experience").set_value(["fresher"]).run()
    sound(app)
    assert charts(app)[1] != before[0]
    assert app.dataframe[0].value["n"].sum() < before[1]["n"].sum()
    assert "open to freshers" in headline(app)
    assert headline(app) != before[2]


def test_roles_take_the_place_of_what_has_a_single_value(visit: Callable[..., AppTest]) -> None:
    titles_by_level = {
        "Fresher": ["By role", "By city", "By sector"],
        "": ["Fresher", "By city", "By sector"],
    }
    for level, expected in titles_by_level.items():
        titles = headings(visit("overview", {"experience": [level]} if level else {}))[:3]
        assert [title.startswith(start) for title, start in zip(titles, expected, strict=True)] == [True] * 3, titles


def test_chips_name_what_is_filtered_and_take_it_away(visit: Callable[..., AppTest]) -> None:
    filters = {"city": ["Pune", "Mumbai"], "sector": ["Sales", "Education"]}
    app = visit("overview", filters)
    chips = {button.key: button for button in app.button if button.key.startswith("chip ")}
    assert set(chips) == {"chip sector Sales", "chip sector Education"}  # the box of cities stands above and says them
    chips["chip sector Sales"].click().run()
    sound(app)
    assert app.get_by_key("sector").value == ["Education"]
    assert not [button for button in app.button if button.key == "chip sector Sales"]
    asking = visit("check_salary", filters | {"work_mode": ["Office"]})  # asks for city and sector itself
    assert {button.key for button in asking.button if button.key.startswith("chip ")} == {"chip work_mode Office"}


def test_the_switch_puts_doubtful_posts_back(visit: Callable[..., AppTest], survey: Survey) -> None:
    def n(app: AppTest) -> int:
        return int(app.dataframe[0].value["n"].sum())

    app = visit("overview", tables=("bands_by_experience",))
    sizes = survey.sizes["doubt"]
    assert n(app) == sizes["none"]
    app.get_by_key("doubtful").set_value(True).run()
    sound(app)
    assert n(app) == sum(sizes.values()) > sizes["none"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"city": "Atlantis"},
            "This link asked for city “Atlantis”, which this survey does not have; it was left out.",
        ),
        (
            {"city": ["Pune", "Atlantis"], "per": "fortnight"},
            "This link asked for city “Atlantis” and per “fortnight”, which this page cannot use; they were left out.",
        ),
        ({"per": ["month", "year"]}, "This link asked for per “month”, which this page cannot use; it was left out."),
        (
            {"sector": ["a", "b", "c", "d" * 400, "e"]},
            "This link asked for sector “a”, sector “b”, sector “c” and 2 more, which this survey does not have; they "
            "were left out.",
        ),
        ({"cty": "Pune"}, "This link asked for “cty”, which this page does not know; did it mean “city”?"),
        ({"City": "Pune"}, "This link asked for “City”, which this page does not know; did it mean “city”?"),
        (
            {"survey": surveys.YOUR_DATA},
            "This link is about a file that this visit does not have: upload it again on the page “Your data”.",
        ),
    ],
    ids=str,
)
def test_what_a_link_asked_for_in_vain_is_said(
    visit: Callable[..., AppTest], parameters: dict[str, Any], message: str
) -> None:
    app = visit("salary_bands", parameters)
    assert [plain(box.value) for box in app.info] == [message]
    app.get_by_key("real").set_value(True).run()  # gone after the next click
    assert not app.info


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"city": ["Pune", "Mumbai"], "per": "year", "experience": "Fresher", "doubtful": "TRUE", "measure": "low"},
        {"per": "month", "measure": "middle", "doubtful": "false", "by": "Experience"},  # what holds anyway
        {"city": "", "role": " "},
        {"utm_source": "newsletter", "fbclid": "IwAR0", "ref": "a.example", "gad_source": "1"},
        {"my_city": "Pune", "section": "Work", "cities": "Pune"},  # parameters of other pages
    ],
    ids=str,
)
def test_a_link_that_was_understood_and_ordinary_use_are_passed_over(
    visit: Callable[..., AppTest], parameters: dict[str, Any]
) -> None:
    app = visit("salary_bands", parameters)
    assert not app.info
    app.get_by_key("city").set_value(["Pune"]).run()
    app.get_by_key("survey").set_value("published_pay").run()
    for script in SCRIPTS:
        app.switch_page(f"../{script}.py").run()
        sound(app)
        assert not [box.value for box in app.info if "This link" in box.value], script


def test_a_question_in_a_link_is_answered_for_the_figures_it_states(visit: Callable[..., AppTest]) -> None:
    assert not visit("check_salary", {"my_years": "03", "my_pay": "17k"}).info
    for years in ("-5", "31", "1e400"):
        (notice,) = visit("check_salary", {"my_years": years}).info
        assert f"my years “{years}”, which this page cannot use" in plain(notice.value)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_property_of_a_chart_is_one_that_plotly_knows(visit: Callable[..., AppTest], script: str) -> None:
    app = visit(script)
    charts = app.get("plotly_chart")
    assert charts or script in ("your_data", "methods")
    for chart in charts:
        go.Figure(json.loads(chart.proto.spec))  # raises for a name or a value that is none
