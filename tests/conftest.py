"""What every test may ask for, how tests are marked and ordered, and what a run says of itself."""

import atexit
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests.paths import ROOT

# Hundreds of tests start processes: without bytecode each would compile the whole project again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# What collection makes stays; looking through it for garbage after every 700 new objects is a tenth of a run.
gc.set_threshold(50_000)

# A busy machine is no reason for a test to fail; the same examples each time make a failure one that can be repeated.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("fast", settings.get_profile("steady"), max_examples=15)
settings.load_profile("steady")

OPTIONAL = {
    "browser": "bash .ci/run, or python -m pytest -m browser",
    "thorough": "bash .ci/run, or python -m pytest -m thorough",
    "long": "python -m pytest -m long",
}
"""The markers that a run may leave out, and what runs them."""
SECONDS = {"thorough": 5.0, "browser": 3.0, "slow": 2.0, "app": 0.5}
"""About how long a test of each marker takes, where the marker says nothing else; all others take next to nothing."""
TOGETHER = {
    "all posts": {
        "tests/analytics/sources/test_credibility.py",
        "tests/analytics/sources/test_internshala.py",
        "tests/analytics/statistics/test_coverage.py",
    }
}
"""Files whose tests read the same data for seconds: one process reads them once."""
SLOW_FOLDERS = {"tests/analytics/commands", "tests/app", "tests/browser", "tests/fuzz"}
"""The folders all of whose tests have a marker of the folder, and none is fast."""
SAY_EVERY = 20
"""Seconds after which a run says which file it is at."""
LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Has the fast check pass over folders without a fast test: to import what opens pages takes longer than most."""
    slow = collection_path.relative_to(ROOT).as_posix() in SLOW_FOLDERS if collection_path.is_dir() else False
    return True if slow and config.option.markexpr == "fast" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by where they lie and what they need; then puts the files that take longest first.

    Where several processes share the files, none is left alone with a long one at the end.
    """
    for item in items:
        folders = item.path.relative_to(ROOT).parts
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("evidence")
        elif folders[:2] in (("tests", "app"), ("tests", "browser"), ("tests", "fuzz")):
            item.add_marker(folders[1])
        elif folders[:3] == ("tests", "analytics", "commands"):
            item.add_marker("slow")  # each test runs a whole command, some in a process of their own
        elif not any(map(item.get_closest_marker, ("slow", "thorough", "long"))):
            item.add_marker("fast")
    seconds = Counter[Path]()
    for item in items:
        seconds[item.path] += duration(item)
    items.sort(key=lambda item: -seconds[item.path])


class FileByFile(LoadFileScheduling):
    """Gives a process one file after the other, and files that share something costly to the same process."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((shared for shared, files in TOGETHER.items() if file in files), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FileByFile:
    """Called where several processes share the tests."""
    return FileByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Sets what collection made aside from the search for garbage: half a second each time, at the end ten times.

    At the very end it goes as usual: duckdb prints what is left of it.
    """
    gc.freeze()
    atexit.register(gc.unfreeze)


def duration(item: pytest.Item) -> float:
    """About how many seconds a test takes, by its markers."""
    marks = ((mark, SECONDS[name]) for name in SECONDS if (mark := item.get_closest_marker(name)))
    return next((float(mark.args[0]) if mark.args else usual for mark, usual in marks), 0.01)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Counts the tests that a run leaves out, by marker; a worker hands its count to the process that reports.

    A run of the tests that failed last leaves out an empty list where nothing else stands in their files.
    """
    if not items:
        return
    config = items[0].config
    left_out = config.stash.setdefault(LEFT_OUT, Counter[str]())
    left_out.update(name for item in items for name in OPTIONAL if item.get_closest_marker(name))
    if hasattr(config, "workeroutput"):
        config.workeroutput["left out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Takes the count of a worker that has ended."""
    output = getattr(node, "workeroutput", {})
    node.config.stash[LEFT_OUT] = Counter(output.get("left out", {}))  # type: ignore[attr-defined]


class Progress:
    """Says from time to time which file a run is at."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter, self._last = reporter, time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called after each test."""
        if time.monotonic() - self._last > SAY_EVERY:
            self._last = time.monotonic()
            self._reporter.ensure_newline()
            self._reporter.write_line(f"at {report.nodeid.partition('::')[0]}")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Has the process that reports say where it is; the fast check tries fewer examples of each property."""
    if config.option.markexpr == "fast":
        settings.load_profile("fast")
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(reporter), "progress")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Names what was left out, and why tests skipped: nobody shall think that a browser was opened where none was."""
    skipped = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()))
    for reason, number in skipped.items():
        terminalreporter.write_line(f"{number} × {reason}", yellow=True)
    for name, number in config.stash.get(LEFT_OUT, Counter()).items() if not config.option.keyword else ():
        terminalreporter.write_line(f"left out: {number} tests marked “{name}” ({OPTIONAL[name]})", yellow=True)


@pytest.fixture(autouse=True)
def the_same_main_module() -> Iterator[None]:
    """Streamlit's own tests put a page in its place, and leave it there: processes started later would run it."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the project that holds the evidence and the sample files."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the evidence in ../shared, which is absent here; README says where it is to be had")
    return folder
