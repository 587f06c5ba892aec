"""The command of the database's roles: whether the second wall stands, and what is to be run for it."""

import sys
from typing import Annotated

import typer

from console.speaking import AsJson, answer, database, screen, verb

group = typer.Typer(
    help="Vai trò của PostgreSQL và bức tường thứ hai giữa các tổ chức.", no_args_is_help=True
)


@group.callback()
def _group() -> None:
    """Keep `roles` a command of the group."""


@group.command(name="roles")
@verb
def roles(
    sql: Annotated[
        bool, typer.Option("--sql", help="Chỉ in các lệnh tạo vai trò, để quản trị PostgreSQL chạy.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Cho biết bức tường thứ hai có đứng không, và ai đang kết nối."""
    from models.queries import walling

    if sql:
        sys.stdout.write(f"{walling.making_roles()}\n")
        return
    from sqlalchemy import text

    from actions import wiring

    with database(), wiring.unit_of_work() as session:
        stands = bool(session.scalar(text(walling.BUILT)))
        user = str(session.scalar(text("select session_user")))
    said = (
        f"Bức tường thứ hai đang đứng; lệnh này kết nối bằng «{user}»."
        if stands
        else "Chưa có bức tường thứ hai: người dùng cơ sở dữ liệu không được tạo vai trò. Hãy nhờ quản trị "
        "PostgreSQL chạy các lệnh do `./triplehelix database roles --sql` in ra, rồi chạy lại lệnh này."
    )
    answer(
        {"ok": True, "stands": stands, "user": user},
        as_json=as_json,
        show=lambda: screen.print(said, markup=False),
    )


def add_to(app: typer.Typer) -> None:
    """Add the group to the program."""
    app.add_typer(group, name="database")
