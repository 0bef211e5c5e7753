"""Attackers who know the staff list against a protected survey: what the answers tell of single people.

    python -m tests.benchmarks.disclosure           # 20 payrolls of each kind: some minutes
    python -m tests.benchmarks.disclosure --short   # two of each of 400 people, at most a minute: what CI runs
    python -m tests.benchmarks.disclosure --people 5000 --payrolls 5 --first 10    # a part of the long form

Payrolls of 400 and of 5,000 people are made, of odd rupees and of round thousands. The attacker knows everybody's
state, city, role and level of experience, and for half of the payrolls the years too; asks for every group of one, two
or three of them, and puts together what comes:

* sent: of the odd amounts, how many are in any answer (none may; `tests.benchmarks.sent` reads what pages send)
* reconstruction: pays are drawn that keep all that was published at once (`reconstruction`), which is linking and
  subtraction as well. The best guess of each pay against the guess of one who knows the median of the person's smallest
  published group only: within 5 % are so many more in 100 people (at most 3 points, over payrolls with a 95 % interval)
* strangers: the same rise for three times as many people of the same kind who are not in the file, where somebody in it
  shares their dimensions. Of the rise it is the part that is inference about anybody, which no protection of a file can
  take away; the rest is what being in the file gives away. Printed and not judged
* named: the attacker claims a pay that is within 1 % with even odds or better, by the drawn pays or because the
  published quarters are the same figure; so many in 100 people are claimed rightly (at most 1)
* linking: the same rise for what a line through the medians of all groups says of each person's dimensions
* bisection: the thresholds of *my pay* in twenty groups that are no published figure (none may be)
* subtraction: groups whose people are those of a wider one less fewer than ten (none may be answered), and wholes whose
  shown parts leave so few
* leavers: the file is replaced for one who leaves or joins, and both files' answers are used; the same rise for these
  people alone. It is printed and not judged: it is what protection of one file cannot take away, and hosts are told to
  replace a file rarely and for many changes at once

Beside it what is left of use: the share of groups of ten people and more that are answered, and how far a published
median is from the exact one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Dimension, Filters, Provenance, Survey
from analytics.statistics import disclosure
from analytics.statistics.bands import QUANTILES, salary_bands
from analytics.statistics.standing import standing
from tests.benchmarks import reconstruction
from tests.benchmarks.reconstruction import Answers

KNOWN = ("state", "city", "role", "experience")
YEARS = "years"
CITIES = {"Pune": 0.3, "Mumbai": 0.25, "Nagpur": 0.08, "Nashik": 0.02, "Patna": 0.15, "Gaya": 0.15, "Puri": 0.05}
STATE = {name: "Maharashtra" if index < 4 else "Bihar" if index < 6 else "Odisha" for index, name in enumerate(CITIES)}
ROLES = {"Data entry operator": 0.35, "Telecaller": 0.25, "Accountant": 0.2, "HR executive": 0.12, "Manager": 0.08}
LEVELS = {"Fresher": 0.3, "1–2 years": 0.3, "3–5 years": 0.25, "6–9 years": 0.15}
SPAN = {"Fresher": (0, 1), "1–2 years": (1, 3), "3–5 years": (3, 6), "6–9 years": (6, 10)}
NAMED, GUESSED, EVEN = 0.01, 0.05, 0.5
RISE = 0.03
"""By how much the share of people who are guessed may rise."""
STRANGERS = 1_000
"""How far the numbers of payrolls of strangers lie from that of the payroll."""
MANY = 20
"""Payrolls from which their mean is judged; fewer may exceed it as far as chance goes."""


@dataclass(frozen=True)
class Leak:
    """What one payroll gave away, in shares of its people; and what its answers are worth."""

    sent: int
    named: float
    thresholds: int
    subtracted: int
    linked: float
    solved: float
    strangers: float
    replaced: float
    answered: float
    error: float


def payroll(people: int, odd: bool, seed: int) -> pd.DataFrame:
    """People with a state, a city, a role, a level, years and a pay per month that depends on all but chance."""
    draw = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "city": draw.choice(list(CITIES), people, p=list(CITIES.values())),
            "role": draw.choice(list(ROLES), people, p=list(ROLES.values())),
            "experience": draw.choice(list(LEVELS), people, p=list(LEVELS.values())),
        }
    )
    table.insert(0, "state", table["city"].map(STATE))
    level = table["role"].map({name: 0.22 * index for index, name in enumerate(ROLES)})
    level += table["experience"].map({name: 0.17 * index for index, name in enumerate(LEVELS)})
    level += table["city"].map({name: -0.04 * index for index, name in enumerate(CITIES)})
    pay = np.exp(9.85 + level + draw.normal(0, 0.18, people))
    table["pay"] = pay.astype(int) // 10 * 10 + draw.integers(1, 10, people) if odd else (pay / 1000).round() * 1000
    table[YEARS] = [str(draw.integers(*SPAN[level])) for level in table["experience"]]
    return table


def served(table: pd.DataFrame) -> Survey:
    """The payroll as a host serves it."""
    columns = [Dimension.of(name, name.title(), table[name].tolist()) for name in (*KNOWN, YEARS)]
    source = Provenance("Payroll", "us", "yours")
    return disclosure.protected(Survey.build(name="payroll", provenance=source, low=table["pay"], dimensions=columns))


def staff_list(table: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """What the attacker knows of everybody, in the survey's values: rare ones are not stated there."""
    known = table[[*KNOWN, YEARS]].copy()
    for name in known:
        known[name] = known[name].where(known[name].isin(survey.dimensions[name].values), NOT_STATED)
    return known


