"""Published pay claims → `published_pay.csv`: one claim a row, one name for each thing, each source graded by rule."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pandas as pd

from analytics.model import NOT_STATED, Experience
from analytics.reading.fields.places import read_place
from analytics.reading.fields.titles import read_title
from analytics.sources.base import Source
from analytics.sources.official import CAPITAL_REGION

Row = Mapping[Hashable, str]

MONTHS = {"month": 1, "year": 12}
"""The number of months that a published period covers."""


@dataclass(frozen=True)
class TrustRule:
    """A rule for grading a source; the first rule whose words appear in its column applies."""

    grade: str
    column: str
    words: str
    reason: str


TRUST_RULES = (
    TrustRule("official", "sector", r"^Government$", "a government pay scale, or a government office's own offer"),
    TrustRule(
        "official", "role", r"^Bank Clerk$|^Insurance Assistant", "a wage settlement of public banks or insurers"
    ),
    TrustRule("official", "source_title", r"\bNHM\b", "a government office's own offer"),
    TrustRule("article", "source", r"^Job post\b", "one employer's offer: first-hand, but only one"),
    TrustRule(
        "modelled site",
        "source_title",
        r"World Salaries|Payscale|AmbitionBox|SalaryBand|LinkedIn Salary|Average Salary Survey|In-Hand\.in",
        "entries of the site's own visitors or its own estimate; who answered, or how it is computed, is not known",
    ),
    TrustRule(
        "survey",
        "source_title",
        r"TeamLease|PayMap|Randstad (?:Insights|Salary|Annual|2025)|DQ-IDC|Kelly Services|Billion Careers|Indeed India"
        r"|Babajobs",
        "counted by a named organisation among employers, payrolls or its own postings",
    ),
    TrustRule("article", "source_title", r"", "a guide or a report that states figures and no method"),
)

EXCLUSION_REASONS: Mapping[str, str] = {
    **dict.fromkeys(("C0082", "C0192", "D0052"), "a chat room or forum: nobody answers for the figure"),
    **dict.fromkeys(("C0274", "C0275", "C0291", "C0292", "C0293"), "a copied text on a site without a publisher"),
    "C0246": "the page does not vouch for its own text",
    "C0337": "a page without a named publisher",
}
"""Claims that failed checking, with the reason."""

OPEN_TOPS: Mapping[str, str] = {"C0005": "the page prints ₹25,000 to ₹40,000+"}
"""Claims whose source prints a plus after the high end, which was lost during collection."""

NOT_ONE_ROLE: Mapping[str, str] = {
    "All roles (city average)": "city average",
    "All roles (sector average)": "sector average",
}
"""The evidence's names for averages over all roles. They are not clerical pay: use them only for differences."""

ROLES: Mapping[str, tuple[str, str]] = {
    "Accounts Executive (AP/AR)": ("Accounts payable and receivable executive", "Accounting & finance"),
    "Accounts Payable Clerk": ("Accounts payable and receivable executive", "Accounting & finance"),
    "Business Administrator": ("Business administrator", "Operations & management"),
    "Delivery Executive": ("Delivery executive", "Logistics & supply chain"),
    "Housekeeping Staff": ("Housekeeping staff", "Hospitality, travel & events"),
    "Insurance Assistant (clerk)": ("Insurance clerk", "Banking & insurance"),
    "KPO Analyst": ("KPO analyst", "BPO & customer support"),
    "Manager": ("Manager", "BPO & customer support"),
}
"""Role and sector of published roles that are not job titles; all others are read as titles."""

SECTORS: Mapping[str, str] = {
    "BPO": "BPO & customer support",
    "Banking & Finance": "Banking & insurance",
    "Construction & Real Estate": "Architecture & construction",
    "E-commerce & Retail": "Retail & e-commerce",
    "IT": "IT & software",
    "Manufacturing": "Engineering & manufacturing",
    "Sales & Marketing": "Marketing|Sales",
}
"""The sector of a published sector average, if its name differs here."""

_MIRRORS: Mapping[str, str] = {
    "prod-eks-app-alb-1037681640.ap-south-1.elb.amazonaws.com": "www.upgrad.com",
    "selfgrowth.com.698elwb02.blackmesh.com": "www.selfgrowth.com",
}
_POST, _EMPLOYER = "Job post", "Pay at one employer"
_ONE_POST = re.compile(r"\bjob post\b|\blisting\)|\bopening$", re.IGNORECASE)
_ONE_EMPLOYER = re.compile(r"/salaries/[^/]+-salaries/")
_FROM_THE_START = re.compile(r"fresh|entry|start|begin|initial|new(?:ly)? (?:recruit|joined)", re.IGNORECASE)
_IN_HAND = re.compile(r"in[- ]hand|\bnet\b", re.IGNORECASE)


def published_pay(evidence: Path, data: Path) -> dict[str, pd.DataFrame]:  # noqa: ARG001 (one signature for makers)
    """The table of `published_pay.csv`, one row for each claim that survives checking, in the order of the evidence.

    Args:
        evidence: folder with `published_pay.csv` as collected.
        data: folder of the shipped data; its reference tables give roles and places one name each.

    Returns:
        The tables by file name; pay in whole rupees per month, published figures as they were.

    Raises:
        ValueError: for a claim in another currency or period, or whose id is not unique.
    """
    claims, _ = check(read_claims(evidence))
    return {"published_pay.csv": normalise(claims)}


def read_claims(evidence: Path) -> pd.DataFrame:
    """Read the claims as collected: all text, missing values as empty strings."""
    return pd.read_csv(evidence / "published_pay.csv", dtype=str, keep_default_na=False)


