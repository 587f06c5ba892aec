"""What the interface says of tasks, papers, decisions and the closet: each field with its meaning."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from models.dossier import Dossier
from models.language import Gate, Stage


class Shape(BaseModel):
    """An answer, read from what the actions tell."""

    model_config = ConfigDict(from_attributes=True)


class Ask(BaseModel):
    """What is sent: nothing but the fields that are named."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def _code(value: Any) -> Any:  # noqa: ANN401 - what stands before pydantic has looked at it
    return value.code if isinstance(value, Stage | Gate) else value


Coded = Annotated[str, BeforeValidator(_code)]
"""The code of a stage or gate."""

Line = Annotated[str, Field(max_length=2000)]
Text = Annotated[str, Field(max_length=6000)]


class Done(Shape):
    """Something was done."""

    sentence: str = Field(description="Việc đã làm, thành một câu như ghi trong nhật ký.")


class Made(Shape):
    """Something new is on record under a number."""

    number: int = Field(description="Số của mục mới.")


class Name(Shape):
    """A title in both languages."""

    vi: str = Field(description="Tên tiếng Việt.")
    en: str = Field(description="Tên tiếng Anh.")


class WorkItem(Shape):
    """Something that waits for the person of the key."""

    sort: str = Field(description="Loại việc: decide, submit, council, sign, remedy, talk.")
    act: str = Field(description="Việc cụ thể, ví dụ decide, submit, vote, approve, sign.")
    code: str = Field(description="Mã nhiệm vụ; trống nếu việc không thuộc nhiệm vụ nào.")
    title: str = Field(description="Tên nhiệm vụ.")
    thing: Name = Field(description="Đối tượng của việc: cổng, giấy tờ, biện pháp.")
    gate: str = Field(description="Mã cổng, nếu có.")
    number: int = Field(description="Số của văn bản, biện pháp hay ý kiến; 0 nếu không có.")
    due_on: date | None = Field(description="Hạn; null nếu không có quy định.")
    count: str = Field(description="Tình hình phiếu của hội đồng, ví dụ «3/5 phiếu, cần 4».")
    missing: list[str] = Field(description="Những gì còn thiếu hoặc vướng mắc.")
    lent_by: str = Field(description="Người ủy quyền, nếu làm theo ủy quyền.")
    bulk: bool = Field(description="Có thể phê duyệt cùng lúc với việc khác.")


class TaskLine(Shape):
    """One task in a list."""

    code: str = Field(description="Mã nhiệm vụ.")
    title: str = Field(description="Tên nhiệm vụ.")
    province: str = Field(description="Tỉnh, thành phố.")
    host: str | None = Field(description="Tổ chức chủ trì.")
    stage: Coded | None = Field(description="Mã giai đoạn đang ở; null nếu đã kết thúc.")
    due_on: date | None = Field(description="Hạn của giai đoạn, đã trừ thời gian dừng.")
    stopped: bool = Field(description="Thời hạn đang tạm dừng.")
    in_closet: bool = Field(description="Kết quả đang nằm trong ngăn tủ.")
    version: int = Field(description="Phiên bản: tăng mỗi khi nhiệm vụ thay đổi.")


class Step(Shape):
    """One stage in the life of a task: lived, present or foreseen."""

    stage: Coded = Field(description="Mã giai đoạn.")
    name: str = Field(description="Tên giai đoạn.")
    when: str = Field(description="past, present hoặc ahead.")
    entered_on: date | None = Field(description="Ngày vào; dự kiến nếu ở phía trước.")
    left_on: date | None = Field(description="Ngày ra.")
    due_on: date | None = Field(description="Hạn.")
    late: bool = Field(description="Quá hạn.")
    stopped: bool = Field(description="Thời hạn đang tạm dừng.")
    gate: Coded | None = Field(description="Cổng đang chờ quyết định.")
    obstacles: list[str] = Field(description="Vướng mắc trước cổng, mỗi câu một lý do.")
    count: str = Field(description="Tình hình phiếu của hội đồng.")
    deciders: list[str] = Field(description="Mã các vai trò được quyết định.")


