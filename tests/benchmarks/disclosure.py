"""Attackers who know the staff list against a protected survey: what the answers tell of single people.

    python -m tests.benchmarks.disclosure           # 20 payrolls of each kind: some minutes
    python -m tests.benchmarks.disclosure --short   # two of each of 400 people, at most a minute: what CI runs
    python -m tests.benchmarks.disclosure --people 5000 --payrolls 5 --first 10    # a part of the long form

Payrolls of 400 and of 5,000 people are made, of odd rupees and of round thousands. The attacker knows everybody's
state, city, role and level of experience, and for half of the payrolls the years too; asks for every group of one, two
or three of them, and puts together what comes:

* exact: of the odd amounts, how many are in any answer (none may; tests/app/cache/test_hosting.py reads what pages
  send)
* reconstruction: pays are drawn that keep all that was published at once (`reconstruction`), which is linking and
  subtraction as well. The best guess of each pay against the best guess of one who knows, of all answers, those about
  the person's smallest published group: within 5 % are so many more in 100 people (at most 3 points, over payrolls with
  a 95 % interval). Both draw in the same way and know the same besides: whether pays are round, and what a role, a
  city and years are paid in general. Whoever did not know it would learn it from the answers, about people who are not
  in the file as well; that is no disclosure, and so it is given to both
* alone: the same rise where neither knows what posts are paid in general, so that what the answers teach about anybody
  counts as well; against the median of the smallest group where that is right more often. Printed and not judged
* named: the attacker claims a pay that is within 1 % with even odds or better, by the drawn pays or because the
  published quarters are the same figure; so many in 100 people are claimed rightly (at most 1)
* linking: the rise over the smallest group alone for what a line through the medians of all groups says of each
  person's dimensions
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
from analytics.reading.grouping import group_survey
from analytics.statistics import disclosure
from analytics.statistics.bands import QUANTILES, salary_bands
from analytics.statistics.standing import standing
from tests.benchmarks import reconstruction
from tests.benchmarks.reconstruction import Answers

TRAITS = ("state", "city", "role", "experience")
YEARS = "years"
CITIES = {"Pune": 0.3, "Mumbai": 0.25, "Nagpur": 0.08, "Nashik": 0.02, "Patna": 0.15, "Gaya": 0.15, "Puri": 0.05}
STATE = {name: "Maharashtra" if index < 4 else "Bihar" if index < 6 else "Odisha" for index, name in enumerate(CITIES)}
ROLES = {"Data entry operator": 0.35, "Telecaller": 0.25, "Accountant": 0.2, "HR executive": 0.12, "Manager": 0.08}
LEVELS = {"Fresher": 0.3, "1–2 years": 0.3, "3–5 years": 0.25, "6–9 years": 0.15}
SPAN = {"Fresher": (0, 1), "1–2 years": (1, 3), "3–5 years": (3, 6), "6–9 years": (6, 10)}
NAMED, GUESSED, EVEN = 0.01, 0.05, 0.5
RISE = 0.03
"""By how much the share of people who are guessed may rise."""
RISE_OF_FEW = 0.07
"""The same for the two payrolls of the short form, whose mean may lie 4
points from that of many: a sign of far more, such as percentiles with two people beyond them, is found."""
SPREAD = 0.18
"""The standard deviation of logarithms of pay among people whose dimensions are the same."""


@dataclass(frozen=True)
class Leak:
    """What one payroll gave away, in shares of its people; and what its answers are worth."""

    exact: int
    named: float
    thresholds: int
    subtracted: int
    linked: float
    solved: float
    alone: float
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
    pay = np.exp(usual_pay(table) + draw.normal(0, SPREAD, people))
    table["pay"] = pay.astype(int) // 10 * 10 + draw.integers(1, 10, people) if odd else (pay / 1000).round() * 1000
    table[YEARS] = [str(draw.integers(*SPAN[level])) for level in table["experience"]]
    return table


def usual_pay(table: pd.DataFrame) -> np.ndarray:
    """What the dimensions of each person are paid in general, as a logarithm."""
    level = 9.85 + table["role"].map({name: 0.22 * index for index, name in enumerate(ROLES)})
    level += table["experience"].map({name: 0.17 * index for index, name in enumerate(LEVELS)})
    return (level + table["city"].map({name: -0.04 * index for index, name in enumerate(CITIES)})).to_numpy(float)


def served(table: pd.DataFrame) -> Survey:
    """The payroll as a host serves it."""
    columns = [Dimension.of(name, name.title(), table[name].tolist()) for name in (*TRAITS, YEARS)]
    source = Provenance("Payroll", "us", "yours")
    payroll = Survey.build(name="payroll", provenance=source, low=table["pay"], dimensions=columns)
    return disclosure.protect(group_survey(payroll))  # as a host's file is read


def staff_list(table: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """What the attacker knows of everybody, in the survey's values: rare ones are not stated there."""
    traits = table[[*TRAITS, YEARS]].copy()
    for name in survey.dimensions:
        traits[name] = traits[name].where(traits[name].isin(survey.dimensions[name].values), NOT_STATED)
    return traits


