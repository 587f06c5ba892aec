"""Intellectual property: the yearly register; of a task its publications, applications, alarms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import protection, wiring
from actions.money import boards
from actions.protection import DaysForm, FilingForm, PublicationForm, registering
from models import provinces
from models.deeds import Deed, may
from models.dossier import IP_KINDS
from models.errors import BadInput, Refused, TripleHelixError
from models.income import Kind
from models.protection import PUBLICATIONS
from models.sharing import ProfitCase
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.tongue import marked, say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/protection`, `/protection/tasks/{code}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.PROTECTION_SEE)]
ToKeep = Annotated[Visit, entering(Deed.PROTECTION_KEEP)]
ToRegister = Annotated[Visit, entering(Deed.PROTECTION_REGISTER)]

OBJECTS: Final = {
    "invention": marked("Sáng chế"),
    "utility": marked("Giải pháp hữu ích"),
    "design": marked("Kiểu dáng công nghiệp"),
    "variety": marked("Giống cây trồng"),
}
FORMS: Final = {
    "article": marked("Bài báo"),
    "talk": marked("Báo cáo hội thảo"),
    "thesis": marked("Luận văn, luận án"),
    "exhibition": marked("Trưng bày, triển lãm"),
    "other": marked("Hình thức khác"),
}
CASES: Final = {
    ProfitCase.OWNER: marked("Chủ sở hữu khai thác, bán, chuyển nhượng"),
    ProfitCase.USE_RIGHT: marked("Tổ chức chủ trì khai thác theo quyền sử dụng"),
    ProfitCase.LICENCE: marked("Chuyển quyền sử dụng"),
    ProfitCase.CAPITAL: marked("Góp vốn bằng kết quả"),
}
DAYS: Final = {
    "formal_on": marked("Ngày chấp nhận đơn hợp lệ"),
    "granted_on": marked("Ngày cấp văn bằng"),
    "grant_number": marked("Số văn bằng"),
    "valid_until": marked("Hiệu lực đến ngày"),
    "refused_on": marked("Ngày bị từ chối"),
    "withdrawn_on": marked("Ngày rút đơn"),
    "lapsed_on": marked("Ngày chấm dứt hiệu lực"),
}
"""How an application goes on, as the form calls it."""


@room.get("/protection", response_class=HTMLResponse)
def register(request: Request, visit: ToSee, province: str = "", year: int = 0) -> Response:
    """The register of a province's year; or it as a file."""
    return _register(request, visit, province, year)


@room.post("/protection/register", response_class=HTMLResponse)
def issue_register(request: Request, visit: ToRegister, sent: Sent) -> Response:
    """Issue the register as a paper."""
    province, year = sent.text("province", 100), 0
    try:
        year = sent.whole("year") or wiring.today().year
        with wiring.unit_of_work() as session:
            row = protection.issue_register(session, province, year, visit.actor, on=wiring.today())
            said = say(visit.language, "Đã lập sổ số %(number)s.", number=row.number_text)
    except (BadInput, Refused) as refusal:
        return _register(request, visit, province, 0, refusal)
    return go(request, f"/protection?{urlencode({'province': province, 'year': year})}", said)


@room.get("/protection/tasks/{code}", response_class=HTMLResponse)
def one(request: Request, visit: ToSee, code: str) -> Response:
    """The protection and yield of a task's result."""
    return page_of(request, visit, code)


