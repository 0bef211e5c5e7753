"""How well estimates do on employers they never saw, and five rivals.

    python -m tests.benchmarks.estimates [--splits 20] [--plain] [--evidence FOLDER] [--cache FOLDER] [--minutes 4]
        [--write]

The employers are split in halves at random. Estimates are made from one half; the other half says, for every cell
(role × city × level) in which it has five employers or more, what the median is. That median has its own error,
which is known by resampling its employers and is taken off: what remains is the *excess* mean square. Rivals: the
cell's own median, the role's, the role's at the level, gradient-boosted quantiles (scikit-learn) and a mixed model
(statsmodels). Then, with five folds: all posts of a cell left out (n = 0), whole cities, whole roles. Of a post with a
row left out (one of its cities), no other row is learned from.

With `--evidence` the employers are the real ones, who post for several kinds of work; the shipped numbers are drawn
anew for each family of roles. With `--cache` a run that `--minutes` cuts short goes on where it ended. With `--write`
the table goes where Methods reads it.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from analytics import sources
from tests.benchmarks.estimates import checks
from tests.benchmarks.estimates.held_out import load
from tests.benchmarks.estimates.methods import PLAIN, RIVALS
from tests.benchmarks.estimates.pieces import OutOfTimeError, Pieces

TABLE = "estimate_checks.csv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--plain", action="store_true", help="without the two slow rivals")
    parser.add_argument("--evidence", type=Path, help="folder of the collected adverts, for the real employers")
    parser.add_argument("--cache", type=Path, help="folder to keep results in")
    parser.add_argument("--minutes", type=float, default=np.inf, help="when to stop")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    pieces = Pieces(load(options.evidence), options.cache, 60 * options.minutes)
    rivals = PLAIN if options.plain else tuple(RIVALS)
    try:
        rows = checks.halves(pieces, options.splits, rivals) + checks.left_out(pieces, rivals)
    except OutOfTimeError:
        raise SystemExit("not finished: run it again with the same cache") from None
    table = pd.DataFrame(rows, columns=["check", "group", "method", "n", "value", "low", "high"])
    for name, part in table.groupby("check", sort=False):
        print(f"\n{name}\n{part.drop(columns='check').to_string(index=False, float_format=lambda v: f'{v:.4f}')}")
    if options.write:
        sources.write({TABLE: table.round(5)})


if __name__ == "__main__":
    main()
