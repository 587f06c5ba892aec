"""Commands of plans: boards, importing lists, targets with their indicators, what records say of work."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb
from models.errors import BadInput

if TYPE_CHECKING:
    from actions.steering import OfficerLine
    from models.steering.performance import Percentage

group = typer.Typer(help="Kế hoạch, chỉ tiêu, nhiệm vụ của tỉnh.", no_args_is_help=True)

Province = Annotated[str, typer.Option(help="Tỉnh, thành phố; trống là tỉnh của hệ thống.")]
Year = Annotated[int, typer.Option(help="Năm; 0 là năm nay.")]


@group.command(name="board")
@verb
def board(
    province: Province = "",
    year: Year = 0,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Tình hình kế hoạch của một tỉnh, cộng cả các tỉnh đã sáp nhập."""
    from actions import steering, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = steering.board(session, province or wiring.settings().province, year or day.year, day)

    def show() -> None:
        table(
            f"{found.province}, năm {found.year}, tính đến {day:%d/%m/%Y}",
            ("Số", "Kế hoạch", "Chỉ tiêu đạt", "Nhiệm vụ xong", "Quá hạn", "Bản thảo"),
            (
                (
                    each.number,
                    each.label,
                    each.targets.reached,
                    each.work.reached,
                    each.work.late,
                    each.drafts,
                )
                for each in found.plans
            ),
        )
        for status, share in found.work.shares:
            screen.print(f"  Nhiệm vụ {status.vi}: {share}", markup=False)
        for told in (*found.reported, *found.merged):
            screen.print(f"  {told.figures.province}, {told.figures.title}:", markup=False)
            for line in told.lines:
                screen.print(f"    {line.part.vi}: {line.share}", markup=False)
            for note in told.notes:
                screen.print(f"    {note}", markup=False)

    answer({"ok": True, "board": found}, as_json=as_json, show=show)


@group.command(name="import")
@verb
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Danh sách kế hoạch: CSV hoặc XLSX.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Nhập kế hoạch, chỉ tiêu, nhiệm vụ từ tệp; nhập hai lần không thay đổi gì."""
    from actions import people, steering, wiring

    if not file.is_file():
        raise BadInput(f"Không có tệp «{file}».")
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = steering.take_in(session, file, people.find(session, actor), on=day)

    def show() -> None:
        screen.print(
            f"{found.rows} dòng: {found.added} thêm mới, {found.updated} cập nhật, "
            f"{found.unchanged} không đổi, {found.rejected} bị từ chối."
        )
        for said in found.plans:
            screen.print(f"  {said}", markup=False)
        for number, reasons in found.rejects:
            screen.print(f"  Dòng {number}: {' '.join(reasons)}", markup=False)

    answer({"ok": True, "taken": found}, as_json=as_json, show=show)


@verb
def targets(
    province: Province = "",
    year: Year = 0,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Chỉ tiêu của các kế hoạch, và các chỉ số tính từ dữ liệu nhiệm vụ."""
    from actions import steering, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        name = province or wiring.settings().province
        found = steering.board(session, name, year or day.year, day).target_lines
        computed = steering.indicators(session, name, day)

    def show() -> None:
        table(
            f"{len(found)} chỉ tiêu",
            ("Kế hoạch", "Mã", "Chỉ tiêu", "Phải đạt", "Đạt được", "Tình trạng", "Thời hạn"),
            (
                (each.plan, each.code, each.title, each.wanted, each.stands_at, each.status.vi, each.due_on)
                for each in found
            ),
        )
        table(
            "Chỉ số tính từ dữ liệu nhiệm vụ",
            ("Chỉ số", "Giá trị", "Tính từ", "Căn cứ"),
            (
                (each.vi, each.stands_at or "chưa rõ", each.computed_of, each.note or each.source)
                for each in computed
            ),
        )

    answer({"ok": True, "as_of": day, "targets": found, "indicators": computed}, as_json=as_json, show=show)


@verb
def kpi(
    actor: Actor,
    year: Year = 0,
    quarter: Annotated[int, typer.Option(help="Quý 1 đến 4; 0 là cả năm.")] = 0,
    handle: Annotated[str, typer.Option(help="Xem các bản ghi của một tài khoản.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Số lượng, chất lượng, tiến độ từ bản ghi; chỉ để tham khảo, hệ thống không xếp loại ai."""
    from actions import people, steering, wiring
    from models.steering import performance

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        period = performance.period_of(year or day.year, quarter or None)
        if handle:
            officers: tuple[OfficerLine, ...] = (steering.performance_of(session, handle, who, period, day),)
        else:
            officers = steering.performances(session, who, period, day).officers

    def show() -> None:
        table(
            f"{performance.DECREE}; từ {period.begins:%d/%m/%Y} đến {period.ends:%d/%m/%Y}, tham khảo",
            ("Chức danh", "Đơn vị", "Bản ghi", "a. Số lượng", "b. Chất lượng", "c. Tiến độ", "(a+b+c)/3"),
            (
                (
                    each.title,
                    each.unit,
                    len(each.performance.records),
                    _percent(each.performance.quantity),
                    _percent(each.performance.quality),
                    _percent(each.performance.progress),
                    "" if each.leads else each.performance.mean,
                )
                for each in officers
            ),
        )
        for record in officers[0].performance.records if handle else ():
            done = f"xong {record.done_on:%d/%m/%Y}" if record.done_on else "chưa xong"
            screen.print(f"  {record.title}: {done}. {record.note}".rstrip(), markup=False)

    answer({"ok": True, "period": period, "officers": officers}, as_json=as_json, show=show)


def _percent(one: "Percentage") -> str:
    from models.steering.tallies import percent_vi

    return "" if one.value is None else percent_vi(one.value)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="plans")
    app.command()(targets)
    app.command()(kpi)