def check(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split the claims into those kept and those left out, with a column `reason`; every row is in one of the two."""
    problems = [
        f"{column} must be {expected}, got {sorted(set(claims[column]) - options)}"
        for column, options, expected in (
            ("currency", {"INR"}, "INR"),
            ("period", set(MONTHS), "month or year"),
            ("pay_mid_kind", {"", "mean", "median", "typical"}, "mean, median or typical"),
        )
        if not set(claims[column]) <= options
    ]
    if claims["claim_id"].duplicated().any():
        problems.append(
            f"claim_id must be unique, repeated: {sorted(claims['claim_id'][claims.claim_id.duplicated()])}"
        )
    if problems:
        raise ValueError("published claims: " + "; ".join(problems))
    pay = ["pay_low", "pay_mid", "pay_high"]
    identity = ["role", "sector", "city", "state", "experience_label", *pay, "period", "source_url"]
    reason = claims["claim_id"].map(EXCLUSION_REASONS).fillna("")
    reason = reason.mask((reason == "") & claims.duplicated(identity), "the same claim of the same page again")
    reason = reason.mask((reason == "") & (claims[pay] == "").all(axis=1), "no figure")
    rejected = reason != ""
    return claims[~rejected], claims[rejected].assign(reason=reason[rejected])


def normalise(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims with standard names, ISO dates, pay per month, and the grade of their source."""
    sources = [_source(row) for row in claims.to_dict("records")]
    with_sources = claims.assign(source=[title for title, _ in sources])
    places = [_place(row) for row in claims.to_dict("records")]
    work = [_work(row) for row in claims.to_dict("records")]
    experience = claims[["experience_min_years", "experience_max_years", "experience_label"]].itertuples(index=False)
    months = claims["period"].map(MONTHS)
    low, middle, high = (_numbers(claims[column]) / months for column in ("pay_low", "pay_mid", "pay_high"))
    open_top = claims["claim_id"].isin(OPEN_TOPS)
    halfway = middle.isna() & low.notna() & high.notna() & ~open_top
    return pd.DataFrame(
        {
            "claim_id": claims["claim_id"],
            "kind": [_kind(row) for row in with_sources.to_dict("records")],
            "role": [role for role, _ in work],
            "role_as_published": claims["role"],
            "sector": [sector for _, sector in work],
            "city": [city for city, _ in places],
            "state": [state for _, state in places],
            "experience": [level_of(*words) for words in experience],
            "experience_as_published": claims["experience_label"],
            "years_low": _numbers(claims["experience_min_years"]).astype("Int64"),
            "years_high": _numbers(claims["experience_max_years"]).astype("Int64"),
            "pay_low": _rupees(low),
            "pay_middle": _rupees(middle.mask(halfway, (low + high) / 2)),
            "pay_high": _rupees(high),
            "high_open": open_top.map({True: "yes", False: "no"}),
            "middle_kind": claims["pay_mid_kind"].mask(halfway, "halfway"),
            "basis": [_basis(label) for label in claims["experience_label"]],
            "published_low": claims["pay_low"],
            "published_middle": claims["pay_mid"],
            "published_high": claims["pay_high"],
            "published_period": claims["period"],
            "sample_size": _numbers(claims["sample_size"]).astype("Int64"),
            "published": claims["published_date"],
            "trust": [trust_of(row).grade for row in with_sources.to_dict("records")],
            "source_title": [title for title, _ in sources],
            "source_url": [url for _, url in sources],
        }
    ).reset_index(drop=True)


def trust_of(claim: Row) -> TrustRule:
    """The rule that grades the source of a claim.

    >>> rule = trust_of({"sector": "", "role": "Clerk", "source": "", "source_title": "Temp pay (TeamLease Primer)"})
    >>> rule.grade, rule.reason
    ('survey', 'counted by a named organisation among employers, payrolls or its own postings')
    """
    return next(rule for rule in TRUST_RULES if re.search(rule.words, claim[rule.column], re.IGNORECASE))


def level_of(years_low: str, years_high: str, label: str) -> str:
    """The level of the least experience a claim asks for, as for advertisements; `NOT_STATED` without years.

    Words such as junior or senior carry no years. A claim from 0 years without an upper end covers a whole scale,
    unless it mentions beginners.

    >>> level_of("1", "5", ""), level_of("0", "", "Entry-level"), level_of("2", "", "Minimum 2 years")
    ('1–2 years', 'Fresher', '1–2 years')
    >>> level_of("0", "", "start to top of scale"), level_of("", "", "Senior")
    ('Not stated', 'Not stated')
    """
    if not years_low:
        return NOT_STATED
    scale = re.search(r"top of scale|maximum", label)
    whole = years_low == "0" and not years_high and (scale or not _FROM_THE_START.search(label))
    return NOT_STATED if whole else Experience.of_years(float(years_low)).value


def _kind(claim: Row) -> str:
    if claim["source"].startswith((_POST, _EMPLOYER)):
        return "one employer"
    return NOT_ONE_ROLE.get(claim["role"], "role")


def _work(claim: Row) -> tuple[str, str]:
    """Role and sector of work."""
    if claim["role"] in NOT_ONE_ROLE:
        return "All roles", SECTORS.get(claim["sector"], claim["sector"]) or NOT_STATED
    if claim["role"] in ROLES:
        return ROLES[claim["role"]]
    title = read_title(claim["role"])
    return (claim["role"] if title.role == NOT_STATED else title.role), title.sector


def _place(claim: Row) -> tuple[str, str]:
    """City and state; a city mentioned only in the experience text counts. A region of several states is neither."""
    if claim["city"] == CAPITAL_REGION:
        return CAPITAL_REGION, NOT_STATED
    place = read_place(claim["city"] or claim["state"])
    if not claim["city"] and (label_place := read_place(claim["experience_label"])).is_known:
        place = label_place if label_place.cities != (NOT_STATED,) else place
    return place.cities[0], place.states[0]


def _source(claim: Row) -> tuple[str, str]:
    """Title and https link of a source, without any employer's name."""
    title, url = claim["source_title"], claim["source_url"]
    parts = urlsplit(url)
    host = _MIRRORS.get(parts.netloc, parts.netloc)
    site = host.removeprefix("www.")
    if claim["claim_kind"] == "posting" or _ONE_POST.search(title):
        return f"{_POST} ({site})", f"https://{host}/"
    if _ONE_EMPLOYER.search(parts.path):
        return f"{_EMPLOYER} ({title[title.rfind('(') + 1 :].rstrip(')')})", f"https://{host}/"
    return title, urlunsplit(("https", host, parts.path, parts.query, ""))


def _basis(label: str) -> str:
    return "in hand" if _IN_HAND.search(label) else "gross" if "gross" in label.lower() else NOT_STATED


def _rupees(pay: pd.Series) -> pd.Series:
    return pay.round().astype("Int64")


def _numbers(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts.replace("", None))


SOURCE = Source(("published_pay.csv",), published_pay)
