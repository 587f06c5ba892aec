"""How a province's bodies are named on paper can be set."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '20261123b'
down_revision: str | Sequence[str] | None = '20261123a'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('letterheads',
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('ppc', sa.Text(), nullable=False),
    sa.Column('dost', sa.Text(), nullable=False),
    sa.Column('info_body', sa.Text(), nullable=False),
    sa.Column('science_unit', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('province', name=op.f('pk_letterheads'))
    )


def downgrade() -> None:
    op.drop_table('letterheads')
