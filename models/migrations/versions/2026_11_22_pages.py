"""Indexes that pages read by: open stays by their due dates, calls that stand open."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '20261122k'
down_revision: str | Sequence[str] | None = '20261122y'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index('ix_stage_entries_due', 'stage_entries', ['due_on', 'id'], unique=False,
                    postgresql_where=sa.text('left_on is null'))
    op.create_index('ix_tasks_open_calls', 'tasks', ['id'], unique=False, postgresql_where=sa.text(
        'host_id is null and call_published_on is not null and files_opened_on is null'))


def downgrade() -> None:
    op.drop_index('ix_tasks_open_calls', table_name='tasks')
    op.drop_index('ix_stage_entries_due', table_name='stage_entries')