@room.post("/protection/tasks/{code}/publications", response_class=HTMLResponse)
def announce(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Put a publication on record."""

    def act(session: Session) -> str:
        form = PublicationForm(
            sent.text("kind", 50),
            sent.text("title", 1000),
            sent.day("planned_on"),
            sent.day("published_on"),
            sent.text("where", 500),
        )
        made = protection.announce(session, code, form, visit.actor, on=wiring.today())
        return " ".join((say(visit.language, "Đã ghi công bố."), *made.warnings))

    return done(request, visit, code, act, sent.values())


@room.post("/protection/tasks/{code}/publications/{number}", response_class=HTMLResponse)
def follow_publication(request: Request, visit: ToKeep, sent: Sent, code: str, number: int) -> Response:
    """Clear a publication, put down that it took place, or cancel it: whichever button was pressed."""

    def act(session: Session) -> str:
        on = wiring.today()
        match sent.text("act", 20):
            case "clear":
                return protection.clear(session, code, number, visit.actor, on=on)
            case "cancel":
                reason = sent.text("reason", 500)
                return protection.cancel(session, code, number, visit.actor, on=on, reason=reason)
            case "publish":
                day = sent.day("published_on")
                if day is None:
                    raise BadInput(say(visit.language, "Hãy ghi ngày công bố."))
                made = protection.publish(session, code, number, day, visit.actor, on=on)
                return " ".join((say(visit.language, "Đã ghi ngày công bố."), *made.warnings))
        raise BadInput(say(visit.language, "Hãy chọn việc cần làm với công bố này."))

    return done(request, visit, code, act, sent.values())


@room.post("/protection/tasks/{code}/waiver", response_class=HTMLResponse)
def waive(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Record the decision not to protect the result."""

    def act(session: Session) -> str:
        day = sent.day("waived_on")
        if day is None:
            raise BadInput(say(visit.language, "Hãy ghi ngày quyết định."))
        evidence = sent.text("evidence", 500)
        return protection.waive(session, code, day, evidence, visit.actor, on=wiring.today())

    return done(request, visit, code, act, sent.values())


@room.post("/protection/tasks/{code}/filings", response_class=HTMLResponse)
def file(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Put an application on record."""

    def act(session: Session) -> str:
        form = FilingForm(
            sent.text("kind", 50),
            sent.text("title", 1000),
            sent.text("office", 200),
            sent.text("number", 100),
            sent.day("filed_on"),
            sent.text("applicant", 500),
        )
        protection.file(session, code, form, visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi đơn.")

    return done(request, visit, code, act, sent.values())


@room.post("/protection/tasks/{code}/filings/{number}", response_class=HTMLResponse)
def follow_filing(request: Request, visit: ToKeep, sent: Sent, code: str, number: int) -> Response:
    """Put down how an application stands now."""

    def act(session: Session) -> str:
        days = {name: sent.day(name) for name in DAYS if name != "grant_number"}
        form = DaysForm(**days, grant_number=sent.text("grant_number", 100))
        return protection.follow(session, code, number, form, visit.actor, on=wiring.today())

    return done(request, visit, code, act, sent.values())


def done(
    request: Request, visit: Visit, code: str, act: Callable[[Session], str], typed: Mapping[str, str]
) -> Response:
    """Do what a form of a task's page asks for; or show the page again with every reason."""
    try:
        with wiring.unit_of_work() as session:
            said = act(session)
    except (BadInput, Refused) as refusal:
        return page_of(request, visit, code, refusal, typed)
    return go(request, path_of(code), said)


def page_of(
    request: Request,
    visit: Visit,
    code: str,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page of a task's protection and yield."""
    with wiring.unit_of_work() as session:
        found = protection.task_protection(session, code, visit.actor, wiring.today())
    return show(
        request,
        "protection_task.html",
        visit,
        status=_status(refusal),
        view=found,
        path=path_of(found.code),
        objects=[(each, say(visit.language, OBJECTS[each])) for each in IP_KINDS],
        forms=[(each, say(visit.language, FORMS[each])) for each in PUBLICATIONS],
        form_names=FORMS,
        object_names=OBJECTS,
        kinds=[(kind.value, kind.en if visit.language == "en" else kind.vi) for kind in Kind],
        cases=CASES,
        days=DAYS,
        typed=typed or {},
        trouble=refusal.reasons if refusal else (),
    )


def _register(
    request: Request,
    visit: Visit,
    province: str,
    year: int,
    refusal: TripleHelixError | None = None,
) -> Response:
    own, today = boards.own_host(visit.actor), wiring.today()
    known = provinces.find(province) if province else None
    name = known.name if known else provinces.successor(wiring.settings().province, today)
    year = year or today.year
    with wiring.unit_of_work() as session:
        found = protection.register(session, name, year, host=own)
        issued = registering.issued(session, name, year) if own is None else ()
    if exports.wanted(request):
        return exports.answer(request, visit, registering.LINES, found.lines)
    return show(
        request,
        "protection.html",
        visit,
        status=_status(refusal),
        found=found,
        issued=issued,
        provinces=[(each.name, each.name) for each in provinces.standing(today)],
        object_names=OBJECTS,
        issues=may(visit.actor, Deed.PROTECTION_REGISTER),
        trouble=refusal.reasons if refusal else (),
    )


def _status(refusal: TripleHelixError | None) -> HTTPStatus:
    if refusal is None:
        return HTTPStatus.OK
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT


def path_of(code: str) -> str:
    """The address of a task's page of protection."""
    return f"/protection/tasks/{quote(code, safe='')}"
