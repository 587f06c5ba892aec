"""The boards of the State's officers: where the tasks are, what comes, the advisory councils, dates kept."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, links, outbox, task_list, wiring
from actions.advisory import drafts
from actions.advisory.agenda import Reason
from actions.boards import closet_page, places_page, published, tasks_board
from actions.boards.tasks_board import Line, TasksBoard
from documents import charts
from documents.catalogue.advisory import ADVISORY, AGENDA, CLOSET_REPORT
from documents.charts import Chart, Group, Panel
from models import deeds
from models.deeds import Deed
from models.errors import NotFound, TripleHelixError
from portal import exports
from portal.files import paper_answer
from portal.pages import show
from portal.rooms.charts import shown
from portal.tongue import day, marked, moment, number, say
from portal.visits import Visit, entering

room = APIRouter()
"""`/boards` and what stands beside it."""

ToSee = Annotated[Visit, entering(Deed.BOARD_SEE)]
ToFollow = Annotated[Visit, entering(Deed.ADVISORY_FOLLOW)]

TABS: Final = {
    "": marked("Nhiệm vụ đang ở đâu"),
    "ahead": marked("Cảnh báo sớm"),
    "advisory": marked("Hội đồng tư vấn"),
    "deadlines": marked("Giữ thời hạn"),
    "services": marked("Dịch vụ"),
}
"""The boards, by the last part of their address, as they are called."""
AGES: Final = {
    "0-30": marked("0–30 ngày"),
    "31-90": marked("31–90 ngày"),
    "91-180": marked("91–180 ngày"),
    ">180": marked("trên 180 ngày"),
    "unknown": marked("chưa rõ"),
}
"""The ages of a stay in a stage, as they are called."""
UNITS: Final = 30
"""Units on the page; files hold all."""


@room.get("/boards", response_class=HTMLResponse)
def tasks(request: Request, visit: ToSee, province: str = "") -> Response:
    """Where the living tasks are: a column for each stage; or its figures as a file."""
    province = province.strip()[:100]
    with wiring.unit_of_work() as session:
        if exports.wanted(request):
            rows = tasks_board.stage_rows(session, wiring.today(), province)
            return exports.answer(request, visit, columns.PLACES, rows)
        board = tasks_board.tasks_board(session, wiring.today(), province)
        provinces = task_list.provinces(session)
    return show(
        request,
        "boards.html",
        visit,
        tab="",
        tabs=TABS,
        board=board,
        province=province,
        provinces=[(each, each) for each in provinces],
        ages={code: say(visit.language, words) for code, words in AGES.items()},
        chart=f"/boards/chart.svg?{urlencode({'province': province} if province else {})}",
        chart_says=_says(visit.language, board),
        all_tasks=lambda stage: (
            f"/tasks?{urlencode({'stage': stage} | ({'province': province} if province else {}))}"
        ),
        prefect={
            "tasks": links.board_link(places_page.BOARD_KEY),
            "closet": links.board_link(closet_page.BOARD_KEY),
            "overdue": links.runs_link("overdue"),
            "runs": links.runs_link(""),
        },
    )


@room.get("/boards/chart.svg")
def chart(visit: ToSee, province: str = "") -> Response:
    """The ages of the tasks in their stages, and how stages kept their dates month by month, drawn."""
    with wiring.unit_of_work() as session:
        board = tasks_board.tasks_board(session, wiring.today(), province.strip()[:100])
    return shown(charts.svg(_drawn(visit.language, board)))


def _says(language: str, board: TasksBoard) -> str:
    ages = "; ".join(f"{say(language, AGES[age])}: {number(count)}" for age, count in board.ages if count)
    return say(
        language,
        "%(count)s nhiệm vụ chưa kết thúc lúc %(at)s, %(overdue)s quá hạn; số ngày ở giai đoạn: %(ages)s.",
        count=number(board.count),
        at=moment(board.at),
        overdue=number(board.overdue),
        ages=ages or "–",
    )


def _drawn(language: str, board: TasksBoard) -> Chart:
    months = tuple(reversed(board.kept.by_month))
    return Chart(
        title=say(language, "Nhiệm vụ ngày %(day)s", day=day(board.on)),
        says=_says(language, board),
        panels=(
            Panel(
                say(language, "Nhiệm vụ theo số ngày ở giai đoạn"),
                (),
                tuple(Group(say(language, AGES[age]), (count,)) for age, count in board.ages),
                empty=say(language, "Không có nhiệm vụ nào."),
            ),
            Panel(
                say(language, "Giai đoạn kết thúc theo tháng"),
                (say(language, "trong hạn"), say(language, "quá hạn")),
                tuple(Group(line.name, (line.in_time, line.overdue)) for line in months),
                empty=say(language, "Chưa có giai đoạn nào kết thúc trong những tháng này."),
            ),
        ),
    )


@room.get("/boards/ahead", response_class=HTMLResponse)
def ahead(request: Request, visit: ToSee, of: str = "") -> Response:
    """What will enter the closet, and what stands still before there is a result; or a list as a file."""
    with wiring.unit_of_work() as session:
        if exports.wanted(request):
            key, listed = (
                (published.STALLED, columns.STALLED)
                if of == published.STALLED
                else (published.COMING, columns.COMING)
            )
            return exports.answer(request, visit, listed, tasks_board.rows_of(session, wiring.today(), key))
        board = tasks_board.ahead_board(session, wiring.today())
    return show(
        request,
        "boards_ahead.html",
        visit,
        tab="ahead",
        tabs=TABS,
        board=board,
        cause=columns.cause_name,
        stall=columns.stall_name,
    )


@room.get("/boards/advisory", response_class=HTMLResponse)
def advisory(request: Request, visit: ToSee, session: int | None = None) -> Response:
    """The sessions of advisory councils, the agenda and papers of one, and the actions that wait."""
    with wiring.unit_of_work() as transaction:
        board = tasks_board.advisory_board(transaction, session)
        if exports.wanted(request):
            return exports.answer(request, visit, columns.AGENDA, board.items)
    return show(
        request,
        "boards_advisory.html",
        visit,
        tab="advisory",
        tabs=TABS,
        board=board,
        reasons={reason.value: reason.label for reason in Reason},
        names={code: entry.name_vi for code, entry in ADVISORY.items()},
        drafted=DRAFTED if deeds.may(visit.actor, Deed.ADVISORY_FOLLOW) else (),
        opened=lambda sha256: f"/papers/{sha256}?key={links.paper_key(sha256)}",
    )


DRAFTED: Final = (AGENDA, CLOSET_REPORT)
"""The papers of a session that can be drawn from the tables alone; minutes are drafted from their form."""


@room.get("/boards/advisory/{number}/drafts/{paper}")
def session_draft(visit: ToFollow, number: int, paper: str) -> Response:
    """A paper of a session as it would be issued today: marked, never numbered, never kept."""
    if paper not in DRAFTED:
        raise NotFound(f"Không có dự thảo «{paper}» của phiên họp hội đồng tư vấn.")
    with wiring.unit_of_work() as session:
        chosen = tasks_board.advisory_board(session, number).chosen
        if chosen is None:
            raise NotFound(f"Không có phiên họp số {number}.")
        drawn = drafts.session_draft(
            session, paper, chosen.province, chosen.month, visit.actor, on=wiring.today()
        )
    return paper_answer(drawn.data, "application/pdf", drawn.file_name)


@room.get("/boards/deadlines", response_class=HTMLResponse)
def deadlines(request: Request, visit: ToSee) -> Response:
    """How the stages that have ended kept their dates, by month and by unit; or it as a file."""
    with wiring.unit_of_work() as session:
        board, kept = tasks_board.kept_board(session, wiring.today())
    if exports.wanted(request):
        return exports.answer(request, visit, columns.KEPT, kept.rows)
    units = kept.by_unit
    return show(
        request,
        "boards_deadlines.html",
        visit,
        tab="deadlines",
        tabs=TABS,
        board=board,
        kept=kept,
        units=units[:UNITS],
        more=max(0, len(units) - UNITS),
        share=_share,
    )


def _share(line: Line) -> str:
    """The part of a line's stages that ended in time, in whole percents."""
    return f"{line.in_time * 100 // line.total} %" if line.total else "–"


@room.get("/boards/services", response_class=HTMLResponse)
def services(request: Request, visit: ToSee) -> Response:
    """Whether the services answer, and how much work waits for the engine."""
    waiting = parked = None
    with suppress(TripleHelixError):  # a database that does not answer is among the services told of
        waiting, parked = outbox.waiting()
    found = request.app.state.probes.ask()
    return show(
        request,
        "boards_services.html",
        visit,
        tab="services",
        tabs=TABS,
        services=found,
        waiting=waiting,
        parked=parked,
    )
