"""What it takes to gather many rows on this machine: seconds, memory, the size of the survey, a filter on it.

    python -m tests.benchmarks.scale_gather [rows in millions] [csv|parquet] [digits]

The rows are drawn at random and written in parts of two million, shaped like an export of a job site: 40 titles, 30
places, 14 ways to state experience, pay per month or per year. Rates are rows a second of the whole machine, and of one
processor while it reads. Memory is the most that this process, and any process that read a part, ever held.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from analytics.model import Filters
from analytics.reading import gather, saved
from analytics.reading.importing.partition import Reading
from analytics.statistics.bands import salary_bands

ROWS = 2_000_000
WORK = ["Accountant", "Data Entry Operator", "HR Executive", "Back Office Executive", "MIS Executive", "Telecaller"]
MARKS = ["", "Junior ", "Senior ", "Sr. ", "Asst. ", "Lead "]
PLACES = [
    *("Bangalore", "Bengaluru", "New Delhi", "Delhi / NCR", "Pune", "Mumbai (All Areas)", "Hyderabad", "Chennai"),
    *("Jaipur", "Noida, Gurgaon", "Kolkata", "Remote", "Indore", "Nagpur", "Surat", "Ahmedabad", "Kochi", "Lucknow"),
    *("Bhopal", "Patna", "Vadodara", "Coimbatore", "Mysore", "Chandigarh", "Mohali", "Thane", "Nashik", "Kanpur"),
    *("Visakhapatnam", "Pune, Mumbai"),
]
YEARS = ["Fresher", *(f"{low}-{low + 2} Yrs" for low in range(12)), "10+ years"]


def part(number: int) -> pa.Table:
    """Two million rows, the same each time."""
    rng = np.random.default_rng(number)
    titles = [mark + work for mark in MARKS for work in WORK]
    pay = np.round(np.exp(rng.normal(10.1, 0.45, ROWS)) / 100).astype(np.int64) * 100
    yearly = rng.random(ROWS) < 0.3
    amounts = pa.array(np.where(yearly, pay * 12, pay)).cast(pa.string())
    unit = pa.array(np.where(yearly, " a year", " a month"))
    text = pa.compute.binary_join_element_wise(amounts, unit, "")
    text = pa.compute.if_else(pa.array(rng.random(ROWS) < 0.05), "Not disclosed", text)

    def drawn(values: list[str]) -> pa.Array:
        return pa.array(values).take(pa.array(rng.integers(0, len(values), ROWS)))

    return pa.table(
        {"Job Title": drawn(titles), "Salary": text, "Location": drawn(PLACES), "Experience": drawn(YEARS),
         "Posted": drawn([f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)])}
    )  # fmt: skip


def most(number: int) -> str:
    return f"{resource.getrusage(number).ru_maxrss / 1024:,.0f} MB"


def main() -> None:
    millions = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    kind = sys.argv[2] if len(sys.argv) > 2 else "csv"
    reading = Reading(digits=int(sys.argv[3]) if len(sys.argv) > 3 else None)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "parts"), Path(folder, "pay.parquet")
        source.mkdir()
        for number in range(-(-millions * 1_000_000 // ROWS)):
            file = str(source / f"{number:04}.{kind}")
            (csv.write_csv if kind == "csv" else parquet.write_table)(part(number), file)
        size = sum(file.stat().st_size for file in source.iterdir())
        print(
            f"{millions} million rows in {len(list(source.iterdir()))} files of {kind}, {size / 1e9:.1f} GB", flush=True
        )
        start, read = time.perf_counter(), list[float]()
        survey_read = gather.gather(
            [str(source)], out, reading, progress=lambda done, files: read.append(time.perf_counter() - start)
        )
        took = time.perf_counter() - start
        rows, groups = survey_read.result.audit.rows_read, len(survey_read.result.survey.middle)
        print(f"{took:.0f} s, of which reading {read[-1]:.0f} s and adding up {took - read[-1]:.0f} s: ", end="")
        print(f"{rows / took / 1e6:.2f} million rows a second")
        print(f"{groups:,} groups, {out.stat().st_size / 1e6:.0f} MB", end="; ")
        print(f"memory at most: adding up {most(resource.RUSAGE_SELF)}, a reader {most(resource.RUSAGE_CHILDREN)}")
        start = time.perf_counter()
        survey = saved.load(out)
        print(f"loaded in {(time.perf_counter() - start) * 1000:.0f} ms", end="; ")
        city = Filters.of({"city": ["Pune", "Jaipur"]})
        for by, filters in (((), city), (("experience",), city), (("role",), city), (("city",), Filters())):
            salary_bands(survey, by, filters)
            start = time.perf_counter()
            salary_bands(survey, by, filters)
            took = (time.perf_counter() - start) * 1000
            print(f"bands by {', '.join(by) or 'nothing'}{', filtered' if filters else ''} {took:.0f} ms", end="; ")
        print(f"{survey.rows.used:,} rows used")


if __name__ == "__main__":
    main()
