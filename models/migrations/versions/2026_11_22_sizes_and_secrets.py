"""The size of a signed paper; old councils are secret; indexes by which pages find their tasks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '20261122h'
down_revision: str | Sequence[str] | None = '20261122g'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('documents', sa.Column('signed_size', sa.Integer(), nullable=True))
    op.create_index('ix_tasks_co_owner_id', 'tasks', ['co_owner_id'])
    op.create_index('ix_stage_entries_waiting', 'stage_entries', ['stage', 'due_on', 'id'],
                    postgresql_where=sa.text('left_on is null'))
    op.create_index('ix_council_seats_person_id', 'council_seats', ['person_id'])
    op.create_index('ix_comments_mentioned', 'comments', ['mentioned'], postgresql_using='gin')
    op.create_index('ix_audit_on', 'audit', ['on'], postgresql_using='brin')
    # Their members voted in secret, before there was a choice: nobody shall read now how each of them did.
    op.execute("update councils set secret = true")


def downgrade() -> None:
    op.drop_index('ix_audit_on', table_name='audit')
    op.drop_index('ix_comments_mentioned', table_name='comments')
    op.drop_index('ix_council_seats_person_id', table_name='council_seats')
    op.drop_index('ix_stage_entries_waiting', table_name='stage_entries')
    op.drop_index('ix_tasks_co_owner_id', table_name='tasks')
    op.drop_column('documents', 'signed_size')
