"""The answer in the first HTML is the page's own, and there is none where it could be wrong or tell too much."""

import html
import itertools
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from analytics.reading import packaged
from analytics.statistics import disclosure
from pages.parts.cache import surveys
from pages.parts.host import first_answer, shell
from pages.parts.host.address import AddressError
from tests.app.host.test_compression import ask
from tests.app.host.test_shell import behind
from tests.app.visiting import headings, headline, words
from tests.coroutines import complete

Visit = Callable[..., AppTest]

EXTRAS: dict[str, dict[str, tuple[str, ...]]] = {
    "salary_bands": {"by": ("city", "role", "Sector"), "groups": ("largest-30", "All"), "estimates": ("false",)},
    "compare_cities": {"cities": ("Pune", "Jaipur"), "buys": ("true",), "estimates": ("false",)},
    "check_salary": {
        "my_role": ("Accountant", "HR executive"),
        "my_city": ("Mumbai", "Jaipur"),
        "my_years": ("2", "7"),
        "my_pay": ("25,000", "3.2"),
        "my_pay_to": ("40,000",),
        "my_unit": ("lpa", "per year"),
    },
    "career_path": {"estimates": ("false",)},
    "published_figures": {"claims": ("all", "Last 3 years"), "about": ("all", "Data analyst"), "aged": ("true",)},
    "overview": {},
}
"""What the address of a page may hold beside the filters."""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is loaded yet in a test, and the machine may be busy."""
    monkeypatch.setattr(first_answer, "PATIENCE", 60)


def addresses(script: str, count: int) -> Iterator[dict[str, list[str]]]:
    """Addresses of a page, drawn at random: filters, switches, and what only this page asks."""
    survey = packaged.survey("posted_pay")
    filters = {name: survey.dimensions[name].values for name in ("role", "city", "experience", "sector", "state")}
    switches = {
        "per": ("year",),
        "measure": ("low", "high"),
        "count": ("employers",),
        "doubtful": ("true",),
        "real": ("true",),
    }
    for _ in range(count):
        chosen = {
            name: random.sample(values, random.choice((1, 1, 2)))
            for name, values in filters.items()
            if len(values) > 1 and random.random() < 0.3
        }
        extras = {name: [random.choice(values)] for name, values in EXTRAS[script].items() if random.random() < 0.5}
        if chosen.keys() & {"role", "sector"}:
            extras.pop("about", None)  # the page offers roles only where the filters name no work
        usual = {name: [random.choice(values)] for name, values in switches.items() if random.random() < 0.2}
        yield chosen | extras | usual


def is_same(answer: first_answer.FirstAnswer, page: AppTest) -> bool:
    """Whether a page opens with the answer."""
    first = headline(page) if answer.page.script == "overview" else headings(page)[0]
    plain = first.replace("\\", "").replace("\u2060", "")
    return plain == answer.title and (not answer.sentence or " ".join(answer.sentence.split()) in words(page))


@pytest.mark.parametrize(
    "script", ["overview", *(pytest.param(name, marks=pytest.mark.thorough) for name in EXTRAS if name != "overview")]
)
def test_it_equals_what_the_page_says(visit: Visit, script: str) -> None:
    for address in ({}, *addresses(script, 4)):
        try:
            answer = first_answer.first_answer(script, urlencode(address, doseq=True))
        except AddressError:
            assert script == "check_salary"  # whose text of pay may be none, such as 3.2 a month
            assert "my_pay" in address
            continue
        page = visit("" if script == "overview" else script, address)
        assert not page.exception
        assert is_same(answer, page), (address, answer)


def test_the_labour_market_opens_with_its_place(visit: Visit) -> None:
    for place in ("India", "Kerala", "Bihar"):
        answer = first_answer.first_answer("labour_market", urlencode({"place": place}))
        assert is_same(answer, visit("labour_market", {"place": place}))


@pytest.mark.parametrize(
    ("script", "query"),
    [
        ("overview", {"city": "Atlantis"}),
        ("overview", {"city": ["Pune", "Pune"]}),
        ("overview", {"city": ["Pune", "<script>alert(1)</script>"]}),
        ("overview", {"utm_source": "mail"}),
        ("overview", {"per": "fortnight"}),
        ("overview", {"per": ["month", "year"]}),
        ("overview", {"survey": surveys.YOUR_DATA}),
        ("overview", {"doubtful": "maybe"}),
        ("overview", {"city": "x" * 5000}),
        ("overview", {f"field{number}": "1" for number in range(100)}),
        ("salary_bands", {"by": "Astrology"}),
        ("check_salary", {"my_pay": "banana"}),
        ("check_salary", {"my_role": "Astronaut"}),
        ("labour_market", {"section": "Work"}),
        ("your_data", {}),
        ("methods", {}),
        ("../../etc/passwd", {}),
    ],
)
def test_there_is_none_for_what_is_not_wholly_understood(script: str, query: dict[str, Any]) -> None:
    with pytest.raises(AddressError):
        first_answer.first_answer(script, urlencode(query, doseq=True))


def test_there_is_none_for_bytes_that_are_no_text() -> None:
    with pytest.raises(AddressError):
        first_answer.first_answer("overview", "city=%ff%fe")


def test_there_is_none_for_a_protected_survey(monkeypatch: pytest.MonkeyPatch) -> None:
    people = disclosure.protect(packaged.survey("posted_pay"))
    source = replace(people.provenance, title="Our pay rolls")
    people = replace(people, provenance=source)
    monkeypatch.setattr(surveys, "hosted_survey", lambda: people)
    for query in ("", "survey=Our+pay+rolls"):
        with pytest.raises(AddressError):
            first_answer.first_answer("overview", query)
    assert first_answer.first_answer("overview", "survey=Posted+pay").title


def test_no_address_brings_markup_into_the_page() -> None:
    app = shell.Shell(behind)
    for value in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</main>"):
        for name in ("city", "my_pay", "survey", value):
            for path in ("/", "/check_salary"):
                body = ask(app, path, query=urlencode({name: value}))[2].decode()
                assert "alert(1)" not in body
                assert body.count("</main>") <= 1


def test_every_name_is_shown_letter_by_letter() -> None:
    page = first_answer.ENTRIES["overview"]
    text = first_answer.as_html(first_answer.FirstAnswer(page, "Pay at <b>R&D</b>", '"quoted"'))
    assert "<h3>Pay at &lt;b&gt;R&amp;D&lt;/b&gt;</h3><p>&quot;quoted&quot;</p>" in text


def test_the_html_holds_it_before_all_styles() -> None:
    body = ask(shell.Shell(behind), "/", query="city=Pune")[2].decode()
    heading = re.search(r"<h2>(.*?)</h2>", body)
    assert heading
    assert html.unescape(heading[1]) == first_answer.first_answer("overview", "city=Pune").title
    assert body.index("<h2>") < body.index('<link rel="stylesheet"')
    assert "<h2>" not in ask(shell.Shell(behind), "/", query="city=Atlantis")[2].decode()


def test_a_busy_server_sends_the_page_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = first_answer.FirstAnswers()
    monkeypatch.setattr(first_answer, "QUEUE", 0)
    assert complete(answers.html("/", "", "192.0.2.7")) == ""


def test_who_asks_for_ever_new_answers_gets_pages_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_answer, "WORK", 30)
    monkeypatch.setattr(first_answer, "WORK_RATE", 1e-9)
    monkeypatch.setattr(first_answer, "_html", lambda _script, _query: "answer")
    processor = itertools.count(step=0.02)  # each answer takes 20 ms
    monkeypatch.setattr(first_answer, "thread_time", lambda: next(processor))
    answers = first_answer.FirstAnswers()

    async def ask_in_turn(*clients: str) -> list[str]:
        return [await answers.html("/", "", client) for client in clients]

    received = complete(ask_in_turn(*["192.0.2.7"] * 4, "192.0.2.8", *["127.0.0.1"] * 4))
    assert received == ["answer", "answer", "", "", "answer", *["answer"] * 4]
