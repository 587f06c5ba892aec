"""Work of plans: what was given to the visitor, one piece under its six clears, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import steering, wiring
from actions.steering import doing
from actions.steering.sheet import WorkForm, filled
from models import deeds
from models.deeds import Deed
from models.errors import BadInput, NotFound, Refused, TripleHelixError
from models.steering.tallies import figure_vi
from portal.notes import go
from portal.pages import show
from portal.rooms.plan_forms import WORK, Number, reasons_of, show_form, status_of
from portal.rooms.plans import done
from portal.tongue import day, say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/work-items`, `/plans/{plan}/work/new`, `/work-items/{number}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.PLAN_SEE)]
ToKeep = Annotated[Visit, entering(Deed.PLAN_KEEP)]
ToDo = Annotated[Visit, entering(Deed.WORK_ITEM_DO)]


@room.get("/work-items", response_class=HTMLResponse)
def mine(request: Request, visit: ToDo) -> Response:
    """List the work that was given to the visitor and is not over."""
    with wiring.unit_of_work() as session:
        lines = steering.work_given_to(session, visit.actor.id, wiring.today())
    return show(request, "work_items.html", visit, lines=lines)


@room.get("/plans/{plan}/work/new", response_class=HTMLResponse)
def new(request: Request, visit: ToKeep, plan: Number) -> Response:
    """Show an empty form of work."""
    with wiring.unit_of_work() as session:
        steering.plan_sheet(session, plan, wiring.today())
    return _form(request, visit, {}, f"/plans/{plan}")


@room.post("/plans/{plan}/work/new", response_class=HTMLResponse)
def keep(request: Request, visit: ToKeep, sent: Sent, plan: Number) -> Response:
    """Put work on record as a draft."""
    return _kept(request, visit, sent, plan)


@room.get("/work-items/{number}", response_class=HTMLResponse)
def work_item(request: Request, visit: ToSee, number: Number) -> Response:
    """Show one piece of work as it stands."""
    return _page(request, visit, number)


@room.get("/work-items/{number}/edit", response_class=HTMLResponse)
def edit(request: Request, visit: ToKeep, number: Number) -> Response:
    """Show the form of work on record."""
    with wiring.unit_of_work() as session:
        line = steering.work_sheet(session, number, wiring.today()).line
    typed = {each.name: getattr(line, each.name, "") for each in WORK}
    typed |= {"officer": line.handle, "co_units": "; ".join(line.co_units)}
    typed["due_on"] = day(line.due_on) if line.due_on else ""
    return _form(request, visit, typed, f"/work-items/{number}")


@room.post("/work-items/{number}/edit", response_class=HTMLResponse)
def rewrite(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Write work anew."""
    with wiring.unit_of_work() as session:
        plan = steering.work_sheet(session, number, wiring.today()).plan
    return _kept(request, visit, sent, plan.number, number)


@room.post("/work-items/{number}/publish", response_class=HTMLResponse)
def publish(request: Request, visit: ToKeep, number: Number) -> Response:
    """Give work out."""
    return _done(
        request, visit, number, lambda session: doing.publish(session, number, visit.actor, on=wiring.today())
    )


@room.post("/work-items/{number}/start", response_class=HTMLResponse)
def start(request: Request, visit: ToDo, number: Number) -> Response:
    """Note that work was begun."""
    return _done(
        request, visit, number, lambda session: doing.start(session, number, visit.actor, on=wiring.today())
    )


@room.post("/work-items/{number}/done", response_class=HTMLResponse)
def finish(request: Request, visit: ToDo, sent: Sent, number: Number) -> Response:
    """Note that work is done."""

    def act(session: Session) -> str:
        return doing.finish(
            session,
            number,
            sent.text("evidence", 2000),
            visit.actor,
            on=wiring.today(),
            done_on=sent.day("done_on"),
            exceeded=sent.ticked("exceeded"),
        )

    return _done(request, visit, number, act, sent.values())


