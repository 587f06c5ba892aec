"""The doctor's look at what is kept: storage, its second copy, comparison, terms, and the scanner."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from actions.keeping.notes import last
from console.findings import VIET_NAM, Finding, bad, good
from console.logins import DATABASE
from console.stack import Stack

LARGEST_COPY_LAG: Final = timedelta(days=1)
"""A second copy is brought up to date each day (Circular 05/2025/TT-BNV: daily, by increments; tham khảo)."""


LARGEST_SEAL_LAG_DAYS: Final = 1
"""The journal is sealed each night; a day may pass until that night."""


def has_tables(stack: Stack, one: str = "outbox") -> bool:
    """Whether a database answers in which that table stands: before the first start there are none."""
    if not (stack.outer_database or stack.postgres.running()):
        return False
    url = (stack.outer_database or stack.postgres.url(DATABASE)).replace("+psycopg", "")
    try:
        with psycopg.connect(url, connect_timeout=5) as session:
            found = session.execute("SELECT to_regclass(%s) IS NOT NULL", (one,)).fetchone()
    except psycopg.Error:
        return False
    return bool(found and found[0])


def storage(stack: Stack) -> Finding:
    """Say where papers are kept, and what that place promises of their versions and locks."""
    url = stack.given.get("TRIPLEHELIX_ARCHIVE_URL", "") or f"folder://{(stack.home / 'archive').absolute()}"
    from actions import wiring  # noqa: PLC0415 - boto3 takes its time, and only this examination needs it
    from documents.archive import open_archive  # noqa: PLC0415 - idem

    in_folder = url.startswith("folder://")
    found = (open_archive(url) if in_folder else wiring.archive()).doctor()
    if wrong := [finding.sentence for finding in found if not finding.good]:
        return bad("storage", " ".join(wrong), "Hãy kiểm tra TRIPLEHELIX_ARCHIVE_URL, khóa và kho lưu trữ.")
    return good("storage", " ".join(finding.sentence for finding in found))


def copy(stack: Stack) -> Finding:
    """Say how far the second copy of the papers is behind."""
    if not stack.given.get("TRIPLEHELIX_ARCHIVE_COPY_URL", ""):
        return good(
            "copy", "Lưu ý: chưa cấu hình bản sao thứ hai của văn bản (TRIPLEHELIX_ARCHIVE_COPY_URL)."
        )
    done = last(stack.home, "copy")
    if done is None or not done.ok:
        sentence = "Bản sao thứ hai chưa từng được chép." if done is None else done.sentence
        return bad("copy", sentence, "Hãy chạy ./triplehelix storage copy")
    when = f"{done.at.astimezone(VIET_NAM):%d/%m/%Y %H:%M}"
    if not has_tables(stack):
        return good("copy", f"Bản sao thứ hai đủ đến {when}.")
    from actions import wiring  # noqa: PLC0415 - only this examination needs the tables
    from actions.keeping import copies  # noqa: PLC0415 - idem

    os.environ.update(stack.environment())
    wiring.forget()
    with wiring.unit_of_work() as session:
        behind = copies.lag(session, done.at)
    if behind and datetime.now(UTC) - done.at > LARGEST_COPY_LAG:
        return bad(
            "copy",
            f"Bản sao thứ hai chép lần cuối {when}, thiếu {behind} văn bản.",
            "Hãy chạy ./triplehelix storage copy, và xem lần chạy «keep-papers» gần nhất trong Prefect.",
        )
    return good("copy", f"Bản sao thứ hai đủ đến {when}; {behind} văn bản mới hơn.")


def fsck(stack: Stack) -> Finding:
    """Say what the last comparison of tables and storage found."""
    done = last(stack.home, "fsck")
    if done is None:
        return good("fsck", "Lưu ý: chưa đối chiếu hồ sơ với kho lưu trữ lần nào (./triplehelix fsck).")
    sentence = f"Đối chiếu ngày {done.at.astimezone(VIET_NAM):%d/%m/%Y}: {done.sentence}"
    if done.ok:
        return good("fsck", sentence)
    return bad("fsck", sentence, "Hãy chạy ./triplehelix fsck --heal")


def terms(stack: Stack) -> Finding:
    """Name how many papers' terms of keeping end soon; nothing is destroyed by itself."""
    if not has_tables(stack):
        return good("terms", "Cơ sở dữ liệu đang tắt hoặc còn trống nên chưa xem được thời hạn lưu.")
    from actions import wiring  # noqa: PLC0415 - only this examination needs the tables
    from actions.keeping.calendar import WARNED_BEFORE, calendar  # noqa: PLC0415 - idem

    os.environ.update(stack.environment())
    wiring.forget()
    with wiring.unit_of_work() as session:
        ending = sum(1 for _ in calendar(session, wiring.today()))
    if not ending:
        return good("terms", f"Không có văn bản nào hết thời hạn lưu trong {WARNED_BEFORE} ngày tới.")
    return good(
        "terms",
        f"Lưu ý: {ending} văn bản đã hoặc sắp hết thời hạn lưu trong {WARNED_BEFORE} ngày tới "
        "(./triplehelix keeping calendar); không văn bản nào tự bị hủy.",
    )


def journal(stack: Stack) -> Finding:
    """Say when the journal was sealed last, and with which key."""
    if not has_tables(stack, "audit_heads"):
        return good("journal", "Cơ sở dữ liệu đang tắt hoặc còn trống nên chưa xem được niêm phong nhật ký.")
    from actions import audit_heads, wiring  # noqa: PLC0415 - only this examination needs the tables

    os.environ.update(stack.environment())
    wiring.forget()
    with wiring.unit_of_work() as session:
        head = audit_heads.last(session)
    if head is None:
        return good("journal", "Lưu ý: nhật ký chưa được niêm phong lần nào (./triplehelix audit seal).")
    days = (wiring.today() - head.on).days
    sentence = (
        f"Nhật ký niêm phong lần cuối ngày {head.on:%d/%m/%Y} ({days} ngày trước), khóa {head.key[:16]}."
    )
    if days > LARGEST_SEAL_LAG_DAYS:
        return bad(
            "journal",
            sentence,
            "Hãy chạy ./triplehelix audit seal, và xem lần chạy «seal-journal» gần nhất trong Prefect.",
        )
    return good("journal", sentence)


def scanner() -> Finding:
    """Ask the virus scanner whether it is there, where one is configured."""
    from actions import wiring  # noqa: PLC0415 - only this examination needs it
    from documents import intake  # noqa: PLC0415 - idem
    from models.errors import TripleHelixError  # noqa: PLC0415 - idem

    address = wiring.settings().clamav
    if not address:
        return good("scanner", "Lưu ý: chưa cấu hình bộ quét virus (TRIPLEHELIX_CLAMAV).")
    try:
        intake.ping_scanner(address)
    except TripleHelixError as problem:
        return bad("scanner", str(problem), "Hãy khởi động clamd, hoặc sửa TRIPLEHELIX_CLAMAV.")
    return good("scanner", f"Bộ quét virus trả lời ở {address}.")
