"""Commands of the closet: what lies in it and why, the remedies chosen, and choosing one."""

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
    party: Annotated[str, typer.Option(metavar="NAME", help="Đơn vị tiếp nhận, kế thừa hoặc nơi nhận.")] = "",
    document: Annotated[str, typer.Option(metavar="REF", help="Số, ký hiệu văn bản làm căn cứ.")] = "",
    due: Annotated[str, typer.Option(metavar="DATE", help="Rõ thời gian: hạn thực hiện.")] = "",
    who: Annotated[str, typer.Option(help="Rõ người.")] = "",
    what: Annotated[str, typer.Option(help="Rõ việc.")] = "",
    result: Annotated[str, typer.Option(help="Rõ kết quả.")] = "",
    responsible: Annotated[str, typer.Option(help="Rõ trách nhiệm.")] = "",
    authority: Annotated[str, typer.Option(help="Rõ thẩm quyền.")] = "",
    comment: Annotated[str, typer.Option(help="Ý kiến.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Chọn biện pháp đưa một kết quả ra khỏi ngăn tủ; điều nào của sáu rõ để trống thì lấy theo biện pháp."""
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
            party=party,
            who=who,
            what=what,
            result=result,
            responsible=responsible,
            authority=authority,
            channel="cli",
        )
    answer({"ok": True, "sentence": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


@verb
def remedies_(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Chỉ nhiệm vụ này.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Chỉ biện pháp đã quá hạn chưa xong.")] = False,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Liệt kê biện pháp đã chọn: ai làm gì, hạn nào, đã xong chưa."""
    from actions import remedies, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = remedies.taken(session, day, code, overdue=overdue)
    answer(
        {"ok": True, "as_of": day, "remedies": found},
        as_json=as_json,
        show=lambda: table(
            f"{len(found)} biện pháp, ngày {day:%d/%m/%Y}",
            ("Mã", "Biện pháp", "Ai thực hiện", "Chọn ngày", "Hạn", "Tình trạng"),
            (
                (
                    one.code,
                    one.vi,
                    one.who,
                    one.on,
                    one.due_on,
                    f"xong {one.done_on:%d/%m/%Y}"
                    if one.done_on
                    else f"quá hạn {one.days_overdue} ngày"
                    if one.days_overdue
                    else "đang làm",
                )
                for one in found
            ),
        ),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    verbs: dict[str, Any] = {"closet": closet, "remedy": remedy, "remedies": remedies_}
    for name, command in verbs.items():
        app.command(name=name)(command)
