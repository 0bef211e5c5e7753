"""Many visitors at once, beside as many on a bare Streamlit app.

    python -m tests.benchmarks.load --minutes 5 --visitors 50 --every 5
    python -m tests.benchmarks.load --processes 2        # beside them, several processes behind one address
    python -m tests.benchmarks.load soak --visits 1000

Each visitor is a session of its own over Streamlit's socket, opened as a browser opens it, without a browser: it sends
the state of all widgets and reads what comes until the run has finished. Visitors click on experience, a city or
another page about pay. The bare app has the same pages with the same widgets and as many charts, built from constants,
and computes nothing. Both get the same kind of clicks for the same time, one after the other on this machine, whose
processors the visitors share. Processor time and memory are those of the server and all it has started. An exception,
an error message, or neither a chart nor a finding is an error. Pinned to two processors: `taskset -c 0,1 python -m …`.

    errors                   none
    p95 of a click           below one second, and at most 2 × the bare app under the same load
    memory in the soak       less than 5 % growth (a visit: open, three clicks, leave)

A click's time runs from when it was due: a server that falls behind is not asked less. All run in one go: the app with
the shipped survey, the app with a host's survey of five million rows drawn from it, the app with five million rows of
which hardly two are equal, and the bare app.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.testing.v1 import AppTest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from analytics.model import Provenance, Survey
from analytics.reading import packaged, saved
from pages.parts.cache import hosting
from pages.parts.host import processes
from pages.parts.view import frame
from tests.benchmarks.page_speed import ROOT, bare_page, cpu, served

PAGES = frame.MENU["Pay"]
OPTIONS = {"experience": 3, "city": 8}  # visitors choose among the first, which hold enough posts for charts
CLICKS = 3  # of a visit in the soak
DIMENSIONS = ("experience", "city", "role", "sector")  # of the survey of millions of rows
AT_ONCE = 10  # visitors in the soak
SETTLED = 200  # visits until memory should grow no more: Streamlit keeps the state of the last 128
PATIENCE = 60  # seconds until a run that does not finish is given up
ENTRY = f"""
import streamlit as st
st.navigation([st.Page(f"{{at}}.py", title=title) for at, title in enumerate({[page.title for page in PAGES]!r})],
              position="top").run()
