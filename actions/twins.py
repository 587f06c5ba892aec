"""The Word twins of papers: offered to whoever may see the task, edited outside, handed back before signing.

The issued PDF stays what it is, and is what is signed. An edited twin is kept beside it, with what the office
changed in words, so that whoever approves and signs sees it (docs/decisions/0013-docx-twins.md).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox, papers, preview, stages, wiring
from documents import intake, terms, twins
from documents.archive import Archive
from documents.catalogue import CATALOGUE, Signatory, entry_for
from documents.facts import FACTS, HeadFacts
from documents.intake.kinds import DOCX
from documents.intake.reading import MOST_TEXT
from documents.twins import Change
from models import queries
from models.deeds import Deed, may
from models.dossier import Dossier, Entry, Position
from models.errors import NotFound, NotPermitted, Refused
from models.language import Role
from models.permissions import Actor, may_see, role_to_decide
from models.tables import Document, Submission

_OFFICE = (Role.RECORDS, Role.DOST_OFFICER, Role.DOST_HEAD)
"""Who edits papers for the department and for the council; and the records office for every body."""
_OF_PARTY: dict[Role | Position, tuple[Role, ...]] = {
    Role.HOST_HEAD: (Role.HOST, Role.HOST_HEAD),
    Role.RECIPIENT: (Role.RECIPIENT,),
    Role.ORDERER: (Role.ORDERER,),
    Role.FINANCE: (Role.FINANCE,),
}
"""Who edits for a party that signs the paper."""
_LEAST_KEPT = 0.5
"""How much of the issued text must stand in the file that comes back (0 to 1): else it is another paper."""
_WHOLE_TEXT = MOST_TEXT - 4
"""Bytes from which a text that was read may have been cut, within a letter of UTF-8."""


@dataclass(frozen=True)
class Offered:
    """A twin to be edited: a Word file, of an issued paper (`document`) or of a draft (None)."""

    data: bytes
    file_name: str
    media_type: str
    title: str
    document: int | None


@dataclass(frozen=True)
class Returned:
    """An edited twin on record, and what the office changed against the issued text."""

    id: int
    document: int
    number: str
    title: str
    by: str
    on: date
    sha256: str
    file_name: str
    changes: tuple[Change, ...]

    @property
    def sentence(self) -> str:
        """How much was changed, in one sentence."""
        if not self.changes:
            return f"Bản sửa của {self.number} không khác văn bản đã ban hành."
        return f"Bản sửa của {self.number} có {len(self.changes)} chỗ khác văn bản đã ban hành."


def twin(session: Session, document: int, actor: Actor) -> Offered:
    """The twin of an issued paper, from the facts on record.

    Raises:
        NotFound: no such document of a task.
        NotPermitted: the actor may not see its task.
        Refused: offices do not edit this paper.
    """
    row, task = _issued(session, document, actor)
    _edited_by_offices(row.paper)
    made = twins.twin(row.paper, _facts(row), issued_on=row.issued_on, sizes=wiring.settings().paper_sizes)
    title = f"{entry_for(row.paper, task).name_vi} {row.number_text}"
    return Offered(made.data, f"{row.file_notation}.docx", twins.MEDIA_TYPE, title, row.id)


def draft_twin(session: Session, code: str, paper: str, actor: Actor, *, on: date) -> Offered:
    """The twin of a paper as it would be issued on that day: "DỰ THẢO" above, no number, nothing kept.

    Raises:
        NotFound: no such task.
        NotPermitted: the actor may not see it.
        Refused: offices do not edit this paper, it is not about to be issued, or facts are missing.
    """
    task = dossiers.load(session, code)
    _may_see(actor, task)
    facts = preview.facts_ahead(task, paper, on)
    _edited_by_offices(paper)
    made = twins.twin(paper, facts, issued_on=None, sizes=wiring.settings().paper_sizes, draft=True)
    title = f"Dự thảo {CATALOGUE[paper].name_vi}"
    return Offered(made.data, f"{code}.{paper}.du-thao.docx", twins.MEDIA_TYPE, title, None)


def offered(session: Session, code: str, named: str, actor: Actor, *, on: date) -> Offered:
    """The twin of the paper that is meant: an issued one (as `document_named` finds it), else a draft.

    Raises:
        NotFound, NotPermitted, Refused: as `twin` and `draft_twin` do.
    """
    _may_see(actor, dossiers.load(session, code))
    row = _named(session, code, named)
    return draft_twin(session, code, named, actor, on=on) if row is None else twin(session, row.id, actor)


def document_named(session: Session, code: str, named: str) -> int:
    """The issued document of a task that is meant by its number, its row, or its catalogue code (the latest).

    Raises:
        NotFound: no such task, or it has none of that name.
    """
    row = _named(session, code, named)
    if row is None:
        raise NotFound(f"{code} chưa có văn bản «{named}» nào đã ban hành (xem lệnh papers).")
    return row.id


def hand_back(
    session: Session,
    document: int,
    data: bytes,
    file_name: str,
    actor: Actor,
    *,
    on: date,
    archive: Archive | None = None,
) -> Returned:
    """Take back the edited twin of an issued paper, which nobody has approved for signing yet.

    As with `papers.submit`, whether it may come back is asked before the file is opened, and again under the
    lock; the bytes are in the archive first. Whoever hands back again replaces nothing: all stay on record.

    Raises:
        NotFound: no such document of a task.
        NotPermitted: the actor edits nothing for this paper.
        Refused: offices do not edit this paper, it is approved or signed, or the file is not taken in.
        Unavailable: the archive, or what examines files, does not answer.
    """
    row, task = _issued(session, document, actor)
    role_to_hand_back(row, task, actor)
    configured = wiring.settings()
    file = intake.examine(
        data, file_name, (DOCX,), largest_mb=configured.largest_upload_mb, scanner=configured.clamav
    )
    found = _compared(row, file.text)
    store = archive or wiring.archive()
    entry = _entry(row, task)
    until = terms.lock_until(terms.of_submission(entry.stage), on)
    sha256 = store.put(data, media_type=file.media_type, retain_until=until)
    task = dossiers.load(session, task.code, lock=True)
    session.refresh(row)
    role = role_to_hand_back(row, task, actor)
    kept = Submission(
        entry_id=entry.id,
        paper=row.paper,
        person_id=actor.id,
        organisation_id=actor.organisation_id,
        role=role.value,
        on=on,
        sha256=sha256,
        file_name=file.file_name,
        media_type=file.media_type,
        size=len(data),
        pages=file.pages,
        text=file.text,
        document_id=row.id,
    )
    session.add(kept)
    session.flush()
    returned = _returned(kept, row, actor.title, found)
    audit.record(
        session,
        "task:document:edited",
        f"{actor.signing_as(role)} nộp bản sửa của {row.number_text}: {len(found)} chỗ khác.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"document": row.id, "paper": row.paper, "sha256": sha256, "submission": kept.id},
    )
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)
    return returned


def returned_of(session: Session, document: int, actor: Actor) -> tuple[Returned, ...]:
    """The edited twins of an issued paper, the latest last, each with what was changed: for who signs.

    Raises:
        NotFound: no such document of a task.
        NotPermitted: the actor may not see its task.
    """
    row, _ = _issued(session, document, actor)
    return tuple(
        _returned(kept, row, title, _changes(row, kept.text))
        for kept, title in session.execute(queries.edited_twins_of(row.id))
    )


def handed_back(session: Session, code: str) -> dict[int, int]:
    """How many edited twins came back of each issued paper of a task that has any, by the paper's row.

    Raises:
        NotFound: no such task.
    """
    rows = session.scalars(queries.submissions_of(dossiers.load(session, code).id))
    return dict(
        Counter(row.document_id for row in rows if row.document_id is not None and row.withdrawn_on is None)
    )


def _issued(session: Session, document: int, actor: Actor) -> tuple[Document, Dossier]:
    found = session.execute(queries.document_of_task(document)).one_or_none()
    if found is None:
        raise NotFound(f"Không có văn bản số {document} nào của một nhiệm vụ.")
    row, code = found
    task = dossiers.load(session, code)
    _may_see(actor, task)
    return row, task


def _named(session: Session, code: str, named: str) -> Document | None:
    task = dossiers.load(session, code)
    rows = session.scalars(queries.documents_of(task.id)).all()
    return next((row for row in reversed(rows) if named in {row.number_text, str(row.id), row.paper}), None)


def _may_see(actor: Actor, task: Dossier) -> None:
    if not may_see(actor, task):
        raise NotPermitted(f"{actor.title} không được xem hồ sơ của {task.code}.")


def _edited_by_offices(paper: str) -> None:
    if not CATALOGUE[paper].has_twin:
        raise Refused(
            f"«{CATALOGUE[paper].name_vi}» không có bản Word để sửa: nội dung lấy thẳng từ hồ sơ. "
            "Nếu có chỗ sai, hãy sửa dữ liệu của hồ sơ."
        )


def role_to_hand_back(row: Document, task: Dossier, actor: Actor) -> Role:
    """The role in which the actor edits this paper.

    Raises:
        Refused: offices do not edit it, or it is approved or signed.
        NotPermitted: the actor edits nothing for this paper.
    """
    _edited_by_offices(row.paper)
    signers = entry_for(row.paper, task).signers
    wanted = [*_OFFICE, *(role for signer in signers for role in _OF_PARTY.get(signer, ()))]
    role = role_to_decide(actor, task, wanted)
    if role is None and _sits(actor, _entry(row, task), signers):
        role = Role.COUNCIL
    if role is None or not may(actor, Deed.PAPER_EDIT, task):
        raise NotPermitted(
            f"{actor.title} không nộp bản sửa của {row.number_text}: việc đó của văn thư, phòng chuyên môn "
            "và bên ký văn bản."
        )
    if row.signed_sha256 is not None or row.approved_on is not None:
        raise Refused(
            f"{row.number_text} đã được duyệt hoặc đã ký nên không nhận bản sửa nữa; "
            "nếu phải sửa, hãy ban hành văn bản khác."
        )
    return role


def _sits(actor: Actor, entry: Entry, signers: tuple[Signatory, ...]) -> bool:
    """Whether the actor has the seat that signs the council's paper (its secretary, its chair)."""
    return Role.COUNCIL in actor.roles and any(
        seat.person == actor.id and seat.position in signers
        for sitting in entry.sittings
        for seat in sitting.seats
    )


