"""The identifiers of choices in links, independent of labels and languages.

Old links hold the labels themselves and keep working: `OLD_LABELS` maps each of them to its identifier.
"""

import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

from analytics.model import Dimension, Filters
from analytics.reading.fields.typed import match_experience

ALL = "all"
"""The identifier for choosing everything."""

OLD_LABELS: Mapping[str, Mapping[str, str]] = {
    "survey": {"Posted pay": "posted_pay", "Published figures": "published_pay", "Your data": "your_data"},
    "groups": {"Largest 12": "largest", "Largest 30": "largest-30", "All": ALL},
    "section": {
        "Pay": "pay", "Minimum wage": "minimum-wage", "Work": "work", "Hiring": "hiring",
        "Advertisements": "advertisements", "Any series": "any-series",
    },
    "part": {
        "Words and limits": "words", "Roles and bait": "roles", "Estimates": "estimates", "Columns": "columns",
        "Sources": "sources", "Downloads": "downloads",
    },
    "claims": {"Newest 12": "newest", "Last 3 years": "recent", "All": ALL},
    "about": {"All roles": ALL},
    "rate": {"Unemployment": "unemployment", "Participation": "participation", "Share in work": "employment"},
    "lines": {"Women and men": "sex", "Towns and villages": "area"},
    "ages": {"15 and older": "15-plus", "15 to 29": "15-29"},
    "group": {"Everyone": "everyone", "Women": "women", "Men": "men", "Towns": "towns", "Villages": "villages"},
    "hiring": {"Sector": "sector", "City": "city"},
    "hidden": {"Sector": "sector", "City": "city", "Experience": "experience"},
    "my_unit": {"per month": "month", "per year": "year", "LPA": "lpa"},
}  # fmt: skip
"""Labels in old links and the identifiers they stand for, by parameter.

A label from the data (the title of a survey, a file, an indicator or a column) is compared with the title itself.
"""


def link_slug(text: str) -> str:
    """A name as an identifier of plain letters, digits and hyphens.

    >>> [link_slug(name) for name in ("1–2 years", "10+ years", "Accounts & audit")]
    ['1-2-years', '10-plus-years', 'accounts-audit']
    """
    plain = normalize("NFKD", text.casefold().replace("+", " plus ").replace("–", "-"))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def identify(parameter: str, value: str, options: Mapping[str, str]) -> str | None:
    """Find the option that a link's value means: by identifier, by label, or by its name in an older link.

    Args:
        parameter: the parameter of the link.
        value: what the link says.
        options: label by identifier.

    >>> [identify("groups", value, {"largest": "Top 12", "all": "All"}) for value in ("all", "Largest 12", "nonsense")]
    ['all', 'largest', None]
    """
    if value in options:
        return value
    by_label = {label: option for option, label in options.items()} | dict(OLD_LABELS.get(parameter, {}))
    option = by_label.get(value)
    return option if option in options else None


def names_by_slug(names: Iterable[str]) -> dict[str, str]:
    """Names by their identifiers.

    >>> names_by_slug(["Fresher", "1–2 years"])
    {'fresher': 'Fresher', '1-2-years': '1–2 years'}
    """
    return {link_slug(name): name for name in names}


def identify_level(value: str, dimension: Dimension) -> str | None:
    """Identify the level of experience that a link means: `fresher`, "2 years", "1–2 years"."""
    options = names_by_slug(dimension.values)
    level = identify("experience", value, options) or match_experience(value[:60], dimension.values)
    return None if level is None else link_slug(level)


def link_values(filters: Filters) -> dict[str, list[str]]:
    """The values of filters in a link, by dimension: names from the data unchanged, levels as identifiers."""
    return {name: [link_slug(value) if name == "experience" else value for value in values] for name, values in filters}