def groupings(dimensions: Sequence[str]) -> list[tuple[str, ...]]:
    """All dimensions together that make groups, none to three of them."""
    return [by for size in range(disclosure.MOST_DIMENSIONS + 1) for by in combinations(dimensions, size)]


def answers(survey: Survey, dimensions: Sequence[str]) -> Answers:
    """All bands that can be asked for, by the dimensions that make the groups."""
    answerable = [name for name in dimensions if name in survey.dimensions]
    return {by: salary_bands(survey, by) for by in groupings(answerable)}


def of_people(traits: pd.DataFrame, published: Answers) -> pd.DataFrame:
    """For each person and each question, the published figures of the group that holds the person."""
    parts = []
    for by, bands in published.items():
        if bands.empty:
            continue
        figures = bands[[*by, "n", *QUANTILES]]
        held = traits[list(by)].merge(figures, on=list(by), how="left") if by else figures.loc[[0] * len(traits)]
        parts.append(held[["n", *QUANTILES]].set_index(traits.index).assign(by=" ".join(by)))
    return pd.concat(parts).dropna(subset="p50").rename_axis("person").reset_index()


def smallest(held: pd.DataFrame) -> pd.DataFrame:
    """For each person, the published figures of the smallest answered group that holds the person."""
    return held.sort_values("n", kind="stable").groupby("person").first().sort_index()


def from_smallest(
    traits: pd.DataFrame, published: Answers, least: pd.DataFrame, usual: np.ndarray, alike: np.ndarray, step: int
) -> np.ndarray:
    """The best guess of each pay from the answers about the person's smallest published group alone.

    Args:
        known: the staff list.
        published: all answers.
        least: the smallest group of each person, as `smallest` finds it.
        usual: what each person is paid in general, as a logarithm.
        alike: for each person, the number of those who cannot be told apart from this one.
        step: pays are multiples of this.
    """
    guess = np.full(len(traits), np.nan)
    for question, people in least.groupby("by").groups.items():
        by = tuple(str(question).split())
        bounds = reconstruction.bounds(traits, {by: published[by]})
        drawn = reconstruction.draws(bounds, usual, SPREAD, step, 0)
        guess[people] = reconstruction.best_guesses(drawn[:, people], alike[people], GUESSED)[0]
    return guess


def right(guess: np.ndarray, pay: np.ndarray, share: float) -> np.ndarray:
    """Which guesses are within this share of the pay."""
    return np.abs(guess - pay) <= share * pay * (1 + 1e-9)


def exact_pays(published: Answers, pay: np.ndarray) -> int:
    """How many different pays are among the published figures."""
    figures = pd.concat([bands[list(QUANTILES)] for bands in published.values()]).to_numpy().ravel()
    return len(set(figures[~np.isnan(figures)].tolist()) & set(pay.tolist()))


