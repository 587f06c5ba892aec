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
_RESULTS = """
    insert into results (task_id, accepted_on, grade, archived_on)
    select task.id, :on, 'pass', :on from tasks task where task.code like 'STANDING-%'
"""
_COUNCILS = """
    insert into councils (entry_id, gate, formed_on, meets_on)
    select entry.id, 'selection-council', entry.entered_on, entry.entered_on
    from stage_entries entry join tasks task on task.id = entry.task_id
    where task.code like 'STANDING-%' and entry.stage = 'SELECT'
"""
_SEATS = """
    insert into council_seats (council_id, person_id, position)
    select council.id, person.id, 'member'
    from councils council, (select id from people order by id limit 5) person
"""
_BALLOTS = """
    insert into ballots (council_id, person_id, "on", agree)
    select council_id, person_id, :on, true from council_seats
"""


def stand_by(connection: Connection, tasks: int, on: object) -> None:
    """Lay in so many tasks whose life has ended on that day, copies of the first task on record.

    Each has eight stays, their decisions and papers, a council of five who voted, and its result.
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
    for statement in (_STAYS, _DECISIONS, _PAPERS, _RESULTS, _COUNCILS, _SEATS, _BALLOTS):
        connection.execute(text(statement), {"on": on} if ":on" in statement else {})
