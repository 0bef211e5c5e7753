"""Editable decisions about a visitor's file: pay, period and unit first, then the use of each column."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

import streamlit as st

from analytics.presenting import wording
from analytics.presenting.messages import _, translate
from analytics.reading.fields.periods import PER_MONTH, Period
from analytics.reading.fields.plausible import UNITS
from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.descriptor import parse_descriptor, write_descriptor
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions
from analytics.reading.importing.roles import PAY_ROLES, SINGLE_ROLES, Column, MappingError
from analytics.texts import N_
from pages.parts.view.text import escape_markdown, plain_label

CURRENCIES = ("INR", "USD", "EUR", "GBP")
MOST_COLUMNS = 40
"""The most columns with a selector; the others keep their inferred use."""
USES = {
    "pay": N_("Pay"),
    "pay_low": N_("Low end of pay"),
    "pay_middle": N_("Middle of pay"),
    "pay_high": N_("High end of pay"),
    "period": N_("Period of pay"),
    "payments": N_("Payments a year"),
    "unit": N_("Unit of pay"),
    "currency": N_("Currency of pay"),
    "experience": N_("Experience"),
    "role": N_("Job title"),
    "sector": N_("Sector"),
    "city": N_("Place of work"),
    "state": N_("State"),
    "employer": N_("Employer (never shown)"),
    "weight": N_("Sampling weight"),
    "count": N_("People per row"),
    "dimension": N_("Filter"),
    "ignore": N_("Ignore"),
}
"""The labels for the uses of a column."""


_SAVED = "decisions"
"""The key of the box for decisions that were saved before."""


def _box(name: str, file: str) -> str:
    """The key of a box: with other decisions loaded it is another box, which begins with what they say."""
    saved = st.session_state.get(_SAVED)
    return f"{name} of {file}" if saved is None else f"{name} of {file} by {saved.file_id}"


def saved_options() -> ImportOptions | ImportRefusedError:
    """The decisions that were saved before, from the file that the visitor uploads below; none without it."""
    file = st.session_state.get(_SAVED)
    if file is None:
        return NO_OPTIONS
    try:
        return parse_descriptor(file.getvalue().decode(errors="replace"), file.name)
    except ImportRefusedError as refusal:
        return refusal


def ask(first: Import, saved: ImportOptions, refusal: ImportRefusedError | MappingError | None = None) -> ImportOptions:
    """A box for each decision; an unchanged box makes no decision.

    The three that change figures most stand first, each option with the median it would give.

    Args:
        first: the file as it is read without the visitor's choices.
        saved: the decisions saved before with which it was read.
        refusal: why such decisions do not fit the file.
    """
    with st.container(border=True):
        st.markdown(_("**How the pay is read** — change what is wrong; each option shows the median it would give."))
        pay_box, period_box, unit_box = st.columns(3)
        with pay_box:
            pay = _pay(first)
        with period_box:
            period = _period(first)
        with unit_box:
            unit = _unit(first)
    with st.expander(_("What each column is used as"), icon=":material/view_column:"):
        uses = _columns(first)
    with st.expander(_("Currency, repeated rows, saved decisions"), icon=":material/tune:"):
        currencies = tuple(dict.fromkeys((first.currency.value, *first.currency.rows, *CURRENCIES)))
        currency = _stated_or_guess(
            _("Currency"), currencies, first.currency.value, first.currency.guessed, "currency", first
        )
        duplicates = st.toggle(
            _("Leave out exact duplicates ({count})", count=wording.count(first.audit.duplicates)),
            key="drop duplicates",
        )
        outliers = st.toggle(
            _("Leave out pay very far from the others ({count})", count=wording.count(first.audit.outliers)),
            key="drop outliers",
        )
        st.file_uploader(_("Decisions saved before"), type=["json"], key=_SAVED)
        if refusal is not None:
            st.error(escape_markdown(translate(refusal.message)), icon=":material/error:")
    if pay:
        uses = {header: "ignore" if use in PAY_ROLES else use for header, use in uses.items()} | {pay: "pay"}
    mapping = over_saved(saved.mapping, changed_uses(first.columns.columns, uses))
    options = ImportOptions(mapping, period, currency, unit, drop_duplicates=duplicates, drop_outliers=outliers)
    return options.over(saved)


def over_saved(saved: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Saved uses, with changed ones in their place: a changed column no longer has the use it was saved with.

    >>> over_saved({"pay": "CTC", "ignore": ("City", "Site")}, {"city": "Site"})
    {'pay': 'CTC', 'ignore': ('City',), 'city': 'Site'}
    """
    changed_headers = {
        header for names in changed.values() for header in ((names,) if isinstance(names, str) else names)
    }
    unchanged = {
        role: ("" if names in changed_headers else names)
        if isinstance(names, str)
        else tuple(n for n in names if n not in changed_headers)
        for role, names in saved.items()
    }
    return {**unchanged, **changed}


def changed_uses(columns: Sequence[Column], uses: Mapping[str, str]) -> dict[str, Any]:
    """Role → header, or headers, for the roles that another use of a column touches; empty for one that none plays.

    >>> columns = (Column("City", "city"), Column("Pay", "pay"), Column("Site", "ignore"))
    >>> changed_uses(columns, {"City": "ignore", "Pay": "pay", "Site": "city"})
    {'city': 'Site', 'ignore': ('City',)}
    """
    before = {column.header: column.role for column in columns}
    after = {**before, **uses}
    headers_moved = [header for header in before if before[header] != after[header]]
    roles_moved = {before[header] for header in headers_moved} | {after[header] for header in headers_moved}
    if roles_moved & set(PAY_ROLES):  # naming one role of pay sets every guess about pay aside
        roles_moved |= {role for role in PAY_ROLES if role in after.values()}
    mapping: dict[str, Any] = {}
    for role in USES:
        headers = tuple(header for header in before if after[header] == role)
        if role in roles_moved and role in SINGLE_ROLES:
            if headers or role not in PAY_ROLES:
                mapping[role] = headers[0] if len(headers) == 1 else headers or ""
        elif role in roles_moved and (
            headers_of_role := tuple(header for header in headers if header in headers_moved)
        ):
            mapping[role] = headers_of_role
    return mapping


def _pay(first: Import) -> str | None:
    """The column of the pay: that taken, those that could take its place with their medians, any other with figures."""
    current = " to ".join(first.columns.pay)
    guess = next((guess for guess in first.audit.guesses if guess.about == "pay"), None)
    medians = {} if guess is None else {alternative.value: alternative.median for alternative in guess.runners_up}
    candidates = [*medians, *first.columns.alternatives.get("pay", ())]
    candidates += [column.header for column in first.columns.columns if not column.personal]
    options = list(dict.fromkeys([current, *(header for header in candidates if header not in first.columns.pay)]))
    return _stated_or_guess(
        _("Pay is in"), tuple(options), current, guess is not None and guess.open, "pay column", first, medians
    )


def _period(first: Import) -> Period | None:
    """The period of the figures."""
    medians: dict[str, float] = {c.period: c.median for c in first.candidates if c.unit == first.unit}
    period = first.period
    selection = _stated_or_guess(
        _("Pay is for a"), tuple(PER_MONTH), period.value, period.guessed, "period", first, medians
    )
    return cast("Period | None", selection)


def _unit(first: Import) -> float | None:
    """The unit of a bare figure."""
    if not first.candidates:
        st.selectbox(_("A bare figure is in"), [_("as each row states it")], disabled=True, key="unit of pay")
        return None
    names = {amount: name for name, amount in UNITS.items()}
    medians = {names[c.unit]: c.median for c in first.candidates if c.period == first.period.value}
    guess = first.how_unit == "guess"
    selection = _stated_or_guess(
        _("A bare figure is in"), tuple(UNITS), names[first.unit], guess, "unit", first, medians
    )
    return UNITS.get(selection or "")


def _stated_or_guess(
    label: str,
    options: tuple[str, ...],
    before: str,
    is_guess: bool,
    key: str,
    result: Import,
    medians: Mapping[str, float] = MappingProxyType({}),
) -> str | None:
    """A fact about all the pay: marked where it is a guess, and a choice once it is changed."""

    def with_median(option: str) -> str:
        name = {"one": _("units (as written)")}.get(option, f"{option}s" if option in UNITS else option)
        median = medians.get(option)
        if median is None or not median > 0:
            return name
        return _("{name} → {pay} a month", name=name, pay=wording.money(median, result.currency.value))

    selection = st.selectbox(
        _("{label} (a guess)", label=label) if is_guess else label,
        options,
        index=options.index(before) if before in options else 0,
        key=_box(key, result.audit.file),
        format_func=with_median,
    )
    return None if selection == before else str(selection)


def _columns(first: Import) -> dict[str, str]:
    """The use inferred for each column, with the reason, some cells, and a selector to change it."""
    columns = first.columns.columns
    used_first = sorted(columns[:MOST_COLUMNS], key=lambda column: column.role == "ignore")
    uses = {column.header: _use(column, first.audit.file) for column in used_first}
    if len(columns) > MOST_COLUMNS:
        st.caption(
            _(
                "The other {count} columns keep what they were taken for.",
                count=wording.count(len(columns) - MOST_COLUMNS),
            )
        )
    return uses


def _use(column: Column, file: str) -> str:
    options = ["ignore", *PAY_ROLES] if column.personal else list(USES)
    if column.role not in options:
        options.append(column.role)
    about, selector = st.columns([3, 2], vertical_alignment="center")
    with about:
        examples = _("For example: {examples}.", examples="; ".join(column.examples)) if column.examples else ""
        st.markdown(f"**{escape_markdown(wording.brief(column.header))}**")
        reason = _("Why: {reason}. {examples}", reason=translate(column.reason), examples=examples)
        st.caption(escape_markdown(reason))
    with selector:
        return str(
            st.selectbox(
                _("Use of {column}", column=plain_label(wording.brief(column.header))),
                options,
                index=options.index(column.role),
                key=_box(f"use of {column.header}", file),
                format_func=lambda role: _(USES[role]),
                label_visibility="collapsed",
            )
        )


def save(result: Import) -> None:
    """Offer the decisions as a small file, to reuse with the next file of this kind."""
    st.download_button(
        _("Save these decisions"),
        data=lambda: write_descriptor(
            result.columns,
            cast("Period", result.period.value) if len(result.period.rows) == 1 else None,
            result.currency.value,
            result.unit,
        ).encode(),
        file_name=f"{wording.brief(result.audit.file)}.datapackage.json",
        mime="application/json",
        key="save decisions",
        on_click="ignore",
        icon=":material/save:",
    )
