"""The life of a server process: what systemd hears of it, and its end."""

import asyncio
import configparser
import os
import signal
import socket
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.parts.host import lifetime
from pages.parts.host.guard import Limits
from tests.coroutines import complete
from tests.paths import ROOT


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The other end of what a process reports; it waits for a report two seconds at most."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(2)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield channel


def test_a_loop_that_turns_reports_and_one_that_is_stuck_does_not(
    systemd: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "30000")

    async def turn() -> None:
        reporting = asyncio.create_task(lifetime.keep_watchdog_quiet())
        for _ in range(3):
            assert await asyncio.to_thread(systemd.recv, 100) == b"WATCHDOG=1"
        systemd.setblocking(False)
        time.sleep(0.2)
        waiting = 0
        while True:
            try:
                systemd.recv(100)
            except BlockingIOError:
                break
            waiting += 1
        assert waiting <= 1
        reporting.cancel()

    complete(turn())


def test_without_systemd_nothing_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC"):
        monkeypatch.delenv(name, raising=False)
    lifetime.notify("READY=1")
    complete(lifetime.keep_watchdog_quiet())


def test_a_signal_ends_the_process_in_time_whatever_the_orderly_end_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a signal that nobody uses: the orderly end is asked for, and what it leaves is ended after `STOP`."""
    statuses: list[int] = []
    orderly, ended = threading.Event(), threading.Event()

    def end(status: int) -> None:
        statuses.append(status)
        ended.set()

    monkeypatch.setattr(lifetime, "STOP", 0.05)
    monkeypatch.setattr(os, "_exit", end)
    before = signal.signal(signal.SIGUSR2, lambda *_: orderly.set())
    try:
        lifetime._hasten(signal.SIGUSR2)
        os.kill(os.getpid(), signal.SIGUSR2)
        assert ended.wait(5)
    finally:
        signal.signal(signal.SIGUSR2, before)
    assert orderly.is_set()
    assert statuses == [128 + signal.SIGUSR2]


def test_the_unit_leaves_the_process_the_time_it_takes() -> None:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.read_string((ROOT / ".serving" / "vetan@.service").read_text("utf-8"))
    service = unit["Service"]
    assert lifetime.STOP < int(service["TimeoutStopSec"]) <= 5
    assert (service["Type"], service["WatchdogSec"], service["OOMPolicy"]) == ("notify", "30", "continue")
    assert service["Restart"] == "on-failure"


def test_the_unit_has_a_thread_for_each_visit() -> None:
    """One address made 190 of them, with 280 visits that each asked for something new."""
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.read_string((ROOT / ".serving" / "vetan@.service").read_text("utf-8"))
    assert int(unit["Service"]["TasksMax"]) >= Limits().visits + 200


def test_a_connection_may_send_a_few_long_messages_at_once_or_many_short_ones() -> None:
    for size, least, most in ((1, 50, 100), (lifetime.LARGEST_MESSAGE, 1, 6)):
        allow = lifetime.limit_frames()
        assert least <= [allow(size) for _ in range(200)].index(False) <= most


def test_garbage_is_collected_at_a_pace_of_our_own_and_only_after_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["runner"] == {"postScriptGC": False}
    begun, waits, searches = [0], [0], [0]

    async def sleep(seconds: float) -> None:
        assert seconds == lifetime.COLLECT_INTERVAL
        waits[0] += 1
        begun[0] += waits[0] == 3
        if waits[0] == 10:
            raise asyncio.CancelledError

    def collect() -> None:
        searches[0] += 1
        assert waits[0] in (3, 4)

    monkeypatch.setattr(lifetime.garbage, "runs_begun", lambda: begun[0])
    monkeypatch.setattr(lifetime.asyncio, "sleep", sleep)
    monkeypatch.setattr(lifetime.gc, "collect", collect)
    with pytest.raises(asyncio.CancelledError):
        complete(lifetime.collect_garbage())
    assert searches == [2]
