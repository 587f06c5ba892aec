"""Panels: their seats and ballots, and whom they judge; the nominations of a year."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.tables import (
    Movement,
    Nomination,
    Organisation,
    Panel,
    PanelBallot,
    PanelSeat,
    Person,
    Task,
    WorkFile,
)


def panel_of(file_id: int) -> Select[Panel]:
    """The panel last formed for a file of work."""
    return select(Panel).where(Panel.file_id == file_id).order_by(Panel.id.desc()).limit(1)


def seats(panel_id: int) -> Select[PanelSeat, Person, str]:
    """The seats of a panel with their holders and the holders' organisations, in the order of forming."""
    return (
        select(PanelSeat, Person, Organisation.name)
        .join(Person, Person.id == PanelSeat.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(PanelSeat.panel_id == panel_id)
        .order_by(PanelSeat.person_id)
    )


def ballots(panel_id: int) -> Select[PanelBallot]:
    """All ballots of a panel."""
    return (
        select(PanelBallot)
        .where(PanelBallot.panel_id == panel_id)
        .order_by(PanelBallot.candidate, PanelBallot.person_id)
    )


def nominations(file_id: int) -> Select[Nomination, Task, Person, str, int | None]:
    """The nominations of a file, in order: task or person (None), whose it is, the task's second owner."""
    host = aliased(Organisation)
    own = aliased(Organisation)
    return (
        select(Nomination, Task, Person, func.coalesce(own.name, host.name, ""), Task.co_owner_id)
        .outerjoin(Task, Task.id == Nomination.task_id)
        .outerjoin(Person, Person.id == Nomination.person_id)
        .outerjoin(host, host.id == Task.host_id)
        .outerjoin(own, own.id == Person.organisation_id)
        .where(Nomination.file_id == file_id)
        .order_by(Nomination.id)
    )


def nomination(number: int) -> Select[Nomination]:
    """One nomination."""
    return select(Nomination).where(Nomination.id == number)


def nomination_of(
    file_id: int, *, task_id: int | None = None, person_id: int | None = None
) -> Select[Nomination]:
    """The nomination of a task or a person in a file."""
    subject = Nomination.task_id == task_id if task_id is not None else Nomination.person_id == person_id
    return select(Nomination).where(Nomination.file_id == file_id, subject)


def honoured_in(task_id: int) -> Select[int]:
    """The years in which a result was named outstanding, the latest first."""
    return (
        select(WorkFile.year)
        .join(Nomination, Nomination.file_id == WorkFile.id)
        .where(Nomination.task_id == task_id, Nomination.honoured.is_(True))
        .order_by(WorkFile.year.desc())
    )


def to_recover(task_id: int) -> Select[Any]:
    """How much of a task's money is still to be paid back, in đồng; voided movements do not count."""
    voiding = aliased(Movement)
    sign = case((Movement.kind == "to_recover", Movement.amount_vnd), else_=-Movement.amount_vnd)
    return select(func.coalesce(func.sum(sign), 0)).where(
        Movement.task_id == task_id,
        Movement.kind.in_(("to_recover", "recovered")),
        Movement.voids_id.is_(None),
        ~exists().where(voiding.voids_id == Movement.id),
    )


def honours_files(*, skip: int, limit: int) -> Select[WorkFile, int, int, bool]:
    """The yearly lists, the latest first: nominations that stand, those honoured, whether it is concluded."""

    def counted(*conditions: Any) -> Any:  # noqa: ANN401 - conditions of SQLAlchemy
        return (
            select(func.count())
            .select_from(Nomination)
            .where(Nomination.file_id == WorkFile.id, *conditions)
            .scalar_subquery()
        )

    return (
        select(
            WorkFile,
            counted(Nomination.withdrawn_on.is_(None)),
            counted(Nomination.honoured.is_(True)),
            exists().where(Panel.file_id == WorkFile.id, Panel.concluded_on.is_not(None)),
        )
        .where(WorkFile.kind == "honours")
        .order_by(WorkFile.year.desc(), WorkFile.id.desc())
        .offset(skip)
        .limit(limit)
    )


def panels_listed(*, person_id: int | None, skip: int, limit: int) -> Select[Panel, WorkFile]:
    """Panels with their files, those at work first; `person_id` narrows to those on which the person sits."""
    query = (
        select(Panel, WorkFile)
        .join(WorkFile, WorkFile.id == Panel.file_id)
        .order_by(Panel.concluded_on.is_not(None), Panel.meets_on.asc().nulls_last(), Panel.id.desc())
        .offset(skip)
        .limit(limit)
    )
    if person_id is None:
        return query
    return query.where(exists().where(PanelSeat.panel_id == Panel.id, PanelSeat.person_id == person_id))


def code_of(panel_id: int) -> Select[str]:
    """The code of the file that a panel judges."""
    return select(WorkFile.code).join(Panel, Panel.file_id == WorkFile.id).where(Panel.id == panel_id)


def seats_at_work(person_id: int) -> Select[int, str, date | None]:
    """The panels at work on which a person sits: number, file's code, day of the session."""
    later = aliased(Panel)
    return (
        select(Panel.id, WorkFile.code, Panel.meets_on)
        .join(WorkFile, WorkFile.id == Panel.file_id)
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .where(
            PanelSeat.person_id == person_id,
            Panel.concluded_on.is_(None),
            ~exists().where(later.file_id == Panel.file_id, later.id > Panel.id),
        )
        .order_by(Panel.meets_on.asc().nulls_last(), Panel.id)
    )


def members_possible(organisations: Collection[int]) -> Select[Person]:
    """The active accounts of some organisations."""
    return (
        select(Person)
        .where(Person.active, or_(*(Person.organisation_id == each for each in organisations)))
        .order_by(Person.title, Person.handle)
    )


def file_titled(kind: str, title: str) -> Select[WorkFile]:
    """The latest file of work of that kind and title."""
    found = select(WorkFile).where(WorkFile.kind == kind, WorkFile.title == title)
    return found.order_by(WorkFile.id.desc()).limit(1)
