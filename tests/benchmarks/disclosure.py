"""An attacker who knows the staff list against a protected survey: what the answers tell of single people.

    python -m tests.benchmarks.disclosure           # 20 payrolls of each kind, minutes
    python -m tests.benchmarks.disclosure --short   # two of each of 400 people, at most a minute: what CI runs

Payrolls of 400 and of 5,000 people are made, of odd rupees and of round thousands. The attacker knows everybody's
state, city, role and level of experience, asks for every group of one, two or three of them, and puts together what
comes:

* sent: of the odd amounts, how many reach the browser in any answer (none may)
* named: the attacker claims a pay where the answers leave little doubt: a group whose published quarters are the same
  figure. So many in 100 people are named within 1 % and rightly (at most 1)
* bisection: the thresholds of *my pay* in twenty groups that are no published figure (none may be)
* linking: the best guess of each pay from all groups that hold the person, against the guess from the smallest of them
  alone: within 5 % are so many more in 100 people (at most 3 points, over payrolls with its 95 % interval)
* replacement: the file is replaced for one leaver, and the answers before and after are compared; the same rise, for
  the leavers
* subtraction: groups whose people are those of a wider one less fewer than ten (none may be answered)

Beside it what is left of use: the share of groups of ten people and more that are answered, and how far a published
median is from the exact one.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analytics.model import Dimension, Filters, Provenance, Survey
from analytics.statistics import disclosure
from analytics.statistics.bands import QUANTILES, salary_bands
from analytics.statistics.standing import standing

KNOWN = ("state", "city", "role", "experience")
CITIES = {"Pune": 0.3, "Mumbai": 0.25, "Nagpur": 0.08, "Nashik": 0.02, "Patna": 0.15, "Gaya": 0.15, "Puri": 0.05}
STATE = {name: "Maharashtra" if at < 4 else "Bihar" if at < 6 else "Odisha" for at, name in enumerate(CITIES)}
ROLES = {"Data entry operator": 0.35, "Telecaller": 0.25, "Accountant": 0.2, "HR executive": 0.12, "Manager": 0.08}
LEVELS = {"Fresher": 0.3, "1–2 years": 0.3, "3–5 years": 0.25, "6–9 years": 0.15}
NAMED, GUESSED = 0.01, 0.05


@dataclass(frozen=True)
class Leak:
    """What one payroll gave away, in shares of its people; and what its answers are worth."""

    sent: int
    named: float
    thresholds: int
    linked: float
    replaced: float
    subtracted: int
    answered: float
    error: float


def payroll(people: int, odd: bool, seed: int) -> pd.DataFrame:
    """People with a state, a city, a role, a level and a pay per month that depends on all but chance."""
    draw = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "city": draw.choice(list(CITIES), people, p=list(CITIES.values())),
            "role": draw.choice(list(ROLES), people, p=list(ROLES.values())),
            "experience": draw.choice(list(LEVELS), people, p=list(LEVELS.values())),
        }
    )
    table.insert(0, "state", table["city"].map(STATE))
    level = table["role"].map({name: 0.22 * at for at, name in enumerate(ROLES)})
    level += table["experience"].map({name: 0.17 * at for at, name in enumerate(LEVELS)})
    level += table["city"].map({name: -0.04 * at for at, name in enumerate(CITIES)})
    pay = np.exp(9.85 + level + draw.normal(0, 0.18, people))
    table["pay"] = pay.astype(int) // 10 * 10 + draw.integers(1, 10, people) if odd else (pay / 1000).round() * 1000
    return table


def served(table: pd.DataFrame) -> Survey:
    """The payroll as a host serves it."""
    columns = [Dimension.of(name, name.title(), table[name].tolist()) for name in KNOWN]
    source = Provenance("Payroll", "us", "yours")
    return disclosure.protected(Survey.build(name="payroll", provenance=source, low=table["pay"], dimensions=columns))


def lattice() -> list[tuple[str, ...]]:
    """Every question of up to three dimensions."""
    return [by for size in range(disclosure.DIMENSIONS + 1) for by in combinations(KNOWN, size)]


def answers(survey: Survey) -> dict[tuple[str, ...], pd.DataFrame]:
    """All bands that can be asked for, by the dimensions that make the groups."""
    return {by: salary_bands(survey, by) for by in lattice()}


def of_people(table: pd.DataFrame, tables: dict[tuple[str, ...], pd.DataFrame]) -> pd.DataFrame:
    """For each person and each question, the published figures of the group that holds the person."""
    parts = []
    for by, bands in tables.items():
        figures = bands[[*by, "n", *QUANTILES]]
        held = table[list(by)].merge(figures, on=list(by), how="left") if by else figures.loc[[0] * len(table)]
        parts.append(held[["n", *QUANTILES]].set_index(table.index).assign(by=" ".join(by)))
    return pd.concat(parts).dropna(subset="p50").rename_axis("person").reset_index()


def smallest(held: pd.DataFrame, people: int) -> np.ndarray:
    """Each person's pay as the median of the smallest answered group that holds the person."""
    best = held.sort_values("n", kind="stable").groupby("person")["p50"].first()
    return best.reindex(range(people)).to_numpy()


