"""The first HTML names what the first answer needs, and every icon in use is in the small font."""

import re
import string
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont
from streamlit import config, file_util

from analytics.presenting import messages
from pages.parts.host import first_answer, shell
from tests.app.host.test_compression import ask
from tests.paths import ROOT

STATIC = Path(file_util.get_static_dir())
HTML = (STATIC / "index.html").read_bytes()
NAME = re.compile(r":material/([a-z0-9_]+)")


async def behind(scope, receive, send) -> None:
    if scope["path"].startswith("/static"):
        kind, body = b"text/javascript", b"script"
    else:
        kind, body = b"text/html; charset=utf-8", HTML
        assert not {b"range", b"if-none-match", b"accept-encoding"} & {name for name, _ in scope["headers"]}
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"etag", b'"old"')]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[:50], "more_body": True})
    await send({"type": "http.response.body", "body": body[50:]})


app = shell.Shell(behind)


def test_the_page_names_the_scripts_of_its_elements_early() -> None:
    status, headers, body = ask(app, "/", accept_encoding="br")
    text = brotli.decompress(body).decode()
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "br", "Accept-Encoding")
    assert int(headers["content-length"]) == len(body)
    named = re.findall(r'rel="modulepreload" crossorigin href="\./static/js/([^"]+)"', text)
    assert len(named) == len(set(named))
    assert all((STATIC / "static" / "js" / name).is_file() for name in named)
    for element in shell.ELEMENTS:
        assert any(name.startswith(f"{element}.") for name in named), element
    assert not [name for name in named if name.startswith(("PlotlyChart", "DataFrame"))]
    assert "<title>Vetan</title>" in text
    assert "favicon.png" not in text


def test_a_head_and_a_page_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_answer, "PATIENCE", 60)  # a busy machine would send the first of them without an answer
    _, headers, body = ask(app, "/salary_bands", accept_encoding="gzip")
    assert ask(app, "/salary_bands", method="HEAD", accept_encoding="gzip") == (200, headers, b"")
    assert body
    assert ask(app, "/salary_bands", accept_encoding="gzip", if_none_match=headers["etag"])[::2] == (304, b"")
    assert ask(app, "/salary_bands", range="bytes=0-9")[0] == 200


def test_the_description_is_in_the_language_of_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "languages", lambda: ("en", "hi"))
    monkeypatch.setattr(shell, "_", lambda text: "वेतन" if messages.locale() == "hi" else text)
    in_two_languages = shell.Shell(behind)
    pages = [ask(in_two_languages, "/nothing", query=query)[2].decode() for query in ("lang=hi", "lang=xx", "")]
    texts = [re.findall(r'<meta name="description" content="([^"]+)">', page)[0] for page in pages]
    assert texts[0] == "वेतन"
    assert texts[1] == texts[2] == shell.DESCRIPTION.replace("'", "&#x27;")


def test_a_phone_makes_no_links_of_what_is_shown_as_text() -> None:
    (content,) = re.findall(r'<meta name="format-detection" content="([^"]+)">', shell.head(STATIC))
    assert content == "telephone=no,date=no,address=no,email=no"


def test_what_is_no_page_passes_through() -> None:
    assert ask(app, "/static/js/x.js")[2] == b"script"


def test_every_icon_in_use_is_in_the_small_font() -> None:
    """Where it fails, run `.ci/icons`."""
    whole = set(TTFont(next((STATIC / "static" / "media").glob("MaterialSymbols-Rounded*.woff2"))).getGlyphOrder())
    small = set(TTFont(shell.ICONS).getGlyphOrder())
    files = [*(ROOT / "pages").rglob("*.py"), *(STATIC / "static" / "js").glob("*.js")]
    used = {name for path in files for name in NAME.findall(path.read_text("utf-8"))}
    assert used & whole <= small
    assert shell.ICONS.stat().st_size < 30_000
    name = next((STATIC / "static" / "media").glob("MaterialSymbols-Rounded*.woff2")).name
    status, headers, body = ask(app, f"/static/media/{name}")
    assert (status, headers["content-type"], body) == (200, "font/woff2", shell.ICONS.read_bytes())


def test_pages_use_only_icons_that_exist() -> None:
    whole = set(TTFont(next((STATIC / "static" / "media").glob("MaterialSymbols-Rounded*.woff2"))).getGlyphOrder())
    used = {name for path in (ROOT / "pages").rglob("*.py") for name in NAME.findall(path.read_text("utf-8"))}
    assert used <= whole


def test_headings_have_a_typeface_of_their_own() -> None:
    letters = TTFont(shell.HEADINGS).getBestCmap()
    signs = "₹€–—‘’“”…−×·%&()+,.:;?/0123456789 Åéñöü"
    assert not {sign for sign in signs + string.ascii_letters if ord(sign) not in letters}
    assert shell.HEADINGS.stat().st_size < 20_000
    text = ask(app, "/")[2].decode()
    path = f"/static/media/{shell.HEADING_FONT}"
    assert text.count(f".{path}") == 2  # preloaded, and named where the face is described
    assert f"font-family:{config.get_option('theme.headingFont').split(',')[0]}" in text
    assert ask(app, path)[2] == shell.HEADINGS.read_bytes()
