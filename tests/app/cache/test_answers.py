"""Answers are kept for all who ask the same, once for each part of a view that they depend on."""

from dataclasses import dataclass, replace

import pytest

from analytics.model import Filters, Provenance, Survey
from analytics.view import View, depends_on
from pages.parts.cache import answers, surveys
from tests import builders


@dataclass(frozen=True)
class Result:
    """An answer: the filters it was worked out for, and whose view it was given to."""

    filters: Filters
    view_filters: Filters

    def for_view(self, view: View) -> "Result":
        return replace(self, view_filters=view.filters)


computations: list[View] = []


def filters_of(view: View) -> Result:
    computations.append(view)
    return Result(view.filters, view.filters)


@depends_on(lambda view: replace(view, filters=view.filters.without("city")))
def without_city(view: View) -> Result:
    return filters_of(view)


@pytest.fixture(autouse=True)
def nothing_computed(fresh_answers: None) -> None:
    computations.clear()


def example() -> Survey:
    return builders.survey([10_000, 20_000], city=["Pune", "Goa"])


def views(survey: Survey) -> list[View]:
    return [View(survey, Filters.of({"city": [city]} if city else {})) for city in ("", "Pune", "Goa")]


def test_what_everyone_may_see_is_worked_out_once() -> None:
    survey = surveys._share_for_process(example())
    first, second = (answers.get_answer(filters_of, view) for view in [*views(survey)[:1]] * 2)
    assert first is second
    assert answers.is_kept(first)
    assert len(computations) == 1


def test_what_depends_on_part_of_a_view_is_worked_out_once_for_that_part() -> None:
    survey = surveys._share_for_process(example())
    results = [answers.get_answer(without_city, view) for view in views(survey)]
    assert len(computations) == 1
    assert {result.filters for result in results} == {Filters()}
    assert [result.view_filters for result in results] == [view.filters for view in views(survey)]
    assert results == [answers.get_answer(without_city, view) for view in views(survey)]
    assert all(map(answers.is_kept, results))


def test_what_is_asked_of_data_that_everyone_shares_is_worked_out_once_for_each_choice() -> None:
    resource = builders.source()

    def title(source: Provenance, start: str, *, end: str = "") -> Result:
        computations.append(View(example()))
        return Result(Filters.of({"title": [start + source.title + end]}), Filters())

    choices = ("a", ""), ("b", ""), ("a", "c")
    results = [answers.get_shared_answer(title, resource, start, end=end) for start, end in choices * 2]
    assert len(computations) == len({result.filters for result in results}) == len(choices)
    assert all(map(answers.is_kept, results))


def test_answers_from_a_visitors_own_file_are_not_kept() -> None:
    upload = example()
    results = [
        answers.get_answer(question, view) for question in (filters_of, without_city) for view in views(upload) * 2
    ]
    assert len(computations) == len(results)
    assert not any(map(answers.is_kept, results))
