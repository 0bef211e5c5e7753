"""What the tests of the command line have in common."""

from collections.abc import Iterator
from functools import cache

import pytest

from analytics.reading import packaged


@pytest.fixture(scope="module", autouse=True)
def packaged_data_are_read_once() -> Iterator[None]:
    """Reading the posts takes longer than most commands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packaged, "survey", cache(packaged.survey))
        yield
