"""What the next years, the next role and a skill pay → exhibits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Filters, Provenance
from analytics.presenting import answer_figures, phrases, wording
from analytics.presenting.exhibit import Column, Exhibit, View
from analytics.reference import Reference
from analytics.statistics.bands import SHOWN_FROM
from analytics.statistics.ladder import Growth, by_year, growth, ladder
from analytics.statistics.like_for_like import ANY_SKILL, CELL_FROM, WITH, WITHOUT, like_for_like, with_and_without
from analytics.statistics.order_statistics import Groups
from analytics.topics.bands import answer as bands_answer
from analytics.topics.bands import exhibits
from analytics.topics.bands.answer import relaxed
from analytics.topics.bands.columns import band_column

OF_THE_OFFICE = ("MS-Excel", "Tally", "English Proficiency (Spoken)", "Computer skills", "Python")
"""Skills people ask about first: shown whenever the selection has posts enough that name them."""
SKILLS, SKILL_FROM = 10, 30
"""How many skills are shown, and how many posts must name one; the file keeps none that fewer name."""


def across_experience(filters: Filters) -> Filters:
    """The filters without those on experience, which a path through the years sets aside.

    >>> across_experience(Filters.of({"city": ["Pune"], "experience": ["Fresher"]}))
    Filters(chosen=(('city', ('Pune',)),))
    """
    return filters.without("experience").without("years")


def _shared(view: View, key: str, n: int, filters: Filters) -> dict[str, Any]:
    return {
        "key": key,
        "unit": view.unit,
        "n": n,
        "source": view.survey.provenance,
        "selection": phrases.selection(view.context(filters)),
        "filters": filters,
    }


_ABOUT_EMPLOYERS = [
    "effective_n", "clusters", "largest_cluster_share", "p50_without_largest", "flagged", "at_floor",
]  # fmt: skip


def fan(view: View) -> Exhibit:
    """Pay by year of experience, and its growth from year to year.

    A survey that tells levels of experience but no years shows its bands by level.
    """
    survey, kind = view.survey, view.survey.provenance.kind
    if "years" not in survey.dimensions:
        return exhibits.bands(
            bands_answer.bands(replace(view, filters=view.filters.without("experience")), "experience")
        )
    filters = across_experience(view.filters)
    table = by_year(survey, filters, view.measure, view.per).drop(columns=_ABOUT_EMPLOYERS, errors="ignore")
    data: dict[str, Any] = {
        str(name): table[name].tolist() if name == "quality" else table[name].to_numpy() for name in table
    }
    data["quality"] = [None if pd.isna(word) else word for word in data.get("quality", [])]
    n = int(table["n"].sum())
    shown = table["p50"].notna()
    grown = growth(survey, filters, view.measure)
    noun = phrases.noun(kind)
    who = phrases.population(filters, kind)
    title, reading = _fan_words(view, grown, n, who)
    thin = [f"{years:g} (n {wording.count(few)})" for years, few in zip(data["years"], data["n"], strict=True)
            if few < SHOWN_FROM["p50"]]  # fmt: skip
    return Exhibit(
        title=title,
        reading=reading,
        data=data,
        columns=(
            Column("years", "Years", "years", "Whole years of experience"),
            *(band_column(str(name), view.context()) for name in list(table)[1:]),
        ),
        alt=f"Fan of pay by years of experience. {reading}",
        notes=(
            "Line: the median, with its 95 % interval at each year. Dark area: the middle half; pale: 8 in 10. "
            f"They break where {noun} are too few.",
            f"Each point is what {noun} for so many years offer now; it is not one person's path."
            if kind == "posted"
            else "Each point is what people with so many years have now; it is not one person's path.",
            *([f"Too few for a median, which needs {SHOWN_FROM['p50']}: {wording.listed(thin)} years."]
              if thin else []),
            *(["All levels of experience count here, whatever is chosen above."]
              if filters != view.filters else []),
        ),
        relax=() if shown.any() else relaxed(replace(view, filters=filters)),
        draw=partial(answer_figures.fan, currency=survey.currency, per=view.per, kind=kind) if shown.any() else None,
        **_shared(view, "pay_by_year", n, filters),
    )  # fmt: skip


def _fan_words(view: View, grown: Growth, n: int, who: str) -> tuple[str, str]:
    kind = view.survey.provenance.kind
    if math.isnan(grown.per_year):
        return (
            "No growth can be told",
            f"{wording.rows(n, kind).capitalize()} among {who} with years of experience: fewer than two years have the "
            f"{SHOWN_FROM['p50']} that a median needs.",
        )
    low, high = (answer_figures.signed(end) for end in (grown.low, grown.high))
    each = answer_figures.signed(grown.per_year).lstrip("+−")
    more = "more" if grown.per_year > 0 else "less"
    title = f"Each further year of experience pays {each} {more}"
    if grown.low <= 0 <= grown.high:
        title = "It is not sure that further years pay more"
    return title, (
        f"From {grown.from_years:g} to {grown.to_years:g} years, the median of {wording.count(grown.n)} {who} changes "
        f"by {answer_figures.signed(grown.per_year)} with each year ({low} to {high})."
    )


def rungs(view: View, reference: Reference, family: str) -> Exhibit:
    """The ladder of a family of roles: each rung's band, and what the step up to it is worth."""
    survey, kind = view.survey, view.survey.provenance.kind
    filters = view.filters.without("role").without("sector")
    if "role" not in survey.dimensions:
        return Exhibit(
            title="No ladder of roles",
            reading=f"{survey.provenance.title} does not say the role of its {phrases.noun(kind)}.",
            data={},
            columns=(),
            **_shared(view, "ladder", 0, filters),
        )
    values = set(survey.dimensions["role"].values)
    steps = [(step, [role for role in roles if role in values]) for step, roles in reference.rungs(family)]
    known = [role for _, roles in steps for role in roles]
    if not known:
        return Exhibit(
            title=f"None of the roles of the ladder “{family}”",
            reading=f"The roles of {survey.provenance.title} are not those of the ladder.",
            data={},
            columns=(),
            **_shared(view, "ladder", 0, filters),
        )
    sizes = Groups(survey, ["role"], filters.having("role", known), view.measure)
    n_of = {key[0]: int(n) for key, n in zip(sizes.keys, sizes.n, strict=True)}
    named = [(_rung_name(step, roles, n_of), roles) for step, roles in steps if roles]
    table = ladder(survey, named, filters, view.measure, view.per)
    data: dict[str, Any] = {str(name): table[name].to_numpy() for name in table if name not in ("rung", "quality")}
    data = {"rung": [name for name, _ in named], "roles": ["|".join(roles) for _, roles in named], **data}
    data["quality"] = [None if pd.isna(word) else word for word in table["quality"]]
    n = int(table["n"].sum())
    exhibit = Exhibit(
        title="",
        reading="",
        data=data,
        columns=(
            Column("rung", "Rung", "", "Step of the ladder, and its roles with the most rows"),
            Column("roles", "Roles", "", "Every role of the rung, joined by |"),
            *(_rung_column(view, name) for name in list(data)[2:]),
        ),
        notes=(
            exhibits.HOW_TO_READ,
            "More or less: the median against that of the rung before. The roles of a rung and the experience they ask "
            "differ, so a step is not what one person gains; choose a level of experience to compare within it.",
            "A ladder kept by hand: which role leads to which is a judgement, in roles.csv.",
            *(["Filters on role and sector do not count here: the rungs are roles."]
              if view.filters["role"] or view.filters["sector"] else []),
        ),
        relax=() if table["p50"].notna().any() else relaxed(replace(view, filters=filters)),
        draw=partial(answer_figures.banded, currency=survey.currency, per=view.per, kind=kind)
        if table["p50"].notna().any() else None,
        **_shared(view, "ladder", n, filters.having("role", known)),
    )  # fmt: skip
    exhibit = replace(
        exhibit, selection=" · ".join([family, phrases.selection(view.context(filters))]), filters=filters
    )
    title, reading = _rung_words(view, exhibit)
    return replace(exhibit, title=title, reading=reading, alt=f"Pay bands of the rungs of a ladder. {reading}")


