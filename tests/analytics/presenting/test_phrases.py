"""What rows and selections are called in a sentence."""

from math import nan

import pytest

from analytics.model import NOT_STATED, Filters, Kind
from analytics.presenting import phrases
from analytics.statistics.bands import Quantile
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


def test_a_median_has_its_interval_where_there_is_one() -> None:
    context = View(survey([1], "yours")).context()
    assert phrases.with_interval(context, Quantile(20_800, 18_800, 21_700, nan, nan)) == "₹20,800 (₹18,800 to ₹21,700)"
    assert phrases.with_interval(context, Quantile(20_800, nan, nan, nan, nan)) == "₹20,800"
