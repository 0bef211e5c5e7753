"""On paper: all that a page says, its charts whole, black on white from the dark look, and no controls."""

import io
import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from pages.parts.view import frame

pytestmark = pytest.mark.browser

PAGES = [entry for group in frame.MENU.values() for entry in group]
A4 = (595, 842)  # points


def squeezed(text: str) -> str:
    """A text without its spaces and line breaks, which differ between a screen and paper."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def dark(arrive: Callable[..., Any]) -> Any:
    """A window in the dark look."""
    return arrive(color_scheme="dark")


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.script)
def test_a_page_prints_whole_and_clean(dark: Any, entry: frame.Entry) -> None:
    page = dark.open(entry.script).page
    expected = [
        *dark.headings.all_inner_texts(),
        *page.locator('[data-testid="stMain"] .vetan-chart text').evaluate_all(
            """all => all.filter(text => text.checkVisibility({opacityProperty: true, visibilityProperty: true}))
                .map(text => text.textContent).filter(words => words.trim())"""
        ),
    ]
    with pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4", print_background=True))) as paper:
        sheets = [(sheet, sheet.get_textpage()) for sheet in paper]
        assert all(
            abs(side - length) < 2 for sheet, _ in sheets for side, length in zip(sheet.get_size(), A4, strict=True)
        )
        text = squeezed("".join(words.get_text_range() for _, words in sheets))
        assert squeezed(entry.heading) in text
        assert [words for words in expected if squeezed(words) not in text] == []
        for only_on_screen in ("Datapackage", "Includedoubtfulposts", "Copylink"):
            assert only_on_screen not in text
        for sheet, words in sheets:
            # No line is cut off at the edge, and the ground is white. Letters that join (ff, fi) have misplaced boxes.
            ends = [
                words.get_charbox(index)[2]
                for index in range(words.count_chars())
                if words.get_text_range(index, 1) not in "fil \r\n"
            ]
            assert max(ends, default=0) <= sheet.get_width()
            picture = sheet.render(scale=0.25).to_pil().convert("L")
            assert picture.histogram()[255] > 0.4 * picture.width * picture.height
            assert picture.getpixel((0, 0)) == 255
        assert len(sheets) <= 12


def test_the_screen_is_as_before_after_printing(desk: Any) -> None:
    desk.open()
    layer = desk.explore().locator(".main-svg").first

    def drawn() -> str:
        return str(layer.evaluate("layer => layer.outerHTML"))

    before = drawn()
    desk.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert "viewBox" in drawn()
    desk.page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert drawn() == before
