"""What other sources say, on a page: each for itself, none in a heading, and what lies under a floor."""

import io

import pandas as pd
import pytest

from analytics.model import Filters, Scope, Survey
from analytics.presenting import export
from analytics.presenting.exhibit import View
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.topics.claims.answer import Claims
from analytics.topics.standing import answer, exhibits
from analytics.topics.standing.question import Question
from analytics.topics.witnesses import agreement_exhibits
from analytics.topics.witnesses import exhibits as witness_exhibits
from analytics.topics.witnesses.agreement import where_sources_agree
from analytics.topics.witnesses.sources import Source, read_sources
from analytics.topics.witnesses.strip import StripAnswer, strip
from tests.builders import table_rows

CLERK = Filters.of({"role": ["Back office executive"], "city": ["Pune"], "experience": ["Fresher"]})


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return read_sources()


def asked(
    sources: tuple[Source, ...], filters: Filters, pay: float | None = None, **survey: Scope | str
) -> StripAnswer:
    posted = packaged.survey("posted_pay")
    view = View(Survey(**{**vars(posted), **survey}) if survey else posted, filters)
    return strip(view, None, pay, sources=sources, reference=Reference.read(), claims=Claims.read().table)


def test_each_source_stands_for_itself_and_the_survey_in_view_is_none_of_them(sources: tuple[Source, ...]) -> None:
    exhibit = witness_exhibits.strip(asked(sources, CLERK, 17_000))
    assert exhibit.title == "What other sources say"
    titles = set(exhibit.data["source"])
    assert titles <= {source.survey.provenance.title for source in sources if source.name != "posted_pay"}
    assert len(titles) >= 2
    assert [column.name for column in exhibit.columns] == list(exhibit.data)
    read = pd.read_csv(io.BytesIO(export.csv(exhibit)), encoding="utf-8-sig")
    assert len(read) == len(table_rows(exhibit))
    figure = exhibit.figure()
    assert any(17_000 in list(trace.x) for trace in figure.data)  # the salary is marked on all


def test_amounts_are_stated_in_the_period_of_the_page(sources: tuple[Source, ...]) -> None:
    month = asked(sources, CLERK)
    year = StripAnswer(View(packaged.survey("posted_pay"), CLERK, per="year").context(), month.witnesses, True, None)
    per_month, per_year = (witness_exhibits.strip(found).data["p50"] for found in (month, year))
    assert per_year.tolist() == (per_month * 12).tolist()


def test_the_floor_is_answered_for_office_work_of_beginners_only(sources: tuple[Source, ...]) -> None:
    assert asked(sources, CLERK).floor is not None
    assert asked(sources, Filters.of({"experience": ["3–5 years"]})).floor is None
    assert asked(sources, Filters.of({"sector": ["IT & software"]})).floor is None
    assert asked(sources, CLERK, scope=Scope()).floor is None  # a survey without a floor hides nothing below it


def test_a_salary_under_the_floor_is_told_what_others_see_there(sources: tuple[Source, ...]) -> None:
    question = Question("Back office executive", "Patna", 0, 12_000, 12_000, "2026-11-01")
    view = View(packaged.survey("posted_pay"))
    case = answer.salary(view, question, reference=Reference.read(), wages=packaged.read("minimum_wages"))
    floor = asked(sources, CLERK, 12_000).floor
    exhibit = exhibits.salary(case, floor)
    assert exhibit.title == "Below every comparable post here"
    assert "takes no job under ₹16,667, so it cannot judge ₹12,000 a month. Below ₹16,667" in exhibit.reading
    assert "employers unknown, so read it with care" in exhibit.reading
    assert "Below ₹16,667" not in exhibits.salary(case).reading


def test_another_currency_is_not_compared(sources: tuple[Source, ...]) -> None:
    exhibit = witness_exhibits.strip(asked(sources, CLERK, currency="EUR"))
    assert exhibit.empty
    assert "in rupees, this survey in EUR" in exhibit.reading


def test_pairs_of_sources_stand_side_by_side_with_a_verdict(sources: tuple[Source, ...]) -> None:
    view = View(
        packaged.survey("posted_pay"), Filters.of({"role": ["Data entry operator"], "city": ["Pune"]}), per="year"
    )
    answer = where_sources_agree(view, sources=sources)
    assert answer.filters == Filters.of({"role": ["Data entry operator"]})  # places do not count
    exhibit = agreement_exhibits.agreements(answer)
    assert [column.name for column in exhibit.columns] == list(exhibit.data)
    able = [pair for pair in answer.pairs if pair.verdict != "cannot be compared"]
    assert able
    assert able == list(answer.pairs[: len(able)])
    assert f"{len(able)} pairs agree" in exhibit.title
    for row, pair in zip(exhibit.rows, answer.pairs, strict=True):
        assert (row.verdict, bool(row.why)) == (pair.verdict, pair.verdict == "cannot be compared")
        assert row.first_p50 == pytest.approx(pair.compared[0].value * 12, nan_ok=True)
    sentences = [sentence for sentence, _links in agreement_exhibits.sentences(answer)]
    assert "agree in the highest offers, counting only posts that both take, though 7 years lie between" in sentences[0]
    labels = next(trace for trace in exhibit.figure()["data"] if trace["mode"] == "text")["text"]
    assert "agree, 7 years between" in " ".join(labels) or "1 agree" in " ".join(labels)


def test_pairs_of_which_none_can_be_compared_say_why(sources: tuple[Source, ...]) -> None:
    view = View(packaged.survey("posted_pay"), Filters.of({"role": ["Clerk"]}))
    exhibit = agreement_exhibits.agreements(where_sources_agree(view, sources=sources))
    assert exhibit.title.endswith("none comparable")
    assert "pay scale" in exhibit.reading
    nobody = View(packaged.survey("posted_pay"), Filters.of({"role": ["Clerk"], "experience": ["No such level"]}))
    empty = agreement_exhibits.agreements(where_sources_agree(nobody, sources=sources))
    assert (empty.rows, empty.title) == ([], "No two sources know this work")
