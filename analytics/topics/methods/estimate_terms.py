"""The method and accuracy of estimates, as terms with meanings; the figures come from the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analytics.presenting import wording
from analytics.presenting.messages import _, list_names
from analytics.texts import N_
from analytics.topics.methods.terms import Terms

ERROR, RATIO = "root of the excess error", "ratio of mean squares, estimate ÷ rival"
HOLD_OUTS = {
    "cell": N_("No post of the role, city and level known"),
    "city": N_("No post of the whole city known"),
    "role": N_("No post of the whole role known"),
}
COVERAGES = {
    "80 % range of one offer": N_("The range of 8 in 10 offers, on employers never seen"),
    "95 % interval of the median": N_("The 95 % interval of the median, on employers never seen"),
}
METHODS = {
    "estimate": N_("estimate"),
    "own median": N_("the posts' own median"),
    "role": N_("the role's median in India"),
    "role × level": N_("the role's median at the level"),
    "boosted quantiles": N_("boosted trees"),
    "mixed model": N_("mixed model"),
}
LEAST_HELD_OUT = 1000
"""The fewest held-out posts or medians for which a group's coverage is stated."""


class Check(NamedTuple):
    """A row of `estimate_checks.csv`."""

    check: str
    group: str
    method: str
    n: float
    value: float
    low: float
    high: float


def method() -> Terms:
    """The method of estimates."""
    return [
        (
            _("What it borrows"),
            _("An estimate starts from what everybody is offered and adds what the role, its step on the ladder, its "
              "sector, the city, the class of the city, the level, the mode of work and pairs of them change. Each "
              "change counts as far as employers show it."),
        ),
        (
            _("Formula"),
            _("change = γ · what the posts say, γ = σ² ÷ (σ² + ψ). ψ is how unsure the posts are, counted by employer, "
              "so that 300 posts of one employer say little; σ² is how much such groups truly differ, at each level. "
              "With many employers γ is near 1 and the estimate is what the posts say. A role or a city far from all "
              "others is moved by at most 1.5 standard errors of its own posts. What has no post stands at the others’ "
              "mean: a city at that of its class, a role at that of its step and sector."),
        ),
        (
            _("An example"),
            _("Twelve posts of six employers say 30 % more than expected. Such groups truly differ by 10 % (σ² = 0.01) "
              "and six employers err by 20 % (ψ = 0.04): γ = 0.01 ÷ 0.05 = 0.2, so the estimate rises by 6 %."),
        ),
        (
            _("Wider selections"),
            _("Where the role, the city or the level is left open, all that belongs to it is mixed as often as it is "
              "posted, and drawn to the counted figures by the same rule: with many employers it is what is counted."),
        ),
        (
            _("How sure it is"),
            _("Some employers and some cells are left out, estimated from the others, and compared; then whole cities "
              "and whole roles. A post that names several cities is left out of all of them. The range of an offer is "
              "widened until 8 in 10 offers left out lie inside: of employers not seen, and where no post of the city "
              "or the role is known, of cities or roles not seen."),
        ),
        (
            _("Sources"),
            _("Fay and Herriot (1979) for γ; Efron and Morris (1972) for the most that a role or a city is moved; "
              "Koenker and Bassett (1978) for quantiles; Turnbull (1976) for ranges; Woodruff (1952) for the error of "
              "a counted median; Romano, Patterson and Candès (2019) for the range of an offer."),
        ),
    ]  # fmt: skip


def full_table(checks: pd.DataFrame) -> pd.DataFrame:
    """Every check as the benchmark prints it, with titles.

    Args:
        checks: `estimate_checks.csv`.
    """
    titles = {
        "check": _("Check"), "group": _("Group"), "method": _("Method"), "n": _("How many"), "value": _("Value"),
        "low": _("Lower limit"), "high": _("Upper limit"),
    }  # fmt: skip
    methods = checks["method"].map(lambda name: _(METHODS[name]))
    return checks.assign(method=methods)[list(titles)].rename(columns=titles)


def how_well(checks: pd.DataFrame) -> Terms:
    """The accuracy of estimates on held-out employers, cells, cities and roles.

    Args:
        checks: `estimate_checks.csv`.
    """
    rows = [Check(*row) for row in checks[list(Check._fields)].itertuples(index=False)]
    bands = dict.fromkeys(row.group for row in rows if row.check == ERROR)
    terms = [(_("Error with {posts} of exactly this", posts=band), _comparison(rows, band)) for band in bands]
    for kind, title in HOLD_OUTS.items():
        terms.append(
            (_(title), _errors([row for row in rows if row.check == f"{ERROR}, n = 0: whole {kind} left out"]))
        )
    for check, title in COVERAGES.items():
        of_check = [row for row in rows if row.check == f"{check}: coverage"]
        terms.append((_(title), _coverage(of_check)))
    return terms


def _comparison(rows: Sequence[Check], band: str) -> str:
    """Errors of all methods in a band of n, and the closest rival's ratio of mean squares with its interval."""
    errors = _errors([row for row in rows if row.check == ERROR and row.group == band])
    closest = max((row for row in rows if row.check == RATIO and row.group == band), key=lambda row: row.value)
    return _(
        "{errors} Squared errors are {ratio} times those of the closest ({low} to {high} over the splits: {rival}).",
        errors=errors,
        rival=_(METHODS[closest.method]),
        ratio=f"{closest.value:.2f}",
        low=f"{closest.low:.2f}",
        high=f"{closest.high:.2f}",
    )


def _errors(rows: Sequence[Check]) -> str:
    """The typical error of each method in percent, net of the held-out medians' own noise."""
    parts = [
        _("{method} {error}", method=_(METHODS[row.method]), error=_percent(row.value))
        if row.value > 0
        else _("{method} too small to tell from noise", method=_(METHODS[row.method]))
        for row in rows
    ]
    return _("Typical error in {n} cells: {errors}.", n=wording.count(round(rows[0].n)), errors=list_names(parts))


def _coverage(rows: Sequence[Check]) -> str:
    """The coverage of an interval, overall and in the groups with the lowest and the highest coverage."""
    groups = sorted((row for row in rows if row.group != "all" and row.n >= LEAST_HELD_OUT), key=lambda row: row.value)
    return _(
        "Holds {all}; between {low} ({lowest}) and {high} ({highest}) in groups of {n} or more.",
        all=_percent(next(row.value for row in rows if row.group == "all")),
        low=_percent(groups[0].value),
        lowest=groups[0].group,
        high=_percent(groups[-1].value),
        highest=groups[-1].group,
        n=wording.count(LEAST_HELD_OUT),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
