"""Names and figures inside Markdown."""

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^&=])")


def plain(text: object) -> str:
    """A text that Markdown shows letter by letter, whatever it holds: links, formulas, icons and markup stay text.

    >>> print(plain("[x](javascript:0) $1$"))
    \\[x\\]\\(javascript\\:0\\) \\$1\\$
    """
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
