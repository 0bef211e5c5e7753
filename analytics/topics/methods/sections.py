"""How the figures are made: words, rules, checks, dictionary, sources and whole files, all from data/ and the code."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from analytics.model import NOT_STATED, Experience, Survey
from analytics.presenting import wording
from analytics.reading import packaged
from analytics.statistics.bands import QUALITY, QUANTILES, SHOWN_FROM
from analytics.statistics.intervals import CONFIDENCE, Z

Terms = list[tuple[str, str]]
Links = list[tuple[str, str]]
Package = dict[str, Any]
"""The descriptor `datapackage.json`, as `packaged.descriptor` reads it."""

DOUBTS = {
    "none": "No reason to doubt it.",
    "repeat": "The same post again: same title, firm, place, pay and experience as an earlier one.",
    "bait series": "One high pay for unrelated work of beginners at one firm, or a range that several firms repeat.",
    "far above similar posts": "Several times the typical pay of such work.",
    "implausible pay": "A range too wide to say anything, pay below the site's lowest, or a slip of the keys.",
}
"""What each value of the dimension `doubt` means."""
CHECKS = {
    "precision": "of the posts in doubt are bait",
    "recall": "of all bait is found",
    "precisionAmongFound": "of a second draw of posts in doubt are bait",
    "role": "of the titles get the role a reader gives them",
    "sector": "of the titles get the sector a reader gives them",
}
"""What the measured shares of `labelledCheck` in the descriptor say."""


def words() -> Terms:
    """The words of this dashboard."""
    levels = wording.listed(f"{level} ({_years(level)})" for level in Experience)
    marks = wording.listed(f"{100 * share:g}" for share in QUANTILES.values())
    return [
        ("Pay", "gross pay a month in rupees, unless a column says otherwise."),
        (
            "Posted pay",
            "what job advertisements offer. Most state a range: it counts by its middle unless you choose its low or "
            "high end. The truth lies between the bands of the low ends and of the high ends; both are in every table.",
        ),
        ("Median", "half of the posts are below it. One very high offer does not move it, as it would a mean."),
        ("Band", f"where pay lies: {marks} in 100 posts are below its five marks."),
        ("Middle half", "from the mark that 25 in 100 are below to the one that 75 in 100 are below."),
        (
            "Interval",
            f"with {_percent(CONFIDENCE)} confidence the true figure lies inside, whatever the shape of pay. It takes "
            "posts as made one by one; they come in series, so it is a little too narrow.",
        ),
        ("Experience", f"the level of the least experience asked: {levels}."),
        ("Claim", "one figure that somebody published, kept as it is, with its source."),
        ("Indicator", "one official series: one unit, one definition."),
    ]


def showing_rules() -> Terms:
    """What is shown, and what is not."""
    steps = [(f"up to {_percent(limit)}", name) for limit, name in QUALITY.items() if limit != float("inf")]
    last = list(QUALITY.values())[-1]
    return [
        (
            f"Fewer than {SHOWN_FROM['p50']} posts",
            "the group is named with its number and no figure: no interval holds for so few.",
        ),
        (f"{SHOWN_FROM['p50']} to {SHOWN_FROM['p25'] - 1} posts", "the median only."),
        (f"{SHOWN_FROM['p25']} to {SHOWN_FROM['p10'] - 1} posts", "the median and the middle half."),
        (f"{SHOWN_FROM['p10']} posts and more", "the whole band."),
        (
            "Quality of a median",
            f"half the width of its interval ÷ {Z:.2f} ÷ the median: "
            + ", ".join(f"{limit} {name}" for limit, name in steps)
            + f", above that {last}. The words are those of the earnings survey of the United Kingdom.",
        ),
        ("Missing", "is missing, never zero: in tables a dash, in files an empty cell, in charts a gap."),
    ]


def roles(survey: Survey, package: Package) -> Terms:
    """How job titles become roles, and how well.

    Args:
        survey: of posted pay, with the dimension role.
        package: the descriptor.
    """
    sizes = survey.sizes["role"]
    total = sum(sizes.values())
    known = 1 - sizes.get(NOT_STATED, 0) / total
    named = sum(1 for role, n in sizes.items() if n and role != NOT_STATED)
    return [
        (
            "How",
            "a title is read by the words of a table that people can correct: names of who does the work, words for "
            "the work itself, and job words such as executive. The table is in the downloads.",
        ),
        (
            "How much is read",
            f"{_percent(known)} of {wording.count(total)} advertisements with pay have one of {named} roles. The "
            f"others count as “{NOT_STATED}”.",
        ),
        *_checked(_entry(package, "roles")),
    ]


def bait(survey: Survey, package: Package) -> Terms:
    """How doubtful posts are found, how many there are, and how well the rules do.

    Args:
        survey: of posted pay, with the dimension doubt.
        package: the descriptor.
    """
    sizes = survey.sizes["doubt"]
    total = sum(sizes.values())
    found = [
        (doubt.capitalize() if doubt != "none" else "Not in doubt", f"{_of(n, total)} posts. {DOUBTS.get(doubt, '')}")
        for doubt, n in sorted(sizes.items(), key=lambda item: -item[1])
    ]
    return [
        (
            "Why",
            "many advertisements are no jobs: one pay, far above what such work fetches, word for word from many "
            "firms. Left in, they lift the pay of beginners. They are left out unless you switch them on.",
        ),
        *found,
        *_checked(_entry(package, "posted_pay")),
    ]


def _checked(entry: dict[str, Any]) -> Terms:
    """The measured accuracy of a file, where its descriptor has one."""
    check, held_out = entry.get("labelledCheck"), entry.get("heldOutAgreement")
    said: Terms = []
    if check:
        shares = {key: value for key, value in check.items() if isinstance(value, float)}
        parts = wording.listed(f"{_percent(value, 1)} {CHECKS[key]}" for key, value in shares.items())
        said.append((f"Checked by hand on {wording.count(check['posts'])} posts", f"{parts}. {check['method']}"))
    if held_out:
        parts = wording.listed(f"{_percent(value, 1)} by {key}" for key, value in held_out["shares"].items())
        said.append(("Medians of a held-out tenth that agree", f"{parts}. {held_out['method']}"))
    return said


def limits(package: Package) -> Terms:
    """What the figures cannot say."""
    entry = _entry(package, "posted_pay")
    left_out = wording.listed(f"{wording.count(n)} with {why}" for why, n in entry.get("leftOut", {}).items())
    return [
        ("Posted pay is not paid pay", "it is what advertisements offer. What people settle for can be more or less."),
        ("One site is not the market", entry["description"]),
        (
            "Most is not stated",
            f"of {wording.count(entry['read'])} advertisements read, {left_out} could not be used for pay.",
        ),
        (
            "An upload is no sample",
            "your own file speaks for itself only. Its intervals hold for a random sample; a file seldom is one.",
        ),
        (
            "Published figures contradict each other",
            "they are shown side by side with a grade of trust, never averaged.",
        ),
        ("Official series break", _entry(package, "official_earnings")["description"]),
        ("Minimum wages are no legal advice", _entry(package, "minimum_wages")["description"]),
    ]


def files(package: Package) -> dict[str, str]:
    """The files of data/: title → name."""
    return {str(entry["title"]): str(entry["name"]) for entry in package["resources"]}


def dictionary(name: str, package: Package) -> tuple[str, Terms]:
    """What a file is, and each of its columns with unit and meaning."""
    entry = _entry(package, name)
    columns = [
        (
            f"{field['title']} ({field['name']})",
            " · ".join(filter(None, [field["type"], field.get("unit", ""), field["description"]])),
        )
        for field in entry["schema"]["fields"]
    ]
    return str(entry["description"]), columns


def sources(package: Package) -> list[tuple[str, Links]]:
    """Each file with its licence, its period, the date it was taken, and links to where it comes from."""
    return [
        (
            f"{entry['title']}. {wording.period(entry['period'])}; taken {wording.period(entry['accessed'])}; licence: "
            f"{wording.listed(licence['title'] for licence in entry['licenses'])}.",
            [(source["title"], source["path"]) for source in entry["sources"]],
        )
        for entry in package["resources"]
    ]


def size(name: str, package: Package) -> str:
    """How large a file is, in words.

    >>> size("a", {"resources": [{"name": "a", "bytes": 2_103_394, "rows": 27813}]})
    '27,813 rows, 2.1 MB'
    """
    entry = _entry(package, name)
    kilobytes = entry["bytes"] / 1000
    long = f"{kilobytes / 1000:.1f} MB" if kilobytes >= 1000 else f"{kilobytes:.0f} kB"
    return f"{wording.count(entry['rows'])} rows, {long}"


def whole_file(name: str, folder: Path = packaged.DATA) -> bytes:
    """A zip with one file of data/, byte for byte, and the descriptor's entry about it."""
    return _zipped([name], folder)


def everything(folder: Path = packaged.DATA) -> bytes:
    """A zip with all files of data/ and their descriptor."""
    return _zipped([str(entry["name"]) for entry in packaged.descriptor(folder)["resources"]], folder)


def _zipped(names: list[str], folder: Path) -> bytes:
    package = packaged.descriptor(folder)
    entries = [packaged.resource(name, folder) for name in names]
    described = json.dumps(package | {"resources": entries}, ensure_ascii=False, indent=2) + "\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed date: the same data give the same file.
        for path, content in [
            (packaged.DESCRIPTOR, described.encode()),
            *((entry["path"], (folder / entry["path"]).read_bytes()) for entry in entries),
        ]:
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _years(level: Experience) -> str:
    low, high = level.years
    return f"{low:g} years and more" if high == float("inf") else f"from {low:g} to below {high:g} years"


def _percent(share: float, digits: int = 0) -> str:
    return f"{wording.percent(share, digits).removesuffix('%')} %"


def _of(n: float, total: float) -> str:
    return f"{wording.count(n)} of {wording.count(total)} ({wording.percent(n / total)})"


def _entry(package: Package, name: str) -> dict[str, Any]:
    return next(dict(entry) for entry in package["resources"] if entry["name"] == name)
