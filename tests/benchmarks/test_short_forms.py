"""The short forms of benchmarks that attack: at most a minute each on a machine that does nothing else."""

import subprocess
import sys

import pytest

from tests.benchmarks import disclosure
from tests.paths import ROOT


@pytest.mark.slow
def test_a_protected_survey_withstands_an_attacker_with_the_staff_list() -> None:
    assert disclosure.short()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="attacks from a second loopback address")
def test_no_attack_stops_the_server_or_reaches_another_visitor() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.attack", "--short"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stdout + result.stderr
