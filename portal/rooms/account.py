"""My account: password, authenticator, language, letters, stays elsewhere, keys for other systems."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import account, doors, letters, people, personal, tokens, wiring
from actions.tokens import TokenScope
from models.deeds import Deed, may
from models.errors import WrongCode
from portal import qr
from portal.files import saved
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import LANGUAGES, marked, say
from portal.visits import LANGUAGE, Fields, Sent, Visit, entering

room = APIRouter()
"""`/account` and below."""

Own = Annotated[Visit, entering(Deed.ACCOUNT_OWN)]

_YEAR: Final = 365 * 24 * 3600
_SCOPES: Final = {
    TokenScope.READ: marked("Đọc dữ liệu mà tôi được xem"),
    TokenScope.WRITE: marked("Thực hiện thay tôi những việc tôi được làm"),
    TokenScope.CALENDAR: marked("Xem lịch ngày hết hạn (chỉ đọc lịch)"),
}


@room.get("/account", response_class=HTMLResponse)
def mine(request: Request, visit: Own) -> Response:
    """The visitor's account."""
    return _page(request, visit)


@room.post("/account/password", response_class=HTMLResponse)
def change_password(request: Request, visit: Own, sent: Sent) -> Response:
    """Change the password; the old one is asked for."""
    if sent.text("password", 1000) != sent.text("again", 1000):
        unlike = say(visit.language, "Hai lần nhập mật khẩu không giống nhau.")
        return _page(request, visit, {"password": (unlike,)}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _done(
        request,
        visit,
        "password",
        lambda session: account.change_password(
            session, visit, sent.text("old", 1000), sent.text("password", 1000)
        ),
        say(visit.language, "Đã đổi mật khẩu; các phiên làm việc khác đã kết thúc."),
        failed=lambda session: doors.count_failure(session, visit.actor.handle),
    )


@room.post("/account/language", response_class=HTMLResponse)
def speak(request: Request, visit: Own, sent: Sent) -> Response:
    """Be spoken to in another language, on pages and in letters."""
    chosen = sent.text("language", 10)
    answer = _done(
        request,
        visit,
        "language",
        lambda session: people.speak(session, visit.actor, chosen),
        say(chosen if chosen in LANGUAGES else visit.language, "Đã ghi nhận ngôn ngữ."),
    )
    if chosen in LANGUAGES:
        secure = request.url.scheme == "https"
        answer.set_cookie(LANGUAGE, chosen, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
    return answer


@room.post("/account/letters", response_class=HTMLResponse)
def choose_letters(request: Request, visit: Own, sent: Sent) -> Response:
    """Choose which letters one wants."""
    return _done(
        request,
        visit,
        "letters",
        lambda session: account.choose_letters(session, visit.actor, sent.texts("wanted")),
        say(visit.language, "Đã ghi nhận các loại thư muốn nhận."),
    )


@room.post("/account/sessions", response_class=HTMLResponse)
def end_stays(request: Request, visit: Own, sent: Sent) -> Response:
    """End stays elsewhere: one, or all."""
    return _done(
        request,
        visit,
        "sessions",
        lambda session: account.end_stays(session, visit, sent.text("stay", 100)),
        say(visit.language, "Đã kết thúc phiên làm việc ở nơi khác."),
    )


@room.get("/account/authenticator", response_class=HTMLResponse)
def authenticator(request: Request, visit: Own) -> Response:
    """A new authenticator, and the form that proves it."""
    return _authenticator(request, visit)


@room.get("/account/authenticator.svg")
def picture(visit: Own) -> Response:
    """The new authenticator's secret, as a picture that a telephone reads."""
    with wiring.unit_of_work() as session:
        return qr.picture(account.new_authenticator(session, visit).uri)


@room.post("/account/authenticator", response_class=HTMLResponse)
def change_authenticator(request: Request, visit: Own, sent: Sent) -> Response:
    """Change the authenticator; a code of the old one proves who asks."""
    try:
        with wiring.unit_of_work() as session:
            account.change_authenticator(session, visit, sent.text("old", 20), sent.text("code", 20))
    except WrongCode as refusal:
        with wiring.unit_of_work() as session:
            people.count_failure(session, visit.actor.handle)
        return _authenticator(request, visit, refusal.reasons, HTTPStatus.UNAUTHORIZED)
    return go(request, "/account", say(visit.language, "Đã đổi ứng dụng xác thực."))


@room.post("/account/tokens", response_class=HTMLResponse)
def make_token(request: Request, visit: Own, sent: Sent) -> Response:
    """Make a key for another system; it is shown on this answer alone."""
    try:
        with wiring.unit_of_work() as session:
            made = tokens.make(
                session, visit.actor, sent.text("name", 200), sent.texts("scopes"), sent.day("ends_on")
            )
    except OF_THE_FORM as refusal:
        return _page(request, visit, {"tokens": refusal.reasons}, HTTPStatus.CONFLICT, sent)
    return _page(request, visit, status=HTTPStatus.CREATED, made=made)


@room.post("/account/tokens/{number}/revoke", response_class=HTMLResponse)
def revoke_token(request: Request, visit: Own, number: int) -> Response:
    """Take a key back."""
    with wiring.unit_of_work() as session:
        tokens.revoke(session, visit.actor, number)
    return go(request, "/account#tokens", say(visit.language, "Đã thu hồi khóa truy cập."))


@room.get("/account/data.json")
def own_data(visit: Own) -> Response:
    """Everything that is held about the visitor, as a file."""
    with wiring.unit_of_work() as session:
        told = personal.export_own(session, visit.actor)
    data = json.dumps(told, ensure_ascii=False, indent=2).encode()
    return saved(data, "application/json", f"du-lieu-cua-toi-{wiring.today():%Y%m%d}.json")


def _done(
    request: Request,
    visit: Visit,
    part: str,
    act: Callable[[Session], None],
    said: str,
    failed: Callable[[Session], None] | None = None,
) -> Response:
    """Do it, and show the account again: with the sentence, or with every reason beside the part."""
    try:
        with wiring.unit_of_work() as session:
            act(session)
    except WrongCode as refusal:
        if failed is not None:
            with wiring.unit_of_work() as session:
                failed(session)
        return _page(request, visit, {part: refusal.reasons}, HTTPStatus.UNAUTHORIZED)
    except OF_THE_FORM as refusal:
        return _page(request, visit, {part: refusal.reasons}, HTTPStatus.CONFLICT)
    return go(request, "/account", said)


def _page(
    request: Request,
    visit: Visit,
    trouble: Mapping[str, tuple[str, ...]] | None = None,
    status: int = HTTPStatus.OK,
    sent: Fields | None = None,
    made: Any = None,  # noqa: ANN401 - the new token, shown once
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        mine = account.mine(session, visit)
    language = visit.language
    return show(
        request,
        "account.html",
        visit,
        status=status,
        mine=mine,
        trouble=trouble or {},
        made=made,
        letters=[
            (kind.value, english if language == "en" else vietnamese, kind in mine.wanted)
            for kind, (vietnamese, english) in letters.NAMES.items()
        ],
        scopes=[(scope.value, say(language, text)) for scope, text in _SCOPES.items()],
        scope_words={scope: say(language, text) for scope, text in _SCOPES.items()},
        typed=sent.values() if sent else {},
        ticked=sent.texts("scopes") if sent else (),
        shortest=doors.SHORTEST_PASSWORD,
        may_lend=may(visit.actor, Deed.DELEGATION_LEND),
        may_hook=may(visit.actor, Deed.WEBHOOK_KEEP),
    )


def _authenticator(
    request: Request, visit: Visit, trouble: tuple[str, ...] = (), status: int = HTTPStatus.OK
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        new = account.new_authenticator(session, visit)
    return show(
        request, "authenticator.html", visit, status=status, secret=qr.in_fours(new.secret), trouble=trouble
    )