def leak(people: int, odd: bool, seed: int, leavers: int) -> Leak:
    """Attack one payroll."""
    table = payroll(people, odd, seed)
    survey, pay = served(table), table["pay"].to_numpy(float)
    traits = staff_list(table, survey)
    dimensions = (*TRAITS, YEARS) if seed % 2 else TRAITS
    published = answers(survey, dimensions)
    held = of_people(traits, published)
    step = 1 if odd else 1000
    usual = usual_pay(table)
    alike = pd.factorize(pd.MultiIndex.from_frame(traits[list(dimensions)]))[0]
    least = smallest(held)
    before = from_smallest(traits, published, least, usual, alike, step)
    bounds = reconstruction.bounds(traits, published)
    drawn = reconstruction.draws(bounds, usual, SPREAD, step, seed)
    guess, _ = reconstruction.best_guesses(drawn, alike, GUESSED)
    claim, certainty = reconstruction.best_guesses(drawn, alike, NAMED)
    named = right(claim, pay, NAMED) & (certainty >= EVEN)
    same = held[held["p25"] == held["p75"]].drop_duplicates("person").set_index("person")["p50"]
    named[same.index] |= right(same.to_numpy(), pay[same.index], NAMED)
    middle = least["p50"].to_numpy()
    group = pd.factorize(pd.MultiIndex.from_frame(least))[0]
    alone = from_smallest(traits, published, least, np.log(middle), group, step)
    of_group = max(right(figure, pay, GUESSED).mean() for figure in (middle, alone))
    dividing = [name for name in dimensions if name in survey.dimensions]
    expected, spread = reconstruction.main_effects(traits, published, dividing)
    learnt, _ = reconstruction.best_guesses(reconstruction.draws(bounds, expected, spread, step, seed), alike, GUESSED)
    return Leak(
        exact=exact_pays(published, pay) if odd else 0,
        named=float(named.mean()),
        thresholds=thresholds(survey, published, seed),
        subtracted=subtracted(traits, published),
        linked=float(right(np.exp(expected), pay, GUESSED).mean() - of_group),
        solved=float(right(guess, pay, GUESSED).mean() - right(before, pay, GUESSED).mean()),
        alone=float(right(learnt, pay, GUESSED).mean() - of_group),
        replaced=replaced(table, dimensions, before, step, seed, leavers),
        **use(table, dimensions, published),
    )


