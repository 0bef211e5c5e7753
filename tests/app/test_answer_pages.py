"""The pages that answer a question: what they answer, what the URL says, nonsense, and files that lack dimensions."""

import json
import re
from collections.abc import Callable
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.model import Filters
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.order_statistics import Groups
from analytics.topics.standing import answer
from analytics.topics.standing import exhibits as standing_exhibits
from analytics.topics.standing.question import Question
from analytics.view import View
from tests.app.visiting import headings, sentences, sound, words
from tests.app.visiting import parameters as parameters_of
from tests.builders import survey

ANSWERS = ("check_salary", "compare_cities", "career_path")
STATES: dict[str, dict[str, Any]] = {
    "no filter": {},
    "filtered": {"experience": ["Fresher"], "city": ["Pune"], "role": ["Accountant"], "per": "year", "measure": "low"},
    "impossible": {"role": ["Astronomer", "Architect"], "city": ["Agartala"], "experience": ["10+ years"]},
    "nonsense": {"my_pay": "banana", "my_years": "-7", "my_role": "Astronaut", "cities": "Atlantis", "family": "x"},
    "thin": {"city": ["Nashik"], "experience": ["6–9 years"]},
    "real, doubtful": {"real": "true", "doubtful": "true"},
    "other survey": {"survey": "Published figures"},
}
EXAMPLE = ("Back office executive", "Pune", 0)
"""What the question begins with when no filters say more."""
SLOWEST = ("real, doubtful", "compare_cities")
"""Every post at the prices of its quarter, drawn again for all cities: seconds, where the others take half of one."""


@pytest.mark.parametrize(
    ("state", "script"),
    [
        pytest.param(*pair, marks=[pytest.mark.thorough(9)] if pair == SLOWEST else [])
        for pair in product(STATES, ANSWERS)
    ],
)
def test_a_page_in_every_state(visit: Callable[..., AppTest], script: str, state: str) -> None:
    app = visit(script, STATES[state])
    sound(app)
    assert headings(app)
    assert not re.search(r"\bnan\b|\bNone\b(?! of)", sentences(app))


def test_the_first_visit_shows_an_answer(visit: Callable[..., AppTest]) -> None:
    app = visit("check_salary", tables=("standing",))
    question = Question("Back office executive", "Pune", 0, 17_000, 17_000, "2026-11-01")
    posted, wages = packaged.survey("posted_pay"), packaged.read("minimum_wages")
    case = answer.salary(View(posted), question, reference=Reference.read(), wages=wages)
    expected = standing_exhibits.salary(case)
    assert headings(app)[0] == expected.title
    assert app.dataframe[0].value["below"].tolist() == expected.data["below"].tolist()
    # The questions come before the first card.
    order = [node.type for node in app.main if node.type in ("selectbox", "text_input", "plotly_chart", "dataframe")]
    assert order[:4] == ["selectbox", "selectbox", "text_input", "text_input"]


def test_the_url_holds_the_whole_question(visit: Callable[..., AppTest]) -> None:
    parameters = {"my_role": "Accountant", "my_city": "Jaipur", "my_years": "2", "my_pay": "2.4", "my_pay_to": "3",
             "my_unit": "LPA"}  # fmt: skip
    app = visit("check_salary", parameters)
    sound(app)
    assert "₹20,000 to ₹25,000 a month" in sentences(app)
    assert "Accountant posts asking for 1–2 years" in sentences(app)
    assert set(parameters) <= set(parameters_of(app))


@pytest.mark.parametrize(
    ("link", "question"),
    [
        ({"role": "Accountant", "city": "Jaipur", "experience": "3-5-years"}, ("Accountant", "Jaipur", 3)),
        ({"role": ["Accountant", "HR executive"], "experience": ["fresher", "3-5-years"]}, EXAMPLE),
        ({"role": "Astronaut", "city": "Atlantis", "experience": "nonsense"}, EXAMPLE),
        ({"role": "Accountant", "my_role": "HR executive", "my_years": "1"}, ("HR executive", "Pune", 1)),
    ],
)
def test_the_question_begins_with_the_filters_of_other_pages(
    visit: Callable[..., AppTest], link: dict[str, str | list[str]], question: tuple[str, str, int]
) -> None:
    app = sound(visit("check_salary", link))
    assert tuple(app.get_by_key(f"my_{name}").value for name in ("role", "city", "years")) == question


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"my_pay": "-17000"}, "Pay must be above zero"),
        ({"my_pay": "100000000"}, "more than any post offers"),
        ({"my_pay": "seventeen"}, "“seventeen” is not an amount of pay"),
        ({"my_pay_to": "lots"}, "“lots” is not an amount of pay"),
        ({"my_role": "Acountant"}, "Did you mean Accountant"),
        ({"my_city": "<b>x</b>"}, "Pick one from the list"),
    ],
)
def test_nonsense_gets_a_sentence_and_the_example(
    visit: Callable[..., AppTest], parameters: dict[str, str], says: str
) -> None:
    app = visit("check_salary", parameters)
    sound(app)
    assert [says in warning.value.replace("\\", "") for warning in app.warning] == [True]
    assert "Until then this answers for the example" in sentences(app)
    assert headings(app) == headings(visit("check_salary"))


