"""Needs and offers of technology: registered in two minutes, what fits them at once, and their matches."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, market_room, matches, matching, wiring
from models.deeds import Deed, may
from models.errors import BadInput, NotFound, NotPermitted, Refused, TripleHelixError
from models.language import Role
from models.listing.words import FIELDS
from models.permissions import Actor
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.tongue import marked, name_of, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/market`, a need's page, a result's page, and matches."""

ToSee = Annotated[Visit, entering(Deed.NEED_SEE)]
ToRegister = Annotated[Visit, entering(Deed.NEED_REGISTER)]
ToMatch = Annotated[Visit, entering(Deed.MATCH_RECORD)]

KINDS: Final = {"need": marked("Nhu cầu"), "offer": marked("Chào công nghệ")}
STEPS: Final = {
    matches.PROPOSED: marked("đề nghị kết nối"),
    matches.MET: marked("đã gặp"),
    matches.MEMORANDUM: marked("đã có biên bản ghi nhớ"),
    matches.TRANSFERRED: marked("đã chuyển giao"),
    matches.DROPPED: marked("đã dừng"),
}
"""Where a match stands, as it is called."""
NOTES: Final = {
    matches.MET: marked("Ghi nhận đã gặp"),
    matches.MEMORANDUM: marked("Ghi nhận biên bản ghi nhớ"),
    matches.TRANSFERRED: marked("Ghi nhận đã chuyển giao"),
    matches.DROPPED: marked("Dừng kết nối"),
}
"""What may be noted of a match, on its button."""
_BLANK: Final = {"kind": "", "title": "", "text": "", "organisation": "", "province": "", "discipline": ""}


@room.get("/market", response_class=HTMLResponse)
def market(request: Request, visit: ToSee, page: int = 1) -> Response:
    """One page of needs and offers, under the filters that the address bears; or they as a file."""
    chosen = {
        name: value
        for name in market_room.FILTERS
        if (value := request.query_params.get(name, "").strip()[:200])
    }
    asked = market_room.wanted(chosen)
    with wiring.unit_of_work() as session:
        if exports.wanted(request):
            rows = market_room.every(session, visit.actor, asked, wiring.today())
            return exports.answer(request, visit, columns.NEEDS, rows)
        found = market_room.listed(session, visit.actor, asked, wiring.today(), page=page)
        provinces = market_room.provinces(session)
        results = market_room.own_results(session, visit.actor)

    def address(number: int) -> str:
        return f"/market?{urlencode(chosen | {'page': str(number)})}"

    return show(
        request,
        "market.html",
        visit,
        found=found,
        chosen={name: chosen.get(name, "") for name in market_room.FILTERS},
        filtered=bool(chosen),
        kinds=_kinds(visit.language),
        provinces=[(each, each) for each in provinces],
        fields=_fields(visit.language),
        field_of=columns.field_name,
        address=address,
        results=results,
        own=visit.actor.organisation_id,
        registers=may(visit.actor, Deed.NEED_REGISTER),
    )


@room.get("/market/new", response_class=HTMLResponse)
def new(request: Request, visit: ToRegister, kind: str = "") -> Response:
    """The form: what is needed or offered, for the visitor's own organisation."""
    return _form(request, visit, _BLANK | {"kind": kind if kind in KINDS else _usual(visit.actor)})


@room.post("/market/new", response_class=HTMLResponse)
def register(request: Request, visit: ToRegister, sent: Sent) -> Response:
    """Register it, and show what fits it."""
    try:
        typed = {name: sent.text(name, 5000) for name in _BLANK}
        with wiring.unit_of_work() as session:
            number = market_room.register(session, visit.actor, wiring.today(), **typed).id
    except (BadInput, Refused, NotPermitted) as refusal:
        return _form(request, visit, _typed(sent), refusal)
    return go(request, f"/market/{number}", say(visit.language, "Đã đăng ký. Dưới đây là những gì phù hợp."))


def _typed(sent: Fields) -> dict[str, str]:
    return {name: sent.values().get(name, "") for name in _BLANK}


def _usual(actor: Actor) -> str:
    """Who hosts research offers; everybody else rather needs something."""
    return matching.OFFER if actor.roles & {Role.HOST, Role.HOST_HEAD} else matching.NEED


