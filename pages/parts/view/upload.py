"""A visitor's own file: in this visitor's memory only, never on disk or in a shared cache, gone with the visit."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.presenting import wording
from analytics.presenting.messages import _, translate
from analytics.reading.files.table import ImportRefusedError, Limits
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions
from analytics.reading.importing.roles import MappingError
from analytics.reading.reader_client import keep_warm, read_untrusted
from analytics.texts import N_
from analytics.topics.imports import answer, exhibits, samples
from analytics.view import View
from pages.parts.cache import garbage, surveys
from pages.parts.networks import network
from pages.parts.state.refused_upload import REFUSED_TYPE
from pages.parts.streamlit_internals import visitor_address
from pages.parts.view import card, decisions, prose
from pages.parts.view.menu import script_path
from pages.parts.view.text import escape_markdown

COMPARED_DIMENSIONS = ("experience", "role", "sector", "city", "state")
FILE_TYPES = [
    *("csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet"),
    *("json", "jsonl", "ndjson", "gz", "zip"),
]
GREETING = (
    (
        N_("What you get"),
        N_("Salary bands of your own file, a check of every row, and a comparison with posted pay."),
    ),
    (
        N_("What you can bring"),
        N_("A table with pay: a spreadsheet, a payroll, an export of a job site. Its columns can stay as they are."),
    ),
    (
        N_("What stays private"),
        N_(
            "All of it. The file is in this visit's memory, not saved, not shared, and gone when you leave. Names, "
            "phone numbers and emails are never shown."
        ),
    ),
)
"""The titles and sentences shown before there is a file."""
SAMPLE = "sample"
_SENTENCES = 4
_SLOTS = ("first guess", "without saved decisions", "pay named", "sheet", "import with choices")
"""Where in the visit the results of reading are kept."""


def upload_form() -> Import | None:
    """The upload box, and the interpretation of the file, with each guess editable.

    An unreadable file gets a one-sentence error, and an earlier import stays as it was.
    """
    keep_warm()
    above = st.container()  # for visitors without a file: the sample comes before anything else to tap
    megabytes = Limits().size // 1024**2
    file: UploadedFile | SampleFile | None = st.file_uploader(
        _("A table with pay: CSV, Excel, Parquet or JSON"),
        type=FILE_TYPES,
        key="file",
        max_upload_size=megabytes,
        help=_(
            "Up to {megabytes} MB, read in memory for this visit only. For more: python -m analytics gather.",
            megabytes=megabytes,
        ),
    )
    if file is None and st.session_state.get(SAMPLE):
        file = SampleFile()
    if file is None:
        with above:
            _greet()
        return surveys.uploaded_import()
    if isinstance(file, UploadedFile) and file.type == REFUSED_TYPE:
        st.error(
            _(
                "The server holds as much of its visitors' files as its memory allows, so this file was not taken in. "
                "Try again in a few minutes, or remove a file you brought before. Nothing else on the page has changed."
            ),
            icon=":material/error:",
        )
        return surveys.uploaded_import()
    progress = st.empty()  # in every run: where elements come and go, what stands below them closes
    saved = decisions.saved_options()
    refusal: ImportRefusedError | MappingError | None = saved if isinstance(saved, ImportRefusedError) else None
    start = NO_OPTIONS if isinstance(saved, ImportRefusedError) else saved
    first = _read(file, start, "first guess", progress)
    if not isinstance(first, Import) and start != NO_OPTIONS:
        refusal, start = first, NO_OPTIONS
        first = _read(file, start, "without saved decisions", progress)
    if not isinstance(first, Import):
        pay = _which_is_pay(first)
        first = _read(file, ImportOptions({"pay": pay}), "pay named", progress) if pay else first
    if isinstance(first, Import) and first.sheets:
        sheet = st.selectbox(
            _("Sheet"), first.sheets, index=first.sheets.index(first.sheet), key=f"sheet {file.file_id}"
        )
        first = first if sheet == first.sheet else _read(file, replace(start, sheet=sheet), "sheet", progress)
    result, place = first, st.container()
    if isinstance(first, Import):
        options = replace(decisions.ask(first, start, refusal), sheet=first.sheet if first.sheets else "")
        if options != replace(start, sheet=options.sheet):
            result = _read(file, options, "import with choices", progress)
    if not isinstance(result, Import):
        st.error(escape_markdown(translate(result.message)), icon=":material/error:")
        return surveys.uploaded_import()
    st.session_state[surveys.UPLOAD] = result
    with place:
        _show_first(result)
    return result


@dataclass(frozen=True)
class SampleFile:
    """The made-up sample in the form of an uploaded file."""

    file_id: str = "sample"
    name: str = "sample.csv"

    def getvalue(self) -> bytes:
        """The bytes of the file."""
        return samples.SAMPLE.encode()


def _greet() -> None:
    """Explain what this page does and what stays private, and offer a sample."""
    parts = (f"<section>{prose.heading(_(title))}{prose.paragraph(_(text))}</section>" for title, text in GREETING)
    st.html(f'<div class="greeting">{"".join(parts)}</div>')
    if st.button(_("Try a made-up sample"), icon=":material/science:", key="try sample"):
        st.session_state[SAMPLE] = True
        st.rerun()


def _show_first(result: Import) -> None:
    """Doubts, warnings and guesses that change a figure, before any figure: the first ones alone, the rest in one."""
    sentences = list(map(translate, result.audit.first()))
    for sentence in filter(None, (*sentences[:_SENTENCES], " ".join(sentences[_SENTENCES:]))):
        st.warning(escape_markdown(sentence), icon=":material/help:")


def example() -> None:
    """Three lines of CSV for those who start from nothing."""
    with st.expander(_("What a file can look like"), expanded=True, icon=":material/table_view:"):
        st.code(samples.TEMPLATE, language=None, wrap_lines=True)
        st.download_button(
            _("Template"),
            data=samples.TEMPLATE.encode("utf-8-sig"),
            file_name="vetan-template.csv",
            mime="text/csv",
            key="template",
            on_click="ignore",
            icon=":material/download:",
        )


def use_button(result: Import) -> None:
    """Offer to use the file on every page about pay."""
    with st.container(horizontal=True):
        if st.button(_("Use it on every page"), type="primary", icon=":material/check:", key="use"):
            st.switch_page(script_path("overview"), query_params={"survey": surveys.YOUR_DATA})
        if st.button(
            _("Forget it"),
            icon=":material/delete:",
            key="forget",
            help=_("Removes {file} from this visit", file=escape_markdown(wording.brief(result.audit.file))),
        ):
            for key in (surveys.UPLOAD, SAMPLE, *_SLOTS):
                st.session_state.pop(key, None)
            st.rerun()


def compare(result: Import) -> None:
    """The file against posted pay, group by group, where both have the same dimension."""
    survey, reference = result.survey, surveys.packaged_survey(surveys.REFERENCE)
    shared = {
        survey.dimensions[name].title: name
        for name in COMPARED_DIMENSIONS
        if name in survey.dimensions and name in reference.dimensions
    }
    if survey.currency != reference.currency:
        st.info(
            _(
                "The file is in {currency}, posted pay in {other}: they are not compared.",
                currency=survey.currency,
                other=reference.currency,
            ),
            icon=":material/info:",
        )
    elif not shared:
        st.info(
            _("Without a role, sector, city or experience the file cannot be compared with posted pay."),
            icon=":material/info:",
        )
    else:
        by = st.pills(
            _("Compare with posted pay by"), list(shared), default=next(iter(shared)), required=True, key="compare_by"
        )
        comparison = answer.against_reference(View(survey), reference, shared[str(by)])
        card.show(exhibits.against_reference(comparison))


def _read(
    file: Any, options: ImportOptions, slot: str, place: DeltaGenerator
) -> Import | ImportRefusedError | MappingError:
    """Read the file once with these options, its progress shown in this place; each slot keeps its last result."""
    key = (file.file_id, options)
    saved = st.session_state.get(slot)
    if saved is not None and saved[0] == key:
        return saved[1]  # type: ignore[no-any-return]
    garbage.prepare_for_upload()
    bar = place.progress(0.0, text=_("Reading the file …"))
    result: Import | ImportRefusedError | MappingError

    def show(share: float) -> None:
        bar.progress(share, text=_("Reading the file …"))

    try:
        result = read_untrusted(
            file.getvalue(),
            options,
            name=file.name,
            progress=show,
            sender=network(visitor_address() or "127.0.0.1"),
            waiting=lambda: bar.progress(0.0, text=_("Waiting for other files to be read …")),
        )
    except (ImportRefusedError, MappingError) as refusal:
        result = refusal
    place.empty()
    st.session_state[slot] = (key, result)
    return result


def _which_is_pay(refusal: ImportRefusedError | MappingError) -> str | None:
    """If no column looks like pay, lets the visitor choose one."""
    if not isinstance(refusal, ImportRefusedError) or refusal.columns is None:
        return None
    headers = [column.header for column in refusal.columns.columns if not column.personal]
    selection = st.selectbox(
        _("Which column is pay?"), headers, index=None, key="pay column", placeholder=_("Choose a column")
    )
    return None if selection is None else str(selection)
