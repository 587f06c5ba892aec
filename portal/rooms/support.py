"""Support for small enterprises: calls, proposals, checking, concluding, paying, following."""

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

from actions import kept_columns, support, wiring
from actions.support import CallForm, ProposalForm, Stand, filled
from models import provinces
from models.deeds import Deed, may
from models.errors import BadInput, NotFound, NotPermitted, Refused, TripleHelixError
from models.support import KINDS, Sector, percent
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.tongue import marked, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/support`, `/support/{code}`, `/proposals/{number}` and what is sent from there."""

ToSee = Annotated[Visit, entering(Deed.SUPPORT_SEE)]
ToKeep = Annotated[Visit, entering(Deed.SUPPORT_CALL_KEEP)]
ToPropose = Annotated[Visit, entering(Deed.PROPOSAL_SUBMIT)]
ToConclude = Annotated[Visit, entering(Deed.PANEL_FORM)]

STANDS: Final = {
    Stand.DRAFT: marked("Dự thảo"),
    Stand.OPEN: marked("Đang nhận đề xuất"),
    Stand.CLOSED: marked("Đã hết hạn nhận, đang xét"),
    Stand.CONCLUDED: marked("Đã có kết quả"),
}
"""How far calls have come, as the page calls it."""
STATES: Final = {
    "submitted": marked("Đã nộp, chờ kiểm tra"),
    "eligible": marked("Đủ điều kiện, chờ xét chọn"),
    "ineligible": marked("Không đủ điều kiện"),
    "supported": marked("Được hỗ trợ"),
    "unsupported": marked("Không được hỗ trợ"),
    "withdrawn": marked("Đã rút"),
}
SECTORS: Final = {
    Sector.PRODUCTION: marked("Nông nghiệp, công nghiệp, xây dựng"),
    Sector.SERVICES: marked("Thương mại, dịch vụ"),
}
_USED: Final = {"yes": True, "no": False}


@room.get("/support", response_class=HTMLResponse)
def calls(request: Request, visit: ToSee, stand: str = "", page: int = 1) -> Response:
    """List the calls that the visitor may see."""
    chosen = Stand(stand) if stand in set(Stand) else None
    page = min(max(page, 1), 1000)
    with wiring.unit_of_work() as session:
        search = partial(support.calls, session, visit.actor, wiring.today(), stand=chosen)
        if exports.wanted(request):
            found = exports.every(lambda number: search(page=number))
            return exports.answer(request, visit, kept_columns.CALLS, found)
        rows, more = search(page=page)
    keeps = may(visit.actor, Deed.SUPPORT_CALL_KEEP)
    stands = {code: vi for code, vi in STANDS.items() if keeps or code is not Stand.DRAFT}
    return show(
        request,
        "support.html",
        visit,
        rows=rows,
        at=page,
        more=more,
        stand=chosen or "",
        stands=stands,
        keeps=keeps,
    )


@room.get("/support/new", response_class=HTMLResponse)
def new(request: Request, visit: ToKeep) -> Response:
    """Show an empty form of a call."""
    province = provinces.successor(wiring.settings().province, wiring.today())
    first = {"province": province, "share_max": "50", "small_only": "1", "at_home": "1"}
    return _call_form(request, visit, first | {"kind.enterprise": "1", "kind.cooperative": "1"})


@room.post("/support/new", response_class=HTMLResponse)
def draft(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Draft a call."""
    return _drafted(request, visit, sent)


@room.get("/support/{code}", response_class=HTMLResponse)
def call(request: Request, visit: ToSee, code: str) -> Response:
    """Show one call as the visitor may see it."""
    return _page(request, visit, code)


@room.get("/support/{code}/edit", response_class=HTMLResponse)
def edit(request: Request, visit: ToKeep, code: str) -> Response:
    """Show the form of a draft, to be written anew."""
    with wiring.unit_of_work() as session:
        found = support.call_page(session, code, visit.actor, wiring.today())
    terms = found.terms
    typed = {
        "title": found.row.title,
        "province": found.row.province,
        "opens_on": f"{terms.opens_on:%d/%m/%Y}",
        "closes_on": f"{terms.closes_on:%d/%m/%Y}",
        "budget_vnd": _digits(terms.budget_vnd),
        "ceiling_vnd": _digits(terms.ceiling_vnd),
        "share_max": percent(terms.share_max).removesuffix("%") if terms.share_max is not None else "",
        "small_only": "1" if terms.small_only else "",
        "at_home": "1" if terms.at_home else "",
        "source": found.source,
        **{f"kind.{kind.value}": "1" for kind in terms.kinds},
    }
    return _call_form(request, visit, typed, code)


@room.post("/support/{code}/edit", response_class=HTMLResponse)
def redraft(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Write a draft anew."""
    return _drafted(request, visit, sent, code)


@room.post("/support/{code}/publish", response_class=HTMLResponse)
def publish(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Publish a call."""

    def act(session: Session) -> str:
        row = support.publish(session, code, visit.actor, on=wiring.today())
        return say(visit.language, "Đã công bố: thông báo số %(number)s.", number=row.number_text)

    return _done(request, visit, code, act, sent)


@room.post("/support/{code}/conclusion", response_class=HTMLResponse)
def conclude(request: Request, visit: ToConclude, sent: Sent, code: str) -> Response:
    """Put the selection of a call on record."""

    def act(session: Session) -> str:
        said = sent.text("order", 500).replace(",", " ").split()
        if any(not each.isascii() or not each.isdigit() for each in said):
            raise BadInput("Thứ tự gồm các số đề xuất, cách nhau bằng dấu phẩy, ví dụ 12, 9.")
        made = support.conclude(
            session, code, visit.actor, on=wiring.today(), order=tuple(int(each) for each in said)
        )
        return say(
            visit.language,
            "Đã ghi nhận: hỗ trợ %(supported)s trên %(judged)s đề xuất.",
            supported=made.supported,
            judged=made.judged,
        )

    return _done(request, visit, code, act, sent)


@room.get("/support/{code}/propose", response_class=HTMLResponse)
def proposing(request: Request, visit: ToPropose, code: str) -> Response:
    """Show the form of a proposal."""
    return _proposal_form(request, visit, code, {})


@room.post("/support/{code}/propose", response_class=HTMLResponse)
def propose(request: Request, visit: ToPropose, sent: Sent, code: str) -> Response:
    """Hand in a proposal, or show the form again with every reason and all that was typed."""
    typed = sent.values()
    try:
        with wiring.unit_of_work() as session:
            form = filled({name: sent.text(name, 6000) for name in typed}, ProposalForm)
            number = support.submit(session, code, form, visit.actor, on=wiring.today())
    except (BadInput, Refused) as refusal:
        return _proposal_form(request, visit, code, typed, refusal)
    return go(request, f"/proposals/{number}", say(visit.language, "Đã nộp đề xuất."))


@room.get("/proposals/{number}", response_class=HTMLResponse)
def proposal(request: Request, visit: ToSee, number: int) -> Response:
    """Show one proposal."""
    return _proposal(request, visit, number)


@room.post("/proposals/{number}/withdraw", response_class=HTMLResponse)
def withdraw(request: Request, visit: ToPropose, sent: Sent, number: int) -> Response:
    """Withdraw a proposal."""

    def act(session: Session) -> str:
        support.withdraw(session, number, visit.actor, on=wiring.today())
        return say(visit.language, "Đã rút đề xuất.")

    return _followed(request, visit, number, act, sent)


@room.post("/proposals/{number}/check", response_class=HTMLResponse)
def check(request: Request, visit: ToKeep, sent: Sent, number: int) -> Response:
    """Check a proposal's eligibility."""

    def act(session: Session) -> str:
        reasons = tuple(sent.text("reasons", 5000).split("\n"))
        if support.check(session, number, reasons, visit.actor, on=wiring.today()):
            return say(visit.language, "Đã kiểm tra: không đủ điều kiện.")
        return say(visit.language, "Đã kiểm tra: đủ điều kiện.")

    return _followed(request, visit, number, act, sent)


@room.post("/proposals/{number}/payment", response_class=HTMLResponse)
def pay(request: Request, visit: ToKeep, sent: Sent, number: int) -> Response:
    """Record a sum that was paid."""

    def act(session: Session) -> str:
        amount, day = sent.decimal("amount"), sent.day("day")
        document = sent.text("document", 500)
        support.pay(session, number, amount, day, document, visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi khoản chi.")

    return _followed(request, visit, number, act, sent)


@room.post("/proposals/{number}/outcome", response_class=HTMLResponse)
def note_outcome(request: Request, visit: ToKeep, sent: Sent, number: int) -> Response:
    """Note what the support brought about."""

    def act(session: Session) -> str:
        used = _USED.get(sent.text("in_use", 10))
        outcome = sent.text("outcome", 6000)
        support.note_outcome(session, number, outcome, visit.actor, on=wiring.today(), in_use=used)
        return say(visit.language, "Đã ghi kết quả của việc hỗ trợ.")

    return _followed(request, visit, number, act, sent)


def _digits(amount: object) -> str:
    return "" if amount is None else f"{amount:,.0f}".replace(",", ".")


def _path(code: str) -> str:
    return f"/support/{quote(code, safe='')}"


def _status(refusal: TripleHelixError | None) -> HTTPStatus:
    if isinstance(refusal, NotPermitted):
        raise refusal
    if refusal is None:
        return HTTPStatus.OK
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT


def _done(request: Request, visit: Visit, code: str, act: Callable[[Session], str], sent: Fields) -> Response:
    try:
        with wiring.unit_of_work() as session:
            said = act(session)
    except (BadInput, Refused) as refusal:
        return _page(request, visit, code, refusal, sent.values())
    return go(request, _path(code), said)


def _followed(
    request: Request, visit: Visit, number: int, act: Callable[[Session], str], sent: Fields
) -> Response:
    try:
        with wiring.unit_of_work() as session:
            support.proposal_page(session, number, visit.actor)
            said = act(session)
    except (BadInput, Refused) as refusal:
        return _proposal(request, visit, number, refusal, sent.values())
    return go(request, f"/proposals/{number}", said)


def _page(
    request: Request,
    visit: Visit,
    code: str,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    status = _status(refusal)
    with wiring.unit_of_work() as session:
        found = support.call_page(session, code, visit.actor, wiring.today())
    return show(
        request,
        "support_call.html",
        visit,
        status=status,
        view=found,
        path=_path(code),
        stands=STANDS,
        states=STATES,
        percent=percent,
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )


def _proposal(
    request: Request,
    visit: Visit,
    number: int,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    status = _status(refusal)
    with wiring.unit_of_work() as session:
        found = support.proposal_page(session, number, visit.actor)
    return show(
        request,
        "proposal.html",
        visit,
        status=status,
        view=found,
        states=STATES,
        sectors=SECTORS,
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )


def _drafted(request: Request, visit: Visit, sent: Sent, code: str = "") -> Response:
    """Put a call on record as the form says; or show the form again with every reason."""
    typed = {name: sent.text(name, 2000) for name in sent.values()}
    fields: dict[str, object] = {
        **typed,
        "kinds": [kind.value for kind in KINDS if sent.ticked(f"kind.{kind.value}")],
        "small_only": sent.ticked("small_only"),
        "at_home": sent.ticked("at_home"),
    }
    try:
        with wiring.unit_of_work() as session:
            form = filled(fields, CallForm)
            known = support.draft(session, form, visit.actor, on=wiring.today(), code=code)
    except (BadInput, Refused, NotFound) as refusal:
        return _call_form(request, visit, typed, code, refusal)
    return go(request, _path(known), say(visit.language, "Đã lưu đợt %(code)s.", code=known))


def _call_form(
    request: Request,
    visit: Visit,
    typed: Mapping[str, str],
    code: str = "",
    refusal: TripleHelixError | None = None,
) -> HTMLResponse:
    return show(
        request,
        "support_call_form.html",
        visit,
        status=_status(refusal),
        code=code,
        typed=typed,
        kinds=KINDS,
        provinces=[(each.name, each.name) for each in provinces.standing(wiring.today())],
        trouble=refusal.reasons if refusal else (),
    )


def _proposal_form(
    request: Request,
    visit: Visit,
    code: str,
    typed: Mapping[str, str],
    refusal: TripleHelixError | None = None,
) -> HTMLResponse:
    status = _status(refusal)
    with wiring.unit_of_work() as session:
        found = support.call_page(session, code, visit.actor, wiring.today())
    return show(
        request,
        "proposal_form.html",
        visit,
        status=status,
        view=found,
        path=_path(code),
        typed={"province": found.row.province} | dict(typed),
        sectors=[(each.value, say(visit.language, vi)) for each, vi in SECTORS.items()],
        provinces=[(each.name, each.name) for each in provinces.standing(wiring.today())],
        trouble=refusal.reasons if refusal else (),
    )
