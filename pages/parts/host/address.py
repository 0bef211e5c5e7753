"""Parse a URL without a visit, so that the server can answer before Streamlit's page has loaded.

The widgets of a page ignore what they do not understand; this module rejects the whole URL instead: a first answer is
sent only if it is certain.
"""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from analytics.model import COUNTS, MEASURES, Count, Dimension, Filters, Measure, Survey
from analytics.presenting.messages import translate_labels
from analytics.statistics.bands import MONTHS, Period
from analytics.view import View
from pages.parts.cache import market, surveys
from pages.parts.state import identifiers
from pages.parts.state.choices import Understand
from pages.parts.state.identifiers import identify
from pages.parts.state.link_parameters import parameter
from pages.parts.view import controls

MOST_FIELDS, LONGEST = 60, 4000


class AddressError(ValueError):
    """An address has an unknown parameter, or a value that its widget would ignore."""


class Address:
    """The parameters of a URL. Each is read once; `end` rejects unread ones.

    Raises:
        AddressError: from each method, for a value that is not among the options.
    """

    def __init__(self, query: str) -> None:
        if len(query) > LONGEST:
            raise AddressError("the address is longer than any link of these pages")
        try:
            self._left = parse_qs(query, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
        except ValueError as error:
            raise AddressError("the address holds too many fields, or none that can be read") from error

    def several(self, name: str, options: Collection[str]) -> tuple[str, ...]:
        """Values of a parameter, none of them twice; empty where the address lacks it."""
        values = tuple(self._left.pop(name, ()))
        if len(set(values)) < len(values) or not set(values) <= set(options):
            raise AddressError(f"{name} has a value that is not offered")
        return values

    def choices(self, name: str, options: Mapping[Any, str], understand: Understand | None = None) -> tuple[str, ...]:
        """The identifiers that values of a parameter mean, none of them twice; empty where the address lacks it.

        Args:
            name: the parameter.
            options: label by identifier.
            understand: the identifier that a value means; those of `identifiers.identify` without it.
        """
        values = self._left.pop(name, ())
        meanings = [understand(value) if understand else identify(name, value, options) for value in values]
        options_meant = tuple(option for option in meanings if option is not None and option in options)
        if len(set(options_meant)) < len(values):
            raise AddressError(f"{name} has a value that is not offered")
        return options_meant

    def choice(self, name: str, options: Mapping[Any, str], usual: str | None = None) -> str:
        """The identifier of one of the options; where the address lacks the parameter the usual or the first one."""
        values = self.choices(name, options)
        if len(values) > 1:
            raise AddressError(f"{name} takes one value")
        return values[0] if values else usual or next(iter(options))

    def option(self, name: str, options: Collection[str], usual: str | None = None) -> str:
        """One of the options; where the address lacks the parameter the usual one, or else the first."""
        values = self.several(name, options)
        if len(values) > 1:
            raise AddressError(f"{name} takes one value")
        return values[0] if values else usual or next(iter(options))

    def flag(self, name: str, usual: bool = False) -> bool:
        """Whether a switch is on."""
        return self.option(name, ("true", "false"), str(usual).lower()) == "true"

    def text(self, name: str, usual: str) -> str:
        """A text that a visitor typed."""
        values = self._left.pop(name, [usual])
        if len(values) > 1:
            raise AddressError(f"{name} takes one value")
        return values[0]

    def end(self) -> None:
        """Reject unread parameters."""
        if self._left:
            raise AddressError(f"unknown parameter: {next(iter(self._left))}")


def view(address: Address, *, asks: bool) -> View:
    """Build the view that the frame's controls would build from a URL.

    Args:
        asks: whether the page asks for the work and the years itself.

    Raises:
        AddressError: the address asks for what the widgets would pass over, or for a survey whose figures may not
            stand in a page that is sent to everyone.
    """
    survey = surveys.public_survey(address.choice("survey", surveys.public_titles()))
    if survey.provenance.protected:
        raise AddressError("a protected survey answers inside a visit only")
    periods: dict[str, Period] = {str(period): period for period in MONTHS}
    per = periods[address.choice("per", translate_labels(controls.PERIODS))]
    names = [dimension.name for dimension in controls.other_dimensions(survey, () if asks else controls.WORK)]
    if not asks:
        names += controls.WORK
    selection = {
        name: address.several(parameter(name), survey.listed_values(name))
        for name in names
        if name in survey.dimensions
    }
    if not asks and "experience" in survey.dimensions:
        selection["experience"] = levels(address, survey.dimensions["experience"])
    if "doubt" in survey.dimensions and address.flag("doubtful"):
        selection["doubt"] = survey.dimensions["doubt"].values
    measure = _measure(address, survey)
    benchmarks = market.benchmarks() if survey.provenance.kind == "posted" and address.flag("beside") else None
    if "quarter" in survey.dimensions and survey.currency == "INR" and address.flag("real"):
        survey = surveys.deflate(survey)
    if len(survey.count_choices) > 1:
        survey = surveys.recount(survey, _count(address))
    return View(survey, Filters.of(selection), measure, per, benchmarks)


def _measure(address: Address, survey: Survey) -> Measure:
    if not survey.has_ranges or len(survey.scope.measures) == 1:
        return controls.usual_measure(survey)
    measures: dict[str, Measure] = {measure: measure for measure in MEASURES}
    return measures[address.choice("measure", translate_labels(controls.MEASURE_LABELS), "middle")]


def _count(address: Address) -> Count:
    counts: dict[str, Count] = {count: count for count in COUNTS}
    return counts[address.choice("count", translate_labels(controls.COUNT_LABELS))]


def levels(address: Address, dimension: Dimension) -> tuple[str, ...]:
    """The levels of experience in an address."""
    by_slug = identifiers.names_by_slug(dimension.values)
    slugs = address.choices("experience", by_slug, partial(identifiers.identify_level, dimension=dimension))
    return tuple(by_slug[slug] for slug in slugs)
