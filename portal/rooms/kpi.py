"""Quantity, quality and progress of work: whom the visitor may see, and the records behind each figure."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import steering, wiring
from actions.steering import columns
from models.deeds import Deed
from models.steering import performance
from models.steering.performance import Period
from models.steering.tallies import figure_vi
from portal import exports
from portal.pages import show
from portal.visits import Visit, entering

room = APIRouter()
"""`/kpi`, `/kpi/{handle}`."""

ToSee = Annotated[Visit, entering(Deed.KPI_SEE)]

PAGE: Final = 50
"""Records on a page."""
YEARS: Final = 5
"""Years back that may be chosen."""


@room.get("/kpi", response_class=HTMLResponse)
def everybody(request: Request, visit: ToSee, year: int = 0, quarter: str = "") -> Response:
    """Those whom the visitor may see, in a year or a quarter of it; or all of them as a file."""
    today = wiring.today()
    wanted, chosen, period = _asked(year, quarter)
    with wiring.unit_of_work() as session:
        found = steering.performances(session, visit.actor, period, today)
    if exports.wanted(request):
        return exports.answer(request, visit, columns.KPI, found.officers)
    years = sorted({wanted, *range(today.year, today.year - YEARS, -1)}, reverse=True)
    return show(
        request,
        "kpi.html",
        visit,
        found=found,
        decree=performance.DECREE.citation,
        year=wanted,
        quarter=chosen,
        years=[(str(each), str(each)) for each in years],
        figure=figure_vi,
    )


@room.get("/kpi/{handle}", response_class=HTMLResponse)
def one(
    request: Request, visit: ToSee, handle: str, year: int = 0, quarter: str = "", page: int = 1
) -> Response:
    """One account with the records behind its figures."""
    wanted, chosen, period = _asked(year, quarter)
    with wiring.unit_of_work() as session:
        line = steering.performance_of(session, handle, visit.actor, period, wiring.today())
    records = line.performance.records
    pages = max(1, -(-len(records) // PAGE))
    here = min(max(page, 1), pages)
    return show(
        request,
        "kpi_person.html",
        visit,
        line=line,
        records=records[(here - 1) * PAGE : here * PAGE],
        here=here,
        pages=pages,
        year=wanted,
        quarter=chosen,
        figure=figure_vi,
    )


def _asked(year: int, quarter: str) -> tuple[int, str, Period]:
    """The year, the quarter, and the days over which is counted; this year where the address says none."""
    wanted = year or wiring.today().year
    chosen = quarter if quarter in {"1", "2", "3", "4"} else ""
    return wanted, chosen, performance.period_of(wanted, int(chosen) if chosen else None)