def _entry(row: Document, task: Dossier) -> Entry:
    return next(entry for entry in task.entries if entry.id == row.entry_id)


def _facts(row: Document) -> HeadFacts:
    return FACTS[row.paper].model_validate(row.facts)


def _lines(row: Document) -> tuple[str, ...]:
    sizes = wiring.settings().paper_sizes
    return twins.lines(row.paper, _facts(row), issued_on=row.issued_on, sizes=sizes)


def _changes(row: Document, text: str) -> tuple[Change, ...]:
    return twins.changes(_lines(row), text.split("\n"))


def _compared(row: Document, text: str) -> tuple[Change, ...]:
    """What was changed; a file that cannot be compared is not the twin of this paper."""
    if len(text.encode()) >= _WHOLE_TEXT:
        raise Refused(
            "Bản sửa quá dài để so sánh với văn bản đã ban hành (khoảng bảy mươi trang chữ). "
            "Hãy tách phần thêm thành phụ lục riêng."
        )
    if twins.share_kept(_lines(row), text.split("\n")) < _LEAST_KEPT:
        raise Refused(
            f"Tệp này không phải bản sửa của {row.number_text}: quá nửa nội dung đã ban hành không còn. "
            "Hãy kiểm tra lại tệp; nếu phải viết lại, hãy ban hành văn bản khác."
        )
    return _changes(row, text)


def _returned(kept: Submission, row: Document, by: str, found: tuple[Change, ...]) -> Returned:
    return Returned(
        id=kept.id,
        document=row.id,
        number=row.number_text,
        title=papers.title_of(kept),
        by=by,
        on=kept.on,
        sha256=kept.sha256,
        file_name=kept.file_name,
        changes=found,
    )
