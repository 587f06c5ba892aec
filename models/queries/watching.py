"""The closet's watch: what may have changed since its last round, what it remembers; text for the driver."""

from functools import cache
from typing import Final

from sqlalchemy import ARRAY, BigInteger, and_, bindparam, func, or_

from models.queries.closet import may_be_stuck
from models.queries.dossiers import Sweep, sweep_of
from models.queries.ladder import CLIMBS

MARKED: Final = "date '0001-01-01'"
"""The day that makes a task due at once; an organisation that changed has set it."""

ROUND: Final = 'select "on", audit, rules from closet_rounds where id = 1'
"""The last round: its day, up to which entry of the audit chain it knew, and by which rules it judged."""

KEEP_ROUND: Final = """
    insert into closet_rounds (id, "on", audit, rules) values (1, $1, $2, $3)
    on conflict (id) do update set "on" = excluded."on", audit = excluded.audit, rules = excluded.rules
"""
"""Remember the round that has ended."""

BEGIN: Final = f"update closet_watches set until = $1 where until = {MARKED}"  # noqa: S608 - a constant of our own
"""Let the marked tasks be due in this round; one that is marked from now on stays so for the next."""

DUE: Final = """
    select task_id from closet_watches where until <= $1
    union
    select task_id from audit
    where id > $2 and id <= $3 and task_id is not null
      and tag not like 'case:closet:%' and tag <> 'case:remedy:missed'
"""
"""The tasks whose day has come by $1, and those of which something was recorded after $2 and up to $3.

What the watch itself has recorded changes nothing that it has not seen.
"""

EXTENT: Final = "select coalesce(min(id), 0), coalesce(max(id), 0) from tasks"
"""The first and the last number of a task."""

OPEN_CASES: Final = """
    select opened.task_id, opened.id, opened.opened_on,
           (select climb.facts from audit climb
            where climb.task_id = opened.task_id and climb.tag = any($2) order by climb.id desc limit 1),
           exists (select from remedies where case_id = opened.id)
    from closet_cases opened where opened.task_id = any($1) and opened.closed_on is null
"""
"""The open cases of these tasks: each with how high it stood when that was last written down, and whether a
remedy was chosen."""
CLIMBED: Final = list(CLIMBS)
"""What $2 of it is."""

KEEP: Final = f"""
    insert into closet_watches (task_id, until) select * from unnest($1::bigint[], $2::date[])
    on conflict (task_id) do update set until = excluded.until
    where closet_watches.until is distinct from excluded.until
      and closet_watches.until is distinct from {MARKED}
"""  # noqa: S608 - a constant of our own
"""Remember until when tasks need not be asked again; one that was marked meanwhile stays so."""

FORGET: Final = "delete from closet_watches where task_id = any($1)"
"""Forget tasks that cannot be in the closet any more."""

LYING: Final = "select count(*) from closet_cases where closed_on is null"
"""How many cases are open."""

SHOWN_BEFORE: Final = """
    select task.code from closet_cases opened
    join tasks task on task.id = opened.task_id
    left join windows shown on shown.subject = 'case:' || task.code
    where opened.closed_on is null and (shown.drawn_on is null or shown.drawn_on < $1)
    order by task.code
"""
"""The tasks whose open case was drawn before that day, and so tells fewer days than it should."""


@cache
def stuck_of() -> Sweep:
    """The dossiers of the tasks with the numbers $1 that may be in the closet."""
    numbers = bindparam("tasks", type_=ARRAY(BigInteger))
    return sweep_of(lambda task: task == func.any(numbers), or_(*may_be_stuck()))


@cache
def stuck_between() -> Sweep:
    """The dossiers of the tasks that may be in the closet, from the number $1 on and before $2."""
    first, after = bindparam("first", type_=BigInteger), bindparam("after", type_=BigInteger)
    return sweep_of(lambda task: and_(task >= first, task < after), or_(*may_be_stuck()))
