"""Commands for accounts, delegation and one-time codes."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from console.processes import write_whole
from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, plain, screen, table, verb
from models.errors import BadInput

group = typer.Typer(help="Tài khoản: mở, mời, đặt mật khẩu, liệt kê.", no_args_is_help=True)


@group.command(name="add")
@verb
def add(
    handle: Annotated[str, typer.Argument(help="Tên tài khoản, ví dụ so.giam-doc.")],
    title: Annotated[str, typer.Option(help="Chức danh.")],
    organisation: Annotated[str, typer.Option(help="Tên tổ chức.")],
    role: Annotated[list[str], typer.Option(help="Vai trò, ví dụ dost_officer; có thể lặp lại.")],
    kind: Annotated[str, typer.Option(help="Loại tổ chức, ví dụ public_unit.")] = "unknown",
    email: Annotated[str, typer.Option(help="Địa chỉ thư điện tử nhận thông báo.")] = "",
    as_json: AsJson = False,
) -> None:
    """Mở một tài khoản; khóa bí mật của mã một lần chỉ hiện một lần."""
    from actions import people, wiring
    from models.language import PartyKind, Role

    try:
        roles = [Role(each) for each in role]
        party = PartyKind(kind)
    except ValueError:
        raise BadInput(f"Vai trò là: {', '.join(Role)}; loại tổ chức là: {', '.join(PartyKind)}.") from None
    with database(), wiring.unit_of_work() as session:
        owner = people.ensure_organisation(session, organisation, party)
        account = people.open_account(session, handle, title, owner, roles, email=email)
    answer(
        {"ok": True, "handle": handle, "secret": account.secret, "uri": account.uri},
        as_json=as_json,
        show=lambda: screen.print(f"Đã mở {handle}. Khóa (chỉ hiện một lần): {account.uri}", markup=False),
    )


@group.command(name="list")
@verb
def list_(as_json: AsJson = False) -> None:
    """Liệt kê tài khoản."""
    from actions import people, wiring

    with database(), wiring.unit_of_work() as session:
        found = people.listed(session)
    answer(
        {"ok": True, "people": found},
        as_json=as_json,
        show=lambda: table(
            "Tài khoản",
            ("Tài khoản", "Chức danh", "Tổ chức", "Vai trò"),
            ((one["handle"], one["title"], one["organisation"], ", ".join(one["roles"])) for one in found),
        ),
    )


@group.command(name="reopen")
@verb
def reopen(handle: Annotated[str, typer.Argument(help="Tên tài khoản.")], as_json: AsJson = False) -> None:
    """Mở lại một tài khoản bị khóa vì nhập sai mã nhiều lần."""
    from actions import people, wiring

    with database(), wiring.unit_of_work() as session:
        people.reopen_account(session, handle)
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print(f"Đã mở lại {handle}."))


@group.command(name="address")
@verb
def address(
    handle: Annotated[str, typer.Argument(help="Tên tài khoản.")],
    email: Annotated[str, typer.Argument(help="Địa chỉ thư điện tử; để trống là không nhận thông báo.")] = "",
    as_json: AsJson = False,
) -> None:
    """Đổi địa chỉ thư điện tử nhận thông báo của một tài khoản."""
    from actions import people, wiring

    with database(), wiring.unit_of_work() as session:
        people.readdress(session, handle, email)
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print(f"Đã đổi địa chỉ của {handle}."))


@group.command(name="invite")
@verb
def invite(
    handle: Annotated[str, typer.Argument(help="Tên tài khoản.")],
    mail: Annotated[bool, typer.Option("--mail", help="Gửi đường dẫn bằng thư thay vì in ra.")] = False,
    as_json: AsJson = False,
) -> None:
    """Mời người của một tài khoản vào cổng: in đường dẫn dùng một lần (72 giờ), hoặc gửi bằng thư."""
    from actions import invitations, wiring

    with database(), wiring.unit_of_work() as session:
        made = invitations.invite(session, handle, None, by_mail=mail)

    def show() -> None:
        if made.link:
            screen.print(f"Đường dẫn mời {made.handle} (chỉ hiện một lần): {made.link}", markup=False)
        else:
            screen.print(f"Thư mời {made.handle} được gửi đến {made.address}.", markup=False)

    answer({"ok": True, **plain(made)}, as_json=as_json, show=show)


@group.command(name="password")
@verb
def password(handle: Annotated[str, typer.Argument(help="Tên tài khoản.")], as_json: AsJson = False) -> None:
    """Đặt mật khẩu của một tài khoản: hỏi trên màn hình, hoặc đọc một dòng từ stdin."""
    from actions import accounts, doors, wiring

    if sys.stdin.isatty():
        given = typer.prompt("Mật khẩu mới", hide_input=True, confirmation_prompt="Nhập lại", err=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    hashed = doors.password_hash(given)
    with database(), wiring.unit_of_work() as session:
        accounts.set_password(session, handle, hashed)
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print(f"Đã đặt mật khẩu của {handle}."))


@group.command(name="export")
@verb
def export(
    who: Annotated[
        str, typer.Argument(metavar="CODE|EMAIL", help="Tài khoản, hoặc địa chỉ thư của tài khoản.")
    ],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Tệp JSON để ghi; bỏ trống: in ra.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Xuất mọi dữ liệu cá nhân hệ thống giữ về một người (JSON; không có mật khẩu hay khóa)."""
    from actions import personal, wiring

    with database(), wiring.unit_of_work() as session:
        told = personal.export_of(session, who)
    if to is None:
        answer({"ok": True, **told}, as_json=True, show=lambda: None)
        return
    write_whole(to, json.dumps(told, ensure_ascii=False, indent=2))
    answer(
        {"ok": True, "path": to}, as_json=as_json, show=lambda: screen.print(f"Đã ghi {to}.", markup=False)
    )


