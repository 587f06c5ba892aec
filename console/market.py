"""Commands of the market: needs and offers, what fits what, and how far a match has come."""

from pathlib import Path
from typing import Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb
from console.work import Code
from models.errors import BadInput

_STEPS = ("met", "memorandum", "transferred", "dropped")


@verb
def needs(
    kind: Annotated[str, typer.Option(help="Chỉ nhu cầu (need) hoặc chào bán (offer).")] = "",
    search: Annotated[str, typer.Option(help="Tìm theo nội dung hoặc tổ chức, không cần dấu.")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="Kể cả những mục đã đóng.")] = False,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Liệt kê nhu cầu và chào bán công nghệ đã đăng ký."""
    from actions import needs as market
    from actions import wiring
    from models.listing.needs import parse_kind

    wanted = parse_kind(kind) if kind else ""
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        rows = market.listed(session, kind=wanted, search=search, open_on=None if closed else day)
    answer(
        {"ok": True, "needs": rows},
        as_json=as_json,
        show=lambda: table(
            f"{len(rows)} nhu cầu và chào bán",
            ("Số", "Loại", "Nội dung", "Tổ chức", "Tỉnh", "Đăng ký", "Đóng"),
            (
                (
                    row["id"],
                    row["kind_vi"],
                    row["title"],
                    row["organisation"],
                    row["province"],
                    row["registered_on"],
                    row["closed_on"],
                )
                for row in rows
            ),
        ),
    )


@verb
def need_add(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Công nghệ cần tìm hoặc chào bán.")],
    actor: Actor,
    organisation: Annotated[str, typer.Option(help="Tổ chức; trống là tổ chức của người đăng ký.")] = "",
    kind: Annotated[str, typer.Option(help="need (nhu cầu) hoặc offer (chào bán).")] = "need",
    text: Annotated[str, typer.Option(help="Yêu cầu chi tiết.")] = "",
    province: Annotated[str, typer.Option(help="Tỉnh, thành phố.")] = "",
    field: Annotated[str, typer.Option(help="Lĩnh vực khoa học, ví dụ agricultural.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Đăng ký một nhu cầu hoặc một chào bán công nghệ."""
    from actions import needs as market
    from actions import people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        named = organisation or market.own_organisation(session, who)
        row = market.register(session, kind, title, text, named, province, field, who, day)
        number = row.id
    answer(
        {"ok": True, "id": number}, as_json=as_json, show=lambda: screen.print(f"Đã đăng ký mục số {number}.")
    )


