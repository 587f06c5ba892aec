"""Causes in the procedure that follows acceptance: registration, reports, decisions, handover."""

from __future__ import annotations

from datetime import date, timedelta
from operator import attrgetter

from models.closet import remedies
from models.closet.facts import (
    day_text,
    is_accepted,
    is_only_published,
    is_out,
    is_stuck,
    kept_here,
    overdue_since,
    period_text,
)
from models.closet.words import Cause, Found, Prevention
from models.dossier import Dossier
from models.language import Confidence, Regime, Role, Severity, Source, Verdict

_ND70 = "Nghị định số 70/2018/NĐ-CP"


def _past_due(rule: str, start: date, done: str, lacking: str, task: Dossier, on: date) -> Found | None:
    overdue = overdue_since(rule, start, task, on)
    if overdue is None:
        return None
    since, text = overdue
    due = day_text(since - timedelta(days=1))
    return Found(
        since, (f"{done} ngày {day_text(start)}; hạn {period_text(text)} đến ngày {due}; {lacking}.",), text
    )


def _reg_overdue(task: Dossier, on: date) -> Found | None:
    start = task.accepted_on
    if start is None or task.result.registered_on is not None or not kept_here(task, start):
        return None
    return _past_due("registration", start, "Nghiệm thu", "chưa có giấy chứng nhận đăng ký kết quả", task, on)


REG_OVERDUE = Cause(
    "REG_OVERDUE",
    "Chưa đăng ký kết quả",
    "The result is not registered",
    Severity.MEDIUM,
    "Tổ chức chủ trì, tổ chức đầu mối thông tin KH&CN",
    Role.HOST,
    (remedies.DEMAND, remedies.HOLD_SETTLEMENT),
    Source("Thông tư số 14/2014/TT-BKHCN", Confidence.READ),
    _reg_overdue,
    Prevention(
        "Nộp hồ sơ đăng ký kết quả (Mẫu 5)", "Hand in the registration of the result (form 5)", Role.HOST
    ),
    rule="registration",
)


def _asset_report_overdue(task: Dossier, on: date) -> Found | None:
    start, result = task.accepted_on, task.result
    if start is None or result.asset_report_on is not None or result.rights_decided_on is not None:
        return None
    if is_out(task) or not kept_here(task, start):
        return None
    return _past_due("asset_report", start, "Nghiệm thu", "chưa có báo cáo tài sản là kết quả", task, on)


ASSET_REPORT_OVERDUE = Cause(
    "ASSET_REPORT_OVERDUE",
    "Chưa báo cáo tài sản",
    "The result asset is not reported",
    Severity.HIGH,
    "Tổ chức chủ trì",
    Role.HOST,
    (remedies.DEMAND, remedies.REPORT_PPC),
    Source(_ND70, Confidence.READ),
    _asset_report_overdue,
    Prevention(
        "Nộp báo cáo tài sản là kết quả và chi phí hình thành",
        "Report the result asset and what it cost",
        Role.HOST,
    ),
    rule="asset_report",
)


def _rights_decision_overdue(task: Dossier, on: date) -> Found | None:
    start = task.result.rights_dossier_on
    if start is None or task.result.rights_decided_on is not None or is_out(task):
        return None
    return _past_due(
        "rights_decision", start, "Hồ sơ đề nghị giao quyền đầy đủ", "chưa có quyết định giao quyền", task, on
    )


RIGHTS_DECISION_OVERDUE = Cause(
    "RIGHTS_DECISION_OVERDUE",
    "Chậm quyết định giao quyền",
    "The decision on the rights is overdue",
    Severity.HIGH,
    "Ủy ban nhân dân tỉnh, Sở Khoa học và Công nghệ",
    Role.PPC_CHAIR,
    (remedies.REPORT_PPC, remedies.LEGAL_OPINION, remedies.AWAIT_CENTRAL),
    Source(_ND70, Confidence.READ),
    _rights_decision_overdue,
    Prevention("Ký quyết định giao quyền", "Sign the decision on the rights", Role.PPC_CHAIR),
    rule="rights_decision",
)


def _handover_overdue(task: Dossier, on: date) -> Found | None:
    start = task.result.rights_decided_on
    if start is None or is_out(task) or task.regime is Regime.R4_LAW93 or _handed_to_holder(task):
        return None  # under Law 93/2025 the host holds the result already
    return _past_due("handover", start, "Quyết định giao quyền", "chưa có biên bản bàn giao", task, on)


def _handed_to_holder(task: Dossier) -> bool:
    """Whether the handover to the one to whom the rights were given is recorded, or confirmed at its gate."""
    return task.result.rights_handed_on is not None or any(
        made.gate == "rights-handover" and made.verdict is Verdict.APPROVE
        for entry in task.entries
        for made in entry.decisions
    )


