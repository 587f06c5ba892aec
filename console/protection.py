"""Commands of protection and income: publications, applications, the register, shares from the records."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb
from console.work import Code

group = typer.Typer(
    help="Sở hữu trí tuệ: công bố, đơn và văn bằng, khoản thu và chi trả.", no_args_is_help=True
)

Title = Annotated[str, typer.Option(help="Tên công trình, đối tượng.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Số của mục.")]


@group.command(name="show")
@verb
def show_(code: Code, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Cho biết công bố, đơn, báo động và khoản thu của một nhiệm vụ."""
    from actions import people, protection, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = protection.task_protection(session, code, people.find(session, actor), day)

    def show() -> None:
        for ring in found.rings:
            screen.print(f"! {ring.sentence}", markup=False)
        table(
            "Công bố",
            ("Số", "Tên", "Dự kiến", "Cho phép", "Công bố"),
            (
                (each.number, each.title, each.planned_on, each.cleared_on, each.published_on)
                for each in found.publications
            ),
        )
        table(
            "Đơn, văn bằng",
            ("Số", "Số đơn", "Tên", "Ngày nộp", "Tình trạng"),
            (
                (each.number, each.file_number, each.title, each.filed_on, each.state.vi)
                for each in found.filings
            ),
        )
        table(
            "Còn phải chi",
            ("Nhóm hưởng", "Đã chi", "Còn phải chi"),
            (
                (share.vi, paid, "chưa đủ dữ liệu" if owed is None else owed)
                for share, owed, paid in found.owed
            ),
        )

    told = {"rings": found.rings, "publications": found.publications, "filings": found.filings}
    answer({"ok": True, "code": found.code, **told, "owed": found.owed}, as_json=as_json, show=show)


