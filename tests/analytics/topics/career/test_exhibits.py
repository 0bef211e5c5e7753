"""The next years, the next role, a skill: by hand, against numpy, and where there is no evidence."""

import json
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from analytics.model import Filters, Survey
from analytics.presenting import svg
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics import disclosure
from analytics.topics.career import answer, exhibits
from analytics.topics.career.skills import skills as skills_answer
from analytics.view import View
from tests.builders import source, survey, table_rows

ROLES = pd.DataFrame(
    {"role": ["Clerk", "Typist", "Accountant", "Leader"], "sector": ["Office"] * 4,
     "family": ["Back office"] * 4, "step": [1.0, 1.0, 2.0, 3.0]}
)  # fmt: skip
CITIES = pd.DataFrame(
    {"city": ["Pune"], "state": ["Maharashtra"], "hra_class": ["X"], "latitude": [18.5], "longitude": [73.9],
     "urban_spending": [7000.0]}
)  # fmt: skip
REFERENCE = Reference.of(ROLES, CITIES)


def path(view: View) -> Exhibit:
    return exhibits.path(answer.path(view))


def rungs(view: View, family: str = "Back office") -> Exhibit:
    return exhibits.rungs(answer.rungs(view, family, reference=REFERENCE))


def skills(view: View, rows: pd.DataFrame, applies: bool = True, roles: tuple[str, ...] = ()) -> Exhibit:
    return exhibits.skills(skills_answer(view, roles, rows=rows, source=source(), applies=applies))


def posts(rows: list[tuple[str, str, float]], without: tuple[str, ...] = ()) -> Survey:
    """Posts from (role, years, pay)."""
    role, years, pay = (list(column) for column in zip(*rows, strict=True))
    level = ["Fresher" if year == "0" else "1–2 years" for year in years]
    dimensions = {"role": role, "years": years, "experience": level}
    return survey(pay, **{name: values for name, values in dimensions.items() if name not in without})


GROWING = [("Clerk", str(year), 100.0 * 1.1**year) for year in (0, 1, 2, 4) for _ in range(7)] + [("Clerk", "9", 1.0)]


def test_growth_by_hand() -> None:
    exhibit = path(View(posts(GROWING)))
    assert exhibit.title == "Posts that ask for more years offer more, but they are mostly other jobs"
    assert "changes by +10% from year to year" in exhibit.reading
    assert "it is not a raise" in exhibit.reading
    assert exhibit.data["years"].tolist() == [0, 1, 2, 4, 9]
    assert exhibit.data["p50"] == pytest.approx([100, 110, 121, 146.41, np.nan], nan_ok=True)
    assert "9 (n 1)" in " ".join(exhibit.notes)  # too few, and said
    assert "28 posts" in exhibit.reading  # those of the years with a median


@pytest.mark.parametrize(
    ("yearly", "title"),
    [
        (1.0, "No clear difference between years of experience"),
        (0.9, "More years of experience go with less pay here"),
    ],
)
def test_years_that_do_not_surely_offer_more_are_not_said_to(yearly: float, title: str) -> None:
    rows = [("Clerk", str(year), 100.0 * yearly**year + step) for year in (0, 1, 2) for step in range(-4, 5)]
    assert path(View(posts(rows))).title == title


@pytest.mark.parametrize(("raises", "sure"), [([1.2, 1.2, 1.2, 1.2, 1.2], True), ([0.6, 1.5, 1.0, 0.8, 1.7], False)])
def test_a_year_within_an_employer_heads_only_where_its_interval_leaves_out_none(
    raises: list[float], sure: bool
) -> None:
    rows = [(employer, year, 100.0 * raises[employer] ** year) for employer in range(5) for year in (0, 1)] * 2
    employers, years, pay = (list(column) for column in zip(*rows, strict=True))
    offers = survey(pay, role="Clerk", years=[str(year) for year in years], clusters=employers)
    exhibit = path(View(offers))
    assert "Within the same role and employer" in exhibit.reading
    assert exhibit.title.startswith("Within the same role and employer") == sure


def test_the_fan_spans_all_experience_whatever_is_chosen_and_is_broken_where_a_year_is_missing() -> None:
    exhibit = path(View(posts(GROWING), Filters.of({"experience": ["Fresher"]})))
    assert exhibit.data["years"].tolist() == [0, 1, 2, 4, 9]
    assert any("All levels of experience count" in note for note in exhibit.notes)
    line = next(trace for trace in exhibit.figure().data if trace.mode == "lines" and trace.fill is None)
    assert np.isnan(np.array(line.x, float)).tolist() == [False, False, False, True, False, True]  # 0 1 2, then 4


