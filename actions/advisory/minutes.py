"""The minutes form: what a secretary fills in after a session, and what is still missing in it.

The six clears may be left empty in the form, so that a check can name all that is missing at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from actions import wiring

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class Present(BaseModel):
    """How many of a function were present: nobody is named."""

    model_config = ConfigDict(
        extra="forbid",
        title="Người dự họp",
        json_schema_extra={"description": "Một chức danh và số người, không ghi họ tên."},
    )

    function: Line = Field("", title="Chức danh", description="Chức danh hoặc cơ quan, không ghi họ tên.")
    number: int = Field(1, title="Số người", ge=1, le=500)


class Conclusion(BaseModel):
    """What the council concluded on a result of the agenda."""

    model_config = ConfigDict(
        extra="forbid",
        title="Kết luận",
        json_schema_extra={"description": "Kết luận đối với một kết quả có trong chương trình."},
    )

    task: Line = Field("", title="Mã nhiệm vụ", description="Có trong chương trình họp, ví dụ DN-2026-007.")
    conclusion: Line = Field("", title="Kết luận")


class Action(BaseModel):
    """An action under the six clears, for a result of the agenda or, without a code, for the session."""

    model_config = ConfigDict(
        extra="forbid",
        title="Việc được giao",
        json_schema_extra={"description": "Một việc với đủ sáu rõ."},
    )

    task: Line = Field("", title="Mã nhiệm vụ", description="Để trống nếu là việc chung.")
    who: Line = Field("", title="Rõ người", description="Cơ quan, đơn vị, chức danh thực hiện.")
    what: Line = Field("", title="Rõ việc")
    due_on: date | None = Field(None, title="Rõ thời gian", description="Hạn hoàn thành.")
    result: Line = Field("", title="Rõ kết quả", description="Sản phẩm phải có khi xong việc.")
    responsible: Line = Field("", title="Rõ trách nhiệm", description="Ai chịu trách nhiệm.")
    authority: Line = Field("", title="Rõ thẩm quyền", description="Ai quyết định, theo thẩm quyền nào.")

    @property
    def missing(self) -> tuple[str, ...]:
        """The clears that are not clear yet, by their Vietnamese names."""
        fields = type(self).model_fields
        return tuple(
            (fields[name].title or name).lower()
            for name in ("who", "what", "due_on", "result", "responsible", "authority")
            if not getattr(self, name)
        )


class Sheet(BaseModel):
    """The minutes of one session as a form."""

    model_config = ConfigDict(
        extra="forbid",
        title="Biên bản họp",
        json_schema_extra={"description": "Biên bản một phiên họp hội đồng tư vấn."},
    )

    province: Line = Field(
        default_factory=lambda: wiring.settings().province, title="Hội đồng của tỉnh, thành phố"
    )
    month: Line = Field(
        "", title="Phiên họp tháng", description="Ví dụ 11/2026; để trống là phiên chưa có biên bản."
    )
    held_on: date = Field(title="Ngày họp")
    present: list[Present] = Field(
        default_factory=list, title="Thành phần dự họp", description="Theo chức danh và số người."
    )
    conclusions: list[Conclusion] = Field(
        default_factory=list,
        title="Kết luận đối với từng kết quả",
        description="Kết quả chưa có kết luận được chuyển sang phiên sau.",
    )
    actions: list[Action] = Field(
        default_factory=list, title="Việc được giao (sáu rõ)", description="Phải đủ cả sáu rõ."
    )
    conclusion: Line = Field("", title="Kết luận chung")


def flaws(
    sheet: Sheet, on_agenda: Collection[str], *, month: date, last_held: date | None, on: date
) -> tuple[str, ...]:
    """Everything for which the minutes cannot be taken as they stand, each in a sentence."""
    return (
        *_of_the_day(sheet, month, last_held, on),
        *_of_those_present(sheet),
        *_of_conclusions(sheet, on_agenda),
        *(
            reason
            for number, action in enumerate(sheet.actions, start=1)
            for reason in _of_action(number, action, sheet, on_agenda)
        ),
    )


def _of_the_day(sheet: Sheet, month: date, last_held: date | None, on: date) -> tuple[str, ...]:
    reasons = []
    if sheet.held_on > on:
        reasons.append(f"Ngày họp {sheet.held_on:%d/%m/%Y} chưa tới; hãy ghi biên bản sau khi họp.")
    if sheet.held_on < month:
        reasons.append(f"Ngày họp {sheet.held_on:%d/%m/%Y} trước tháng {month:%m/%Y} của phiên họp.")
    if last_held is not None and sheet.held_on <= last_held:
        reasons.append(
            f"Ngày họp {sheet.held_on:%d/%m/%Y} không sau phiên họp trước (ngày {last_held:%d/%m/%Y})."
        )
    return tuple(reasons)


def _of_those_present(sheet: Sheet) -> tuple[str, ...]:
    if not sheet.present:
        return ("Chưa ghi thành phần dự họp: hãy ghi chức danh và số người.",)
    if any(not each.function for each in sheet.present):
        return ("Thành phần dự họp phải ghi chức danh ở mỗi dòng.",)
    return ()


def _of_conclusions(sheet: Sheet, on_agenda: Collection[str]) -> tuple[str, ...]:
    reasons = []
    if not sheet.conclusions and not sheet.conclusion:
        reasons.append("Biên bản chưa có kết luận nào: hãy ghi kết luận từng kết quả hoặc kết luận chung.")
    for each in sheet.conclusions:
        if each.task not in on_agenda:
            reasons.append(_not_on_agenda(each.task))
        if not each.conclusion:
            reasons.append(f"Kết luận về {each.task or 'một kết quả'} còn để trống.")
    twice = [code for code, count in Counter(each.task for each in sheet.conclusions).items() if count > 1]
    reasons.extend(f"Có hai kết luận về {code}; hãy ghi gộp làm một." for code in twice)
    return tuple(reasons)


def _of_action(number: int, action: Action, sheet: Sheet, on_agenda: Collection[str]) -> tuple[str, ...]:
    reasons = []
    if action.missing:
        reasons.append(f"Việc thứ {number} còn thiếu: {', '.join(action.missing)}.")
    if action.due_on is not None and action.due_on < sheet.held_on:
        reasons.append(
            f"Việc thứ {number}: hạn {action.due_on:%d/%m/%Y} trước ngày họp {sheet.held_on:%d/%m/%Y}."
        )
    if action.task and action.task not in on_agenda:
        reasons.append(f"Việc thứ {number}: {_not_on_agenda(action.task)}")
    return tuple(reasons)


def _not_on_agenda(code: str) -> str:
    return (
        f"Nhiệm vụ {code or '(chưa ghi mã)'} không có trong chương trình của phiên họp; "
        "hãy chọn biện pháp «Đưa ra hội đồng tư vấn» cho kết quả đó trước."
    )
