"""Money: a province's year, tasks with their sums, one task's balance, lists in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import exports as files
from actions import lists as uploads
from actions import money, wiring
from actions.lists import State
from actions.money import FiguresForm, MoveForm, PlanForm, boards, lists
from models import provinces
from models.deeds import Deed, may
from models.errors import BadInput, NotFound, Refused, TripleHelixError
from models.money import Kind, Source
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.rooms.imports import COUNTS, STATES, report
from portal.tongue import marked, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/money`, `/money/tasks/{code}`, `/money/import` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.MONEY_SEE)]
ToKeep = Annotated[Visit, entering(Deed.MONEY_KEEP)]

FIGURES: Final = {
    "local_budget": marked("Tổng chi ngân sách địa phương"),
    "science": marked("Chi khoa học, công nghệ và đổi mới sáng tạo"),
    "digital": marked("Chi chuyển đổi số"),
    "grdp": marked("Tổng sản phẩm trên địa bàn (GRDP)"),
}
"""The figures of a province's year, as the form calls them."""
RATIOS: Final = {
    "science-of-budget": marked("Chi khoa học, công nghệ trong chi ngân sách địa phương"),
    "science-and-digital-of-grdp": marked("Chi khoa học, công nghệ và chuyển đổi số so với GRDP"),
}
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHORT: Final = 50


@room.get("/money", response_class=HTMLResponse)
def overview(
    request: Request, visit: ToSee, province: str = "", year: int = 0, q: str = "", page: int = 1
) -> Response:
    """A province's year, and the tasks that have money in it; or every row of it as a file."""
    return _board(request, visit, province, year, q, page)