def test_medians_without_intervals_are_labelled_at_themselves() -> None:
    """A protected survey has no intervals; ten people a year have no quarters either."""
    pays = [("Clerk", str(year), 20_000.0 * 1.1**year + 900 * place) for year in range(3) for place in range(10)]
    roll = disclosure.protect(posts(pays, without=("experience",)))
    (labels,) = (trace for trace in path(View(roll)).figure().data if trace.mode == "text")
    assert list(labels.y) == [24_000, 28_000]


WIDE = [("Clerk", "0", 100.0)] * 40 + [("Accountant", "2", pay) for pay in (90, 95, 100, 105, 110, 115, 300, 400)]
"""The interval of the second median reaches far above both middle halves, and eight posts have no ninth tenth."""


def test_the_axis_of_pay_holds_every_interval_of_the_fan() -> None:
    exhibit = path(View(posts(WIDE)))
    assert exhibit.data["p50_high"][1] > 1.5 * np.nanmax([exhibit.data["p90"], exhibit.data["p75"]])
    chart = exhibit.figure()
    (medians,) = (trace for trace in chart.data if trace.mode == "markers")
    ends = np.array(medians.y) + np.array(medians.error_y.array)
    assert ends == pytest.approx(exhibit.data["p50_high"])
    assert chart.layout.yaxis.range[1] >= ends.max()
    drawing = ElementTree.fromstring(svg.draw(chart.to_plotly_json()))
    lines = [line for line in drawing.iter() if line.tag.endswith("line") and line.get("x1") == line.get("x2")]
    assert len(lines) >= 2
    assert all(float(line.get(end, "nan")) >= 0 for line in lines for end in ("y1", "y2"))


def test_the_axis_of_pay_holds_every_interval_of_the_ladder() -> None:
    exhibit = rungs(View(posts(WIDE)))
    chart = exhibit.figure()
    drawn = [x for trace in chart.data if trace.mode == "lines" for x in trace.x]
    assert np.nanmax(drawn) == exhibit.data["p50_high"].max()
    assert chart.layout.xaxis.range[1] >= np.nanmax(drawn)


@pytest.mark.slow
def test_the_fan_of_the_shipped_posts_against_numpy() -> None:
    exhibit = path(View(packaged.survey("posted_pay"), Filters.of({"city": ["Pune"]})))
    rows = packaged.read("posted_pay")
    rows = rows[(rows["doubt"] == "none") & rows["city"].str.split("|").map(lambda names: "Pune" in names)]
    for row in table_rows(exhibit):
        same = rows[rows["years"].astype(str) == f"{row.years:g}"]
        pay = np.repeat((same["pay_low"] + same["pay_high"]) / 24, same["posts"])
        assert row.n == len(pay)
        assert row.p50 == pytest.approx(np.median(pay) if len(pay) >= 6 else np.nan, rel=1e-12, nan_ok=True)


def test_without_years_the_levels_answer_and_without_either_nothing_does() -> None:
    levels = path(View(posts(GROWING, without=("years",))))
    assert levels.key == "bands_by_experience"
    assert table_rows(levels)
    empty = path(View(posts(GROWING, without=("years", "experience"))))
    assert "does not say the experience" in empty.reading


LADDER = [("Clerk", "0", 100.0)] * 20 + [("Typist", "0", 100.0)] * 10 + [("Accountant", "0", 130.0)] * 29


def test_each_rung_and_what_the_step_is_worth() -> None:
    exhibit = rungs(View(posts(LADDER)))
    assert exhibit.data["rung"] == ["Step 1: Clerk, Typist", "Step 2: Accountant"]  # nobody posts for a leader here
    assert exhibit.data["n"].tolist() == [30, 29]
    assert exhibit.data["step"][1] == 30
    assert exhibit.title == "Accountant posts offer ₹30 more than Clerk and Typist posts"
    assert "at step 2 is ₹30 more (+₹30 to +₹30, 29 posts)." in exhibit.reading
    exhibit.figure()


def test_a_step_to_a_rung_of_few_posts_is_not_the_heading() -> None:
    few = [row for row in LADDER if row[0] != "Accountant"] + [("Accountant", "0", 130.0)] * 28
    exhibit = rungs(View(posts(few)))
    assert exhibit.title == "We cannot tell which step of the ladder offers more"
    assert "at step 2 is ₹30 more" in exhibit.reading


def test_only_the_step_of_the_heading_is_told_the_others_are_in_the_table() -> None:
    exhibit = rungs(View(posts([*LADDER, *[("Leader", "0", 180.0)] * 30])))
    assert exhibit.title == "Leader posts offer ₹50 more than Accountant posts"
    assert exhibit.reading == (
        "Against the rung before, the median a month at step 3 is ₹50 more (+₹50 to +₹50, 30 posts). "
        "The other step is in the table."
    )
    assert exhibit.data["step"].tolist()[1:] == [30, 50]


