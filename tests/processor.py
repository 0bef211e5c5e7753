"""How much processor time something takes, against a piece of work that takes as long on the same machine."""

import time
from collections.abc import Callable

import numpy as np


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """The least processor time that something takes, of several times: the others hold what else the machine did."""

    def measure() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(measure() for _ in range(times))


def yardstick() -> float:
    """The processor time of fixed work, Python's and numpy's: about 8 ms on a machine of 2024."""
    numbers = np.random.default_rng(0).random(60_000)
    return seconds(lambda: (sum(range(300_000)), np.sort(numbers)))
