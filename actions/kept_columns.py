"""What the house keeps, as lists that can be had as files: accounts, organisations, agreements, calls.

Beside `actions.columns`, where the lists of tasks stand. Addresses of mail are in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from actions import accounts, organisations, panels, recognition, support, surveys
from actions.agreements.listing import AgreementRow
from actions.columns import Name
from actions.exports import Column, Listed
from actions.order_forms import InHand
from actions.special_days import Special
from actions.task_page import JournalLine
from actions.webhooks.events import BY_CODE
from actions.webhooks.keeping import Sent
from models.language import PartyKind, Role, Rule

_YES: Final = Name("có", "yes")
_KINDS: Final = {
    PartyKind.STATE_BODY: Name("Cơ quan nhà nước", "State body"),
    PartyKind.PUBLIC_UNIT: Name("Đơn vị sự nghiệp công lập", "Public unit"),
    PartyKind.SOE: Name("Doanh nghiệp nhà nước", "State-owned enterprise"),
    PartyKind.ENTERPRISE: Name("Doanh nghiệp", "Enterprise"),
    PartyKind.COOPERATIVE: Name("Hợp tác xã", "Cooperative"),
    PartyKind.INDIVIDUAL: Name("Cá nhân, hộ gia đình", "Individual or household"),
    PartyKind.UNKNOWN: Name("Chưa xác định", "Unknown"),
}
_AGREEMENT_STANDS: Final = {
    "draft": Name("Dự thảo", "Draft"),
    "issued": Name("Chờ ký", "Awaiting signatures"),
    "signed": Name("Đã ký", "Signed"),
    "ended": Name("Đã hết hiệu lực", "Ended"),
}
_CALL_STANDS: Final = {
    "draft": Name("Dự thảo", "Draft"),
    "open": Name("Đang nhận đề xuất", "Open"),
    "closed": Name("Đã hết hạn nhận, đang xét", "Closed, under selection"),
    "concluded": Name("Đã có kết quả", "Concluded"),
}
_SURVEY_STANDS: Final = {
    "draft": Name("Chưa mở", "Not open yet"),
    "open": Name("Đang nhận trả lời", "Open"),
    "closed": Name("Đã hết hạn", "Over"),
}
_PING: Final = Name("Sự kiện thử", "Trial event")


def _yes(holds: object) -> Name | None:
    return _YES if holds else None


def _roles(roles: Iterable[Role]) -> Name:
    named = list(roles)
    return Name("; ".join(role.vi for role in named), "; ".join(role.en for role in named))


def _event(code: str) -> Name:
    known = BY_CODE.get(code)
    return Name(known.vi, known.en) if known is not None else _PING


ORGANISATIONS: Final = Listed[organisations.Row](
    "to-chuc",
    "Tổ chức",
    "Organisations",
    (
        Column("Số", "Number", lambda row: row.id, 10),
        Column("Tên", "Name", lambda row: row.sheet.name, 60),
        Column("Loại tổ chức", "Kind", lambda row: _KINDS[row.sheet.kind], 28),
        Column("Tỉnh, thành phố", "Province", lambda row: row.sheet.province),
        Column("Mã định danh", "Identifier", lambda row: row.sheet.e_id, 20),
        Column("Địa chỉ", "Address", lambda row: row.sheet.address, 48),
        Column("Giải thể, sáp nhập", "Dissolved", lambda row: row.dissolved_on, 18),
        Column("Tổ chức kế thừa", "Successor", lambda row: row.successor, 48),
        Column("Số tài khoản", "Accounts", lambda row: row.accounts, 12),
    ),
)
ACCOUNTS: Final = Listed[accounts.Row](
    "tai-khoan",
    "Tài khoản",
    "Accounts",
    (
        Column("Tài khoản", "Account", lambda row: row.handle, 28),
        Column("Chức danh", "Function", lambda row: row.sheet.title, 48),
        Column("Tổ chức", "Organisation", lambda row: row.organisation, 48),
        Column("Đơn vị", "Unit", lambda row: row.sheet.unit, 32),
        Column("Vai trò", "Roles", lambda row: _roles(row.roles), 48),
        Column("Đang hoạt động", "Active", lambda row: _yes(row.active), 16),
        Column("Đã đặt mật khẩu", "Has a password", lambda row: _yes(row.has_password), 16),
    ),
)
AGREEMENTS: Final = Listed[AgreementRow](
    "thoa-thuan",
    "Thỏa thuận ba bên",
    "Agreements",
    (
        Column("Mã", "Code", lambda row: row.code),
        Column("Tên thỏa thuận", "Title", lambda row: row.title, 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row.province),
        Column("Nhà nước", "State", lambda row: row.parties[0], 36),
        Column("Nhà khoa học", "Institute", lambda row: row.parties[1], 36),
        Column("Nhà doanh nghiệp", "Enterprise", lambda row: row.parties[2], 36),
        Column("Trạng thái", "State of it", lambda row: _AGREEMENT_STANDS[row.stand], 18),
        Column("Ngày ký", "Signed", lambda row: row.signed_on, 14),
        Column("Đến ngày", "Until", lambda row: row.ends_on, 14),
        Column("Số nhiệm vụ", "Tasks", lambda row: len(row.items), 12),
        Column("Đã đặt hàng", "Ordered", lambda row: row.ordered, 12),
        Column("Chậm ký hợp đồng", "Contracts late", lambda row: row.unsigned, 16),
    ),
)
CALLS: Final = Listed[support.CallRow](
    "dot-moi-de-xuat",
    "Đợt mời đề xuất",
    "Calls for proposals",
    (
        Column("Mã", "Code", lambda row: row.code),
        Column("Tên đợt", "Title", lambda row: row.title, 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row.province),
        Column("Trạng thái", "State", lambda row: _CALL_STANDS[row.stand], 18),
        Column("Từ ngày", "From", lambda row: row.opens_on, 14),
        Column("Đến ngày", "Until", lambda row: row.closes_on, 14),
        Column("Kinh phí (đ)", "Budget (VND)", lambda row: row.budget_vnd, 20),
        Column("Tối đa một đề xuất (đ)", "Most for one (VND)", lambda row: row.ceiling_vnd, 22),
    ),
)
HONOURS: Final = Listed[recognition.ListRow](
    "tieu-bieu",
    "Kết quả, cá nhân tiêu biểu",
    "Outstanding results and people",
    (
        Column("Mã", "Code", lambda row: row.code),
        Column("Tên danh sách", "Title", lambda row: row.title, 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row.province),
        Column("Năm", "Year", lambda row: row.year, 10),
        Column("Đề cử", "Nominated", lambda row: row.nominated, 12),
        Column("Được chọn", "Honoured", lambda row: row.honoured if row.concluded else None, 12),
    ),
)
PANELS: Final = Listed[panels.Row](
    "hoi-dong-xet-chon",
    "Hội đồng xét chọn",
    "Selection panels",
    (
        Column("Mã", "Code", lambda row: row.code),
        Column("Tên", "Title", lambda row: row.title, 60),
        Column("Ngày thành lập", "Formed", lambda row: row.formed_on, 14),
        Column("Ngày họp", "Meets", lambda row: row.meets_on, 14),
        Column("Ngày kết luận", "Concluded", lambda row: row.concluded_on, 14),
        Column("Số phiếu", "Ballots", lambda row: row.cast, 12),
        Column("Cần", "Wanted", lambda row: row.wanted, 12),
    ),
)
SURVEYS: Final = Listed[surveys.SurveyRow](
    "khao-sat",
    "Khảo sát doanh nghiệp",
    "Surveys of enterprises",
    (
        Column("Mã", "Code", lambda row: row.code),
        Column("Tên khảo sát", "Title", lambda row: row.title, 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row.province),
        Column("Năm", "Year", lambda row: row.year, 10),
        Column("Trạng thái", "State", lambda row: _SURVEY_STANDS[row.stand], 18),
        Column("Từ ngày", "From", lambda row: row.opens_on, 14),
        Column("Đến ngày", "Until", lambda row: row.closes_on, 14),
        Column("Đã hỏi", "Asked", lambda row: row.asked, 12),
        Column("Đã trả lời", "Answered", lambda row: row.answered, 12),
    ),
)
ORDERS: Final = Listed[InHand](
    "phieu-dat-hang",
    "Phiếu đang chờ phê duyệt",
    "Orders awaiting approval",
    (
        Column("Mã nhiệm vụ", "Code", lambda row: row.code),
        Column("Tên nhiệm vụ", "Title", lambda row: row.title, 60),
        Column("Tỉnh, thành phố", "Province", lambda row: row.province),
        Column("Ngày gửi", "Sent", lambda row: row.ordered_on, 14),
        Column("Hạn", "Due", lambda row: row.due_on, 14),
    ),
)
DELIVERIES: Final = Listed[Sent](
    "nhat-ky-gui",
    "Nhật ký gửi",
    "Delivery log",
    (
        Column("Mã sự kiện", "Event id", lambda row: row.event_id, 28),
        Column("Sự kiện", "Event", lambda row: _event(row.event), 36),
        Column("Mã nhiệm vụ", "Task", lambda row: row.task),
        Column("Lúc", "At", lambda row: row.made_at, 18),
        Column("Số lần thử", "Attempts", lambda row: row.attempts, 12),
        Column("Trả lời HTTP", "HTTP answer", lambda row: row.answer, 14),
        Column("Lỗi", "Error", lambda row: row.error, 48),
        Column("Đã nhận lúc", "Taken at", lambda row: row.delivered_at, 18),
        Column("Đã thôi gửi", "Given up", lambda row: _yes(row.given_up), 12),
    ),
)
SPECIAL_DAYS: Final = Listed[Special](
    "ngay-nghi-lam-bu",
    "Ngày nghỉ và ngày làm bù",
    "Days off and days made up",
    (
        Column("Ngày", "Day", lambda row: row.on, 14),
        Column("Là ngày làm việc", "Offices work", lambda row: _yes(row.works), 18),
        Column("Tên", "Name", lambda row: row.name, 48),
        Column("Văn bản", "Document", lambda row: row.document, 48),
    ),
)
RULES: Final = Listed[tuple[Rule, str]](
    "quy-dinh",
    "Quy định đang áp dụng",
    "Rules in force",
    (
        Column("Mã", "Code", lambda row: row[0].code, 28),
        Column("Quy định", "Rule", lambda row: row[0].name_vi, 60),
        Column("Giá trị", "Value", lambda row: row[1], 20),
        Column("Căn cứ", "Source", lambda row: str(row[0].source), 60),
        Column("Riêng của tỉnh", "Set by the province", lambda row: row[0].province, 20),
        Column("Đến ngày", "Until", lambda row: row[0].valid_to, 14),
    ),
)
TASK_JOURNAL: Final = Listed[JournalLine](
    "nhat-ky-nhiem-vu",
    "Nhật ký nhiệm vụ",
    "Journal of a task",
    (
        Column("Lúc", "At", lambda row: row.at, 18),
        Column("Ngày", "Day", lambda row: row.on, 14),
        Column("Việc đã làm", "What was done", lambda row: row.text, 80),
    ),
)
