"""The HTML that a browser gets first: it names early what the first answer needs, so that nothing waits in a chain.

Streamlit's own page names the scripts of its frame; those of widgets are found only when the server's first message has
arrived, seconds later on a slow line. And its font of icons weighs more than all scripts of the first answer: a subset
stands in for it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from pages.parts.host.compression import FOREVER, compress, preferred_encoding

ELEMENTS = ("Html", "Button", "ButtonGroup", "Multiselect", "Selectbox", "Radio", "Checkbox", "PageLink")
"""Streamlit's names for the parts of which the first screen is made."""
IMPORT = re.compile(rb'from"\./([^"]+\.js)"')
ICONS = Path(__file__).with_name("icons.woff2")
ICON_FONT = re.compile(r"/static/media/MaterialSymbols-Rounded\.[\w-]+\.woff2$")
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b5cad"/>'
    '<path d="M7 11h18M7 21h18" stroke="#fff" stroke-opacity=".55" stroke-width="2" stroke-linecap="round"/>'
    '<path d="M11 11h10M9 21h8" stroke="#fff" stroke-width="6" stroke-linecap="round"/>'
    '<path d="M17 7v8M13 17v8" stroke="#ffb454" stroke-width="2.5" stroke-linecap="round"/></svg>'
)
"""The mark: two bands, each with its median."""
DESCRIPTION = "What does your work pay? Honest salary bands for India's offices, each with its n, interval and source."


class Shell:
    """ASGI middleware that completes the first HTML and sends the small font of icons.

    Args:
        app: the application behind it.
        folder: where Streamlit's static files are.
    """

    def __init__(self, app: ASGIApp, folder: Path | None = None) -> None:
        self._app = app
        self._head = head(folder or Path(file_util.get_static_dir()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
        elif ICON_FONT.search(scope["path"]):
            answer = Response(ICONS.read_bytes(), media_type="font/woff2", headers={"Cache-Control": FOREVER})
            await answer(scope, receive, send)
        else:
            await self._app(_whole(scope), receive, _Completing(scope, receive, send, self._head))


class _Completing:
    """Sends an answer on; a page of HTML only when it is whole, with what its head lacks."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, head: str) -> None:
        self._scope, self._receive, self._send, self._head = scope, receive, send, head
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            if message["status"] == 200 and headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        sent = Headers(raw=self._start["headers"])
        encoding = preferred_encoding(Headers(scope=self._scope).get("accept-encoding", ""))
        body = page(self._body, self._head, encoding)
        tag = f'"{sha256(body).hexdigest()[:32]}"'
        described = {
            "Cache-Control": sent.get("cache-control", "no-cache"),
            "Vary": "Accept-Encoding",
            "ETag": tag,
            **({} if encoding == "identity" else {"Content-Encoding": encoding}),
        }
        known = Headers(scope=self._scope).get("if-none-match", "")
        answer = Response(body, 200, described, "text/html")
        if tag in known:
            answer = Response(b"", 304, described, "text/html")
        elif self._scope["method"] == "HEAD":
            answer.body = b""  # its headers, the length among them, are those of a GET
        await answer(self._scope, self._receive, self._send)


@lru_cache(8)
def page(html: bytes, head: str, encoding: str) -> bytes:
    """The HTML with more in its head, in a coding; the same few pages are asked for again and again."""
    text = html.decode("utf-8")
    text = re.sub(r'<link rel="shortcut icon"[^>]*>', "", text)
    text = text.replace("<title>Streamlit</title>", "<title>Vetan</title>")
    return compress(text.replace("</head>", f"{head}</head>", 1).encode("utf-8"), encoding)


def head(folder: Path) -> str:
    """What the head of the page lacks: the mark, what the page is, and what is needed first."""
    lines = [
        f'<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{quote(MARK)}">',
        f'<meta name="description" content="{DESCRIPTION}">',
        '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff">',
        '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#11161d">',
        *(
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="./static/media/{font.name}">'
            for font in (folder / "static" / "media").glob("MaterialSymbols-Rounded.*.woff2")
        ),
        *(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in scripts(folder)),
    ]
    return "\n".join(lines)


def scripts(folder: Path) -> list[str]:
    """The scripts of the first screen's elements and all that these import, but for those the page names itself."""
    files = folder / "static" / "js"
    index = (folder / "index.html").read_text("utf-8")
    wanted = [path.name for element in ELEMENTS for path in files.glob(f"{element}.*.js")]
    reached: dict[str, None] = {}
    while wanted:
        name = wanted.pop()
        if name not in reached and (files / name).is_file():
            reached[name] = None
            wanted.extend(_imports(files / name))
    return [name for name in reached if name not in index]


def _imports(script: Path) -> Iterator[str]:
    return (name.decode() for name in IMPORT.findall(script.read_bytes()))


def _whole(scope: Scope) -> Scope:
    """A request as it would be asked by a browser that has nothing yet: for the whole page."""
    held = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
    if scope["path"].startswith(("/static/", "/media/", "/_stcore/")):
        return scope
    return {
        **scope,
        "method": "GET",
        "headers": [(name, value) for name, value in scope["headers"] if name not in held],
    }
