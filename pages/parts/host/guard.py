"""The guard in front of the app: ASGI middleware that limits what each client may ask of it."""

import asyncio
import os
import re
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect
from streamlit import config

from pages.parts import streamlit_internals
from pages.parts.host.limits import AddressBuckets, Places, Room, TokenBucket, TokenBuckets, TooManyWaitingError
from pages.parts.host.parts import in_parts
from pages.parts.host.uploads import (
    OverBudgetError,
    UploadBudget,
    discard_rest,
    memory_for_uploads,
    pace,
    refusal_scope,
)

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

METRICS = "VETAN_METRICS"
"""The environment variable with which a host opens (“yes”) the figures about the process at `/_stcore/metrics`."""

CLOSED = re.compile(r"/_stcore/(metrics|agent)(/|$)")
UPLOAD = re.compile(r"/_stcore/upload_file/(?P<visit>[^/]+)/[^/]+$")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The scripts of Streamlit and plotly need 'unsafe-eval', components come as blobs, styles are 'unsafe-inline'; all
    # else comes from this host.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; "
        "form-action 'self'; base-uri 'self'; object-src 'none'"
    ),
}
"""What a browser enforces for every answer."""


@dataclass(frozen=True)
class Limits:
    """The limits of one connection, of one address and of all together.

    These limits count messages. Frames below them, such as pings, are limited in `lifetime` (`FRAME_BURST`).

    Args:
        burst: messages of a connection at once.
        rate: messages of a connection a second, after the burst.
        address_at_once: messages of all connections of an address that pass in the same moment: each starts a run of
            the page, and a click of another visitor shares Python with all that are under way.
        address_peak: messages of an address a second within its burst, which is less than one processor answers.
        address_burst: messages of an address before the steady rate.
        address_rate: messages of all connections of an address a second, after the burst: fifty visitors who click
            every five seconds, and less than half of what one processor answers, so that others are served.
        message_bytes: bytes that count as one more message: all filters together are fewer, and what is longer
            takes the event loop as long as several.
        backlog: messages of a connection that may wait; more end it.
        backlog_bytes: bytes of the messages that wait.
        address_backlog_bytes: the same of all connections of an address, an equal part for each: nothing may come of
            them for as long as the rate of the address holds them back.
        start: seconds in which a connection must ask for a page.
        visits: visits of the process at once.
        visits_per_address: visits of one address at once.
        waiting_per_address: connections of one address that may wait for a place.
        requests: requests of an address at once; a page with its scripts is about forty.
        request_rate: requests of an address a second, after the burst; more wait. A proxy's own are not counted.
        upload_burst: bytes of files that the process takes in at once.
        upload_rate: bytes of files a second, after the burst: cutting them out of the request is work between clicks.
        upload_part, upload_patience: so many bytes of each upload must come in so many seconds: one that never comes
            takes the room of others'.
    """

    burst: int = 20
    rate: float = 10
    address_at_once: int = 20
    address_peak: float = 25
    address_burst: int = 40
    address_rate: float = 12
    message_bytes: int = 16 * 1024
    backlog: int = 400
    backlog_bytes: int = 4 * 1024**2
    address_backlog_bytes: int = 16 * 1024**2
    start: float = 20
    visits: int = 1000
    visits_per_address: int = 300
    waiting_per_address: int = 200
    requests: int = 400
    request_rate: float = 100
    upload_burst: int = 8 * 1024**2
    upload_rate: float = 64 * 1024**2
    upload_part: int = 1024**2
    upload_patience: float = 60


