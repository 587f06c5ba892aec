"""The lists of plans that can be had as files: targets and work, as they can be taken in again."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from actions.exports import Column, Listed
from actions.steering.lines import TargetLine, WorkLine
from actions.steering.performing import OfficerLine

TARGETS: Final = Listed[TargetLine](
    "chi-tieu",
    "Chỉ tiêu",
    "Targets",
    (
        Column("Tỉnh", "Province", lambda row: row.key.province, 16),
        Column("Năm", "Year", lambda row: row.key.year, 8),
        Column("Mã kế hoạch", "Plan", lambda row: row.key.code, 16),
        Column("Loại", "Kind", lambda _: "chỉ tiêu", 10),
        Column("Mã", "Code", lambda row: row.code, 12),
        Column("Nội dung", "Title", lambda row: row.title, 60),
        Column("Đơn vị tính", "Unit", lambda row: row.unit, 12),
        Column("Chiều", "Direction", lambda row: row.direction, 12),
        Column("Mức phải đạt", "Goal", lambda row: row.goal, 14),
        Column("Đạt được", "Reached", lambda row: row.value, 14),
        Column("Tử số", "Numerator", lambda row: row.numerator, 12),
        Column("Mẫu số", "Denominator", lambda row: row.denominator, 12),
        Column("Ngày số liệu", "As of", lambda row: row.read_on, 12),
        Column("Nguồn số liệu", "Source", lambda row: row.source, 40),
        Column("Thời hạn", "Due", lambda row: row.due_on, 12),
        Column("Tình trạng", "Status", lambda row: row.status, 26),
        Column("Đơn vị chủ trì", "Lead unit", lambda row: row.lead_unit, 30),
        Column("Chỉ số", "Indicator", lambda row: row.indicator, 20),
        Column("Chờ Trung ương từ", "Awaiting since", lambda row: row.awaits_central_since, 12),
        Column("Văn bản chờ Trung ương", "Document", lambda row: row.awaits_central_document, 30),
    ),
)

WORK: Final = Listed[WorkLine](
    "nhiem-vu-ke-hoach",
    "Nhiệm vụ của kế hoạch",
    "Work of plans",
    (
        Column("Tỉnh", "Province", lambda row: row.key.province, 16),
        Column("Năm", "Year", lambda row: row.key.year, 8),
        Column("Mã kế hoạch", "Plan", lambda row: row.key.code, 16),
        Column("Loại", "Kind", lambda _: "nhiệm vụ", 10),
        Column("Mã", "Code", lambda row: row.code, 12),
        Column("Rõ việc", "What", lambda row: row.what, 60),
        Column("Văn bản gốc", "Parent", lambda row: row.parent, 30),
        Column("Rõ người", "Who", lambda row: row.who, 30),
        Column("Đơn vị chủ trì", "Lead unit", lambda row: row.lead_unit, 30),
        Column("Đơn vị phối hợp", "With", lambda row: "; ".join(row.co_units), 30),
        Column("Rõ thời gian", "Due", lambda row: row.due_on, 12),
        Column("Rõ kết quả", "Result", lambda row: row.result, 36),
        Column("Tiêu chí nghiệm thu", "Criterion", lambda row: row.criterion, 36),
        Column("Rõ trách nhiệm", "Responsible", lambda row: row.responsible, 30),
        Column("Rõ thẩm quyền", "Authority", lambda row: row.authority, 30),
        Column("Tài khoản", "Account", lambda row: row.handle, 20),
        Column("Tình trạng", "Status", lambda row: row.status, 26),
        Column("Ngày giao", "Given out", lambda row: row.published_on, 12),
        Column("Ngày bắt đầu", "Begun", lambda row: row.started_on, 12),
        Column("Ngày hoàn thành", "Done", lambda row: row.done_on, 12),
        Column("Minh chứng", "Evidence", lambda row: row.evidence, 36),
        Column("Chờ Trung ương từ", "Awaiting since", lambda row: row.awaits_central_since, 12),
        Column("Văn bản chờ Trung ương", "Document", lambda row: row.awaits_central_document, 30),
    ),
)


def _mean(row: OfficerLine) -> Decimal | None:
    return None if row.leads else row.performance.mean


KPI: Final = Listed[OfficerLine](
    "so-luong-chat-luong-tien-do",
    "Số lượng, chất lượng, tiến độ",
    "Quantity, quality, progress",
    (
        Column("Tài khoản", "Account", lambda row: row.handle, 20),
        Column("Chức danh", "Function", lambda row: row.title, 36),
        Column("Đơn vị", "Unit", lambda row: row.unit, 30),
        Column("Số bản ghi", "Records", lambda row: len(row.performance.records), 10),
        Column("a. Số lượng (%)", "a. Quantity (%)", lambda row: row.performance.quantity.value, 14),
        Column("b. Chất lượng (%)", "b. Quality (%)", lambda row: row.performance.quality.value, 14),
        Column("c. Tiến độ (%)", "c. Progress (%)", lambda row: row.performance.progress.value, 14),
        Column("(a + b + c)/3, tham khảo", "(a + b + c)/3, for reference", _mean, 22),
    ),
)