"""
STATE = {  # what a widget is → the part of its state that holds the value
    "selectbox": "string_value",
    "radio": "string_value",
    "checkbox": "bool_value",
    "multiselect": "string_array_value",
    "button_group": "string_array_value",
}


class RunFailedError(Exception):
    """A run that did not bring what it should, and what it brought."""


class Visitor:
    """One session: where it is, the widgets it sees and what it has set."""

    def __init__(self, socket: ClientConnection, seed: int) -> None:
        self._socket = socket
        self._random = random.Random(seed)
        self._pages: dict[str, str] = {}
        self._page = ""
        self._widgets: dict[str, tuple[str, Any]] = {}
        self._values: dict[str, list[str]] = {}
        self._chosen: dict[str, list[str]] = {}

    async def click(self) -> None:
        """Change experience, city or page, and wait until the run has finished."""
        control = self._random.choice([*sorted(OPTIONS.keys() & self._widgets.keys()), "page"])
        if control == "page":
            self._page = self._random.choice(
                [page for entry in PAGES if (page := self._pages[entry.title]) != self._page]
            )
        else:
            others = [
                name for name in self._options(control)[: OPTIONS[control]] if [name] != self._chosen.get(control)
            ]
            self._chosen[control] = [] if self._chosen.get(control) and self._random.random() < 0.5 else [
                self._random.choice(others)
            ]  # fmt: skip
        await self.run()

    async def run(self) -> None:
        """Ask for a run with what is set now, and read until it has finished.

        Raises:
            RunFailedError: where it brings an exception, an error message, or neither a chart nor a finding.
        """
        message = BackMsg()
        request = message.rerun_script
        request.page_script_hash = self._page
        request.query_string = urlencode({key: values for key, values in self._chosen.items() if values}, doseq=True)
        for key, (kind, widget) in self._widgets.items():
            state, values = (
                request.widget_states.widgets.add(id=widget.id),
                self._chosen.get(key, self._values[widget.id]),
            )
            if kind == "checkbox":
                state.bool_value = bool(values)
            elif STATE[kind] == "string_value":
                state.string_value = values[0]
            else:
                state.string_array_value.data.extend(values)
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            await self._read()

    async def _read(self) -> None:
        charts, wrong = 0, ""
        self._widgets, before, self._values = {}, self._values, {}
        while True:
            message = ForwardMsg.FromString(await self._socket.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self._pages = {page.page_name: page.page_script_hash for page in message.navigation.app_pages}
                self._page = message.navigation.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element_kind = message.delta.new_element.WhichOneof("type")
                element = getattr(message.delta.new_element, element_kind)
                # A thin selection has a finding that says why there is no chart.
                charts += element_kind == "plotly_chart" or (element_kind == "html" and "<h3>" in element.body)
                if element_kind == "exception" or (element_kind == "alert" and element.format == element.ERROR):
                    wrong = str(element)
                elif element_kind in STATE:
                    self._widgets[user_key_from_element_id(element.id) or ""] = element_kind, element
                    self._values[element.id] = _set_value(element_kind, element, before.get(element.id))
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        if wrong or not charts or message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            page_title = next((title for title, page in self._pages.items() if page == self._page), self._page)
            raise RunFailedError(f"{page_title}, {self._chosen}: {wrong or 'neither a chart nor a finding'}")

    def _options(self, key: str) -> list[str]:
        return _options(self._widgets[key][1])


def _set_value(kind: str, widget: Any, before: list[str] | None) -> list[str]:
    """What a widget holds in a browser: what the server sets, else what it held before, else what it begins with.

    Of a checkbox any text stands for set, and none for not set.
    """
    if kind == "checkbox":
        return ["yes"] if (widget.value if widget.set_value else widget.default if before is None else before) else []
    if widget.set_value:
        return [widget.raw_value] if STATE[kind] == "string_value" else list(widget.raw_values)
    if before is not None:
        return before
    options = _options(widget)
    return [options[widget.default]] if STATE[kind] == "string_value" else [options[index] for index in widget.default]


def _options(widget: Any) -> list[str]:
    return [getattr(option, "content", option) for option in getattr(widget, "options", [])]


@asynccontextmanager
async def visit(url: str, seed: int) -> AsyncIterator[Visitor]:
    """A visitor who has opened the first page, and leaves in the end."""
    address, protocols = url.replace("http", "ws", 1) + "/_stcore/stream", [Subprotocol("streamlit")]
    async with connect(
        address, origin=Origin(url), subprotocols=protocols, max_size=None, open_timeout=PATIENCE
    ) as socket:
        visitor = Visitor(socket, seed)
        await visitor.run()
        yield visitor


@dataclass
class Measured:
    """What visitors saw and what the server spent: seconds, and megabytes."""

    opened: list[float] = field(default_factory=list)
    clicked: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    work: float = 0.0
    clients: float = 0.0
    resident: list[float] = field(default_factory=list)

    @contextmanager
    def error(self) -> Iterator[None]:
        """Whatever goes wrong is written down, and the others go on."""
        try:
            yield
        except (RunFailedError, OSError, TimeoutError, WebSocketException) as error:
            self.errors.append(f"{type(error).__name__}: {error}")

    def percentile(self, share: int) -> float:
        """Milliseconds within which so many in a hundred clicks were answered."""
        return float(np.percentile(self.clicked, share)) * 1e3 if self.clicked else float("nan")


def family(pid: int) -> list[int]:
    """A process, and all that it has started, directly or not."""
    members = [pid]
    for member in members:
        for tasks in Path(f"/proc/{member}/task").glob("*/children"):
            with suppress(OSError):
                members += map(int, tasks.read_text().split())
    return members


@contextmanager
def served_by_several(number: int) -> Iterator[tuple[str, int]]:
    """The address of several processes behind nginx, and the process id of what started them."""
    (port,) = processes.free_ports(1)
    listen = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "pages.parts.host.processes", f"--processes={number}", f"--listen={listen}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        try:
            if not running.stdout.readline():
                raise SystemExit(f"{' '.join(command)} ended with status {running.wait()}")
            yield f"http://{listen}", running.pid
        finally:
            running.terminate()


def resident(pid: int) -> float:
    """Resident memory of a process in MB."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024