def combined(held: pd.DataFrame, people: int) -> np.ndarray:
    """Each person's pay from all groups: the geometric mean of their medians, weighted with 1 ÷ n."""
    logs = held.assign(log=np.log(held["p50"]), weight=held["n"])
    sums = logs.assign(part=logs["log"] / logs["weight"], share=1 / logs["weight"]).groupby("person")[["part", "share"]]
    totals = sums.sum()
    return np.exp((totals["part"] / totals["share"]).reindex(range(people)).to_numpy())


def within(guess: np.ndarray, pay: np.ndarray, share: float) -> np.ndarray:
    """Which guesses are within this share of the pay."""
    return np.abs(guess / pay - 1) <= share


def leak(people: int, odd: bool, seed: int, leavers: int) -> Leak:
    """Attack one payroll."""
    table = payroll(people, odd, seed)
    survey, pay = served(table), table["pay"].to_numpy(float)
    tables = answers(survey)
    held = of_people(table, tables)
    figures = pd.concat([bands[list(QUANTILES)] for bands in tables.values()]).to_numpy().ravel()
    sent = set(figures[~np.isnan(figures)].tolist()) & set(pay.tolist()) if odd else set()
    sure = held[held["p25"] == held["p75"]].drop_duplicates("person").set_index("person")["p50"]
    named = within(sure.to_numpy(), pay[sure.index], NAMED).sum() / people
    alone, all_ = smallest(held, people), combined(held, people)
    rise = float(within(all_, pay, GUESSED).mean() - within(alone, pay, GUESSED).mean())
    return Leak(
        sent=len(sent),
        named=float(named),
        thresholds=thresholds(survey, tables, seed),
        linked=rise,
        replaced=replaced(table, alone, seed, leavers),
        subtracted=subtracted(table, tables),
        **use(table, tables),
    )


def thresholds(survey: Survey, tables: dict[tuple[str, ...], pd.DataFrame], seed: int) -> int:
    """Amounts at which the answer to *my pay* changes and that are no published figure, found by bisection."""
    draw, strange = np.random.default_rng(seed), 0
    groups = [
        (by, row)
        for by in (("role",), ("city", "role"))
        if not tables[by].empty
        for row in tables[by].to_dict("records")
    ]
    for place in draw.choice(len(groups), min(20, len(groups)), replace=False):
        by, row = groups[place]
        filters = Filters.of({name: [row[name]] for name in by})
        published = [row[name] for name in QUANTILES if not np.isnan(row[name])]
        for low, high in zip([1000.0, *published], [*published, 1e6], strict=True):
            start, first = standing(survey, low, filters), low
            for _ in range(17):
                middle = (low + high) / 2
                low, high = (middle, high) if standing(survey, middle, filters) == start else (low, middle)
            strange += bool(published) and min(abs(high / figure - 1) for figure in [*published, first]) > 1e-3
    return strange


