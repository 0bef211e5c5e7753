"""How well estimates do on employers they never saw, and five rivals.

    python -m tests.benchmarks.estimates [--splits 20] [--evidence FOLDER] [--write]

The employers are split in halves at random. Estimates are made from one half; the other half says, for every cell
(role × city × level) in which it has five employers or more, what the median is. That median has its own error,
which is known by resampling its employers and is taken off: what remains is the *excess* mean square. Rivals: the
cell's own median, the role's, the role's at the level, gradient-boosted quantiles (scikit-learn) and a mixed model
(statsmodels). Then, with five folds: all posts of a cell left out (n = 0), whole cities, whole roles.

With `--evidence` the employers are the real ones, who post for several kinds of work; the shipped numbers are drawn
anew for each family of roles. With `--write` the tables go where Methods reads them.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from analytics import sources
from analytics.model import Dimension, Experience, Survey
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.pooling import DIMENSIONS, Estimator, Posts, class_codes, fit_model, read_posts
from analytics.statistics.pooling.calibration import CELL, Z, band_of, group_medians
from analytics.statistics.pooling.posts import totals

SHARES = (0.25, 0.5, 0.75)
BANDS = ("n = 0", "n 1–5", "n 6–28", "n 29+")
LEAST_EMPLOYERS, LEAST_EMPLOYERS_LEFT_OUT = 5, 10
RESAMPLES = 200
OURS, OWN_MEDIAN, ROLE, ROLE_LEVEL, BOOSTED, MIXED = (
    "estimate", "own median", "role", "role × level", "boosted quantiles", "mixed model",
)  # fmt: skip
TABLE = "estimate_checks.csv"

Floats = np.ndarray
Method = Callable[[Posts, Posts], dict[float, Floats]]
"""From the rows to learn from and the profiles wanted (rows, too) to log pay at each of `SHARES`."""


@dataclass(frozen=True)
class Cells:
    """Held-out cells: a row of each and its place, the log median, its variance, the posts learned from."""

    profiles: Posts
    rows: Floats
    median: Floats
    noise: Floats
    n: Floats


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument(
        "--slow-splits",
        type=int,
        default=20,
        help="splits that the boosted and the mixed model take part in (n = 0 too, if in all)",
    )
    parser.add_argument("--evidence", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    posts = load(options.evidence)
    warnings.filterwarnings("ignore")
    quick, slow = {OWN_MEDIAN: own_median, ROLE: role, ROLE_LEVEL: role_level}, {BOOSTED: boosted, MIXED: mixed}
    every_split = options.slow_splits >= options.splits
    checks = halves(posts, options.splits, quick, slow, options.slow_splits)
    checks += left_out(posts, quick | slow if every_split else quick)
    table = pd.DataFrame(checks, columns=["check", "group", "method", "n", "value", "low", "high"])
    for name, rows in table.groupby("check", sort=False):
        print(f"\n{name}\n{rows.drop(columns='check').to_string(index=False, float_format=lambda v: f'{v:.4f}')}")
    if options.write:
        sources.write({TABLE: table.round(5)})


def load(evidence: Path | None = None) -> Posts:
    """The shipped posts, or those of the evidence with its employers."""
    shipped = packaged.survey("posted_pay")
    if evidence is None:
        return read_posts(shipped)
    from analytics.sources.internshala import FILE
    from analytics.sources.internshala import read_posts as read_adverts

    frame = read_adverts(evidence / FILE)
    frame = frame[(frame["unpaid"] == "") & (frame["doubt"] == "none")]
    survey = Survey.build(
        name="evidence",
        provenance=shipped.provenance,
        low=frame["pay_low"].to_numpy(float) / 12,
        high=frame["pay_high"].to_numpy(float) / 12,
        dimensions=[
            Dimension.of(name, name, frame[name].tolist(), order=list(Experience) if name == "experience" else [],
                         separator=packaged.SEPARATOR)
            for name in DIMENSIONS
        ],
        clusters=pd.factorize(frame["firm"])[0],
        scope=shipped.scope,
    )  # fmt: skip
    return read_posts(survey)


# ------------------------------------------------------------------------------------------------------- the methods
def estimator(train: Posts) -> Estimator:
    classes = Reference.read().city_classes
    return Estimator(train, fit_model(train, classes), classes)


def _quantiles(train: Posts, profiles: Posts, dimensions: tuple[str, ...]) -> dict[float, Floats]:
    """The quantiles of the rows with the same values; missing where there are none."""
    key, wanted = train.key(dimensions), profiles.key(dimensions)
    pay = np.repeat(train.pay, train.count.astype(int))
    table = pd.Series(pay).groupby(np.repeat(key, train.count.astype(int))).quantile(list(SHARES)).unstack()
    return {share: table[share].reindex(wanted).to_numpy() for share in SHARES}


def own_median(train: Posts, profiles: Posts) -> dict[float, Floats]:
    return _quantiles(train, profiles, CELL)


def role(train: Posts, profiles: Posts) -> dict[float, Floats]:
    everything = {share: np.quantile(train.pay, share) for share in SHARES}
    results = _quantiles(train, profiles, ("role",))
    return {share: np.where(np.isnan(results[share]), everything[share], results[share]) for share in SHARES}


def role_level(train: Posts, profiles: Posts) -> dict[float, Floats]:
    results, wider = _quantiles(train, profiles, ("role", "experience")), role(train, profiles)
    return {share: np.where(np.isnan(results[share]), wider[share], results[share]) for share in SHARES}


def boosted(train: Posts, profiles: Posts) -> dict[float, Floats]:
    """Gradient-boosted trees with the pinball loss; roles and cities beyond the 250 largest are one each."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    def features(posts: Posts) -> Floats:
        return np.stack([np.minimum(ranks[name][posts.codes[name]], 250) for name in posts.codes], axis=1)

    ranks = {
        name: np.argsort(np.argsort(-totals(train.codes[name], train.count, len(values))))
        for name, values in train.values.items()
    }
    results = {}
    for share in SHARES:
        trees = HistGradientBoostingRegressor(
            loss="quantile", quantile=share, max_iter=100, learning_rate=0.1, min_samples_leaf=30, random_state=7,
            categorical_features=list(range(len(train.codes))), early_stopping=True,
        )  # fmt: skip
        with threadpool_limits(1):
            trees.fit(features(train), train.pay, sample_weight=train.count)
            results[share] = trees.predict(features(profiles))
    return results


