"""The chart room: the pictures on the boards, for the pages of Prefect that show them."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from actions import links, wiring
from documents.charts import STYLE_HASH
from models.errors import BadInput, NotFound

_HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src '{STYLE_HASH}'; frame-ancestors 'none'; sandbox"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
}
"""Prefect's pages, which are another origin, show the picture; its own style is the only one it may have."""


def shown(svg: str) -> Response:
    """Answer with a chart drawn for this visitor: our own pages alone show it, and nobody keeps it."""
    headers = {"Content-Security-Policy": _HEADERS["Content-Security-Policy"]}
    return Response(svg, media_type="image/svg+xml", headers=headers)


def router() -> APIRouter:
    """The room's address: `/charts/{sha256}?key=...`; a wrong key and an unknown chart answer alike."""
    room = APIRouter()

    @room.get("/charts/{sha256}", name="chart")
    def chart(sha256: str, key: str = "") -> Response:
        if not links.shows(sha256, key):
            raise HTTPException(404)
        try:
            drawn = wiring.archive().get(sha256)
        except (NotFound, BadInput):
            raise HTTPException(404) from None
        return Response(drawn, media_type="image/svg+xml", headers=_HEADERS)

    return room
