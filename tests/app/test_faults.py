"""Faults around the program: full disks, damaged caches, no home, other locales and clocks. It works, or says why."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from pages.parts.view import questions
from tests.app.visiting import words

ROOT = packaged.DATA.parent
KERNEL = """
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
print(*salary_bands(packaged.survey("posted_pay"), ["experience"])["p50"])
"""


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A run in this environment and no other."""
    # Python is found through the paths of the environment that the tests run in.
    path = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=path | environment, capture_output=True, check=False
    )


def medians(**environment: str) -> list[float]:
    done = python("-c", KERNEL, **environment)
    assert done.returncode == 0, done.stderr.decode()
    return [float(word) for word in done.stdout.split()]


EXPECTED = salary_bands(packaged.survey("posted_pay"), ["experience"])["p50"].tolist()


@pytest.mark.parametrize("home", [{}, {"HOME": "/nowhere/at/all"}], ids=["unset", "absent"])
def test_the_kernel_needs_no_home(home: dict[str, str]) -> None:
    assert medians(**home) == EXPECTED


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A file with one compiled function, which prints twice a number when it is run."""
    path = tmp_path / "module.py"
    path.write_text(
        "from numba import float64, void\n"
        "from analytics.machine_code import compile_for\n"
        "import numpy as np\n"
        "@compile_for(void(float64[::1]))\n"
        "def double(numbers):\n"
        "    numbers *= 2\n"
        "pair = np.array([21.0])\n"
        "double(pair)\n"
        "print(pair[0])\n"
    )
    return path


def printed(module: Path, **environment: str) -> str:
    done = python(str(module), PYTHONPATH=str(ROOT), **environment)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_machine_code_needs_no_folder_to_be_kept_in(module: Path) -> None:
    """A read-only checkout without a home: no folder can be made beside the file, at home or where it is told to be."""
    (module.parent / "__pycache__").touch()
    assert printed(module, NUMBA_CACHE_DIR="/dev/null/x", HOME="/dev/null", XDG_CACHE_HOME="/dev/null") == "42.0\n"


def test_machine_code_needs_no_room_on_the_disk(module: Path, tmp_path: Path) -> None:
    """No file may grow beyond a kilobyte, as on a disk that is full but for that."""
    full = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    module.write_text(full + module.read_text())
    assert printed(module, NUMBA_CACHE_DIR=str(tmp_path / "kept")) == "42.0\n"


def test_damaged_machine_code_is_made_anew(module: Path, tmp_path: Path) -> None:
    """Cut off in the middle, as after a loss of power."""
    folder = tmp_path / "kept"
    assert printed(module, NUMBA_CACHE_DIR=str(folder)) == "42.0\n"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        os.truncate(path, 100)
    assert printed(module, NUMBA_CACHE_DIR=str(folder)) == "42.0\n"


def test_all_machine_code_is_made_so() -> None:
    users = [path.name for path in (ROOT / "analytics").rglob("*.py") if "njit" in path.read_text("utf-8")]
    assert users == ["machine_code.py"]


LOCALES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1"},
}


@pytest.mark.thorough
@pytest.mark.parametrize("environment", LOCALES.values(), ids=LOCALES.keys())
def test_the_command_line_prints_rupees_in_every_locale(environment: dict[str, str]) -> None:
    done = python("-m", "analytics", "bands", "--by", "experience", **environment)
    assert done.returncode == 0, done.stderr.decode()
    assert "₹" in done.stdout.decode("utf-8")
    assert "6–9 years" in done.stdout.decode("utf-8")
    wrong = python("-m", "analytics", "bands", "nowhere_वेतन.csv", **environment)
    assert wrong.returncode == 2
    assert wrong.stderr.decode("utf-8").startswith("vetan: ")
    assert b"Traceback" not in wrong.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
@pytest.mark.parametrize("command", ["bands --by experience", "bands --by city --by role --format csv"])
def test_a_full_disk_is_said_in_a_sentence(command: str) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 (a device)
        done = subprocess.run(
            [sys.executable, "-m", "analytics", *command.split()],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode() == "vetan: the result cannot be written: No space left on device\n"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Moves the server into another time zone."""

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_dates_do_not_depend_on_the_clock_of_the_server(
    visit: Callable[..., AppTest], clock: Callable[[str], None], fresh_caches: None
) -> None:
    """25 hours lie between the two: at any moment they have different dates."""
    dates = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        clock(zone)
        page = visit("check_salary")
        assert not page.exception
        dates.append((questions.today(), words(page)))
    assert dates[0] == dates[1]
