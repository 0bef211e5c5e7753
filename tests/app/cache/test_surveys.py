"""What is worked out from a survey: kept with a visitor's own file, and by name for what everyone shares."""

import gc
from collections.abc import Callable
from dataclasses import replace
from weakref import ref

import pytest

from analytics.model import Survey
from pages.parts.cache import estimators, surveys
from tests import builders


def employers() -> Survey:
    """Posts of two employers, in a quarter whose prices are known."""
    return builders.survey([10_000, 20_000, 30_000], clusters=[0, 0, 1], quarter="2025-Q3")


def of_employers(survey: Survey) -> Survey:
    return surveys.recount(survey, "employers")


@pytest.mark.parametrize(
    "work_out", [of_employers, surveys.deflate, lambda survey: of_employers(surveys.deflate(survey))]
)
def test_what_is_worked_out_from_an_upload_stays_until_the_file_goes(work_out: Callable[[Survey], Survey]) -> None:
    upload = employers()
    worked_out = work_out(upload)
    assert work_out(upload) is worked_out is not upload
    assert not surveys.is_shared(worked_out)
    estimator = estimators.resources(worked_out)["estimator"]
    assert estimators.resources(work_out(upload))["estimator"] is estimator
    references = [ref(upload), ref(worked_out)]
    del upload, worked_out
    gc.collect()
    assert [reference() for reference in references] == [None, None]


def test_one_estimator_answers_for_an_upload_whatever_counts_once() -> None:
    upload = employers()
    assert surveys.before_recount(upload) is surveys.before_recount(of_employers(upload)) is upload
    before = len(estimators._of_uploads)
    estimators.resources(of_employers(upload))
    estimators.resources(upload)
    assert len(estimators._of_uploads) == before + 1


@pytest.mark.parametrize("work_out", [of_employers, surveys.deflate])
def test_shared_surveys_of_one_provenance_are_told_apart_by_name(
    fresh_answers: None, work_out: Callable[[Survey], Survey]
) -> None:
    packaged = surveys._share_for_process(employers())
    hosted = surveys._share_for_process(replace(packaged, name="hosts_own"))
    assert [work_out(survey).name for survey in (packaged, hosted)] == ["example", "hosts_own"]
    assert work_out(hosted) is work_out(hosted)
