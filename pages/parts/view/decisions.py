"""The decisions about a visitor's file, open to change: pay, period and unit first, then what each column is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

import streamlit as st

from analytics.presenting import wording
from analytics.presenting.messages import _
from analytics.reading.fields.pay import PER_MONTH, Period
from analytics.reading.fields.plausible import UNITS
from analytics.reading.files.table import ImportRefused
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.decide import SidecarHints, parse_sidecar, write_sidecar
from analytics.reading.importing.roles import PAY_ROLES, SINGLE_ROLES, Column
from analytics.texts import N_
from pages.parts.view.text import brief, escape_markdown, plain_label

CURRENCIES = ("INR", "USD", "EUR", "GBP")
MOST_COLUMNS = 40
"""How many columns have a selector; the others keep what they were taken for."""
USES = {
    "pay": N_("Pay"),
    "pay_low": N_("Low end of pay"),
    "pay_middle": N_("Middle of pay"),
    "pay_high": N_("High end of pay"),
    "period": N_("Period of pay"),
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
"""What a column can be used as, in words."""


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


def ask(guessed: Import) -> Choices:
    """A box for each decision; what is left as it was is no choice.

    The three that change figures most stand first, each option with the median it would give.
    """
    with st.container(border=True):
        st.markdown(_("**How the pay is read** — change what is wrong; each option says the median it would give."))
        pay_box, period_box, unit_box = st.columns(3)
        with pay_box:
            pay = _pay(guessed)
        with period_box:
            period = _period(guessed)
        with unit_box:
            unit = _unit(guessed)
    with st.expander(_("What each column is used as"), icon=":material/view_column:"):
        uses = _columns(guessed)
    with st.expander(_("Currency, repeated rows, saved decisions"), icon=":material/tune:"):
        currencies = tuple(dict.fromkeys((guessed.currency.value, *guessed.currency.rows, *CURRENCIES)))
        currency = _stated(
            _("Currency"), currencies, guessed.currency.value, guessed.currency.guessed, "currency", guessed
        )
        duplicates = st.toggle(
            _("Leave out exact duplicates ({count})", count=wording.count(guessed.audit.duplicates)),
            key="drop duplicates",
        )
        outliers = st.toggle(
            _("Leave out pay very far from the others ({count})", count=wording.count(guessed.audit.outliers)),
            key="drop outliers",
        )
        saved = _saved_decisions()
    if pay:
        uses = {header: "ignore" if use in PAY_ROLES else use for header, use in uses.items()} | {pay: "pay"}
    mapping: dict[str, Any] = {**saved.mapping, **changed_uses(guessed.columns.columns, uses)}
    return Choices(
        tuple(sorted(mapping.items())),
        period or saved.period,
        currency or saved.currency,
        unit or saved.unit,
        duplicates,
        outliers,
    )


def changed_uses(columns: Sequence[Column], uses: Mapping[str, str]) -> dict[str, Any]:
    """Role → header, or headers, for the roles that another use of a column touches; empty for one that none plays.

    >>> columns = (Column("City", "city", ""), Column("Pay", "pay", ""), Column("Site", "ignore", ""))
    >>> changed_uses(columns, {"City": "ignore", "Pay": "pay", "Site": "city"})
    {'city': 'Site', 'ignore': ('City',)}
    """
    before = {column.header: column.role for column in columns}
    after = {**before, **uses}
    moved = [header for header in before if before[header] != after[header]]
    touched = {before[header] for header in moved} | {after[header] for header in moved}
    if touched & set(PAY_ROLES):  # naming one role of pay sets every guess about pay aside
        touched |= {role for role in PAY_ROLES if role in after.values()}
    mapping: dict[str, Any] = {}
    for role in USES:
        headers = tuple(header for header in before if after[header] == role)
        if role in touched and role in SINGLE_ROLES:
            if headers or role not in PAY_ROLES:
                mapping[role] = headers[0] if len(headers) == 1 else headers or ""
        elif role in touched and (changed := tuple(header for header in headers if header in moved)):
            mapping[role] = changed
    return mapping


def _pay(guessed: Import) -> str | None:
    """The column of the pay: that taken, those that could take its place with their medians, any other with figures."""
    taken = " to ".join(guessed.columns.pay)
    guess = next((guess for guess in guessed.audit.guesses if guess.about == "pay"), None)
    medians = {} if guess is None else {other.value: other.median for other in guess.others}
    others = [*medians, *guessed.columns.alternatives.get("pay", ())]
    others += [column.header for column in guessed.columns.columns if not column.personal]
    options = list(dict.fromkeys([taken, *(other for other in others if other not in guessed.columns.pay)]))
    return _stated(
        _("Pay is in"), tuple(options), taken, guess is not None and guess.open, "pay column", guessed, medians
    )


def _period(guessed: Import) -> str | None:
    """What time the figures are for."""
    medians: dict[str, float] = {c.period: c.median for c in guessed.candidates if c.unit == guessed.unit}
    stated = guessed.period
    return _stated(_("Pay is for a"), tuple(PER_MONTH), stated.value, stated.guessed, "period", guessed, medians)


def _unit(guessed: Import) -> float | None:
    """What a bare figure stands for."""
    if not guessed.candidates:
        st.selectbox(_("A bare figure is in"), [_("as each row states it")], disabled=True, key="unit of pay")
        return None
    names = {amount: name for name, amount in UNITS.items()}
    medians = {names[c.unit]: c.median for c in guessed.candidates if c.period == guessed.period.value}
    guess = guessed.how_unit == "guess"
    picked = _stated(_("A bare figure is in"), tuple(UNITS), names[guessed.unit], guess, "unit", guessed, medians)
    return UNITS.get(picked or "")


def _stated(
    label: str,
    options: tuple[str, ...],
    before: str,
    guessed: bool,
    key: str,
    imported: Import,
    medians: Mapping[str, float] = MappingProxyType({}),
) -> str | None:
    """A fact about all the pay: marked where it is a guess, and a choice once it is changed."""

    def with_median(option: str) -> str:
        name = {"one": _("units (as written)")}.get(option, f"{option}s" if option in UNITS else option)
        median = medians.get(option)
        if median is None or not median > 0:
            return name
        return _("{name} → {pay} a month", name=name, pay=wording.money(median, imported.currency.value))

    picked = st.selectbox(
        _("{label} (a guess)", label=label) if guessed else label,
        options,
        index=options.index(before) if before in options else 0,
        key=f"{key} of {imported.audit.file}",
        format_func=with_median,
    )
    return None if picked == before else str(picked)


def _columns(guessed: Import) -> dict[str, str]:
    """What each column was taken for, why, some of its cells, and a selector to use it as something else."""
    columns = guessed.columns.columns
    used_first = sorted(columns[:MOST_COLUMNS], key=lambda column: column.role == "ignore")
    uses = {column.header: _use(column, guessed.audit.file) for column in used_first}
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
        st.markdown(f"**{escape_markdown(brief(column.header))}**")
        st.caption(escape_markdown(f"{column.reason[:1].upper()}{column.reason[1:]}. {examples}"))
    with selector:
        return str(
            st.selectbox(
                _("Use of {column}", column=plain_label(brief(column.header))),
                options,
                index=options.index(column.role),
                key=f"use of {column.header} in {file}",
                format_func=lambda role: _(USES[role]),
                label_visibility="collapsed",
            )
        )


def _saved_decisions() -> SidecarHints:
    """Decisions that were saved before, from a file the visitor brings."""
    file = st.file_uploader(_("Decisions saved before"), type=["json"], key="decisions")
    if file is None:
        return SidecarHints()
    try:
        return parse_sidecar(file.getvalue().decode(errors="replace"), file.name)
    except ImportRefused as refusal:
        st.error(escape_markdown(refusal), icon=":material/error:")
        return SidecarHints()


def save(imported: Import) -> None:
    """Offers what was decided as a small file, to be read again with the next file of the kind."""
    st.download_button(
        _("Save these decisions"),
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
