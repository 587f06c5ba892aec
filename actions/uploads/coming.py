"""A large file comes in parts: it is begun, its parts are sent, and gone on with after a broken line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from actions import dossiers, papers, sight, walls, wiring
from documents import intake
from documents.archive import Address, Part, Staging
from documents.archive.staging import PART_BYTES
from models.errors import BadInput, NotFound, Refused
from models.permissions import Actor
from models.queries import uploads as standing_in
from models.tables import Upload

LASTS: Final = timedelta(days=7)
"""How long an upload may take; what is left of it then is swept away."""
MOST_AT_ONCE: Final = 20
"""How many uploads one person may have begun and not ended: storage is not a place to leave things."""
ENDED: Final = "Lần tải lên này đã kết thúc; hãy nộp lại từ đầu nếu cần."
"""Why nothing more is taken of an upload that was finished, given up or swept away."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Begun:
    """An upload as its sender must know it; all sizes in bytes.

    `parts` are all parts, from 1, `part_size` long but for the last. `direct` tells whether this browser may
    put them straight into the store (ask `address` for each); else they are given to `part`.
    """

    id: UUID
    task: str
    paper: str
    file_name: str
    size: int
    part_size: int
    parts: int
    ends_at: datetime
    direct: bool


@dataclass(frozen=True)
class Standing(Begun):
    """An upload and the parts that have come: number to SHA-256.

    Whoever goes on compares these hashes with those of the file in hand, and sends what lacks or differs.
    """

    here: Mapping[int, str]

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that have not come."""
        return tuple(number for number in range(1, self.parts + 1) if number not in self.here)


def begin(
    session: Session,
    code: str,
    paper: str,
    file_name: str,
    size: int,
    actor: Actor,
) -> Begun:
    """Begin to hand in a file; refuses at once what could never be taken in.

    Args:
        session: the caller's transaction.
        code: the task.
        paper: the paper's code.
        file_name: what whoever hands it in calls it.
        size: the whole file, in bytes.
        actor: who hands it in.

    Raises:
        NotFound: no such task.
        NotPermitted: the actor's role does not hand in this paper.
        Refused: the paper is not asked for now, the file's name or size tell that it would be refused, or the
            actor has begun too many.
        Unavailable: the store does not answer.
    """
    task = sight.asked(session, code, actor)
    papers.check_may_hand_in(session, code, paper, actor)
    most = wiring.settings().largest_upload_mb
    doubts = list(intake.doubts_of_name(file_name, size, intake.wanted_for(paper), largest_mb=most))
    if (session.scalar(standing_in.uploads_total(actor.id)) or 0) >= MOST_AT_ONCE:
        doubts.append(
            f"{actor.title} đang tải dở {MOST_AT_ONCE} tệp. Hãy nộp xong hoặc hủy bớt trước khi tải tệp mới."
        )
    if doubts:
        raise Refused.because(doubts)
    number = uuid4()
    now = wiring.now()
    row = Upload(
        id=number,
        person_id=actor.id,
        task_id=task.id,
        paper=paper,
        file_name=file_name,
        size=size,
        part_size=PART_BYTES,
        key=number.hex,
        handle=staging_of_house().begin(number.hex),
        parts={},
        ends_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    return Begun(**_facts(row, code))


def address(session: Session, upload_id: UUID, number: int, sha256: str, actor: Actor) -> Address | None:
    """Where a part may be put straight into the store; None where the portal must take it itself.

    Only bytes of that hash, in the part's own length, can be put there. Afterwards `note` it.

    Raises:
        NotFound: the actor has no such upload.
        BadInput: no such part, or no SHA-256 in lower-case hex.
    """
    row, _ = own(session, upload_id, actor)
    size = _size_of(row, number)
    _check_hash(sha256)
    staging = staging_of_house()
    if not staging.direct(wiring.settings().portal_url):
        return None
    return staging.address(row.key, row.handle, number, size, sha256)


def part(
    session: Session, upload_id: UUID, number: int, data: bytes, actor: Actor, *, sha256: str = ""
) -> Part:
    """Take a part; one that came before under that number is replaced.

    Args:
        session: the caller's transaction.
        upload_id: which upload.
        number: which part, from 1.
        data: its bytes.
        actor: whose upload it is.
        sha256: what the sender says that its hash is; empty when it does not say.

    Raises:
        NotFound: the actor has no such upload, or the store has not (any more).
        BadInput: no such part, not its length, or damaged on its way.
        Unavailable: the store does not answer; send the part again.
    """
    row, _ = own(session, upload_id, actor)
    wanted = _size_of(row, number)
    if len(data) != wanted:
        raise BadInput(f"Phần {number} có {len(data)} byte, đúng ra là {wanted} byte; hãy gửi lại phần đó.")
    said = sha256.lower() or hashlib.sha256(data).hexdigest()
    taken = staging_of_house().take(row.key, row.handle, number, data, said)
    _note(session, row, taken)
    return taken


def note(
    session: Session, upload_id: UUID, number: int, sha256: str, actor: Actor, *, etag: str = ""
) -> Part:
    """Note a part that was put straight into the store; the store is asked whether it is there.

    `etag` is what the store answered to whoever put it; it tells two sendings of one part from each other.

    Raises:
        NotFound: the actor has no such upload, or the part is not in the store.
        BadInput: no such part, or another length or hash than it must have.
        Unavailable: the store does not answer; note it again.
    """
    row, _ = own(session, upload_id, actor)
    wanted = _size_of(row, number)
    _check_hash(sha256)
    there = staging_of_house().part(row.key, row.handle, number, etag)
    if there is None:
        raise NotFound(f"Kho chưa có phần {number} của tệp; hãy gửi phần đó.")
    if there.size != wanted or there.sha256 not in {"", sha256}:
        raise BadInput(f"Phần {number} trong kho không phải là phần đã gửi; hãy gửi lại phần đó.")
    noted = Part(number, there.size, sha256, there.etag)
    _note(session, row, noted)
    return noted


def standing(session: Session, upload_id: UUID, actor: Actor) -> Standing:
    """How far an upload has come: what is in the store, as far as it was noted.

    Raises:
        NotFound: the actor has no such upload, or the store has not (any more).
        Unavailable: the store does not answer.
    """
    row, code = own(session, upload_id, actor)
    return _standing(row, code)


def unfinished(session: Session, actor: Actor, code: str = "") -> tuple[Standing, ...]:
    """The uploads that the actor has begun and not ended, of one task or of all: another tab goes on."""
    with walls.beyond(session):  # their own, also for a task of which they are no party yet
        task = dossiers.load(session, code).id if code else None
        rows = session.execute(standing_in.uploads_of(actor.id, task)).all()
    found = []
    for row, of in rows:
        with suppress(NotFound):  # swept from the store in this moment
            found.append(_standing(row, of))
    return tuple(found)


def staging_of_house() -> Staging:
    """Where the parts of this house's uploads wait."""
    return wiring.archive().staging()


