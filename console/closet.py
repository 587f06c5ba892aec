"""Commands of the closet: what lies in it and why, the remedies chosen, and choosing one."""

# ruff: noqa: FBT002, PLC0415 - Typer's flags are booleans; imports inside keep `--help` instant

from typing import Annotated, Any

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb
from console.work import Code


@verb
def closet(as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Liệt kê kết quả nằm trong ngăn tủ: vì sao, bao lâu, ai phải xử lý, pháp luật cho phép gì."""
    from actions import boards, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        cases = boards.closet_sheet(session, day)
    answer(
        {"ok": True, "as_of": day, "cases": cases},
        as_json=as_json,
        show=lambda: table(
            f"{len(cases)} kết quả trong ngăn tủ ngày {day:%d/%m/%Y}",
            ("Mã", "Tên", "Tỉnh", "Ngày", "Nguyên nhân chính", "Ai phải xử lý"),
            (
                (
                    case["task"],
                    case["title"],
                    case["province"],
                    "chưa rõ" if case["days"] is None else case["days"],
                    case["headline_vi"],
                    case["causes"][0]["responsible"],
                )
                for case in cases
            ),
        ),
    )


@verb
def remedy(
    code: Code,
    choice: Annotated[str, typer.Argument(metavar="REMEDY", help="Biện pháp, xem lệnh closet --json.")],
    actor: Actor,
    comment: Annotated[str, typer.Option(help="Ý kiến.")] = "",
    document: Annotated[str, typer.Option(help="Số, ký hiệu văn bản.")] = "",
    due: Annotated[str, typer.Option(metavar="DATE", help="Hạn thực hiện.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Chọn biện pháp đưa một kết quả ra khỏi ngăn tủ."""
    from actions import people, remedies, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        said = remedies.answer(
            session,
            code,
            choice,
            people.find(session, actor),
            on=day,
            comment=comment,
            document=document,
            due_on=wiring.parse_day(due) if due else None,
            channel="cli",
        )
    answer({"ok": True, "sentence": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    verbs: dict[str, Any] = {"closet": closet, "remedy": remedy}
    for name, command in verbs.items():
        app.command(name=name)(command)
