"""What the next years, the next role and a skill pay, in words."""

from __future__ import annotations

import math

import numpy as np

from analytics.presenting import headings, phrases
from analytics.presenting.exhibit import Column, Exhibit, Finding, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import count, percent, rows, signed_money, signed_percent
from analytics.statistics.bands import SHOWN_FROM
from analytics.statistics.like_for_like import CELL_FROM, LEAST_MATCHED
from analytics.texts import N_
from analytics.topics.bands import exhibits as bands_exhibits
from analytics.topics.bands.columns import band_data, describe
from analytics.topics.bands.exhibits import HOW_TO_READ, empty_exhibit, few_employers_note
from analytics.topics.career import figures
from analytics.topics.career.answer import LadderAnswer, PathAnswer, Rung
from analytics.topics.career.skills import CONDITIONS, SKILL_FROM, SkillRow, SkillsAnswer


def path(answer: PathAnswer) -> Exhibit:
    """Pay by year of experience; by level in a survey without years."""
    if answer.levels is not None:
        return bands_exhibits.bands(answer.levels)
    context = answer.context
    bands = [band for _years, band in answer.years]
    title, reading = _path_finding(answer)
    data: dict[str, object] = {"years": np.array([years for years, _band in answer.years])}
    data |= band_data(bands, ranges=context.ranges, count=context.count_unit)
    columns = {"years": Column("years", _("Years"), "years", _("Whole years of experience"))}
    return Exhibit(
        key="pay_by_year",
        title=title,
        reading=reading,
        data=data,
        columns=describe(data, context, columns),
        unit=context.unit,
        n=sum(band.n for band in bands),
        employers=answer.total.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_("Pay by years of experience. {reading}", reading=reading),
        notes=_path_notes(answer),
        rows_without=answer.rows_without,
        draw=chart_of(figures.path, answer) if answer.years_with_median else None,
    )


def _path_notes(answer: PathAnswer) -> tuple[str, ...]:
    context = answer.context
    notes = [
        _("Line: the median, with its 95 % interval at each year. Dark area: the middle half; pale: 8 in 10. They "
          "break where {rows} are too few.", rows=phrases.counted_noun(context)),
        _("Each point is what posts for so many years offer now; it is not one person's path.")
        if context.kind == "posted"
        else _("Each point is what people with so many years have now; it is not one person's path."),
    ]  # fmt: skip
    thin = [_("{years} (n {n})", years=f"{years:g}", n=count(band.counting))
            for years, band in answer.years if band.counting < SHOWN_FROM["p50"]]  # fmt: skip
    if thin:
        notes.append(_("Too few for a median, which needs {least}: {years} years.",
                       least=phrases.least_rows(SHOWN_FROM["p50"], context), years=list_names(thin)))  # fmt: skip
    if answer.set_aside:
        notes.append(_("All levels of experience count here, whatever is chosen above."))
    return tuple(notes)


def _path_finding(answer: PathAnswer) -> Finding:
    """The heading of the path. The raw curve only describes posts: those for more years are mostly other jobs."""
    context, growth, kind = answer.context, answer.growth, answer.context.kind
    if math.isnan(growth.per_year):
        return Finding(
            _("Too few years of experience to compare"),
            _("Years of experience are stated by {rows}; fewer than two years have the {least} that a median needs.",
              rows=rows(sum(band.n for _years, band in answer.years), kind),
              least=phrases.least_rows(SHOWN_FROM["p50"], context)),
        )  # fmt: skip
    reading = _(
        "From {first} to {last} years, the median of {sample} changes by {growth} from year to year ({low} to "
        "{high}). It "
        "compares different jobs and employers: it is not a raise.",
        first=f"{growth.from_years:g}",
        last=f"{growth.to_years:g}",
        sample=phrases.counted_population(growth.n, answer.total.employers, context.filters, kind, context.count_unit),
        growth=signed_percent(growth.per_year),
        low=signed_percent(growth.low),
        high=signed_percent(growth.high),
    )
    if effect := answer.effect:
        within = _("Within the same role and employer, a further year goes with {growth} ({low} to {high}, {sample}).",
                   growth=signed_percent(effect.per_year), low=signed_percent(effect.low),
                   high=signed_percent(effect.high),
                   sample=phrases.sample(effect.n, effect.employers, kind))  # fmt: skip
        reading = f"{within} {reading}"
        if effect.low > 0:
            title = _("Within the same role and employer, a further year goes with about {share} more",
                      share=percent(effect.per_year))  # fmt: skip
            return Finding(title, reading)
    if growth.low > 0:
        title = (
            N_("Posts that ask for more years offer more, but they are mostly other jobs")
            if kind == "posted"
            else N_("Those with more years have more, but they mostly do other jobs")
        )
    elif growth.high < 0:
        title = N_("More years of experience go with less pay here")
    else:
        title = N_("No clear difference between years of experience")
    return Finding(_(title), reading)


