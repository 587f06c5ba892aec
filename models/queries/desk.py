"""What may wait for a person: candidates in the order of their due dates, narrowed by the tables alone.

The lifecycle and the catalogue come in as data (`actions.desk.asked`), so none is named here.
A statement never leaves out what waits; what it brings too much, the judgement of the dossier takes away.
"""

from collections.abc import Collection
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, TextClause, select, text

from models.queries.among import among
from models.tables import AdvisoryAction, Comment, Document, RemedyTaken, Signature

Row = TypeVar("Row", RemedyTaken, AdvisoryAction, Comment, Document)

_WAITING = """
with asked as materialized (
    select * from json_to_recordset(cast(:asked as json)) as each (
        number int, kind text, stage text, gate text, before text[], need int,
        papers text[], opened_by text, scopes text[], versions text[])
), nearest as materialized ({nearest}
    order by due_on, id
    limit {looked}
), handed_in as materialized (
    select paper.entry_id, bool_or(paper.person_id = :person) as own,
           coalesce(
               array_agg(distinct paper.paper) filter (where paper.document_id is null), '{{}}') as papers
    from nearest near join submissions paper on paper.entry_id = near.id
    where paper.withdrawn_on is null
    group by paper.entry_id
), passed as materialized (
    select made.entry_id, array_agg(distinct made.gate) as gates
    from nearest near join decisions made on made.entry_id = near.id
    where made.verdict = 'approve'
    group by made.entry_id
), standing as (
    select near.id as entry_id, near.task_id, near.due_on, asked.*,
           coalesce(handed_in.papers, '{{}}') as papers_in, coalesce(handed_in.own, false) as own,
           coalesce(passed.gates, '{{}}') as passed,
           cardinality(asked.versions) = 0 or exists (
               select from tasks task where task.id = near.task_id and task.lifecycle = any(asked.versions)
           ) as is_so,
           exists (
               select from clock_stops stop where stop.entry_id = near.id and stop.until is null
           ) as stopped
    from nearest near join asked on asked.stage = near.stage and asked.scopes && near.scopes
    left join handed_in on handed_in.entry_id = near.id
    left join passed on passed.entry_id = near.id
), found as materialized (
    select here.task_id, here.entry_id, here.number, here.due_on, here.kind, here.gate
    from standing here
    where here.is_so and case here.kind
        when 'submit' then not here.papers_in @> here.papers
        when 'returned' then here.stopped
        when 'form' then {ready} and not here.stopped and not exists (
            select from councils council
            where council.entry_id = here.entry_id and council.gate = here.gate and not exists (
                select from decisions made
                where made.entry_id = here.entry_id and made.gate = here.gate
                  and made.verdict = 'supplement' and made.on >= council.formed_on))
        when 'seat' then exists (
            select from councils council join council_seats seat on seat.council_id = council.id
            where council.entry_id = here.entry_id and council.gate = here.gate
              and seat.person_id = :person and seat.present and not seat.recused
              and (seat.stated_on is null or not exists (
                  select from ballots ballot
                  where ballot.council_id = council.id and ballot.person_id = :person)))
        when 'conclude' then {ready} and not here.stopped and {open} and exists (
            select from councils council
            where council.entry_id = here.entry_id and council.gate = here.gate
              and exists (select from ballots ballot where ballot.council_id = council.id)
              and not exists (
                select from council_seats seat
                where seat.council_id = council.id and seat.present and not seat.recused and not exists (
                    select from ballots ballot
                    where ballot.council_id = seat.council_id and ballot.person_id = seat.person_id)))
        when 'request' then not here.own and (
            select count(*) from submissions paper
            where paper.entry_id = here.entry_id and paper.paper = here.opened_by
              and paper.withdrawn_on is null
        ) > (select count(distinct made.round) from decisions made
             where made.entry_id = here.entry_id and made.gate = here.gate)
        else {ready} and not here.own and not here.stopped and {open}
    end
    order by here.due_on nulls last, here.entry_id, here.number
    limit :most
)
select looked.at, task.code, found.entry_id, found.number, found.due_on,
       found.kind = 'seat' and exists (
           select from councils council join council_seats seat on seat.council_id = council.id
           where council.entry_id = found.entry_id and council.gate = found.gate
             and seat.person_id = :person and seat.stated_on is not null) as stated
from (select count(*) as at from nearest) looked
left join found on true left join tasks task on task.id = found.task_id
order by found.due_on nulls last, found.entry_id, found.number
"""

_READY = "(here.papers_in @> here.papers and here.passed @> here.before)"
_OPEN = """coalesce((
        select max(approvals.roles) from (
            select count(distinct made.role) as roles from decisions made
            where made.entry_id = here.entry_id and made.gate = here.gate and made.verdict = 'approve'
            group by made.round) approvals), 0) < here.need"""

