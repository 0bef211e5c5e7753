"""Job advertisements of one site → posted pay, demand by month, skills with pay: grouped, without any text of a post.

Titles, firms, links and sentences stay in the evidence; only standard names, figures and counts ship.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analytics.model import DataError, Dimension, Experience, Fault, Provenance, Survey
from analytics.reading.fields.pay import PayRange, read_pay
from analytics.reading.fields.places import FROM_HOME, OFFICE
from analytics.reading.gather import group_rows
from analytics.reading.packaged import SEPARATOR
from analytics.sources.base import NO_PAY, Source, places, work
from analytics.sources.credibility import NO_DOUBT, doubts
from analytics.sources.employers import number_employers, role_families, seed_of
from analytics.sources.employers_by_name import GROUPED_BY, employers_by_name
from analytics.texts import message

FILE = "internshala_postings.csv.gz"
COLUMNS = {
    "post_id": "post_id",
    "posted_date": "posted",
    "first_seen": "first_seen",
    "last_seen": "last_seen",
    "Job Title": "title",
    "Company": "firm",
    "Skills": "skills",
    "Location": "location",
    "Salary": "salary",
    "Experience": "experience_asked",
}
DIMENSIONS = ("role", "sector", "city", "state", "experience", "years", "work_mode", "quarter", "doubt")
EMPLOYER = "employer"
OTHER_CURRENCY = "pay in another currency"
FOLLOW_UP = np.timedelta64(60, "D")
"""The follow-up needed to know how long advertisements stay up: twice the site's usual thirty days."""
DAY = np.timedelta64(1, "D")

NO_SKILLS = frozenset(["", "not specified", "see job description via link"])
BENEFITS = frozenset(
    ["5 days a week", "informal dress code", "free snacks & beverages", "health insurance", "life insurance"]
)
"""Benefits that the site lists among the skills."""
SAME_SKILL = {
    "communication": "Effective Communication",
    "communication skills": "Effective Communication",
    "written communication": "Effective Communication",
    "spoken communication": "Effective Communication",
    "negotiations": "Negotiation",
    "react.js": "React",
    "html 5": "HTML",
    "css3": "CSS",
    "google suite (g suite)": "Google Workspace",
    "marketing strategy": "Marketing Strategies",
}
ANY_SKILL = "(any)"
"""The pseudo-skill of every post that names at least one: the baseline for a single skill."""
LEAST_POSTS_OF_SKILL = 30
LEAST_POSTS_IN_ROLE = 6
"""Posts of a role that must name a skill: fewer allow no median, hence no comparison."""
PAY_STEPS = (*range(0, 50_000, 2_500), *range(50_000, 100_000, 5_000), *range(100_000, 200_001, 25_000))
"""Lower ends of the steps of pay, rupees a month: 2,500 wide up to 50,000, 5,000 up to a lakh, 25,000 up to two lakh;
the last is open."""


def postings(evidence: Path, data: Path) -> dict[str, pd.DataFrame]:  # noqa: ARG001 (one signature for makers)
    """The files made from the advertisements: posted_pay.csv, employers_by_name.csv, postings.csv and skills.csv.

    Args:
        evidence: the folder with the advertisements (`FILE`).
        data: the folder with the reference tables; the readers of titles and places know their own.

    Returns:
        The tables by file name. Their `attrs` hold the descriptor's values: the period; for the pay, the numbers of
        posts read and left out, by reason.

    Raises:
        DataError: if the file lacks a column, repeats a post or has an invalid date.
    """
    posts = read_posts(evidence / FILE)
    tables = {
        "posted_pay.csv": posted_pay(posts),
        "employers_by_name.csv": _named_employers(posts),
        "postings.csv": demand(posts),
        "skills.csv": skills(posts),
    }
    period = f"{posts['posted'].min():%Y-%m-%d} to {posts['posted'].max():%Y-%m-%d}"
    unpaid = posts["unpaid"].value_counts().drop("")
    for table in tables.values():
        table.attrs["period"] = period
    tables["posted_pay.csv"].attrs |= {
        "read": len(posts),
        "leftOut": {str(reason): int(n) for reason, n in unpaid.items()},
    }
    return tables


