"""Screenshots of every page for eyes: python -m tests.browser.gallery [page ...]

Each page on a laptop and on a phone, light and dark: as it opens, filtered, with an empty and a thin selection, with a
visitor's own file, and each of its tabs. They land in the ignored folder gallery/, with an index.html that shows
them side by side.
"""

import html
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect, sync_playwright

from analytics.presenting import wording
from pages.parts.view import frame
from tests.browser.visiting import Server, Visitor, find_chromium, launch, role_and_city
from tests.paths import ROOT

FOLDER = ROOT / "gallery"
PAGES = [entry for group in frame.MENU.values() for entry in group]
LAPTOP: dict[str, Any] = {"width": 1280, "height": 800}
PHONE: dict[str, Any] = {"width": 390, "height": 844}
LOOKS = ("light", "dark")
FILTERED: dict[str, list[str]] = {"experience": ["Fresher"], "city": ["Pune"]}
MORE = {  # what else a page lets a visitor set
    "salary_bands": {"by": ["Role"], "groups": ["Largest 30"]},
    "compare_cities": {"cities": ["Pune", "Bengaluru", "Jaipur"]},
    "check_salary": {"my_role": ["Accountant"], "my_city": ["Mumbai"], "my_years": ["2"], "my_pay": ["25,000"]},
    "labour_market": {"place": ["Maharashtra"]},
    "published_figures": {"role": ["Accountant"], "city": [], "experience": []},
}
OWN_FILTERS = {"role": "my_role", "city": "my_city"}
"""The names of filters on the page that asks for them itself."""

OFFICE = "\n".join(
    [
        "Role,City,Experience,Salary per month",
        *(
            f"{role},{city},{years} years,{15_000 + 1_500 * years + 700 * (row % 9) + (4_000 if city == 'Pune' else 0)}"
            for row, (role, city, years) in enumerate(
                (role, city, years)
                for role in ("Accountant", "Data entry operator", "HR executive")
                for city in ("Pune", "Jaipur")
                for years in (0, 1, 2, 4, 7) * 4
            )
        ),
        "Accountant,Jaipur,3 years,Not disclosed",
        "HR executive,Pune,,22000",
    ]
).encode()
"""A file such as an office would bring: two cities, three roles, one row without pay."""


def states(entry: frame.Entry) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What to look at on a page: a name, and what the URL says."""
    yield "default", {}
    more = MORE.get(entry.script, {})
    if entry.filtered or more:
        yield "filtered", (FILTERED if entry.filtered else {}) | more
    if entry.filtered:
        for name, pair in (("empty", role_and_city(0, 0)), ("thin", role_and_city(11, 20))):
            yield name, {OWN_FILTERS[key] if entry.asks else key: [value] for key, value in pair.items()}


HEIGHT = """() => Math.max(...[...document.querySelectorAll('[data-testid="stMain"], [data-testid="stSidebarContent"]')]
    .filter(box => !box.closest('[data-collapsed="true"]')).map(box => box.scrollHeight))"""


class Camera:
    """A window of one size in one look, in which pages are photographed at full height."""

    def __init__(self, visitor: Visitor, size: dict[str, int], look: str) -> None:
        self.visitor, self.size, self.look = visitor, size, look
        self.page = visitor.page
        self.failed = 0

    def shoot(self, entry: frame.Entry, state: str) -> None:
        """The page as it stands."""
        name = f"{PAGES.index(entry) + 1}-{entry.script}.{state}.{self.size['width']:04}.{self.look}.png"
        self.visitor.settled()
        for _ in range(2):  # what comes into view only then can make the page a little longer
            self.page.set_viewport_size(self.size | {"height": max(self.page.evaluate(HEIGHT), self.size["height"])})
            self.visitor.settled()
        self.page.screenshot(path=FOLDER / name, animations="disabled")

    def everything(self, entries: list[frame.Entry]) -> None:
        """Each page in each of its states; one that fails is noted, and the others are photographed."""
        for entry in entries:
            for state, query in states(entry):
                with self.noting(entry, state):
                    self.visitor.open(entry.script, f"?{urlencode(query, doseq=True)}")
                    self.shoot(entry, state)
                    if state == "default":
                        self.tabs(entry)
        with self.noting(entries[-1], "uploaded"):
            self.uploaded(entries)

    @contextmanager
    def noting(self, entry: frame.Entry, state: str) -> Iterator[None]:
        """What fails within, on a slow machine for instance, is printed and counted."""
        try:
            yield
        except (PlaywrightError, AssertionError) as error:
            self.failed += 1
            print(f"no picture of {entry.script}, {state}: {str(error).splitlines()[0]}", file=sys.stderr)
        finally:
            self.page.set_viewport_size(self.size)

    def tabs(self, entry: frame.Entry) -> None:
        """The other tabs of a page that has some."""
        names = self.page.get_by_test_id("stMain").get_by_role("tab").all_inner_texts()
        for index, name in enumerate(names[1:], 2):
            tab = self.page.get_by_role("tab", name=name, exact=True)
            tab.click()
            expect(self.page.get_by_role("tabpanel", name=name).get_by_role("heading").first).to_be_visible()
            self.shoot(entry, f"tab-{index}-{wording.file_slug(name)}")

    def uploaded(self, entries: list[frame.Entry]) -> None:
        """A visitor's own file on the page that reads it and on those that use it."""
        self.visitor.bring(OFFICE)
        expect(self.page.get_by_role("button", name="Use it on every page")).to_be_visible()
        for entry in entries:
            if entry.script == "your_data":
                self.shoot(entry, "uploaded")
        self.visitor.use()
        for entry in entries:
            if entry.filtered:
                with self.noting(entry, "uploaded"):
                    self.visitor.go(entry.title)
                    self.shoot(entry, "uploaded")


