"""Nothing is imported before it is needed: help without numbers, bands without the import of files, pages likewise."""

import os
import subprocess
import sys

import pytest

from tests import licences
from tests.paths import ROOT

pytestmark = pytest.mark.slow
HEAVY = ("numpy", "pandas", "pyarrow", "numba", "scipy", "babel", "streamlit", "plotly")
IMPORT_OF_FILES = ("analytics.reading.importing", "analytics.reading.files", "python_calamine")
DISTRIBUTED = ("dask", "distributed", "fsspec")


def imported(code: str, *modules: str) -> list[str]:
    """Which of these modules a program has imported, or modules in them."""
    script = f"{code}\nimport sys\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    present = done.stderr.split()
    return sorted({name for name in modules for module in present if f"{module}.".startswith(f"{name}.")})


def run(*arguments: str) -> str:
    return f"from analytics.__main__ import main\ntry:\n    main({list(arguments)!r})\nexcept SystemExit:\n    pass"


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_brings_no_library_of_numbers(argument: str) -> None:
    assert imported(run(argument), *HEAVY) == []


def test_bands_bring_neither_the_import_of_files_nor_what_draws() -> None:
    unwanted = (
        *IMPORT_OF_FILES,
        "analytics.reading.fields.pay",
        *DISTRIBUTED,
        "streamlit",
        "plotly",
        "xlsxwriter",
        "scipy.stats",
        "scipy.optimize",
    )
    assert imported(run("bands", "--by", "city"), *unwanted) == []


def test_bands_bring_of_the_libraries_only_those_that_read_and_count_and_write() -> None:
    """Each library costs each command its import, of which most of a short command's time is made."""
    libraries = {name.replace("-", "_") for name in licences.pinned("requirements.txt")}
    libraries.remove("charset_normalizer")  # comes with numpy's own compiler of Fortran, which scipy looks at
    assert imported(run("bands", "--by", "city"), *libraries) == [
        "babel",
        "numba",
        "numpy",
        "pandas",
        "pyarrow",
        "scipy",
    ]


def processor_seconds(*arguments: str) -> float:
    """The least processor time that a run of Python with these arguments takes, of three runs."""

    def measure() -> float:
        before = os.times()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True, timeout=120)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    return min(measure() for _ in range(3))


@pytest.mark.thorough(8)
@pytest.mark.skipif(os.name != "posix", reason="Windows does not tell the processor time of a process that has ended")
def test_bands_take_three_and_a_half_times_the_import_of_pandas_at_most() -> None:
    """2.6 times is 1.5 seconds on two slow cores; the import of one more large library costs half a time or more."""
    bands = processor_seconds("-m", "analytics", "bands", "--by", "city")
    assert bands < 3.5 * processor_seconds("-c", "import pandas")


def test_a_command_searches_for_no_garbage_at_its_end() -> None:
    script = "import atexit, gc, runpy, sys; atexit.register(lambda: print(gc.get_freeze_count() > 0)); "
    script += "sys.argv[1:] = ['--version']; runpy.run_module('analytics', run_name='__main__', alter_sys=True)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[1:] == ["True"], done.stderr


def test_the_first_page_brings_nothing_of_the_import_and_no_workbooks() -> None:
    page = """
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("pages/parts/entry.py", default_timeout=120).run()
assert not app.exception and any("<h1>" in block.proto.body for block in app.get("html"))
"""
    assert imported(page, *IMPORT_OF_FILES, *DISTRIBUTED, "xlsxwriter") == []


def test_what_is_imported_is_seen() -> None:
    assert imported("import email.message", "email", "xlsxwriter") == ["email"]
