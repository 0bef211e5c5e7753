"""What other sources say, on a page: each for itself, only sure ones in a heading, and what lies under a floor."""

import io
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.model import Filters, Scope, Survey
from analytics.presenting import export
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.topics.claims.answer import Claims
from analytics.topics.standing import answer, exhibits
from analytics.topics.standing.question import Question
from analytics.topics.witnesses import agreement_exhibits, profile_exhibits
from analytics.topics.witnesses import exhibits as witness_exhibits
from analytics.topics.witnesses.agreement import where_sources_agree
from analytics.topics.witnesses.profiles import SourcesAnswer, profiles
from analytics.topics.witnesses.sources import Source, read_sources
from analytics.topics.witnesses.strip import StripAnswer, strip
from analytics.view import View
from tests.builders import table_rows

CLERK = Filters.of({"role": ["Back office executive"], "city": ["Pune"], "experience": ["Fresher"]})


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return read_sources()


def answer_about(
    sources: tuple[Source, ...], filters: Filters, pay: float | None = None, **survey: Scope | str
) -> StripAnswer:
    posted = packaged.survey("posted_pay")
    view = View(Survey(**{**vars(posted), **survey}) if survey else posted, filters)
    return strip(view, None, pay, sources=sources, reference=Reference.read(), claims=Claims.read().table)


def test_each_source_stands_for_itself_and_the_survey_in_view_is_none_of_them(sources: tuple[Source, ...]) -> None:
    exhibit = witness_exhibits.strip(answer_about(sources, CLERK, 17_000))
    assert exhibit.title == "Other sources: ₹25,000 at the high end (Naukri 2018)"
    titles = set(exhibit.data["source"])
    assert titles <= {source.survey.provenance.title for source in sources if source.name != "posted_pay"}
    assert len(titles) >= 2
    assert [column.name for column in exhibit.columns] == list(exhibit.data)
    read = pd.read_csv(io.BytesIO(export.csv(exhibit)), encoding="utf-8-sig")
    assert len(read) == len(table_rows(exhibit))
    figure = exhibit.figure()
    assert any(17_000 in list(trace.x) for trace in figure.data)  # the salary is marked on all
    drawn = np.concatenate([np.array(trace.x, float) for trace in figure.data if trace.mode == "lines"])
    assert np.nanmax(exhibit.data["p50_high"]) <= np.nanmax(drawn) <= figure.layout.xaxis.range[1]
    labels = " ".join(label for trace in figure.data if trace.mode == "text" for label in trace.text)
    for row in table_rows(exhibit):
        assert f" · n {row.n:,} · {row.quality}" in labels
    assert "Below ₹16,667" in exhibit.reading


def test_a_heading_names_only_what_enough_posts_of_enough_employers_say(sources: tuple[Source, ...]) -> None:
    selections = [Filters(), CLERK, *(Filters.of({"role": [role]}) for role in ("Clerk", "Data analyst", "Telecaller"))]
    short_titles = {source.survey.provenance.title: source.survey.provenance.short_title for source in sources}
    named = 0
    for filters in selections:
        exhibit = witness_exhibits.strip(answer_about(sources, filters))
        rows = table_rows(exhibit)
        sure = {
            short_titles[row.source]
            for row in rows
            if row.n >= 29 and row.employers >= 5 and row.quality != "unreliable"
        }
        in_title = set(re.findall(r"\(([^()]+)\)", exhibit.title))
        assert in_title <= sure
        assert len(in_title) == min(2, len(sure)) or not rows
        named += len(in_title)
    assert named


def test_the_chart_says_the_medians_of_the_sentence(sources: tuple[Source, ...]) -> None:
    exhibit = witness_exhibits.strip(answer_about(sources, Filters.of({"city": ["Pune"]})))
    (amount,) = re.findall(r"Naukri[^:]*: half of the highest offers are below (₹[\d,]+)", " ".join(exhibit.notes))
    labels = " ".join(label for trace in exhibit.figure().data if trace.mode == "text" for label in trace.text)
    assert f"Naukri 2018: highest offers {amount}" in labels
    assert f"{amount} at the high end (Naukri 2018)" in exhibit.title


