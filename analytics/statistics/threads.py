"""Long loops over rows, shared among the processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

CHUNK = 1 << 18  # rows numbered and filtered at once; with fewer, threads wait for each other, with more, for memory
THREADS_FROM = 1 << 18  # rows from which a second thread pays for itself

Share = TypeVar("Share")
Result = TypeVar("Result")


def workers(rows: int) -> int:
    """How many threads to share so many rows among."""
    return processors() if rows >= THREADS_FROM else 1


def in_threads(function: Callable[[Share], Result], shares: Sequence[Share]) -> list[Result]:
    """What the function gives for each share, one thread a share."""
    return list(map(function, shares) if len(shares) == 1 else _pool().map(function, shares))


@cache
def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(processors())