def test_mostly_bait_is_warned_of(visit: Callable[..., AppTest]) -> None:
    app = visit("check_salary", {"my_role": "Data entry operator", "my_city": "Work from home", "my_pay": "30000"})
    assert headings(app)[1].startswith(("Careful: ", "We treat every offer"))


@pytest.mark.parametrize("pay", ["12000", "20000"])
def test_what_lies_under_the_floor_is_told_once(visit: Callable[..., AppTest], pay: str) -> None:
    app = visit("check_salary", {"my_city": "Patna", "my_pay": pay})
    (telling,) = (text for text in words(app) if "where this survey sees nothing" in text)
    assert ("so it cannot judge" in telling) == (pay == "12000")  # in the first card where the pay is under it
    assert telling.count("where this survey sees nothing") == 1


def test_cities_chosen_are_compared_in_that_order(visit: Callable[..., AppTest]) -> None:
    app = visit("compare_cities", {"cities": ["Pune", "Jaipur", "Kochi"]}, tables=("cities_like_for_like",))
    sound(app)
    assert app.dataframe[0].value["city"].tolist() == ["Pune", "Jaipur", "Kochi"]
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert any("Kochi" in str(trace.get("text")) for trace in chart["data"])


def test_what_it_buys_is_off_until_asked_and_named(visit: Callable[..., AppTest]) -> None:
    assert "imperfect" not in sentences(visit("compare_cities"))
    app = visit("compare_cities", {"buys": "true"})
    sound(app)
    assert "It is imperfect" in sentences(app)


WHOLE: dict[str, list[str]] = {
    "role": ["Accountant"] * 20 + ["Clerk"] * 20,
    "sector": ["Accounting & finance"] * 20 + ["Office & administration"] * 20,
    "city": ["Pune", "Delhi"] * 20,
    "experience": ["Fresher", "Fresher", "1–2 years", "1–2 years"] * 10,
    "years": ["0", "0", "1", "1"] * 10,
}


def uploaded(*lacking: str, times: float = 1, currency: str = "INR") -> SimpleNamespace:
    """A file of forty rows in the memory of a visit."""
    dimensions = {name: values for name, values in WHOLE.items() if name not in lacking}
    pay = [times * (15_000 + 250 * row) for row in range(40)]
    return SimpleNamespace(survey=survey(pay, "yours", currency=currency, **dimensions))


LACKING: list[tuple[str, ...]] = [(), *((name,) for name in WHOLE), tuple(WHOLE), ("experience", "years")]
SAYS = {
    "check_salary": {
        "role": "does not say the role",
        "city": "does not say the city",
        "experience": "does not say the experience",
    },
    "compare_cities": {
        "role": "does not have the role",
        "city": "does not say the city",
        "sector": "No table of sectors",
    },
    "career_path": {"role": "No ladder of roles", "experience and years": "No bands by experience"},
}


@pytest.mark.parametrize("script", ANSWERS)
@pytest.mark.parametrize("lacking", LACKING, ids=lambda names: " and ".join(names) or "nothing lacking")
def test_an_upload_that_lacks_dimensions(visit: Callable[..., AppTest], script: str, lacking: tuple[str, ...]) -> None:
    app = visit(script, upload=uploaded(*lacking))
    sound(app)
    says = SAYS[script].get(" and ".join(lacking))
    if says:
        assert says in sentences(app)
    if script == "check_salary":
        assert "of 40 rows" in sentences(app) or "of 20 " in sentences(app) or "comparable rows" in sentences(app)
    if len(lacking) < len(WHOLE) and (script, lacking) != ("compare_cities", ("city",)):
        assert app.get("plotly_chart")  # the rest is answered


@pytest.mark.parametrize("script", ANSWERS)
def test_an_upload_in_another_currency(visit: Callable[..., AppTest], script: str) -> None:
    app = visit(script, upload=uploaded(currency="EUR"))
    sound(app)
    assert "₹" not in "".join(headings(app))


def test_what_a_visitor_brings_is_never_kept_for_others(visit: Callable[..., AppTest], fresh_caches: None) -> None:
    visit("compare_cities", upload=uploaded())
    first = sentences(visit("compare_cities", upload=uploaded()))
    second = visit("compare_cities", upload=uploaded(times=3))
    assert sentences(second) != first  # the raw medians are three times as high


def test_filters_count_on_the_pages_that_show_them(visit: Callable[..., AppTest]) -> None:
    app = visit("career_path", {"city": ["Pune"]}, tables=("pay_by_year",))
    rows = packaged.survey("posted_pay")
    n = Groups(rows, (), Filters.of({"city": ["Pune"]})).n[0]
    assert app.dataframe[0].value["n"].sum() == n


def test_skills_are_told_on_posted_pay_and_on_no_other_survey(visit: Callable[..., AppTest]) -> None:
    app = visit("career_path", {"role": ["Accountant"]}, tables=("skills",))
    assert "Tally" in app.dataframe[-1].value["skill"].tolist()
    assert "No skills in this survey" in sentences(visit("career_path", {"survey": "Published figures"}))
