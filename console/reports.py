"""The command of periodic reports: read one, write it as a file, issue it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.speaking import AsJson, AsOf, answer, database, living_on, screen, table, verb
from models.errors import BadInput

if TYPE_CHECKING:
    from models.reporting.figures import Report


@verb
def report(
    period: Annotated[
        str, typer.Argument(metavar="PERIOD", help="Kỳ: 2026-W47, 2026-11, 2026-Q4 hoặc 2026.")
    ],
    province: Annotated[str, typer.Option(help="Tỉnh, thành phố; trống là tỉnh của hệ thống.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Ghi ra tệp .xlsx hoặc .pdf (bản dự thảo) thay vì in ra.")
    ] = None,
    committee: Annotated[bool, typer.Option("--committee", help="Bản gửi Ủy ban nhân dân.")] = False,
    issue: Annotated[bool, typer.Option("--issue", help="Ban hành thành văn bản có số.")] = False,
    actor: Annotated[str, typer.Option("--as", metavar="HANDLE", help="Tài khoản ban hành.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Báo cáo tuần, tháng, quý, năm: cùng số liệu với trang, bản PDF và bảng tính."""
    from actions import people, reporting, wiring
    from models.reporting.periods import Period

    if out is not None and out.suffix.lower() not in {".xlsx", ".pdf"}:
        raise BadInput(f"Không ghi được báo cáo ra «{out.name}»: hãy đặt đuôi .xlsx hoặc .pdf.")
    if issue and not actor:
        raise BadInput("Ai ban hành báo cáo? Hãy thêm --as TÀI_KHOẢN.")
    wanted = Period.read(period)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        name = province or wiring.settings().province
        found = reporting.report(session, name, wanted, day)
        number = ""
        if issue:
            who = people.find(session, actor)
            row = reporting.issue(session, name, wanted, who, on=day, committee=committee)
            number = row.number_text
    if out is not None:
        _write(found, out, committee=committee)

    def show() -> None:
        screen.print(f"{found.vi}, {found.province}, số liệu đến {found.until:%d/%m/%Y}", markup=False)
        for section in found.sections:
            table(
                section.vi,
                ("Số liệu", "Kỳ này", "Kỳ trước", "Thay đổi"),
                ((each.vi, each.said, each.said_before, each.change) for each in section.figures),
            )
            for note in section.said:
                screen.print(f"  {note}", markup=False)
        if number:
            screen.print(f"Đã ban hành số {number}.", markup=False)
        if out is not None:
            screen.print(f"Đã ghi {out}.", markup=False)

    answer({"ok": True, "report": found, "number": number, "file": out}, as_json=as_json, show=show)


def _write(found: "Report", out: Path, *, committee: bool) -> None:
    """Write the report as the file that its ending asks for."""
    from actions import reporting

    if out.suffix.lower() == ".pdf":
        out.write_bytes(reporting.draft(found, committee=committee))
    else:
        with reporting.workbook(found) as file:
            out.write_bytes(file.read())


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)
