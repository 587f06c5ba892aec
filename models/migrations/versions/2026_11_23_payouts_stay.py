"""A payout that was put down by mistake stays on record, with the day and the reason of its taking back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '20261123a'
down_revision: str | Sequence[str] | None = '20261122r'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('payouts', sa.Column('withdrawn_on', sa.Date(), nullable=True))
    op.add_column('payouts', sa.Column('withdrawn_because', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('payouts', 'withdrawn_because')
    op.drop_column('payouts', 'withdrawn_on')
