"""Files on their way in: those of a person, and those whose time is over."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from models.queries.among import among
from models.tables import StageEntry, Submission, Task, Upload


def upload(upload_id: UUID) -> Select[Upload, str]:
    """One upload, with its task's code."""
    return select(Upload, Task.code).join(Task, Task.id == Upload.task_id).where(Upload.id == upload_id)


def upload_held(upload_id: UUID) -> Select[Upload]:
    """One upload, held until the transaction ends, as it stands now."""
    return (
        select(Upload)
        .where(Upload.id == upload_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def uploads_of(person_id: int, task_id: int | None = None) -> Select[Upload, str]:
    """The uploads of a person that have not ended, for one task or for all, the latest first."""
    query = (
        select(Upload, Task.code)
        .join(Task, Task.id == Upload.task_id)
        .where(Upload.person_id == person_id, Upload.ended_at.is_(None))
        .order_by(Upload.made_at.desc(), Upload.id)
    )
    return query if task_id is None else query.where(Upload.task_id == task_id)


def uploads_total(person_id: int) -> Select[int]:
    """How many uploads of a person have not ended."""
    return (
        select(func.count())
        .select_from(Upload)
        .where(Upload.person_id == person_id, Upload.ended_at.is_(None))
    )


def uploads_over(moment: datetime) -> Select[Upload]:
    """The uploads whose time was over at that moment, held; those that somebody works on are left alone."""
    return (
        select(Upload)
        .where(Upload.ended_at.is_(None), Upload.ends_at <= moment)
        .order_by(Upload.ends_at, Upload.id)
        .with_for_update(skip_locked=True)
    )


def uploads_standing(keys: Collection[str]) -> Select[str]:
    """Those of the keys whose upload has not ended."""
    return select(Upload.key).where(among(Upload.key, keys), Upload.ended_at.is_(None))


def submission_with_task(submission_id: int) -> Select[Submission, str]:
    """A paper that was handed in, with its task's code."""
    return (
        select(Submission, Task.code)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(Submission.id == submission_id)
    )
