"""The methods as terms with meanings: words, rules, checks, limits, columns, sources.

Every number comes from the rules of the code or from the descriptor of data/.
"""

from __future__ import annotations

from typing import Any

from analytics.model import NOT_STATED, Experience, Survey
from analytics.presenting import wording
from analytics.presenting.messages import _, list_names
from analytics.statistics.bands import QUALITY, QUANTILES, SHOWN_FROM
from analytics.statistics.intervals import CONFIDENCE, Z
from analytics.texts import N_

Terms = list[tuple[str, str]]
Links = list[tuple[str, str]]
Package = dict[str, Any]
"""The descriptor `datapackage.json`, as `packaged.descriptor` reads it."""

DOUBTS: dict[str, tuple[str, str]] = {
    "none": (N_("Not in doubt"), N_("No reason to doubt it.")),
    "repeat": (
        N_("Repeat"),
        N_(
            "The same post again: same firm, pay and experience, same title or role, and no place that an earlier one "
            "does not name."
        ),
    ),
    "bait series": (
        N_("Bait series"),
        N_("One high pay or range for unrelated work of beginners at one firm, or a range that several firms repeat."),
    ),
    "far above similar posts": (N_("Far above similar posts"), N_("Several times the typical pay of such work.")),
    "implausible pay": (
        N_("Implausible pay"),
        N_("A range too wide to say anything, pay below the site's lowest, or a slip of the keys."),
    ),
}
"""The name and the meaning of each value of the dimension `doubt`."""
CHECKS: dict[str, str] = {
    "precision": N_("{share} of the posts in doubt are bait"),
    "recall": N_("{share} of all bait is found"),
    "precisionAmongFound": N_("{share} of a second draw of posts in doubt are bait"),
    "recallAmongRanges": N_("{share} of the bait among high ranges that one firm repeats is found"),
    "role": N_("{share} of the titles get the role a reader gives them"),
    "sector": N_("{share} of the titles get the sector a reader gives them"),
}
"""The wording of the measured shares of `labelledCheck` in the descriptor."""
QUALITY_LIMITS: dict[str, str] = {
    "precise": N_("up to {limit} precise"),
    "reasonably precise": N_("up to {limit} reasonably precise"),
    "acceptable": N_("up to {limit} acceptable"),
}


def words() -> Terms:
    """The dashboard's terms."""
    marks = list_names(f"{100 * share:g}" for share in QUANTILES.values())
    levels = list_names(f"{level} ({_years(level)})" for level in Experience)
    return [
        (_("Pay"), _("gross pay a month in rupees, unless a column says otherwise.")),
        (
            _("Posted pay"),
            _(
                "what job advertisements offer. Most state a range: it counts by its middle unless you choose its low "
                "or high end. The truth lies between the bands of the low ends and of the high ends; both are in every "
                "table."
            ),
        ),
        (_("Median"), _("half of the posts are below it. One very high offer does not move it, as it would a mean.")),
        (_("Band"), _("where pay lies: {marks} in 100 posts are below its five marks.", marks=marks)),
        (_("Middle half"), _("from the mark that 25 in 100 are below to the one that 75 in 100 are below.")),
        (
            _("Confidence interval"),
            _(
                "with {confidence} confidence the true figure lies inside, whatever the shape of pay. Posts of one "
                "employer have similar pay, so the interval is as wide as the number of employers demands.",
                confidence=_percent(CONFIDENCE),
            ),
        ),
        (
            _("Employer"),
            _(
                "a firm in one family of work. The data give it a new number in each family, so that nobody can "
                "follow a firm. In the posts this site opens with, employers were also counted by name, for a place, "
                "a sector, a level, a work mode, a quarter, and any two of these. Elsewhere a firm counts once for "
                "each family of its work, and can weigh more than is said: with more filters or several values in "
                "one, in other sources, where each employer counts once, where cities are compared for like work, and "
                "in pay after prices."
            ),
        ),
        (_("Experience"), _("the level of the least experience asked: {levels}.", levels=levels)),
        (_("Claim"), _("one figure that somebody published, kept as it is, with its source.")),
        (_("Indicator"), _("one official series: one unit, one definition.")),
    ]


def showing_rules() -> Terms:
    """The rules for showing and withholding figures."""
    median, quarters, ends = (SHOWN_FROM[name] for name in ("p50", "p25", "p10"))
    limits = [
        _(QUALITY_LIMITS[name], limit=_percent(limit)) for limit, name in QUALITY.items() if name in QUALITY_LIMITS
    ]
    return [
        (
            _("Fewer than {n} posts", n=median),
            _("the group is named with its number and no figure: no interval holds for so few."),
        ),
        (_("{first} to {last} posts", first=median, last=quarters - 1), _("the median only.")),
        (_("{first} to {last} posts", first=quarters, last=ends - 1), _("the median and the middle half.")),
        (_("{n} posts and more", n=ends), _("the whole band.")),
        (
            _("Quality of a median"),
            _(
                "half the width of its interval ÷ {z} ÷ the median: {limits}, above that unreliable. The words are "
                "those of the earnings survey of the United Kingdom.",
                z=f"{Z:.2f}",
                limits=", ".join(limits),
            ),
        ),
        (_("Missing"), _("not known, which is never zero: in tables a dash, in files an empty cell, in charts a gap.")),
    ]


def roles(survey: Survey, package: Package) -> Terms:
    """The mapping of job titles to roles, and its accuracy.

    Args:
        survey: of posted pay, with the dimension role.
        package: the descriptor.
    """
    sizes = survey.sizes["role"]
    total = sum(sizes.values())
    share_known = 1 - sizes.get(NOT_STATED, 0) / total
    roles_with_posts = sum(1 for role, n in sizes.items() if n and role != NOT_STATED)
    return [
        (
            _("How"),
            _(
                "a title is read by the words of a table that people can correct: names of who does the work, words "
                "for the work itself, and job words such as executive. The table is in the downloads."
            ),
        ),
        (
            _("How much is read"),
            _(
                "{share} of {count} advertisements with pay have one of {roles} roles. The others count as "
                "“{not_stated}”.",
                share=_percent(share_known),
                count=wording.count(total),
                roles=roles_with_posts,
                not_stated=NOT_STATED,
            ),
        ),
        *_checks(entry_of(package, "roles")),
    ]


def bait(survey: Survey, package: Package) -> Terms:
    """The detection of doubtful posts, their number, and the accuracy of the rules.

    Args:
        survey: of posted pay, with the dimension doubt.
        package: the descriptor.
    """
    sizes = survey.sizes["doubt"]
    total = sum(sizes.values())
    counts = [
        (
            _(DOUBTS[doubt][0]),
            _(
                "{count} of {total} ({share}) posts. {meaning}",
                count=wording.count(n),
                total=wording.count(total),
                share=wording.percent(n / total),
                meaning=_(DOUBTS[doubt][1]),
            ),
        )
        for doubt, n in sorted(sizes.items(), key=lambda item: -item[1])
    ]
    return [
        (
            _("Why"),
            _(
                "many advertisements are no jobs: one pay, far above what such work fetches, word for word from many "
                "firms. Left in, they lift the pay of beginners. They are left out unless you switch them on."
            ),
        ),
        *counts,
        *_checks(entry_of(package, "posted_pay")),
    ]


