"""One salary against everyone comparable: by hand, against scipy and pandas, and on surveys that lack dimensions."""

import io
import re
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.market.benchmarks import Benchmarks
from analytics.market.minimum_wages import clerical_wages
from analytics.model import Filters, Scope, Survey
from analytics.presenting import export
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.topics.claims.answer import Claims
from analytics.topics.standing import answer, changes, doubt_exhibits, exhibits, names, other_exhibits, others
from analytics.topics.standing.question import Question
from analytics.view import View
from tests.builders import of_cells, survey, table_rows

CREDIBLE = Filters.of({"doubt": ["none"]})
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
    sectors = dict(zip(ROLES["role"], ROLES["sector"], strict=True))
    sector = [sectors[role] for role, *_, pay in groups for _ in pay]
    names = ("role", "city", "experience")
    return of_cells(names, *groups, sector=sector, work_mode=mode, doubt=doubt, defaults=CREDIBLE)


def question(pay: float = 105.0, high: float | None = None, city: str = "Nashik", role: str = "Clerk") -> Question:
    return Question(role, city, 0, pay, pay if high is None else high, "2026-11-01")


NO_WAGES = packaged.read("minimum_wages").iloc[:0]


@dataclass(frozen=True)
class Case:
    """A question about a survey, and the exhibits that answer it."""

    view: View
    question: Question
    reference: Reference
    wages: pd.DataFrame

    @cached_property
    def position(self) -> answer.StandingAnswer:
        return answer.salary(self.view, self.question, reference=self.reference, wages=self.wages)

    @property
    def salary(self) -> Exhibit:
        return exhibits.salary(self.position)

    @property
    def doubts(self) -> Exhibit:
        return doubt_exhibits.doubts(self.position)

    @property
    def comparable(self) -> Exhibit:
        return exhibits.comparable(self.position)

    @property
    def changes(self) -> Exhibit:
        return other_exhibits.changes(
            changes.changes(self.view, self.question, case=self.position, reference=self.reference)
        )


def case(
    survey: Survey,
    asking: Question,
    filters: Filters | None = None,
    reference: Reference = REFERENCE,
    wages: pd.DataFrame = NO_WAGES,
) -> Case:
    return Case(View(survey, filters or Filters()), asking, reference, wages)


@given(st.floats(0, 1), st.floats(0, 1))
def test_shares_in_words_hold_the_interval(first: float, second: float) -> None:
    low, high = sorted((first, second))
    counts = [int(number) for number in re.findall(r"\d+", names.in_hundred(low, high))][:-1]
    assert all(round(low * 100) <= number <= round(high * 100) for number in counts)
    assert counts


def test_the_answer_agrees_with_scipy() -> None:
    pay = [100.0] * 10 + [105.0] * 6 + [110.0] * 24
    example = case(posts(("Clerk", "Nashik", "Fresher", pay)), question(105))
    exhibit = example.salary
    row = table_rows(exhibit)[0]
    assert row.below == pytest.approx(stats.percentileofscore(pay, 105, kind="mean") / 100, abs=1e-12)
    limits = stats.binomtest(13, 40).proportion_ci(method="wilson")  # 10 below and half of 6 equal, of 40
    assert (row.below_low, row.below_high) == pytest.approx((limits.low, limits.high), abs=1e-9)
    assert exhibit.title == "Better than 20 to 48 in 100 comparable posts"  # 0.2008 to 0.4798
    assert "is better than 20 to 48 in 100 Clerk posts open to freshers in Nashik." in exhibit.reading
    assert row.p50 == np.median(pay)
    assert exhibit.n == 40