def test_a_step_from_a_rung_of_few_posts_is_not_the_heading() -> None:
    few = [("Clerk", "0", 100.0)] * 28 + [("Accountant", "0", 130.0)] * 29
    exhibit = rungs(View(posts(few)))
    assert exhibit.title == "We cannot tell which step of the ladder offers more"
    assert "step 2 is ₹30 more" in exhibit.reading


def test_a_step_whose_interval_holds_nothing_is_not_the_heading() -> None:
    varied = [100.0 + 10 * row for row in range(31)]
    rows = [(role, "0", pay + more) for role, more in (("Clerk", 0), ("Accountant", 5)) for pay in varied]
    assert rungs(View(posts(rows))).title == "We cannot tell which step of the ladder offers more"


def test_a_rung_of_one_employer_is_not_the_heading_and_is_told() -> None:
    rows = survey(
        [100.0] * 30 + [130.0] * 30,
        role=["Clerk"] * 30 + ["Accountant"] * 30,
        experience="Fresher",
        clusters=[*range(30), *[99] * 30],
    )
    exhibit = rungs(View(rows))
    assert exhibit.title == "We cannot tell which step of the ladder offers more"
    assert "Some rungs rest on few employers: read them with care." in exhibit.notes


def test_a_rung_without_evidence_is_named() -> None:
    rows = [*LADDER, ("Leader", "0", 200.0)]
    exhibit = rungs(View(posts(rows)))
    assert np.isnan(exhibit.data["step"][2])
    assert exhibit.reading.endswith("No evidence for step 3.")
    thin = rungs(View(posts([("Clerk", "0", 100.0)])))
    assert thin.title == "Too few posts to compare the rungs"
    assert thin.draw is None
    for poor in (posts(LADDER, without=("role",)), posts([("Poet", "0", 100.0)])):
        assert not table_rows(rungs(View(poor)))


def skill_rows() -> pd.DataFrame:
    """60 clerks: 30 name Excel and sit at 20, those without at 10; 40 accountants: half name Excel, all at 40."""
    return pd.DataFrame(
        [
            ("Clerk", "Fresher", "(any)", 10, 30), ("Clerk", "Fresher", "(any)", 20, 30),
            ("Clerk", "Fresher", "MS-Excel", 20, 30),
            ("Accountant", "Fresher", "(any)", 40, 40), ("Accountant", "Fresher", "MS-Excel", 40, 20),
            ("Accountant", "Fresher", "Tally", 40, 29),
        ],
        columns=["role", "experience", "skill", "pay_from", "posts"],
    )  # fmt: skip


def test_a_skill_by_hand() -> None:
    exhibit = skills(View(posts(LADDER)), skill_rows())
    assert exhibit.data["skill"] == ["MS-Excel"]  # 29 posts name Tally: too few to show
    row = table_rows(exhibit)[0]
    assert (row.n, row.asked) == (50, 0.5)  # of 100 posts
    # Steps spread evenly: clerks with Excel 20 to 40, median 30; without 10 to 20, median 15. Accountants: equal.
    # The geometric mean of 2 and 1, weighted 60 to 40.
    assert row.ratio == pytest.approx(2**0.6, rel=1e-9)
    assert exhibit.title.startswith("Posts that name MS-Excel offer about ")
    assert exhibit.title.endswith("% more (50 posts)")
    assert "MS-Excel +52%" in exhibit.reading
    assert "takes posts as independent" in exhibit.method


def test_a_skill_matched_in_little_of_the_work_makes_no_claim() -> None:
    # Of 460 posts the 60 of clerks are compared: 13 %. Three poets that name Excel are too few for a cell.
    poets = [("Poet", "Fresher", "(any)", 40, 400), ("Poet", "Fresher", "MS-Excel", 40, 3)]
    clerks = skill_rows().query("role == 'Clerk'")
    rows = pd.concat([clerks, pd.DataFrame(poets, columns=clerks.columns)], ignore_index=True)
    exhibit = skills(View(posts(LADDER)), rows)
    assert table_rows(exhibit)[0].ratio_low > 1
    assert exhibit.title == "No evidence on skills for the same work"


