"""What looks at the dashboard in a browser: a server, and visitors to it."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, Playwright, TimeoutError, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from pages.parts.cache import hosting
from pages.parts.view import frame
from tests.paths import ROOT

PATIENCE = 30_000  # milliseconds until a page that does not come is given up
FIRST = next(iter(frame.MENU.values()))[0].script
HOME = next(iter(frame.MENU.values()))[0].heading
CARD_MENU = "Download, table, share"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

expect.set_options(timeout=PATIENCE)

NUMBERS = (
    BackMsg.RERUN_SCRIPT_FIELD_NUMBER << 3 | 2,
    ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER << 3,
    ForwardMsg.FINISHED_EARLY_FOR_RERUN,
)
RUNS = f"({Path(__file__).with_name('runs.js').read_text('utf-8')})({', '.join(map(str, NUMBERS))})"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    """Until a server answers, or has ended."""
    for _ in range(1800):
        try:
            code = process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            if answers():
                return
        else:
            raise RuntimeError(f"the server ended at once with status {code}:\n{log.read_text('utf-8', 'replace')}")
    raise RuntimeError(f"the server did not answer within three minutes:\n{log.read_text('utf-8', 'replace')}")


class Server:
    """A dashboard served from a folder; its log is kept for the report of a test that fails."""

    def __init__(self, folder: Path, log: Path, port: int = 0, through: Sequence[str] = ()) -> None:
        """Served on this port, or a free one; `through` a command that starts another, where there is one."""
        port = port or free_port()
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        self._log = log
        options = {
            "server.address": "127.0.0.1",
            "server.port": port,
            "server.headless": "true",
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": "false",
            "browser.serverAddress": "127.0.0.1",  # or the server asks another host for its own address
        }
        command = [*through, sys.executable, "-m", "streamlit", "run", "dashboard.py"]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *(f"--{name}={value}" for name, value in options.items())],
                cwd=folder,
                env=os.environ | {hosting.PREPARE: "no"},  # a test asks for little of what would be prepared
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        wait_for(self.process, self.healthy, log)

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Visitor:
    """One browser window and what a person sees and does in it."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.server = server
        self._logged = len(server.log)
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.add_init_script(RUNS)
        self.page: Page = context.new_page()
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, script: str = FIRST, query: str = "") -> "Visitor":
        """Go to the page of a script; the first in the menu has no name in the URL."""
        self.page.goto(f"{self.server.url}/{'' if script == FIRST else script}{query}")
        return self.settled()

    def settled(self) -> "Visitor":
        """Wait until the page says something, all runs that it asked for have ended and every chart is painted."""
        expect(self.page.get_by_role("heading", level=1).or_(self.page.get_by_test_id("stAlert")).first).to_be_visible()
        self.page.wait_for_function(
            """() => window.allRunsEnded()
                && document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning"
                && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], #first-answer')
                && !document.querySelector('.vetan-chart:not(:has(svg))')
                && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
                    .every(chart => chart.querySelector('.main-svg'))""",
            timeout=PATIENCE,
        )
        return self

    @property
    def headings(self) -> Locator:
        """The findings of the cards."""
        return self.page.get_by_role("heading", level=3)

    @property
    def charts(self) -> Locator:
        """The charts, as the server drew them or, where one is explored, as plotly did."""
        return self.page.locator(".vetan-chart, .js-plotly-plot")

    def explore(self, chart: int = 0) -> Locator:
        """A chart as plotly draws it."""
        drawn = self.charts.nth(chart)
        if key := drawn.get_attribute("data-key"):
            self._open_menu(self.page.locator(f'[class*="st-key-menu-{key}-"]').get_by_role("button"))
            self.page.locator(f".st-key-explore-{key}").get_by_role("button").click()
            expect(self.page.locator(f".st-key-chart-{key} .js-plotly-plot .main-svg").first).to_be_attached()
            self.settled()
        return drawn

    def pill(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("radio", name=name, exact=True)
        )

    def choose(self, choice: Locator) -> "Visitor":
        """Click on what changes the selection, and wait until the page says something else than before."""
        headings = self.settled().page.get_by_role("heading")
        before = headings.all_inner_texts()
        choice.click()
        expect(headings).not_to_have_text(before, use_inner_text=True)  # the address changes first, then the page
        return self.settled()

    def go(self, title: str) -> None:
        """Choose a page in the menu."""
        group = next(group for group, entries in frame.MENU.items() if title in {entry.title for entry in entries})
        menu = self.page.get_by_role("navigation")
        entry = menu.get_by_role("link", name=title)
        self.press(menu.locator("summary").get_by_text(group, exact=True), entry)
        entry.click()
        heading = next(entry.heading for entry in frame.MENU[group] if entry.title == title)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.settled()

    def bring(self, content: bytes, name: str = "office.csv") -> "Visitor":
        """Drop a file on the page that takes it."""
        self.open("your_data")
        self.page.locator('input[type="file"]').first.set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )
        return self

    def use(self) -> "Visitor":
        """Look at the file on every page about pay."""
        button = self.page.get_by_role("button", name="Use it on every page")
        expect(button).to_be_visible()
        self.settled()
        button.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(HOME)
        return self.settled()

    def drawn(self, chart: int = 0) -> list[dict[str, Any]]:
        """The traces of a chart as plotly holds them, arrays unpacked."""
        traces: list[dict[str, Any]] = self.explore(chart).evaluate(
            """chart => chart._fullData.map(trace => Object.fromEntries(
                ["x", "y", "text", "mode", "type"].filter(key => trace[key] !== undefined).map(
                    key => [key, typeof trace[key] === "string" ? trace[key] : Array.from(trace[key])])))"""
        )
        return traces

    def drawings(self) -> list[str]:
        """The charts as the server drew them: every mark, label and figure."""
        drawn: list[str] = self.page.locator(".vetan-chart").evaluate_all("all => all.map(chart => chart.dataset.svg)")
        return drawn

    def medians(self, chart: int = 0) -> list[float]:
        """The medians a band chart marks, in full precision."""
        return next(trace["x"] for trace in self.drawn(chart) if trace.get("mode") == "markers")

    def table(self, card: int = 0) -> list[list[str]]:
        """Show the table of a card; the cells on the screen, row by row, below their headings."""
        box = self.page.locator('[class*="st-key-card-"]').filter(has_text=CARD_MENU).nth(card)
        if not box.get_by_test_id("stDataFrame").count():
            self.open_menu(card)
            self.page.get_by_role("button", name="Show the table").click()
        grid = box.locator('table[role="grid"]')
        expect(grid.locator("tbody tr").first).to_be_attached()
        rows: list[list[str]] = grid.evaluate(
            """grid => [...grid.querySelectorAll("tr")].map(row => [...row.children].map(cell => cell.textContent))"""
        )
        return rows

    def download(self, label: str, folder: Path, card: int = 0) -> Path:
        """The file behind one of the entries of a card's menu."""
        self.open_menu(card)
        with self.page.expect_download() as waiting:
            self.page.get_by_test_id("stPopoverBody").get_by_role("button", name=label, exact=True).click()
        path = self._keep(waiting.value, folder)
        self._close_menu()
        return path

    def picture(self, form: str, folder: Path, card: int = 0) -> Path:
        """A chart as a picture, PNG or SVG."""
        self.open_menu(card)
        path = self.save_picture(form, folder)
        self._close_menu()
        return path

    def save_picture(self, form: str, folder: Path) -> Path:
        """The picture behind an entry of the open menu."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=f"Picture as {form}").click()
        return self._keep(waiting.value, folder)

    def open_menu(self, card: int = 0) -> None:
        """Open the menu of a card."""
        self._open_menu(self.page.get_by_test_id("stPopoverButton").filter(has_text=CARD_MENU).nth(card))

    def _open_menu(self, button: Locator) -> None:
        self.press(button, self.page.get_by_test_id("stPopoverBody").get_by_role("button").first)

    def unfold(self, title: str, place: int = 0) -> Locator:
        """Open a folded part of the page, unless it is open; the part."""
        label = self.page.locator("details").get_by_text(title, exact=True).nth(place)
        part = label.locator("xpath=ancestor::details[1]")
        self.press(label, part.and_(self.page.locator("[open]")))
        self.settled()
        return part

    def pick(self, box: Locator, name: str) -> None:
        """Choose one more option of a list that takes several; once more where the list closed before the click.

        While the list is open, the rest of the page is hidden from those who cannot see, and from this driver.
        """
        option = self.page.get_by_role("option", name=name, exact=True)
        chip = self.page.get_by_role("button", name=f"Remove {name}").first
        for patience in (PATIENCE / 10, PATIENCE):
            self.press(box, option)
            try:
                option.click(timeout=patience)
                self.page.keyboard.press("Escape")
                expect(chip).to_be_visible(timeout=patience)
                break
            except (AssertionError, TimeoutError):
                if patience == PATIENCE:
                    raise
                self.page.keyboard.press("Escape")
        self.settled()

    def press(self, button: Locator, target: Locator) -> None:
        """Press what opens something, unless that is shown; once more where the page has just replaced the button."""
        self.settled()
        for patience in (PATIENCE / 10, PATIENCE):
            if target.is_visible():
                break
            button.click()
            try:
                expect(target).to_be_visible(timeout=patience)
            except AssertionError:
                if patience == PATIENCE:
                    raise

    def _keep(self, download: Download, folder: Path) -> Path:
        path = folder / download.suggested_filename
        download.save_as(path)
        return path

    def _close_menu(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_test_id("stPopoverBody")).to_have_count(0)

    def check(self) -> None:
        """No script failed, no request went to another host, the server's log holds no error and no complaint."""
        host = urlsplit(self.server.url).netloc
        assert self.requests
        urls = [urlsplit(url) for url in self.requests]
        assert not [url.geturl() for url in urls if url.scheme not in ("data", "blob", "about") and url.netloc != host]
        assert not self.errors
        assert "(most recent call last)" not in self.server.log[self._logged :]


def copy_project(folder: Path) -> None:
    """Copy all that a server needs, with the machine code, which takes long to make."""
    for name in ("analytics", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "dashboard.py", folder)


def find_chromium() -> str | None:
    """The path of a Chromium, where there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright, chromium: str) -> Browser:
    # As root, as in most containers, Chromium starts only without its sandbox.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium, args=[*arguments, "--disable-dev-shm-usage"])


def role_and_city(least: int, most: int) -> dict[str, str]:
    """A role and a city with posts enough each, and so many together."""
    survey = packaged.survey("posted_pay")
    together = salary_bands(survey, ["role", "city"]).set_index(["role", "city"])["n"]
    role, city = next(
        (role, city)
        for role in survey.dimensions["role"].values
        for city in survey.dimensions["city"].values
        if survey.sizes["role"][role] > 60 < survey.sizes["city"][city]
        and least <= together.get((role, city), 0) <= most
    )
    return {"role": role, "city": city}
