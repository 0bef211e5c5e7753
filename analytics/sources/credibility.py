"""Find posts whose stated pay a careful job counsellor would not believe, and say why.

Many advertisements are not jobs: they offer the same pay, well above the going rate, for unrelated kinds of work that a
beginner may do from home, word for word from many "firms". They lure people into fees, into training they pay for
themselves, or into work for commission alone. The rules below find them from the posts alone. Each has a reason that a
reader can check, and each post gets the first reason that applies, in the order of `DOUBTS`.

How well the rules do is measured on posts labelled by hand: `tests/analytics/sources/test_credibility.py`.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Experience
from analytics.reading.fields.places import FROM_HOME
from analytics.reading.packaged import SEPARATOR
from analytics.sources.employers import firm_key

NO_DOUBT = "none"
REPEAT = "repeat"
BAIT_SERIES = "bait series"
FAR_ABOVE = "far above similar posts"
IMPLAUSIBLE = "implausible pay"

DOUBTS = (IMPLAUSIBLE, BAIT_SERIES, FAR_ABOVE, REPEAT, NO_DOUBT)
"""The reasons in order of precedence. Repeats come last: one copy of a credible post is kept, none of bait."""

COLUMNS = (
    "title",
    "firm",
    "location",
    "city",
    "role",
    "sector",
    "experience",
    "work_mode",
    "pay_low",
    "pay_high",
    "posted",
)

LOWEST_YEARLY_PAY = 200_000
"""The site takes no full-time post below this pay, in rupees a year."""
WIDEST_RANGE = 5.0
"""At this ratio of high to low end, a range says nothing about pay. In nine posts in ten it is at most 2."""
TENFOLD = 10.0
"""Times the typical pay of the work that point to a slip by a factor of ten, or to another unit."""

SAME_PAY = 0.14
"""A firm offers one pay for all its work if half of its posts lie this close to its median pay, as a share of it."""
ONE_TRADE = 2 / 3
"""A firm with more than this share of its posts in one role is single-trade, so uniform pay is unsurprising."""
SECTORS_AT_HOME, SECTORS_AT_OFFICE = 3, 6
"""Unrelated sectors of work for which a firm offers beginners one pay."""
ABOVE_AT_HOME, ABOVE_AT_OFFICE = 1.75, 1.95
"""The ratio of uniform pay to typical pay that raises doubt. Sound firms that pay beginners well stay below it."""
MEMBER_ABOVE = 1.5
"""Times the typical pay from which a beginners' post shares the doubt about its firm; below, its pay is believable."""

SERIES_ROLES = 2
"""Roles for which a firm repeats one range for work from home, for it to count towards a series."""
SERIES_FIRMS = 3
"""Firms that repeat the same range in this way, for it to be a series."""
SERIES_ABOVE = 1.65
"""The ratio of a series' range to the typical pay of the work."""
SERIES_OF_ONE = 7
"""Roles for which a single firm repeats one range for work from home, for it to be a series of its own, from
`MEMBER_ABOVE` times the typical pay."""

SAME_RANGE_POSTS, SAME_RANGE_SECTORS = 8, 3
"""Posts for beginners and unrelated sectors, sales among them, for which one firm repeats one range, from home or not,
for it to be a series."""
SAME_RANGE_ABOVE = 2.2
"""Times the typical pay from which a post counts towards such a series. Commission lifts the pay of sellers, so sound
firms that sell offer up to this, and for selling alone."""

CLERICAL_AT_HOME = 1.6
"""Times the typical pay that clerical work from home may offer a beginner: it is paid much alike everywhere."""
ANYWHERE = 7.0
"""Times the typical pay that any post may offer a beginner."""

LEAST_FIRMS = 8
"""Firms needed to know the typical pay of a role; below, that of its sector stands in."""
ROUNDS = 3
"""Rounds of computing typical pay: first from offices alone, then from posts not in doubt. Stable after three."""

CLERICAL = frozenset(["Office & administration"])
COMMISSION = frozenset(["Sales"])
"""Sectors in which one high pay for every beginner is part of the trade."""
SPECIALISTS = frozenset(["Healthcare"])
"""Sectors in which some earn many times the typical pay from their first year."""
BEGINNERS = frozenset([Experience.FRESHER.value, Experience.ONE_TO_TWO.value])

