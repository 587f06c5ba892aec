"""Commands of the agreements of the three houses: draft, list, show, issue, note as signed, order."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb
from models.agreements import Split, percent

if TYPE_CHECKING:
    from actions.agreements import AgreementSheet

group = typer.Typer(help="Thỏa thuận ba bên: Nhà nước, nhà khoa học, nhà doanh nghiệp.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CODE", help="Mã thỏa thuận, ví dụ TT-DT-2025-001.")]


@group.command(name="new")
@verb
def new(
    form: Annotated[
        Path, typer.Argument(metavar="FILE", help="Biểu mẫu YAML, xem models/samples/dong-thap.yaml.")
    ],
    actor: Actor,
    replace: Annotated[str, typer.Option(metavar="CODE", help="Viết lại dự thảo mang mã này.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Lập (hoặc viết lại) dự thảo thỏa thuận từ biểu mẫu."""
    from actions import agreements, filled_form, people, wiring

    filled = filled_form.read(form, agreements.AgreementForm)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        code = agreements.draft(session, filled, who, on=day, code=replace)
        shown = agreements.agreement_sheet(session, code, who, day)

    def show() -> None:
        screen.print(f"Đã lập dự thảo {code}: {len(shown.items)} nhiệm vụ.", markup=False)
        _tell(shown.missing, shown.notes)

    answer(
        {"ok": True, "code": code, "missing": shown.missing, "notes": shown.notes}, as_json=as_json, show=show
    )


@group.command(name="list")
@verb
def list_(actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Liệt kê các thỏa thuận, số nhiệm vụ đã đặt hàng và số nhiệm vụ chậm ký hợp đồng."""
    from actions import agreements, people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = agreements.agreements(session, people.find(session, actor), day)
    answer(
        {"ok": True, "as_of": day, "agreements": found},
        as_json=as_json,
        show=lambda: table(
            f"{len(found)} thỏa thuận",
            ("Mã", "Nội dung", "Tình trạng", "Ngày ký", "Nhiệm vụ", "Đã đặt hàng", "Chậm ký hợp đồng"),
            (
                (
                    each.code,
                    each.title,
                    each.state,
                    each.signed_on,
                    len(each.items),
                    each.ordered,
                    each.unsigned,
                )
                for each in found
            ),
        ),
    )


@group.command(name="show")
@verb
def show_(code: Code, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Xem một thỏa thuận: các bên, tỷ lệ, chữ ký, từng nhiệm vụ đang ở đâu."""
    from actions import agreements, people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = agreements.agreement_sheet(session, code, people.find(session, actor), day)
    answer({"ok": True, "as_of": day, "agreement": found}, as_json=as_json, show=lambda: _show(found))


def _show(found: "AgreementSheet") -> None:
    screen.print(f"{found.code}: {found.title} ({found.state})", markup=False)
    for each in found.parties:
        screen.print(f"  {each}", markup=False)
    for name, split in (("Kinh phí", found.fund), ("Sở hữu", found.own), ("Lợi ích", found.gain)):
        screen.print(f"  {name}: {_split(split)}", markup=False)
    for place in found.signatures:
        screen.print(f"  Ký {place.place}: {place.position}, {place.by or 'chưa ký'}", markup=False)
    table(
        f"{len(found.items)} nhiệm vụ, {found.ordered} đã đặt hàng, {found.unsigned} chậm ký hợp đồng",
        ("Số", "Nhiệm vụ", "Mã", "Đang ở", "Chưa có hợp đồng (ngày)", "Chậm ký", "Vướng mắc"),
        (
            (
                item.number,
                item.title,
                item.code,
                item.state,
                item.waits_days,
                "chậm" if item.contract_unsigned else "",
                ", ".join(item.causes),
            )
            for item in found.items
        ),
    )
    _tell(found.missing, found.notes)


def _split(split: Split) -> str:
    names = ("Nhà nước", "nhà khoa học", "nhà doanh nghiệp")
    said = ("chưa thỏa thuận" if part is None else percent(part) for part in split)
    return "; ".join(f"{name} {part}" for name, part in zip(names, said, strict=True))


def _tell(missing: tuple[str, ...], notes: tuple[str, ...]) -> None:
    for sentence in missing:
        screen.print(f"  Còn thiếu: {sentence}", markup=False)
    for sentence in notes:
        screen.print(f"  Lưu ý: {sentence}", markup=False)


@group.command(name="issue")
@verb
def issue(code: Code, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Ban hành bản thỏa thuận: cấp số, chờ ba bên ký; xem trước bằng lệnh preview."""
    from actions import agreements, people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        document = agreements.issue(session, code, people.find(session, actor), on=day)
        number, row = document.number_text, document.id
    answer(
        {"ok": True, "code": code, "number": number, "document": row},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ban hành thỏa thuận số {number} ({code}).", markup=False),
    )


@group.command(name="signed")
@verb
def signed(
    code: Code,
    actor: Actor,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Ngày ba bên ký.")],
    evidence: Annotated[str, typer.Option(help="Bản ký đã nhận, nơi lưu; không cần khi đã ký số đủ.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi nhận ba bên đã ký (Giám đốc Sở)."""
    from actions import agreements, people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who, signed_on = people.find(session, actor), wiring.parse_day(on)
        said = agreements.note_signed(session, code, signed_on, who, on=day, evidence=evidence)
    answer({"ok": True, "sentence": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


@group.command(name="order")
@verb
def order(
    code: Code,
    actor: Actor,
    number: Annotated[
        list[int] | None, typer.Option(help="Số trong danh mục; không ghi thì mọi nhiệm vụ chưa đặt hàng.")
    ] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Đặt hàng nhiệm vụ theo thỏa thuận đã ký, mỗi nhiệm vụ một phiếu đặt hàng."""
    from actions import agreements, people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        made = agreements.order(session, code, who, on=day, numbers=tuple(number or ()))

    def show() -> None:
        for each in made:
            screen.print(f"Nhiệm vụ số {each.number}: {each.code}", markup=False)

    answer({"ok": True, "ordered": made}, as_json=as_json, show=show)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="agreement")
