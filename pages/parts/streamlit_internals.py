"""Every private name of Streamlit, Starlette, uvicorn and asyncio that this project touches, and why.

It is one subject, although long: none of them is stable, and `tests/app/test_streamlit_internals.py` fails when one
changes.
"""

import asyncio
import os
import re
import selectors
import socket
import threading
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import Callable
from ssl import SSLContext
from typing import Any

import h11
import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.websockets import WebSocket
from streamlit import net_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import get_run_yield_check
from streamlit.runtime.session_manager import SessionClient, SessionInfo
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets import websockets_sansio_impl
from websockets.exceptions import ProtocolError
from websockets.frames import Frame
from websockets.server import ServerProtocol

from pages.parts.networks import network

__all__ = [
    "answer_in_turns",
    "ask_nobody_for_addresses",
    "describe_theme_once",
    "draws_pages",
    "expire_visits",
    "follow_page_links",
    "ignore_tools_of_developers",
    "is_history_navigation",
    "is_host_allowed",
    "keep_uploads_in_memory",
    "keep_visits_apart",
    "leave_if_superseded",
    "limit_file_names",
    "limit_heads",
    "limit_incoming_messages",
    "order_messages",
    "proxies",
    "resumed_keys",
    "run_page",
    "run_unknown_parts_whole",
    "upload_sizes",
    "visitor_address",
]


Send = Callable[[ForwardMsg], None]
"""A function that sends a message to a browser."""
SCRIPT_THREAD = "ScriptRunner.scriptThread"
"""The name of a thread that draws a page."""
LONGEST_FRAGMENT_ID = 64
"""Characters; Streamlit's own have half as many."""
PAGE_LINK = re.compile("(^|&)via=link(?=&|$)")
"""The query parameter that page_links.js adds to a URL that it follows."""
TOOLS_OF_DEVELOPERS = {"clear_cache", "load_git_info", "set_run_on_save"}
"""Kinds of browser messages that no visitor of these pages sends."""
NETWORK = "network"
"""The attribute of a visit with the network that it comes from."""
LEAST_OF_A_FILE = 256 * 1024
"""Bytes that a file counts for at least: an empty one, too, costs memory, and time whenever all are counted."""
UNREAD = 60
"""Seconds after which a connection ends whose client takes nothing of what it is sent."""
REFUSED_AT_ONCE = 256
"""Connections that are closed unread in one turn of the event loop; each takes a few hundredths of a millisecond."""


def keep_uploads_in_memory(largest: int) -> None:
    """Keep an upload in memory while it arrives: Starlette's parser writes more than a megabyte to a temporary file.

    Args:
        largest: bytes; larger than any upload that the server accepts.
    """
    MultiPartParser.spool_max_size = largest


def ask_nobody_for_addresses() -> None:
    """Disable Streamlit's look-up of its own address: it asks another host while every visitor waits."""
    net_util.get_external_ip = net_util.get_internal_ip = _unknown_address


def _unknown_address() -> None:
    """No address is known."""


