"""One salary against everyone comparable → exhibits: the answer, doubts, what would change it, witnesses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analytics.market.claims import select
from analytics.model import NOT_STATED, Experience, Filters, Provenance, Survey
from analytics.presenting import answer_figures, phrases, wording
from analytics.presenting.exhibit import Column, Exhibit, View
from analytics.reading.fields.pay import PER_MONTH, NotPay, read_pay
from analytics.reading.fields.places import FROM_HOME
from analytics.reference import CLASSES, Reference
from analytics.statistics.bands import MONTHS, QUANTILES, SHOWN_FROM, band_columns, quality, quantiles
from analytics.statistics.order_statistics import Groups
from analytics.statistics.standing import ENOUGH, Standing, Step, standing, steps, widened, wilson
from analytics.topics.bands.benchmarks import INDIA, Benchmarks
from analytics.topics.bands.columns import QUALITY_HELP, QUANTILE_LABELS

UNITS: dict[str, tuple[str, float]] = {"per month": ("month", 1.0), "per year": ("year", 1.0), "LPA": ("year", 1e5)}
"""How pay can be given: the time it is for, and what a bare number stands for. LPA: lakh per annum."""
LEAST, MOST = 1_000, 10_000_000
"""Monthly pay in rupees that the question takes: below or above, a unit is mistaken more often than not."""
ASKED = ("role", "sector", "city", "state", "experience", "years")
"""What the question says itself; the visitor's filters on these do not count."""
MOSTLY = 0.5
"""Share of doubtful posts from which offers are called mostly bait: more than half, as the word says. The groups of the
shipped survey lie apart: fresher back-office posts are nearly all doubtful from home and hardly ever in an office."""
WITNESSES = 8
AS_STATED = (
    "Pay is CTC or gross, as each post states it: give yours in the same way. Pay in hand is lower, so it would look "
    "worse here than it is."
)


@dataclass(frozen=True)
class Question:
    """One salary and the work it is for.

    Args:
        role, city: names of the survey; empty where it has none, or where nothing was chosen.
        years: of experience.
        low, high: pay per month; equal for one figure.
        on: the ISO day of the question, for what the law says.
    """

    role: str
    city: str
    years: int
    low: float
    high: float
    on: str

    @property
    def pay(self) -> float:
        """The figure that is judged: the middle of a range."""
        return (self.low + self.high) / 2

    @property
    def level(self) -> Experience:
        """The level of experience that so many years belong to."""
        return Experience.of_years(self.years)


def pay_given(text: str, up_to: str = "", unit: str = "per month", currency: str = "INR") -> tuple[float, float]:
    """Low and high end, per month, of pay as a person types it; equal for one figure.

    Args:
        text: an amount or a range, in any form a job site uses; its own words on the period come before the unit.
        up_to: the upper end of a range; empty for none.
        unit: one of `UNITS`.
        currency: of the survey that it will be compared with.

    Raises:
        ValueError: with a sentence that helps, for what is no plausible pay.

    >>> pay_given("17,000"), pay_given("2.4", unit="LPA"), pay_given("15000", "20,000"), pay_given("₹3-3.6 LPA")
    ((17000.0, 17000.0), (20000.0, 20000.0), (15000.0, 20000.0), (25000.0, 30000.0))
    >>> pay_given("-17000")
    Traceback (most recent call last):
    ...
    ValueError: Pay must be above zero: “-17000” is not. Write a figure such as 17,000.
    """
    ends = [_one_pay(part, unit, currency) for part in (text, up_to) if part.strip()]
    if not ends:
        raise ValueError("Write your pay as a figure, such as 17,000.")
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    for amount in (low, high):
        said = wording.money(amount, currency)
        if currency == "INR" and amount < LEAST:
            raise ValueError(f"{said} a month is less than any full-time pay. Is it meant in thousands, or in LPA?")
        if currency == "INR" and amount > MOST:
            raise ValueError(f"{said} a month is more than any post offers. Is it meant per year, or without LPA?")
    return low, high


