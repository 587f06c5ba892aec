"""Search: one line of words over tasks, organisations, needs, offers and the text of papers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, task_list, wiring
from models.deeds import Deed
from portal import exports
from portal.pages import show
from portal.visits import Visit, entering

room = APIRouter()
"""`/search`."""

ToSearch = Annotated[Visit, entering(Deed.TASK_LIST)]


@room.get("/search", response_class=HTMLResponse)
def search(request: Request, visit: ToSearch, q: str = "") -> Response:
    """What the visitor may see of all that says these words."""
    words = q.strip()[:200]
    finds = task_list.Finds()
    if words:
        with wiring.unit_of_work() as session:
            finds = task_list.search(session, visit.actor, words)
    if exports.wanted(request):
        return exports.answer(request, visit, columns.FINDS, columns.finds_of(finds))
    return show(request, "search.html", visit, words=words, finds=finds)
