"""The clock's part in keeping: a day's sweeping, copying, warning and sealing, and a week's comparison."""

from __future__ import annotations

from typing import Any, Final

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State

from actions import audit_check, audit_heads, uploads, wiring
from actions.keeping import copies, warnings
from actions.keeping.fsck import fsck
from actions.keeping.notes import Last, note
from flows.board import JOURNAL_BROKEN, Board
from flows.spoken import ended, spoken


@flow(
    name="keep-papers",
    description="Dọn các lần tải lên quá hạn, chép bản sao thứ hai, báo các văn bản sắp hết thời hạn lưu.",
)
@spoken
def keep_papers() -> State[Any]:
    """Sweep uploads, bring the second copy up to date, warn of terms that end; each in a transaction.

    Raises:
        Unavailable: storage or the database is away; nothing is lost, and the next day's run does it.
    """
    on = wiring.today()
    with wiring.unit_of_work() as session:
        warned = warnings.warn(session, on)
    with wiring.unit_of_work() as session:
        swept = uploads.sweep(session)
    said = [
        f"Đã báo {warned} hồ sơ có văn bản sắp hết thời hạn lưu.",
        f"Đã dọn {swept.uploads} lần tải lên quá hạn và {swept.leftovers} phần bỏ lại trong kho.",
    ]
    ok = True
    if wiring.archive_copy() is not None:
        with wiring.unit_of_work() as session:
            done = copies.copy(session)
        note(wiring.settings().home, "copy", Last(done.begun_at, done.ok, done.sentence))
        said += [done.sentence, *done.faults]
        ok = done.ok
    return ended(said, ok=ok)


@flow(
    name="check-papers",
    description="Đối chiếu hai chiều hồ sơ với kho lưu trữ, đọc lại từng văn bản; không tự sửa gì.",
)
@spoken
def check_papers() -> State[Any]:
    """Compare the tables with storage, byte by byte; the run fails when a paper is missing or altered.

    Raises:
        Unavailable: storage or the database is away; the next week's run does it.
    """
    with wiring.unit_of_work() as session:
        found = fsck(session)
    if found.finished_at is not None:
        note(wiring.settings().home, "fsck", Last(found.finished_at, found.ok, found.sentence))
    ways_out = [] if found.ok else ["Hãy chạy ./triplehelix fsck --heal"]
    return ended([found.sentence, *(fault.sentence for fault in found.faults), *ways_out], ok=found.ok)


@flow(
    name="seal-journal",
    description="Niêm phong nhật ký: ký đầu chuỗi của ngày và cất vào kho lưu trữ, khóa vĩnh viễn.",
)
@spoken
def seal_journal() -> State[Any]:
    """Sign the head of the audit chain and put it away; once a day, however often it runs.

    Raises:
        NotFound: the key that sealed before is gone.
        Unavailable: storage or the database is away; the next run does it.
    """
    with wiring.unit_of_work() as session:
        said = audit_heads.sentence_of(audit_heads.seal(session, wiring.today()))
    return ended(said)


@flow(
    name="check-journal",
    description="Kiểm tra nhật ký: mục bị sửa, bị xóa, bị đổi chỗ, phần cuối bị cắt; không tự sửa gì.",
)
@spoken
def check_journal() -> State[Any]:
    """Examine the journal; the run fails, and Prefect's feed is told, when it is not whole.

    Raises:
        Unavailable: storage or the database is away; the next day's run does it.
    """
    with wiring.unit_of_work() as session:
        found = audit_check.examine(session, wiring.today())
    said = [*found.sentences, *(fault.sentence for fault in found.faults)]
    note(wiring.settings().home, "audit", Last(wiring.now(), found.ok, found.sentences[0]))
    if not found.ok:
        said.append("Đừng sửa gì; hãy chạy ./triplehelix audit verify và xem docs/runbook.vi.md.")
        with get_client(sync_client=True) as api:
            faults = {"faults": [fault.sentence for fault in found.faults[:_TOLD]]}
            Board(api).emit(JOURNAL_BROKEN, "system:journal", faults, name="Nhật ký")
    return ended(said, ok=found.ok)


_TOLD: Final = 20
"""Faults that the event names; the run's log has them all."""
