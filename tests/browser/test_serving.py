"""On a public server: what visitors may send and learn, whom the server talks to, restarts, and several processes."""

import asyncio
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Container, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from analytics.model import Filters
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from pages.parts.host import guard, processes
from tests.benchmarks import load
from tests.browser.visiting import Server, Visitor, copy_project, free_port, wait_for
from tests.coroutines import complete

ROOT = packaged.DATA.parent
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
SMALL = b"city,pay per month\nPune,20000\nPune,30000\n"
ROWS = 120_000
FILE = "\n".join(["city,pay per month", *(f"Pune,{20_000 + index % 9_000}" for index in range(ROWS))]).encode()
# Unless it is told otherwise, the server's parser of uploads puts more than a megabyte on disk.
assert len(FILE) > 1024**2

Serve = Callable[..., Server]


def response(url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, str]:
    """The status and the text of an answer."""
    request = urllib.request.Request(url, body, {name.replace("_", "-"): text for name, text in headers.items()})
    request.method = method
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def xsrf(url: str) -> dict[str, str]:
    """The cookie of a new visitor, and the header that must repeat it."""
    with urllib.request.urlopen(f"{url}/_stcore/health", timeout=30) as answer:
        cookie = re.search(r"_streamlit_xsrf=([^;]+)", answer.headers["Set-Cookie"])
    assert cookie
    return {"Cookie": cookie[0], "X_Xsrftoken": cookie[1]}


# What visitors may send and learn


def test_an_upload_needs_a_visit_and_its_token(server: Server) -> None:
    to = f"{server.url}/_stcore/upload_file/no-such-visit/1"
    assert response(to, "PUT", b"city,pay")[0] == 403
    assert response(to, "PUT", b"city,pay", Cookie="_streamlit_xsrf=2|0|0|0", X_Xsrftoken="2|0|0|1")[0] == 403
    assert response(to, "PUT", b"city,pay", **xsrf(server.url))[0] == 400
    assert response(to, "DELETE")[0] == 403


def test_a_file_that_is_too_large_is_refused_before_it_is_read(server: Server) -> None:
    with connect(socket_of(server), origin=Origin(server.url), subprotocols=[Subprotocol("streamlit")]) as socket:
        socket.send(load.BackMsg(rerun_script={}).SerializeToString())
        first = load.ForwardMsg.FromString(socket.recv(decode=False))
        visit = first.new_session.initialize.session_id
        with closing(HTTPConnection(urlsplit(server.url).netloc)) as client:
            client.putrequest("PUT", f"/_stcore/upload_file/{visit}/1")
            for name, text in xsrf(server.url).items():
                client.putheader(name.replace("_", "-"), text)
            client.putheader("Content-Length", str((SETTINGS["maxUploadSize"] + 1) * 1024**2))
            client.endheaders()
            answer = client.getresponse()
            assert (answer.status, answer.read()) == (413, b"File too large")


@pytest.mark.browser
def test_a_visitor_reads_why_a_file_is_too_large(desk: Visitor, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate((SETTINGS["maxUploadSize"] + 1) * 1024**2)
    desk.open("your_data").page.locator('input[type="file"]').first.set_input_files(large)
    expect(desk.page.get_by_test_id("stFileUploader")).to_contain_text("File must be 200.0MB or smaller")


def socket_of(server: Server) -> str:
    return server.url.replace("http", "ws", 1) + "/_stcore/stream"


def test_without_a_proxy_too_the_server_answers_by_its_name_and_keeps_its_figures(server: Server) -> None:
    assert response(f"{server.url}/", Host="evil.example")[0] == 400
    for path in ("metrics", "agent/mcp", "agent/openapi.json"):
        assert response(f"{server.url}/_stcore/{path}")[0] == 404
    with urllib.request.urlopen(server.url, timeout=30) as answer:
        assert {name: answer.headers[name] for name in guard.HEADERS} == guard.HEADERS


def test_no_other_site_may_frame_the_page_or_send_it_messages(server: Server) -> None:
    status, text = response(f"{server.url}/_stcore/host-config")
    assert status == 200
    assert [origin for origin in json.loads(text)["allowedOrigins"] if "localhost" not in origin] == []


def test_a_flood_does_not_keep_the_server_from_ending(serve: Serve) -> None:
    flooded = serve()

    async def flood() -> None:
        async with load.connect(socket_of(flooded), origin=Origin(flooded.url)) as connection:
            for _ in range(150):
                await connection.send(load.BackMsg(rerun_script={}).SerializeToString())
            flooded.process.terminate()
            await asyncio.to_thread(flooded.process.wait, 20)

    complete(flood())


def test_a_page_of_another_site_cannot_open_a_visit(server: Server) -> None:
    with pytest.raises(InvalidStatus, match="403"), connect(socket_of(server), origin=Origin("https://example.org")):
        pass
    with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=30) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.fixture(scope="module")
