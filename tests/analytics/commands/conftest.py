"""What the tests of the command line have in common."""

from collections.abc import Iterator
from functools import cache

import pytest

from analytics.reading import packaged, reader_client
from analytics.reading.importing.read import read_csv


@pytest.fixture(scope="module", autouse=True)
def packaged_data_are_read_once() -> Iterator[None]:
    """Reading the posts takes longer than most commands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packaged, "survey", cache(packaged.survey))
        yield


@pytest.fixture(autouse=True)
def no_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is read in this process, unless a test asks for `reader`: to start another takes longer than to read one.

    That both read the same is tested in `tests/analytics/reading/test_reader_client.py`.
    """
    if "reader" not in request.fixturenames:
        monkeypatch.setattr(reader_client, "read_untrusted", read_csv)


@pytest.fixture
def reader() -> None:
    """A file is read in a process of its own, as it is outside of tests."""
