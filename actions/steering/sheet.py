"""The forms of plans: what an officer states of a plan, a target, a reading, work, published figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from actions import wiring
from actions.filled_form import Day, Line, checked
from models.errors import BadInput
from models.listing.plans import parse_figure
from models.steering.figures import Part
from models.steering.rules import TargetTerms, WorkTerms
from models.steering.statuses import Direction


def _figure(value: object) -> object:
    """A figure from «39,5» or 39.5; nothing from a blank."""
    if not isinstance(value, str):
        return Decimal(str(value)) if isinstance(value, int | float) else value
    try:
        return parse_figure(value)
    except BadInput as fault:
        raise ValueError(fault.reasons[0]) from None


def _blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Form = TypeVar("Form", bound=BaseModel)


def filled(given: Mapping[str, object], form: type[Form]) -> Form:
    """The form that was filled in so on a page; its faults are told by the titles of its fields.

    Raises:
        BadInput: with every fault in a sentence.
    """
    try:
        return checked(dict(given), form)
    except BadInput as fault:
        raise BadInput(*(_titled(reason, form) for reason in fault.reasons)) from None


def _titled(reason: str, form: type[BaseModel]) -> str:
    name, colon, said = reason.partition(": ")
    known = form.model_fields.get(name.partition(".")[0])
    return f"{known.title}{colon}{said}" if known is not None and known.title else reason


Amount = Annotated[Decimal | None, BeforeValidator(_figure)]
MaybeDay = Annotated[Day | None, BeforeValidator(_blank)]
Count = Annotated[int, Field(ge=-(10**9), le=10**9)]


class PlanForm(BaseModel):
    """A province's plan for a year, under the name that the province had."""

    model_config = ConfigDict(extra="forbid", title="Kế hoạch")

    province: Line = Field(default_factory=lambda: wiring.settings().province, title="Tỉnh, thành phố")
    year: int = Field(title="Năm", ge=0, le=9999)
    code: Line = Field(title="Mã kế hoạch", min_length=1)
    title: Line = Field(title="Tên kế hoạch", min_length=1)
    issued_by: Line = Field("", title="Cơ quan ban hành")
    issued_on: MaybeDay = Field(None, title="Ngày ban hành")
    source: Line = Field("", title="Văn bản")


class TargetForm(BaseModel):
    """A figure that a plan wants reached."""

    model_config = ConfigDict(extra="forbid", title="Chỉ tiêu")

    code: Line = Field(title="Mã chỉ tiêu")
    title: Line = Field(title="Tên chỉ tiêu")
    unit: Line = Field("", title="Đơn vị tính", description="% là tỷ lệ, phải có tử số và mẫu số.")
    goal: Amount = Field(title="Mức phải đạt")
    direction: Direction = Field(Direction.AT_LEAST, title="Chiều")
    indicator: Line = Field("", title="Chỉ số", description="Chỉ số tính từ dữ liệu nhiệm vụ, nếu có.")
    lead_unit: Line = Field("", title="Đơn vị chủ trì")
    due_on: MaybeDay = Field(None, title="Thời hạn")
    started_on: MaybeDay = Field(None, title="Ngày bắt đầu")

    def terms(self) -> TargetTerms:
        """What the rules judge."""
        return TargetTerms(self.code, self.title, self.goal, self.due_on, self.unit, self.indicator)


class ReadingForm(BaseModel):
    """What a target stands at on a day, with the source."""

    model_config = ConfigDict(extra="forbid", title="Số liệu đạt được")

    on: MaybeDay = Field(None, title="Ngày số liệu", description="Để trống là hôm nay.")
    value: Amount = Field(None, title="Đạt được", description="Tỷ lệ thì để trống: tính từ tử số và mẫu số.")
    numerator: Amount = Field(None, title="Tử số")
    denominator: Amount = Field(None, title="Mẫu số")
    source: Line = Field("", title="Nguồn số liệu")


class WorkForm(BaseModel):
    """Something that a plan wants done, under the six clears; a draft may lack some."""

    model_config = ConfigDict(extra="forbid", title="Nhiệm vụ của kế hoạch")

    code: Line = Field(title="Mã nhiệm vụ trong kế hoạch")
    what: Line = Field(title="Rõ việc")
    parent: Line = Field("", title="Văn bản gốc")
    who: Line = Field("", title="Rõ người", description="Chức danh người chủ trì, không ghi họ tên.")
    lead_unit: Line = Field("", title="Đơn vị chủ trì")
    co_units: list[Line] = Field(default_factory=list, title="Đơn vị phối hợp", max_length=50)
    due_on: MaybeDay = Field(None, title="Rõ thời gian")
    result: Line = Field("", title="Rõ kết quả")
    criterion: Line = Field("", title="Tiêu chí nghiệm thu")
    responsible: Line = Field("", title="Rõ trách nhiệm")
    authority: Line = Field("", title="Rõ thẩm quyền")
    officer: Line = Field("", title="Tài khoản thực hiện")
    task: Line = Field("", title="Mã nhiệm vụ khoa học và công nghệ")

    def terms(self) -> WorkTerms:
        """What the rules judge."""
        names = ("code", "what", "who", "lead_unit", "due_on")
        product = ("result", "criterion", "responsible", "authority")
        return WorkTerms(**{name: getattr(self, name) for name in (*names, *product)})


class FiguresForm(BaseModel):
    """Figures as somebody published them, also where they do not add up."""

    model_config = ConfigDict(extra="forbid", title="Số liệu đã công bố")

    province: Line = Field(default_factory=lambda: wiring.settings().province, title="Tỉnh, thành phố")
    subject: Line = Field("work", title="Đối tượng", description="targets, work, hoặc mã khác.", min_length=1)
    title: Line = Field(title="Nội dung", min_length=1)
    as_of: Day = Field(title="Tính đến ngày")
    total: Count = Field(title="Tổng số")
    parts: dict[Part, Count] = Field(title="Các phần")
    within: dict[Part, Part] = Field(default_factory=dict, title="Phần nằm trong phần khác")
    source: Line = Field("", title="Nguồn")