def read_posts(path: Path) -> pd.DataFrame:
    """One row per advertisement in standard terms.

    Returns:
        post_id, posted, first_seen, last_seen (dates), title, firm, location, skills as in the file; role, sector,
        city and state (several joined by "|"), work_mode, years (whole years asked at least), experience
        (its level), quarter, pay_low and pay_high (rupees a year; missing where none is stated), unpaid (why there is
        no pay, or empty), doubt (empty where there is no pay) and employer (a number, see `number_employers`).
    """
    raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    _check(raw, path.name)
    posts = raw[list(COLUMNS)].rename(columns=COLUMNS)
    for column in ("posted", "first_seen", "last_seen"):
        posts[column] = pd.to_datetime(posts[column], format="%Y-%m-%d")
    posts["quarter"] = posts["posted"].dt.year.astype(str) + "-Q" + posts["posted"].dt.quarter.astype(str)
    posts["years"] = posts["experience_asked"].str.extract(r"(\d+)", expand=False).fillna("0").astype("int64")
    posts["experience"] = posts["years"].map(lambda years: Experience.of_years(years).value)
    posts = posts.join(places(posts["location"])).join(
        work(posts["title"]).rename(columns={"work_mode": "title_work_mode"})
    )
    posts["work_mode"] = posts["work_mode"].where(posts["work_mode"] != "", posts.pop("title_work_mode"))
    posts["work_mode"] = posts["work_mode"].where(posts["work_mode"] != "", OFFICE)
    families = role_families(posts["role"], posts["sector"])
    posts[EMPLOYER] = number_employers(posts["firm"], families, seed_of(path))
    return posts.join(_pay(posts["salary"])).pipe(_with_doubts)


def posted_pay(posts: pd.DataFrame) -> pd.DataFrame:
    """Advertisements that state pay in rupees, grouped by dimensions, employer and pay as posted (rupees a year)."""
    paid = posts[posts["unpaid"] == ""].astype({"pay_low": "int64", "pay_high": "int64"})
    return group_rows(paid, [*DIMENSIONS, EMPLOYER, "pay_low", "pay_high"])


def _named_employers(posts: pd.DataFrame) -> pd.DataFrame:
    """Sums over the employers of common groups of credible posts, by name."""
    paid = posts[posts["doubt"] == NO_DOUBT].reset_index(drop=True)
    firms = number_employers(paid["firm"], pd.Series("", paid.index), b"")
    dimensions = [Dimension.of(name, name, paid[name].tolist(), separator=SEPARATOR) for name in GROUPED_BY]
    by_number, by_name = (
        Survey.build(
            name="credible posts",
            provenance=Provenance("Advertisements", "nobody", "posted"),
            low=paid["pay_low"] / 12,
            high=paid["pay_high"] / 12,
            dimensions=dimensions,
            clusters=clusters,
        )
        for clusters in (paid[EMPLOYER], firms)
    )
    return employers_by_name(by_number, by_name)


def demand(posts: pd.DataFrame) -> pd.DataFrame:
    """Count advertisements by month, sector, place and experience: all, those that state pay, those for work from home.

    `coverage` is that of the month; the counts are as seen, not corrected by it.
    """
    flags = posts[["sector", "city", "state", "experience"]].assign(
        month=posts["posted"].dt.strftime("%Y-%m"),
        posts=1,
        with_pay=(posts["unpaid"] == "").astype("int64"),
        from_home=(posts["work_mode"] == FROM_HOME).astype("int64"),
    )
    by = ["month", "sector", "city", "state", "experience"]
    table = flags.groupby(by, sort=True)[["posts", "with_pay", "from_home"]].sum().reset_index()
    return table.assign(coverage=table["month"].map(coverage(posts)).round(3))


def coverage(posts: pd.DataFrame) -> pd.Series:
    """Estimate the share of each month's advertisements with pay that the daily snapshots can have caught.

    An advertisement of a day without a snapshot is still seen if it is up on the day of the next one. How long
    advertisements stay up is taken from those posted while there was a snapshot every day and at least 60 days of them
    followed. So the share of a day is the share of advertisements that last until the next snapshot; that of a month is
    the mean over its days.

    Returns:
        Shares between 0 and 1, by month ("2025-07").

    >>> day = pd.to_datetime
    >>> posts = pd.DataFrame({"posted": day(["2025-06-30", "2025-07-01"]), "unpaid": ["", ""]})
    >>> posts["first_seen"] = posts["last_seen"] = day(["2025-07-01", "2025-07-02"])
    >>> coverage(posts).round(3).to_dict()
    {'2025-06': 0.033, '2025-07': 0.065}
    """
    snapshots = np.unique(np.concatenate([posts["first_seen"].to_numpy(), posts["last_seen"].to_numpy()]))
    paid = posts[posts["unpaid"] == ""]
    observed = paid["posted"].between(snapshots[0], snapshots[-1] - FOLLOW_UP)
    sample = paid[observed] if observed.any() else paid
    lasting = np.sort((sample["last_seen"] - sample["posted"]).to_numpy() / DAY)
    first, last = posts["posted"].min().to_period("M"), posts["posted"].max().to_period("M")
    days = pd.date_range(first.start_time, last.end_time.normalize(), freq="D")
    position = np.searchsorted(snapshots, days.to_numpy())
    seen_later = position < len(snapshots)
    wait = (snapshots[np.minimum(position, len(snapshots) - 1)] - days.to_numpy()) / DAY
    share = 1 - np.searchsorted(lasting, wait, side="left") / len(lasting)
    return pd.Series(np.where(seen_later, share, 0.0)).groupby(days.strftime("%Y-%m")).mean()


