"""The first HTML sent to a browser: it preloads what the first answer needs, to avoid a chain of requests.

Streamlit's own page names the scripts of its frame; those of widgets are found only when the server's first message has
arrived, seconds later on a slow line. And its font of icons weighs more than all scripts of the first answer: a subset
stands in for it. The typeface of the headings is our own file. The answer itself is in the HTML too (first_answer.py).
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util

from analytics.presenting.messages import ENGLISH, _, language, languages
from analytics.texts import N_
from pages.parts.host.compression import FOREVER, compress, preferred_encoding
from pages.parts.host.first_answer import FirstAnswers

ELEMENTS = ("Html", "Button", "ButtonGroup", "Multiselect", "Selectbox", "Radio", "Checkbox")
"""Streamlit's names for the parts of which the first screen is made."""
IMPORT = re.compile(rb'from"\./([^"]+\.js)"')
LANGUAGE = re.compile(r"(?:^|&)lang=([\w-]+)(?=&|$)")
"""The language in a query; to parse thousands of parameters for it would hold everybody up."""
STYLESHEET = re.compile(r'<link rel="stylesheet"[^>]*>')
ROOT = '<div id="root"></div>'
"""Where Streamlit draws its page."""
ICONS, HEADINGS = (Path(__file__).with_name(f"{name}.woff2") for name in ("icons", "headings"))
HEADING_FONT = f"headings.{sha256(HEADINGS.read_bytes()).hexdigest()[:8]}.woff2"
FONTS = {
    re.compile(r"/static/media/MaterialSymbols-Rounded\.[\w-]+\.woff2$"): ICONS,
    re.compile(rf"/static/media/{re.escape(HEADING_FONT)}$"): HEADINGS,
}
"""The fonts that this server sends itself, by the path of a request."""
HEADING_FACE = (
    f"@font-face{{font-family:'Vetan Headings';font-weight:400 900;font-display:swap;"
    f"src:url(./static/media/{HEADING_FONT}) format('woff2')}}"
)
"""The one cut of the typeface that `theme.headingFont` names; it stands for all weights of headings."""
MESSAGES = Path(__file__).with_name("messages.js").read_text("utf-8")
"""The script that takes messages together; it must run before Streamlit's own."""
MARK = Path(__file__).parents[1].joinpath("view", "mark.svg").read_text("utf-8").strip()
DESCRIPTION = N_(
    "What does your work pay? Salary bands for India's offices, each with the number of posts behind it and its source."
)
"""The description for search engines and link previews."""


class Shell:
    """ASGI middleware that completes the first HTML and sends the fonts of icons and headings.

    Args:
        app: the application behind it.
        folder: where Streamlit's static files are.
    """

    def __init__(self, app: ASGIApp, folder: Path | None = None) -> None:
        self._app = app
        self._answers = FirstAnswers()
        static = folder or Path(file_util.get_static_dir())
        self._heads = {code: head(static, code) for code in languages()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
        elif font := next((file for path, file in FONTS.items() if path.search(scope["path"])), None):
            answer = Response(font.read_bytes(), media_type="font/woff2", headers={"Cache-Control": FOREVER})
            await answer(scope, receive, send)
        else:
            await self._app(_whole(scope), receive, _Completing(scope, receive, send, self._heads, self._answers))


class _Completing:
    """Sends an answer on; a page of HTML only when it is whole, with what its head lacks."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, heads: Mapping[str, str], answers: FirstAnswers
    ) -> None:
        self._scope, self._receive, self._send, self._heads, self._answers = scope, receive, send, heads, answers
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
        reply_headers = Headers(raw=self._start["headers"])
        encoding = preferred_encoding(Headers(scope=self._scope).get("accept-encoding", ""))
        path = self._scope["path"].removeprefix(self._scope.get("root_path", ""))
        path = path.strip("/").removeprefix(config.get_option("server.baseUrlPath").strip("/"))
        query = self._scope.get("query_string", b"").decode("latin-1")
        client = self._scope.get("client") or ("",)
        answer = await self._answers.html(path, query, client[0])
        code = [ENGLISH, *LANGUAGE.findall(query)][-1]
        body = page(self._body, self._heads.get(code, self._heads[ENGLISH]), answer, encoding)
        tag = f'"{sha256(body).hexdigest()[:32]}"'
        validators = {
            "Cache-Control": reply_headers.get("cache-control", "no-cache"),
            "Vary": "Accept-Encoding",
            "ETag": tag,
            **({} if encoding == "identity" else {"Content-Encoding": encoding}),
        }
        tags = Headers(scope=self._scope).get("if-none-match", "")
        response = Response(body, 200, validators, "text/html")
        if tag in tags:
            response = Response(b"", 304, validators, "text/html")
        elif self._scope["method"] == "HEAD":
            response.body = b""  # its headers, the length among them, are those of a GET
        await response(self._scope, self._receive, self._send)


@lru_cache(64)
def page(html: bytes, head: str, answer: str, encoding: str) -> bytes:
    """The HTML with more in its head and the first answer in its body, in a coding; the same pages are often asked for.

    Where there is an answer, the styles come after it: it waits for none of them.
    """
    text = html.decode("utf-8")
    text = re.sub(r'<link rel="shortcut icon"[^>]*>', "", text)
    text = text.replace("<title>Streamlit</title>", "<title>Vetan</title>")
    text = text.replace("</head>", f"{head}</head>", 1)
    if answer:
        styles = "".join(STYLESHEET.findall(text))
        text = STYLESHEET.sub("", text).replace(ROOT, f"{ROOT}{answer}{styles}", 1)
    return compress(text.encode("utf-8"), encoding)


def head(folder: Path, code: str = ENGLISH) -> str:
    """The additions to the page's head: the icon, the description in a language, and preloads."""
    with language(code):
        description = escape(_(DESCRIPTION))
    icon_fonts = [font.name for font in (folder / "static" / "media").glob("MaterialSymbols-Rounded.*.woff2")]
    lines = [
        f'<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{quote(MARK)}">',
        f'<meta name="description" content="{description}">',
        # Or a phone turns whatever looks like a phone number, a date or an address into a link.
        '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">',
        '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff">',
        '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#11161d">',
        f"<style>{HEADING_FACE}</style>",
        f"<script>{MESSAGES}</script>",
        *(
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="./static/media/{name}">'
            for name in (HEADING_FONT, *icon_fonts)
        ),
        *(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in scripts(folder)),
    ]
    return "\n".join(lines)


def scripts(folder: Path) -> list[str]:
    """The scripts of the first screen's elements and all that these import, but for those the page names itself."""
    files = folder / "static" / "js"
    index = (folder / "index.html").read_text("utf-8")
    entry_scripts = [path.name for element in ELEMENTS for path in files.glob(f"{element}.*.js")]
    closure: dict[str, None] = {}
    while entry_scripts:
        name = entry_scripts.pop()
        if name not in closure and (files / name).is_file():
            closure[name] = None
            entry_scripts.extend(_imports(files / name))
    return [name for name in closure if name not in index]


def _imports(script: Path) -> Iterator[str]:
    return (name.decode() for name in IMPORT.findall(script.read_bytes()))


def _whole(scope: Scope) -> Scope:
    """A request as it would be asked by a browser that has nothing yet: for the whole page."""
    conditional = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
    if scope["path"].startswith(("/static/", "/media/", "/_stcore/")):
        return scope
    return {
        **scope,
        "method": "GET",
        "headers": [(name, value) for name, value in scope["headers"] if name not in conditional],
    }
