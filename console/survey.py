"""Commands of surveys of enterprises: list, show, open, ask, sum up."""

from pathlib import Path
from typing import Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, contents, database, living_on, screen, table, verb
from models.errors import BadInput

group = typer.Typer(
    help="Khảo sát doanh nghiệp: lập, gửi phiếu, xem và lập báo cáo tổng hợp.", no_args_is_help=True
)

Code = Annotated[str, typer.Argument(metavar="CODE", help="Mã khảo sát, ví dụ KS-DN-2026-001.")]


@group.command(name="list")
@verb
def list_(actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Liệt kê các khảo sát, mới nhất trước."""
    from actions import people, surveys, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found, _ = surveys.surveys(session, people.find(session, actor), day)
    answer(
        {"ok": True, "surveys": found},
        as_json=as_json,
        show=lambda: table(
            f"{len(found)} khảo sát",
            ("Mã", "Tên", "Tình trạng", "Từ ngày", "Đến ngày", "Đã hỏi", "Đã trả lời"),
            (
                (
                    each.code,
                    each.title,
                    each.stand.value,
                    each.opens_on,
                    each.closes_on,
                    each.asked,
                    each.answered,
                )
                for each in found
            ),
        ),
    )


@group.command(name="show")
@verb
def show_(code: Code, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Xem tổng hợp của một khảo sát."""
    from actions import people, surveys, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = surveys.page(session, code, people.find(session, actor), day)
    lines = list(surveys.summary_lines(found.summary))
    answer(
        {"ok": True, "survey": found.row, "summary": lines, "notes": found.summary.notes},
        as_json=as_json,
        show=lambda: table(
            f"{found.row.code}: {found.row.title}",
            ("Nội dung", "Chỉ tiêu", "Số lượng", "Trên", "Tỷ lệ (%)", "Điểm", "Số tiền"),
            (
                (each.part, each.name, each.count, each.of, each.percent, each.mean, each.sum_vnd)
                for each in lines
            ),
        ),
    )


@group.command(name="open")
@verb
def open_(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Tên khảo sát.")],
    actor: Actor,
    opens: Annotated[str, typer.Option(help="Nhận trả lời từ ngày.")],
    closes: Annotated[str, typer.Option(help="Đến hết ngày.")],
    province: Annotated[str, typer.Option(help="Tỉnh, thành phố.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Lập một khảo sát."""
    from actions import people, surveys, wiring
    from actions.filled_form import checked

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        said = {"title": title, "opens_on": opens, "closes_on": closes}
        form = checked(said | ({"province": province} if province else {}), surveys.SurveyForm)
        code = surveys.draft(session, form, people.find(session, actor), on=day)
    answer(
        {"ok": True, "code": code},
        as_json=as_json,
        show=lambda: screen.print(f"Đã lập khảo sát {code}.", markup=False),
    )


@group.command(name="ask")
@verb
def ask(
    code: Code,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Mỗi dòng một đơn vị: tên; thư điện tử; tỉnh.")
    ],
    actor: Actor,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="Không gửi thư, in đường dẫn.")] = False,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Gửi phiếu cho các đơn vị trong tệp; đường dẫn không gửi thư được in ra một lần."""
    from actions import people, surveys, wiring

    try:
        text = contents(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file}: tệp phải là văn bản UTF-8.") from None
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        made = surveys.invite(
            session,
            code,
            surveys.invitees_in(text),
            people.find(session, actor),
            on=day,
            by_mail=not by_hand,
        )
    answer(
        {"ok": True, "asked": made},
        as_json=as_json,
        show=lambda: table(
            f"{len(made)} đơn vị",
            ("Đơn vị", "Gửi tới", "Đường dẫn"),
            ((each.organisation, each.address, each.link) for each in made),
        ),
    )


@group.command(name="sum-up")
@verb
def sum_up(code: Code, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Lập và cấp số báo cáo tổng hợp, sau ngày cuối nhận trả lời."""
    from actions import people, surveys, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        number = surveys.issue_summary(session, code, people.find(session, actor), on=day).number_text
    answer(
        {"ok": True, "number": number},
        as_json=as_json,
        show=lambda: screen.print(f"Đã lập báo cáo số {number}.", markup=False),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="survey")
