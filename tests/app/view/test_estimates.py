"""Estimates on the pages: where too few posts answer, never instead of counted pay, and only if the visitor wants."""

import gc
import re
import weakref
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from analytics.statistics.pooling import Refusal
from pages.parts.cache import estimators, surveys
from tests import builders
from tests.app.visiting import headings, html_of, sound, words

THIN = {"role": ["MIS executive"], "city": ["Nagpur"], "experience": ["Fresher"]}
THIN_SALARY = {"my_role": "MIS executive", "my_city": "Nagpur", "my_years": "0"}
PARAMETERS: dict[str, dict[str, Any]] = {
    "salary_bands": THIN,
    "check_salary": THIN_SALARY,
    "compare_cities": {"role": THIN["role"], "experience": THIN["experience"], "cities": ["Nagpur", "Delhi"]},
    "career_path": {"role": ["Accountant"], "city": ["Nagpur"]},
}


def estimates(app: AppTest) -> list[str]:
    return [heading for heading in headings(sound(app)) if heading.startswith("Estimated")]


@pytest.mark.parametrize("script", PARAMETERS)
def test_a_thin_profile_gets_one_card_after_what_is_counted(visit: Callable[..., AppTest], script: str) -> None:
    app = visit(script, PARAMETERS[script], tables=("estimate", "estimates"))
    assert len(estimates(app)) == 1
    assert not headings(app)[0].startswith("Estimated")
    (kinds,) = [set(table.value["kind"]) for table in app.dataframe if "offer_low" in table.value]
    assert kinds == {"estimated"}


def test_a_tap_on_the_page_itself_sets_its_controls(visit: Callable[..., AppTest]) -> None:
    app = visit("salary_bands", PARAMETERS["salary_bands"])
    ways = [button.label for button in app.button if "(counted, " in button.label]
    assert ways
    for number, label in enumerate(ways):
        n = re.search(r"\(counted, ([\d,]+) ", label)
        assert n
        led = visit("salary_bands", PARAMETERS["salary_bands"])
        led.button(key=f"way {number}").click().run()
        assert n.group(1) in " ".join(words(led))


@pytest.mark.parametrize("script", [script for script in PARAMETERS if script != "salary_bands"])
def test_a_tap_leads_to_each_counted_group_close_by(visit: Callable[..., AppTest], script: str) -> None:
    app = visit(script, PARAMETERS[script])
    links = re.findall(r'<a class="page-link" href="([^"]*)" data-sets="all">.*?</span>([^<]*)</a>', html_of(app))
    assert links
    for address, label in links:
        way = urlsplit(unescape(address))
        assert way.path == "./salary_bands"
        parameters = parse_qs(way.query)
        assert parameters
        n = re.search(r"\(counted, ([\d,]+) ", label)
        assert n
        assert n.group(1) in " ".join(words(visit("salary_bands", parameters)))


@pytest.mark.parametrize("script", PARAMETERS)
def test_the_switch_in_the_address_turns_it_off(visit: Callable[..., AppTest], script: str) -> None:
    app = visit(script, PARAMETERS[script] | {"estimates": "false"})
    assert not app.toggle(key="estimates").value
    assert estimates(app) == []


@pytest.mark.parametrize(
    ("script", "parameters"),
    [
        ("check_salary", {}),
        ("salary_bands", {}),
        ("salary_bands", {"role": ["MIS executive"], "city": ["Nagpur"]}),
        ("salary_bands", {"role": ["Accountant"], "city": ["Delhi"], "experience": ["Fresher"]}),
    ],
)
def test_counted_pay_that_stands_alone_gets_none(
    visit: Callable[..., AppTest], script: str, parameters: dict[str, Any]
) -> None:
    assert estimates(visit(script, parameters)) == []


PUBLISHED = {"survey": "Published figures"}
FEW_ROWS = "No estimates: they need at least 1,000 rows that state pay."
NO_EXPERIENCE = "No estimate: it needs exactly one of each; choose experience"
NO_STATES = "No estimate with a filter on state"


@pytest.mark.parametrize(
    ("script", "parameters", "sentence"),
    [
        ("salary_bands", PUBLISHED | {"role": ["Admin executive"]}, FEW_ROWS),
        ("check_salary", PUBLISHED | THIN_SALARY, FEW_ROWS),
        ("compare_cities", PUBLISHED, FEW_ROWS),
        ("career_path", PUBLISHED, FEW_ROWS),
        ("salary_bands", {"role": ["MIS executive"], "city": ["Nagpur"]}, NO_EXPERIENCE),
        ("compare_cities", {"role": ["MIS executive"], "cities": ["Nagpur", "Delhi"]}, NO_EXPERIENCE),
        ("career_path", {"role": ["MIS executive"], "state": ["Goa"]}, "choose city"),
        ("salary_bands", THIN | {"state": ["Goa"]}, NO_STATES),
        ("compare_cities", PARAMETERS["compare_cities"] | {"state": ["Goa"]}, NO_STATES),
        ("career_path", PARAMETERS["career_path"] | {"state": ["Goa"]}, NO_STATES),
    ],
)
def test_where_there_is_no_estimate_the_page_says_why(
    visit: Callable[..., AppTest], script: str, parameters: dict[str, Any], sentence: str
) -> None:
    app = visit(script, parameters)
    assert estimates(app) == []
    assert [text for text in words(app) if sentence in text]


@pytest.mark.parametrize("script", ["compare_cities", "career_path"])
def test_nothing_is_said_of_estimates_where_none_is_needed(visit: Callable[..., AppTest], script: str) -> None:
    assert not [text for text in words(visit(script)) if text.startswith("No estimate")]


def test_an_upload_keeps_its_own_estimator_and_takes_it_along_when_it_goes(fresh_answers: None) -> None:
    survey = builders.survey([15_000, 16_000], "yours", name="posted_pay", role="Clerk")
    first = estimators.resources(survey)["estimator"]
    assert first is Refusal.DIMENSIONS
    assert survey in estimators._of_uploads
    gone = weakref.ref(survey)
    del survey
    gc.collect()
    assert gone() is None
    assert None not in [entry() for entry in estimators._of_uploads.keyrefs()]


def test_a_shared_survey_has_one_estimator_for_everyone(fresh_answers: None) -> None:
    survey = surveys.packaged_survey("posted_pay")
    assert estimators.resources(survey)["estimator"] is estimators.resources(survey)["estimator"]
    assert survey not in estimators._of_uploads