def test_a_range_never_runs_from_more_to_less(sources: tuple[Source, ...]) -> None:
    # A dozen posts of Indeed: those that state only a low end lie above those that state only a high one.
    exhibit = witness_exhibits.strip(answer_about(sources, Filters.of({"role": ["Data analyst"]})))
    figures = {(row.source, row.end): row.p50 for row in table_rows(exhibit)}
    source = "Indeed advertisements, about 2024"
    assert figures[source, "lowest offers"] > figures[source, "highest offers"]
    assert any(note.startswith(f"{source} (12 posts; Data & analytics): no range") for note in exhibit.notes)
    assert "Indeed, about 2024" not in exhibit.title


@pytest.mark.slow
def test_amounts_are_stated_in_the_period_of_the_page(sources: tuple[Source, ...]) -> None:
    month = answer_about(sources, CLERK)
    year = StripAnswer(View(packaged.survey("posted_pay"), CLERK, per="year").context(), month.witnesses, True, None)
    per_month, per_year = (witness_exhibits.strip(answered).data["p50"] for answered in (month, year))
    assert per_year.tolist() == (per_month * 12).tolist()


@pytest.mark.slow
def test_the_floor_is_answered_for_office_work_of_beginners_only(sources: tuple[Source, ...]) -> None:
    assert answer_about(sources, CLERK).floor is not None
    assert answer_about(sources, Filters.of({"experience": ["3–5 years"]})).floor is None
    assert answer_about(sources, Filters.of({"sector": ["IT & software"]})).floor is None
    assert answer_about(sources, CLERK, scope=Scope()).floor is None  # a survey without a floor hides nothing below it


def test_a_salary_under_the_floor_is_told_what_others_see_there(sources: tuple[Source, ...]) -> None:
    question = Question("Back office executive", "Patna", 0, 12_000, 12_000, "2026-11-01")
    view = View(packaged.survey("posted_pay"))
    case = answer.salary(view, question, reference=Reference.read(), wages=packaged.read("minimum_wages"))
    floor = answer_about(sources, CLERK, 12_000).floor
    exhibit = exhibits.salary(case, floor)
    assert exhibit.title == "Below every comparable post here"
    reading = " ".join(exhibit.reading.split())
    assert "takes no job under ₹16,667, so it cannot judge ₹12,000 a month. Below ₹16,667" in reading
    assert "employers unknown, so read it with care" in reading
    assert "Below ₹16,667" not in exhibits.salary(case).reading


def test_another_currency_is_not_compared(sources: tuple[Source, ...]) -> None:
    exhibit = witness_exhibits.strip(answer_about(sources, CLERK, currency="EUR"))
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
    for row, pair in zip(rows_of(exhibit), answer.pairs, strict=True):
        assert (row.verdict, bool(row.why)) == (pair.verdict, pair.verdict == "cannot be compared")
        assert row.first_p50 == pytest.approx(pair.compared[0].value * 12, nan_ok=True)
    sentences = [sentence for sentence, _links in agreement_exhibits.sentences(answer)]
    assert "agree in the highest offers, counting only posts that both take, though 7 years lie between" in sentences[0]
    words = " ".join(label for trace in exhibit.figure()["data"] if trace["mode"] == "text" for label in trace["text"])
    assert "<b>Data entry operator, Fresher</b><br>agree: 1, cannot be compared: 5" in words
    assert "<b>Naukri advertisements, September 2018</b><br>up to ₹3.00 LPA · n 911" in words


@pytest.mark.slow
def test_pairs_of_which_none_can_be_compared_say_why(sources: tuple[Source, ...]) -> None:
    view = View(packaged.survey("posted_pay"), Filters.of({"role": ["Clerk"]}))
    exhibit = agreement_exhibits.agreements(where_sources_agree(view, sources=sources))
    assert exhibit.title.endswith("none comparable")
    assert "pay scale" in exhibit.reading
    no_rows = View(packaged.survey("posted_pay"), Filters.of({"role": ["Clerk"], "experience": ["No such level"]}))
    empty = agreement_exhibits.agreements(where_sources_agree(no_rows, sources=sources))
    assert (empty.empty, empty.title) == (True, "No two sources know this work")


@pytest.fixture(scope="module")
def described() -> SourcesAnswer:
    return profiles(read_sources(packaged.surveys()), Reference.read(), packaged.descriptor())


def rows_of(exhibit: Exhibit) -> list[Any]:
    return list(exhibit.table.itertuples())


def highest_offers(name: str) -> dict[tuple[str, str, str], list[float]]:
    """The high ends of a file by role, level and class of city, one for each post, in the unit of the file."""
    classes = dict(zip(packaged.read("cities")["city"], packaged.read("cities")["hra_class"], strict=True))
    pay: dict[tuple[str, str, str], list[float]] = {}
    for row in packaged.read(name).to_dict("records"):
        if row.get("doubt", "none") != "none" or pd.isna(row["pay_high"]) or row["experience"] == "Not stated":
            continue
        for role in set(row["role"].split("|")) - {"Not stated"}:
            for size in {classes[city] for city in row["city"].split("|") if city in classes}:
                pay.setdefault((role, row["experience"], size), []).extend([float(row["pay_high"])] * row["posts"])
    return pay


class TestProfiles:
    def test_each_source_says_what_it_is_and_what_it_cannot_see(self, described: SourcesAnswer) -> None:
        terms = dict(profile_exhibits.terms(described))
        assert list(terms) == [packaged.resource(name)["title"] for name in packaged.surveys()]
        for name in packaged.surveys():
            entry, meaning = packaged.resource(name), terms[packaged.resource(name)["title"]]
            assert meaning.startswith(entry["description"])
            assert entry["survey"].get("scope", {}).get("leavesOut", "") in meaning
            assert ("could find the row" in meaning) == (entry["kind"] == "posted")
        assert "takes no pay under ₹16,667 a month" in terms["Internshala advertisements, 2025–26"]

    @pytest.mark.slow
    def test_levels_lie_as_the_files_say(self, described: SourcesAnswer) -> None:
        exhibit = profile_exhibits.levels(described)
        assert [column.name for column in exhibit.columns] == list(exhibit.data)
        posted = [p for p in described.profiles if p.kind == "posted" and not p.listed]
        assert len(exhibit.table) == len(posted) * (len(posted) - 1) / 2
        (row,) = [
            row for row in rows_of(exhibit) if row.first.startswith("Internshala") and "September 2018" in row.second
        ]
        ratios, weights = [], []
        first, second = (highest_offers(name) for name in ("posted_pay", "naukri_2018"))
        for cell in first.keys() & second.keys():
            if min(len(first[cell]), len(second[cell])) >= 6:
                ratios.append(np.median(first[cell]) / 12 / np.median(second[cell]))
                weights.append(min(len(first[cell]), len(second[cell])))
        assert (row.cells, row.posts) == (len(ratios), sum(weights))
        # The weighted median: the first ratio at which half of the weight is reached.
        order = np.argsort(ratios)
        middle = np.array(ratios)[order][np.cumsum(np.array(weights)[order]) >= sum(weights) / 2][0]
        assert row.ratio == pytest.approx(middle)
        assert f"{row.cells} cells" in exhibit.reading
        assert "7 years lie between" in exhibit.reading
        exhibit.figure()

    def test_what_could_be_found_again_is_counted_from_the_files(self, described: SourcesAnswer) -> None:
        exhibit = profile_exhibits.found_again(described)
        (row,) = [row for row in rows_of(exhibit) if "September 2025" in row.source]
        table = packaged.read("naukri_2025")
        values = [name for name in table if name not in ("posts", "employer")]
        sizes = table.groupby(values, dropna=False)["posts"].transform("sum")
        assert row.alone == pytest.approx(table["posts"][sizes == 1].sum() / table["posts"].sum())
        firms = table.groupby("employer")["posts"].sum()
        assert (row.employers, row.most) == (len(firms), firms.max())
        assert row.linked == pytest.approx(firms[firms > 1].sum() / table["posts"].sum())
        assert "Indeed advertisements, about 2024" in exhibit.reading
