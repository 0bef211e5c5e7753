"""Indeed in India, December 2020: results of seven searches, with both ends of pay; places are unknown."""

from __future__ import annotations

import pandas as pd

from analytics.sources.base import NO_PAY, REPEAT, first_reason, levels, numbers, posts_source, work


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """Read standard columns; years of experience come from titles."""
    low, high = numbers(raw["pay_low_month"]), numbers(raw["pay_high_month"])
    posts = work(raw["title"]).assign(
        firm=raw["company"], experience=levels(numbers(raw["experience_years_named"])), pay_low=low, pay_high=high
    )
    duplicate = raw.duplicated(["title", "company", "pay_as_printed"])
    return posts.assign(left_out=first_reason({NO_PAY: low.isna() & high.isna(), REPEAT: duplicate}))


SOURCE = posts_source("indeed_2020.csv", "more/indeed_india_dec2020.csv.gz", ("role", "sector", "experience"), read)
