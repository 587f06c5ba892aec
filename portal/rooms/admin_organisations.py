"""Keeping organisations: found, added, corrected, dissolved, succeeded, their tasks handed over."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import kept_columns, organisations, wiring
from actions.organisations import Sheet
from models import provinces
from models.deeds import Deed, may
from models.errors import BadInput, NotFound
from models.language import PartyKind
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import marked, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/admin/organisations` and below."""

ToKeep = Annotated[Visit, entering(Deed.ORGANISATION_KEEP)]

KINDS: Final = {
    PartyKind.STATE_BODY: marked("Cơ quan nhà nước"),
    PartyKind.PUBLIC_UNIT: marked("Đơn vị sự nghiệp công lập"),
    PartyKind.SOE: marked("Doanh nghiệp nhà nước"),
    PartyKind.ENTERPRISE: marked("Doanh nghiệp"),
    PartyKind.COOPERATIVE: marked("Hợp tác xã"),
    PartyKind.INDIVIDUAL: marked("Cá nhân, hộ gia đình"),
    PartyKind.UNKNOWN: marked("Chưa xác định"),
}


def kinds_in(language: str) -> list[tuple[str, str]]:
    """What an organisation may be, with its title in that language."""
    return [(kind.value, say(language, text)) for kind, text in KINDS.items()]


@room.get("/admin/organisations", response_class=HTMLResponse)
def listed(
    request: Request, visit: ToKeep, q: str = "", kind: str = "", gone: int = 0, page: int = 1
) -> Response:
    """Organisations by name; the address is the search."""
    chosen = kind if kind in set(PartyKind) else ""
    with wiring.unit_of_work() as session:
        search = partial(organisations.page, session, q[:200], chosen, only_dissolved=bool(gone))
        if exports.wanted(request):
            return exports.answer(request, visit, kept_columns.ORGANISATIONS, exports.every(search))
        found = search(page)
    asked = {"q": q, "kind": kind} | ({"gone": "1"} if gone else {})
    return show(
        request,
        "admin_organisations.html",
        visit,
        found=found,
        asked=asked,
        gone=bool(gone),
        kinds=kinds_in(visit.language),
        kind_words=dict(kinds_in(visit.language)),
        earlier=f"?{urlencode(asked | {'page': found.number - 1})}" if found.number > 1 else "",
        later=f"?{urlencode(asked | {'page': found.number + 1})}" if found.more else "",
    )


@room.get("/admin/organisations/new", response_class=HTMLResponse)
def new(request: Request, visit: ToKeep) -> Response:
    """The form of a new organisation."""
    return _new(request, visit, {"province": wiring.settings().province})


@room.post("/admin/organisations/new", response_class=HTMLResponse)
def add(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Put an organisation on record."""
    try:
        with wiring.unit_of_work() as session:
            number = organisations.add(session, visit.actor, _sheet(sent))
    except OF_THE_FORM as refusal:
        return _new(request, visit, dict(sent.values()), refusal.reasons, HTTPStatus.CONFLICT)
    return go(request, f"/admin/organisations/{number}", say(visit.language, "Đã thêm tổ chức."))


@room.get("/admin/organisations/{number}", response_class=HTMLResponse)
def one(request: Request, visit: ToKeep, number: int) -> Response:
    """One organisation, with what hangs on it."""
    return _one(request, visit, number)


@room.post("/admin/organisations/{number}", response_class=HTMLResponse)
def edit(request: Request, visit: ToKeep, number: int, sent: Sent) -> Response:
    """Correct what is on record."""
    try:
        with wiring.unit_of_work() as session:
            organisations.edit(session, visit.actor, number, _sheet(sent))
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        return _one(request, visit, number, {"edit": refusal.reasons}, sent)
    return go(request, f"/admin/organisations/{number}", say(visit.language, "Đã ghi thông tin tổ chức."))


@room.post("/admin/organisations/{number}/dissolve", response_class=HTMLResponse)
def dissolve(request: Request, visit: ToKeep, number: int, sent: Sent) -> Response:
    """Record that an organisation is no more, and who succeeds it."""
    try:
        with wiring.unit_of_work() as session:
            organisations.one(session, number)
            heir = sent.text("successor", 300)
            organisations.dissolve(
                session,
                visit.actor,
                number,
                sent.day("on"),
                sent.text("document", 300),
                organisations.named(session, heir) if heir else None,
            )
    except OF_THE_FORM as refusal:
        return _one(request, visit, number, {"dissolve": refusal.reasons}, sent)
    said = say(visit.language, "Đã ghi nhận; các nhiệm vụ liên quan được xét lại.")
    return go(request, f"/admin/organisations/{number}", said)


@room.post("/admin/organisations/{number}/hand-over", response_class=HTMLResponse)
def hand_over(request: Request, visit: ToKeep, number: int) -> Response:
    """Let the successor stand for it in every task that lives."""
    with wiring.unit_of_work() as session:
        moved = organisations.hand_over(session, visit.actor, number)
    said = say(visit.language, "Đã chuyển %(n)s nhiệm vụ cho tổ chức kế thừa.", n=moved)
    return go(request, f"/admin/organisations/{number}", said)


def _sheet(sent: Fields) -> Sheet:
    """The sheet that a form says.

    Raises:
        BadInput: the kind is none.
    """
    kind = sent.text("kind", 40)
    if kind not in set(PartyKind):
        raise BadInput("Hãy chọn loại tổ chức trong danh sách.")
    return Sheet(
        sent.text("name", 1000),
        PartyKind(kind),
        sent.text("province", 100),
        sent.text("e_id", 1000),
        sent.text("address", 1000),
    )


def _new(
    request: Request,
    visit: Visit,
    typed: dict[str, str],
    trouble: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    return show(
        request,
        "admin_organisation_new.html",
        visit,
        status=status,
        typed=typed,
        trouble=trouble,
        kinds=kinds_in(visit.language),
        provinces=_provinces(),
    )


def _one(
    request: Request,
    visit: Visit,
    number: int,
    trouble: dict[str, tuple[str, ...]] | None = None,
    sent: Fields | None = None,
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = organisations.one(session, number)
    sheet = found.sheet
    known = {
        "name": sheet.name,
        "kind": sheet.kind.value,
        "province": sheet.province,
        "e_id": sheet.e_id,
        "address": sheet.address,
    }
    return show(
        request,
        "admin_organisation.html",
        visit,
        status=HTTPStatus.CONFLICT if trouble else HTTPStatus.OK,
        found=found,
        typed=known | (dict(sent.values()) if sent else {}),
        trouble=trouble or {},
        kinds=kinds_in(visit.language),
        provinces=_provinces(),
        may_keep_people=may(visit.actor, Deed.PEOPLE_KEEP),
    )


def _provinces() -> list[tuple[str, str]]:
    return [(each.name, each.name) for each in provinces.standing(wiring.today())]
