"""Tasks that stand by while others are measured: a system that lives has thousands on record.

PostgreSQL plans by how many rows there are. With a few hundred it reads whole tables where a system that
lives asks an index, so what is measured beside nothing else is another plan, and a dearer one.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from models.tables import Task

_MADE_ANEW = {"id", "code", "source_key", "outcome"}
"""Columns of a task that its copy does not share."""

_STAYS = """
    insert into stage_entries (task_id, stage, entered_on, left_on, exit)
    select task.id, stage, :on, :on, 'DONE'
    from tasks task, unnest(array[
        'ORDER', 'IDENTIFY', 'CALL', 'SELECT', 'APPROVE', 'CONTRACT', 'EXECUTE', 'SUBMIT'
    ]) stage
    where task.code like 'STANDING-%'
"""
_DECISIONS = """
    insert into decisions (entry_id, gate, round, person_id, role, verdict, "on", channel)
    select entry.id, lower(entry.stage), 1, person.id, 'dost_officer', 'approve', entry.entered_on,
           'benchmark'
    from stage_entries entry join tasks task on task.id = entry.task_id, people person
    where task.code like 'STANDING-%' and person.handle = 'so.chuyen-vien'
"""
_PAPERS = """
    insert into submissions (entry_id, paper, person_id, organisation_id, role, "on", sha256, file_name,
                             media_type, size)
    select entry.id, paper, person.id, person.organisation_id, 'host', entry.entered_on,
           encode(sha256(convert_to(entry.id || paper, 'UTF8')), 'hex'), paper || '.pdf', 'application/pdf', 1
    from stage_entries entry join tasks task on task.id = entry.task_id, people person,
         unnest(array['first', 'second', 'third']) paper
    where task.code like 'STANDING-%' and person.handle = 'chu-tri'
"""


def stand_by(connection: Connection, tasks: int, on: object) -> None:
    """Lay in so many tasks whose life has ended on that day, with eight stays, their decisions and papers.

    They are copies of the first task on record.
    """
    shared = ", ".join(
        f'"{each.name}"' for each in Task.__table__.c if each.name not in _MADE_ANEW and each.computed is None
    )
    copies = f"""
        insert into tasks (code, outcome, {shared})
        select 'STANDING-' || number, 'archived', {shared}
        from (select * from tasks order by id limit 1) task, generate_series(1, :tasks) number
    """  # noqa: S608 - the names of our own columns
    connection.execute(text(copies), {"tasks": tasks})
    for statement in (_STAYS, _DECISIONS, _PAPERS):
        connection.execute(text(statement), {"on": on} if ":on" in statement else {})
