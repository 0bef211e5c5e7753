"""What the tests of the analytics share: all posts of the evidence, read once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analytics.sources import internshala


@pytest.fixture(scope="session", autouse=True)
def posts_are_read_once() -> Iterator[None]:
    """To read all posts takes five seconds; nothing changes what was read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(internshala, "read_posts", cache(internshala.read_posts))
        yield


@pytest.fixture(scope="session")
def posts(shared: Path) -> pd.DataFrame:
    """All posts of the evidence, those in doubt too."""
    return internshala.read_posts(shared / "evidence" / internshala.FILE)
