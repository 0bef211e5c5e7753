"""What a heading may state: tried on data made to tempt each rule."""

import io
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.model import NOT_STATED, Filters, Scope, Survey
from analytics.presenting import export, headings, phrases
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.bands import NO_ROWS, band_rows
from analytics.topics.bands import answer, exhibits
from analytics.topics.cities import answer as city_answer
from analytics.topics.cities import exhibits as city_exhibits
from analytics.topics.standing import answer as standing_answer
from analytics.topics.standing import exhibits as standing_exhibits
from analytics.topics.standing.question import Question
from analytics.view import View
from tests.builders import of_cells, survey, table_rows

Group = tuple[str, list[float], list[int]]
"""A city, the pay of its posts and the employer of each."""


def posts(*groups: Group, by: str = "city", **more: Any) -> Survey:
    employers = [employer for *_, group in groups for employer in group]
    return of_cells((by,), *(group[:2] for group in groups), clusters=employers, **more)


def spread(middle: float, n: int = 60) -> list[float]:
    return [middle + 10.0 * (row - n // 2) for row in range(n)]


def singles(first: int, n: int = 60) -> list[int]:
    """An employer of its own for each post."""
    return list(range(first, first + n))


def bands(rows: Survey, filters: Filters | None = None, by: str = "city") -> Exhibit:
    return exhibits.bands(answer.bands(View(rows, filters or Filters()), by))


def test_an_employer_of_a_tenth_or_more_is_told_with_the_median_without_it() -> None:
    # 14 of Goa's 60 posts are one employer's; without them 46 posts, with 19,995 in the middle, said as sure as it is.
    pay = [*spread(20_000, 46), *[20_225.0] * 14]
    exhibit = bands(posts(("Goa", pay, [*singles(0, 46), *[999] * 14]), ("Pune", spread(25_000), singles(100))))
    note = "One employer placed a tenth or more of the posts: Goa (23 in 100; without it ₹20,000)."
    assert note in exhibit.notes
    assert "Pune (" not in note


def test_a_floor_is_told_drawn_and_marked_where_a_tenth_start_there() -> None:
    rows = posts(("Pune", [16_000.0] * 20 + spread(25_000, 40), singles(0)), scope=Scope(floor=16_000))
    answered = answer.bands(View(rows), "city")
    exhibit = exhibits.bands(answered)
    assert "33 in 100 start at ₹16,000, the least this site takes." in exhibit.notes
    assert "Dots across: the least pay this site takes." in exhibit.notes
    assert (exhibit.data["p10_at_floor"], "p50_at_floor" in exhibit.data) == (["yes"], False)
    assert exhibits.figures.floor_drawn(answered) == 16_000
    assert "or less" in exhibits.headline(answer.total(View(posts(
        ("Pune", [16_000.0] * 40 + spread(25_000, 20), singles(0)), scope=Scope(floor=16_000)))))  # fmt: skip
    few = answer.bands(View(posts(("Pune", [16_000.0] * 5 + spread(25_000, 55), singles(0)),
                                   scope=Scope(floor=16_000))), "city")  # fmt: skip
    assert exhibits.figures.floor_drawn(few) is None


def test_a_group_of_one_employer_is_never_named_however_much_it_pays() -> None:
    rows = posts(
        ("Pune", spread(20_000), singles(0)), ("Agra", spread(25_000), singles(60)), ("Goa", spread(90_000), [999] * 60)
    )
    exhibit = bands(rows)
    assert exhibit.title == "By city, the median runs from ₹20,000 to ₹25,000"
    assert "Goa" not in exhibit.title + exhibit.reading
    assert "Read Goa with care: few employers" in " ".join(exhibit.notes)
    last = table_rows(exhibit)[-1]
    assert last.group == "Goa"  # although its figure is the highest
    assert last.quality == "unreliable"


@pytest.mark.parametrize(
    "change",
    [{"p50": NO_ROWS.p50}, {"n": 28}, {"flagged": True}, {"quality": "unreliable"}, {"employers": 4}],
    ids=lambda change: next(iter(change)),
)
def test_each_fault_alone_keeps_a_group_from_being_named(change: dict[str, Any]) -> None:
    (band,) = band_rows(posts(("Pune", spread(20_000), singles(0))), ["city"])
    assert headings.can_be_named(band)
    assert not headings.can_be_named(replace(band, **change))


def test_a_lone_group_that_can_be_named_is_ranked_with_none() -> None:
    exhibit = bands(posts(("Pune", spread(20_000), singles(0)), ("Goa", spread(90_000), [999] * 60)))
    assert exhibit.title == "Pay by city: too few posts or employers to rank"
    assert "Goa" not in exhibit.reading


def test_posts_without_a_city_are_neither_the_highest_nor_the_lowest() -> None:
    exhibit = bands(
        posts(
            ("Pune", spread(20_000), singles(0)),
            ("Agra", spread(25_000), singles(60)),
            (NOT_STATED, spread(90_000), singles(120)),
        )
    )
    assert exhibit.title == "By city, the median runs from ₹20,000 to ₹25,000"
    assert NOT_STATED not in exhibit.reading


def test_a_level_of_one_employer_is_no_end_of_the_curve_of_experience() -> None:
    levels = (
        ("Fresher", spread(20_000), singles(0)),
        ("1–2 years", spread(25_000), singles(60)),
        ("3–5 years", spread(90_000), [999] * 60),
    )
    exhibit = bands(posts(*levels, by="experience"), by="experience")
    assert exhibit.title == "Fresher: ₹20,000; 1–2 years: ₹25,000"
    assert "90,000" not in exhibit.reading


@pytest.mark.parametrize(("employers", "named"), [(4, False), (5, True)])
def test_five_employers_make_a_heading(employers: int, named: bool) -> None:
    few = [row % employers for row in range(60)]
    (band,) = band_rows(posts(("Pune", [20_000.0] * 60, few)), ["city"])
    assert headings.can_be_named(band) == named


@pytest.mark.parametrize(("n", "named"), [(28, False), (29, True)])
def test_twenty_nine_posts_make_a_heading(n: int, named: bool) -> None:
    (band,) = band_rows(posts(("Pune", [20_000.0] * n, singles(0, n))), ["city"])
    assert headings.can_be_named(band) == named


def test_an_employer_with_a_tenth_of_the_posts_is_told_with_the_median_without_it() -> None:
    pay, employers = spread(20_000, 80) + [20_000.0] * 20, singles(0, 80) + [999] * 20
    exhibit = bands(posts(("Pune", pay, employers)), Filters.of({"city": ["Pune"]}))
    assert "One employer placed 20 in 100 of these posts; without it the median is ₹20,000." in exhibit.notes
    assert "100 posts of 81 employers" in exhibit.facts
    assert exhibit.data["employers"].tolist() == [81]
    assert exhibit.data["largest_employer_share"].tolist() == [0.2]
    small = bands(posts(("Pune", spread(20_000, 92) + [20_000.0] * 8, singles(0, 92) + [999] * 8)))
    assert "One employer" not in " ".join(small.notes)


def test_one_group_of_few_employers_heads_no_card() -> None:
    exhibit = bands(posts(("Pune", spread(20_000), [1, 2] * 30)), Filters.of({"city": ["Pune"]}))
    assert exhibit.title == "60 posts of 2 employers: too few employers for a heading"


def test_one_employer_with_much_of_a_group_is_what_keeps_it_from_the_heading() -> None:
    exhibit = bands(
        posts(("Pune", spread(20_000, 60), [999] * 20 + singles(0, 40))), Filters.of({"city": ["Pune"]})
    )  # a third of the posts, of 41 employers
    assert exhibit.title == "60 posts of 41 employers: one employer weighs too much for a heading"


def test_the_raw_curve_of_experience_is_called_a_description() -> None:
    rows = posts(("Fresher", spread(20_000), singles(0)), ("3–5 years", spread(60_000), singles(60)), by="experience")
    exhibit = bands(rows, by="experience")
    assert exhibit.reading.endswith("Posts for more years are mostly for other jobs.")
    assert "pays" not in exhibit.title + exhibit.reading


def test_a_floor_is_told_from_a_tenth_of_the_posts_and_hides_what_lies_below() -> None:
    scope = Scope(floor=20_000)
    many = bands(posts(("Pune", [20_000.0] * 30 + spread(30_000, 30), singles(0)), scope=scope))
    assert "50 in 100 start at ₹20,000, the least this site takes." in many.notes
    few = bands(posts(("Pune", [20_000.0] * 5 + spread(30_000, 55), singles(0)), scope=scope))
    assert "the least this site takes" not in " ".join(few.notes)
    most = bands(posts(("Pune", [20_000.0] * 50 + spread(30_000, 10), singles(0)), scope=scope))
    assert "the median is ₹20,000 or less" in most.reading


def test_two_cities_of_few_employers_are_not_compared() -> None:
    work = ["Clerk", "Accountant", "Poet"] * 20
    pay = [100.0, 200, 50] * 20
    rows = survey(
        pay + [1.4 * amount for amount in pay],
        city=["Pune"] * 60 + ["Goa"] * 60,
        role=work * 2,
        experience="Fresher",
        clusters=singles(0) + [999] * 60,
    )
    comparison = city_answer.comparison(View(rows), ("Pune", "Goa"), reference=Reference.read())
    exhibit = city_exhibits.comparison(comparison)
    assert exhibit.title == "Too few employers to compare"
    assert "40%" not in exhibit.title + exhibit.reading
    assert "too few employers" in str(exhibit.figure().data[-1].text)


def test_work_that_few_employers_share_compares_no_cities() -> None:
    # A hundred employers and more stand behind either city, but of the work that both have, two in Pune.
    common = [("Clerk", 10_000), ("Typist", 11_000), ("Cashier", 12_000)]
    posts = [("Agra", role, pay + 100 * row, 1000 + pay + row) for role, pay in common for row in range(20)]
    posts += [("Pune", role, 1.4 * (pay + 100 * row), row % 2) for role, pay in common for row in range(20)]
    posts += [("Pune", "Porter", 14_000 + 40.0 * row, 100 + row) for row in range(140)]
    cities, roles, pay, employers = (list(column) for column in zip(*posts, strict=True))
    rows = survey(pay, city=cities, role=roles, clusters=employers)
    compared = city_answer.comparison(View(rows), ["Agra", "Pune"], reference=Reference.read())
    pune = compared.rows[1]
    assert not pune.band.flagged
    assert (pune.cells, pune.reason, pune.comparable) == (3, "few employers", False)
    exhibit = city_exhibits.comparison(compared)
    assert exhibit.title == "Too few employers to compare"
    assert "%" not in exhibit.title


@pytest.mark.parametrize(
    ("employers", "title"),
    [
        ([1, 2] * 20, "Too few employers to say where this pay stands"),
        ([1] * 16 + list(range(2, 26)), "One employer weighs too much to say where this pay stands"),
    ],
)
def test_a_salary_among_posts_of_few_employers_gets_no_verdict(employers: list[int], title: str) -> None:
    pay = np.arange(40) * 100.0
    rows = survey(pay + 20_000, high=pay + 30_000, role="Clerk", city="Pune", clusters=employers)
    question = Question("Clerk", "Pune", 0, 22_000, 22_000, "2026-11-01")
    wages = packaged.read("minimum_wages").iloc[:0]
    case = standing_answer.salary(View(rows), question, reference=Reference.read(), wages=wages)
    assert standing_exhibits.salary(case).title == title


@pytest.mark.parametrize("by", ["city", "role", "sector", "experience"])
@pytest.mark.slow
def test_every_group_that_hangs_on_few_employers_says_so_in_answer_page_and_download(by: str) -> None:
    # Counted anew with pandas: the employers of each group, and what the largest has; by name where a table says that.
    posted = packaged.read("posted_pay").query("doubt == 'none'")
    rows = posted.assign(**{by: posted[by].str.split("|")}).explode(by)
    of_employer = rows.groupby([by, "employer"])["posts"].sum().groupby(by)
    employers, share = of_employer.size(), of_employer.max() / of_employer.sum()
    named = pd.read_csv(packaged.DATA / "employers_by_name.csv").query("pay == 'middle'")
    dimensions = [name for name in ("state", "city", "sector", "experience", "work_mode", "quarter") if name != by]
    named = named[named[dimensions].isna().all(axis=1)].dropna(subset=by).set_index(by) if by in named else named[:0]
    hidden = set(named.index[named["employers"].isna()])  # of fewer than ten employers only the flag is published
    employers.update(named["employers"])
    share.update(np.maximum(named["largest_share"], share.loc[named.index]))  # the table rounds down
    answered = answer.bands(View(packaged.survey("posted_pay")), by, None)
    table = exhibits.bands(answered).table.set_index(by)
    downloaded = pd.read_csv(io.BytesIO(export.csv(exhibits.bands(answered)))).set_index(by)
    for band in answered.bands:
        name = band.group
        assert (band.employers, band.largest_share) == (employers[name], pytest.approx(share[name]))
        few = employers[name] < 5 or share[name] > 0.25 or name in hidden
        outside = not math.isnan(band.without_largest) and not band.p50.low <= band.without_largest <= band.p50.high
        assert band.flagged == (few or outside), name
        assert (table.loc[name, "flagged"] == "yes") == (downloaded.loc[name, "flagged"] == "yes") == band.flagged
        assert not band.flagged or band.quality in (None, "unreliable")
        large = share[name] >= 0.1 and band.has_median
        assert large == ("One employer placed" in phrases.largest_employer(band, answered.context) and band.has_median)
        assert downloaded.loc[name, "largest_employer_share"] == pytest.approx(share[name])
        if large:
            without = downloaded.loc[name, "p50_without_largest"]
            assert (math.isnan(without) and math.isnan(band.without_largest)) or without == pytest.approx(
                band.without_largest
            )
    assert any(band.flagged for band in answered.bands) or by in ("sector", "experience")


def test_groups_of_the_same_median_share_the_end_of_a_ranking() -> None:
    # A twelfth of a year's pay can differ in its last digit: 29,166.666666666664 and ...668 are one figure.
    rows = posts(
        ("Pune", [29_166.666666666664] * 60, singles(0)),
        ("Agra", [29_166.666666666668] * 60, singles(60)),
        ("Goa", spread(20_000), singles(120)),
    )
    assert "Agra and Pune are highest at ₹29,200 and Goa lowest" in bands(rows).reading.replace(
        "Pune and Agra", "Agra and Pune"
    )


def test_a_ranking_says_which_groups_beyond_it_have_too_few_posts() -> None:
    rows = posts(
        ("Pune", spread(20_000), singles(0)),
        ("Agra", spread(25_000), singles(60)),
        ("Goa", spread(60_000, 20), singles(120, 20)),
    )
    exhibit = bands(rows)
    assert exhibit.title == "Of the groups that can be ranked by city, the median runs from ₹20,000 to ₹25,000"
    assert exhibit.reading.endswith("Too few posts to rank: Goa.")


def test_groups_too_thin_do_not_deny_the_median_of_all_together() -> None:
    rows = posts(("Pune", spread(20_000, 4), singles(0, 4)), ("Goa", spread(20_000, 4), singles(4, 4)))
    exhibit = bands(rows)
    assert exhibit.title == "Pay by city: too few posts in each group"
    assert exhibit.reading.splitlines() == [
        "The median of 8 posts of 8 employers is ₹20,000 a month.",
        "No group has the 6 posts that a median needs.",
    ]


@pytest.mark.parametrize(("measure", "words"), [("low", "the low end is between"), ("high", "the high end is between")])
def test_one_end_of_the_ranges_is_never_called_the_offer(measure: Any, words: str) -> None:
    rows = survey([20_000.0] * 40, high=[30_000.0] * 40)
    sentence = exhibits.headline(answer.total(View(rows, measure=measure)))
    assert words in sentence
    assert "offer" not in sentence
    few = exhibits.headline(answer.total(View(survey([20_000.0] * 8, high=[30_000.0] * 8), measure=measure)))
    assert few.startswith(f"The median {measure} end of 8 posts is ")
