"""What an income cost, the taxes on it, the intermediary's fee: without them no profit can be shared."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '20261122y'
down_revision: str | Sequence[str] | None = '20261122i'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = ('costs_vnd', 'taxes_vnd', 'intermediary_vnd')


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column('incomes', sa.Column(name, sa.Numeric(precision=18, scale=2), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column('incomes', name)
