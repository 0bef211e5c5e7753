"""What a card says of an estimate: that it is one, what it rests on, what the law and the floor mean for it."""

import re
from dataclasses import replace

import numpy as np
import pytest

from analytics.market import price_index
from analytics.model import Filters
from analytics.presenting import svg
from analytics.presenting.wording import count
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.pooling import DIMENSIONS, Refusal, Support
from analytics.statistics.pooling.calibration import KINDS_OF_PROFILE, Margins
from analytics.topics.estimates import answer, exhibits
from analytics.topics.estimates.legal_minimums import LegalMinimums
from analytics.view import View

THIN = {"role": ["Receptionist"], "city": ["Agartala"], "experience": ["3–5 years"]}
FEW = {"role": ["Receptionist"], "city": ["Pune"], "experience": ["1–2 years"]}


@pytest.fixture(scope="module")
def survey():
    return packaged.survey("posted_pay")


@pytest.fixture(scope="module")
def ask(survey):
    reference = Reference.read()
    shared = {
        "estimator": answer.make_estimator(survey, reference),
        "reference": reference,
        "minimums": LegalMinimums(packaged.read("minimum_wages")),
    }

    def estimate(selection, counting="posts", **view):
        chosen = View(survey.with_count(counting), Filters.of(selection), **view)
        return answer.estimate(chosen, "2026-11-29", **shared)

    return estimate


def amounts(text: str) -> list[int]:
    return [int(digits.replace(",", "")) for digits in re.findall(r"₹([\d,]+)", text)]


@pytest.mark.parametrize("per", ["month", "year"])
def test_it_calls_itself_estimated_everywhere(ask, per) -> None:
    exhibit = exhibits.estimate(ask(THIN, per=per))
    assert exhibit.title.startswith("Estimated ₹")
    assert exhibit.facts[0] == "Estimated"
    assert exhibit.table["kind"].tolist() == ["estimated"]
    assert [column.name for column in exhibit.columns] == list(exhibit.table)
    assert exhibit.method


def test_the_title_says_the_figures(ask) -> None:
    result = ask(THIN)
    figures = result.estimate
    named = amounts(exhibits.estimate(result).title)
    # Rounded to what the interval supports: the nearest 1,000 at the coarsest for such pay.
    assert named == pytest.approx([figures.p50, figures.offer_low, figures.offer_high], abs=501)


@pytest.mark.parametrize("selection", [THIN, FEW])
def test_it_says_how_many_say_exactly_this_and_what_it_leans_on(ask, selection) -> None:
    result = ask(selection)
    exhibit = exhibits.estimate(result)
    figures = result.estimate
    assert exhibit.n == figures.n_direct
    assert exhibit.employers == figures.employers_direct
    if figures.n_direct:
        assert f"Counted for exactly this: {figures.n_direct} Receptionist post" in exhibit.reading
    else:
        assert "There are no Receptionist posts asking for 3–5 years in Agartala" in exhibit.reading
    notes = " ".join(exhibit.notes)
    for support in (support for support in figures.leans_on if support.n > 1):
        assert f"{count(support.n)} " in notes
        assert f"{count(support.employers)} employers" in notes or support.employers == 1
    for group in result.nearest:
        assert f"{count(group.band.n)} " in notes


@pytest.mark.parametrize("selection", [THIN, FEW])
def test_the_reading_names_the_three_largest_groups_it_leans_on(ask, selection) -> None:
    result = ask(selection)
    sizes = sorted((support.n for support in result.estimate.leans_on if support.n > 5), reverse=True)
    reading = exhibits.estimate(result).reading
    leaning = reading[reading.index("rests on") :]
    assert [int(n.replace(",", "")) for n in re.findall(r"(\d[\d,]*) [A-Z p]", leaning)] == sizes[:3]


def test_several_estimates_say_together_what_they_lean_on(ask) -> None:
    results = [ask(THIN | {"experience": [level]}) for level in ("Fresher", "1–2 years", "3–5 years")]
    few, many = exhibits.estimates(results[:2]), exhibits.estimates(results)
    assert amounts(few.title) == pytest.approx([result.estimate.p50 for result in results[:2]], abs=501)
    medians = [result.estimate.p50 for result in results]
    assert amounts(many.title) == pytest.approx([min(medians), max(medians)], abs=501)
    assert many.n == sum(result.estimate.n_direct for result in results) == 0
    assert many.reading.startswith("Counted for exactly these: no posts. ")
    assert many.reading.count("289 Receptionist posts") == 1
    assert many.reading.count("rest on") == 1


def test_a_single_post_is_no_reason_unless_it_is_the_only_one(ask) -> None:
    result = ask(THIN)
    few, many = Support((("city", "Agartala"),), 1, 1), Support((("role", "Receptionist"),), 400, 200)
    cases = (((few, many), "400 Receptionist posts", " (200 employers)."), ((few,), "1 post", " of one employer."))
    for supports, named, employers in cases:
        exhibit = exhibits.estimate(replace(result, estimate=replace(result.estimate, leans_on=supports)))
        assert exhibit.reading.split("rests on ")[1].startswith(f"{named}.")
        (note,) = [note for note in exhibit.notes if note.startswith("It rests on")]
        assert note.startswith(f"It rests on {named}{employers}")
        assert note.count("employer") == 1


def test_the_two_profiles_are_of_the_two_kinds(ask) -> None:
    assert ask(THIN).estimate.n_direct == 0
    assert ask(FEW).estimate.n_direct > 0


