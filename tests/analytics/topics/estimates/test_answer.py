"""What a page, a file and the command line learn from an estimate, on the posts that ship."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analytics.__main__ import main
from analytics.model import NOT_STATED, Filters
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.bands import SHOWN_FROM
from analytics.statistics.pooling import DIMENSIONS, Estimator, Refusal
from analytics.statistics.pooling.posts import totals
from analytics.topics.estimates import answer, exhibits
from analytics.topics.estimates.legal_minimums import LegalMinimums, highest_of
from analytics.view import View
from tests import processor

pytestmark = pytest.mark.slow  # asks for estimates on all of the shipped posts

KEYS = {
    "kind", "p25", "p50", "p75", "p50_low", "p50_high", "offer_low", "offer_high", "n_direct", "employers_direct",
    "leans_on", "nearest",
}  # fmt: skip
THIN = {"role": ["MIS executive"], "city": ["Nagpur"], "experience": ["Fresher"]}


@pytest.fixture(scope="module")
def survey():
    return packaged.survey("posted_pay")


@pytest.fixture(scope="module")
def resources(survey) -> dict[str, Any]:
    reference = Reference.read()
    estimator = answer.make_estimator(survey, reference)
    assert isinstance(estimator, Estimator)
    return {"estimator": estimator, "reference": reference, "minimums": LegalMinimums(packaged.read("minimum_wages"))}


def ask(survey, resources, selection, **view):
    return answer.estimate(View(survey, Filters.of(selection), **view), "2026-11-29", **resources)


def test_a_thin_profile_gets_an_estimate_with_what_it_leans_on(survey, resources) -> None:
    result = ask(survey, resources, THIN)
    assert isinstance(result, answer.EstimateAnswer)
    assert result.kind == "estimated"
    assert not result.has_direct_median
    figures = result.estimate
    assert figures.offer_low < figures.p25 < figures.p50 < figures.p75 < figures.offer_high
    assert figures.p50_low < figures.p50 < figures.p50_high
    assert figures.n_direct < SHOWN_FROM["p50"]
    assert figures.leans_on[0].values == (("role", "MIS executive"),)
    assert figures.leans_on[0].n >= figures.leans_on[0].employers > 0


@pytest.mark.parametrize(
    "selection",
    [
        THIN,
        {"role": ["Receptionist"], "city": ["Patna"], "experience": ["3–5 years"]},
        {"role": ["Payroll executive"], "city": ["Work from home"], "experience": ["10+ years"]},
        {"role": ["Clerk"], "city": ["Agartala"]},
        {"city": ["Mysuru"], "experience": ["6–9 years"]},
    ],
)
def test_no_profile_is_a_dead_end(survey, resources, selection) -> None:
    result = ask(survey, resources, selection)
    assert result.nearest
    for group in result.nearest:
        assert group.band.n >= SHOWN_FROM["p50"]
        assert group.band.has_median
        assert not group.band.flagged
        differing = [name for name in selection if group.filters[name] != tuple(selection[name])]
        assert differing if group.step == "wider" else differing == [group.step]


def test_near_cities_are_near_and_of_the_same_class(survey, resources) -> None:
    cities = answer.near_cities("Pune", resources["estimator"], resources["reference"])
    # Pune to Mumbai as the crow flies: about 120 km.
    assert dict(cities)["Mumbai"] == pytest.approx(120, abs=10)
    assert [kilometres for _, kilometres in cities] == sorted(dict(cities).values())
    assert max(dict(cities).values()) <= answer.FARTHEST
    assert all(resources["reference"].cities[name].hra_class == "X" for name, _ in cities)


def test_figures_below_the_legal_minimum_are_named(survey, resources) -> None:
    result = ask(survey, resources, {"role": ["Data entry operator"], "city": ["Delhi"], "experience": ["Fresher"]})
    assert result.legal is not None
    for name in answer.FIGURES:
        assert (name in result.below_minimum) == (getattr(result.estimate, name) < result.legal.high)
    assert result.below_minimum


@pytest.mark.parametrize("city", [{}, {"city": ["Work from home"]}, {"city": ["Pune", "Not stated"]}])
def test_where_the_place_is_open_all_states_count(survey, resources, city) -> None:
    anywhere = ask(survey, resources, {"role": ["Clerk"]} | city)
    assert anywhere.states > 20
    reference, minimums = resources["reference"], resources["minimums"]
    for name in resources["estimator"].posts.values["city"]:
        alone = minimums.highest([reference.state(name)], "2026-11-29")
        assert alone is None or highest_of(alone) <= highest_of(anywhere.legal)
    assert anywhere.below_minimum
    assert ask(replace(survey, currency="EUR"), resources, {"role": ["Clerk"]}).legal is None


def test_of_several_cities_the_highest_legal_minimum_counts(survey, resources) -> None:
    selection = {"role": ["Receptionist"], "experience": ["Fresher"]}
    alone = {city: ask(survey, resources, selection | {"city": [city]}).legal for city in ("Patna", "Delhi", "Lucknow")}
    several = ask(survey, resources, selection | {"city": list(alone)})
    assert several.legal == alone["Delhi"]
    assert several.states == len(alone)
    assert several.legal.high == max(minimum.high for minimum in alone.values())
    assert "offer_low" in several.below_minimum


def test_a_year_has_twelve_months(survey, resources) -> None:
    month, year = (ask(survey, resources, THIN, per=per) for per in ("month", "year"))
    for name in answer.FIGURES:
        assert getattr(year.estimate, name) == pytest.approx(12 * getattr(month.estimate, name))
    assert year.below_minimum == month.below_minimum
    assert ask(survey, resources, THIN, measure="low").estimate == month.estimate


@pytest.mark.parametrize("selection", [{"role": ["Data scientist"]}, THIN])
def test_a_role_of_another_sector_gets_no_estimate(survey, resources, selection) -> None:
    silent = ask(survey, resources, selection | {"sector": ["IT & software"]})
    assert silent == answer.Silence(other_sector=True)
    assert "none of these roles belongs to the sector" in exhibits.silence(silent, View(survey).context())
    assert isinstance(ask(survey, resources, {"sector": ["IT & software"]}), answer.EstimateAnswer)


def test_silence_says_why(survey, resources) -> None:
    assert ask(survey, resources, THIN | {"state": ["Goa"]}) == answer.Silence(filters=("state",))
    nameless = replace(survey, clusters=None)
    for role, reason in (
        (packaged.survey("naukri_2018"), Refusal.ONE_END),
        (packaged.survey("indeed_2024"), Refusal.FEW_ROWS),
        (nameless, Refusal.NO_EMPLOYERS),
    ):
        assert answer.make_estimator(role, resources["reference"]) is reason
        silent = answer.estimate(View(role), "2026-11-29", **(resources | {"estimator": reason}))
        assert silent == answer.Silence(reason=reason)


def test_a_survey_that_has_changed_is_fitted_anew(survey, resources, monkeypatch) -> None:
    fitted = []
    monkeypatch.setattr(
        answer.Estimator, "fit", classmethod(lambda cls, *arguments: fitted.append(arguments) or "fresh")
    )
    changed = replace(survey, provenance=replace(survey.provenance, sha256="0" * 64))
    assert answer.make_estimator(changed, resources["reference"]) == "fresh"
    assert len(fitted) == 1


def test_every_profile_of_the_survey_answers(survey, resources) -> None:
    estimator = resources["estimator"]
    values = estimator.posts.values
    for role in values["role"][:: max(len(values["role"]) // 15, 1)]:
        for city in values["city"][:: max(len(values["city"]) // 15, 1)]:
            for level in values["experience"]:
                result = estimator.estimate({"role": (role,), "city": (city,), "experience": (level,)})
                assert (
                    survey.scope.floor
                    <= result.offer_low
                    <= result.p25
                    <= result.p50
                    <= result.p75
                    <= result.offer_high
                )


def test_the_share_of_profiles_that_posts_answer(resources) -> None:
    result = answer.answered_by_count(resources["estimator"])
    assert result.profiles == result.roles * 30 * 5
    assert result.profiles > result.with_posts > result.with_median > result.with_band > 0
    # By hand: a role with three posts in a city at one level has no median there.
    assert result.with_median < 0.2 * result.profiles
    roles = resources["estimator"].posts.values["role"]
    assert result.roles < len([role for role in roles if role != NOT_STATED])


@pytest.mark.slow
def test_the_command_prints_the_members_that_are_promised(capsys: pytest.CaptureFixture[str]) -> None:
    conditions = [part for name, (value,) in THIN.items() for part in ("--where", f"{name}={value}")]
    assert main(["estimate", *conditions, "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result) >= KEYS
    assert result["kind"] == "estimated"
    assert result["where"] == THIN
    assert result["leans_on"][0]["where"] == {"role": "MIS executive"}
    assert all(group["n"] >= SHOWN_FROM["p50"] for group in result["nearest"])
    assert main(["estimate", *conditions]) == 0
    assert "Estimated median" in capsys.readouterr().out
    assert main(["estimate", "--answered"]) == 0
    assert "with a counted median" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["naukri_2018", "--where", "city=Pune"], "need both or a single figure"),
        (["indeed_2024", "--where", "city=Pune"], "at least 1,000 rows"),
        (["--where", "state=Goa"], "leave out state"),
    ],
)
@pytest.mark.slow
def test_the_command_says_why_there_is_none(capsys, words, sentence) -> None:
    assert main(["estimate", *words]) == 2
    assert sentence in capsys.readouterr().err


def test_every_profile_answers_within_a_click(resources) -> None:
    estimator = resources["estimator"]
    values = estimator.posts.values
    drawn = np.random.default_rng(5)
    profiles = [{name: (str(drawn.choice(values[name])),) for name in DIMENSIONS[:3]} for _ in range(100)]
    duration = processor.seconds(lambda: [estimator.estimate(profile) for profile in profiles], times=3) / len(profiles)
    assert duration < 0.6 * processor.yardstick()  # about 5 ms


def grid(estimator) -> np.ndarray:
    """The log medians of roles with fifty posts or more in the thirty largest cities at each level."""
    posts = estimator.posts
    sizes = {name: totals(posts.codes[name], posts.count, len(posts.values[name])) for name in ("role", "city")}
    roles, cities = np.flatnonzero(sizes["role"] >= 50), np.argsort(-sizes["city"])[:30]
    levels = np.arange(len(posts.values["experience"]))
    codes = dict(zip(DIMENSIONS[:3], map(np.ravel, np.meshgrid(roles, cities, levels, indexing="ij")), strict=True))
    return estimator.predict(codes | estimator.usual(codes))[0][2].reshape(len(roles), len(cities), len(levels))


def test_estimates_rise_with_experience(resources) -> None:
    steps = np.diff(grid(resources["estimator"]), axis=2)
    # Posts for freshers and for one or two years pay much the same; from three years on each level pays more than the
    # one before, but in the one or two cities whose own experienced posts say otherwise.
    assert np.median(steps[..., 0]) > 0
    assert (steps[..., 1] > 0).all()
    assert (steps[..., 2:] > 0).mean(axis=(0, 1)).min() > 0.93
    assert ((steps[..., 2:] < -0.05).mean(axis=(0, 2)) > 0.25).sum() <= 2


def test_wide_selections_stay_what_is_counted(resources) -> None:
    estimator = resources["estimator"]
    posts = estimator.posts.take(np.unique(estimator.posts.origin, return_index=True)[1])
    distances = []
    for role in range(len(posts.values["role"])):
        for level in (None, 0, 1, 2):
            chosen = posts.codes["role"] == role
            profile = {"role": (posts.values["role"][role],)}
            if level is not None:
                chosen = chosen & (posts.codes["experience"] == level)
                profile["experience"] = (posts.values["experience"][level],)
            if len(np.unique(posts.employer[chosen])) < 100:
                continue
            counted = np.median(np.repeat(posts.pay[chosen], posts.count[chosen].astype(int)))
            distances.append(np.log(estimator.estimate(profile).p50) - counted)
    # A hundred employers or more: what is left of the model is within the noise of their own median.
    assert len(distances) > 100
    assert np.sqrt(np.mean(np.square(distances))) < 0.03
    assert np.max(np.abs(distances)) < 0.1


def test_thin_experienced_levels_stay_near_what_their_posts_say(resources) -> None:
    estimator = resources["estimator"]
    posts = estimator.posts.take(np.unique(estimator.posts.origin, return_index=True)[1])
    distances = []
    for role in range(len(posts.values["role"])):
        for level in (2, 3):
            chosen = (posts.codes["role"] == role) & (posts.codes["experience"] == level)
            if len(np.unique(posts.employer[chosen])) < 10:
                continue
            profile = {"role": (posts.values["role"][role],), "experience": (posts.values["experience"][level],)}
            counted = np.median(np.repeat(posts.pay[chosen], posts.count[chosen].astype(int)))
            distances.append(np.log(estimator.estimate(profile).p50) - counted)
    # Medians of ten to fifty employers err by about a sixth themselves.
    assert len(distances) > 20
    assert np.mean(np.abs(distances)) < 0.2
    assert abs(np.mean(distances)) < 0.12
