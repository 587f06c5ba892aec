"""The second copy of storage, and the locks: brought up to date by hand or by the clock, resumable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from actions import wiring
from actions.keeping.beside import Name, Progress, ahead, fetched, names
from documents.archive import Altered, Archive
from models import queries
from models.errors import NotFound

_NAMED = 1000


@dataclass
class Copied:
    """What a run of copying did; `begun_at` is the moment up to which the copy is whole when it is `ok`."""

    begun_at: datetime
    copied: int = 0
    size: int = 0
    there_before: int = 0
    faults: list[str] = field(default_factory=list)
    failed: int = 0

    @property
    def ok(self) -> bool:
        """Whether the copy now holds everything that the archive holds."""
        return self.failed == 0

    @property
    def sentence(self) -> str:
        """What was done, for people."""
        return (
            f"Đã chép {self.copied} tệp ({self.size} byte); {self.there_before} tệp đã có; {self.failed} lỗi."
        )


def copy(session: Session, *, progress: Progress = lambda _: None) -> Copied:
    """Copy into the second archive what it lacks, with the locks that the tables want.

    Cut off and begun anew, it goes on with what is still missing. Altered bytes are never copied.

    Raises:
        NotFound: no second archive is configured.
        Unavailable: one of the two does not answer; what was copied stays.
    """
    source, target = wiring.archive(), wiring.archive_copy()
    if target is None:
        raise NotFound("Chưa cấu hình bản sao thứ hai của kho lưu trữ: hãy đặt TRIPLEHELIX_ARCHIVE_COPY_URL.")
    done = Copied(wiring.now())
    everything = names(session, source.list(), target.list())
    for name, size in ahead(everything, lambda name: _carry(source, target, name), progress):
        if isinstance(size, str):
            done.failed += 1
            if len(done.faults) < _NAMED:
                done.faults.append(size)
        elif size is None:
            done.there_before += name.there is not None
        else:
            done.copied += 1
            done.size += size
    return done


def _carry(source: Archive, target: Archive, name: Name) -> int | str | None:
    """The bytes copied, None when there was nothing to do, or the sentence that says why it cannot be."""
    if name.there is not None:
        return None
    if name.here is None:
        return f"{name.sha256[:12]} ({name.rows[0].sentence}) không có trong kho chính."
    try:
        with fetched(source, name.sha256) as file:
            target.put(file, media_type=name.media_type, retain_until=name.lock_until)
            return file.stat().st_size
    except Altered as altered:
        return str(altered)


def lag(session: Session, since: datetime) -> int:
    """How many papers were stored after that moment."""
    return session.scalar(queries.stored_since(since)) or 0


@dataclass
class Locked:
    """What a run of locking did: how many objects were looked at, and how many locks were made longer."""

    looked_at: int = 0
    longer: int = 0
    absent: int = 0


def lock(session: Session, *, progress: Progress = lambda _: None) -> Locked:
    """Lock everything on record until its term ends, in the archive and in its copy.

    For papers that came before there was a lock, for a copy made by another tool, and for dossiers that have
    been closed since: no lock is made shorter.

    Raises:
        Unavailable: storage does not answer; run it again.
    """
    stores = [store for store in (wiring.archive(), wiring.archive_copy()) if store is not None]
    done = Locked()
    for _, answers in ahead(names(session, ()), lambda name: _hold(stores, name), progress):
        done.looked_at += len(answers)
        done.longer += answers.count(True)
        done.absent += answers.count(None)
    return done


def _hold(stores: list[Archive], name: Name) -> list[bool | None]:
    until = name.lock_until
    if until is None:
        return []
    answers: list[bool | None] = []
    for store in stores:
        try:
            answers.append(store.retain(name.sha256, until))
        except NotFound:
            answers.append(None)
    return answers
