"""Taking up an invitation, and a password that was forgotten: what people do before they can sign in."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import doors, invitations, wiring
from actions.invitations import Opened
from models.errors import NotFound, WrongCode
from portal import qr
from portal.knocking import TOO_MANY, too_often
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.rooms.entrance import admitted
from portal.tongue import say
from portal.visits import Sent, language_of

room = APIRouter()
"""`/forgotten`, `/join/{key}`."""


@room.get("/forgotten", response_class=HTMLResponse)
def forgotten(request: Request) -> Response:
    """The form of those who forgot their password."""
    return show(request, "forgotten.html", said="", asked=False, trouble=())


@room.post("/forgotten", response_class=HTMLResponse)
def ask(request: Request, sent: Sent) -> Response:
    """Have a link mailed; the answer is the same whether there is such an account or not."""
    said = sent.text("said", 200)
    if too_often(request, "forgotten"):
        return show(
            request,
            "forgotten.html",
            status=HTTPStatus.TOO_MANY_REQUESTS,
            said=said,
            asked=False,
            trouble=(TOO_MANY,),
        )
    with wiring.unit_of_work() as session:
        invitations.ask_reset(session, said)
    return show(request, "forgotten.html", said=said, asked=True, trouble=())


@room.get("/join/{key}", response_class=HTMLResponse)
def join(request: Request, key: str) -> Response:
    """What a link is for, and the form to take it up."""
    with wiring.unit_of_work() as session:
        opened = invitations.look(session, key)
    return _form(request, key, opened)


@room.get("/join/{key}/authenticator.svg")
def authenticator(key: str) -> Response:
    """The new authenticator's secret, as a picture that a telephone reads."""
    with wiring.unit_of_work() as session:
        opened = invitations.look(session, key)
    if not opened.uri:
        raise NotFound("Đường dẫn này không kèm ứng dụng xác thực mới.")
    return qr.picture(opened.uri)


@room.post("/join/{key}", response_class=HTMLResponse)
def take_up(request: Request, key: str, sent: Sent) -> Response:
    """Set the password, and let the person in."""
    with wiring.unit_of_work() as session:
        opened = invitations.look(session, key)
    if too_often(request, "join"):
        return _form(request, key, opened, (TOO_MANY,), HTTPStatus.TOO_MANY_REQUESTS)
    password = sent.text("password", 1000)
    if password != sent.text("again", 1000):
        unlike = say(language_of(request), "Hai lần nhập mật khẩu không giống nhau.")
        return _form(request, key, opened, (unlike,), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with wiring.unit_of_work() as session:
            stay = invitations.take_up(
                session, key, password, sent.text("code", 20), browser=request.headers.get("user-agent", "")
            )
    except WrongCode as refusal:
        with wiring.unit_of_work() as session:
            invitations.count_failure(session, key)
        return _form(request, key, opened, refusal.reasons, HTTPStatus.UNAUTHORIZED)
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        return _form(request, key, opened, refusal.reasons, HTTPStatus.CONFLICT)
    return admitted(request, stay, language_of(request), "/work")


def _form(
    request: Request,
    key: str,
    opened: Opened,
    trouble: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    return show(
        request,
        "joining.html",
        status=status,
        key=key,
        opened=opened,
        secret=qr.in_fours(opened.secret),
        trouble=trouble,
        shortest=doors.SHORTEST_PASSWORD,
    )
