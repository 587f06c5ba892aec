"""Commands of the monthly advisory council: its agenda, its minutes, the actions that it asked for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.speaking import Actor, AsJson, AsOf, answer, contents, database, living_on, screen, table, verb
from models.errors import BadInput

if TYPE_CHECKING:
    from actions.advisory import Sheet
    from actions.advisory.agenda import Item

Province = Annotated[str, typer.Option(help="Hội đồng của tỉnh này; để trống là tỉnh của hệ thống.")]
Month = Annotated[str, typer.Option(metavar="MM/YYYY", help="Phiên họp tháng; để trống là phiên sắp tới.")]


@verb
def advisory(province: Province = "", month: Month = "", as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Xem phiên họp hội đồng tư vấn: chương trình, biên bản, việc được giao, việc quá hạn."""
    from actions import advisory as council
    from actions import wiring
    from actions.advisory.sheet import session_sheet

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        of_month = council.parse_month(month) if month else None
        shown = session_sheet(session, province or wiring.settings().province, of_month, day)

    def show() -> None:
        met = (
            f"đã họp ngày {shown.held_on:%d/%m/%Y}"
            if shown.held_on
            else f"họp ngày {shown.meets_on:%d/%m/%Y}"
        )
        title = f"Hội đồng tư vấn {shown.province}, phiên tháng {shown.month:%m/%Y}, {met} ({shown.state})"
        table(
            title,
            ("Mã", "Kết quả", "Vì sao", "Nguyên nhân chính", "Số ngày", "Ai phải xử lý", "Kết luận"),
            (
                (
                    each.code,
                    each.title,
                    each.why,
                    each.known.cause if each.known else None,
                    _days(each.known),
                    each.known.acting or each.known.responsible if each.known else None,
                    each.conclusion,
                )
                for each in shown.items
            ),
        )
        for paper in shown.papers:
            screen.print(f"  {paper.number}: {paper.title}, {(paper.sha256 or 'chờ lưu')[:12]}", markup=False)
        if shown.actions:
            table(
                "Việc được giao",
                ("Số", "Mã", "Rõ người", "Rõ việc", "Rõ thời gian", "Xong ngày"),
                (
                    (each.id, each.code, each.who, each.what, each.due_on, each.done_on)
                    for each in shown.actions
                ),
            )
        for owed in shown.overdue:
            late = f"  Quá hạn {owed.days_overdue} ngày: {owed.what} ({owed.who or owed.responsible})"
            screen.print(late, markup=False)

    answer({"ok": True, "as_of": day, "session": shown}, as_json=as_json, show=show)


def _days(item: "Item | None") -> str | int:
    """For how many days a result has been in the closet; nothing for a session that was held."""
    if item is None:
        return ""
    return "chưa rõ" if item.days is None else item.days


@verb
def advisory_agenda(
    province: Province = "",
    month: Month = "",
    meets_on: Annotated[str, typer.Option(metavar="DATE", help="Ngày họp, nếu khác thường lệ.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Lập chương trình phiên họp hội đồng tư vấn; chạy lại thì cập nhật, không lập trùng."""
    from actions import advisory as council
    from actions import wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        prepared = council.prepare(
            session,
            province or wiring.settings().province,
            council.parse_month(month) if month else None,
            day,
            meets_on=wiring.parse_day(meets_on) if meets_on else None,
        )
    answer(
        {"ok": True, "prepared": prepared},
        as_json=as_json,
        show=lambda: screen.print(
            f"Chương trình số {prepared.number}, họp ngày {prepared.agenda.meets_on:%d/%m/%Y}: "
            f"{len(prepared.agenda.items)} kết quả, {len(prepared.agenda.overdue)} việc quá hạn.",
            markup=False,
        ),
    )


@verb
def advisory_minutes(
    form: Annotated[Path, typer.Argument(metavar="FILE", help="Biên bản dạng JSON.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi biên bản phiên họp hội đồng tư vấn và việc được giao theo sáu rõ."""
    from actions import advisory as council
    from actions import people, wiring

    filled = read_minutes(form)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        recorded = council.record_minutes(session, filled, people.find(session, actor), on=day)
    answer(
        {"ok": True, "recorded": recorded},
        as_json=as_json,
        show=lambda: screen.print(
            f"Đã ghi biên bản số {recorded.number}; việc được giao mang số: "
            f"{', '.join(map(str, recorded.actions)) or 'không có'}.",
            markup=False,
        ),
    )


def read_minutes(form: Path) -> "Sheet":
    """The minutes form of a file.

    Raises:
        BadInput: the file cannot be read, or is no such form: every fault at once.
    """
    from pydantic import ValidationError

    from actions.advisory import Sheet

    try:
        return Sheet.model_validate_json(contents(form))
    except ValidationError as problem:
        raise BadInput(
            *(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in problem.errors())
        ) from None


@verb
def advisory_done(
    number: Annotated[int, typer.Argument(metavar="ID", help="Số của việc, xem lệnh advisory.")],
    actor: Actor,
    evidence: Annotated[str, typer.Option(help="Căn cứ: số, ngày của văn bản, sản phẩm đã có.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi nhận một việc của hội đồng tư vấn đã xong."""
    from actions import advisory as council
    from actions import people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        said = council.finish_action(session, number, evidence, people.find(session, actor), day)
    answer({"ok": True, "sentence": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


@verb
def advisory_report(
    actor: Actor, province: Province = "", month: Month = "", as_of: AsOf = "", as_json: AsJson = False
) -> None:
    """Ban hành báo cáo kết quả còn trong ngăn tủ của phiên họp; số liệu không đổi thì không ban hành lại."""
    from actions import advisory as council
    from actions import people, wiring
    from actions.advisory.report import report

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        reported = report(
            session,
            province or wiring.settings().province,
            council.parse_month(month) if month else None,
            people.find(session, actor),
            on=day,
        )
    answer(
        {"ok": True, "reported": reported},
        as_json=as_json,
        show=lambda: screen.print(
            f"Báo cáo số {reported.number}: {reported.lying} kết quả còn trong ngăn tủ.", markup=False
        ),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    verbs: dict[str, Any] = {
        "advisory": advisory,
        "advisory-agenda": advisory_agenda,
        "advisory-minutes": advisory_minutes,
        "advisory-report": advisory_report,
        "advisory-done": advisory_done,
    }
    for name, command in verbs.items():
        app.command(name=name)(command)
