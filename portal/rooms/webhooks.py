"""Webhooks: where other systems are told of events, what was sent to them, and sending it again."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import kept_columns, wiring
from actions.webhooks import keeping
from actions.webhooks.events import EVENTS
from models.deeds import Deed
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/webhooks` and below."""

ToKeep = Annotated[Visit, entering(Deed.WEBHOOK_KEEP)]


@room.get("/webhooks", response_class=HTMLResponse)
def listed(request: Request, visit: ToKeep) -> Response:
    """The webhooks of the visitor's organisation, and the form for another one."""
    return _page(request, visit)


@room.post("/webhooks", response_class=HTMLResponse)
def register(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Register an address; its secret is shown on this answer alone."""
    try:
        with wiring.unit_of_work() as session:
            made = keeping.register(session, visit.actor, sent.text("url", 600), sent.texts("events"))
    except OF_THE_FORM as refusal:
        return _page(request, visit, refusal.reasons, HTTPStatus.UNPROCESSABLE_ENTITY, sent)
    return _page(request, visit, status=HTTPStatus.CREATED, made=made)


@room.get("/webhooks/{number}", response_class=HTMLResponse)
def log(request: Request, visit: ToKeep, number: int, before: int | None = None) -> Response:
    """What was sent to a webhook."""
    with wiring.unit_of_work() as session:
        if exports.wanted(request):
            rows = keeping.every(session, visit.actor, number)
            return exports.answer(request, visit, kept_columns.DELIVERIES, rows)
        found = keeping.log(session, visit.actor, number, before)
    return show(request, "webhook.html", visit, log=found, before=before, names=_names(visit))


@room.post("/webhooks/{number}/ping")
def ping(request: Request, visit: ToKeep, number: int) -> Response:
    """Send a trial event."""
    with wiring.unit_of_work() as session:
        keeping.ping(session, visit.actor, number)
    said = say(visit.language, "Đang gửi một sự kiện thử; hãy tải lại trang sau vài giây để xem kết quả.")
    return go(request, f"/webhooks/{number}", said)


@room.post("/webhooks/{number}/pause")
def pause(request: Request, visit: ToKeep, number: int) -> Response:
    """Send nothing for a while."""
    with wiring.unit_of_work() as session:
        keeping.pause(session, visit.actor, number)
    said = say(visit.language, "Đã tạm dừng; sự kiện trong thời gian này sẽ được gửi sau.")
    return go(request, f"/webhooks/{number}", said)


@room.post("/webhooks/{number}/resume")
def resume(request: Request, visit: ToKeep, number: int) -> Response:
    """Send again."""
    with wiring.unit_of_work() as session:
        keeping.resume(session, visit.actor, number)
    return go(request, f"/webhooks/{number}", say(visit.language, "Đã cho gửi tiếp."))


@room.post("/webhooks/{number}/end")
def end(request: Request, visit: ToKeep, number: int) -> Response:
    """Send nothing any more."""
    with wiring.unit_of_work() as session:
        keeping.end(session, visit.actor, number)
    return go(request, "/webhooks", say(visit.language, "Đã bỏ kết nối."))


@room.post("/webhooks/{number}/deliveries/{sent}/redeliver")
def redeliver(request: Request, visit: ToKeep, number: int, sent: int) -> Response:
    """Send one event again, with the same id."""
    with wiring.unit_of_work() as session:
        keeping.redeliver(session, visit.actor, number, sent)
    return go(request, f"/webhooks/{number}", say(visit.language, "Đang gửi lại sự kiện."))


def _names(visit: Visit) -> dict[str, str]:
    """What the events are called, in the visitor's language."""
    trial = {"ping": say(visit.language, "Sự kiện thử")}
    return {each.code: each.en if visit.language == "en" else each.vi for each in EVENTS} | trial


def _page(
    request: Request,
    visit: Visit,
    trouble: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
    sent: Fields | None = None,
    made: Any = None,  # noqa: ANN401 - the new webhook, shown once
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        hooks = keeping.listed(session, visit.actor)
    return show(
        request,
        "webhooks.html",
        visit,
        status=status,
        hooks=hooks,
        events=[(each.code, _names(visit)[each.code]) for each in EVENTS],
        names=_names(visit),
        trouble=trouble,
        typed=sent.values() if sent else {},
        ticked=sent.texts("events") if sent else (),
        made=made,
        most=keeping.MOST,
    )
