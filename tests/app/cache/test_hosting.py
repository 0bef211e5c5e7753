"""A host's own survey: offered first to everyone, shared, and said in a sentence where it cannot be read."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from google.protobuf.json_format import MessageToJson
from streamlit.testing.v1 import AppTest

from analytics.model import DataError, Dimension, Experience, Fault, Provenance, Survey
from analytics.presenting.exhibit import Exhibit
from analytics.reading import saved
from analytics.reading.importing.read import read_csv
from analytics.statistics import disclosure
from analytics.texts import message
from pages.parts.cache import hosting, surveys
from pages.parts.view import card
from tests import builders
from tests.app.conftest import empty_answers
from tests.app.visiting import FILTERED, sentences, sound

CSV = "City,Pay per month\n" + "".join(
    f"{city},{pay}\n" for city in ("Pune", "Agra") for pay in range(15000, 21000, 100)
)
Visit = Callable[..., AppTest]


def rolls(title: str = "Our pay rolls") -> Survey:
    """120 rows in two cities; the medians are 17,950 + 1,000 × place."""
    pay = [15_000 + 100 * (index % 60) + 1_000 * (index // 60) for index in range(120)]
    dimensions = [
        Dimension.of("city", "City", ["Agra"] * 60 + ["Pune"] * 60),
        Dimension.of("experience", "Experience", [Experience.FRESHER] * 120, order=[*Experience]),
        Dimension.of("quarter", "Quarter", ["2025-Q3"] * 120, order=["2025-Q3"]),
    ]
    return Survey.build(
        name="rolls", provenance=Provenance(title, "Us", "yours"), low=pay, counts=[2] * 120, dimensions=dimensions
    )


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_answers: None) -> Callable[[str, bytes | Survey], Path]:
    """Puts a file where the dashboard looks for the host's survey."""

    def put(name: str, content: bytes | Survey) -> Path:
        file = tmp_path / name
        if isinstance(content, Survey):
            saved.save(content, file)
        else:
            file.write_bytes(content)
        monkeypatch.setenv(hosting.HOST, str(file))
        return file

    return put


def test_it_is_offered_first_and_chosen_unless_a_visitor_chooses_another(visit: Visit, host) -> None:
    host("pay.parquet", rolls())
    app = sound(visit("salary_bands", {"by": "City"}, tables=("bands_by_city",)))
    survey = app.get_by_key("survey")
    assert list(survey.options) == ["Our pay rolls", *surveys.packaged_titles().values()]
    assert survey.value == surveys.HOSTED
    table = app.dataframe[0].value.set_index("city")
    assert table["n"].to_dict() == {"Agra": 120, "Pune": 120}
    assert table["p50"].to_dict() == {"Agra": 18_000, "Pune": 19_000}  # of 17,950 and 18,950, as people are told
    changed = sound(visit("salary_bands", {"survey": "Posted pay"}))
    assert changed.get_by_key("survey").value == "posted_pay"
    assert "posts" in sentences(changed)


@pytest.mark.parametrize("script", FILTERED)
def test_every_page_about_pay_opens_on_it(visit: Visit, host, script: str) -> None:
    host("pay.parquet", rolls())
    assert sound(visit(script)).get_by_key("survey").value == surveys.HOSTED


def test_nothing_tells_of_a_few_unless_the_host_says_so(
    visit: Visit, host, monkeypatch: pytest.MonkeyPatch, fresh_answers: None
) -> None:
    few = CSV + "Nashik,20000\nNashik,20100\nNashik,20200\n"
    host("pay.csv", few.encode())
    app = sound(visit("salary_bands", {"by": "City"}, tables=("bands_by_city",)))
    # Nashik has three; the others may stay: the whole less Pune is Agra and Nashik.
    assert app.dataframe[0].value.set_index("city")["n"].to_dict() == {"Agra": 60, "Pune": 60}
    assert "125 rows" in sentences(app)
    assert "fewer than 10 people" in sentences(app)
    assert "fewer than 2,000 people" in sentences(app)
    monkeypatch.setenv(hosting.PROTECT, "no")
    surveys._read_hosted.clear()
    app = sound(visit("salary_bands", {"by": "City"}, tables=("bands_by_city",)))
    assert app.dataframe[0].value.set_index("city")["n"].to_dict() == {"Agra": 60, "Nashik": 3, "Pune": 60}
    assert "fewer than 10 people" not in sentences(app)


@pytest.mark.usefixtures("reader")
def test_a_csv_will_do(visit: Visit, host) -> None:
    host("our_pay.csv", CSV.encode())
    app = sound(visit("salary_bands"))
    assert app.get_by_key("survey").value == surveys.HOSTED
    assert "120 rows" in sentences(app)


def test_everyone_shares_one_copy_and_what_is_worked_out_from_it(
    visit: Visit, host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disclosure, "SMALL_FILE", 0)  # 240 people, and their quarter for the prices of it
    host("pay.parquet", rolls())
    sound(visit("compare_cities"))
    assert surveys.hosted_survey() is surveys.hosted_survey()
    assert surveys.is_shared(surveys.hosted_survey())
    assert surveys.deflate(surveys.hosted_survey()) is surveys.deflate(surveys.hosted_survey())


def test_equal_rows_are_kept_once(host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hosting.PROTECT, "no")
    host("pay.parquet", builders.survey([20_000, 30_000, 20_000] * 50, city=["Pune", "Pune", "Pune"] * 50))
    assert surveys.hosted_survey().counts.tolist() == [100, 50]


def test_a_visitors_own_file_is_never_shared_whatever_it_is_called(host) -> None:
    host("pay.parquet", rolls("our_pay.csv"))
    upload = read_csv(CSV.encode(), name="our_pay.csv").survey
    assert upload.provenance.title == surveys.hosted_survey().provenance.title
    for brought in (upload, replace(upload, name=surveys.REFERENCE, provenance=surveys.hosted_survey().provenance)):
        assert not surveys.is_shared(brought)


def test_its_title_may_be_that_of_another_survey(visit: Visit, host) -> None:
    host("pay.parquet", rolls("Posted pay"))
    app = sound(visit("salary_bands"))
    assert list(app.get_by_key("survey").options) == ["Posted pay", *surveys.packaged_titles().values()]
    assert "240 rows" in sentences(app)


