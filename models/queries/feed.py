"""What a person's calendar shows beside their work: the sessions of councils on which they sit."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select

from models.tables import Council, Seat, StageEntry, Task


def sessions_of(person_id: int, since: date, limit: int) -> Select[Council, str, str]:
    """The councils on which a person sits and that meet from that day on: with the task and the stage."""
    return (
        select(Council, Task.code, StageEntry.stage)
        .join(StageEntry, StageEntry.id == Council.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .join(Seat, Seat.council_id == Council.id)
        .where(Seat.person_id == person_id, Seat.recused.is_(False), Council.meets_on >= since)
        .order_by(Council.meets_on, Council.id)
        .limit(limit)
    )
