"""Serve Streamlit's own scripts and styles compressed: each is compressed once and cached.

Streamlit sends them uncompressed, because compressing on every request costs more than it saves, and leaves it to a
proxy. Here the compressed bytes stay in memory, so a first visit on a slow line loads a quarter of the bytes, with or
without a proxy.
"""

import asyncio
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Lock

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""Kinds of files that shrink, by their ending."""

FOREVER = "public, immutable, max-age=31536000"
"""The names of static files hold a hash of their content."""

BROTLI_QUALITY = 9
"""Higher levels take ten times as long and save a tenth."""


def preferred_encoding(header: str) -> str:
    """The best coding that a browser accepts: "br", "gzip" or "identity".

    >>> preferred_encoding("gzip, deflate, br, zstd"), preferred_encoding("gzip;q=1.0, br;q=0"), preferred_encoding("")
    ('br', 'gzip', 'identity')
    """
    zero_weights = {"0", "0.0", "0.00", "0.000"}
    offers = {}
    for offer in header.lower().split(","):
        name, _, weight = offer.strip().partition(";")
        offers[name.strip()] = weight.strip().removeprefix("q=") not in zero_weights
    return next((name for name in ("br", "gzip") if offers.get(name, offers.get("*", False))), "identity")


def compress(content: bytes, encoding: str) -> bytes:
    """The content in a coding that `preferred_encoding` names; the same bytes each time."""
    if encoding == "br":
        return bytes(brotli.compress(content, quality=BROTLI_QUALITY))
    return gzip.compress(content, 9, mtime=0) if encoding == "gzip" else content


@dataclass(frozen=True)
class StaticFile:
    """One file in one coding, as it is sent."""

    body: bytes
    headers: dict[str, str]


class CompressedStatic:
    """ASGI middleware that answers for compressible files below `/static/`; all else passes through.

    A request for a range gets the file as it is, from Streamlit: a part of a compressed file would be of no use.

    Args:
        app: the application behind it.
        folder: where the files are; Streamlit's own by default.
        base: the path below which the dashboard is served; Streamlit's `server.baseUrlPath` by default.
    """

    def __init__(self, app: ASGIApp, folder: Path | None = None, base: str | None = None) -> None:
        self._app = app
        self._folder = (folder or Path(file_util.get_static_dir())).resolve()
        self._base = (config.get_option("server.baseUrlPath") if base is None else base).strip("/")
        self._files: dict[tuple[Path, str], StaticFile] = {}
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._file(scope)
        if file is None:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        encoding = preferred_encoding(headers.get("accept-encoding", ""))
        if encoding == "identity" or "range" in headers:
            await self._app(scope, receive, partial(_send_varying, send))
            return
        payload = await asyncio.to_thread(self.load, file, encoding)
        if payload.headers["ETag"] in _etags(headers.get("if-none-match", "")):
            reply_headers = {
                name: text for name, text in payload.headers.items() if name not in ("Content-Type", "Content-Encoding")
            }
            await Response(status_code=304, headers=reply_headers)(scope, receive, send)
            return
        # The headers of a HEAD are those of the GET, its length included.
        length = {"Content-Length": str(len(payload.body))}
        body = b"" if scope["method"] == "HEAD" else payload.body
        await Response(body, headers=payload.headers | length)(scope, receive, send)

    def load(self, file: Path, encoding: str) -> StaticFile:
        """A file in a coding, compressed when it is first wanted. Safe to call from several threads."""
        key = file, encoding
        if key not in self._files:
            with self._lock:
                if key not in self._files:
                    body = compress(file.read_bytes(), encoding)
                    self._files[key] = StaticFile(
                        body,
                        {
                            "Content-Type": TYPES[file.suffix],
                            "Content-Encoding": encoding,
                            "Cache-Control": FOREVER,
                            "Vary": "Accept-Encoding",
                            "ETag": f'"{sha256(body).hexdigest()[:32]}"',
                        },
                    )
        return self._files[key]

    def _file(self, scope: Scope) -> Path | None:
        """The compressible file that a request is about, if it is about one."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        path = scope["path"].removeprefix(scope.get("root_path", "")).strip("/")
        if self._base:
            path = path.removeprefix(f"{self._base}/")
        if not path.startswith("static/") or Path(path).suffix not in TYPES or "\0" in path:
            return None
        file = (self._folder / path).resolve()
        return file if file.is_relative_to(self._folder / "static") and file.is_file() else None


async def _send_varying(send: Send, message: Message) -> None:
    """Send an answer that is not compressed, with the note that another browser may get it compressed."""
    if message["type"] == "http.response.start":
        MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
    await send(message)


def _etags(header: str) -> Iterable[str]:
    """The tags of an If-None-Match header; a weak tag stands for the same bytes here."""
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]
