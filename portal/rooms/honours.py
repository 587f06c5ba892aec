"""Outstanding results and people: the lists of each year, nominating, withdrawing, concluding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import kept_columns, recognition, wiring
from models.deeds import Deed, may
from models.errors import BadInput, NotFound, NotPermitted, Refused, TripleHelixError
from models.recognition import CONDITIONS
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.tongue import say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/honours`, `/honours/{code}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.HONOUR_SEE)]
ToNominate = Annotated[Visit, entering(Deed.HONOUR_NOMINATE)]
ToConclude = Annotated[Visit, entering(Deed.PANEL_FORM)]


@room.get("/honours", response_class=HTMLResponse)
def lists(request: Request, visit: ToSee, page: int = 1) -> Response:
    """The lists of each year, and the form to nominate a result."""
    if exports.wanted(request):
        with wiring.unit_of_work() as session:
            rows = exports.every(partial(recognition.year_lists, session, visit.actor))
            return exports.answer(request, visit, kept_columns.HONOURS, rows)
    return _lists(request, visit, page)


@room.post("/honours", response_class=HTMLResponse)
def nominate(request: Request, visit: ToNominate, sent: Sent) -> Response:
    """Nominate a result as outstanding in a year."""
    try:
        year = sent.whole("year") or 0
        with wiring.unit_of_work() as session:
            code = recognition.nominate(
                session,
                sent.text("task", 40),
                year,
                sent.text("reason", 5000),
                visit.actor,
                on=wiring.today(),
            )
    except (BadInput, Refused, NotFound) as refusal:
        return _lists(request, visit, 1, refusal, sent.values())
    return go(request, _path(code), say(visit.language, "Đã đề cử kết quả."))


@room.get("/honours/{code}", response_class=HTMLResponse)
def one(request: Request, visit: ToSee, code: str) -> Response:
    """The list of one year."""
    return _page(request, visit, code)


@room.post("/honours/{code}/people", response_class=HTMLResponse)
def nominate_person(request: Request, visit: ToNominate, sent: Sent, code: str) -> Response:
    """Nominate a person for the list."""

    def act(session: Session) -> str:
        handle, reason = sent.text("account", 100), sent.text("reason", 5000)
        recognition.nominate_person(session, code, handle, reason, visit.actor, on=wiring.today())
        return say(visit.language, "Đã đề cử cá nhân.")

    return _done(request, visit, code, act, sent)


@room.post("/honours/{code}/withdraw", response_class=HTMLResponse)
def withdraw(request: Request, visit: ToNominate, sent: Sent, code: str) -> Response:
    """Withdraw a nomination."""

    def act(session: Session) -> str:
        number = sent.whole("number") or 0
        recognition.withdraw(session, code, number, visit.actor, on=wiring.today())
        return say(visit.language, "Đã rút đề cử.")

    return _done(request, visit, code, act, sent)


@room.post("/honours/{code}/conclusion", response_class=HTMLResponse)
def conclude(request: Request, visit: ToConclude, sent: Sent, code: str) -> Response:
    """Put the panel's conclusion on record, with list and certificates."""

    def act(session: Session) -> str:
        made = recognition.conclude(session, code, visit.actor, on=wiring.today())
        return say(
            visit.language,
            "Đã kết luận: %(results)s kết quả, %(people)s cá nhân; danh sách số %(number)s.",
            results=made.results,
            people=made.people,
            number=made.listed,
        )

    return _done(request, visit, code, act, sent)


def _path(code: str) -> str:
    return f"/honours/{quote(code, safe='')}"


def _done(request: Request, visit: Visit, code: str, act: Callable[[Session], str], sent: Fields) -> Response:
    try:
        with wiring.unit_of_work() as session:
            said = act(session)
    except (BadInput, Refused, NotFound) as refusal:
        return _page(request, visit, code, refusal, sent.values())
    return go(request, _path(code), said)


def _lists(
    request: Request,
    visit: Visit,
    page: int,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    if isinstance(refusal, NotPermitted):
        raise refusal
    page = min(max(page, 1), 1000)
    with wiring.unit_of_work() as session:
        rows, more = recognition.year_lists(session, visit.actor, page)
    return show(
        request,
        "honours.html",
        visit,
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        rows=rows,
        at=page,
        more=more,
        nominates=may(visit.actor, Deed.HONOUR_NOMINATE),
        conditions=[each.vi for each in CONDITIONS],
        this_year=wiring.today().year,
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )


def _page(
    request: Request,
    visit: Visit,
    code: str,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    if isinstance(refusal, NotPermitted):
        raise refusal
    with wiring.unit_of_work() as session:
        found = recognition.year_list(session, code, visit.actor)
    return show(
        request,
        "honour.html",
        visit,
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        sheet=found,
        path=_path(code),
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )
