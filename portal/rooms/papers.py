"""The paper room: one paper or one draft, for whoever holds its link, with a key that nobody can guess."""

import urllib.parse
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from actions import links, papers, preview, walls, wiring
from models.errors import BadInput, NotFound, Refused
from portal.pages import show
from portal.tongue import marked, say
from portal.visits import language_of

_NO_DRAFT = marked("Chưa có dự thảo")
_SHOWN = frozenset({"application/pdf"})
"""What a browser may show by itself; everything else is saved, for it comes from outside."""


def router() -> APIRouter:
    """The room's addresses: `/papers/{sha256}?key=...`, `/drafts/{code}/{entry}/{paper}?key=...`.

    A wrong key and an unknown paper answer alike.
    """
    room = APIRouter()

    @room.get("/papers/{sha256}", name="paper")
    def paper(sha256: str, key: str = "") -> Response:
        if not links.opens(sha256, key):
            raise HTTPException(404)
        try:
            with walls.open_to_all(), wiring.unit_of_work() as session:
                opened = papers.fetch(session, sha256)
        except (NotFound, BadInput):
            raise HTTPException(404) from None
        shown = "inline" if opened.media_type in _SHOWN else "attachment"
        name = urllib.parse.quote(opened.file_name)
        return Response(
            opened.data,
            media_type=opened.media_type,
            headers={"Content-Disposition": f"{shown}; filename*=UTF-8''{name}"},
        )

    @room.get("/drafts/{code}/{entry_id}/{paper}", name="draft")
    def draft(request: Request, code: str, entry_id: int, paper: str, key: str = "") -> Response:
        if not links.drafts(code, entry_id, paper, key):
            raise HTTPException(404)
        try:
            with walls.by_sealed_link():
                shown = preview.draft(code, paper, wiring.today(), entry_id=entry_id)
        except (NotFound, Refused) as refusal:
            heading = say(language_of(request), _NO_DRAFT)
            return show(
                request, "error.html", status=HTTPStatus.CONFLICT, heading=heading, sentences=refusal.reasons
            )
        name = urllib.parse.quote(shown.file_name)
        return Response(
            shown.data,
            media_type="application/pdf",
            headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"},
        )

    return room
