"""The lists of the portal that can be had as files: each declared once, by its columns.

The interface and the pages give the same files; what a list holds is read elsewhere, by who may see what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from actions.advisory.agenda import Reason
from actions.boards.closet_list import CAUSES_BY_CODE
from actions.councils.listing import Row as CouncilRow
from actions.desk.words import WaitingItem
from actions.exports import Column, Listed, Named
from actions.journal import Found
from actions.market_room import MatchRow
from actions.task_list import Finds, Hit, TaskRow
from models.closet import STALLS
from models.language import Stage
from models.lifecycle import STAGES
from models.listing.words import FIELDS
from models.tables import AdvisoryItem, Need, PublishedCase


@dataclass(frozen=True)
class Name:
    """A title in both languages."""

    vi: str
    en: str


_ENDED: Final = Name("Đã kết thúc", "Ended")
_YES: Final = Name("có", "yes")
_FIELDS_EN: Final = {
    "natural": "Natural sciences",
    "engineering": "Engineering and technology",
    "medical": "Medical and pharmaceutical sciences",
    "agricultural": "Agricultural sciences",
    "social": "Social sciences",
    "humanities": "Humanities",
}
_STALLS: Final = {stall.code: stall for stall in STALLS}


def field_name(code: str) -> Name:
    """The title of a field of science by its code; a field that no code names stands as it is written."""
    return Name(FIELDS.get(code, code), _FIELDS_EN.get(code, code))


def cause_name(code: str) -> Named:
    """The title of a cause by its code."""
    return CAUSES_BY_CODE.get(code) or Name(code, code)


def stall_name(code: str) -> Named:
    """The title of what makes a task stand still before its result, by its code."""
    return _STALLS.get(code) or Name(code, code)


def stage_name(stage: Stage | None) -> Named:
    """The title of the stage in which a task stands."""
    return stage or _ENDED


def _yes(holds: bool) -> Name | None:  # noqa: FBT001 - a fact, in words
    return _YES if holds else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


TASKS: Final = Listed[TaskRow](
    "nhiem-vu",
    "Nhiệm vụ",
    "Tasks",
    (
        Column("Mã nhiệm vụ", "Code", lambda row: row.code),
        Column("Tên nhiệm vụ", "Title", lambda row: row.title, 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row.province),
        Column("Tổ chức chủ trì", "Host", lambda row: row.host, 36),
        Column("Giai đoạn", "Stage", lambda row: stage_name(row.stage), 32),
        Column("Hạn", "Due", lambda row: row.due_on, 12),
        Column("Chờ bổ sung", "Clock stopped", lambda row: _yes(row.stopped), 12),
        Column("Trong ngăn tủ", "In the closet", lambda row: _yes(row.in_closet), 12),
    ),
)
CASES: Final = Listed[PublishedCase](
    "ngan-tu",
    "Ngăn tủ",
    "Closet",
    (
        Column("Mã nhiệm vụ", "Code", lambda row: row.code),
        Column("Tên nhiệm vụ", "Title", lambda row: row.title, 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row.province),
        Column("Tổ chức chủ trì", "Host", lambda row: row.host, 36),
        Column("Lĩnh vực", "Field", lambda row: field_name(row.discipline), 28),
        Column("Nguyên nhân chính", "Main cause", lambda row: cause_name(row.headline), 36),
        Column("Mọi nguyên nhân", "All causes", lambda row: _causes(row.causes), 48),
        Column("Số ngày nằm chờ", "Days", lambda row: row.days, 12),
        Column("Ai phải xử lý", "Who must act", lambda row: row.who, 36),
        Column("Bước tiếp theo", "Next step", lambda row: row.what, 48),
        Column("Hạn", "Due", lambda row: row.due_on, 12),
        Column("Biện pháp đã chọn", "Remedy chosen", lambda row: row.remedy, 36),
        Column("Quá hạn", "Overdue", lambda row: _yes(row.late), 12),
        Column("Cơ quan chịu trách nhiệm", "Responsible", lambda row: row.responsible, 36),
        Column("Giá trị (đ)", "Value (VND)", lambda row: row.value_vnd, 20),
        Column("Loại giá trị", "Kind of value", lambda row: row.value_kind, 14),
    ),
)
WORK: Final = Listed[WaitingItem](
    "viec-cua-toi",
    "Việc của tôi",
    "My work",
    (
        Column("Việc", "What", lambda row: row.thing, 48),
        Column("Mã nhiệm vụ", "Code", lambda row: row.code),
        Column("Tên nhiệm vụ", "Title", lambda row: row.title, 60),
        Column("Hạn", "Due", lambda row: row.due_on, 12),
        Column("Tình hình", "State", lambda row: row.count, 36),
        Column("Còn thiếu", "Missing", lambda row: "\n".join(row.missing), 60),
        Column("Theo ủy quyền của", "Delegated by", lambda row: row.lent_by, 36),
    ),
)
COUNCILS: Final = Listed[CouncilRow](
    "hoi-dong",
    "Hội đồng",
    "Councils",
    (
        Column("Mã nhiệm vụ", "Code", lambda row: row.code),
        Column("Tên nhiệm vụ", "Title", lambda row: row.title, 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row.province),
        Column("Hội đồng", "Council", lambda row: row.gate, 36),
        Column("Ngày họp hoặc hạn", "Meets or due", lambda row: row.due_on, 14),
        Column("Ngày thành lập", "Formed", lambda row: row.formed_on, 14),
        Column("Số thành viên", "Members", lambda row: row.members or None, 12),
        Column("Có mặt", "Present", lambda row: row.present if row.members else None, 12),
        Column("Cần có mặt", "Needed", lambda row: row.needed if row.members else None, 12),
        Column("Số phiếu", "Ballots", lambda row: row.cast if row.members else None, 12),
    ),
)
JOURNAL: Final = Listed[Found](
    "nhat-ky",
    "Nhật ký",
    "Journal",
    (
        Column("Số", "Number", lambda row: row.number, 10),
        Column("Lúc", "At", lambda row: row.at, 18),
        Column("Ngày hiệu lực", "Effective", lambda row: row.on, 14),
        Column("Thẻ", "Tag", lambda row: row.tag, 28),
        Column("Việc đã làm", "What was done", lambda row: row.text, 80),
        Column("Mã nhiệm vụ", "Task", lambda row: row.task),
        Column("Chức danh", "Function", lambda row: row.title, 36),
        Column("Tài khoản", "Account", lambda row: row.handle, 20),
    ),
)
FINDS: Final = Listed[tuple[Name, Hit]](
    "tim-kiem",
    "Kết quả tìm kiếm",
    "Finds",
    (
        Column("Loại", "Kind", lambda row: row[0], 20),
        Column("Tên", "Title", lambda row: row[1].title, 60),
        Column(
            "Mã nhiệm vụ", "Task", lambda row: row[1].code if row[1].code not in {"need", "offer"} else ""
        ),
        Column("Ghi chú", "Note", lambda row: row[1].told, 60),
    ),
)
FIND_KINDS: Final = {
    "tasks": Name("Nhiệm vụ", "Task"),
    "organisations": Name("Tổ chức", "Organisation"),
    "needs": Name("Nhu cầu, chào công nghệ", "Need or offer"),
    "papers": Name("Giấy tờ", "Paper"),
}


def finds_of(finds: Finds) -> Iterator[tuple[Name, Hit]]:
    """All finds of a search, each with its kind."""
    for name, kind in FIND_KINDS.items():
        for hit in getattr(finds, name):
            yield kind, hit


PLACES: Final = Listed[dict[str, Any]](
    "bang-nhiem-vu",
    "Nhiệm vụ theo giai đoạn",
    "Tasks by stage",
    (
        Column("Giai đoạn", "Stage", lambda row: STAGES[row["stage"]], 40),
        Column("Số nhiệm vụ", "Tasks", lambda row: row["count"], 12),
        Column("Quá hạn", "Overdue", lambda row: row["overdue"], 12),
        Column("0–30 ngày", "0–30 days", lambda row: row["ages"].get("0-30", 0), 12),
        Column("31–90 ngày", "31–90 days", lambda row: row["ages"].get("31-90", 0), 12),
        Column("91–180 ngày", "91–180 days", lambda row: row["ages"].get("91-180", 0), 12),
        Column("Trên 180 ngày", "Over 180 days", lambda row: row["ages"].get(">180", 0), 14),
        Column("Chưa rõ", "Unknown", lambda row: row["ages"].get("unknown", 0), 12),
    ),
)
COMING: Final = Listed[dict[str, Any]](
    "sap-vao-ngan-tu",
    "Sắp vào ngăn tủ",
    "Coming into the closet",
    (
        Column("Mã nhiệm vụ", "Code", lambda row: row["code"]),
        Column("Tên nhiệm vụ", "Title", lambda row: row["title"], 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row["province"]),
        Column("Sẽ vướng", "Will be held by", lambda row: cause_name(row["cause"]), 36),
        Column("Ngày", "Day", lambda row: _day(row["on"]), 12),
        Column("Còn (ngày)", "Days left", lambda row: row["days_left"], 12),
        Column("Dấu hiệu sớm", "Early sign", lambda row: _yes(row["sign"]), 12),
        Column("Việc cần làm", "What prevents it", lambda row: row["prevent_vi"], 60),
        Column("Người làm", "Who", lambda row: row["responsible"], 36),
    ),
)
STALLED: Final = Listed[dict[str, Any]](
    "vuong-truoc-nghiem-thu",
    "Vướng trước nghiệm thu",
    "Standing still before acceptance",
    (
        Column("Mã nhiệm vụ", "Code", lambda row: row["code"]),
        Column("Tên nhiệm vụ", "Title", lambda row: row["title"], 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row["province"]),
        Column("Giai đoạn", "Stage", lambda row: row["stage_vi"], 32),
        Column("Vướng mắc", "What holds it", lambda row: stall_name(row["stall"]), 40),
        Column("Từ ngày", "Since", lambda row: _day(row["since"]), 12),
        Column("Số ngày", "Days", lambda row: row["days"], 12),
        Column("Ai phải xử lý", "Who must act", lambda row: row["responsible"], 36),
        Column("Bước tiếp theo", "Next step", lambda row: row["next_step_vi"], 60),
    ),
)
KEPT: Final = Listed[tuple[date, str, int, int, int]](
    "thoi-han",
    "Thời hạn các giai đoạn",
    "Deadlines kept",
    (
        Column("Tháng", "Month", lambda row: f"{row[0]:%m/%Y}", 12),
        Column("Đơn vị", "Unit", lambda row: row[1], 48),
        Column("Trước hạn", "Early", lambda row: row[2], 12),
        Column("Đúng hạn", "On time", lambda row: row[3], 12),
        Column("Quá hạn", "Overdue", lambda row: row[4], 12),
    ),
)
_NEED_KINDS: Final = {"need": Name("Nhu cầu", "Need"), "offer": Name("Chào công nghệ", "Offer")}
_MATCH_STEPS: Final = {
    "proposed": Name("đề nghị kết nối", "proposed"),
    "met": Name("đã gặp", "met"),
    "memorandum": Name("biên bản ghi nhớ", "memorandum"),
    "transferred": Name("đã chuyển giao", "transferred"),
    "dropped": Name("dừng kết nối", "dropped"),
}
NEEDS: Final = Listed[tuple[Need, str]](
    "nhu-cau-cong-nghe",
    "Nhu cầu và chào công nghệ",
    "Needs and offers",
    (
        Column("Số", "Number", lambda row: row[0].id, 10),
        Column("Loại", "Kind", lambda row: _NEED_KINDS[row[0].kind], 16),
        Column("Tên công nghệ", "Technology", lambda row: row[0].title, 60),
        Column("Mô tả", "Description", lambda row: row[0].text, 60),
        Column("Tổ chức", "Organisation", lambda row: row[1], 36),
        Column("Tỉnh, thành phố", "Province", lambda row: row[0].province),
        Column("Lĩnh vực", "Field", lambda row: field_name(row[0].discipline), 28),
        Column("Ngày đăng ký", "Registered", lambda row: row[0].registered_on, 14),
        Column("Ngày đóng", "Closed", lambda row: row[0].closed_on, 14),
    ),
)
MATCHES: Final = Listed[MatchRow](
    "ket-noi",
    "Kết nối",
    "Matches",
    (
        Column("Mã nhiệm vụ", "Code", lambda row: row.code),
        Column("Kết quả", "Result", lambda row: row.title, 60),
        Column("Tổ chức", "Organisation", lambda row: row.organisation, 36),
        Column("Tình trạng", "State", lambda row: _MATCH_STEPS[row.step], 24),
        Column("Đề nghị", "Proposed", lambda row: row.match.proposed_on, 14),
        Column("Đã gặp", "Met", lambda row: row.match.met_on, 14),
        Column("Biên bản ghi nhớ", "Memorandum", lambda row: row.match.memorandum_on, 18),
        Column("Số biên bản", "Memorandum no.", lambda row: row.match.memorandum, 24),
        Column("Chuyển giao", "Transferred", lambda row: row.match.transferred_on, 14),
        Column("Dừng", "Dropped", lambda row: row.match.dropped_on, 14),
        Column("Lý do dừng", "Why dropped", lambda row: row.match.dropped_because, 40),
    ),
)
AGENDA: Final = Listed[tuple[AdvisoryItem, str, str]](
    "chuong-trinh-hop",
    "Chương trình họp",
    "Agenda",
    (
        Column("Mã nhiệm vụ", "Code", lambda row: row[1]),
        Column("Tên nhiệm vụ", "Title", lambda row: row[2], 60),
        Column("Vì sao", "Why", lambda row: Reason(row[0].reason).label, 36),
        Column("Ghi chú", "Note", lambda row: row[0].note, 60),
        Column("Kết luận", "Conclusion", lambda row: row[0].conclusion, 60),
    ),
)


def _causes(codes: list[str]) -> Name:
    names = [cause_name(code) for code in codes]
    return Name("; ".join(each.vi for each in names), "; ".join(each.en for each in names))