async def load(url: str, pid: int, visitors: int, interval: float, seconds: float) -> Measured:
    """So many visitors, each clicking at this pace on average, for so long."""
    result = Measured()
    async with visit(url, seed=0) as first:  # what the first visitor of all waits for is measured elsewhere
        await first.click()
    members = family(pid)

    def memory() -> float:
        return sum(resident(member) for member in members)

    def processor() -> float:
        return sum(cpu(member) for member in members)

    result.resident.append(memory())
    work, clients, begun = processor(), time.process_time(), time.perf_counter()

    async def visit_and_click(number: int) -> None:
        pace = random.Random(number)
        due = begun + interval * number / visitors
        await asyncio.sleep(due - time.perf_counter())
        with result.error():
            async with visit(url, seed=number) as visitor:
                result.opened.append(time.perf_counter() - due)
                while (due := due + interval * pace.uniform(0.5, 1.5)) < begun + seconds:
                    await asyncio.sleep(due - time.perf_counter())
                    with result.error():
                        await visitor.click()
                        result.clicked.append(time.perf_counter() - due)

    await asyncio.gather(*map(visit_and_click, range(visitors)))
    result.work, result.clients = processor() - work, (time.process_time() - clients) / (time.perf_counter() - begun)
    result.resident.append(memory())
    return result


async def soak(url: str, pid: int, visits: int) -> Measured:
    """Visitors who come, click and leave, a few at a time; memory after each hundred."""
    result, coming = Measured(), iter(range(visits))
    work, clients, begun = cpu(pid), time.process_time(), time.perf_counter()

    async def keep_coming() -> None:
        for index in coming:
            with result.error():
                start = time.perf_counter()
                async with visit(url, seed=index) as visitor:
                    result.opened.append(time.perf_counter() - start)
                    for _ in range(CLICKS):
                        start = time.perf_counter()
                        await visitor.click()
                        result.clicked.append(time.perf_counter() - start)
            if index % 100 == 99:
                result.resident.append(resident(pid))

    await asyncio.gather(*(keep_coming() for _ in range(AT_ONCE)))
    result.work, result.clients = cpu(pid) - work, (time.process_time() - clients) / (time.perf_counter() - begun)
    return result


def bare_app(folder: Path) -> Path:
    """The pages about pay without what they compute; the path of their entry."""
    for index, entry in enumerate(PAGES):
        page = AppTest.from_file(str(ROOT / "pages" / "parts" / "entry.py"), default_timeout=600)
        page.switch_page(f"../{entry.script}.py").run()
        (folder / f"{index}.py").write_text(bare_page(page), "utf-8")
    (folder / "bare.py").write_text(ENTRY, "utf-8")
    return folder / "bare.py"


def million_rows(millions: float, file: Path, *, distinct: bool = False) -> None:
    """Save a survey of single rows, drawn from the shipped one as often as each of its rows was counted.

    Args:
        millions: of rows.
        file: where to save them.
        distinct: whether each row's pay is some three in a hundred away from the one drawn, to the paisa, so that
            hardly two rows are equal.
    """
    posted = packaged.survey("posted_pay")
    counts = np.ones(posted.middle.size) if posted.counts is None else posted.counts
    draw = np.random.default_rng(7)
    # In the order of the survey, which is sorted by pay.
    rows = np.sort(draw.choice(counts.size, int(millions * 1e6), p=counts / counts.sum()))
    change = np.exp(draw.normal(0, 0.03, len(rows))) if distinct else np.ones(len(rows))
    low, middle, high = (np.round(pay[rows] * change, 2) for pay in (posted.low, posted.middle, posted.high))
    drawn = Survey.build(
        name="drawn",
        provenance=Provenance(f"{millions:g} million rows", "drawn from the shipped survey", "posted"),
        low=low,
        middle=middle,
        high=high,
        dimensions=[posted.dimensions[name].take(rows) for name in DIMENSIONS],
    )
    saved.save(drawn, file)


