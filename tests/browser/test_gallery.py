"""The gallery survives a slow machine: a page that fails costs its own picture and no other."""

from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.browser import gallery


class Visitor:
    """Opens all pages but these; the window behind it notes what is photographed."""

    def __init__(self, *broken: str) -> None:
        self._broken = broken
        self.shot: list[str] = []
        self.page = MagicMock()
        self.page.evaluate.return_value = 2000
        self.page.screenshot.side_effect = self._photograph
        self.page.get_by_test_id.return_value.get_by_role.return_value.all_inner_texts.return_value = []

    def _photograph(self, path: Path, **_options: Any) -> None:
        self.shot.append(path.name)

    def open(self, script: str, _query: str = "") -> None:
        if script in self._broken:
            raise PlaywrightError("Timeout 30000ms exceeded.\nCall log: …")

    def settled(self) -> None:
        """Every page that opens settles."""

    def bring(self, _file: bytes) -> None:
        raise AssertionError("the file was not read in time")


@pytest.mark.parametrize("broken", [(), ("overview",), ("methods", "salary_bands")])
def test_a_page_that_fails_loses_no_other(broken: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    visitor = Visitor(*broken)
    camera = gallery.Camera(visitor, gallery.PHONE, "dark")  # type: ignore[arg-type]
    camera.everything(gallery.PAGES)
    shot = {name.split(".")[0].split("-", 1)[1] for name in visitor.shot}
    assert shot == {entry.script for entry in gallery.PAGES} - set(broken)
    states = [state for entry in gallery.PAGES if entry.script in broken for state, _ in gallery.states(entry)]
    assert camera.failed == len(states) + 1  # the file of a visitor failed too
    complaints = capsys.readouterr().err
    assert all(f"no picture of {script}, default: Timeout" in complaints for script in broken)
    # Whatever happened, the window has its own size again.
    assert visitor.page.set_viewport_size.call_args.args == (gallery.PHONE,)
