"""Naukri.com, September 2018: upper ends of pay by the searches that found a post; titles are unknown.

The collector kept the largest number of the pay text and the smallest of the experience text. About a quarter of the
posts come from agencies, and in data entry some firms offer every beginner the same high pay.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analytics.model import NOT_STATED
from analytics.reading.packaged import SEPARATOR
from analytics.sources.base import ABROAD, NO_PAY, REPEAT, first_reason, levels, numbers, places, posts_source

ROLES = {
    "back-office": "Back office executive", "business-analyst": "Business analyst", "clerk": "Clerk",
    "company-secretary": "Company secretary", "computer-operator": "Computer operator",
    "data-entry": "Data entry operator", "data-scientist": "Data scientist", "graphic-designer": "Graphic designer",
    "lecturer": "Lecturer", "librarian": "Librarian", "merchandiser": "Merchandiser", "nursing": "Nurse",
    "pharmacist": "Pharmacist", "Product-manager": "Product manager", "Software-testing": "Software tester",
    "Manual-testing": "Software tester", "Video-editing": "Video editor",
}  # fmt: skip
"""The searches that name one kind of work, and the standard role they stand for."""

SECTORS = {
    "Office & administration": "back-office clerk computer-operator data-entry excel",
    "Operations & management": "ceo coo mba Management-trainee Product-manager Vp-operations",
    "Accounting & finance": "accounting cfo director-finance finance tally Vp-finance",
    "Banking & insurance": "banking finacle flexcube insurance",
    "BPO & customer support": "bpo call-center crm",
    "Human resources": "hr hr-head peoplesoft Vp-hr",
    "Sales": "Sales-head Vice-president-business-development Vice-president-sales-marketing Vp-sales",
    "Marketing": "brand-manager chief-marketing-officer digital-marketing digital-marketing-head internet-marketing"
    " marketing Marketing-head Marketing-manager Online-marketing ppc seo Vp-marketing",
    "IT & software": "abap abinitio aix asp-dot-net backend c ccie chief-technology-officer cisco database datastage"
    " documentum dot-net erp flex html Information-technology informatica internet It-head itil java linux mainframe"
    " Manual-testing mcse networking oracle Oracle-apps Oracle-dba perl php powerbuilder python qtp sap Sap-abap"
    " Sap-basis Sap-bw Sap-crm Sap-fico Sap-hr Sap-mm sap-pm Sap-pp Sap-ps Sap-sd Sap-security siebel Software-testing"
    " solaris Sql-server teradata tibco Vp-engineering",
    "Data & analytics": "analytics business-analyst business-objects cognos data-scientist data-warehousing matlab"
    " Natural-language-processing sas",
    "Design & media": "animation dtp graphic-designer media multimedia photoshop Ui-ux Video-editing web-designing",
    "Content & writing": "editing",
    "Education": "lecturer librarian teaching",
    "Healthcare": "nursing pharmacist",
    "Logistics & supply chain": "shipping",
    "Hospitality, travel & events": "air-hostess travel",
    "Legal": "company-secretary legal",
    "Retail & e-commerce": "merchandiser retail",
    "Science & research": "biotechnology pharma R-and-d",
    "Social work": "ngo",
    "Architecture & construction": "archicad architecture Real-estate",
    "Engineering & manufacturing": "automobile cad-cam catia design-engineer engineering engineering-manager"
    " Mechanical-engineering Oil-and-gas plc Pro-e scada telecom unigraphics vlsi",
    "Other work": "agriculture defence defence-govt-jobs-recruitment fact govt railway",
}
"""The searches of each sector of work: with `ROLES`, the category groups of this source."""
_SECTOR_OF = {search: sector for sector, searches in SECTORS.items() for search in searches.split()}

FAMILIES = {
    "office": "Office & administration|Accounting & finance|BPO & customer support|Human resources|Banking & insurance"
    "|Operations & management",
    "technology": "IT & software|Data & analytics",
}
"""Families of work for the employers' numbers; a post found by searches of several belongs to the first."""

BAIT = "one high pay for a firm's beginners in clerical work"
CLERICAL = "Office & administration"
BAIT_POSTS, BAIT_ABOVE = 5, 2.0
"""Beginners' clerical posts of a firm, and how many times the usual pay of such firms, from which its pay is bait."""


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """Read standard columns; a post found by several searches belongs to each of their groups."""
    searches = raw["categories"].str.split(";")
    place_columns = places(
        raw["cities"].str.replace("Delhi NCR", "", regex=False).str.strip(";").str.replace(";", ", ")
    )
    years, pay = numbers(raw["experience_min_years"]), numbers(raw["pay_high_month"])
    posts = place_columns.assign(
        firm=raw["company"],
        role=[_join_values(ROLES.get(search, NOT_STATED) for search in names) for names in searches],
        sector=[_join_values(_SECTOR_OF[search] for search in names) for names in searches],
        family=[_family({_SECTOR_OF[search] for search in names}) for names in searches],
        years=years.astype("int64"),
        experience=levels(years),
        pay_high=pay,
    )
    abroad, unpaid = raw["abroad"] == "True", pay.isna()
    sound = posts[~abroad & ~unpaid]
    duplicate = sound.duplicated(["firm", "role", "sector", "city", "years", "pay_high"]).reindex(
        posts.index, fill_value=False
    )
    return posts.assign(
        left_out=first_reason({NO_PAY: unpaid, ABROAD: abroad, BAIT: _bait(posts, sound), REPEAT: duplicate})
    )


def _join_values(values: Iterable[str]) -> str:
    return SEPARATOR.join(sorted(set(values) - {NOT_STATED})) or NOT_STATED


def _family(sectors: set[str]) -> str:
    return next(
        (name for name, sector_list in FAMILIES.items() if sectors & set(sector_list.split(SEPARATOR))), "other"
    )


def _bait(posts: pd.DataFrame, sound: pd.DataFrame) -> pd.Series:
    """Find beginners' clerical posts of firms that usually pay far more for them than other firms."""
    fresh = sound[(sound["years"] == 0) & sound["sector"].str.contains(CLERICAL, regex=False)]
    firms = fresh.groupby("firm")["pay_high"].agg(["median", "size"])
    high = firms[(firms["size"] >= BAIT_POSTS) & (firms["median"] >= BAIT_ABOVE * firms["median"].median())].index
    return posts["firm"].isin(high) & posts.index.isin(fresh.index)


SOURCE = posts_source(
    "naukri_2018.csv",
    "more/naukri_2018_all.csv.gz",
    ("role", "sector", "city", "state", "experience", "years"),
    read,
)
