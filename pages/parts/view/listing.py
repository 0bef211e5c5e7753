"""Lists of sentences with links, for content without charts."""

import re
from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from pages.parts.view.text import escape_markdown

UNSAFE = re.compile(r"[^\w\-.~:/?#@!$&'*+,;=%]")
"""Characters that could end a Markdown link early; addresses have them only in encoded form."""

Links = list[tuple[str, str]]


def link(title: str, url: str) -> str:
    """A Markdown link with the title letter by letter; an address that is not https stays text.

    >>> print(link("A guide", "https://a.example/pay(1)"), link("Other", "javascript:0"))
    [A guide](https://a.example/pay%281%29) Other
    """
    address = safe_address(url)
    return escape_markdown(title) if address is None else f"[{escape_markdown(title)}]({address})"


def safe_address(url: str) -> str | None:
    """An address that is https, with nothing in it that could end it early; None for any other.

    >>> safe_address("https://a.example/a b"), safe_address("javascript:0")
    ('https://a.example/a%20b', None)
    """
    if not url.startswith("https://"):
        return None
    return UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url)


def sentences(entries: Iterable[tuple[str, Links]]) -> None:
    """Sentences as a list, each with its links."""
    st.markdown(
        "\n".join(
            f"- {' · '.join([escape_markdown(sentence), *(link(*to) for to in links)])}" for sentence, links in entries
        )
    )


def terms(entries: Iterable[tuple[str, str]]) -> None:
    """Terms and what they mean."""
    st.markdown("\n".join(f"- **{escape_markdown(term)}**: {escape_markdown(meaning)}" for term, meaning in entries))


def drawer(label: str, entries: list[tuple[str, Links]], key: str, *, is_open: bool = False) -> Callable[[], None]:
    """Draws the foot of a card: a list that is built when it is unfolded, or nothing where it is empty."""

    def draw() -> None:
        if not entries:
            return
        fold = st.expander(
            f"{label} ({len(entries)})", expanded=is_open, key=key, on_change="rerun", icon=":material/link:"
        )
        if fold.open:
            with fold:
                sentences(entries)

    return draw


def section(heading: str, entries: Iterable[tuple[str, str]]) -> None:
    """A part of a page that is read: a heading, and terms with what they mean."""
    st.subheader(escape_markdown(heading), anchor=False)
    terms(entries)


def table(heading: str, rows: pd.DataFrame) -> None:
    """A part of a page that is looked up: a heading, and all rows to scroll through."""
    st.subheader(escape_markdown(heading), anchor=False)
    st.dataframe(rows, hide_index=True, width="stretch")
