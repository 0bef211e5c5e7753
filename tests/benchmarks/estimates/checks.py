"""What the pieces add up to: errors, losses and coverages, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analytics.statistics.pooling.calibration import band_of
from tests.benchmarks.estimates.held_out import BANDS, FOLDS, LEFT_OUT, Holdout
from tests.benchmarks.estimates.methods import OWN_MEDIAN, SHARES, VETAN
from tests.benchmarks.estimates.pieces import Pieces

Check = tuple[str, str, str, float, float, float, float]
"""What is checked, the group, the method, how many, the value and its interval."""
OFFER, MEDIAN = "80 % range of one offer", "95 % interval of the median"
KINDS = ("level", "class of city", "sector", "band of n")


def halves(pieces: Pieces, splits: int, rivals: Sequence[str]) -> list[Check]:
    """Everything that is checked on employers split in halves."""
    errors, losses, offers, medians = [], [], [], []
    for number in range(splits):
        holdout = Holdout("half", number)
        cells = pieces.cells(holdout)
        columns = {"split": np.full(len(cells.n), number), "band": band_of(cells.n), "noise": cells.noise}
        for method in (VETAN, *rivals):
            median, loss = pieces.predictions(holdout, method)
            columns[method] = (median - cells.median) ** 2
            losses += [(method, share, value) for share, value in loss.items()]
        errors.append(pd.DataFrame(columns))
        posts, held_medians = pieces.coverage(holdout)
        offers.append(posts)
        medians.append(held_medians)
    return [
        *_error_checks(pd.concat(errors), rivals),
        *_pinball_checks(pd.DataFrame(losses, columns=["method", "share", "loss"])),
        *_coverage_checks(OFFER, pd.concat(offers), 0.8),
        *_coverage_checks(MEDIAN, pd.concat(medians), 0.95),
    ]


def left_out(pieces: Pieces, rivals: Sequence[str]) -> list[Check]:
    """All posts of a cell left out, then whole cities, then whole roles: the case of n = 0."""
    checks: list[Check] = []
    for kind in LEFT_OUT:
        holdouts = [Holdout(kind, fold) for fold in range(FOLDS)]
        cells = [pieces.cells(holdout) for holdout in holdouts]
        noise = np.concatenate([part.noise for part in cells])
        for method in (VETAN, *(rival for rival in rivals if rival != OWN_MEDIAN)):
            medians = [pieces.predictions(holdout, method)[0] for holdout in holdouts]
            squares = np.concatenate([(median - part.median) ** 2 for median, part in zip(medians, cells, strict=True)])
            root = _root(float(np.mean(squares - noise)))
            checks.append(
                (
                    f"root of the excess error, n = 0: whole {kind} left out",
                    "all",
                    method,
                    len(noise),
                    root,
                    np.nan,
                    np.nan,
                )
            )
        covered = [pieces.coverage(holdout) for holdout in holdouts]
        for place, (check, level) in enumerate(((OFFER, 0.8), (MEDIAN, 0.95))):
            rows = pd.concat([part[place] for part in covered])
            checks += [
                row for row in _coverage_checks(f"{check}, whole {kind} left out", rows, level) if row[1] == "all"
            ]
    return checks


def _error_checks(rows: pd.DataFrame, rivals: Sequence[str]) -> list[Check]:
    """Errors of the log median by band, and how they compare, with an interval over the splits.

    The excess is the mean square less the held-out medians' own noise. Its ratio says how much better an estimate is;
    where a rival's excess is next to nothing, it says little, and the ratio of whole mean squares still does.
    """
    checks: list[Check] = []
    for band in range(1, len(BANDS)):
        mean = rows[rows["band"] == band].groupby("split").mean()
        excess = mean.sub(mean["noise"], axis=0)
        n = float((rows["band"] == band).sum() / rows["split"].nunique())
        for name in (VETAN, *rivals):
            root = _root(float(excess[name].mean()))
            checks.append(("root of the excess error", BANDS[band], name, n, root, np.nan, np.nan))
        for name in rivals:
            for check, compared in (
                ("mean squares, estimate less rival", _difference(mean[VETAN], mean[name])),
                ("ratio of mean squares, estimate ÷ rival", _ratio(mean[VETAN], mean[name])),
                ("ratio of excess mean squares, estimate ÷ rival", _ratio(excess[VETAN], excess[name])),
            ):
                checks.append((check, BANDS[band], name, n, *compared))
    return checks


def _root(mean: float) -> float:
    """The root of a mean square less its noise; of a negative one, the negative root of its size."""
    return float(np.sign(mean) * abs(mean) ** 0.5)


def _pinball_checks(losses: pd.DataFrame) -> list[Check]:
    table = losses.groupby(["method", "share"])["loss"].agg(["mean", "size"])
    return [
        ("pinball loss of held-out posts", f"p{round(share * 100)}", method,
         *table.loc[(method, share), ["size", "mean"]], np.nan, np.nan)
        for method in dict.fromkeys(losses["method"])
        if method != OWN_MEDIAN  # it is silent where a cell has no posts
        for share in SHARES
    ]  # fmt: skip


def _difference(errors: pd.Series, reference: pd.Series) -> tuple[float, float, float]:
    """The mean difference over the splits with its 95 % interval (Student's t)."""
    away = (errors - reference).to_numpy()
    half = stats.t.ppf(0.975, len(away) - 1) * away.std(ddof=1) / np.sqrt(len(away))
    return float(away.mean()), float(away.mean() - half), float(away.mean() + half)


def _ratio(errors: pd.Series, reference: pd.Series) -> tuple[float, float, float]:
    """The ratio of two means over the splits with its 95 % interval (splits resampled)."""
    drawn = np.random.default_rng(3).integers(0, len(errors), (4000, len(errors)))
    ratios = errors.to_numpy()[drawn].mean(axis=1) / reference.to_numpy()[drawn].mean(axis=1)
    return float(errors.mean() / reference.mean()), *(float(end) for end in np.quantile(ratios, [0.025, 0.975]))


def _coverage_checks(check: str, rows: pd.DataFrame, target: float) -> list[Check]:
    """Coverage and width, of all and by group; the interval is the test's own error, Holm's over a kind of group."""
    checks: list[Check] = []
    for kind in ("all", *KINDS):
        groups = rows.groupby(kind, observed=True) if kind != "all" else [("all", rows)]
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
        p = [2 * stats.norm.sf(abs(share - target) / error) if error else 1.0 for _, _, share, error, _ in results]
        level = _holm(p)
        for (name, n, share, error, width), alpha in zip(results, level, strict=True):
            half = stats.norm.isf(alpha / 2) * error
            checks.append((f"{check}: coverage", name, VETAN, float(n), share, share - half, share + half))
            checks.append((f"{check}: width (log pay)", name, VETAN, float(n), width, np.nan, np.nan))
    return checks


def _coverage_error(rows: pd.DataFrame) -> float:
    """The standard error of a coverage: employers (of medians, cells) are the units."""
    share = np.average(rows["inside"], weights=rows["weight"])
    away = (rows["inside"] - share) * rows["weight"]
    return float(np.sqrt((away.groupby(rows["unit"]).sum() ** 2).sum()) / rows["weight"].sum())


def _holm(p: Sequence[float]) -> list[float]:
    """The level at which each of several tests is made (Holm 1979): the surest at 5 % ÷ their number, and so on."""
    ranks = np.argsort(np.argsort(p))
    return [0.05 / (len(p) - rank) for rank in ranks]
