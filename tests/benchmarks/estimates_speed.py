"""How long the estimates of a large upload take to fit, and how long each profile of the shipped posts takes to answer.

    python -m tests.benchmarks.estimates_speed [--rows 1000000] [--every 1]

The upload is drawn: as many roles and cities as ship, five levels, employers of very different size, round sums, in
part ranges. Profiles are all roles × cities × levels of the posts that ship, each of the three left open, too
(`--every 10` takes one in ten). Times of the fit are of the processor and, in brackets, of the clock.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from itertools import product
from typing import TypeVar

import numpy as np

from analytics.model import Dimension, Experience, Provenance, Survey
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.pooling import DIMENSIONS, Estimator, read_posts
from analytics.statistics.pooling.calibration import calibrate
from analytics.statistics.pooling.fit import fit_quantiles
from analytics.statistics.pooling.groups import group_posts
from analytics.statistics.pooling.model import SHARES
from analytics.topics.estimates.answer import make_estimator

ROWS_OF_AN_EMPLOYER = 16
LONGEST = 0.005
"""Seconds that a profile may take."""
TRIES = 5

Result = TypeVar("Result")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the upload; 0 for none")
    parser.add_argument("--every", type=int, default=1, help="which profiles answer; 0 for none")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    reference = Reference.read()
    if options.rows:
        _time_fit(options.rows, reference)
    if options.every:
        _time_profiles(options.every, reference)
    print(f"load {os.getloadavg()[0]:.1f}")


def upload(rows: int, reference: Reference, seed: int = 7) -> Survey:
    """Posts drawn at random, of the reference's roles and cities.

    Args:
        rows: how many.
        reference: for the names, so that steps of roles and classes of cities are known.
        seed: of the draw.
    """
    drawn = np.random.default_rng(seed)
    names = {
        "role": tuple(reference.roles), "city": tuple(reference.cities), "experience": tuple(map(str, Experience)),
    }  # fmt: skip
    effects = {"role": 0.25, "city": 0.08, "experience": 0.3}
    employers = drawn.integers(0, max(rows // ROWS_OF_AN_EMPLOYER, 1), rows, dtype=np.int64) // drawn.integers(
        1, 50, rows
    )
    log = 10.2 + drawn.normal(0, 0.15, employers.max() + 1)[employers] + drawn.normal(0, 0.2, rows)
    dimensions = []
    for name, values in names.items():
        codes = (len(values) * drawn.random(rows) ** 3).astype(np.uint16)
        log += drawn.normal(0, effects[name], len(values))[codes]
        dimensions.append(Dimension(name, name, values, codes))
    middle = np.round(np.exp(log) / 500) * 500
    return Survey.build(
        name="drawn",
        provenance=Provenance("Drawn at random", "nobody", "yours"),
        low=middle * 0.85,
        high=middle * 1.15,
        dimensions=dimensions,
        clusters=employers,
    )


def _time_fit(rows: int, reference: Reference) -> None:
    _timed("compiled functions, read or made", lambda: Estimator.fit(upload(2_000, reference), reference.traits))
    survey = upload(rows, reference)
    _timed(f"{rows:,} rows fitted", lambda: Estimator.fit(survey, reference.traits))
    posts = _timed("rows read", lambda: read_posts(survey, reference.traits))
    groupings = _timed("rows grouped", lambda: group_posts(posts))
    _timed("five quantiles fitted", lambda: fit_quantiles(posts, groupings, list(SHARES.values())))
    _timed("margins learned", lambda: calibrate(posts))


def _timed(name: str, run: Callable[[], Result]) -> Result:
    processor, clock = time.process_time(), time.perf_counter()
    result = run()
    print(f"{name}: {time.process_time() - processor:.1f} s ({time.perf_counter() - clock:.1f} s)", flush=True)
    return result


def _time_profiles(step: int, reference: Reference) -> None:
    """Time the answers of all profiles; say how many took longer than allowed."""
    estimator = make_estimator(packaged.survey("posted_pay"), reference)
    assert isinstance(estimator, Estimator)
    values = [[None, *estimator.posts.values[name]] for name in DIMENSIONS[:3]]
    profiles = list(product(*values))[::step]
    times = np.empty(len(profiles))
    for number, chosen in enumerate(profiles):
        profile = {name: (value,) for name, value in zip(DIMENSIONS, chosen, strict=False) if value is not None}
        times[number] = _fastest(lambda: estimator.estimate(profile))  # noqa: B023 (called at once)
    median, most = 1e3 * np.quantile(times, [0.5, 0.99])
    print(f"{len(profiles):,} profiles: median {median:.2f} ms, 99 in 100 below {most:.2f} ms, "
          f"longest {1e3 * times.max():.2f} ms, {(times > LONGEST).sum()} above {1e3 * LONGEST:.0f} ms")  # fmt: skip


def _fastest(run: Callable[[], object]) -> float:
    """Seconds by the clock; of several tries the fastest, where the first took too long: others may have held it up."""
    seconds = np.inf
    for _ in range(TRIES):
        started = time.perf_counter()
        run()
        seconds = min(seconds, time.perf_counter() - started)
        if seconds < LONGEST:
            break
    return seconds


if __name__ == "__main__":
    main()