def skills(posts: pd.DataFrame) -> pd.DataFrame:
    """Advertisements with credible pay by role, experience, skill and step of pay (rupees a month, its lower end).

    For each role and level, the skill "(any)" counts the posts that name any skill, so posts with and without a skill
    can be compared. Only skills of `LEAST_POSTS_OF_SKILL` posts in all and `LEAST_POSTS_IN_ROLE` in the role; a post
    counts in each of its skills.
    """
    credible = posts[posts["doubt"] == NO_DOUBT]
    monthly = (credible["pay_low"] + credible["pay_high"]) / 24
    steps = np.array(PAY_STEPS)
    lists = credible[["role", "experience"]].assign(
        skill=_skill_lists(credible["skills"]), pay_from=steps[np.searchsorted(steps, monthly, side="right") - 1]
    )
    lists = lists[lists["skill"].map(len) > 0].explode("skill")
    in_all = lists.groupby("skill")["skill"].transform("size")
    in_role = lists.groupby(["role", "skill"])["skill"].transform("size")
    enough = (in_all >= LEAST_POSTS_OF_SKILL) & (in_role >= LEAST_POSTS_IN_ROLE)
    return group_rows(lists[enough], ["role", "experience", "skill", "pay_from"])


def _check(raw: pd.DataFrame, file: str) -> None:
    missing = [column for column in COLUMNS if column not in raw]
    faults = [Fault(file, message("the column is missing"), column=column) for column in missing]
    for column in {"posted_date", "first_seen", "last_seen"} - set(missing):
        wrong = pd.to_datetime(raw[column], format="%Y-%m-%d", errors="coerce").isna()
        faults += [
            Fault(file, message("must be a date such as 2026-08-31"), int(row) + 2, column, str(raw[column].iloc[row]))
            for row in np.flatnonzero(wrong)
        ]
    if "post_id" not in missing:
        faults += [
            Fault(file, message("repeats an earlier post"), int(row) + 2, "post_id", str(raw["post_id"].iloc[row]))
            for row in np.flatnonzero(raw["post_id"].duplicated())
        ]
    if faults:
        raise DataError(faults)


def _pay(salaries: pd.Series) -> pd.DataFrame:
    """Parse pay in rupees a year as posted (one figure is a range of zero width), or give the reason for none."""
    rows = {text: _pay_row(text) for text in salaries.unique()}
    return pd.DataFrame([rows[text] for text in salaries], index=salaries.index)


def _pay_row(text: str) -> dict[str, float | str]:
    pay = read_pay(text)
    if not isinstance(pay, PayRange) or pay.low is None or pay.high is None:
        return {"pay_low": np.nan, "pay_high": np.nan, "unpaid": NO_PAY}
    if pay.currency != "INR":
        return {"pay_low": np.nan, "pay_high": np.nan, "unpaid": OTHER_CURRENCY}
    return {"pay_low": pay.low, "pay_high": pay.high, "unpaid": ""}


def _with_doubts(posts: pd.DataFrame) -> pd.DataFrame:
    paid = posts[posts["unpaid"] == ""]
    return posts.assign(doubt=doubts(paid).reindex(posts.index, fill_value=""))


def _skill_lists(texts: pd.Series) -> pd.Series:
    """For each post, its distinct skills plus `ANY_SKILL`; empty if it names none."""
    spelling: dict[str, str] = {}

    def of(text: str) -> list[str]:
        names = [" ".join(name.replace("(", " (").split()) for name in text.split(",")]
        names_of_skills = [name for name in names if name.lower() not in NO_SKILLS | BENEFITS]
        labels = {SAME_SKILL.get(name.lower()) or spelling.setdefault(name.lower(), name) for name in names_of_skills}
        return [ANY_SKILL, *sorted(labels)] if labels else []

    lists = {text: of(text) for text in sorted(texts.unique())}
    return texts.map(lists)


SOURCE = Source((FILE,), postings)