def replaced(table: pd.DataFrame, alone: np.ndarray, seed: int, number: int) -> float:
    """How many more leavers' pays are guessed within 5 % by one who compares the answers before and after."""
    draw = np.random.default_rng(seed)
    leavers = draw.choice(len(table), number, replace=False)
    before, better, usual = answers(served(table)), 0, 0
    for leaver in leavers:
        rest = table.drop(index=leaver).reset_index(drop=True)
        after, pay, guess = answers(served(rest)), table.at[leaver, "pay"], alone[leaver]
        usual += bool(within(np.array([guess]), np.array([pay]), GUESSED)[0])
        one = table.loc[[leaver]].reset_index(drop=True)
        first, second = (of_people(one, tables).set_index("by") for tables in (before, after))
        both = first.join(second, suffixes=("_before", "_after"), how="inner").sort_values("n_before")
        for row in both.to_dict("records"):
            moved = [name for name in QUANTILES if row[f"{name}_before"] != row[f"{name}_after"]
                     and not np.isnan(row[f"{name}_before"] + row[f"{name}_after"])]  # fmt: skip
            if moved:  # a figure rises when somebody below it leaves
                name = moved[0]
                rose = row[f"{name}_after"] > row[f"{name}_before"]
                order = list(QUANTILES)
                place = order.index(name) + (-1 if rose else 1)
                guess = row[f"{order[min(max(place, 0), 4)]}_before"]
                break
        better += bool(within(np.array([guess]), np.array([pay]), GUESSED)[0])
    return (better - usual) / len(leavers)


def subtracted(table: pd.DataFrame, tables: dict[tuple[str, ...], pd.DataFrame]) -> int:
    """Pairs of answered groups, one within the other with a dimension more, that differ by fewer than ten people."""
    pairs = 0
    exact = {by: table.groupby(list(by)).size() if by else pd.Series({(): len(table)}) for by in tables}
    for by, bands in tables.items():
        for name in by:
            wider = tuple(other for other in by if other != name)
            for row in bands.to_dict("records"):
                key = tuple(row[other] for other in by)
                if disclosure.NOT_STATED in key or (wider and tables[wider].empty):
                    continue
                few = exact[by].get(key if len(by) > 1 else key[0], 0)
                outer = tuple(row[other] for other in wider)
                many = exact[wider].get(outer if len(wider) > 1 else outer[0]) if wider else len(table)
                shown = tables[wider]
                if wider:
                    shown = shown[(shown[list(wider)] == list(outer)).all(axis=1)]
                pairs += bool(len(shown)) and 0 < many - few < disclosure.LEAST
    return pairs


def use(table: pd.DataFrame, tables: dict[tuple[str, ...], pd.DataFrame]) -> dict[str, float]:
    """How many of the groups of ten and more people are answered, and how wrong their medians are."""
    wanted, given, errors = 0, 0, []
    for by, bands in tables.items():
        if not by:
            continue
        exact = table.groupby(list(by))["pay"].agg(["size", "median"]).reset_index()
        exact = exact[exact["size"] >= disclosure.LEAST]
        both = exact.merge(bands.dropna(subset="p50"), on=list(by), how="inner")
        wanted, given = wanted + len(exact), given + len(both)
        errors += (both["p50"] / both["median"] - 1).abs().tolist()
    return {"answered": given / wanted, "error": float(np.mean(errors))}


def report(people: int, odd: bool, leaks: Sequence[Leak]) -> bool:
    """One line of the table; whether what must hold held."""
    linked = np.array([leak.linked for leak in leaks])
    half = 1.96 * linked.std(ddof=1) / np.sqrt(len(linked)) if len(linked) > 1 else float("nan")
    mean = {name: float(np.mean([getattr(leak, name) for leak in leaks])) for name in Leak.__annotations__}
    total = {name: sum(getattr(leak, name) for leak in leaks) for name in ("sent", "thresholds", "subtracted")}
    held = not any(total.values()) and mean["named"] <= 0.01 and mean["linked"] <= 0.03 and mean["replaced"] <= 0.03
    print(
        f"{people:>6} {'odd' if odd else 'round':<6}{len(leaks):>4}{total['sent']:>6}{mean['named']:>8.2%}"
        f"{total['thresholds']:>8}{total['subtracted']:>8}{mean['linked']:>+9.1%} ± {half:.1%}"
        f"{mean['replaced']:>+10.1%}{mean['answered']:>10.0%}{mean['error']:>8.2%}  {'held' if held else 'BROKEN'}",
        flush=True,
    )
    return held


def main() -> None:
    """Attack the payrolls and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--payrolls", type=int, default=20, help="of each kind")
    options = parser.parse_args()
    print("people  pay     of  sent   named bisect. subtr.   linking         replaced  answered   error")
    every = True
    for people in (400,) if options.short else (400, 5000):
        for odd in (True, False):
            seeds, leavers = (2, 5) if options.short else (options.payrolls, 25)
            leaks = [leak(people, odd, seed, leavers) for seed in range(seeds)]
            every &= report(people, odd, leaks)
    if not every:
        raise SystemExit("something was given away")


if __name__ == "__main__":
    main()