@room.post("/work-items/{number}/awaiting", response_class=HTMLResponse)
def awaiting(request: Request, visit: ToDo, sent: Sent, number: Number) -> Response:
    """Note that work waits for the central authorities."""

    def act(session: Session) -> str:
        today = wiring.today()
        since, document = sent.day("since") or today, sent.text("document", 2000)
        return doing.await_central(session, number, since, document, visit.actor, on=today)

    return _done(request, visit, number, act, sent.values())


@room.post("/work-items/{number}/answered", response_class=HTMLResponse)
def answered(request: Request, visit: ToDo, sent: Sent, number: Number) -> Response:
    """Note that the central authorities have answered."""

    def act(session: Session) -> str:
        document = sent.text("document", 2000)
        return doing.central_answered(session, number, document, visit.actor, on=wiring.today())

    return _done(request, visit, number, act, sent.values())


@room.post("/work-items/{number}/quality", response_class=HTMLResponse)
def judge(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Write down the quality of work that is done."""

    def act(session: Session) -> str:
        percent = sent.decimal("percent")
        if percent is None:
            raise BadInput("Hãy ghi chất lượng từ 0 đến 100.")
        return doing.judge_quality(session, number, percent, visit.actor, on=wiring.today())

    return _done(request, visit, number, act, sent.values())


@room.post("/work-items/{number}/cancel", response_class=HTMLResponse)
def cancel(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Cancel work."""

    def act(session: Session) -> str:
        return doing.cancel(session, number, sent.text("because", 2000), visit.actor, on=wiring.today())

    return _done(request, visit, number, act, sent.values())


def _done(
    request: Request,
    visit: Visit,
    number: int,
    act: Callable[[Session], str],
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Do what a form asks for; or show the page again with every reason."""
    try:
        with wiring.unit_of_work() as session:
            said = act(session)
    except (BadInput, Refused) as refusal:
        if not deeds.may(visit.actor, Deed.PLAN_SEE):
            raise NotFound(f"Không có nhiệm vụ kế hoạch số {number}.") from None
        return _page(request, visit, number, refusal, typed)
    return go(request, f"/work-items/{number}", said)


def _page(
    request: Request,
    visit: Visit,
    number: int,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        sheet = steering.work_sheet(session, number, wiring.today())
    row, keeps = sheet.row, deeds.may(visit.actor, Deed.PLAN_KEEP)
    is_open = row.done_on is None and row.cancelled_on is None
    return show(
        request,
        "work_item.html",
        visit,
        status=status_of(refusal),
        trouble=reasons_of(refusal),
        plan=sheet.plan,
        line=sheet.line,
        typed=typed or {},
        path=f"/work-items/{number}",
        figure=figure_vi,
        open=is_open,
        keeps=keeps,
        does=is_open and row.published_on is not None and doing.may_do(row, visit.actor),
        judges=keeps and row.done_on is not None and row.officer_id != visit.actor.id,
    )


def _kept(request: Request, visit: Visit, sent: Sent, plan: int, number: int | None = None) -> Response:
    typed = {each.name: sent.text(each.name, 2000) for each in WORK}

    def act(session: Session) -> int:
        units = [each.strip() for each in typed["co_units"].split(";") if each.strip()]
        form = filled(typed | {"co_units": units}, WorkForm)
        return doing.keep_work(session, plan, form, visit.actor, on=wiring.today(), number=number)

    back = f"/plans/{plan}" if number is None else f"/work-items/{number}"
    return done(
        act,
        lambda made: go(request, f"/work-items/{made}", say(visit.language, "Đã lưu nhiệm vụ kế hoạch.")),
        lambda refusal: _form(request, visit, typed, back, refusal),
    )


def _form(
    request: Request,
    visit: Visit,
    typed: Mapping[str, str],
    back: str,
    refusal: TripleHelixError | None = None,
) -> HTMLResponse:
    heading = say(visit.language, "Nhiệm vụ của kế hoạch")
    return show_form(request, visit, heading, WORK, typed, back, refusal)
