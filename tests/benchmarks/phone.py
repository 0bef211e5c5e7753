"""What a slow phone waits for: this dashboard beside a bare Streamlit page with one plotly chart, in turn.

    python -m tests.benchmarks.phone            both throttles, five visits each: about twenty minutes
    python -m tests.benchmarks.phone --quick    one throttle, one visit each: a minute

Chromium is slowed through its own protocol: the processor four or six times, the line to 4 or 1.6 Mbit/s. A visit is
timed from the navigation to the headline (the sentence of the address's filters, with its figure, which must stay), to
the first chart, and, when the page has come to rest, from a tap on *Fresher* to the new text and to all charts in view.
The second visit has the first one's cache. Targets are multiples of the bare page; one that is missed is marked.
"""

import argparse
import random
import statistics
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from analytics.model import Filters, Survey
from analytics.presenting import wording
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from tests.browser import visiting
from tests.browser.visiting import Server
from tests.paths import ROOT

PATIENCE = 240_000
BARE = """
import plotly.graph_objects as go
import streamlit as st
st.set_page_config(layout="wide")
chosen = st.pills("Experience", ["Fresher", "1–2 years"], selection_mode="multi", key="experience", bind="query-params")
st.header(f"Half of the posts, {'freshers' if chosen else 'everyone'}")
st.plotly_chart(go.Figure(go.Bar(x=[2, 3] if chosen else [3, 4], y=["a", "b"], orientation="h")))
"""
CHARTS = ".vetan-chart, [data-testid=stPlotlyChart]"
DRAWN = f"""() => [...document.querySelectorAll("{CHARTS}")].some(chart => chart.querySelector('svg'))"""
ALL_DRAWN = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning"
    && !document.querySelector('#first-answer, [data-stale="true"], .vetan-chart:not(:has(svg))')
    && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
        .every(chart => chart.querySelector('.main-svg'))"""
WATCH = """sentence => {
    window.headlineLost = 0;
    const look = () => {
        const there = [...document.querySelectorAll("h2")].some(heading => heading.textContent.includes(sentence));
        if (!there) window.headlineLost += 1;
        window.headlineWatch = requestAnimationFrame(look);
    };
    look();
}"""
"""Counts the frames in which the headline is not there."""
TAP = f"""async () => {{
    const words = () => document.querySelector("h2")?.innerText ?? "";
    const before = words();
    const pill = [...document.querySelectorAll("button")].find(button => button.textContent.trim() === "Fresher");
    const frame = () => new Promise(requestAnimationFrame);
    const drawn = {ALL_DRAWN};
    const picture = () => document.querySelector("{CHARTS}").innerHTML;
    const pictureBefore = picture();
    const start = performance.now();
    pill.click();
    do await frame(); while (!words() || words() === before);
    const text = performance.now() - start;
    do await frame(); while (picture() === pictureBefore || !drawn());
    await frame();
    return [text / 1000, (performance.now() - start) / 1000];
}}"""
"""Seconds from a tap to the new text, and to all charts, by the page's own clock.

