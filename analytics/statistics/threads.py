"""Share long loops over rows among the processors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from analytics.processors import processor_count

CHUNK = 1 << 18  # rows numbered and filtered at once; with fewer, threads wait for each other, with more, for memory
THREADS_FROM = 1 << 18  # rows for which a second thread is worth its start

Share = TypeVar("Share")
Result = TypeVar("Result")


def workers(rows: int) -> int:
    """How many threads to share so many rows among."""
    return processor_count() if rows >= THREADS_FROM else 1


def in_threads(function: Callable[[Share], Result], shares: Sequence[Share]) -> list[Result]:
    """The function's results, one for each share, each computed in a thread."""
    return list(map(function, shares) if len(shares) == 1 else _pool().map(function, shares))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(processor_count())
