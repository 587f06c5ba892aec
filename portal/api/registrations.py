"""Exchange files for the register of S&T results."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from actions import registrations, wiring
from documents.exchange import MEDIA
from models.deeds import Deed
from portal.api.keys import bearing
from portal.api.once import Once
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/registrations`."""

ToExport = Annotated[Visit, bearing(Deed.TASK_EXPORT)]
Codes = Annotated[
    list[str], Query(alias="code", description="Mã nhiệm vụ; lặp lại cho nhiều nhiệm vụ.", max_length=200)
]
Kind = Annotated[Literal["json", "xml"], Query(alias="as", description="Dạng tệp.")]


@room.get(
    "/registrations",
    tags=["Trao đổi dữ liệu"],
    summary="Tệp trao đổi đăng ký kết quả của một hay nhiều nhiệm vụ",
    response_class=Response,
    responses={200: {"content": {media: {} for media in MEDIA.values()}}},
)
def registrations_of(visit: ToExport, codes: Codes, kind: Kind = "json") -> Response:
    """The exchange file of the tasks that are named."""
    with wiring.unit_of_work() as session:
        data = registrations.registration_file(session, codes, kind, visit.actor, on=wiring.today())
    return Response(data, media_type=MEDIA[kind])
