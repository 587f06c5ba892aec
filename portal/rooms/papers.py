"""The paper room: one paper, for whoever holds its link. A link carries a key that nobody can guess."""

import urllib.parse

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from actions import links, papers, wiring
from models.errors import BadInput, NotFound

_SHOWN = frozenset({"application/pdf"})
"""What a browser may show by itself; everything else is saved, for it comes from outside."""


def router() -> APIRouter:
    """The room's address: `/papers/{sha256}?key=...`; a wrong key and an unknown paper answer alike."""
    room = APIRouter()

    @room.get("/papers/{sha256}", name="paper")
    def paper(sha256: str, key: str = "") -> Response:
        if not links.opens(sha256, key):
            raise HTTPException(404)
        try:
            with wiring.unit_of_work() as session:
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

    return room
