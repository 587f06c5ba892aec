"""Keeping the calendar: days on which offices are shut or open against the general rule."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import kept_columns, special_days, wiring
from actions.special_days import Special
from models.deeds import Deed
from models.errors import BadInput
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import day as written
from portal.tongue import say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/admin/calendar`."""

ToKeep = Annotated[Visit, entering(Deed.CALENDAR_KEEP)]
_FIRST, _LAST = 2014, 2100


@room.get("/admin/calendar", response_class=HTMLResponse)
def calendar(request: Request, visit: ToKeep, year: int | None = None) -> Response:
    """The special days of a year, beside the general rule's."""
    asked = min(max(wiring.today().year if year is None else year, _FIRST), _LAST)
    if exports.wanted(request):
        with wiring.unit_of_work() as session:
            rows = special_days.of_year(session, asked)
        return exports.answer(request, visit, kept_columns.SPECIAL_DAYS, rows)
    return _page(request, visit, asked)


@room.post("/admin/calendar", response_class=HTMLResponse)
def keep(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Write a special day down."""
    year = wiring.today().year
    try:
        on = sent.day("on")
        if on is None:
            raise BadInput("Hãy ghi ngày, theo dạng 02/09/2026.")
        year = min(max(on.year, _FIRST), _LAST)
        day = Special(
            on, sent.text("works", 5) == "yes", sent.text("name", 1000), sent.text("document", 1000)
        )
        with wiring.unit_of_work() as session:
            special_days.keep(session, visit.actor, day)
    except OF_THE_FORM as refusal:
        return _page(request, visit, year, refusal.reasons, sent)
    said = say(visit.language, "Đã ghi ngày %(day)s.", day=written(on))
    return go(request, f"/admin/calendar?year={year}", said)


@room.post("/admin/calendar/{on}/remove", response_class=HTMLResponse)
def remove(request: Request, visit: ToKeep, on: date) -> Response:
    """Let the rule hold on that day again."""
    with wiring.unit_of_work() as session:
        special_days.remove(session, visit.actor, on)
    said = say(visit.language, "Đã bỏ ngày %(day)s.", day=written(on))
    return go(request, f"/admin/calendar?year={on.year}", said)


def _page(
    request: Request, visit: Visit, year: int, trouble: tuple[str, ...] = (), sent: Fields | None = None
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        special = special_days.of_year(session, year)
    return show(
        request,
        "admin_calendar.html",
        visit,
        status=HTTPStatus.CONFLICT if trouble else HTTPStatus.OK,
        year=year,
        years=[each for each in (year - 1, year + 1) if _FIRST <= each <= _LAST],
        special=special,
        common=special_days.holidays_of(year),
        trouble=trouble,
        typed=dict(sent.values()) if sent else {},
    )
