"""The surveys on offer. Packaged and hosted ones are read once for everyone; an upload is never shared."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakSet, ref

import streamlit as st

from analytics.market import price_index
from analytics.model import Count, DataError, Fault, Provenance, Survey
from analytics.presenting.messages import _
from analytics.reading import packaged
from analytics.statistics import disclosure
from analytics.texts import N_, message
from pages.parts.cache import garbage, hosting, tables
from pages.parts.cache.spinner import SpinnerText

if TYPE_CHECKING:
    from analytics.reading.importing.assemble import Import

UPLOAD = "import"
"""The key in the session's state under which a visitor's own file is kept."""
REFERENCE = "posted_pay"
FIRST = {REFERENCE: N_("Posted pay"), "published_pay": N_("Published figures")}
"""What the page calls the surveys it offers first; all others go by the title of their source, with site and period."""
HOSTED, YOUR_DATA = "hosted", "your_data"
"""The identifiers of the host's own survey and of a visitor's own file."""

_SEVERAL_ROWS = N_(
    "has {rows} rows for each person on average, such as one for each month: keep one row for each, because ten "
    "rows count as ten people; if rows are not people, set VETAN_PROTECT=no"
)

_shared: WeakSet[Survey] = WeakSet()
"""The surveys that everyone may see. A visitor's own file never becomes one of them."""
_deflated_uploads: WeakKeyDictionary[Survey, Survey] = WeakKeyDictionary()
"""A visitor's own file in rupees of the latest month, by the file itself: gone when the visit drops the file."""
_recounted_uploads: WeakKeyDictionary[Survey, Survey] = WeakKeyDictionary()
"""A visitor's own file with each employer counted once, by the file itself."""
_uploads_before_recount: WeakKeyDictionary[Survey, ref[Survey]] = WeakKeyDictionary()
"""The survey that an upload counting employers was made from."""


@st.cache_resource(show_spinner=SpinnerText(N_("Reading the figures …")))
def packaged_survey(name: str) -> Survey:
    """A packaged survey, read and checked once for everyone."""
    return _share_for_process(packaged.survey(name))


@st.cache_resource(show_spinner=SpinnerText(N_("Reading the figures …")))
def _read_hosted(file: str) -> Survey:
    """The host's survey, read once for everyone; protected, as rows of people, unless the host configures otherwise.

    The file's own metadata plays no role.
    """
    from analytics.reading import grouping, saved  # bring the import of files, which no other page needs

    protects = hosting.protects_groups()
    try:
        read = grouping.group_survey(saved.any_survey(Path(file)))
    except DataError as error:
        raise (_without_cells(error) if protects else error) from error
    if protects:
        try:
            return _share_for_process(disclosure.protect(read))
        except disclosure.SeveralRowsError as error:
            raise DataError([Fault(Path(file).name, message(_SEVERAL_ROWS, rows=f"{error.rows:.1f}"))]) from error
    return _share_for_process(replace(read, provenance=replace(read.provenance, protected=False)))


def _without_cells(error: DataError) -> DataError:
    """The faults of a file without its cells, which every visitor reads: a cell can be one person's pay."""
    logging.getLogger("vetan").error("The host's survey cannot be used: %s", error)
    return DataError(dict.fromkeys(replace(fault, row=None, value=None) for fault in error.faults))


def hosted_survey() -> Survey | None:
    """The survey that the host of this dashboard offers first, if there is one."""
    file = hosting.survey_file()
    return _read_hosted(str(file)) if file else None


@st.cache_resource(show_spinner=SpinnerText(N_("Working out real pay …")))
def _deflate(name: str, source: Provenance, _nominal: Survey) -> Survey:  # noqa: ARG001 (the key)
    return _share_for_process(price_index.in_rupees_of(_nominal, tables.prices()))


def deflate(nominal: Survey) -> Survey:
    """Convert the survey to rupees of the latest month of prices. A visitor's own stays as long as their file."""
    if is_shared(nominal):
        return _deflate(nominal.name, nominal.provenance, nominal)
    if nominal not in _deflated_uploads:
        _deflated_uploads[nominal] = price_index.in_rupees_of(nominal, tables.prices())
    return _deflated_uploads[nominal]


@st.cache_resource(show_spinner=False)
def _of_employers(name: str, source: Provenance, _of_posts: Survey) -> Survey:  # noqa: ARG001 (the key)
    return _share_for_process(_of_posts.with_count("employers"))


def recount(survey: Survey, count: Count) -> Survey:
    """Return the survey with each row, or each employer, counting once. A visitor's own stays as long as their file."""
    if count == survey.count_unit or count != "employers":
        return survey.with_count(count)
    if is_shared(survey):
        return _of_employers(survey.name, survey.provenance, survey)
    if survey not in _recounted_uploads:
        recounted = survey.with_count(count)
        _recounted_uploads[survey], _uploads_before_recount[recounted] = recounted, ref(survey)
    return _recounted_uploads[survey]


def before_recount(survey: Survey) -> Survey:
    """The survey from which `recount` made this one, else this one: a key for what counting does not change.

    Only a visitor's own file is looked up.
    """
    made_from = _uploads_before_recount.get(survey)
    return (made_from() if made_from else None) or survey


def is_shared(survey: Survey) -> bool:
    """Whether everyone may see it, so its answers may be cached. Its name and kind play no role."""
    return survey in _shared


def has_skills(survey: Survey) -> bool:
    """Whether the table of skills was counted from the posts of this survey."""
    return survey.name == REFERENCE and is_shared(survey)


def _share_for_process(survey: Survey) -> Survey:
    """Mark a survey as one that everyone may see and that stays as long as the server."""
    _shared.add(survey)
    garbage.freeze()
    return survey


@st.cache_resource(show_spinner=False)
def packaged_titles() -> dict[str, str]:
    """The packaged surveys that everyone can choose, title by name: without those too small for bands."""
    entries = [entry for entry in tables.package()["resources"] if entry.get("survey")]
    further = [str(entry["name"]) for entry in entries if entry["survey"].get("shownAs") != "list"]
    return FIRST | {name: tables.provenance(name).title for name in further if name not in FIRST}


def public_titles() -> dict[str, str]:
    """The surveys that everyone can choose: title by identifier, the host's own first."""
    first = hosted_survey()
    titles = {name: _(title) for name, title in packaged_titles().items()}
    return {HOSTED: first.provenance.title} | titles if first else titles


def public_survey(name: str) -> Survey:
    """The survey with this identifier that everyone can choose."""
    first = hosted_survey()
    return first if first and name == HOSTED else packaged_survey(name=name)


def survey_titles() -> dict[str, str]:
    """The surveys this visitor can choose: title by identifier."""
    return public_titles() | ({YOUR_DATA: _("Your data")} if uploaded_import() else {})


def visible_survey(name: str) -> Survey:
    """The survey with this identifier that this visitor can choose: their own file, or one that everyone can."""
    result = uploaded_import()
    return result.survey if result and name == YOUR_DATA else public_survey(name)


def uploaded_import() -> "Import | None":
    """The file this visitor uploaded, kept in the memory of the visit and nowhere else."""
    return st.session_state.get(UPLOAD)
