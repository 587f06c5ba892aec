"""Comparing the tables with storage, both ways: what is missing, what was altered, what nobody names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions import wiring
from actions.keeping.beside import Name, Progress, ahead, fetched, names
from documents.archive import Altered, Archive, Condition, Verification
from models import queries
from models.errors import NotFound

_NAMED = 1000
"""How many faults of a kind are named one by one; all are counted."""
_JUST_WRITTEN = timedelta(hours=1)
"""An object that young may belong to a transaction that has not ended yet."""
_PICTURE = b"<svg"


@dataclass(frozen=True)
class Fault:
    """A hash that is not as the tables want it; `healed_from` is empty while it is so."""

    sha256: str
    condition: Condition
    what: tuple[str, ...]
    healed_from: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong and what was or can be done, for people."""
        of = "; ".join(self.what) or "không bảng nào nhắc đến"
        wrong = "không còn trong kho" if self.condition is Condition.MISSING else "đã bị thay đổi"
        if self.healed_from:
            return f"{self.sha256[:12]} ({of}) {wrong}; đã khôi phục từ {self.healed_from}."
        return f"{self.sha256[:12]} ({of}) {wrong}."


@dataclass
class Report:
    """What a comparison found. `stored` and `size` (bytes) count what storage holds."""

    on_record: int = 0
    stored: int = 0
    size: int = 0
    missing: int = 0
    altered: int = 0
    healed: int = 0
    orphaned: int = 0
    charts: int = 0
    waiting: int = 0
    quick: bool = False
    finished_at: datetime | None = None
    faults: list[Fault] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every paper on record is in storage as it was kept."""
        return self.missing + self.altered == self.healed

    @property
    def sentence(self) -> str:
        """What was found, for people."""
        return (
            f"{self.on_record} tệp có trong hồ sơ, {self.stored} tệp trong kho: thiếu {self.missing}, "
            f"bị thay đổi {self.altered}, đã khôi phục {self.healed}, mồ côi {self.orphaned}, "
            f"chờ lưu {self.waiting}."
        )


def fsck(
    session: Session,
    *,
    heal: bool = False,
    quick: bool = False,
    of_copy: bool = False,
    progress: Progress = lambda _: None,
) -> Report:
    """Compare the tables with the archive, or with its copy; nothing is ever deleted.

    Args:
        session: a transaction of its own; the tables are read as they stand when it begins.
        heal: bring back what is missing or altered, from an earlier version or from the other copy.
        quick: compare names and sizes, without reading the bytes.
        of_copy: look at the second copy instead of the archive.
        progress: told now and then how many names were looked at.

    Raises:
        NotFound: the second copy is asked for and none is configured.
        Unavailable: storage does not answer.
    """
    store, other = _stores(of_copy=of_copy)
    report = Report(quick=quick, waiting=session.scalar(queries.unstored_total()) or 0)
    look = _sized if quick else lambda name: _read(store, name)
    for name, found in ahead(names(session, store.list()), look, progress):
        _count(report, name)
        if found.is_intact:
            if not name.rows:
                _note_orphan(report, store, name)
            continue
        healed_from = _heal(store, other, name) if heal and name.rows else ""
        _note_fault(report, Fault(name.sha256, found.condition, _said(name), healed_from))
    report.finished_at = wiring.now()
    return report


def _stores(*, of_copy: bool) -> tuple[Archive, Archive | None]:
    archive, copy = wiring.archive(), wiring.archive_copy()
    if not of_copy:
        return archive, copy
    if copy is None:
        raise NotFound("Chưa cấu hình bản sao thứ hai của kho lưu trữ: hãy đặt TRIPLEHELIX_ARCHIVE_COPY_URL.")
    return copy, archive


def _read(store: Archive, name: Name) -> Verification:
    if name.here is None:
        return Verification(name.sha256, Condition.MISSING)
    return store.verify(name.sha256)


def _sized(name: Name) -> Verification:
    """What can be told without reading: the name is there, and its size is the one on record."""
    if name.here is None:
        return Verification(name.sha256, Condition.MISSING)
    sizes = {row.size for row in name.rows if row.size is not None}
    same = sizes <= {name.here.size}
    return Verification(name.sha256, Condition.INTACT if same else Condition.ALTERED, name.here.size)


def _count(report: Report, name: Name) -> None:
    report.on_record += bool(name.rows)
    if name.here is not None:
        report.stored += 1
        report.size += name.here.size


def _said(name: Name) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.sentence for row in name.rows))


def _note_orphan(report: Report, store: Archive, name: Name) -> None:
    """Count what no row names: charts of boards, and papers whose transaction did not come through."""
    if name.here is None or name.here.stored_at > wiring.now() - _JUST_WRITTEN:
        return
    if next(store.read(name.sha256) or iter(()), b"").lstrip().startswith(_PICTURE):
        report.charts += 1
        return
    report.orphaned += 1
    if len(report.orphans) < _NAMED:
        report.orphans.append(name.sha256)


def _note_fault(report: Report, fault: Fault) -> None:
    if fault.condition is Condition.MISSING:
        report.missing += 1
    else:
        report.altered += 1
    report.healed += bool(fault.healed_from)
    if len(report.faults) < _NAMED:
        report.faults.append(fault)


def _heal(store: Archive, other: Archive | None, name: Name) -> str:
    """Bring the right bytes back; says from where, and nothing when they are nowhere to be had."""
    earlier = store.recall(name.sha256)
    if earlier is not None:
        store.restore(earlier, media_type=name.media_type, retain_until=name.lock_until)
        return "phiên bản trước trong kho"
    if other is None:
        return ""
    try:
        with fetched(other, name.sha256) as file:
            store.restore(file, media_type=name.media_type, retain_until=name.lock_until)
    except (NotFound, Altered):
        return ""
    return "bản sao thứ hai"
