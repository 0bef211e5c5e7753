"""Published claims as bars, with the band of posted pay behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from plotly.graph_objects import Figure

from analytics.market.claims import Claim
from analytics.presenting import figures
from analytics.presenting.figures import INK, text
from analytics.presenting.messages import _
from analytics.presenting.wording import count
from analytics.statistics.bands import MONTHS, Period
from analytics.topics.claims.answer import ClaimBesidePosts, ClaimsAnswer, ContradictionsAnswer, PostedBand
from analytics.topics.claims.words import (
    RULES,
    amounts_in_words,
    details,
    published_on,
    range_in_words,
    subject,
    trust_label,
    trust_mark,
)

TRUST_COLOURS = {"official": "#000003", "survey": "#000008", "article": "#000002", "modelled site": "#000005"}
ROW_HEIGHT = 66
LINE = 0.28
"""The height of a line of text, in rows."""
MIDDLE = 0.46
"""The distance from a claim's bar up to the middle of its words, in rows."""
LONGEST_LABEL = 44
"""Letters of a label that fit a phone; the hover text and the table show it in full."""


@dataclass(frozen=True)
class Row:
    """A claim on the chart.

    Args:
        height: the vertical position of its bar.
        heading: the heading above it, at the start of a new contradiction.
        detail: a separate line that distinguishes it from claims with the same label; empty if there are none.
        posted: the band of posted pay behind it, if there is one.
        ageing: its factor to later rupees, or a note that no index covers it; empty if not requested.
    """

    claim: Claim
    height: float
    heading: str = ""
    detail: str = ""
    posted: PostedBand | None = None
    ageing: str = ""


def published_claims(answer: ClaimsAnswer) -> Figure:
    """A bar for each claim with its words above it, and the band of posted pay behind it."""
    detail_by_number = details(entry.claim for entry in answer.drawn_claims)
    rows: list[Row] = []
    height = 0.0
    for entry in answer.drawn_claims:
        detail = detail_by_number[entry.claim.claim_id]
        height += LINE if detail else 0
        ageing = _ageing(entry) if answer.aged else ""
        rows.append(Row(entry.claim, round(height + 0.7, 2), detail=detail, posted=entry.posted, ageing=ageing))
        height += 1.0
    return _chart(rows, answer.per)


def _ageing(entry: ClaimBesidePosts) -> str:
    return _("no index") if entry.ageing is None else f"× {entry.ageing.factor:.2f}"


def contradictions(answer: ContradictionsAnswer) -> Figure:
    """The claims of each contradiction together, under the rule that found them."""
    detail_by_number = details(claim for item in answer.items for claim in item.claims)
    rows: list[Row] = []
    height = 0.0
    for number, item in enumerate(answer.items, start=1):
        height += 0.48 if rows else 0.36
        heading = f"{number}. {_(RULES[item.rule.name][0])}"
        for index, claim in enumerate(item.claims):
            detail = detail_by_number[claim.claim_id]
            height += LINE if detail else 0
            rows.append(Row(claim, round(height + 0.7, 2), "" if index else heading, detail))
            height += 1.0
    return _chart(rows, answer.per)


def _chart(rows: Sequence[Row], per: Period) -> Figure:
    months = MONTHS[per]
    amounts = [a for row in rows for a in (row.claim.low, row.claim.middle, row.claim.high) if not math.isnan(a)]
    behind = [row.posted.p75 for row in rows if row.posted and row.posted.has_median]
    top = max([*amounts, *behind]) * months * 1.06
    height = rows[-1].height + 0.3
    return figures.figure(
        [*_posted_marks(rows, per), *_claims(rows, top, per), _labels(rows, per)],
        round(ROW_HEIGHT * height) + figures.MARGIN,
        xaxis=figures.money_axis(top, "INR", per),
        yaxis={"visible": False, "range": [height, -0.15], "fixedrange": True},
    )


