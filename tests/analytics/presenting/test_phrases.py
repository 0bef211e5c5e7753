"""What rows and selections are called in a sentence."""

import pytest

from analytics.model import NOT_STATED, Filters, Kind
from analytics.presenting import phrases
from analytics.view import View
from tests.builders import survey


@pytest.mark.parametrize(
    ("chosen", "kind", "phrase"),
    [
        ({}, "posted", "posts"),
        ({"experience": ["Fresher"]}, "published", "claims about freshers"),
        ({"experience": ["Fresher", "1–2 years"]}, "posted", "posts open to freshers or asking for 1–2 years"),
        ({"role": ["Accountant"], "sector": ["Sales"]}, "posted", "Accountant posts"),
        ({"city": ["Work from home"]}, "posted", "posts to work from home"),
        ({"city": ["Work from home", "Pune"]}, "posted", "posts to work from home or in Pune"),
        ({"city": [NOT_STATED]}, "posted", "posts"),
        ({"city": ["a", "b", "c", "d"]}, "posted", "posts in 4 cities"),
    ],
)
def test_which_rows_a_sentence_speaks_of(chosen: dict[str, list[str]], kind: Kind, phrase: str) -> None:
    assert phrases.population(Filters.of(chosen), kind) == phrase


def test_the_selection_leaves_out_the_defaults() -> None:
    rows = survey([1], "yours", defaults=Filters.of({"doubt": ["none"]}))
    assert phrases.selection(View(rows, Filters.of({"doubt": ["none"]})).context()) == "Everything"
    assert phrases.selection(View(rows, Filters.of({"doubt": ["none"], "city": ["Pune"]})).context()) == "Pune"
    assert phrases.selection(View(rows, Filters.of({"city": ["a", "b", "c", "d"]})).context()) == "4 values of city"
