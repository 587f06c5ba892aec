"""The council's room: papers before the session, attendance, conflicts of interest, ballots, conclusion."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, councils, decisions, wiring
from actions.councils import listing, reading
from actions.councils.listing import Part
from models.deeds import Deed
from models.dossier import Grade
from models.errors import BadInput, NotPermitted, Refused, TripleHelixError
from models.language import Verdict
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.tongue import marked, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/councils`, `/councils/{code}/{gate}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.COUNCIL_SEE)]
ToAttend = Annotated[Visit, entering(Deed.COUNCIL_ATTEND)]
ToState = Annotated[Visit, entering(Deed.COUNCIL_STATE)]
ToVote = Annotated[Visit, entering(Deed.COUNCIL_VOTE)]
ToConclude = Annotated[Visit, entering(Deed.GATE_DECIDE)]

PARTS: Final = {
    Part.AT_WORK: marked("Đang làm việc"),
    Part.WANTED: marked("Cần thành lập"),
    Part.CONCLUDED: marked("Đã kết luận"),
}
"""The parts of the list, as they are called."""
_MARK: Final = "mark."


@room.get("/councils", response_class=HTMLResponse)
def councils_listed(request: Request, visit: ToSee, part: str = Part.AT_WORK, page: int = 1) -> Response:
    """List the visitor's councils, or all of them for the department."""
    chosen = Part(part) if part in set(Part) else Part.AT_WORK
    with wiring.unit_of_work() as session:
        if exports.wanted(request):
            rows = listing.every(session, visit.actor, chosen)
            return exports.answer(request, visit, columns.COUNCILS, rows)
        found = listing.listed(session, visit.actor, chosen, page)
    return show(request, "councils.html", visit, listing=found, part_names=PARTS)


@room.get("/councils/{code}/{gate}", response_class=HTMLResponse)
def council(request: Request, visit: ToSee, code: str, gate: str) -> Response:
    """Show the room of one council."""
    return _room(request, visit, code, gate)


@room.post("/councils/{code}/{gate}/attendance", response_class=HTMLResponse)
def attend(request: Request, visit: ToAttend, sent: Sent, code: str, gate: str) -> Response:
    """Take down who is present, absent or recused."""
    attendance = {
        name.removeprefix("state."): sent.text(name, 20)
        for name in sent.values()
        if name.startswith("state.")
    }
    try:
        with wiring.unit_of_work() as session:
            reading.room(session, visit.actor, code, gate, wiring.today())
            councils.attend(session, code, gate, attendance, visit.actor, on=wiring.today())
    except (Refused, BadInput) as refusal:
        return _room(request, visit, code, gate, refusal)
    return go(request, _path(code, gate), say(visit.language, "Đã ghi thành phần tham dự."))


@room.post("/councils/{code}/{gate}/statement", response_class=HTMLResponse)
def state(request: Request, visit: ToState, sent: Sent, code: str, gate: str) -> Response:
    """Take a member's statement on conflicts of interest."""
    try:
        conflict = _conflict(sent)
        with wiring.unit_of_work() as session:
            reading.room(session, visit.actor, code, gate, wiring.today())
            councils.state_conflict(session, code, gate, visit.actor, on=wiring.today(), conflict=conflict)
    except (Refused, BadInput) as refusal:
        return _room(request, visit, code, gate, refusal, sent.values())
    return go(request, _path(code, gate), say(visit.language, "Đã ghi cam kết về xung đột lợi ích."))


def _conflict(sent: Fields) -> str:
    """What the conflict is; empty where the member states that there is none."""
    match sent.text("statement", 10):
        case "none":
            return ""
        case "conflict" if sent.text("conflict", 2000):
            return sent.text("conflict", 2000)
        case "conflict":
            raise BadInput("Hãy nêu xung đột lợi ích là gì; nội dung được ghi vào biên bản.")
        case _:
            raise BadInput("Hãy chọn: không có, hoặc có xung đột lợi ích.")


@room.post("/councils/{code}/{gate}/ballot", response_class=HTMLResponse)
def vote(request: Request, visit: ToVote, sent: Sent, code: str, gate: str) -> Response:
    """Take a member's ballot, cast at the session or sent in writing."""
    ballot = councils.Vote(comment=sent.text("comment", 6000), marks=_marks(sent))
    in_writing = sent.text("way", 10) == "write"
    send = councils.write_vote if in_writing else councils.vote
    try:
        with wiring.unit_of_work() as session:
            reading.room(session, visit.actor, code, gate, wiring.today())
            send(session, code, gate, ballot, visit.actor, on=wiring.today())
    except (Refused, BadInput) as refusal:
        return _room(request, visit, code, gate, refusal, sent.values())
    said = marked("Đã gửi phiếu bằng văn bản.") if in_writing else marked("Đã bỏ phiếu.")
    return go(request, _path(code, gate), say(visit.language, said))


def _marks(sent: Fields) -> Mapping[str, str]:
    """The answers by criterion; a number may have a comma before its fraction."""
    return {
        name.removeprefix(_MARK): sent.text(name, 20).replace(",", ".")
        for name in sent.values()
        if name.startswith(_MARK)
    }


@room.post("/councils/{code}/{gate}/conclusion", response_class=HTMLResponse)
def conclude(request: Request, visit: ToConclude, sent: Sent, code: str, gate: str) -> Response:
    """Put the council's conclusion on record, or ask for what is missing."""
    try:
        verdict = _verdict(sent)
        missing = [line.strip() for line in sent.text("missing").split("\n") if line.strip()]
        with wiring.unit_of_work() as session:
            reading.room(session, visit.actor, code, gate, wiring.today())
            made = decisions.decide(
                session,
                code,
                gate,
                verdict,
                visit.actor,
                on=wiring.today(),
                comment=sent.text("comment", 6000),
                missing=missing,
                channel="portal",
            )
    except (Refused, BadInput) as refusal:
        return _room(request, visit, code, gate, refusal, sent.values())
    return go(request, _path(code, gate), made.sentence)


def _verdict(sent: Fields) -> Verdict:
    said = sent.text("verdict", 20)
    if said not in {Verdict.APPROVE, Verdict.SUPPLEMENT}:
        raise BadInput("Hãy chọn: ghi nhận kết luận, hoặc yêu cầu bổ sung.")
    return Verdict(said)


def _path(code: str, gate: str) -> str:
    return f"/councils/{quote(code, safe='')}/{quote(gate, safe='')}"


def _room(
    request: Request,
    visit: Visit,
    code: str,
    gate: str,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    if isinstance(refusal, NotPermitted):
        raise refusal
    with wiring.unit_of_work() as session:
        here = reading.room(session, visit.actor, code, gate, wiring.today())
    return show(
        request,
        "council.html",
        visit,
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        here=here,
        path=_path(code, gate),
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
        grades=(Grade.EXCELLENT, Grade.PASS, Grade.FAIL),
    )
