"""Names and figures inside Markdown."""

import re

from analytics.presenting import wording

SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^&=])")


LONGEST = 40


def plain(text: object) -> str:
    """A text that Markdown shows letter by letter, whatever it holds: links, formulas, icons and markup stay text.

    >>> print(plain("[x](javascript:0) $1$"))
    \\[x\\]\\(javascript\\:0\\) \\$1\\$
    """
    return SPECIAL.sub(r"\\\1", " ".join(wording.upright(text).split()))


def brief(text: str) -> str:
    """The beginning of a text that can be endless, on one line.

    >>> brief("Pune"), brief("9" * 400)
    ('Pune', '999999999999999999999999999999999999999…')
    """
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
