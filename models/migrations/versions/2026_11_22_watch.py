"""Until when the closet's watch need not ask a task again, and up to where it has looked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '20261122l'
down_revision: str | Sequence[str] | None = '20261122k'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('closet_watches',
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_closet_watches_task_id')),
    sa.PrimaryKeyConstraint('task_id', name=op.f('pk_closet_watches'))
    )
    op.create_index('ix_closet_watches_until', 'closet_watches', ['until'], unique=False)
    op.create_table('closet_rounds',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('audit', sa.BigInteger(), nullable=False),
    sa.Column('rules', sa.Text(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_closet_rounds_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closet_rounds'))
    )
    # What becomes of an organisation may change what is found of every task in which it has a part.
    op.execute("""
        create function watch_tasks_of_party() returns trigger language plpgsql as $$
        begin
            update closet_watches set until = date '0001-01-01' where task_id in (
                select id from tasks where orderer_id = new.id
                union all select id from tasks where host_id = new.id
                union all select id from tasks where recipient_id = new.id
                union all select id from tasks where co_owner_id = new.id
            );
            return null;
        end $$
    """)
    op.execute("""
        create trigger organisations_watched after update on organisations for each row
        when ((old.kind, old.dissolved_on, old.successor_id)
              is distinct from (new.kind, new.dissolved_on, new.successor_id))
        execute function watch_tasks_of_party()
    """)


def downgrade() -> None:
    op.execute("drop trigger organisations_watched on organisations")
    op.execute("drop function watch_tasks_of_party()")
    op.drop_table('closet_rounds')
    op.drop_index('ix_closet_watches_until', table_name='closet_watches')
    op.drop_table('closet_watches')
