"""How long a million rows of messy text take to import, as a ratio to pyarrow reading the same file as text.

Run from the top folder: `python -m tests.benchmarks.import_speed [ROWS]`. The file is shaped like an export of a job
site: titles, companies, nine ways to write pay, several cities in a cell, skills with line breaks, dates and ratings.
Wall time depends on what else the machine does; the ratio of processor time does so less. Both are medians of seven.
"""

import csv
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyarrow as pa
from pyarrow import csv as arrow_csv

from analytics.reading.importing.read import read_csv

HEADER = ["Job Title", "Company Name", "Salary", "Experience", "Location", "Education", "Skills", "Posted", "Rating"]
WORK = ["Accounts", "Data Entry", "HR", "Back Office", "MIS", "Sales", "Java", "Customer Care"]
RANKS = ["Executive", "Operator", "Manager", "Developer", "Associate", "(WFH)"]
PREFIXES = ["Junior ", "Senior ", "Sr. ", "", "Lead ", "Asst. "]
PLACES = [
    *("Bangalore", "bengaluru ", "New Delhi", "Delhi / NCR", "Pune, Mumbai", "Mumbai (All Areas)", "Hyderabad"),
    *("Chennai", "Jaipur", "Noida, Gurgaon/Gurugram", "Kolkata", "Remote"),
]
SKILLS = ["excel", "tally", "typing", "communication", "sql", "python", "gst", "payroll", "java", "cold calling"]


def written_pay(rng: random.Random) -> str:
    """Pay as people write it; about 5,000 different texts."""
    low = rng.randint(8, 90) * 500 + 5000
    high = low + rng.randint(0, 20) * 500
    return rng.choice(
        [
            "Not disclosed",
            f"₹{low:,} - ₹{high:,} per month",
            f"{low * 12 / 1e5:.1f}-{high * 12 / 1e5:.1f} Lacs PA",
            f"{low:,}/month",
            f"Rs. {low}/- p.m.",
            f"{low // 1000}k-{high // 1000 + 1}k",
            str(low * 12),
            f"{low * 12 / 1e5:.2f} LPA",
            f"{low:,} to {high:,}",
        ]
    )


def write(path: Path, rows: int) -> None:
    """The file, the same each time."""
    rng = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for _ in range(rows):
            years = rng.randint(0, 12)
            writer.writerow(
                [
                    f"{rng.choice(PREFIXES)}{rng.choice(WORK)} {rng.choice(RANKS)}",
                    f"Company {rng.randint(1, 20_000)} Pvt Ltd",
                    written_pay(rng),
                    rng.choice([f"{years}-{years + 2} Yrs", "Fresher", f"{years}+ years"]),
                    rng.choice(PLACES),
                    rng.choice(["B.Com", "MBA", "Graduate", "12th pass", ""]),
                    rng.choice([", ", ",\n"]).join(rng.sample(SKILLS, 5)),
                    f"2025-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                    f"{rng.randint(20, 50) / 10}",
                ]
            )


def interleaved(*works: Callable[[], object], times: int = 7) -> list[tuple[float, float]]:
    """Seconds of wall time and of processor time of each work, medians; run in turn, so that noise falls on all."""
    seconds: list[list[tuple[float, float]]] = [[] for _ in works]
    for _ in range(times):
        for work, duration in zip(works, seconds, strict=True):
            wall, processor = time.perf_counter(), time.process_time()
            work()
            duration.append((time.perf_counter() - wall, time.process_time() - processor))
    return [(median(wall for wall, _ in duration), median(cpu for _, cpu in duration)) for duration in seconds]


def main() -> None:
    """Prints the ratios."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pay.csv"
        write(path, rows)
        size = path.stat().st_size / 1e6
        text = arrow_csv.ConvertOptions(column_types=dict.fromkeys(HEADER, pa.string()))
        lines = arrow_csv.ParseOptions(newlines_in_values=True)  # some cells hold line breaks
        read = read_csv(path)  # compiles, too
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        arrow, vetan = interleaved(
            lambda: arrow_csv.read_csv(path, convert_options=text, parse_options=lines), lambda: read_csv(path)
        )
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows:,} rows, {size:.0f} MB; {read.audit.rows_used:,} used")
    print(f"wall time:      pyarrow {arrow[0]:.2f} s, import {vetan[0]:.2f} s, ratio {vetan[0] / arrow[0]:.1f}")
    print(f"processor time: pyarrow {arrow[1]:.2f} s, import {vetan[1]:.2f} s, ratio {vetan[1] / arrow[1]:.1f}")
    print(f"memory at its highest: {before:.0f} MB after one import, {after:.0f} MB after eight")


if __name__ == "__main__":
    main()
