"""Selection panels: the list, forming one, attendance, conflicts, ballots; one page for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import kept_columns, panels, wiring
from actions.councils.listing import candidates
from models.deeds import Deed
from models.dossier import Position
from models.errors import BadInput, NotFound, NotPermitted, Refused, TripleHelixError
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.tongue import say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/panels`, `/panels/{code}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.PANEL_SEE)]
ToForm = Annotated[Visit, entering(Deed.PANEL_FORM)]
ToVote = Annotated[Visit, entering(Deed.PANEL_VOTE)]

_FIRST: Final = (Position.CHAIR, Position.VICE_CHAIR, Position.SECRETARY)
"""The seats that an empty form proposes; those after them are plain members."""
_ANSWERS: Final = {"yes": True, "no": False}


@room.get("/panels", response_class=HTMLResponse)
def listed(request: Request, visit: ToSee, page: int = 1) -> Response:
    """List the panels that the visitor may see."""
    page = min(max(page, 1), 1000)
    with wiring.unit_of_work() as session:
        search = partial(panels.listed, session, visit.actor)
        if exports.wanted(request):
            return exports.answer(request, visit, kept_columns.PANELS, exports.every(search))
        rows, more = search(page)
    return show(request, "panels.html", visit, rows=rows, at=page, more=more)


@room.get("/panels/{code}", response_class=HTMLResponse)
def panel(request: Request, visit: ToSee, code: str) -> Response:
    """Show one panel as the visitor may see it."""
    return _page(request, visit, code)


@room.get("/panels/{code}/form", response_class=HTMLResponse)
def forming(request: Request, visit: ToForm, code: str) -> Response:
    """Show the form of a new panel."""
    return _form(request, visit, code)


@room.post("/panels/{code}/form", response_class=HTMLResponse)
def form(request: Request, visit: ToForm, sent: Sent, code: str) -> Response:
    """Form the panel."""
    try:
        with wiring.unit_of_work() as session:
            panels.form(
                session,
                code,
                _members(sent),
                visit.actor,
                on=wiring.today(),
                meets_on=sent.day("meets_on"),
                secret=sent.text("secret", 10) != "open",
            )
    except (Refused, BadInput, NotFound) as refusal:
        return _form(request, visit, code, refusal, sent.values())
    return go(request, _path(code), say(visit.language, "Đã thành lập hội đồng."))


@room.post("/panels/{code}/attendance", response_class=HTMLResponse)
def attend(request: Request, visit: ToForm, sent: Sent, code: str) -> Response:
    """Note who attends."""

    def act(session: Session) -> str:
        said = {name.removeprefix("state."): sent.text(name, 20) for name in _named(sent, "state.")}
        panels.attend(session, code, said, visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi thành phần tham dự.")

    return _done(request, visit, code, act, sent)


@room.post("/panels/{code}/conflict", response_class=HTMLResponse)
def state_conflict(request: Request, visit: ToVote, sent: Sent, code: str) -> Response:
    """Take a member's statement of a conflict of interest with one candidate."""

    def act(session: Session) -> str:
        number = sent.whole("candidate") or 0
        said = sent.text("conflict", 5000)
        panels.state_conflict(session, code, number, said, visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi xung đột lợi ích; bạn không bỏ phiếu cho trường hợp này.")

    return _done(request, visit, code, act, sent)


@room.post("/panels/{code}/ballots", response_class=HTMLResponse)
def vote(request: Request, visit: ToVote, sent: Sent, code: str) -> Response:
    """Take a member's ballots, cast at the session or sent in writing; candidates left empty stay open."""

    def act(session: Session) -> str:
        votes = _votes(sent)
        written = sent.text("way", 10) == "write"
        panels.vote(session, code, votes, visit.actor, on=wiring.today(), written=written)
        return say(visit.language, "Đã ghi %(count)s phiếu của bạn.", count=len(votes))

    return _done(request, visit, code, act, sent)


def _members(sent: Fields) -> list[tuple[str, Position]]:
    """Who is named for which seat; rows without an account are left out."""
    found = []
    for name in _named(sent, "member."):
        handle = sent.text(name, 100)
        position = sent.text(f"position.{name.removeprefix('member.')}", 20)
        if handle and position in set(Position):
            found.append((handle, Position(position)))
        elif handle:
            raise BadInput(f"Hãy chọn chức danh trong hội đồng cho: {handle}.")
    return found


def _votes(sent: Fields) -> dict[int, panels.Vote]:
    """The ballots that the form holds: `agree.7`, `mark.7.need`, `comment.7`."""
    marks: dict[int, dict[str, str]] = {}
    for name in _named(sent, "mark."):
        _, number, criterion = name.split(".", 2)
        if (said := sent.text(name, 20).replace(",", ".")) and number.isdigit():
            marks.setdefault(int(number), {})[criterion] = said
    agreed = {
        int(name.removeprefix("agree.")): _ANSWERS.get(sent.text(name, 10))
        for name in _named(sent, "agree.")
        if name.removeprefix("agree.").isdigit()
    }
    return {
        number: panels.Vote(
            agree=agreed.get(number),
            marks=marks.get(number, {}),
            comment=sent.text(f"comment.{number}", 3000),
        )
        for number in sorted({*marks, *agreed})
    }


def _named(sent: Fields, prefix: str) -> list[str]:
    return [name for name in sent.values() if name.startswith(prefix)]


def _path(code: str) -> str:
    return f"/panels/{quote(code, safe='')}"


def _done(request: Request, visit: Visit, code: str, act: Callable[[Session], str], sent: Fields) -> Response:
    """Do what a form asks for; or show the page again with every reason and all that was typed."""
    try:
        with wiring.unit_of_work() as session:
            panels.room(session, code, visit.actor, wiring.today())
            said = act(session)
    except (BadInput, Refused) as refusal:
        return _page(request, visit, code, refusal, sent.values())
    return go(request, _path(code), said)


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
        here = panels.room(session, code, visit.actor, wiring.today())
    return show(
        request,
        "panel.html",
        visit,
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        here=here,
        path=_path(code),
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )


def _form(
    request: Request,
    visit: Visit,
    code: str,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    if isinstance(refusal, NotPermitted):
        raise refusal
    with wiring.unit_of_work() as session:
        here = panels.room(session, code, visit.actor, wiring.today())
        people = candidates(session)
    most = here.scheme.members[1]
    return show(
        request,
        "panel_forming.html",
        visit,
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        here=here,
        path=_path(code),
        people=people,
        proposed=[each.value for each in (*_FIRST, *[Position.MEMBER] * (most - len(_FIRST)))],
        positions=[(each.value, each.label) for each in Position],
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )
