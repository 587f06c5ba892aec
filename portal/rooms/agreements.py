"""Agreements of the three houses: the list, one of them, writing, issuing, noting the signing, ordering."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import agreements, kept_columns, papers, wiring
from actions.agreements import filling, listing
from actions.agreements.listing import AgreementRoom
from actions.agreements.reading import Stand
from models import provinces
from models.agreements import House, percent
from models.deeds import Deed
from models.errors import BadInput, NotFound, Refused, TripleHelixError
from models.language import PartyKind
from portal import exports
from portal.files import paper_answer
from portal.notes import go
from portal.pages import show
from portal.tongue import marked, say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/agreements`, `/agreements/new`, `/agreements/{code}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.AGREEMENT_SEE)]
ToKeep = Annotated[Visit, entering(Deed.AGREEMENT_KEEP)]

STANDS: Final = {
    Stand.DRAFT: marked("Dự thảo"),
    Stand.ISSUED: marked("Chờ ký"),
    Stand.SIGNED: marked("Đã ký"),
    Stand.ENDED: marked("Đã hết hiệu lực"),
}
"""How far agreements have come, as the page calls it."""
HOUSES: Final = {
    House.STATE: marked("Nhà nước"),
    House.INSTITUTE: marked("Nhà khoa học"),
    House.ENTERPRISE: marked("Nhà doanh nghiệp"),
}
SPLITS: Final = {
    "fund": marked("Đóng góp kinh phí"),
    "own": marked("Sở hữu kết quả"),
    "gain": marked("Hưởng lợi ích"),
}
"""What is shared between the three."""
KINDS: Final = {
    PartyKind.STATE_BODY: marked("Cơ quan nhà nước"),
    PartyKind.PUBLIC_UNIT: marked("Đơn vị sự nghiệp công lập"),
    PartyKind.SOE: marked("Doanh nghiệp nhà nước"),
    PartyKind.ENTERPRISE: marked("Doanh nghiệp"),
    PartyKind.COOPERATIVE: marked("Hợp tác xã"),
}
_LEAST_ROWS: Final = 3
"""Rows for tasks that a new form has."""
_MORE_ROWS: Final = 5
_MOST_ROWS: Final = 100
_PDF: Final = "application/pdf"


@room.get("/agreements", response_class=HTMLResponse)
def agreements_listed(
    request: Request, visit: ToSee, stand: str = "", q: str = "", page: int = 1
) -> Response:
    """List the agreements that the visitor may see."""
    chosen = Stand(stand) if stand in set(Stand) else None
    words = q[:200]
    with wiring.unit_of_work() as session:
        search = partial(listing.listed, session, visit.actor, wiring.today(), stand=chosen, words=words)
        if exports.wanted(request):
            rows = exports.every(lambda number: search(page=number))
            return exports.answer(request, visit, kept_columns.AGREEMENTS, rows)
        found = search(page=min(page, 1000))
    return show(
        request, "agreements.html", visit, listing=found, stand=chosen or "", words=words, stands=STANDS
    )


@room.get("/agreements/new", response_class=HTMLResponse)
def new(request: Request, visit: ToKeep) -> Response:
    """Show an empty form."""
    province = provinces.successor(wiring.settings().province, wiring.today())
    return _form(request, visit, {"province": province})


@room.post("/agreements/new", response_class=HTMLResponse)
def draft(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Put a new agreement on record."""
    return _drafted(request, visit, sent)


@room.get("/agreements/{code}", response_class=HTMLResponse)
def agreement(request: Request, visit: ToSee, code: str) -> Response:
    """Show one agreement as it stands."""
    return _page(request, visit, code)


@room.get("/agreements/{code}/edit", response_class=HTMLResponse)
def edit(request: Request, visit: ToKeep, code: str) -> Response:
    """Show the form of a draft, to be written anew."""
    found = _found(visit, code)
    return _form(request, visit, filling.fields_of(found.sheet), code)


