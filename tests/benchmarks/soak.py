"""Visitors who come, click, bring files and leave for hours, and the server's memory minute by minute.

    nice python -m tests.benchmarks.soak --hours 6 --every 5
    nice python -m tests.benchmarks.soak --hours 0.33 --every 5      # what fits beside other work

Every few seconds somebody opens the first page, clicks three times and leaves; every tenth brings a file of a megabyte
to "Your data" first. Nothing else is asked of the server, so what its memory gains is what visits leave behind.

    errors      none
    memory      the mean of the last tenth of the time within 5 % of that of the tenth after the start: 30 minutes, or
                half of the time where it is less than an hour
"""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import dataclass, field

import numpy as np

from tests.benchmarks import attack, load
from tests.benchmarks.page_speed import ROOT, cpu, served
from tests.benchmarks.target import Scale, Target

CLICKS, UPLOAD_EVERY = 3, 10
START, GROWTH = 1800.0, 0.05
ROWS = 40_000


@dataclass
class Soak:
    """What became of the visits: how many, what went wrong, and seconds with the server's memory in MB."""

    visits: int = 0
    uploads: int = 0
    clicks: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)

    def growth(self, seconds: float) -> float:
        """By which share memory grew from after the start to the end."""
        start, span = min(START, seconds / 2), max(seconds / 10, 120)
        first = [size for passed, size in self.memory if start <= passed < start + span]
        last = [size for passed, size in self.memory if passed >= seconds - span]
        return float(np.mean(last) / np.mean(first) - 1)


def table(seed: int) -> bytes:
    """A file of a megabyte, another one for each seed."""
    pays = np.random.default_rng(seed).integers(12_000, 90_000, ROWS).tolist()
    return ("city,role,pay per month\n" + "".join(f"Pune,Telecaller,{pay}\n" for pay in pays)).encode()


async def bring_file(url: str, pid: int, seed: int) -> None:
    """A visit that brings a file and leaves.

    Raises:
        load.RunFailedError: where the page refuses it.
    """
    target = Target(url, pid, Scale())
    async with target.socket() as connection:
        uploader = attack.Uploader(target, connection, await asyncio.to_thread(attack.xsrf, url))
        await uploader.open()
        sentence, _ = await uploader.bring("pay", await asyncio.to_thread(table, seed))
    if sentence:
        raise load.RunFailedError(sentence)


async def soak(url: str, pid: int, seconds: float, interval: float) -> Soak:
    """Let visitors come at this pace for so long; memory is read and printed each minute."""
    result, begun = Soak(), time.perf_counter()

    async def come(number: int) -> None:
        try:
            if number % UPLOAD_EVERY == UPLOAD_EVERY - 1:
                await bring_file(url, pid, number)
                result.uploads += 1
            async with load.visit(url, seed=number) as visitor:
                for _ in range(CLICKS):
                    start = time.perf_counter()
                    await visitor.click()
                    result.clicks.append(time.perf_counter() - start)
            result.visits += 1
        except (load.RunFailedError, attack.NotHeldError, OSError, TimeoutError, load.WebSocketException) as error:
            result.errors.append(f"{type(error).__name__}: {error}")

    async def weigh() -> None:
        while True:
            passed = time.perf_counter() - begun
            result.memory.append((passed, load.resident(pid)))
            print(f"{passed / 60:6.0f} min {result.memory[-1][1]:7.0f} MB  {result.visits} visits", flush=True)
            await asyncio.sleep(60)

    weighing = asyncio.create_task(weigh())
    visits = []
    for number in range(int(seconds / interval)):
        await asyncio.sleep(begun + number * interval - time.perf_counter())
        visits.append(asyncio.create_task(come(number)))
    await asyncio.gather(*visits)
    weighing.cancel()
    return result


def main() -> None:
    """Soak and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=6)
    parser.add_argument("--every", type=float, default=5, help="seconds from one visitor to the next")
    options = parser.parse_args()
    seconds = options.hours * 3600
    with served(ROOT / "dashboard.py", ROOT) as (url, pid):
        result = asyncio.run(soak(url, pid, seconds, options.every))
        work = cpu(pid)
    growth, p95 = result.growth(seconds), float(np.percentile(result.clicks, 95))
    print(
        f"{result.visits} visits, {result.uploads} files, {len(result.errors)} errors; click p95 {p95:.2f} s; ", end=""
    )
    print(f"{work:.0f} s of processor; memory {growth:+.1%}, at most {GROWTH:+.0%}")
    for error in dict.fromkeys(result.errors):
        print(error)
    if result.errors or growth > GROWTH:
        raise SystemExit("not flat")


if __name__ == "__main__":
    main()
