"""What is not in the closet yet: what will enter it if nothing happens, what stands still before that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import foresight, links
from actions.boards.words import cell, days_vi, link, more, short, table, when_vi
from actions.foresight import ComingRow, StallRow
from documents.vietnamese import number_vi

HORIZONS = (30, 60, 90)
"""The days ahead that the board counts; the last one is how far it looks."""

SHOWN = 15
"""Tasks that each list names."""


@dataclass(frozen=True)
class Ahead:
    """What comes and what stands still on one day: entries with their day, early signs, stalls."""

    coming: tuple[ComingRow, ...]
    signs: tuple[ComingRow, ...]
    stalled: tuple[StallRow, ...]

    def within(self, days: int) -> int:
        """How many results will enter the closet within so many days."""
        return sum(row.days_left is not None and row.days_left <= days for row in self.coming)


def ahead(session: Session, on: date) -> Ahead:
    """Look about and ahead."""
    found = foresight.coming(session, on, HORIZONS[-1])
    return Ahead(
        coming=tuple(row for row in found if not row.sign),
        signs=tuple(row for row in found if row.sign),
        stalled=foresight.stalled(session, on),
    )


def coming_part(seen: Ahead) -> str:
    """Which results will enter the closet, and the one step that keeps each out of it."""
    counted = ", ".join(f"{days} ngày: **{number_vi(seen.within(days))}**" for days in HORIZONS)
    parts = [f"## Sắp vào ngăn tủ\n\nNếu không có gì thay đổi, trong {counted}."]
    if seen.coming:
        rows = table(
            ("Nhiệm vụ", "Sẽ vướng", "Ngày", "Còn (ngày)", "Việc cần làm để không vướng"),
            (
                (_task(row), cell(row.cause_vi), when_vi(row.on), days_vi(row.days_left), _step(row))
                for row in seen.coming[:SHOWN]
            ),
            figures=(3,),
        )
        parts.append("\n".join([rows, *more(len(seen.coming), SHOWN, _by_command("foresee"))]))
    if seen.signs:
        rows = table(
            ("Nhiệm vụ", "Sẽ vướng", "Dự kiến nghiệm thu", "Việc cần làm để không vướng"),
            ((_task(row), cell(row.cause_vi), when_vi(row.on), _step(row)) for row in seen.signs[:SHOWN]),
        )
        count = number_vi(len(seen.signs))
        said = f"**Dấu hiệu sớm**: {count} nhiệm vụ chưa nghiệm thu sẽ vướng ngay khi nghiệm thu."
        parts.append("\n".join([said, "", rows, *more(len(seen.signs), SHOWN, _by_command("foresee"))]))
    return "\n\n".join(parts)


def stalled_part(seen: Ahead) -> str:
    """What stands still before there is a result; these tasks are not counted in the closet."""
    heading = "## Vướng trước nghiệm thu"
    if not seen.stalled:
        return f"{heading}\n\nKhông có nhiệm vụ nào đứng lại trước khi có kết quả."
    counted = Counter(row.stall_vi for row in seen.stalled)
    kinds = table(
        ("Vướng mắc", "Số trường hợp"),
        ((cell(name), number_vi(count)) for name, count in counted.most_common()),
        figures=(1,),
    )
    rows = table(
        ("Nhiệm vụ", "Giai đoạn", "Vướng mắc", "Số ngày", "Ai phải xử lý", "Bước tiếp theo"),
        (
            (
                _task(row),
                cell(row.stage_vi),
                cell(row.stall_vi),
                days_vi(row.days),
                cell(row.responsible),
                cell(row.next_step_vi),
            )
            for row in seen.stalled[:SHOWN]
        ),
        figures=(3,),
    )
    told = "Những nhiệm vụ này chưa có kết quả, không tính vào ngăn tủ."
    return "\n".join(
        [heading, "", told, "", kinds, "", rows, *more(len(seen.stalled), SHOWN, _by_command("stalls"))]
    )


def _task(row: ComingRow | StallRow) -> str:
    return f"{link(row.code, links.runs_link(f'task:{row.code}'))} {cell(short(row.title))}"


def _step(row: ComingRow) -> str:
    return f"{cell(row.prevent_vi)}; người làm: {cell(row.responsible)}"


def _by_command(name: str) -> str:
    return f"lệnh `./triplehelix {name}` liệt kê tất cả"
