"""The path of a row and the path of a click, as ARCHITECTURE describes them: few files, and all of them run."""

import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from analytics.reading.importing.read import read_csv
from analytics.topics.bands import answer, exhibits
from analytics.view import View
from tests.app.visiting import sound, visit
from tests.paths import ROOT

MOST = 9
"""Files a newcomer reads to follow a row or a click: one screen."""
DOCUMENT = (ROOT / ".github" / "ARCHITECTURE.md").read_text("utf-8")
SERVER_ONLY = {"pages/parts/host/guard.py"}
"""A page that is opened without a server has no guard; `tests/app/host/test_guard.py` has one."""


def path_files(of: str) -> list[str]:
    """The files of one of the two tables, in order."""
    section = DOCUMENT.partition(f"## The path of a {of}")[2].partition("## ")[0]
    return list(dict.fromkeys(re.findall(r"`((?:analytics|pages)/[\w/]+\.py)`", section.partition("\n\nA row of")[0])))


def executed(action: Callable[[], object]) -> set[str]:
    """The project's files whose functions run, in whatever thread, while something is done."""
    files = set[str]()

    def note(frame: FrameType, _event: str, _argument: object) -> None:
        files.add(frame.f_code.co_filename)

    before = sys.getprofile()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(before)
        threading.setprofile(None)
    return {Path(file).relative_to(ROOT).as_posix() for file in files if file.startswith(f"{ROOT}/")}


def test_each_way_fits_on_a_screen() -> None:
    for of in ("row", "click"):
        assert 5 <= len(path_files(of)) <= MOST, of


def test_a_row_goes_through_these_files() -> None:
    def follow() -> None:
        rows = "".join(f"Pune,{15_000 + 100 * row}\n" for row in range(40))
        imported = read_csv(f"city,pay per month\n{rows}".encode(), name="pay.csv")
        exhibits.bands(answer.bands(View(imported.survey), "city")).figure()
        sound(visit("salary_bands", upload=imported))

    assert set(path_files("row")) - executed(follow) == set()


def test_a_click_goes_through_these_files(fresh_caches: None) -> None:
    app = visit("salary_bands")
    pills = app.get_by_key("experience")
    files = executed(lambda: pills.set_value(["fresher"]).run())
    assert set(path_files("click")) - SERVER_ONLY - files == set()