def _one_pay(text: str, unit: str, currency: str) -> tuple[float, float]:
    shown = f"“{' '.join(text.split())[:40]}”"
    period, bare = UNITS[unit]
    found = read_pay(text, unit=bare if bare > 1 else None)
    if isinstance(found, NotPay):
        if found.reason.value in ("negative", "zero"):
            raise ValueError(f"Pay must be above zero: {shown} is not. Write a figure such as 17,000.")
        raise ValueError(f"{shown} is not an amount of pay. Write a figure such as 17,000, or 2.4 with LPA.")
    if found.currency not in (None, currency):
        raise ValueError(f"{shown} is in {found.currency}; the posts are in {currency}. Write it in {currency}.")
    months = PER_MONTH[found.period or period]
    ends = [end for end in (found.low, found.high) if end is not None]
    return min(ends) * months, max(ends) * months


@dataclass(frozen=True)
class Case:
    """A question with the meanings of "comparable" that were tried, and the one that answers.

    Args:
        tried: each meaning with its n, from the narrowest to the widest.
        used: the first with enough rows; failing that, the largest that has a median; none where nothing has.
    """

    view: View
    question: Question
    reference: Reference
    tried: tuple[Step, ...]
    used: Step | None

    @classmethod
    def of(cls, view: View, question: Question, reference: Reference) -> Case:
        """Try the city, its class of city, India, and the sector of the role."""
        tried, chosen = steps(
            view.survey, question.pay, meanings(view.survey, asked(view, question), reference), view.measure
        )
        some = max(tried, key=lambda step: step.standing.n)
        return cls(view, question, reference, tried, chosen or (None if math.isnan(some.standing.share) else some))

    @property
    def said(self) -> str:
        """The pay in question, in words."""
        view, months = self.view, MONTHS[self.view.per]
        ends = [
            phrases.pay(view.context(), end * months) for end in dict.fromkeys((self.question.low, self.question.high))
        ]
        return " to ".join(ends) + ("" if view.per == "year" else " a month")


def asked(view: View, question: Question) -> Filters:
    """The filters that the question sets, beside those of the visitor on what it does not ask.

    Dimensions that the survey lacks are passed over.
    """
    dimensions = view.survey.dimensions
    filters = Filters.of({name: values for name, values in view.filters if name not in ASKED})
    for name, value in (("role", question.role), ("city", question.city), ("experience", str(question.level))):
        if name in dimensions and value in dimensions[name].values:
            filters = filters.having(name, [value])
    return filters


def meanings(survey: Survey, first: Filters, reference: Reference) -> list[tuple[str, Filters]]:
    """What counts as comparable, from the narrowest to the widest: city, class of city, India, sector.

    Args:
        first: the narrowest meaning; it names one city and one role at most.
    """
    kind, dimensions = survey.provenance.kind, survey.dimensions
    work = phrases.population(first.without("city"), kind)
    changes: list[tuple[str, Mapping[str, Sequence[str]]]] = []
    city, role = (reference.cities.get("".join(first["city"])), reference.roles.get("".join(first["role"])))
    if city:
        alike = set(reference.of_class(city.hra_class)) & set(dimensions["city"].values)
        words = f"in cities of class {city.hra_class} ({CLASSES[city.hra_class]})"
        changes.append((f"{work} {words}", {"city": sorted(alike)}))
    if first["city"]:
        changes.append((f"{work} in India", {"city": []}))
    if role and "sector" in dimensions and role.sector in dimensions["sector"].values:
        words = phrases.population(first.without("city").without("role").having("sector", [role.sector]), kind)
        changes.append((f"{words} in India", {"role": [], "sector": [role.sector]}))
    return widened(phrases.population(first, kind), first, changes)


def in_hundred(low: float, high: float) -> str:
    """A range of shares as people say it.

    >>> in_hundred(0.551, 0.628), in_hundred(0.0, 0.031), in_hundred(0.982, 1.0), in_hundred(0.5, 0.502)
    ('55 to 63 in 100', 'at most 3 in 100', 'at least 98 in 100', '50 in 100')
    """
    first, last = round(low * 100), round(high * 100)
    if first == last:
        return f"{first} in 100"
    if first == 0:
        return f"at most {last} in 100"
    if last == 100:
        return f"at least {first} in 100"
    return f"{first} to {last} in 100"


def _shared(case: Case, filters: Filters, n: int) -> dict[str, Any]:
    survey = case.view.survey
    return {
        "unit": case.view.unit,
        "n": n,
        "source": survey.provenance,
        "selection": _selection(case, filters),
        "filters": filters,
    }


