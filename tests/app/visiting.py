"""What visits the pages without a browser: one way to open them, and what they show and say."""

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

import numpy as np
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.testing.v1 import AppTest

from pages.parts.cache import surveys
from pages.parts.view import card, chart, controls, frame
from tests.paths import ROOT

PAGES = [entry for group in frame.MENU.values() for entry in group]
SCRIPTS = [entry.script for entry in PAGES]
FILTERED = [entry.script for entry in PAGES if entry.filtered]
OUR_PARAMETERS = (
    *(
        "survey",
        "per",
        "measure",
        "count",
        "experience",
        "by",
        "groups",
        "family",
        "my_unit",
        "about",
        "claims",
        "part",
        "file",
    ),
    *("section", "rate", "lines", "ages", "group", "hiring", "hidden", "asked", "indicator", "series"),
)
"""The parameters of the controls in `pages.parts.state.choices`."""
WORDS = ("markdown", "caption", "subheader", "warning", "info")


class EveryChart(frozenset[str]):
    """Whichever chart it is: plotly draws it, so that a test can read its marks."""

    def __contains__(self, key: object) -> bool:
        return True


def visit(
    script: str = "", parameters: Mapping[str, Any] | None = None, tables: Sequence[str] = (), upload: Any = None
) -> AppTest:
    """A page, opened by the name of its script at an address with these parameters.

    All charts are explored and all filters unfolded.

    Args:
        tables: the keys of the cards whose tables are unfolded.
        upload: a file in the memory of the visit, as the page that reads it leaves it there; it is the survey shown.
    """
    app = AppTest.from_file(str(ROOT / "pages" / "parts" / "entry.py"), default_timeout=120)
    app.session_state[chart.EXPLORED_CHARTS] = EveryChart()
    app.session_state[controls.MORE] = True
    if upload is not None:
        app.session_state[surveys.UPLOAD] = upload
        app.query_params["survey"] = surveys.YOUR_DATA
    for name, value in (parameters or {}).items():
        app.query_params[name] = value
    app.session_state[card.TABLES] = {*tables}
    if script:
        app.switch_page(f"../{script}.py")
    return app.run()


def parameters(app: AppTest) -> list[str]:
    """The parameters of the address that the controls of the page read: of those that Streamlit binds, and of ours."""
    protos = [getattr(node, "proto", None) for node in (*app.main, *app.sidebar)]
    protos = [getattr(proto, "tab_container", proto) for proto in protos]
    bound = {getattr(proto, "query_param_key", "") for proto in protos}
    keys = {user_key_from_element_id(getattr(proto, "id", "")) for proto in protos}
    return sorted(filter(None, bound | (keys & set(OUR_PARAMETERS))))


def sound(app: AppTest) -> AppTest:
    """The page itself, which has a title, no exception and no error."""
    assert not app.exception, app.exception
    assert not app.error, [box.value for box in app.error]
    assert page_title(app)
    return app


def page_title(app: AppTest) -> str:
    """The title of the page."""
    (name,) = (parsed.texts[index] for parsed in _parsed(app) for index in parsed.page_titles)
    return name


def plain(text: str) -> str:
    """Markdown as the visitor reads it."""
    return text.replace("\\", "")


def headings(app: AppTest) -> list[str]:
    """The findings of the cards and the titles of parts, in the order of the page."""
    words: list[str] = []
    for node in app.main:
        if node.type == "subheader":
            words.append(plain(node.value))
        elif node.type == "html":
            parsed = _parse(node.proto.body)
            words += (parsed.texts[index] for index in parsed.titles)
    return words


def headline(app: AppTest) -> str:
    """The sentence that the page opens with."""
    (sentence,) = (parsed.texts[index] for parsed in _parsed(app) for index in parsed.headlines)
    return sentence


def specs(app: AppTest) -> list[str]:
    """The charts as plotly gets them."""
    return [drawn.proto.spec for drawn in app.get("plotly_chart")]


def charts(app: AppTest) -> list[dict[str, Any]]:
    """The charts, parsed."""
    return [json.loads(spec) for spec in specs(app)]


def numbers(packed: Any) -> list[float | None]:
    """An array of a chart, which may be packed."""
    if isinstance(packed, dict):
        return list(np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"]))
    return list(packed)


def link_notices(app: AppTest) -> list[str]:
    """What the page says of a link that it could not follow to the end."""
    return [plain(notice.value) for notice in app.info if "This link asked for" in notice.value]


class _Texts(HTMLParser):
    """The text of each paragraph of a piece of HTML, those that are headings, and the addresses of its links."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.page_titles: list[int] = []
        self.headlines: list[int] = []
        self.titles: list[int] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h1":
            self.page_titles.append(len(self.texts))
        if tag == "h2":
            self.headlines.append(len(self.texts))
        if tag == "h3":
            self.titles.append(len(self.texts))
        if tag in ("h1", "h2", "h3", "p", "summary", "button"):
            self.texts.append("")
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


def _parsed(app: AppTest) -> Iterator[_Texts]:
    return (_parse(block.proto.body) for block in app.get("html"))


def _parse(body: str) -> _Texts:
    parsed = _Texts()
    parsed.feed(re.sub(r"<(script|style)\b.*?</\1>", "", body, flags=re.DOTALL))
    return parsed


def words(app: AppTest) -> list[str]:
    """Each text of the page: headings, sentences, notes."""
    blocks = [plain(str(block.value)) for kind in WORDS for block in getattr(app, kind)]
    return [*blocks, *(text for parsed in _parsed(app) for text in parsed.texts)]


def sentences(app: AppTest) -> str:
    """All that the page says."""
    return "\n".join(words(app))


def html_of(app: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(block.proto.body for block in app.get("html"))


def html_links(app: AppTest) -> list[str]:
    """The addresses of all links in HTML."""
    return [html.unescape(link) for parsed in _parsed(app) for link in parsed.links]
