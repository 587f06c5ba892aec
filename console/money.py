"""Commands of money: a task's balance, plans and sums, lists in and out, a province's year."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb
from console.work import Code

if TYPE_CHECKING:
    from models import money as rules

group = typer.Typer(help="Kinh phí: kế hoạch, giải ngân, đối ứng, quyết toán, thu hồi.", no_args_is_help=True)

Year = Annotated[int, typer.Option(help="Năm.")]
Province = Annotated[str, typer.Option(help="Tỉnh, thành phố; để trống là tỉnh của hệ thống.")]
Source = Annotated[str, typer.Option(help="Nguồn: state, host, recipient, other.")]
Amount = Annotated[str, typer.Option(help="Số tiền (đồng), như 1.250.000.000.")]
Document = Annotated[str, typer.Option(help="Căn cứ, chứng từ.")]


@group.command(name="show")
@verb
def show_(code: Code, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Cho biết kinh phí của một nhiệm vụ và những chỗ chưa khớp."""
    from actions import money, people, wiring
    from models.money import Kind, dong

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = money.task_money(session, code, people.find(session, actor), day)

    def show() -> None:
        table(
            f"{found.code}: {found.title}",
            ("Khoản", "Số tiền"),
            iter(
                [
                    ("Kế hoạch", dong(found.balance.planned())),
                    *((kind.vi, dong(found.balance.moved(kind))) for kind in Kind),
                ]
            ),
        )
        for sentence in (*found.troubles, *found.settlement):
            screen.print(f"! {sentence}", markup=False)

    sums = {kind.value: found.balance.moved(kind) for kind in Kind}
    answer(
        {
            "ok": True,
            "code": found.code,
            "planned": found.balance.planned(),
            **sums,
            "troubles": found.troubles,
            "settlement": found.settlement,
        },
        as_json=as_json,
        show=show,
    )


