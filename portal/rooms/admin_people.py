"""Keeping accounts: invited, changed, shut and opened again, linked with the province's own sign-in."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import accounts, invitations, kept_columns, organisations, wiring
from actions.accounts import Sheet
from actions.invitations import Invited
from models.deeds import Deed
from models.errors import NotFound
from models.language import Role
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import name_of, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/admin/people` and below."""

ToKeep = Annotated[Visit, entering(Deed.PEOPLE_KEEP)]


@room.get("/admin/people", response_class=HTMLResponse)
def listed(
    request: Request,
    visit: ToKeep,
    q: str = "",
    role: str = "",
    organisation: int = 0,
    shut: int = 0,
    page: int = 1,
) -> Response:
    """Accounts; the address is the search."""
    with wiring.unit_of_work() as session:
        search = partial(accounts.page, session, q[:200], role, organisation, only_shut=bool(shut))
        if exports.wanted(request):
            return exports.answer(request, visit, kept_columns.ACCOUNTS, exports.every(search))
        found = search(page)
    asked: dict[str, str | int] = {"q": q, "role": role}
    asked |= {name: value for name, value in (("organisation", organisation), ("shut", shut)) if value}
    return show(
        request,
        "admin_people.html",
        visit,
        found=found,
        asked=asked,
        organisation=organisation,
        shut=bool(shut),
        roles=_roles(visit.language),
        earlier=f"?{urlencode(asked | {'page': found.number - 1})}" if found.number > 1 else "",
        later=f"?{urlencode(asked | {'page': found.number + 1})}" if found.more else "",
    )


@room.get("/admin/people/new", response_class=HTMLResponse)
def new(request: Request, visit: ToKeep, organisation: str = "") -> Response:
    """The form of a new account."""
    return _new(request, visit, {"organisation": organisation[:300]})


@room.post("/admin/people/new", response_class=HTMLResponse)
def add(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Open an account and invite its person; a link to be handed over is shown on this answer alone."""
    try:
        with wiring.unit_of_work() as session:
            made = accounts.open_invited(
                session, visit.actor, sent.text("handle", 200), _sheet(session, sent)
            )
    except OF_THE_FORM as refusal:
        return _new(
            request, visit, dict(sent.values()), sent.texts("roles"), refusal.reasons, HTTPStatus.CONFLICT
        )
    return _one(request, visit, made.handle, made=made, status=HTTPStatus.CREATED)


@room.get("/admin/people/{handle}", response_class=HTMLResponse)
def one(request: Request, visit: ToKeep, handle: str) -> Response:
    """One account."""
    return _one(request, visit, handle)


@room.post("/admin/people/{handle}", response_class=HTMLResponse)
def change(request: Request, visit: ToKeep, handle: str, sent: Sent) -> Response:
    """Change what is on record of an account."""
    try:
        with wiring.unit_of_work() as session:
            accounts.one(session, handle)
            accounts.change(session, visit.actor, handle, _sheet(session, sent))
    except OF_THE_FORM as refusal:
        return _one(request, visit, handle, refusal.reasons, sent, status=HTTPStatus.CONFLICT)
    return go(request, f"/admin/people/{handle}", say(visit.language, "Đã ghi thông tin tài khoản."))


@room.post("/admin/people/{handle}/invite", response_class=HTMLResponse)
def invite(request: Request, visit: ToKeep, handle: str, sent: Sent) -> Response:
    """Invite the person again: by mail, or with a link that is shown on this answer alone."""
    try:
        with wiring.unit_of_work() as session:
            made = invitations.invite(session, handle, visit.actor, by_mail=not sent.ticked("by_hand"))
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        return _one(request, visit, handle, refusal.reasons, status=HTTPStatus.CONFLICT)
    return _one(request, visit, handle, made=made)


@room.post("/admin/people/{handle}/shut", response_class=HTMLResponse)
def shut(request: Request, visit: ToKeep, handle: str) -> Response:
    """Shut an account."""
    try:
        with wiring.unit_of_work() as session:
            accounts.shut(session, visit.actor, handle)
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        return _one(request, visit, handle, refusal.reasons, status=HTTPStatus.CONFLICT)
    return go(request, f"/admin/people/{handle}", say(visit.language, "Đã khóa tài khoản."))


@room.post("/admin/people/{handle}/reopen", response_class=HTMLResponse)
def reopen(request: Request, visit: ToKeep, handle: str) -> Response:
    """Let an account be used again."""
    with wiring.unit_of_work() as session:
        accounts.reopen(session, visit.actor, handle)
    return go(request, f"/admin/people/{handle}", say(visit.language, "Đã mở lại tài khoản."))


def _sheet(session: Session, sent: Fields) -> Sheet:
    """The sheet that a form says.

    Raises:
        NotFound: there is no such organisation.
        Refused: several bear the name.
    """
    return Sheet(
        sent.text("title", 1000),
        organisations.named(session, sent.text("organisation", 300)),
        sent.texts("roles"),
        sent.text("email", 300),
        sent.text("sso_subject", 1000),
        sent.text("unit", 1000),
    )


def _roles(language: str) -> list[tuple[str, str]]:
    return [(role.value, name_of(language, role)) for role in Role]


def _new(
    request: Request,
    visit: Visit,
    typed: dict[str, str],
    ticked: tuple[str, ...] = (),
    trouble: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    return show(
        request,
        "admin_person_new.html",
        visit,
        status=status,
        typed=typed,
        ticked=ticked,
        trouble=trouble,
        roles=_roles(visit.language),
        sso=bool(wiring.settings().sso_issuer),
    )


def _one(
    request: Request,
    visit: Visit,
    handle: str,
    trouble: tuple[str, ...] = (),
    sent: Fields | None = None,
    made: Invited | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = accounts.one(session, handle)
    known = {
        "title": found.sheet.title,
        "organisation": f"#{found.sheet.organisation}",
        "email": found.sheet.email,
        "sso_subject": found.sheet.sso_subject,
        "unit": found.sheet.unit,
    }
    return show(
        request,
        "admin_person.html",
        visit,
        status=status,
        found=found,
        typed=known | (dict(sent.values()) if sent else {}),
        ticked=sent.texts("roles") if sent else found.sheet.roles,
        trouble=trouble,
        made=made,
        roles=_roles(visit.language),
        sso=bool(wiring.settings().sso_issuer) or bool(found.sheet.sso_subject),
        is_own=found.handle == visit.actor.handle,
    )
