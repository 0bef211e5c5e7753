"""The files of data/ on the screen: column meanings, sources, downloads."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from analytics.presenting.messages import _, translate_labels
from analytics.texts import N_
from analytics.topics.methods import archives, terms
from pages.parts.state import choices
from pages.parts.view import listing
from pages.parts.view.text import escape_markdown

PARTS = {
    "words": N_("Words and limits"),
    "roles": N_("Roles and bait"),
    "estimates": N_("Estimates"),
    "columns": N_("Columns"),
    "sources": N_("Sources"),
    "downloads": N_("Downloads"),
}
"""The parts of the page on methods."""


def parts() -> Sequence[TabContainer]:
    """The parts of the page on methods."""
    return choices.tabs(translate_labels(PARTS), key="part")


def dictionary(package: terms.Package) -> None:
    """One file, chosen by title, with its description and columns."""
    st.subheader(_("What each file and column means"), anchor=False)
    name = choices.single(st.selectbox, _("File"), archives.titles(package), "file")
    description, columns = terms.dictionary(name, package)
    st.markdown(escape_markdown(description))
    listing.terms(columns)


def sources(package: terms.Package) -> None:
    """Each file with its licence, dates and links."""
    st.subheader(_("Sources, licences and dates"), anchor=False)
    listing.sentences(terms.sources(package))


def downloads(package: terms.Package) -> None:
    """Each file with its descriptor as a zip, built when it is asked for."""
    st.subheader(_("Download the data"), anchor=False)
    st.markdown(_("Each file comes as a zip with the descriptor that names its source, licence, units and columns."))
    _button(_("Everything"), archives.archive_all, "vetan-data")
    for name, title in archives.titles(package).items():
        _button(
            f"{title} ({archives.size(name, package)})",
            partial(archives.archive_file, name),
            f"vetan-{name.replace('_', '-')}",
        )


def _button(label: str, build: Callable[[], bytes], name: str) -> None:
    st.download_button(
        escape_markdown(label),
        data=build,
        file_name=f"{name}.zip",
        mime="application/zip",
        key=f"download {name}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
