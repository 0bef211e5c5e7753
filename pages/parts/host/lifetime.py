"""The lifetime of a server process: watchdog, expiry of visits, and shutdown within seconds."""

import asyncio
import ctypes
import gc
import logging
import os
import signal
import socket
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from types import FrameType

import pyarrow
from streamlit import config

from pages.parts import streamlit_internals
from pages.parts.cache import garbage
from pages.parts.host.head_start import HeadStart
from pages.parts.host.limits import AddressBuckets, TokenBucket

EXPIRY_INTERVAL = 15
"""Seconds between two looks for visits that are over: Streamlit keeps one for two minutes, so its bytes are gone within
135 seconds of its end."""
COLLECT_INTERVAL = 3
"""Seconds between two searches for garbage, while there are runs."""
VISITS_KEPT, VISITS_KEPT_OF_ADDRESS = 1000, 128
"""Visits that were left and may come back, of all clients and of one; each takes some hundred kilobytes."""
LARGEST_MESSAGE = 256 * 1024
"""Bytes of a message from a browser, files apart: all filters together are a few kilobytes, and what is longer keeps
others waiting while it is read."""
FRAME_BURST, FRAME_RATE = 100, 50
"""WebSocket frames of a connection at once, and a second after that; more end it. A browser sends one for each click,
and one in half a minute that answers the server's ping."""
FRAME_BYTES = 4 * 1024
"""Bytes of a frame that count as one more."""
LONGEST_HEAD, MOST_LINES = 16 * 1024, 100
"""Bytes and lines of the head of a request. A browser sends some 20 lines; nginx takes a line of as many bytes."""
FILE_NAMES = 10
"""Files that a browser may ask at once where to send; the box for files takes one."""
ACCEPTED_AT_ONCE = 16
"""New connections that are answered before anybody else is."""
WAITING_CONNECTIONS = 4096
"""New connections that may wait for it: where there is no place to wait, a client asks again after one, three and seven
seconds. Linux has as many unless told otherwise (`net.core.somaxconn`)."""
CONNECTION_BURST, CONNECTION_RATE = 400, 100
"""New connections of one address at once, and a second after that; more are closed unread. Some 60 pages at once."""
EVENTS_AT_ONCE = 64
"""Connections that are read from before the event loop looks anew who has something to say."""
LARGE = 1024**2
"""Bytes of a block of memory that goes back to the machine as soon as it is freed, as those of files do."""
MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1
"""The numbers of two options in mallopt(3)."""
STOP = 4
"""Seconds that an orderly end may take before the process ends at once."""

_log = logging.getLogger("vetan")


@asynccontextmanager
async def lifespan(_: object) -> AsyncGenerator[None]:
    """The background tasks that run as long as the server."""
    # Below errors, uvicorn logs a line about each request that it cannot read.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    streamlit_internals.keep_uploads_in_memory(2 * config.get_option("server.maxUploadSize") * 1024**2)
    streamlit_internals.limit_heads(LONGEST_HEAD, MOST_LINES)
    streamlit_internals.limit_incoming_messages(LARGEST_MESSAGE, limit_frames)
    connections = AddressBuckets(CONNECTION_BURST, CONNECTION_RATE, streamlit_internals.proxies().__contains__)
    streamlit_internals.answer_in_turns(ACCEPTED_AT_ONCE, WAITING_CONNECTIONS, EVENTS_AT_ONCE, connections.admit)
    streamlit_internals.keep_visits_apart(VISITS_KEPT, VISITS_KEPT_OF_ADDRESS)
    streamlit_internals.ask_nobody_for_addresses()
    streamlit_internals.run_unknown_parts_whole()
    streamlit_internals.ignore_tools_of_developers()
    streamlit_internals.limit_file_names(FILE_NAMES)
    streamlit_internals.follow_page_links()
    streamlit_internals.order_messages(HeadStart)
    streamlit_internals.describe_theme_once()
    return_large_blocks()
    end_in_time()
    tasks = [
        asyncio.create_task(work(), name=work.__name__) for work in (end_visits, collect_garbage, keep_watchdog_quiet)
    ]
    notify("READY=1")
    try:
        yield
    finally:
        notify("STOPPING=1")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def limit_frames() -> Callable[[int], bool]:
    """The limit of the frames of one connection: whether one of so many bytes is allowed."""
    bucket = TokenBucket(FRAME_BURST, FRAME_RATE)
    return lambda size: bucket.take(1 + size // FRAME_BYTES)


async def end_visits() -> None:
    """Free the memory of ended visits, even on a server without traffic."""
    while True:
        await asyncio.sleep(EXPIRY_INTERVAL)
        if streamlit_internals.expire_visits():
            await asyncio.to_thread(release_memory)


async def collect_garbage() -> None:
    """Collect reference cycles at our own pace: Streamlit would collect after each run of each visit.

    While somebody's file is in memory nothing is frozen (`cache.garbage`), and a search holds all visitors up for
    100 ms. On an idle server nothing is searched; after the last run twice, for it may have outlasted the first time.
    """
    searched = latest = garbage.runs_begun()
    while True:
        await asyncio.sleep(COLLECT_INTERVAL)
        begun = garbage.runs_begun()
        if begun != searched:
            await asyncio.to_thread(gc.collect)
        searched, latest = latest, begun


def release_memory() -> None:
    """Collect the cycles of ended visits, and return memory to the system where possible."""
    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    trim = _trim()
    if trim is not None:
        trim(0)


def return_large_blocks() -> None:
    """Make the C library return large blocks to the system when they are freed, where possible.

    Left to itself it keeps blocks of up to 32 MB for later, in the heaps of threads, whose ends `malloc_trim` passes
    over: a file of 20 MB was still there in full when nothing of the program knew of it any more.
    """
    with suppress(AttributeError, OSError):
        library = ctypes.CDLL(None)
        library.mallopt(MMAP_THRESHOLD, LARGE)
        library.mallopt(TRIM_THRESHOLD, LARGE)


def _trim() -> Callable[[int], int] | None:
    """`malloc_trim` of the GNU C library; None elsewhere."""
    with suppress(AttributeError, OSError):
        return ctypes.CDLL(None).malloc_trim
    return None


async def keep_watchdog_quiet() -> None:
    """Notify systemd's watchdog from the event loop; if the loop is stuck, systemd ends the process (`WatchdogSec`)."""
    limit = os.environ.get("WATCHDOG_USEC", "")
    while limit.isdecimal():
        notify("WATCHDOG=1")
        await asyncio.sleep(int(limit) / 1e6 / 3)


def notify(state: str) -> None:
    """Send a state to systemd, if it started this process.

    Source: the protocol in systemd's sd_notify(3): a datagram to the socket named in NOTIFY_SOCKET.
    """
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, suppress(OSError):
        channel.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)


def end_in_time() -> None:
    """End the process within `STOP` seconds after SIGTERM or SIGINT, whatever clients and threads still do."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        _hasten(number)


def _hasten(number: signal.Signals) -> None:
    orderly = signal.getsignal(number)

    def end(received: int, frame: FrameType | None) -> None:
        timer = threading.Timer(STOP, _end_at_once, (number,))
        timer.daemon = True
        timer.start()
        if callable(orderly):
            orderly(received, frame)

    signal.signal(number, end)


def _end_at_once(number: signal.Signals) -> None:
    _log.warning("Visits were still open after %d seconds; the server ends without them.", STOP)
    os._exit(128 + number)
