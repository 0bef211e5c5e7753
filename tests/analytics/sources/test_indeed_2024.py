"""Posts of Indeed from 2024: which are office work, by their titles, and what they offer."""

from __future__ import annotations

import pytest

from analytics.reading.packaged import read, survey
from analytics.sources import indeed_2024


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("BACK-OFFICE executive (night)", indeed_2024.CORE),
        ("Urgent: D.E.O / Data Processing staff", indeed_2024.CORE),
        ("Documents verification - freshers", indeed_2024.CORE),
        ("Office asistant cum cashier", indeed_2024.CORE),
        ("Head clerk", indeed_2024.OFFICE),
        ("Data entry manager", indeed_2024.OFFICE),
        ("Receptionist", indeed_2024.OFFICE),
    ],
)
def test_the_rule_of_words(title: str, kind: str) -> None:
    assert indeed_2024.office_work(title, True) == kind
    assert indeed_2024.office_work(title, False) == indeed_2024.OTHER_WORK


def test_the_core_lies_under_the_floor_of_internshala() -> None:
    # Counted once by hand for the evidence: n 42, medians 11,555 and 20,000 of low and high ends.
    rows = read("indeed_2024").query("office_work == 'Clerical core'")
    assert 30 <= rows["posts"].sum() <= 50
    assert rows["pay_low"].median() == pytest.approx(11_555, rel=0.05)
    assert rows["pay_high"].median() == pytest.approx(20_000, rel=0.05)


def test_employers_are_unknown() -> None:
    assert survey("indeed_2024").clusters is None
