"""Links to pages as plain HTML: the menu, next steps, and content shown in full elsewhere.

Streamlit's own links and menus are elements each, through which a slow phone goes several times a click: ten
milliseconds a link. These are text. The page's script (page_links.js) follows them without loading the app anew, so
that a visit keeps its file; without scripts, and in a new tab, they are ordinary links.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from analytics.presenting.messages import _
from pages.parts.view.menu import HOME, MENU, Entry
from pages.parts.view.prose import letters

ARROW = ":material/arrow_forward:"
CONTENT = f'<script type="module">{Path(__file__).with_suffix(".js").read_text("utf-8")}</script>'


def address(script: str, parameters: Mapping[str, Sequence[str]] | None = None) -> str:
    """The relative URL of a page from any other.

    >>> address("overview"), address("labour_market", {"section": ["work"]})
    ('./', './labour_market?section=work')
    """
    query = urlencode(parameters or {}, doseq=True)
    return f"./{'' if script == HOME.script else script}{'?' if query else ''}{query}"


def link(
    target: str, label: str, icon: str, about: str = "", *, is_current: bool = False, is_whole: bool = False
) -> str:
    """A link to a page, with its icon.

    Args:
        target: from `address`.
        icon: as Streamlit writes it, ":material/insights:".
        about: what is seen beside the pointer.
        is_current: whether it leads to this very page.
        is_whole: whether it says all that is to be set; another one keeps what is set here as well.
    """
    name = icon.removeprefix(":material/").removesuffix(":")
    attributes = {
        "class": "page-link",
        "href": target,
        "data-sets": "all" if is_whole else "",
        "title": about,
        "aria-current": "page" if is_current else "",
    }
    markup = " ".join(f'{key}="{html.escape(value)}"' for key, value in attributes.items() if value)
    return f'<a {markup}><span class="icon" aria-hidden="true">{name}</span>{letters(label)}</a>'


def menu(current: Entry) -> str:
    """The menu: a button for each group of pages, which opens their links."""
    groups = "".join(
        f'<details name="pages"><summary>{letters(_(group))}</summary><div>{_links(entries, current)}</div></details>'
        for group, entries in MENU.items()
    )
    return f'<nav class="menu" aria-label="{html.escape(_("Pages"))}">{groups}</nav>'


def ways_on(entries: Iterable[Entry]) -> str:
    """Links to the next pages, keeping the settings: on a phone the menu is collapsed."""
    return row(_links(entries))


def row(links: str) -> str:
    """Links beside each other, in as many lines as they need."""
    return f'<p class="ways-on">{links}</p>'


def _links(entries: Iterable[Entry], current: Entry | None = None) -> str:
    return "".join(
        link(address(entry.script), _(entry.title), entry.icon, _(entry.help), is_current=entry is current)
        for entry in entries
    )