class PaperVersion(Shape):
    """One version of a paper that was handed in."""

    id: int = Field(description="Số của bản nộp.")
    on: date = Field(description="Ngày nộp.")
    by: str = Field(description="Chức danh người nộp.")
    organisation: str = Field(description="Tổ chức nộp.")
    sha256: str = Field(description="Mã băm của tệp.")
    file_name: str = Field(description="Tên tệp.")
    media_type: str = Field(description="Kiểu tệp.")
    size: int = Field(description="Số byte.")
    withdrawn: bool = Field(description="Đã rút.")


class HandedIn(Shape):
    """A paper that was handed in, with its versions."""

    name: Name = Field(description="Tên giấy tờ.")
    stage: str = Field(description="Mã giai đoạn.")
    versions: list[PaperVersion] = Field(description="Các bản đã nộp, mới nhất trước.")


class IssuedPaper(Shape):
    """A document that the system issued."""

    id: int = Field(description="Số của văn bản trong hệ thống.")
    number: str = Field(description="Số, ký hiệu.")
    name: Name = Field(description="Tên loại văn bản.")
    subject: str = Field(description="Trích yếu.")
    on: date = Field(description="Ngày ban hành.")
    sha256: str | None = Field(description="Mã băm của bản mới nhất; null khi chưa lưu.")
    pages: int | None = Field(description="Số trang.")
    approved_on: date | None = Field(description="Ngày duyệt để ký.")
    signed: int = Field(description="Số chữ ký đã có.")
    places: int = Field(description="Số chữ ký phải có.")


class Decision(Shape):
    """A decision at a gate."""

    stage: Coded = Field(description="Mã giai đoạn.")
    gate: Coded = Field(description="Mã cổng.")
    round: int = Field(description="Lượt xem xét.")
    verdict: str = Field(description="approve, supplement, reject hoặc withdraw.")
    title: str = Field(description="Chức danh người quyết định.")
    on: date = Field(description="Ngày quyết định.")
    comment: str = Field(description="Ý kiến.")
    missing: list[str] = Field(description="Những gì phải bổ sung.")


class Remark(Shape):
    """A remark on a task."""

    id: int = Field(description="Số của ý kiến.")
    at: datetime = Field(description="Lúc ghi.")
    by: str = Field(description="Chức danh người ghi.")
    organisation: str = Field(description="Tổ chức của người ghi.")
    text: str = Field(description="Nội dung.")


class Cause(Shape):
    """Why a result lies in the closet."""

    code: str = Field(description="Mã nguyên nhân.")
    vi: str = Field(description="Nguyên nhân.")
    responsible: str = Field(description="Cơ quan chịu trách nhiệm.")


class ClosetCase(Shape):
    """A result that lies in the closet."""

    code: str = Field(description="Mã nhiệm vụ.")
    title: str = Field(description="Tên nhiệm vụ.")
    province: str = Field(description="Tỉnh, thành phố.")
    days: int | None = Field(description="Số ngày đã nằm trong ngăn tủ; null nếu không rõ.")
    since: date | None = Field(description="Từ ngày.")
    paused: bool = Field(description="Tạm dừng vì chờ hướng dẫn của trung ương.")
    causes: list[Cause] = Field(description="Nguyên nhân, nặng nhất trước.")
    notes: list[str] = Field(description="Lưu ý về dữ liệu.")


