"""The monthly report: the boards' own figures, as they stand on the day of the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions.boards import charts, closet_page
from actions.boards.figures import closet_figures
from actions.boards.places import places
from actions.boards.places_page import matrix
from actions.boards.words import cell, days_vi, short, table
from documents.vietnamese import day_vi, number_vi
from models import queries

LONGEST = 20
"""Results that the report names: the gravest, and among equals the longest."""


@dataclass(frozen=True)
class Report:
    """The month's report as a page, and how many tasks there are in all."""

    markdown: str
    tasks: int


def monthly_report(session: Session, on: date) -> Report:
    """Write the report of the month in which the day lies."""
    figures = closet_figures(session, on)
    found = places(session, on)
    tasks = session.scalar(queries.task_total()) or 0
    drawn = charts.closet_chart(figures)
    longest = table(
        ("Mã", "Tên", "Nguyên nhân chính", "Số ngày", "Ai phải xử lý", "Bước tiếp theo"),
        (
            (
                row.code,
                cell(short(row.title)),
                cell(row.headline_vi),
                days_vi(row.days),
                cell(row.responsible_vi),
                cell(row.next_step_vi),
            )
            for row in figures.rows[:LONGEST]
        ),
        figures=(3,),
    )
    parts = [
        f"# Báo cáo tháng {on:%m/%Y}",
        (
            f"Lập ngày {day_vi(on)}. Số nhiệm vụ: **{number_vi(tasks)}**, trong đó chưa kết thúc "
            f"**{number_vi(found.count)}**, quá hạn **{number_vi(found.overdue)}**; "
            f"kết quả nằm trong ngăn tủ: **{number_vi(len(figures.rows))}**."
        ),
        f"![{drawn.says}]({drawn.address})",
        f"## Ngăn tủ\n\n{closet_page.summary(figures)}",
        closet_page.by_cause(figures),
        closet_page.by_age(figures),
        closet_page.by_month(figures),
        f"## Nghiêm trọng nhất trước, lâu nhất trước\n\n{longest}",
        matrix(found),
    ]
    return Report("\n\n".join(parts) + "\n", tasks)
