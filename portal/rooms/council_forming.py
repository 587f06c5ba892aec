"""Forming a council: members and their seats, the day of the meeting, open or secret ballots."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import councils, wiring
from actions.councils import listing, reading
from models.deeds import Deed
from models.dossier import Position
from models.errors import BadInput, NotFound, NotPermitted, Refused, TripleHelixError
from portal.notes import go
from portal.pages import show
from portal.tongue import say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/councils/{code}/{gate}/form`."""

ToForm = Annotated[Visit, entering(Deed.COUNCIL_FORM)]

_FIRST: Final = (
    Position.CHAIR,
    Position.VICE_CHAIR,
    Position.REVIEWER,
    Position.REVIEWER,
    Position.SECRETARY,
)
"""The seats that an empty form proposes; those after them are plain members."""


@room.get("/councils/{code}/{gate}/form", response_class=HTMLResponse)
def forming(request: Request, visit: ToForm, code: str, gate: str) -> Response:
    """Show the form of a new council."""
    return _form(request, visit, code, gate)


@room.post("/councils/{code}/{gate}/form", response_class=HTMLResponse)
def form(request: Request, visit: ToForm, sent: Sent, code: str, gate: str) -> Response:
    """Form the council."""
    path = f"/councils/{quote(code, safe='')}/{quote(gate, safe='')}"
    try:
        members = _members(sent)
        with wiring.unit_of_work() as session:
            reading.room(session, visit.actor, code, gate, wiring.today())
            councils.form(
                session,
                code,
                gate,
                members,
                visit.actor,
                on=wiring.today(),
                meets_on=sent.day("meets_on"),
                secret=sent.text("secret", 10) != "open",
            )
    except (Refused, BadInput, NotFound) as refusal:  # not found: an account; or the task, as the form says
        return _form(request, visit, code, gate, refusal, sent.values())
    return go(request, path, say(visit.language, "Đã thành lập hội đồng."))


def _members(sent: Fields) -> list[tuple[str, Position]]:
    """Who is named for which seat; rows without an account are left out."""
    found, strange = [], []
    for name in sent.values():
        if not name.startswith("member.") or not sent.text(name, 100):
            continue
        position = sent.text(f"position.{name.removeprefix('member.')}", 20)
        if position in set(Position):
            found.append((sent.text(name, 100), Position(position)))
        else:
            strange.append(sent.text(name, 100))
    if strange:
        raise BadInput(f"Hãy chọn chức danh trong hội đồng cho: {', '.join(strange)}.")
    return found


def _form(
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
        people = listing.candidates(session)
    most = here.scheme.members[1]
    proposed = [*_FIRST, *[Position.MEMBER] * (most - len(_FIRST))][:most]
    return show(
        request,
        "council_forming.html",
        visit,
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        here=here,
        people=people,
        proposed=[position.value for position in proposed],
        positions=[(each.value, each.label) for each in Position],
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )
