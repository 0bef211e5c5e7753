"""The command line: the shape of its answers, and one sentence for bad input."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics import __main__ as command_line
from analytics import __version__
from analytics.model import Filters
from analytics.reading import packaged
from analytics.reading.width import first_line_columns
from analytics.statistics.bands import salary_bands
from tests.paths import ROOT

QUANTILES = ("p10", "p25", "p50", "p75", "p90")
READ = packaged.survey
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; its exit status, what it printed and what it complained of."""

    def call(*arguments: object) -> tuple[int, str, str]:
        try:
            status = command_line.main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        return status, *capsys.readouterr()

    return call


@pytest.fixture
def answer(run: Run) -> Callable[..., dict[str, Any]]:
    def call(*arguments: object) -> dict[str, Any]:
        status, printed, complaints = run(*arguments, "--format", "json")
        assert (status, complaints) == (0, "")
        return dict(json.loads(printed, parse_constant=lambda word: pytest.fail(f"{word} is no JSON")))

    return call


def test_json_has_the_shape_that_is_promised(answer: Callable[..., dict[str, Any]]) -> None:
    result = answer("bands", "--by", "city", "--by", "experience", "--where", "experience=Fresher,1–2 years")
    assert {"source", "unit", "measure", "rows", "by", "where", "bands"} <= set(result)
    assert set(result["rows"]) == {"read", "used", "left_out"}
    assert result["unit"] == "INR per month"
    assert result["measure"] == "middle"
    assert result["by"] == ["city", "experience"]
    assert result["where"] == {"experience": ["1–2 years", "Fresher"]}
    assert result["source"]["kind"] == "posted"
    assert result["rows"]["read"] == result["rows"]["used"] + sum(result["rows"]["left_out"].values())
    members = ["city", "experience", "n"]
    members += [f"{name}{end}" for name in QUANTILES for end in ("", "_low", "_high")]
    for band in result["bands"]:
        assert list(band)[: len(members)] == members
        assert "quality" in band
        assert isinstance(band["n"], int)


def test_the_numbers_are_those_of_salary_bands(answer: Callable[..., dict[str, Any]]) -> None:
    options = ("--by", "sector", "--per", "year", "--measure", "low", "--where", "city=Pune")
    result = answer("bands", "posted_pay", *options)
    table = salary_bands(packaged.survey("posted_pay"), ["sector"], Filters.of({"city": ["Pune"]}), "low", "year")
    answered = pd.DataFrame(result["bands"])
    pd.testing.assert_frame_equal(answered, table, check_exact=True, check_dtype=False)
    assert (result["unit"], result["measure"]) == ("INR per year", "low")


def test_what_may_not_be_shown_is_null(answer: Callable[..., dict[str, Any]]) -> None:
    bands = answer("bands", "--by", "city")["bands"]
    few = [band for band in bands if band["n"] < 6]
    assert few
    for band in few:
        assert all(band[name] is None for name in (*QUANTILES, "p50_low", "p50_high", "quality"))
    for band in bands:
        assert (band["p90"] is None) == (band["n"] < 29)
        assert (band["p25"] is None) == (band["n"] < 11)


@pytest.mark.parametrize(
    "conditions",
    [
        ["experience=Fresher,1–2 years"],
        ['experience=Fresher,"1–2 years"'],
        ["experience=fresher,1-2 YEARS"],
        ["experience=Fresher", "experience=1–2 years"],
        ["experience = 1–2 years , Fresher"],
    ],
    ids=str,
)
def test_conditions_as_people_type_them(answer: Callable[..., dict[str, Any]], conditions: list[str]) -> None:
    options = [part for condition in conditions for part in ("--where", condition)]
    assert answer("bands", *options)["where"] == {"experience": ["1–2 years", "Fresher"]}