def answers(survey: Survey, dimensions: Sequence[str]) -> Answers:
    """All bands that can be asked for, by the dimensions that make the groups."""
    sizes = range(disclosure.DIMENSIONS + 1)
    return {by: salary_bands(survey, by) for size in sizes for by in combinations(dimensions, size)}


def of_people(known: pd.DataFrame, published: Answers) -> pd.DataFrame:
    """For each person and each question, the published figures of the group that holds the person."""
    parts = []
    for by, bands in published.items():
        if bands.empty:
            continue
        figures = bands[[*by, "n", *QUANTILES]]
        held = known[list(by)].merge(figures, on=list(by), how="left") if by else figures.loc[[0] * len(known)]
        parts.append(held[["n", *QUANTILES]].set_index(known.index).assign(by=" ".join(by)))
    return pd.concat(parts).dropna(subset="p50").rename_axis("person").reset_index()


def smallest(held: pd.DataFrame, people: int) -> np.ndarray:
    """Each person's pay as the median of the smallest answered group that holds the person."""
    best = held.sort_values("n", kind="stable").groupby("person")["p50"].first()
    return best.reindex(range(people)).to_numpy()


def right(guess: np.ndarray, pay: np.ndarray, share: float) -> np.ndarray:
    """Which guesses are within this share of the pay."""
    return np.abs(guess / pay - 1) <= share


def leak(people: int, odd: bool, seed: int, leavers: int) -> Leak:
    """Attack one payroll."""
    table = payroll(people, odd, seed)
    survey, pay = served(table), table["pay"].to_numpy(float)
    known = staff_list(table, survey)
    dimensions = (*KNOWN, YEARS) if seed % 2 else KNOWN
    published = answers(survey, dimensions)
    held = of_people(known, published)
    figures = pd.concat([bands[list(QUANTILES)] for bands in published.values()]).to_numpy().ravel()
    sent = set(figures[~np.isnan(figures)].tolist()) & set(pay.tolist()) if odd else set()
    step = 1 if odd else 1000
    base = smallest(held, people)
    expected, spread = reconstruction.main_effects(known, published, dimensions)
    drawn = reconstruction.draws(reconstruction.bounds(known, published), expected, spread, step, seed)
    alike = pd.factorize(pd.MultiIndex.from_frame(known[list(dimensions)]))[0]
    guess, _ = reconstruction.best_guesses(drawn, alike, GUESSED)
    claim, certainty = reconstruction.best_guesses(drawn, alike, NAMED)
    named = right(claim, pay, NAMED) & (certainty >= EVEN)
    same = held[held["p25"] == held["p75"]].drop_duplicates("person").set_index("person")["p50"]
    named[same.index] |= right(same.to_numpy(), pay[same.index], NAMED)
    usual = right(base, pay, GUESSED).mean()
    return Leak(
        sent=len(sent),
        named=float(named.mean()),
        thresholds=thresholds(survey, published, seed),
        subtracted=subtracted(known, published),
        linked=float(right(np.exp(expected), pay, GUESSED).mean() - usual),
        solved=float(right(guess, pay, GUESSED).mean() - usual),
        strangers=of_strangers(known[list(dimensions)], guess, survey, published, odd, seed),
        replaced=replaced(table, dimensions, base, step, seed, leavers),
        **use(table, published),
    )