def own(session: Session, upload_id: UUID, actor: Actor) -> tuple[Upload, str]:
    """The actor's own upload; that of somebody else is not told from one that is not there."""
    with walls.beyond(session):
        found = session.execute(standing_in.upload(upload_id)).first()
    if found is None or found[0].person_id != actor.id:
        raise NotFound("Không có lần tải lên này, hoặc là của người khác.")
    return found[0], found[1]


def _facts(row: Upload, code: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "task": code,
        "paper": row.paper,
        "file_name": row.file_name,
        "size": row.size,
        "part_size": row.part_size,
        "parts": parts_of(row),
        "ends_at": row.ends_at,
        "direct": staging_of_house().direct(wiring.settings().portal_url),
    }


def parts_of(row: Upload) -> int:
    """How many parts the file has."""
    return -(-row.size // row.part_size)


def _size_of(row: Upload, number: int) -> int:
    """The length that the part must have.

    Raises:
        NotFound: the upload has ended.
        BadInput: the file has no such part.
    """
    if row.ended_at is not None:
        raise NotFound(ENDED)
    total = parts_of(row)
    if not 1 <= number <= total:
        raise BadInput(f"Tệp này có {total} phần, không có phần {number}.")
    return row.part_size if number < total else row.size - (total - 1) * row.part_size


def _check_hash(sha256: str) -> None:
    if not _SHA256.fullmatch(sha256):
        raise BadInput(f"«{sha256}» không phải mã băm SHA-256 (64 chữ số thập lục phân, chữ thường).")


def _note(session: Session, row: Upload, came: Part) -> None:
    """Write down that a part came; many come at once, so the row is held while it is read and written."""
    held = session.scalars(standing_in.upload_held(row.id)).one()
    held.parts = {
        **held.parts,
        str(came.number): {"sha256": came.sha256, "size": came.size, "etag": came.etag},
    }
    session.flush()


def noted_parts(row: Upload) -> dict[int, Part]:
    """The parts that are said to have come, by their numbers."""
    return {
        int(number): Part(int(number), said["size"], said["sha256"], said["etag"])
        for number, said in row.parts.items()
    }


def _standing(row: Upload, code: str) -> Standing:
    here = (
        {}
        if row.ended_at is not None
        else {each.number: each.sha256 for each in parts_there(row, staging_of_house())}
    )
    return Standing(**_facts(row, code), here=here)


def parts_there(row: Upload, staging: Staging) -> list[Part]:
    """The parts that were noted and are in the store as they were noted, in order."""
    store = {(each.number, each.etag or each.sha256) for each in staging.parts(row.key, row.handle)}
    noted = noted_parts(row)
    return [
        noted[number]
        for number in sorted(noted)
        if (number, noted[number].etag or noted[number].sha256) in store
    ]
