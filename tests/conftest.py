"""What every test may ask for."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.paths import ROOT

# A busy machine is no reason for a test to fail; the same examples each time make a failure one that can be repeated.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by where they lie and what they need, so that one can run those of a kind."""
    for item in items:
        folders = item.path.relative_to(ROOT).parts
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("evidence")
        elif folders[:2] in (("tests", "app"), ("tests", "browser"), ("tests", "fuzz")):
            item.add_marker(folders[1])
        elif folders[:3] == ("tests", "analytics", "commands"):
            item.add_marker("slow")  # each test runs a whole command, some in a process of their own
        elif item.get_closest_marker("slow") is None and item.get_closest_marker("long") is None:
            item.add_marker("fast")


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
        pytest.skip("needs the folder ../shared beside the project (evidence and samples), which is absent here")
    return folder
