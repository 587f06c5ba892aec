"""Who may be nominated as outstanding in a year: results by what is known of them, people by their results.

Pure. No text that was read sets these conditions: they are usage, shown as "tham khảo". Nothing follows by
itself: whoever meets them still needs a nomination, and the votes of a panel.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from models import closet
from models.dossier import Dossier, Grade
from models.language import Confidence, Role, Source

COMMON = Source("Thông lệ xét chọn cấp tỉnh", Confidence.GENERAL)


@dataclass(frozen=True)
class Occasion:
    """A result that is to be nominated: for which year, looked at on which day, and what the tables know."""

    task: Dossier
    year: int
    on: date
    to_recover: bool = False
    """Whether money of the task is still to be paid back."""
    honoured_in: int | None = None
    """The year in which the result was named outstanding before."""


@dataclass(frozen=True)
class Condition:
    """One condition of the list: its title, and what a result misses of it, in sentences."""

    code: str
    vi: str
    misses: Callable[[Occasion], Iterator[str]]


def _accepted(here: Occasion) -> Iterator[str]:
    result = here.task.result
    if result.accepted_on is None:
        yield "Kết quả chưa được nghiệm thu."
    elif result.accepted_on.year > here.year:
        yield f"Kết quả nghiệm thu ngày {result.accepted_on:%d/%m/%Y}, sau năm {here.year}."
    if result.grade is Grade.FAIL:
        yield "Kết quả nghiệm thu không đạt."
    elif result.accepted_on is not None and result.grade is None:
        yield "Chưa rõ xếp loại nghiệm thu; hãy ghi nhận xếp loại trước khi đề cử."


def _recognised(here: Occasion) -> Iterator[str]:
    result = here.task.result
    if result.recognised_on is None:
        yield (
            "Kết quả đã đăng ký nhưng chưa có quyết định công nhận."
            if result.registered_on is not None
            else "Kết quả chưa được đăng ký, công nhận."
        )
    if here.task.host is None:
        yield "Chưa biết tổ chức chủ trì của nhiệm vụ."


def _used(here: Occasion) -> Iterator[str]:
    result = here.task.result
    in_use = result.in_use is True and result.application_report_on is not None
    if result.transferred_on is None and not in_use:
        yield (
            "Kết quả chưa được chuyển giao và chưa có báo cáo ứng dụng chứng minh đang được sử dụng."
            if result.in_use is not True
            else "Kết quả được ghi là đang sử dụng nhưng chưa có báo cáo ứng dụng làm chứng."
        )
    if result.in_use is False:
        yield "Kết quả đã ngừng sử dụng."


def _moving(here: Occasion) -> Iterator[str]:
    case = closet.find(here.task, here.on)
    if case is not None and case.closet:
        yield f"Kết quả đang nằm trong ngăn tủ: {case.headline.vi.rstrip('.').lower()}."


def _settled(here: Occasion) -> Iterator[str]:
    if here.to_recover:
        yield "Nhiệm vụ còn khoản kinh phí phải thu hồi."


def _once(here: Occasion) -> Iterator[str]:
    if here.honoured_in is not None:
        yield f"Kết quả đã được công nhận tiêu biểu năm {here.honoured_in}."


def _come(here: Occasion) -> Iterator[str]:
    if here.year > here.on.year:
        yield f"Năm {here.year} chưa tới."


CONDITIONS: tuple[Condition, ...] = (
    Condition("year", "Năm xét chọn đã tới", _come),
    Condition("accepted", "Đã nghiệm thu, xếp loại từ Đạt trở lên", _accepted),
    Condition("recognised", "Đã đăng ký và có quyết định công nhận kết quả", _recognised),
    Condition("used", "Đã chuyển giao, hoặc đang được sử dụng và có báo cáo ứng dụng", _used),
    Condition("moving", "Không nằm trong ngăn tủ", _moving),
    Condition("settled", "Không còn kinh phí phải thu hồi", _settled),
    Condition("once", "Chưa được công nhận tiêu biểu năm nào", _once),
)
"""What a result must meet, in the order of the page."""


def result_misses(here: Occasion) -> tuple[str, ...]:
    """Why a result may not be nominated; empty when it may."""
    return tuple(reason for each in CONDITIONS for reason in each.misses(here))


@dataclass(frozen=True)
class Nominee:
    """An account that is to be nominated, by function."""

    title: str
    organisation_id: int
    roles: frozenset[Role]
    active: bool


@dataclass(frozen=True)
class Ground:
    """A result on which a person's nomination may rest: on this year's list, or honoured earlier."""

    code: str
    host_id: int | None
    co_owner_id: int | None
    honoured: bool | None
    """None while the panel of its year has not concluded."""


AUTHORS = frozenset({Role.HOST, Role.HOST_HEAD})
"""The roles of those who made a result: its host's people."""


def grounds_of(nominee: Nominee, results: Collection[Ground]) -> tuple[Ground, ...]:
    """The results for which the person answered, as far as they are honoured or may still be."""
    return tuple(
        each
        for each in results
        if each.honoured is not False and nominee.organisation_id in {each.host_id, each.co_owner_id}
    )


def person_misses(nominee: Nominee, results: Collection[Ground]) -> tuple[str, ...]:
    """Why a person may not be nominated; empty when the person may."""
    found = []
    if not nominee.active:
        found.append("Tài khoản đã khóa.")
    if not nominee.roles & AUTHORS:
        titles = " hoặc ".join(role.vi.lower() for role in sorted(AUTHORS))
        found.append(f"Chỉ đề cử người giữ vai {titles} của kết quả tiêu biểu.")
    if not grounds_of(nominee, results):
        found.append(
            "Tổ chức của người được đề cử không chủ trì kết quả nào trong danh sách; "
            "hãy đề cử kết quả trước, người sau."
        )
    return tuple(found)


def person_is_honoured(nominee: Nominee, results: Collection[Ground], *, agreed: bool) -> tuple[bool, str]:
    """Whether the person is honoured, and why not: votes alone do not do where the result was not chosen."""
    if not agreed:
        return False, "Không đủ số phiếu đồng ý."
    if not any(each.honoured for each in grounds_of(nominee, results)):
        return False, "Kết quả làm căn cứ đề cử không được công nhận tiêu biểu."
    return True, ""
