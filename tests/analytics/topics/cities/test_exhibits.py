"""City against city: identical cities, Simpson's paradox, the heat table against pandas, the spending index."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.model import Filters, Survey
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.bands import NO_ROWS
from analytics.topics.cities import answer, exhibits
from analytics.view import View
from tests.builders import of_cells, table_rows

CITIES = pd.DataFrame(
    {"city": ["Pune", "Delhi", "Goa"], "state": ["Maharashtra", "Delhi", "Goa"], "hra_class": ["X", "X", "Z"],
     "latitude": [18.5, 28.6, 15.5], "longitude": [73.9, 77.2, 73.8], "urban_spending": [8000.0, 10000.0, np.nan]}
)  # fmt: skip
ROLES = pd.DataFrame({"role": ["Clerk"], "sector": ["Office"], "family": [""], "step": [np.nan]})
REFERENCE = Reference.of(ROLES, CITIES)


def compared(view: View, cities: tuple[str, ...], buys: bool = False) -> Exhibit:
    return exhibits.comparison(answer.comparison(view, cities, buys, reference=REFERENCE))


def heat(view: View, cities: tuple[str, ...]) -> Exhibit:
    return exhibits.heat(answer.heat(view, cities))


def on_the_map(view: View) -> Exhibit:
    return exhibits.on_the_map(answer.on_the_map(view, reference=REFERENCE))


def posts(*groups: tuple[str, str, list[float]], without: tuple[str, ...] = ()) -> Survey:
    """Posts from (city, role, pay of each post)."""
    sectors = [f"{role} work" for _, role, pay in groups for _ in pay]
    rows = of_cells(("city", "role"), *groups, sector=sectors, experience="Fresher")
    return replace(rows, dimensions={name: rows.dimensions[name] for name in rows.dimensions if name not in without})


SPREAD = [80.0, 90, 95, 100, 105, 110, 120, 150, 160]


def test_two_identical_cities_differ_by_nothing() -> None:
    same = [("Clerk", SPREAD), ("Accountant", [2 * pay for pay in SPREAD])]
    view = View(posts(*((city, role, pay) for city in ("Pune", "Delhi") for role, pay in same)))
    row = table_rows(compared(view, ("Pune", "Delhi")))[1]
    assert (row.ratio, row.raw_ratio, row.matched) == (1, 1, 1)
    assert row.ratio_low < 1 < row.ratio_high


def test_a_tenth_more_for_every_role_is_a_tenth_even_where_the_mix_is_poorer() -> None:
    view = View(
        posts(
            ("Pune", "Clerk", [100.0] * 6),
            ("Pune", "Accountant", [200.0] * 30),
            ("Pune", "Poet", [50.0] * 6),
            ("Delhi", "Clerk", [110.0] * 30),
            ("Delhi", "Accountant", [220.0] * 6),
            ("Delhi", "Poet", [55.0] * 6),
        )
    )
    exhibit = compared(view, ("Pune", "Delhi"))
    row = table_rows(exhibit)[1]
    assert row.raw_ratio == pytest.approx(110 / 200)  # the raw medians say the opposite
    assert row.ratio == pytest.approx(1.1, abs=1e-12)
    assert exhibit.title == "For the same work, Delhi offers about 10% more than Pune"
    assert exhibit.reading == "Delhi against Pune: +10% (+10% to +10%), 100% of their posts matched."


@pytest.mark.parametrize(("kinds", "compares"), [(2, False), (3, True)])
def test_a_comparison_takes_three_kinds_of_work(kinds: int, compares: bool) -> None:
    work = [("Clerk", 100.0), ("Accountant", 200.0), ("Poet", 50.0)][:kinds]
    view = View(
        posts(*((city, role, [pay * more] * 9) for city, more in (("Pune", 1), ("Delhi", 1.4)) for role, pay in work))
    )
    exhibit = compared(view, ("Pune", "Delhi"))
    assert exhibit.title.startswith("For the same work" if compares else "Too little of the same work to compare")
    assert ("40%" in exhibit.title + exhibit.reading) == compares


def test_a_comparison_takes_three_tenths_of_the_mix() -> None:
    common = [(city, role, [100.0 * more] * 6) for city, more in (("Pune", 1), ("Delhi", 1.4))
              for role in ("Clerk", "Accountant", "Poet")]  # fmt: skip
    alone = [("Pune", "Cook", [100.0] * 45), ("Delhi", "Driver", [100.0] * 45)]  # 36 of 126 posts matched: 29 in 100
    exhibit = compared(View(posts(*common, *alone)), ("Pune", "Delhi"))
    assert exhibit.title == "Too little of the same work to compare"


THREE_KINDS = [("Clerk", 100), ("Accountant", 200), ("Poet", 50)]


def alike(scale: float, *cities: str) -> View:
    """Three kinds of work in each city; the cities after the first offer `scale` times as much for each."""
    return View(
        posts(
            *(
                (city, role, [pay * unit * (scale if city != cities[0] else 1) / 100 for pay in SPREAD])
                for city in cities
                for role, unit in THREE_KINDS
            )
        )
    )


def test_an_interval_that_holds_no_difference_is_no_sure_difference() -> None:
    exhibit = compared(alike(1.02, "Pune", "Delhi"), ("Pune", "Delhi"))
    assert exhibit.title == "For the same work, no clear difference from Pune"


@pytest.mark.parametrize("ends", [(0.9, 1.1), (1.0, 1.2), (0.8, 1.0)])
def test_a_difference_is_sure_only_where_its_interval_leaves_out_none(ends: tuple[float, float]) -> None:
    row = answer.comparison(alike(2, "Pune", "Delhi"), ("Pune", "Delhi"), reference=REFERENCE).rows[1]
    assert row.sure
    assert not replace(row, ratio_low=ends[0], ratio_high=ends[1]).sure


def test_each_fault_alone_keeps_a_city_from_being_compared() -> None:
    result = answer.comparison(alike(2, "Pune", "Delhi"), ("Pune", "Delhi"), reference=REFERENCE)
    first, row = result.rows
    assert result.compared == (row,)
    for poor in (
        replace(row, reason="few cells"),
        replace(row, band=replace(row.band, flagged=True)),
        replace(row, ratio_low=np.nan),
    ):
        assert replace(result, rows=(first, poor)).compared == ()
    few = replace(result, rows=(replace(first, band=replace(first.band, flagged=True)), row))
    assert few.compared == ()
    assert exhibits.comparison(few).title == "Too few employers to compare"


def test_what_it_buys_divides_by_the_spending_level() -> None:
    view = View(posts(("Pune", "Clerk", [100.0] * 8), ("Delhi", "Clerk", [110.0] * 8), ("Goa", "Clerk", [90.0] * 8)))
    plain = compared(view, ("Pune", "Delhi", "Goa"))
    bought = compared(view, ("Pune", "Delhi", "Goa"), buys=True)
    assert plain.data["ratio"] == pytest.approx([1, 1.1, 0.9])
    assert bought.data["ratio"] == pytest.approx(
        [1, 1.1 / 1.25, np.nan], nan_ok=True
    )  # Delhi spends 1.25 times as much
    assert "imperfect" in " ".join(bought.notes)
    assert "imperfect" not in " ".join(plain.notes)
    assert "No spending level is known for Goa." in bought.notes


@pytest.mark.parametrize(
    ("without", "says"),
    [
        (("city",), "does not say the city"),
        (("role",), "does not have the role"),
        (("experience",), "does not have the experience"),
        (("role", "experience"), "nothing can be compared like for like"),
    ],
)
def test_a_survey_without_a_dimension_says_so_and_shows_the_rest(without: tuple[str, ...], says: str) -> None:
    view = View(posts(("Pune", "Clerk", SPREAD), ("Delhi", "Clerk", SPREAD), without=without))
    cities = answer.largest(view)
    exhibit = compared(view, cities)
    assert says in exhibit.reading + " ".join(exhibit.notes)
    if without == ("city",):
        assert exhibit.empty
        assert exhibit.n == 2 * len(SPREAD)  # the posts are there, only their cities are not known
        assert on_the_map(view).empty
    else:
        assert exhibit.data["raw_ratio"].tolist() == [1, 1]
        assert np.isnan(exhibit.data["ratio"]).all() == (without == ("role", "experience"))
        exhibit.figure()


def test_cities_without_common_work_are_not_compared() -> None:
    view = View(posts(("Pune", "Clerk", SPREAD), ("Delhi", "Poet", SPREAD)))
    exhibit = compared(view, ("Pune", "Delhi"))
    assert exhibit.title == "Too little of the same work to compare"
    assert np.isnan(table_rows(exhibit)[1].ratio)
    exhibit.figure()


def test_the_largest_cities_of_the_selection_come_first() -> None:
    groups = [(f"City {size}", "Clerk", [100.0] * size) for size in (6, 7, 8, 9, 10, 11, 5)]
    view = View(posts(*groups, ("Not stated", "Clerk", [100.0] * 50), ("Work from home", "Clerk", [100.0] * 50)))
    assert answer.largest(view) == ("City 11", "City 10", "City 9", "City 8", "City 7")
    assert answer.largest(view, ["City 5", "City 6"]) == ("City 5", "City 6")
    assert answer.largest(view, ["City 5"])[:2] == ("City 5", "City 11")  # one city alone compares with nothing
    narrow = View(view.survey, Filters.of({"city": ["City 6"]}))
    assert answer.largest(narrow)[:2] == ("City 6", "City 11")
    two = View(view.survey, Filters.of({"city": ["City 6", "City 7"]}))
    assert set(answer.largest(two)) == {"City 6", "City 7"}


@pytest.mark.slow
def test_the_heat_table_against_pandas() -> None:
    view = View(packaged.survey("posted_pay"), Filters.of({"experience": ["Fresher"]}))
    cities = ("Pune", "Jaipur")
    exhibit = heat(view, cities)
    rows = packaged.read("posted_pay")
    rows = rows[(rows["doubt"] == "none") & (rows["experience"] == "Fresher")]
    for cell in table_rows(exhibit):
        same = rows[
            (rows["sector"] == cell.sector) & rows["city"].str.split("|").map(lambda names, c=cell.city: c in names)
        ]
        pay = np.repeat((same["pay_low"] + same["pay_high"]) / 24, same["posts"])
        assert cell.n == len(pay)
        assert cell.p50 == pytest.approx(np.median(pay) if len(pay) >= 6 else np.nan, rel=1e-12, nan_ok=True)
    assert len(table_rows(exhibit)) == 2 * answer.SECTORS


def test_a_cell_and_the_sentence_about_it_round_alike() -> None:
    # The interval of the median is some 9,600 wide, so 41,667 is told to the nearest 500, in both.
    pay = [41_667.0 + 800 * (row - 14) for row in range(29)]
    exhibit = heat(View(posts(("Pune", "Clerk", pay), ("Delhi", "Clerk", SPREAD * 4))), ("Pune", "Delhi"))
    assert "Clerk work in Pune at ₹41,500" in exhibit.title
    assert exhibit.figure().data[0].text[0] == "<b>₹41,500</b><br>n 29"


def test_a_cell_of_few_posts_is_not_named() -> None:
    rows = posts(("Pune", "Clerk", [900.0] * 28), ("Delhi", "Clerk", SPREAD * 4), ("Goa", "Clerk", SPREAD * 4))
    exhibit = heat(View(rows), ("Pune", "Delhi", "Goa"))
    assert "Pune" not in exhibit.title + exhibit.reading


def test_a_lone_cell_of_enough_posts_is_the_highest_of_none() -> None:
    rows = posts(("Pune", "Clerk", [100.0 + row for row in range(31)]), ("Pune", "Poet", [10.0] * 28))
    exhibit = heat(View(rows), ("Pune",))
    assert exhibit.title == "Pay by sector and city"
    assert "Clerk" not in exhibit.reading


def test_cells_whose_intervals_overlap_have_no_highest() -> None:
    varied = [100.0 + 10 * row for row in range(31)]
    rows = posts(("Pune", "Clerk", varied), ("Pune", "Poet", [pay + 5 for pay in varied]))
    exhibit = heat(View(rows), ("Pune",))
    assert exhibit.title == "Pay by sector and city: no clear difference"
    assert exhibit.reading.endswith("their intervals overlap.")


def test_a_city_of_one_employer_is_not_on_the_map() -> None:
    pay = [100.0 + row for row in range(30)]
    rows = of_cells(("city",), ("Pune", pay), ("Delhi", pay), clusters=[*range(30), *[99] * 30])
    exhibit = on_the_map(View(rows))
    assert exhibit.data["city"] == ["Pune"]
    assert "Delhi" not in exhibit.reading


def test_cells_that_are_not_shown_are_marked_in_words() -> None:
    view = View(posts(("Pune", "Clerk", SPREAD), ("Pune", "Poet", SPREAD), ("Delhi", "Clerk", SPREAD[:3])))
    exhibit = heat(view, ("Pune", "Delhi"))
    cells = {(row.sector, row.city): row for row in table_rows(exhibit)}
    assert cells["Clerk work", "Delhi"].n == 3
    assert np.isnan(cells["Clerk work", "Delhi"].p50)
    assert cells["Poet work", "Delhi"].n == 0
    words = list(exhibit.figure().data[0].text)
    assert words[[*cells].index(("Clerk work", "Delhi"))] == "too few<br>n 3"
    assert words[[*cells].index(("Poet work", "Delhi"))] == "none"
    assert any("2 of 4 cells" in note for note in exhibit.notes)


def test_bubbles_lie_at_their_cities_and_the_table_is_their_twin() -> None:
    view = View(posts(("Pune", "Clerk", SPREAD), ("Delhi", "Clerk", SPREAD * 2), ("Atlantis", "Clerk", SPREAD)))
    exhibit = on_the_map(view)
    drawn = exhibit.figure().data[0]
    assert exhibit.data["city"] == ["Delhi", "Pune"]  # by size; what has no coordinates is not on the map
    assert list(drawn.x) == exhibit.data["longitude"].tolist() == [77.2, 73.9]
    assert list(drawn.y) == exhibit.data["latitude"].tolist() == [28.6, 18.5]
    assert list(drawn.marker.size) == sorted(drawn.marker.size, reverse=True)
    assert len({type(trace).__name__ for trace in exhibit.figure().data} - {"Scatter"}) == 0  # no tiles, no boundaries


def test_the_heading_of_a_map_of_few_cities_says_which_share_they_hold() -> None:
    view = View(posts(("Pune", "Clerk", SPREAD), ("Atlantis", "Clerk", SPREAD * 3)))
    assert on_the_map(view).title == "25% of posts are in Pune"


def test_fifths_share_ties_and_skip_what_is_missing() -> None:
    medians = [10.0, 10, 20, np.nan, 30, 40]
    bands = [replace(NO_ROWS, p50=NO_ROWS.p50._replace(value=median)) for median in medians]
    np.testing.assert_array_equal(answer.fifths(bands), [1, 1, 3, np.nan, 4, 5])  # 0, 0, 2, 3, 4 of five are lower