def report(results: dict[str, Measured]) -> None:
    """One line a figure: each app, the bare one last, the ratios to it, and what may be."""
    *servers, bare = results.values()

    def line(label: str, figure: Callable[[Measured], float], unit: str, limit: str = "") -> None:
        figures, against = [figure(result) for result in results.values()], figure(bare)
        ratios = [f"{figure(result) / against:>8.2f}" if against else f"{'–':>8}" for result in servers]
        print(f"{label:<28}{''.join(f'{number:>14.1f}' for number in figures)} {unit:<4}{''.join(ratios)}   {limit}")

    print(f"{'':<28}{''.join(f'{name:>14}' for name in results)}     {'ratio':>{8 * len(servers)}}   at most")
    line("clicks", lambda result: len(result.clicked), "")
    line("errors", lambda result: len(result.errors), "", "0")
    for share, limit in ((50, ""), (95, "1000 ms, 2 ×"), (99, "")):
        line(f"click → run finished, p{share}", lambda result, share=share: result.percentile(share), "ms", limit)
    line(
        "opened, p95",
        lambda result: float(np.percentile(result.opened, 95)) * 1e3 if result.opened else float("nan"),
        "ms",
    )
    line(
        "server CPU of a run", lambda result: result.work * 1e3 / max(1, len(result.clicked) + len(result.opened)), "ms"
    )
    line("processors the visitors use", lambda result: result.clients * 100, "%")
    line("memory at the start", lambda result: result.resident[0], "MB")
    line("memory at the end", lambda result: result.resident[-1], "MB")
    for error in dict.fromkeys(error for result in results.values() for error in result.errors):
        print(error)


def growth(result: Measured) -> str:
    """Memory after each hundred visits, and how much it grew once settled."""
    settled, end = result.resident[SETTLED // 100 - 1], result.resident[-1]
    return f"{', '.join(f'{size:.0f}' for size in result.resident)} MB: {end / settled - 1:+.1%} after {SETTLED}"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("load", "soak"), default="load")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--every", type=float, default=5, help="seconds between two clicks of a visitor")
    parser.add_argument("--visits", type=int, default=1000, help="of the soak; more than 200")
    parser.add_argument("--processes", type=int, default=0, help="measure so many behind one address as well")
    parser.add_argument("--millions", type=float, default=5, help="of rows in the survey of a host")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = {}
        entry, bare = ROOT / "dashboard.py", bare_app(Path(folder))
        servers = {"shipped": served(entry, ROOT)}
        for kind in ("equal", "distinct"):
            survey = Path(folder, f"{kind}.parquet")
            million_rows(options.millions, survey, distinct=kind == "distinct")
            host = {hosting.HOST: str(survey), hosting.PROTECT: "no"}
            servers[f"{options.millions:g}m {kind}"] = served(entry, ROOT, **host)
        if options.processes:
            servers[f"{options.processes} processes"] = served_by_several(options.processes)
        servers["bare"] = served(bare, bare.parent)
        for name, server in servers.items():
            with server as (url, pid):
                if options.what == "soak":
                    results[name] = asyncio.run(soak(url, pid, options.visits))
                else:
                    pace = (options.visitors, options.every, options.minutes * 60)
                    results[name] = asyncio.run(load(url, pid, *pace))
    if options.what == "soak":
        print(
            f"{options.visits} visits of {CLICKS} clicks, {AT_ONCE} at a time; memory after each hundred, at most +5 %"
        )
        for name, result in results.items():
            print(f"  {name:<11}{growth(result)}")
    else:
        print(f"{options.visitors} visitors, a click every {options.every:g} s each, for {options.minutes:g} minutes")
    report(results)


if __name__ == "__main__":
    main()
