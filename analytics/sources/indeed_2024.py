"""Indeed in India, about 2024: titles and places with both ends of pay; firms are unknown.

Four in ten posts are from Kerala and Tamil Nadu. The year is inferred from titles such as "Freshers (2024)".
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Experience
from analytics.sources.base import NO_PAY, REPEAT, first_reason, numbers, places, posts_source, work

CORE, OFFICE, OTHER_WORK = "Clerical core", "Other office work", "Other work"
_CORE = re.compile(
    r"\bback[- ]?office|data[- ](?:entry|process|validat|digiti)\w*|\bdeo\b|documents?[- ](?:verif|scan)\w*|"
    r"\bcomputer (?:operator|staff)|office (?:as+istant|executive|associate|work|staff)|\bclerk|\bkyc verif",
    re.IGNORECASE,
)
"""Titles of the clerical core: back office, data entry, verification of documents, computer operators, clerks."""
_NOT_CORE = re.compile(r"\bmanager|\bhead\b|sales", re.IGNORECASE)
_FRESH = re.compile(r"\bfresher|\bfresh graduate|\btrainee|entry[- ]level", re.IGNORECASE)


def office_work(title: str, office: bool) -> str:
    """Classify a title: clerical core, other office work (as marked in the evidence), or other work.

    >>> [office_work(title, True) for title in ("Back Office Executive", "HR Trainee", "Back office manager")]
    ['Clerical core', 'Other office work', 'Other office work']
    >>> office_work("Welder", False)
    'Other work'
    """
    if not office:
        return OTHER_WORK
    return CORE if _CORE.search(title) and not _NOT_CORE.search(title) else OFFICE


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """Read standard columns; only titles tell whether a post is for beginners."""
    low, high = numbers(raw["pay_low_month"]), numbers(raw["pay_high_month"])
    kind = work(raw["title"]).drop(columns="work_mode")
    fresh = raw["title"].str.contains(_FRESH)
    posts = kind.join(places(raw["location"])).assign(
        office_work=list(map(office_work, raw["title"], raw["office_role"] == "True")),
        experience=np.where(fresh, Experience.FRESHER.value, NOT_STATED),
        pay_low=low,
        pay_high=high,
    )
    duplicate = raw.duplicated(["title", "location", "pay_as_printed"])
    return posts.assign(left_out=first_reason({NO_PAY: low.isna() & high.isna(), REPEAT: duplicate}))


SOURCE = posts_source(
    "indeed_2024.csv",
    "more/indeed_india_2024.csv.gz",
    ("role", "sector", "office_work", "city", "state", "experience"),
    read,
)
