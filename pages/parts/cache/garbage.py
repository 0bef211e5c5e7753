"""Control garbage collection: freeze long-lived objects, but never a visitor's file."""

import gc
from time import monotonic
from weakref import WeakSet

import streamlit as st

VISIT = "visit"
"""The key in the session's state under which the visit is kept."""
FIRST_RUN, EVERY_RUNS = 20, 1000
"""The run after which most of what the pages load is there, and how often all is searched anew."""


class Visit:
    """The start of a visit. It lives as long as the visit's data."""

    def __init__(self) -> None:
        self.began = monotonic()


class GcFreezer:
    """Freezes long-lived objects, because scanning them for garbage after every run would take 100 ms.

    Frozen objects are never collected. So from time to time everything is unfrozen, collected, and the rest frozen
    again; but not while a visitor's file is in memory, which must go with the visit: if that visit was frozen with the
    rest, everything is unfrozen.
    """

    def __init__(self) -> None:
        self._frozen_at, self._runs = -1.0, 0
        self._uploads: WeakSet[Visit] = WeakSet()

    @property
    def runs(self) -> int:
        """The number of page runs begun."""
        return self._runs

    def count_run(self) -> None:
        """Freeze after the first runs, when most has been loaded, and then from time to time."""
        self._runs += 1
        if self._runs == FIRST_RUN or self._runs % EVERY_RUNS == 0:
            self.freeze()

    def freeze(self) -> None:
        """Collect all garbage and freeze the rest, unless a visitor's file is in memory."""
        if not self._uploads:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._frozen_at = monotonic()

    def suspend_for_upload(self, visit: Visit) -> None:
        """Freeze nothing until the end of this visit, which has a file in memory."""
        self._uploads.add(visit)
        if visit.began <= self._frozen_at:
            gc.unfreeze()


_freezer = GcFreezer()


def start_run() -> None:
    """Record the start of the visit; call it at the start of each run."""
    _this_visit()
    _freezer.count_run()


def runs_begun() -> int:
    """The number of page runs begun since the server started."""
    return _freezer.runs


def prepare_for_upload() -> None:
    """Stop freezing before a visitor's file is read, so nothing keeps it beyond the visit."""
    _freezer.suspend_for_upload(_this_visit())


def freeze() -> None:
    """Collect garbage and freeze the rest, after a long-lived object was loaded; never while a visitor has a file."""
    _freezer.freeze()


def _this_visit() -> Visit:
    visit: Visit = st.session_state.setdefault(VISIT, Visit())
    return visit
