"""Names and figures inside Markdown."""

import re

from analytics.presenting import wording

SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^&=])")
SIGNS = re.compile(r"(?<!\S)([<>~-])(->|>|-|=)(?!\S)|(:)(?=material|streamlit:)")
"""What Streamlit replaces in a text whatever is escaped: arrows and signs that stand alone, icons, its own logo."""

LONGEST = 40


def plain(text: object) -> str:
    """A text that Markdown shows letter by letter, whatever it holds: links, formulas, icons and markup stay text.

    >>> print(plain("[x](javascript:0) $1$"))
    \\[x\\]\\(javascript\\:0\\) \\$1\\$
    """
    line = " ".join(wording.strip_bidi_controls(text).split())
    return SPECIAL.sub(r"\\\1", SIGNS.sub(_apart, line))


def _apart(found: re.Match[str]) -> str:
    """The same signs with a joiner between them, which has no width."""
    first, rest = found[1] or found[3], found[2] or ""
    return f"{first}\u2060{rest}"


def brief(text: str) -> str:
    """The beginning of a text that can be endless, on one line.

    >>> brief("Pune"), brief("9" * 400)
    ('Pune', '999999999999999999999999999999999999999…')
    """
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
