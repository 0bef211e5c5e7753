"""One salary against everyone comparable: by hand, against scipy and pandas, and on surveys that lack dimensions."""

import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.market.minimum_wages import clerical_history, clerical_wages
from analytics.model import Dimension, Filters, Provenance, Survey
from analytics.presenting import export
from analytics.presenting.exhibit import View
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.topics.bands.benchmarks import Benchmarks
from analytics.topics.claims.exhibits import Claims
from analytics.topics.standing import exhibits as standing_exhibits
from analytics.topics.standing.exhibits import Case, Question, in_hundred, pay_given

SOURCE = Provenance("Example posts", "nobody", "posted", period="2026")
ROLES = pd.DataFrame(
    {"role": ["Clerk", "Executive", "Analyst", "Poet"], "sector": ["Office", "Office", "Data", "Arts"],
     "family": ["Back office", "Back office", "Back office", ""], "step": [1.0, 2.0, 2.0, np.nan]}
)  # fmt: skip
CITIES = pd.DataFrame(
    {"city": ["Pune", "Mumbai", "Nashik", "Nagpur"], "state": ["Maharashtra"] * 4, "hra_class": ["X", "X", "Y", "Y"],
     "latitude": [18.5, 19.1, 20.0, 21.1], "longitude": [73.9, 72.9, 73.8, 79.1], "urban_spending": [7000.0] * 4}
)  # fmt: skip
REFERENCE = Reference.of(ROLES, CITIES)


def posts(*groups: tuple[str, str, str, list[float]], doubt: str = "none", mode: str = "Office") -> Survey:
    """A survey of posts from (role, city, experience, pay of each post)."""
    rows = [(role, city, level, pay) for role, city, level, pays in groups for pay in pays]
    role, city, level, pay = (list(column) for column in zip(*rows, strict=True))
    sectors = dict(zip(ROLES["role"], ROLES["sector"], strict=True))
    return Survey.build(
        name="posts",
        provenance=SOURCE,
        low=pay,
        dimensions=[
            Dimension.of("role", "Role", role),
            Dimension.of("sector", "Sector", [sectors[name] for name in role]),
            Dimension.of("city", "City", city),
            Dimension.of("experience", "Experience", level, order=["Fresher", "1–2 years"]),
            Dimension.of("work_mode", "Work mode", [mode] * len(rows)),
            Dimension.of("doubt", "Doubt", [doubt] * len(rows)),
        ],
        defaults=Filters.of({"doubt": ["none"]}),
    )


def question(pay: float = 105.0, high: float | None = None, city: str = "Nashik", role: str = "Clerk") -> Question:
    return Question(role, city, 0, pay, pay if high is None else high, "2026-11-01")


def case(survey: Survey, asked: Question, filters: Filters | None = None, reference: Reference = REFERENCE) -> Case:
    return Case.of(View(survey, filters or Filters()), asked, reference)