def _selection(case: Case, filters: Filters) -> str:
    """The selection in words: a class of cities by its name, not city by city."""
    if len(filters["city"]) < 4:
        return phrases.selection(case.view.context(filters))
    place = case.reference.cities[case.question.city]
    return f"{phrases.selection(case.view.context(filters.without('city')))} · cities of class {place.hra_class}"


def _where(case: Case, filters: Filters) -> str:
    """The place that a meaning of "comparable" covers, in a few words."""
    if len(filters["city"]) == 1:
        return filters["city"][0]
    if filters["city"]:
        return f"Cities of class {case.reference.cities[case.question.city].hra_class}"
    return " · ".join([*filters["sector"], "India" if "city" in case.view.survey.dimensions else "Everywhere"])


def _cannot(case: Case, key: str, title: str, reading: str, notes: tuple[str, ...] = ()) -> Exhibit:
    """What stands where there is no answer."""
    first = case.tried[0]
    return Exhibit(
        key=key, title=title, reading=reading, data={}, columns=(), notes=notes,
        **_shared(case, first.filters, first.standing.n),
    )  # fmt: skip


def _widened_note(case: Case) -> tuple[str, ...]:
    """Why posts other than those asked for count, where they do."""
    kind = case.view.survey.provenance.kind
    if case.used is None or case.used is case.tried[0]:
        return ()
    before = case.tried[: case.tried.index(case.used)]
    short = "; ".join(f"{wording.rows(step.standing.n, kind)}: {step.label}" for step in before)
    return (f"Too few to answer alone, which takes {ENOUGH}: {short}. So these count: {case.used.label}.",)


def _left_aside(case: Case) -> tuple[str, ...]:
    view = case.view
    lacking = [name for name in ("role", "city", "experience") if name not in view.survey.dimensions]
    notes = []
    if lacking:
        notes.append(
            f"{view.survey.provenance.title} does not say the {wording.listed(lacking, 'or')} of its "
            f"{phrases.noun(view.survey.provenance.kind)}, so every one counts."
        )
    if any(name in ASKED for name, _ in view.filters):
        notes.append(
            "The question says role, city and years; filters on these, on sector and on state do not count here."
        )
    return tuple(notes)


