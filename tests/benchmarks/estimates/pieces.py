"""Results of each method on each thing held out, kept in files so that a long run can be made in pieces."""

from __future__ import annotations

import hashlib
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from analytics.statistics import pooling
from analytics.statistics.intervals import Z
from analytics.statistics.pooling import Estimator, Posts
from analytics.statistics.pooling.calibration import CELL, band_of
from analytics.statistics.pooling.posts import Floats, totals
from tests.benchmarks.estimates import held_out, methods
from tests.benchmarks.estimates.held_out import BANDS, Cells, Holdout
from tests.benchmarks.estimates.methods import RIVALS, SHARES, VETAN

Result = TypeVar("Result")


class OutOfTimeError(Exception):
    """The time for this run is over; what is finished is kept."""


class Pieces:
    """Results by what is held out and by method, each computed once.

    Args:
        posts: all posts.
        folder: where results are kept; None to keep none.
        seconds: how long to compute before `OutOfTimeError`.
    """

    def __init__(self, posts: Posts, folder: Path | None = None, seconds: float = np.inf) -> None:
        self.posts, self.folder = posts, folder
        self._end = time.monotonic() + seconds
        columns = [posts.pay, posts.employer, posts.count, *(posts.codes[name] for name in posts.dimensions)]
        self._posts = b"".join(column.tobytes() for column in columns)
        self._estimator: tuple[Holdout, Estimator] | None = None

    def cells(self, holdout: Holdout) -> Cells:
        """The held-out cells, with their medians and the noise of these."""
        return self._cached(
            f"{holdout.kind}-{holdout.number}-cells", _digest(held_out), lambda: holdout.cells(self.posts)
        )

    def predictions(self, holdout: Holdout, method: str) -> tuple[Floats, dict[float, float]]:
        """A method's log medians of the held-out cells, and its pinball loss on the held-out posts."""
        code = _digest(pooling) if method == VETAN else _digest(methods)
        return self._cached(f"{holdout.kind}-{holdout.number}-{method}", code, lambda: self._predict(holdout, method))

    def coverage(self, holdout: Holdout) -> tuple[pd.DataFrame, pd.DataFrame]:
        """For each held-out post and for each held-out median whether it lies in its interval, with its groups."""
        return self._cached(f"{holdout.kind}-{holdout.number}-coverage", _digest(pooling), lambda: self._cover(holdout))

    def _predict(self, holdout: Holdout, name: str) -> tuple[Floats, dict[float, float]]:
        train, test = holdout.split(self.posts)
        method = methods.vetan(self._fitted(holdout)) if name == VETAN else RIVALS[name]
        results = method(train, test)
        return results[0.5][self.cells(holdout).rows], _pinball(results, test)

    def _cover(self, holdout: Holdout) -> tuple[pd.DataFrame, pd.DataFrame]:
        estimator = self._fitted(holdout)
        return _offers(estimator, holdout.split(self.posts)[1]), _medians(estimator, self.cells(holdout))

    def _fitted(self, holdout: Holdout) -> Estimator:
        if self._estimator is None or self._estimator[0] != holdout:
            self._estimator = (holdout, methods.fit_estimator(holdout.split(self.posts)[0]))
        return self._estimator[1]

    def _cached(self, name: str, code: bytes, compute: Callable[[], Result]) -> Result:
        digest = hashlib.sha256(self._posts + code).hexdigest()[:12]
        path = None if self.folder is None else self.folder / f"{name}-{digest}.pickle"
        if path is not None and path.exists():
            return pickle.loads(path.read_bytes())
        if time.monotonic() > self._end:
            raise OutOfTimeError
        result = compute()
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pickle.dumps(result))
        return result


def _digest(module: object) -> bytes:
    """The source of a module, or of all modules of a package."""
    source = Path(module.__file__)
    files = sorted(source.parent.glob("*.py")) if source.name == "__init__.py" else [source]
    return b"".join(file.read_bytes() for file in files)


def _pinball(results: dict[float, Floats], test: Posts) -> dict[float, float]:
    return {
        share: float(
            np.average(
                np.maximum(share * (test.pay - results[share]), (share - 1) * (test.pay - results[share])),
                weights=test.count,
            )
        )
        for share in SHARES
    }


def _offers(estimator: Estimator, test: Posts) -> pd.DataFrame:
    """For each held-out post whether its middle lies in the range, with its groups; employers weigh the same."""
    codes = methods.usual_profiles(estimator, test)
    pay, _ = estimator.predict(codes)
    weight = test.count / totals(test.employer, test.count, int(test.employer.max()) + 1)[test.employer]
    inside = (test.pay >= pay[0] - 1e-9) & (test.pay <= pay[-1] + 1e-9)
    return _groups(estimator, codes).assign(inside=inside, width=pay[-1] - pay[0], weight=weight, unit=test.employer)


def _medians(estimator: Estimator, cells: Cells) -> pd.DataFrame:
    """For each held-out median whether it lies in its interval, its own noise allowed for, with its groups."""
    codes = methods.usual_profiles(estimator, cells.profiles)
    pay, spread = estimator.predict(codes)
    inside = np.abs(pay[2] - cells.median) <= Z * np.sqrt(spread**2 + cells.noise)
    return _groups(estimator, codes).assign(
        inside=inside, width=2 * Z * spread, weight=1.0, unit=cells.profiles.key(CELL)
    )


def _groups(estimator: Estimator, codes: dict[str, np.ndarray]) -> pd.DataFrame:
    values = estimator.posts.values
    band = band_of(estimator.posts_of_cells(codes))
    return pd.DataFrame(
        {
            "level": pd.Categorical.from_codes(codes["experience"], values["experience"]),
            "class of city": pd.Categorical.from_codes(codes["class"], values["class"]),
            "sector": pd.Categorical.from_codes(codes["sector"], values["sector"]),
            "band of n": pd.Categorical.from_codes(band, BANDS),
        }
    )
