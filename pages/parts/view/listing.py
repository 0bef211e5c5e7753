"""Lists of sentences with links, for what is read rather than drawn."""

import re
from collections.abc import Iterable

import streamlit as st

from pages.parts.view.text import plain

UNSAFE = re.compile(r"[^\w\-.~:/?#@!$&'*+,;=%]")
"""Characters that could end a Markdown link early; addresses have them only in encoded form."""

Links = list[tuple[str, str]]


def link(title: str, url: str) -> str:
    """A Markdown link with the title letter by letter; an address that is not https stays text.

    >>> print(link("A guide", "https://a.example/pay(1)"), link("Other", "javascript:0"))
    [A guide](https://a.example/pay%281%29) Other
    """
    if not url.startswith("https://"):
        return plain(title)
    safe = UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)
    return f"[{plain(title)}]({safe})"


def sentences(entries: Iterable[tuple[str, Links]]) -> None:
    """Sentences as a list, each with its links."""
    st.markdown("\n".join(f"- {' · '.join([plain(said), *(link(*to) for to in links)])}" for said, links in entries))


def terms(entries: Iterable[tuple[str, str]]) -> None:
    """Terms and what they mean."""
    st.markdown("\n".join(f"- **{plain(term)}**: {plain(meaning)}" for term, meaning in entries))


def drawer(label: str, entries: list[tuple[str, Links]], key: str, *, expanded: bool = False) -> None:
    """A list that is built when it is unfolded; none where it is empty."""
    if not entries:
        return
    fold = st.expander(
        f"{label} ({len(entries)})", expanded=expanded, key=key, on_change="rerun", icon=":material/link:"
    )
    if fold.open:
        with fold:
            sentences(entries)


def section(heading: str, entries: Iterable[tuple[str, str]]) -> None:
    """A part of a page that is read: a heading, and terms with what they mean."""
    st.subheader(plain(heading), anchor=False)
    terms(entries)
