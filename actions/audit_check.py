"""Examining the journal whole: the chain, its signed heads, and what storage holds of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, audit_heads, audit_keys, wiring
from documents.archive import Archive, Condition, sha256_of
from models.heads import LARGEST, Misfit, Sealed, days_without, misfit, read, written
from models.history import GENESIS, Flaw
from models.queries import heads as found
from models.tables import AuditHead


class Kind(StrEnum):
    """What may be wrong with the journal."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    CUT = "cut"
    REWRITTEN = "rewritten"
    SHORT = "short"
    FORGED = "forged"
    UNKNOWN_KEY = "unknown-key"
    UNLINKED = "unlinked"
    OBJECT_MISSING = "object-missing"
    OBJECT_ALTERED = "object-altered"
    HEAD_REMOVED = "head-removed"


_OF_ENTRY: Final = {
    Flaw.ALTERED: "Mục số {} của nhật ký đã bị sửa.",
    Flaw.MISSING: "Mục số {} của nhật ký đã bị xóa.",
    Flaw.REORDERED: "Mục số {} của nhật ký không ở đúng chỗ: đã bị đổi chỗ hoặc có mục chèn thêm.",
}
_OF_FIT: Final = {
    Misfit.CUT: "mục số {number} không còn: phần cuối nhật ký đã bị cắt, hoặc một bản cũ được khôi phục",
    Misfit.REWRITTEN: "mục số {number} nay là mục khác: nhật ký đã bị viết lại, hoặc bản cũ được khôi phục",
    Misfit.SHORT: "chỉ có {count} mục đến mục số {number}: lúc niêm phong đã thiếu mục",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; `number` is that of an entry, `on` the day of a head."""

    kind: Kind
    sentence: str
    number: int | None = None
    on: date | None = None


@dataclass
class Report:
    """What an examination of the journal found. Days without a head are told, and are no fault."""

    entries: int = 0
    heads: int = 0
    last_head_on: date | None = None
    fingerprint: str = ""
    faults: list[Fault] = field(default_factory=list)
    days_without: list[date] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing of the journal was altered, lost or moved."""
        return not self.faults

    @property
    def sentences(self) -> list[str]:
        """What was looked at, for people; the faults speak for themselves."""
        whole = "nguyên vẹn" if self.ok else f"có {len(self.faults)} chỗ sai"
        said = [f"Nhật ký {whole}: {self.entries} mục, {self.heads} đầu chuỗi đã ký."]
        if self.last_head_on is None:
            said.append("Lưu ý: chưa niêm phong ngày nào, nên chưa thể phát hiện phần cuối bị cắt.")
        else:
            said.append(f"Niêm phong lần cuối ngày {self.last_head_on:%d/%m/%Y}.")
        if self.days_without:
            days = ", ".join(f"{day:%d/%m/%Y}" for day in self.days_without[:_NAMED])
            more = (
                f" và {len(self.days_without) - _NAMED} ngày nữa" if len(self.days_without) > _NAMED else ""
            )
            said.append(f"Lưu ý: {len(self.days_without)} ngày không được niêm phong: {days}{more}.")
        return said


_NAMED: Final = 10


def examine(session: Session, today: date) -> Report:
    """Examine the journal; nothing is mended, and a broken journal is a report, not an error.

    Raises:
        BadInput: the key cannot be read.
        Unavailable: storage does not answer.
    """
    keys, archive = audit_keys.keys(), wiring.archive()
    rows = [(row, stands) for row, stands in session.execute(found.heads_beside_chain())]
    report = Report(
        entries=session.scalar(found.entries_after(0)) or 0,
        heads=len(rows),
        last_head_on=rows[-1][0].on if rows else None,
        fingerprint=keys.fingerprint,
        days_without=days_without({row.on for row, _ in rows}, today),
    )
    report.faults += _of_chain(session)
    previous = GENESIS
    for row, stands in rows:
        report.faults += _of_head(row, stands, previous, keys, archive)
        previous = row.sha256
    report.faults += _removed(session, {row.sha256 for row, _ in rows}, keys, archive)
    return report


def _of_chain(session: Session) -> Iterator[Fault]:
    broken = audit.examined(session)
    if broken is not None:
        yield Fault(Kind(broken.flaw), _OF_ENTRY[broken.flaw].format(broken.number), number=broken.number)


def _of_head(
    row: AuditHead, stands: str | None, previous: str, keys: audit_keys.Keys, archive: Archive
) -> Iterator[Fault]:
    sealed = audit_heads.sealed_of(row, keys)

    def fault(kind: Kind, what: str) -> Fault:
        return Fault(kind, f"Đầu chuỗi ngày {row.on:%d/%m/%Y}: {what}.", number=row.number, on=row.on)

    if row.key not in keys.known:
        yield fault(Kind.UNKNOWN_KEY, f"không có khóa công khai {row.key[:16]} để kiểm tra chữ ký")
    elif not audit_heads.is_true(sealed, keys):
        yield fault(Kind.FORGED, "chữ ký sai, đầu chuỗi đã bị sửa hoặc làm giả")
    elif sha256_of(written(sealed)) != row.sha256:
        yield fault(Kind.FORGED, "không phải là đầu chuỗi đã cất vào kho")
    if row.previous != previous:
        yield fault(Kind.UNLINKED, "không nối tiếp đầu chuỗi trước: có đầu chuỗi đã bị xóa hoặc thay")
    if (wrong := misfit(sealed.head, stands)) is not None:
        yield fault(Kind(wrong), _OF_FIT[wrong].format(number=row.number, count=row.count))
    condition = archive.verify(row.sha256).condition
    if condition is Condition.MISSING:
        yield fault(Kind.OBJECT_MISSING, f"tệp {row.sha256[:12]} không còn trong kho")
    elif condition is Condition.ALTERED:
        yield fault(Kind.OBJECT_ALTERED, f"tệp {row.sha256[:12]} trong kho đã bị thay đổi")


def _removed(session: Session, known: set[str], keys: audit_keys.Keys, archive: Archive) -> Iterator[Fault]:
    """Heads that storage holds and no table names, and that the chain no longer fits.

    One that fits was left by a sealing that was cut off before its transaction ended.
    """
    for sealed in _put_away(archive, known):
        if not audit_heads.is_true(sealed, keys):
            continue
        head = sealed.head
        wrong = misfit(head, session.scalar(found.hash_at(head.number)))
        if wrong is not None:
            what = _OF_FIT[wrong].format(number=head.number, count=head.count)
            sentence = f"Kho giữ đầu chuỗi ngày {head.on:%d/%m/%Y} mà bảng không còn: {what}."
            yield Fault(Kind.HEAD_REMOVED, sentence, number=head.number, on=head.on)


def _put_away(archive: Archive, known: set[str]) -> Iterator[Sealed]:
    """The heads in storage that the table does not name; what is larger than a head is not read."""
    for stored in archive.list():
        if stored.size > LARGEST or stored.sha256 in known:
            continue
        sealed = read(b"".join(archive.read(stored.sha256) or ()))
        if sealed is not None:
            yield sealed
