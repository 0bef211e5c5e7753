"""Let the visits of one address compute uncached results one at a time.

All visits share the GIL. If twenty visits of one address each asked for a result that nobody has asked for before, the
click of anybody else would get a twentieth of the processor.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Event, Lock
from typing import TypeVar

from pages.parts import streamlit_internals
from pages.parts.networks import network

Result = TypeVar("Result")
POLL_INTERVAL = 0.1
"""Seconds between two checks whether a waiting visitor has clicked again or left."""

_has_turn: ContextVar[bool] = ContextVar("has_turn", default=False)


class Turns:
    """Grants one turn at a time per key, first come, first served."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._queues: dict[str, deque[Event]] = {}

    @contextmanager
    def turn(self, key: str, check: Callable[[], None]) -> Iterator[None]:
        """Hold the only turn of a key within this context.

        Args:
            key: whose turns these are.
            check: called regularly while waiting; an exception it raises gives up the wait.
        """
        is_next = Event()
        with self._lock:
            queue = self._queues.setdefault(key, deque())
            queue.append(is_next)
            queue[0].set()
        try:
            while not is_next.wait(POLL_INTERVAL):
                check()
            yield
        finally:
            with self._lock:
                queue.remove(is_next)
                if queue:
                    queue[0].set()
                else:
                    del self._queues[key]


_turns = Turns()
_in_progress: dict[tuple[str, str, str], Event] = {}
"""An event per network, store and key that a visit is computing or queueing for; it is set when the visit is done."""


@contextmanager
def turn() -> Iterator[None]:
    """Hold the turn of the visitor's address within this context.

    Turns nest: a visit that holds one enters at once. Work of the server itself, outside any visit, needs none.
    """
    address = streamlit_internals.visitor_address()
    if address is None or _has_turn.get():
        yield
        return
    with _turns.turn(network(address), streamlit_internals.leave_if_superseded):
        token = _has_turn.set(True)
        try:
            yield
        finally:
            _has_turn.reset(token)


class _NotKeptError(Exception):
    """The store has nothing under this key."""


def find_or_make(
    store: Callable[..., Result], key: tuple[object, ...], build: Callable[[], object], **resources: object
) -> Result:
    """Return the cached result of a key at once, or build it when it is the visitor's turn.

    The turn is taken before Streamlit locks the key; the other way round, a visit waiting for its turn with the key
    locked would deadlock with the visit whose turn it is. If several visits of an address want the same result, one
    takes a turn and the others wait for it.

    Args:
        store: a cached function that stores the return value of its argument `_build`.
        key: the cache key.
        build: builds the result.
        resources: further arguments of `store`.
    """
    while True:
        with suppress(_NotKeptError):
            return store(key=key, _build=_refuse, **resources)
        address = streamlit_internals.visitor_address()
        if address is None or _has_turn.get():
            return store(key=key, _build=build, **resources)
        work = network(address), store.__module__, repr(key)
        done = _in_progress.setdefault(work, event := Event())
        if done is event:
            try:
                with turn():
                    return store(key=key, _build=build, **resources)
            finally:
                del _in_progress[work]
                event.set()
        while not done.wait(POLL_INTERVAL):
            streamlit_internals.leave_if_superseded()


def _refuse() -> object:
    raise _NotKeptError
