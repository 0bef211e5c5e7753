"""Exhibits: words, chart and table say the same, and only what the rows can carry."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analytics.model import Filters, Scope
from analytics.presenting import traces
from analytics.presenting.exhibit import Exhibit
from analytics.presenting.figures import INK, pay_figure
from analytics.statistics import disclosure
from analytics.statistics.bands import salary_bands
from analytics.topics.bands import answer, exhibits
from analytics.topics.spread import answer as spread_answer
from analytics.topics.spread import exhibits as spread_exhibits
from analytics.view import View
from tests.builders import by_group, survey, table_rows


def bands(view: View, by: str, largest: int | None = answer.LARGEST) -> Exhibit:
    return exhibits.bands(answer.bands(view, by, largest))


def spread(view: View) -> Exhibit:
    return spread_exhibits.spread(spread_answer.spread(view))


def headline(view: View) -> str:
    return exhibits.headline(answer.total(view))


def steady(amount: float, n: int) -> list[float]:
    """Pay that hardly varies: its median is `amount` for odd n."""
    return [amount + (row - n // 2) for row in range(n)]


def medians(exhibit: Exhibit) -> list[float]:
    return next(list(trace.x) for trace in exhibit.figure().data if trace.mode == "markers")


def test_groups_are_ranked_by_median_and_the_chart_holds_them() -> None:
    rows = by_group({"Delhi": steady(20_000, 31), "Pune": steady(30_000, 31), "Agra": steady(25_000, 31)})
    exhibit = bands(View(rows), "city")
    assert [row.group for row in table_rows(exhibit)] == ["Pune", "Agra", "Delhi"]
    assert medians(exhibit) == [30_000, 25_000, 20_000] == exhibit.table["p50"].tolist()
    assert exhibit.n == 93
    assert exhibit.title == "By city, the median runs from ₹20,000 to ₹30,000"
    assert exhibit.reading == "Among posts, Pune is highest at ₹30,000 and Delhi lowest at ₹20,000."


def test_overlapping_intervals_are_said() -> None:
    varied = [18_000 + 200.0 * row for row in range(31)]
    rows = by_group({"Delhi": varied, "Pune": [pay + 100 for pay in varied]})
    reading = bands(View(rows), "city").reading
    assert reading.endswith("their intervals overlap, so the order is not certain.")


def test_groups_of_a_file_in_doubt_are_not_ranked() -> None:
    rows = by_group({"Delhi": steady(20_000, 31), "Pune": steady(30_000, 31)}, scope=Scope(doubt="much was unreadable"))
    exhibit = bands(View(rows), "city")
    assert exhibit.title == "Pay by city: too few posts or employers to rank"
    assert [row.quality for row in table_rows(exhibit)] == ["unreliable"] * 2


def test_groups_too_thin_for_a_ranking_are_described_and_none_is_named() -> None:
    rows = by_group({"Delhi": steady(20_000, 28), "Pune": steady(30_000, 28)})  # a ranking needs 29
    exhibit = bands(View(rows), "city")
    assert exhibit.title == "Pay by city: too few posts or employers to rank"
    assert "Pune" not in exhibit.reading


def test_experience_keeps_its_order_whatever_the_pay() -> None:
    rows = by_group({"3–5 years": steady(20_000, 31), "Fresher": steady(30_000, 31)}, by="experience")
    exhibit = bands(View(rows), "experience")
    assert [row.group for row in table_rows(exhibit)] == ["Fresher", "3–5 years"]
    assert exhibit.title == "Fresher: ₹30,000; 3–5 years: ₹20,000"
    assert exhibit.reading == (
        "The median is ₹30,000 in 31 posts for freshers and ₹20,000 in 31 posts for 3–5 years. Posts for more years "
        "are mostly for other jobs."
    )


def test_one_group_says_its_middle_half() -> None:
    # 0, 100, … 3000 above 20,000: with 31 rows the quarters are the 8.5th and the 23.5th row, 750 and 2250 above.
    rows = by_group({"Pune": [20_000 + 100 * row for row in range(31)]})
    exhibit = bands(View(rows, Filters.of({"city": ["Pune"]})), "city")
    assert exhibit.title == "Median ₹21,500 a month"
    assert exhibit.reading == (
        "Half of the 31 posts in Pune offer between ₹20,800 and ₹22,200 a month; the median is ₹21,500."
    )
    assert headline(View(rows, Filters.of({"city": ["Pune"]}))) == exhibit.reading


def test_thin_groups_are_named_with_their_n_and_without_a_figure() -> None:
    rows = by_group({"Pune": steady(30_000, 31), "Agra": steady(25_000, 5), "Delhi": steady(20_000, 7)})
    exhibit = bands(View(rows), "city")
    assert medians(exhibit) == [30_000, 20_000]
    assert exhibit.table.set_index("city")["n"].to_dict() == {"Pune": 31, "Delhi": 7, "Agra": 5}
    assert math.isnan(exhibit.table.set_index("city")["p50"]["Agra"])
    assert any("Agra (5)" in note for note in exhibit.notes)
    assert any("too few posts: the middle half needs 11, the ends 29" in note for note in exhibit.notes)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_thin_selection_draws_nothing_and_offers_to_lift_a_filter(n: int) -> None:
    role = ["Clerk"] * n + ["Cook"] * 30 + ["Clerk"] * 10
    rows = survey([10.0] * (n + 40), city=["Pune"] * n + ["Delhi"] * 40, role=role)
    filters = Filters.of({"city": ["Pune"], "role": ["Clerk"]})
    for exhibit in (bands(View(rows, filters), "city"), spread(View(rows, filters))):
        assert exhibit.draw is None
        # Without the city there are the 10 other clerks; without the role nobody more.
        assert exhibit.rows_without == (("city", n + 10),)
        with pytest.raises(ValueError, match="nothing to draw"):
            exhibit.figure()
    finding = headline(View(rows, filters))
    assert finding == {0: "There are no Clerk posts in Pune.", 1: "Only 1 post here: too few for a median."}.get(
        n, f"Only {n} posts here: too few for a median."
    )


def test_a_protected_survey_has_no_steps_of_pay() -> None:
    rows = survey(range(100, 400), role="Clerk")
    assert spread_answer.spread(View(rows)).steps
    assert spread_answer.spread(View(disclosure.protect(rows))).steps == ()


def test_only_the_largest_groups_are_shown_and_it_is_said() -> None:
    rows = by_group({f"City {index:02}": steady(20_000 + index, 30 + index) for index in range(20)})
    exhibit = bands(View(rows), "city", largest=5)
    assert sorted(row.group for row in table_rows(exhibit)) == [f"City {index}" for index in range(15, 20)]
    assert "The 5 of 20 with the most posts are shown." in exhibit.notes
    assert len(table_rows(bands(View(rows), "city", largest=None))) == 20


def test_the_table_of_an_exhibit_is_salary_bands() -> None:
    rows = by_group({"Pune": steady(30_000, 40), "Agra": steady(25_000, 9)})
    for per in ("month", "year"):
        table = bands(View(rows, per=per), "city", largest=None).table  # type: ignore[arg-type]
        expected = salary_bands(rows, ["city"], per=per)  # type: ignore[arg-type]
        displayed = table.set_index("city").loc[expected["city"]].reset_index()
        for name in expected:
            assert displayed[name].equals(expected[name]) or np.array_equal(
                displayed[name], expected[name], equal_nan=True
            )


def test_every_column_is_explained() -> None:
    rows = survey([10.0] * 40, "yours", high=[20.0] * 40, city="Pune")
    for exhibit in (bands(View(rows), "city"), spread(View(rows))):
        assert [column.name for column in exhibit.columns] == list(exhibit.table)
        assert all(column.label and column.description for column in exhibit.columns)
        assert exhibit.alt


def test_the_distribution_adds_up_and_its_steps_are_counted_right() -> None:
    random = np.random.default_rng(3)
    pay = np.round(np.exp(random.normal(10, 0.5, 500)))
    table = spread(View(by_group({"Pune": pay.tolist()}))).table
    assert table["share"].sum() == pytest.approx(1, abs=1e-12)
    for row in table.itertuples():
        low = -np.inf if np.isnan(row.pay_from) else row.pay_from
        high = np.inf if np.isnan(row.pay_to) else row.pay_to
        assert row.share == pytest.approx(((pay >= low) & (pay < high)).mean(), abs=1e-12)
    assert table["pay_to"].iloc[:-1].tolist() == table["pay_from"].iloc[1:].tolist()


@pytest.mark.parametrize("build", [lambda view: bands(view, "city"), spread])
@pytest.mark.parametrize("pay", [[15_000.0] * 40, [0.0] * 40, [1e9] * 40, [1.0] * 39 + [1e12]], ids=str)
def test_strange_pay_still_makes_a_chart(build: Callable[[View], Exhibit], pay: list[float]) -> None:
    exhibit = build(View(by_group({"Pune": pay})))
    figure = exhibit.figure()
    assert figure.data
    assert "nan" not in f"{exhibit.title} {exhibit.reading} {exhibit.alt} {exhibit.notes}".lower()


@pytest.mark.parametrize(
    ("pays", "start"), [((20_000, 30_000), 15_000), ((12_000, 24_000), 10_000), ((3_000, 30_000), 0)]
)
def test_an_axis_wastes_no_room_and_says_where_it_starts(pays: tuple[int, int], start: int) -> None:
    chart = bands(View(by_group({"Pune": steady(pays[0], 31), "Delhi": steady(pays[1], 31)})), "city").figure()
    marks = np.concatenate([np.array(trace.x, float) for trace in chart.data])
    assert chart.layout.xaxis.range[0] == start < np.nanmin(marks)
    assert min(chart.layout.xaxis.tickvals) >= start
    title = chart.layout.xaxis.title.text
    assert title == (f"The axis starts at ₹{start:,}, not at zero" if start else None)
    assert chart.layout.margin.b == (50 if start else 30)


def test_names_above_their_marks_stand_where_the_axis_starts() -> None:
    marks, names = traces.lines([18_000], [33_000], [0], INK, 2), traces.labels([("Clerk", ""), ("Typist", "")], 0.0)
    chart = pay_figure([marks, names], 34_000, "INR", "month", height=100)
    assert list(chart.data[1].x) == [chart.layout.xaxis.range[0]] * 2 == [15_000] * 2


@pytest.mark.parametrize("name", ["<b>x</b>", "<img src=x onerror=alert(1)>", "a & b", "$x$", "%{x}"])
def test_names_in_charts_are_text(name: str) -> None:
    rows = by_group({name: steady(30_000, 31), "Pune": steady(20_000, 31)})
    exhibit = bands(View(rows), "city")
    labels = [label.text.replace("</b><br><b>", " ") for label in exhibit.figure().layout.annotations]
    assert any(name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in label for label in labels)
    assert not any("<img" in label or "<b>x" in label for label in labels)


def test_a_row_is_as_high_as_its_name_and_no_name_is_longer_than_two_lines() -> None:
    names = ["Pune", "Engineering & manufacturing", "A name that no column of a phone has any room for"]
    exhibit = bands(
        View(by_group({name: steady(30_000 - 1_000 * place, 31) for place, name in enumerate(names)})), "city"
    )
    chart = exhibit.figure()
    short, long, cut = (label.text.split("<br>") for label in chart.layout.annotations)
    assert [line.removeprefix("<b>").removesuffix("</b>") for line in long[:2]] == [
        "Engineering &amp;",
        "manufacturing",
    ]
    assert [len(short), len(long), len(cut)] == [2, 3, 3]
    assert cut[1].endswith("…</b>")
    # 17 pixels a line and 6 between rows: 40, 57 and 57, each with its mark and its name in the middle
    medians = next(trace.y for trace in chart.data if trace.mode == "markers")
    assert list(medians) == [20, 68.5, 125.5] == [label.y for label in chart.layout.annotations]
    assert list(chart.layout.yaxis.range) == [154, 0]


def test_a_question_the_survey_does_not_answer_is_said() -> None:
    exhibit = bands(View(by_group({"Pune": [1.0] * 30})), "work_mode")
    assert (exhibit.title, exhibit.draw, table_rows(exhibit)) == ("No bands by work mode", None, [])


def test_rows_with_several_values_count_once_in_the_total() -> None:
    rows = survey([10.0] * 30, city=["Delhi|Pune"] * 10 + ["Pune"] * 20)
    exhibit = bands(View(rows), "city")
    assert exhibit.table.set_index("city")["n"].to_dict() == {"Pune": 30, "Delhi": 10}
    assert exhibit.n == 30
    assert any("counts in each of them, and once in the total" in note for note in exhibit.notes)


def test_too_few_employers_are_not_made_up_for_by_their_posts() -> None:
    # Twenty posts of three employers in Pune, seven of seven in Goa: where each employer counts once, a median needs
    # six employers.
    rows = survey(
        [10_000 + row for row in range(27)],
        clusters=[*np.arange(20) % 3, *range(3, 10)],
        city=["Pune"] * 20 + ["Goa"] * 7,
    )
    pune = View(rows.with_count("employers"), Filters.of({"city": ["Pune"]}))
    total = answer.total(pune)
    assert (total.total.n, total.total.employers, total.total.counting) == (20, 3, 3)
    exhibit = bands(pune, "city")
    assert exhibit.title == "3 employers: too few to say"
    assert exhibit.reading == "3 employers are too few for a median, which needs 6."
    assert "Too few employers for a figure, which needs 6: Pune (3)." in exhibit.notes
    assert spread(pune).title == "3 employers: too few to say"
    assert not spread_answer.spread(pune).steps
    assert answer.whole(replace(pune, survey=rows)).counting == 20
    assert spread_answer.spread(replace(pune, survey=rows)).steps


def test_a_way_on_leads_to_employers_enough() -> None:
    # Without the city there are 20 posts of three employers, which carry no median; without the role, of seven.
    city, role = ["Pune"] * 5 + ["Goa"] * 15 + ["Pune"] * 6, ["Clerk"] * 20 + ["Cook"] * 6
    rows = survey(range(1, 27), clusters=[*np.arange(20) % 3, *range(3, 9)], city=city, role=role)
    view = View(rows.with_count("employers"), Filters.of({"city": ["Pune"], "role": ["Clerk"]}))
    assert answer.rows_without_filters(view) == (("role", 11),)
    assert answer.rows_without_filters(replace(view, survey=rows)) == (("city", 20), ("role", 11))


def test_what_only_widens_the_rows_stands_in_no_way() -> None:
    rows = survey(
        range(1, 21), city="Pune", doubt=["none"] * 14 + ["repeat"] * 6, defaults=Filters.of({"doubt": ["none"]})
    )
    view = View(rows, Filters.of({"city": ["Goa"], "doubt": ["none", "repeat"]}))
    assert answer.rows_without_filters(view) == (("city", 20),)
    view = View(rows, Filters.of({"city": ["Pune"], "doubt": ["none", "repeat"]}))
    assert "doubt" not in dict(answer.rows_without_filters(view))


def test_figures_that_weights_withhold_are_said_to_be() -> None:
    # In Pune each row weighs as much as its pay: 20 rows, of which the few highest carry much. In Goa all weigh alike.
    pay = [10 * row for row in range(1, 21)]
    rows = survey([*pay, *pay], weights=[*pay, *[100] * 20], city=["Pune"] * 20 + ["Goa"] * 20)
    exhibit = bands(View(rows), "city")
    assert "Left out, because too few posts carry the weight beyond them: figures of Pune." in exhibit.notes
    assert not any("which needs 6" in note for note in exhibit.notes)
    pune = View(rows, Filters.of({"city": ["Pune"]}))
    assert bands(pune, "city").reading == headline(pune)
    assert headline(pune) == "Few of the 20 posts carry much of the weight: too few for a median."
    goa = View(rows, Filters.of({"city": ["Goa"]}))
    assert headline(goa).startswith("Half of the 20 posts in Goa")


def test_a_group_of_many_posts_of_few_employers_is_not_named_where_each_employer_counts_once() -> None:
    # 40 posts of 20 employers in Pune, 40 of 40 in Goa and in Agra: 29 must count for a name.
    employers = [*np.arange(40) % 20, *range(20, 100)]
    low = [*steady(90_000, 40), *steady(30_000, 40), *steady(20_000, 40)]
    rows = survey(low, clusters=employers, city=["Pune"] * 40 + ["Goa"] * 40 + ["Agra"] * 40)
    assert "Pune is highest" in bands(View(rows), "city").reading
    assert "Goa is highest" in bands(View(rows.with_count("employers")), "city").reading
