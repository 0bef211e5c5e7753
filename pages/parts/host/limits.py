"""Rate limits for one client, and for all clients together."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from time import monotonic

from pages.parts.networks import network

RESOLUTION = 1e-6
"""Seconds that count as none: no sleep is exact."""


class TokenBucket:
    """Allows a burst of events, or of bytes, then a steady rate.

    Args:
        burst: events allowed at once.
        rate: events allowed per second after the burst.
        clock: seconds; replaced in tests.

    >>> now = iter([0, 0, 0, 0, 1])
    >>> bucket = TokenBucket(2, 10, clock=lambda: next(now))
    >>> [bucket.delay(), bucket.delay(), bucket.delay()]  # the third waits for a tenth of a second
    [0.0, 0.0, 0.1]
    >>> bucket.delay()
    0.0
    """

    def __init__(self, burst: int, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst, self._rate, self._clock = burst, rate, clock
        self._tokens, self._updated = float(burst), clock()

    def delay(self, events: int = 1) -> float:
        """Take a token for each event; return the seconds to wait before they may happen."""
        self._refill()
        self._tokens -= events
        return max(0.0, -self._tokens / self._rate)

    def take(self, events: int = 1) -> bool:
        """Take a token for each event if there are so many; return whether they may happen now.

        Rejected events cost nothing.

        >>> now = iter([0, 0, 0, 0, 0.1])
        >>> bucket = TokenBucket(1, 10, clock=lambda: next(now))
        >>> [bucket.take(), bucket.take(), bucket.take(), bucket.take()]
        [True, False, False, True]
        """
        self._refill()
        if self._tokens < events:
            return False
        self._tokens -= events
        return True

    def wait(self, events: int = 1) -> float:
        """Return the seconds until so many events, or a whole burst, may happen; take no token."""
        self._refill()
        return max(0.0, (min(events, self._burst) - self._tokens) / self._rate)

    def _refill(self) -> None:
        time = self._clock()
        self._tokens = min(self._burst, self._tokens + (time - self._updated) * self._rate)
        self._updated = time


class TokenBuckets:
    """Several buckets at once: an event must fit all of them.

    Args:
        buckets: a token is taken from all.

    >>> now = lambda: 0.0
    >>> both = TokenBuckets(TokenBucket(2, 1, clock=now), TokenBucket(1, 10, clock=now))
    >>> [both.delay(), both.delay(), both.delay()]
    [0.0, 0.1, 1.0]
    """

    def __init__(self, *buckets: "TokenBucket | TokenBuckets") -> None:
        self._buckets = buckets

    def delay(self, events: int = 1) -> float:
        """Take a token for each event; the seconds to wait."""
        return max(bucket.delay(events) for bucket in self._buckets)

    def wait(self, events: int = 1) -> float:
        """Return the seconds until so many events may happen; take no token."""
        return max(bucket.wait(events) for bucket in self._buckets)


@dataclass(order=True)
class _Turn:
    """A message that waits: which are first come first, then in the order of their arrival."""

    is_late: bool
    number: int
    events: int = field(compare=False)
    done: asyncio.Future[None] = field(compare=False)


class FairQueue:
    """Lets the messages of an address pass at its rate: first those of visits that wait for one only.

    Many people are behind one address. In the order of arrival alone, the click of one of them would wait for a message
    of each flood that another one sends.

    Args:
        rate: the messages of the address.
    """

    def __init__(self, rate: TokenBuckets) -> None:
        self._rate = rate
        self._waiting: list[_Turn] = []
        self._numbers = count()
        self._changed = asyncio.Event()
        self._passing: asyncio.Task[None] | None = None

    def turn(self, events: int, *, is_late: bool) -> asyncio.Future[None]:
        """The turn of a message, done when it may pass; cancel it where nobody waits any more.

        Args:
            events: tokens that it takes.
            is_late: whether it comes after those that are not.
        """
        turn = _Turn(is_late, next(self._numbers), events, asyncio.get_running_loop().create_future())
        heappush(self._waiting, turn)
        self._changed.set()
        if self._passing is None:
            self._let_due_pass()
            if self._waiting:
                self._passing = asyncio.create_task(self._let_pass(), name="guard-turns")
        return turn.done

    async def _let_pass(self) -> None:
        while self._waiting:
            self._changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), self._rate.wait(self._waiting[0].events))
            self._let_due_pass()
        self._passing = None

    def _let_due_pass(self) -> None:
        while self._waiting:
            first = self._waiting[0]
            if not first.done.done():
                if self._rate.wait(first.events) > RESOLUTION:
                    return
                self._rate.delay(first.events)
                first.done.set_result(None)
            heappop(self._waiting)


class TooManyWaitingError(Exception):
    """The queue for a place is full."""


@dataclass
class Room:
    """Places of one address: those taken and those waited for; and how many messages may come from it."""

    places: asyncio.Semaphore
    messages: FairQueue
    users: int = 0


class Places:
    """Slots for visits: a limit for the process and one for each address. Later visits queue.

    Mobile networks put thousands of people behind one address, so the limit of an address queues first and refuses
    only when the queue is full as well. An IPv6 network of 64 bits counts as one address: a single customer has it all.

    Args:
        total: visits of the process.
        per_address: visits of one address, at least 200.
        waiting: how many of one address may wait.
        messages: makes the buckets of messages that the visits of an address share.
    """

    def __init__(self, total: int, per_address: int, waiting: int, messages: Callable[[], TokenBuckets]) -> None:
        self._total = asyncio.Semaphore(total)
        self._per_address, self._waiting, self._messages = per_address, waiting, messages
        self._rooms: dict[str, Room] = {}

    @asynccontextmanager
    async def place(self, address: str) -> AsyncGenerator[Room]:
        """A place for one visit, held until the block ends, among those of its address.

        Raises:
            TooManyWaitingError: there are as many waiting from this address as may wait.
        """
        key = network(address)
        room = self._rooms.setdefault(key, Room(asyncio.Semaphore(self._per_address), FairQueue(self._messages())))
        if room.users >= self._per_address + self._waiting:
            raise TooManyWaitingError
        room.users += 1
        try:
            async with room.places, self._total:
                yield room
        finally:
            room.users -= 1
            if not room.users:
                del self._rooms[key]


class AddressBuckets:
    """A bucket for each address, in networks as `Places` counts them.

    Args:
        burst: events of an address at once.
        rate: events of an address a second, after the burst.
        is_exempt: whether this is no client's address but that of a proxy, behind which all are.
        addresses: so many are remembered; the one that was longest away is forgotten first.

    >>> buckets = AddressBuckets(1, 1e-9, lambda address: address == "127.0.0.1")
    >>> [buckets.admit(address) for address in ("192.0.2.7", "192.0.2.7", "192.0.2.8", "127.0.0.1", "127.0.0.1")]
    [True, False, True, True, True]
    """

    def __init__(self, burst: int, rate: float, is_exempt: Callable[[str], bool], addresses: int = 4096) -> None:
        self._is_exempt = is_exempt
        self._bucket = lru_cache(addresses)(lambda _network: TokenBucket(burst, rate))

    def admit(self, address: str) -> bool:
        """Whether one more event of this address may happen now; a rejected event costs nothing."""
        return self._is_exempt(address) or self._bucket(network(address)).take()

    def delay(self, address: str, events: int = 1) -> float:
        """Take a token for each event of this address; the seconds to wait before they may happen."""
        return 0.0 if self._is_exempt(address) else self._bucket(network(address)).delay(events)
