"""What boards show, as it was last computed, so that no page judges every dossier; tasks by their parties."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '20261122g'
down_revision: str | Sequence[str] | None = '20261122f'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('published_boards',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('audit', sa.BigInteger(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_published_boards'))
    )
    op.create_table('published_cases',
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('discipline', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('headline', sa.Text(), nullable=False),
    sa.Column('causes', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('severity', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('bucket', sa.Text(), nullable=False),
    sa.Column('responsible', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('remedy', sa.Text(), nullable=False),
    sa.Column('doer', sa.Text(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('value_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('value_kind', sa.Text(), nullable=False),
    sa.Column('band', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_published_cases_task_id')),
    sa.PrimaryKeyConstraint('task_id', name=op.f('pk_published_cases'))
    )
    op.create_index('ix_published_cases_folded', 'published_cases', ['folded'], unique=False,
                    postgresql_using='gin', postgresql_ops={'folded': 'gin_trgm_ops'})
    op.create_index('ix_published_cases_gravest', 'published_cases',
                    [sa.text('severity DESC'), sa.text('days DESC NULLS LAST'), 'code'], unique=False)
    for party in ('orderer_id', 'host_id', 'recipient_id'):
        op.create_index(f'ix_tasks_{party}', 'tasks', [party], unique=False)


def downgrade() -> None:
    for party in ('orderer_id', 'host_id', 'recipient_id'):
        op.drop_index(f'ix_tasks_{party}', table_name='tasks')
    op.drop_table('published_cases')
    op.drop_table('published_boards')
