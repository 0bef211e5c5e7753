"""Numbers that stand for employers: the same for one firm in one family, and nothing else to be read from them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.reading.packaged import read, resource, survey
from analytics.sources.employers import firm_key, number_employers, role_families


def test_spellings_of_one_firm_are_one() -> None:
    names = [
        "Rao Textiles Pvt. Ltd.",
        "RAO TEXTILES PRIVATE LIMITED",
        "Rao-Textiles (OPC) Private Limited",
        "rao textiles",
    ]
    assert {firm_key(name) for name in names} == {"rao textiles"}
    assert firm_key("Rao Textile Mills") != firm_key("Rao Textiles")


def test_a_firm_cannot_be_followed_from_family_to_family() -> None:
    firms = pd.Series([f"Firm {number % 500}" for number in range(1000)])
    families = pd.Series(["Back office"] * 500 + ["Sales"] * 500)
    numbers = number_employers(firms, families, b"seed")
    assert numbers.nunique() == 1000
    first, second = numbers[:500].to_numpy(), numbers[500:].to_numpy()
    # Neither the order of names nor the number in one family tells anything of the other.
    assert stats.spearmanr(first, second).pvalue > 0.01
    assert stats.spearmanr(first, np.arange(500)).pvalue > 0.01


def test_the_draw_is_repeated_by_its_seed_alone() -> None:
    firms, families = pd.Series(["A", "B", "C", "D", "E"]), pd.Series(["x"] * 5)
    second = number_employers(firms[::-1], families[::-1], b"one")
    assert number_employers(firms, families, b"one").tolist() == second[::-1].tolist()
    draws = {tuple(number_employers(firms, families, bytes([seed]))) for seed in range(20)}
    assert len(draws) > 10


def test_the_family_is_the_ladder_or_the_sector() -> None:
    families = role_families(
        pd.Series(["Data entry operator", "Web developer", "Not stated"]), pd.Series(["x", "y", "Legal"])
    )
    assert families.tolist() == ["Back office", "IT & software", "Legal"]


def test_no_dimension_filter_or_order_shows_the_employer() -> None:
    posted = survey("posted_pay")
    assert posted.clusters is not None
    assert "employer" not in posted.dimensions
    assert "employer" not in resource("posted_pay")["survey"]["dimensions"]
    table = read("posted_pay")
    by_first_row = table.drop_duplicates("employer")["employer"]
    assert stats.spearmanr(by_first_row, np.arange(len(by_first_row))).pvalue > 0.01


def test_posts_of_one_number_are_of_one_family() -> None:
    table = read("posted_pay")
    families = role_families(table["role"], table["sector"])
    assert (families.groupby(table["employer"]).nunique() == 1).all()


@pytest.mark.parametrize("name", ["", "Not stated"])
def test_a_firm_without_a_name_is_alone(name: str) -> None:
    assert number_employers(pd.Series([name] * 3), pd.Series(["x"] * 3), b"").nunique() == 3
