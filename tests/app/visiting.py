"""What a page says, as a visitor reads it, from an AppTest."""

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

WORDS = ("markdown", "caption", "subheader", "warning", "info")


class _Texts(HTMLParser):
    """The text of each paragraph of a piece of HTML, and the addresses of its links."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "summary", "button"):
            self.texts.append("")
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


def _parsed(app: AppTest) -> Iterator[_Texts]:
    for block in app.get("html"):
        body = re.sub(r"<(script|style)\b.*?</\1>", "", block.proto.body, flags=re.DOTALL)
        parsed = _Texts()
        parsed.feed(body)
        yield parsed


def words(app: AppTest) -> list[str]:
    """Each text of the page: headings, sentences, notes."""
    blocks = [str(block.value).replace("\\", "") for kind in WORDS for block in getattr(app, kind)]
    return [*blocks, *(text for parsed in _parsed(app) for text in parsed.texts)]


def html_links(app: AppTest) -> list[str]:
    """The addresses of all links in HTML."""
    return [html.unescape(link) for parsed in _parsed(app) for link in parsed.links]