def test_a_range_is_judged_at_both_ends_and_in_the_middle() -> None:
    pay = [float(amount) for amount in range(1, 101)]
    exhibit = case(posts(("Clerk", "Nashik", "Fresher", pay)), question(21, 61)).salary
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
    example = case(survey, question())
    assert [meaning.standing.n for meaning in example.position.tried] == [5, 12, 32, 41]
    assert example.position.used == 2
    words = example.comparable.data["comparable"]
    assert words[1].endswith("in cities of 5 to 50 lakh people")
    assert words[2].endswith("in India")
    assert words[3].startswith("Office posts")
    exhibit = example.comparable
    assert exhibit.data["where"] == ["Nashik", "cities of 5 to 50 lakh people", "India", "Office, India"]
    assert exhibit.data["used"] == ["", "", "yes", ""]
    assert np.isnan(exhibit.data["below"][0])  # five rows carry no share
    assert "Only 5 posts are for Nashik, so we used 32 posts from " in example.salary.reading


def test_where_no_group_is_large_enough_the_largest_answers_or_none() -> None:
    few = case(
        posts(("Clerk", "Nashik", "Fresher", [100.0] * 3), ("Clerk", "Pune", "Fresher", [100.0] * 5)), question()
    )
    assert few.position.used is not None
    assert few.position.meaning.standing.n == 8
    none = case(posts(("Clerk", "Nashik", "Fresher", [100.0] * 3)), question())
    assert none.position.used is None
    for exhibit in (none.salary, none.changes):
        assert exhibit.draw is None
        assert exhibit.empty
    assert none.salary.title == "3 posts to compare with: too few to say"


def test_filters_on_what_is_asked_do_not_count_and_others_do() -> None:
    survey = posts(("Clerk", "Nashik", "Fresher", [100.0] * 40))
    example = case(survey, question(), Filters.of({"city": ["Pune"], "role": ["Poet"], "sector": ["Arts"]}))
    assert example.position.tried[0].standing.n == 40
    assert "do not count here" in " ".join(example.salary.notes)
    assert case(survey, question(), Filters.of({"work_mode": ["Hybrid"]})).position.tried[0].standing.n == 0


@pytest.mark.parametrize("lacking", ["role", "city", "experience", "sector", "doubt", "work_mode"])
def test_a_survey_without_a_dimension_says_so_and_answers_the_rest(lacking: str) -> None:
    whole = posts(("Clerk", "Nashik", "Fresher", [float(pay) for pay in range(90, 130)]))
    dimensions = {name: column for name, column in whole.dimensions.items() if name != lacking}
    defaults = Filters() if lacking == "doubt" else whole.defaults
    survey = replace(whole, dimensions=dimensions, defaults=defaults)
    asking = replace(question(), **{lacking: ""}) if lacking in ("role", "city") else question()
    example = case(survey, asking)
    answer = example.salary
    assert answer.n == 40
    assert (f"does not say the {lacking}" in " ".join(answer.notes)) == (lacking in ("role", "city", "experience"))
    doubtful = example.doubts
    assert (doubtful.title == "Doubtful posts are not marked here") == (lacking in ("doubt", "role"))
    notes = " ".join(example.changes.notes)
    assert ("has no levels of experience" in notes) == (lacking == "experience")
    assert table_rows(example.comparable)


def test_offers_that_are_mostly_bait_get_a_warning() -> None:
    mode = ["Office"] * 10 + ["Work from home"] * 25
    doubt = ["none"] * 10 + ["none"] * 4 + ["bait series"] * 15 + ["repeat"] * 6
    pay = [100.0] * 10 + [100.0] * 4 + [200.0] * 14 + [50.0] + [200.0] * 6
    city = ["Nashik"] * 10 + ["Work from home"] * 25
    posted = survey(pay, role="Clerk", experience="Fresher", city=city, work_mode=mode, doubt=doubt, defaults=CREDIBLE)
    home = case(posted, question(100, city="Work from home")).doubts
    assert home.title == "Careful: 14 of 18 offers like this one are doubtful"  # the one at 50 pays less, repeats aside
    assert dict(zip(home.data["doubt"], home.data["n"], strict=True)) == {"bait series": 14, "credible": 4}
    office = case(posted, question(100)).doubts
    assert office.title == "We found no warning signs in office posts like this one"
    assert office.reading.startswith("We checked 10 ")
    assert case(posted, question(500)).doubts.title == "No post for this work offers as much"