@group.command(name="erase")
@verb
def erase(
    who: Annotated[
        str, typer.Argument(metavar="CODE|EMAIL", help="Tài khoản đã khóa, hoặc địa chỉ thư của nó.")
    ],
    document: Annotated[str, typer.Option(help="Số, ký hiệu của văn bản đề nghị xóa.")],
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
    as_json: AsJson = False,
) -> None:
    """Xóa dữ liệu liên hệ và thông tin đăng nhập của một người; hồ sơ và nhật ký được giữ theo pháp luật."""
    from actions import personal, wiring

    if not yes and not typer.confirm(f"Xóa dữ liệu cá nhân của {who}? Không phục hồi được.", err=True):
        raise typer.Exit(1)
    with database(), wiring.unit_of_work() as session:
        handle = personal.erase(session, None, who, document)
    answer(
        {"ok": True, "handle": handle},
        as_json=as_json,
        show=lambda: screen.print(f"Đã xóa; tài khoản trong hồ sơ nay mang tên {handle}.", markup=False),
    )


@verb
def code(handle: Annotated[str, typer.Argument(help="Tên tài khoản.")], as_json: AsJson = False) -> None:
    """In mã một lần hiện thời của một tài khoản mẫu (không in cho tài khoản thật)."""
    from actions import people, rehearsal, wiring

    if handle not in {part.handle for part in rehearsal.CAST}:
        raise BadInput(
            f"«{handle}» không phải tài khoản mẫu: mã của tài khoản thật chỉ có trong ứng dụng xác thực."
        )
    with database(), wiring.unit_of_work() as session:
        shown = people.current_code(session, handle)
    answer({"ok": True, "code": shown}, as_json=as_json, show=lambda: screen.print(shown))


@verb
def delegate(
    actor: Actor,
    to: Annotated[str, typer.Option("--to", metavar="HANDLE", help="Tài khoản của người nhận ủy quyền.")],
    role: Annotated[list[str], typer.Option(help="Vai trò được ủy quyền; có thể lặp lại.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Ngày cuối cùng có hiệu lực.")],
    document: Annotated[str, typer.Option(help="Số, ký hiệu của văn bản ủy quyền.")],
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Ngày đầu tiên có hiệu lực; mặc định là hôm nay.")
    ] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ủy quyền vai trò của mình cho người cùng cơ quan, trong một thời hạn."""
    from actions import delegations, people, wiring

    last = wiring.parse_day(until)
    roles = delegations.parse_roles(role)
    with database(), living_on(as_of) as today, wiring.unit_of_work() as session:
        first = wiring.parse_day(since) if since else today
        giver = people.find(session, actor)
        number = delegations.lend(session, giver, to, roles, first, last, document, today)
    answer(
        {"ok": True, "delegation": number},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi nhận ủy quyền số {number}.", markup=False),
    )


@verb
def delegations(as_json: AsJson = False) -> None:
    """Liệt kê các ủy quyền, kể cả ủy quyền đã hết hiệu lực."""
    from actions import delegations as register
    from actions import wiring

    with database(), living_on("") as today, wiring.unit_of_work() as session:
        found = register.listed(session)
    answer(
        {"ok": True, "delegations": found},
        as_json=as_json,
        show=lambda: table(
            "Ủy quyền",
            ("Số", "Người ủy quyền", "Người nhận", "Vai trò", "Từ ngày", "Đến ngày", "Văn bản", "Hiệu lực"),
            (
                (
                    str(one.id),
                    one.giver_title,
                    one.taker_title,
                    "; ".join(role.vi for role in one.roles),
                    f"{one.valid_from:%d/%m/%Y}",
                    f"{one.valid_to:%d/%m/%Y}",
                    one.document,
                    "đang có hiệu lực" if one.holds_on(today) else "không",
                )
                for one in found
            ),
        ),
    )


@verb
def undelegate(
    actor: Actor,
    number: Annotated[int, typer.Argument(help="Số của ủy quyền.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Thu hồi một ủy quyền từ hôm nay."""
    from actions import delegations, people, wiring

    with database(), living_on(as_of) as today, wiring.unit_of_work() as session:
        delegations.revoke(session, number, people.find(session, actor), today)
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print(f"Đã thu hồi ủy quyền số {number}."))


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="people")
    app.command(name="code")(code)
    app.command(name="delegate")(delegate)
    app.command(name="delegations")(delegations)
    app.command(name="undelegate")(undelegate)