@group.command(name="announce")
@verb
def announce(
    code: Code,
    actor: Actor,
    title: Title,
    kind: Annotated[
        str, typer.Option(help="Hình thức: article, talk, thesis, exhibition, other.")
    ] = "article",
    planned: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày dự kiến.")] = "",
    published: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày đã công bố.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi một công bố dự kiến hoặc đã diễn ra; cảnh báo khi chưa nộp đơn."""
    from actions import people, protection, wiring

    form = protection.PublicationForm(kind, title, _day(planned), _day(published))
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        made = protection.announce(session, code, form, people.find(session, actor), on=day)

    def show() -> None:
        screen.print(f"Đã ghi công bố số {made.number}.")
        for sentence in made.warnings:
            screen.print(f"! {sentence}", markup=False)

    answer({"ok": True, "number": made.number, "warnings": made.warnings}, as_json=as_json, show=show)


@group.command(name="clear")
@verb
def clear(code: Code, number: Number, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Cho phép một công bố khi đã nộp đơn hoặc đã quyết định không bảo hộ."""
    from actions import people, protection, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        said = protection.clear(session, code, number, people.find(session, actor), on=day)
    answer({"ok": True, "sentence": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


@group.command(name="file")
@verb
def file(
    code: Code,
    actor: Actor,
    title: Title,
    number: Annotated[str, typer.Option(help="Số đơn.")],
    on: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày nộp.")],
    kind: Annotated[str, typer.Option(help="Đối tượng: invention, utility, design, variety.")] = "invention",
    office: Annotated[str, typer.Option(help="Nơi nhận đơn.")] = "Cục Sở hữu trí tuệ",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi một đơn đăng ký bảo hộ."""
    from actions import people, protection, wiring

    form = protection.FilingForm(kind, title, office, number, _day(on))
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        made = protection.file(session, code, form, people.find(session, actor), on=day)
    answer(
        {"ok": True, "number": made},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi đơn, mục số {made}."),
    )


@group.command(name="publish")
@verb
def publish(
    code: Code,
    number: Number,
    actor: Actor,
    on: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày đã công bố.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi ngày một công bố đã diễn ra; thời hạn nộp đơn tính từ công bố đầu tiên."""
    from actions import people, protection, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        made = protection.publish(session, code, number, wiring.parse_day(on), who, on=day)
    said = " ".join(("Đã ghi ngày công bố.", *made.warnings))
    answer(
        {"ok": True, "warnings": made.warnings},
        as_json=as_json,
        show=lambda: screen.print(said, markup=False),
    )


@group.command(name="follow")
@verb
def follow(
    code: Code,
    number: Number,
    actor: Actor,
    formal: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày chấp nhận đơn hợp lệ.")] = "",
    granted: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày cấp văn bằng.")] = "",
    title_number: Annotated[str, typer.Option(help="Số văn bằng.")] = "",
    valid_until: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Hiệu lực đến ngày.")] = "",
    refused: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày bị từ chối.")] = "",
    withdrawn: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày rút đơn.")] = "",
    lapsed: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày chấm dứt hiệu lực.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi toàn bộ tình trạng hiện nay của một đơn, văn bằng."""
    from actions import people, protection, wiring

    form = protection.DaysForm(
        _day(formal),
        _day(granted),
        title_number,
        _day(valid_until),
        _day(refused),
        _day(withdrawn),
        _day(lapsed),
    )
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        said = protection.follow(session, code, number, form, people.find(session, actor), on=day)
    answer({"ok": True, "sentence": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


@group.command(name="income")
@verb
def income(
    code: Code,
    actor: Actor,
    begins: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Từ ngày.")],
    ends: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Đến ngày.")],
    amount: Annotated[str, typer.Option(help="Số thu (đồng).")],
    kind: Annotated[str, typer.Option(help="Hình thức: licence, sale, use, equity, other.")] = "licence",
    costs: Annotated[str, typer.Option(help="Chi phí hợp lý (đồng); để trống khi chưa biết.")] = "",
    taxes: Annotated[str, typer.Option(help="Thuế (đồng); để trống khi chưa biết.")] = "",
    intermediary: Annotated[str, typer.Option(help="Phí trung gian (đồng).")] = "",
    document: Annotated[str, typer.Option(help="Chứng từ.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi một khoản thu từ kết quả."""
    from actions import people, protection, wiring
    from models.errors import BadInput
    from models.income import Kind

    if kind not in set(Kind):
        raise BadInput(f"«{kind}» không phải hình thức thu; hãy ghi: {', '.join(Kind)}.")
    form = protection.IncomeForm(
        Kind(kind),
        _day(begins),
        _day(ends),
        _dong(amount),
        _dong(costs),
        _dong(taxes),
        _dong(intermediary),
        document=document,
    )
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        number = protection.record_income(session, code, form, people.find(session, actor), on=day)
    answer(
        {"ok": True, "number": number},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi khoản thu số {number}."),
    )


@group.command(name="pay")
@verb
def pay(
    code: Code,
    number: Number,
    actor: Actor,
    line: Annotated[str, typer.Option(help="Đối tượng hưởng, như trong bảng chia.")],
    amount: Annotated[str, typer.Option(help="Số tiền (đồng).")],
    on: Annotated[str, typer.Option(metavar="DD/MM/YYYY", help="Ngày chi.")],
    document: Annotated[str, typer.Option(help="Chứng từ.")] = "",
    reason: Annotated[str, typer.Option(help="Lý do, khi chi vượt số còn phải chi hoặc chi trước.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi một khoản đã chi trả của khoản thu mang số này."""
    from actions import people, protection, wiring

    form = protection.PayoutForm(line, _dong(amount), _day(on), document=document, reason=reason)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        paid = protection.pay(session, code, number, form, people.find(session, actor), on=day)
    answer(
        {"ok": True, "number": paid},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi khoản chi số {paid}."),
    )


@group.command(name="register")
@verb
def register(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="Năm.")],
    actor: Actor,
    province: Annotated[str, typer.Option(help="Tỉnh, thành phố; để trống là tỉnh của hệ thống.")] = "",
    issue: Annotated[bool, typer.Option("--issue", help="Lập thành văn bản có số.")] = False,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="Ghi sổ ra tệp .xlsx.")] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Cho biết, xuất hoặc lập sổ theo dõi quyền sở hữu trí tuệ của năm."""
    from actions import exports, people, protection, wiring
    from actions.money import boards
    from actions.protection.registering import LINES

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who, where = people.find(session, actor), province or wiring.settings().province
        own = boards.own_host(who)
        found = protection.register(session, where, year, host=own)
        number = protection.issue_register(session, where, year, who, on=day).number_text if issue else ""
    if file is not None:
        with exports.xlsx_of(found.lines, LINES.columns, LINES.vi) as made:
            file.write_bytes(made.read())

    def show() -> None:
        table(
            f"{len(found.lines)} đơn, văn bằng năm {year}",
            ("Nhiệm vụ", "Số đơn", "Tên", "Ngày nộp", "Tình trạng"),
            ((each.code, each.number, each.title, each.filed_on, each.state.vi) for each in found.lines),
        )
        if number:
            screen.print(f"Đã lập sổ số {number}.", markup=False)

    told = {"lines": found.lines, "filed_first": found.filed_first, "of": found.filed_or_published}
    answer({"ok": True, "year": year, **told, "number": number}, as_json=as_json, show=show)


@group.command(name="shares")
@verb
def shares(
    code: Code,
    actor: Actor,
    case: Annotated[str, typer.Option(help="Hình thức: owner, use-right, licence, capital.")] = "owner",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Lập bảng phân chia lợi ích từ các khoản thu và khoản chi đã ghi."""
    from actions import people, protection, wiring
    from models.errors import BadInput
    from models.sharing import ProfitCase

    if case not in set(ProfitCase):
        raise BadInput(f"«{case}» không phải hình thức khai thác; hãy ghi: {', '.join(ProfitCase)}.")
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        made = protection.share_out(session, code, ProfitCase(case), people.find(session, actor), on=day)
    answer(
        {"ok": True, "number": made.number},
        as_json=as_json,
        show=lambda: screen.print(f"Bảng phân chia số {made.number}.", markup=False),
    )


def _day(text: str) -> date | None:
    from actions import wiring

    return wiring.parse_day(text) if text else None


def _dong(text: str) -> Decimal | None:
    from models.listing.movements import parse_dong

    return parse_dong(text) if text else None


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="protection")
