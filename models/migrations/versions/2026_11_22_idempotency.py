"""What the interface answered, so that a request sent again is not done again; webhooks that pause."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '20261122f'
down_revision: str | Sequence[str] | None = '20261122d'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('answers',
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('request', sa.Text(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('headers', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('body', sa.Text(), server_default='', nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_answers_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'key', name=op.f('pk_answers'))
    )
    op.create_index('ix_answers_ends_at', 'answers', ['ends_at'], unique=False)
    op.add_column('webhooks', sa.Column('looked_at', sa.BigInteger(), server_default=sa.text('0'), nullable=False))
    op.add_column('webhooks', sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('webhooks', 'paused_at')
    op.drop_column('webhooks', 'looked_at')
    op.drop_index('ix_answers_ends_at', table_name='answers')
    op.drop_table('answers')
