"""Documents on record, and papers by their hash."""

from sqlalchemy import Select, func, literal, select, union_all

from models.tables import Document, StageEntry, Submission, Task


def documents_of(task_id: int) -> Select[Document]:
    """All documents issued for the task, in order."""
    return select(Document).where(Document.task_id == task_id).order_by(Document.id)


def documents_at(entry_id: int, moment: str) -> Select[Document]:
    """The documents issued at one moment of an entry."""
    return (
        select(Document).where(Document.entry_id == entry_id, Document.moment == moment).order_by(Document.id)
    )


def documents_with_hash(sha256: str) -> Select[Document, str | None]:
    """The documents on record under that hash, with their tasks' codes; a session's paper has none."""
    return (
        select(Document, Task.code)
        .outerjoin(Task, Task.id == Document.task_id)
        .where(Document.sha256 == sha256)
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
    both = union_all(issued, handed_in).subquery()
    sha256, media_type, name = both.c
    return select(sha256, func.min(media_type), func.min(name)).group_by(sha256).order_by(sha256).limit(5)


def documents_unstored() -> Select[int]:
    """The documents that have a number and no bytes in the archive yet."""
    return select(Document.id).where(Document.sha256.is_(None)).order_by(Document.id)


def ordinal_of(task_id: int) -> Select[int]:
    """How many documents the file of the task holds."""
    return select(func.count()).select_from(Document).where(Document.task_id == task_id)
