"""The entrance: signing in and out, the front page, and the choice of a language."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from actions import doors, people, wiring
from models.deeds import Deed
from models.errors import TripleHelixError, WrongCode
from portal.knocking import TOO_MANY, too_often
from portal.notes import go
from portal.pages import show
from portal.tongue import FIRST, LANGUAGES, say
from portal.visits import COOKIE, LANGUAGE, Sent, Visit, entering, visitor_now

TRIES: Final = 100
"""Entries that one address may try in five minutes: a whole office may stand behind one address."""
_YEAR: Final = 365 * 24 * 3600

room = APIRouter()
"""`/`, `/enter`, `/leave`, `/language`."""

Leaving = Annotated[Visit, entering(Deed.ACCOUNT_OWN)]


def safe_next(path: str) -> str:
    """The page of ours to go on to: never another site's, whatever the address says."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours and "\\" not in path else "/work"


def admitted(request: Request, key: str, language: str, path: str) -> RedirectResponse:
    """Send a visitor who was let in on to the page that was asked for, with the session's key."""
    answer = RedirectResponse(safe_next(path), status_code=HTTPStatus.SEE_OTHER)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, key, httponly=True, samesite="lax", secure=secure, path="/")
    answer.set_cookie(LANGUAGE, language, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
    return answer


@room.get("/", response_class=HTMLResponse)
def front(request: Request) -> Response:
    """The front page; whoever is signed in goes to their own work."""
    if visitor_now(request) is not None:
        return RedirectResponse("/work", status_code=HTTPStatus.SEE_OTHER)
    return show(request, "front.html", services=request.app.state.probes.ask())


@room.get("/enter", response_class=HTMLResponse)
def entrance(request: Request, next: str = "/work", expired: int = 0) -> Response:  # noqa: A002 - the address says so
    """The form to sign in."""
    return _entrance(request, next, expired=bool(expired))


@room.post("/enter", response_class=HTMLResponse)
def enter(request: Request, sent: Sent) -> Response:
    """Let a person in whose password and one-time code are right."""
    handle, path = sent.text("handle", 200), sent.text("next", 2000)
    try:
        if too_often(request, "enter", TRIES):
            return _entrance(request, path, handle, (TOO_MANY,), HTTPStatus.TOO_MANY_REQUESTS)
        with wiring.unit_of_work() as session:
            key = doors.enter(
                session,
                handle,
                sent.text("password", 1000),
                sent.text("code", 20),
                browser=request.headers.get("user-agent", ""),
            )
            visit = doors.visitor(session, key)
    except WrongCode as refusal:
        with wiring.unit_of_work() as session:
            doors.count_failure(session, handle)
        return _entrance(request, path, handle, refusal.reasons, HTTPStatus.UNAUTHORIZED)
    except TripleHelixError as problem:
        return _entrance(request, path, handle, problem.reasons, HTTPStatus.SERVICE_UNAVAILABLE)
    return admitted(request, key, visit.language if visit else FIRST, path)


@room.post("/leave")
def leave(request: Request, visit: Leaving) -> Response:
    """End the visitor's session."""
    with wiring.unit_of_work() as session:
        doors.leave(session, visit)
    answer = go(request, "/", say(visit.language, "Bạn đã đăng xuất."))
    answer.delete_cookie(COOKIE, path="/")
    return answer


@room.post("/language")
def speak(request: Request, sent: Sent) -> Response:
    """Speak the chosen language from now on."""
    chosen = sent.text("language", 10)
    chosen = chosen if chosen in LANGUAGES else FIRST
    visit = visitor_now(request)
    if visit is not None:
        with wiring.unit_of_work() as session:
            people.speak(session, visit.actor, chosen)
    answer = go(request, safe_next(sent.text("back", 2000)))
    secure = request.url.scheme == "https"
    answer.set_cookie(LANGUAGE, chosen, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
    return answer


def _entrance(
    request: Request,
    path: str,
    handle: str = "",
    trouble: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
    *,
    expired: bool = False,
) -> HTMLResponse:
    return show(
        request,
        "entrance.html",
        status=status,
        next=safe_next(path),
        handle=handle,
        trouble=trouble,
        expired=expired,
        sso=bool(wiring.settings().sso_issuer),
    )
