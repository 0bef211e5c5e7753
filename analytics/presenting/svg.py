"""Draws a figure as SVG, so that a page shows its charts before, and without, any chart script.

The figure remains the only source of a chart: this module reads the same traces, shapes, annotations and axes as
plotly, and knows nothing of exhibits. Horizontal lengths are percentages, vertical ones pixels, so one drawing fits
every screen without scaling, and text keeps its size. The theme's colours are CSS variables, so light and dark share
one drawing. It covers a small part of plotly's geometry; anything else raises `ValueError` instead of being dropped
silently.

It is one subject: each function draws one kind of trace, shape or axis, and they share scales and style.
"""

from __future__ import annotations

import html
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np

Spec = Mapping[str, Any]

PLACEHOLDER: Final = re.compile(r"#00000([1-9])")
"""Matches a place in the theme's list of chart colours."""
DEFAULT_COLOUR: Final = "#000001"
DEFAULT_SIZE: Final = 6.0
LINE_HEIGHT: Final = 1.3
LETTER: Final = 0.56
"""The width of an average letter, relative to the font size."""
STRETCH_WIDTH: Final = 1000
"""The width of the box in which paths are drawn before they are stretched to the plot."""
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SYMBOLS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((-1.3, 0), (0, -1.3), (1.3, 0), (0, 1.3)),
    "triangle-up": ((-1.15, 0.6), (1.15, 0.6), (0, -1.2)),
    "triangle-right": ((-0.6, -1.15), (-0.6, 1.15), (1.2, 0)),
    "triangle-left": ((0.6, -1.15), (0.6, 1.15), (-1.2, 0)),
    "x": ((-1, -0.4), (-0.6, -1), (0, -0.4), (0.6, -1), (1, -0.4), (0.4, 0), (1, 0.6), (0.6, 1), (0, 0.4), (-0.6, 1),
          (-1, 0.6), (-0.4, 0)),
}  # fmt: skip
"""Corners of markers whose size is 2."""
BREAK: Final = re.compile(r"<br\s*/?>")
MARKUP: Final = re.compile(r"(</?[bi]>|</?sup>|<span style=\"[^\"<>]*\">|</span>)")
STYLED_SPAN: Final = re.compile(r"<span style=\"((?:font-size|color|font-weight):[\w#.% -]+;?)\">")
TAGS: Final = {
    "<b>": '<tspan style="font-weight:600">',
    "<i>": '<tspan style="font-style:italic">',
    "<sup>": '<tspan style="baseline-shift:super">',
    **dict.fromkeys(("</b>", "</i>", "</sup>", "</span>"), "</tspan>"),
}
"""Plotly's text markup that SVG supports; other sizes and colours are ignored."""
MARK_STYLE: Final = re.compile(r'<(?:line|circle|rect|polygon)\b[^>]*?( style="(?!opacity|[^"]*;opacity)[^"]*")')
ANCHORS: Final = {"left": "start", "center": "middle", "right": "end", "auto": "middle"}


def draw(figure: Spec) -> str:
    """Draw the SVG of a figure given as `Figure.to_plotly_json()`; margins are CSS, and marks may extend into them.

    Raises:
        ValueError: the figure has a trace or an axis that this module cannot draw.
    """
    layout = figure["layout"]
    margin = {"l": 4, "r": 8, "t": 8, "b": 30} | layout.get("margin", {})
    height = float(layout["height"])
    font = float(layout.get("yaxis", {}).get("tickfont", {}).get("size", 12))
    plot = height - margin["t"] - margin["b"]
    traces = [_unpack(trace) for trace in figure["data"]]
    x = Axis.of(layout.get("xaxis", {}), "x", traces)
    y = Axis.of(layout.get("yaxis", {}), "y", traces)
    canvas = Canvas(x, y, plot, layout.get("font", {}))
    inside = "".join([
        *canvas.axes(),
        *(part for shape in layout.get("shapes", ()) if shape.get("layer") == "below" for part in canvas.shape(shape)),
        *(part for trace in traces for part in canvas.trace(trace, layout)),
        *(part for shape in layout.get("shapes", ()) if shape.get("layer") != "below" for part in canvas.shape(shape)),
        *(canvas.annotation(note) for note in layout.get("annotations", ())),
    ])  # fmt: skip
    if "scaleanchor" in layout.get("yaxis", {}):
        width = plot * x.span / y.span * layout["yaxis"].get("scaleratio", 1) ** -1
        box = f'viewBox="0 0 {_n(width)} {_n(plot)}" width="100%" height="{_n(plot)}"'
        inside = f'<svg {box} overflow="visible">{inside}</svg>'
    margin_left = margin["l"] + max((LETTER * len(label) * font + 8 for _, label in y.ticks()), default=0)
    names = f"--names:{_n(width)}px;" if (width := _width_of_names(traces)) else ""
    left = f"calc({_n(margin_left)}px + var(--beside,0px))"
    margins = " ".join([*(f"{_n(margin[side])}px" for side in "trb"), left])
    place = f"{names}display:block;overflow:visible;margin:{margins}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" height="{_n(plot)}" aria-hidden="true" '
        f'style="{place};width:calc(100% - {_n(margin_left + margin["r"])}px - var(--beside,0px))">{inside}</svg>'
    )