_ANYWHERE = """
    select entry.id, entry.task_id, entry.stage, entry.due_on, array['any'] as scopes
    from stage_entries entry
    where entry.left_on is null and entry.stage = any(cast(:stages as text[]))"""

_OWN = """
    select id as task_id, 'host' as scope from tasks where host_id = :organisation
    union all
    select id, 'orderer' from tasks where orderer_id = :organisation
    union all
    select id, 'recipient' from tasks where recipient_id = :organisation
    union all
    select distinct stay.task_id, 'seat' from council_seats seat
    join councils council on council.id = seat.council_id
    join stage_entries stay on stay.id = council.entry_id
    where seat.person_id = :person
"""
"""The tasks on which the person acts for a party, or by a seat."""

_OF_ONES_OWN = f"""
    select entry.id, entry.task_id, entry.stage, entry.due_on, array_agg(own.scope) as scopes
    from ({_OWN}) own
    join stage_entries entry on entry.task_id = own.task_id and entry.left_on is null
    where entry.stage = any(cast(:stages as text[]))
    group by entry.id"""  # noqa: S608 - put together from our own words alone


@cache
def waiting(looked: int, *, anywhere: bool) -> TextClause:
    """What stages may wait for: of who acts on any task, or of who acts for a party of it or by a seat.

    Takes `asked` (JSON), `stages`, `organisation`, `person`, `most`. Of the open stays those that are due
    first are looked into, `looked` at most; of what waits there, what is due first is told, `most` at most.
    That number is a part of the statement, so that PostgreSQL plans for it.

    Returns:
        how many stays were looked into, and of each find its code, stay, number of what is asked, due day,
        whether a conflict was stated; one row of nulls where nothing was found.
    """
    nearest = _ANYWHERE if anywhere else _OF_ONES_OWN
    return text(_WAITING.format(ready=_READY, open=_OPEN, nearest=nearest, looked=looked))


TO_SIGN: TextClause = text(f"""
with asked as materialized (
    select * from json_to_recordset(cast(:asked as json)) as each (
        paper text, approvers text[], places text[])
), own as materialized (
    select task_id, array_agg(scope) as scopes from ({_OWN}) own group by task_id
), latest as materialized (
    select id, task_id, paper, approved_on, issued_on from documents
    where id > (select coalesce(max(id), 0) from documents) - :recent
      and sha256 is not null and task_id is not null
), signed as materialized (
    select document_id, count(*)::int as amount from signatures
    where document_id > (select coalesce(max(id), 0) from documents) - :recent
    group by document_id
), next as materialized (
    select document.id, document.task_id, document.issued_on,
           case when document.approved_on is null then asked.approvers
                else string_to_array(asked.places[coalesce(signed.amount, 0) + 1], ' ') end as scopes
    from latest document join asked on asked.paper = document.paper
    left join signed on signed.document_id = document.id
), found as materialized (
    select next.id, next.task_id, next.issued_on
    from next left join own on own.task_id = next.task_id
    where 'any' = any(next.scopes) or next.scopes && own.scopes
    order by next.issued_on, next.id
    limit :most
)
select found.id, task.code, found.issued_on
from found join tasks task on task.id = found.task_id
order by found.issued_on, found.id
""")  # noqa: S608 - put together from our own words alone
"""The papers lately issued that may wait for the person's approval or signature: (number, code, day)."""

REMEDIES: TextClause = text("""
select remedy.id, task.code, remedy.due_on
from remedies remedy
join closet_cases stuck on stuck.id = remedy.case_id and stuck.closed_on is null
join tasks task on task.id = stuck.task_id
join organisations own on own.id = :organisation
where remedy.done_on is null and remedy.due_on <= :until
  and (:decides or remedy.person_id = :person or remedy.organisation_id = own.id
       or own.name in (remedy.responsible, remedy.who))
order by remedy.due_on, remedy.id
limit :most
""")
"""The remedies to be done by a day that concern the person: as who chose, who was named, who answers."""

MENTIONS: TextClause = text("""
select said.id, task.code, said.on
from (select * from comments where id > (select coalesce(max(id), 0) from comments) - :recent) said
join tasks task on task.id = said.task_id
where said.mentioned @> array[cast(:person as bigint)] and said.withdrawn_on is null and not exists (
    select from comments answer
    where answer.task_id = said.task_id and answer.id > said.id and answer.person_id = :person
      and answer.withdrawn_on is null)
order by said.id
limit :most
""")
"""The remarks that call the person and that the person has not answered on that task."""


def signatures_on(numbers: Collection[int]) -> Select[Signature]:
    """The signatures on those documents, in their order."""
    return select(Signature).where(among(Signature.document_id, numbers)).order_by(Signature.place)


def numbered(kind: type[Row], numbers: Collection[int]) -> Select[Row]:
    """The rows of that kind that bear those numbers."""
    return select(kind).where(among(kind.id, numbers))