_SAME_POST = ("title", "firm", "location", "pay_low", "pay_high", "experience")
_SAME_OFFER = ("role", "firm", "city", "pay_low", "pay_high", "experience")
_AFTER_HEAD = re.compile(r"[(\[].*|\s[-–—|].*")


def doubts(posts: pd.DataFrame) -> pd.Series:
    """For each post the reason to doubt it, or "none".

    Args:
        posts: posts that state pay: `COLUMNS`, with pay in rupees a year, `posted` the date and `experience` a level.
            Firms must be from one site, since the rules count posts of the same firm and of the same series.

    Returns:
        One of `DOUBTS` for each row, with the index of `posts`.

    Method:
        Typical pay is the median of the firms' median pay (middle of the range) for a role at a level of experience, or
        for its sector, where fewer than `LEAST_FIRMS` firms offer the role. The first round counts only posts at a
        named place, because bait is mostly work from home; later rounds count all posts not in doubt.

    Raises:
        KeyError: for a missing column.
    """
    missing = [column for column in COLUMNS if column not in posts]
    if missing:
        raise KeyError(f"posts need the column {', '.join(missing)}")
    rows = posts[list(COLUMNS)].reset_index(drop=True)
    rows["pay"] = (rows["pay_low"] + rows["pay_high"]) / 2
    rows["home"] = rows["work_mode"] == FROM_HOME
    rows["fresh"] = rows["experience"] == Experience.FRESHER
    rows["beginner"] = rows["experience"].isin(BEGINNERS)
    rows["waged"] = ~rows["sector"].isin(COMMISSION)
    says_nothing = (rows["pay_low"] < LOWEST_YEARLY_PAY) | (rows["pay_high"] >= WIDEST_RANGE * rows["pay_low"])
    credible = ~says_nothing & ~rows["home"]
    for _ in range(ROUNDS):
        rows["above"] = _above_typical(rows, credible)
        ordinary = rows["beginner"] & ~rows["sector"].isin(SPECIALISTS)
        clerical = rows["fresh"] & rows["home"] & rows["sector"].isin(CLERICAL)
        implausible = says_nothing | (ordinary & (rows["above"] >= TENFOLD))
        sample = rows[~implausible & rows["fresh"] & rows["waged"]]
        series = _of_one_pay_firms(rows, sample) | _of_shared_ranges(rows, sample)
        series |= _of_same_ranges(rows, ordinary & ~implausible)
        far = ordinary & (rows["above"] >= np.where(clerical, CLERICAL_AT_HOME, ANYWHERE))
        credible = ~(implausible | series | far)
    masks = [implausible, series, far, _repeats(rows)]
    return pd.Series(np.select(masks, DOUBTS[:-1], NO_DOUBT), index=posts.index, name="doubt")


def _above_typical(rows: pd.DataFrame, credible: pd.Series) -> pd.Series:
    """The ratio to the typical pay of the same work and experience; 1 if no typical pay is known."""
    base = rows[credible]
    typical = pd.Series(np.nan, index=rows.index)
    for work in ("role", "sector"):
        by = [work, "experience"]
        of_firms = base.groupby(["firm", *by])["pay"].median()
        statistics = of_firms.groupby(by).agg(["median", "size"])
        typical = typical.fillna(rows[by].join(statistics[statistics["size"] >= LEAST_FIRMS], on=by)["median"])
    return (rows["pay"] / typical).fillna(1.0)


def _of_one_pay_firms(rows: pd.DataFrame, sample: pd.DataFrame) -> pd.Series:
    """Posts for beginners of firms that offer one high pay for unrelated work."""
    firms = _summary(sample, ["firm", "home"])
    home = firms["home"]
    one_pay = (
        (firms["deviation"] <= SAME_PAY)
        & (firms["top_role"] <= ONE_TRADE)
        & (firms["sectors"] >= np.where(home, SECTORS_AT_HOME, SECTORS_AT_OFFICE))
        & (firms["above"] >= np.where(home, ABOVE_AT_HOME, ABOVE_AT_OFFICE))
    )
    member = rows["beginner"] & rows["waged"] & (rows["above"] >= MEMBER_ABOVE)
    doubtful: pd.Series = member & rows["firm"].isin(firms.loc[one_pay, "firm"])
    return doubtful


