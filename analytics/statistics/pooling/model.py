"""The fitted model of a survey, and its conversion to and from the shipped table."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.statistics.pooling.calibration import KINDS_OF_PROFILE, MARGINS, OFFER, calibrate
from analytics.statistics.pooling.fit import fit_quantiles
from analytics.statistics.pooling.groups import PARTS, group_posts, strata, varies_by_level
from analytics.statistics.pooling.posts import DIMENSIONS, TRAITS, Codes, Floats, Posts, combine

SHARES = {"p10": OFFER[0], "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": OFFER[1]}
"""The fitted quantiles. An offer's range starts from the first and the last."""
ROUNDED_TO = 10.0
"""Pay in the table is rounded to so many rupees."""
LEAST_EFFECT = 0.005
"""Effects on log pay that the shipped table leaves out, if all of a cell are smaller: ₹140 in 28,000."""
BASE, OFFER_PART, STRETCH = "base", "offer", "stretch"
TABLE = ("part", *DIMENSIONS, *(name for name in TRAITS if name not in DIMENSIONS), "n_from", *SHARES, "sd")
"""The columns of the fitted table."""


@dataclass(frozen=True, eq=False)
class Part:
    """The effects of the values of some dimensions together.

    Attributes:
        dimensions: the dimensions.
        keys: the combined code of each group (`combine`), ascending.
        effects: for each quantile of `SHARES`, what each group adds to log pay; shape (5, groups).
        variance: posterior variance of each group's effect on the median.
        sigma2: the variance of a group that had no posts, by stratum (`groups.strata`).
    """

    dimensions: tuple[str, ...]
    keys: Codes
    effects: Floats
    variance: Floats
    sigma2: Floats


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model: sums of effects on log pay, and their margins of error.

    Attributes:
        values: the values of each dimension and trait, which the codes of `parts` number.
        base: for each quantile, log pay before any effect.
        offer: for each kind of group (`MARGINS`), the margin of an offer's range.
        stretch: for each of `KINDS_OF_PROFILE`, the factor on the variance of the median.
    """

    values: Mapping[str, tuple[str, ...]]
    base: Floats
    parts: tuple[Part, ...]
    offer: Mapping[str, Floats]
    stretch: Floats

    def quantiles(self, codes: Mapping[str, Codes]) -> tuple[Floats, Floats]:
        """The log pay of profiles at each quantile (ascending, shape (5, profiles)), and the variance of the median."""
        pay = np.repeat(self.base[:, None], len(codes["role"]), axis=1)
        variance = np.zeros(len(codes["role"]))
        for part in self.parts:
            sigma2 = part.sigma2[strata(codes, part.dimensions)]
            if not len(part.keys):
                variance += sigma2
                continue
            key = combine(codes, self.values, part.dimensions)
            place = np.minimum(np.searchsorted(part.keys, key), len(part.keys) - 1)
            is_known = part.keys[place] == key
            pay += np.where(is_known, part.effects[:, place], 0.0)
            variance += np.where(is_known, part.variance[place], sigma2)
        return np.sort(pay, axis=0), variance


def fit_model(posts: Posts) -> Model:
    """Fit all quantiles, and calibrate their errors on held-out employers, cells, cities and roles."""
    posts = posts.take(np.argsort(posts.employer, kind="stable"))  # a sixth faster: neighbouring rows share cache lines
    with ThreadPoolExecutor(1) as executor:  # the two are independent: threads do not change the result
        margins = executor.submit(calibrate, posts)
        groupings = group_posts(posts)
        fits = fit_quantiles(posts, groupings, list(SHARES.values()))
    middle = fits[list(SHARES).index("p50")]
    parts = tuple(
        Part(
            grouping.dimensions,
            grouping.keys,
            np.stack([fit.parts[index].effect for fit in fits]),
            middle.parts[index].variance,
            middle.parts[index].sigma2,
        )
        for index, grouping in enumerate(groupings)
    )
    learned = margins.result()
    return Model(posts.values, np.array([fit.base for fit in fits]), parts, learned.offer, learned.stretch)


def to_table(model: Model) -> pd.DataFrame:
    """Convert the model to a human-readable table: each effect as the pay that base and effect alone would give.

    Returns:
        One row per group of each part (`TABLE`): `part`, its values, pay per month at p10 to p90 (not rounded), and
        `sd`, the standard deviation of its effect on the log median. A row of a part without values (with a level
        alone, where the part has others too) holds the `sd` of groups that have no row. Rows "offer" hold the margins
        of an offer's range, as p10 and p90 alone; rows "stretch" the factor on the variance of the median, as `sd`, by
        what is known.
    """
    rows = [{"part": BASE} | dict(zip(SHARES, np.exp(model.base), strict=True))]
    frames = [pd.DataFrame(rows)]
    for part in model.parts:
        columns: dict[str, object] = {"part": " × ".join(part.dimensions)}
        rest = part.keys
        for name in reversed(part.dimensions):
            rest, code = np.divmod(rest, len(model.values[name]))
            columns[name] = [model.values[name][value] for value in code]
        levels = {"experience": model.values["experience"]} if varies_by_level(part.dimensions) else {}
        pay = np.exp(model.base[:, None] + part.effects)
        columns |= dict(zip(SHARES, pay, strict=True)) | {"sd": np.sqrt(part.variance)}
        frames += [
            pd.DataFrame({"part": columns["part"], "sd": np.sqrt(part.sigma2)} | levels),
            pd.DataFrame(columns, index=range(len(part.keys))),
        ]
    bottom, top = model.base[0], model.base[-1]
    for kind, margins in model.offer.items():
        labels = _labels(model.values, kind)
        frames.append(
            pd.DataFrame(
                {
                    "part": OFFER_PART,
                    _column(kind): labels,
                    "p10": np.exp(bottom - margins),
                    "p90": np.exp(top + margins),
                }
            )
        )
    frames.append(pd.DataFrame({"part": STRETCH, "n_from": list(KINDS_OF_PROFILE), "sd": model.stretch}))
    table = pd.concat([frame.astype(object) for frame in frames], ignore_index=True).reindex(columns=list(TABLE))
    texts = [name for name in TABLE if name not in (*SHARES, "sd")]
    table[texts] = table[texts].fillna("")
    result: pd.DataFrame = table.astype(dict.fromkeys(texts, "str") | dict.fromkeys((*SHARES, "sd"), "float64"))
    return result


def round_figures(table: pd.DataFrame) -> pd.DataFrame:
    """Round the table for shipping: pay to ₹10, deviations to four digits, without negligible cells.

    A cell of one or two posts moves an estimate by a few thousandths. Those of the two parts with roles and cities
    together that move no quantile by `LEAST_EFFECT` are dropped: their group then counts as one without posts.
    """
    pay = table[list(SHARES)]
    effects = np.log(pay.to_numpy(float) / pay.to_numpy(float)[0])
    fine = table["part"].isin([" × ".join(part) for part in PARTS if {"role", "city"} <= set(part)])
    negligible = fine & (table["role"] != "") & (np.abs(effects) < LEAST_EFFECT).all(axis=1)
    whole = {name: (pay[name] / ROUNDED_TO).round() * ROUNDED_TO for name in SHARES}
    result: pd.DataFrame = table.assign(**whole, sd=table["sd"].round(4))[~negligible].reset_index(drop=True)
    return result


def from_table(table: pd.DataFrame, values: Mapping[str, tuple[str, ...]]) -> Model:
    """Build the model from a table, for a survey with these values.

    Raises:
        ValueError: for a table without its base, or that names a value the survey lacks.
    """
    base_rows = table[table["part"] == BASE]
    if len(base_rows) != 1:
        raise ValueError(f"a fitted table has one row “{BASE}”; got {len(base_rows)}")
    base = np.log(base_rows[list(SHARES)].to_numpy(float)[0])
    index = {name: {value: code for code, value in enumerate(names)} for name, names in values.items()}
    parts = []
    for dimensions in PARTS:
        rows = table[table["part"] == " × ".join(dimensions)]
        if rows.empty:
            continue
        by_level = varies_by_level(dimensions)
        blank = (rows[[name for name in dimensions if not by_level or name != "experience"]] == "").all(axis=1)
        sigma, rows = rows.loc[blank, "sd"].to_numpy(float), rows[~blank]
        codes = {name: rows[name].map(index[name]).to_numpy(float) for name in dimensions}
        unknown = [str(rows.loc[np.isnan(code), name].iloc[0]) for name, code in codes.items() if np.isnan(code).any()]
        if unknown or len(sigma) != (len(values["experience"]) if by_level else 1):
            raise ValueError(f"the fitted table does not belong to this survey; it names {unknown or 'no deviation'}")
        keys = combine({name: code.astype(np.int64) for name, code in codes.items()}, values, dimensions)
        order = np.argsort(keys)
        effects = np.log(rows[list(SHARES)].to_numpy(float).T) - base[:, None]
        variance = rows["sd"].to_numpy(float) ** 2
        parts.append(Part(dimensions, keys[order], effects[:, order], variance[order], sigma**2))
    offer = table[table["part"] == OFFER_PART]
    margins = {}
    for kind in (kind for kind in MARGINS if kind == "n" or kind in values):
        rows_of_kind = offer[offer[_column(kind)] != ""].set_index(_column(kind))
        logs = (np.log(rows_of_kind["p90"].astype(float)) - base[-1]) - (
            np.log(rows_of_kind["p10"].astype(float)) - base[0]
        )
        margins[kind] = (logs / 2).reindex(list(_labels(values, kind))).fillna(0.0).to_numpy(float)
    stretch = table[table["part"] == STRETCH].set_index("n_from")["sd"].reindex(list(KINDS_OF_PROFILE))
    return Model(values, base, tuple(parts), margins, stretch.to_numpy(np.float64))


def _column(kind: str) -> str:
    return "n_from" if kind == "n" else kind


def _labels(values: Mapping[str, tuple[str, ...]], kind: str) -> tuple[str, ...]:
    return KINDS_OF_PROFILE if kind == "n" else values[kind]