@group.command(name="plan")
@verb
def plan(
    code: Code,
    actor: Actor,
    year: Year,
    amount: Amount,
    source: Source = "state",
    document: Document = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi kế hoạch kinh phí của một nguồn trong một năm; ghi lại thì số sau thay số trước."""
    from actions import money, people, wiring

    form = money.PlanForm(_source(source), year, _dong(amount), document)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        fate = money.plan(session, code, form, people.find(session, actor), on=day)
    answer(
        {"ok": True, "fate": fate.value},
        as_json=as_json,
        show=lambda: screen.print("Đã ghi kế hoạch kinh phí."),
    )


@group.command(name="record")
@verb
def record(
    code: Code,
    actor: Actor,
    kind: Annotated[str, typer.Option(help="Loại: disbursed, counterpart, settled, to_recover, recovered.")],
    amount: Amount,
    on: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày phát sinh.")],
    source: Source = "state",
    instalment: Annotated[int, typer.Option(help="Đợt; 0 là không theo đợt.")] = 0,
    document: Document = "",
    key: Annotated[str, typer.Option(help="Mã dòng của hệ thống gửi: một mã chỉ ghi một lần.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi một khoản đã phát sinh; khoản đã ghi không sửa, chỉ hủy bằng dòng mới."""
    from actions import money, people, wiring
    from models.errors import BadInput
    from models.money import Kind

    if kind not in set(Kind):
        raise BadInput(f"«{kind}» không phải loại dòng tiền; hãy ghi: {', '.join(Kind)}.")
    form = money.MoveForm(
        Kind(kind),
        _source(source),
        wiring.parse_day(on),
        _dong(amount),
        instalment=instalment or None,
        document=document,
        key=key,
    )
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        number = money.record(session, code, form, people.find(session, actor), on=day).id
    answer(
        {"ok": True, "number": number},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi dòng tiền số {number}."),
    )


@group.command(name="void")
@verb
def void(
    code: Code,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Số của dòng.")],
    actor: Actor,
    reason: Annotated[str, typer.Option(help="Lý do hủy.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Hủy một dòng tiền ghi nhầm bằng dòng mới."""
    from actions import money, people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        money.void(session, code, number, reason, people.find(session, actor), on=day)
    answer(
        {"ok": True, "number": number},
        as_json=as_json,
        show=lambda: screen.print(f"Đã hủy dòng tiền số {number}."),
    )


@group.command(name="import")
@verb
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Danh sách .xlsx hoặc .csv.")],
    actor: Actor,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Ghi các dòng bị từ chối vào đây (XLSX).")
    ] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Nhập kế hoạch và dòng tiền; nhập lại cùng danh sách không thêm gì."""
    from actions import people, wiring
    from actions.money import lists
    from documents.spreadsheets import write_report

    with database(), living_on(as_of) as day:
        with wiring.unit_of_work() as session:
            who = people.find(session, actor)
        found = lists.import_file(file, who, on=day)
        if report is not None and found.rejects:
            write_report(found.rejects, report)

    def show() -> None:
        screen.print(
            f"{found.rows} dòng: {found.imported} mới, {found.updated} cập nhật, "
            f"{found.unchanged} không đổi, {found.rejected} bị từ chối."
        )
        for row, reasons in found.rejects:
            screen.print(f"  Dòng {row.number}: {' '.join(reasons)}", markup=False)

    answer(
        {
            "ok": True,
            **{
                name: getattr(found, name)
                for name in ("rows", "imported", "updated", "unchanged", "rejected")
            },
            "rejects": [{"row": row.number, "reasons": reasons} for row, reasons in found.rejects],
        },
        as_json=as_json,
        show=show,
    )


@group.command(name="export")
@verb
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp .xlsx để ghi.")],
    actor: Actor,
    year: Annotated[int, typer.Option(help="Năm; 0 là mọi năm.")] = 0,
    province: Province = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Xuất kế hoạch và dòng tiền thành danh sách nhập lại được."""
    from actions import exports, people, wiring
    from actions.money import boards, lists

    with database(), living_on(as_of), wiring.unit_of_work() as session:
        own = boards.own_host(people.find(session, actor))
        where = province or wiring.settings().province
        rows = list(lists.rows_on_record(session, where, year or None, host=own))
    with exports.xlsx_of(rows, lists.ROWS.columns, lists.ROWS.vi) as made:
        file.write_bytes(made.read())
    answer(
        {"ok": True, "rows": len(rows), "path": file},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi {len(rows)} dòng vào {file}.", markup=False),
    )


@group.command(name="year")
@verb
def year_(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="Năm.")],
    actor: Actor,
    province: Province = "",
    local_budget: Annotated[str, typer.Option(help="Tổng chi ngân sách địa phương (đồng).")] = "",
    science: Annotated[str, typer.Option(help="Chi khoa học, công nghệ, đổi mới sáng tạo (đồng).")] = "",
    digital: Annotated[str, typer.Option(help="Chi chuyển đổi số (đồng).")] = "",
    grdp: Annotated[str, typer.Option(help="GRDP (đồng).")] = "",
    source: Annotated[str, typer.Option(help="Nguồn số liệu; có nguồn là ghi mới.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Cho biết, hoặc ghi (khi nêu nguồn), chi khoa học, công nghệ của tỉnh trong năm."""
    from actions import money, people, wiring
    from models import deeds
    from models.deeds import Deed

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who, where = people.find(session, actor), province or wiring.settings().province
        if source:
            form = money.FiguresForm(
                where,
                year,
                _dong(local_budget) if local_budget else None,
                _dong(science) if science else None,
                _dong(digital) if digital else None,
                _dong(grdp) if grdp else None,
                source,
            )
            found = money.note_year(session, form, who, on=day)
        else:
            deeds.require(who, Deed.MONEY_SEE)
            found = money.spending(session, where, year)

    def show() -> None:
        for ratio in found.ratios:
            screen.print(f"{ratio.vi}: {ratio.said}", markup=False)
        for note in found.notes:
            screen.print(f"! {note}", markup=False)

    ratios = [
        {"code": each.code, "said": each.said, "numerator": each.numerator, "denominator": each.denominator}
        for each in found.ratios
    ]
    answer(
        {"ok": True, "province": found.province, "year": found.year, "ratios": ratios, "notes": found.notes},
        as_json=as_json,
        show=show,
    )


def _source(text: str) -> "rules.Source":
    from models import money as rules
    from models.errors import BadInput

    if text not in set(rules.Source):
        raise BadInput(f"«{text}» không phải nguồn vốn; hãy ghi: {', '.join(rules.Source)}.")
    return rules.Source(text)


def _dong(text: str) -> Decimal:
    from models.listing.movements import parse_dong

    return parse_dong(text)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="money")
