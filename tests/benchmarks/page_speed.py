"""How fast a page answers, beside a bare Streamlit page: python tests/benchmarks/page_speed.py [page]

The bare page has the same widgets and as many charts, built from constants with `plotly.graph_objects`, and computes
nothing; the dashboard's charts are drawn on its server. Both are served on this machine and clicked in turn in one
Chromium; medians are compared.

    click → repainted charts     at most 1.3 × the bare page
    server CPU of a rerun        at most 1.5 × the bare page
    bytes of a first load        at most 1.1 × a bare page with one chart
    bytes of a filter change     at most 100 kB
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.testing.v1 import AppTest

from pages.parts.cache import hosting
from tests.paths import ROOT

sys.path.insert(0, str(ROOT))

CLICKS = 40
PILL = "Fresher"
HEAD = f"""
import plotly.graph_objects as go
import streamlit as st
st.set_page_config(layout="wide")
chosen = st.pills("Experience", [{PILL!r}, "1–2 years", "3–5 years", "6–9 years", "10+ years"],
                  selection_mode="multi", key="experience", bind="query-params")
"""
CHART = """
st.plotly_chart(go.Figure(go.Bar(x=[{x}] if chosen else [{y}], y=[{labels}], orientation="h")), key="chart {number}")
"""
WIDGETS = {  # what AppTest calls a widget → the line that draws another one like it
    "multiselect": "st.sidebar.multiselect({label!r}, {options!r}, key={key!r}, bind='query-params')",
    "selectbox": "st.sidebar.selectbox({label!r}, {options!r}, key={key!r}, bind='query-params')",
    "radio": "st.sidebar.radio({label!r}, {options!r}, key={key!r}, bind='query-params')",
    "toggle": "st.sidebar.toggle({label!r}, key={key!r}, bind='query-params')",
    "checkbox": "st.sidebar.checkbox({label!r}, key={key!r}, bind='query-params')",
    "button_group": "st.segmented_control({label!r}, {options!r}, key={key!r}, bind='query-params')",
    "button": "st.button({label!r}, key={key!r})",
    "download_button": "st.download_button({label!r}, b'data', key={key!r}, on_click='ignore')",
}


def drawings(page: AppTest) -> int:
    """How many charts the server drew on a page."""
    return sum("vetan-chart" in block.proto.body for block in page.get("html"))


def bare_page(page: AppTest) -> str:
    """A script with the widgets of a page and as many charts of a dozen bars."""
    lines = [HEAD]
    for block in (page.main, page.sidebar):
        for node in block:
            if node.type in WIDGETS and node.key != "experience":
                options = list(getattr(node, "options", []))
                lines.append(WIDGETS[node.type].format(label=node.label, key=node.key, options=options))
            elif node.type == "expander":
                lines.append(f"st.expander({node.label!r}, key={f'drawer {len(lines)}'!r}, on_change='rerun')")
    return "\n".join([*lines, *(chart(index) for index in range(drawings(page)))])


def chart(number: int) -> str:
    steps = range(1, 13)
    return CHART.format(
        number=number,
        x=", ".join(str(20_000 + step * 1_000 + number) for step in steps),
        y=", ".join(str(30_000 + step * 2_000 + number) for step in steps),
        labels=", ".join(repr(f"Group {step}") for step in steps),
    )


@contextmanager
def served(script: Path, folder: Path, **environment: str) -> Iterator[tuple[str, int]]:
    """The address and the process id of a server for a script, with these variables beside those of this process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = f"-m streamlit run {script} --server.address=127.0.0.1 --server.port={port} --server.headless=true"
    quiet = "--server.fileWatcherType=none --browser.gatherUsageStats=false --browser.serverAddress=127.0.0.1"
    process = subprocess.Popen(
        [sys.executable, *command.split(), *quiet.split()],
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=sys.stderr,
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/_stcore/health"):
            try:
                raise SystemExit(f"the server of {script} ended with status {process.wait(timeout=0.1)}")
            except subprocess.TimeoutExpired:
                continue
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ready(page: Page) -> None:
    page.wait_for_function(
        """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning"
            && !document.querySelector('#first-answer, [data-stale="true"], .vetan-chart:not(:has(svg))')
            && document.querySelector(".vetan-chart svg, .js-plotly-plot .main-svg")
            && [...document.querySelectorAll(".stPlotlyChart")].every(box => box.querySelector(".main-svg"))"""
    )


def click(page: Page) -> float:
    """Seconds from a click until a chart has changed and the browser has painted it.

    The click is on the pill, or, on a page without one, on the other unit of pay.
    """
    return float(
        page.evaluate(
            """async name => {
                const charts = () => [...document.querySelectorAll(".vetan-chart:has(svg), .js-plotly-plot")];
                const sign = chart => chart.dataset.svg
                    ?? JSON.stringify(chart.data.map(trace => [trace.x, trace.y, trace.text]));
                const frame = () => new Promise(requestAnimationFrame);
                const before = charts().map(sign);
                const other = label => ["month", "year"].includes(label.textContent.trim())
                    && !label.querySelector("input").checked;
                const pill = [...document.querySelectorAll("button")].find(button => button.textContent === name)
                    ?? [...document.querySelectorAll('[data-testid="stRadio"] label')].find(other);
                const start = performance.now();
                pill.click();
                do await frame(); while (!charts().some((chart, at) => sign(chart) !== before[at]));
                await frame();
                await frame();
                return (performance.now() - start) / 1000;
            }""",
            PILL,
        )
    )


class Traffic:
    """Bytes that a page receives: files as they travel, and the messages of its socket."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0.0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", self._frame)

    def _add(self, size: float) -> None:
        self.bytes += size

    def _frame(self, event: Any) -> None:
        payload, binary = event["response"]["payloadData"], event["response"]["opcode"] == 2
        self._add(len(payload) * 3 / 4 if binary else len(payload))


def first_load(browser: Browser, url: str) -> tuple[Page, Traffic, float]:
    """A page opened in a browser without any cache, and the bytes it took."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    traffic = Traffic(page)
    page.goto(url)
    ready(page)
    page.wait_for_load_state("networkidle")
    return page, traffic, traffic.bytes


def main(script: str = "overview") -> None:
    """Measure one page and print the table."""
    app = AppTest.from_file(str(ROOT / "pages" / "parts" / "entry.py"), default_timeout=120)
    app.switch_page(f"../{script}.py").run()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "bare.py").write_text(bare_page(app), "utf-8")
        (folder / "one.py").write_text(HEAD + chart(0), "utf-8")
        servers = {
            # What it prepares in idle moments would count as the work of a click.
            "page": stack.enter_context(served(ROOT / "dashboard.py", ROOT, **{hosting.PREPARE: "no"})),
            "bare": stack.enter_context(served(folder / "bare.py", folder)),
            "one": stack.enter_context(served(folder / "one.py", folder)),
        }
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        paths = {"page": f"/{script}" if script != "overview" else "/", "bare": "/", "one": "/"}
        loads = {name: first_load(browser, url + paths[name]) for name, (url, _) in servers.items()}
        clicked: dict[str, list[float]] = {"page": [], "bare": []}
        worked: dict[str, list[float]] = {"page": [], "bare": []}
        changed: dict[str, list[float]] = {"page": [], "bare": []}
        for turn in range(CLICKS + 4):
            for name in clicked:
                page, traffic, _ = loads[name]
                page.bring_to_front()
                work, size = cpu(servers[name][1]), traffic.bytes
                seconds = click(page)
                ready(page)
                if turn >= 4:  # the first ones warm up
                    clicked[name].append(seconds)
                    worked[name].append(cpu(servers[name][1]) - work)
                    changed[name].append(traffic.bytes - size)
        browser.close()

    def line(label: str, vetan: float, bare: float, limit: str, unit: str) -> None:
        print(f"{label:<28}{vetan:>10.1f}{bare:>10.1f} {unit:<4}{vetan / bare:>8.2f}   {limit}")

    widgets = sum(node.type in WIDGETS for block in (app.main, app.sidebar) for node in block)
    print(f"{script}: {widgets} widgets, {drawings(app)} charts; {CLICKS} clicks each, in turn")
    print(f"{'':<28}{'page':>10}{'bare':>10} {'':<4}{'ratio':>8}   at most")
    median = statistics.median
    line("click → repainted", median(clicked["page"]) * 1e3, median(clicked["bare"]) * 1e3, "1.3", "ms")
    # The clock of the processor ticks every 10 ms: the mean of many reruns is finer than their median.
    line("server CPU of a rerun", *(statistics.mean(worked[n]) * 1e3 for n in ("page", "bare")), "1.5", "ms")
    line("bytes of a first load", loads["page"][2] / 1e3, loads["one"][2] / 1e3, "1.1 (bare: one chart)", "kB")
    line("bytes of a filter change", median(changed["page"]) / 1e3, median(changed["bare"]) / 1e3, "100 kB", "kB")


if __name__ == "__main__":
    main(*sys.argv[1:2])
