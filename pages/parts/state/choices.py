"""Controls with a few options: the page shows labels, a link holds identifiers.

Streamlit's own binding writes an option's label into the URL, so a link would break when a label is reworded or
translated. These controls are not bound: the link's value is set before a control is drawn, when the page has just been
opened or the visitor went back or forward; a changed choice is written after the run. A click is still one run, as with
the binding. Switches, typed texts and names from the data stay bound.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from pages.parts.state.identifiers import identify
from pages.parts.streamlit_internals import is_history_navigation, resumed_keys

PAGE, READ, WRITTEN_KEYS = "page of the address", "choices read from the address", "choices in the address"
"""Keys in the session state: the page of the last run, the parameters read on it, and what each part of it wrote."""

Option = TypeVar("Option", bound=str)
Understand = Callable[[str], str | None]


@dataclass
class Run:
    """The choices of one run.

    Attributes:
        returned: whether the visitor went back or forward, in which case the URL decides each choice.
        selections: the identifiers that a link needs, without the controls' defaults.
        meanings: for each control, a function from a value in the URL to its identifier.
        singles: the controls that take one value.
        resumed: the controls that a restarted server has not drawn yet, whose state an open page sent.
    """

    returned: bool
    selections: dict[str, list[str]] = field(default_factory=dict)
    meanings: dict[str, Understand] = field(default_factory=dict)
    singles: set[str] = field(default_factory=set)
    resumed: set[str] = field(default_factory=set)

    def not_understood(self, key: str, values: Sequence[str]) -> list[str]:
        """The values in the URL that a control ignores, except blanks.

        They match none of its options, or are followed by another although it takes only one value.
        """
        meanings = {value: self.meanings[key](value) for value in values if value.strip()}
        options = [option for option in meanings.values() if option is not None]
        effective = options[-1:] if key in self.singles else options
        return [value for value, option in meanings.items() if option not in effective]


_run: ContextVar[Run] = ContextVar("run of choices")


@contextmanager
def run(page: str, part: str) -> Iterator[Run]:
    """A context in which controls read the URL; the URL is written at the end, unless the run fails.

    Args:
        page: the script of the page.
        part: the part of the page that can run alone; an outer part knows what a nested one read.
    """
    outer = _run.get(None)
    current = Run(is_history_navigation())
    if outer is not None:
        current.meanings, current.singles, current.resumed = outer.meanings, outer.singles, outer.resumed
    if PAGE not in st.session_state:
        current.resumed = resumed_keys()
        st.session_state[PAGE], st.session_state[READ] = page, set(current.resumed)
    elif st.session_state[PAGE] != page:
        st.session_state[PAGE], st.session_state[READ] = page, set()
    token = _run.set(current)
    try:
        yield current
        _write(current.selections, f"{WRITTEN_KEYS} {part}")
    finally:
        _run.reset(token)


def single(
    draw: Callable[..., Any], label: str, options: Mapping[Option, str], key: str, first: Option | None = None,
    understand: Understand | None = None, **look: Any,
) -> Option:  # fmt: skip
    """One option of a control.

    Args:
        draw: the widget: `st.pills`, `st.segmented_control`, `st.radio` or `st.selectbox`.
        label: what the control is called.
        options: label by identifier; not empty.
        key: the parameter in the address, and the key of the widget.
        first: the option to begin with; the first one without it.
        understand: the identifier that a value of an address means; those of `identifiers.identify` without it.
        look: further arguments of the widget.
    """
    usual = next(iter(options)) if first is None else first
    _run.get().singles.add(key)
    values = _read(key, options, understand)
    if values is not None:
        st.session_state[key] = values[-1] if values else usual
    if key not in _run.get().resumed and st.session_state.get(key) not in options:
        st.session_state[key] = usual
    selection = draw(label, list(options), key=key, format_func=_label_of(options), **look)
    option: Option = selection if selection in options else usual
    _run.get().selections[key] = [] if option == usual else [option]
    return option


def several(
    draw: Callable[..., Any], label: str, options: Mapping[Option, str], key: str,
    understand: Understand | None = None, **look: Any,
) -> list[Option]:  # fmt: skip
    """Any number of options of a control, in the order in which they were picked; none by default.

    Args:
        draw: the widget: `st.pills` or `st.multiselect`.
        label: what the control is called.
        options: label by identifier.
        key: the parameter in the address, and the key of the widget.
        understand: the identifier that a value of an address means; those of `identifiers.identify` without it.
        look: further arguments of the widget.
    """
    values = _read(key, options, understand)
    if values is not None:
        st.session_state[key] = values
    elif key in st.session_state:
        st.session_state[key] = [option for option in st.session_state[key] or () if option in options]
    selection = draw(label, list(options), key=key, format_func=_label_of(options), **look)
    values_chosen = [option for option in selection or () if option in options]
    _run.get().selections[key] = list(values_chosen)
    return values_chosen


def tabs(labels: Mapping[str, str], key: str) -> Sequence[TabContainer]:
    """The tabs of a page; only the open one is built.

    Args:
        labels: label by identifier.
        key: the parameter in the address, and the key of the widget.
    """
    usual = next(iter(labels))
    _run.get().singles.add(key)
    values = _read(key, labels, None)
    if values is not None:
        st.session_state[key] = labels[values[-1] if values else usual]
    containers = st.tabs(list(labels.values()), key=key, on_change="rerun")
    open_tab = next((name for name, container in zip(labels, containers, strict=True) if container.open), usual)
    _run.get().selections[key] = [] if open_tab == usual else [open_tab]
    return containers


def _read(key: str, options: Mapping[Any, str], understand: Understand | None) -> list[str] | None:
    """The distinct identifiers in the URL; None if the URL does not decide."""
    current, keys_read = _run.get(), st.session_state[READ]

    def meaning(value: str) -> str | None:
        option = understand(value) if understand else identify(key, value, options)
        return option if option in options else None

    current.meanings[key] = meaning
    values = st.query_params.get_all(key)
    decides = current.returned or (key not in keys_read and bool(values))
    keys_read.add(key)
    if not decides:
        return None
    options_meant = [option for option in map(meaning, values) if option is not None]
    return list(dict.fromkeys(options_meant)) if options_meant or current.returned else None


def _label_of(options: Mapping[Any, str]) -> Callable[[str], str]:
    return lambda option: options.get(option, option)


def _write(selections: Mapping[str, list[str]], written_key: str) -> None:
    """Update the URL with the choices of one part of the page.

    The last run's URL is compared too: its message may still have been in transit when the browser sent the URL of this
    run.
    """
    last_selections: Mapping[str, list[str]] = st.session_state.get(written_key, {})
    for key in dict.fromkeys([*last_selections, *selections]):
        values, present = selections.get(key, []), st.query_params.get_all(key)
        if values and (values != present or values != last_selections.get(key)):
            st.query_params[key] = values
        elif present and not values:
            del st.query_params[key]
        elif last_selections.get(key) and not values:
            st.query_params.update({})  # changes nothing, but sends the URL again
    st.session_state[written_key] = {key: values for key, values in selections.items() if values}
