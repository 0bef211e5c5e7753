"""Turns: what has to be worked out for a visit waits for what other visits of the same address have worked out.

Python does one thing at a time and divides itself among all who want something: a click of one visitor beside twenty
visits of somebody else, each of which asks for what nobody has asked for before, would have a twentieth of it.
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
LOOK = 0.1
"""Seconds between two looks whether the visitor who waits has clicked on, or left."""

_has_turn: ContextVar[bool] = ContextVar("has_turn", default=False)


class Turns:
    """A turn at a time for each key; who comes later waits in order."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lines: dict[str, deque[Event]] = {}

    @contextmanager
    def turn(self, key: str, look: Callable[[], None]) -> Iterator[None]:
        """Within this context nobody else has a turn under the same key.

        Args:
            key: who shares turns.
            look: called now and then during the wait; what it raises ends the wait.
        """
        place = Event()
        with self._lock:
            line = self._lines.setdefault(key, deque())
            line.append(place)
            line[0].set()
        try:
            while not place.wait(LOOK):
                look()
            yield
        finally:
            with self._lock:
                line.remove(place)
                if line:
                    line[0].set()
                else:
                    del self._lines[key]


_turns = Turns()
_leaders: dict[tuple[str, str, str], Event] = {}
"""What the visits of an address wait for a turn with or work out, by what it is: its end."""


@contextmanager
def turn() -> Iterator[None]:
    """Within this context no other visit of the visitor's address works anything out.

    Who has a turn needs no further one inside. What the server works out of its own accord waits for nobody.
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
    """There is nothing under this key yet."""


def find_or_make(
    store: Callable[..., Result], key: tuple[object, ...], build: Callable[[], object], **resources: object
) -> Result:
    """What a cached function keeps under a key, at once; or what it makes of `build`, in turn.

    The turn is taken before Streamlit locks the key: a visit that waited for its turn with the key locked could be
    waited for by the one whose turn it is. Of several visits of an address that want the same, one waits for a turn
    and the others for that one, so that nobody stands in line for what is there.

    Args:
        store: keeps what its argument `_build` returns.
        key: what it is kept under.
        build: makes what is to be kept.
        resources: further arguments of `store`.
    """
    while True:
        with suppress(_NotKeptError):
            return store(key=key, _build=_refuse, **resources)
        address = streamlit_internals.visitor_address()
        if address is None or _has_turn.get():
            return store(key=key, _build=build, **resources)
        work = network(address), store.__module__, repr(key)
        end = _leaders.setdefault(work, event := Event())
        if end is event:
            try:
                with turn():
                    return store(key=key, _build=build, **resources)
            finally:
                del _leaders[work]
                event.set()
        while not end.wait(LOOK):
            streamlit_internals.leave_if_superseded()


def _refuse() -> object:
    raise _NotKeptError
