"""The command `check`: guesses first, in text and JSON, and the evidence for each decision with --why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.reading.importing.read import read_csv
from analytics.texts import Message
from tests.analytics.reading import hostile_files
from tests.paths import ROOT

GUESSED = "Work location,Home office,Salary (old),Salary\n" + "".join(
    f"{('Pune', 'Delhi')[row % 2]},{('Agra', 'Surat')[row % 2]},{20_000 + 500 * row},{30_000 + 700 * row}\n"
    for row in range(12)
)


@pytest.fixture
def guessed(tmp_path: Path) -> Path:
    """A file whose pay, period, currency and place are guesses."""
    path = tmp_path / "pay.csv"
    path.write_text(GUESSED, encoding="utf-8")
    return path


def test_guesses_that_change_a_figure_are_printed_first(guessed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(guessed)])
    lines = capsys.readouterr().out.splitlines()
    before = lines[: next(row for row, line in enumerate(lines) if line.endswith("rows of 12 used."))]
    assert all(line.startswith(("Please check", "A guess")) for line in before)
    for subject in ("the pay is taken from", "the figures are read as", "the place of work is taken from"):
        assert any(subject in line for line in before), subject


def test_json_holds_the_guesses_and_what_each_would_change(guessed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(guessed), "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    changing = [guess for guess in answer["guesses"] if guess["change"] > 0.1]
    assert {"pay", "period and unit", "city"} <= {guess["about"] for guess in changing}
    assert len(answer["first"]) == len(changing)
    assert all(guess["others"] for guess in changing)


@pytest.mark.usefixtures("reader")
def test_why_lists_the_evidence_for_pay_currency_and_columns(guessed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(guessed), "--why"])
    printed = capsys.readouterr().out
    assert "pay: “Salary” (a word for pay in the header +3.0" in printed
    assert "currency: INR (" in printed
    assert "city: “Work location” (a word for a place +1.0" in printed


def test_every_label_of_evidence_is_a_message_with_a_place_in_the_catalogue(guessed: Path) -> None:
    result = read_csv(guessed)
    weighed = [
        *(candidate.evidence for candidate in (*result.candidates, *result.currencies)),
        *(weight.evidence for columns in result.columns.evidence.values() for _, weight in columns),
    ]
    assert all(isinstance(item.about, Message) for evidence in weighed for item in evidence)


@pytest.mark.thorough(9)
def test_the_first_file_of_a_new_installation_is_read_whatever_it_is(tmp_path: Path) -> None:
    """Nothing is compiled yet, and the process that reads a file may write none, machine code neither."""
    path = tmp_path / "pay.xlsx"
    path.write_bytes(hostile_files.workbook())
    command = [sys.executable, "-m", "analytics", "check", str(path)]
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "machine code")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "rows of 12 used" in done.stdout