def of_strangers(
    known: pd.DataFrame, guess: np.ndarray, survey: Survey, published: Answers, odd: bool, seed: int
) -> float:
    """How many more people who are not in the file are guessed within 5 % than by the median of their smallest group.

    Args:
        known: the staff list's dimensions that are asked for.
        guess: for each person of it, the guess; people whose dimensions are the same have the same one.
        survey: the protected survey of these people.
        published: its answers.
        odd, seed: of its payroll.
    """
    table = pd.concat([payroll(len(known), odd, seed + STRANGERS * more) for more in (1, 2, 3)], ignore_index=True)
    strangers, pay = staff_list(table, survey), table["pay"].to_numpy(float)
    of_cell = pd.Series(guess, pd.MultiIndex.from_frame(known)).groupby(level=list(range(known.shape[1]))).first()
    theirs = of_cell.reindex(pd.MultiIndex.from_frame(strangers[list(known.columns)])).to_numpy()
    usual = smallest(of_people(strangers, published), len(strangers))
    alike = ~np.isnan(theirs)
    guessed, before = (right(each[alike], pay[alike], GUESSED).mean() for each in (theirs, usual))
    return float(guessed - before)


def thresholds(survey: Survey, published: Answers, seed: int) -> int:
    """Amounts at which the answer to *my pay* changes and that are no published figure, found by bisection."""
    draw, strange = np.random.default_rng(seed), 0
    groups = [
        (by, row)
        for by in (("role",), ("city", "role"))
        if not published[by].empty
        for row in published[by].to_dict("records")
    ]
    for place in draw.choice(len(groups), min(20, len(groups)), replace=False):
        by, row = groups[place]
        filters = Filters.of({name: [row[name]] for name in by})
        figures = [row[name] for name in QUANTILES if not np.isnan(row[name])]
        for low, high in zip([1000.0, *figures], [*figures, 1e6], strict=True):
            start, first = standing(survey, low, filters), low
            for _ in range(17):
                middle = (low + high) / 2
                low, high = (middle, high) if standing(survey, middle, filters) == start else (low, middle)
            strange += bool(figures) and min(abs(high / figure - 1) for figure in [*figures, first]) > 1e-3
    return strange


def replaced(
    table: pd.DataFrame, dimensions: Sequence[str], base: np.ndarray, step: int, seed: int, number: int
) -> float:
    """How many more of those who leave, or join, are guessed within 5 % by one who has the answers of both files."""
    draw = np.random.default_rng(seed)
    more = 0
    first = served(table)
    known = staff_list(table, first)
    both = reconstruction.bounds(known, published := answers(first, dimensions))
    expected, spread = reconstruction.main_effects(known, published, dimensions)
    for person in draw.choice(len(table), number, replace=False):
        stays = np.arange(len(table)) != person
        second = served(table[stays].reset_index(drop=True))
        rest = reconstruction.bounds(staff_list(table, second), answers(second, dimensions), stays)
        drawn = reconstruction.draws(both.combined_with(rest), expected, spread, step, seed)
        guess, _ = reconstruction.best_guesses(drawn[:, [person]], np.zeros(1, np.int64), GUESSED)
        pay = table["pay"].to_numpy(float)[[person]]
        more += int(right(guess, pay, GUESSED)[0]) - int(right(base[[person]], pay, GUESSED)[0])
    return more / number


def subtracted(known: pd.DataFrame, published: Answers) -> int:
    """How many answers leave fewer than ten people to the difference of two.

    Pairs of answered groups, one within the other with a dimension more; and wholes less all of their answered parts
    along a dimension that is nested in theirs, such as a state less its cities.
    """
    sizes = {by: known.groupby(list(by)).size() if by else pd.Series({(): len(known)}) for by in published}
    few = range(1, disclosure.LEAST)
    pairs = 0
    for by, bands in published.items():
        keys = bands[list(by)].itertuples(index=False, name=None)
        shown = {tuple(key): int(sizes[by][key if len(by) > 1 else key[0] if by else ()]) for key in keys}
        for name in by:
            wider = tuple(other for other in by if other != name)
            keep = [by.index(other) for other in wider]
            wholes = {tuple(row) for row in published[wider][list(wider)].itertuples(index=False, name=None)}
            left: dict[tuple[str, ...], int] = {}
            for key, people in shown.items():
                whole = tuple(key[place] for place in keep)
                if whole in wholes and NOT_STATED not in key:
                    of_whole = int(sizes[wider][whole if len(wider) > 1 else whole[0] if wider else ()])
                    pairs += of_whole - people in few
                    left[whole] = left.get(whole, of_whole) - people
            nested = {("state", "city"), ("experience", YEARS)}
            pairs += sum(rest in few for rest in left.values() if any((other, name) in nested for other in wider))
    return pairs