def thresholds(survey: Survey, published: Answers, seed: int) -> int:
    """Amounts at which the answer to *my pay* changes and that are no published figure, found by bisection."""
    draw, strange = np.random.default_rng(seed), 0
    groups = [
        (by, row)
        for by in (("role",), ("role", "experience"))
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
    traits = staff_list(table, first)
    possible = reconstruction.bounds(traits, answers(first, dimensions))
    usual = usual_pay(table)
    for person in draw.choice(len(table), number, replace=False):
        stays = np.arange(len(table)) != person
        second = served(table[stays].reset_index(drop=True))
        rest = reconstruction.bounds(staff_list(table, second), answers(second, dimensions), stays)
        drawn = reconstruction.draws(possible.combined_with(rest), usual, SPREAD, step, seed)
        guess, _ = reconstruction.best_guesses(drawn[:, [person]], np.zeros(1, np.int64), GUESSED)
        pay = table["pay"].to_numpy(float)[[person]]
        more += int(right(guess, pay, GUESSED)[0]) - int(right(base[[person]], pay, GUESSED)[0])
    return more / number


def subtracted(traits: pd.DataFrame, published: Answers) -> int:
    """How many answers leave fewer than ten people to the difference of two.

    Pairs of answered groups, one within the other with a dimension more; and wholes less all of their answered parts
    along a dimension that is nested in theirs, such as a state less its cities.
    """
    sizes = {by: traits.groupby(list(by)).size() if by else pd.Series({(): len(traits)}) for by in published}
    few = range(1, disclosure.LEAST_PEOPLE)
    pairs = 0
    for by, bands in published.items():
        keys = bands[list(by)].itertuples(index=False, name=None)
        counts = {tuple(key): int(sizes[by][key if len(by) > 1 else key[0] if by else ()]) for key in keys}
        for name in by:
            wider = tuple(trait for trait in by if trait != name)
            keep = [by.index(trait) for trait in wider]
            wholes = {tuple(row) for row in published[wider][list(wider)].itertuples(index=False, name=None)}
            left: dict[tuple[str, ...], int] = {}
            for key, people in counts.items():
                whole = tuple(key[place] for place in keep)
                if whole in wholes and NOT_STATED not in key:
                    of_whole = int(sizes[wider][whole if len(wider) > 1 else whole[0] if wider else ()])
                    pairs += of_whole - people in few
                    left[whole] = left.get(whole, of_whole) - people
            nested = {("state", "city"), ("experience", YEARS)}
            pairs += sum(rest in few for rest in left.values() if any((trait, name) in nested for trait in wider))
    return pairs


def use(table: pd.DataFrame, dimensions: Sequence[str], published: Answers) -> dict[str, float]:
    """How many of the groups of ten and more people are answered, and how wrong their medians are."""
    possible, figures, errors = 0, 0, []
    for by in groupings(dimensions)[1:]:
        exact = table.groupby(list(by))["pay"].agg(["size", "median"]).reset_index()
        exact = exact[exact["size"] >= disclosure.LEAST_PEOPLE]
        possible += len(exact)
        if by not in published:
            continue
        joined = exact.merge(published[by].dropna(subset="p50"), on=list(by), how="inner")
        figures += len(joined)
        errors += (joined["p50"] / joined["median"] - 1).abs().tolist()
    return {"answered": figures / possible, "error": float(np.mean(errors))}


def holds(leaks: Sequence[Leak], rise: float = RISE) -> bool:
    """Whether what must hold held, over payrolls of one kind."""
    counts = sum(leak.exact + leak.thresholds + leak.subtracted for leak in leaks)
    rises = np.mean([[leak.linked, leak.solved] for leak in leaks], axis=0)
    return bool(not counts and np.mean([leak.named for leak in leaks]) <= NAMED and (rises <= rise).all())


def line(people: int, odd: bool, leaks: Sequence[Leak], held: bool, seconds: float) -> str:
    """One line of the table."""

    def mean(name: str) -> float:
        return float(np.mean([getattr(leak, name) for leak in leaks]))

    def interval(name: str) -> str:
        values = np.array([getattr(leak, name) for leak in leaks])
        half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
        return f"{values.mean():+.1%} ± {half:.1%}"

    totals: Mapping[str, int] = {
        name: sum(getattr(leak, name) for leak in leaks) for name in ("exact", "thresholds", "subtracted")
    }
    measured = (
        f"{people:>6} {'odd' if odd else 'round':<6}{len(leaks):>4}{totals['exact']:>6}{mean('named'):>8.2%}"
        f"{totals['thresholds']:>8}{totals['subtracted']:>8}{interval('linked'):>16}{interval('solved'):>16}"
        f"{interval('alone'):>15}{interval('replaced'):>17}{mean('answered'):>10.0%}{mean('error'):>7.1%}"
    )
    return f"{measured}{seconds:>7.0f} s  {'held' if held else 'BROKEN'}"


HEADER = (
    "people pay     of exact   named bisect.  subtr.         linking  reconstruction"
    "          alone          leavers  answered  error"
)


def short() -> bool:
    """The short form: two payrolls of each kind; whether what must hold held."""
    return attack([400], range(2), 1, RISE_OF_FEW)


def attack(sizes: Sequence[int], seeds: Sequence[int], leavers: int, rise: float = RISE) -> bool:
    """Attack payrolls of these sizes, one for each seed and kind, and print the table; whether all was held."""
    print(HEADER)
    passed = True
    for people in sizes:
        for odd in (True, False):
            begun = time.perf_counter()
            leaks = [leak(people, odd, seed, leavers) for seed in seeds]
            held = holds(leaks, rise)
            print(line(people, odd, leaks, held, time.perf_counter() - begun), flush=True)
            passed &= held
    return passed


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
    passed = short() if options.short else attack(options.people, seeds, options.leavers)
    if not passed:
        raise SystemExit("something was given away")


if __name__ == "__main__":
    main()