@room.post("/agreements/{code}/edit", response_class=HTMLResponse)
def redraft(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Write a draft anew."""
    return _drafted(request, visit, sent, code)


@room.get("/agreements/{code}/paper")
def paper(visit: ToSee, code: str) -> Response:
    """The agreement's paper: as it was issued or signed, or as a draft while it is not."""
    sheet = _found(visit, code).sheet
    with wiring.unit_of_work() as session:
        if sheet.sha256 is not None:
            opened = papers.fetch(session, sheet.sha256)
            return paper_answer(opened.data, opened.media_type, opened.file_name)
        if sheet.number:
            raise NotFound("Văn bản đang được lập; hãy mở lại sau ít phút.")
        drafted = agreements.draft_paper(session, code, visit.actor, wiring.today())
    return paper_answer(drafted.data, _PDF, drafted.file_name)


@room.post("/agreements/{code}/issue", response_class=HTMLResponse)
def issue(request: Request, visit: ToKeep, code: str) -> Response:
    """Issue the agreement's paper."""

    def act(session: Session) -> str:
        document = agreements.issue(session, code, visit.actor, on=wiring.today())
        return say(visit.language, "Đã ban hành %(number)s.", number=document.number_text)

    return _done(request, visit, code, act)


@room.post("/agreements/{code}/signed", response_class=HTMLResponse)
def note_signed(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Note on which day the three have signed."""

    def act(session: Session) -> str:
        day = sent.day("signed_on")
        if day is None:
            raise BadInput(say(visit.language, "Hãy ghi ngày ba bên ký."))
        evidence = sent.text("evidence", 500)
        return agreements.note_signed(session, code, day, visit.actor, on=wiring.today(), evidence=evidence)

    return _done(request, visit, code, act, sent.values())


@room.post("/agreements/{code}/order", response_class=HTMLResponse)
def order(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Order tasks of the annex: those that were ticked, or the one whose button was pressed."""

    def act(session: Session) -> str:
        numbers = tuple(int(each) for each in sent.texts("number") if each.isascii() and each.isdigit())
        if not numbers:
            raise BadInput(say(visit.language, "Hãy chọn nhiệm vụ cần đặt hàng."))
        placed = agreements.order(session, code, visit.actor, on=wiring.today(), numbers=numbers)
        return say(visit.language, "Đã đặt hàng: %(codes)s.", codes=", ".join(each.code for each in placed))

    return _done(request, visit, code, act)


def _found(visit: Visit, code: str) -> AgreementRoom:
    with wiring.unit_of_work() as session:
        return listing.agreement_room(session, code, visit.actor, wiring.today())


def _done(
    request: Request,
    visit: Visit,
    code: str,
    act: Callable[[Session], str],
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Do what a form asks for; or show the page again with every reason."""
    _found(visit, code)
    try:
        with wiring.unit_of_work() as session:
            said = act(session)
    except (BadInput, Refused) as refusal:
        return _page(request, visit, code, refusal, typed)
    return go(request, _path(code), said)


def _page(
    request: Request,
    visit: Visit,
    code: str,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    found = _found(visit, code)
    return show(
        request,
        "agreement.html",
        visit,
        status=_status(refusal),
        view=found,
        sheet=found.sheet,
        path=_path(code),
        stands=STANDS,
        houses=HOUSES,
        splits=SPLITS,
        percent=percent,
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )


def _drafted(request: Request, visit: Visit, sent: Sent, code: str = "") -> Response:
    """Put on record what the form says; or show it again, with more rows or with every reason."""
    typed = {name: sent.text(name, 2000) for name in sent.values()}
    rows = min(sent.whole("rows") or _LEAST_ROWS, _MOST_ROWS)
    if sent.ticked("more"):
        return _form(request, visit, typed, code, rows=min(rows + _MORE_ROWS, _MOST_ROWS))
    try:
        with wiring.unit_of_work() as session:
            form = filling.form_of(typed)
            known = agreements.draft(session, form, visit.actor, on=wiring.today(), code=code)
    except (BadInput, Refused, NotFound) as refusal:
        if code:
            _found(visit, code)
        return _form(request, visit, typed, code, refusal, rows)
    return go(request, _path(known), say(visit.language, "Đã lưu thỏa thuận %(code)s.", code=known))


def _form(
    request: Request,
    visit: Visit,
    typed: Mapping[str, str],
    code: str = "",
    refusal: TripleHelixError | None = None,
    rows: int = _LEAST_ROWS,
) -> HTMLResponse:
    filled = filling.rows_of(typed)
    return show(
        request,
        "agreement_form.html",
        visit,
        status=_status(refusal),
        code=code,
        typed=typed,
        rows=max(rows, _LEAST_ROWS, *filled) if filled else max(rows, _LEAST_ROWS),
        houses=HOUSES,
        splits=SPLITS,
        kinds=[(kind.value, say(visit.language, text)) for kind, text in KINDS.items()],
        provinces=[(each.name, each.name) for each in provinces.standing(wiring.today())],
        trouble=refusal.reasons if refusal else (),
    )


def _status(refusal: TripleHelixError | None) -> HTTPStatus:
    if refusal is None:
        return HTTPStatus.OK
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT


def _path(code: str) -> str:
    return f"/agreements/{quote(code, safe='')}"
