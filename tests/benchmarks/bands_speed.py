"""How fast the bands of ten million rows are, beside pandas, Polars, DuckDB and one plain numpy pass.

    python -m tests.benchmarks.bands_speed [rows in millions]

Everyone has the same rows in memory in their best form: sorted by pay beforehand, text as categories, enums or small
integers (the fastest of these counts). The others compute five quantiles; Vetan also their intervals and quality.
The last line of each question is the same rows with 100,000 employers: intervals then take a pass by employer.
Runs are interleaved, in an order drawn anew for each round, so that whatever else the machine does, and what a run
leaves to the next one (caches, threads that still spin), falls on all alike; the table shows medians.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from analytics.model import ALL_ROWS, Dimension, Filters, Provenance, Survey
from analytics.statistics.bands import QUANTILES, salary_bands

ROUNDS = 15
EMPLOYERS = 100_000
SIZES = {"city": 30, "role": 40, "experience": 5, "sector": 12}
NAMES = {name: [f"{name} {index:02}" for index in range(size)] for name, size in SIZES.items()}
FILTERS = Filters.of({"role": NAMES["role"][:20], "experience": NAMES["experience"][:3], "sector": NAMES["sector"][:6]})
SHARES = list(QUANTILES.values())

Run = Callable[[], pd.DataFrame]


def main() -> None:
    rows = int(float(sys.argv[1] if len(sys.argv) > 1 else 10) * 1e6)
    drawn = np.random.default_rng(7)
    codes = {name: drawn.integers(0, size, rows, dtype=np.uint8) for name, size in SIZES.items()}
    pay = np.sort(np.round(np.exp(drawn.normal(10, 0.5, rows)) / 500) * 500)
    survey = Survey.build(
        name="drawn",
        provenance=Provenance("Drawn at random", "nobody", "yours"),
        low=pay,
        dimensions=[Dimension(name, name, tuple(NAMES[name]), codes[name]) for name in SIZES],
    )
    print(f"{rows:,} rows, {SIZES['city']} groups, {len(os.sched_getaffinity(0))} cores, medians of {ROUNDS} runs\n")
    clustered = replace(survey, clusters=drawn.integers(0, EMPLOYERS, rows, dtype=np.uint32))
    rivals = pandas_runs(pay, codes) | polars_runs(pay, codes) | duckdb_runs(pay, codes)
    for filters, factor in ((ALL_ROWS, 10), (FILTERS, 5)):
        compare(survey, clustered, filters, rivals, factor)


def compare(
    survey: Survey, clustered: Survey, filters: Filters, rivals: dict[str, Callable[[Filters], Run]], factor: int
) -> None:
    arrays = [survey.middle, *(survey.dimensions[name].codes for name in ("city", *(name for name, _ in filters)))]

    def numpy_pass() -> pd.DataFrame:
        return pd.DataFrame([[int(column.sum()) for column in arrays]])

    def vetan() -> pd.DataFrame:
        return salary_bands(survey, ["city"], filters)

    runs: dict[str, Run] = {"Vetan, with intervals": vetan, "numpy, a sum over each column": numpy_pass}
    runs |= {name: prepare(filters) for name, prepare in rivals.items()}
    runs["Vetan, by employer"] = lambda: salary_bands(clustered, ["city"], filters)
    times: dict[str, list[float]] = {name: [] for name in runs}
    answers = {name: run() for name, run in runs.items()}  # also warms up
    order = random.Random(7)
    for _ in range(ROUNDS):
        for name in order.sample(list(runs), len(runs)):
            start = time.perf_counter()
            runs[name]()
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    base = medians["Vetan, with intervals"]
    computed = answers["Vetan, with intervals"][list(QUANTILES)].to_numpy()
    print(f"{len(filters.selections)} filters" if filters else "no filters")
    for name, seconds in medians.items():
        line = f"  {name:34} {seconds * 1e3:8.1f} ms  {seconds / base:6.1f} × Vetan"
        if name in rivals:
            worst = np.abs(answers[name].to_numpy() / computed - 1).max()
            line += "  equal to the last digit" if worst == 0 else f"  differs by {worst:.0e}"
        print(line)
    best = min(medians[name] for name in rivals) / base
    plain = base / medians["numpy, a sum over each column"]
    print(f"  fastest of the others ÷ Vetan: {best:.1f} (wanted: {factor} or more)")
    print(f"  Vetan ÷ numpy pass: {plain:.1f} (wanted: 3 or less)")
    print(f"  by employer ÷ without: {medians['Vetan, by employer'] / base:.1f} (wanted: 4 or less)\n")


def pandas_runs(pay: np.ndarray, codes: dict[str, np.ndarray]) -> dict[str, Callable[[Filters], Run]]:
    categories = pd.DataFrame(
        {"pay": pay} | {name: pd.Categorical.from_codes(codes[name], NAMES[name]) for name in SIZES}
    )
    integers = pd.DataFrame({"pay": pay} | codes)

    def on(frame: pd.DataFrame, coded: bool) -> Callable[[Filters], Run]:
        def prepare(filters: Filters) -> Run:
            def run() -> pd.DataFrame:
                rows = frame
                if filters:
                    mask = np.ones(len(frame), bool)
                    for name, values in filters:
                        codes = [NAMES[name].index(value) for value in values] if coded else list(values)
                        mask &= frame[name].isin(codes).to_numpy()
                    rows = frame.loc[mask, ["city", "pay"]]
                return rows.groupby("city", observed=True)["pay"].quantile(SHARES).unstack()

            return run

        return prepare

    return {"pandas, categories": on(categories, False), "pandas, small integers": on(integers, True)}


def polars_runs(pay: np.ndarray, codes: dict[str, np.ndarray]) -> dict[str, Callable[[Filters], Run]]:
    integers = pl.DataFrame({"pay": pay} | codes).with_columns(pl.col("pay").set_sorted())
    enums = integers.with_columns(
        pl.col(name).replace_strict(list(range(len(values))), values, return_dtype=pl.Enum(values))
        for name, values in NAMES.items()
    )
    quantiles = [pl.col("pay").quantile(share, "linear").alias(name) for name, share in QUANTILES.items()]

    def on(frame: pl.DataFrame, coded: bool) -> Callable[[Filters], Run]:
        def prepare(filters: Filters) -> Run:
            rows = frame.lazy()
            for name, values in filters:
                codes = pl.Series([NAMES[name].index(value) for value in values] if coded else values)
                rows = rows.filter(pl.col(name).is_in(codes.cast(frame.schema[name]).implode()))
            query = rows.group_by("city").agg(quantiles).sort("city")
            return lambda: pd.DataFrame(query.collect().drop("city").to_numpy())

        return prepare

    return {"Polars, enums": on(enums, False), "Polars, small integers": on(integers, True)}


def duckdb_runs(pay: np.ndarray, codes: dict[str, np.ndarray]) -> dict[str, Callable[[Filters], Run]]:
    database = duckdb.connect()
    database.execute(f"SET threads = {len(os.sched_getaffinity(0))}")
    database.register("arrays", pd.DataFrame({"pay": pay} | codes))
    database.execute("CREATE TABLE integers AS SELECT * FROM arrays")
    for name, values in NAMES.items():
        database.execute(f"CREATE TYPE {name}_name AS ENUM ({', '.join(repr(value) for value in values)})")
    named = ", ".join(f"enum_range(NULL::{name}_name)[{name} + 1]::{name}_name AS {name}" for name in NAMES)
    database.execute(f"CREATE TABLE enums AS SELECT pay, {named} FROM integers")

    def on(table: str, coded: bool) -> Callable[[Filters], Run]:
        def prepare(filters: Filters) -> Run:
            tests = [
                f"{name} IN ({', '.join(str(NAMES[name].index(v)) if coded else repr(v) for v in values)})"
                for name, values in filters
            ]
            condition = f"WHERE {' AND '.join(tests)}" if tests else ""
            query = f"SELECT quantile_cont(pay, {SHARES}) FROM {table} {condition} GROUP BY city ORDER BY city"
            return lambda: pd.DataFrame([row[0] for row in database.execute(query).fetchall()])

        return prepare

    return {"DuckDB, enums": on("enums", False), "DuckDB, small integers": on("integers", True)}


if __name__ == "__main__":
    main()
