"""How much memory a process takes that holds ten million rows, beyond one that has only imported the same modules.

    python -m tests.benchmarks.bands_memory [rows in millions]

Each figure comes from a process of its own: what it holds once the bands are computed, and the most it ever held, which
includes building the survey. Resident set sizes, from /proc (Linux).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from analytics.model import Dimension, Filters, Provenance, Survey
from analytics.statistics.bands import salary_bands

SIZES = {"city": 30, "role": 40, "experience": 5, "sector": 12}


def main() -> None:
    millions = sys.argv[1] if len(sys.argv) > 1 else "10"
    print(f"{millions} million rows, {len(SIZES)} dimensions")
    empty = measured("0", "empty")
    for kind in ("one figure a row", "ranges"):
        held, most = (process - base for process, base in zip(measured(millions, kind), empty, strict=True))
        print(f"  {kind:18} holds {held:4.0f} MB, at most {most:4.0f} MB beyond {empty[0]:.0f} MB of imports")


def measured(millions: str, kind: str) -> list[float]:
    """Resident memory in MB of a process that does this: at its end, and at most."""
    command = [sys.executable, "-m", "tests.benchmarks.bands_memory", millions, kind]
    return [float(word) for word in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()]


def hold(rows: int, ranges: bool) -> list[Survey]:
    if not rows:
        return []
    random = np.random.default_rng(7)
    low = np.round(np.exp(random.normal(10, 0.5, rows)) / 500) * 500
    dimensions = [
        Dimension(name, name, tuple(map(str, range(size))), random.integers(0, size, rows, dtype=np.uint8))
        for name, size in SIZES.items()
    ]
    source = Provenance("Drawn at random", "nobody", "yours")
    survey = Survey.build(
        name="drawn", provenance=source, low=low, high=low + 5000 if ranges else None, dimensions=dimensions
    )
    del low, dimensions
    salary_bands(survey, ["city"])
    salary_bands(survey, ["city"], Filters.of({"role": ["1", "2"], "sector": ["3"]}))
    return [survey]


def resident() -> str:
    """Resident memory now and at most, in MB."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return " ".join(str(int(fields[name].split()[0]) / 1024) for name in ("VmRSS", "VmHWM"))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        held = hold(int(float(sys.argv[1]) * 1e6), sys.argv[2] == "ranges")
        print(resident())
    else:
        main()