def mixed(train: Posts, profiles: Posts) -> dict[float, Floats]:
    """A linear mixed model of log pay: levels, the forty largest cities and modes fixed; random roles and role × level.

    It speaks of means; its quantiles are those of its residuals around them.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM
    from threadpoolctl import threadpool_limits

    largest = np.argsort(-totals(train.codes["city"], train.count, len(train.values["city"])))[:40]

    def design(posts: Posts) -> Floats:
        columns = [np.ones(len(posts))]
        columns += [posts.codes["experience"] == level for level in range(1, len(posts.values["experience"]))]
        columns += [posts.codes["city"] == city for city in largest]
        return np.stack(columns, axis=1).astype(float)

    def random(posts: Posts) -> Floats:
        levels = [posts.codes["experience"] == level for level in range(len(posts.values["experience"]))]
        return np.stack(levels, axis=1).astype(float)

    rows = np.repeat(np.arange(len(train)), train.count.astype(int))
    train = train.take(rows)
    # An intercept for the role and, at each level, a deviation of it: levels beyond the second are too thin alone.
    model = MixedLM(
        train.pay, design(train), groups=train.codes["role"], exog_re=np.ones((len(train), 1)),
        exog_vc=_by_role(train, random(train)),
    )  # fmt: skip
    with threadpool_limits(1):
        result = model.fit(method="lbfgs", maxiter=60)
    effects = result.random_effects

    def predict(posts: Posts) -> Floats:
        fixed = design(posts) @ np.asarray(result.fe_params)
        added = [
            _random_effect(effects.get(role), level)
            for role, level in zip(posts.codes["role"], posts.codes["experience"], strict=True)
        ]
        return fixed + np.array(added)

    left = train.pay - predict(train)
    value = predict(profiles)
    return {share: value + np.quantile(left, share) for share in SHARES}


def _by_role(posts: Posts, levels: Floats):
    from statsmodels.regression.mixed_linear_model import VCSpec

    roles = np.unique(posts.codes["role"])
    names = [[f"level{level}" for level in range(levels.shape[1])] for _ in roles]
    return VCSpec(["level"], [names], [[levels[posts.codes["role"] == role] for role in roles]])


def _random_effect(effects: pd.Series | None, level: int) -> float:
    if effects is None:
        return 0.0
    return float(effects.iloc[0]) + float(effects.iloc[1 + level])


# ------------------------------------------------------------------------------------------------ what is held out
def held_out(train: Posts, test: Posts, employers: int, drawn: np.random.Generator) -> Cells:
    """The cells of the held-out rows that have so many employers, with the error of their medians."""
    keys, first, group = np.unique(test.key(CELL), return_index=True, return_inverse=True)
    pairs = np.unique(np.stack([group, test.employer]), axis=1)
    named = np.array(test.values["role"])[test.codes["role"][first]] != "Not stated"
    chosen = np.flatnonzero((np.bincount(pairs[0], minlength=len(keys)) >= employers) & named)
    median = group_medians(test.pay, test.count, group, len(keys))[chosen]
    rows_of = np.split(np.argsort(group, kind="stable"), np.cumsum(np.bincount(group))[:-1])
    noise = np.array([_noise(test.take(rows_of[cell]), drawn) for cell in chosen])
    trained = pd.Series(train.count).groupby(train.key(CELL)).sum()
    n = trained.reindex(keys[chosen], fill_value=0.0).to_numpy()
    return Cells(test.take(first[chosen]), first[chosen], median, noise, n)


def _noise(rows: Posts, drawn: np.random.Generator) -> float:
    """The variance of the median of a cell whose employers are resampled."""
    order = np.argsort(rows.pay)
    pay = rows.pay[order]
    employers, member = np.unique(rows.employer[order], return_inverse=True)
    times = drawn.multinomial(len(employers), np.full(len(employers), 1 / len(employers)), size=RESAMPLES)
    upto = np.cumsum(times[:, member] * rows.count[order], axis=1)
    half = upto[:, -1:] / 2
    median = (pay[(upto >= half - 1e-9).argmax(axis=1)] + pay[(upto > half + 1e-9).argmax(axis=1)]) / 2
    return float(median.var())


def split(posts: Posts, seed: int) -> tuple[Posts, Posts]:
    """The posts of one half of the employers, and those of the other."""
    employers = np.unique(posts.employer)
    first = np.random.default_rng(seed).permutation(employers)[: len(employers) // 2]
    learned = np.isin(posts.employer, first)
    return posts.take(learned), posts.take(~learned)


# ------------------------------------------------------------------------------------------------------- the checks
Check = tuple[str, str, str, float, float, float, float]


def halves(
    posts: Posts, splits: int, rivals: dict[str, Method], slow: dict[str, Method] | None = None, slow_splits: int = 0
) -> list[Check]:
    """Everything that is checked on employers split in halves; slow rivals take part in the first splits only."""
    excess: list[pd.DataFrame] = []
    pinball: list[pd.Series] = []
    offers: list[pd.DataFrame] = []
    medians: list[pd.DataFrame] = []
    for seed in range(splits):
        drawn = np.random.default_rng(seed)
        train, test = split(posts, seed)
        cells = held_out(train, test, LEAST_EMPLOYERS, drawn)
        ours = estimator(train)
        methods = {OURS: _ours(ours), **rivals, **(slow or {} if seed < slow_splits else {})}
        band = band_of(cells.n)
        rows = {"band": band}
        for name, method in methods.items():
            on_posts = method(train, test)
            on_cells = {share: value[cells.rows] for share, value in on_posts.items()}
            rows[name] = (on_cells[0.5] - cells.median) ** 2 - cells.noise
            if name != OWN_MEDIAN:
                pinball.append(_pinball(name, on_posts, test))
        excess.append(pd.DataFrame(rows).assign(split=seed))
        offers.append(_offers(ours, test).assign(split=seed))
        medians.append(_medians(ours, cells))
    return [
        *_excess_checks(pd.concat(excess), [*rivals, *(slow or {})]),
        *_pinball_checks(pd.concat(pinball)),
        *_coverage_checks("80 % range of one offer", pd.concat(offers), 0.8),
        *_coverage_checks("95 % interval of the median", pd.concat(medians), 0.95),
    ]


def _ours(ours: Estimator) -> Method:
    def method(train: Posts, profiles: Posts) -> dict[float, Floats]:
        pay, _ = ours.model.quantiles(_typical(ours, profiles))
        return dict(zip(SHARES, pay[1:4], strict=True))

    return method


def _typical(ours: Estimator, profiles: Posts) -> dict[str, np.ndarray]:
    """The profile of a row: role, city and level; sector and mode are those usual for them."""
    codes = {name: profiles.codes[name] for name in CELL}
    return codes | ours.usual(codes)


def _pinball(name: str, results: dict[float, Floats], test: Posts) -> pd.Series:
    loss = {
        share: np.average(np.maximum(share * (test.pay - value), (share - 1) * (test.pay - value)), weights=test.count)
        for share, value in results.items()
    }
    return pd.Series({(name, share): value for share, value in loss.items()})


def _offers(ours: Estimator, test: Posts) -> pd.DataFrame:
    """For each held-out post whether its middle lies in the range, with its groups; employers weigh the same."""
    codes = _typical(ours, test)
    pay, _ = ours.predict(codes)
    inside = (test.pay >= pay[0] - 1e-9) & (test.pay <= pay[-1] + 1e-9)
    weight = test.count / totals(test.employer, test.count, int(test.employer.max()) + 1)[test.employer]
    cities = class_codes(test.values["city"], Reference.read().city_classes)
    return pd.DataFrame(
        _groups(ours, codes, cities) | {"inside": inside, "width": pay[-1] - pay[0], "weight": weight,
                                        "employer": test.employer}
    )  # fmt: skip


def _medians(ours: Estimator, cells: Cells) -> pd.DataFrame:
    codes = _typical(ours, cells.profiles)
    pay, spread = ours.predict(codes)
    inside = np.abs(pay[2] - cells.median) <= Z * np.sqrt(spread**2 + cells.noise)
    cities = class_codes(cells.profiles.values["city"], Reference.read().city_classes)
    return pd.DataFrame(
        _groups(ours, codes, cities) | {"inside": inside, "width": 2 * Z * spread, "weight": 1.0,
                                        "employer": cells.profiles.key(CELL), "split": 0}
    )  # fmt: skip


def _groups(ours: Estimator, codes: dict[str, np.ndarray], cities: tuple[np.ndarray, tuple[str, ...]]) -> dict:
    values = {name: np.array(ours.posts.values[name]) for name in ("experience", "sector")}
    n = ours.posts_of_cells(codes)
    return {
        "level": values["experience"][codes["experience"]],
        "class of city": np.array(cities[1])[cities[0][codes["city"]]],
        "sector": values["sector"][codes["sector"]],
        "band of n": np.array(BANDS)[band_of(n)],
    }


def _excess_checks(rows: pd.DataFrame, rivals: Sequence[str]) -> list[Check]:
    """Roots of the excess mean square by band, and the ratio of mean squares with its interval over the splits."""
    checks: list[Check] = []
    for band in range(1, 4):
        by_split = rows[rows["band"] == band].groupby("split")[[OURS, *rivals]].mean()
        n = float((rows["band"] == band).sum() / rows["split"].nunique())
        for name in (OURS, *rivals):
            mean = float(by_split[name].mean())
            checks.append(
                ("root of the excess error", BANDS[band], name, n, np.sign(mean) * abs(mean) ** 0.5, *[np.nan] * 2)
            )
        for name in rivals:
            taken = by_split[[OURS, name]].dropna()
            ours, theirs = taken[OURS].to_numpy(), taken[name].to_numpy()
            checks.append(("mean squares, estimate less rival", BANDS[band], name, n, *_difference(ours, theirs)))
            ratio, low, high = _ratio(ours, theirs)
            checks.append(("ratio of mean squares, estimate ÷ rival", BANDS[band], name, n, ratio, low, high))
    return checks


def _difference(ours: Floats, theirs: Floats) -> tuple[float, float, float]:
    """The mean difference over the splits with its 95 % interval (Student's t)."""
    away = ours - theirs
    half = stats.t.ppf(0.975, len(away) - 1) * away.std(ddof=1) / np.sqrt(len(away))
    return float(away.mean()), float(away.mean() - half), float(away.mean() + half)


def _ratio(ours: Floats, theirs: Floats) -> tuple[float, float, float]:
    """The ratio of two means over the splits with its 95 % interval (splits resampled)."""
    drawn = np.random.default_rng(3).integers(0, len(ours), (4000, len(ours)))
    ratios = ours[drawn].mean(axis=1) / theirs[drawn].mean(axis=1)
    return float(ours.mean() / theirs.mean()), *(float(end) for end in np.quantile(ratios, [0.025, 0.975]))


def _pinball_checks(losses: pd.Series) -> list[Check]:
    table = losses.groupby(level=[0, 1]).agg(["mean", "size"])
    return [
        (
            "pinball loss of held-out posts",
            f"p{round(share * 100)}",
            name,
            float(row["size"]),
            row["mean"],
            np.nan,
            np.nan,
        )
        for (name, share), row in table.iterrows()
    ]


def _coverage_checks(check: str, rows: pd.DataFrame, wanted: float) -> list[Check]:
    """Coverage and width, of all and by group; the interval is the test's own error, Holm's over a kind of group."""
    checks: list[Check] = []
    for kind in ("all", "level", "class of city", "sector", "band of n"):
        groups = rows.groupby(kind) if kind != "all" else [("all", rows)]
        results = []
        for name, part in groups:
            share = np.average(part["inside"], weights=part["weight"])
            error = _coverage_error(part)
            results.append(
                (
                    f"{kind}: {name}" if kind != "all" else "all",
                    len(part),
                    share,
                    error,
                    np.average(part["width"], weights=part["weight"]),
                )
            )
        p = [2 * stats.norm.sf(abs(share - wanted) / error) if error else 1.0 for _, _, share, error, _ in results]
        level = _holm(p)
        for (name, n, share, error, width), alpha in zip(results, level, strict=True):
            half = stats.norm.isf(alpha / 2) * error
            checks.append((f"{check}: coverage", name, OURS, float(n), share, share - half, share + half))
            checks.append((f"{check}: width (log pay)", name, OURS, float(n), width, np.nan, np.nan))
    return checks


def _coverage_error(rows: pd.DataFrame) -> float:
    """The standard error of a coverage: employers are the units, and the same ones in every split."""
    share = np.average(rows["inside"], weights=rows["weight"])
    away = (rows["inside"] - share) * rows["weight"]
    return float(np.sqrt((away.groupby(rows["employer"]).sum() ** 2).sum()) / rows["weight"].sum())


def _holm(p: Sequence[float]) -> list[float]:
    """The level at which each of several tests is made (Holm 1979): the surest at 5 % ÷ their number, and so on."""
    ranks = np.argsort(np.argsort(p))
    return [0.05 / (len(p) - rank) for rank in ranks]


def left_out(posts: Posts, rivals: dict[str, Method], folds: int = 5) -> list[Check]:
    """All posts of a cell left out, then whole cities, then whole roles: the case of n = 0."""
    checks: list[Check] = []
    for what, dimensions in (("cell", CELL), ("city", ("city",)), ("role", ("role",))):
        drawn = np.random.default_rng(11)
        keys, group = np.unique(posts.key(dimensions), return_inverse=True)
        fold = (drawn.permutation(len(keys)) % folds)[group]
        errors: list[pd.DataFrame] = []
        medians: list[pd.DataFrame] = []
        for at in range(folds):
            train, test = posts.take(fold != at), posts.take(fold == at)
            cells = held_out(train, test, LEAST_EMPLOYERS_LEFT_OUT, drawn)
            ours = estimator(train)
            methods = {OURS: _ours(ours)} | {name: rival for name, rival in rivals.items() if name != OWN_MEDIAN}
            errors.append(pd.DataFrame(
                {name: (method(train, cells.profiles)[0.5] - cells.median) ** 2 - cells.noise
                 for name, method in methods.items()}
            ))  # fmt: skip
            medians.append(_medians(ours, cells))
        table, all_medians = pd.concat(errors), pd.concat(medians)
        check = f"root of the excess error, n = 0: whole {what} left out"
        for name, mean in table.mean().items():
            root = float(np.sign(mean) * abs(mean) ** 0.5)
            checks.append((check, "all", str(name), float(len(table)), root, np.nan, np.nan))
        checks += [
            row for row in _coverage_checks(f"95 % interval of the median, whole {what} left out", all_medians, 0.95)
            if row[1] == "all"
        ]  # fmt: skip
    return checks


def quick(splits: int = 3) -> dict[str, dict[str, float]]:
    """The roots of the excess error by band for the plain rivals, and the coverage of an offer's range: for tests."""
    checks = halves(load(), splits, {OWN_MEDIAN: own_median, ROLE: role, ROLE_LEVEL: role_level})
    results: dict[str, dict[str, float]] = {}
    for check, group, method, _, value, _, _ in checks:
        results.setdefault(f"{check}: {group}", {})[method] = value
    return results


if __name__ == "__main__":
    main()
