"""What a transaction sees, as functions: the policies of the second wall ask them (`models.queries.walling`)."""

from collections.abc import Sequence

from alembic import op

revision: str = '20261122r'
down_revision: str | Sequence[str] | None = '20261122n'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Bodies between begin atomic and end are bound when they are made: no search path leads them elsewhere.
    op.execute("""
        create function sight() returns jsonb language sql stable parallel safe
        return nullif(current_setting('triplehelix.sight', true), '')::jsonb
    """)
    op.execute("""
        create function sight_organisation() returns bigint language sql stable parallel safe
        return (sight() ->> 'organisation')::bigint
    """)
    op.execute("""
        create function sight_person() returns bigint language sql stable parallel safe
        return (sight() ->> 'person')::bigint
    """)
    op.execute("""
        create function sight_tasks() returns bigint[] language sql stable security definer
        begin atomic
            select coalesce(array_agg(seen.id), '{}') from (
                select stay.task_id as id
                from council_seats seat
                join councils council on council.id = seat.council_id
                join stage_entries stay on stay.id = council.entry_id
                where seat.person_id = sight_person() and sight() ? 'seats'
                union all
                select jsonb_array_elements_text(sight() -> 'let')::bigint
            ) seen;
        end
    """)
    op.execute("""
        create function sight_opened() returns bigint[] language sql stable security definer
        begin atomic
            select coalesce(array_agg(opened.id), '{}') from (
                select task.id from tasks task
                where sight() ? 'applies'
                  and task.host_id is null and task.call_published_on is not null
                  and task.files_opened_on is null and task.method is distinct from 'direct'
                union all
                select task.id from stage_entries stay join tasks task on task.id = stay.task_id
                where sight() ? 'values_at' and stay.left_on is null
                  and stay.stage in (select jsonb_array_elements_text(sight() -> 'stages'))
                  and sight() -> 'values_at' ? (task.lifecycle || '/' || stay.stage)
            ) opened;
        end
    """)
    op.execute("""
        create function sight_calls() returns bigint[] language sql stable security definer
        begin atomic
            select coalesce(array_agg(called.id), '{}')
            from panel_seats seat
            join panels panel on panel.id = seat.panel_id
            join support_calls called on called.file_id = panel.file_id
            where seat.person_id = sight_person() and sight() ? 'seats';
        end
    """)
    # Whoever writes into the journal needs its last link, but may not read what that link says.
    op.execute("""
        create function journal_head() returns table (id bigint, hash text)
        language sql stable security definer rows 1
        begin atomic
            select audit.id::bigint, audit.hash from audit order by audit.id desc limit 1;
        end
    """)


def downgrade() -> None:
    op.execute("""
        do $$ declare walled record; begin
            for walled in select policyname, tablename from pg_policies where schemaname = 'public' loop
                execute format('drop policy %I on %I', walled.policyname, walled.tablename);
                execute format('alter table %I disable row level security', walled.tablename);
            end loop;
        end $$
    """)
    for view in ("seen_councils", "known_stays", "seen_stays", "known_tasks", "seen_tasks"):
        op.execute(f"drop view if exists {view}")  # what the policies asked
    for function in ("journal_head", "sight_calls", "sight_opened", "sight_tasks"):
        op.execute(f"drop function {function}()")
    for function in ("sight_person", "sight_organisation", "sight"):
        op.execute(f"drop function {function}()")