def rungs(answer: LadderAnswer) -> Exhibit:
    """The ladder of a family of roles: each rung's band, and the value of the step up to it."""
    context = answer.context
    if answer.problem:
        return _no_ladder(answer)
    any_band = any(rung.band.has_median for rung in answer.rungs)
    title, reading = _rungs_finding(answer)
    data: dict[str, object] = {
        "rung": [figures.rung_name(rung) for rung in answer.rungs],
        "roles": ["|".join(rung.roles) for rung in answer.rungs],
        **band_data([rung.band for rung in answer.rungs], ranges=context.ranges, count=context.count_unit),
        **{
            name: np.array([getattr(rung, name) for rung in answer.rungs]) for name in ("step", "step_low", "step_high")
        },
    }
    columns = (
        Column("rung", _("Rung"), "", _("Step of the ladder, and its roles with the most rows")),
        Column("roles", _("Roles"), "", _("Every role of the rung, joined by |")),
        Column("step", _("Step up"), context.unit, _("Median less the median of the rung before")),
        Column("step_low", _("Step up, lower limit"), context.unit, _("Lower end of its 95 % interval")),
        Column("step_high", _("Step up, upper limit"), context.unit, _("Upper end of its 95 % interval")),
    )
    return Exhibit(
        key="ladder",
        title=title,
        reading=reading,
        data=data,
        columns=describe(data, context, {column.name: column for column in columns}),
        unit=context.unit,
        n=answer.total.n,
        employers=answer.total.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=_("{family} · {selection}", family=answer.family, selection=phrases.selection(context)),
        filters=context.filters,
        alt=_("Pay bands of the rungs of a ladder. {reading}", reading=reading),
        notes=_rungs_notes(answer),
        rows_without=answer.rows_without,
        draw=chart_of(figures.rungs, answer) if any_band else None,
    )


def _no_ladder(answer: LadderAnswer) -> Exhibit:
    if answer.problem == "no roles":
        title = _("No ladder of roles")
        reading = phrases.dimensions_missing(answer.context, "role")
    else:
        title = _("None of the roles of the ladder “{family}”", family=answer.family)
        reading = _("The roles of {survey} are not those of the ladder.", survey=answer.context.source.title)
    return empty_exhibit(answer, "ladder", title, reading)


def _rungs_notes(answer: LadderAnswer) -> tuple[str, ...]:
    unreliable = [rung.band for rung in answer.rungs if rung.band.flagged]
    notes = [
        _(HOW_TO_READ),
        _("More or less: the median against that of the rung before. The roles of a rung and the experience they ask "
          "differ, so a step is not what one person gains; choose a level of experience to compare within it."),
        _("A ladder kept by hand: which role leads to which is a judgement, in roles.csv."),
    ]  # fmt: skip
    if unreliable:
        notes.append(few_employers_note([band for band in unreliable if band.key], answer.context)
                     or _("Some rungs rest on few employers: read them with care."))  # fmt: skip
    if answer.set_aside:
        notes.append(_("Filters on role and sector do not count here: the rungs are roles."))
    return tuple(notes)


def _rungs_finding(answer: LadderAnswer) -> Finding:
    context = answer.context
    differences = [(before, rung) for before, rung in zip(answer.rungs, answer.rungs[1:], strict=False)
            if not math.isnan(rung.step)]  # fmt: skip
    if not differences:
        return Finding(_("Too few posts to compare the rungs"), _("No two neighbouring rungs have enough posts."))
    sure = [
        (before, rung)
        for before, rung in differences
        if rung.step_low > 0 and headings.can_be_named(before.band) and headings.can_be_named(rung.band)
    ]
    before, best = max(sure or differences, key=lambda pair: pair[1].step)
    reading = _step_in_words(best, answer)
    if more := len(differences) - 1:
        rest = ngettext("The other step is in the table.", "The other steps are in the table.", more)
        reading = f"{reading} {rest}"
    missing = [count(rung.number) for rung in answer.rungs[1:] if math.isnan(rung.step)]
    if missing:
        unsupported = ngettext(
            "No evidence for step {steps}.", "No evidence for steps {steps}.", len(missing), steps=list_names(missing)
        )
        reading = f"{reading} {unsupported}"
    if not sure:
        return Finding(_("We cannot tell which step of the ladder offers more"), reading)
    amount = phrases.pay(context, best.step, best.spread)
    if (
        max(len(before.roles), len(best.roles)) > figures.NAMED_ROLES
    ):  # naming two of many roles would suggest that the figure is theirs
        title = _("Step {upper} of the ladder offers {amount} more than step {lower}",
                  upper=best.number, amount=amount, lower=before.number)  # fmt: skip
    else:
        title = _("{upper} posts offer {amount} more than {lower} posts",
                  upper=list_names(best.roles), amount=amount, lower=list_names(before.roles))  # fmt: skip
    return Finding(title, reading)


def _step_in_words(rung: Rung, answer: LadderAnswer) -> str:
    context = answer.context
    low, high = (signed_money(end, context.currency, context.per) for end in (rung.step_low, rung.step_high))
    message = (
        N_("Against the rung before, the median a month at step {number} is {difference} ({low} to {high}, {sample}).")
        if context.per == "month"
        else N_("Against the rung before, the median at step {number} is {difference} ({low} to {high}, {sample}).")
    )
    return _(message, number=rung.number, low=low, high=high,
             difference=phrases.more_or_less(context, rung.step, rung.spread),
             sample=phrases.sample(rung.band.n, rung.band.employers, context.kind, context.count_unit))  # fmt: skip


def skills(answer: SkillsAnswer) -> Exhibit:
    """The pay of posts that name a skill, and the demand for it."""
    title, reading = _skills_finding(answer)
    names = ("n", "share", "median", "raw_ratio", "ratio", "low", "high", "cells", "matched")
    data: dict[str, object] = {}
    if answer.skills:
        data = {"skill": [row.skill for row in answer.skills]}
        data |= {column.name: np.array([getattr(row, name) for row in answer.skills])
                 for name, column in zip(names, _skill_columns()[1:], strict=True)}  # fmt: skip
    return Exhibit(
        key="skills",
        title=title,
        reading=reading,
        data=data,
        columns=_skill_columns() if data else (),
        unit="INR per month",
        n=answer.n,
        source=answer.source,
        method=_(answer.method),
        selection=_skill_selection(answer),
        filters=answer.filters,
        alt=_("Posts that name a skill against the same work without it. {reading}", reading=reading) if data else "",
        notes=_skill_notes(answer) if data else (),
        draw=chart_of(figures.skills, answer) if data else None,
    )


def _skill_columns() -> tuple[Column, ...]:
    return (
        Column("skill", _("Skill"), "", _("The skill as the site lists it")),
        Column("n", _("Posts"), "count", _("Posts that name the skill")),
        Column("asked", _("Asked by"), "share", _("Share of the posts that name any skill")),
        Column("p50", _("Median with it"), "INR per month", _("Median of posts that name it")),
        Column("raw_ratio", _("Raw ÷ without"), "share", _("Median with it ÷ median without, whatever the work")),
        Column("ratio", _("Same work ÷ without"), "share", _("The same for the same role and experience")),
        Column("ratio_low", _("Same work, lower limit"), "share", _("Lower end of its 95 % interval")),
        Column("ratio_high", _("Same work, upper limit"), "share", _("Upper end of its 95 % interval")),
        Column("cells", _("Kinds of work compared"), "", _("Combinations of role and experience with enough posts")),
        Column("matched", _("Matched"), "share", _("Share of posts in the work compared")),
    )


def _skill_selection(answer: SkillsAnswer) -> str:
    if answer.filters["role"]:
        return phrases.selection(answer.context, answer.filters)
    work = _("roles of the ladder") if answer.of_ladder else _("every role")
    return " · ".join([work, *(list_names(values, "or") for _name, values in answer.filters)])


def _skill_notes(answer: SkillsAnswer) -> tuple[str, ...]:
    context = answer.context
    notes = [
        _("Mark: posts that name the skill against posts for the same role and experience that do not, with the 95 % "
          "interval. A skill goes with other things: this is what posts that name it offer, not what learning it "
          "brings."),
        _("Compared where {least} posts with it and {least} without share role and experience. The table does not say "
          "which employer placed a post, so the intervals treat posts as independent, and are too narrow. Nothing is "
          "concluded where less than {share} of the posts can be compared.",
          least=CELL_FROM, share=percent(LEAST_MATCHED)),
    ]  # fmt: skip
    if any(name not in CONDITIONS for name, _values in context.filters):
        notes.append(_("The table of skills knows role and experience: other filters do not count here."))
    if context.per == "year" or context.measure != "middle":
        notes.append(_("Pay is per month, in rupees of the day, by the middle of each range."))
    return tuple(notes)


def _skills_finding(answer: SkillsAnswer) -> Finding:
    if answer.problem == "other survey":
        return Finding(_("No skills in this survey"),
                       _("{survey} says nothing about skills. Choose the survey of posted pay, which does.",
                         survey=answer.context.source.title))  # fmt: skip
    if answer.problem:
        return Finding(_("No evidence on skills for this selection"),
                       _("Of {posts} that name skills, fewer than {least} name the same one.",
                         posts=rows(answer.n, "posted"), least=SKILL_FROM))  # fmt: skip
    with_evidence = [row for row in answer.skills if not math.isnan(row.ratio) and row.matched >= LEAST_MATCHED]
    if not with_evidence:
        return Finding(
            _("No evidence on skills for the same work"),
            _("For no skill are there enough posts of the same work with and without it."),
        )
    more = [row for row in with_evidence if round((row.low - 1) * 100) > 0]
    less = [row for row in with_evidence if round((row.high - 1) * 100) < 0]
    unsure = [row for row in with_evidence if row not in more and row not in less]
    parts = []
    if more:
        parts.append(_("Posts that name it offer more: {skills}.", skills="; ".join(map(_skill_in_words, more))))
    if less:
        parts.append(_("Posts that name it offer less: {skills}.", skills="; ".join(map(_skill_in_words, less))))
    if unsure:
        parts.append(_("No clear difference: {skills}.", skills=list_names(row.skill for row in unsure)))
    if not more:
        return Finding(_("No skill clearly goes with more pay for the same work"), " ".join(parts))
    best = max(more, key=lambda row: row.low)
    title = _("Posts that name {skill} offer about {low} to {high}% more ({posts})", skill=best.skill,
              low=count(round((best.low - 1) * 100)), high=count(round((best.high - 1) * 100)),
              posts=rows(best.n, "posted"))  # fmt: skip
    return Finding(title, " ".join(parts))


def _skill_in_words(row: SkillRow) -> str:
    return _("{skill} {difference} ({low} to {high}, n {n})", skill=row.skill, difference=signed_percent(row.ratio - 1),
             low=signed_percent(row.low - 1), high=signed_percent(row.high - 1), n=count(row.n))  # fmt: skip
