"""What a server keeps of a file when its visitor has left: python -m tests.benchmarks.gone

A visitor brings a file of 20 MB in which every row carries the same long mark, looks at it, and leaves. Nobody else
comes or goes, as on a quiet server. Until 150 seconds later the mark is looked for in all memory of the server and of
its readers (Linux, as the same user), and resident memory is measured. Overwriting is not promised, so copies in memory
that was given back and not yet used again are possible; there should be next to none.

    copies of the mark       at most 1 in 1,000 of the file's, 150 s after the end of the visit
    resident memory          within 15 % of before
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from pathlib import Path

from tests.benchmarks import attack, load
from tests.benchmarks.page_speed import ROOT, served
from tests.benchmarks.target import Scale, Target

MARK = "mark-of-one-visitor-" + "0123456789" * 12
ROWS = 130_000
CONTENT = (
    "city,pay per month,note\n" + "".join(f"Pune,{20_000 + index % 9_000},{MARK}\n" for index in range(ROWS))
).encode()
LIMIT, SHARE, MEMORY = 150, 0.001, 0.15


def copies(pid: int) -> int:
    """How often the mark stands in the writable memory of a process and of those it started."""
    number = 0
    for member in load.family(pid):
        maps = Path(f"/proc/{member}/maps").read_text().splitlines()
        with Path(f"/proc/{member}/mem").open("rb", buffering=0) as memory:
            for line in maps:
                span = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
                if span:
                    first, last = int(span[1], 16), int(span[2], 16)
                    number += _copies_between(memory.fileno(), first, last)
    return number


def _copies_between(memory: int, first: int, last: int) -> int:
    number, step = 0, 16 * 1024**2
    for start in range(first, last, step):
        try:
            number += os.pread(memory, min(step, last - start), start).count(MARK.encode())
        except OSError:  # a page that cannot be read
            continue
    return number


async def visit(url: str, pid: int) -> str:
    """Bring the file and leave; what the page says against it."""
    target = Target(url, pid, Scale())
    async with target.socket() as connection:
        uploader = attack.Uploader(target, connection, await asyncio.to_thread(attack.xsrf, url))
        await uploader.open()
        sentence, _ = await uploader.bring("pay", CONTENT)
    return sentence


def main() -> None:
    """Measure and print."""
    with served(ROOT / "dashboard.py", ROOT) as (url, pid):
        asyncio.run(_click(url))
        before = load.resident(pid)
        refused = asyncio.run(visit(url, pid))
        left, begun = copies(pid), time.perf_counter()
        print(f"{before:.0f} MB before; {refused or 'read'}; {load.resident(pid):.0f} MB, {left:,} copies of {ROWS:,}")
        while (passed := time.perf_counter() - begun) < LIMIT and copies(pid) > SHARE * ROWS:
            time.sleep(5)
        number, after = copies(pid), load.resident(pid)
        print(f"{passed:.0f} s after the end: {after:.0f} MB, {number:,} copies")
    if refused or number > SHARE * ROWS or after > before * (1 + MEMORY):
        raise SystemExit("something was kept")


async def _click(url: str) -> None:
    async with load.visit(url, seed=0) as visitor:
        for _ in range(5):
            await visitor.click()


if __name__ == "__main__":
    main()