@verb
def needs_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Danh sách nhu cầu: CSV hoặc XLSX.")],
    actor: Annotated[str, typer.Option("--as", metavar="HANDLE", help="Tài khoản của người nhập.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Nhập danh sách nhu cầu và chào bán công nghệ; chạy hai lần không thêm gì."""
    from actions import needs as market
    from actions import people, wiring

    if not file.is_file():
        raise BadInput(f"Không có tệp «{file}».")
    with database(), living_on(as_of) as day:
        with wiring.unit_of_work() as session:
            who = people.find(session, actor) if actor else None
        found = market.import_file(file, who, day)

    def show() -> None:
        screen.print(
            f"{found.rows} dòng: {found.imported} mục mới, {found.updated} được cập nhật, "
            f"{found.unchanged} không đổi, {found.rejected} bị từ chối."
        )
        for number, reasons in found.rejects[:20]:
            screen.print(f"  Dòng {number}: {' '.join(reasons)}", markup=False)

    counts = {name: getattr(found, name) for name in ("rows", "imported", "updated", "unchanged", "rejected")}
    rejects = [{"row": number, "reasons": reasons} for number, reasons in found.rejects]
    answer({"ok": True, **counts, "rejects": rejects}, as_json=as_json, show=show)


@verb
def need_close(
    number: Annotated[int, typer.Argument(metavar="ID", help="Số của nhu cầu hoặc chào bán.")],
    actor: Actor,
    because: Annotated[str, typer.Option(help="Lý do đóng.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Đóng một nhu cầu hoặc chào bán: đã đáp ứng, đã rút, không còn phù hợp."""
    from actions import needs as market
    from actions import people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        market.close(session, number, people.find(session, actor), day, because=because)
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print(f"Đã đóng mục số {number}."))


@verb
def match(
    asked: Annotated[str, typer.Argument(metavar="CODE|ID", help="Mã nhiệm vụ, hoặc số của nhu cầu.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Nhiều nhất bao nhiêu gợi ý.")] = 5,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Gợi ý: nhu cầu và doanh nghiệp hợp với một kết quả, hoặc kết quả hợp với một nhu cầu; kèm lý do."""
    from actions import matching, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = (
            matching.results_for(session, int(asked), day, limit=limit)
            if asked.isascii() and asked.isdigit()
            else matching.suggestions(session, asked, day, limit=limit)
        )

    def show() -> None:
        for place, one in enumerate(found, start=1):
            label = f"số {one.need_id}" if one.need_id is not None else one.code
            whose = " · ".join(filter(None, (one.title, one.organisation, one.province)))
            screen.print(f"{place}. [{label}] {whose} ({one.score:.2f})", markup=False)
            for reason in one.reasons:
                screen.print(f"     - {reason}", markup=False)
        if not found:
            screen.print("Chưa có nhu cầu, chào bán hay kết quả nào phù hợp.")

    answer({"ok": True, "suggestions": found}, as_json=as_json, show=show)


@verb
def match_propose(
    code: Code,
    actor: Actor,
    need: Annotated[int | None, typer.Option(help="Số của nhu cầu hoặc chào bán.")] = None,
    organisation: Annotated[str, typer.Option(help="Tên tổ chức, nếu không theo nhu cầu nào.")] = "",
    day: Annotated[str, typer.Option("--on", help="Ngày đề nghị, nếu trước hôm nay.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Đề nghị kết nối một kết quả với một tổ chức."""
    from actions import matches, people, wiring

    if (need is None) == (not organisation):
        raise typer.BadParameter("Hãy ghi --need hoặc --organisation, một trong hai.")
    with database(), living_on(as_of) as today, wiring.unit_of_work() as session:
        said = matches.propose(
            session,
            code,
            organisation if need is None else need,
            people.find(session, actor),
            today,
            day=wiring.parse_day(day) if day else None,
        )
    answer({"ok": True, "said": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


@verb
def match_record(
    code: Code,
    actor: Actor,
    party: Annotated[str, typer.Option(help="Tổ chức đang được kết nối.")],
    step: Annotated[str, typer.Option(help="met, memorandum, transferred hoặc dropped.")],
    document: Annotated[str, typer.Option(help="Số, ngày của biên bản ghi nhớ.")] = "",
    because: Annotated[str, typer.Option(help="Lý do dừng kết nối.")] = "",
    day: Annotated[str, typer.Option("--on", help="Ngày diễn ra, nếu trước hôm nay.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi bước tiếp theo của một kết nối: đã gặp, biên bản ghi nhớ, đã chuyển giao, dừng."""
    from actions import matches, people, wiring

    if step not in _STEPS:
        raise typer.BadParameter(f"«{step}» không phải {', '.join(_STEPS)}.")
    with database(), living_on(as_of) as today, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        when = wiring.parse_day(day) if day else None
        match step:
            case "met":
                said = matches.met(session, code, party, who, today, day=when)
            case "memorandum":
                said = matches.memorandum(session, code, party, who, today, document=document, day=when)
            case "transferred":
                said = matches.transferred(session, code, party, who, today, day=when)
            case _:
                said = matches.drop(session, code, party, who, today, because=because, day=when)
    answer({"ok": True, "said": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


@verb
def matches(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Chỉ nhiệm vụ này.")] = "",
    as_json: AsJson = False,
) -> None:
    """Liệt kê các kết nối và bước mà mỗi kết nối đã tới."""
    from actions import matches as tracked
    from actions import wiring

    with database(), wiring.unit_of_work() as session:
        rows = tracked.listed(session, code)
    answer(
        {"ok": True, "matches": rows},
        as_json=as_json,
        show=lambda: table(
            f"{len(rows)} kết nối",
            ("Mã", "Tổ chức", "Bước", "Đề nghị", "Gặp", "Ghi nhớ", "Chuyển giao", "Dừng"),
            (
                (
                    row["task"],
                    row["organisation"],
                    row["step_vi"],
                    row["proposed_on"],
                    row["met_on"],
                    row["memorandum_on"],
                    row["transferred_on"],
                    row["dropped_on"],
                )
                for row in rows
            ),
        ),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for name, command in (
        ("needs", needs),
        ("need-add", need_add),
        ("needs-import", needs_import),
        ("need-close", need_close),
        ("match", match),
        ("match-propose", match_propose),
        ("match-record", match_record),
        ("matches", matches),
    ):
        app.command(name=name)(command)