def _rung_name(step: int, roles: Sequence[str], n_of: dict[str, int]) -> str:
    """The step and its largest roles, as far as a line has room.

    >>> _rung_name(2, ["Clerk", "Typist", "Peon", "Deo"], {"Clerk": 1, "Typist": 5, "Peon": 3, "Deo": 0})
    'Step 2: Typist, Peon and 2 more'
    """
    ranked = sorted(roles, key=lambda role: -n_of.get(role, 0))
    room = 2 if len(ranked) > 2 else len(ranked)
    more = f" and {len(ranked) - room} more" if len(ranked) > room else ""
    return f"Step {step}: {', '.join(ranked[:room])}{more}"


def _rung_column(view: View, name: str) -> Column:
    known = {
        "step": Column("step", "Step up", view.unit, "Median less the median of the rung before"),
        "step_low": Column("step_low", "Step up, lower limit", view.unit, "Lower end of its 95 % interval"),
        "step_high": Column("step_high", "Step up, upper limit", view.unit, "Upper end of its 95 % interval"),
    }
    return known.get(name) or band_column(name, view.context())


def _rung_words(view: View, exhibit: Exhibit) -> tuple[str, str]:
    period = "" if view.per == "year" else " a month"
    rows = exhibit.rows
    told = [row for row in rows if not math.isnan(row.step)]
    if not told:
        return "Too few posts to tell what a step is worth", "No two rungs next to each other have posts enough."
    parts = []
    for row in told:
        spread = (row.step_high - row.step_low) / 2
        limits = f"{_signed_money(view, row.step_low)} to {_signed_money(view, row.step_high)}"
        parts.append(
            f"{row.rung.split(':')[0].lower()} {phrases.more_or_less(view.context(), row.step, spread)} ({limits}, n {wording.count(row.n)})"  # noqa: E501
        )
    missing = [row.rung.split(":")[0].lower() for row in rows[1:] if math.isnan(row.step)]
    none = f" No evidence for {wording.listed(missing)}." if missing else ""
    reading = f"Against the rung before, the median{period} is: {'; '.join(parts)}.{none}"
    sure = [row for row in told if row.step_low > 0]
    if not sure:
        return "No step of the ladder is sure to pay more", reading
    best = max(sure, key=lambda row: row.step)
    spread = (best.step_high - best.step_low) / 2
    return (
        f"{best.rung.split(':')[0]} is the step worth most: {phrases.pay(view.context(), best.step, spread)} more{period}",  # noqa: E501
        reading,
    )