BAD = {
    "a Git LFS pointer": ("pay.csv", b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    "a Parquet file cut short": ("pay.parquet", b"PAR1 and no more", "pay.parquet"),
    "no pay": ("pay.csv", b"City,Name\nPune,A\nAgra,B\n", "no column that looks like pay"),
    "a descriptor of columns that are not there": ("pay.csv", CSV.encode(), "Wage"),
}


@pytest.mark.parametrize(("name", "content", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_said_in_a_sentence(visit: Visit, host, name: str, content: bytes, words: str) -> None:
    file = host(name, content)
    if words == "Wage":
        file.with_name("pay.csv.datapackage.json").write_text(
            '{"resources": [{"schema": {"fields": [{"name": "Wage", "role": "pay"}]}}]}', "utf-8"
        )
    app = visit()
    assert not app.exception
    (error,) = app.error
    assert "cannot be used" in error.value
    assert words in sentences(app)
    assert "Traceback" not in sentences(app)


def test_visitors_read_what_is_wrong_with_a_file_without_its_cells(
    visit: Visit, host, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The cell that is no number can be somebody's pay."""

    def any_survey(file: Path) -> Survey:
        raise DataError([Fault(file.name, message("must be a number"), row, "Pay", "18,457 pm") for row in (7, 8)])

    host("pay.csv", b"")
    monkeypatch.setattr(saved, "any_survey", any_survey)
    read = sentences(visit())
    assert read.count("must be a number") == 1
    assert "18,457" not in read
    assert "row 7" not in read
    assert "row 7" in caplog.text
    monkeypatch.setenv(hosting.PROTECT, "no")
    assert "18,457" in sentences(visit())


def test_a_file_with_several_rows_for_each_person_is_refused_in_a_sentence(
    visit: Visit, host, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = [f"{index % 40:04d},2026-{index // 40 + 1},{20_000 + 13 * index}" for index in range(480)]
    host("pay.csv", ("Emp code,Month,Pay per month\n" + "\n".join(months)).encode())
    app = visit()
    assert not app.exception
    assert "12.0 rows for each person" in sentences(app)
    monkeypatch.setenv(hosting.PROTECT, "no")
    surveys._read_hosted.clear()
    app = sound(visit("salary_bands"))
    assert "480 rows" in sentences(app)
    assert "Emp code" not in [box.label for box in app.multiselect]


@pytest.mark.parametrize("name", ["pay.parquet", "pay.csv"])
def test_a_path_to_nothing_does_not_reach_the_other_pages(visit: Visit, host, name: str) -> None:
    host(name, b"").unlink()
    app = visit()
    assert not app.exception
    assert "is not there: check the name" in sentences(app)
    sound(visit("your_data"))


TABLES = ("bands_by_experience", "bands_by_city", "cities_like_for_like", "ladder")


def office(people: int = 3000, seed: int = 3) -> tuple[bytes, set[float]]:
    """A payroll of odd rupees with all the columns that pages ask about; and every pay, per month and per year."""
    draw = np.random.default_rng(seed)
    cities, roles = draw.choice(["Pune", "Agra", "Goa"], people), draw.choice(["Accountant", "Telecaller"], people)
    years = draw.integers(0, 14, people)
    pay = draw.lognormal(10, 0.3, people).astype(int) * 10 + 7
    rows = [
        f"{city},{role},{year},{Experience.of_years(year)},{amount}"
        for city, role, year, amount in zip(cities, roles, years, pay, strict=True)
    ]
    content = "City,Role,Years,Experience,Pay per month\n" + "\n".join(rows) + "\n"
    return content.encode(), {float(amount * months) for amount in pay for months in (1, 12)}


def numbers(value: object) -> Iterator[float]:
    """Every number in a chart's JSON, those packed as bytes and those within texts too."""
    if isinstance(value, dict):
        if "bdata" in value:
            yield from np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).astype(float).tolist()
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, str):
        yield from (float(text.replace(",", "")) for text in re.findall(r"\d[\d,]*\.?\d*", value))
    elif isinstance(value, int | float):
        yield float(value)


@pytest.fixture(scope="class")
def payroll(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[float]]:
    """A host has a payroll of so many people as the class says, read once for the class; every pay in it."""
    content, pays = office(request.cls.PEOPLE)
    file = tmp_path_factory.mktemp("host") / "pay.csv"
    file.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        empty_answers(patch)
        patch.setenv(hosting.HOST, str(file))
        yield pays


class TestFullPayroll:
    PEOPLE = 3000

    @pytest.mark.parametrize("script", FILTERED)
    def test_every_page_speaks_in_words_and_sends_nobodys_pay(self, visit: Visit, payroll, script: str) -> None:
        app = sound(visit(script, tables=TABLES))
        assert not re.search(r"\bnan\b", sentences(app))
        charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
        assert "nan" not in re.findall(r"[a-z]+", str([chart["data"] for chart in charts]))
        tables = [table.value.select_dtypes("number").to_numpy().ravel().tolist() for table in app.dataframe]
        numbers_sent = {round(number, 2) for number in numbers([charts, tables, sentences(app)])}
        assert len(numbers_sent) > 20
        assert not numbers_sent & payroll


# Whatever reaches the browser

SELECTIONS = (
    {"by": "Experience", "per": "year"},
    {"by": "City", "role": "Accountant"},
    {"by": "Role", "city": ["Pune", "Agra"]},
    {"by": "State", "experience": "Fresher", "my_pay": "31,450", "cities": ["Pune", "Goa"]},
)


def every_number(app: AppTest, exhibits: list[Exhibit]) -> set[float]:
    """All numbers in the messages to the browser, and in all files of the cards."""
    charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    tables = [table.value.select_dtypes("number").to_numpy().ravel().tolist() for table in app.dataframe]
    nodes = [node.proto for block in (app.main, app.sidebar) for node in block if node.proto is not None]
    messages = [MessageToJson(node, ensure_ascii=False) for node in nodes]
    files = [build(exhibit) for exhibit in exhibits if exhibit.columns for build, _, _ in card.DOWNLOADS.values()]
    return {round(number, 2) for number in numbers([charts, tables, messages, [texts_in(file) for file in files]])}


def texts_in(content: bytes) -> list[str]:
    """The texts of a file, those of an archive's members too."""
    if not content.startswith(b"PK"):
        return [content.decode("utf-8-sig")]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [text for name in archive.namelist() for text in texts_in(archive.read(name))]


@pytest.fixture
def exhibits(monkeypatch: pytest.MonkeyPatch) -> list[Exhibit]:
    """The exhibits of every card that is shown."""
    exhibits_made: list[Exhibit] = []
    show = card.show
    monkeypatch.setattr(card, "show", lambda exhibit, *more: (exhibits_made.append(exhibit), show(exhibit, *more))[1])
    return exhibits_made


class TestSmallPayroll:
    PEOPLE = 400

    @pytest.mark.parametrize("script", FILTERED)
    def test_nobodys_pay_is_in_any_message_or_file(self, visit: Visit, payroll, exhibits, script: str) -> None:
        for selection in SELECTIONS:
            exhibits.clear()
            numbers_sent = every_number(sound(visit(script, selection, tables=TABLES)), exhibits)
            assert len(numbers_sent) > 20
            assert not numbers_sent & payroll, selection


def test_where_nothing_is_protected_the_same_look_finds_pays(
    visit: Visit, host, exhibits, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, pays = office()
    host("pay.csv", content)
    monkeypatch.setenv(hosting.PROTECT, "no")
    app = sound(visit("salary_bands", SELECTIONS[1]))
    assert len(every_number(app, exhibits) & pays) > 5