def answer(case: Case) -> Exhibit:
    """The share of comparable rows below the salary, and the band with a mark for it."""
    view, question = case.view, case.question
    if case.used is None:
        most = max(step.standing.n for step in case.tried)
        kind = view.survey.provenance.kind
        return replace(
            _cannot(
                case,
                "standing",
                f"{wording.rows(most, kind).capitalize()} to compare with: too few to say",
                f"{case.tried[-1].label} are the widest group that is still comparable; a figure needs "
                f"{SHOWN_FROM['p50']} of them. Choose another role, or fewer years.",
                _left_aside(case),
            )
        )
    used = case.used
    amounts = {"Your pay": question.pay}
    if question.low != question.high:
        amounts = {"Low end": question.low, "Middle": question.pay, "High end": question.high}
    found = [
        used.standing if pay == question.pay else standing(view.survey, pay, used.filters, view.measure)
        for pay in amounts.values()
    ]
    bands = band_columns(view.survey, (), used.filters, view.measure, view.per)
    data: dict[str, Any] = {
        "amount": list(amounts),
        "pay": np.array(list(amounts.values())) * MONTHS[view.per],
        **{
            name: np.array([getattr(place, source) for place in found])
            for name, source in (
                ("below", "share"),
                ("below_low", "low"),
                ("below_high", "high"),
                ("below_by_lows", "share_of_lows"),
                ("below_by_highs", "share_of_highs"),
            )
        },
        **{
            name: column * len(amounts) if isinstance(column, list) else np.repeat(column, len(amounts))
            for name, column in bands.items()
        },
    }
    middle = found[len(found) // 2]
    one = phrases.noun(view.survey.provenance.kind)
    return Exhibit(
        key="standing",
        title=f"Better than {in_hundred(middle.low, middle.high)} comparable {one}",
        reading=_answer_words(case, found, bands),
        data=data,
        columns=_answer_columns(case, data),
        alt=f"Band of {used.label} with a line for {case.said}. " + _answer_words(case, found, bands),
        notes=(
            f"{'Lines: the ends and the middle of your range' if len(amounts) > 1 else 'Line: your pay'}. "
            "Bar: the middle half. Thin line: 8 in 10. Mark: the median, with its 95 % interval.",
            *_widened_note(case),
            *_ends_note(case, middle),
            AS_STATED,
            *_left_aside(case),
        ),
        draw=partial(
            answer_figures.standing,
            currency=view.survey.currency,
            per=view.per,
            kind=view.survey.provenance.kind,
        ),
        **_shared(case, used.filters, used.standing.n),
    )


def _answer_words(case: Case, found: list[Standing], bands: Mapping[str, Any]) -> str:
    view = case.view
    label = case.used.label if case.used else ""
    ends = ""
    if len(found) == 3:
        ends = (
            f" Its low end is better than {in_hundred(found[0].low, found[0].high)}, its high end than "
            f"{in_hundred(found[2].low, found[2].high)}."
        )
    middle = found[len(found) // 2]
    median, low, high = (float(bands[name][0]) for name in ("p50", "p50_low", "p50_high"))
    spread = (high - low) / 2
    verb = "The middle of " if len(found) == 3 else ""
    return (
        f"{verb}{case.said} is better than {in_hundred(middle.low, middle.high)} of {wording.count(middle.n)} {label}."
        f"{ends} Their median is {phrases.pay(view.context(), median, spread)} ({phrases.pay(view.context(), low)} to {phrases.pay(view.context(), high)})."  # noqa: E501
    )


def _ends_note(case: Case, found: Standing) -> tuple[str, ...]:
    if not case.view.survey.has_ranges:
        return ()
    low, high = (round(share * 100) for share in (found.share_of_lows, found.share_of_highs))
    return (
        f"Posts state a range of pay. Counted by the low ends your pay is better than {low} in 100, by the high ends "
        f"better than {high}; the answer counts the {phrases.measure(case.view.context())}.",
    )


def _answer_columns(case: Case, data: Mapping[str, Any]) -> tuple[Column, ...]:
    noun = phrases.noun(case.view.survey.provenance.kind)
    known = {
        "amount": Column("amount", "Amount", "", "Your pay, or the ends and the middle of its range"),
        "pay": Column("pay", "Pay", case.view.unit, "The amount compared"),
        "below": Column("below", "Share below", "share", f"Share of comparable {noun} below, ties counted half"),
        "below_low": Column(
            "below_low", "Share below, lower limit", "share", "Lower end of its 95 % interval (Wilson)"
        ),
        "below_high": Column(
            "below_high", "Share below, upper limit", "share", "Upper end of its 95 % interval (Wilson)"
        ),
        "below_by_lows": Column("below_by_lows", "Share below by low ends", "share", "Share whose low end is below"),
        "below_by_highs": Column(
            "below_by_highs", "Share below by high ends", "share", "Share whose high end is below"
        ),
    }
    return tuple(known.get(name) or band_column(case.view, name) for name in data)


def band_column(view: View, name: str) -> Column:
    """What a column of `salary_bands` means."""
    noun = phrases.noun(view.survey.provenance.kind)
    if name == "n":
        return Column("n", noun.capitalize(), "count", f"How many {noun} the figures come from")
    if name == "quality":
        return Column("quality", "Quality", "", QUALITY_HELP)
    quantile, _, end = name.partition("_")
    label = QUANTILE_LABELS[quantile]
    words = {
        "": f"{QUANTILES[quantile]:.2g} of the {noun} are below",
        "low": f"Lower end of the 95 % interval of {quantile}",
        "high": f"Upper end of the 95 % interval of {quantile}",
        "of_lows": f"{quantile} of the low ends of the ranges: a bound of {quantile}",
        "of_highs": f"{quantile} of the high ends of the ranges: a bound of {quantile}",
    }
    suffix = {"": "", "low": ", lower limit", "high": ", upper limit", "of_lows": " of the low ends"}
    return Column(name, label + suffix.get(end, " of the high ends"), view.unit, words[end])


def comparable(case: Case) -> Exhibit:
    """What comparable means: each meaning that was tried, with its n and the share below the salary in it."""
    found = [step.standing for step in case.tried]
    kind = case.view.survey.provenance.kind
    data: dict[str, Any] = {
        "where": [_where(case, step.filters) for step in case.tried],
        "comparable": [step.label for step in case.tried],
        "n": np.array([place.n for place in found]),
        "below": np.array([place.share for place in found]),
        "below_low": np.array([place.low for place in found]),
        "below_high": np.array([place.high for place in found]),
        "used": ["yes" if step is case.used else "" for step in case.tried],
    }
    listing = "; ".join(f"{step.label}: {wording.rows(step.standing.n, kind)}" for step in case.tried)
    order = f"Comparable was tried in this order: {listing}."
    places = [f"{place} {wording.count(n)}" for place, n in zip(data["where"], data["n"], strict=True)]
    reading = f"From the narrowest to the widest, n is: {'; '.join(places)}. The first with {ENOUGH} or more answers."
    shown = [place for place in found if not math.isnan(place.share)]
    if case.used is None:
        title = "No group of comparable posts is large enough"
    elif case.used is case.tried[0]:
        title = f"{wording.rows(found[0].n, kind)} for exactly this work and place answer"
    else:
        like_it = wording.count(case.used.standing.n)
        title = f"{wording.rows(found[0].n, kind).capitalize()} for exactly this: {like_it} like it answer"
    filters = case.used.filters if case.used else case.tried[0].filters
    return Exhibit(
        key="comparable",
        title=title,
        reading=reading,
        data=data,
        columns=(
            Column("where", "Where", "", "The place, and the sector where the role was widened to it"),
            Column("comparable", "Comparable", "", "What counts as comparable"),
            band_column(case.view, "n"),
            *_answer_columns(case, {"below": 0, "below_low": 0, "below_high": 0}),
            Column("used", "Answers", "", "Whether this group gives the answer"),
        ),
        alt=order,
        notes=(
            f"Filled: the group that answers. Line: the 95 % interval of the share below your pay; groups below "
            f"{SHOWN_FROM['p50']} {phrases.noun(kind)} show none.",
            *_left_aside(case),
        ),
        draw=answer_figures.shares if shown else None,
        **_shared(case, filters, case.used.standing.n if case.used else found[0].n),
    )


def bait(case: Case) -> Exhibit:
    """How many offers like this one, or better, are doubtful."""
    view, question = case.view, case.question
    if "doubt" not in view.survey.dimensions or not question.role:
        return _cannot(
            case,
            "doubtful_offers",
            "Doubtful posts are not marked here",
            f"{view.survey.provenance.title} does not say which of its rows are bait, so there is no warning to give.",
        )
    dimensions = view.survey.dimensions
    filters = case.tried[0].filters.without("city").having("doubt", dimensions["doubt"].values)
    home = question.city == FROM_HOME
    if "work_mode" in dimensions and not filters["work_mode"]:
        modes = [mode for mode in dimensions["work_mode"].values if (mode == FROM_HOME) == home]
        filters = filters.having("work_mode", modes)
    groups = Groups(view.survey, ["doubt"], filters, view.measure)
    above = groups.between([question.pay, np.inf])[0]
    counts = {key[0]: int(n) for key, n in zip(groups.keys, above, strict=True) if key[0] != "repeat"}
    n, clear = sum(counts.values()), counts.get("none", 0)
    doubtful = n - clear
    at_least = f"at {phrases.pay(view.context(), question.pay * MONTHS[view.per])}{'' if view.per == 'year' else ' a month'} or more"  # noqa: E501
    asking = Filters.of({name: filters[name] for name in ("role", "experience")})
    who = f"{phrases.population(asking, 'posted')} {'to work from home' if home else 'in an office'} {at_least}"
    data: dict[str, Any] = {
        "doubt": ["credible" if name == "none" else name for name in counts],
        "n": np.array(list(counts.values())),
        "share": np.array(list(counts.values())) / n if n else np.full(len(counts), np.nan),
    }
    low, high = wilson(doubtful / n, n) if n else (math.nan, math.nan)
    if n < SHOWN_FROM["p50"]:
        title = f"Only {wording.rows(n, 'posted')} like this one: too few to tell bait from work"
        reading = f"There are {wording.rows(n, 'posted')} among {who}; a share needs {SHOWN_FROM['p50']}."
        if n == 0:
            title, reading = "No post for this work offers as much", f"There are no {who}."
    else:
        share = f"{wording.count(doubtful)} of {wording.count(n)}"
        mostly = doubtful / n > MOSTLY
        title = (
            f"Careful: {share} offers like this one are doubtful"
            if mostly
            else f"{share} offers like this one are doubtful"
        )
        reading = (
            f"Among {who}, {share} ({in_hundred(low, high)}) belong to a bait series, offer far more than similar "
            "posts, or state implausible pay."
        )
    return Exhibit(
        key="doubtful_offers",
        title=title,
        reading=reading,
        data=data,
        columns=(
            Column("doubt", "Doubt", "", "Why posts are doubtful; credible where nothing speaks against them"),
            Column("n", "Posts", "count", "Posts for the same role, experience and work mode at this pay or more"),
            Column("share", "Share", "share", "Share of these posts"),
        ),
        alt=reading,
        notes=("Repeats of the same post are not counted.", "Doubtful posts are never part of the answer above."
               if not view.filters["doubt"] else "Doubtful posts are part of the answer above, as the switch says."),
        **_shared(case, filters.without("doubt"), n),
    )  # fmt: skip


def changes(case: Case) -> Exhibit:
    """What would change it: one more level of experience, the next role, two other cities; each with its n."""
    view, question, used = case.view, case.question, case.used
    if used is None:
        return _cannot(
            case, "changes", "Nothing to compare a change with", "Without comparable posts no change can be judged."
        )
    survey, kind = view.survey, view.survey.provenance.kind
    rows, missing = {"As now": used.filters}, []
    if used.filters["experience"]:
        later = list(Experience)[list(Experience).index(question.level) + 1 :][:1]
        rows |= {f"With {level}": used.filters.having("experience", [level]) for level in later}
        missing += [] if later else [f"{question.level} is the highest level of experience."]
    else:
        missing.append("More experience: this survey does not tell levels of experience.")
    role = _next_role(case)
    if role:
        rows[f"As {role}"] = used.filters.without("sector").having("role", [role])
    else:
        missing.append("The next role: no ladder of roles leads on from here, or the survey does not tell roles.")
    cities = _other_cities(case)
    rows |= {f"In {city}": case.tried[0].filters.having("city", [city]) for city in cities}
    if not cities:
        missing.append("Other cities: none has such posts, or the survey does not tell cities.")
    groups = [Groups(survey, (), filters, view.measure) for filters in rows.values()]
    found = [quantiles(group, np.array([0])) for group in groups]
    data: dict[str, Any] = {"change": list(rows), "n": np.array([int(group.n[0]) for group in groups])}
    for name in QUANTILES:
        for part, end in enumerate(("", "_low", "_high")[: 3 if name == "p50" else 1]):
            data[name + end] = np.array([figures[name][part][0] for figures in found]) * MONTHS[view.per]
    data["difference"] = data["p50"] - data["p50"][0]
    data["quality"] = quality(data["p50"], data["p50_low"], data["p50_high"])
    exhibit = Exhibit(
        key="changes",
        title="",
        reading="",
        data=data,
        columns=(
            Column("change", "Change", "", "What is different; the rest stays"),
            *(band_column(view, name) for name in list(data)[1:-2]),
            Column("difference", "Difference", view.unit, "Median less the median as now"),
            band_column(view, "quality"),
        ),
        notes=(
            "Plain medians of posts for the same work with one thing changed, each with its own n. They are offers to "
            "different people: not what one person would gain.",
            *_widened_note(case),
            *missing,
        ),
        draw=partial(
            answer_figures.banded,
            pay=question.pay * MONTHS[view.per],
            currency=survey.currency,
            per=view.per,
            kind=kind,
        ),
        **_shared(case, used.filters, int(data["n"].sum())),
    )
    title, reading = _change_words(case, exhibit)
    return replace(exhibit, title=title, reading=reading, alt=f"Pay bands beside a line for your pay. {reading}")


def _next_role(case: Case) -> str:
    """The next role on the ladder with posts enough: of the same sector if it can be, else the one with most posts."""
    roles = case.reference.next_roles(case.question.role)
    survey, used = case.view.survey, case.used
    if used is None or "role" not in survey.dimensions:
        return ""
    known = [role for role in roles if role in survey.dimensions["role"].values]
    if not known:
        return ""
    groups = Groups(survey, ["role"], used.filters.without("sector").having("role", known), case.view.measure)
    n = {key[0]: int(count) for key, count in zip(groups.keys, groups.n, strict=True)}
    own = case.reference.roles[case.question.role].sector
    alike = [role for role in known if case.reference.roles[role].sector == own and n[role] >= SHOWN_FROM["p50"]]
    return max(alike or known, key=lambda role: n[role])


def _other_cities(case: Case) -> list[str]:
    """The two other cities with the most posts for this work."""
    survey, first = case.view.survey, case.tried[0].filters
    if "city" not in survey.dimensions:
        return []
    groups = Groups(survey, ["city"], first.without("city"), case.view.measure)
    others = {
        key[0]: int(n)
        for key, n in zip(groups.keys, groups.n, strict=True)
        if n and key[0] not in (case.question.city, NOT_STATED, FROM_HOME, "Other places")
    }
    return sorted(others, key=lambda city: -others[city])[:2]


def _change_words(case: Case, exhibit: Exhibit) -> tuple[str, str]:
    view = case.view
    now, *others = exhibit.rows
    shown = [row for row in others if not math.isnan(row.p50)]
    period = "" if view.per == "year" else " a month"
    if not shown:
        return "Too few posts to judge a change", "None of the changes has posts enough for a median."
    parts = []
    for row in shown:
        sure = row.p50_low > now.p50_high or row.p50_high < now.p50_low
        size = phrases.more_or_less(view.context(), row.difference, phrases.half_width(row))
        size = size if sure or size in ("the same", "about the same") else f"perhaps {size}"
        parts.append(f"{row.change[0].lower()}{row.change[1:]} {size} (n {wording.count(row.n)})")
    here = phrases.pay(view.context(), now.p50, phrases.half_width(now))
    reading = f"The median is {here}{period} as now (n {wording.count(now.n)}); {'; '.join(parts)}."
    sure = [row for row in shown if row.p50_low > now.p50_high]
    if not sure:
        return "No single change is sure to pay more", reading
    best = max(sure, key=lambda row: row.difference)
    return (
        f"{best.change}: {phrases.pay(view.context(), best.difference, phrases.half_width(best))} more{period}",
        reading,
    )


def witnesses(case: Case, claims: pd.DataFrame, beside: Benchmarks, wages: pd.DataFrame) -> Exhibit:
    """Other figures for the same work: what others publish, the official average, the legal minimum.

    Args:
        claims: published figures about roles.
        beside: official averages by state.
        wages: the minimum wages for clerical work through time, as `clerical_history` gives them.
    """
    view, question = case.view, case.question
    source = Provenance(
        title="Published pay claims, earnings of the PLFS, minimum wages",
        publisher="each row names its own",
        kind="published",
        period=f"to {question.on[:4]}",
    )
    shared: dict[str, Any] = {"key": "witnesses", "unit": view.unit, "source": source}
    if view.survey.currency != "INR":
        return Exhibit(
            title="No other figures in this currency",
            reading=f"What others publish and what the law says is in rupees, this survey in {view.survey.currency}.",
            data={}, columns=(), n=0, **shared,
        )  # fmt: skip
    level = case.tried[0].filters["experience"]
    city = question.city if question.city in case.reference.cities else ""
    found = select(claims, role=question.role, city=city, experience=level) if question.role else claims[:0]
    chosen = found.drop_duplicates("source_title")
    state = case.reference.state(question.city)
    area = state or INDIA
    rows = [
        ("Published", f"{row.source_title}", row.pay_low, row.pay_middle, row.pay_high, row.published or "no date",
         row.source_title, row.source_url)
        for row in chosen.head(WITNESSES).itertuples()
    ]  # fmt: skip
    average = beside.averages.get(area, math.nan)
    if not math.isnan(average):
        rows.append(
            ("Official average", f"Mean of regular employees, towns of {area}", math.nan, average, math.nan,
             beside.period, "Periodic Labour Force Survey", "")
        )  # fmt: skip
    in_force = wages[(wages["state"] == area) & (wages["effective"] <= question.on)]
    in_force = in_force[in_force["effective"] == in_force["effective"].max()]
    if len(in_force):
        first = in_force.iloc[0]
        rows.append(
            ("Legal minimum", f"Clerical work, {area}", in_force["low"].min(), math.nan, in_force["high"].max(),
             first["effective"], first["source_title"], first["source_url"])
        )  # fmt: skip
    table = list(zip(*rows, strict=True)) if rows else [()] * 8
    months = MONTHS[view.per]
    data: dict[str, Any] = {
        "figure": [f"{kind}: {label}" for kind, label in zip(table[0], table[1], strict=True)],
        "kind": list(table[0]),
        **{name: np.array(table[at], float) * months for name, at in (("low", 2), ("middle", 3), ("high", 4))},
        "period": list(table[5]),
        "source_title": list(table[6]),
        "source_url": list(table[7]),
    }
    title, reading, notes = _witness_words(case, rows, in_force, area)
    return Exhibit(
        title=title,
        reading=reading,
        data=data,
        columns=(
            Column("figure", "Figure", "", "What it is, and whose"),
            Column("kind", "Kind", "", "Published claim, official average, or legal minimum"),
            Column("low", "Low", view.unit, "Lower end of a range; the lowest zone of a minimum wage"),
            Column("middle", "Middle", view.unit, "A single figure, a mean or a middle as published"),
            Column("high", "High", view.unit, "Upper end of a range; the highest zone of a minimum wage"),
            Column("period", "Date", "", "When it was published, the year it is for, or the day it took effect"),
            Column("source_title", "Source", "", "Who says so"),
            Column("source_url", "Link", "", "Where it says so"),
        ),
        n=len(rows),
        selection=" · ".join(filter(None, [question.role, city or INDIA, *level])),
        filters=case.tried[0].filters,
        alt=f"Other figures beside a line for your pay. {reading}",
        notes=(
            *notes,
            *(
                [f"The newest figure of each source, of {len(found)} in all; at most {WITNESSES} sources."]
                if len(found) > min(len(chosen), WITNESSES)
                else []
            ),
        ),
        draw=partial(answer_figures.witnesses, pay=question.pay * months, currency="INR", per=view.per)
        if rows
        else None,
        **shared,
    )


def _within(inside: int, ranges: int) -> str:
    """How many ranges an amount lies within.

    >>> _within(1, 1), _within(0, 2), _within(2, 3)
    ('within the one published range', 'outside both published ranges', 'within 2 of 3 published ranges')
    """
    if 0 < inside < ranges:
        return f"within {inside} of {ranges} published ranges"
    every = {1: "the one published range", 2: "both published ranges"}.get(ranges, f"all {ranges} published ranges")
    return f"{'within' if inside else 'outside'} {every}"


def _witness_words(case: Case, rows: list[Any], wages: pd.DataFrame, area: str) -> tuple[str, str, list[str]]:
    view, pay = case.view, case.question.pay
    claims = [row for row in rows if row[0] == "Published"]
    ranges = [row for row in claims if not math.isnan(row[2]) and not math.isnan(row[4])]
    inside = sum(row[2] <= pay <= row[4] for row in ranges)
    parts, notes = [], []
    if ranges:
        whose = "The middle of " if case.question.low != case.question.high else ""
        parts.append(f"{whose}{case.said} lies {_within(inside, len(ranges))} for this work")
    elif claims:
        parts.append(f"{len(claims)} published figures for this work give no range")
    else:
        parts.append("nobody's published figure for this work is in the collection")
    average = next((row for row in rows if row[0] == "Official average"), None)
    if average:
        parts.append(
            f"regular employees in the towns of {area} earned {phrases.pay(view.context(), average[3] * MONTHS[view.per])} on average "  # noqa: E501
            f"in {average[5]}"
        )
        notes.append("The official average is a mean over all work and all ages.")
    title = parts[0][0].upper() + parts[0][1:]
    if len(wages):
        low, high = float(wages["low"].min()), float(wages["high"].max())
        span = phrases.pay(view.context(), low * MONTHS[view.per])
        if high != low:
            span += f" to {phrases.pay(view.context(), high * MONTHS[view.per])}"
        day = wages["effective"].iloc[0]
        where = "India, under the central government," if area == INDIA else area
        parts.append(f"the legal minimum for clerical work in {where} is {span}, in force from {day}")
        notes.append(
            "The minimum wage depends on zone and skill, is for a month of 26 days without house rent, and a later "
            "order may exist. No legal advice: check the notification."
        )
        if pay < low:
            title = f"Below the legal minimum for clerical work in {area}, {span} from {day}"
        elif pay < high:
            title = f"Between the lowest and the highest legal minimum for clerical work in {area}"
    else:
        notes.append(f"No minimum wage for clerical work in {area} is in the data; that does not mean there is none.")
    reading = "; ".join(parts)
    return title, f"{reading[0].upper()}{reading[1:]}.", notes
