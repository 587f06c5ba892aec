"""What storage must hold: every hash on record, with what it is and since when its work has ended."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    String,
    Subquery,
    case,
    cast,
    column,
    func,
    literal,
    null,
    or_,
    select,
    table,
    union_all,
)

from models.tables import (
    Audit,
    AuditHead,
    Document,
    FormDraft,
    Organisation,
    Signature,
    StageEntry,
    Submission,
    Task,
)

DOCUMENT, REVISION, SUBMISSION, THUMBNAIL = "document", "revision", "submission", "thumbnail"
"""What a hash on record may be: an issued paper, its signed revision, a paper handed in, a small picture."""
HEAD = "head"
"""And a signed head of the journal: kept permanently, whatever becomes of tasks."""
LIST_FORM = "import"
"""The form under which uploaded lists stand on their owners' desks."""
LIST, REJECTS = "list", "rejects"
LISTS = frozenset({LIST, REJECTS})
"""And an uploaded list on its owner's desk, with the report on its rejected rows: passing through."""


def _ends() -> Subquery:
    """The day on which the last stay of a task ended, for the tasks that are in no stage any more."""
    return (
        select(StageEntry.task_id, func.max(StageEntry.left_on).label("closed_on"))
        .group_by(StageEntry.task_id)
        .having(func.bool_and(StageEntry.left_on.is_not(None)))
        .subquery()
    )


def _issued(kind: str, sha256: Any, size: Any) -> Select[Any]:  # noqa: ANN401 - columns of two tables
    """An issued paper's bytes, or those of a revision. What no task's life ends is closed when issued."""
    ends = _ends()
    return (
        select(
            sha256.label("sha256"),
            literal(kind).label("kind"),
            Document.id.label("id"),
            func.coalesce(Task.code, "").label("task"),
            Document.paper.label("paper"),
            literal("").label("stage"),
            Document.subject.label("title"),
            Document.number_text.label("number"),
            Document.issued_on.label("on"),
            case(
                (or_(Document.session_id.is_not(None), Document.file_id.is_not(None)), Document.issued_on),
                else_=ends.c.closed_on,
            ).label("closed_on"),
            size.label("size"),
            literal("application/pdf").label("media_type"),
        )
        .select_from(Document)
        .outerjoin(Task, Task.id == Document.task_id)
        .outerjoin(ends, ends.c.task_id == Document.task_id)
        .where(sha256.is_not(None))
    )


def _handed_in(kind: str, sha256: Any, size: Any, media_type: Any) -> Select[Any]:  # noqa: ANN401 - idem
    ends = _ends()
    return (
        select(
            sha256.label("sha256"),
            literal(kind).label("kind"),
            Submission.id.label("id"),
            Task.code.label("task"),
            Submission.paper.label("paper"),
            StageEntry.stage.label("stage"),
            Submission.file_name.label("title"),
            literal("").label("number"),
            Submission.on.label("on"),
            ends.c.closed_on.label("closed_on"),
            size.label("size"),
            media_type.label("media_type"),
        )
        .select_from(Submission)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .outerjoin(ends, ends.c.task_id == StageEntry.task_id)
        .where(sha256.is_not(None))
    )


def _on_a_desk(kind: str, sha256: Any) -> Select[Any]:  # noqa: ANN401 - a column, or an expression of one
    """An uploaded list, or the report on it, while its owner has it on the desk."""
    return select(
        sha256.label("sha256"),
        literal(kind).label("kind"),
        FormDraft.person_id.label("id"),
        literal("").label("task"),
        literal("").label("paper"),
        literal("").label("stage"),
        FormDraft.values["file_name"].astext.label("title"),
        literal("").label("number"),
        func.date(FormDraft.saved_at).label("on"),
        cast(null(), Date).label("closed_on"),
        cast(null(), Integer).label("size"),
        literal("application/octet-stream").label("media_type"),
    ).where(FormDraft.form == LIST_FORM, sha256.is_not(None))