def _signed_money(view: View, amount: float) -> str:
    said = phrases.pay(view.context(), abs(amount))
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{said}"


def skills(view: View, rows: pd.DataFrame, source: Provenance, packaged: bool, roles: Sequence[str] = ()) -> Exhibit:
    """What a skill is worth for the same role and experience, and how often it is asked.

    Args:
        roles: the roles to look at where the filters name none.
        rows: the table `skills.csv`.
        source: where it comes from.
        packaged: whether the survey in view is the one that the skills come from.
    """
    shared: dict[str, Any] = {"key": "skills", "unit": "INR per month", "source": source}
    known = {"role": view.filters["role"], "experience": view.filters["experience"]}
    chosen_by_visitor = Filters.of(known)
    filters = Filters.of(known | {"role": view.filters["role"] or roles})
    if not packaged:
        return Exhibit(
            title="No skills in this survey",
            reading=f"{view.survey.provenance.title} says nothing about skills. Choose “Posted pay”, which does.",
            data={}, columns=(), n=0, **shared,
        )  # fmt: skip
    # Rows without posts, so that each step of pay keeps its width where the selection has none.
    steps = pd.DataFrame({"pay_from": rows["pay_from"].unique(), "skill": ANY_SKILL, "posts": 0}).assign(
        role=NOT_STATED, experience=NOT_STATED
    )
    for name, values in filters:
        rows = rows[rows[name].isin(values)]
    every = int(rows.loc[rows["skill"] == ANY_SKILL, "posts"].sum())
    asked = rows[rows["skill"] != ANY_SKILL].groupby("skill")["posts"].sum().sort_values(ascending=False, kind="stable")
    asked = asked[asked >= SKILL_FROM]
    chosen = [skill for skill in OF_THE_OFFICE if skill in asked.index]
    chosen += [str(skill) for skill in asked.index if skill not in chosen][: max(0, SKILLS - len(chosen))]
    said = [wording.listed(values, "or") for _, values in chosen_by_visitor]
    selection = " · ".join(
        [*([] if view.filters["role"] else ["roles of the ladder" if roles else "every role"]), *said]
    )
    shared |= {"n": every, "selection": selection, "filters": chosen_by_visitor}
    if not chosen:
        return Exhibit(
            title="No evidence on skills for this selection",
            reading=f"Of {wording.rows(every, 'posted')} that name skills, fewer than {SKILL_FROM} name the same one.",
            data={}, columns=(), **shared,
        )  # fmt: skip
    some = pd.concat([rows[rows["skill"].isin([ANY_SKILL, *chosen])], steps])
    found = pd.concat(
        [
            like_for_like(with_and_without(some, skill, source), "skill", WITHOUT, [WITH]).iloc[[1]]
            if _is_ever_absent(some, skill)
            else pd.DataFrame({"n": [asked[skill]]})
            for skill in chosen
        ],
        ignore_index=True,
    ).assign(skill=chosen)
    found["asked"] = found["n"] / every
    found = found.sort_values("ratio", ascending=False, kind="stable", na_position="last")
    names = ("n", "asked", "p50", "raw_ratio", "ratio", "ratio_low", "ratio_high", "cells", "matched")
    data: dict[str, Any] = {"skill": found["skill"].tolist()}
    data |= {name: found[name].to_numpy(float if name != "n" else np.int64) if name in found
             else np.full(len(found), np.nan) for name in names}  # fmt: skip
    exhibit = Exhibit(
        title="",
        reading="",
        data=data,
        columns=(
            Column("skill", "Skill", "", "The skill as the site lists it"),
            Column("n", "Posts", "count", "Posts that name the skill"),
            Column("asked", "Asked by", "share", "Share of the posts that name any skill"),
            Column("p50", "Median with it", "INR per month", "Median of posts that name it"),
            Column("raw_ratio", "Raw ÷ without", "share", "Median with it ÷ median without, whatever the work"),
            Column("ratio", "Same work ÷ without", "share", "The same for the same role and experience"),
            Column("ratio_low", "Same work, lower limit", "share", "Lower end of its 95 % interval"),
            Column("ratio_high", "Same work, upper limit", "share", "Upper end of its 95 % interval"),
            Column("cells", "Kinds of work compared", "", "Combinations of role and experience with posts enough"),
            Column("matched", "Matched", "share", "Share of posts in the work compared"),
        ),
        notes=(
            "Mark: posts that name the skill against posts for the same role and experience that do not, with the 95 % "
            "interval. A skill goes with other things: this is what posts that name it offer, not what learning it "
            "brings.",
            f"Compared where {CELL_FROM} posts with it and {CELL_FROM} without share role and experience.",
            *(["The table of skills knows role and experience: other filters do not count here."]
              if any(name not in known for name, _ in view.filters) else []),
            *(["Pay is per month, in rupees of the day, by the middle of each range."]
              if view.per == "year" or view.measure != "middle" else []),
        ),
        draw=partial(answer_figures.differences, noun="posts that name it"),
        **shared,
    )  # fmt: skip
    title, reading = _skill_words(exhibit)
    return replace(exhibit, title=title, reading=reading, alt=f"What skills are worth for the same work. {reading}")


