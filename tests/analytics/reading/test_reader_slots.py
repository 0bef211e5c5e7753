"""Who waits for a reader may give up; that senders take turns is tested with the files that they send."""

import itertools

import pytest

from analytics.reading import reader_slots


def test_who_waits_may_give_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A visitor who clicks again: each click would leave a thread that waits."""
    monkeypatch.setattr(reader_slots, "POLL_INTERVAL", 0.01)
    calls = itertools.count()

    def click_again() -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt

    slots = reader_slots.Slots()
    with (
        slots.slot("a", pytest.fail),
        pytest.raises(KeyboardInterrupt),
        slots.slot("a", click_again),
    ):
        pass
    assert slots._senders == []


def test_who_waits_for_very_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_slots, "POLL_INTERVAL", 0.01)
    monkeypatch.setattr(reader_slots, "LONGEST_WAIT", 0.05)
    slots, waits = reader_slots.Slots(), itertools.count()
    with (
        slots.slot("a", pytest.fail),
        slots.slot("b", pytest.fail),
        pytest.raises(TimeoutError),
        slots.slot("c", lambda: next(waits)),
    ):
        pass
    assert next(waits) > 1
