"""How long a workbook of 200,000 rows takes to import, as a ratio to pandas reading the same sheet with calamine.

Run from the top folder: `python -m tests.benchmarks.workbook_speed [ROWS]`. The sheet has the columns of
`import_speed`. Wall and processor time, medians of five, run in turn.
"""

import random
import sys
import tempfile
from pathlib import Path

import pandas as pd
import xlsxwriter

from analytics.reading.importing.read import read_csv
from tests.benchmarks.import_speed import HEADER, PLACES, PREFIXES, RANKS, WORK, interleaved, written_pay


def write(path: Path, rows: int) -> None:
    """The workbook, the same each time; pay is text in half of the rows, a number in the others."""
    rng = random.Random(1)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Pay")
        sheet.write_row(0, 0, HEADER)
        for row in range(1, rows + 1):
            years = rng.randint(0, 12)
            title = f"{rng.choice(PREFIXES)}{rng.choice(WORK)} {rng.choice(RANKS)}"
            pay = written_pay(rng) if row % 2 else rng.randint(10_000, 90_000)
            company, place = f"Company {rng.randint(1, 20_000)} Pvt Ltd", rng.choice(PLACES)
            rest = ["B.Com", "excel, tally", f"2025-{rng.randint(1, 12):02d}-01", rng.randint(20, 50) / 10]
            sheet.write_row(row, 0, [title, company, pay, f"{years}-{years + 2} Yrs", place, *rest])


def main() -> None:
    """Prints the ratios."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pay.xlsx"
        write(path, rows)
        read = read_csv(path)  # compiles, too
        pandas, vetan = interleaved(lambda: pd.read_excel(path, engine="calamine"), lambda: read_csv(path), times=5)
        size = path.stat().st_size / 1e6
    print(f"{rows:,} rows, {size:.0f} MB; {read.audit.rows_used:,} used")
    print(f"wall time:      pandas {pandas[0]:.2f} s, import {vetan[0]:.2f} s, ratio {vetan[0] / pandas[0]:.2f}")
    print(f"processor time: pandas {pandas[1]:.2f} s, import {vetan[1]:.2f} s, ratio {vetan[1] / pandas[1]:.2f}")


if __name__ == "__main__":
    main()