@room.post("/money/year", response_class=HTMLResponse)
def note_year(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Write down what a province spent in a year."""
    try:
        form = FiguresForm(
            province=sent.text("province", 100),
            year=sent.whole("year"),
            source=sent.text("source", 500),
            **{name: sent.decimal(name) for name in FIGURES},
        )
        with wiring.unit_of_work() as session:
            found = money.note_year(session, form, visit.actor, on=wiring.today())
    except (BadInput, Refused) as refusal:
        typed = sent.values()
        return _board(request, visit, typed.get("province", ""), 0, "", 1, refusal, typed)
    where = urlencode({"province": found.province, "year": found.year})
    return go(
        request, f"/money?{where}", say(visit.language, "Đã ghi số liệu năm %(year)s.", year=found.year)
    )


@room.get("/money/template")
def template(_visit: ToSee) -> Response:
    """The empty list, to be filled in and taken in."""
    with files.xlsx_of((), lists.ROWS.columns, lists.ROWS.vi) as file:
        data = file.read()
    saved = f'attachment; filename="mau-{lists.ROWS.file}.xlsx"'
    return Response(data, media_type=_WORKBOOK, headers={"Content-Disposition": saved})


@room.get("/money/import", response_class=HTMLResponse)
def importing(request: Request, visit: ToKeep) -> Response:
    """The form to upload a list of money."""
    return _importing(request, visit)


@room.post("/money/import", response_class=HTMLResponse)
def upload(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Take an uploaded list and look through it."""
    file = sent.file("list")
    try:
        if file is None:
            return _importing(request, visit, BadInput("Hãy chọn tệp danh sách .xlsx hoặc .csv."))
        data = file.file.read(uploads.LARGEST + 1)
        with wiring.unit_of_work() as session:
            found = uploads.receive(
                session, visit.actor, uploads.Kind.MONEY, file.filename or "", data, on=wiring.today()
            )
    except (Refused, BadInput) as refusal:
        return _importing(request, visit, refusal)
    return go(request, f"/money/import/{found.sha256}")


@room.get("/money/import/{sha256}", response_class=HTMLResponse)
def uploaded(request: Request, visit: ToKeep, sha256: str) -> Response:
    """What would become, or became, of each row of a list."""
    return _uploaded(request, visit, sha256)


@room.post("/money/import/{sha256}/confirm", response_class=HTMLResponse)
def confirm(request: Request, visit: ToKeep, sha256: str) -> Response:
    """Take the list in."""
    try:
        with wiring.unit_of_work() as session:
            uploads.confirm(session, visit.actor, sha256, on=wiring.today())
    except (Refused, BadInput) as refusal:
        return _uploaded(request, visit, sha256, refusal)
    return go(request, f"/money/import/{sha256}", say(visit.language, "Đã nhập danh sách."))


@room.get("/money/import/{sha256}/report")
def rejected(visit: ToKeep, sha256: str) -> Response:
    """The report on the rows that stay out."""
    return report(visit, sha256)


@room.get("/money/tasks/{code}", response_class=HTMLResponse)
def one(request: Request, visit: ToSee, code: str) -> Response:
    """The money of a task."""
    return _task(request, visit, code)


@room.post("/money/tasks/{code}/plan", response_class=HTMLResponse)
def plan(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Plan what a source pays for the task in a year."""

    def act(session: Session) -> str:
        form = PlanForm(_source(sent), sent.whole("year"), sent.decimal("amount"), sent.text("document", 500))
        money.plan(session, code, form, visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi kế hoạch kinh phí.")

    return _done(request, visit, code, act, sent.values())


@room.post("/money/tasks/{code}/record", response_class=HTMLResponse)
def record(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Record a sum that moved."""

    def act(session: Session) -> str:
        kind = sent.text("kind", _SHORT)
        if kind not in set(Kind):
            raise BadInput(say(visit.language, "Hãy chọn loại dòng tiền."))
        form = MoveForm(
            Kind(kind),
            _source(sent),
            sent.day("on"),
            sent.decimal("amount"),
            instalment=sent.whole("instalment"),
            document=sent.text("document", 500),
            key=sent.text("key", 100),
        )
        money.record(session, code, form, visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi dòng tiền.")

    return _done(request, visit, code, act, sent.values())


@room.post("/money/tasks/{code}/void", response_class=HTMLResponse)
def void(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Take a sum back by a later row."""

    def act(session: Session) -> str:
        number = sent.whole("number") or 0
        money.void(session, code, number, sent.text("reason", 1000), visit.actor, on=wiring.today())
        return say(visit.language, "Đã hủy dòng tiền số %(number)s.", number=number)

    return _done(request, visit, code, act, sent.values())


def _source(sent: Fields) -> Source:
    chosen = sent.text("source", _SHORT)
    if chosen not in set(Source):
        raise BadInput("Hãy chọn nguồn kinh phí.")
    return Source(chosen)


def _done(
    request: Request, visit: Visit, code: str, act: Callable[[Session], str], typed: Mapping[str, str]
) -> Response:
    """Do what a form asks for; or show the page again with every reason and what was typed."""
    try:
        with wiring.unit_of_work() as session:
            said = act(session)
    except (BadInput, Refused) as refusal:
        return _task(request, visit, code, refusal, typed)
    return go(request, _path(code), said)


def _board(
    request: Request,
    visit: Visit,
    province: str,
    year: int,
    words: str,
    page: int,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    own, today = boards.own_host(visit.actor), wiring.today()
    known = provinces.find(province) if province else None
    name = known.name if known else provinces.successor(wiring.settings().province, today)
    year, words = year or today.year, words[:200]
    with wiring.unit_of_work() as session:
        if exports.wanted(request):
            rows = list(lists.rows_on_record(session, name, year, host=own))
            return exports.answer(request, visit, lists.ROWS, rows)
        board = money.board(session, name, year, host=own)
        tasks = boards.task_rows(session, name, year, host=own, words=words, page=page)
    figures = board.spending.figures
    shown = {each: _plain(getattr(figures, each)) for each in FIGURES} | {"source": figures.source}

    def address(number: int) -> str:
        return f"/money?{urlencode({'province': name, 'year': year, 'q': words, 'page': number})}"

    return show(
        request,
        "money.html",
        visit,
        status=_status(refusal),
        board=board,
        tasks=tasks,
        words=words,
        address=address,
        provinces=[(each.name, each.name) for each in provinces.standing(today)],
        figures=FIGURES,
        ratios=RATIOS,
        typed=shown | {"province": name, "year": f"{year}"} | dict(typed or {}),
        keeps=may(visit.actor, Deed.MONEY_KEEP),
        whole=own is None,
        trouble=refusal.reasons if refusal else (),
    )


def _task(
    request: Request,
    visit: Visit,
    code: str,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = money.task_money(session, code, visit.actor, wiring.today())
    return show(
        request,
        "money_task.html",
        visit,
        status=_status(refusal),
        view=found,
        balance=found.balance,
        path=_path(found.code),
        kinds=[(kind.value, _named(kind, visit)) for kind in Kind],
        sources=[(source.value, _named(source, visit)) for source in Source],
        paid=(Kind.DISBURSED, Kind.COUNTERPART, Kind.SETTLED, Kind.TO_RECOVER, Kind.RECOVERED),
        typed=typed or {},
        trouble=refusal.reasons if refusal else (),
    )


def _importing(request: Request, visit: Visit, refusal: TripleHelixError | None = None) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = [each for each in uploads.listed(session, visit.actor) if each.kind is uploads.Kind.MONEY]
    return show(
        request,
        "money_import.html",
        visit,
        status=_status(refusal),
        found=found,
        uploaded=None,
        states=STATES,
        counts=COUNTS,
        most=uploads.LARGEST // 1_000_000,
        trouble=refusal.reasons if refusal else (),
    )


def _uploaded(
    request: Request, visit: Visit, sha256: str, refusal: TripleHelixError | None = None
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = uploads.of(session, visit.actor, sha256)
    if found.kind is not uploads.Kind.MONEY:
        raise NotFound("Không có danh sách kinh phí nào như vậy do bạn tải lên.")
    return show(
        request,
        "money_import.html",
        visit,
        status=_status(refusal),
        found=(),
        uploaded=found,
        taken=found.state is State.TAKEN,
        states=STATES,
        counts=COUNTS,
        trouble=refusal.reasons if refusal else (),
    )


def _named(thing: Kind | Source, visit: Visit) -> str:
    return thing.en if visit.language == "en" else thing.vi


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.0f}".replace(",", ".")


def _status(refusal: TripleHelixError | None) -> HTTPStatus:
    if refusal is None:
        return HTTPStatus.OK
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT


def _path(code: str) -> str:
    return f"/money/tasks/{quote(code, safe='')}"