HANDOVER_OVERDUE = Cause(
    "HANDOVER_OVERDUE",
    "Chậm bàn giao",
    "The handover is overdue",
    Severity.MEDIUM,
    "Sở Khoa học và Công nghệ",
    Role.DOST_OFFICER,
    (remedies.SCHEDULE_HANDOVER, remedies.REPORT_PPC),
    Source(f"Điều 7 {_ND70}", Confidence.READ),
    _handover_overdue,
    Prevention(
        "Tổ chức bàn giao cho bên được giao quyền và lập biên bản",
        "Hand the result to the holder of the rights, with minutes",
        Role.DOST_OFFICER,
    ),
    rule="handover",
)


def _await_central(task: Dossier, _: date) -> Found | None:
    """A pause, and only with its document; it ends with the guidance that came on or after its first day."""
    since, document = task.result.awaits_central_since, task.result.awaits_central_document.strip()
    if since is None or not document or is_out(task):
        return None
    guidance = task.result.central_guidance_on
    if guidance is not None and guidance >= since:
        return None
    return Found(
        since, (f"Chờ hướng dẫn của Trung ương từ ngày {day_text(since)}, theo văn bản {document}.",)
    )


AWAIT_CENTRAL = Cause(
    "AWAIT_CENTRAL",
    "Chờ hướng dẫn Trung ương",
    "Awaiting central guidance",
    Severity.INFO,
    "Sở Khoa học và Công nghệ",
    Role.DOST_HEAD,
    (remedies.RECORD_GUIDANCE, remedies.REPORT_PPC),
    Source("Báo cáo nhiệm vụ có lý do chờ Trung ương (thông lệ Đồng Tháp)", Confidence.GENERAL),
    _await_central,
    Prevention(
        "Ghi nhận hướng dẫn của Trung ương ngay khi có văn bản",
        "Record the central guidance as soon as it comes",
        Role.DOST_HEAD,
    ),
)


_OWNERS = ("Tổ chức chủ trì", "Tổ chức đồng sở hữu", "Cơ quan đặt hàng", "Đơn vị tiếp nhận")
_owners = attrgetter("host", "co_owner", "orderer", "recipient")


def _owner_dissolved(task: Dossier, _: date) -> Found | None:
    if is_out(task) or (task.outcome and not is_accepted(task)):
        return None
    heirless = [
        (party.dissolved_on, name, party.name)
        for name, party in zip(_OWNERS, _owners(task), strict=True)
        if party is not None and party.dissolved_on is not None and not party.successor
    ]
    if not heirless:
        return None
    return Found(
        min(day for day, _, _ in heirless),
        tuple(
            f"{name} ({party}) đã giải thể, sáp nhập từ ngày {day_text(day)}, chưa ghi nhận tổ chức kế thừa."
            for day, name, party in sorted(heirless)
        ),
    )


OWNER_DISSOLVED = Cause(
    "OWNER_DISSOLVED",
    "Đơn vị chủ sở hữu giải thể/sáp nhập",
    "The owner was dissolved or merged",
    Severity.HIGH,
    "Ủy ban nhân dân tỉnh",
    Role.PPC_CHAIR,
    (remedies.RECORD_SUCCESSOR, remedies.REPORT_PPC),
    Source("Sắp xếp đơn vị hành chính từ ngày 01/7/2025", Confidence.GENERAL),
    _owner_dissolved,
    Prevention(
        "Ghi nhận tổ chức kế thừa trong quyết định giải thể, sáp nhập",
        "Name the successor in the decision that dissolves the owner",
        Role.PPC_CHAIR,
    ),
)


def _not_transferable(task: Dossier, _: date) -> Found | None:
    if not is_stuck(task) or not is_only_published(task):
        return None
    return Found(
        task.result.recognised_on or task.result.accepted_on,
        ("Nhiệm vụ chỉ có sản phẩm dạng I (công bố khoa học).",),
    )


NOT_TRANSFERABLE_BY_NATURE = Cause(
    "NOT_TRANSFERABLE_BY_NATURE",
    "Không thuộc diện chuyển giao",
    "Not transferable by its nature",
    Severity.NONE,
    "Sở Khoa học và Công nghệ",
    Role.DOST_HEAD,
    (remedies.NOT_TRANSFERABLE,),
    Source("Phân loại sản phẩm dạng I đến IV", Confidence.SECONDARY),
    _not_transferable,
    Prevention(
        "Ghi nhận ngay khi công nhận rằng kết quả không thuộc diện chuyển giao",
        "Record at recognition that the result is not transferable",
        Role.DOST_HEAD,
    ),
)