def _form(
    request: Request, visit: Visit, typed: dict[str, str], refusal: TripleHelixError | None = None
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        own = market_room.own_organisation(session, visit.actor)
    status = HTTPStatus.OK
    if refusal is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT
    return show(
        request,
        "market_new.html",
        visit,
        status=status,
        typed=typed if refusal is not None else typed | {"province": own.province},
        trouble=refusal.reasons if refusal is not None else (),
        organisation=own.name,
        for_any=may(visit.actor, Deed.NEED_REGISTER_ANY),
        kinds=_kinds(visit.language),
        fields=_fields(visit.language),
    )


@room.get("/market/matches", response_class=HTMLResponse)
def all_matches(request: Request, visit: ToSee, page: int = 1) -> Response:
    """The matches that concern the visitor; or they as a file."""
    return _matches(request, visit, page)


def _matches(
    request: Request, visit: Visit, page: int, refusal: TripleHelixError | None = None
) -> HTMLResponse | Response:
    with wiring.unit_of_work() as session:
        if exports.wanted(request):
            rows = market_room.all_matches(session, visit.actor)
            return exports.answer(request, visit, columns.MATCHES, rows)
        found, more = market_room.matches_page(session, visit.actor, page=page)
    return show(
        request,
        "market_matches.html",
        visit,
        status=HTTPStatus.OK if refusal is None else HTTPStatus.CONFLICT,
        trouble=refusal.reasons if refusal is not None else (),
        rows=found,
        more=more,
        number=max(page, 1),
        steps=STEPS,
        notes=NOTES,
    )


@room.post("/market/matches/{number}", response_class=HTMLResponse)
def note(request: Request, visit: ToMatch, sent: Sent, number: int) -> Response:
    """Note that both sides met, what they agreed on, or that it came to nothing."""
    try:
        with wiring.unit_of_work() as session:
            market_room.note(
                session,
                visit.actor,
                number,
                sent.text("step", 40),
                wiring.today(),
                day=sent.day("day"),
                words=sent.text("words", 500),
            )
    except (BadInput, Refused, NotPermitted) as refusal:
        return _matches(request, visit, 1, refusal)
    return go(request, "/market/matches", say(visit.language, "Đã ghi nhận."))


@room.get("/market/results/{code}", response_class=HTMLResponse)
def result(request: Request, visit: ToMatch, code: str) -> Response:
    """A result of the visitor's own, with who needs it."""
    return _result(request, visit, code)


@room.post("/market/results/{code}/matches", response_class=HTMLResponse)
def propose_for_result(request: Request, visit: ToMatch, sent: Sent, code: str) -> Response:
    """Bring the result together with a need."""
    try:
        with wiring.unit_of_work() as session:
            market_room.propose(session, visit.actor, sent.whole("need") or 0, code, wiring.today())
    except (BadInput, Refused, NotPermitted) as refusal:
        return _result(request, visit, code, refusal)
    return go(request, f"/market/results/{quote(code, safe='')}", say(visit.language, _PROPOSED))


_PROPOSED: Final = marked("Đã đề nghị kết nối. Hai bên và Sở Khoa học và Công nghệ cùng thấy đề nghị này.")


def _result(
    request: Request, visit: Visit, code: str, refusal: TripleHelixError | None = None
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = market_room.result_page(session, visit.actor, code, wiring.today())
    return show(
        request,
        "market_result.html",
        visit,
        status=HTTPStatus.OK if refusal is None else HTTPStatus.CONFLICT,
        trouble=refusal.reasons if refusal is not None else (),
        found=found,
        steps=STEPS,
        notes=NOTES,
    )


@room.get("/market/{number}", response_class=HTMLResponse)
def need(request: Request, visit: ToSee, number: int) -> Response:
    """A need or an offer, what fits it, and its matches."""
    return _need(request, visit, number)


@room.post("/market/{number}/matches", response_class=HTMLResponse)
def propose(request: Request, visit: ToMatch, sent: Sent, number: int) -> Response:
    """Bring the need together with a result that fits it."""
    try:
        with wiring.unit_of_work() as session:
            market_room.propose(session, visit.actor, number, sent.text("code", 100), wiring.today())
    except (BadInput, Refused, NotPermitted) as refusal:
        return _need(request, visit, number, refusal)
    return go(request, f"/market/{number}", say(visit.language, _PROPOSED))


@room.post("/market/{number}/close", response_class=HTMLResponse)
def close(request: Request, visit: ToRegister, sent: Sent, number: int) -> Response:
    """Close a need or an offer, with the reason."""
    try:
        with wiring.unit_of_work() as session:
            because = sent.text("because", 500)
            market_room.close(session, visit.actor, number, wiring.today(), because=because)
    except (BadInput, Refused, NotPermitted) as refusal:
        return _need(request, visit, number, refusal)
    return go(request, f"/market/{number}", say(visit.language, "Đã đóng."))


def _need(
    request: Request, visit: Visit, number: int, refusal: TripleHelixError | None = None
) -> HTMLResponse:
    if not 0 < number < _BEYOND:
        raise NotFound(f"Không có nhu cầu hay chào bán công nghệ nào mang số {number}.")
    with wiring.unit_of_work() as session:
        found = market_room.need_page(session, visit.actor, number, wiring.today())
    return show(
        request,
        "market_need.html",
        visit,
        status=HTTPStatus.OK if refusal is None else HTTPStatus.CONFLICT,
        trouble=refusal.reasons if refusal is not None else (),
        found=found,
        kinds=KINDS,
        field_of=columns.field_name,
        steps=STEPS,
        notes=NOTES,
    )


_BEYOND: Final = 2**63
"""Numbers of rows are smaller."""


def _kinds(language: str) -> list[tuple[str, str]]:
    return [(kind, say(language, words)) for kind, words in KINDS.items()]


def _fields(language: str) -> list[tuple[str, str]]:
    return [(code, name_of(language, columns.field_name(code))) for code in FIELDS]
