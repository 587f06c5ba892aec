"""Commands of what a result brings: its table of shares, its certificate."""

from pathlib import Path
from typing import Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, verb
from console.work import Code

Draft = Annotated[
    Path | None,
    typer.Option("--draft", metavar="FILE", help="Chỉ ghi dự thảo PDF vào tệp này, không cấp số."),
]


@verb
def revenue_share(
    code: Code,
    form: Annotated[Path, typer.Argument(metavar="FILE", help="Sổ doanh thu YAML, xem docs/officers.vi.md.")],
    actor: Actor,
    draft: Draft = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Lập bảng phân chia doanh thu, lợi ích theo kỳ: được hưởng, đã chi trả, còn phải chi trả."""
    from actions import benefits, filled_form, people, wiring

    filled = filled_form.read(form, benefits.LedgerForm)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        if draft is not None:
            made, drawn = None, benefits.draft_shares(session, code, filled, who, on=day)
        else:
            made, drawn = benefits.share_out(session, code, filled, who, on=day), b""
    _tell("Bảng phân chia", made.number if made else "", draft, drawn, as_json=as_json)


@verb
def certificate(
    code: Code,
    actor: Actor,
    year: Annotated[int, typer.Option(help="Năm bình chọn.")],
    document: Annotated[str, typer.Option(help="Quyết định, biên bản bình chọn: số, ngày, cơ quan.")],
    merit: Annotated[str, typer.Option(help="Thành tích, nếu ghi.")] = "",
    draft: Draft = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Cấp giấy chứng nhận kết quả khoa học và công nghệ tiêu biểu (mẫu của tỉnh)."""
    from actions import benefits, people, wiring
    from documents.facts import Award

    award = Award(year, document, merit)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        who = people.find(session, actor)
        if draft is not None:
            made, drawn = None, benefits.draft_certificate(session, code, award, who, on=day)
        else:
            made, drawn = benefits.honour(session, code, award, who, on=day), b""
    _tell("Giấy chứng nhận", made.number if made else "", draft, drawn, as_json=as_json)


def _tell(what: str, number: str, draft: Path | None, drawn: bytes, *, as_json: bool) -> None:
    if draft is not None:
        draft.write_bytes(drawn)
    said = f"{what} số {number}." if draft is None else f"Đã ghi dự thảo {what.lower()}: {draft}."
    answer(
        {"ok": True, "number": number, "path": draft},
        as_json=as_json,
        show=lambda: screen.print(said, markup=False),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command(name="revenue-share")(revenue_share)
    app.command(name="certificate")(certificate)
