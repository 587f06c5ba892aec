"""Documents on record, their signatures, and papers by their hash."""

from sqlalchemy import Select, func, literal, or_, select, union_all
from sqlalchemy.orm import undefer

from models.tables import Document, Person, Signature, StageEntry, Submission, Task


def documents_of(task_id: int) -> Select[Document]:
    """All documents issued for the task, in order."""
    return select(Document).where(Document.task_id == task_id).order_by(Document.id)


def documents_at(entry_id: int, moment: str) -> Select[Document]:
    """The documents issued at one moment of an entry."""
    return (
        select(Document).where(Document.entry_id == entry_id, Document.moment == moment).order_by(Document.id)
    )


def documents_with_hash(sha256: str) -> Select[Document, str | None]:
    """The documents on record under that hash, unsigned or signed, with the codes of their tasks."""
    signed = select(Signature.document_id).where(Signature.sha256 == sha256)
    return (
        select(Document, Task.code)
        .outerjoin(Task, Task.id == Document.task_id)
        .where(or_(Document.sha256 == sha256, Document.id.in_(signed)))
        .order_by(Document.id)
    )


def document_to_sign(document_id: int) -> Select[Document, str | None]:
    """The document of that number, held until the transaction ends, with its task's code if it has one."""
    return (
        select(Document, Task.code)
        .outerjoin(Task, Task.id == Document.task_id)
        .where(Document.id == document_id)
        .with_for_update(of=Document)
    )


def document_of_task(document_id: int) -> Select[Document, str]:
    """The issued document of that number, with the code of the task to which it belongs."""
    return (
        select(Document, Task.code).join(Task, Task.id == Document.task_id).where(Document.id == document_id)
    )


def edited_twins_of(document_id: int) -> Select[Submission, str]:
    """The edited twins of an issued document, with their texts, and whose they are; the latest last."""
    return (
        select(Submission, Person.title)
        .join(Person, Person.id == Submission.person_id)
        .where(Submission.document_id == document_id, Submission.withdrawn_on.is_(None))
        .options(undefer(Submission.text))
        .order_by(Submission.id)
    )


def documents_of_sessions() -> Select[Document]:
    """The documents of the advisory council's sessions, in order."""
    return select(Document).where(Document.session_id.is_not(None)).order_by(Document.id)


def signatures_of(document_id: int) -> Select[Signature]:
    """The signatures of a document, in their order."""
    return select(Signature).where(Signature.document_id == document_id).order_by(Signature.place)


def documents_signed() -> Select[Document, str | None]:
    """The documents that bear a signature, in order, with the codes of their tasks."""
    return (
        select(Document, Task.code)
        .outerjoin(Task, Task.id == Document.task_id)
        .where(Document.signed_sha256.is_not(None))
        .order_by(Document.id)
    )


def others_with_certificate(fingerprint: str, person_id: int) -> Select[int]:
    """Somebody else who signed with that certificate."""
    return (
        select(Signature.person_id)
        .where(Signature.fingerprint == fingerprint, Signature.person_id != person_id)
        .limit(1)
    )


def submissions_with_hash(sha256: str) -> Select[Submission, str]:
    """The submitted papers on record under that hash, with their tasks' codes."""
    return (
        select(Submission, Task.code)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(Submission.sha256 == sha256)
    )


def papers_with_hash_prefix(prefix: str) -> Select[str, str, str]:
    """The hashes on record that begin so, with media type and file name; each hash once."""
    issued = select(
        Document.sha256, literal("application/pdf"), func.concat(Document.file_notation, ".pdf")
    ).where(Document.sha256.startswith(prefix))
    handed_in = select(Submission.sha256, Submission.media_type, Submission.file_name).where(
        Submission.sha256.startswith(prefix)
    )
    signed = (
        select(
            Signature.sha256, literal("application/pdf"), func.concat(Document.file_notation, "-da-ky.pdf")
        )
        .join(Document, Document.id == Signature.document_id)
        .where(Signature.sha256.startswith(prefix))
    )
    every = union_all(issued, handed_in, signed).subquery()
    sha256, media_type, name = every.c
    return select(sha256, func.min(media_type), func.min(name)).group_by(sha256).order_by(sha256).limit(5)


def documents_unstored() -> Select[int]:
    """The documents that have a number and no bytes in the archive yet."""
    return select(Document.id).where(Document.sha256.is_(None)).order_by(Document.id)


def ordinal_of(task_id: int) -> Select[int]:
    """How many documents the file of the task holds."""
    return select(func.count()).select_from(Document).where(Document.task_id == task_id)