def _of_shared_ranges(rows: pd.DataFrame, sample: pd.DataFrame) -> pd.Series:
    """Posts for freshers from home whose range several firms repeat for several roles each, or one firm for many."""
    span = ["pay_low", "pay_high"]
    ranges = _summary(sample[sample["home"]], ["firm", *span])
    ranges = ranges[(ranges["roles"] >= SERIES_ROLES) & (ranges["top_role"] <= ONE_TRADE)]
    shared = ranges[ranges["above"] >= SERIES_ABOVE]
    shared = shared[shared.groupby(span)["firm"].transform("size") >= SERIES_FIRMS]
    of_one = ranges[(ranges["roles"] >= SERIES_OF_ONE) & (ranges["above"] >= MEMBER_ABOVE)]
    keys = [pd.MultiIndex.from_frame(table[["firm", *span]]) for table in (rows, pd.concat([shared, of_one]))]
    doubtful: pd.Series = rows["fresh"] & rows["home"] & keys[0].isin(keys[1])
    return doubtful


def _of_same_ranges(rows: pd.DataFrame, sample: pd.Series) -> pd.Series:
    """Posts for beginners far above the typical pay, at a range that the firm repeats for unrelated work.

    An identical range is stronger evidence than similar pay, so sales count here: a firm that offers callers, trainees
    and office assistants one range that only commission could explain does not pay it to all of them.
    """
    by = ["firm", "pay_low", "pay_high"]
    far = rows[sample & (rows["above"] >= SAME_RANGE_ABOVE)]
    groups = far.groupby(by)
    sectors = (
        far["sector"].where(far["sector"] != NOT_STATED).groupby([far[column] for column in by]).transform("nunique")
    )
    frequent = (groups["pay"].transform("size") >= SAME_RANGE_POSTS) & (sectors >= SAME_RANGE_SECTORS)
    return frequent.reindex(rows.index, fill_value=False)


def _summary(posts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Summarise each group: its numbers of roles and sectors, the share of its commonest role, and its pay."""
    of_role = posts.groupby([*by, "role"])["pay"].transform("size")
    groups = posts.groupby(by)
    away = (posts["pay"] / groups["pay"].transform("median") - 1).abs()
    return (
        posts.assign(away=away, share=of_role / groups["pay"].transform("size"))
        .groupby(by)
        .agg(
            roles=("role", "nunique"),
            sectors=("sector", "nunique"),
            top_role=("share", "max"),
            above=("above", "median"),
            deviation=("away", "median"),
        )
        .reset_index()
    )


def _repeats(rows: pd.DataFrame) -> pd.Series:
    """Posts that repeat an earlier one of the firm in other words: same place, pay and experience, same title or role.

    Only the head of a title is compared: "Sales Associate (Urgent Hiring)" and "Sales associate – Pune" match. A post
    for the same role is a separate offer if it names a place that no earlier one named.
    """
    heads = {title: _AFTER_HEAD.sub("", title).strip().casefold() or title for title in rows["title"].unique()}
    firms = {firm: firm_key(firm) for firm in rows["firm"].unique()}
    with_keys = rows.assign(title=rows["title"].map(heads), firm=rows["firm"].map(firms))
    # Within a day, the post with the most places comes first, so the result does not depend on the order of rows.
    fewer = -with_keys["city"].str.count(re.escape(SEPARATOR))
    with_keys = with_keys.assign(fewer=fewer).sort_values(["posted", "fewer", "city"], kind="stable")
    by_place = with_keys.assign(city=with_keys["city"].str.split(SEPARATOR)).explode("city")
    in_every_place = by_place.duplicated([*_SAME_OFFER]).groupby(level=0).all().reindex(with_keys.index)
    duplicate: pd.Series = with_keys.duplicated([*_SAME_POST]) | (in_every_place & (with_keys["role"] != NOT_STATED))
    return duplicate.reindex(rows.index)