def is_history_navigation() -> bool:
    """Whether this run began because the visitor went back or forward, which no public name tells."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def resumed_keys() -> set[str]:
    """The keys of widgets whose state the browser sent to a visit that has not drawn them yet.

    A page that was open during a server restart continues from what it shows.
    """
    context = get_script_run_ctx()
    if context is None:
        return set()
    states = context.session_state._state._new_widget_state.states
    return {key for key in map(user_key_from_element_id, states) if key is not None}


def visitor_address() -> str | None:
    """The address of the visitor whose page this thread draws; None in any other thread.

    It is empty for a visitor on this machine and for one who has left.
    """
    return None if get_script_run_ctx(suppress_warning=True) is None else st.context.ip_address or ""


def leave_if_superseded() -> None:
    """End this run by an exception if the visitor has clicked again or left, as every Streamlit command does."""
    check = get_run_yield_check()
    if check is not None:
        check()


def run_unknown_parts_whole() -> None:
    """Run the whole page if a click asks for a part of it that this visit has not drawn yet.

    This happens on a page that was open during a server restart: Streamlit would silently ignore the click. It logs
    unknown identifiers; overlong ones are truncated, so nobody can fill the disk.
    """
    request_rerun = AppSession.request_rerun

    def request(session: AppSession, client_state: ClientState | None) -> None:
        drawn_parts = session._fragment_storage
        assert isinstance(drawn_parts, MemoryFragmentStorage)
        if client_state is not None and client_state.fragment_id and not drawn_parts._fragments:
            client_state.fragment_id = ""
        elif client_state is not None:
            client_state.fragment_id = client_state.fragment_id[:LONGEST_FRAGMENT_ID]
        request_rerun(session, client_state)

    AppSession.request_rerun = request  # type: ignore[method-assign, assignment]


def ignore_tools_of_developers() -> None:
    """Ignore messages of the developer menu, which Streamlit accepts from anyone.

    One clears the caches of all visitors, so their next clicks must read the data again; one lists the uncommitted
    files of the checkout; one makes the server watch its own files.
    """
    handle = AppSession.handle_backmsg

    def handle_visitors(session: AppSession, message: BackMsg) -> None:
        if message.WhichOneof("type") not in TOOLS_OF_DEVELOPERS:
            handle(session, message)

    AppSession.handle_backmsg = handle_visitors  # type: ignore[method-assign, assignment]


def limit_file_names(most: int) -> None:
    """Answer a browser that is about to send files for a few of them.

    Streamlit makes an identifier for each name that it is asked about, on the event loop: 100,000 fit into one message.
    """
    handle = AppSession.handle_backmsg

    def handle_few(session: AppSession, message: BackMsg) -> None:
        if message.WhichOneof("type") == "file_urls_request":
            del message.file_urls_request.file_names[most:]
        handle(session, message)

    AppSession.handle_backmsg = handle_few  # type: ignore[method-assign, assignment]


def describe_theme_once() -> None:
    """Read the theme once and reuse it in all other runs: no setting changes while the server runs.

    Streamlit reads all its settings six times per run on the event loop, a tenth of the work of a click.
    """
    read = app_session._populate_theme_msg
    themes: dict[str, CustomThemeConfig] = {}

    def describe(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in themes:
            themes[section] = CustomThemeConfig()
            read(themes[section], section)
        if themes[section].ListFields():
            msg.MergeFrom(themes[section])

    app_session._populate_theme_msg = describe


def follow_page_links() -> None:
    """Treat a link between pages as navigation that keeps the visit's settings.

    The page's links change the address and let Streamlit follow it as after the browser's Back (page_links.js), when
    the address alone decides. A parameter of theirs, which goes no further than this, tells the two apart.
    """
    handle = AppSession.handle_backmsg

    def handle_links(session: AppSession, message: BackMsg) -> None:
        query, links = PAGE_LINK.subn("", message.rerun_script.query_string)
        if links:
            message.rerun_script.query_string = query.removeprefix("&")
            message.rerun_script.is_history_navigation = False
        handle(session, message)

    AppSession.handle_backmsg = handle_links  # type: ignore[method-assign, assignment]


def order_messages(new_order: Callable[[Send], Send]) -> None:
    """Let each connection schedule its outgoing messages.

    Args:
        new_order: makes the sender of one connection, which takes each message on the event loop and sends it.
    """
    client = starlette_websocket.StarletteSessionClient

    class OrderedClient(client):  # type: ignore[misc, valid-type]
        """A client with scheduled outgoing messages."""

        def __init__(self, websocket: WebSocket) -> None:
            super().__init__(websocket)
            self._pass_on = new_order(super().write_forward_msg)

        def write_forward_msg(self, msg: ForwardMsg) -> None:
            """Send a message, now or later."""
            self._pass_on(msg)

    vars(starlette_websocket)["StarletteSessionClient"] = OrderedClient


def limit_heads(longest: int, most_lines: int) -> None:
    """Refuse requests with a long head or many header fields, and bodies whose length the head does not state.

    h11 reads both in Python, a field and a chunk of a body at a time: 64 kB of the smallest fields take 20 ms, and the
    256 kB of chunks that asyncio reads at once 200 ms, in which nobody else has a turn. Browsers state the length.

    Args:
        longest: bytes of the head of a request.
        most_lines: lines of it.
    """
    connection_made = H11Protocol.connection_made

    def limit(protocol: H11Protocol, transport: asyncio.Transport) -> None:
        protocol.conn = _ShortHeads(longest, most_lines)
        connection_made(protocol, transport)

    H11Protocol.connection_made = limit  # type: ignore[method-assign, assignment]


class _ShortHeads(h11.Connection):
    """A connection that fails at a request over its limits, before its fields are read."""

    def __init__(self, longest: int, most_lines: int) -> None:
        super().__init__(h11.SERVER, longest)
        self._most_lines = most_lines

    def next_event(self) -> Any:
        """Return the next event of the client; see `h11.Connection`.

        Raises:
            h11.RemoteProtocolError: the request is over the limits.
        """
        if self.their_state is h11.IDLE:
            head, _, _ = self.trailing_data[0].partition(b"\r\n\r\n")
            if head.count(b"\n") > self._most_lines:
                raise h11.RemoteProtocolError("too many header fields", 431)
        event = super().next_event()
        if isinstance(event, h11.Request) and any(name == b"transfer-encoding" for name, _ in event.headers):
            raise h11.RemoteProtocolError("a body without a length", 411)
        return event


def limit_incoming_messages(largest: int, new_limit: Callable[[], Callable[[int], bool]]) -> None:
    """Refuse longer WebSocket messages at their header, and end connections that send too many frames.

    Streamlit's `server.maxMessageSize` limits both directions, and what the server sends is larger than what browsers
    send. uvicorn applies that limit to each connection; here the smaller one replaces it.

    A message is one frame or several; pings are frames, too, and answered by the connection itself, before any
    middleware. asyncio reads 256 kB at once, which is 40,000 of the smallest: all of them pass before anybody else has
    a turn.

    Args:
        largest: bytes of one message.
        new_limit: makes the limit of one connection, which decides whether each frame of so many bytes is allowed. They
            are counted as the client wrote them, before compression: a thousandth of them may be what it sent.
    """

    def limited_protocol(**options: Any) -> ServerProtocol:
        return _FewFrames(new_limit(), **{**options, "max_size": largest})

    vars(websockets_sansio_impl)["ServerProtocol"] = limited_protocol


class _FewFrames(ServerProtocol):
    """A connection that fails at a frame over its limit; later data are discarded."""

    def __init__(self, allow: Callable[[int], bool], **options: Any) -> None:
        super().__init__(**options)
        self._allow = allow

    def recv_frame(self, frame: Frame) -> None:
        if not self._allow(len(frame.data)):
            raise ProtocolError("too many frames")
        super().recv_frame(frame)


def proxies() -> _TrustedHosts:
    """The addresses whose word uvicorn takes for a client's address: this machine's, or what its variable lists."""
    return _TrustedHosts(os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1"))


def answer_in_turns(accepted: int, waiting: int, events: int, admit: Callable[[str], bool]) -> None:
    """Serve a few clients per iteration of the event loop, so others get a turn in between.

    asyncio accepts as many new connections in one turn as may wait, and reads from all that have something to say: for
    3,000 handshakes at once that is most of a second of processor time in which nobody else is answered. To be called
    on the event loop, before it listens.

    Args:
        accepted: new connections accepted in one turn.
        waiting: connections that may wait for it; the system refuses more.
        events: connections that are read from, or written to, in one turn; the system lets them take turns.
        admit: whether a new connection from this address is accepted; others are closed before anything is read, which
            takes a twentieth of the time of a refusal in words.
    """
    start_serving = BaseSelectorEventLoop._start_serving  # type: ignore[attr-defined]

    def start(
        loop: BaseSelectorEventLoop,
        protocol_factory: Any,
        listener: "socket.socket | _Door",
        sslcontext: SSLContext | None = None,
        server: Any = None,
        backlog: int = 100,
        *timeouts: float,
    ) -> None:
        door = listener if isinstance(listener, _Door) else _Door(listener, admit)
        start_serving(loop, protocol_factory, door, sslcontext, server, min(backlog, accepted), *timeouts)
        listener.listen(waiting)

    BaseSelectorEventLoop._start_serving = start  # type: ignore[attr-defined]
    selector = getattr(asyncio.get_running_loop(), "_selector", None)
    if hasattr(selectors, "EpollSelector") and isinstance(selector, selectors.EpollSelector):
        vars(selector)["_selector"] = _FewEvents(vars(selector)["_selector"], events)


class _Door:
    """A socket that listens and accepts only the connections of addresses that are admitted."""

    def __init__(self, listener: socket.socket, admit: Callable[[str], bool]) -> None:
        self._listener, self._admit = listener, admit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept the next admitted connection, with its address.

        Raises:
            BlockingIOError: none is waiting, or so many were refused that others must get their turn.
        """
        for _ in range(REFUSED_AT_ONCE):
            connection, address = self._listener.accept()
            if self._admit(address[0]):
                if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * UNREAD)
                return connection, address
            connection.close()
        raise BlockingIOError


