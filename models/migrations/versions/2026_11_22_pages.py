"""Indexes that pages read by: open stays by their due dates."""

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


def downgrade() -> None:
    op.drop_index('ix_stage_entries_due', table_name='stage_entries')
