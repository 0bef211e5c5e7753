"""The short forms of benchmarks that attack: at most a minute each on a machine that does nothing else."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analytics.statistics import disclosure as protection
from tests.benchmarks import attack, disclosure
from tests.benchmarks.target import Scale
from tests.paths import ROOT


@pytest.mark.thorough(13)
def test_a_protected_survey_withstands_an_attacker_with_the_staff_list() -> None:
    assert disclosure.short()


@pytest.mark.thorough(55)
@pytest.mark.skipif(sys.platform != "linux", reason="attacks from a second loopback address")
def test_no_attack_stops_the_server_or_reaches_another_visitor() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.attack", "--short"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_attack_that_somebody_notices_is_reported() -> None:
    watch = attack.Watch([0.1] * 20, [0.1], [400.0])
    assert attack.row("calm", "", watch, (400, 400), Scale())[1]
    for broken in (
        replace(watch, clicks=[0.1] * 18 + [1.2] * 2),
        replace(watch, health=[0.1, 2.5]),
        replace(watch, errors=["RunFailedError"]),
    ):
        assert not attack.row("noticed", "", broken, (400, 400), Scale())[1]
    assert not attack.row("kept", "", watch, (400, 500), Scale())[1]


HARMLESS = disclosure.Leak(0, 0.0, 0, 0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def test_a_survey_that_does_not_round_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    table = disclosure.payroll(400, odd=True, seed=0)

    def exact_pays() -> int:
        published = disclosure.answers(disclosure.served(table), disclosure.TRAITS)
        return disclosure.exact_pays(published, table["pay"].to_numpy(float))

    assert exact_pays() == 0
    monkeypatch.setattr(protection, "round_money", np.asarray)
    assert exact_pays() > 0


@pytest.mark.parametrize(
    "worse", [{"exact": 1}, {"thresholds": 1}, {"subtracted": 1}, {"named": 0.02}, {"linked": 0.1}, {"solved": 0.1}]
)
def test_a_payroll_that_gave_something_away_is_reported(worse: dict[str, Any]) -> None:
    assert disclosure.holds([HARMLESS])
    assert not disclosure.holds([replace(HARMLESS, **worse)])
