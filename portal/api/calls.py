"""What stands open to applicants and valuers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from actions import open_call, wiring
from models.deeds import Deed
from portal.api.bounds import Code
from portal.api.keys import bearing
from portal.api.shapes import Coded, Shape
from portal.visits import Visit

room = APIRouter()
"""`/tasks/{code}/call`."""

ToApply = Annotated[Visit, bearing(Deed.CALL_SEE)]


class OpenCall(Shape):
    """What is asked where a call or a valuing stands open."""

    code: str = Field(description="Mã nhiệm vụ.")
    title: str = Field(description="Tên nhiệm vụ.")
    province: str = Field(description="Tỉnh, thành phố.")
    discipline: str = Field(description="Lĩnh vực.")
    orderer: str = Field(description="Cơ quan đặt hàng.")
    what: str = Field(description="Nội dung đặt hàng.")
    result: str = Field(description="Kết quả cần đạt.")
    when: date | None = Field(description="Thời hạn ứng dụng.")
    months: int | None = Field(description="Thời gian thực hiện, tháng.")
    published_on: date | None = Field(description="Ngày thông báo tuyển chọn.")
    stage: Coded = Field(description="Mã giai đoạn.")
    due_on: date | None = Field(description="Hạn của giai đoạn.")
    papers: list[Coded] = Field(description="Mã các giấy tờ cần nộp.")


@room.get(
    "/tasks/{code}/call", tags=["Nhiệm vụ"], summary="Nhiệm vụ đang nhận hồ sơ đăng ký hoặc đang định giá"
)
def call(visit: ToApply, code: Code) -> OpenCall:
    """The public facts of what stands open to applicants and valuers, and the papers that are asked for."""
    with wiring.unit_of_work() as session:
        return OpenCall.model_validate(open_call.open_call(session, code, visit.actor, wiring.today()))