class _FewEvents:
    """A `select.epoll` that reports only a few ready connections at a time."""

    def __init__(self, source: Any, most: int) -> None:
        self._source, self._most = source, most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def poll(self, timeout: float, most: int) -> Any:
        """Return the requested number of events, up to the limit."""
        return self._source.poll(timeout, min(most, self._most))


def run_page(page: st.Page) -> None:
    """Run a page, also where a fragment runs it again: Streamlit lets a page run once in each run of the whole app."""
    page._can_be_called = True
    page.run()


def draws_pages() -> bool:
    """Whether any page is being drawn now: each run has its own thread."""
    return any(thread.name == SCRIPT_THREAD for thread in threading.enumerate())


def upload_sizes() -> dict[str, int]:
    """Bytes that the files of each visit count for, by the visit's key."""
    if not Runtime.exists():
        return {}
    files = Runtime.instance().uploaded_file_mgr
    assert isinstance(files, MemoryUploadedFileManager)
    with files._lock:
        return {
            visit: sum(max(LEAST_OF_A_FILE, len(file.data)) for file in uploads.values())
            for visit, uploads in files.file_storage.items()
        }


def keep_visits_apart(most: int, of_network: int) -> None:
    """Keep visits that were left so that those of one client push out none but its own.

    Streamlit keeps the latest 128 of all for two minutes, with their files, in case a page comes back. Whoever opens as
    many visits as that in a second would make the files of all others go.

    Args:
        most: visits of all clients.
        of_network: visits of one network; then the one that left first goes.
    """
    connect, save = WebsocketSessionManager.connect_session, MemorySessionStorage.save

    def connect_from(sessions: WebsocketSessionManager, client: SessionClient, *arguments: Any, **named: Any) -> str:
        visit = connect(sessions, client, *arguments, **named)
        session, context = sessions._active_session_info_by_id[visit].session, client.client_context
        vars(session)[NETWORK] = network(context.remote_ip or "") if context else ""
        return visit

    def save_apart(storage: MemorySessionStorage, left: SessionInfo) -> None:
        cache = storage._cache
        assert isinstance(cache, TTLCache)
        cache._maxsize = most
        origin = vars(left.session).get(NETWORK)
        earlier_visits = [visit for visit, info in cache._data.items() if vars(info.session).get(NETWORK) == origin]
        for visit in earlier_visits[: max(0, len(earlier_visits) + 1 - of_network)]:
            cache._remove(visit).session.shutdown()
        save(storage, left)

    WebsocketSessionManager.connect_session = connect_from  # type: ignore[method-assign, assignment]
    MemorySessionStorage.save = save_apart  # type: ignore[method-assign, assignment]


def expire_visits() -> int:
    """Shut down abandoned visits, and return their number.

    Streamlit does so only when someone else connects or leaves. Call it on the event loop.
    """
    sessions = Runtime.instance()._session_mgr
    assert isinstance(sessions, WebsocketSessionManager)
    storage = sessions._session_storage
    assert isinstance(storage, MemorySessionStorage)
    cache = storage._cache
    assert isinstance(cache, TTLCache)
    expired = cache.expire()
    for _, visit in expired:
        visit.session.shutdown()
        visit.session.session_state.clear()  # it outlives the visit, with the file in it
    return len(expired)
