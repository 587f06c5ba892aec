"""Commands of the calls for proposals: list, show, publish, conclude."""

from typing import Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb

group = typer.Typer(
    help="Hỗ trợ đổi mới sáng tạo: đợt mời đề xuất, đề xuất, khoản chi.", no_args_is_help=True
)

Code = Annotated[str, typer.Argument(metavar="CODE", help="Mã đợt, ví dụ HT-DN-2026-001.")]


@group.command(name="list")
@verb
def list_(actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Liệt kê các đợt mời đề xuất được xem."""
    from actions import people, support, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found, _ = support.calls(session, people.find(session, actor), day)
    answer(
        {"ok": True, "calls": found},
        as_json=as_json,
        show=lambda: table(
            f"{len(found)} đợt",
            ("Mã", "Nội dung", "Tình trạng", "Từ ngày", "Đến ngày"),
            ((each.code, each.title, each.stand.value, each.opens_on, each.closes_on) for each in found),
        ),
    )


@group.command(name="show")
@verb
def show_(code: Code, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Xem một đợt: điều kiện, các đề xuất được xem, mức hỗ trợ, đã chi."""
    from actions import people, support, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = support.call_page(session, code, people.find(session, actor), day)

    def show() -> None:
        screen.print(f"{found.row.code}: {found.row.title} ({found.row.stand.value})", markup=False)
        for sentence in found.conditions:
            screen.print(f"  {sentence}", markup=False)
        table(
            f"{len(found.proposals)} đề xuất",
            ("Số", "Đề xuất", "Bên đề xuất", "Đề nghị", "Được hỗ trợ", "Đã chi", "Tình trạng"),
            (
                (
                    each.number,
                    each.title,
                    each.organisation,
                    each.asked_vnd,
                    each.granted_vnd,
                    each.paid_vnd,
                    each.state,
                )
                for each in found.proposals
            ),
        )

    told = {"row": found.row, "conditions": found.conditions, "proposals": found.proposals}
    answer({"ok": True, "call": told}, as_json=as_json, show=show)


@group.command(name="publish")
@verb
def publish(code: Code, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Công bố một đợt: cấp số thông báo mời đề xuất."""
    from actions import people, support, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        number = support.publish(session, code, people.find(session, actor), on=day).number_text
    answer(
        {"ok": True, "code": code, "number": number},
        as_json=as_json,
        show=lambda: screen.print(f"Đã công bố {code}: thông báo số {number}.", markup=False),
    )


@group.command(name="conclude")
@verb
def conclude(
    code: Code,
    actor: Actor,
    order: Annotated[
        list[int] | None, typer.Option(help="Thứ tự của các đề xuất bằng điểm khi kinh phí không đủ.")
    ] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi nhận kết quả xét chọn theo số phiếu: biên bản, quyết định."""
    from actions import people, support, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        made = support.conclude(session, code, who, on=day, order=tuple(order or ()))
    answer(
        {"ok": True, "selected": made},
        as_json=as_json,
        show=lambda: screen.print(
            f"Hỗ trợ {made.supported} trên {made.judged} đề xuất; quyết định {made.decision or 'không lập'}.",
            markup=False,
        ),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="support")
