"""The command `estimate`: estimated pay for a profile with too few posts."""

from __future__ import annotations

import argparse
import dataclasses
from datetime import date
from typing import Any

import pandas as pd

from analytics.commands.errors import InputError
from analytics.commands.options import add_survey
from analytics.commands.output import write_json, write_lines
from analytics.commands.surveys import describe_selection, load_survey, parse_filters
from analytics.presenting import export, wording
from analytics.presenting.messages import _, translate
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.pooling import DIMENSIONS, Estimator, Refusal
from analytics.texts import N_
from analytics.topics.estimates import exhibits
from analytics.topics.estimates.answer import (
    FIGURES,
    EstimateAnswer,
    Silence,
    answered_by_count,
    estimate,
    make_estimator,
)
from analytics.topics.estimates.legal_minimums import LegalMinimums
from analytics.view import View


def add_estimate(parser: argparse.ArgumentParser) -> None:
    """Add the options of `estimate`."""
    add_survey(parser)
    parser.add_argument(
        "--answered", action="store_true", help=_("instead: how many profiles the counted posts answer for")
    )
    parser.set_defaults(run=run_estimate, by=[])


def run_estimate(options: argparse.Namespace) -> None:
    """Print the estimate for one profile, or the share of profiles that need none."""
    survey, notes = load_survey(options)
    reference = Reference.read()
    estimator = make_estimator(survey, reference)
    if isinstance(estimator, Refusal):
        raise InputError(_(exhibits.REASONS[estimator]).removesuffix("."))
    if options.answered:
        _print_answered(estimator, options.format)
        return
    filters = parse_filters(survey, options.where)
    answer = estimate(
        View(survey, filters, options.measure, options.per),
        date.today().isoformat(),
        estimator=estimator,
        reference=reference,
        minimums=LegalMinimums(packaged.read("minimum_wages")),
    )
    if isinstance(answer, Silence) and answer.other_sector:
        raise InputError(_("none of these roles belongs to the sector"))
    if isinstance(answer, Silence):
        names, surplus = map(wording.list_names, (estimator.posts.dimensions, answer.filters))
        raise InputError(_("estimates know {names}; leave out {surplus}", names=names, surplus=surplus))
    header = describe_selection(survey, options, filters, notes) | {"measure": "middle"}
    content = header | result(answer)
    if options.format == "json":
        write_json(content)
    elif options.format == "csv":
        flat = {name: value for name, value in result(answer).items() if not isinstance(value, (list, dict))}
        write_lines([export.csv_text(pd.DataFrame([flat])).removesuffix("\n")])
    else:
        write_lines([*_summary(header), *_lines(answer)])


def result(answer: EstimateAnswer) -> dict[str, object]:
    """Convert the estimate to JSON members."""
    estimate = answer.estimate
    figures = {name: round(getattr(estimate, name), 2) for name in FIGURES}
    legal = answer.legal
    return {
        "kind": answer.kind,
        **figures,
        "n_direct": estimate.n_direct,
        "employers_direct": estimate.employers_direct,
        "leans_on": [
            {"where": dict(support.values), "n": support.n, "employers": support.employers}
            for support in estimate.leans_on
        ],
        "nearest": [
            {
                "where": {name: list(values) for name, values in group.filters},
                "n": group.band.n,
                "employers": group.band.employers,
                "p50": group.band.p50.value,
            }
            for group in answer.nearest
        ],
        "at_floor": list(estimate.at_floor),
        "below_legal_minimum": list(answer.below_minimum),
        "legal_minimum": None
        if legal is None
        else {name: value if value == value else None for name, value in dataclasses.asdict(legal).items()},
        "method": answer.method,
    }


def _summary(header: dict[str, Any]) -> list[str]:
    source = header["source"]
    subject = _("{title} ({kind}), {unit}, estimated", title=source["title"], kind=source["kind"], unit=header["unit"])
    return [subject, *map(translate, header["notes"])]


def _lines(answer: EstimateAnswer) -> list[str]:
    """Format the estimate as sentences."""
    estimate, currency, kind = answer.estimate, answer.context.currency, answer.context.kind

    def money(name: str) -> str:
        amount = wording.exact_money(round(getattr(estimate, name), -1), currency)
        return _("{amount} or less", amount=amount) if name in estimate.at_floor else amount

    lines = [
        _(
            "Estimated median: {median} (95 % interval {low} to {high})",
            median=money("p50"),
            low=money("p50_low"),
            high=money("p50_high"),
        ),
        _("Estimated quartiles: {lower} and {upper}", lower=money("p25"), upper=money("p75")),
        _("In 8 of 10 offers: {low} to {high}", low=money("offer_low"), high=money("offer_high")),
        _(
            "Of exactly this: {rows}, employers: {employers}",
            rows=wording.rows(estimate.n_direct, kind),
            employers=wording.count(estimate.employers_direct),
        ),
    ]
    lines += [
        _(
            "Leans on {rows}: {values}",
            rows=wording.rows(support.n, kind),
            values=", ".join(value for _name, value in support.values),
        )
        for support in estimate.leans_on
    ]
    if law := exhibits.law(answer):
        lines.append(law)
    for group in answer.nearest:
        value = ", ".join(value for name, values in group.filters if name in DIMENSIONS for value in values)
        median = wording.exact_money(group.band.p50.value, currency)
        lines.append(
            _(
                "Counted nearby: {values}, median {median}, n = {n}",
                values=value or _("all"),
                median=median,
                n=wording.count(group.band.n),
            )
        )
    return lines


def _print_answered(estimator: Estimator, form: str) -> None:
    shares = answered_by_count(estimator)
    facts = dataclasses.asdict(shares)
    if form == "json":
        write_json(facts)
        return
    if form == "csv":
        write_lines([export.csv_text(pd.DataFrame([facts])).removesuffix("\n")])
        return
    counts = {
        N_("with any post: {n} ({percent} in 100)"): shares.with_posts,
        N_("with a counted median (6 posts): {n} ({percent} in 100)"): shares.with_median,
        N_("with a whole counted band (29 posts): {n} ({percent} in 100)"): shares.with_band,
    }
    profiles = _(
        "{roles} roles × {cities} cities × {levels} levels = {profiles} profiles",
        roles=shares.roles,
        cities=shares.cities,
        levels=shares.levels,
        profiles=wording.count(shares.profiles),
    )
    write_lines(
        [
            profiles,
            *(_(text, n=wording.count(n), percent=f"{100 * n / shares.profiles:.1f}") for text, n in counts.items()),
        ]
    )
