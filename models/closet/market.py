"""Causes on the way to the market: price, protection, readiness, benefits, approvals."""

from __future__ import annotations

from datetime import date

from models import law, workdays
from models.closet import remedies
from models.closet.facts import (
    day_text,
    is_accepted,
    is_out,
    is_stuck,
    kept_here,
    overdue_since,
    period_text,
    submitted_on,
)
from models.closet.words import Cause, Found
from models.dossier import Dossier
from models.language import Confidence, ProductType, Role, Severity, Source

_TYPICAL = Source("Thông lệ quản lý nhiệm vụ cấp tỉnh", Confidence.GENERAL)


def _valuation_missing(task: Dossier, on: date) -> Found | None:
    result = task.result
    if result.paid_path_on is None or result.valued_on is not None or is_out(task):
        return None
    overdue = overdue_since("value", result.paid_path_on, task, on)
    if overdue is None:
        return None
    return Found.by(
        overdue[0],
        f"Chọn phương án có hoàn trả giá trị ngày {day_text(result.paid_path_on)}, quá "
        f"{period_text(overdue[1])} chưa có chứng thư định giá.",
        rule=overdue[1],
    )


VALUATION_MISSING = Cause(
    "VALUATION_MISSING",
    "Chưa định giá",
    "Not valued",
    Severity.HIGH,
    "Chủ sở hữu kết quả (Nhà nước hoặc tổ chức chủ trì)",
    Role.HOST_HEAD,
    (remedies.VALUATION, remedies.DEMAND, remedies.USE_RIGHT),
    Source("Nghị định số 70/2018/NĐ-CP; TTLT số 39/2014/TTLT-BKHCN-BTC", Confidence.READ),
    _valuation_missing,
    rule="value",
)


def _price_dispute(task: Dossier, on: date) -> Found | None:
    offered = submitted_on(task, "partner_letter") or task.result.partner_found_on
    valued = task.result.valued_on
    if offered is None or valued is None or is_out(task):
        return None
    overdue = overdue_since("price_dispute", max(offered, valued), task, on)
    if overdue is None:
        return None
    return Found.by(
        overdue[0],
        f"Có bên đề nghị nhận từ ngày {day_text(offered)}, định giá ngày {day_text(valued)}, quá "
        f"{period_text(overdue[1])} chưa ký hợp đồng.",
        rule=overdue[1],
    )


PRICE_DISPUTE = Cause(
    "PRICE_DISPUTE",
    "Không thống nhất giá",
    "No agreement on the price",
    Severity.MEDIUM,
    "Chủ sở hữu kết quả (Nhà nước hoặc tổ chức chủ trì)",
    Role.HOST_HEAD,
    (remedies.INTERMEDIARY, remedies.AUCTION, remedies.VALUATION),
    _TYPICAL,
    _price_dispute,
    rule="price_dispute",
)


def _ip_window(task: Dossier, on: date) -> Found | None:
    result = task.result
    disclosed = result.disclosed_on
    if disclosed is None or any((result.ip_filed_on, result.ip_granted_on, result.ip_decided_on)):
        return None
    window = law.rule("ip_invention", disclosed, task.regime, task.province)
    first = law.rule("ip_alert", disclosed, task.regime, task.province)
    if window is None or first is None:
        return None
    since = workdays.after(disclosed, int(first.value), first.unit)
    if on < since:
        return None
    lost = workdays.after(disclosed, int(window.value), window.unit)
    state = (
        f"đã mất tính mới từ sau ngày {day_text(lost)}"
        if on > lost
        else f"còn {(lost - on).days} ngày trước khi mất tính mới (ngày {day_text(lost)})"
    )
    alerts = sum(on >= _alert(code, disclosed) for code in ("ip_alert", "ip_alert_second", "ip_alert_last"))
    return Found(
        since,
        (
            f"Công bố ngày {day_text(disclosed)}, chưa nộp đơn sáng chế: {state}.",
            f"Cảnh báo lần {alerts} trên 3; kiểu dáng công nghiệp chỉ có 6 tháng (từ 01/4/2026).",
        ),
        window,
    )


def _alert(code: str, disclosed: date) -> date:
    alert = law.rule(code, disclosed)
    return date.max if alert is None else workdays.after(disclosed, int(alert.value), alert.unit)


IP_WINDOW = Cause(
    "IP_WINDOW",
    "Sắp/đã mất tính mới",
    "Novelty is about to be lost, or is lost",
    Severity.CRITICAL,
    "Tổ chức chủ trì, nhóm tác giả",
    Role.HOST_HEAD,
    (remedies.FILE_IP, remedies.WAIVE_IP),
    Source("Điều 60 khoản 3 Luật Sở hữu trí tuệ", Confidence.SECONDARY),
    _ip_window,
    rule="ip_invention",
)


def _ip_pending(task: Dossier, on: date) -> Found | None:
    result = task.result
    if result.ip_filed_on is None or result.ip_granted_on is not None or is_out(task):
        return None
    if result.partner_found_on is None:
        return None  # nobody waits for the title yet
    overdue = overdue_since("ip_pending", result.ip_filed_on, task, on)
    if overdue is None:
        return None
    since = max(overdue[0], result.partner_found_on)
    return Found.by(
        since,
        f"Nộp đơn ngày {day_text(result.ip_filed_on)}, quá {period_text(overdue[1])} chưa được cấp văn bằng.",
        rule=overdue[1],
    )


IP_PENDING = Cause(
    "IP_PENDING",
    "Chờ văn bằng",
    "The title is pending",
    Severity.LOW,
    "Chủ sở hữu kết quả",
    Role.HOST_HEAD,
    (remedies.LICENCE_APPLICATION,),
    _TYPICAL,
    _ip_pending,
    rule="ip_pending",
)


def _low_trl(task: Dossier, _: date) -> Found | None:
    trl, accepted = task.result.trl, task.result.accepted_on or task.result.recognised_on
    limit = law.rule("low_trl", accepted or date.max, task.regime, task.province)
    if trl is None or limit is None or trl > limit.value or not is_stuck(task):
        return None
    if ProductType.III not in task.products:
        return None
    return Found(
        accepted,
        (f"Sản phẩm dạng III nghiệm thu ở mức sẵn sàng công nghệ {trl}/9 (không quá {limit.value}).",),
        limit,
    )


LOW_TRL = Cause(
    "LOW_TRL",
    "Chưa hoàn thiện công nghệ",
    "The technology is not ready",
    Severity.MEDIUM,
    "Sở Khoa học và Công nghệ",
    Role.DOST_HEAD,
    (remedies.PILOT_TASK, remedies.CALL_COUNCIL, remedies.NOT_TRANSFERABLE),
    Source("Thang 1-9 theo ISO 16290, chưa có quy định của Việt Nam", Confidence.UNCERTAIN),
    _low_trl,
    rule="low_trl",
)


def _revenue_share_unset(task: Dossier, _: date) -> Found | None:
    result = task.result
    drafted = submitted_on(task, "transfer_draft") or result.transferred_on
    if drafted is None or result.benefit_agreement_on is not None or result.shared_on is not None:
        return None
    if submitted_on(task, "benefit_terms") is not None or not kept_here(task, drafted):
        return None
    return Found(
        drafted,
        (f"Dự thảo hoặc hợp đồng chuyển giao ngày {day_text(drafted)}, chưa có thỏa thuận chia lợi ích.",),
    )


REVENUE_SHARE_UNSET = Cause(
    "REVENUE_SHARE_UNSET",
    "Chưa có quy chế/thoả thuận chia lợi ích",
    "No agreement on the benefits",
    Severity.MEDIUM,
    "Tổ chức chủ trì",
    Role.HOST_HEAD,
    (remedies.BENEFIT_AGREEMENT,),
    Source("Điều 28 khoản 3 Luật số 93/2025/QH15; Điều 17 khoản 2 Nghị định số 267/2025/NĐ-CP",
           Confidence.SECONDARY),
    _revenue_share_unset,
)  # fmt: skip


def _regulatory_approval(task: Dossier, on: date) -> Found | None:
    since, granted = task.result.approval_needed_since, task.result.approval_granted_on
    if since is None or since > on or (granted is not None and granted <= on):
        return None
    if not is_accepted(task) or is_out(task):
        return None
    return Found.by(
        since,
        f"Sản phẩm cần được cấp phép, công nhận (ghi nhận ngày {day_text(since)}); chưa có giấy chứng nhận.",
    )


REGULATORY_APPROVAL = Cause(
    "REGULATORY_APPROVAL",
    "Chờ cấp phép/công nhận",
    "Awaiting an approval of the product",
    Severity.MEDIUM,
    "Chủ sở hữu kết quả, bên nhận",
    Role.HOST_HEAD,
    (remedies.LINE_APPROVAL, remedies.AWAIT_CENTRAL),
    _TYPICAL,
    _regulatory_approval,
)
