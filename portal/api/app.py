"""The interface as an application of its own, which the portal takes in under `/api/v1`."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from actions.answers import LONGEST_KEY
from portal.api import (
    calls,
    closet,
    gates,
    honours,
    hooks,
    incomes,
    kpi,
    market,
    mine,
    money,
    pacts,
    papers,
    people,
    process,
    protection,
    registrations,
    reports,
    steering,
    support,
    surveys,
    system,
    tasks,
)
from portal.api.bounds import Bounded
from portal.api.keys import caller
from portal.api.once import HEADER
from portal.api.problems import RESPONSES, Problem, explain_everything
from portal.visits import visitor_of

PATH: Final = "/api/v1"
ROOMS: Final = (
    mine,
    tasks,
    calls,
    papers,
    gates,
    closet,
    market,
    pacts,
    honours,
    support,
    surveys,
    steering,
    kpi,
    money,
    protection,
    incomes,
    reports,
    registrations,
    process,
    people,
    system,
    hooks,
)

_WELCOME: Final = """\
Giao diện cho các hệ thống khác của tỉnh. Mọi việc làm được ở cổng đều làm được ở đây, với cùng quyền của
người giữ khóa. Khóa truy cập tạo ở trang Tài khoản: phạm vi `read` để đọc, `write` để làm.

Ngày theo ISO 8601, giờ Việt Nam; tiền là số đồng. Danh sách dài được chia trang bằng `cursor`. Một POST mang
`Idempotency-Key` gửi lại thì không làm lại. Từ chối theo RFC 9457, nêu mọi lý do."""

_ONCE: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Khóa của riêng yêu cầu này (ví dụ UUID): gửi lại trong 24 giờ thì không làm lại.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}


def create_api() -> FastAPI:
    """Build the interface."""
    api = FastAPI(
        title="Triple Helix",
        version="1",
        summary="Nhiệm vụ khoa học và công nghệ: từ đặt hàng đến chuyển giao.",
        description=_WELCOME,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=RESPONSES,
        redirect_slashes=False,
        servers=[{"url": PATH}],
    )
    api.add_middleware(Bounded)
    for each in ROOMS:
        api.include_router(each.room)
    explain_everything(api)
    api.add_api_route("/openapi.json", _described, include_in_schema=False)
    return api


def _described(request: Request) -> JSONResponse:
    """The description of the interface: for whoever has a key, or is signed in to the portal."""
    if request.headers.get("authorization") or visitor_of(request) is None:
        caller(request)
    return JSONResponse(description(request.app))


def description(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, made once."""
    if api.openapi_schema is None:
        told = get_openapi(
            title=api.title,
            version=api.version,
            summary=api.summary,
            description=api.description,
            routes=api.routes,
            servers=api.servers,
        )
        shapes = told["components"]["schemas"]
        shapes |= {"Problem": Problem.model_json_schema()}
        for unused in ("HTTPValidationError", "ValidationError"):
            shapes.pop(unused, None)
        for path in told["paths"].values():
            if "post" in path:
                path["post"].setdefault("parameters", []).append(_ONCE)
            for operation in path.values():
                operation["responses"].pop("422", None)
                operation["responses"]["422"] = RESPONSES[422]
        api.openapi_schema = told
    return api.openapi_schema
