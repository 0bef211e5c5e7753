"""How long the kernel takes to import: the first time ever (it is compiled) and from then on (it is read from disk).

python -m tests.benchmarks.cold_start
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

TIMED = """
import time, numba, pandas, scipy.special
start = time.perf_counter()
import analytics.statistics.bands
print(time.perf_counter() - start)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        for name in ("compiled", "from disk", "from disk"):
            run = subprocess.run(
                [sys.executable, "-c", TIMED], check=True, capture_output=True, text=True, env=environment
            )
            print(f"import analytics.statistics.bands, {name}: {float(run.stdout):.2f} s")


if __name__ == "__main__":
    main()
