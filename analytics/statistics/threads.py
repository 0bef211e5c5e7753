"""Share long loops over rows among processor cores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from analytics.processors import processor_count

CHUNK = 1 << 18  # rows numbered and filtered at once; with fewer, threads wait for each other; with more, for memory
THREADS_FROM = 1 << 18  # fewest rows that are worth starting another thread for

Share = TypeVar("Share")
Result = TypeVar("Result")


def workers(rows: int) -> int:
    """The number of threads to use for this many rows."""
    return processor_count() if rows >= THREADS_FROM else 1


def in_threads(function: Callable[[Share], Result], shares: Sequence[Share]) -> list[Result]:
    """Call the function for each share in its own thread, and return the results."""
    return list(map(function, shares) if len(shares) == 1 else _pool().map(function, shares))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(processor_count())