The new text can be there before the page says that it is at work, so the first chart must be another one, too.
"""
REST = 3000
"""Milliseconds without a request or a message until a page counts as at rest."""
MEASURES = ("headline", "first chart", "click → text", "click → charts", "MB", "MB before the headline")
TARGETS = {
    ("first visit", "headline"): 0.6,
    ("first visit", "first chart"): 0.5,
    ("second visit", "headline"): 1.0,
    ("first visit", "click → text"): 1.5,
    ("first visit", "click → charts"): 1.5,
    ("second visit", "click → text"): 1.5,
    ("second visit", "click → charts"): 1.5,
}
"""At most, as a multiple of the bare page."""
LIMITS = {("first visit", "MB"): 2.6, ("first visit", "MB before the headline"): 1.1}
"""At most, in megabytes."""


@dataclass(frozen=True)
class Throttle:
    """How slow the processor and the line are."""

    processor: int
    megabits: float
    latency: int

    def apply(self, session: CDPSession) -> None:
        """Slow a page down."""
        bytes_a_second = self.megabits * 1e6 / 8
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": self.processor})
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": self.latency,
                "downloadThroughput": bytes_a_second,
                "uploadThroughput": bytes_a_second,
            },
        )


THROTTLES = (Throttle(4, 4, 100), Throttle(6, 1.6, 150))


def visit(page: Page, session: CDPSession, address: str, sentence: str) -> dict[str, float]:
    """Seconds and megabytes of one visit, at an address whose headline holds this sentence."""
    received, latest = [0.0], [monotonic()]

    def receive(size: float) -> None:
        received.append(size)
        latest[0] = monotonic()

    session.on("Network.dataReceived", lambda event: receive(event["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", lambda event: receive(len(event["response"]["payloadData"])))
    begun = monotonic()
    page.goto(address, wait_until="commit", timeout=PATIENCE)
    headline = page.get_by_role("heading", level=2).filter(has_text=sentence).first
    headline.wait_for(timeout=PATIENCE)
    times = {"headline": monotonic() - begun, "MB before the headline": sum(received) / 1e6}
    page.evaluate(WATCH, sentence)
    page.wait_for_function(DRAWN, timeout=PATIENCE)
    times["first chart"] = monotonic() - begun
    page.wait_for_function(ALL_DRAWN, timeout=PATIENCE)
    page.get_by_role("button", name="Fresher", exact=True).wait_for(timeout=PATIENCE)
    while (left := latest[0] + REST / 1000 - monotonic()) > 0:
        page.wait_for_timeout(1000 * left)
    if page.evaluate("() => { cancelAnimationFrame(window.headlineWatch); return window.headlineLost; }"):
        raise SystemExit(f"the headline “{sentence}” of {address} did not stay")
    times["click → text"], times["click → charts"] = page.evaluate(TAP)
    times["MB"] = sum(received) / 1e6
    return times


def twice(browser: Browser, throttle: Throttle, address: str, sentence: str) -> tuple[dict[str, float], ...]:
    """A first visit, and a second one that has its cache."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    try:
        results = []
        for _ in range(2):
            page = context.new_page()
            session = context.new_cdp_session(page)
            throttle.apply(session)
            results.append(visit(page, session, address, sentence))
            page.close()
        return tuple(results)
    finally:
        context.close()


def questions(number: int) -> list[tuple[str, str]]:
    """Addresses with a city each, chosen at random among the large ones, and the count their headlines must hold."""
    survey = packaged.survey("posted_pay")
    cities = random.sample(salary_bands(survey, ["city"]).nlargest(12, "n")["city"].tolist(), number)
    return [(f"?city={quote(city)}", _posts(survey, city)) for city in cities]


def _posts(survey: Survey, city: str) -> str:
    bands = salary_bands(survey, ["city"], Filters.of({"city": [city]}))
    return wording.count(bands.set_index("city").loc[city]["n"])


def report(throttle: Throttle, times: dict[tuple[str, int], list[dict[str, float]]]) -> None:
    """The medians of all visits, and ours as a multiple of the bare page's beside its target."""
    visits = len(times["ours", 0])
    print(
        f"\nprocessor ÷ {throttle.processor}, {throttle.megabits} Mbit/s, {throttle.latency} ms; {visits} visits each"
    )
    for number, name in enumerate(("first visit", "second visit")):
        for measure in MEASURES:
            vetan, bare = (
                statistics.median(row[measure] for row in times[which, number]) for which in ("ours", "bare")
            )
            most, limit = TARGETS.get((name, measure)), LIMITS.get((name, measure))
            target = f"at most {most} ×" if most else f"at most {limit}" if limit else ""
            missed = (most and vetan > most * bare) or (limit and vetan > limit)
            print(
                f"{name:<13} {measure:<23} {vetan:7.2f}   bare {bare:7.2f}   {vetan / bare:5.2f} ×   "
                f"{target}{'   MISSED' if missed else ''}",
                flush=True,
            )


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one throttle, one visit each")
    quick = parser.parse_args(arguments).quick
    chromium = visiting.find_chromium()
    if chromium is None:
        sys.exit("needs Chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (Path(folder) / "dashboard.py").write_text(BARE, "utf-8")
        vetan, bare = Server(ROOT, Path(folder) / "ours.log"), Server(Path(folder), Path(folder) / "bare.log")
        browser = visiting.launch(playwright, chromium)
        try:
            for throttle in THROTTLES[: 1 if quick else None]:
                times: dict[tuple[str, int], list[dict[str, float]]] = defaultdict(list)
                visits = 1 if quick else 5
                for query, sentence in (questions(3) * 2)[:visits]:
                    pages = {"ours": (f"{vetan.url}/{query}", sentence), "bare": (bare.url, "Half of the posts")}
                    for which, (address, words) in pages.items():
                        for number, result in enumerate(twice(browser, throttle, address, words)):
                            times[which, number].append(result)
                report(throttle, times)
        finally:
            browser.close()
            vetan.stop()
            bare.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
