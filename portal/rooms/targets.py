"""One target of a plan: what it stands at and what was read of it, writing it, waiting, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import steering, wiring
from actions.steering import keeping
from actions.steering.sheet import ReadingForm, TargetForm, filled
from models import deeds
from models.deeds import Deed
from models.errors import BadInput, Refused, TripleHelixError
from models.steering.rules import is_share
from models.steering.statuses import Direction, Status
from models.steering.tallies import figure_vi
from portal.notes import go
from portal.pages import show
from portal.rooms.plan_forms import (
    TARGET,
    Number,
    reasons_of,
    show_form,
    status_of,
    target_fields,
)
from portal.rooms.plans import done, said_figure
from portal.tongue import day, say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/plans/{plan}/targets/new`, `/targets/{number}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.PLAN_SEE)]
ToKeep = Annotated[Visit, entering(Deed.PLAN_KEEP)]

SHOWN: Final = 50
"""Readings and records that the page tells."""


@room.get("/plans/{plan}/targets/new", response_class=HTMLResponse)
def new(request: Request, visit: ToKeep, plan: Number) -> Response:
    """Show an empty form of a target."""
    with wiring.unit_of_work() as session:
        known = steering.plan_sheet(session, plan, wiring.today()).plan
    typed = {"due_on": f"31/12/{known.year}", "direction": Direction.AT_LEAST.value}
    return _form(request, visit, typed, f"/plans/{plan}")


@room.post("/plans/{plan}/targets/new", response_class=HTMLResponse)
def keep(request: Request, visit: ToKeep, sent: Sent, plan: Number) -> Response:
    """Put a target on record."""
    return _kept(request, visit, sent, plan)


@room.get("/targets/{number}", response_class=HTMLResponse)
def target(request: Request, visit: ToSee, number: Number) -> Response:
    """Show one target as it stands."""
    return _page(request, visit, number)


@room.get("/targets/{number}/edit", response_class=HTMLResponse)
def edit(request: Request, visit: ToKeep, number: Number) -> Response:
    """Show the form of a target on record."""
    with wiring.unit_of_work() as session:
        sheet = steering.target_sheet(session, number, wiring.today())
    line = sheet.line
    typed = {name: getattr(line, name) for name in ("code", "title", "unit", "indicator", "lead_unit")}
    typed |= {"direction": line.direction.value, "goal": said_figure(line.goal), "due_on": day(line.due_on)}
    typed["started_on"] = day(sheet.started_on) if sheet.started_on else ""
    return _form(request, visit, typed, f"/targets/{number}")


@room.post("/targets/{number}/edit", response_class=HTMLResponse)
def rewrite(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Write a target anew."""
    with wiring.unit_of_work() as session:
        plan = steering.target_sheet(session, number, wiring.today()).plan
    return _kept(request, visit, sent, plan.number, number)


@room.post("/targets/{number}/readings", response_class=HTMLResponse)
def read(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Write down what a target stands at on a day."""

    def act(session: Session) -> str:
        names = ("on", "value", "numerator", "denominator", "source")
        form = filled({name: sent.text(name, 2000) for name in names}, ReadingForm)
        return keeping.read_target(session, number, form, visit.actor, on=wiring.today())

    return _done(request, visit, number, act, sent.values())


@room.post("/targets/{number}/awaiting", response_class=HTMLResponse)
def awaiting(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Note that a target waits for the central authorities."""

    def act(session: Session) -> str:
        today = wiring.today()
        since, document = sent.day("since") or today, sent.text("document", 2000)
        return keeping.await_central(session, number, since, document, visit.actor, on=today)

    return _done(request, visit, number, act, sent.values())


@room.post("/targets/{number}/answered", response_class=HTMLResponse)
def answered(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Note that the central authorities have answered."""

    def act(session: Session) -> str:
        document = sent.text("document", 2000)
        return keeping.central_answered(session, number, document, visit.actor, on=wiring.today())

    return _done(request, visit, number, act, sent.values())


@room.post("/targets/{number}/cancel", response_class=HTMLResponse)
def cancel(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Cancel a target."""

    def act(session: Session) -> str:
        because = sent.text("because", 2000)
        return keeping.cancel_target(session, number, because, visit.actor, on=wiring.today())

    return _done(request, visit, number, act, sent.values())


def _done(
    request: Request, visit: Visit, number: int, act: Callable[[Session], str], typed: Mapping[str, str]
) -> Response:
    """Do what a form asks for; or show the page again with every reason."""
    try:
        with wiring.unit_of_work() as session:
            said = act(session)
    except (BadInput, Refused) as refusal:
        return _page(request, visit, number, refusal, typed)
    return go(request, f"/targets/{number}", said)


def _page(
    request: Request,
    visit: Visit,
    number: int,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        sheet = steering.target_sheet(session, number, wiring.today())
    return show(
        request,
        "target.html",
        visit,
        status=status_of(refusal),
        trouble=reasons_of(refusal),
        plan=sheet.plan,
        line=sheet.line,
        readings=sheet.readings,
        cancelled=sheet.line.status is Status.CANCELLED,
        share=is_share(sheet.line.unit),
        typed=typed or {},
        path=f"/targets/{number}",
        figure=figure_vi,
        shown=SHOWN,
        keeps=deeds.may(visit.actor, Deed.PLAN_KEEP),
    )


def _kept(request: Request, visit: Visit, sent: Sent, plan: int, number: int | None = None) -> Response:
    typed = {each.name: sent.text(each.name, 2000) or each.first for each in TARGET}

    def act(session: Session) -> int:
        form = filled(typed, TargetForm)
        return keeping.keep_target(session, plan, form, visit.actor, on=wiring.today(), number=number)

    back = f"/plans/{plan}" if number is None else f"/targets/{number}"
    return done(
        act,
        lambda made: go(request, f"/targets/{made}", say(visit.language, "Đã lưu chỉ tiêu.")),
        lambda refusal: _form(request, visit, typed, back, refusal),
    )


def _form(
    request: Request,
    visit: Visit,
    typed: Mapping[str, str],
    back: str,
    refusal: TripleHelixError | None = None,
) -> HTMLResponse:
    heading = say(visit.language, "Chỉ tiêu của kế hoạch")
    return show_form(request, visit, heading, target_fields(visit), typed, back, refusal)
