"""Agreement between sources, in words: a row for each pair of sources, role and level, with its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analytics.model import Provenance
from analytics.presenting import phrases
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.wording import count, period
from analytics.statistics.bands import MONTHS, Period
from analytics.topics.witnesses import figures, names
from analytics.topics.witnesses.agreement import Agreement, AgreementsAnswer, AgreementVerdict, Cell
from analytics.topics.witnesses.answer import Figure


def agreements(answer: AgreementsAnswer) -> Exhibit:
    """The pairs of sources for each role and level of a selection, comparable pairs first."""
    pairs = answer.pairs
    shared: dict[str, Any] = {
        "key": "source_agreement",
        "data": _data(pairs, answer.per) if pairs else {},
        "columns": _columns(answer.per),
        "unit": f"INR per {answer.per}",
        "n": len(pairs),
        "source": Provenance(title=_("The sources, each named in its row"), publisher="", kind="published"),
        "kind": _("Sources, side by side"),
        "sample": ngettext("{n} pair", "{n} pairs", len(pairs), n=count(len(pairs))),
        "selection": " · ".join(list_names(values, "or") for _name, values in answer.filters) or _("Every role"),
        "filters": answer.filters,
        "method": _(answer.method),
    }
    if not pairs:
        return Exhibit(
            title=_("No two sources know this work"),
            reading=_("Sources are compared for the same role and level of experience."),
            **shared,
        )
    by_verdict = {verdict: answer.count(verdict) for verdict in names.VERDICTS}
    return Exhibit(
        title=_title(by_verdict),
        reading=_reading(answer),
        alt=_("For each role and level a line per source from its median lowest to its median highest offer. {pairs}",
              pairs=" ".join(sentence(pair, answer.per) for pair in pairs[:12])),
        notes=(
            _("Bar: from the median of the lowest offers to the median of the highest. Tick: a median; thick line: its "
              "interval. Where a source states one end only, it has one tick."),
            _("Nothing of different sources is added up. Amounts are as printed, in the rupees of their year."),
        ),
        draw=chart_of(figures.agreements, answer),
        **shared,
    )  # fmt: skip


def sentences(answer: AgreementsAnswer) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every pair as a sentence, for a list; the sentences name the sources, so they have no links."""
    return [(sentence(pair, answer.per), []) for pair in answer.pairs]


def _title(by_verdict: dict[AgreementVerdict, int]) -> str:
    agree, differ, undecided = by_verdict.values()
    if not agree + differ:
        return ngettext(
            "{n} pair of sources, not comparable",
            "{n} pairs of sources, none comparable",
            undecided,
            n=count(undecided),
        )
    return _(
        "Sources side by side: {agree}, {differ}, {none}",
        agree=ngettext("{n} pair agrees", "{n} pairs agree", agree, n=count(agree)),
        differ=ngettext("{n} differs", "{n} differ", differ, n=count(differ)),
        none=ngettext("{n} cannot be compared", "{n} cannot be compared", undecided, n=count(undecided)),
    )


def _reading(answer: AgreementsAnswer) -> str:
    best = answer.pairs[0]
    if best.verdict != "cannot be compared":
        return _(
            "Best supported is {role}, {level}: {first} states {range}, {second} {other_range}. They {verdict}.",
            role=best.role,
            level=best.experience,
            first=best.first.title,
            range=names.medians(best.first, answer.per),
            second=best.second.title,
            other_range=names.medians(best.second, answer.per),
            verdict=names.verdict(best),
        )
    reasons = dict.fromkeys(_(names.REASONS[pair.reason]) for pair in answer.pairs)
    return _("None of these can be compared: {reasons}.", reasons=list_names(reasons, "or"))


def sentence(pair: Agreement, per: Period) -> str:
    """A pair of sources and its verdict in a sentence."""
    return _(
        "{role}, {level}: {first} and {second}: {verdict}.",
        role=pair.role,
        level=pair.experience,
        first=_cell_in_words(pair.first, per),
        second=_cell_in_words(pair.second, per),
        verdict=names.verdict(pair),
    )


