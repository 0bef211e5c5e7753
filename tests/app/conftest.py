"""What the tests of the app may ask for: pages opened without a browser."""

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from analytics.reading import reader_client
from analytics.reading.files.table import Source
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions
from analytics.reading.importing.read import read_csv
from pages.parts.cache import answers, estimators, exhibits, surveys
from pages.parts.view import upload
from tests.app import visiting


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """AppTest reads the metadata of all that is installed for each run, which takes longer than most pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Opens a page by the name of its script, at a URL with these parameters, with these cards' tables unfolded."""
    return visiting.visit


def read_in_this_process(
    source: Source, options: ImportOptions = NO_OPTIONS, *, waiting: Any = None, sender: str = "", **how: Any
) -> Import:
    """As `read_untrusted`, which starts a reader for each file and keeps the next one warm."""
    return read_csv(source, options, **how)


@pytest.fixture(autouse=True)
def no_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is read in this process, and none is kept warm for the next, unless a test asks for `reader`."""
    if "reader" not in request.fixturenames:
        monkeypatch.setattr(upload, "read_untrusted", read_in_this_process)
        monkeypatch.setattr(upload, "keep_warm", lambda: None)
        monkeypatch.setattr(reader_client, "read_untrusted", read_in_this_process)


@pytest.fixture
def reader() -> None:
    """A file is read in a process of its own, as it is outside of tests."""


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """Nothing is remembered from other tests, and nothing is left to them."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


CACHES_OF_ANSWERS = [
    *((module, "_store") for module in (answers, exhibits)),
    *((surveys, name) for name in ("_read_hosted", "_deflate", "_of_employers")),
    (estimators, "_of_shared"),
]
"""What is kept of surveys that everyone may see: the module and the name of each cached function."""


@pytest.fixture
def fresh_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No survey of a host, and no answer, is remembered from other tests or left to them.

    Tables and packaged surveys stay, which take seconds to read, and so does what other tests have worked out.
    """
    empty_answers(monkeypatch)


def empty_answers(patch: pytest.MonkeyPatch) -> None:
    """Gives all that keeps answers an empty cache, for as long as the patch holds."""
    for module, name in CACHES_OF_ANSWERS:
        patch.setattr(module, name, OwnCache(getattr(module, name).__wrapped__))


class OwnCache:
    """A cached function with a cache of its own; no parameter that begins with _ is in the key, as with Streamlit."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function, self._results = function, dict[tuple[Any, ...], Any]()
        self._signature = inspect.signature(function)

    def __call__(self, *values: Any, **named: Any) -> Any:
        arguments = self._signature.bind(*values, **named).arguments
        key = tuple(value for name, value in arguments.items() if not name.startswith("_"))
        if key not in self._results:
            self._results[key] = self._function(*values, **named)
        return self._results[key]

    def clear(self) -> None:
        self._results.clear()
