"""The administration's front page, the rules in force, and what papers are headed with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import kept_columns, letterheads, wiring
from actions.letterheads import Names
from models import law, provinces
from models.deeds import Deed, may
from models.errors import BadInput
from models.language import Rule, Unit
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import marked, say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/admin`, `/admin/letterhead`, `/rules`."""

ToKeep = Annotated[Visit, entering(Deed.ORGANISATION_KEEP)]
ToHead = Annotated[Visit, entering(Deed.LETTERHEAD_KEEP)]
ToSeeRules = Annotated[Visit, entering(Deed.RULES_SEE)]


@dataclass(frozen=True)
class Section:
    """A part of the administration: its address, the deed that opens it, its title and what it is for."""

    path: str
    deed: Deed
    title: str
    purpose: str


SECTIONS: Final = (
    Section(
        "/admin/organisations",
        Deed.ORGANISATION_KEEP,
        marked("Tổ chức"),
        marked("Tìm, thêm, sửa; ghi giải thể, sáp nhập và tổ chức kế thừa."),
    ),
    Section(
        "/admin/people",
        Deed.PEOPLE_KEEP,
        marked("Tài khoản"),
        marked("Mời người dùng, đặt vai trò, khóa và mở lại, liên kết tài khoản của tỉnh."),
    ),
    Section(
        "/admin/calendar",
        Deed.CALENDAR_KEEP,
        marked("Ngày nghỉ và ngày làm bù"),
        marked("Những ngày khác với quy định chung, theo thông báo hằng năm."),
    ),
    Section(
        "/admin/letterhead",
        Deed.ORGANISATION_KEEP,
        marked("Thông tin in trên văn bản"),
        marked("Tên cơ quan, địa danh, ký hiệu mà văn bản ban hành sử dụng."),
    ),
    Section(
        "/rules",
        Deed.RULES_SEE,
        marked("Quy định đang áp dụng"),
        marked("Mỗi con số với điều khoản, độ tin cậy và mục riêng của tỉnh."),
    ),
    Section(
        "/process",
        Deed.PROCESS_CHANGE,
        marked("Chuyển quy trình"),
        marked("Các phiên bản vòng đời; chuyển nhiệm vụ đang thực hiện sang phiên bản khác."),
    ),
    Section(
        "/admin/mail",
        Deed.SYSTEM_KEEP,
        marked("Thư điện tử"),
        marked("Máy chủ thư đã cấu hình và nút gửi thử."),
    ),
    Section(
        "/admin/services",
        Deed.SYSTEM_KEEP,
        marked("Dịch vụ và việc tồn đọng"),
        marked("Dịch vụ nào trả lời, việc nào bị treo."),
    ),
    Section(
        "/journal",
        Deed.AUDIT_SEARCH,
        marked("Nhật ký"),
        marked("Tra cứu mọi việc đã làm."),
    ),
)
"""The parts, in their order."""


def sections_for(visit: Visit) -> tuple[Section, ...]:
    """The parts that are open to the visitor."""
    return tuple(section for section in SECTIONS if may(visit.actor, section.deed))


@room.get("/admin", response_class=HTMLResponse)
def front(request: Request, visit: ToKeep) -> Response:
    """The parts of the administration."""
    return show(request, "admin.html", visit, sections=sections_for(visit))


@room.get("/admin/letterhead", response_class=HTMLResponse)
def letterhead(request: Request, visit: ToKeep) -> Response:
    """What papers are headed with, where each of it comes from, and the form to set it."""
    return _letterhead(request, visit)


@room.post("/admin/letterhead", response_class=HTMLResponse)
def head(request: Request, visit: ToHead, sent: Sent) -> Response:
    """Set what papers are headed with; what is left empty follows from the province's name."""
    names = Names(**{each.name: sent.text(each.name, 1000) for each in fields(Names)})
    try:
        with wiring.unit_of_work() as session:
            letterheads.keep(session, visit.actor, names)
    except OF_THE_FORM as refusal:
        return _letterhead(request, visit, names, refusal.reasons)
    said = say(visit.language, "Đã ghi; văn bản ban hành từ nay dùng thông tin này.")
    return go(request, "/admin/letterhead", said)


def _letterhead(
    request: Request, visit: Visit, typed: Names | None = None, trouble: tuple[str, ...] = ()
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = letterheads.standing(session)
    return show(
        request,
        "admin_letterhead.html",
        visit,
        status=HTTPStatus.CONFLICT if trouble else HTTPStatus.OK,
        head=found.now,
        derived=found.derived,
        typed=typed or found.set,
        trouble=trouble,
        may_set=may(visit.actor, Deed.LETTERHEAD_KEEP),
    )


@room.get("/rules", response_class=HTMLResponse)
def rules(request: Request, visit: ToSeeRules, on: str = "", province: str | None = None) -> Response:
    """Every rule in force on a day, the province's own in their place."""
    trouble: tuple[str, ...] = ()
    day, asked = wiring.today(), wiring.settings().province if province is None else province
    name = ""
    try:
        day = wiring.parse_day(on) if on else day
        name = provinces.successor(asked, day) if asked else ""
    except BadInput as refusal:
        trouble = refusal.reasons
    found = [(rule, _value(rule)) for rule in law.rules_in_force(day, name)]
    if exports.wanted(request) and not trouble:
        return exports.answer(request, visit, kept_columns.RULES, found)
    return show(
        request,
        "rules.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        day_asked=day,
        asked_on=on,
        province=asked,
        provinces=[each.name for each in provinces.standing(day)],
        trouble=trouble,
        rules=found,
        schemes=[
            (scheme, _percent(scheme.quorum), _threshold(scheme))
            for scheme in law.schemes_in_force(day, name)
        ],
    )


def _value(rule: Rule) -> str:
    """A rule's value with its unit, as it is written."""
    if rule.unit is Unit.FRACTION:
        return _percent(Fraction(rule.value))
    return f"{rule.value} {rule.unit.value}"


def _threshold(scheme: law.CouncilScheme) -> str:
    if scheme.ballot is law.BallotKind.SCORE:
        return f"{float(scheme.threshold):g} điểm".replace(".", ",")
    share = scheme.excellent_share if scheme.ballot is law.BallotKind.GRADE else scheme.threshold
    return _percent(share)


def _percent(share: Fraction) -> str:
    """A share as a percentage where it is a round one, as a fraction otherwise (2/3)."""
    percent = share * 100
    if percent.denominator in {1, 2, 4, 5, 10}:
        return f"{float(percent):g}%".replace(".", ",")
    return f"{share.numerator}/{share.denominator}"
