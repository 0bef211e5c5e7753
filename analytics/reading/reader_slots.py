"""Who may have a file read now: a few at a time, and one of each sender."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic

AT_ONCE = 2
"""Files that are read at the same time; others wait."""
LONGEST_WAIT = 120.0
POLL_INTERVAL = 0.5
"""Seconds between two calls of those who wait, who may give up."""


class Slots:
    """Lets a few files be read at a time, and one of each sender.

    A file may take minutes. Two senders at once are served, so that one with many files keeps nobody else waiting.
    """

    def __init__(self) -> None:
        self._freed = threading.Condition()
        self._senders: list[str] = []

    @contextmanager
    def slot(self, sender: str, waiting: Callable[[], object]) -> Generator[None]:
        """A slot for one file, held until the block ends.

        Args:
            sender: who sent it; empty for a person's own file, of which several are read at a time.
            waiting: called from time to time where the file has to wait; an exception of it gives up.

        Raises:
            TimeoutError: there was none for a long time.
        """
        end = monotonic() + LONGEST_WAIT
        while not self._take(sender, 0):
            waiting()
            if monotonic() > end:
                raise TimeoutError
            if self._take(sender, POLL_INTERVAL):
                break
        try:
            yield
        finally:
            with self._freed:
                self._senders.remove(sender)
                self._freed.notify_all()

    def _take(self, sender: str, seconds: float) -> bool:
        """Take a slot if there is one within so many seconds."""
        with self._freed:
            is_free = self._freed.wait_for(lambda: self._has_room(sender), seconds)
            if is_free:
                self._senders.append(sender)
            return is_free

    def _has_room(self, sender: str) -> bool:
        return len(self._senders) < AT_ONCE and not (sender and sender in self._senders)
