"""The forms of plans, targets and work: each field declared once, shown by one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from models.errors import BadInput, TripleHelixError
from models.steering.indicators import MEASURES
from models.steering.statuses import Direction
from portal.pages import show
from portal.tongue import marked, name_of
from portal.visits import Visit

Number = Annotated[int, Path(ge=1, le=2**53)]
"""The number of a plan, a target, or a piece of work in an address."""

_DAY: Final = marked("Ghi theo dạng 05/02/2026.")


@dataclass(frozen=True)
class Entry:
    """A field of a form: its name, what it is called, and how it is filled in (`text`, `area`, `pick`)."""

    name: str
    label: str
    sort: str = "text"
    required: bool = False
    hint: str = ""
    blank: str = ""
    first: str = ""
    choices: tuple[tuple[str, str], ...] = ()


PLAN: Final = (
    Entry("province", marked("Tỉnh, thành phố"), "pick", required=True),
    Entry("year", marked("Năm"), required=True),
    Entry("code", marked("Mã kế hoạch"), required=True),
    Entry("title", marked("Tên kế hoạch"), "area", required=True),
    Entry("issued_by", marked("Cơ quan ban hành")),
    Entry("issued_on", marked("Ngày ban hành"), hint=_DAY),
    Entry("source", marked("Văn bản")),
)
TARGET: Final = (
    Entry("code", marked("Mã chỉ tiêu"), required=True),
    Entry("title", marked("Tên chỉ tiêu"), "area", required=True),
    Entry(
        "unit", marked("Đơn vị tính"), hint=marked("Phần trăm là tỷ lệ: mỗi lần ghi phải có tử số và mẫu số.")
    ),
    Entry("direction", marked("Chiều"), "pick", first=Direction.AT_LEAST.value),
    Entry("goal", marked("Mức phải đạt"), required=True),
    Entry(
        "indicator",
        marked("Chỉ số"),
        "pick",
        blank=marked("không: số đạt được do người nhập"),
        hint=marked("Chọn chỉ số thì số đạt được tính từ dữ liệu nhiệm vụ."),
    ),
    Entry("lead_unit", marked("Đơn vị chủ trì")),
    Entry("due_on", marked("Thời hạn"), required=True, hint=_DAY),
    Entry("started_on", marked("Ngày bắt đầu"), hint=_DAY),
)
WORK: Final = (
    Entry("code", marked("Mã nhiệm vụ trong kế hoạch"), required=True),
    Entry("what", marked("Rõ việc"), "area", required=True),
    Entry("parent", marked("Văn bản gốc")),
    Entry("who", marked("Rõ người"), hint=marked("Chức danh người chủ trì, không ghi họ tên.")),
    Entry("lead_unit", marked("Đơn vị chủ trì")),
    Entry("co_units", marked("Đơn vị phối hợp"), hint=marked("Cách nhau bằng dấu chấm phẩy.")),
    Entry("due_on", marked("Rõ thời gian"), hint=_DAY),
    Entry("result", marked("Rõ kết quả"), "area"),
    Entry("criterion", marked("Tiêu chí nghiệm thu"), "area"),
    Entry("responsible", marked("Rõ trách nhiệm")),
    Entry("authority", marked("Rõ thẩm quyền")),
    Entry("officer", marked("Tài khoản thực hiện")),
    Entry("task", marked("Mã nhiệm vụ khoa học và công nghệ")),
)


def target_fields(visit: Visit) -> tuple[Entry, ...]:
    """The fields of a target, with what may be chosen, in the visitor's language."""
    return with_choices(
        TARGET,
        direction=[(each.value, name_of(visit.language, each)) for each in Direction],
        indicator=[(each.code, name_of(visit.language, each)) for each in MEASURES],
    )


def with_choices(fields: Sequence[Entry], **choices: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """The fields with what may be chosen in some of them."""
    return tuple(
        replace(each, choices=tuple(choices[each.name])) if each.name in choices else each for each in fields
    )


def show_form(
    request: Request,
    visit: Visit,
    heading: str,
    fields: Sequence[Entry],
    typed: Mapping[str, str],
    back: str,
    refusal: TripleHelixError | None = None,
) -> HTMLResponse:
    """Show a form: empty, with what is on record, or as it was sent with every reason why it was refused."""
    return show(
        request,
        "plan_form.html",
        visit,
        status=status_of(refusal),
        heading=heading,
        fields=fields,
        typed=typed,
        action=request.url.path,
        keep=request.url.path.strip("/").replace("/", "-"),
        back=back,
        trouble=reasons_of(refusal),
    )


def status_of(refusal: TripleHelixError | None) -> HTTPStatus:
    """The status of a page that is shown again after a refusal."""
    if refusal is None:
        return HTTPStatus.OK
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT


def reasons_of(refusal: TripleHelixError | None) -> tuple[str, ...]:
    """What a page says of a refusal."""
    return () if refusal is None else refusal.reasons
