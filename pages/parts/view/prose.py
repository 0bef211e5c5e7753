"""The text of a card as escaped HTML, in a single element of the page.

Markdown would be parsed in the browser, each text as an element of its own: on a slow phone that is most of what a
click costs.
"""

import html
import re

from analytics.presenting import wording
from analytics.presenting.exhibit import Exhibit
from analytics.presenting.messages import _, translate
from pages.parts.cache.exhibits import cache_per_exhibit
from pages.parts.view.listing import safe_address

LINE = 72
"""Letters that a line of a phone has room for."""
YEAR = re.compile(r"\d{4}")


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
    reading = f'<p class="reading">{lines(exhibit.reading)}</p>' if exhibit.reading else ""
    above = heading(exhibit.title) + reading
    return above, _source(exhibit) + _notes(exhibit)


def heading(title: str) -> str:
    """The heading of a card."""
    return f"<h3>{letters(title)}</h3>"


def _source(exhibit: Exhibit) -> str:
    """One line: what kind of figures these are, how many, of when, and where they come from.

    What a screen has no room for is marked; it stands in the notes, where there are any (media.css).
    """
    kind, sample, selection, period, protection = exhibit.facts
    name, meaning = _name_and_meaning(kind)
    source = exhibit.source
    title, short_title = translate(source.title), translate(source.short_title)
    before, after = _("Source: {source}", source="\n").split("\n")
    facts = {
        "kind": letters(name) + _mark("meaning", f": {letters(meaning)}" if meaning else ""),
        "sample": letters(sample),
        "selection": letters(selection) if _narrows(selection) else "",
        "period": letters(period),
        "meaning": letters(protection),
    }
    details = ["selection", *_facts_for_notes(name, sample, period, short_title or title)]
    line = "".join(
        _mark("detail" if fact in details else fact, f"{words} · ") for fact, words in facts.items() if words
    )
    linked = _mark("detail", before) + link(title, source.url, short_title) + _mark("detail", after)
    return f'<p class="source">{line}{linked}</p>'


def _facts_for_notes(kind: str, sample: str, period: str, title: str) -> list[str]:
    """The facts of a source for which a phone has no room: first the time that its title tells.

    >>> _facts_for_notes("Posted pay", "9 posts", "June 2025 to May 2026", "A site, 2025–26")
    ['period']
    >>> _facts_for_notes("Claims of many kinds", "19 figures", "2022 to 2025", "Many surveys and orders of pay")
    ['kind']
    """
    details = ["period"] if YEAR.search(title) else []
    parts = {"kind": kind, "sample": sample, "period": period, "title": title}
    for fact in ("kind", "period"):
        words = [part for name, part in parts.items() if name not in details]
        if fact not in details and len(" · ".join(words)) > LINE:
            details.append(fact)
    return details


def _notes(exhibit: Exhibit) -> str:
    """The notes on how to read the chart, folded away, after what the line of the source leaves out; empty without."""
    if not exhibit.notes:
        return ""
    kind, _sample, selection, period, protection = exhibit.facts
    has_meaning = _name_and_meaning(kind)[1]
    meaning = " · ".join(filter(None, (kind if has_meaning else "", protection)))
    facts = ("" if has_meaning else kind, selection if _narrows(selection) else "", period)
    details = (*facts, translate(exhibit.source.title))
    left_out = {"meanings": meaning, "details": " · ".join(filter(None, details))}
    paragraphs = "".join(f'<p class="{name}">{letters(text)}</p>' for name, text in left_out.items() if text)
    notes = "".join(map(paragraph, exhibit.notes))
    title, key = letters(_("How to read this")), html.escape(exhibit.key)
    return f'<details class="notes" data-key="{key}"><summary>{title}</summary>{paragraphs}{notes}</details>'


def _narrows(selection: str) -> bool:
    """Whether a selection leaves anything out: that nothing is set need not be said."""
    return selection not in ("", _("Everything"))


def _mark(look: str, text: str) -> str:
    return text and f'<span class="{look}">{text}</span>'


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
    r"""A text of one line, or of several, of which each is a thought of its own.

    >>> lines("Two lines\n& no more"), lines("One")
    ('<span>Two lines</span> <span>&amp; no more</span>', 'One')
    """
    parts = list(map(letters, text.splitlines()))
    return parts[0] if len(parts) == 1 else " ".join(f"<span>{part}</span>" for part in parts)


def link(title: str, url: str, short_title: str = "") -> str:
    """A link to an address that is https; the title alone for any other.

    Where a screen has no room for the title, the style shows the short one instead (media.css).

    >>> link("A & B", "https://a.example/?b=1"), link("Other", "javascript:0")
    ('<a href="https://a.example/?b=1" target="_blank" rel="noopener">A &amp; B</a>', 'Other')
    >>> link("A survey (a ministry)", "", "Survey")
    '<span data-short="Survey"><span class="detail">A survey (a ministry)</span></span>'
    """
    address, words, short = safe_address(url), letters(title), ""
    if short_title:
        words, short = _mark("detail", words), f' data-short="{letters(short_title)}"'
    if address is None:
        return f"<span{short}>{words}</span>" if short else words
    return f'<a href="{html.escape(address)}" target="_blank" rel="noopener"{short}>{words}</a>'


def letters(text: object) -> str:
    """Escape a text for HTML, on one line.

    >>> letters("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    return html.escape(" ".join(wording.strip_bidi_controls(text).split()))
