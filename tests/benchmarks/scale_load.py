"""How soon a saved survey of ten million rows is there again, and what the first bands on it cost.

    python -m tests.benchmarks.scale_load [rows in millions]

Each figure comes from a fresh process with the file in the page cache; importing the modules is told apart.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bands_memory import hold, resident


def main() -> None:
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("one figure a row", "ranges"):
            file = str(Path(folder, "pay.parquet"))
            write(file, millions, kind)
            print(f"{millions:g} million rows, {kind}, {Path(file).stat().st_size / 1e6:.0f} MB")
            for _ in range(3):
                subprocess.run([sys.executable, "-m", "tests.benchmarks.scale_load", "load", file], check=True)


def write(file: str, millions: float, kind: str) -> None:
    """In a process of its own, which takes its memory with it."""
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.scale_load", "write", file, str(millions), kind], check=True
    )


def load(file: Path) -> None:
    start = time.perf_counter()
    from analytics.model import Filters
    from analytics.reading import saved
    from analytics.statistics.bands import salary_bands

    times = [time.perf_counter()]
    survey = saved.load(file)
    times.append(time.perf_counter())
    for filters in ({}, {}, {"role": ["1", "2"], "sector": ["3"]}):
        salary_bands(survey, ["city"], Filters.of(filters))
        times.append(time.perf_counter())
    took = [later - earlier for earlier, later in zip([start, *times[:-1]], times, strict=True)]
    words = ("imports", "load", "first bands by city", "again", "with a filter")
    print(
        "  " + ", ".join(f"{word} {seconds * 1000:.0f} ms" for word, seconds in zip(words, took, strict=True)), end=""
    )
    print(f"; resident memory now and at most {resident()} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        load(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["write"]:
        from analytics.reading.saved import save

        save(hold(int(float(sys.argv[3]) * 1e6), sys.argv[4] == "ranges")[0], Path(sys.argv[2]))
    else:
        main()
