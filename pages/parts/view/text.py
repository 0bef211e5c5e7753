"""Escape names and figures for Markdown."""

import re
from unicodedata import normalize

from analytics.presenting import wording

SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^&=])")
SIGNS = re.compile(r"(?<!\S)([<>~-])(->|>|-|=)(?!\S)|(:)(?=material|streamlit:)")
"""What Streamlit replaces in a text whatever is escaped: arrows and signs that stand alone, icons, its own logo."""

LINKS = re.compile(r":(?=/)/?|w{3,}")
"""What makes an address of a text, in its plainest form; so does “@”."""


def escape_markdown(text: object) -> str:
    """Escape a text for Markdown: links, formulas, icons and markup stay text.

    >>> print(escape_markdown("[x](javascript:0) $1$"))
    \\[x\\]\\(javascript\\:0\\) \\$1\\$
    """
    line = " ".join(wording.strip_bidi_controls(text).split())
    return SPECIAL.sub(r"\\\1", SIGNS.sub(_joined_words, without_links(line)))


def plain_label(text: object) -> str:
    """A text for a label that only a screen reader hears: signs of Markdown become spaces, for it would read escapes.

    >>> plain_label("Pay_period [x](y) in $")
    'Pay period x (y) in'
    """
    line = re.sub(r"[\\`*_{}\[\]<>#|$:~^]", " ", wording.strip_bidi_controls(text))
    return without_links(" ".join(line.split()))


def without_links(text: str) -> str:
    """Break up addresses so that no program links them: Markdown detects bare addresses even in escaped text.

    A joiner, which has no width, stands within what would make them one: “://”, “www” and “@”, in any case and in any
    form of the letters, full-width or mathematical. Nothing is removed.

    >>> without_links("https://a.b www.a.b a@b.c").split("\u2060")
    ['https:', '//a.b w', 'w', 'w.a.b a', '@', 'b.c']
    """
    shapes = "".join(normalize("NFKC", letter).casefold()[:1] or " " for letter in text)
    cuts = {match.start() + offset for match in LINKS.finditer(shapes) for offset in range(1, len(match[0]) or 1)}
    cuts |= {place + offset for place, shape in enumerate(shapes) if shape == "@" for offset in (0, 1)}
    return "".join(f"\u2060{letter}" if place in cuts else letter for place, letter in enumerate(text + " "))[:-1]


def _joined_words(match: re.Match[str]) -> str:
    """The same signs with a joiner between them, which has no width."""
    first, rest = match[1] or match[3], match[2] or ""
    return f"{first}\u2060{rest}"
