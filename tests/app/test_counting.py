"""The switch between posts and employers: where it stands, what it changes, what the page and the downloads say."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from analytics.model import Filters
from analytics.presenting import export
from analytics.reading import packaged
from analytics.topics.bands import answer, exhibits
from analytics.view import View
from pages.parts.host import address
from tests.app.visiting import link_notices, words

PUNE = {"city": ["Pune"], "experience": ["Fresher"]}


def switches(app: AppTest) -> list[str]:
    return [radio.key for radio in app.radio if radio.key == "count"]


@pytest.mark.parametrize("script", ["salary_bands", "compare_cities", "career_path", "check_salary", "overview"])
def test_each_page_counts_employers_when_its_link_says_so(visit: Callable[..., AppTest], script: str) -> None:
    app = visit(script, {"count": "employers", "experience": ["Fresher"]})
    assert not app.exception
    assert app.radio(key="count").value == "employers"
    assert any("employers, each counted once" in text for text in words(app))
    assert not any("One employer placed" in text for text in words(app)), "no employer outweighs the others"


def test_the_switch_changes_what_the_page_says(visit: Callable[..., AppTest]) -> None:
    app = visit("salary_bands", PUNE)
    before = words(app)
    assert not any("each counted once" in text for text in before)
    assert app.radio(key="count").value == "posts"
    app.radio(key="count").set_value("employers").run()
    assert any("each counted once" in text for text in words(app))
    posted, chosen = packaged.survey("posted_pay"), Filters.of(PUNE)
    medians = [answer.whole(View(posted.with_count(count), chosen)).p50 for count in posted.count_choices]
    assert medians[0] != medians[1]


@pytest.mark.parametrize("survey", ["Indeed advertisements, about 2024", "Published figures"])
def test_it_stands_only_where_employers_are_known(visit: Callable[..., AppTest], survey: str) -> None:
    assert switches(visit("salary_bands", {"survey": survey, "real": "true"})) == []
    assert switches(visit("salary_bands", {"real": "true"})) == ["count"]


def test_downloads_say_what_counts_once() -> None:
    view = View(packaged.survey("posted_pay").with_count("employers"), Filters.of(PUNE))
    exhibit = exhibits.bands(answer.bands(view, "role"))
    assert json.loads(export.as_json(exhibit))["counted"] == "employers"
    header, first = export.csv(exhibit).decode("utf-8-sig").splitlines()[:2]
    assert first.split(",")[header.split(",").index("counted")] == "employers"
    assert "Each employer counts once" in exhibit.method
    plain = exhibits.bands(answer.bands(View(packaged.survey("posted_pay"), Filters.of(PUNE)), "role"))
    assert "counted" not in plain.data
    assert json.loads(export.as_json(plain))["counted"] == "posts"


def test_an_address_names_what_counts_once() -> None:
    assert address.view(address.Address("count=employers"), asks=False).survey.count_unit == "employers"
    assert address.view(address.Address(""), asks=False).survey.count_unit == "posts"
    with pytest.raises(address.AddressError):
        address.view(address.Address("count=firms"), asks=False)
    without = address.Address("survey=Published+figures&count=employers")
    assert address.view(without, asks=False).survey.count_unit == "posts"
    with pytest.raises(address.AddressError):
        without.end()


@pytest.mark.parametrize(
    ("survey", "name", "value", "usual"),
    [("published_pay", "count", "employers", "posts"), ("naukri_2018", "measure", "low", "middle")],
)
def test_a_switch_the_survey_lacks_is_reported_and_never_comes_into_force_unasked(
    visit: Callable[..., AppTest], survey: str, name: str, value: str, usual: str
) -> None:
    app = visit("salary_bands", {"survey": survey, name: value})
    assert link_notices(app) == [
        f"This link asked for {name} “{value}”, which this survey does not have; it was left out."
    ]
    assert name not in app.query_params
    app.get_by_key("survey").set_value("posted_pay").run()
    assert app.radio(key=name).value == usual
    assert not link_notices(visit("salary_bands", {"survey": "published_pay", "count": "posts", "measure": "middle"}))
