"""The command that shows a paper before it is issued: of a task, of a council's session, of an agreement."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, verb
from console.work import Code

if TYPE_CHECKING:
    from actions.preview import Draft


@verb
def preview(
    code: Code,
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="Mã văn bản, ví dụ approval-decision.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Nơi ghi tệp PDF.")],
    actor: Actor,
    month: Annotated[str, typer.Option(metavar="MM/YYYY", help="Phiên họp tháng này (hoi-dong).")] = "",
    province: Annotated[str, typer.Option(help="Hội đồng của tỉnh này (hoi-dong).")] = "",
    form: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Tệp biên bản, để xem trước biên bản (hoi-dong).")
    ] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Xem trước một văn bản sắp ban hành: đóng dấu DỰ THẢO, chưa có số, không lưu.

    CODE là mã nhiệm vụ, mã thỏa thuận, hoặc hoi-dong (phiên họp hội đồng tư vấn).
    """
    from actions import preview as drafts

    with database(), living_on(as_of) as day:
        if code == "hoi-dong":
            shown = _session_draft(paper, province, month, form, actor, day)
        elif paper == "tripartite-agreement":
            shown = _agreement_draft(code, actor, day)
        else:
            shown = drafts.draft(code, paper, day, reader=actor)
    output.write_bytes(shown.data)
    answer(
        {"ok": True, "path": output, "title": shown.title, "pages": shown.pages},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi dự thảo {shown.title}: {output} ({shown.pages} trang)."),
    )


def _session_draft(
    paper: str, province: str, month: str, form: Path | None, actor: str, day: date
) -> "Draft":
    from actions import people, wiring
    from actions.advisory import parse_month
    from actions.advisory.drafts import session_draft
    from console.advisory import read_minutes

    with wiring.unit_of_work() as session:
        return session_draft(
            session,
            paper,
            province or wiring.settings().province,
            parse_month(month) if month else None,
            people.find(session, actor),
            on=day,
            sheet=read_minutes(form) if form is not None else None,
        )


def _agreement_draft(code: str, actor: str, day: date) -> "Draft":
    from actions import agreements, people, wiring

    with wiring.unit_of_work() as session:
        return agreements.draft_paper(session, code, people.find(session, actor), day)


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command(name="preview")(preview)
