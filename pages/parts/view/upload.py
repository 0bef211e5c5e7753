"""A visitor's own file: in this visitor's memory only, never on disk or in a shared cache, gone with the visit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.presenting import wording
from analytics.presenting.exhibit import View
from analytics.reading.fields.pay import PER_MONTH, Period
from analytics.reading.fields.plausible import UNITS
from analytics.reading.files.table import ImportRefused, Limits
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.decide import SidecarHints, parse_sidecar, write_sidecar
from analytics.reading.importing.roles import PAY_ROLES, MappingError
from analytics.reading.isolation import keep_warm, read_isolated
from analytics.topics.imports import answer, exhibits, samples
from pages.parts.cache import collection, surveys
from pages.parts.host import uploads
from pages.parts.view import card
from pages.parts.view.menu import script_path
from pages.parts.view.text import brief, escape_markdown

NONE = "No column"
SINGLE = ("experience", "role", "sector", "city", "state", "weight")
COMPARED = ("experience", "role", "sector", "city", "state")
FILE_TYPES = [
    *("csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet"),
    *("json", "jsonl", "ndjson", "gz", "zip"),
]
CURRENCIES = ("INR", "USD", "EUR", "GBP")
SAMPLE = "sample"
_SENTENCES = 4


@dataclass(frozen=True)
class Choices:
    """What a visitor decided about a file, over the guesses."""

    mapping: tuple[tuple[str, Any], ...] = ()
    period: str | None = None
    currency: str | None = None
    unit: float | None = None
    drop_duplicates: bool = False
    drop_outliers: bool = False
    sheet: str = ""


def dropped() -> Import | None:
    """The box to drop a file in, and what was read from it, with each guess open to change.

    What cannot be read is said in one sentence, and an earlier import stays as it was.
    """
    keep_warm()
    megabytes = Limits().size // 1024**2
    file: UploadedFile | SampleFile | None = st.file_uploader(
        "A table with pay: CSV, Excel, Parquet or JSON",
        type=FILE_TYPES,
        key="file",
        max_upload_size=megabytes,
        help=f"Up to {megabytes} MB, read in memory for this visit only. For more: python -m analytics gather.",
    )
    if file is None and st.session_state.get(SAMPLE):
        file = SampleFile()
    if file is None:
        _greet()
        return surveys.uploaded()
    if isinstance(file, UploadedFile) and file.type == uploads.REFUSED:
        st.error(escape_markdown(uploads.REFUSAL), icon=":material/error:")
        return surveys.uploaded()
    first = _read(file, Choices(), "first guess")
    if isinstance(first, Exception):
        pay = _which_is_pay(first)
        first = _read(file, Choices((("pay", pay),)), "pay named") if pay else first
    if isinstance(first, Import) and first.sheets:
        sheet = st.selectbox("Sheet", first.sheets, index=first.sheets.index(first.sheet), key=f"sheet {file.file_id}")
        first = first if sheet == first.sheet else _read(file, Choices(sheet=sheet), "sheet")
    imported = first
    if isinstance(first, Import):
        choices = replace(_choices(first), sheet=first.sheet if first.sheets else "")
        imported = _read(file, choices, "import with choices") if choices != Choices(sheet=choices.sheet) else first
    if isinstance(imported, Exception):
        st.error(escape_markdown(imported), icon=":material/error:")
        return surveys.uploaded()
    st.session_state[surveys.UPLOAD] = imported
    _show_first(imported)
    return imported


@dataclass(frozen=True)
class SampleFile:
    """The made-up sample in the form of an uploaded file."""

    file_id: str = "sample"
    name: str = "sample.csv"

    def getvalue(self) -> bytes:
        """The bytes of the file."""
        return samples.SAMPLE.encode()


def _greet() -> None:
    """What one can do here, what stays private, what comes out; and a sample to try it with."""
    st.markdown(
        "Bring a table with pay: a spreadsheet, a pay roll, an export of a job site. You get salary bands of your own "
        "file, a check of every row, and a comparison with posted pay. The file stays in this visit's memory: it is "
        "not saved, not shared, and gone when you leave. Names, phones and e-mails are never shown."
    )
    if st.button("Try a made-up sample", icon=":material/science:", key="try sample"):
        st.session_state[SAMPLE] = True
        st.rerun()


def _show_first(imported: Import) -> None:
    """Doubts, warnings and guesses that change a figure, before any figure."""
    for sentence in imported.audit.first()[:_SENTENCES]:
        st.warning(escape_markdown(sentence), icon=":material/help:")


def example() -> None:
    """Three lines of CSV for those who start from nothing."""
    with st.expander("What a file can look like", icon=":material/table_view:"):
        st.code(samples.TEMPLATE, language=None)
        st.download_button(
            "Template",
            data=samples.TEMPLATE.encode("utf-8-sig"),
            file_name="vetan-template.csv",
            mime="text/csv",
            key="template",
            on_click="ignore",
            icon=":material/download:",
        )


def use_button(imported: Import) -> None:
    """Offers to look at the file on every page about pay."""
    with st.container(horizontal=True):
        if st.button("Use it on every page", type="primary", icon=":material/check:", key="use"):
            st.switch_page(script_path("overview"), query_params={"survey": surveys.YOURS})
        if st.button(
            "Forget it",
            icon=":material/delete:",
            key="forget",
            help=f"Removes {escape_markdown(brief(imported.audit.file))} from this visit",
        ):
            for key in (surveys.UPLOAD, SAMPLE, "first guess", "pay named", "sheet", "import with choices"):
                st.session_state.pop(key, None)
            st.rerun()


def compare(imported: Import) -> None:
    """The file against posted pay, group by group, where both have the same dimension."""
    survey, reference = imported.survey, surveys.survey(surveys.REFERENCE)
    shared = {
        survey.dimensions[name].title: name
        for name in COMPARED
        if name in survey.dimensions and name in reference.dimensions
    }
    if survey.currency != reference.currency:
        st.info(
            f"The file is in {survey.currency}, posted pay in {reference.currency}: they are not compared.",
            icon=":material/info:",
        )
    elif not shared:
        st.info(
            "Without a role, sector, city or experience the file cannot be compared with posted pay.",
            icon=":material/info:",
        )
    else:
        by = st.pills(
            "Compare with posted pay by", list(shared), default=next(iter(shared)), required=True, key="compare_by"
        )
        compared = answer.against_reference(View(survey), reference, shared[str(by)])
        card.show(exhibits.against_reference(compared))


def _read(file: Any, choices: Choices, slot: str) -> Import | ImportRefused | MappingError:
    """Read the file once for these choices; the last result of each slot is kept for this visitor."""
    key = (file.file_id, choices)
    kept = st.session_state.get(slot)
    if kept is not None and kept[0] == key:
        return kept[1]  # type: ignore[no-any-return]
    collection.prepare_for_upload()
    bar = st.progress(0.0, text="Reading the file …")
    result: Import | ImportRefused | MappingError

    def show(share: float) -> None:
        bar.progress(share, text="Reading the file …")

    try:
        result = read_isolated(
            file.getvalue(),
            name=file.name,
            mapping=dict(choices.mapping),
            period=choices.period,  # type: ignore[arg-type]
            currency=choices.currency,
            unit=choices.unit,
            sheet=choices.sheet,
            drop_duplicates=choices.drop_duplicates,
            drop_outliers=choices.drop_outliers,
            progress=show,
            waiting=lambda: bar.progress(0.0, text="Two other files are being read; this one is next …"),
        )
    except (ImportRefused, MappingError) as refusal:
        result = refusal
    bar.empty()
    st.session_state[slot] = (key, result)
    return result


def _which_is_pay(refusal: Exception) -> str | None:
    """Where no column looks like pay, a person can say which one it is."""
    columns = getattr(refusal, "columns", None)
    if columns is None:
        return None
    headers = [column.header for column in columns.columns if not column.personal]
    picked = st.selectbox("Which column is pay?", headers, index=None, key="pay column", placeholder="Choose a column")
    return None if picked is None else str(picked)


def _choices(guessed: Import) -> Choices:
    """A box for each guess; what is left as it was is no choice."""
    headers = [column.header for column in guessed.columns.columns]
    with st.expander(
        "Change what was understood",
        icon=":material/tune:",
        expanded=guessed.period.guessed or guessed.currency.guessed,
    ):
        facts, columns = st.columns(2)  # on a phone, what may be a guess comes first
        with facts:
            saved = _saved_decisions()
            period = _stated(
                "Period of the pay",
                tuple(PER_MONTH),
                guessed.period.value,
                guessed.period.guessed,
                "period of pay",
                {c.period: c.median for c in guessed.candidates if c.unit == guessed.unit},
            )
            unit = _unit(guessed)
            currencies = tuple(dict.fromkeys((guessed.currency.value, *guessed.currency.rows, *CURRENCIES)))
            currency = _stated(
                "Currency", currencies, guessed.currency.value, guessed.currency.guessed, "currency of pay"
            )
            duplicates = st.toggle(
                f"Leave out exact duplicates ({wording.count(guessed.audit.duplicates)})", key="drop duplicates"
            )
            outliers = st.toggle(
                f"Leave out pay very far from the others ({wording.count(guessed.audit.outliers)})", key="drop outliers"
            )
            mapping: dict[str, Any] = {**saved.mapping, **_groups(guessed)}
            ignored = _ignored(guessed)
        with columns:
            mapping |= _pay_columns(guessed, headers) | {
                role: picked for role in SINGLE if (picked := _column(guessed, role, headers)) is not None
            }
    if ignored:
        mapping = {role: value for role, value in mapping.items() if value not in ignored}
        mapping["ignore"] = tuple(dict.fromkeys((*mapping.get("ignore", ()), *ignored)))
    return Choices(
        tuple(sorted(mapping.items())),
        period or saved.period,
        currency or saved.currency,
        unit or saved.unit,
        duplicates,
        outliers,
    )


def _ignored(guessed: Import) -> tuple[str, ...]:
    """Columns that play a part and that the visitor lets go."""
    used = [
        column.header
        for column in guessed.columns.columns
        if column.role not in ("ignore", "dimension") and column.role not in PAY_ROLES
    ]
    return tuple(st.multiselect("Columns to leave aside", used, key="columns aside")) if used else ()


def _unit(guessed: Import) -> float | None:
    """What a bare figure stands for, each choice with the median it would give."""
    if not guessed.candidates:
        return None
    names = {amount: name for name, amount in UNITS.items()}
    medians = {c.unit: c.median for c in guessed.candidates if c.period == guessed.period.value}
    picked = _stated(
        "A number without a unit stands for",
        tuple(UNITS),
        names[guessed.unit],
        guessed.how_unit == "guess",
        "unit of pay",
        {names[amount]: median for amount, median in medians.items()},
    )
    return UNITS.get(picked or "")


def _saved_decisions() -> SidecarHints:
    """Decisions that were saved before, from a file the visitor brings."""
    file = st.file_uploader("Decisions saved before", type=["json"], key="decisions")
    if file is None:
        return SidecarHints()
    try:
        return parse_sidecar(file.getvalue().decode(errors="replace"), file.name)
    except ImportRefused as refusal:
        st.error(escape_markdown(refusal), icon=":material/error:")
        return SidecarHints()


def save_decisions(imported: Import) -> None:
    """Offers what was decided as a small file, to be read again with the next file of the kind."""
    st.download_button(
        "Save these decisions",
        data=lambda: write_sidecar(
            imported.columns,
            cast("Period", imported.period.value),
            imported.currency.value,
            imported.unit,
        ).encode(),
        file_name=f"{brief(imported.audit.file)}.datapackage.json",
        mime="application/json",
        key="save decisions",
        on_click="ignore",
        icon=":material/save:",
    )


def _pay_columns(guessed: Import, headers: list[str]) -> dict[str, str]:
    """Low, middle and high columns, or one column for all."""
    labels = {"pay": "Pay", "pay_low": "Low end of pay", "pay_middle": "Middle of pay", "pay_high": "High end of pay"}
    before = {role: guessed.columns.one(role) or NONE for role in PAY_ROLES}
    after = {
        role: _box(labels[role], role, before[role], headers)
        for role in PAY_ROLES
        if role != "pay_middle" or before[role] != NONE
    }
    if all(after[role] == before[role] for role in after):
        return {}
    return {role: header for role, header in after.items() if header != NONE}


def _column(guessed: Import, role: str, headers: list[str]) -> str | None:
    before = guessed.columns.one(role) or NONE
    after = _box(role.capitalize(), role, before, headers)
    return None if after == before else "" if after == NONE else after


def _groups(guessed: Import) -> dict[str, tuple[str, ...]]:
    """The file's own columns to filter and group by."""
    before = guessed.columns.having("dimension")
    offered = [
        column.header
        for column in guessed.columns.columns
        if column.role in ("dimension", "ignore") and not column.personal
    ]
    after = tuple(st.multiselect("Other columns to filter by", offered, default=before, key="other columns"))
    if set(after) == set(before):
        return {}
    return {"dimension": after, "ignore": tuple(header for header in before if header not in after)}


def _box(label: str, role: str, before: str, headers: list[str]) -> str:
    options = [NONE, *headers]
    return str(st.selectbox(label, options, index=options.index(before), key=f"column {role}"))


def _stated(
    label: str,
    options: tuple[str, ...],
    before: str,
    guessed: bool,
    key: str,
    medians: Mapping[str, float] = MappingProxyType({}),
) -> str | None:
    """A fact about all the pay: marked where it is a guess, and a choice once it is confirmed or changed.

    Where medians are given, each option tells the one it would lead to: a person sees at a glance which is right.
    """

    def with_median(option: str) -> str:
        median = medians.get(option)
        return option if median is None or not median > 0 else f"{option} (median {median:,.0f} a month)"

    picked = st.selectbox(
        f"{label} (a guess: the file does not say)" if guessed else label,
        options,
        index=options.index(before) if before in options else 0,
        key=key,
        format_func=with_median,
    )
    return None if picked == before else str(picked)
