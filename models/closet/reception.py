"""Causes on the side of those who should receive and use the result."""

from __future__ import annotations

from datetime import date, timedelta

from models import law, workdays
from models.closet import remedies
from models.closet.facts import (
    day_text,
    has_recipient,
    is_accepted,
    is_imported,
    is_only_published,
    is_out,
    is_stuck,
    is_under_old_law,
    is_unhandled,
    issued_on,
    kept_here,
    overdue_since,
    period_text,
    submitted_on,
)
from models.closet.words import Cause, Found, Prevention
from models.dossier import Dossier
from models.language import Confidence, Role, Rule, Severity, Source

_TYPICAL = Source("Thông lệ quản lý nhiệm vụ cấp tỉnh", Confidence.GENERAL)
_ITEM_13 = Source("Mục 13 phiếu đặt hàng (Mẫu I.01-ĐHNV)", Confidence.SECONDARY)
_ORDERER_RECEIVES = Source("Điều 40 Luật số 29/2013/QH13", Confidence.GENERAL)
_RETURN = Source("Thông tư số 14/2014/TT-BKHCN", Confidence.UNCERTAIN)
_COMMITMENTS = ("reception_commitment", "application_commitment")
_COMMITMENT_STAGES = frozenset({"ORDER", "SELECT"})


def _no_recipient(task: Dossier, on: date) -> Found | None:
    if has_recipient(task) or is_out(task) or is_only_published(task):
        return None
    signs = [sign for sign in (_at_ordering(task), _at_contract(task), _after_acceptance(task, on)) if sign]
    if signs:
        signs.sort(key=lambda sign: sign[:2])
        since, _, rule = signs[0]
        return Found(since, tuple(sentence for _, sentence, _ in signs), rule)
    if is_accepted(task) and task.result.recognised_on is None and is_imported(task):
        said = "ghi là chưa ứng dụng" if task.result.in_use is False else "cho thấy đã được nghiệm thu"
        return Found(
            None,
            (f"Danh sách {said} và không nêu đơn vị tiếp nhận; chưa biết ngày nghiệm thu, ngày công nhận.",),
        )
    return None


_Sign = tuple[date, str, Rule | None]
"""A sign of the missing recipient: since when, its sentence, and the rule that sets its days, if one does."""


def lacks_at_ordering(task: Dossier) -> tuple[str, ...]:
    """What an order that goes on as it is will lack on the day of its contract: a recipient, a commitment.

    Empty where a recipient is named, and for a task that came from a list, of whose order nothing is known.
    """
    if has_recipient(task) or is_imported(task) or is_only_published(task):
        return ()
    committed = any(submitted_on(task, paper) for paper in _COMMITMENTS)
    lacking = (
        (not task.item13, "Mục 13 của phiếu đặt hàng để trống."),
        (not committed, "Chưa có văn bản cam kết tiếp nhận kết quả."),
    )
    return tuple(sentence for missing, sentence in lacking if missing)


def _at_ordering(task: Dossier) -> _Sign | None:
    if task.item13 or task.ordered_on is None or is_imported(task):
        return None
    day = task.ordered_on
    return day, f"Mục 13 của phiếu đặt hàng để trống khi duyệt đặt hàng ngày {day_text(day)}.", None


def _at_contract(task: Dossier) -> _Sign | None:
    asked_here = any(each.stage in _COMMITMENT_STAGES and not each.imported for each in task.entries)
    if task.contract_signed_on is None or not asked_here:
        return None
    if any(submitted_on(task, paper) for paper in _COMMITMENTS):
        return None
    day = task.contract_signed_on
    return day, f"Khi ký hợp đồng ngày {day_text(day)} không có văn bản cam kết tiếp nhận.", None


def _after_acceptance(task: Dossier, on: date) -> _Sign | None:
    if not is_accepted(task):
        return None
    recognised, accepted = task.result.recognised_on, task.result.accepted_on
    if recognised is not None:
        overdue = overdue_since("match", recognised, task, on)
        if overdue is None:
            return None
        since, rule = overdue
        waited = f"Quá {period_text(rule)} từ ngày công nhận {day_text(recognised)}"
        return since, f"{waited}, chưa có đơn vị tiếp nhận.", rule
    if accepted is not None and is_imported(task) and not kept_here(task, accepted):
        known = f"Đã nghiệm thu ngày {day_text(accepted)}, không nêu đơn vị tiếp nhận"
        return accepted, f"{known}; chưa biết ngày công nhận.", None
    return None


NO_RECIPIENT = Cause(
    "NO_RECIPIENT",
    "Không có địa chỉ tiếp nhận",
    "No recipient",
    Severity.HIGH,
    "Sở Khoa học và Công nghệ, cơ quan đặt hàng",
    Role.DOST_HEAD,
    (
        remedies.NAME_RECIPIENT,
        remedies.PUBLISH_OFFER,
        remedies.CALL_COUNCIL,
        remedies.REPLICATE,
        remedies.NOT_TRANSFERABLE,
    ),
    _ITEM_13,
    _no_recipient,
    Prevention(
        "Ghi rõ đơn vị tiếp nhận tại mục 13 của phiếu đặt hàng, kèm văn bản cam kết tiếp nhận",
        "Name the recipient in item 13 of the order, with its letter of commitment",
        Role.ORDERER,
    ),
    rule="match",
)


def _orderer_not_received(task: Dossier, on: date) -> Found | None:
    recognised = task.result.recognised_on
    if task.orderer is None or recognised is None or is_only_published(task) or not is_unhandled(task):
        return None
    if not (is_under_old_law(task) or task.state_reserves):
        return None  # under Law 93/2025 the host owns the result, and the orderer has nothing to receive
    overdue = overdue_since("orderer_receives", recognised, task, on)
    if overdue is None:
        return None
    return Found.by(
        overdue[0],
        f"Quá {period_text(overdue[1])} từ ngày công nhận {day_text(recognised)}, chưa có biên bản bàn "
        f"giao cho {task.orderer.name}.",
        rule=overdue[1],
    )


ORDERER_NOT_RECEIVED = Cause(
    "ORDERER_NOT_RECEIVED",
    "Cơ quan đặt hàng không tiếp nhận",
    "The orderer has not received the result",
    Severity.HIGH,
    "Cơ quan đặt hàng, Ủy ban nhân dân tỉnh",
    Role.ORDERER,
    (remedies.DEMAND, remedies.REPORT_PPC, remedies.SCHEDULE_HANDOVER, remedies.CALL_COUNCIL),
    _ORDERER_RECEIVES,
    _orderer_not_received,
    Prevention(
        "Lập biên bản bàn giao kết quả cho cơ quan đặt hàng",
        "Hand the result over to the orderer, with minutes",
        Role.DOST_OFFICER,
    ),
    rule="orderer_receives",
)


def _no_funding_after(task: Dossier, on: date) -> Found | None:
    result = task.result
    if result.partner_found_on is None or not is_stuck(task):
        return None
    if result.funding_line_on is not None or result.paid_path_on is not None:
        return None
    overdue = overdue_since("funding_after", result.partner_found_on, task, on)
    if overdue is None:
        return None
    return Found.by(
        overdue[0],
        f"Đã có đơn vị tiếp nhận từ ngày {day_text(result.partner_found_on)}, quá "
        f"{period_text(overdue[1])} chưa bố trí kinh phí ứng dụng, nhân rộng.",
        rule=overdue[1],
    )


NO_FUNDING_AFTER = Cause(
    "NO_FUNDING_AFTER",
    "Thiếu kinh phí ứng dụng, nhân rộng",
    "No money to apply or replicate it",
    Severity.HIGH,
    "Cơ quan đặt hàng, Sở Khoa học và Công nghệ, Sở Tài chính",
    Role.ORDERER,
    (remedies.REPLICATE, remedies.PAID_RUNG, remedies.REPORT_PPC, remedies.AWAIT_CENTRAL),
    _TYPICAL,
    _no_funding_after,
    Prevention(
        "Bố trí dòng ngân sách ứng dụng, nhân rộng (hồ sơ theo Mẫu 02-TTMH, 02-TMMH)",
        "Put the application into a budget line (forms 02-TTMH, 02-TMMH)",
        Role.ORDERER,
    ),
    rule="funding_after",
)


def _contract_unsigned(task: Dossier, on: date) -> Found | None:
    memorandum = _memorandum(task)
    if memorandum is None or is_out(task):
        return None
    signed, name = memorandum
    overdue = overdue_since("memorandum", signed, task, on)
    if overdue is None:
        return None
    return Found.by(
        overdue[0],
        f"{name} ngày {day_text(signed)}, quá {period_text(overdue[1])} chưa ký hợp đồng.",
        rule=overdue[1],
    )


def _memorandum(task: Dossier) -> tuple[date, str] | None:
    """The first memorandum and what to call it: one that was recorded, or one that was issued here."""
    written, recorded = issued_on(task, "memorandum"), task.result.memorandum_on
    if written is not None and (recorded is None or written[0] <= recorded):
        return written[0], f"Biên bản ghi nhớ số {written[1]}"
    return (recorded, "Biên bản ghi nhớ") if recorded is not None else None


CONTRACT_UNSIGNED = Cause(
    "CONTRACT_UNSIGNED",
    "Dừng ở ghi nhớ",
    "Stopped at the memorandum",
    Severity.MEDIUM,
    "Các bên ký biên bản ghi nhớ",
    Role.HOST_HEAD,
    (remedies.SIGN_CONTRACT, remedies.DEMAND, remedies.CALL_COUNCIL),
    _TYPICAL,
    _contract_unsigned,
    Prevention(
        "Ký hợp đồng cho từng việc đã ghi nhớ",
        "Sign a contract for each thing agreed in the memorandum",
        Role.HOST_HEAD,
    ),
    rule="memorandum",
)


def used_since(task: Dossier) -> date | None:
    """The day from which the result should be in use: handed over, or transferred."""
    return task.result.handed_over_on or task.result.transferred_on


def _handed_not_used(task: Dossier, on: date) -> Found | None:
    result, start = task.result, used_since(task)
    if result.in_use is True or not is_accepted(task) or result.not_transferable_on is not None:
        return None
    if start is None:
        return _listed_as_unused(task)
    overdue = overdue_since("handed_not_used", start, task, on)
    if overdue is None:
        return None
    reported = result.application_report_on is not None and result.application_report_on >= start
    if result.in_use is False:
        evidence = f"Bàn giao ngày {day_text(start)}; ghi nhận không được sử dụng."
    elif not reported and kept_here(task, start):
        evidence = (
            f"Bàn giao ngày {day_text(start)}, quá {period_text(overdue[1])} không có báo cáo ứng dụng."
        )
    else:
        return None
    return Found(overdue[0], (evidence,), overdue[1])


def _listed_as_unused(task: Dossier) -> Found | None:
    if task.result.in_use is not False or not is_imported(task) or not has_recipient(task):
        return None
    name = task.recipient.name if task.recipient else task.recipient_note
    named = "Đã xác định" if remedies.NAME_RECIPIENT.code in task.remedies else "Danh sách ghi"
    return Found(
        None, (f"{named} đơn vị tiếp nhận là {name}; danh sách ghi chưa ứng dụng; chưa biết ngày bàn giao.",)
    )


HANDED_NOT_USED = Cause(
    "HANDED_NOT_USED",
    "Bàn giao nhưng không dùng",
    "Handed over, but not used",
    Severity.HIGH,
    "Sở Khoa học và Công nghệ, đơn vị tiếp nhận",
    Role.DOST_HEAD,
    (
        remedies.RECALL,
        remedies.APPLICATION_REPORT,
        remedies.REPLICATE,
        remedies.CALL_COUNCIL,
        remedies.NOT_TRANSFERABLE,
    ),
    _TYPICAL,
    _handed_not_used,
    Prevention(
        "Nộp báo cáo ứng dụng của đơn vị tiếp nhận, nêu kết quả đang được dùng vào việc gì",
        "Hand in the recipient's report: what the result is used for",
        Role.RECIPIENT,
    ),
    rule="handed_not_used",
)


def _application_report_overdue(task: Dossier, on: date) -> Found | None:
    start = _reports_from(task)
    if start is None:
        return None
    years = law.rule("follow_up_years", start[0], task.regime, task.province)
    last = task.result.application_report_on
    base = max(start[0], last) if last is not None else start[0]
    if years is not None and base >= workdays.after(start[0], int(years.value), years.unit):
        return None  # the duty was fulfilled to its end
    overdue = overdue_since("follow_up", base, task, on)
    if overdue is None:
        return None
    known = f"báo cáo gần nhất ngày {day_text(base)}" if last == base else f"{start[1]} ngày {day_text(base)}"
    due = overdue[0] - timedelta(days=1)
    return Found(
        overdue[0], (f"Chưa có báo cáo ứng dụng đến hạn ngày {day_text(due)} ({known}).",), overdue[1]
    )


def _reports_from(task: Dossier) -> tuple[date, str] | None:
    """The day from which the yearly return is owed, and what happened on it."""
    result = task.result
    if not is_accepted(task) or result.not_transferable_on is not None or is_only_published(task):
        return None
    used = used_since(task)
    if used is not None and (result.in_use is None or kept_here(task, used)):
        return used, "bàn giao" if result.handed_over_on else "chuyển giao"
    if used is not None or result.in_use is not None or not (is_imported(task) and has_recipient(task)):
        return None
    if result.recognised_on is not None:
        return result.recognised_on, "công nhận kết quả"
    return (result.accepted_on, "nghiệm thu") if result.accepted_on is not None else None


APPLICATION_REPORT_OVERDUE = Cause(
    "APPLICATION_REPORT_OVERDUE",
    "Chưa báo cáo ứng dụng",
    "The application report is overdue",
    Severity.MEDIUM,
    "Tổ chức chủ trì, đơn vị tiếp nhận",
    Role.HOST,
    (remedies.APPLICATION_REPORT, remedies.DEMAND),
    _RETURN,
    _application_report_overdue,
    Prevention("Nộp báo cáo ứng dụng của năm", "Hand in the year's application report", Role.HOST),
    rule="follow_up",
)
