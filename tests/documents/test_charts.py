"""Charts: bars with their values, readable by everybody, the same bytes from the same facts."""

import base64
from xml.etree import ElementTree as ET

import pytest

from documents import charts

FLOW = charts.Panel(
    "Vào và ra theo tháng",
    ("vào ngăn tủ", "ra khỏi ngăn tủ"),
    (charts.Group("10/26", (4, 2)), charts.Group("11/26", (0, 1234))),
)
CHART = charts.Chart("Ngăn tủ <11/2026>", "Vào 4, ra 1.236 & còn 3", (FLOW,))


def drawn(chart=CHART):
    return ET.fromstring(charts.svg(chart))  # noqa: S314 - our own drawing, never a foreign one


def texts(root):
    return [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]


def bars(root):
    return [each for each in root.iter("{http://www.w3.org/2000/svg}rect") if each.get("height") != "12"][1:]


def test_a_bar_is_as_tall_as_its_value_and_bears_it():
    heights = [float(bar.get("height")) for bar in bars(drawn())]
    assert heights[3] == max(heights)
    assert heights[0] / heights[3] == pytest.approx(4 / 1234, abs=1e-4)
    assert {"4", "2", "1.234"} <= set(texts(drawn()))


def test_months_and_series_are_named():
    assert {"10/26", "11/26", "vào ngăn tủ", "ra khỏi ngăn tủ"} <= set(texts(drawn()))


def test_who_cannot_see_it_is_told_what_it_shows():
    root = drawn()
    assert root.get("role") == "img"
    assert root.find("{http://www.w3.org/2000/svg}title").text == CHART.title
    assert root.find("{http://www.w3.org/2000/svg}desc").text == CHART.says


def test_nothing_to_count_is_a_chart_without_bars():
    empty = charts.Panel("Trống", (), (charts.Group("10/26", (0,)),), empty="Không có gì để đếm.")
    assert "Không có gì để đếm." in texts(drawn(charts.Chart("T", "S", (empty,))))
    assert [float(bar.get("height")) for bar in bars(drawn(charts.Chart("T", "S", (empty,))))] == [0]
    assert charts.svg(charts.Chart("T", "S", (charts.Panel("Không có tháng nào", (), ()),)))


def test_it_is_drawn_for_dark_pages_as_well_and_runs_nothing():
    text = charts.svg(CHART)
    assert "prefers-color-scheme: dark" in text
    assert "<script" not in text
    assert text == charts.svg(CHART)


def test_its_address_holds_it_whole():
    kind, _, held = charts.data_uri(charts.svg(CHART)).partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(held).decode() == charts.svg(CHART)