@pytest.mark.parametrize(
    ("text", "up_to", "unit", "expected"),
    [
        ("17000", "", "per month", (17000, 17000)),
        ("17,000", "", "per month", (17000, 17000)),
        ("₹ 17,000 per month", "", "per year", (17000, 17000)),  # its own words come before the unit
        ("2,40,000", "", "per year", (20000, 20000)),
        ("2.4", "", "LPA", (20000, 20000)),
        ("3-3.6 LPA", "", "per month", (25000, 30000)),
        ("20000", "15000", "per month", (15000, 20000)),  # ends the wrong way round
        ("15000 to 20000", "", "per month", (15000, 20000)),
        ("1.8", "2.4", "LPA", (15000, 20000)),
    ],
)
def test_pay_as_people_write_it(text: str, up_to: str, unit: str, expected: tuple[float, float]) -> None:
    assert pay_given(text, up_to, unit) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("", "per month", "Write your pay"),
        ("banana", "per month", "“banana” is not an amount of pay"),
        ("-17000", "per month", "must be above zero"),
        ("0", "per month", "must be above zero"),
        ("100000000", "per month", "per year"),  # ten crore a month
        ("17", "per month", "LPA"),
        ("$4000", "per month", "in USD"),
        ("<b>1</b>" * 9, "per month", "not an amount"),
    ],
)
def test_nonsense_gets_a_sentence_that_helps(text: str, unit: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        pay_given(text, unit=unit)
    assert str(refused.value).endswith((".", "?"))


@given(st.text(max_size=80), st.text(max_size=20), st.sampled_from(list(standing_exhibits.UNITS)))
def test_any_text_is_pay_or_a_sentence(text: str, up_to: str, unit: str) -> None:
    said, ends = "", (standing_exhibits.LEAST, standing_exhibits.MOST)
    try:
        ends = pay_given(text, up_to, unit)
    except ValueError as refused:
        said = str(refused)
    assert not said or 20 < len(said) < 200
    assert standing_exhibits.LEAST <= ends[0] <= ends[1] <= standing_exhibits.MOST


@given(st.floats(0, 1), st.floats(0, 1))
def test_shares_in_words_hold_the_interval(one: float, other: float) -> None:
    low, high = sorted((one, other))
    said = [int(number) for number in re.findall(r"\d+", in_hundred(low, high))][:-1]
    assert all(round(low * 100) <= number <= round(high * 100) for number in said)
    assert said


def test_the_answer_agrees_with_scipy() -> None:
    pay = [100.0] * 10 + [105.0] * 6 + [110.0] * 24
    found = case(posts(("Clerk", "Nashik", "Fresher", pay)), question(105))
    exhibit = standing_exhibits.answer(found)
    row = exhibit.rows[0]
    assert row.below == pytest.approx(stats.percentileofscore(pay, 105, kind="mean") / 100, abs=1e-12)
    limits = stats.binomtest(13, 40).proportion_ci(method="wilson")  # 10 below and half of 6 equal, of 40
    assert (row.below_low, row.below_high) == pytest.approx((limits.low, limits.high), abs=1e-9)
    assert exhibit.title == "Better than 20 to 48 in 100 comparable posts"  # 0.2008 to 0.4798
    assert "of 40 Clerk posts open to freshers in Nashik" in exhibit.reading
    assert row.p50 == np.median(pay)
    assert exhibit.n == 40


def test_a_range_is_judged_at_both_ends_and_in_the_middle() -> None:
    pay = [float(amount) for amount in range(1, 101)]
    exhibit = standing_exhibits.answer(case(posts(("Clerk", "Nashik", "Fresher", pay)), question(21, 61)))
    assert exhibit.data["amount"] == ["Low end", "Middle", "High end"]
    assert exhibit.data["pay"].tolist() == [21, 41, 61]
    assert exhibit.data["below"] == pytest.approx([0.205, 0.405, 0.605])  # so many below, and half of the equal one


def test_comparable_is_widened_from_city_to_class_to_india_to_sector() -> None:
    survey = posts(
        ("Clerk", "Nashik", "Fresher", [100.0] * 5),
        ("Clerk", "Nagpur", "Fresher", [100.0] * 7),
        ("Clerk", "Pune", "Fresher", [100.0] * 20),
        ("Executive", "Pune", "Fresher", [100.0] * 9),
        ("Clerk", "Pune", "1–2 years", [100.0] * 50),  # another level of experience never counts
        ("Analyst", "Nashik", "Fresher", [100.0] * 50),  # nor does another sector
    )
    found = case(survey, question())
    assert [step.standing.n for step in found.tried] == [5, 12, 32, 41]
    assert found.used is found.tried[2]
    words = [step.label for step in found.tried]
    assert "class Y (5 to 50 lakh people)" in words[1]
    assert words[2].endswith("in India")
    assert words[3].startswith("Office posts")
    exhibit = standing_exhibits.comparable(found)
    assert exhibit.data["where"] == ["Nashik", "Cities of class Y", "India", "Office · India"]
    assert exhibit.data["used"] == ["", "", "yes", ""]
    assert np.isnan(exhibit.data["below"][0])  # five rows carry no share
    assert "Too few to answer alone" in " ".join(standing_exhibits.answer(found).notes)


def test_where_no_group_is_large_enough_the_largest_answers_or_none() -> None:
    few = case(
        posts(("Clerk", "Nashik", "Fresher", [100.0] * 3), ("Clerk", "Pune", "Fresher", [100.0] * 5)), question()
    )
    assert few.used is not None
    assert few.used.standing.n == 8
    none = case(posts(("Clerk", "Nashik", "Fresher", [100.0] * 3)), question())
    assert none.used is None
    for exhibit in (standing_exhibits.answer(none), standing_exhibits.changes(none)):
        assert exhibit.draw is None
        assert not exhibit.rows
    assert standing_exhibits.answer(none).title == "3 posts to compare with: too few to say"


def test_filters_on_what_is_asked_do_not_count_and_others_do() -> None:
    survey = posts(("Clerk", "Nashik", "Fresher", [100.0] * 40))
    asked = case(survey, question(), Filters.of({"city": ["Pune"], "role": ["Poet"], "sector": ["Arts"]}))
    assert asked.tried[0].standing.n == 40
    assert "do not count here" in " ".join(standing_exhibits.answer(asked).notes)
    assert case(survey, question(), Filters.of({"work_mode": ["Hybrid"]})).tried[0].standing.n == 0


@pytest.mark.parametrize("lacking", ["role", "city", "experience", "sector", "doubt", "work_mode"])
def test_a_survey_without_a_dimension_says_so_and_answers_the_rest(lacking: str) -> None:
    whole = posts(("Clerk", "Nashik", "Fresher", [float(pay) for pay in range(90, 130)]))
    dimensions = {name: column for name, column in whole.dimensions.items() if name != lacking}
    defaults = Filters() if lacking == "doubt" else whole.defaults
    survey = replace(whole, dimensions=dimensions, defaults=defaults)
    asked = replace(question(), **{lacking: ""}) if lacking in ("role", "city") else question()
    found = case(survey, asked)
    answer = standing_exhibits.answer(found)
    assert answer.n == 40
    assert (f"does not say the {lacking}" in " ".join(answer.notes)) == (lacking in ("role", "city", "experience"))
    doubtful = standing_exhibits.bait(found)
    assert (doubtful.title == "Doubtful posts are not marked here") == (lacking in ("doubt", "role"))
    notes = " ".join(standing_exhibits.changes(found).notes)
    assert ("does not tell levels" in notes) == (lacking == "experience")
    assert standing_exhibits.comparable(found).rows


def test_offers_that_are_mostly_bait_get_a_warning() -> None:
    mode = ["Office"] * 10 + ["Work from home"] * 25
    doubt = ["none"] * 10 + ["none"] * 4 + ["bait series"] * 15 + ["repeat"] * 6
    pay = [100.0] * 10 + [100.0] * 4 + [200.0] * 14 + [50.0] + [200.0] * 6
    n = len(pay)
    survey = Survey.build(
        name="posts",
        provenance=SOURCE,
        low=pay,
        dimensions=[
            Dimension.of("role", "Role", ["Clerk"] * n),
            Dimension.of("experience", "Experience", ["Fresher"] * n),
            Dimension.of("city", "City", ["Nashik"] * 10 + ["Work from home"] * 25),
            Dimension.of("work_mode", "Work mode", mode),
            Dimension.of("doubt", "Doubt", doubt),
        ],
        defaults=Filters.of({"doubt": ["none"]}),
    )
    home = standing_exhibits.bait(case(survey, question(100, city="Work from home")))
    assert home.title == "Careful: 14 of 18 offers like this one are doubtful"  # the one at 50 pays less, repeats aside
    assert dict(zip(home.data["doubt"], home.data["n"], strict=True)) == {"bait series": 14, "credible": 4}
    office = standing_exhibits.bait(case(survey, question(100)))
    assert office.title == "0 of 10 offers like this one are doubtful"
    assert standing_exhibits.bait(case(survey, question(500))).title == "No post for this work offers as much"


def test_bait_on_the_shipped_posts_against_pandas() -> None:
    rows = packaged.read("posted_pay")
    like = rows[
        (rows["role"] == "Data entry operator")
        & (rows["experience"] == "Fresher")
        & (rows["work_mode"] == "Work from home")
        & ((rows["pay_low"] + rows["pay_high"]) / 24 >= 20_000)
        & (rows["doubt"] != "repeat")
    ]
    asked = Question("Data entry operator", "Work from home", 0, 20_000, 20_000, "2026-11-01")
    exhibit = standing_exhibits.bait(case(packaged.survey("posted_pay"), asked, reference=Reference.read()))
    expected = like.groupby("doubt")["posts"].sum().rename({"none": "credible"}).to_dict()
    found = dict(zip(exhibit.data["doubt"], exhibit.data["n"], strict=True))
    assert {name: n for name, n in found.items() if n} == expected
    assert exhibit.title.startswith("Careful: ")


def test_what_would_change_it_is_one_thing_at_a_time_with_n() -> None:
    survey = posts(
        ("Clerk", "Nashik", "Fresher", [100.0] * 30),
        ("Clerk", "Nashik", "1–2 years", [130.0] * 7),
        ("Executive", "Nashik", "Fresher", [115.0] * 8),
        ("Analyst", "Nashik", "Fresher", [500.0] * 80),  # of another sector: the own sector comes first
        ("Clerk", "Pune", "Fresher", [90.0] * 9),
        ("Clerk", "Mumbai", "Fresher", [120.0] * 12),
        ("Clerk", "Nagpur", "Fresher", [120.0] * 2),  # the fewest posts: not among the two
    )
    exhibit = standing_exhibits.changes(case(survey, question()))
    assert exhibit.data["change"] == ["As now", "With 1–2 years", "As Executive", "In Mumbai", "In Pune"]
    assert exhibit.data["n"].tolist() == [30, 7, 8, 12, 9]
    assert exhibit.data["difference"].tolist() == [0, 30, 15, 20, -10]
    assert exhibit.title.startswith("With 1–2 years: ₹30 more")
    assert all(f"(n {n})" in exhibit.reading for n in (30, 7, 8, 12, 9))


def test_a_change_that_is_not_sure_is_not_promised() -> None:
    wide = [10.0, 20, 30, 400, 500, 600, 700]
    survey = posts(
        ("Clerk", "Nashik", "Fresher", [*wide] * 5), ("Clerk", "Nashik", "1–2 years", [x + 50 for x in wide])
    )
    exhibit = standing_exhibits.changes(case(survey, question()))
    assert exhibit.title == "No single change is sure to pay more"
    assert "perhaps ₹50 more" in exhibit.reading


def test_equal_medians_are_written_alike() -> None:
    # Both medians are 20,833; with six posts alone it would be told to the nearest 500.
    few = [15_000.0, 18_000, 20_833, 20_833, 24_000, 29_000]
    survey = posts(
        ("Clerk", "Nashik", "Fresher", [20_833.0] * 29),
        ("Clerk", "Nashik", "1–2 years", few),
        ("Clerk", "Pune", "Fresher", [pay + 100 for pay in few]),
    )
    exhibit = standing_exhibits.changes(case(survey, question(20_000)))
    told = [words.partition("<br>")[2] for words in exhibit.figure().data[-1].text]
    assert told == ["₹20,800 · n 29", "₹20,800 · the same · n 6", "₹21,000 · about the same · n 6"]
    assert "with 1–2 years the same (n 6); in Pune about the same (n 6)." in exhibit.reading


def witnesses(pay: float, city: str = "Pune") -> standing_exhibits.Exhibit:
    asked = Question("Back office executive", city, 0, pay, pay, "2026-11-01")
    found = case(packaged.survey("posted_pay"), asked, reference=Reference.read())
    beside = Benchmarks.of(
        packaged.survey("published_pay"), packaged.read("official_earnings"), packaged.read("cities")
    )
    wages = clerical_history(packaged.read("minimum_wages"))
    return standing_exhibits.witnesses(found, Claims.read().table, beside, wages)


def test_witnesses_are_claims_the_official_average_and_the_legal_minimum() -> None:
    exhibit = witnesses(17_000)
    rows = {row.kind: row for row in exhibit.rows}
    assert set(rows) == {"Published", "Official average", "Legal minimum"}
    official = packaged.read("official_earnings")
    same = official[
        (official["indicator"] == "earnings_regular_year") & (official["geography"] == "Maharashtra")
        & (official["area"] == "urban") & (official["sex"] == "all")
    ]  # fmt: skip
    latest = same[same["period_end"] == same["period_end"].max()]
    assert rows["Official average"].middle == latest["value"].item()
    wages = clerical_wages(packaged.read("minimum_wages"), "Maharashtra", "2026-11-01")
    legal = rows["Legal minimum"]
    assert (legal.low, legal.high) == (min(w.low for w in wages), max(w.high for w in wages))
    assert legal.period == wages[0].effective
    assert wages[0].effective in exhibit.reading
    claims = Claims.read().table
    for row in exhibit.rows:
        if row.kind == "Published":
            assert row.source_url in set(claims.loc[claims["role"] == "Back office executive", "source_url"])


def test_pay_below_the_legal_minimum_is_said_in_the_heading() -> None:
    assert witnesses(9_000).title.startswith("Below the legal minimum for clerical work in Maharashtra")
    assert not witnesses(60_000).title.startswith(("Below", "Between"))
    assert "India, under the central government" in witnesses(17_000, "Work from home").reading


@pytest.mark.parametrize("per", ["month", "year"])
def test_every_exhibit_draws_its_rows_and_can_be_taken_away(per: str) -> None:
    view = View(packaged.survey("posted_pay"), per=per)  # type: ignore[arg-type]
    found = Case.of(view, question(17_000, 22_000, "Pune", "Accountant"), Reference.read())
    for exhibit in (
        standing_exhibits.answer(found),
        standing_exhibits.bait(found),
        standing_exhibits.changes(found),
        standing_exhibits.comparable(found),
    ):
        assert [column.name for column in exhibit.columns] == list(exhibit.data)
        assert exhibit.alt
        assert exhibit.n > 0
        read = pd.read_csv(io.BytesIO(export.csv(exhibit)), encoding="utf-8-sig", keep_default_na=False)
        assert len(read) == len(exhibit.rows)
        if exhibit.draw is not None:
            exhibit.figure()
    band = standing_exhibits.answer(found)
    marks = next(trace for trace in band.figure().data if trace.mode == "markers")
    assert list(marks.x) == [band.data["p50"][0]]  # the chart holds the table
