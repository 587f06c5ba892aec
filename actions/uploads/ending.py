"""How an upload ends: handed in once, given up, or swept away when its time is over."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from actions import papers, wiring
from actions.uploads.coming import ENDED, noted_parts, own, parts_of, parts_there, staging_of_house
from documents.archive import Part, Staging
from models.errors import NotFound, Refused, Unavailable
from models.permissions import Actor
from models.queries import uploads as standing_in
from models.tables import Upload

_UNCLAIMED: Final = timedelta(days=1)
_DEBRIS: Final = timedelta(days=1)
_NAMED: Final = 20
_PREFIX: Final = "upload-"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """What a sweep dropped: uploads whose time was over, and parts in the store that no upload claims."""

    uploads: int
    leftovers: int


def finish(session: Session, upload_id: UUID, actor: Actor, *, on: date) -> papers.Kept:
    """Join the parts, examine the file and hand it in; finished twice it is the same paper.

    The upload is held meanwhile: who finishes it a second time waits, and is given the first one's paper. The
    parts are let go of once the transaction has committed, or at once when the file may not be kept; what
    goes wrong there the sweep mends.

    Raises:
        NotFound: the actor has no such upload, or the store has not (any more).
        Refused: parts are missing, the file is not taken in, or the paper is no longer asked for.
        NotPermitted: the actor's role no longer hands in this paper.
        Altered: a part is not the one that was sent; `standing` tells what is left.
        Unavailable: the store or what examines files does not answer; finish again, nothing is lost.
    """
    _, code = own(session, upload_id, actor)
    row = session.scalars(standing_in.upload_held(upload_id)).one()
    if row.submission_id is not None:
        return papers.submitted(session, row.submission_id)
    if row.ended_at is not None:
        raise NotFound(ENDED)
    papers.check_may_hand_in(session, code, row.paper, actor)
    staging = staging_of_house()
    with _scratch() as folder:
        file = folder / "file"
        staging.join(row.key, row.handle, _whole(row, staging), file)
        try:
            kept = papers.submit(session, code, row.paper, file, row.file_name, actor, on=on)
        except Refused:
            _let_go(staging, row.key, row.handle)
            raise
    row.submission_id = kept.id
    _end(session, row, staging)
    return kept


def abandon(session: Session, upload_id: UUID, actor: Actor) -> None:
    """Give an upload up and let go of its parts; harmless when it has ended.

    Raises:
        NotFound: the actor has no such upload.
    """
    row, _ = own(session, upload_id, actor)
    if row.ended_at is None:
        _end(session, row, staging_of_house())


def sweep(session: Session) -> Swept:
    """Drop the uploads whose time is over, parts in the store that no upload claims, and old scratch files.

    Raises:
        Unavailable: the store does not answer; sweep again.
    """
    staging, now = staging_of_house(), wiring.now()
    over = session.scalars(standing_in.uploads_over(now)).all()
    for row in over:
        staging.abandon(row.key, row.handle)
        row.ended_at = now
    session.flush()
    left = [each for each in staging.left() if each.begun_at < now - _UNCLAIMED]
    claimed = set(session.scalars(standing_in.uploads_standing([each.key for each in left])))
    unclaimed = [each for each in left if each.key not in claimed]
    for each in unclaimed:
        staging.abandon(each.key, each.handle)
    _clear_scratch(now)
    return Swept(len(over), len(unclaimed))


def _whole(row: Upload, staging: Staging) -> list[Part]:
    """All parts of the file, in order.

    Raises:
        Refused: some have not come, with their numbers.
    """
    try:
        here = parts_there(row, staging)
    except NotFound:  # the store has joined them already, for a finish that was cut short
        here = list(noted_parts(row).values())
    came = {each.number for each in here}
    missing = [number for number in range(1, parts_of(row) + 1) if number not in came]
    if missing:
        more = f" và {len(missing) - _NAMED} phần nữa" if len(missing) > _NAMED else ""
        named = ", ".join(str(number) for number in missing[:_NAMED])
        raise Refused(f"Tệp «{row.file_name}» chưa đến đủ: còn thiếu phần {named}{more}. Hãy gửi tiếp.")
    return sorted(here, key=lambda each: each.number)


def _end(session: Session, row: Upload, staging: Staging) -> None:
    """Let nothing more come, and let go of the parts once that is certain."""
    row.ended_at = wiring.now()
    session.flush()
    key, handle = row.key, row.handle
    event.listen(session, "after_commit", lambda _: _let_go(staging, key, handle), once=True)


def _let_go(staging: Staging, key: str, handle: str) -> None:
    try:
        staging.abandon(key, handle)
    except Unavailable:
        _log.warning("Parts of upload %s stay in the store until the next sweep", key)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for one file, on the disk of the state folder: /tmp may be memory."""
    place = _incoming()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=place) as folder:
        yield Path(folder)


def _incoming() -> Path:
    return wiring.settings().home / "incoming"


def _clear_scratch(now: datetime) -> None:
    """Remove what a process left that was killed in the middle of a file."""
    for folder in _incoming().glob(f"{_PREFIX}*"):
        if now.timestamp() - folder.stat().st_mtime > _DEBRIS.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
