"""Periodic reports: which there are, one of them as page, PDF, workbook or list, and that on a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import reporting, wiring
from documents import charts
from models import deeds, provinces
from models.deeds import Deed
from models.errors import BadInput, Refused, TripleHelixError
from models.reporting.figures import Picture, Report
from models.reporting.periods import Period
from models.tables import Document
from portal import exports
from portal.files import paper_answer, saved
from portal.notes import go
from portal.pages import show
from portal.rooms.plan_forms import Number, reasons_of, status_of
from portal.tongue import say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/reports`, `/reports/{code}`, `/reports/targets/{number}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.REPORT_SEE)]
ToIssue = Annotated[Visit, entering(Deed.REPORT_ISSUE)]
Code = Annotated[str, Path(max_length=20)]

RECORDS = 30
"""Records behind a figure that the page names; the workbook names all."""
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room.get("/reports", response_class=HTMLResponse)
def reports(request: Request, visit: ToSee, province: str = "") -> Response:
    """The periods of which there are reports, with what was issued."""
    today = wiring.today()
    name = _province(province)
    with wiring.unit_of_work() as session:
        found = reporting.offered(session, name, today)
    return show(
        request,
        "reports.html",
        visit,
        offered=found,
        province=name,
        provinces=[(each.name, each.name) for each in provinces.standing(today)],
        asked=urlencode({"province": name}),
    )


@room.get("/reports/{code}", response_class=HTMLResponse)
def report(request: Request, visit: ToSee, code: Code, province: str = "") -> Response:
    """One report; or it as a file."""
    return _shown(request, visit, lambda session: _read(session, code, province))


@room.post("/reports/{code}/issue", response_class=HTMLResponse)
def issue(request: Request, visit: ToIssue, sent: Sent, code: Code) -> Response:
    """Issue a report as a paper: the department's own, or the one to the People's Committee."""
    province, committee = _province(sent.text("province", 100)), sent.ticked("committee")
    return _issued(
        request,
        visit,
        lambda session: _read(session, code, province),
        lambda session: reporting.issue(
            session, province, Period.read(code), visit.actor, on=wiring.today(), committee=committee
        ),
    )


@room.get("/reports/targets/{number}", response_class=HTMLResponse)
def target(request: Request, visit: ToSee, number: Number) -> Response:
    """The report on one target; or it as a file."""
    return _shown(request, visit, lambda session: reporting.target_report(session, number, wiring.today()))


@room.post("/reports/targets/{number}/issue", response_class=HTMLResponse)
def issue_target(request: Request, visit: ToIssue, number: Number) -> Response:
    """Issue the report on a target as it stands."""
    return _issued(
        request,
        visit,
        lambda session: reporting.target_report(session, number, wiring.today()),
        lambda session: reporting.issue_target(session, number, visit.actor, on=wiring.today()),
    )


def _province(asked: str) -> str:
    """The province that answers today; the system's own where none is named.

    Raises:
        BadInput: there is no such province.
    """
    return provinces.successor(asked.strip() or wiring.settings().province, wiring.today())


def _read(session: Session, code: str, province: str) -> Report:
    return reporting.report(
        session, province.strip() or wiring.settings().province, Period.read(code), wiring.today()
    )


def path_of(found: Report) -> str:
    """The address of a report."""
    if found.period is None:
        return f"/reports/targets/{found.code.removeprefix('target-')}"
    return f"/reports/{found.code}"


def _shown(
    request: Request,
    visit: Visit,
    read: Callable[[Session], Report],
    refusal: TripleHelixError | None = None,
) -> Response:
    with wiring.unit_of_work() as session:
        found = read(session)
        papers = reporting.issued(session, found)
    name = f"bao-cao-{found.code.lower()}"
    match request.query_params.get("as"):
        case "pdf":
            committee = request.query_params.get("committee") == "1"
            data = reporting.draft(found, committee=committee)
            return paper_answer(data, "application/pdf", f"{name}-du-thao.pdf")
        case "xlsx":
            with reporting.workbook(found) as file:
                return saved(file.read(), _WORKBOOK, f"{name}.xlsx")
        case "csv":
            return exports.answer(request, visit, reporting.ROWS, found.rows)
    path, asked = path_of(found), {"province": found.province} if found.period is not None else {}
    return show(
        request,
        "report.html",
        visit,
        status=status_of(refusal),
        trouble=reasons_of(refusal),
        report=found,
        papers=papers,
        drawn=_drawn,
        most=RECORDS,
        path=path,
        address=lambda **more: f"{path}?{urlencode({**asked, **more})}",
        issues=_to_issue(visit, found, papers),
    )


def _to_issue(visit: Visit, found: Report, papers: Sequence[reporting.Issued]) -> tuple[str, ...]:
    """Of the department's report and the committee's, those that may be issued and are not yet.

    The report on a target has no period: it is issued again whenever the target has moved on.
    """
    if not deeds.may(visit.actor, Deed.REPORT_ISSUE) or not found.is_whole:
        return ()
    if found.period is None:
        return ("own",)
    standing = {"committee" if paper.is_for_committee else "own" for paper in papers}
    return tuple(kind for kind in ("own", "committee") if kind not in standing)


def _drawn(picture: Picture) -> Markup:
    """A chart within the page, dressed by its style sheet."""
    return Markup(charts.svg(reporting.chart(picture), charts.Dress.PAGE))  # noqa: S704 - ElementTree has escaped


def _issued(
    request: Request,
    visit: Visit,
    read: Callable[[Session], Report],
    act: Callable[[Session], Document],
) -> Response:
    try:
        with wiring.unit_of_work() as session:
            row = act(session)
            said = say(visit.language, "Đã ban hành báo cáo số %(number)s.", number=row.number_text)
            found = read(session)
    except (BadInput, Refused) as refusal:
        answer = _shown(request, visit, read, refusal)
        answer.status_code = HTTPStatus.CONFLICT if isinstance(refusal, Refused) else answer.status_code
        return answer
    asked = f"?{urlencode({'province': found.province})}" if found.period is not None else ""
    return go(request, path_of(found) + asked, said)
