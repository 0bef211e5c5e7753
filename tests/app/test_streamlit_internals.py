"""The private names of Streamlit, Starlette, uvicorn and asyncio are where they were: what relies on them works."""

import asyncio
import logging
import socket
import weakref
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from starlette.formparsers import MultiPartParser
from streamlit import config, net_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette import starlette_websocket
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import PayloadTooBig
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

from pages.parts import streamlit_internals
from pages.parts.host.limits import AddressBuckets, TokenBucket


def test_uploads_stay_in_memory_while_they_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MultiPartParser.spool_max_size > 0
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    streamlit_internals.keep_uploads_in_memory(7)
    assert MultiPartParser.spool_max_size == 7


def test_nobody_is_asked_for_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("get_external_ip", "get_internal_ip"):
        monkeypatch.setattr(net_util, name, getattr(net_util, name))
    streamlit_internals.ask_nobody_for_addresses()
    assert net_util.get_external_ip() is None
    assert net_util.get_internal_ip() is None


HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
)


def few_frames(bucket: TokenBucket) -> Callable[[int], bool]:
    """A limit by which 1,000 bytes count as one more frame."""
    return lambda size: bucket.take(1 + size // 1000)


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> WebSocketsSansIOProtocol:
    """A connection of uvicorn, which takes 1,234 bytes a message and three frames."""
    monkeypatch.setattr("uvicorn.protocols.websockets.websockets_sansio_impl.ServerProtocol", None)
    streamlit_internals.limit_incoming_messages(1234, lambda: few_frames(TokenBucket(3, 1e-9)))
    config = Config("none:app", ws="websockets-sansio", ws_max_size=200 * 1024**2, ws_per_message_deflate=True)
    config.load_app = lambda: None  # type: ignore[method-assign,assignment,return-value]
    config.load()
    return WebSocketsSansIOProtocol(config, ServerState(), {}, SimpleNamespace())  # type: ignore[arg-type]


def test_a_connection_takes_no_longer_messages_than_browsers_send(connection: WebSocketsSansIOProtocol) -> None:
    assert connection.conn.max_message_size == 1234


@pytest.mark.parametrize("size", [1234, 1235, 50 * 1024**2])
def test_a_compressed_message_may_be_no_longer_than_others(connection: WebSocketsSansIOProtocol, size: int) -> None:
    protocol = connection.conn
    protocol.receive_data(HANDSHAKE)
    protocol.send_response(protocol.accept(protocol.events_received()[0]))
    compression = PerMessageDeflate(False, False, 12, 12)
    protocol.receive_data(Frame(Opcode.BINARY, bytes(size)).serialize(mask=True, extensions=[compression]))
    assert isinstance(protocol.parser_exc, PayloadTooBig) == (size > 1234)
    assert sum(len(event.data) for event in protocol.events_received() if isinstance(event, Frame)) <= 1234


@pytest.mark.parametrize("opcode", [Opcode.PING, Opcode.BINARY], ids=["pings", "messages"])
def test_a_connection_that_sends_too_many_frames_ends(connection: WebSocketsSansIOProtocol, opcode: Opcode) -> None:
    protocol = connection.conn
    protocol.receive_data(HANDSHAKE)
    protocol.send_response(protocol.accept(protocol.events_received()[0]))
    frame = Frame(opcode, b"x").serialize(mask=True)
    protocol.receive_data(frame * 3)
    assert protocol.parser_exc is None
    protocol.receive_data(frame * 40_000)
    assert str(protocol.parser_exc) == "too many frames"
    assert len(protocol.events_received()) == 3


def test_a_long_message_counts_as_several_frames_however_short_it_was_sent(
    connection: WebSocketsSansIOProtocol,
) -> None:
    protocol = connection.conn
    protocol.receive_data(HANDSHAKE)
    protocol.send_response(protocol.accept(protocol.events_received()[0]))
    compression = PerMessageDeflate(True, True, 12, 12)
    protocol.receive_data(Frame(Opcode.BINARY, bytes(1200)).serialize(mask=True, extensions=[compression]) * 2)
    assert str(protocol.parser_exc) == "too many frames"
    assert len(protocol.events_received()) == 1


GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
PUT = GET.replace(b"GET", b"PUT")


class Transport:
    """The other end of a connection of uvicorn: keeps what is written."""

    def __init__(self) -> None:
        self.output = b""
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.output += data

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        pass

    def get_extra_info(self, _name: str) -> None:
        return None


@pytest.mark.parametrize(
    ("request_bytes", "is_refused"),
    [
        (GET + b"\r\n", False),
        (GET + b"a: b\r\n" * 7 + b"\r\n", False),
        (GET + b"a:\r\n" * 9 + b"\r\n", True),
        (GET + b"a:\n" * 9 + b"\n", True),
        (GET + b"a:\r\n" * 9, True),
        (GET + b"a: " + b"b" * 1000, True),
        (PUT + b"Content-Length: 300\r\n\r\n" + b"one row\r\n" * 20, False),
        (PUT + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 20, True),
        (PUT + b"Content-Length: 9\r\ntransfer-encoding:chunked\r\n\r\n" + b"1\r\nx\r\n" * 20, True),
    ],
    ids=["short", "few", "many", "bare", "unfinished", "long", "body", "chunks", "both"],
)
def test_requests_that_are_long_to_read_are_refused(
    monkeypatch: pytest.MonkeyPatch, request_bytes: bytes, is_refused: bool
) -> None:
    monkeypatch.setattr(H11Protocol, "connection_made", H11Protocol.connection_made)
    streamlit_internals.limit_heads(500, 9)
    config = Config("none:app")
    config.load_app = lambda: None  # type: ignore[method-assign,assignment,return-value]
    config.load()
    begun: list[asyncio.Future[None]] = []
    loop = asyncio.new_event_loop()

    def begin(answer: Coroutine[Any, Any, None], **_: Any) -> asyncio.Future[None]:
        answer.close()
        begun.append(loop.create_future())
        return begun[-1]

    protocol = H11Protocol(config, ServerState(), {}, SimpleNamespace(create_task=begin))  # type: ignore[arg-type]
    transport = Transport()
    protocol.connection_made(transport)  # type: ignore[arg-type]
    protocol.data_received(request_bytes)
    assert transport.output.startswith(b"HTTP/1.1 400 ") == transport.is_closed == is_refused
    assert len(begun) == (not is_refused)
    loop.close()


@pytest.mark.parametrize(("names", "answers"), [(1, 1), (100_000, 10)])
def test_a_browser_is_told_where_to_send_a_few_files(monkeypatch: pytest.MonkeyPatch, names: int, answers: int) -> None:
    handled: list[BackMsg] = []
    monkeypatch.setattr(AppSession, "handle_backmsg", lambda _session, message: handled.append(message))
    streamlit_internals.limit_file_names(10)
    message = BackMsg(file_urls_request={"file_names": ["pay.csv"] * names})
    AppSession.handle_backmsg(SimpleNamespace(), message)  # type: ignore[arg-type]
    assert len(handled[0].file_urls_request.file_names) == answers


@pytest.mark.parametrize("kind", ["clear_cache", "load_git_info", "set_run_on_save", "rerun_script"])
def test_what_only_a_developer_sends_is_passed_over(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Streamlit would empty the caches of everybody, or list the files of the checkout."""
    handled = []
    monkeypatch.setattr(AppSession, "handle_backmsg", lambda _session, message: handled.append(message))
    streamlit_internals.ignore_tools_of_developers()
    message = BackMsg(rerun_script={}) if kind == "rerun_script" else BackMsg(**{kind: True})
    AppSession.handle_backmsg(SimpleNamespace(), message)  # type: ignore[arg-type]
    assert handled == [message] * (kind == "rerun_script")


@pytest.mark.parametrize(
    ("query", "rest", "is_link"),
    [
        ("via=link", "", True),
        ("section=work&via=link", "section=work", True),
        ("via=link&city=Pune", "city=Pune", True),
        ("city=Pune&via=linking", "city=Pune&via=linking", False),
        ("city=via%3Dlink", "city=via%3Dlink", False),
        ("", "", False),
    ],
)
def test_a_link_between_pages_is_no_way_back(
    monkeypatch: pytest.MonkeyPatch, query: str, rest: str, is_link: bool
) -> None:
    """After a way back the address alone decides, after a link the visit keeps what is set."""
    monkeypatch.setattr(AppSession, "handle_backmsg", lambda _session, _message: None)
    streamlit_internals.follow_page_links()
    message = BackMsg(rerun_script={"query_string": query, "is_history_navigation": True})
    AppSession.handle_backmsg(SimpleNamespace(), message)  # type: ignore[arg-type]
    assert message.rerun_script.query_string == rest
    assert message.rerun_script.is_history_navigation is not is_link


def test_the_theme_is_read_once_and_said_the_same_in_each_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """In all six sections; what has been made is not what is sent, so that no run can change it."""
    sections = ["theme", *(f"theme.{category.value}" for category in config.CustomThemeCategories)]
    by_streamlit = app_session._populate_theme_msg
    monkeypatch.setattr(app_session, "_populate_theme_msg", by_streamlit)
    streamlit_internals.describe_theme_once()

    def describe(read: Callable[..., None]) -> NewSession:
        message = NewSession()
        for section in sections:
            part = message.custom_theme
            for name in section.split(".")[1:]:
                part = getattr(part, name)
            read(part, section)
        return message

    expected = describe(by_streamlit)
    assert expected.custom_theme.dark.sidebar.primary_color == "#2f74c0"
    assert describe(app_session._populate_theme_msg) == expected
    monkeypatch.setattr(config, "get_options_for_section", None)
    changed = describe(app_session._populate_theme_msg)
    assert changed == expected
    changed.custom_theme.dark.primary_color = "#000000"
    assert describe(app_session._populate_theme_msg) == expected


def test_messages_to_a_browser_go_the_way_that_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit makes the client of each connection by the name in its module; here the last message goes first."""
    client, handler = starlette_websocket.StarletteSessionClient, starlette_websocket.create_websocket_handler(None)
    monkeypatch.setattr(starlette_websocket, "StarletteSessionClient", client)
    assert "StarletteSessionClient" in handler.__code__.co_names
    waiting: list[ForwardMsg] = []

    def reverse(send: streamlit_internals.Send) -> streamlit_internals.Send:
        def pass_on(message: ForwardMsg) -> None:
            waiting.insert(0, message)
            if len(waiting) == 2:
                for message in waiting:
                    send(message)

        return pass_on

    async def connect() -> list[ForwardMsg]:
        streamlit_internals.order_messages(reverse)
        frames: asyncio.Queue[bytes] = asyncio.Queue()
        websocket = SimpleNamespace(send_bytes=frames.put, headers={}, cookies={}, client=None)
        browser = starlette_websocket.StarletteSessionClient(websocket)  # type: ignore[arg-type]
        for text in ("first", "second"):
            browser.write_forward_msg(ForwardMsg(ref_hash=text))
        return [ForwardMsg.FromString(await frames.get()) for _ in range(2)]

    assert [message.ref_hash for message in asyncio.run(connect())] == ["second", "first"]


def test_others_have_a_turn_before_all_who_wait_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 connect and write before the server looks: a turn accepts and reads from a few, and none is lost."""
    monkeypatch.setattr(BaseSelectorEventLoop, "_start_serving", BaseSelectorEventLoop._start_serving)
    accepted: list[asyncio.BaseTransport] = []
    read: list[bytes] = []
    by_turn: list[tuple[int, int]] = []

    class Connection(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted.append(transport)

        def data_received(self, data: bytes) -> None:
            read.append(data)

    async def serve() -> None:
        streamlit_internals.answer_in_turns(16, waiting=100, events=4, admit=lambda _: True)
        loop = asyncio.get_running_loop()
        async with await loop.create_server(Connection, "127.0.0.1", 0, backlog=2048) as server:
            clients = [socket.create_connection(server.sockets[0].getsockname()[:2]) for _ in range(40)]
            for client in clients:
                client.sendall(b"hello")
            while len(read) < 40:
                by_turn.append((len(accepted), len(read)))
                await asyncio.sleep(0)
            for end in (*clients, *accepted):
                end.close()

    asyncio.run(asyncio.wait_for(serve(), 30))
    turns = np.diff(np.array([*by_turn, (40, 40)]), axis=0)
    assert turns[:, 0].max() <= 16
    assert turns[:, 1].max() <= 4


def test_connections_over_the_limit_are_closed_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of nine that wait from one address three are accepted; four from a proxy, behind them all, are too."""
    monkeypatch.setattr(BaseSelectorEventLoop, "_start_serving", BaseSelectorEventLoop._start_serving)
    monkeypatch.setattr(streamlit_internals, "REFUSED_AT_ONCE", 4)
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    connections = AddressBuckets(3, 1e-9, streamlit_internals.proxies().__contains__)
    accepted: list[str] = []
    timeouts: set[int] = set()

    class Connection(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted.append(transport.get_extra_info("peername")[0])
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                connection = transport.get_extra_info("socket")
                timeouts.add(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT))
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"hello")
            transport.close()

    def first_byte(client: socket.socket) -> bytes:
        with client:
            client.settimeout(5)
            return client.recv(1)

    async def serve() -> list[bytes]:
        streamlit_internals.answer_in_turns(16, waiting=100, events=4, admit=connections.admit)
        async with await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0) as server:
            place = server.sockets[0].getsockname()
            sources = [*["127.0.0.2"] * 9, *["127.0.0.1"] * 4]
            clients = [socket.create_connection(place, source_address=(source, 0)) for source in sources]
            while len(accepted) < 7:
                await asyncio.sleep(0)
            return [first_byte(client) for client in clients]

    assert asyncio.run(asyncio.wait_for(serve(), 30)) == [*[b"h"] * 3, *[b""] * 6, *[b"h"] * 4]
    assert accepted == [*["127.0.0.2"] * 3, *["127.0.0.1"] * 4]
    assert timeouts <= {1000 * streamlit_internals.UNREAD}  # of what a client does not take


def test_a_proxy_is_whom_uvicorn_believes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    usual = Config("none:app").forwarded_allow_ips
    assert isinstance(usual, str)
    assert all(address in streamlit_internals.proxies() for address in usual.split(","))
    assert "192.0.2.7" not in streamlit_internals.proxies()
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "192.0.2.0/24")
    assert "192.0.2.7" in streamlit_internals.proxies()
    assert "127.0.0.1" not in streamlit_internals.proxies()


class Session:
    """As much of a visit as the storage knows."""

    id = "visit"
    ended = False

    def __init__(self) -> None:
        self.session_state = {"file": b"pay"}

    def shutdown(self) -> None:
        self.ended = True


def test_a_visit_that_is_over_is_shut_down_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    files = MemoryUploadedFileManager("/upload")
    storage = MemorySessionStorage(ttl_seconds=0)
    sessions = WebsocketSessionManager(storage, files, SimpleNamespace(), None)  # type: ignore[arg-type]
    monkeypatch.setattr(Runtime, "_instance", SimpleNamespace(uploaded_file_mgr=files, _session_mgr=sessions))
    session = Session()
    storage._cache["visit"] = SimpleNamespace(session=session)  # type: ignore[assignment]
    gone = weakref.ref(session)
    assert streamlit_internals.expire_visits() == 1
    assert session.ended
    assert session.session_state == {}
    del session
    assert gone() is None
    assert streamlit_internals.expire_visits() == 0


def test_the_log_names_no_visit_that_comes_back() -> None:
    """Streamlit would, in warnings."""
    for name in ("websocket_session_manager", "app_session"):
        assert logging.getLogger(f"streamlit.runtime.{name}").getEffectiveLevel() == logging.ERROR


def test_many_visits_of_a_client_push_out_none_but_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """One visit of another client is kept, and it can be resumed, while 300 of a client come and go."""
    monkeypatch.setattr(WebsocketSessionManager, "connect_session", WebsocketSessionManager.connect_session)
    monkeypatch.setattr(MemorySessionStorage, "save", MemorySessionStorage.save)
    streamlit_internals.keep_visits_apart(most=200, of_network=3)
    made: list[str] = []
    ended: list[str] = []

    def start(**_: object) -> SimpleNamespace:
        visit = str(len(made))
        made.append(visit)
        does_nothing = dict.fromkeys(
            ("request_script_stop", "disconnect_file_watchers", "clear_session_caches", "register_file_watchers"),
            lambda: None,
        )
        agrees = dict.fromkeys(("is_resumable", "matches_user_info"), lambda *_: True)
        return SimpleNamespace(id=visit, shutdown=lambda: ended.append(visit), **does_nothing, **agrees)

    monkeypatch.setattr("streamlit.runtime.websocket_session_manager.AppSession", start)
    files = MemoryUploadedFileManager("/upload")
    storage = MemorySessionStorage()
    sessions = WebsocketSessionManager(storage, files, SimpleNamespace(clear=int), None)  # type: ignore[arg-type]

    def come(address: str, visit: str | None = None) -> str:
        client = SimpleNamespace(client_context=SimpleNamespace(remote_ip=address))
        return sessions.connect_session(client, None, {}, visit)  # type: ignore[arg-type]

    sessions.disconnect_session(come("2001:db8::1"))
    for number in range(300):
        sessions.disconnect_session(come(f"2001:db8:0:1::{number:x}"))
    assert [info.session.id for info in storage.list()] == ["0", "298", "299", "300"]
    assert ended == made[1:298]
    assert come("2001:db8::1", "0") == "0"