@pytest.mark.parametrize("with_it", [16, 14])
def test_a_skill_of_no_sure_difference_is_neither_more_nor_less(with_it: int) -> None:
    # 60 clerks, half of them at either step; of the 30 that name Excel, one more or one fewer than half at the upper.
    rows = pd.DataFrame(
        [
            ("Clerk", "Fresher", "(any)", 10, 30), ("Clerk", "Fresher", "(any)", 20, 30),
            ("Clerk", "Fresher", "MS-Excel", 10, 30 - with_it), ("Clerk", "Fresher", "MS-Excel", 20, with_it),
        ],
        columns=["role", "experience", "skill", "pay_from", "posts"],
    )  # fmt: skip
    exhibit = skills(View(posts(LADDER)), rows)
    assert exhibit.title == "No skill clearly goes with more pay for the same work"
    assert exhibit.reading.endswith("No clear difference: MS-Excel.")


@pytest.mark.parametrize(
    ("filters", "packaged_", "says"),
    [
        ({"role": ["Poet"]}, True, "No evidence on skills"),
        ({}, False, "No skills in this survey"),
    ],
)
def test_where_there_is_no_evidence_on_skills_it_says_so(
    filters: dict[str, list[str]], packaged_: bool, says: str
) -> None:
    view = View(posts(LADDER), Filters.of(filters))
    exhibit = skills(view, skill_rows(), packaged_)
    assert exhibit.title.startswith(says)
    assert exhibit.empty


def test_a_skill_that_every_post_names_has_no_comparison() -> None:
    rows = skill_rows()
    rows.loc[rows["skill"] == "Tally", "posts"] = 40
    exhibit = skills(View(posts(LADDER)), rows)
    by_skill = {row.skill: row for row in table_rows(exhibit)}
    assert np.isnan(by_skill["Tally"].ratio)
    assert by_skill["Tally"].n == 40
    exhibit.figure()


def test_skills_of_the_ladder_are_those_of_its_roles() -> None:
    exhibit = skills(View(posts(LADDER)), skill_rows(), roles=("Clerk",))
    assert exhibit.n == 60
    assert table_rows(exhibit)[0].ratio == pytest.approx(2)
    assert exhibit.selection == "roles of the ladder"


@pytest.mark.slow
def test_how_often_a_skill_is_asked_agrees_with_the_file() -> None:
    rows = packaged.read("skills")
    exhibit = skills(View(packaged.survey("posted_pay"), Filters.of({"role": ["Accountant"]})), rows)
    accountants = rows[rows["role"] == "Accountant"]
    posts = accountants.loc[accountants["skill"] == "(any)", "posts"].sum()
    tally = next(row for row in table_rows(exhibit) if row.skill == "Tally")
    assert tally.n == accountants.loc[accountants["skill"] == "Tally", "posts"].sum()
    assert tally.asked == pytest.approx(tally.n / posts)


def test_the_effect_within_role_and_employer_is_the_headline_and_the_raw_curve_a_description() -> None:
    # Each of 40 employers offers 10 % more for a year more; those that ask for more years pay twice as much anyway.
    rows = [(employer, year, (1 + (employer >= 20)) * 10_000 * 1.1**year)
            for employer in range(40) for year in ((0, 1) if employer < 20 else (1, 2))]  # fmt: skip
    employers, years, pay = (list(column) for column in zip(*rows, strict=True))
    tempted = survey(pay, role="Clerk", years=[str(year) for year in years], clusters=employers)
    exhibit = path(View(tempted))
    assert exhibit.title == "Within the same role and employer, a further year goes with about 10% more"
    assert "It compares different jobs and employers: it is not a raise." in exhibit.reading


def test_a_step_of_many_roles_is_not_named_by_two_of_them() -> None:
    # Three roles on the lowest step: what holds for all of them is not said of two.
    roles = pd.concat([ROLES, ROLES.iloc[[0]].assign(role="Cashier")])
    view = View(posts([*LADDER, *[("Cashier", "0", 100.0)] * 30]))
    reference = Reference.of(roles, CITIES)
    exhibit = exhibits.rungs(answer.rungs(view, "Back office", reference=reference))
    assert exhibit.title == "Step 2 of the ladder offers ₹30 more than step 1"


def test_a_step_that_may_be_none_is_not_called_more_on_the_chart() -> None:
    # Accountants' pay is spread so widely that their median is not surely above the clerks'.
    unsure = [("Clerk", "0", 100.0 + row) for row in range(30)] + [
        ("Accountant", "0", 60.0 + 4 * row) for row in range(30)
    ]
    answered = answer.rungs(View(posts(unsure)), "Back office", reference=REFERENCE)
    step = answered.rungs[1]
    assert step.step_low < 0 < step.step < step.step_high
    labels = json.dumps(exhibits.rungs(answered).figure().to_plotly_json(), default=str)
    assert "no clear difference" in labels
    assert "more" not in labels
