"""Links between pages are ordinary links, which say where they lead and which of them is here."""

import re

from pages.parts.view import page_links
from pages.parts.view.menu import HOME, MENU

ENTRIES = [entry for group in MENU.values() for entry in group]


def test_the_menu_has_a_link_to_every_page_and_marks_the_one_that_is_open() -> None:
    menu = page_links.menu(ENTRIES[2])
    links = re.findall('<a [^>]*href="([^"]*)"[^>]*>', menu)
    assert links == ["./", *(f"./{entry.script}" for entry in ENTRIES if entry is not HOME)]
    assert re.findall('href="([^"]*)"[^>]*aria-current="page"', menu) == [f"./{ENTRIES[2].script}"]


def test_what_a_link_says_is_shown_letter_by_letter() -> None:
    link = page_links.link(page_links.address("x", {"a": ['"&']}), "<b>", ":material/insights:", '"R&D"')
    assert link == (
        '<a class="page-link" href="./x?a=%22%26" title="&quot;R&amp;D&quot;">'
        '<span class="icon" aria-hidden="true">insights</span>&lt;b&gt;</a>'
    )
    whole = page_links.link("./x", "All", ":material/insights:", is_whole=True)
    assert whole.startswith('<a class="page-link" href="./x" data-sets="all">')