def _is_ever_absent(rows: pd.DataFrame, skill: str) -> bool:
    """Whether some post of the work that asks for a skill does not ask for it."""
    having = rows[rows["skill"] == skill]
    work = pd.MultiIndex.from_frame(having[["role", "experience"]])
    every = rows[rows["skill"] == ANY_SKILL]
    same = pd.MultiIndex.from_frame(every[["role", "experience"]]).isin(work)
    return bool(every.loc[same, "posts"].sum() > having["posts"].sum())


def _skill_words(exhibit: Exhibit) -> tuple[str, str]:
    told = [row for row in exhibit.rows if not math.isnan(row.ratio)]
    if not told:
        return "No evidence on what skills are worth here", "No skill has posts enough with and without it."
    more = [row for row in told if round((row.ratio_low - 1) * 100) > 0]
    less = [row for row in told if round((row.ratio_high - 1) * 100) < 0]
    unsure = [row for row in told if row not in more and row not in less]

    def said(row: Any) -> str:
        limits = f"{answer_figures.signed(row.ratio_low - 1)} to {answer_figures.signed(row.ratio_high - 1)}"
        return f"{row.skill} {answer_figures.signed(row.ratio - 1)} ({limits}, n {wording.count(row.n)})"

    parts = [
        f"{words}: {'; '.join(map(said, rows))}"
        for words, rows in (("Posts that name it offer more", more), ("Posts that name it offer less", less))
        if rows
    ]
    if unsure:
        parts.append(f"No sure difference: {wording.listed(row.skill for row in unsure)}")
    reading = ". ".join(parts) + "."
    if not more:
        return "No skill is sure to pay more for the same work", reading
    best = max(more, key=lambda row: row.ratio)
    return f"{best.skill}: {answer_figures.signed(best.ratio - 1)} for the same role and experience", reading
