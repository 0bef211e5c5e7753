"""What the browser tests may ask for: a server, and visitors who look at it in Chromium."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import visiting
from tests.browser.visiting import Server, Visitor
from tests.paths import ROOT

Serve = Callable[..., Server]
Arrive = Callable[..., Visitor]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the browser tests are skipped, or fail where they are required."""
    path = visiting.find_chromium()
    if path is None:
        reason = f"needs Chromium: none of {', '.join(visiting.NAMES)} is on the PATH"
        if os.environ.get("VETAN_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        window = visiting.launch(playwright, chromium)
        yield window
        window.close()


def servers(folders: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers of this project, or of a copy of it, on a free port or this one, and ends them."""
    with ExitStack() as running:

        def start(folder: Path = ROOT, port: int = 0, through: Sequence[str] = ()) -> Server:
            server = Server(folder, folders.mktemp("server") / "log.txt", port, through)
            running.callback(server.stop)
            return server

        yield start


@pytest.fixture(scope="session")
def serve_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers that several tests share; they end with the tests."""
    yield from servers(tmp_path_factory)


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers for one test; they end with it, and leave memory and processors to the next."""
    yield from servers(tmp_path_factory)


@pytest.fixture(scope="session")
def server(serve_all: Serve) -> Server:
    """The server that most tests share."""
    return serve_all()


@pytest.fixture(scope="session")
def arrive(browser: Browser, server: Server) -> Iterator[Arrive]:
    """Opens a new browser window with no memory of any other. At the end: nothing went wrong, nothing got out."""
    visitors: list[Visitor] = []
    with ExitStack() as windows:

        def open_window(site: Server = server, *, width: int = 1280, height: int = 800, **look: Any) -> Visitor:
            context = browser.new_context(viewport={"width": width, "height": height}, locale="en-IN", **look)
            windows.callback(context.close)
            visitors.append(Visitor(context, site))
            return visitors[-1]

        yield open_window
        for somebody in visitors:
            somebody.check()


@pytest.fixture
def visitor(arrive: Arrive, serve: Serve) -> Iterator[Arrive]:
    """Opens new browser windows for one test, and closes them after it: before the servers of the test end."""
    visitors: list[Visitor] = []

    def open_window(*args: Any, **look: Any) -> Visitor:
        visitors.append(arrive(*args, **look))
        return visitors[-1]

    yield open_window
    for somebody in visitors:
        somebody.page.context.close()
        somebody.check()


@pytest.fixture(scope="session")
def desk(arrive: Arrive) -> Visitor:
    """A window of a common laptop, whose scripts need not be fetched again for each test."""
    return arrive()


@pytest.fixture(scope="session")
def phone(arrive: Arrive) -> Visitor:
    """A window of a common phone, whose scripts need not be fetched again for each test."""
    return arrive(width=390, height=844, is_mobile=True, has_touch=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failing test shows what its server logged and where the page stood."""
    report: Any = yield
    if report.failed:
        servers = {value for value in getattr(item, "funcargs", {}).values() if isinstance(value, Server)}
        for server in servers:
            report.sections.append(("end of the server log", server.log[-3000:]))
    return report