def _checks(entry: dict[str, Any]) -> Terms:
    """The measured accuracy of a file, if its descriptor has one."""
    check, held_out = entry.get("labelledCheck"), entry.get("heldOutAgreement")
    terms: Terms = []
    if copies := entry.get("nearCopies"):
        effect = _(
            "{posts} repeats are near-copies. With them {moved} of {medians} medians would differ by more than "
            "{share}, and {outside} lie outside their interval.",
            posts=wording.count(copies["posts"]),
            moved=wording.count(copies["moved"]),
            medians=wording.count(copies["medians"]),
            share=_percent(copies["movedBy"]),
            outside=wording.count(copies["outside"]),
        )
        terms.append((_("Near-copies"), f"{effect} {copies['method']}"))
    if check:
        intervals = check.get("intervals", {})
        parts = [
            _(CHECKS[key], share=_share(value, intervals.get(key))) for key, value in check.items() if key in CHECKS
        ]
        title = _("Checked by hand on {posts} posts", posts=wording.count(check["posts"]))
        terms.append((title, f"{list_names(parts)}. {check['method']}"))
    if held_out:
        parts = [
            _("{share} by {group}", share=_percent(value, 1), group=key) for key, value in held_out["shares"].items()
        ]
        terms.append((_("Medians of a held-out part that agree"), f"{list_names(parts)}. {held_out['method']}"))
    return terms


def _share(value: float, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return _percent(value, 1)
    low, high = interval
    return _("{share} ({low} to {high})", share=_percent(value, 1), low=_percent(low, 1), high=_percent(high, 1))


def limits(package: Package) -> Terms:
    """The limits of the figures."""
    posted = entry_of(package, "posted_pay")
    exclusions = posted.get("leftOut", {})
    without_pay = exclusions.get("no pay stated", 0) / posted["read"]
    return [
        (
            _("Posted pay is not paid pay"),
            _("it is what advertisements offer. What people settle for can be more or less."),
        ),
        (_("One site is not the market"), posted["description"]),
        (
            _("{share} in 100 state no pay", share=round(100 * without_pay)),
            _(
                "of {read} advertisements read, these could not be used for pay: {reasons}.",
                read=wording.count(posted["read"]),
                reasons=list_names(f"{wording.count(n)} ({reason})" for reason, n in exclusions.items()),
            ),
        ),
        (
            _("An upload is no sample"),
            _("your own file speaks for itself only. Its intervals hold for a random sample; a file seldom is one."),
        ),
        (
            _("Published figures contradict each other"),
            _("they are shown side by side with a grade of trust, never averaged."),
        ),
        (_("Official series break"), entry_of(package, "official_earnings")["description"]),
        (_("Minimum wages are no legal advice"), entry_of(package, "minimum_wages")["description"]),
    ]


def dictionary(name: str, package: Package) -> tuple[str, Terms]:
    """The description of a file, and each of its columns with unit and meaning."""
    entry = entry_of(package, name)
    columns = [
        (
            f"{field['title']} ({field['name']})",
            " · ".join(filter(None, [field["type"], field.get("unit", ""), field["description"]])),
        )
        for field in entry["schema"]["fields"]
    ]
    return str(entry["description"]), columns


def sources(package: Package) -> list[tuple[str, Links]]:
    """Each file with its licence, period, retrieval date, and links to its sources."""
    return [
        (
            _(
                "{title}. {period}; taken {accessed}; licence: {licences}.",
                title=entry["title"],
                period=wording.period(entry["period"]),
                accessed=wording.period(entry["accessed"]),
                licences=list_names(licence["title"] for licence in entry["licenses"]),
            ),
            [(source["title"], source["path"]) for source in entry["sources"]],
        )
        for entry in package["resources"]
    ]


def entry_of(package: Package, name: str) -> dict[str, Any]:
    """The descriptor's entry about one file."""
    return next(dict(entry) for entry in package["resources"] if entry["name"] == name)


def _years(level: Experience) -> str:
    low, high = level.years
    if high == float("inf"):
        return _("{low} years and more", low=f"{low:g}")
    if not low:
        return _("below {high} year", high=f"{high:g}")
    return _("from {low} to below {high} years", low=f"{low:g}", high=f"{high:g}")


def _percent(share: float, digits: int = 0) -> str:
    return f"{wording.percent(share, digits).removesuffix('%')} %"