def test_a_value_with_a_comma_in_it(answer: Callable[..., dict[str, Any]]) -> None:
    survey = packaged.survey("posted_pay")
    name = next(value for value in survey.dimensions["sector"].values if "," in value)
    assert answer("bands", "--where", f"sector={name}")["where"] == {"sector": [name]}
    assert answer("bands", "--where", f'sector="{name}",Sales')["where"] == {"sector": sorted([name, "Sales"])}


def test_no_grouping_gives_one_band_of_all_rows(answer: Callable[..., dict[str, Any]]) -> None:
    result = answer("bands")
    (band,) = result["bands"]
    assert result["by"] == []
    assert result["where"] == {}
    assert band["n"] == result["rows"]["used"]


def test_csv_reads_back_as_the_same_numbers(run: Run) -> None:
    status, printed, _ = run("bands", "--by", "city", "--format", "csv")
    assert status == 0
    table = salary_bands(packaged.survey("posted_pay"), ["city"])
    read = pd.read_csv(io.StringIO(printed), keep_default_na=False, na_values=[""])
    pd.testing.assert_frame_equal(read, table, check_exact=True, check_dtype=False)


def test_the_table_is_for_people(run: Run) -> None:
    status, printed, _ = run("bands", "--by", "experience")
    assert status == 0
    lines = printed.splitlines()
    assert "INR per month" in lines[0]
    assert "posted" in lines[0]
    assert "rows used" in printed
    table = salary_bands(packaged.survey("posted_pay"), ["experience"])
    rows = [line for line in lines if any(line.strip().startswith(level) for level in table["experience"])]
    assert len(rows) == len(table)
    assert all("₹" in line for line in rows)
    assert "nan" not in printed.lower()


def test_an_empty_selection_is_said_not_failed(run: Run, answer: Callable[..., dict[str, Any]]) -> None:
    survey = packaged.survey("posted_pay")
    pairs = set(salary_bands(survey, ["role", "city"])[["role", "city"]].itertuples(index=False, name=None))
    role, city = next(
        (role, city)
        for role in survey.dimensions["role"].values
        for city in survey.dimensions["city"].values
        if (role, city) not in pairs
    )
    conditions = ("--where", f"role={role}", "--where", f"city={city}")
    assert answer("bands", "--by", "experience", *conditions)["bands"] == []
    status, printed, _ = run("bands", "--by", "experience", *conditions)
    assert status == 0
    assert "No row matches." in printed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bands", "no_such_survey"], ["no_such_survey", "posted_pay"]),
        (["bands", "no_such_file.csv"], ["no_such_file.csv"]),
        (["bands", "--by", "colour"], ["colour", "experience", "city"]),
        (["bands", "--where", "colour=red"], ["colour", "experience"]),
        (["bands", "--where", "experience"], ["DIMENSION=VALUE", "'experience'"]),
        (["bands", "--where", "city=Pume"], ["Pume", "“Pune”"]),
        (["bands", "--where", "city="], ["city"]),
        (["bands", "--where", "=Pune"], ["dimension"]),
        (["gather", "--evidence", "no_such_folder"], ["no_such_folder"]),
        (["gather"], ["--out FILE.parquet", "--evidence FOLDER"]),
        (["gather", "no_such_folder", "--out", "pay.parquet"], ["no_such_folder", "is not there"]),
        (["gather", "README.md", "--out", "pay.parquet", "--digits", "0"], ["--digits", "1 to 15"]),
    ],
    ids=str,
)
def test_bad_input_gets_one_sentence_and_status_2(run: Run, arguments: list[str], words: list[str]) -> None:
    status, printed, complaints = run(*arguments)
    assert status == 2
    assert printed == ""
    (sentence,) = complaints.strip().splitlines()
    assert sentence.startswith("vetan: ")
    assert "Traceback" not in sentence
    for word in words:
        assert word in sentence


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["bands", "--per", "week"], ["bands", "--measure", "mean"], ["bands", "--format", "xml"]],
    ids=str,
)
def test_unknown_commands_and_options_are_status_2_too(run: Run, arguments: list[str]) -> None:
    status, printed, complaints = run(*arguments)
    assert (status, printed) == (2, "")
    assert "usage:" in complaints


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04", b"<html></html>", b"a\n1\n", b"\xff" * 100])
def test_a_file_that_is_no_survey_gets_one_sentence(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pay.csv").write_bytes(content)
    status, printed, complaints = run("bands", tmp_path / "pay.csv")
    assert (status, printed) == (2, "")
    assert len(complaints.strip().splitlines()) == 1


def test_broken_packaged_data_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "datapackage.json").write_text("{")
    monkeypatch.setattr(packaged, "survey", lambda name: READ(name, tmp_path))
    status, printed, complaints = run("bands")
    assert (status, printed) == (2, "")
    assert "datapackage.json: is not JSON" in complaints