def _width_of_names(traces: Iterable[Spec]) -> float:
    """The width in pixels of the column of row names; 0 if the figure has none.

    A style sheet that makes this room sets `--beside` to it, and moves the names beside their marks.
    """
    lines = [
        LETTER * trace["textfont"]["size"] * len(plain_text(line)) + 16
        for trace in traces
        if "mark_below" in trace.get("meta", {})
        for words in trace["text"]
        for line in BREAK.split(words)
    ]
    return max(lines, default=0)


@dataclass(frozen=True)
class Axis:
    """One axis: the position of a value on it, from 0 to 1, and its ticks."""

    spec: Spec
    start: float
    end: float

    @classmethod
    def of(cls, spec: Spec, letter: str, traces: Sequence[Spec]) -> Axis:
        """The axis of a layout; without a range, the one that its traces need."""
        kind = spec.get("type", "linear")
        if kind not in ("linear", "log", "date"):
            raise ValueError(f"an axis of type {kind!r} cannot be drawn")
        if "range" in spec:
            ends = spec["range"]
            first, last = (_numbers(ends, kind) if kind == "date" else np.asarray(ends, float)).tolist()
            return cls(spec, first, last)
        values = np.concatenate([_numbers(trace.get(letter, ()), kind) for trace in traces] or [np.zeros(1)])
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        if spec.get("rangemode") == "tozero" or any(trace["type"] == "bar" for trace in traces):
            low = min(0.0, low)
        room = 0.05 * (high - low or 1)
        return cls(spec, low - (room if low else 0), high + room)

    @property
    def kind(self) -> str:
        """ "linear", "log" or "date"."""
        return str(self.spec.get("type", "linear"))

    @property
    def span(self) -> float:
        """The length of the axis in its own unit."""
        return abs(self.end - self.start)

    def place(self, values: object) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The positions of values on the axis: 0 at its start, 1 at its end."""
        numbers = _numbers(values, self.kind)
        if self.kind == "log":
            with np.errstate(divide="ignore", invalid="ignore"):
                numbers = np.log10(numbers)
        return (numbers - self.start) / (self.end - self.start)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """The position and the label of each tick on the axis."""
        if self.spec.get("visible") is False or self.spec.get("showticklabels") is False:
            return
        values = self.spec.get("tickvals")
        if values is None:
            values, labels = self._chosen_ticks()
        else:
            labels = [str(text) for text in self.spec.get("ticktext", [f"{value:g}" for value in values])]
        suffix = self.spec.get("ticksuffix", "")
        for place, label in zip(self.place(values).tolist(), labels, strict=True):
            if -1e-9 <= place <= 1 + 1e-9:
                yield place, f"{label}{suffix}"

    def _chosen_ticks(self) -> tuple[list[object], list[str]]:
        most = int(self.spec.get("nticks", 5)) or 5
        if self.kind == "date":
            return self._chosen_dates(most)
        low, high = sorted((self.start, self.end))
        step = next(
            factor * power
            for power in 10.0 ** np.arange(np.floor(np.log10((high - low or 1) / most)), 20)
            for factor in (1, 2, 5)
            if (high - low) / (factor * power) <= most
        )
        values = (np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step).tolist()
        return values, [f"{value:,.10g}" for value in values]

    def _chosen_dates(self, most: int) -> tuple[list[object], list[str]]:
        first, last = (
            np.datetime64(int(end), "D").astype("datetime64[M]").astype(int) for end in sorted((self.start, self.end))
        )
        months = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if (last - first) / step <= most)
        month_numbers = range(-(-first // months) * months, last + 1, months)
        labels = [
            f"{1970 + index // 12}" if months >= 12 else f"{MONTHS[index % 12]} {1970 + index // 12}"
            for index in month_numbers
        ]
        return [f"{1970 + index // 12:04d}-{index % 12 + 1:02d}-01" for index in month_numbers], labels


@dataclass(frozen=True)
class Canvas:
    """The plot of a figure: draws each kind of mark in its place. `height` is in pixels."""

    x: Axis
    y: Axis
    height: float
    font: Spec

    # Where things lie

    def across(self, values: object) -> list[str]:
        """Places across, as percentages."""
        return [f"{_n(100 * place)}%" for place in self.x.place(values).tolist()]

    def down(self, values: object) -> list[float]:
        """Places down, in pixels."""
        places: list[float] = ((1 - self.y.place(values)) * self.height).tolist()
        return places

    # Axes

    def axes(self) -> Iterator[str]:
        """Grid lines, tick labels and titles."""
        for place, label in self.x.ticks():
            offset = f"{_n(100 * place)}%"
            if self.x.spec.get("showgrid", True):
                yield _tag("line", {"x1": offset, "x2": offset, "y1": "0", "y2": _n(self.height), "class": "grid"})
            yield self._tick(label, self.x.spec, offset, self.height + 18, "middle")
        for place, label in self.y.ticks():
            offset = _n((1 - place) * self.height)
            if self.y.spec.get("showgrid", True):
                yield _tag("line", {"x1": "0", "x2": "100%", "y1": offset, "y2": offset, "class": "grid"})
            yield self._tick(label, self.y.spec, "-6", (1 - place) * self.height + 4, "end")
        title = self.x.spec.get("title") or {}
        if title.get("text"):
            yield self._text(title["text"], "50%", self.height + 38, "middle", title.get("font", {}))

    def _tick(self, label: str, axis: Spec, x: str, y: float, anchor: str) -> str:
        return self._text(label, x, y, anchor, axis.get("tickfont", {}))

    # Shapes and notes

    def shape(self, shape: Spec) -> Iterator[str]:
        """A line or a rectangle."""
        x0, x1 = self.x.place([shape["x0"], shape["x1"]]).tolist()
        ends = [shape["y0"], shape["y1"]]
        y0, y1 = [(1 - end) * self.height for end in ends] if shape.get("yref") == "paper" else self.down(ends)
        look = _stroke(shape.get("line", {}), shape.get("opacity", 1))
        if shape["type"] == "line":
            yield _tag("line", {"x1": _p(x0), "y1": _n(y0), "x2": _p(x1), "y2": _n(y1), "style": look})
        elif shape["type"] == "rect":
            yield _rect(x0, x1, y0, y1, f"{look};fill:{colour(shape.get('fillcolor', 'none'))}")
        else:
            raise ValueError(f"a shape of type {shape['type']!r} cannot be drawn")

    def annotation(self, note: Spec) -> str:
        """A text at a place."""
        if note.get("showarrow", True):
            raise ValueError("an annotation with an arrow cannot be drawn")
        x = _p(note["x"]) if note.get("xref") == "paper" else self.across([note["x"]])[0]
        y = (1 - note["y"]) * self.height if note.get("yref") == "paper" else self.down([note["y"]])[0]
        font = dict(self.font) | dict(note.get("font", {}))
        below = {"bottom": -0.3, "top": 1.0}.get(note.get("yanchor", "middle"), 0.35)
        anchor = ANCHORS[note.get("xanchor", "auto")]
        shift = note.get("xshift", 0)
        y += below * font.get("size", 12) - note.get("yshift", 0)
        return self._text(note["text"], x, y, anchor, font, shift)

    # Traces

    def trace(self, trace: Spec, layout: Spec) -> Iterator[str]:
        """All marks of a trace."""
        if trace["type"] == "bar":
            marks = self._bars(trace, layout)
        elif trace["type"] == "scatter":
            marks = self._scatter(trace)
        else:
            raise ValueError(f"a trace of type {trace['type']!r} cannot be drawn")
        opacity = trace.get("opacity", 1)
        if "mark_below" in trace.get("meta", {}):
            top, below = self.down([0, trace["meta"]["mark_below"]])
            yield f'<g class="names" style="--below:{_n(below - top)}px">'
        else:
            yield f'<g opacity="{_n(opacity)}">' if opacity != 1 else "<g>"
        yield from _group_marks(marks)
        yield "</g>"

    def _scatter(self, trace: Spec) -> Iterator[str]:
        mode = trace["mode"]
        if "error_y" in trace:
            yield from self._errors(trace)
        if "lines" in mode or trace.get("fill") == "toself":
            yield from self._lines(trace)
        if "markers" in mode:
            yield from self._markers(trace)
        if "text" in mode:
            yield from self._labels(trace)

    def _lines(self, trace: Spec) -> Iterator[str]:
        line = trace.get("line", {})
        across, down = self.x.place(trace["x"]), np.asarray(self.down(trace["y"]))
        finite = np.isfinite(across) & np.isfinite(down)
        bent: list[str] = []
        for start, end in _runs(finite):
            xs, ys = across[start:end], down[start:end]
            if end - start == 2 and trace.get("fill") != "toself" and line.get("shape", "linear") == "linear":
                ends = {"x1": _p(xs[0]), "y1": _n(ys[0]), "x2": _p(xs[1]), "y2": _n(ys[1])}
                yield _tag("line", ends | {"style": _stroke(line)}, _nth(trace.get("hovertext"), start))
            else:
                bent.append(_path(xs, ys, line.get("shape", "linear")) + ("Z" if trace.get("fill") == "toself" else ""))
        if bent:
            is_area = trace.get("fill") == "toself"
            fill = (
                f"fill:{colour(trace.get('fillcolor', line.get('color', DEFAULT_COLOUR)))}" if is_area else "fill:none"
            )
            faint = ";fill-opacity:.5" if is_area and "fillcolor" not in trace else ""
            look = _stroke(line) if "lines" in trace["mode"] else "stroke:none"
            path = _tag(
                "path", {"d": "".join(bent), "style": f"{look};{fill}{faint}", "vector-effect": "non-scaling-stroke"}
            )
            yield (
                f'<svg viewBox="0 0 {STRETCH_WIDTH} {_n(self.height)}" preserveAspectRatio="none" width="100%" '
                f'height="{_n(self.height)}" overflow="visible">{path}</svg>'
            )

    def _markers(self, trace: Spec) -> Iterator[str]:
        marker = trace.get("marker", {})
        default = trace.get("line", {}).get("color", DEFAULT_COLOUR)
        places = zip(self.x.place(trace["x"]).tolist(), self.down(trace["y"]), strict=True)
        for index, (x, y) in enumerate(places):
            if not (np.isfinite(x) and np.isfinite(y)):
                continue
            look = _Marker(
                symbol=str(_nth(marker.get("symbol", "circle"), index)),
                size=float(_nth(marker.get("size", DEFAULT_SIZE), index)),
                fill=str(_nth(marker.get("color", default), index)),
                edge=str(_nth(marker.get("line", {}).get("color", _nth(marker.get("color", default), index)), index)),
                width=float(_nth(marker.get("line", {}).get("width", 0), index)),
                opacity=float(_nth(marker.get("opacity", 1), index)),
            )
            yield look.draw(_p(x), y, _nth(trace.get("hovertext"), index))

    def _labels(self, trace: Spec) -> Iterator[str]:
        font = dict(self.font) | dict(trace.get("textfont", {}))
        size = float(np.max(font.get("size", 12)))
        has_markers = "markers" in trace["mode"]
        radii = trace.get("marker", {}).get("size", DEFAULT_SIZE) if has_markers else 0
        for index, (x, y) in enumerate(zip(self.x.place(trace["x"]).tolist(), self.down(trace["y"]), strict=True)):
            label = _nth(trace["text"], index)
            if not (np.isfinite(x) and np.isfinite(y)) or not label:
                continue
            vertical, _, horizontal = str(_nth(trace.get("textposition", "middle center"), index)).partition(" ")
            room = float(_nth(radii, index)) / 2 / 0.8 + 1 if has_markers else 0
            shift = {"left": -room, "right": room}.get(horizontal, 0)
            y += {"top": -room - 0.3 * size, "bottom": room + size}.get(vertical, 0.35 * size)
            point_font = font | {"color": _nth(font.get("color"), index), "size": _nth(font.get("size", 12), index)}
            anchor = {"left": "end", "right": "start"}.get(horizontal, "middle")
            yield self._text(str(label), _p(x), y, anchor, point_font, shift)

    def _errors(self, trace: Spec) -> Iterator[str]:
        error = trace["error_y"]
        value = np.asarray(trace["y"], float)
        ends = (
            value + np.asarray(error["array"], float),
            value - np.asarray(error.get("arrayminus", error["array"]), float),
        )
        look = _stroke({"color": error.get("color", DEFAULT_COLOUR), "width": error.get("thickness", 2)})
        for x, high, low in zip(self.across(trace["x"]), self.down(ends[0]), self.down(ends[1]), strict=True):
            if np.isfinite(high) and np.isfinite(low):
                yield _tag("line", {"x1": x, "x2": x, "y1": _n(high), "y2": _n(low), "style": look})

    def _bars(self, trace: Spec, layout: Spec) -> Iterator[str]:
        marker, flat = trace.get("marker", {}), trace.get("orientation") == "h"
        long, wide = ("x", "y") if flat else ("y", "x")
        places = _numbers(trace[wide], (self.y if flat else self.x).kind)
        gaps = np.diff(np.sort(places))
        default = (float(gaps.min()) if len(gaps) else 1.0) * (1 - layout.get("bargap", 0.2))
        widths = np.broadcast_to(np.asarray(trace.get("width", default), float), places.shape)
        lengths = np.asarray(trace[long], float)
        base = np.broadcast_to(np.asarray(trace.get("base", 0), float), places.shape)
        for index, (place, width, length, start) in enumerate(zip(places, widths, lengths, base, strict=True)):
            if not np.isfinite(length):
                continue
            sides, ends = [place - width / 2, place + width / 2], [start, start + length]
            x0, x1 = self.x.place(ends if flat else sides).tolist()
            y0, y1 = self.down(sides if flat else ends)
            edge = _stroke(_of_point(marker.get("line", {}), index))
            look = f"{edge};fill:{colour(_nth(marker.get('color', DEFAULT_COLOUR), index))}"
            look += f";fill-opacity:{_n(_nth(marker.get('opacity', 1), index))}"
            yield _rect(x0, x1, y0, y1, look, _nth(trace.get("hovertext"), index))

    # Text

    def _text(self, text: str, x: str, y: float, anchor: str, font: Spec, shift: float = 0) -> str:
        look = dict(self.font) | {name: value for name, value in font.items() if value is not None}
        style = f"fill:{colour(look.get('color', '#000007'))};font-size:{_n(look.get('size', 12))}px"
        lines = BREAK.split(text)
        first = y - (len(lines) - 1) / 2 * LINE_HEIGHT * float(look.get("size", 12))
        offset, down = f' dx="{_n(shift)}"' if shift else "", f' dy="{LINE_HEIGHT}em"'
        spans = "".join(
            f'<tspan x="{x}"{offset}{down if index else ""}>{_markup(line)}</tspan>' for index, line in enumerate(lines)
        )
        return f'<text y="{_n(first)}" text-anchor="{anchor}" style="{style}">{spans}</text>'


@dataclass(frozen=True)
class _Marker:
    symbol: str
    size: float
    fill: str
    edge: str
    width: float
    opacity: float

    def draw(self, x: str, y: float, hover: object) -> str:
        name, _, how = self.symbol.partition("-open")
        hollow = name != self.symbol and not how
        width = self.width or (1 if hollow else 0)
        edge = self.fill if hollow else self.edge
        look = f"fill:{'none' if hollow else colour(self.fill)};stroke:{colour(edge)};stroke-width:{_n(width)}"
        look += f";opacity:{_n(self.opacity)}" if self.opacity != 1 else ""
        half = self.size / 2
        if name == "line-ns":
            return _tag("line", {"x1": x, "x2": x, "y1": _n(y - half), "y2": _n(y + half), "style": look}, hover)
        if name == "circle":
            return _tag("circle", {"cx": x, "cy": _n(y), "r": _n(half), "style": look}, hover)
        if name not in SYMBOLS:
            raise ValueError(f"a marker {self.symbol!r} cannot be drawn")
        corners = " ".join(f"{_n(half * right)},{_n(half * below)}" for right, below in SYMBOLS[name])
        shape = _tag("polygon", {"points": corners, "style": look}, hover)
        return f'<svg x="{x}" y="{_n(y)}" overflow="visible">{shape}</svg>'


def colour(value: object) -> str:
    """A colour as CSS: a place in the theme's list becomes its variable.

    >>> colour("#000003"), colour("#e4eefa")
    ('var(--chart-3)', '#e4eefa')
    """
    match = PLACEHOLDER.fullmatch(str(value))
    return f"var(--chart-{match[1]})" if match else html.escape(str(value))


def _unpack(value: object) -> Any:
    """A trace with the arrays that plotly packs as base64."""
    if not isinstance(value, dict):
        return value
    if "bdata" in value:
        return np.frombuffer(b64decode(value["bdata"]), value["dtype"])
    return {name: _unpack(part) for name, part in value.items()}


def _numbers(values: object, kind: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Values of an axis as numbers; dates as days."""
    if kind == "date":
        days = np.asarray([str(value)[:10] for value in np.ravel(np.asarray(values, dtype=object))], "datetime64[D]")
        return days.astype(np.float64)
    return np.asarray(
        [np.nan if value is None else value for value in values] if isinstance(values, list) else values, float
    )