def test_it_is_drawn_hollow_and_without_a_script(ask) -> None:
    figure = exhibits.estimate(ask(THIN)).figure().to_plotly_json()
    drawing = svg.draw(figure)
    symbols = [trace["marker"]["symbol"] for trace in figure["data"] if "marker" in trace]
    assert symbols
    assert all(symbol.endswith("-open") for symbol in symbols)
    assert "stroke-dasharray" in drawing
    assert "estimated ₹" in drawing
    assert all(fill == "none" for fill in re.findall(r"<(?:path|circle)[^>]*fill:([^;\"]+)", drawing))


def test_figures_under_the_law_are_called_so(ask) -> None:
    result = ask(THIN)
    legal = answer.LegalMinimum("Tripura", 9_000, 98_765, "2026-04-01", "Order", "https://example.org")
    above = exhibits.estimate(replace(result, below_minimum=()))
    below = exhibits.estimate(replace(result, legal=legal, below_minimum=("p25",)))
    assert "legal minimum" not in above.reading
    assert "legal minimum for clerical work in Tripura, which goes up to ₹98,765 a month" in below.reading
    several = exhibits.estimate(replace(result, legal=legal, states=3, below_minimum=("p25",)))
    assert "of some states, which goes highest in Tripura: up to ₹98,765 a month" in several.reading


def test_a_newer_order_that_is_only_reported_is_told_as_such(ask) -> None:
    order = {"reported_low": 50_000, "reported_high": 112_233, "reported_from": "2026-07-01"}
    legal = answer.LegalMinimum("Tripura", 9_000, 98_765, "2026-04-01", "Order", "https://example.org", **order)
    below = exhibits.estimate(replace(ask(THIN), legal=legal, below_minimum=("p25",)))
    assert "A newer order, reported but not checked, raises it to ₹1,12,233." in below.reading


def test_a_figure_at_the_floor_reads_or_less(ask) -> None:
    result = ask(THIN)
    floor = result.context.floor
    at_floor = replace(result.estimate, offer_low=floor, at_floor=("offer_low",))
    exhibit = exhibits.estimate(replace(result, estimate=at_floor))
    assert f"₹{floor:,.0f} or less" in exhibit.title
    assert f"takes no offer under ₹{floor:,.0f}" in exhibit.reading
    assert exhibit.table["or_less"].tolist() == ["offer_low"]
    assert "or less" not in exhibits.estimate(result).title


@pytest.mark.parametrize("reason", Refusal)
def test_each_reason_for_silence_is_a_sentence(ask, reason) -> None:
    sentence = exhibits.silence(answer.Silence(reason=reason), ask(THIN).context)
    assert sentence.endswith(".")
    assert "estimates" in sentence


def test_filters_that_estimates_do_not_know_are_named(survey, ask) -> None:
    result = ask(THIN | {"quarter": [survey.dimensions["quarter"].values[0]]})
    assert isinstance(result, answer.Silence)
    sentence = exhibits.silence(result, View(survey).context())
    assert sentence.startswith("No estimate with a filter on quarter: ")


def test_a_profile_is_one_role_one_city_and_one_level() -> None:
    assert answer.ambiguous_dimensions(Filters.of(THIN)) == ()
    for name in DIMENSIONS[:3]:
        assert answer.ambiguous_dimensions(Filters.of({key: value for key, value in THIN.items() if key != name})) == (
            name,
        )
        assert answer.ambiguous_dimensions(Filters.of(THIN | {name: [*THIN[name], "another"]})) == (name,)


def test_what_is_not_chosen_is_named(survey) -> None:
    sentence = exhibits.silence(answer.Silence(unnamed=("role", "city")), View(survey).context())
    assert sentence == "No estimate: it needs exactly one of each; choose role and city."


@pytest.mark.slow
def test_pay_in_other_rupees_does_not_use_the_table_of_nominal_pay(survey, ask, monkeypatch) -> None:
    no_margins = Margins({}, np.ones(len(KINDS_OF_PROFILE)))
    monkeypatch.setattr("analytics.statistics.pooling.model.calibrate", lambda posts: no_margins)  # takes seconds
    index = price_index.price_index(packaged.read("labour_market"))
    real = price_index.in_rupees_of(survey, index)
    profile = {"role": ("Accountant",)}
    estimated = answer.make_estimator(real, Reference.read()).estimate(profile).p50
    # Prices rose over the months of the survey, so earlier pay is worth more in the rupees of the last one.
    assert estimated > ask({"role": ["Accountant"]}).estimate.p50 * 1.005


def test_many_posts_of_few_employers_are_no_counted_median_where_each_counts_once(ask) -> None:
    selection = {"role": ["Bank officer"], "city": ["Hyderabad"], "experience": ["Fresher"]}
    of_employers, of_posts = ask(selection, counting="employers"), ask(selection)
    assert (of_posts.estimate.n_direct, of_posts.estimate.employers_direct) == (21, 2)
    assert of_posts.has_direct_median
    assert not of_employers.has_direct_median
    assert "enough for a counted median" in " ".join(exhibits.estimate(of_posts).notes)
    assert "enough for a counted median" not in " ".join(exhibits.estimate(of_employers).notes)
    enough = ask({"role": ["Receptionist"]}, counting="employers")
    assert re.search(r"[\d,]+ employers have [\d,]+ posts of exactly this", " ".join(exhibits.estimate(enough).notes))
