"""Words for figures: Indian grouping, honest rounding, plural and zero cases, nothing lost."""

import math
import re
from datetime import date

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from analytics.model import Kind
from analytics.presenting import figures, wording


@pytest.mark.parametrize(
    ("amount", "options", "words"),
    [
        (0, {}, "₹0"),
        (18_000, {}, "₹18,000"),
        (18_049, {}, "₹18,000"),
        (743, {}, "₹740"),
        (99_900, {}, "₹99,900"),
        (100_000, {}, "₹1.00 lakh"),
        (1_234_567, {}, "₹12.35 lakh"),
        (12_000_000, {}, "₹1.20 Cr"),
        (216_000, {"per": "year"}, "₹2.16 LPA"),
        (90_000, {"per": "year"}, "₹0.90 LPA"),
        (1_216_000, {"per": "year", "spread": 150_000}, "₹12.2 LPA"),
        (12_000_000, {"per": "year"}, "₹1.20 Cr"),
        (math.nan, {}, "–"),
        (math.nan, {"per": "year", "currency": "USD"}, "–"),
        (4_500.4, {"currency": "EUR"}, "€4,500"),
        (1_234_567, {"currency": "USD"}, "$1,234,600"),
    ],
)
def test_money(amount: float, options: dict[str, object], words: str) -> None:
    assert wording.money(amount, **options) == words  # type: ignore[arg-type]


@given(st.floats(1, 9e6))
def test_money_is_rounded_by_less_than_one_part_in_a_hundred(amount: float) -> None:
    words = wording.money(amount)
    figure = float(re.sub(r"[₹,]|[a-z ]", "", words)) * (100_000 if "lakh" in words else 1)
    assert abs(figure - amount) <= max(amount * 0.006, 5 if amount < 1000 else 50)


@given(st.floats(0, 1e7), st.floats(0, 1e5))
def test_a_wider_interval_never_gives_a_finer_figure(amount: float, spread: float) -> None:
    assert abs(wording.round_money(amount, spread) - amount) <= max(500, 50)
    step = 1000 if spread >= 5000 else 500 if spread >= 2000 else 10
    assert wording.round_money(amount, spread) % step == 0


def test_a_table_holds_amounts_to_the_rupee() -> None:
    # 12,34,567 in Indian grouping: the last three digits, then pairs.
    assert wording.exact_money(1_234_567.4) == "₹12,34,567"
    assert wording.exact_money(1_234_567.4, "USD") == "$1,234,567"
    assert wording.exact_money(math.nan) == "–"


@given(st.integers(0, 10**12))
def test_counts_group_as_the_locale_of_india_does(number: int) -> None:
    assert wording.count(number) == format_decimal(number, locale="en_IN")


@given(st.floats(0, 1))
def test_a_share_that_is_not_zero_is_never_shown_as_zero(share: float) -> None:
    assert (wording.percent(share) == "0%") == (share == 0)
    assert (wording.percent(share, 1) == "0.0%") == (share == 0)


@pytest.mark.parametrize(
    ("kind", "none", "single", "many"),
    [
        ("posted", "no posts", "1 post", "2 posts"),
        ("published", "no claims", "1 claim", "2 claims"),
        ("measured", "no people", "1 person", "2 people"),
        ("yours", "no rows", "1 row", "2 rows"),
    ],
)
def test_none_one_and_many(kind: Kind, none: str, single: str, many: str) -> None:
    assert [wording.rows(number, kind) for number in range(3)] == [none, single, many]


@pytest.mark.parametrize(
    ("names", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_lists(names: list[str], sentence: str) -> None:
    assert wording.list_names(names, "or") == sentence


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_date_is_said_as_its_month(day: date) -> None:
    assert wording.period(day.isoformat()) == f"{day:%B %Y}"


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_words_make_a_safe_piece_of_a_file_name(words: list[str]) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", wording.file_slug(*words))


@pytest.mark.parametrize(("per", "least"), [("month", 15_000), ("year", 200_000)])
@given(more=st.floats(1, 5000))
def test_the_figures_on_an_axis_are_exact(per: wording.Period, least: int, more: float) -> None:
    axis = figures.money_axis(least * more, "INR", per)
    assert 3 <= len(axis["tickvals"]) <= 5
    for tick, label in zip(axis["tickvals"], axis["ticktext"], strict=True):
        unit = 10_000_000 if "Cr" in label else 100_000 if "lakh" in label or "LPA" in label else 1
        assert float(re.sub(r"[^\d.]", "", label)) * unit == pytest.approx(tick, rel=1e-12)