def test_bait_on_the_shipped_posts_against_pandas() -> None:
    rows = packaged.read("posted_pay")
    like = rows[
        (rows["role"] == "Data entry operator")
        & (rows["experience"] == "Fresher")
        & (rows["work_mode"] == "Work from home")
        & ((rows["pay_low"] + rows["pay_high"]) / 24 >= 20_000)
        & (rows["doubt"] != "repeat")
    ]
    asking = Question("Data entry operator", "Work from home", 0, 20_000, 20_000, "2026-11-01")
    exhibit = case(packaged.survey("posted_pay"), asking, reference=Reference.read()).doubts
    expected = like.groupby("doubt")["posts"].sum().rename({"none": "credible"}).to_dict()
    n_by_doubt = dict(zip(exhibit.data["doubt"], exhibit.data["n"], strict=True))
    assert {name: n for name, n in n_by_doubt.items() if n} == expected
    assert exhibit.title.startswith("Careful: ")


def test_what_would_change_it_is_one_thing_at_a_time_with_n() -> None:
    survey = posts(
        ("Clerk", "Nashik", "Fresher", [100.0] * 30),
        ("Clerk", "Nashik", "1–2 years", [130.0] * 29),
        ("Executive", "Nashik", "Fresher", [135.0] * 28),  # one too few to be named
        ("Analyst", "Nashik", "Fresher", [500.0] * 80),  # of another sector: the own sector comes first
        ("Clerk", "Pune", "Fresher", [90.0] * 9),
        ("Clerk", "Mumbai", "Fresher", [120.0] * 12),
        ("Clerk", "Nagpur", "Fresher", [120.0] * 2),  # the fewest posts: not among the two
    )
    exhibit = case(survey, question()).changes
    assert exhibit.data["change"] == ["As now", "With 1–2 years", "As Executive", "In Mumbai", "In Pune"]
    assert exhibit.data["n"].tolist() == [30, 29, 28, 12, 9]
    assert exhibit.data["difference"].tolist() == [0, 30, 35, 20, -10]
    assert exhibit.title == "Posts asking for 1–2 years offer ₹30 more"
    assert exhibit.reading == (
        "As now, the median is ₹100 a month (30 posts). Posts asking for 1–2 years offer ₹30 more (29 posts)."
    )


def test_more_years_of_other_work_are_no_way_to_more_pay() -> None:
    survey = posts(
        ("Clerk", "Nashik", "Fresher", [100.0] * 3),  # too few: the sector answers
        ("Executive", "Nashik", "Fresher", [100.0] * 40),
        ("Executive", "Nashik", "1–2 years", [900.0] * 40),
    )
    exhibit = case(survey, question()).changes
    assert "With 1–2 years" not in exhibit.data["change"]
    assert "900" not in exhibit.reading
    assert any("mostly other jobs" in note for note in exhibit.notes)


def test_a_change_that_is_not_sure_is_not_promised() -> None:
    wide = [10.0, 20, 30, 400, 500, 600, 700]
    survey = posts(
        ("Clerk", "Nashik", "Fresher", [*wide] * 5), ("Clerk", "Nashik", "1–2 years", [x + 50 for x in wide] * 5)
    )
    exhibit = case(survey, question()).changes
    assert exhibit.title == "We cannot tell what would raise your pay"
    assert "₹" not in exhibit.reading.partition(").")[2]


