"""Delegations: lending one's roles to a colleague between two days by a document, and taking them back."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import delegations, wiring
from actions.lending import lending
from models.deeds import Deed
from models.errors import BadInput
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/delegations`, `/delegations/{number}/revoke`."""

ToLend = Annotated[Visit, entering(Deed.DELEGATION_LEND)]


@room.get("/delegations", response_class=HTMLResponse)
def delegated(request: Request, visit: ToLend) -> Response:
    """What the visitor lends and is lent, and the form to lend."""
    return _page(request, visit)


@room.post("/delegations", response_class=HTMLResponse)
def lend(request: Request, visit: ToLend, sent: Sent) -> Response:
    """Lend roles to a colleague."""
    try:
        first, last = sent.day("valid_from"), sent.day("valid_to")
        if first is None or last is None:
            raise BadInput("Hãy ghi ngày bắt đầu và ngày kết thúc.")
        roles = delegations.parse_roles(sent.texts("roles"))
        with wiring.unit_of_work() as session:
            delegations.lend(
                session,
                visit.actor,
                sent.text("taker", 100),
                roles,
                first,
                last,
                sent.text("document", 300),
                wiring.today(),
            )
    except OF_THE_FORM as refusal:
        typed = {**sent.values(), "roles": " ".join(sent.texts("roles"))}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT
        return _page(request, visit, trouble=refusal.reasons, typed=typed, status=status)
    return go(request, "/delegations", say(visit.language, "Đã ghi ủy quyền."))


@room.post("/delegations/{number}/revoke", response_class=HTMLResponse)
def revoke(request: Request, visit: ToLend, number: int) -> Response:
    """Take a delegation back."""
    try:
        with wiring.unit_of_work() as session:
            delegations.revoke(session, number, visit.actor, wiring.today())
    except OF_THE_FORM as refusal:
        return _page(request, visit, trouble=refusal.reasons, status=HTTPStatus.CONFLICT)
    return go(request, "/delegations", say(visit.language, "Đã thu hồi ủy quyền."))


def _page(
    request: Request,
    visit: Visit,
    *,
    trouble: tuple[str, ...] = (),
    typed: Mapping[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    with wiring.unit_of_work() as session:
        found = lending(session, visit.actor)
    return show(
        request, "delegations.html", visit, status=status, found=found, trouble=trouble, typed=typed or {}
    )
