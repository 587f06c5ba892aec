"""Causes on the way to the market: price, protection, readiness, benefits, approvals."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

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
from models.closet.words import Cause, Found, Prevention
from models.dossier import IP_KINDS, Dossier
from models.language import Confidence, ProductType, Role, Rule, Severity, Source
from models.protection import WINDOWS

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
    Prevention("Có chứng thư định giá", "Obtain the valuation certificate", Role.HOST_HEAD),
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
    Prevention(
        "Thống nhất giá và ký hợp đồng chuyển giao",
        "Agree on the price and sign the contract",
        Role.HOST_HEAD,
    ),
    rule="price_dispute",
)


_ALERTS = ("ip_alert", "ip_alert_second", "ip_alert_last")
"""The alerts of an invention's window, in months; another window has them at the same part of its length."""
_DAYS_OF_A_MONTH = 30


def _ip_window(task: Dossier, on: date) -> Found | None:
    result = task.result
    disclosed = result.disclosed_on
    if disclosed is None or any((result.ip_filed_on, result.ip_granted_on, result.ip_waived_on)):
        return None
    window = _window(task, disclosed)
    if window is None:
        return None
    alerts = [day for code in _ALERTS if (day := _alert(code, window, task, disclosed)) is not None]
    if not alerts or on < alerts[0]:
        return None
    lost = workdays.after(disclosed, int(window.value), window.unit)
    state = (
        f"đã mất tính mới từ sau ngày {day_text(lost)}"
        if on > lost
        else f"còn {(lost - on).days} ngày trước khi mất tính mới (ngày {day_text(lost)})"
    )
    given = f"Cảnh báo lần {sum(day <= on for day in alerts)} trên {len(alerts)}"
    return Found(
        alerts[0],
        (
            f"Công bố ngày {day_text(disclosed)}, chưa nộp đơn {_kind_text(task)}: {state}.",
            f"{given}{_asked_for(task)}",
        ),
        window,
    )


def _window(task: Dossier, disclosed: date) -> Rule | None:
    """The time for filing; None where no text that was in force on the day of disclosure is known."""
    code = WINDOWS.get(task.result.ip_kind)
    return None if code is None else law.rule(code, disclosed, task.regime, task.province)


def _alert(code: str, window: Rule, task: Dossier, disclosed: date) -> date | None:
    """The day of an alert: as far into this window as it lies in that of an invention."""
    alert = law.rule(code, disclosed, task.regime, task.province)
    whole = law.rule("ip_invention", disclosed, task.regime, task.province)
    if alert is None or whole is None:
        return None
    months = Fraction(alert.value) * Fraction(window.value) / Fraction(whole.value)
    day = workdays.add_months(disclosed, int(months))
    return day + timedelta(days=int((months - int(months)) * _DAYS_OF_A_MONTH))


def _kind_text(task: Dossier) -> str:
    return IP_KINDS.get(task.result.ip_kind, "sáng chế")


def _asked_for(task: Dossier) -> str:
    """What else is to be said: an unknown object of protection, a decision that no application followed."""
    if not task.result.ip_kind:
        return "; chưa rõ đối tượng bảo hộ: kiểu dáng công nghiệp chỉ có 6 tháng (từ 01/4/2026)."
    decided = task.result.ip_decided_on
    return f"; đã quyết định về sở hữu trí tuệ ngày {day_text(decided)}." if decided else "."


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
    Prevention(
        "Nộp đơn đăng ký trước khi hết thời hạn, hoặc ghi nhận quyết định không bảo hộ",
        "File before the window shuts, or record the decision not to protect",
        Role.HOST_HEAD,
    ),
    rule="ip_invention",
)


def _ip_pending(task: Dossier, on: date) -> Found | None:
    result = task.result
    if result.ip_filed_on is None or result.ip_granted_on is not None or is_out(task):
        return None
    if result.ip_waived_on is not None:
        return None  # protection was given up: nobody waits
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
    Prevention(
        "Ký hợp đồng đối với đơn đăng ký hoặc bí quyết, không đợi văn bằng",
        "License the application or the know-how without waiting for the title",
        Role.HOST_HEAD,
    ),
    rule="ip_pending",
)


def _low_trl(task: Dossier, on: date) -> Found | None:
    trl, accepted = task.result.trl, task.result.accepted_on or task.result.recognised_on
    limit = law.rule("low_trl", accepted or on, task.regime, task.province)
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
    Prevention(
        "Mở nhiệm vụ sản xuất thử nghiệm để hoàn thiện công nghệ",
        "Open a pilot-production task to finish the technology",
        Role.DOST_HEAD,
    ),
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
    Prevention(
        "Lập văn bản xác định đóng góp và thỏa thuận chia lợi ích trước khi dự thảo hợp đồng",
        "Agree on contributions and benefits before the contract is drafted",
        Role.HOST_HEAD,
    ),
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
    Prevention(
        "Nộp hồ sơ tới cơ quan quản lý chuyên ngành trong khi thực hiện nhiệm vụ",
        "Apply to the line authority while the task still runs",
        Role.HOST_HEAD,
    ),
)
