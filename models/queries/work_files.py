"""Files of work: what a department keeps beyond single tasks, and the papers in them."""

from sqlalchemy import Select, func, select

from models.tables import Document, WorkFile


def work_file(code: str, *, lock: bool = False) -> Select[WorkFile]:
    """The file of that code; `lock` holds it until the transaction ends."""
    query = select(WorkFile).where(WorkFile.code == code)
    return query.with_for_update() if lock else query


def documents_of_file(file_id: int) -> Select[Document]:
    """The papers of a file of work, in order."""
    return select(Document).where(Document.file_id == file_id).order_by(Document.id)


def file_of_document(document_id: int) -> Select[WorkFile]:
    """The file of work to which a document belongs; no row where it belongs to something else."""
    return select(WorkFile).join(Document, Document.file_id == WorkFile.id).where(Document.id == document_id)


def ordinal_in_file(file_id: int) -> Select[int]:
    """How many papers a file of work holds."""
    return select(func.count()).select_from(Document).where(Document.file_id == file_id)