def _sealed() -> Select[Any]:
    """A signed head of the journal: of no task, and permanent."""
    columns: list[Any] = [
        AuditHead.sha256.label("sha256"),
        literal(HEAD).label("kind"),
        AuditHead.id.label("id"),
        literal("").label("task"),
        literal("").label("paper"),
        literal("").label("stage"),
        func.concat("đầu chuỗi nhật ký ngày ", func.to_char(AuditHead.on, "DD/MM/YYYY")).label("title"),
        literal("").label("number"),
        AuditHead.on.label("on"),
        cast(null(), Date).label("closed_on"),
        cast(null(), Integer).label("size"),
        literal("application/json").label("media_type"),
    ]
    return select(*columns)


def bytes_on_record() -> Select[Any]:
    """Every hash that storage must hold, in the order of hashes; a hash as often as it is on record."""
    signed = _issued(REVISION, Signature.sha256, null()).join(Signature, Signature.document_id == Document.id)
    last = _issued(REVISION, Document.signed_sha256, null())
    all_of_them = union_all(
        _issued(DOCUMENT, Document.sha256, Document.size),
        signed,
        last,
        _handed_in(SUBMISSION, Submission.sha256, Submission.size, Submission.media_type),
        _handed_in(THUMBNAIL, Submission.thumbnail_sha256, null(), literal("image/jpeg")),
        _on_a_desk(LIST, FormDraft.subject),
        _on_a_desk(REJECTS, func.nullif(FormDraft.values["report"].astext, "")),
        _sealed(),
    ).subquery()
    # Storage lists names byte by byte, whatever the order of letters in the database.
    by_bytes = all_of_them.c.sha256.collate("C")
    return select(all_of_them).order_by(by_bytes, all_of_them.c.kind, all_of_them.c.id)


def papers_on_record(
    *, papers: Collection[str] | None = None, stages: Collection[str] | None = None, task: str = ""
) -> Select[Any]:
    """Papers issued and handed in, by their days; of these codes and stages alone where they are given."""
    both = union_all(
        _issued(DOCUMENT, Document.sha256, Document.size),
        _handed_in(SUBMISSION, Submission.sha256, Submission.size, Submission.media_type).where(
            Submission.withdrawn_on.is_(None)
        ),
    ).subquery()
    query = select(both).order_by(both.c.on, both.c.kind, both.c.id)
    if task:
        query = query.where(both.c.task == task)
    if papers is None and stages is None:
        return query
    return query.where(
        or_(
            (both.c.kind == DOCUMENT) & both.c.paper.in_(papers or ()),
            (both.c.kind == SUBMISSION) & both.c.stage.in_(stages or ()),
        )
    )


def stored_since(moment: datetime) -> Select[int]:
    """How many papers were stored after that moment: issued, signed and handed in."""
    counts = (
        select(func.count()).where(Document.stored_at > moment).scalar_subquery(),
        select(func.count()).where(Signature.created_at > moment).scalar_subquery(),
        select(func.count()).where(Submission.created_at > moment).scalar_subquery(),
    )
    return select(counts[0] + counts[1] + counts[2])


def told_of_term(task_id: int, ends_on: date) -> Select[int]:
    """The entry that tells that a task's papers reach the end of their term on that day."""
    return (
        select(Audit.id)
        .where(
            Audit.task_id == task_id,
            Audit.tag == "task:file:noticed",
            Audit.facts["ends_on"].astext == ends_on.isoformat(),
        )
        .limit(1)
    )


def unstored_total() -> Select[int]:
    """How many numbered documents wait for their bytes."""
    return select(func.count()).select_from(Document).where(Document.sha256.is_(None))


def signatures_of_task(task_id: int) -> Select[Signature]:
    """The signatures on the documents of a task, in their order."""
    return (
        select(Signature)
        .join(Document, Document.id == Signature.document_id)
        .where(Document.task_id == task_id)
        .order_by(Signature.document_id, Signature.place)
    )


def handed_in_for(task_id: int) -> Select[Submission, str, str]:
    """The papers handed in for a task and not taken back, with their stage and who handed them in."""
    return (
        select(Submission, StageEntry.stage, Organisation.name)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .where(StageEntry.task_id == task_id, Submission.withdrawn_on.is_(None))
        .order_by(Submission.on, Submission.id)
    )


def revision() -> Select[str]:
    """The version of the schema."""
    return select(column("version_num", String)).select_from(table("alembic_version"))
