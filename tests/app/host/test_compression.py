"""Streamlit's scripts and styles arrive compressed, and unpack to the very bytes of the file."""

import gzip
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from streamlit import file_util

from pages.parts.host.compression import CompressedStatic, preferred_encoding
from tests.coroutines import complete

SCRIPT = "static/js/app.a1.js"
CONTENT = b"const pay = 20_000;\n" * 500


async def behind(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": [(b"x-from", b"behind")]})
    await send({"type": "http.response.body", "body": b"behind"})


@pytest.fixture
def static(tmp_path: Path) -> CompressedStatic:
    for name in (SCRIPT, "static/media/letters.woff2", "secret.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(CONTENT)
    return CompressedStatic(behind, tmp_path, "")


def ask(
    app: CompressedStatic, path: str = f"/{SCRIPT}", method: str = "GET", query: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    place = {"path": path, "root_path": "", "query_string": query.encode()}
    scope = {"type": "http", "method": method, **place, "headers": named}
    complete(app(scope, receive, send))
    start, body = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
    return start["status"], {name.decode().lower(): text.decode() for name, text in start["headers"]}, body


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("gzip, deflate, br, zstd", "br", brotli.decompress), ("gzip, br;q=0", "gzip", gzip.decompress)],
)
def test_a_script_is_sent_in_the_best_coding_that_is_accepted(static, accepted, encoding, unpack) -> None:
    status, headers, body = ask(static, accept_encoding=accepted)
    assert (status, headers["content-encoding"], headers["vary"]) == (200, encoding, "Accept-Encoding")
    assert unpack(body) == CONTENT
    assert int(headers["content-length"]) == len(body) < len(CONTENT) / 10
    assert "immutable" in headers["cache-control"]
    assert headers["content-type"].startswith("text/javascript")


def test_a_head_has_the_headers_of_a_get_and_no_body(static) -> None:
    _, headers, _ = ask(static, accept_encoding="br")
    assert ask(static, method="HEAD", accept_encoding="br") == (200, headers, b"")


def test_a_file_the_browser_has_is_not_sent_again(static) -> None:
    _, headers, _ = ask(static, accept_encoding="br")
    for tag in (headers["etag"], f'"other", W/{headers["etag"]}'):
        status, second_headers, body = ask(static, accept_encoding="br", if_none_match=tag)
        assert (status, body, second_headers["etag"], second_headers["vary"]) == (
            304,
            b"",
            headers["etag"],
            "Accept-Encoding",
        )
    # Another coding is another sequence of bytes.
    assert ask(static, accept_encoding="gzip", if_none_match=headers["etag"])[0] == 200


@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "br", "range": "bytes=0-9"}])
def test_ranges_and_old_browsers_get_the_file_as_it_is(static, headers) -> None:
    status, headers_sent, body = ask(static, **headers)
    assert (status, body, headers_sent["vary"]) == (299, b"behind", "Accept-Encoding")


@pytest.mark.parametrize(
    "path",
    ["/", "/overview", "/static/media/letters.woff2", "/static/js/none.js", "/static/../secret.js", "/secret.js"],
)
def test_all_else_passes_through(static, path) -> None:
    assert ask(static, path, accept_encoding="br")[2] == b"behind"
    assert ask(static, method="POST", accept_encoding="br")[2] == b"behind"


def test_a_file_is_compressed_once(static, tmp_path) -> None:
    first = ask(static, accept_encoding="br")
    (tmp_path / SCRIPT).write_bytes(b"changed")
    assert ask(static, accept_encoding="br") == first


def test_what_streamlit_ships_is_found_below_a_base_path() -> None:
    index = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    script = re.search(r'src="\./(static/js/[^"]+)"', index)
    assert script
    app = CompressedStatic(behind, base="/pay/")
    assert ask(app, f"/pay/{script[1]}", accept_encoding="br")[1]["content-encoding"] == "br"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("*", "br"), ("identity", "identity"), ("BR", "br"), ("gzip;q=0.5,*;q=0", "gzip"), (";;,,", "identity")],
)
def test_the_coding_follows_what_the_browser_says(accepted, encoding) -> None:
    assert preferred_encoding(accepted) == encoding
