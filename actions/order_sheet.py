"""The ordering sheet (Mẫu I.01-ĐHNV) as data: its fifteen items and the six clears."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from actions import wiring
from models.language import Method, PartyKind, ProductType

LONGEST_ITEM: Final = 6000
"""Characters of one item that is told at length."""
LONGEST_SHEET: Final = 30_000
"""Characters of all of them: the form allows ten A4 pages."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_ITEM)]


class TaskKind(StrEnum):
    """Item 3: what kind of task is ordered."""

    UNKNOWN = ""
    """Not said yet."""
    BASIC = "basic"
    """Nghiên cứu cơ bản."""
    APPLIED = "applied"
    """Nghiên cứu ứng dụng."""
    TECHNOLOGY = "technology"
    """Phát triển công nghệ."""
    SOCIAL = "social"
    """Phát triển giải pháp xã hội."""


class OrderSheet(BaseModel):
    """The ordering sheet as data: what is asked for, by whom and for whom; the six clears."""

    model_config = ConfigDict(
        extra="forbid",
        title="Phiếu đặt hàng",
        json_schema_extra={
            "description": "Mẫu I.01-ĐHNV: đặt hàng gì, ai đặt hàng, ai tiếp nhận; 15 mục và sáu rõ."
        },
    )

    title: Line = Field(title="Tên nhiệm vụ", description="Mục 1")
    title_en: str = Field("", title="Tên tiếng Anh", max_length=2000)
    province: Line = Field(default_factory=lambda: wiring.settings().province, title="Tỉnh, thành phố")
    discipline: str = Field("", title="Lĩnh vực", description="Mục 2", max_length=200)
    kind: TaskKind = Field(TaskKind.UNKNOWN, title="Loại hình nhiệm vụ", description="Mục 3")
    basis: Prose = Field("", title="Căn cứ đề xuất", description="Mục 4")
    urgency: Prose = Field("", title="Tính cấp thiết", description="Mục 5")
    objectives: Prose = Field("", title="Mục tiêu", description="Mục 6")
    content: Prose = Field("", title="Nội dung chính", description="Mục 7")
    products: list[ProductType] = Field(default_factory=list, title="Dạng sản phẩm", description="Mục 8")
    outcomes: Prose = Field("", title="Kết quả dự kiến và chỉ tiêu cần đạt", description="Mục 8")
    impact: Prose = Field("", title="Hiệu quả và tác động", description="Mục 9")
    budget_vnd: Decimal | None = Field(None, title="Kinh phí (đồng)", description="Mục 10", gt=0)
    state_share: Decimal | None = Field(
        None, title="Phần ngân sách nhà nước (0..1)", description="Mục 10", ge=0, le=1
    )
    months: int | None = Field(None, title="Thời gian thực hiện (tháng)", description="Mục 11", ge=1, le=120)
    host: str = Field("", title="Tổ chức đề xuất giao trực tiếp", description="Mục 12", max_length=500)
    host_kind: PartyKind = Field(PartyKind.UNKNOWN, title="Loại tổ chức chủ trì")
    method: Method = Field(Method.SELECTION, title="Phương thức thực hiện")
    recipient: str = Field("", title="Đơn vị tiếp nhận kết quả", description="Mục 13", max_length=500)
    recipient_kind: PartyKind = Field(PartyKind.UNKNOWN, title="Loại đơn vị tiếp nhận")
    state_reserves: bool = Field(
        default=False, title="Nhà nước nắm giữ quyền quản lý, sử dụng, sở hữu kết quả", description="Mục 13"
    )
    reception: Prose = Field("", title="Phương án tổ chức quản lý, sử dụng kết quả", description="Mục 13")
    references: Prose = Field("", title="Tài liệu tham khảo", description="Mục 14")
    orderer: Line = Field(title="Cơ quan đặt hàng", description="Mục 15")
    orderer_kind: PartyKind = Field(PartyKind.STATE_BODY, title="Loại cơ quan đặt hàng")
    e_id: str = Field(
        "", title="Mã định danh điện tử của cơ quan đặt hàng", description="Mục 15", max_length=100
    )
    contact: str = Field(
        "", title="Đầu mối liên hệ", description="Mục 15: đơn vị, địa chỉ, không ghi họ tên.", max_length=1000
    )
    equipment: bool = Field(default=False, title="Có trang bị tài sản")
    who: str = Field("", title="Rõ người", max_length=2000)
    what: str = Field("", title="Rõ việc", max_length=2000)
    when: date | None = Field(None, title="Rõ thời gian")
    result: str = Field("", title="Rõ kết quả", max_length=2000)
    responsibility: str = Field("", title="Rõ trách nhiệm", max_length=2000)
    authority: str = Field("", title="Rõ thẩm quyền", max_length=2000)


CLEARS: Final = ("who", "what", "when", "result", "responsibility", "authority")
"""The six clears, by their fields."""
PROSE: Final = (
    *("basis", "urgency", "objectives", "content", "outcomes", "impact", "reception", "references"),
)
"""The items that are told at length."""
