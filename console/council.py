"""Commands for councils: form one, note who attends, state conflicts of interest, cast a ballot."""

from typing import Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, verb
from console.work import Code
from models.errors import BadInput

Gate = Annotated[str, typer.Option(help="Cửa của hội đồng, ví dụ acceptance-council.")]

group = typer.Typer(help="Hội đồng: thành lập, thành phần tham dự, bỏ phiếu.", no_args_is_help=True)


@group.command(name="form")
@verb
def form(
    code: Code,
    actor: Actor,
    seat: Annotated[list[str], typer.Option(help="TÀI_KHOẢN=chair|vice_chair|reviewer|secretary|member.")],
    gate: Gate = "",
    meets_on: Annotated[str, typer.Option(metavar="DATE", help="Ngày họp.")] = "",
    secret: Annotated[bool, typer.Option("--secret/--open", help="Bỏ phiếu kín hay công khai.")] = True,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Thành lập hội đồng cho cửa đang chờ."""
    from actions import councils, people, wiring
    from models.dossier import Position

    members = []
    for each in seat:
        handle, _, position = each.partition("=")
        if position not in {one.value for one in Position}:
            raise typer.BadParameter(f"«{each}» phải có dạng TÀI_KHOẢN=chair (vice_chair, reviewer ...).")
        members.append((handle, Position(position)))
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        councils.form(
            session,
            code,
            gate,
            members,
            people.find(session, actor),
            on=day,
            meets_on=wiring.parse_day(meets_on) if meets_on else None,
            secret=secret,
        )
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print("Đã thành lập hội đồng."))


@group.command(name="attend")
@verb
def attend(
    code: Code,
    actor: Actor,
    member: Annotated[list[str], typer.Option(help="TÀI_KHOẢN=present|absent|recused.")],
    gate: Gate = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi thành viên có mặt, vắng mặt hoặc rút lui do xung đột lợi ích."""
    from actions import councils, people, wiring

    attendance = dict(each.partition("=")[::2] for each in member)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        councils.attend(session, code, gate, attendance, people.find(session, actor), on=day)
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print("Đã ghi thành phần tham dự."))


@group.command(name="state")
@verb
def state(
    code: Code,
    actor: Actor,
    gate: Gate = "",
    conflict: Annotated[str, typer.Option(help="Xung đột lợi ích là gì; trống: cam kết không có.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Cam kết về xung đột lợi ích; nêu một xung đột là rút khỏi phiên họp."""
    from actions import councils, people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        member = people.find(session, actor)
        councils.state_conflict(session, code, gate, member, on=day, conflict=conflict)
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print("Đã ghi cam kết."))


@group.command(name="vote")
@verb
def vote(
    code: Code,
    actor: Actor,
    gate: Gate = "",
    mark: Annotated[
        list[str] | None,
        typer.Option(help="Tiêu chí và đánh giá, ví dụ urgency=yes, method=25, report=pass; ghi nhiều lần."),
    ] = None,
    comment: Annotated[str, typer.Option(help="Nhận xét.")] = "",
    written: Annotated[bool, typer.Option(help="Phiếu gửi bằng văn bản của thành viên vắng mặt.")] = False,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Bỏ phiếu; phiếu đã bỏ không thay đổi được."""
    from actions import councils, people, wiring

    pairs = [each.partition("=") for each in mark or ()]
    if wrong := [code for code, sign, _ in pairs if not sign]:
        raise BadInput(f"Đánh giá ghi theo dạng tiêu chí=đánh giá, không phải «{wrong[0]}».")
    ballot = councils.Vote({code: given for code, _, given in pairs}, comment)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        send = councils.write_vote if written else councils.vote
        send(session, code, gate, ballot, people.find(session, actor), on=day)
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print("Đã ghi phiếu."))


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="council")
