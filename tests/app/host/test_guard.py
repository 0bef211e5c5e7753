"""The guard in front of the app, with an app and clients made for each test."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import pytest

from pages.parts.host import guard, limits, uploads
from pages.parts.host.guard import Guard, Limits, Message, Receive, Scope, Send
from pages.parts.host.limits import Places, TokenBucket, TokenBuckets, TooManyWaitingError
from pages.parts.host.uploads import OverBudgetError, UploadBudget
from pages.parts.state.refused_upload import REFUSED_TYPE
from tests.coroutines import Clock, complete

MB = 1024**2


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of the guard and of its clients."""
    time = Clock()
    monkeypatch.setattr(guard, "TokenBucket", partial(TokenBucket, clock=time))
    return time


def budget(held: dict[str, int] | None = None, per_visit: int = 400 * MB, total: int = 1000 * MB) -> UploadBudget:
    return UploadBudget(per_visit, total, lambda: held or {})


def scope(
    kind: str = "http", path: str = "/", method: str = "GET", host: str = "localhost:8501", **headers: str
) -> Scope:
    pairs = [(b"host", host.encode())]
    pairs += [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return {"type": kind, "path": path, "method": method, "headers": pairs, "client": ("192.0.2.7", 1)}


class Client:
    """One client: what it sends, and what it was sent."""

    def __init__(self, *messages: Message) -> None:
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        for message in messages:
            self.incoming.put_nowait(message)
        self.messages: list[Message] = []

    async def receive(self) -> Message:
        return await self.incoming.get()

    async def send(self, message: Message) -> None:
        self.messages.append(message)


CONNECT: Message = {"type": "websocket.connect"}
GONE: Message = {"type": "websocket.disconnect", "code": 1001}


def frames(number: int, size: int = 16) -> list[Message]:
    return [{"type": "websocket.receive", "bytes": index.to_bytes(size, "big")} for index in range(number)]


class Streamlit:
    """Takes messages as Streamlit's endpoint does: accepts, then reads until the end."""

    def __init__(self) -> None:
        self.read: list[bytes] = []
        self.times: list[float] = []
        self.ends: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            self.read.append(message["bytes"])
            self.times.append(asyncio.get_running_loop().time())
        self.ends.append(message)


def connected(client: Client, clock: Clock, **limits: Any) -> Streamlit:
    app = Streamlit()
    guarded = Guard(app, Limits(**limits), budget())
    complete(asyncio.wait_for(guarded(scope("websocket"), client.receive, client.send), 9), clock)
    return app


def answered(
    request: Scope, app: guard.App | None = None, budget_: UploadBudget | None = None
) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body of an answer to a request without a body."""

    async def ok(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"Referrer-Policy", b"unsafe-url")]})
        await send({"type": "http.response.body", "body": b"ok"})

    client = Client({"type": "http.request", "body": b"", "more_body": False})
    complete(Guard(app or ok, budget=budget_ or budget())(request, client.receive, client.send))
    start, body = client.messages
    return start["status"], {name.decode().lower(): value.decode() for name, value in start["headers"]}, body["body"]


# Messages


def test_a_burst_passes_at_once_and_the_rest_in_order_at_the_rate(clock: Clock) -> None:
    messages = frames(26)
    client = Client(CONNECT, *messages)

    async def hang_up_later() -> Streamlit:
        app = Streamlit()
        running = asyncio.create_task(
            Guard(app, Limits(burst=20, rate=20), budget())(scope("websocket"), client.receive, client.send)
        )
        while len(app.read) < len(messages):
            await asyncio.sleep(0.01)
        client.incoming.put_nowait(GONE)
        await running
        return app

    app = complete(hang_up_later(), clock)
    assert app.read == [message["bytes"] for message in messages]
    assert app.times[19] == app.times[0]  # 20 at once
    assert app.times[25] - app.times[0] == pytest.approx(0.3)  # the last of six at 20 a second
    assert app.ends == [GONE]


def test_a_long_message_counts_as_several(clock: Clock) -> None:
    """Of 20 at once, one of 1,000 bytes takes 11 where every 100 count as one more; the third waits for 13 of them."""
    long = {"type": "websocket.receive", "bytes": b"x" * 1_000}
    client = Client(CONNECT, *[long] * 3)

    async def send() -> Streamlit:
        guarded = Guard(app := Streamlit(), Limits(burst=20, rate=10, message_bytes=100), budget())
        running = asyncio.create_task(guarded(scope("websocket"), client.receive, client.send))
        while len(app.read) < 3:
            await asyncio.sleep(0.01)
        client.incoming.put_nowait(GONE)
        await running
        return app

    times = complete(send(), clock).times
    assert times[1] - times[0] == pytest.approx(0.2)  # 22 of 20
    assert times[2] - times[0] == pytest.approx(1.3)  # 33 of 20


def test_what_waits_is_dropped_when_the_client_hangs_up(clock: Clock) -> None:
    app = connected(Client(CONNECT, *frames(300), GONE), clock)
    assert len(app.read) <= 20
    assert app.ends == [GONE]


@pytest.mark.parametrize(("number", "size"), [(1_000, 16), (6, MB)])
def test_who_sends_without_end_is_cut_off(clock: Clock, number: int, size: int) -> None:
    client = Client(CONNECT, *frames(number, size))
    app = connected(client, clock)
    assert len(app.read) <= 20
    assert app.ends[0]["code"] == 1008
    assert client.messages[-1] == {"type": "websocket.close", "code": 1008, "reason": "Too many messages"}


def test_who_sends_text_is_cut_off(clock: Clock) -> None:
    client = Client(CONNECT, {"type": "websocket.receive", "text": "hello"})
    assert connected(client, clock).read == []
    assert client.messages[-1]["reason"] == "Messages are binary"


@pytest.mark.parametrize("messages", [1, 1_000], ids=["sends", "is cut off"])
def test_a_connection_that_has_ended_unnoticed_is_no_error_to_log(clock: Clock, messages: int) -> None:
    """uvicorn ends it over its frames, and raises when it is sent something before that was passed on."""

    class Ended(Client):
        async def send(self, message: Message) -> None:
            if message["type"] != "websocket.accept":
                raise RuntimeError("Unexpected ASGI message")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "bytes": b"a page"})

    client = Ended(CONNECT, *frames(messages), GONE)
    complete(asyncio.wait_for(Guard(app, budget=budget())(scope("websocket"), client.receive, client.send), 9), clock)


def test_a_click_does_not_wait_for_the_floods_of_its_address(clock: Clock) -> None:
    """Beside twenty floods, whose messages wait for half a minute, a visitor of the same address clicks each second."""

    async def flooded() -> list[float]:
        app, visit = Streamlit(), Streamlit()

        async def either(scope: Scope, receive: Receive, send: Send) -> None:
            await (visit if scope["path"] == "/visit" else app)(scope, receive, send)

        guarded = Guard(either, Limits(address_rate=10), budget())
        floods = [Client(CONNECT, *frames(200)) for _ in range(20)]
        running = [asyncio.create_task(guarded(scope("websocket"), flood.receive, flood.send)) for flood in floods]
        await asyncio.sleep(1)
        visitor = Client(CONNECT)
        running.append(asyncio.create_task(guarded(scope("websocket", "/visit"), visitor.receive, visitor.send)))
        waits = []
        for click in frames(5):
            await asyncio.sleep(1)
            begun = clock()
            visitor.incoming.put_nowait(click)
            while not visit.read or visit.read[-1] != click["bytes"]:
                await asyncio.sleep(0.01)
            waits.append(clock() - begun)
        for client in (*floods, visitor):
            client.incoming.put_nowait(GONE)
        await asyncio.gather(*running)
        assert len(app.read) < 150
        return waits

    assert max(complete(flooded(), clock)) < 0.2


def test_what_waits_of_an_address_takes_no_more_memory_than_one_connection_may(clock: Clock) -> None:
    """Twenty connections bring 400 kB each, and nothing passes: one of them alone may, and each may with a tenth."""
    limits = Limits(burst=1, rate=1e-9, backlog_bytes=500_000, address_backlog_bytes=1_000_000)

    async def bring(connections: int, size: int) -> int:
        guarded = Guard(Streamlit(), limits, budget())
        clients = [Client(CONNECT, *frames(5, size // 4)) for _ in range(connections)]
        running = [asyncio.create_task(guarded(scope("websocket"), client.receive, client.send)) for client in clients]
        await asyncio.sleep(1)
        closed = sum(client.messages[-1]["type"] == "websocket.close" for client in clients)
        for client in clients:
            client.incoming.put_nowait(GONE)
        await asyncio.gather(*running)
        return closed

    closed = [complete(bring(*kind), clock) for kind in ((1, 400_000), (20, 400_000), (20, 40_000))]
    assert closed == [0, 20, 0]


def test_who_never_asks_for_a_page_is_cut_off_and_who_did_is_not(clock: Clock) -> None:
    client = Client(CONNECT)
    assert connected(client, clock, start=0.05).read == []
    assert client.messages[-1]["reason"] == "No page was asked for"
    starter = Client(CONNECT, *frames(1))

    async def idle() -> None:
        await asyncio.sleep(0.3)
        starter.incoming.put_nowait(GONE)

    async def two_clients() -> Streamlit:
        app = Streamlit()
        await asyncio.gather(
            Guard(app, Limits(start=0.05), budget())(scope("websocket"), starter.receive, starter.send), idle()
        )
        return app

    assert complete(two_clients(), clock).ends == [GONE]
    assert [message["type"] for message in starter.messages] == ["websocket.accept"]


def test_the_connections_of_an_address_share_a_rate_and_nobody_else_waits_for_them(clock: Clock) -> None:
    """Twelve floods come from one address: after a burst of 40 they pass at 20 a second, all of them together."""

    async def flooded() -> tuple[int, float]:
        guarded = Guard(app := Streamlit(), Limits(address_at_once=40, address_burst=40, address_rate=20), budget())
        floods = [Client(CONNECT, *frames(30)) for _ in range(12)]
        running = [asyncio.create_task(guarded(scope("websocket"), flood.receive, flood.send)) for flood in floods]
        await asyncio.sleep(0.5)
        flooded = len(app.read)
        bystander, begun = Client(CONNECT, *frames(2), GONE), clock()
        await guarded({**scope("websocket"), "client": ("192.0.2.8", 1)}, bystander.receive, bystander.send)
        seconds = clock() - begun
        for flood in floods:
            flood.incoming.put_nowait(GONE)
        await asyncio.gather(*running)
        return flooded, seconds

    passed, waiting_time = complete(flooded(), clock)
    assert passed in (49, 50)  # 10 in half a second, the last of them at its end
    assert waiting_time == 0


def test_a_burst_of_an_address_starts_few_runs_in_the_same_moment(clock: Clock) -> None:
    """Ten connections of four messages each: 20 messages at once, then 25 a second: the last after 20 ÷ 25 s."""

    async def burst() -> Streamlit:
        guarded = Guard(app := Streamlit(), Limits(address_rate=1_000), budget())
        clients = [Client(CONNECT, *frames(4)) for _ in range(10)]
        running = [asyncio.create_task(guarded(scope("websocket"), client.receive, client.send)) for client in clients]
        await asyncio.sleep(5)
        for client in clients:
            client.incoming.put_nowait(GONE)
        await asyncio.gather(*running)
        return app

    times = sorted(complete(burst(), clock).times)
    assert times[19] == times[0] < times[20]
    assert times[39] - times[0] == pytest.approx(0.8)


# Places


def test_visits_above_the_limit_wait_and_above_the_queue_are_refused() -> None:
    async def come() -> None:
        places = Places(3, 2, 1, lambda: TokenBuckets(TokenBucket(1, 1)))
        inside: Counter[str] = Counter()
        leave = asyncio.Event()

        async def visit(address: str) -> None:
            async with places.place(address):
                inside[address] += 1
                await leave.wait()

        visits = [asyncio.create_task(visit(address)) for address in ("a", "a", "a", "b", "c")]
        await asyncio.sleep(0)
        assert inside == {"a": 2, "b": 1}  # the third of “a” waits for its address, “c” for the process
        with pytest.raises(TooManyWaitingError):
            async with places.place("a"):
                pass
        leave.set()
        await asyncio.gather(*visits)
        assert inside == {"a": 3, "b": 1, "c": 1}

    complete(come())


@pytest.mark.parametrize("leaves", [True, False])
def test_who_leaves_while_waiting_for_a_place_starts_no_visit(clock: Clock, leaves: bool) -> None:
    async def come() -> Streamlit:
        app = Streamlit()
        guarded = Guard(app, Limits(visits_per_address=1), budget())
        first, second = Client(CONNECT), Client(CONNECT)
        running = []
        for client in (first, second):
            running.append(asyncio.create_task(guarded(scope("websocket"), client.receive, client.send)))
            await asyncio.sleep(0.1)
        if leaves:
            second.incoming.put_nowait(GONE)
        first.incoming.put_nowait(GONE)
        await asyncio.sleep(0.1)
        second.incoming.put_nowait(GONE)
        await asyncio.gather(*running)
        assert bool(second.messages) != leaves
        return app

    assert len(complete(come(), clock).ends) == 2 - leaves


# Hosts, paths, headers


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8501", "pay.localhost", "127.0.0.1:1", "[::1]:8501", "192.0.2.7"]
)
def test_without_a_setting_the_machines_own_names_are_known(host: str) -> None:
    assert answered(scope(host=host))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "",
        "[::1",
        "127.0.0.1.evil.example",
        "a@localhost.example",
    ],
)
def test_other_names_are_refused_on_every_path(host: str) -> None:
    client = Client()
    for path in ("/", "/_stcore/health", "/static/x.js"):
        assert answered(scope(host=host, path=path))[0] == 400
    complete(Guard(Streamlit(), budget=budget())(scope("websocket", host=host), client.receive, client.send))
    assert client.messages == [{"type": "websocket.close", "code": 1008}]


def test_the_setting_of_hosts_holds_for_every_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        guard.config, "get_option", lambda name: ["pay.example.org"] if name == "server.allowedHosts" else 200
    )
    monkeypatch.setattr("streamlit.config.get_option", guard.config.get_option)
    assert answered(scope(host="pay.example.org"))[0] == 200
    assert answered(scope(host="192.0.2.7"))[0] == 400


def test_every_answer_carries_the_headers_once() -> None:
    for request in (scope(), scope(host="evil.example"), scope(path="/_stcore/metrics")):
        _, headers, _ = answered(request)
        assert {name: headers[name.lower()] for name in guard.HEADERS} == guard.HEADERS


def test_figures_about_the_process_and_the_agents_are_closed_unless_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/_stcore/metrics", "/base/_stcore/metrics/", "/_stcore/agent/mcp", "/_stcore/agent"):
        assert answered(scope(path=path))[0] == 404
    assert answered(scope(path="/_stcore/host-config"))[0] == 200
    monkeypatch.setenv(guard.METRICS, "yes")
    assert answered(scope(path="/_stcore/metrics"))[0] == 200


def test_requests_of_an_address_come_no_faster_than_the_rate(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TokenBucket", guard.TokenBucket)
    guarded = Guard(Streamlit(), Limits(requests=2, request_rate=20), budget())
    ends: dict[str, float] = {}

    async def ask(name: str, address: str) -> None:
        client = Client()
        await guarded({**scope(path="/_stcore/metrics"), "client": (address, 1)}, client.receive, client.send)
        ends[name] = clock()

    async def all_of_them() -> None:
        flood = [ask(str(number), "192.0.2.7") for number in range(5)]
        await asyncio.gather(*flood, ask("other", "192.0.2.8"), *(ask(f"proxy {n}", "127.0.0.1") for n in range(5)))

    complete(all_of_them(), clock)
    assert [ends[str(number)] for number in range(5)] == pytest.approx([0, 0, 0.05, 0.1, 0.15])
    assert {end for name, end in ends.items() if not name.isdecimal()} == {0}


# Uploads


def upload(visit: str, size: int | str) -> Scope:
    path = f"/_stcore/upload_file/{visit}/1"
    return scope(path=path, method="PUT", content_length=str(size), content_type="multipart/form-data; boundary=b")


class Manager:
    """Takes uploads as Streamlit does: reads the whole body; then the file is held."""

    def __init__(self) -> None:
        self.bodies: list[tuple[dict[bytes, bytes], bytes]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while (message := await receive()).get("more_body"):
            body += message["body"]
        self.bodies.append((dict(scope["headers"]), body + message["body"]))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def test_a_file_that_does_not_fit_becomes_an_empty_one_of_a_type_of_its_own() -> None:
    manager = Manager()
    assert answered(upload("v", 150 * MB), manager, budget({"v": 300 * MB}))[0] == 204
    headers, body = manager.bodies[0]
    assert REFUSED_TYPE.encode() in body
    assert headers[b"content-length"] == str(len(body)).encode()
    assert answered(upload("v", 50 * MB), manager, budget({"v": 300 * MB}))[0] == 204
    assert manager.bodies[1][1] == b""  # its own body


def test_all_uploads_together_come_no_faster_than_the_rate(clock: Clock) -> None:
    limits = Limits(upload_burst=1_000, upload_rate=20_000)
    manager = Manager()
    guarded = Guard(manager, limits, budget())

    async def bring(visit: str) -> None:
        body: list[Message] = [{"type": "http.request", "body": b"1" * 1_000, "more_body": True} for _ in range(5)]
        client = Client(*body, {"type": "http.request", "body": b""})
        await guarded(upload(visit, 5_000), client.receive, client.send)

    async def two_uploads() -> float:
        await asyncio.gather(bring("a"), bring("b"))
        return clock()

    assert complete(two_uploads(), clock) == pytest.approx(
        0.45
    )  # 10,000 bytes less the first 1,000, at 20,000 a second
    assert [len(body) for _, body in manager.bodies] == [5_000, 5_000]


def test_an_upload_that_stops_to_come_is_given_up_and_a_slow_one_is_not(clock: Clock) -> None:
    limits = Limits(upload_part=1_000, upload_patience=5, upload_rate=1e9)
    endings: list[tuple[str, float]] = []

    async def read(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (message := await receive()).get("more_body"):
            pass
        endings.append((message["type"], clock()))

    async def bring(size: int, seconds: float) -> None:
        """Ten pieces of a file, one after the other."""
        client = Client()
        guarded = asyncio.create_task(Guard(read, limits, budget())(upload("v", 9_999), client.receive, client.send))
        for number in range(10):
            await asyncio.sleep(seconds)
            client.incoming.put_nowait({"type": "http.request", "body": b"1" * size, "more_body": number < 9})
        await guarded

    for size, seconds in ((500, 2), (1, 2), (5_000, 6)):  # slow; a trickle; a stop after a fast start
        complete(bring(size, seconds), clock)
    assert endings == [("http.request", 20), ("http.disconnect", 25), ("http.disconnect", 45)]


def test_starlette_reads_the_empty_file() -> None:
    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    files: list[UploadFile] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async with Request(scope, receive).form() as form:
            files.extend(value for value in form.values() if isinstance(value, UploadFile))
            assert await files[0].read() == b""
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    assert answered(upload("v", 150 * MB), app, budget({"v": 300 * MB}))[0] == 204
    assert [file.content_type for file in files] == [REFUSED_TYPE]


def reserved(of: UploadBudget, files: Iterable[tuple[str, int]]) -> list[bool]:
    """Which of these uploads, all at the same time, find room."""
    from contextlib import ExitStack

    fits = []
    with ExitStack() as stack:
        for visit, size in files:
            try:
                stack.enter_context(of.reserve(visit, size))
                fits.append(True)
            except OverBudgetError:
                fits.append(False)
    return fits


def test_a_visit_has_room_for_a_file_and_the_one_that_replaces_it() -> None:
    assert reserved(budget({"a": 200}, per_visit=400), [("a", 200), ("a", 1), ("b", 400)]) == [True, False, True]


def test_all_visits_share_a_budget_that_counts_a_file_twice_while_it_arrives() -> None:
    shared = budget({"a": 400}, total=1000)
    assert reserved(shared, [("b", 300), ("c", 1)]) == [True, False]
    assert reserved(shared, [("c", 301), ("c", 299), ("b", 2)]) == [False, True, False]
    assert not shared._arriving


def test_a_length_that_is_not_stated_counts_as_the_largest() -> None:
    manager, request = Manager(), upload("v", 1)
    request["headers"] = [pair for pair in request["headers"] if pair[0] != b"content-length"]
    answered(request, manager, budget({"v": 300 * MB}))
    assert REFUSED_TYPE.encode() in manager.bodies[0][1]


def test_the_memory_limit_is_that_of_the_innermost_group(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    limits = {"a/b": "max", "a": str(512 * MB)}
    for folder, limit in limits.items():
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "memory.max").write_text(f"{limit}\n")
    monkeypatch.setattr(uploads, "_own_groups", lambda: [tmp_path / "a/b/memory.max", tmp_path / "a/memory.max"])
    assert uploads.memory_limit() == 512 * MB
    assert uploads.memory_for_uploads() == 256 * MB
    monkeypatch.setattr(uploads, "_own_groups", list[Path])
    monkeypatch.setattr(uploads, "CGROUP_LIMITS", ())
    assert uploads.memory_limit() is None