class Guard:
    """Limits on connections, messages and uploads; hosts, closed paths and security headers.

    The outermost middleware, so nothing behind it sees refused requests.

    Args:
        app: the ASGI application behind it.
        limits: what clients may take.
        budget: the memory for uploads.
    """

    def __init__(self, app: App, limits: Limits | None = None, budget: UploadBudget | None = None) -> None:
        self._app = app
        self._limits = limits or Limits()
        self._places = Places(
            self._limits.visits,
            self._limits.visits_per_address,
            self._limits.waiting_per_address,
            self._address_buckets,
        )
        self._budget = budget or _upload_budget()
        is_proxy = streamlit_internals.proxies().__contains__
        self._requests = AddressBuckets(self._limits.requests, self._limits.request_rate, is_proxy)
        self._upload_bytes = TokenBucket(self._limits.upload_burst, self._limits.upload_rate)

    def _address_buckets(self) -> TokenBuckets:
        limits = self._limits
        return TokenBuckets(
            TokenBucket(limits.address_at_once, limits.address_peak),
            TokenBucket(limits.address_burst, limits.address_rate),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._request(scope, receive, _with_headers(in_parts(send)))
        elif scope["type"] == "websocket":
            await self._connection(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if delay := self._requests.delay(_address(scope)):
            await asyncio.sleep(delay)
        path = scope["path"]
        if not knows_host(_header(scope, b"host")):
            await _answer(send, 400, "This server does not go by that name. See STREAMLIT_SERVER_ALLOWED_HOSTS.")
        elif (closed := CLOSED.search(path)) and not _is_open(closed[1]):
            await _answer(send, 404, "Not Found")
        elif scope["method"] == "PUT" and (upload := UPLOAD.search(path)):
            await self._upload(scope, receive, send, upload["visit"])
        else:
            await self._app(scope, receive, send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send, visit: str) -> None:
        largest = _largest_upload()
        length = _header(scope, b"content-length") or ""
        size = int(length) if length.isdecimal() else largest
        if size > largest + 1024**2:  # with the envelope; the app refuses it by itself, unread
            await self._app(scope, receive, send)
            return
        try:
            with self._budget.reserve(visit, min(size, largest)):
                body = pace(receive, self._upload_bytes, self._limits.upload_part, self._limits.upload_patience)
                with suppress(ClientDisconnect):  # a client that hangs up, or stops sending, is not an error to log
                    await self._app(scope, body, send)
        except OverBudgetError:
            await self._app(refusal_scope(scope), discard_rest(receive), send)

    async def _connection(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not knows_host(_header(scope, b"host")):
            await send({"type": "websocket.close", "code": 1008})
            return
        arrived = deque([await receive()])
        try:
            async with self._places.place(_address(scope)) as room:
                with suppress(TimeoutError):
                    async with asyncio.timeout(0):
                        arrived.append(await receive())
                if arrived[-1]["type"] == "websocket.disconnect":  # it left while waiting for the place
                    return
                intake = Intake(_resume(arrived, receive), self._limits, room)
                try:
                    await self._app(scope, intake.receive, intake.watch(send))
                finally:
                    await intake.close()
        except TooManyWaitingError:
            await send({"type": "websocket.close", "code": 1013})


class Intake:
    """The messages of one connection, passed on no faster than its bucket allows.

    They are read as they arrive, so a client that hangs up is noticed at once and its waiting messages are dropped.

    Args:
        receive: the connection.
        limits: of the connection.
        room: the visits of its address, which share a rate and the memory for what waits.
    """

    def __init__(self, receive: Receive, limits: Limits, room: Room) -> None:
        self._receive, self._limits, self._room = receive, limits, room
        self._bucket = TokenBucket(limits.burst, limits.rate)
        self._turn: asyncio.Future[None] | None = None
        self._waiting: deque[Message] = deque()
        self._bytes = 0
        self._arrived, self._ended = asyncio.Event(), asyncio.Event()
        self._end: Message = {}
        self._started = False
        self._reader: asyncio.Task[None] | None = None

    def watch(self, send: Send) -> Send:
        """Wrap the connection's `send`: once it is accepted, the client has a limited time to request a page."""

        async def receive_counted(message: Message) -> None:
            if self._ended.is_set():
                return
            await _send_if_open(send, message)
            if message["type"] == "websocket.accept":
                self._reader = asyncio.create_task(self._read(send), name="guard-intake")

        return receive_counted

    async def receive(self) -> Message:
        """Return the next message when it is due."""
        if self._reader is None:  # the handshake
            return await self._receive()
        await self._arrived.wait()
        if not self._ended.is_set() and (delay := self._bucket.delay(self._next_weight())):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), delay)
        if not self._ended.is_set():
            self._turn = self._room.messages.turn(self._next_weight(), is_late=len(self._waiting) > 1)
            await asyncio.wait([self._turn])
        if self._ended.is_set():
            return self._end
        message = self._waiting.popleft()
        self._bytes -= _size(message)
        if not self._waiting:
            self._arrived.clear()
        return message

    def _next_weight(self) -> int:
        """The number of messages that the next one counts as."""
        return 1 + _size(self._waiting[0]) // self._limits.message_bytes

    async def close(self) -> None:
        """Read no more."""
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader

    async def _read(self, send: Send) -> None:
        """Read messages until the client is gone, too slow to start, or too fast."""
        while not self._ended.is_set():
            try:
                message = await asyncio.wait_for(self._receive(), None if self._started else self._limits.start)
            except TimeoutError:
                await self._end_with(send, "No page was asked for")
                return
            self._started = True
            if message["type"] == "websocket.disconnect":
                self._drop(message)
                return
            if message.get("text") is not None:  # Streamlit would raise, and its log fill
                await self._end_with(send, "Messages are binary")
                return
            self._waiting.append(message)
            self._bytes += _size(message)
            self._arrived.set()
            if len(self._waiting) > self._limits.backlog or self._bytes > self._most_bytes():
                await self._end_with(send, "Too many messages")

    def _most_bytes(self) -> int:
        """Bytes that may wait on this connection."""
        return min(self._limits.backlog_bytes, self._limits.address_backlog_bytes // self._room.users)

    async def _end_with(self, send: Send, reason: str) -> None:
        self._drop({"type": "websocket.disconnect", "code": 1008})
        await _send_if_open(send, {"type": "websocket.close", "code": 1008, "reason": reason})

    def _drop(self, end: Message) -> None:
        """Drop waiting messages; the next `receive` reports the end of the connection."""
        self._end = end
        if self._turn is not None:
            self._turn.cancel()
        self._waiting.clear()
        self._ended.set()
        self._arrived.set()


def knows_host(host: str | None) -> bool:
    """Whether the server answers to this host name: protects against DNS rebinding.

    Accepts the hosts in `server.allowedHosts`; by default this machine's name and literal IP addresses, which rebinding
    cannot use.

    >>> knows_host("localhost:8501"), knows_host("192.0.2.7:8501"), knows_host("[::1]:80"), knows_host("evil.example")
    (True, True, True, False)
    """
    if config.get_option("server.allowedHosts"):
        return streamlit_internals.is_host_allowed(host)
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return name == "localhost" or name.endswith(".localhost") or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_open(closed: str) -> bool:
    if closed == "agent":
        return bool(config.get_option("server.enableAgentApi"))
    return os.environ.get(METRICS) == "yes"


def _upload_budget() -> UploadBudget:
    return UploadBudget(2 * _largest_upload(), memory_for_uploads(), streamlit_internals.upload_sizes)


def _largest_upload() -> int:
    return int(config.get_option("server.maxUploadSize")) * 1024**2


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


def _header(scope: Scope, name: bytes) -> str | None:
    values = [value for header, value in scope["headers"] if header == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


def _size(message: Message) -> int:
    return len(message.get("bytes") or message.get("text") or b"")


def _resume(arrived: deque[Message], receive: Receive) -> Receive:
    """Replay the messages that have already arrived, then pass on later ones."""

    async def resume() -> Message:
        return arrived.popleft() if arrived else await receive()

    return resume


async def _send_if_open(send: Send, message: Message) -> None:
    """Send a message unless the connection has ended over its frames, of which no message has come here yet."""
    with suppress(RuntimeError):  # uvicorn's; its log would hold it once for each such connection
        await send(message)


def _with_headers(send: Send) -> Send:
    """Wrap `send` to add the security headers to every response."""
    headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
    names = {name for name, _ in headers}

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            remaining = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in names]
            message = {**message, "headers": [*remaining, *headers]}
        await send(message)

    return with_headers


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
