"""Commands of the yearly lists of outstanding results and people: list, nominate, conclude."""

from typing import Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb

group = typer.Typer(help="Kết quả, cá nhân tiêu biểu hằng năm.", no_args_is_help=True)


@group.command(name="list")
@verb
def list_(actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Liệt kê danh sách tiêu biểu từng năm."""
    from actions import people, recognition, wiring

    with database(), living_on(as_of), wiring.unit_of_work() as session:
        found, _ = recognition.year_lists(session, people.find(session, actor))
    answer(
        {"ok": True, "lists": found},
        as_json=as_json,
        show=lambda: table(
            f"{len(found)} danh sách",
            ("Mã", "Năm", "Tỉnh, thành phố", "Đề cử", "Được chọn", "Đã kết luận"),
            (
                (
                    each.code,
                    each.year,
                    each.province,
                    each.nominated,
                    each.honoured,
                    "có" if each.concluded else "",
                )
                for each in found
            ),
        ),
    )


@group.command(name="nominate")
@verb
def nominate(
    task: Annotated[str, typer.Argument(metavar="TASK", help="Mã nhiệm vụ có kết quả.")],
    actor: Actor,
    year: Annotated[int, typer.Option(help="Năm.")],
    reason: Annotated[str, typer.Option(help="Thành tích, in trên giấy chứng nhận.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Đề cử một kết quả tiêu biểu của năm; chưa đủ điều kiện thì nêu mọi lý do."""
    from actions import people, recognition, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        code = recognition.nominate(session, task, year, reason, people.find(session, actor), on=day)
    answer(
        {"ok": True, "code": code},
        as_json=as_json,
        show=lambda: screen.print(f"Đã đề cử {task} vào danh sách {code}.", markup=False),
    )


@group.command(name="conclude")
@verb
def conclude(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã danh sách, ví dụ TB-DN-2026.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi nhận kết luận theo số phiếu: biên bản, danh sách, giấy chứng nhận."""
    from actions import people, recognition, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        made = recognition.conclude(session, code, people.find(session, actor), on=day)
    answer(
        {"ok": True, "honoured": made},
        as_json=as_json,
        show=lambda: screen.print(
            f"{made.results} kết quả, {made.people} cá nhân; danh sách số {made.listed}.", markup=False
        ),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="honours")
