"""What a task's page shows beside its dossier: papers and whose they are, signatures counted, journal."""

from sqlalchemy import Select, func, literal, select, union_all

from models.tables import (
    Audit,
    Document,
    Organisation,
    Person,
    Seat,
    Signature,
    StageEntry,
    Submission,
    Task,
)
from models.tables import Council as CouncilRow


def handed_in(task_id: int) -> Select[Submission, str, str]:
    """The papers handed in for a task, withdrawn ones among them, the latest first; who and whose."""
    return (
        select(Submission, Person.title, Organisation.name)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Person, Person.id == Submission.person_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .where(StageEntry.task_id == task_id)
        .order_by(Submission.id.desc())
    )


def issued(task_id: int) -> Select[Document, int]:
    """The documents issued for a task, the latest first, each with the number of its signatures."""
    signed = select(func.count()).where(Signature.document_id == Document.id).scalar_subquery()
    return select(Document, signed).where(Document.task_id == task_id).order_by(Document.id.desc())


def journal_page(task_id: int, *, offset: int, limit: int) -> Select[Audit]:
    """Some lines of a task's journal, the latest first."""
    return select(Audit).where(Audit.task_id == task_id).order_by(Audit.id.desc()).offset(offset).limit(limit)


def paper_of_task(task_id: int, sha256: str) -> Select[str, str, int | None]:
    """The paper of a task that has that hash (any revision): media type, file name, size in bytes."""
    of_task = StageEntry.task_id == task_id
    handed = (
        select(Submission.media_type, Submission.file_name, Submission.size)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .where(of_task, Submission.sha256 == sha256)
    )
    thumbnails = (
        select(literal("image/jpeg"), literal("thumbnail.jpg"), literal(0))
        .select_from(Submission)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .where(of_task, Submission.thumbnail_sha256 == sha256)
    )
    pdf = literal("application/pdf")
    documents = select(pdf, func.concat(Document.file_notation, ".pdf"), Document.size).where(
        Document.task_id == task_id, Document.sha256 == sha256
    )
    signed = (
        select(pdf, func.concat(Document.file_notation, "-da-ky.pdf"), literal(0))
        .join(Signature, Signature.document_id == Document.id)
        .where(Document.task_id == task_id, Signature.sha256 == sha256)
    )
    return union_all(handed, thumbnails, documents, signed).limit(1)  # type: ignore[return-value]  # rows of the same three


def statements_of(task_id: int, person_id: int) -> Select[int, str]:
    """The stays and gates at whose councils the person has stated whether there is a conflict of interest."""
    return (
        select(CouncilRow.entry_id, CouncilRow.gate)
        .join(StageEntry, StageEntry.id == CouncilRow.entry_id)
        .join(Seat, Seat.council_id == CouncilRow.id)
        .where(StageEntry.task_id == task_id, Seat.person_id == person_id, Seat.stated_on.is_not(None))
    )


def document_and_task(number: int) -> Select[Document, str | None]:
    """The document of that number, with the code of its task if it belongs to one."""
    return (
        select(Document, Task.code).outerjoin(Task, Task.id == Document.task_id).where(Document.id == number)
    )
