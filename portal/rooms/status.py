"""The status room: how the services, the tasks and the closet stand, on one page for the State's officers."""

import urllib.parse
from collections.abc import Callable
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError

from actions import boards, wiring
from actions.boards import StatusBoard
from actions.boards.words import AGE_SHORT
from models.deeds import Deed
from models.errors import TripleHelixError
from portal.pages import show
from portal.visits import Visit, entering

ToSee = Annotated[Visit, entering(Deed.BOARD_SEE)]

SHOWN_CASES: Final = 50
"""Cases on the page; the rest are one click away, in Prefect."""

# Prefect's own page shows the last seven days, and what is stuck has been so for longer.
_ALL_TIMES: Final = {"start": "2000-01-01T00:00:00.000Z", "end": "2100-01-01T00:00:00.000Z"}


def board_of_today() -> StatusBoard:
    """Read the board of today from the tables."""
    with wiring.unit_of_work() as session:
        return boards.status_board(session, wiring.today())


def prefect_link(base: str, *tags: str) -> str:
    """Give the link to Prefect's runs with all of these tags, from all times."""
    return f"{base}/v2/runs?{urllib.parse.urlencode(_ALL_TIMES | ({'tags': ','.join(tags)} if tags else {}))}"


def router(board: Callable[[], StatusBoard], today: Callable[[], date]) -> APIRouter:
    """Build the room's doors.

    Args:
        board: Where the figures come from.
        today: The clock.
    """
    room = APIRouter()

    @room.get("/status", response_class=HTMLResponse)
    def status(request: Request, visit: ToSee) -> HTMLResponse:
        figures, trouble = _figures(board)
        return show(
            request,
            "status.html",
            visit,
            status=503 if trouble else 200,
            services=request.app.state.probes.ask(),
            today=today(),
            prefect=wiring.settings().prefect_url,
            prefect_link=prefect_link,
            board=figures,
            shown=SHOWN_CASES,
            ages=AGE_SHORT,
            trouble=trouble,
        )

    @room.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        return "ok"

    @room.get("/readyz")
    def readyz(request: Request) -> JSONResponse:
        services = request.app.state.probes.ask()
        ready = all(service.answers for service in services)
        return JSONResponse(
            {"ready": ready, "services": {service.name: service.answers for service in services}},
            status_code=200 if ready else 503,
        )

    return room


def _figures(board: Callable[[], StatusBoard]) -> tuple[StatusBoard | None, tuple[str, ...]]:
    """Read the board; what keeps it from being read becomes sentences for the page."""
    try:
        return board(), ()
    except TripleHelixError as error:
        return None, error.reasons
    except SQLAlchemyError:
        return None, (
            "Cơ sở dữ liệu chưa sẵn sàng: các bảng chưa được tạo hoặc máy chủ không trả lời.",
            "Hãy chạy ./triplehelix doctor để biết thiếu gì.",
        )