def test_equal_medians_are_written_alike() -> None:
    # Both medians are 20,833; with six posts alone it would be told to the nearest 500.
    few = [15_000.0, 18_000, 20_833, 20_833, 24_000, 29_000]
    survey = posts(
        ("Clerk", "Nashik", "Fresher", [20_833.0] * 29),
        ("Clerk", "Nashik", "1–2 years", few),
        ("Clerk", "Pune", "Fresher", [pay + 100 for pay in few]),
    )
    exhibit = case(survey, question(20_000)).changes
    labels = [words.partition("<br>")[2] for words in exhibit.figure().data[-1].text]
    assert labels == ["₹20,800 · n 29", "₹20,800 · no clear difference · n 6", "₹21,000 · no clear difference · n 6"]


def shipped(pay: float, city: str = "Pune", role: str = "Back office executive", years: int = 0) -> Case:
    asking = Question(role, city, years, pay, pay, "2026-11-01")
    wages = packaged.read("minimum_wages")
    return case(packaged.survey("posted_pay"), asking, reference=Reference.read(), wages=wages)


def other_figures(pay: float, city: str = "Pune") -> tuple[others.OthersAnswer, Exhibit]:
    asking, earnings = shipped(pay, city), packaged.read("official_earnings")
    figures = others.others(
        asking.view,
        asking.question,
        case=asking.position,
        reference=asking.reference,
        claims=Claims.read().table,
        benchmarks=Benchmarks.of(packaged.survey("published_pay"), earnings, packaged.read("cities")),
        earnings=earnings,
    )
    return figures, other_exhibits.others(figures)


@pytest.mark.slow
def test_other_figures_are_claims_official_averages_and_the_legal_minimum() -> None:
    figures, exhibit = other_figures(17_000)
    official = packaged.read("official_earnings")
    same = official[
        (official["indicator"] == "earnings_regular_year") & (official["geography"] == "Maharashtra")
        & (official["area"] == "urban") & (official["sex"] == "all")
    ]  # fmt: skip
    assert figures.of("average")[0].middle == same[same["period_end"] == same["period_end"].max()]["value"].item()
    assert figures.of("clerks")[0].middle == 23_616  # PLFS 2023-24, regular clerical support workers
    assert "Office clerks in all India earned ₹23,600 on average in 2023-24." in exhibit.reading
    wages = clerical_wages(packaged.read("minimum_wages"), "Maharashtra", "2026-11-01")
    (legal,) = figures.of("minimum")
    assert (legal.low, legal.high) == (min(w.low for w in wages), max(w.high for w in wages))
    assert "last order we hold (1 January 2025). A newer order is reported" in exhibit.reading
    claims = Claims.read().table
    for figure in figures.of("claim"):
        assert figure.source_url in set(claims.loc[claims["role"] == "Back office executive", "source_url"])
    assert exhibit.title == "One website (2025) says ₹10,000 to ₹18,000"


@pytest.mark.slow
def test_a_published_range_with_a_plus_has_no_top() -> None:
    figures, exhibit = other_figures(60_000)
    claim = others.OtherFigure("published", "claim", "", 25_000, np.nan, 40_000, "2025", "t", "u", high_open=True)
    assert (claim.contains(60_000), claim._replace(high_open=False).contains(60_000)) == (True, False)
    open_top = other_exhibits.others(replace(figures, figures=(claim,), claims=1))
    assert open_top.title == "One website (2025) says ₹25,000 to ₹40,000+"
    assert open_top.data["high_open"] == ["yes"]
    assert set(exhibit.data["high_open"]) == {"no"}


@pytest.mark.slow
def test_the_wage_of_the_central_government_is_no_ones_who_does_not_work_there() -> None:
    figures, exhibit = other_figures(17_000, "Work from home")
    assert not figures.of("minimum")
    assert "binds only its own workplaces" in " ".join(exhibit.notes)
    assert shipped(9_000, "Work from home").position.legal is None