def photograph(server: Server, chromium: str, entries: list[frame.Entry], size: dict[str, int], look: str) -> int:
    """Everything in one window, of a browser of its own: Playwright's objects keep to one thread. How much failed."""
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        touch = {"is_mobile": True, "has_touch": True} if size is PHONE else {}
        context = browser.new_context(viewport=size, locale="en-IN", color_scheme=look, **touch)  # type: ignore[arg-type]
        camera = Camera(Visitor(context, server), size, look)
        camera.everything(entries)
        browser.close()
        return camera.failed


def index() -> str:
    """All pictures of the folder, a row for each page and state."""
    rows: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.png")):
        page, state, *_ = path.name.split(".")
        rows.setdefault(f"{page} · {state}", []).append(path.name)
    body = "\n".join(
        f'<h2 id="{html.escape(title)}">{html.escape(title)}</h2>\n<div>'
        + "".join(f'<a href="{name}"><img src="{name}" alt="{name}" loading="lazy"></a>' for name in reversed(names))
        + "</div>"
        for title, names in rows.items()
    )
    links = " · ".join(f'<a href="#{html.escape(title)}">{html.escape(title)}</a>' for title in rows)
    style = "body{font:15px sans-serif;margin:1rem} div{display:flex;gap:.5rem;align-items:start;overflow:auto}"
    style += " img{border:1px solid #888;max-height:1600px;max-width:45rem}"
    return f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{style}</style><p>{links}</p>{body}"


def main(*scripts: str) -> None:
    """Photograph the pages of these scripts, or all."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("the gallery needs Chromium on the PATH")
    unknown = set(scripts) - {entry.script for entry in PAGES}
    if unknown:
        raise SystemExit(f"no such page: {', '.join(sorted(unknown))}")
    entries = [entry for entry in PAGES if not scripts or entry.script in scripts]
    FOLDER.mkdir(exist_ok=True)
    for entry in entries:
        for old in FOLDER.glob(f"*-{entry.script}.*.png"):
            old.unlink()
    with tempfile.TemporaryDirectory() as logs, ThreadPoolExecutor() as windows:
        server = Server(ROOT, Path(logs) / "log.txt")
        try:
            running = [
                windows.submit(photograph, server, chromium, entries, size, look)
                for size in (LAPTOP, PHONE)
                for look in LOOKS
            ]
            failed = sum(window.result() for window in running)
        finally:
            server.stop()
    (FOLDER / "index.html").write_text(index(), "utf-8")
    print(f"{len(list(FOLDER.glob('*.png')))} pictures: {FOLDER / 'index.html'}")
    if failed:
        raise SystemExit(f"{failed} failed, see above")


if __name__ == "__main__":
    main(*sys.argv[1:])
