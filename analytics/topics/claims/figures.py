"""Published claims as bars, with the band of posted pay behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analytics.presenting import figures, wording
from analytics.presenting.figures import INK, text
from analytics.statistics.bands import Period

if TYPE_CHECKING:
    from analytics.presenting.exhibit import Exhibit

TRUST_COLOURS = {"official": "#000003", "survey": "#000008", "article": "#000002", "modelled site": "#000005"}
CLAIM_HEIGHT = 66


def span(low: float, middle: float, high: float, per: Period) -> str:
    """A claim in words: its range, its one figure, or the end that it gives.

    >>> nan = float("nan")
    >>> span(18000, 21500, 25000, "month"), span(nan, 16667, nan, "month"), span(25500, nan, nan, "month")
    ('₹18,000 to ₹25,000', '₹16,700', 'from ₹25,500')
    """
    if not math.isnan(low) and not math.isnan(high):
        return f"{wording.money(low, per=per)} to {wording.money(high, per=per)}"
    if not math.isnan(middle):
        return wording.money(middle, per=per)
    return f"from {wording.money(low, per=per)}" if not math.isnan(low) else f"up to {wording.money(high, per=per)}"


def claims(exhibit: Exhibit, *, per: Period) -> Any:
    """A bar for each claim, its words above it; open ends end in an arrow. Behind it the band of posted pay, if given.

    Args:
        exhibit: with the columns about, low, middle, high, published, trust and mark; for contradictions also rule and
            contradiction, for a band behind also posted_p25, posted_p50 and posted_p75.
    """
    rows = exhibit.rows
    stated = [value for row in rows for value in (row.low, row.middle, row.high) if not math.isnan(value)]
    behind = [row.posted_p75 for row in rows if hasattr(row, "posted_p75") and not math.isnan(row.posted_p75)]
    top = max([*stated, *behind]) * 1.06
    places, words, height = _claim_places(rows, per)
    traces: list[dict[str, Any]] = []
    if behind:
        traces += _posted_behind(rows, places, per)
    traces += _claim_traces(rows, places, top, per)
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [0] * len(words),
            "y": [y for y, _ in words],
            "text": [said for _, said in words],
            "textposition": "middle right",
            "textfont": {"color": INK, "size": 13},
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
    )
    return figures.figure(
        traces,
        round(CLAIM_HEIGHT * height) + figures.MARGIN,
        xaxis=figures.money_axis(top, "INR", per),
        yaxis={"visible": False, "range": [height, -0.15], "fixedrange": True},
    )


def _claim_places(rows: Sequence[Any], per: Period) -> tuple[list[float], list[tuple[float, str]], float]:
    """Where each bar stands and the lines of words above it; a contradiction has a heading over its claims."""
    places, words, y, last = [], [], 0.0, ""
    for row in rows:
        heading = getattr(row, "contradiction", "")
        if heading != last:
            y += 0.12 if last else 0.0
            words.append((y + 0.12, f"<b>{row.contradiction}. {text(row.rule.capitalize())}</b>"))
            y += 0.36
            last = heading
        words.append((y + 0.10, f"<b>{text(_shortened(row.about))}</b>"))
        words.append(
            (y + 0.38, f"{span(row.low, row.middle, row.high, per)}  {row.mark} {row.trust}  ·  {row.published}")
        )
        places.append(y + 0.7)
        y += 1.0
    return places, words, y


def _shortened(words: str, most: int = 44) -> str:
    """Words that fit a phone; the whole of them is in the hover text and the table."""
    return words if len(words) <= most else words[: most - 1].rstrip(" ,(") + "…"


def _posted_behind(rows: Sequence[Any], places: Sequence[float], per: Period) -> list[dict[str, Any]]:
    known = [(row, y) for row, y in zip(rows, places, strict=True) if not math.isnan(row.posted_p25)]
    colour = figures.COLOURS["posted"]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [end for row, _ in known for end in (row.posted_p25, row.posted_p75, None)],
            "y": [level for _, y in known for level in (y, y, None)],
            "line": {"color": colour, "width": 22},
            "opacity": 0.22,
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [row.posted_p50 for row, _ in known],
            "y": [y for _, y in known],
            "marker": {"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": colour}, "color": colour},
            "hovertext": [
                f"<b>Posted pay</b><br>median {wording.money(row.posted_p50, per=per)}<br>middle half "
                f"{span(row.posted_p25, row.posted_p50, row.posted_p75, per)}<br>{wording.count(row.posted_n)} posts"
                for row, _ in known
            ],
            "hoverinfo": "text",
        },
    ]


def _claim_traces(rows: Sequence[Any], places: Sequence[float], top: float, per: Period) -> list[dict[str, Any]]:
    """For each grade of trust: the bars in one trace, single figures in another, the arrows of open ends in a third."""
    traces = []
    for grade, colour in TRUST_COLOURS.items():
        bars: list[tuple[float | None, float, str]] = []
        points: list[tuple[float, float, str]] = []
        arrows: list[tuple[float, float, str]] = []
        for row, y in zip(rows, places, strict=True):
            if row.trust != grade:
                continue
            hover = (
                f"<b>{text(row.about)}</b><br>{span(row.low, row.middle, row.high, per)}<br>{row.mark} {row.trust} · "
                f"{row.published}<br>{text(row.source_title)}"
            )
            ends = [end for end in (row.low, row.high) if not math.isnan(end)]
            if len(ends) == 1 and math.isnan(row.middle):
                upwards = not math.isnan(row.low)
                ends.append(min(top * 0.99, ends[0] + top * 0.14) if upwards else max(0.0, ends[0] - top * 0.14))
                arrows.append((ends[1], y, "triangle-right" if upwards else "triangle-left"))
            if len(ends) == 2:
                bars += [(ends[0], y, hover), (ends[1], y, hover), (None, y, "")]
            else:
                points.append((row.middle, y, hover))
        look = {"color": colour, "symbol": "line-ns", "size": 13, "line": {"width": 2, "color": colour}}
        traces += [
            _marks(bars, look) | {"mode": "lines+markers", "line": {"color": colour, "width": 9}},
            _marks(points, {"color": colour, "symbol": "diamond", "size": 12}),
            _marks(arrows, {"color": colour, "symbol": [symbol for _, _, symbol in arrows], "size": 14}, hover=False),
        ]
    return [trace for trace in traces if trace["x"]]


def _marks(
    spots: Sequence[tuple[float | None, float, str]], look: dict[str, Any], hover: bool = True
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _, _ in spots],
        "y": [y for _, y, _ in spots],
        "marker": look,
        "connectgaps": False,
        **({"hovertext": [words for _, _, words in spots], "hoverinfo": "text"} if hover else {"hoverinfo": "skip"}),
    }
