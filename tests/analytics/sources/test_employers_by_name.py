"""What employers add up to by name: what is written down, what is not, and that it gives what the names would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.model import Survey
from analytics.reading.packaged import read, survey
from analytics.sources.employers_by_name import FIGURES, GROUPED_BY, LEAST_EMPLOYERS, employers_by_name
from analytics.statistics.bands import DOMINANT, LARGE, salary_bands
from tests.builders import survey as built


def surveys(share: float) -> tuple[Survey, Survey]:
    """60 posts of one city, of which a firm places a share, in two families; the others have an employer each."""
    random = np.random.default_rng(5)
    of_first = round(60 * share)
    names = [0] * of_first + list(range(1, 61 - of_first))
    numbers = [0] * (of_first // 2) + [100] * (of_first - of_first // 2) + list(range(1, 61 - of_first))
    dimensions = {name: ["x"] * 60 for name in GROUPED_BY}
    pay = random.normal(100, 10, 60)
    by_number, by_name = (built(pay, clusters=clusters, **dimensions) for clusters in (numbers, names))
    return by_number, by_name


def of_city(by_number: Survey, by_name: Survey) -> pd.DataFrame:
    table = employers_by_name(by_number, by_name, [("city",)])
    return table[table["pay"] == "middle"]


@pytest.mark.parametrize(("share", "rounded"), [(0.05, 0.05), (0.0834, 0.08), (0.1, 0.1), (0.25, 0.25), (0.267, 0.27)])
def test_shares_are_whole_hundredths_on_their_side_of_the_limits(share: float, rounded: float) -> None:
    row = of_city(*surveys(share)).iloc[0]
    assert row[list(GROUPED_BY)].tolist() == ["", "x", "", "", "", ""]
    assert row["largest_share"] == rounded
    assert (row["largest_share"] >= LARGE) == pd.notna(row["without_largest"])


def test_groups_of_few_employers_have_no_figures_and_only_where_one_decides() -> None:
    by_number, by_name = surveys(0.9)  # seven employers by name
    row = of_city(by_number, by_name).iloc[0]
    assert row[list(FIGURES)].isna().all()
    alone = replace(by_name, clusters=by_number.clusters)
    assert of_city(by_number, alone).empty  # what numbers tell as well is not written down


def test_no_row_names_an_employer_or_tells_of_fewer_than_ten() -> None:
    table = read("employers_by_name")
    assert list(table) == [*GROUPED_BY, "pay", *FIGURES]
    assert table["employers"].dropna().ge(LEAST_EMPLOYERS).all()
    assert table.loc[table["employers"].isna(), list(FIGURES)].isna().all(axis=None)
    assert (table["largest_share"] * 100).dropna().apply(lambda share: abs(share - round(share)) < 1e-9).all()


def test_the_groups_that_ship_are_groups_of_the_survey() -> None:
    shipped, table = survey("posted_pay"), read("employers_by_name")
    cities = salary_bands(shipped, ["city"], bounds=False).set_index("city")
    rest = [name for name in GROUPED_BY if name != "city"]
    alone = table[(table["city"] != "") & (table[rest] == "").all(axis=1) & (table["pay"] == "middle")]
    alone = alone.set_index("city")
    assert len(alone) > 100
    numbers = alone["employers"].dropna()
    assert (cities.loc[numbers.index, "clusters"] == numbers).all()
    assert cities.loc[alone.index[alone["employers"].isna()], "flagged"].all()
    decided = alone.index[alone["largest_share"] > DOMINANT]
    assert len(decided)
    assert (cities.loc[decided, "quality"] == "unreliable").all()
