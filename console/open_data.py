"""Commands of open data and interchange: data sets to a folder, exchange files of results."""

from pathlib import Path
from typing import Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, verb
from models.errors import BadInput

group = typer.Typer(help="Dữ liệu mở, tệp trao đổi đăng ký kết quả.", no_args_is_help=True)


@group.command(name="export")
@verb
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Thư mục để ghi; được tạo nếu chưa có.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi danh mục DCAT-AP và mọi tập dữ liệu mở (CSV, JSON) vào một thư mục."""
    from actions import open_data, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        try:
            written = open_data.export(session, folder, day)
        except OSError as problem:
            raise BadInput(f"Không ghi được vào «{folder}»: {problem.strerror}.") from None
    answer(
        {"ok": True, "files": written},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi {len(written)} tệp vào {folder}.", markup=False),
    )


@group.command(name="registration")
@verb
def registration(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="Mã các nhiệm vụ.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Tệp để ghi: .json hoặc .xml.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Xuất tệp trao đổi đăng ký kết quả của một hay nhiều nhiệm vụ, đã kiểm theo lược đồ."""
    from actions import people, registrations, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        kind = out.suffix.removeprefix(".").lower()
        data = registrations.registration_file(session, codes, kind, people.find(session, actor), on=day)
        try:
            out.write_bytes(data)
        except OSError as problem:
            raise BadInput(f"Không ghi được «{out}»: {problem.strerror}.") from None
    answer(
        {"ok": True, "path": out, "bytes": len(data)},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi {out}.", markup=False),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="open-data")