def _labels(rows: Sequence[Row], per: Period) -> dict[str, object]:
    lines: list[tuple[float, str]] = []
    several_roles = len({row.claim.role for row in rows}) > 1  # a role that all share is in the heading
    for row in rows:
        claim, place = row.claim, row.height - 0.6 - (LINE if row.detail else 0)
        if row.heading:
            lines.append((place - 0.34, f"<b>{text(row.heading)}</b>"))
        lines.append((place, f"<b>{text(_shorten(subject(claim, with_role=several_roles)))}</b>"))
        if row.detail:
            lines.append((place + LINE, text(_shorten(row.detail))))
        grade = f"{trust_mark(claim.trust)} {text(row.ageing or trust_label(claim.trust))}"
        lines.append((row.height - 0.32, f"{amounts_in_words(claim, per)}  {grade}  ·  {published_on(claim)}"))
    return {
        "type": "scatter",
        "mode": "text",
        "x": [0] * len(lines),
        "y": [round(height, 2) for height, _line in lines],
        "text": [line for _height, line in lines],
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "meta": figures.mark_below(MIDDLE),
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _shorten(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip(" ,(") + "…"


def _posted_marks(rows: Sequence[Row], per: Period) -> list[dict[str, object]]:
    """The middle half of posted pay as a pale bar, and its median as a tick."""
    months, colour = MONTHS[per], figures.COLOURS["posted"]
    bands = [(row.posted, row.height) for row in rows if row.posted is not None and row.posted.has_median]
    if not bands:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [end for band, _height in bands for end in (band.p25 * months, band.p75 * months, None)],
            "y": [level for _band, height in bands for level in (height, height, None)],
            "line": {"color": colour, "width": 22},
            "opacity": 0.22,
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [band.p50 * months for band, _height in bands],
            "y": [height for _band, height in bands],
            "marker": {"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": colour}, "color": colour},
            "hovertext": [_posted_hover(band, per) for band, _height in bands],
            "hoverinfo": "text",
        },
    ]


def _posted_hover(band: PostedBand, per: Period) -> str:
    missing_value = math.nan
    return "<br>".join(
        [
            f"<b>{_('Posted pay')}</b>",
            _("median {median}", median=range_in_words(missing_value, band.p50, missing_value, per)),
            _("middle half {range}", range=range_in_words(band.p25, missing_value, band.p75, per)),
            _("{count} posts", count=count(band.n)),
        ]
    )


def _claims(rows: Sequence[Row], top: float, per: Period) -> list[dict[str, object]]:
    """For each grade of trust, one trace of bars, one of single figures, and one of arrows for open ends."""
    traces = []
    for grade, colour in TRUST_COLOURS.items():
        bars: list[tuple[float | None, float, str]] = []
        points: list[tuple[float | None, float, str]] = []
        arrows: list[tuple[float | None, float, str]] = []
        for row in rows:
            if row.claim.trust == grade:
                _place(row, top, per, bars, points, arrows)
        look = {"color": colour, "symbol": "line-ns", "size": 13, "line": {"width": 2, "color": colour}}
        traces += [
            _marks(bars, look) | {"mode": "lines+markers", "line": {"color": colour, "width": 9}},
            _marks(points, {"color": colour, "symbol": "diamond", "size": 12}),
            _marks(arrows, {"color": colour, "symbol": [symbol for _x, _y, symbol in arrows], "size": 14}, hover=False),
        ]
    return [trace for trace in traces if trace["x"]]


def _place(
    row: Row,
    top: float,
    per: Period,
    bars: list[tuple[float | None, float, str]],
    points: list[tuple[float | None, float, str]],
    arrows: list[tuple[float | None, float, str]],
) -> None:
    """Put a claim among the bars, the single figures, or the bars with an open end."""
    claim, months = row.claim, MONTHS[per]
    hover = _hover(row, per)
    ends = [end * months for end in (claim.low, claim.high) if not math.isnan(end)]
    if len(ends) == 1 and math.isnan(claim.middle):
        upwards = not math.isnan(claim.low)
        ends.append(min(top * 0.99, ends[0] + top * 0.14) if upwards else max(0.0, ends[0] - top * 0.14))
        arrows.append((ends[1], row.height, "triangle-right" if upwards else "triangle-left"))
    if claim.high_open:
        arrows.append((ends[-1], row.height, "triangle-right"))
    if len(ends) == 2:
        bars += [(ends[0], row.height, hover), (ends[1], row.height, hover), (None, row.height, "")]
    else:
        points.append((claim.middle * months, row.height, hover))


def _hover(row: Row, per: Period) -> str:
    claim = row.claim
    about = ", ".join(filter(None, [subject(claim), row.detail]))
    grade = f"{trust_mark(claim.trust)} {text(trust_label(claim.trust))} · {published_on(claim)}"
    return f"<b>{text(about)}</b><br>{amounts_in_words(claim, per)}<br>{grade}<br>{text(claim.source_title)}"


def _marks(
    spots: Sequence[tuple[float | None, float, str]], look: dict[str, object], hover: bool = True
) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _y, _words in spots],
        "y": [y for _x, y, _words in spots],
        "marker": look,
        "connectgaps": False,
        **({"hovertext": [words for _x, _y, words in spots], "hoverinfo": "text"} if hover else {"hoverinfo": "skip"}),
    }
