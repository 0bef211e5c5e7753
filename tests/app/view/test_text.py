"""No text of a stranger becomes a link, or markup, of the page."""

import re
from unicodedata import normalize

from hypothesis import example, given
from hypothesis import strategies as st

from pages.parts.view.text import escape_markdown, without_links

JOINER = "\u2060"
AUTOLINKS = re.compile(
    r"((https?|ftp)://|www(?=\.))[-.\w]+|(?<![-.\w+])[-.\w+]+@[-\w]+(\.[-\w]+)+|(mailto|xmpp):[-.\w+]+@[-\w]+",
    re.ASCII | re.IGNORECASE,
)
"""Bare links as GitHub's Markdown finds them, which the page's Markdown follows; written from its specification."""
PLAIN = (
    *("https://evil.example", "HTTP://Evil.Example/a?b=c", "ftp://evil.example", "www.evil.example", "WwW.evil.in"),
    *("a.b+c@evil.example", "mailto:a@b.co", "xmpp:a@b.co/r", "://", "//evil.example", "@evil", "w", "www", ":", "/"),
)
FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
BOLD = str.maketrans({ord("a") + letter: 0x1D41A + letter for letter in range(26)})
SHAPES = (*PLAIN, *(text.translate(FULL_WIDTH) for text in PLAIN), *(text.translate(BOLD) for text in PLAIN))
AROUND = ("", " ", "”", "“", "(", "*", "_", "~", ".", "\u200b", "\u200d", JOINER, "\u202e", "\\", "<", "é", "\n", "ﬃ")
texts = st.lists(st.sampled_from((*SHAPES, *AROUND)) | st.text(max_size=5), max_size=8).map("".join)


def is_linked(text: str) -> bool:
    """Whether a program finds a link in a text, in the letters as they are or in their plain forms."""
    return any(AUTOLINKS.search(form) for form in (text, normalize("NFKC", text)))


@given(texts)
@example("".join(PLAIN))
@example("ｗｗｗ．evil．example")
@example("https" + "﹕" + "//evil.example")
def test_no_text_holds_a_link_and_no_letter_is_lost(text: str) -> None:
    result = without_links(text)
    assert not is_linked(result)
    assert result.replace(JOINER, "") == text.replace(JOINER, "")


@given(texts)
def test_markdown_gets_the_letters_with_each_sign_escaped(text: str) -> None:
    escaped = escape_markdown(text)
    unescaped = re.sub(r"\\(?=[\\`*_{}\[\]()<>#+\-.!|$:~^&=])(.)", r"\1", escaped)
    assert not is_linked(unescaped)  # Markdown looks for bare links when all else is text
    assert not re.search(r"(?<!\\)(\\\\)*[`*_{}\[\]()<>#+\-.!|$:~^&=]", escaped.replace("\\\\", ""))
    assert "\n" not in escaped
    assert len(unescaped.replace(JOINER, "")) >= len("".join(text.split()).replace(JOINER, ""))