WAGES = pd.DataFrame(
    [
        {"state": "Maharashtra", "schedule": "Shops and commercial establishments", "zone": zone,
         "designation": "Clerk", "skill": "Not stated", "house_rent": "apart",
         "effective": effective, "per_month": wage,
         "confidence": confidence, "source_title": "t", "source_url": "u"}
        for zone, effective, wage, confidence in (
            ("I", "2025-01-01", 12_000.0, "stated"),
            ("II", "2025-01-01", 11_000.0, "stated"),
            ("All", "2026-04-01", 15_000.0, "weak"),
        )
    ]
)  # fmt: skip
RANGES = [(20_000.0 + 100 * row, 30_000.0 + 100 * row) for row in range(40)]


def ranges(scope: Scope | None = None, doubtful: int = 0) -> Survey:
    """Forty posts in Nashik from 20,000–30,000 to 23,900–33,900, and more that are bait at 60,000."""
    low, high = ([*ends] + [60_000.0] * doubtful for ends in zip(*RANGES, strict=True))
    doubt = ["none"] * len(RANGES) + ["bait series"] * doubtful
    work = {"role": "Clerk", "city": "Nashik", "experience": "Fresher"}
    return survey(low, high=high, **work, doubt=doubt, defaults=CREDIBLE, scope=scope or Scope())


@pytest.mark.parametrize(
    ("pay", "verdict", "title"),
    [
        (10_500, "below the law", "Below the legal minimum for clerical work in Maharashtra"),
        (16_000, "below every post", "Below every comparable post here"),
        # 22 of 40 low ends (20,000 … 22,100) are below 22,150, and no high end.
        (22_150, "usual", "More than the lowest offer in 55 of 100 posts, more than the highest in 0"),
        # 31 of 40 high ends (30,000 … 33,000) are below 33,050.
        (33_050, "high", "More than the lowest offer in 100 of 100 posts, more than the highest in 78"),
        (40_000, "too good", "More than any comparable post here: be careful"),
    ],
)
def test_the_heading_says_what_matters_most(pay: float, verdict: str, title: str) -> None:
    example = case(ranges(), question(pay), wages=WAGES)
    assert (example.position.verdict, example.salary.title) == (verdict, title)


def test_sentences_come_in_the_order_of_what_they_mean() -> None:
    reading = case(ranges(Scope(floor=20_000)), question(10_500), wages=WAGES).salary.reading
    law, below = (
        reading.index("less than the legal minimum"),
        reading.index("All 40 Clerk posts open to freshers in Nashik start higher."),
    )
    assert law < below < reading.index("takes no job under ₹20,000, so it cannot judge ₹10,500 a month.")


@pytest.mark.parametrize(("share", "mentioned"), [(1.0, True), (1.05, True), (1.15, False)])
def test_pay_just_above_the_legal_minimum_is_told_beside_it(share: float, mentioned: bool) -> None:
    sure = WAGES[WAGES["confidence"] == "stated"]
    legal = case(ranges(), question(14_000), wages=sure).position.legal
    assert legal is not None
    reading = case(ranges(), question(round(legal.high * share)), wages=sure).salary.reading
    assert ("is just above the legal minimum for clerical work in Maharashtra" in reading) == mentioned


def test_a_newer_minimum_wage_that_is_only_reported_is_told_as_such() -> None:
    reading = case(ranges(), question(14_000), wages=WAGES).salary.reading
    assert (
        "a newer one is reported: ₹15,000 from 1 April 2026. We could not check it; ₹14,000 a month is less" in reading
    )
    assert case(ranges(), question(14_000), wages=WAGES).position.verdict == "below every post"
    sure = case(ranges(), question(14_000), wages=WAGES[WAGES["confidence"] == "stated"])
    assert "reported" not in sure.salary.reading


def test_a_range_that_reaches_a_reported_minimum_is_not_called_less_than_it() -> None:
    reading = case(ranges(), question(14_000, 15_000), wages=WAGES).salary.reading
    assert "₹14,000 a month, the low end of yours, is less." in reading
    below = case(ranges(), question(14_000, 14_900), wages=WAGES).salary.reading
    assert "₹14,000 to ₹14,900 a month is less." in below


