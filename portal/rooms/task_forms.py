"""The small forms on a task's page: a remark, a fact, a remedy for a result in the closet."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import comments, remedies, results, sight, wiring
from actions.desk.judged import task_path
from models.deeds import Deed
from models.errors import BadInput, NotFound
from portal.notes import go
from portal.refusals import OF_THE_FORM
from portal.rooms.task import show_task
from portal.tongue import say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/tasks/{code}/talk`, `.../talk/{number}/withdraw`, `.../facts`, `.../remedies`."""

ToTalk = Annotated[Visit, entering(Deed.TASK_COMMENT)]
ToRecord = Annotated[Visit, entering(Deed.FACT_RECORD)]
ToChoose = Annotated[Visit, entering(Deed.REMEDY_CHOOSE)]

_CHANNEL: Final = "portal"


def _taken(
    request: Request, visit: Visit, code: str, sent: Sent, act: Callable[[Session], str], section: str
) -> Response:
    """Do what a form asks for and go back to the page; or show the page again with every reason."""
    try:
        with wiring.unit_of_work() as session:
            said = act(session)
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT
        typed = dict(sent.values())
        return show_task(request, visit, code, trouble=refusal.reasons, typed=typed, status=status)
    return go(request, f"{task_path(code)}#{section}", said)


@room.post("/tasks/{code}/talk", response_class=HTMLResponse)
def talk(request: Request, visit: ToTalk, code: str, sent: Sent) -> Response:
    """Say something about the task."""

    def act(session: Session) -> str:
        comments.say(session, code, sent.text("text"), visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi ý kiến của bạn.")

    return _taken(request, visit, code, sent, act, "talk")


@room.post("/tasks/{code}/talk/{number}/withdraw", response_class=HTMLResponse)
def take_back(request: Request, visit: ToTalk, code: str, number: int, sent: Sent) -> Response:
    """Take back a remark of one's own."""

    def act(session: Session) -> str:
        comments.withdraw(session, code, number, visit.actor, on=wiring.today())
        return say(visit.language, "Đã rút ý kiến.")

    return _taken(request, visit, code, sent, act, "talk")


@room.post("/tasks/{code}/facts", response_class=HTMLResponse)
def record(request: Request, visit: ToRecord, code: str, sent: Sent) -> Response:
    """Record a fact of the task with its evidence."""

    def act(session: Session) -> str:
        sight.seen(session, code, visit.actor)
        return results.record(
            session,
            code,
            sent.text("fact", 50),
            sent.text("value", 500),
            visit.actor,
            on=wiring.today(),
            evidence=sent.text("evidence", 500),
        )

    return _taken(request, visit, code, sent, act, "facts")


@room.post("/tasks/{code}/remedies", response_class=HTMLResponse)
def choose(request: Request, visit: ToChoose, code: str, sent: Sent) -> Response:
    """Choose a remedy for a result in the closet."""

    def act(session: Session) -> str:
        sight.seen(session, code, visit.actor)
        return remedies.answer(
            session,
            code,
            sent.text("remedy", 50),
            visit.actor,
            on=wiring.today(),
            comment=sent.text("comment", 2000),
            document=sent.text("document", 200),
            due_on=sent.day("due_on"),
            party=sent.text("party", 300),
            channel=_CHANNEL,
        )

    return _taken(request, visit, code, sent, act, "closet")
