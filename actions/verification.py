"""Is this file genuine: what it says of itself by its signatures, and what the record says by its hash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from actions import lasting, papers, wiring
from documents.signing import Inspection, inspect_apart
from models import queries

_PDF = b"%PDF-"


class Verdict(StrEnum):
    """What is to be thought of a file, in one word."""

    CURRENT = "current"
    """On record, and nothing newer is."""
    OUTDATED = "outdated"
    """On record, but signed further since."""
    SIGNED = "signed"
    """Not on record; its signatures are whole and trusted."""
    UNKNOWN = "unknown"
    """Not on record, and no trusted signature speaks for it."""
    BROKEN = "broken"
    """Something was changed after it was signed."""

    @property
    def good(self) -> bool:
        """Whether it may be relied on as it is."""
        return self in {Verdict.CURRENT, Verdict.SIGNED}


@dataclass(frozen=True)
class Said:
    """A sentence in both languages."""

    vi: str
    en: str


@dataclass(frozen=True)
class Checked:
    """What is known of a file; `file` is None when it is no PDF."""

    verdict: Verdict
    said: tuple[Said, ...]
    record: papers.Verified
    file: Inspection | None


def check(session: Session, data: bytes) -> Checked:
    """Compare a file with the record, byte for byte, and check its signatures; nothing is kept of it.

    Raises:
        Unavailable: the process that opens strangers' files does not start.
    """
    record = papers.verify(session, data)
    file = inspect_apart(data, lasting.trust()) if data.startswith(_PDF) else None
    revisions = [_revision(session, paper.id, record.sha256) for paper in record.papers if _issued(paper)]
    said = [Said(record.sentence, _ON_RECORD if record.on_record else _NOT_ON_RECORD)]
    said.extend(each for each in revisions if each is not None)
    if file is not None:
        said.extend(_of_file(file))
    return Checked(_verdict(record, file, outdated=any(revisions)), tuple(said), record, file)


_ON_RECORD = "The file is, byte for byte, a paper on record."
_NOT_ON_RECORD = "No paper on record has these bytes: it may have been altered, or was never kept here."


def _issued(paper: papers.Kept) -> bool:
    return paper.origin == "issued"


def _revision(session: Session, document: int, sha256: str) -> Said | None:
    """What has been signed since this revision of a document; None when it is the last."""
    rows = session.scalars(queries.signatures_of(document)).all()
    if not rows or rows[-1].sha256 == sha256:
        return None
    hashes = [row.sha256 for row in rows]
    before = rows[: hashes.index(sha256) + 1 if sha256 in hashes else 0]
    here, every = (sum(row.kind != lasting.STAMP for row in some) for some in (before, rows))
    if here == every:
        return Said(
            "Bản này đủ chữ ký; hồ sơ đã có bản mới hơn, thêm dấu thời gian lưu trữ.",
            "This revision bears all signatures; a later one on record adds an archive timestamp.",
        )
    return Said(
        f"Đây là bản có {here} trên {every} chữ ký: hồ sơ đã có bản mới hơn.",
        f"This revision bears {here} of {every} signatures: there is a later one on record.",
    )


def _of_file(file: Inspection) -> list[Said]:
    said = [Said(fault.vi, fault.en) for fault in file.faults]
    if file.signatures and file.waiting:
        said.append(
            Said(
                f"Còn {len(file.waiting)} ô chữ ký chưa ký: chưa ký đủ, hoặc tệp đã bị cắt bớt chữ ký.",
                f"{len(file.waiting)} places are unsigned: not all have signed, or signatures were cut off.",
            )
        )
    said.extend(
        Said(
            f"Dấu thời gian lưu trữ {stamp.at.astimezone(wiring.ZONE):%d/%m/%Y}, "
            f"do {stamp.authority.holder} cấp, kiểm tra được đến "
            f"{stamp.until.astimezone(wiring.ZONE):%d/%m/%Y} (B-LTA).",
            f"Archive timestamp of {stamp.at:%Y-%m-%d} by {stamp.authority.holder}, "
            f"good until {stamp.until:%Y-%m-%d} (B-LTA).",
        )
        for stamp in file.stamps
        if stamp.sound
    )
    if file.is_test:
        said.append(
            Said(
                "Có chữ ký bằng chứng thư TEST: không có giá trị pháp lý.",
                "There is a signature with a TEST certificate: it proves nothing.",
            )
        )
    return said


def _verdict(record: papers.Verified, file: Inspection | None, *, outdated: bool) -> Verdict:
    signed = file is not None and bool(file.signatures)
    if record.on_record:
        return Verdict.OUTDATED if outdated else Verdict.CURRENT
    if file is None or not signed:
        return Verdict.UNKNOWN
    if not file.intact:
        return Verdict.BROKEN
    return Verdict.SIGNED if file.sound and not file.waiting else Verdict.UNKNOWN