def test_offers_that_are_all_bait_are_a_rule_and_no_finding() -> None:
    example = case(ranges(doubtful=12), question(60_000))
    assert example.position.verdict == "too good"
    assert example.salary.title.startswith("Too good to be true?")
    assert example.doubts.title == "We treat every offer like this one as doubtful"
    assert "go by the pay itself" in example.doubts.reading


@pytest.mark.parametrize(
    ("pay", "high", "verdict"),
    [
        (10_500, 11_500, "below every post"),  # the high end keeps the lowest zone's law
        (11_500, None, "below every post"),  # above the lowest zone's 11,000, below the highest's 12,000
        (10_500, 10_900, "below the law"),
    ],
)
def test_pay_is_under_the_law_only_where_no_zone_allows_it(pay: float, high: float | None, verdict: str) -> None:
    assert case(ranges(), question(pay, high), wages=WAGES).position.verdict == verdict


@pytest.mark.parametrize(("pay", "below"), [(19_999, True), (20_000, False), (25_000, False)])
def test_a_source_judges_all_pay_from_its_floor_on(pay: float, below: bool) -> None:
    example = case(ranges(Scope(floor=20_000)), question(pay))
    assert example.position.below_the_floor == below
    assert ("cannot judge" in example.salary.reading) == below


def test_one_post_that_starts_lower_is_not_no_post() -> None:
    low = [10.0] + [20.0] * 99
    work = {"role": "Clerk", "city": "Nashik", "experience": "Fresher", "doubt": "none", "defaults": CREDIBLE}
    assert case(survey(low, high=[30.0] * 100, **work), question(15)).position.verdict == "usual"


@pytest.mark.parametrize(("n", "verdict"), [(28, "high"), (29, "too good")])
def test_pay_above_every_post_is_too_good_only_among_enough(n: int, verdict: str) -> None:
    example = case(posts(("Clerk", "Nashik", "Fresher", [100.0] * n)), question(101))
    assert example.position.verdict == verdict


@pytest.mark.parametrize(
    ("credible", "bait", "mostly"), [(4, 5, True), (5, 5, False), (6, 4, False), (2, 3, False), (0, 6, True)]
)
def test_offers_are_mostly_bait_where_more_than_half_of_enough_are(credible: int, bait: int, mostly: bool) -> None:
    doubts = answer.Doubts(Filters(), False, {"none": credible, "bait series": bait}, 0.0, 1.0)
    assert doubts.mostly == mostly


@pytest.mark.parametrize(
    ("credible", "bait", "title"),
    [
        (0, 0, "No post for this work offers as much"),
        (2, 3, "Only 5 posts like this one: too few to tell bait from work"),
        (6, 0, "We found no warning signs in office posts like this one"),
        (29, 1, "1 of 30 offers like this one is doubtful"),
        (28, 2, "2 of 30 offers like this one are doubtful"),
        (0, 6, "We treat every offer like this one as doubtful"),
    ],
)
def test_offers_like_this_one_are_judged_from_six_on(credible: int, bait: int, title: str) -> None:
    example = case(ranges(), question(25_000)).position
    doubts = answer.Doubts(Filters(), False, {"none": credible, "bait series": bait}, 0.0, 1.0)
    assert doubt_exhibits.doubts(replace(example, doubts=doubts)).title == title


@pytest.mark.parametrize(("credible", "bait", "careful"), [(3, 7, True), (7, 3, False)])
def test_a_share_of_bait_is_a_warning_only_where_it_is_most(credible: int, bait: int, careful: bool) -> None:
    doubts = answer.Doubts(Filters(), False, {"none": credible, "bait series": bait}, 0.1, 0.9)
    exhibit = doubt_exhibits.doubts(replace(case(ranges(), question(25_000)).position, doubts=doubts))
    assert ("careful" in exhibit.title.lower()) == careful, exhibit.title


