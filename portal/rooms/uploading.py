"""What the script of the checklist talks to: a large file begun, sent in parts, gone on with, finished.

Every answer is JSON; a refusal has `reasons`, the same sentences as on a page. The parts go straight into
the store where browsers reach it, else here (docs/decisions/0015-uploads.md).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from actions import handing_in, uploads, wiring
from actions.desk.judged import task_path
from actions.uploads import Begun, Standing
from documents.archive.staging import PART_BYTES
from models.deeds import Deed
from models.errors import BadInput, NotFound, NotPermitted, TripleHelixError, Unavailable
from portal.notes import go
from portal.rooms.submitting import receipt_words
from portal.tongue import say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/tasks/{code}/submit/{paper}/uploads` begins; `/uploads/{upload}` and what is below it goes on."""

ToSubmit = Annotated[Visit, entering(Deed.PAPER_SUBMIT)]

_STATUSES: Final[tuple[tuple[type[TripleHelixError], HTTPStatus], ...]] = (
    (NotPermitted, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (TripleHelixError, HTTPStatus.CONFLICT),
)


async def _part_sent(request: Request) -> bytes:
    """The bytes of a part, no more than a part has: one too short or too long is refused by its length."""
    taken = bytearray()
    try:
        async for chunk in request.stream():
            taken += chunk[: PART_BYTES + 1 - len(taken)]
            if len(taken) > PART_BYTES:
                break
    except ClientDisconnect:
        taken.clear()
    return bytes(taken)


def _answered(act: Callable[[Session], dict[str, Any]]) -> JSONResponse:
    """What the act gives, or its refusal."""
    try:
        with wiring.unit_of_work() as session:
            return JSONResponse(act(session))
    except TripleHelixError as refusal:
        status = next(status for kind, status in _STATUSES if isinstance(refusal, kind))
        return JSONResponse({"reasons": refusal.reasons}, status)


@room.post("/tasks/{code}/submit/{paper}/uploads")
def begin(visit: ToSubmit, sent: Sent, code: str, paper: str) -> Response:
    """Begin to hand in a file."""

    def act(session: Session) -> dict[str, Any]:
        handing_in.opened_to(session, code, visit.actor)
        name, size = sent.text("name", 500), sent.whole("size")
        return _begun(uploads.begin(session, code, paper, name, size or 0, visit.actor))

    return _answered(act)


@room.get("/uploads/{upload}")
def standing(visit: ToSubmit, upload: UUID) -> Response:
    """How far an upload has come."""
    return _answered(lambda session: _standing(uploads.standing(session, upload, visit.actor)))


@room.post("/uploads/{upload}/parts/{number}/address")
def address(visit: ToSubmit, sent: Sent, upload: UUID, number: int) -> Response:
    """Where a part may be put straight into the store; no address where it may not."""

    def act(session: Session) -> dict[str, Any]:
        found = uploads.address(session, upload, number, sent.text("sha256", 64), visit.actor)
        return {"url": found.url, "headers": dict(found.headers)} if found else {"url": ""}

    return _answered(act)


@room.put("/uploads/{upload}/parts/{number}")
def part(
    request: Request,
    visit: ToSubmit,
    data: Annotated[bytes, Depends(_part_sent)],
    upload: UUID,
    number: int,
) -> Response:
    """Take a part."""
    said = request.headers.get("x-part-sha256", "")

    def act(session: Session) -> dict[str, Any]:
        return {"sha256": uploads.part(session, upload, number, data, visit.actor, sha256=said).sha256}

    return _answered(act)


@room.post("/uploads/{upload}/parts/{number}/note")
def note(visit: ToSubmit, sent: Sent, upload: UUID, number: int) -> Response:
    """Note a part that was put straight into the store."""

    def act(session: Session) -> dict[str, Any]:
        sha256, etag = sent.text("sha256", 64), sent.text("etag", 200)
        return {"sha256": uploads.note(session, upload, number, sha256, visit.actor, etag=etag).sha256}

    return _answered(act)


@room.post("/uploads/{upload}/finish")
def finish(visit: ToSubmit, upload: UUID) -> Response:
    """Examine the whole file and hand it in."""

    def act(session: Session) -> dict[str, Any]:
        kept = uploads.finish(session, upload, visit.actor, on=wiring.today())
        taken = handing_in.receipt(session, kept)
        return {"said": receipt_words(visit.language, taken), "sha256": taken.sha256}

    return _answered(act)


@room.post("/uploads/{upload}/abandon")
def abandon(request: Request, visit: ToSubmit, upload: UUID) -> Response:
    """Give an upload up, and go back to the checklist."""
    with wiring.unit_of_work() as session:
        code = uploads.standing(session, upload, visit.actor).task
        uploads.abandon(session, upload, visit.actor)
    return go(request, f"{task_path(code)}/submit", say(visit.language, "Đã hủy lần gửi dở."))


def _begun(found: Begun) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "size": found.size,
        "part_size": found.part_size,
        "parts": found.parts,
        "direct": found.direct,
    }


def _standing(found: Standing) -> dict[str, Any]:
    return _begun(found) | {"here": dict(found.here)}
