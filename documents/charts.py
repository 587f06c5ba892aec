"""Bar charts as SVG: small, sharp at every size, with the value on each bar, for light and dark pages.

Text is text, so a chart can be searched and read aloud: its title and what it says stand in it as well.
Why no library draws it: docs/decisions/0009-charts.md.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final
from xml.etree import ElementTree as ET

from documents.vietnamese import number_vi

WIDTH = 760
_PANEL = 236
"""Height of one panel: its title, the bars, the labels below."""
_HEAD, _BARS, _EDGE = 58, 130, 24
_GAP = 0.3
"""The part of a group's width that stays empty."""
_WIDEST = 56
"""The widest bar: a chart of one bar is no wall."""

_STYLE = """
text { font: 13px system-ui, "Noto Sans", "Segoe UI", "DejaVu Sans", sans-serif; fill: #1d1c1a; }
.title { font-size: 15px; font-weight: 600; } .quiet { fill: #5b5851; }
.figure, .label { font-size: 12px; text-anchor: middle; } .label { fill: #5b5851; }
.ground { fill: #ffffff; stroke: #d9d5cb; } .axis { stroke: #8c877c; }
.first { fill: #b4531f; } .second { fill: #2a6f97; }
@media (prefers-color-scheme: dark) {
  text { fill: #eceae4; } .quiet, .label { fill: #b3afa5; } .ground { fill: #201f1c; stroke: #3c3a35; }
  .axis { stroke: #7a766c; } .first { fill: #e08a52; } .second { fill: #6fb4dc; }
}
"""
STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}"
"""By this a page's policy lets a chart bring its own style, and no other."""

_TONES = ("first", "second")


class Dress(Enum):
    """Where a chart is shown, and so what says how it looks."""

    OWN = "own"
    """A picture by itself: it brings its own style."""
    PAGE = "page"
    """Within a page of the portal: the page's style sheet dresses it."""
    PAPER = "paper"
    """Within a paper: on white, in the papers' own letters, every look written on its element."""


_TEXT: Final = {"font-family": "Triple Helix Serif", "font-size": "13", "fill": "#000000"}
_MIDDLE: Final = _TEXT | {"font-size": "12", "text-anchor": "middle"}
_ON_PAPER: Final = {
    "title": _TEXT | {"font-size": "15", "font-weight": "bold"},
    "quiet": _TEXT,
    "figure": _MIDDLE,
    "label": _MIDDLE,
    "ground": {"fill": "#ffffff", "stroke": "#8c877c"},
    "axis": {"stroke": "#000000"},
    "first": {"fill": "#5a5a5a"},
    "second": {"fill": "#b4b4b4", "stroke": "#000000", "stroke-width": "0.5"},
}
"""The looks on paper: greys that a copying machine keeps apart."""


@dataclass(frozen=True)
class Group:
    """The bars that stand together above one label: a value for each series."""

    label: str
    values: tuple[int | Decimal, ...]


@dataclass(frozen=True)
class Panel:
    """One set of bars: at most two series, each with its name; a single series needs none.

    `empty` is what stands there when every value is 0.
    """

    title: str
    series: tuple[str, ...]
    groups: tuple[Group, ...]
    empty: str = ""


@dataclass(frozen=True)
class Chart:
    """Panels one below the other. `says` tells in a sentence what it shows, for who cannot see it."""

    title: str
    says: str
    panels: tuple[Panel, ...]


def svg(chart: Chart, dress: Dress = Dress.OWN) -> str:
    """Draw the chart; the same facts give the same text, byte for byte."""
    height = _PANEL * len(chart.panels)
    told = {"aria-labelledby": "title says"} if dress is Dress.OWN else {"aria-label": chart.says}
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH),
            "height": str(height),
            "role": "img",
            **told,
        },
    )
    if dress is Dress.OWN:
        ET.SubElement(root, "title", {"id": "title"}).text = chart.title
        ET.SubElement(root, "desc", {"id": "says"}).text = chart.says
        ET.SubElement(root, "style").text = _STYLE
    _add(root, "rect", "ground", x=0.5, y=0.5, width=WIDTH - 1, height=height - 1, rx=8)
    for number, panel in enumerate(chart.panels):
        _panel(root, panel, number * _PANEL)
    if dress is Dress.PAPER:
        for element in root.iter():
            element.attrib |= _ON_PAPER.get(element.attrib.pop("class", ""), {})
    return ET.tostring(root, encoding="unicode")


def data_uri(drawn: str) -> str:
    """The drawing as an address that holds it whole, for pages that take no other picture."""
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def _panel(root: ET.Element, panel: Panel, top: float) -> None:
    _add(root, "text", "title", panel.title, x=_EDGE, y=top + 30)
    _legend(root, panel.series, top + 30)
    floor = top + _HEAD + _BARS
    highest = float(max((value for group in panel.groups for value in group.values), default=0))
    for left, width, group in _places(panel.groups):
        middle = left + width / 2
        _add(root, "text", "label", group.label, x=middle, y=floor + 20)
        bar = min(width * (1 - _GAP) / len(group.values), _WIDEST)
        start = middle - bar * len(group.values) / 2
        for number, value in enumerate(group.values):
            tall = max(0.0, _BARS * float(value) / highest) if highest > 0 else 0.0
            x = start + number * bar
            _add(root, "rect", _TONES[number], x=x, y=floor - tall, width=bar - 1, height=tall)
            if value:
                _add(root, "text", "figure", number_vi(value), x=x + bar / 2, y=floor - tall - 5)
    if highest <= 0 and panel.empty:
        _add(root, "text", "label", panel.empty, x=WIDTH / 2, y=floor - _BARS / 2)
    _add(root, "line", "axis", x1=_EDGE, x2=WIDTH - _EDGE, y1=floor, y2=floor)


def _places(groups: Sequence[Group]) -> Iterator[tuple[float, float, Group]]:
    width = (WIDTH - 2 * _EDGE) / max(1, len(groups))
    for number, group in enumerate(groups):
        yield _EDGE + number * width, width, group


def _legend(root: ET.Element, series: Sequence[str], line: float) -> None:
    """The names of the series at the right, above the bars."""
    right = float(WIDTH - _EDGE)
    for tone, name in reversed([*zip(_TONES, series, strict=False)]):
        right -= 8 * len(name)
        _add(root, "text", "quiet", name, x=right, y=line)
        _add(root, "rect", tone, x=right - 18, y=line - 11, width=12, height=12)
        right -= 34


def _add(root: ET.Element, kind: str, style: str, said: str = "", **places: float) -> None:
    element = ET.SubElement(
        root, kind, {"class": style, **{name: f"{place:g}" for name, place in places.items()}}
    )
    if said:
        element.text = said