def test_the_bytes_of_each_visit_are_counted_and_some_for_an_empty_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit_internals, "LEAST_OF_A_FILE", 5)
    files = MemoryUploadedFileManager("/upload")
    for visit, name, size in (("a", "1", 10), ("a", "2", 0), ("b", "1", 7)):
        files.add_file(visit, UploadedFileRec(name, "x.csv", "text/csv", b"\0" * size))
    monkeypatch.setattr(Runtime, "_instance", SimpleNamespace(uploaded_file_mgr=files))
    assert streamlit_internals.upload_sizes() == {"a": 15, "b": 7}
    files.remove_file("a", "1")
    assert streamlit_internals.upload_sizes() == {"a": 5, "b": 7}
    monkeypatch.setattr(Runtime, "_instance", None)
    assert streamlit_internals.upload_sizes() == {}


def test_a_page_runs_again(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("import streamlit as st\nst.session_state.runs = st.session_state.get('runs', 0) + 1\n")

    def app(page: str) -> None:
        import streamlit as st

        from pages.parts import streamlit_internals

        chosen = st.navigation([st.Page(page)])
        chosen.run()
        streamlit_internals.run_page(chosen)

    ran = AppTest.from_function(app, kwargs={"page": str(script)}).run()
    assert not ran.exception
    assert ran.session_state["runs"] == 2
