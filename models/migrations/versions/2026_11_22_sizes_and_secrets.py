"""The size of a signed paper; councils that were formed before there was a choice are secret."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '20261122h'
down_revision: str | Sequence[str] | None = '20261122g'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('documents', sa.Column('signed_size', sa.Integer(), nullable=True))
    # Their members voted in secret: nobody shall read now how each of them did.
    op.execute("update councils set secret = true")


def downgrade() -> None:
    op.drop_column('documents', 'signed_size')
