"""Commands that look about and ahead: what stands still, what will enter the closet, what was to be found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.speaking import AsJson, AsOf, answer, database, living_on, screen, table, verb
from models.errors import BadInput

if TYPE_CHECKING:
    from actions.backtest import Backtest
    from models.closet.replay import History

Province = Annotated[
    str, typer.Option(help="Chỉ tỉnh này; tên cũ là tỉnh hiện chịu trách nhiệm, gồm cả các tỉnh đã sáp nhập.")
]


@verb
def stalls(as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Liệt kê việc đứng yên trước khi có kết quả: ở đâu, từ bao giờ, ai phải làm gì."""
    from actions import foresight, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        rows = foresight.stalled(session, day)
    answer(
        {"ok": True, "as_of": day, "stalls": rows},
        as_json=as_json,
        show=lambda: table(
            f"{len(rows)} việc đứng yên ngày {day:%d/%m/%Y}",
            ("Mã", "Tên", "Tỉnh", "Giai đoạn", "Vì sao", "Từ", "Ngày", "Ai phải làm", "Việc tiếp theo"),
            (
                (
                    row.code,
                    row.title,
                    row.province,
                    row.stage_vi,
                    row.stall_vi,
                    row.since,
                    row.days,
                    row.responsible,
                    row.next_step_vi,
                )
                for row in rows
            ),
        ),
    )


@verb
def foresee(
    days: Annotated[int, typer.Option(min=1, max=3650, help="Nhìn trước bao nhiêu ngày.")] = 90,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Cảnh báo sớm: kết quả nào sẽ vào ngăn tủ nếu không ai làm gì, và một việc ngăn được điều đó."""
    from actions import foresight, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        rows = foresight.coming(session, day, days)
    answer(
        {"ok": True, "as_of": day, "days": days, "coming": rows},
        as_json=as_json,
        show=lambda: table(
            f"{len(rows)} kết quả sẽ vào ngăn tủ trong {days} ngày kể từ {day:%d/%m/%Y}, "
            "hoặc ngay khi nghiệm thu",
            ("Mã", "Tên", "Tỉnh", "Sẽ vướng", "Ngày", "Còn", "Ai làm", "Việc ngăn được"),
            (
                (
                    row.code,
                    row.title,
                    row.province,
                    row.cause_vi,
                    "khi nghiệm thu" if row.sign else row.on,
                    row.days_left,
                    row.responsible,
                    row.prevent_vi,
                )
                for row in rows
            ),
        ),
    )


@verb
def backtest(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Danh sách CSV hoặc XLSX; trống là các danh sách đã nhập."),
    ] = None,
    province: Province = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Kiểm chứng: nếu có hệ thống từ đầu, mỗi kết quả nằm ngăn tủ được phát hiện ngày nào."""
    from actions import backtest as replays
    from actions import wiring

    if file is not None:
        if not file.is_file():
            raise BadInput(f"Không có tệp «{file}».")
        with living_on(as_of) as day:
            found = replays.of_list(file, day, province=province)
    else:
        with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
            found = replays.of_imported(session, day, province=province)
    answer(_told(found), as_json=as_json, show=lambda: _show(found))


def _told(found: "Backtest") -> dict[str, Any]:
    return {
        "ok": True,
        "as_of": found.on,
        "tasks": len(found.histories),
        "found": len(found.found),
        "in_closet": found.in_closet,
        "by_cause": found.by_cause,
        "untold": found.untold,
        "in_part": found.in_part,
        "refused": found.refused,
        "histories": [
            {
                "code": each.code,
                "title": each.title,
                "province": each.province,
                "first_found": each.first.found if each.first else None,
                "headline": each.first.headline if each.first else None,
                "days_earlier": each.days_earlier,
                "spells": each.spells,
                "causes": each.causes,
                "untold": each.untold,
                "notes": each.notes,
            }
            for each in (*found.found, *(one for one in found.histories if one.first is None))
        ],
    }


def _show(found: "Backtest") -> None:
    table(
        f"{len(found.found)} trong {len(found.histories)} nhiệm vụ lẽ ra được phát hiện, tính đến "
        f"{found.on:%d/%m/%Y}",
        ("Mã", "Tên", "Tỉnh", "Phát hiện từ", "Sớm hơn (ngày)", "Nguyên nhân chính", "Ra khỏi ngăn tủ"),
        (
            (
                each.code,
                each.title,
                each.province,
                each.first.found or "chưa rõ",
                each.days_earlier,
                each.first.headline_vi,
                _left(each),
            )
            for each in found.found
            if each.first is not None
        ),
    )
    still = ", ".join(f"{cause} {count}" for cause, count in found.by_cause.items())
    screen.print(f"Đang nằm trong ngăn tủ: {found.in_closet}" + (f" ({still})." if still else "."))
    if found.untold or found.in_part:
        screen.print("Dữ liệu không cho biết:")
    for sentence, count in found.untold.items():
        screen.print(f"  - {count} nhiệm vụ: {sentence}", markup=False)
    if found.in_part:
        screen.print(f"  - {found.in_part} nhiệm vụ có ngày chỉ biết một phần hoặc mâu thuẫn nhau.")
    for refusal in found.refused:
        place = f"{refusal.sheet}, dòng" if refusal.sheet else "Dòng"
        screen.print(f"  {place} {refusal.row} không được xét: {' '.join(refusal.reasons)}", markup=False)


def _left(history: "History") -> str:
    last = history.spells[-1]
    if last.left is None:
        return "chưa"
    why = f" ({', '.join(last.left_by)})" if last.left_by else ""
    return f"{last.left:%d/%m/%Y}{why}"


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command(name="stalls")(stalls)
    app.command(name="foresee")(foresee)
    app.command(name="backtest")(backtest)
