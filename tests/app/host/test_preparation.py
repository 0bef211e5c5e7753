"""The usual questions are answered before anybody asks, and by then the pages have nothing left to work out."""

from collections.abc import Callable, Hashable
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.model import Filters
from analytics.reading import packaged
from analytics.view import View
from pages.parts.cache import answers, exhibits, hosting, surveys
from pages.parts.host import preparation
from tests import builders

PAGES = ("overview", "salary_bands", "compare_cities", "career_path")


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Hashable]:
    """What was not there yet when it was asked for."""
    keys: list[Hashable] = []

    def record(stored: Callable[..., Any]) -> Callable[..., Any]:
        def record_then_build(key: Hashable, _build: Callable[[], Any], **rest: Any) -> Any:
            return stored(key=key, **rest, _build=lambda: (_build(), keys.append(key))[0])

        return record_then_build

    monkeypatch.setattr(answers, "_store", record(answers._store))
    monkeypatch.setattr(exhibits, "_store", record(exhibits._store))
    return keys


def test_pages_ask_for_nothing_that_was_not_prepared(builds: list[Hashable], visit: Callable[..., AppTest]) -> None:
    survey = surveys.packaged_survey(surveys.REFERENCE)
    selection = {"experience": ["10+ years"], "city": ["Surat"]}  # no other test asks for it
    for _answer in preparation.answers_of_pages(View(survey, Filters.of(selection))):
        pass
    preparations = len(builds)
    assert preparations > len(PAGES)
    for page in PAGES:
        visit(page, {name: values[0] for name, values in selection.items()} | {"estimates": "false"})
    assert builds[preparations:] == []
    assert not [key for key in builds if " at 0x" in repr(key)]  # its text must tell a key from all others


def test_the_usual_views_are_each_level_in_the_largest_places() -> None:
    survey = packaged.survey(surveys.REFERENCE)
    views = list(preparation.usual_views(survey))
    assert len(views) == (1 + len(survey.dimensions["experience"].values)) * (1 + preparation.CITIES)
    assert len({view.filters for view in views}) == len(views)


def test_a_survey_of_pay_alone_has_one_usual_view() -> None:
    survey = builders.survey([10_000] * 30)
    assert [view.filters for view in preparation.usual_views(survey)] == [Filters()]
    surveys._share_for_process(survey)
    for _answer in preparation.answers_of_pages(View(survey)):
        pass


@pytest.mark.parametrize("is_ending", [True, False])
def test_nothing_is_prepared_when_the_server_ends_or_the_host_says_no(
    builds: list[Hashable], monkeypatch: pytest.MonkeyPatch, is_ending: bool
) -> None:
    monkeypatch.setattr(preparation.first_answer, "prepare", lambda: None)
    stop = Event()
    if is_ending:
        stop.set()
    else:
        monkeypatch.setenv(hosting.PREPARE, "no")
    preparation.prepare_others(stop)
    assert len(builds) <= 2  # the headline of the first page
