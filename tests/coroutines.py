"""Running coroutines in tests of any kind."""

import asyncio
import selectors
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Clock:
    """Time that passes only while all coroutines wait: a second of theirs takes none, on a busy machine either."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def loop(self) -> asyncio.AbstractEventLoop:
        """An event loop that lives by this clock."""
        loop = asyncio.SelectorEventLoop(_Jumping(self))
        loop.time = self  # type: ignore[method-assign]
        return loop


class _Jumping(selectors.DefaultSelector):
    """Where a loop would wait for a moment, that moment has come."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            return super().select()
        self._clock.seconds += max(0.0, timeout)
        return super().select(0)


def complete(work: Coroutine[Any, Any, T], clock: Clock | None = None) -> T:
    """What a coroutine returns, run in a thread: Playwright keeps a loop running in the thread of the tests."""

    def run() -> T:
        with asyncio.Runner(loop_factory=clock.loop if clock else None) as runner:
            return runner.run(work)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()
