"""The doctor's look at what waits, for whom, and since when; and at what a clock that ran ahead has left."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from console.findings import VIET_NAM, Finding, bad, good
from console.kept import has_tables
from console.stack import Stack

if TYPE_CHECKING:
    from actions.outbox import Backlog

LONG: Final = timedelta(minutes=5)
"""What is promised is kept within seconds; after so long something is away, or no engine runs."""
_SHOWN: Final = 5
"""Parked promises that are named; `retry` takes all of them up."""
_NAMES: Final = {
    "stage": "việc của giai đoạn",
    "redraw": "cửa sổ cần vẽ lại trong Prefect",
    "closet": "hồ sơ ngăn tủ cần xem lại",
    "list": "danh sách cần nhập",
    "paper": "văn bản cần dựng và lưu",
    "event": "sự kiện cần báo cho Prefect",
    "invite": "thư mời",
    "letter": "thư",
    "survey": "thư mời khảo sát",
}


def work(stack: Stack) -> Finding:
    """Say what waits and since when, and name what failed too often and waits for a person."""
    if not has_tables(stack):
        return good("work", "Cơ sở dữ liệu đang tắt hoặc còn trống nên chưa xem được việc tồn đọng.")
    from actions import outbox  # noqa: PLC0415 - only this examination needs the tables

    _settle(stack)
    if parked := outbox.parked():
        more = f" và {len(parked) - _SHOWN} việc khác" if len(parked) > _SHOWN else ""
        return bad(
            "work",
            f"{len(parked)} việc đã thất bại nhiều lần và bị treo: {'; '.join(parked[:_SHOWN])}{more}",
            "Hãy khắc phục nguyên nhân rồi chạy ./triplehelix retry",
        )
    backlog = outbox.backlog()
    waiting = sum(each.count for each in backlog)
    if not backlog or datetime.now(UTC) - backlog[0].since < LONG:
        return good("work", f"Không có việc bị treo; {waiting} việc đang chờ.")
    listed = "; ".join(_said(each) for each in backlog)
    return bad(
        "work",
        f"{waiting} việc đang chờ, lâu nhất từ {_moment(backlog[0].since)}: {listed}.",
        "Không có gì bị mất và không cần làm lại: mọi việc tự làm tiếp khi phần đang ngừng chạy lại. "
        "Hãy khắc phục các dòng báo lỗi khác; nếu không có dòng nào, hãy chạy ./triplehelix up.",
    )


def _said(each: Backlog) -> str:
    because = f" («{each.error}»)" if each.error else ""
    return f"{each.count} {_NAMES[each.kind.value]} từ {_moment(each.since)}{because}"


def mail() -> Finding:
    """Ask the mail server whether it is there, where one is configured."""
    from actions import mail as letters  # noqa: PLC0415 - only this examination needs it
    from models.errors import TripleHelixError  # noqa: PLC0415 - idem

    if not letters.is_configured():
        return good("mail", "Lưu ý: chưa cấu hình máy chủ thư (TRIPLEHELIX_SMTP_URL) nên không gửi thư nào.")
    try:
        letters.ask()
    except TripleHelixError as problem:
        return bad(
            "mail",
            str(problem),
            "Thư chờ trong hàng đợi và tự gửi khi máy chủ thư trở lại; nếu địa chỉ đã đổi, hãy sửa "
            "TRIPLEHELIX_SMTP_URL rồi khởi động lại.",
        )
    return good("mail", "Máy chủ thư trả lời và nhận tài khoản gửi.")


def stamps(stack: Stack) -> Finding:
    """Say whether our own clock ran ahead earlier: what it left behind lies in the future."""
    if not has_tables(stack, "audit"):
        return good("stamps", "Cơ sở dữ liệu đang tắt hoặc còn trống nên chưa xem được giờ của nhật ký.")
    from actions import clocks  # noqa: PLC0415 - idem

    _settle(stack)
    left = clocks.ahead()
    if left.stamp is None and not left.accounts:
        return good("stamps", "Nhật ký và mã một lần không có gì mang giờ ở tương lai.")
    said = [f"nhật ký có mục ghi lúc {_moment(left.stamp)}, muộn hơn giờ máy"] if left.stamp else []
    said += [f"{left.accounts} tài khoản đã dùng mã một lần của giờ chưa tới"] if left.accounts else []
    return bad(
        "stamps",
        f"Đồng hồ máy đang chậm hoặc trước đây từng chạy nhanh: {'; '.join(said)}.",
        "Hãy bật đồng bộ giờ (sudo timedatectl set-ntp true). Nếu giờ máy đã đúng, hãy mở lại từng tài khoản "
        "bị từ chối mã: ./triplehelix people reopen TÀI-KHOẢN",
    )


def _settle(stack: Stack) -> None:
    """Live in the stack's environment: the tables are asked in this process."""
    from actions import wiring  # noqa: PLC0415 - boto3 takes its time

    os.environ.update(stack.environment())
    wiring.forget()


def _moment(value: datetime) -> str:
    return f"{value.astimezone(VIET_NAM):%d/%m/%Y %H:%M}"
