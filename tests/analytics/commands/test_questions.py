"""`standing`, `compare` and `ladder` print what the statistics give, in the style of `bands`."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from analytics.__main__ import main
from analytics.model import Filters
from analytics.reading import packaged
from analytics.statistics.ladder import growth
from analytics.statistics.like_for_like import like_for_like
from analytics.statistics.standing import standing

CONDITIONS = ("--where", "role=Accountant", "--where", "experience=Fresher")
FILTERS = Filters.of({"role": ["Accountant"], "experience": ["Fresher"]})


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("command", [("standing", "--pay", "20000"), ("compare",), ("ladder",), ("bands",)])
def test_every_result_says_what_it_is(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    result = printed(capsys, *command, *CONDITIONS)
    assert {"source", "unit", "measure", "rows", "by", "where", "notes", command[0]} <= set(result)
    assert result["where"] == {"role": ["Accountant"], "experience": ["Fresher"]}
    assert result["unit"] == "INR per month"


def test_standing(capsys: pytest.CaptureFixture[str]) -> None:
    result = printed(capsys, "standing", "--pay", "2.4", "--unit", "LPA", *CONDITIONS, "--where", "city=Jaipur")
    assert result["result"]["pay_per_month"] == 20_000
    survey = packaged.survey("posted_pay")
    steps = result["standing"]
    assert [step["answers"] for step in steps].count(True) == 1
    for step, filters in zip(
        steps[::2], (FILTERS.with_values("city", ["Jaipur"]), FILTERS), strict=True
    ):  # Jaipur, cities like it, India, the sector
        position = standing(survey, 20_000, filters)
        names = ("n", "share", "low", "high")
        assert [step[name] for name in names] == [getattr(position, name) for name in names]


def test_compare(capsys: pytest.CaptureFixture[str]) -> None:
    result = printed(capsys, "compare", "--city", "Mumbai, Bangalore", "--where", "experience=Fresher", "--per", "year")
    expected = like_for_like(
        packaged.survey("posted_pay"), "city", "Mumbai", ["Bengaluru"], filters=Filters.of({"experience": ["Fresher"]}),
        per="year",
    )  # fmt: skip
    assert [row["city"] for row in result["compare"]] == ["Mumbai", "Bengaluru"]
    for name in ("n", "p50", "raw_ratio", "ratio", "ratio_low", "ratio_high", "matched"):
        assert [row[name] for row in result["compare"]] == expected[name].tolist()
    assert result["result"] == {"yardstick": "Mumbai", "same": "role and experience"}


def test_ladder(capsys: pytest.CaptureFixture[str]) -> None:
    result = printed(capsys, "ladder", "--family", "Sales", "--where", "city=Pune")
    rungs = result["ladder"]
    assert [rung["rung"] for rung in rungs] == ["Step 1", "Step 2", "Step 3", "Step 4"]
    assert rungs[0]["step"] is None
    assert rungs[1]["step"] == rungs[1]["p50"] - rungs[0]["p50"]
    steps = growth(packaged.survey("posted_pay"), Filters.of({"city": ["Pune"]}))
    assert (result["result"]["growth_per_year"], result["result"]["growth_n"]) == (steps.per_year, steps.n)


def test_the_path_through_the_years_sets_experience_aside(capsys: pytest.CaptureFixture[str]) -> None:
    city, all_india = (printed(capsys, "ladder", *conditions)["result"] for conditions in (CONDITIONS[2:], ()))
    assert city == all_india


def test_a_table_for_a_terminal_and_for_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ladder", *CONDITIONS[2:]]) == 0
    text = capsys.readouterr().out
    assert "Step 1" in text
    assert "₹" in text
    assert max(map(len, text.splitlines())) < 200
    assert main(["ladder", *CONDITIONS[2:], "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 5
    assert "Data entry operator" in rows[0]["roles"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("standing", "--pay", "banana"), "“banana” is not an amount of pay"),
        (("standing", "--pay=-5"), "must be above zero"),
        (("standing", "--pay", "20000", "--where", "city=Pune,Mumbai"), "a salary is for one city"),
        (("compare", "--city", "Pune,Atlantis"), "the survey has no such city (found “Atlantis”)"),
        (("compare", "--where", "city=Pune", "--where", "role=Poet"), "role has no value “Poet”"),
        (("ladder", "--family", "Kings"), "the ladders are Back office or Sales (found “Kings”)"),
    ],
)
def test_bad_input_gets_one_sentence(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert says in output.err
    assert len(output.err.splitlines()) == 1
    assert not output.out


def test_a_file_that_lacks_what_is_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pay.csv"
    file.write_text("Monthly salary (INR)\n" + "".join(f"{17_000 + 100 * row}\n" for row in range(40)))
    result = printed(capsys, "standing", str(file), "--pay", "18000")
    assert [step["n"] for step in result["standing"]] == [40]
    assert result["standing"][0]["share"] == pytest.approx(10.5 / 40)  # ten below, one equal
    for command in ("compare", "ladder"):
        assert main([command, str(file)]) == 2
        assert "dimension" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["bands", "--by", "city"], ["compare"], ["standing", "--pay", "17000"], ["ladder"]]
)
def test_employers_can_count_once(capsys, command: list[str]) -> None:
    results = {}
    for count in ("posts", "employers"):
        assert main([*command, "--where", "experience=Fresher", "--count", count, "--format", "json"]) == 0
        results[count] = json.loads(capsys.readouterr().out)
        assert results[count]["counted"] == count
    assert results["posts"][command[0]] != results["employers"][command[0]]


def test_employers_cannot_count_where_they_are_not_known(capsys) -> None:
    assert main(["bands", "indeed_2024", "--count", "employers"]) == 2
    assert "--count employers needs the employer of each row" in capsys.readouterr().err