class RemedyTaken(Shape):
    """A remedy that was chosen for a result in the closet."""

    number: int = Field(description="Số.")
    code: str = Field(description="Mã nhiệm vụ.")
    remedy: str = Field(description="Mã biện pháp.")
    vi: str = Field(description="Biện pháp.")
    on: date = Field(description="Ngày chọn.")
    chosen_by: str = Field(description="Chức danh người chọn.")
    who: str = Field(description="Rõ người.")
    what: str = Field(description="Rõ việc.")
    due_on: date | None = Field(description="Rõ thời gian.")
    result: str = Field(description="Rõ kết quả.")
    responsible: str = Field(description="Rõ trách nhiệm.")
    authority: str = Field(description="Rõ thẩm quyền.")
    party: str | None = Field(description="Tổ chức được nêu.")
    done_on: date | None = Field(description="Ngày hoàn thành.")
    days_overdue: int = Field(description="Số ngày quá hạn.")


class Offered(Shape):
    """A remedy that the person of the key may choose."""

    code: str = Field(description="Mã biện pháp.")
    vi: str = Field(description="Biện pháp.")
    due_on: date = Field(description="Hạn nếu không nêu ngày khác.")


class Stuck(Shape):
    """Why the result is in the closet, who must act, what was chosen, and what may be chosen."""

    case: ClosetCase = Field(description="Hồ sơ ngăn tủ.")
    who: list[str] = Field(description="Người phải xử lý.")
    taken: list[RemedyTaken] = Field(description="Biện pháp đã chọn.")
    offered: list[Offered] = Field(description="Biện pháp mà người của khóa được chọn.")


class Recordable(Shape):
    """A fact that the person of the key may record."""

    code: str = Field(description="Mã dữ kiện.")
    vi: str = Field(description="Dữ kiện.")
    known: str = Field(description="Giá trị đang có; trống nếu chưa biết.")


class Task(Shape):
    """One task, whole."""

    code: str = Field(description="Mã nhiệm vụ.")
    version: int = Field(description="Phiên bản, cũng là phần đầu của ETag.")
    title: str = Field(description="Tên nhiệm vụ.")
    title_en: str = Field(description="Tên tiếng Anh.")
    province: str = Field(description="Tỉnh, thành phố.")
    discipline: str = Field(description="Lĩnh vực.")
    orderer: str | None = Field(description="Cơ quan đặt hàng.")
    host: str | None = Field(description="Tổ chức chủ trì.")
    recipient: str | None = Field(description="Đơn vị tiếp nhận kết quả.")
    state_share: Decimal | None = Field(description="Phần ngân sách nhà nước, từ 0 đến 1.")
    budget_vnd: Decimal | None = Field(description="Kinh phí, đồng.")
    months: int | None = Field(description="Thời gian thực hiện, tháng.")
    outcome: str = Field(description="Kết thúc thế nào; trống khi chưa kết thúc.")
    clears: dict[str, str] = Field(description="Sáu rõ: who, what, when, result, responsibility, authority.")
    stages: list[Step] = Field(description="Các giai đoạn: đã qua, hiện tại, phía trước.")
    handed_in: list[HandedIn] = Field(description="Giấy tờ đã nộp.")
    issued: list[IssuedPaper] = Field(description="Văn bản đã ban hành.")
    decisions: list[Decision] = Field(description="Các quyết định, mới nhất trước.")
    waiting: list[WorkItem] = Field(description="Việc chờ người của khóa.")
    facts: list[Recordable] = Field(description="Dữ kiện mà người của khóa được ghi nhận.")
    closet: Stuck | None = Field(description="Hồ sơ ngăn tủ, nếu kết quả đang nằm trong ngăn tủ.")


def own_facts(task: Dossier) -> dict[str, Any]:
    """What a task is, apart from its life: the fields of `Task` that the dossier has under these names."""
    names = (
        "code",
        "title",
        "title_en",
        "province",
        "discipline",
        "state_share",
        "budget_vnd",
        "months",
    )
    parties = {
        name: party.name if (party := getattr(task, name)) is not None else None
        for name in ("orderer", "host", "recipient")
    }
    return {name: getattr(task, name) for name in names} | parties
