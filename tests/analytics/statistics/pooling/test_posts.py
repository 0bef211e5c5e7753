"""Which surveys get estimates, and what their rows become."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.model import Dimension, Filters, Scope, Survey
from analytics.statistics.pooling import Refusal, read_posts, refusal
from analytics.statistics.pooling.posts import NARROWEST
from tests.analytics.statistics.pooling.drawn import SOURCE, Market, survey_of

MANY = np.full(1_000, 20_000.0)
EMPLOYERS = np.arange(1_000) % 20


class TestRefusal:
    def test_a_survey_with_employers_both_ends_and_rows_enough_gets_estimates(self) -> None:
        assert refusal(survey_of(MANY, EMPLOYERS)) is None
        assert refusal(Market().survey(rows=1_000)) is None

    @pytest.mark.parametrize(
        ("survey", "reason"),
        [
            (survey_of(MANY, EMPLOYERS, provenance=replace(SOURCE, protected=True)), Refusal.PROTECTED),
            (survey_of(MANY[1:], EMPLOYERS[1:]), Refusal.FEW_ROWS),
            (survey_of(MANY, None), Refusal.NO_EMPLOYERS),
            (survey_of(MANY, np.arange(1_000) % 19), Refusal.FEW_EMPLOYERS),
            (survey_of(MANY, EMPLOYERS, scope=Scope(ends="high")), Refusal.ONE_END),
            (survey_of(MANY, EMPLOYERS, scope=Scope(ends="low")), Refusal.ONE_END),
            (
                Survey.build(name="x", provenance=SOURCE, low=MANY, clusters=EMPLOYERS,
                             dimensions=[Dimension.of("role", "Role", ["a"] * 1_000)]),
                Refusal.DIMENSIONS,
            ),
        ],
    )  # fmt: skip
    def test_every_other_one_has_its_reason(self, survey: Survey, reason: Refusal) -> None:
        assert refusal(survey) is reason
        with pytest.raises(ValueError, match="no estimates are made"):
            read_posts(survey, {})

    def test_rows_are_counted_as_often_as_they_stand_for(self) -> None:
        few = survey_of(MANY[:40], EMPLOYERS[:40], counts=[25] * 40)
        assert refusal(few) is None


class TestReadPosts:
    def test_a_post_of_several_cities_is_a_row_in_each_and_one_in_origin(self) -> None:
        posts = read_posts(survey_of(MANY, EMPLOYERS, city=["x|y", *["y"] * 999]), {})
        names = np.array(posts.values["city"])[posts.codes["city"]]
        assert ((names == "x").sum(), (names == "y").sum()) == (1, 1_000)
        assert len(posts) == 1_001
        assert len(np.unique(posts.origin)) == 1_000

    def test_the_rows_of_a_post_are_found_by_any_of_them(self) -> None:
        posts = read_posts(survey_of(MANY, EMPLOYERS, city=["x|y|z", "y|z", "z", *["x"] * 997]), {})
        names = np.array(posts.values["city"])[posts.codes["city"]]
        same = posts.of_same_posts(names == "y")
        assert sorted(names[same]) == ["x", "y", "y", "z", "z"]
        assert np.unique(posts.origin[same]).tolist() == [0, 1]
        assert not posts.of_same_posts(names == "elsewhere").any()

    def test_defaults_hold_and_rows_without_a_middle_are_left_out(self) -> None:
        middles = MANY.copy()
        middles[:3] = np.nan
        survey = survey_of(np.concatenate([MANY, middles]), np.concatenate([EMPLOYERS, EMPLOYERS]),
                           city=["x"] * 1_000 + ["y"] * 1_000, defaults=Filters.of({"city": ["y"]}))  # fmt: skip
        assert len(read_posts(survey, {})) == 997

    def test_a_range_is_as_wide_as_it_is_and_one_figure_is_not_a_point(self) -> None:
        posts = read_posts(Market().survey(rows=1_000, low=np.full(1_000, 10_000.0), high=np.full(1_000, 20_000.0)), {})
        assert posts.width == pytest.approx(np.full(1_000, np.log(2)))
        assert read_posts(survey_of(MANY, EMPLOYERS), {}).width.min() == NARROWEST

    def test_a_row_at_the_floor_lies_below_it(self) -> None:
        pay = np.concatenate([np.full(500, 16_667.0), np.full(500, 30_000.0)])
        posts = read_posts(survey_of(pay, EMPLOYERS, scope=Scope(floor=16_667.0, ends="single")), {})
        at_floor = posts.pay < np.log(20_000)
        assert (posts.center + posts.width / 2)[at_floor] == pytest.approx(np.full(500, np.log(16_667.0)))
        assert (posts.center == posts.pay)[~at_floor].all()

    def test_traits_come_by_name_and_what_lacks_them_is_of_one_kind(self) -> None:
        survey = survey_of(MANY, EMPLOYERS, city=["x"] * 500 + ["y"] * 500, role=["a"] * 999 + ["b"])
        posts = read_posts(survey, {"class": {"y": "Y", "elsewhere": "X"}, "step": {}})
        assert posts.values["class"] == ("Y", "other")
        assert [posts.values["class"][code] for code in posts.codes["class"][[0, -1]]] == ["other", "Y"]
        # No role has a step, so none tells them apart; and a sector that the survey does not state is no dimension.
        assert "step" not in posts.codes
        assert posts.dimensions == ("role", "city", "experience")