def test_the_command_runs_as_people_run_it() -> None:
    command = [sys.executable, "-m", "analytics", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=packaged.DATA.parent)
    assert done.stdout == f"Vetan {__version__}\n"


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m analytics bands --by city --by role --format json | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        cwd=packaged.DATA.parent,
    )
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_files_gathered_are_a_survey_for_the_other_commands(
    run: Run, answer: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir()
    for index, city in enumerate(("Pune", "Agra")):
        rows = "".join(f"{city},{pay}\n" for pay in range(20_000, 20_030)) + f"{city},Not disclosed\n"
        (tmp_path / "files" / f"{index}.csv").write_text("City,Pay per month\n" + rows, "utf-8")
    (tmp_path / "files" / "no table.csv").write_bytes(b"")
    out = tmp_path / "pay.parquet"
    status, printed, progress = run("gather", tmp_path / "files", "--out", out)
    assert status == 0
    assert printed.startswith("Left out: ")  # a file that is missing is said first
    assert "\n60 rows of 62 used.\n2 rows left out: not disclosed.\n" in printed
    assert "no table.csv: is empty" in printed
    assert progress.splitlines()[-1] == "3 of 3 files"
    result = answer("bands", out, "--by", "city")
    assert [(band["city"], band["n"], band["p50"]) for band in result["bands"]] == [
        ("Agra", 30, 20_014.5),
        ("Pune", 30, 20_014.5),
    ]
    assert result["rows"] == {"read": 62, "used": 60, "left_out": {"not disclosed": 2}}
    assert answer("check", out)["rows"] == {"read": 62, "left_out": {"not disclosed": 2}}
    status, checked, _ = run("check", out)
    assert set(checked.splitlines()[:-1]) <= set(printed.splitlines())
    assert run("bands", out, "--period", "year")[0] == 2
    assert run("gather", tmp_path / "files", "--out", out, "--strict")[0] == 2


def test_a_parquet_file_is_read_as_a_csv_file_is(answer: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    frame = pd.DataFrame({"City": ["Pune", "Agra"] * 40, "Salary": ["2.4 LPA", "₹18,000 per month"] * 40})
    frame.to_csv(tmp_path / "pay.csv", index=False)
    frame.to_parquet(tmp_path / "pay.parquet")
    csv, parquet = (answer("bands", tmp_path / f"pay.{kind}", "--by", "city")["bands"] for kind in ("csv", "parquet"))
    assert csv == parquet
    assert answer("check", tmp_path / "pay.parquet")["audit"]["rows_used"] == 80


def test_the_sources_are_listed(answer: Callable[..., dict[str, Any]]) -> None:
    rows = {row["name"]: row for row in answer("sources")["sources"]}
    assert list(rows) == packaged.surveys()
    assert rows["posted_pay"]["floor"] == pytest.approx(200_000 / 12)
    assert rows["naukri_2018"]["ends"] == "high"
    assert (rows["indeed_2024"]["employers"], rows["naukri_2025"]["shown_as"]) == (None, "list")


def test_unknown_numbers_of_employers_are_a_dash_on_a_terminal(run: Run) -> None:
    (line,) = (line.split() for line in run("sources")[1].splitlines() if line.strip().startswith("indeed_2024"))
    assert line[-4:] == ["587", "–", "both", "–"]


def test_far_too_many_columns_are_refused_before_anything_slow_is_imported(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text(";".join(f"c{number}" for number in range(100_000)) + "\n1;2\n")
    (tmp_path / "quoted.csv").write_text('City,Pay per month\n"' + "," * 5_000 + '",20000\n')
    program = "import sys; from analytics.__main__ import main; print(main(sys.argv[1:]), 'numpy' in sys.modules)"
    command = [sys.executable, "-c", program, "check", str(tmp_path / "wide.csv")]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.stdout.split() == ["2", "False"]
    assert "has 100,000 columns, the limit is 2,000" in result.stderr
    assert first_line_columns(tmp_path / "quoted.csv") == 2
    (tmp_path / "quoted.csv").write_text('"' + "," * 5_000 + '",Pay per month\nPune,20000\n')
    assert first_line_columns(tmp_path / "quoted.csv") == 0  # a cell may hold commas: a reader has to tell
    assert first_line_columns(tmp_path) == 0


@pytest.mark.parametrize(
    "name", [name for name in packaged.surveys() if "city" in packaged.resource(name)["survey"]["dimensions"]]
)
def test_every_source_is_read_by_city(answer: Callable[..., dict[str, Any]], name: str) -> None:
    result = answer("bands", name, "--by", "city")
    assert sum(row["n"] for row in result["bands"]) > 0
    assert (name == "naukri_2018") == any("only the high ends" in note for note in result["notes"])


def test_standing_names_every_other_source(answer: Callable[..., dict[str, Any]]) -> None:
    lines = {line["source"]: line for line in answer("standing", "--pay", "17000", "--where", "city=Pune")["witnesses"]}
    assert {"naukri_2018", "indeed_2024", "indeed_2020", "naukri_2025", "pay_matrix", "official_extra"} == set(lines)
    assert lines["naukri_2018"]["matched"] == {"city": ["Pune"]}
    assert [band["measure"] for band in lines["naukri_2018"]["bands"]] == ["high"]
    assert lines["indeed_2020"]["unmatched"] == ["city"]


def test_claims_in_later_rupees(answer: Callable[..., dict[str, Any]]) -> None:
    plain, aged = (answer("published", "--where", "role=Accountant", *more)["claims"] for more in ((), ("--aged",)))
    covered = [pair for pair in zip(plain, aged, strict=True) if pair[1]["factor"] is not None]
    assert 0 < len(covered) < len(aged)
    for before, after in covered:
        assert after["pay_high"] == round(before["pay_high"] * after["factor"])
        assert after["price_series"].startswith("consumer_prices_")
    assert "factor" not in plain[0]


@pytest.mark.parametrize("source", packaged.surveys())
def test_every_source_answers_by_city(answer: Callable[..., dict[str, Any]], source: str) -> None:
    result = answer("bands", source, "--by", "city")
    counted = {row["city"]: row["n"] for row in result["bands"]}
    if "city" not in READ(source).dimensions:
        assert list(counted) == ["Not stated"]
        assert any("does not say the city" in note for note in result["notes"])
    assert sum(counted.values()) >= 1


def test_a_slip_is_no_dimension_that_a_source_does_not_know(run: Run) -> None:
    assert run("bands", "pay_matrix", "--by", "town")[0] == 2


def test_a_standing_among_too_few_is_still_json(answer: Callable[..., dict[str, Any]]) -> None:
    result = answer("standing", "--pay", "14000", "--where", "role=Clerk")
    (name,) = [name for name, value in result.items() if isinstance(value, list) and value and "comparable" in value[0]]
    assert (result[name][0]["share"], result[name][0]["of_lows_low"]) == (None, None)
    assert 0 <= result[name][-1]["of_highs_low"] <= result[name][-1]["of_highs_high"] <= 1


def test_ctrl_c_while_a_command_is_imported_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "build_parser", interrupted)
    assert command_line.main(["bands"]) == 130
    assert capsys.readouterr().err == "vetan: stopped\n"