def test_a_group_of_which_the_weights_say_too_little_does_not_answer() -> None:
    # Ten posts in Nashik weigh alike. One in Pune outweighs all: the wider groups are 11 rows worth about one.
    survey = of_cells(
        ("role", "sector", "city", "experience"),
        ("Clerk", "Office", "Nashik", "Fresher", [100.0] * 10),
        ("Clerk", "Office", "Pune", "Fresher", [100.0]),
        weights=[1.0] * 10 + [1000.0],
    )
    meaning = case(survey, question()).position.meaning
    assert meaning is not None
    assert meaning.scope == "place"


def test_pay_below_every_post_is_said_to_be_so_whoever_places_the_posts() -> None:
    work = {"role": "Clerk", "city": "Nashik", "experience": "Fresher", "doubt": "none", "defaults": CREDIBLE}
    example = case(survey([20_000.0] * 40, clusters=[0] * 30 + list(range(1, 11)), **work), question(15_000))
    assert example.position.band.flagged
    assert example.salary.title == "Below every comparable post here"
    assert "All 40 Clerk posts open to freshers in Nashik state more." in example.salary.reading


@pytest.mark.parametrize(("analysts", "following"), [(5, "Executive"), (6, "Analyst")])
def test_the_next_role_is_of_the_same_sector_if_enough_posts_are(analysts: int, following: str) -> None:
    roles = ROLES.assign(sector=["Office", "Data", "Office", "Arts"])
    pay = {"Clerk": 30, "Executive": 20, "Analyst": analysts}
    survey = of_cells(
        ("role", "city", "experience"), *((role, "Nashik", "Fresher", [100.0] * n) for role, n in pay.items())
    )
    example = case(survey, question(), reference=Reference.of(roles, CITIES))
    offers = changes.changes(example.view, example.question, case=example.position, reference=example.reference)
    assert [change.value for change in offers.changes if change.kind == "role"] == [following]


def test_no_city_to_move_to_is_none_at_all() -> None:
    cells = [("Clerk", city, "Fresher", [100.0] * n) for city, n in
             {"Nashik": 40, "Not stated": 90, "Work from home": 80, "Other places": 70, "Pune": 9}.items()]  # fmt: skip
    example = case(of_cells(("role", "city", "experience"), *cells), question())
    offers = changes.changes(example.view, example.question, case=example.position, reference=REFERENCE)
    assert [change.value for change in offers.changes if change.kind == "city"] == ["Pune"]


def test_other_work_never_answers_while_the_same_work_has_a_median() -> None:
    few = ("Clerk", "Nashik", "Fresher", [100.0] * 6)
    second_cell = ("Executive", "Nashik", "Fresher", [300.0] * 80)
    assert case(posts(few, second_cell), question()).position.meaning.scope == "place"
    fewer = ("Clerk", "Nashik", "Fresher", [100.0] * 5)
    assert case(posts(fewer, second_cell), question()).position.meaning.scope == "sector"


@pytest.mark.parametrize("per", ["month", "year"])
def test_every_exhibit_draws_its_rows_and_can_be_taken_away(per: str) -> None:
    view = View(packaged.survey("posted_pay"), per=per)  # type: ignore[arg-type]
    asking = Question("Accountant", "Pune", 0, 17_000, 22_000, "2026-11-01")
    example = Case(view, asking, Reference.read(), packaged.read("minimum_wages"))
    for exhibit in (example.salary, example.doubts, example.changes, example.comparable):
        assert [column.name for column in exhibit.columns] == list(exhibit.data)
        assert exhibit.alt
        assert exhibit.n > 0
        assert exhibit.method
        read = pd.read_csv(io.BytesIO(export.csv(exhibit)), encoding="utf-8-sig", keep_default_na=False)
        assert len(read) == len(table_rows(exhibit))
        if exhibit.draw is not None:
            exhibit.figure()
