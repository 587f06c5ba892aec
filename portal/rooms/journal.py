"""The journal: everything that was done, searched by words, task, person, tag and days."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, journal, wiring
from actions.journal import SUBJECTS, Search
from models.deeds import Deed
from models.errors import BadInput
from portal import exports
from portal.pages import show
from portal.visits import Visit, entering

room = APIRouter()
"""`/journal`."""

ToSearch = Annotated[Visit, entering(Deed.AUDIT_SEARCH)]


@room.get("/journal", response_class=HTMLResponse)
def search(
    request: Request,
    visit: ToSearch,
    q: str = "",
    task: str = "",
    person: str = "",
    tag: str = "",
    first: str = "",
    last: str = "",
    before: int | None = None,
) -> Response:
    """What was done, the latest first; the address is the search."""
    asked = {"q": q, "task": task, "person": person, "tag": tag, "first": first, "last": last}
    trouble: tuple[str, ...] = ()
    page = journal.Page((), None)
    try:
        wanted = Search(
            q[:200],
            task[:100],
            person[:100],
            tag[:100],
            wiring.parse_day(first) if first else None,
            wiring.parse_day(last) if last else None,
            before,
        )
        with wiring.unit_of_work() as session:
            if exports.wanted(request):
                return exports.answer(request, visit, columns.JOURNAL, journal.every(session, wanted))
            page = journal.search(session, wanted)
    except BadInput as refusal:
        trouble = refusal.reasons
    given = {name: value for name, value in asked.items() if value}
    english = visit.language == "en"
    return show(
        request,
        "journal.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        asked=asked,
        found=page,
        trouble=trouble,
        subjects=[(f"{code}:", words[english]) for code, words in SUBJECTS.items()],
        newest=f"/journal?{urlencode(given)}" if before is not None else "",
        older=f"/journal?{urlencode(given | {'before': page.older})}" if page.older is not None else "",
    )
