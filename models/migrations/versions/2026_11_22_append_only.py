"""Signed heads of the audit chain; chain and heads are append-only, and the refusal is a plain sentence."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '20261122n'
down_revision: str | Sequence[str] | None = '20261122l'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('audit_heads',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_heads')),
    sa.UniqueConstraint('on', name=op.f('uq_audit_heads_on'))
    )
    # The trigger stands since the first tables. It fires for everybody, the owner too, but in a session in
    # which a superuser set session_replication_role to replica; no code of ours does.
    op.execute("""
        create or replace function refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception using
                errcode = 'insufficient_privilege',
                message = format(
                    'Bảng %s chỉ được ghi thêm (append-only): không sửa, không xóa, không làm rỗng.',
                    tg_table_name),
                hint = 'Điều đã ghi sai được đính chính bằng một mục mới.';
        end $$
    """)
    op.execute("""
        create trigger audit_heads_append_only before update or delete or truncate on audit_heads
        for each statement execute function refuse_change()
    """)


def downgrade() -> None:
    op.drop_table('audit_heads')
    op.execute("""
        create or replace function refuse_change() returns trigger language plpgsql as $$
        begin raise exception 'the audit chain is append-only'; end $$
    """)
