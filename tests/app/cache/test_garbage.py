"""What the garbage collector need not search after every run, and what it must never lose."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from pages.parts.cache.garbage import GcFreezer, Visit


class Thing:
    """Something that refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def freezer() -> Iterator[GcFreezer]:
    gc.unfreeze()  # what other tests froze
    yield GcFreezer()
    gc.freeze()


def test_frozen_objects_are_searched_again_from_time_to_time(freezer: GcFreezer) -> None:
    thing = Thing()
    reference = weakref.ref(thing)
    for _ in range(20):
        freezer.count_run()
    del thing
    gc.collect()
    assert reference() is not None  # it is not searched after every run
    for _ in range(21, 1001):
        freezer.count_run()
    assert reference() is None


def test_nothing_is_frozen_while_an_upload_is_in_memory(freezer: GcFreezer) -> None:
    visit = Visit()
    freezer.suspend_for_upload(visit)
    freezer.freeze()
    assert gc.get_freeze_count() == 0
    del visit  # with all it had
    freezer.freeze()
    assert gc.get_freeze_count() > 0


def test_a_visit_frozen_before_its_upload_is_freed_all_the_same(freezer: GcFreezer) -> None:
    visit, thing = Visit(), Thing()
    reference = weakref.ref(thing)
    freezer.freeze()
    freezer.suspend_for_upload(visit)
    del visit, thing
    gc.collect()
    assert reference() is None


def test_shared_objects_stay_frozen_when_a_later_visit_uploads(freezer: GcFreezer) -> None:
    freezer.freeze()
    freezer.suspend_for_upload(Visit())
    assert gc.get_freeze_count() > 0
