"""What the interface says of plans, targets, work and indicators, and what is sent of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field

from actions.steering import PlanLine
from models.steering.figures import Account
from models.steering.statuses import Direction, Status
from models.steering.tallies import Tally
from portal.api.shapes import Ask, Line, Shape


class Count(Shape):
    """How many stand at a status."""

    status: Status = Field(description="Tình trạng.")
    count: int = Field(description="Số lượng.")
    percent: Decimal | None = Field(description="Phần trăm của tổng số, một chữ số thập phân.")


class Counted(Shape):
    """How many stand where; each is counted once."""

    total: int = Field(description="Tổng số.")
    reached: int = Field(description="Hoàn thành hoặc vượt.")
    counts: list[Count] = Field(description="Theo tình trạng; cộng lại bằng tổng số.")


def counted(tally: Tally) -> dict[str, Any]:
    """How many stand where, as the answer has it."""
    counts = [
        {"status": status, "count": share.count, "percent": share.percent} for status, share in tally.shares
    ]
    return {"total": tally.total, "reached": tally.reached.count, "counts": counts}


class PlanAnswer(Shape):
    """A plan with how its targets and work stand."""

    number: int = Field(description="Số của kế hoạch trong hệ thống.")
    label: str = Field(description="Mã, kèm tên tỉnh của thời đó khi hai kế hoạch trùng mã sau sáp nhập.")
    province: str = Field(description="Tỉnh, theo tên của thời đó.")
    year: int = Field(description="Năm.")
    code: str = Field(description="Mã kế hoạch.")
    title: str = Field(description="Tên kế hoạch.")
    issued_by: str = Field(description="Cơ quan ban hành.")
    issued_on: date | None = Field(description="Ngày ban hành.")
    targets: Counted = Field(description="Chỉ tiêu.")
    work: Counted = Field(description="Nhiệm vụ đã giao.")
    drafts: int = Field(description="Nhiệm vụ chưa giao, không tính.")


class TargetAnswer(Shape):
    """A target as it stands."""

    number: int = Field(description="Số của chỉ tiêu trong hệ thống.")
    plan: str = Field(description="Kế hoạch.")
    code: str = Field(description="Mã trong kế hoạch.")
    title: str = Field(description="Tên chỉ tiêu.")
    unit: str = Field(description="Đơn vị tính.")
    direction: Direction = Field(description="at_least hoặc at_most.")
    goal: Decimal = Field(description="Mức phải đạt.")
    value: Decimal | None = Field(description="Đạt được; null khi chưa rõ.")
    numerator: Decimal | None = Field(description="Tử số.")
    denominator: Decimal | None = Field(description="Mẫu số.")
    read_on: date | None = Field(description="Ngày số liệu.")
    source: str = Field(description="Nguồn số liệu.")
    status: Status = Field(description="Tình trạng.")
    due_on: date = Field(description="Thời hạn.")
    lead_unit: str = Field(description="Đơn vị chủ trì.")
    indicator: str = Field(description="Chỉ số tính từ dữ liệu nhiệm vụ; trống nếu số do người nhập.")
    note: str = Field(description="Vì sao chưa rõ.")


class WorkAnswer(Shape):
    """A piece of work as it stands."""

    number: int = Field(description="Số của nhiệm vụ trong hệ thống.")
    plan: str = Field(description="Kế hoạch.")
    code: str = Field(description="Mã trong kế hoạch.")
    what: str = Field(description="Rõ việc.")
    parent: str = Field(description="Văn bản gốc.")
    who: str = Field(description="Rõ người.")
    lead_unit: str = Field(description="Đơn vị chủ trì.")
    co_units: list[str] = Field(description="Đơn vị phối hợp.")
    due_on: date | None = Field(description="Rõ thời gian.")
    result: str = Field(description="Rõ kết quả.")
    criterion: str = Field(description="Tiêu chí nghiệm thu.")
    responsible: str = Field(description="Rõ trách nhiệm.")
    authority: str = Field(description="Rõ thẩm quyền.")
    officer: str = Field(description="Chức danh của tài khoản thực hiện.")
    task: str = Field(description="Mã nhiệm vụ khoa học và công nghệ.")
    status: Status | None = Field(description="Tình trạng; null khi còn là bản thảo.")
    missing: list[str] = Field(description="Những gì chưa rõ trong sáu rõ.")
    started_on: date | None = Field(description="Ngày bắt đầu.")
    done_on: date | None = Field(description="Ngày hoàn thành.")
    evidence: str = Field(description="Minh chứng.")
    awaits_central_since: date | None = Field(description="Chờ Trung ương từ ngày.")
    awaits_central_document: str = Field(description="Văn bản đang chờ Trung ương.")


class Published(Shape):
    """Figures as published, with what does not add up."""

    province: str = Field(description="Tỉnh, theo tên của thời đó.")
    title: str = Field(description="Nội dung.")
    as_of: date = Field(description="Tính đến ngày.")
    total: int = Field(description="Tổng số.")
    parts: dict[str, int] = Field(description="Các phần.")
    within: dict[str, str] = Field(description="Phần nằm trong phần khác.")
    missing: int = Field(description="Số không phần nào nêu.")
    excess: int = Field(description="Số các phần vượt tổng số.")
    flagged: bool = Field(description="Các phần không khớp tổng số.")
    notes: list[str] = Field(description="Chú giải, mỗi câu một điều.")
    source: str = Field(description="Nguồn.")


def published(told: Account) -> Published:
    """Figures as published, as the answer has them."""
    said = told.figures
    return Published(
        province=said.province,
        title=said.title,
        as_of=said.as_of,
        total=said.total,
        parts={part.value: count for part, count in said.parts.items()},
        within={part.value: outer.value for part, outer in said.within.items()},
        missing=told.missing,
        excess=told.excess,
        flagged=told.flagged,
        notes=list(told.notes),
        source=said.source,
    )


class CouncilAction(Shape):
    """What the advisory council asked for and nobody has done yet."""

    number: int = Field(description="Số của việc.")
    task: str = Field(description="Mã nhiệm vụ.")
    who: str = Field(description="Rõ người.")
    what: str = Field(description="Rõ việc.")
    due_on: date = Field(description="Rõ thời gian.")
    result: str = Field(description="Rõ kết quả.")
    responsible: str = Field(description="Rõ trách nhiệm.")
    authority: str = Field(description="Rõ thẩm quyền.")
    late: bool = Field(description="Quá hạn.")


class BoardAnswer(Shape):
    """How a province stands to its plans of a year."""

    province: str = Field(description="Tỉnh chịu trách nhiệm vào ngày đó.")
    year: int = Field(description="Năm.")
    on: date = Field(description="Tính đến ngày.")
    targets: Counted = Field(description="Chỉ tiêu.")
    work: Counted = Field(description="Nhiệm vụ đã giao.")
    plans: list[PlanAnswer] = Field(description="Các kế hoạch.")
    council: list[CouncilAction] = Field(description="Việc của hội đồng tư vấn.")
    published: list[Published] = Field(description="Số liệu đã công bố, và tổng của các tỉnh đã sáp nhập.")


def plan_answer(line: PlanLine) -> PlanAnswer:
    """A plan, as the answer has it."""
    facts = {name: getattr(line, name) for name in PlanAnswer.model_fields}
    return PlanAnswer.model_validate(facts | {"targets": counted(line.targets), "work": counted(line.work)})


class IndicatorAnswer(Shape):
    """A figure that is computed from the tasks."""

    code: str = Field(description="Mã chỉ số.")
    vi: str = Field(description="Tên tiếng Việt.")
    en: str = Field(description="Tên tiếng Anh.")
    unit: str = Field(description="Đơn vị tính.")
    value: Decimal | None = Field(description="Giá trị; null khi chưa rõ.")
    numerator: Decimal | None = Field(description="Tử số.")
    denominator: Decimal | None = Field(description="Mẫu số.")
    source: str = Field(description="Cách tính và nguồn.")
    records: list[str] = Field(description="Mã của các bản ghi đằng sau.")
    note: str = Field(description="Vì sao chưa rõ.")
    goal: Decimal | None = Field(description="Mức tham khảo.")


class PlanWhole(Shape):
    """A plan with all that is in it."""

    plan: PlanAnswer = Field(description="Kế hoạch.")
    targets: list[TargetAnswer] = Field(description="Chỉ tiêu.")
    work: list[WorkAnswer] = Field(description="Nhiệm vụ.")


class RowRefused(Shape):
    """A row of a list that stayed out."""

    row: int = Field(description="Số dòng.")
    reasons: list[str] = Field(description="Mọi lý do.")


class PlansTaken(Shape):
    """What came of a list of plans."""

    rows: int = Field(description="Số dòng.")
    added: int = Field(description="Số mục mới.")
    updated: int = Field(description="Số mục được cập nhật.")
    unchanged: int = Field(description="Số mục không đổi.")
    rejected: int = Field(description="Số dòng bị từ chối.")
    plans: list[str] = Field(description="Mỗi kế hoạch một câu.")
    rejects: list[RowRefused] = Field(description="Các dòng bị từ chối.")


class Awaiting(Ask):
    """Since when something waits for the central authorities, by which document."""

    document: Line = Field(description="Văn bản đang chờ.")
    since: date | None = Field(None, description="Từ ngày; trống là hôm nay.")


class Answered(Ask):
    """By which document the central authorities have answered."""

    document: Line = Field(description="Văn bản trả lời.")


class Cancelling(Ask):
    """Why something is cancelled."""

    because: Line = Field(description="Văn bản hủy và lý do.")


class Given(Shape):
    """A piece of work that was given to the person of the key."""

    number: int = Field(description="Số của nhiệm vụ trong hệ thống.")
    plan: str = Field(description="Mã kế hoạch.")
    code: str = Field(description="Mã trong kế hoạch.")
    what: str = Field(description="Rõ việc.")
    due_on: date | None = Field(description="Thời hạn.")
    status: Status = Field(description="Tình trạng.")


class Finishing(Ask):
    """By what work is done."""

    evidence: Line = Field(description="Minh chứng.")
    done_on: date | None = Field(None, description="Ngày hoàn thành; trống là hôm nay.")
    exceeded: bool = Field(False, description="Vượt mức yêu cầu.")  # noqa: FBT003 - the default of a field


class Judging(Ask):
    """The quality of work that is done."""

    percent: Decimal = Field(description="Chất lượng, phần trăm.", ge=0, le=100)
