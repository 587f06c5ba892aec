"""The list of tasks: those that the visitor may see, filtered; every filter is an address to share."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, task_list, wiring
from models.deeds import Deed
from models.lifecycle import every_stage
from portal import exports
from portal.pages import show
from portal.tongue import marked, name_of, say
from portal.visits import Visit, entering

room = APIRouter()
"""`/tasks`."""

ToList = Annotated[Visit, entering(Deed.TASK_LIST)]

FILTERS: Final = ("q", "stage", "province", "organisation", "due", "closet")
DUES: Final = {"late": marked("Quá hạn"), "soon": marked("Sắp đến hạn (14 ngày)")}


@room.get("/tasks", response_class=HTMLResponse)
def tasks(request: Request, visit: ToList, page: int = 1) -> Response:
    """One page of the list, with the filters that the address bears; or all of it as a file."""
    chosen = {name: value for name in FILTERS if (value := request.query_params.get(name, "").strip()[:200])}
    with wiring.unit_of_work() as session:
        wanted = task_list.wanted(session, chosen)
        if exports.wanted(request):
            rows = task_list.every(session, visit.actor, wanted, wiring.today())
            return exports.answer(request, visit, columns.TASKS, rows)
        found = task_list.listed(session, visit.actor, wanted, wiring.today(), page=page)
        provinces = task_list.provinces(session)

    def address(number: int) -> str:
        return f"/tasks?{urlencode(chosen | {'page': str(number)})}"

    return show(
        request,
        "tasks.html",
        visit,
        found=found,
        chosen={name: chosen.get(name, "") for name in FILTERS},
        filtered=bool(chosen),
        stages=[(stage.code, name_of(visit.language, stage)) for stage in every_stage()],
        provinces=[(each, each) for each in provinces],
        dues=[(code, say(visit.language, words)) for code, words in DUES.items()],
        address=address,
    )