def use(table: pd.DataFrame, published: Answers) -> dict[str, float]:
    """How many of the groups of ten and more people are answered, and how wrong their medians are."""
    possible, given, errors = 0, 0, []
    for by, bands in published.items():
        if not by:
            continue
        exact = table.groupby(list(by))["pay"].agg(["size", "median"]).reset_index()
        exact = exact[exact["size"] >= disclosure.LEAST]
        both = exact.merge(bands.dropna(subset="p50"), on=list(by), how="inner")
        possible, given = possible + len(exact), given + len(both)
        errors += (both["p50"] / both["median"] - 1).abs().tolist()
    return {"answered": given / possible, "error": float(np.mean(errors))}


def holds(leaks: Sequence[Leak]) -> bool:
    """Whether what must hold held, over payrolls of one kind: of few payrolls, whether they are no sign of more."""
    counts = sum(leak.sent + leak.thresholds + leak.subtracted for leak in leaks)
    rises = np.array([[leak.linked, leak.solved] for leak in leaks])
    unsure = 1.96 * rises.std(axis=0, ddof=1) / np.sqrt(len(leaks)) if 1 < len(leaks) < MANY else 0
    return bool(
        not counts and np.mean([leak.named for leak in leaks]) <= NAMED and (rises.mean(axis=0) - unsure <= RISE).all()
    )


def line(people: int, odd: bool, leaks: Sequence[Leak], seconds: float) -> str:
    """One line of the table."""

    def mean(name: str) -> float:
        return float(np.mean([getattr(leak, name) for leak in leaks]))

    def interval(name: str) -> str:
        values = np.array([getattr(leak, name) for leak in leaks])
        half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
        return f"{values.mean():+.1%} ± {half:.1%}"

    totals: Mapping[str, int] = {
        name: sum(getattr(leak, name) for leak in leaks) for name in ("sent", "thresholds", "subtracted")
    }
    measured = (
        f"{people:>6} {'odd' if odd else 'round':<6}{len(leaks):>4}{totals['sent']:>6}{mean('named'):>8.2%}"
        f"{totals['thresholds']:>8}{totals['subtracted']:>8}{interval('linked'):>16}{interval('solved'):>16}"
        f"{interval('strangers'):>15}{interval('replaced'):>17}{mean('answered'):>10.0%}{mean('error'):>7.1%}"
    )
    return f"{measured}{seconds:>7.0f} s  {'held' if holds(leaks) else 'BROKEN'}"


HEADER = (
    "people pay     of  sent   named bisect.  subtr.         linking  reconstruction"
    "      strangers          leavers  answered  error"
)


def short() -> bool:
    """The short form: two payrolls of each kind; whether what must hold held."""
    return attack([400], range(2), 3)


def attack(sizes: Sequence[int], seeds: Sequence[int], leavers: int) -> bool:
    """Attack payrolls of these sizes, one for each seed and kind, and print the table; whether all was held."""
    print(HEADER)
    every = True
    for people in sizes:
        for odd in (True, False):
            begun = time.perf_counter()
            leaks = [leak(people, odd, seed, leavers) for seed in seeds]
            print(line(people, odd, leaks, time.perf_counter() - begun), flush=True)
            every &= holds(leaks)
    return every


def main() -> None:
    """Attack the payrolls and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--people", type=int, nargs="+", default=[400, 5000])
    parser.add_argument("--payrolls", type=int, default=20, help="of each kind")
    parser.add_argument("--first", type=int, default=0, help="the number of the first payroll")
    parser.add_argument("--leavers", type=int, default=10, help="of each payroll")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.payrolls)
    every = short() if options.short else attack(options.people, seeds, options.leavers)
    if not every:
        raise SystemExit("something was given away")


if __name__ == "__main__":
    main()