def _cell_in_words(cell: Cell, per: Period) -> str:
    sample = (
        ngettext("{n} figure", "{n} figures", cell.n, n=count(cell.n))
        if cell.official
        else phrases.sample(cell.n, cell.employers, "posted")
    )
    return _("{source} {range} ({sample})", source=cell.title, range=names.medians(cell, per), sample=sample)


def _data(pairs: Sequence[Agreement], per: Period) -> dict[str, object]:
    months = MONTHS[per]
    data: dict[str, object] = {
        "role": [pair.role for pair in pairs],
        "experience": [pair.experience for pair in pairs],
        "verdict": [_(names.VERDICTS[pair.verdict]) for pair in pairs],
        "why": [_(names.REASONS[pair.reason]) if pair.reason else "" for pair in pairs],
        "end": [names.end(pair.end) if pair.end else "" for pair in pairs],
        "years_between": np.array([pair.years for pair in pairs], np.int64),
    }
    for name, cells in (("first", [pair.first for pair in pairs]), ("second", [pair.second for pair in pairs])):
        data |= {
            name: [cell.title for cell in cells],
            f"{name}_period": [period(cell.period) for cell in cells],
            f"{name}_n": np.array([cell.n for cell in cells], np.int64),
            f"{name}_employers": np.array([np.nan if cell.employers is None else cell.employers for cell in cells]),
        }
        for end in ("low", "high"):
            medians: list[Figure] = [getattr(cell, end) for cell in cells]
            data[f"{name}_{end}"] = np.array([median.value for median in medians]) * months
    for position, name in enumerate(("first", "second")):
        for part, suffix in (("value", ""), ("low", "_low"), ("high", "_high")):
            values = [getattr(pair.compared[position], part) for pair in pairs]
            data[f"{name}_p50{suffix}"] = np.array(values) * months
    data["outside"] = np.array([pair.outside for pair in pairs])
    return data


def _columns(per: Period) -> tuple[Column, ...]:
    unit = f"INR per {per}"
    columns = [
        Column("role", _("Role"), "", _("Standard role")),
        Column("experience", _("Experience"), "", _("The level of the least years asked")),
        Column("verdict", _("Verdict"), "", _("Whether the two medians of the same end agree")),
        Column("why", _("Why not"), "", _("Why the two cannot be compared; empty where they can")),
        Column("end", _("End compared"), "", _("The end of the ranges that both state")),
        Column("years_between", _("Years between"), "count", _("Full years between the periods of the two")),
    ]
    for name, which in (("first", _("First")), ("second", _("Second"))):
        columns += [
            Column(name, _("{which} source", which=which), "", _("The site or survey")),
            Column(f"{name}_period", _("{which}, period", which=which), "", _("When its figures were collected")),
            Column(f"{name}_n", _("{which}, posts", which=which), "count", _("Its posts, or cells of a pay scale")),
            Column(f"{name}_employers", _("{which}, employers", which=which), "count", _("Empty where unknown")),
        ]
        for end, label in (("low", _("lowest offers")), ("high", _("highest offers"))):
            about = _("Median of all its {end}; of a pay scale, its end", end=label)
            columns.append(Column(f"{name}_{end}", _("{which}, {end}", which=which, end=label), unit, about))
    for name, which in (("first", _("First")), ("second", _("Second"))):
        columns += [
            Column(f"{name}_p50", _("{which}, compared", which=which), unit,
                   _("Median of the end compared, of the posts that both sources take")),
            Column(f"{name}_p50_low", _("{which}, from", which=which), unit, _("Lower end of its 95 % interval")),
            Column(f"{name}_p50_high", _("{which}, to", which=which), unit, _("Upper end of its 95 % interval")),
        ]  # fmt: skip
    columns.append(
        Column("outside", _("Left out"), "share",
               _("Posts of one that the other does not take, for a floor or a cap; the larger of the two shares"))
    )  # fmt: skip
    return tuple(columns)