def _runs(finite: np.ndarray[Any, np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    """The start and end of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _path(xs: Iterable[float], ys: Iterable[float], shape: str) -> str:
    points = [(_n(STRETCH_WIDTH * x), _n(y)) for x, y in zip(xs, ys, strict=True)]
    first, *rest = points
    if shape == "hv":
        return f"M{first[0]} {first[1]}" + "".join(f"H{x}V{y}" for x, y in rest)
    if shape != "linear":
        raise ValueError(f"a line of shape {shape!r} cannot be drawn")
    return f"M{first[0]} {first[1]}" + "".join(f"L{x} {y}" for x, y in rest)


def _rect(x0: float, x1: float, y0: float, y1: float, look: str, hover: object = None) -> str:
    (west, right), (top, bottom) = sorted((x0, x1)), sorted((y0, y1))
    box = {"x": _p(west), "y": _n(top), "width": _p(right - west), "height": _n(bottom - top), "style": look}
    return _tag("rect", box, hover)


def _stroke(line: Spec, opacity: float = 1) -> str:
    width = float(line.get("width", 2))
    look = f"stroke:{colour(line.get('color', DEFAULT_COLOUR))};stroke-width:{_n(width)}"
    unit = max(width, 3)
    dashes = {"dot": f"{_n(unit)} {_n(unit)}", "dash": f"{_n(3 * unit)} {_n(3 * unit)}"}
    if line.get("dash", "solid") != "solid":
        look += f";stroke-dasharray:{dashes[line['dash']]}"
    return look + (f";opacity:{_n(opacity)}" if opacity != 1 else "")


def _group_marks(marks: Iterable[str]) -> Iterator[str]:
    """Marks with the style that several in a row share written once: a phone waits for every byte of a chart."""
    for style, run in groupby(marks, _inherited_style):
        alike = list(run)
        if style and len(alike) > 1:
            yield f"<g{style}>{''.join(mark.replace(style, '', 1) for mark in alike)}</g>"
        else:
            yield from alike


def _inherited_style(mark: str) -> str:
    """The style attribute of a mark, unless it must stay there: opacity is not inherited, and CSS finds text by it."""
    match = MARK_STYLE.match(mark)
    return match[1] if match else ""


def _tag(name: str, attributes: Mapping[str, str], hover: object = None) -> str:
    words = {"data-hover": html.escape(plain_text(str(hover))).replace("\n", "&#10;")} if hover else {}
    pairs = " ".join(f'{key}="{value}"' for key, value in {**attributes, **words}.items())
    return f"<{name} {pairs}/>"


def plain_text(text: str) -> str:
    """Strip plotly's markup from a text, keeping its lines.

    >>> plain_text("<b>R&amp;D</b><br>n 3")
    'R&D\\nn 3'
    """
    return html.unescape(MARKUP.sub("", BREAK.sub("\n", text)))


def _markup(line: str) -> str:
    """Convert plotly's text markup to SVG; anything else stays text."""
    parts = []
    for part in MARKUP.split(line):
        if part in TAGS:
            parts.append(TAGS[part])
        elif match := STYLED_SPAN.fullmatch(part):
            parts.append(f'<tspan style="{match[1]}">')
        else:
            parts.append(html.escape(html.unescape(part)))
    return "".join(parts)


def _of_point(spec: Spec, index: int) -> dict[str, object]:
    return {name: _nth(value, index) for name, value in spec.items()}


def _nth(value: object, index: int) -> Any:
    """The value for one mark: its item of a list, or the value shared by all."""
    return value[index] if isinstance(value, list | tuple | np.ndarray) else value


def _p(place: float) -> str:
    return f"{_n(100 * place)}%"


def _n(number: float) -> str:
    """Format a number as briefly as a screen needs.

    >>> _n(12.0), _n(1 / 3), _n(-0.0001)
    ('12', '0.33', '0')
    """
    text = f"{float(number):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