def failing(serve_all: Serve, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server whose first page fails: what it logs of faults disturbs no visitor of another test."""
    folder = tmp_path_factory.mktemp("failing")
    copy_project(folder)
    with (folder / "pages" / "overview.py").open("a") as page:
        page.write("\nraise LookupError('a secret of the server')\n")
    return serve_all(folder)


@pytest.mark.parametrize(("message", "code"), [(b"\xff" * 99, 1002), (b"\0" * (1024**2 + 1), 1009)])
def test_nonsense_and_floods_end_a_visit_and_no_other(failing: Server, message: bytes, code: int) -> None:
    with connect(socket_of(failing), origin=Origin(failing.url)) as socket:
        socket.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == code
    assert failing.healthy()


def test_a_page_that_fails_tells_a_visitor_nothing(failing: Server) -> None:
    async def arrive() -> str:
        try:
            async with load.visit(failing.url, seed=0):
                return "nothing failed"
        except load.RunFailedError as failed:
            return str(failed)

    answer = complete(arrive())
    assert "exception" in answer.lower() or "error" in answer.lower()
    for secret in ("secret", "LookupError", "overview.py", str(failing.folder), "Traceback"):
        assert secret not in answer
    assert "a secret of the server" in failing.log


def test_ten_visitors_at_once_get_what_they_ask(server: Server) -> None:
    result = complete(load.load(server.url, server.process.pid, visitors=10, interval=2, seconds=6))
    assert result.errors == []
    assert len(result.opened) == 10
    assert len(result.clicked) >= 10


# Whom the server talks to, and what it writes


AUDIT = """
import json, os, sys
out = open(os.environ["AUDIT"], "a", buffering=1)
def write(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.posix_spawn") or (
        event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    ):
        out.write(json.dumps([event, repr(arguments)]) + "\\n")
sys.addaudithook(write)
"""


@pytest.mark.browser
def test_the_server_talks_to_nobody_and_writes_nothing_of_a_visit(
    serve: Serve, visitor: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(AUDIT)
    log = tmp_path / "events"
    monkeypatch.setenv("AUDIT", str(log))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def events() -> list[list[str]]:
        return [json.loads(line) for line in log.read_text().splitlines()]

    server = serve()
    somebody = visitor(server).open("your_data")
    bring(somebody, SMALL, "2 of 2")
    before = len(events())
    assert before  # the hook hears something
    bring(somebody, FILE, "1,20,000 of 1,20,000")
    somebody.download("Excel", tmp_path)
    opened = [words for event, words in events()[before:] if event == "open" and "/dev/null" not in words]
    # A number is a descriptor that is open already, such as the pipe to the reader; a file is opened by its name.
    assert [words for words in opened if not re.match(r"\(\d+,", words)] == []
    # A page of another site must not make the server ask a third one who it is.
    with pytest.raises(InvalidStatus, match="403"), connect(socket_of(server), origin=Origin("https://example.org")):
        pass
    assert [words for event, words in events() if event.startswith("socket")] == []


READ_ONLY = """
mount --make-rprivate /
for place in $(awk '$3 ~ /^(ext|xfs|btrfs|overlay|tmpfs)/ { print $2 }' /proc/mounts); do
    mount -o remount,bind,ro "$place"
done
if touch "$0/anything" 2>&1; then exit 1; fi
unset XDG_CACHE_HOME XDG_CONFIG_HOME
HOME=/nonexistent LC_ALL=C TZ=Pacific/Auckland exec setpriv --bounding-set=-all --no-new-privs "$@"
"""
"""A shell that sees every disk as one that cannot be written, and starts a command there without any privilege."""


def test_it_runs_where_nothing_can_be_written(serve: Serve, visitor: Callable[..., Any]) -> None:
    through = ["unshare", "--mount", "sh", "-c", READ_ONLY, str(ROOT)]
    try:
        able = subprocess.run([*through, "true"], capture_output=True).returncode == 0
    except OSError:
        able = False
    if not able:
        pytest.skip("only the administrator of a machine can make its disks read-only for one process")
    somebody = visitor(serve(through=through)).open("salary_bands", "?experience=Fresher&by=City")
    expect(somebody.headings.first).to_contain_text("By city")
    assert somebody.charts.count() == 3  # bands, spread, other sources
    assert somebody.server.log.isascii()


def bring(somebody: Any, content: bytes, rows: str) -> None:
    """Drop a file and wait until so many of its rows are used."""
    somebody.page.locator('input[type="file"]').first.set_input_files(
        {"name": "office.csv", "mimeType": "text/csv", "buffer": content}
    )
    expect(somebody.headings.first).to_have_text(f"{rows} rows used")
    somebody.settled()


# Restarts


@pytest.mark.browser
def test_a_killed_server_comes_back_as_it_was(serve: Serve, visitor: Callable[..., Any]) -> None:
    first = serve()
    somebody = visitor(first).open("salary_bands", "?experience=Fresher&city=Pune&per=year")
    page = somebody.page
    first.process.kill()
    first.process.wait()
    with page.expect_event("websocket", lambda socket: socket.url.endswith("/_stcore/stream"), timeout=90_000):
        second = serve(port=first.port)
    # The open page has result its server again: the next click goes on from what was set.
    alone = somebody.headings.first.inner_text()
    somebody.choose(somebody.pill("1–2 years").first)
    expect(page).to_have_url(re.compile("experience=1"))
    expect(somebody.headings.first).not_to_have_text(alone)

    def state() -> tuple[object, ...]:
        somebody.settled()
        return parse_qs(urlsplit(page.url).query), somebody.headings.all_inner_texts(), somebody.medians()

    before = state()
    assert before[0] == {"experience": ["fresher", "1-2-years"], "city": ["Pune"], "per": ["year"]}
    chosen = Filters.of({"experience": ["Fresher", "1–2 years"], "city": ["Pune"]})
    bands = salary_bands(packaged.survey("posted_pay"), ["experience"], chosen)
    assert before[2] == pytest.approx((12 * bands["p50"]).tolist())
    page.reload()
    assert state() == before
    assert second.healthy()


# Several processes behind one address


class Proxy:
    """nginx with the project's own configuration in front of two servers."""

    def __init__(self, nginx: str, servers: list[Server], folder: Path) -> None:
        self.servers = servers
        self.url = f"http://127.0.0.1:{free_port()}"
        self._visits = folder / "visits.log"
        ports = [int(urlsplit(server.url).port or 0) for server in servers]
        settings = processes.write_settings(folder, urlsplit(self.url).netloc, "127.0.0.1", ports)
        self.process = subprocess.Popen([nginx, "-c", str(settings), "-e", str(folder / "start.log")])
        wait_for(self.process, self._listens, folder / "start.log")

    def _listens(self) -> bool:
        try:
            return response(f"{self.url}/_stcore/health")[0] == 200
        except OSError:
            return False

    @property
    def log(self) -> str:
        return "".join(server.log for server in self.servers)

    def visits(self) -> list[list[str]]:
        """Each request so far: time, process, method, path, status, seconds."""
        return [line.split() for line in self._visits.read_text().splitlines()]

    def visits_since(self, before: int, count: int, statuses: Container[str] | None = None) -> list[list[str]]:
        """The requests after the first `before`, once `count` of them are logged: nginx answers before it writes.

        Args:
            statuses: of the requests that count; all where None.
        """
        deadline = time.monotonic() + 60
        while True:
            logged = [visit for visit in self.visits()[before:] if statuses is None or visit[-2] in statuses]
            if len(logged) >= count or time.monotonic() > deadline:
                return logged
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def nginx() -> str:
    """The path of nginx; without it these tests are skipped, or fail where the browser is required."""
    path = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        reason = "needs nginx, which is not installed here"
        if os.environ.get("VETAN_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def proxy(nginx: str, serve_all: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    running = Proxy(nginx, [serve_all(), serve_all()], tmp_path_factory.mktemp("proxy"))
    yield running
    running.stop()


def test_behind_a_proxy_visitors_spread_and_get_the_safe_headers(proxy: Proxy) -> None:
    for _ in range(30):  # all with one process: once in half a billion
        assert response(f"{proxy.url}/_stcore/health") == (200, "ok")
    assert len({process for _, process, *_ in proxy.visits_since(0, 30)}) == 2
    with urllib.request.urlopen(proxy.url, timeout=30) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert re.fullmatch(r"vetan_seat=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", headers["Set-Cookie"])
    assert headers["Server"] == "nginx"
    assert all(len(headers.get_all(name)) == 1 for name in guard.HEADERS)
    before = len(proxy.visits_since(0, 31))
    for _ in range(8):
        assert response(f"{proxy.url}/_stcore/health", Cookie=headers["Set-Cookie"].partition(";")[0])[0] == 200
    assert len({process for _, process, *_ in proxy.visits_since(before, 8)}) == 1


def test_the_proxy_turns_away_what_the_processes_need_not_see(proxy: Proxy) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    stream = f"{proxy.url}/_stcore/stream"
    before = len(proxy.visits())
    for origin in ("https://example.org", f"{proxy.url}.example.org", f"{proxy.url}0", "null"):
        assert response(stream, Origin=origin, Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==", **upgrade)[0] == 403
    assert response(f"{proxy.url}/_stcore/metrics")[0] == 404
    # Requests of earlier tests are written down when they end, between these.
    logged = proxy.visits_since(before, 5, statuses=("403", "404"))
    assert [status for *_, status, _ in logged] == ["403"] * 4 + ["404"]
    assert {process for _, process, *_, status, _ in logged if status == "403"} == {"-"}


def test_the_proxy_answers_nobody_who_asks_for_another_name(proxy: Proxy) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        response(f"{proxy.url}/", Host="evil.example")


def test_a_client_cannot_claim_another_address(proxy: Proxy) -> None:
    """The limits of the processes are by address: 300 visits of 127.0.0.1, whatever X-Forwarded-For says."""
    site = (ROOT / ".serving" / "nginx.conf").read_text("utf-8")
    assert re.findall(r"proxy_set_header X-Forwarded-For (.*);", site) == ["$remote_addr"]


def test_the_proxy_takes_files_as_large_as_the_processes_do() -> None:
    site = (ROOT / ".serving" / "nginx.conf").read_text("utf-8")
    assert f"client_max_body_size {SETTINGS['maxUploadSize'] + 1}m;" in site


@pytest.mark.browser
def test_behind_a_proxy_a_visitor_stays_with_one_process_and_outlives_it(
    proxy: Proxy, visitor: Callable[..., Any], tmp_path: Path
) -> None:
    somebody, refused = visitor(proxy), []
    somebody.page.on(
        "console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None
    )
    before = len(proxy.visits())
    somebody.open("your_data")
    bring(somebody, FILE, "1,20,000 of 1,20,000")
    somebody.go("Salary bands")
    somebody.choose(somebody.pill("Fresher").first)
    expect(somebody.page).to_have_url(re.compile("experience=fresher"))
    findings = somebody.headings.all_inner_texts()
    assert somebody.download("CSV", tmp_path).stat().st_size
    somebody.page.reload()  # ends the first socket; what it carried is logged then
    somebody.settled()
    logged = proxy.visits()[before:]
    process, *others = {visit[1] for visit in logged}
    assert not others
    requests = {(method, path, status) for _, _, method, path, status, _ in logged}
    assert {
        ("GET", "/_stcore/stream", "101"),
        ("PUT", "/_stcore/upload_file/-", "204"),
        ("GET", "/media/-", "200"),
    } <= requests  # neither the key of the visit nor that of a file
    assert "Fresher" not in str(logged)  # what a visitor asks is not in the log

    # Its process dies: the other one takes over, and the page comes back from its URL.
    next(server for server in proxy.servers if server.url.endswith(process)).process.kill()
    somebody.page.reload()
    somebody.settled()
    assert somebody.headings.all_inner_texts() == findings
    somebody.go("Your data")
    bring(somebody, SMALL, "2 of 2")
    assert refused == []


def test_the_proxy_closes_half_sent_headers(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(proxy.url).port), timeout=60) as half:
        half.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        assert half.recv(1) == b""  # after ten seconds


# One command for all of them


def apps_of(pid: int) -> set[int]:
    """The processes of the dashboard that a process has started and that run."""
    started = [child for tasks in Path(f"/proc/{pid}/task").glob("*/children") for child in tasks.read_text().split()]
    return {int(child) for child in started if "streamlit" in Path(f"/proc/{child}/cmdline").read_text()}


@pytest.mark.usefixtures("nginx")
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux lists them")
def test_one_command_serves_several_processes_and_ends_them() -> None:
    listen = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "pages.parts.host.processes", "--processes", "2", "--listen", listen]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        try:
            assert running.stdout.readline() == f"2 processes serve http://{listen}\n"
            apps = apps_of(running.pid)
            assert len(apps) == 2
            assert response(f"http://{listen}/_stcore/health") == (200, "ok")
            assert response(f"http://{listen}/_stcore/health", Host="evil.example")[0] == 400
            killed = min(apps)
            os.kill(killed, signal.SIGKILL)
            until = time.monotonic() + 120
            while len(successors := apps_of(running.pid) - {killed}) < 2:
                assert time.monotonic() < until, "it was not started again"
                time.sleep(0.2)
        finally:
            running.terminate()
        assert running.wait(60) == 0
    assert not [pid for pid in successors if Path(f"/proc/{pid}").exists()]
