"""The quick form of `tests.benchmarks.coverage`: intervals of posts hold the truth when other employers post."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks import coverage


@pytest.fixture(scope="module")
def posts():
    return coverage.read_posts(coverage.EVIDENCE)


@pytest.mark.thorough(20)
def test_intervals_hold_the_truth_for_other_employers(posts) -> None:
    table = coverage.measured(posts, 21, 100, seed=4)
    for check, (target, measured) in coverage.verdicts(table).items():
        assert measured >= target, (check, measured, table.round(2).to_string())
    uneven = table[table["largest"] > 0.25]
    assert len(uneven)
    assert uneven["flagged"].all(), uneven.to_string()


@pytest.mark.slow
def test_halves_of_the_employers_agree(posts) -> None:
    halves = coverage.halves(posts, 2, np.random.default_rng(3))
    assert (halves["agree"] >= coverage.AGREE * halves["compared"]).all(), halves.to_string()
