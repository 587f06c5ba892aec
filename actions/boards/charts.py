"""The closet's chart: how long results have lain there, and what came and left month by month."""

from __future__ import annotations

from dataclasses import dataclass

from actions.boards.figures import BUCKETS, ClosetFigures
from actions.boards.words import AGE_SHORT
from documents import charts
from documents.vietnamese import day_vi, number_vi


@dataclass(frozen=True)
class Drawn:
    """A chart that was drawn: the SVG, what it shows in a sentence, and an address that holds it whole."""

    svg: str
    says: str
    address: str


def closet_chart(figures: ClosetFigures) -> Drawn:
    """Draw the closet's ages, and its inflow and outflow."""
    counted = dict(figures.count(lambda row: (row.bucket,)))
    ages = "; ".join(f"{AGE_SHORT[bucket]}: {counted[bucket]}" for bucket in BUCKETS if counted.get(bucket))
    came, left = (sum(getattr(month, name) for month in figures.months) for name in ("came", "left"))
    says = (
        f"Biểu đồ ngày {day_vi(figures.on)}: {number_vi(len(figures.rows))} kết quả trong ngăn tủ"
        + (f", theo số ngày {ages}" if ages else "")
        + f"; {len(figures.months)} tháng qua vào {number_vi(came)}, ra {number_vi(left)}"
    )
    drawn = charts.svg(
        charts.Chart(
            title="Ngăn tủ: số ngày nằm chờ, vào và ra theo tháng",
            says=says,
            panels=(
                charts.Panel(
                    "Kết quả theo số ngày nằm trong ngăn tủ",
                    (),
                    tuple(charts.Group(AGE_SHORT[bucket], (counted.get(bucket, 0),)) for bucket in BUCKETS),
                    empty="Không có kết quả nào nằm trong ngăn tủ.",
                ),
                charts.Panel(
                    "Kết quả vào và ra theo tháng",
                    ("vào ngăn tủ", "ra khỏi ngăn tủ"),
                    tuple(
                        charts.Group(f"{month.until:%m/%y}", (month.came, month.left))
                        for month in figures.months
                    ),
                    empty="Không có kết quả nào vào hay ra trong những tháng này.",
                ),
            ),
        )
    )
    return Drawn(drawn, says, charts.data_uri(drawn))
