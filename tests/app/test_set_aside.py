"""What the garbage collector need not search after every run, and what it must never lose sight of."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from pages.parts.cache.store import _Aside, _Visit


class Thing:
    """Something that refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def aside() -> Iterator[_Aside]:
    gc.unfreeze()  # what other tests set aside
    yield _Aside()
    gc.unfreeze()


def test_what_is_set_aside_is_searched_again_from_time_to_time(aside: _Aside) -> None:
    thing = Thing()
    seen = weakref.ref(thing)
    for _ in range(20):
        aside.count_run()
    del thing
    gc.collect()
    assert seen() is not None  # it is not searched after every run
    for _ in range(21, 201):
        aside.count_run()
    assert seen() is None


def test_nothing_is_set_aside_while_a_file_is_here(aside: _Aside) -> None:
    visit = _Visit()
    aside.but_no_file_of(visit)
    aside.everything()
    assert gc.get_freeze_count() == 0
    del visit  # with all it had
    aside.everything()
    assert gc.get_freeze_count() > 0


def test_a_visit_that_was_set_aside_before_it_brought_a_file_goes_all_the_same(aside: _Aside) -> None:
    visit, own = _Visit(), Thing()
    seen = weakref.ref(own)
    aside.everything()
    aside.but_no_file_of(visit)
    del visit, own
    gc.collect()
    assert seen() is None


def test_what_is_here_for_everyone_stays_aside_when_a_later_visit_brings_a_file(aside: _Aside) -> None:
    aside.everything()
    aside.but_no_file_of(_Visit())
    assert gc.get_freeze_count() > 0
