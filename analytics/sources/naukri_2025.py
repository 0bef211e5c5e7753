"""Naukri.com, late September 2025: a sample of 200 posts of every kind of work; those with pay are shown as a list."""

from __future__ import annotations

import pandas as pd

from analytics.sources.base import NO_PAY, first_reason, levels, numbers, places, posts_source, work


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """Read standard columns; years are the least asked."""
    low, high = numbers(raw["pay_low_month"]), numbers(raw["pay_high_month"])
    kind = work(raw["title"]).drop(columns="work_mode")
    posts = kind.join(places(raw["location"])).assign(
        firm=raw["company"],
        experience=levels(numbers(raw["experience_min_years"])),
        pay_low=low,
        pay_high=high,
    )
    return posts.assign(left_out=first_reason({NO_PAY: low.isna() & high.isna()}))


SOURCE = posts_source(
    "naukri_2025.csv",
    "more/naukri_sept2025_sample200.csv.gz",
    ("role", "sector", "city", "state", "experience"),
    read,
)
