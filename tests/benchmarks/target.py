"""The server that attacks are made on, how much of each is made, and what must hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

ATTACKER = "127.0.0.2"
CLICK, HEALTH, MEMORY, STOP = 1.0, 2.0, 0.15, 5.0
FILE_SECONDS, FILE_MB = 10.0, 1024
RERUN = BackMsg(rerun_script={}).SerializeToString()
MB = 1024**2


@dataclass
class Scale:
    """How much of each attack: of the long form, and of the short one."""

    floods: int = 3
    flooding: int = 20
    seconds: float = 10
    frames: int = 50
    files: int = 12
    file_size: int = 199 * MB
    idle: int = 5000
    idle_wait: float = 25
    visits: int = 300
    hostile: int | None = None
    after: float = 2
    memory_wait: float = 180
    click: float = CLICK
    health: float = HEALTH
    file_seconds: float = FILE_SECONDS


SHORT = Scale(
    floods=1,
    flooding=5,
    seconds=3,
    frames=20,
    files=5,
    file_size=150 * MB,
    idle=600,
    idle_wait=2,
    visits=30,
    hostile=2,
    after=0.5,
    memory_wait=0,
    click=8,  # it runs beside other tests, where times say little; a server that is held up is so for a minute
    health=8,
    file_seconds=60,
)


@dataclass
class Target:
    """The server under attack."""

    url: str
    pid: int
    scale: Scale

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[ClientConnection]:
        """A connection of the attacker."""
        stream = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        async with connect(
            stream,
            origin=Origin(self.url),
            subprotocols=[Subprotocol("streamlit")],
            compression=None,
            max_size=None,
            local_addr=(ATTACKER, 0),
            open_timeout=60,
            close_timeout=1,
        ) as connection:
            yield connection

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection of the attacker on which all is written by hand."""
        return await asyncio.open_connection(*self.place, local_addr=(ATTACKER, 0))

    async def handshake(
        self, wait: float = 60, *, compresses: bool = False
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection of the attacker on which frames are written by hand.

        Args:
            wait: seconds for the answer.
            compresses: whether the frames may be compressed.

        Raises:
            TimeoutError: there is no answer yet.
            OSError: it is refused.
        """
        host, port = self.place
        reader, writer = await self.connect()
        extension = "Sec-WebSocket-Extensions: permessage-deflate\r\n" if compresses else ""
        writer.write(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {self.url}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{extension}"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), wait)
        except asyncio.IncompleteReadError as end:
            raise ConnectionError("closed") from end
        if b" 101 " not in head:
            raise ConnectionError(head.partition(b"\r\n")[0].decode())
        return reader, writer


class NotHeldError(Exception):
    """An attack did what it must not be able to do; the message says what."""
