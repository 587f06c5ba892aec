"""The closet: candidates, cases, remedies."""

from sqlalchemy import ColumnElement, Select, exists, select

from models.tables import ClosetCase, Person, RemedyTaken, Result, Task


def may_be_stuck() -> tuple[ColumnElement[bool], ...]:
    """The signs of which a task that may be in the closet shows one: a result accepted, or left unused.

    A sweep only narrows; each task is judged again by `closet.find`.
    """
    open_case = exists().where(ClosetCase.task_id == Task.id, ClosetCase.closed_on.is_(None))
    return (
        Result.accepted_on.is_not(None),
        Result.grade.is_not(None),
        Result.registered_on.is_not(None),
        Result.recognised_on.is_not(None),
        Result.in_use.is_(False),
        open_case,
    )


def open_case(task_id: int) -> Select[ClosetCase]:
    """The case of a task that is in the closet now."""
    return select(ClosetCase).where(ClosetCase.task_id == task_id, ClosetCase.closed_on.is_(None))


def last_case(task_id: int) -> Select[ClosetCase]:
    """The latest case of a task, open or closed."""
    return select(ClosetCase).where(ClosetCase.task_id == task_id).order_by(ClosetCase.id.desc()).limit(1)


def case_codes() -> Select[str]:
    """The codes of the tasks that have an open case."""
    return (
        select(Task.code)
        .join(ClosetCase, ClosetCase.task_id == Task.id)
        .where(ClosetCase.closed_on.is_(None))
        .order_by(Task.code)
    )


def remedies_of(case_id: int) -> Select[RemedyTaken, str]:
    """The remedies taken in a case, with the function of the person who chose each."""
    return (
        select(RemedyTaken, Person.title)
        .join(Person, Person.id == RemedyTaken.person_id)
        .where(RemedyTaken.case_id == case_id)
        .order_by(RemedyTaken.id)
    )


def remedies_open() -> Select[str, RemedyTaken]:
    """The remedies not done yet of the cases that are open, with the code of the task."""
    return (
        select(Task.code, RemedyTaken)
        .join(ClosetCase, ClosetCase.task_id == Task.id)
        .join(RemedyTaken, RemedyTaken.case_id == ClosetCase.id)
        .where(ClosetCase.closed_on.is_(None), RemedyTaken.done_on.is_(None))
        .order_by(RemedyTaken.id)
    )
