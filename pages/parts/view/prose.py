"""The words of a card as escaped HTML, in a single element of the page.

Markdown would be parsed in the browser, each text as an element of its own: on a slow phone that is most of what a
click costs.
"""

import html

from analytics.presenting import wording
from analytics.presenting.exhibit import Exhibit
from analytics.presenting.messages import _, translate
from pages.parts.cache.exhibits import cache_per_exhibit
from pages.parts.view.listing import safe_address


class Markup(str):
    """HTML that Streamlit sends as it is: any other text it takes for a file's name first, then for indented code.

    That is a millisecond of every run of a page.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


@cache_per_exhibit
def around(exhibit: Exhibit) -> tuple[str, str]:
    """The HTML above the chart of a card, and the HTML below it."""
    above = f'{heading(exhibit.title)}<p class="reading">{lines(exhibit.reading)}</p>'
    return above, _source(exhibit) + _notes(exhibit)


def heading(title: str) -> str:
    """The heading of a card."""
    return f"<h3>{letters(title)}</h3>"


def _source(exhibit: Exhibit) -> str:
    """One line: what kind of figures these are, how many, of when, and where they come from.

    A phone has no room for all of it: what it leaves out stands in the notes (media.css).
    """
    kind, sample, selection, *others = exhibit.facts
    name, meaning = _name_and_meaning(kind)
    first = f'{letters(name)}<span class="meaning">: {letters(meaning)}</span>' if meaning else letters(kind)
    selection_html = f'<span class="selection">{letters(selection)} · </span>' if selection else ""
    before, after = (
        "".join(f"{fact} · " for fact in facts if fact) for facts in ((first, letters(sample)), map(letters, others))
    )
    citation = _("Source: {source}", source=link(translate(exhibit.source.title), exhibit.source.url))
    return f'<p class="source">{before}{selection_html}{after}{citation}</p>'


def _notes(exhibit: Exhibit) -> str:
    """The notes on how to read the chart, folded away; empty without notes."""
    if not exhibit.notes:
        return ""
    kind, _sample, selection, *_others = exhibit.facts
    left_out = " · ".join(filter(None, (kind if _name_and_meaning(kind)[1] else "", selection)))
    also = f'<p class="left-out">{letters(left_out)}</p>' if left_out else ""
    notes = "".join(map(paragraph, exhibit.notes))
    title, key = letters(_("How to read this")), html.escape(exhibit.key)
    return f'<details class="notes" data-key="{key}"><summary>{title}</summary>{also}{notes}</details>'


def _name_and_meaning(kind: str) -> tuple[str, str]:
    """A kind of figures, and what it means where that is said.

    >>> _name_and_meaning("Posted pay: what is offered"), _name_and_meaning("Posted pay")
    (('Posted pay', 'what is offered'), ('Posted pay', ''))
    """
    name, _colon, meaning = kind.partition(": ")
    return name, meaning


def paragraph(text: str) -> str:
    """A text as a paragraph."""
    return f"<p>{letters(text)}</p>"


def lines(text: str) -> str:
    r"""A text of several lines.

    >>> lines("Two lines\n& no more")
    'Two lines<br> &amp; no more'
    """
    return "<br> ".join(map(letters, text.splitlines()))


def link(title: str, url: str) -> str:
    """A link to an address that is https; the title alone for any other.

    >>> link("A & B", "https://a.example/?b=1"), link("Other", "javascript:0")
    ('<a href="https://a.example/?b=1" target="_blank" rel="noopener">A &amp; B</a>', 'Other')
    """
    address = safe_address(url)
    if address is None:
        return letters(title)
    return f'<a href="{html.escape(address)}" target="_blank" rel="noopener">{letters(title)}</a>'


def letters(text: object) -> str:
    """A text that HTML shows letter by letter, on one line.

    >>> letters("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    return html.escape(" ".join(wording.strip_bidi_controls(text).split()))
